//! Patterns of patterns whose inner ones are known when the text is compiled: `pure p`, `listToPat [p, q]`,
//! `fastcat [pure p, pure q]`. Numbers stand for the inner patterns: what changes any pattern changes the pattern of these
//! numbers, and a join puts the inner patterns in their place.

use super::fitting::holds_values;
use super::value::{Also, Deferred, EvalResult, Function, Mapped, Nested, Spanned, Value};
use crate::builtins::Builtin;
use crate::diagnostic::Place;
use crate::evaluate::Evaluator;
use crate::syntax::Number;
use crate::types::{Element, Kind, Type};
use phonon_pattern::{Operation, Structure, Value as EventValue};
use std::rc::Rc;

impl Evaluator {
    /// `pure p`: the pattern, and a pattern of it.
    pub(crate) fn pure_pattern(&mut self, given: Spanned) -> Value {
        let index = self.graph.pure(EventValue::Int(0));
        let (likely, numeric) = (given.value.likely(), given.value.is_numeric());
        let nested = Nested {
            index,
            items: vec![given.clone()],
        };
        Value::Deferred(Rc::new(Deferred {
            likely,
            numeric,
            also: Also::Nested(Rc::new(nested)),
            make: Box::new(move |evaluator, kind| evaluator.pattern(&given, kind)),
        }))
    }

    /// The pattern of patterns that a row makes of patterns of patterns, or of a list of patterns that it takes for
    /// values; `variable` is what the row's result is a pattern of.
    pub(crate) fn nested(
        &mut self,
        row: &'static Builtin,
        arguments: &[Spanned],
        variable: char,
        place: Place,
    ) -> Option<Rc<Nested>> {
        let mut items = Vec::new();
        let mut replaced = Vec::with_capacity(arguments.len());
        for (wanted, given) in row.kind().arguments().iter().zip(arguments) {
            replaced.push(match (wanted, &given.value) {
                (Type::List(inner), Value::List(list))
                    if holds_values(row) && matches!(**inner, Type::Any(_)) =>
                {
                    let patterns = list.iter().any(|item| self.is_inner_pattern(item));
                    if !patterns {
                        return None;
                    }
                    items.extend(list.iter().cloned());
                    let number = |index| Value::Number(Number::integer(index as i64));
                    let numbers = (0..list.len()).map(|i| Spanned::new(number(i), given.place));
                    Spanned::new(Value::List(Rc::new(numbers.collect())), given.place)
                }
                _ => self.numbered(wanted, given, variable, &mut items)?,
            });
        }
        if items.is_empty() {
            return None;
        }
        let said = self.said.len();
        let made = self.call_builtin(row, replaced, place);
        let index = made.and_then(|made| self.pattern(&Spanned::new(made, place), Kind::Int));
        self.said.truncate(said);
        let index = index.ok()?;
        Some(Rc::new(Nested { index, items }))
    }

    /// Whether an item of a list is a pattern rather than a value.
    fn is_inner_pattern(&self, item: &Spanned) -> bool {
        match &item.value {
            Value::Text(_)
            | Value::Deferred(_)
            | Value::Mapped(_)
            | Value::Wet(_)
            | Value::Function(_) => true,
            Value::Pattern(_, pattern) => self.graph.constant(*pattern).is_none(),
            _ => false,
        }
    }

    /// An argument with numbers in place of the inner patterns of what the variable stands for; none where that is no
    /// pattern of patterns.
    fn numbered(
        &mut self,
        wanted: &Type,
        given: &Spanned,
        variable: char,
        items: &mut Vec<Spanned>,
    ) -> Option<Spanned> {
        let parts = |evaluator: &mut Self,
                     pairs: &mut dyn Iterator<Item = (&Type, &Spanned)>,
                     items: &mut Vec<Spanned>| {
            pairs
                .map(|(wanted, given)| evaluator.numbered(wanted, given, variable, items))
                .collect::<Option<Vec<_>>>()
        };
        let value = match (wanted, &given.value) {
            (Type::Pattern(Element::Variable(v)), value) if *v == variable => {
                let nested = Rc::clone(value.nested()?);
                let first = EventValue::Int(i64::try_from(items.len()).ok()?);
                items.extend(nested.items.iter().cloned());
                let shifted = self.graph.adjust(Operation::Add, nested.index, first);
                Value::Pattern(Kind::Int, shifted)
            }
            (Type::List(inner), Value::List(list)) => {
                let mut pairs = list.iter().map(|item| (&**inner, item));
                Value::List(Rc::new(parts(self, &mut pairs, items)?))
            }
            (Type::Tuple(types), Value::Tuple(values)) if types.len() == values.len() => {
                let mut pairs = types.iter().zip(values.iter());
                Value::Tuple(Rc::new(parts(self, &mut pairs, items)?))
            }
            _ => return Some(given.clone()),
        };
        Some(Spanned::new(value, given.place))
    }

    /// A pattern of patterns as a function over the values of a pattern; none of other values.
    pub(crate) fn inner_patterns(&self, given: &Spanned) -> Option<Rc<Mapped>> {
        if let Value::Mapped(mapped) = &given.value {
            return Some(Rc::clone(mapped));
        }
        given.value.nested()?;
        let itself = |_: &mut Self, mut given: Vec<Spanned>, _: Place| -> EvalResult<Value> {
            Ok(given.remove(0).value)
        };
        let function = Function::Native("id", 1, Rc::new(itself), Vec::new());
        Some(Rc::new(Mapped {
            function: Spanned::new(Value::function(function), given.place),
            arguments: vec![(given.clone(), Structure::Both)],
        }))
    }
}
