//! Whether arguments can be what a type says, and what its variables stand for then.

use super::to_pattern::stepwise_zip;
use super::value::{Function, Spanned, Value};
use crate::builtins::{Builtin, Special};
use crate::evaluate::Evaluator;
use crate::types::{Element, Kind, Type};

/// Kinds that the variables of a signature stand for.
pub(crate) type Kinds = Vec<(char, Kind)>;

impl Evaluator {
    /// Finds kinds of the signature's variables in an argument.
    pub(crate) fn learn(&mut self, kinds: &mut Kinds, wanted: &Type, given: &Spanned) {
        match (wanted, &given.value) {
            (Type::Pattern(Element::Variable(variable)), value) => {
                let found = match value {
                    Value::Bus(name) => self.bus_kind(name),
                    other => other.kind(),
                };
                let Some(found) = found else { return };
                if kind_of(kinds, Element::Variable(*variable)).is_none() {
                    kinds.push((*variable, found));
                }
            }
            (Type::List(inner), Value::List(items)) => {
                for item in items.iter() {
                    self.learn(kinds, inner, item);
                }
            }
            (Type::Tuple(parts), Value::Tuple(items)) => {
                for (part, item) in parts.iter().zip(items.iter()) {
                    self.learn(kinds, part, item);
                }
            }
            _ => {}
        }
    }
}

/// The kind that a variable stands for, as far as that is known.
pub(crate) fn kind_of(kinds: &Kinds, element: Element) -> Option<Kind> {
    match element {
        Element::Kind(kind) => Some(kind),
        Element::Variable(variable) => kinds
            .iter()
            .find(|(v, _)| *v == variable)
            .map(|(_, kind)| *kind),
    }
}

/// Whether a value can be what a type says.
pub(super) fn fits(kinds: &Kinds, wanted: &Type, given: &Spanned) -> bool {
    let value = &given.value;
    if matches!(value, Value::Mapped(_) | Value::Bus(_)) {
        return !matches!(wanted, Type::Function(..) | Type::List(_) | Type::Tuple(_));
    }
    match wanted {
        Type::Pattern(element) => match (kind_of(kinds, *element), value) {
            // Sampled when the pattern is queried.
            (Some(kind), Value::Signal(_)) if kind.is_number() => true,
            // The steps of patterns in turn, though the function still waits for a list.
            (_, Value::Function(function)) if stepwise_zip(function).is_some() => true,
            (
                _,
                Value::Function(_)
                | Value::Effects(_)
                | Value::List(_)
                | Value::Tuple(_)
                | Value::Action(_)
                | Value::Signal(_)
                | Value::Bare(_)
                | Value::Wet(_),
            ) => false,
            (_, Value::Maybe(_)) => false,
            (None, _) => true,
            (Some(Kind::Controls), value) => value.may_be_controls(),
            (Some(kind), Value::Pattern(have, _) | Value::Slot(have, _)) => have.fits(kind),
            (Some(kind), Value::Number(_)) => kind.is_number(),
            (Some(kind), Value::Deferred(deferred)) => kind.is_number() || !deferred.numeric,
            (Some(_), Value::Text(_)) => true,
            (Some(kind), Value::Dual(_)) => kind.is_number() && value.may_be_signal(),
            _ => true,
        },
        Type::Number(_) => {
            !value.is_function()
                && !matches!(
                    value,
                    Value::List(_)
                        | Value::Tuple(_)
                        | Value::Signal(_)
                        | Value::Bare(_)
                        | Value::Wet(_)
                )
                && value.kind() != Some(Kind::Controls)
        }
        Type::Text => value.text().is_some(),
        Type::Bool => true,
        Type::List(inner) => match value {
            Value::List(items) => items.iter().all(|item| fits(kinds, inner, item)),
            _ => false,
        },
        Type::Tuple(parts) => match value {
            Value::Tuple(items) => {
                items.len() == parts.len()
                    && parts
                        .iter()
                        .zip(items.iter())
                        .all(|(part, item)| fits(kinds, part, item))
            }
            _ => false,
        },
        Type::Function(..) => matches!(value, Value::Function(_) | Value::Effects(_)),
        Type::Any(_) => true,
    }
}

/// Gives variables that nothing settled the kind that their arguments look like.
pub(super) fn settle(kinds: &mut Kinds, wanted: &Type, given: &Spanned) {
    match (wanted, &given.value) {
        (Type::Pattern(element @ Element::Variable(variable)), value)
            if kind_of(kinds, *element).is_none() =>
        {
            kinds.push((*variable, value.likely()));
        }
        (Type::List(inner), Value::List(items)) => {
            for item in items.iter() {
                settle(kinds, inner, item);
            }
        }
        (Type::Tuple(parts), Value::Tuple(items)) => {
            for (part, item) in parts.iter().zip(items.iter()) {
                settle(kinds, part, item);
            }
        }
        _ => {}
    }
}

/// Whether something that stands for a variable can only be numbers.
pub(super) fn numeric_inside(variable: char, wanted: &Type, given: &Spanned) -> bool {
    match (wanted, &given.value) {
        (Type::List(inner), Value::List(items)) => items
            .iter()
            .any(|item| numeric_inside(variable, inner, item)),
        (Type::Tuple(parts), Value::Tuple(items)) => parts
            .iter()
            .zip(items.iter())
            .any(|(part, item)| numeric_inside(variable, part, item)),
        (wanted, value) => wanted.mentions(variable) && value.is_numeric(),
    }
}

/// What something that stands for a variable looks like.
pub(super) fn likely_inside(variable: char, wanted: &Type, given: &Spanned) -> Option<Kind> {
    match (wanted, &given.value) {
        (Type::List(inner), Value::List(items)) => items
            .iter()
            .rev()
            .find_map(|item| likely_inside(variable, inner, item)),
        (Type::Tuple(parts), Value::Tuple(items)) => parts
            .iter()
            .zip(items.iter())
            .find_map(|(part, item)| likely_inside(variable, part, item)),
        (_, Value::Function(_)) => None,
        (wanted, value) => wanted.mentions(variable).then(|| value.likely()),
    }
}

/// Whether this is `chord` with chord symbols alone, where numbers are wanted, see [`Evaluator::chord_symbols`].
pub(super) fn is_symbols(wanted: &Type, given: &Spanned) -> bool {
    let Value::Function(function) = &given.value else {
        return false;
    };
    matches!(wanted, Type::Pattern(_))
        && matches!(&**function, Function::Builtin(row, before, _) if row.is(Special::ReadsChordSymbols) && before.len() == 1)
}

/// Whether all arguments of a row are true or false.
pub(super) fn takes_truths(row: &Builtin) -> bool {
    let truth = Type::Pattern(Element::Kind(Kind::Bool));
    row.kind().arguments().iter().all(|wanted| *wanted == truth)
}

/// Whether a row takes a list of values and makes a pattern of them: `listToPat`.
pub(crate) fn holds_values(row: &Builtin) -> bool {
    matches!(row.kind().arguments(), [Type::List(inner)] if matches!(**inner, Type::Any(_)))
        && matches!(row.kind().result(), Type::Pattern(_))
}
