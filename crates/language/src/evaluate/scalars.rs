//! Plain numbers, and single values that are known only when a pattern is queried.

use super::value::{EvalResult, Spanned, Value};
use crate::evaluate::Evaluator;
use crate::syntax::Number;
use crate::types::Kind;
use phonon_pattern::{Operation, Scalar, Structure, Value as EventValue};

impl Evaluator {
    /// Two values compared: a value, true or false. Patterns are compared where their events meet.
    pub(crate) fn compare(
        &mut self,
        (operation, exchanged): (Operation, bool),
        left: Spanned,
        right: Spanned,
    ) -> EvalResult<Value> {
        let (left, right) = if exchanged {
            (right, left)
        } else {
            (left, right)
        };
        if let (Some((_, a)), Some((_, b))) = (self.scalar(&left), self.scalar(&right)) {
            let test = self.graph.formula_of(operation, a, b);
            return Ok(Value::Slot(Kind::Bool, test));
        }
        let kind = match (left.value.kind(), right.value.kind()) {
            (Some(kind), _) | (None, Some(kind)) => kind,
            (None, None) => left.value.likely(),
        };
        let a = self.pattern(&left, kind)?;
        let b = self.pattern(&right, kind)?;
        let compared = self.graph.apply(operation, Structure::Both, a, b);
        Ok(Value::Pattern(Kind::Bool, compared))
    }

    /// Arithmetic on values of slots.
    pub(crate) fn combine_slots(
        &mut self,
        operation: Operation,
        left: &Spanned,
        right: &Spanned,
    ) -> Option<Value> {
        let slots = matches!(left.value, Value::Slot(..)) || matches!(right.value, Value::Slot(..));
        if !slots || left.value.is_controls() || right.value.is_controls() {
            return None;
        }
        let (a_kind, a) = self.scalar(left)?;
        let (b_kind, b) = self.scalar(right)?;
        let kind = match (a_kind, b_kind) {
            (Some(a), Some(b)) => self.common("+", a, b, right).ok()?,
            (Some(kind), None) | (None, Some(kind)) => kind,
            (None, None) => Kind::Float,
        };
        let (a, b) = (exact(left, kind, a), exact(right, kind, b));
        Some(Value::Slot(kind, self.graph.formula_of(operation, a, b)))
    }

    /// A value that is known now or held by a slot.
    pub(crate) fn scalar(&mut self, value: &Spanned) -> Option<(Option<Kind>, Scalar)> {
        match &value.value {
            Value::Slot(kind, scalar) => Some((Some(*kind), *scalar)),
            Value::Number(number) if number.whole => {
                let exact = number.exact.filter(|exact| exact.is_integer())?;
                Some((None, Scalar::Value(EventValue::Int(exact.numerator()))))
            }
            Value::Number(number) => Some((None, Scalar::Value(EventValue::Float(number.value)))),
            Value::Text(text) | Value::Letter(text) => {
                let word = self.graph.intern(&text.text);
                Some((Some(Kind::WORD), Scalar::Value(EventValue::Word(word))))
            }
            Value::Pattern(kind, pattern) => {
                let value = self.graph.constant(*pattern)?;
                Some((Some(*kind), Scalar::Value(value)))
            }
            _ => None,
        }
    }
}

/// Arithmetic on written numbers.
pub(crate) fn fold(operation: Operation, a: &Number, b: &Number) -> Option<Number> {
    let plain = a.plain.joined(operation, b.plain);
    if let (Some(x), Some(y)) = (a.exact, b.exact) {
        let exact = match operation {
            Operation::Add => Some(x + y),
            Operation::Subtract => Some(x - y),
            Operation::Multiply => Some(x * y),
            Operation::Divide => x.checked_div(y),
            Operation::Modulo if !y.is_zero() => Some(x.modulo(y)),
            Operation::Power if b.whole && !y.is_negative() && y.numerator() < 63 => (0..y
                .numerator())
                .try_fold(phonon_pattern::Rational::ONE, |power, _| Some(power * x)),
            _ => None,
        };
        if let Some(exact) = exact {
            return Some(Number {
                whole: a.whole && b.whole && exact.is_integer(),
                calculated: true,
                plain,
                ..Number::ratio(exact)
            });
        }
    }
    let value = match operation {
        Operation::Add => a.value + b.value,
        Operation::Subtract => a.value - b.value,
        Operation::Multiply => a.value * b.value,
        Operation::Divide => a.value / b.value,
        Operation::Modulo => a.value.rem_euclid(b.value),
        Operation::Power => a.value.powf(b.value),
        _ => return None,
    };
    value.is_finite().then(|| Number {
        calculated: true,
        plain,
        ..Number::float(value)
    })
}

/// A plain number among exact ones is exact.
pub(crate) fn exact(given: &Spanned, kind: Kind, scalar: Scalar) -> Scalar {
    match (&given.value, kind) {
        (Value::Number(number), Kind::Ratio) => number
            .rational()
            .map_or(scalar, |ratio| Scalar::Value(EventValue::Ratio(ratio))),
        _ => scalar,
    }
}
