//! Patterns of patterns whose inner ones are known when the text is compiled: `pure p`, `listToPat [p, q]`,
//! `fastcat [pure p, pure q]`. Numbers stand for the inner patterns: what changes any pattern changes the pattern of these
//! numbers, and a join puts the inner patterns in their place.

use super::builtins::Builtin;
use super::diagnostic::Place;
use super::evaluate::Evaluator;
use super::saturate::holds_values;
use super::signature::{Element, Kind, Type};
use super::syntax::Number;
use super::value::{Also, Deferred, Function, Located, Mapped, Nested, Outcome, Val};
use phonon_pattern::{Operation, Structure, Value};
use std::rc::Rc;

impl Evaluator {
    /// `pure p`: the pattern, and a pattern of it.
    pub(super) fn pure_pattern(&mut self, given: Located) -> Val {
        let index = self.graph.pure(Value::Int(0));
        let (likely, numeric) = (given.value.likely(), given.value.is_numeric());
        let nested = Nested {
            index,
            items: vec![given.clone()],
        };
        Val::Deferred(Rc::new(Deferred {
            likely,
            numeric,
            also: Also::Nested(Rc::new(nested)),
            make: Box::new(move |evaluator, kind| evaluator.pattern(&given, kind)),
        }))
    }

    /// The pattern of patterns that a row makes of patterns of patterns, or of a list of patterns that it takes for
    /// values; `variable` is what the row's result is a pattern of.
    pub(super) fn nested(
        &mut self,
        row: &'static Builtin,
        arguments: &[Located],
        variable: char,
        place: Place,
    ) -> Option<Rc<Nested>> {
        let mut items = Vec::new();
        let mut replaced = Vec::with_capacity(arguments.len());
        for (wanted, given) in row.kind().arguments().iter().zip(arguments) {
            replaced.push(match (wanted, &given.value) {
                (Type::List(inner), Val::List(list))
                    if holds_values(row) && matches!(**inner, Type::Any(_)) =>
                {
                    let patterns = list.iter().any(|item| self.is_inner_pattern(item));
                    if !patterns {
                        return None;
                    }
                    items.extend(list.iter().cloned());
                    let number = |index| Val::Number(Number::integer(index as i64));
                    let numbers = (0..list.len()).map(|i| Located::new(number(i), given.place));
                    Located::new(Val::List(Rc::new(numbers.collect())), given.place)
                }
                _ => self.numbered(wanted, given, variable, &mut items)?,
            });
        }
        if items.is_empty() {
            return None;
        }
        let said = self.said.len();
        let made = self.saturate(row, replaced, place);
        let index = made.and_then(|made| self.pattern(&Located::new(made, place), Kind::Int));
        self.said.truncate(said);
        let index = index.ok()?;
        Some(Rc::new(Nested { index, items }))
    }

    /// Whether an item of a list is a pattern rather than a value.
    fn is_inner_pattern(&self, item: &Located) -> bool {
        match &item.value {
            Val::Text(_) | Val::Deferred(_) | Val::Mapped(_) | Val::Wet(_) | Val::Function(_) => {
                true
            }
            Val::Pattern(_, pattern) => self.graph.constant(*pattern).is_none(),
            _ => false,
        }
    }

    /// An argument with numbers in place of the inner patterns of what the variable stands for; none where that is no
    /// pattern of patterns.
    fn numbered(
        &mut self,
        wanted: &Type,
        given: &Located,
        variable: char,
        items: &mut Vec<Located>,
    ) -> Option<Located> {
        let parts = |evaluator: &mut Self,
                     pairs: &mut dyn Iterator<Item = (&Type, &Located)>,
                     items: &mut Vec<Located>| {
            pairs
                .map(|(wanted, given)| evaluator.numbered(wanted, given, variable, items))
                .collect::<Option<Vec<_>>>()
        };
        let value = match (wanted, &given.value) {
            (Type::Pattern(Element::Variable(v)), value) if *v == variable => {
                let nested = Rc::clone(value.nested()?);
                let first = Value::Int(i64::try_from(items.len()).ok()?);
                items.extend(nested.items.iter().cloned());
                let shifted = self.graph.adjust(Operation::Add, nested.index, first);
                Val::Pattern(Kind::Int, shifted)
            }
            (Type::List(inner), Val::List(list)) => {
                let mut pairs = list.iter().map(|item| (&**inner, item));
                Val::List(Rc::new(parts(self, &mut pairs, items)?))
            }
            (Type::Tuple(types), Val::Tuple(values)) if types.len() == values.len() => {
                let mut pairs = types.iter().zip(values.iter());
                Val::Tuple(Rc::new(parts(self, &mut pairs, items)?))
            }
            _ => return Some(given.clone()),
        };
        Some(Located::new(value, given.place))
    }

    /// A pattern of patterns as a function over the values of a pattern; none of other values.
    pub(super) fn inner_patterns(&self, given: &Located) -> Option<Rc<Mapped>> {
        if let Val::Mapped(mapped) = &given.value {
            return Some(Rc::clone(mapped));
        }
        given.value.nested()?;
        let itself = |_: &mut Self, mut given: Vec<Located>, _: Place| -> Outcome<Val> {
            Ok(given.remove(0).value)
        };
        let function = Function::Native("id", 1, Rc::new(itself), Vec::new());
        Some(Rc::new(Mapped {
            function: Located::new(Val::function(function), given.place),
            arguments: vec![(given.clone(), Structure::Both)],
        }))
    }
}
