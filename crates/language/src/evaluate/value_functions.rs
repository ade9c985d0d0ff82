//! Functions over the values of patterns: `f <$> p <*> q`, `p >>= f`.

use super::operators::{Side, arithmetic, comparison};
use super::value::{Also, EvalResult, Function, Mapped, Spanned, Value};
use crate::builtins;
use crate::diagnostic::Place;
use crate::evaluate::Evaluator;
use crate::syntax::Number;
use crate::types::Kind;
use phonon_pattern::{Join, Operation, PatternId, Structure, mini};
use std::rc::Rc;

impl Evaluator {
    /// `f <$> p <*> q` as a pattern of a kind.
    pub(super) fn mapped_pattern(
        &mut self,
        mapped: &Mapped,
        given: &Spanned,
        wanted: Kind,
    ) -> EvalResult<PatternId> {
        // Operators combine as they would between patterns.
        if let ([(first, _), (second, structure)], Value::Function(function)) =
            (&mapped.arguments[..], &mapped.function.value)
            && let Function::Operator(name, before, _) = &**function
            && before.is_empty()
            && let Some((operation, Side::Plain)) = arithmetic(name)
        {
            let a = self.pattern(first, wanted)?;
            let b = self.pattern(second, wanted)?;
            return Ok(self.graph.apply(operation, *structure, a, b));
        }
        if let ([(first, _), (second, structure)], Value::Function(function)) =
            (&mapped.arguments[..], &mapped.function.value)
            && let Function::Operator(name, before, _) = &**function
            && before.is_empty()
            && let Some((operation, exchanged)) = comparison(name)
        {
            let kind = match operation {
                Operation::And | Operation::Or => Kind::Bool,
                _ => first
                    .value
                    .kind()
                    .or(second.value.kind())
                    .unwrap_or(Kind::Float),
            };
            let a = self.pattern(first, kind)?;
            let b = self.pattern(second, kind)?;
            return Ok(match (exchanged, structure) {
                (false, structure) => self.graph.apply(operation, *structure, a, b),
                (true, Structure::Left) => self.graph.apply(operation, Structure::Right, b, a),
                (true, Structure::Right) => self.graph.apply(operation, Structure::Left, b, a),
                (true, Structure::Both) => self.graph.apply(operation, Structure::Both, b, a),
            });
        }
        self.joined_values(mapped, Join::Outer, given, wanted)
    }

    /// The patterns' values given to the function; what it answers is joined as `last` says.
    pub(crate) fn joined_values(
        &mut self,
        mapped: &Mapped,
        last: Join,
        given: &Spanned,
        wanted: Kind,
    ) -> EvalResult<PatternId> {
        self.values_into(
            &mapped.arguments,
            Vec::new(),
            &mapped.function,
            last,
            given,
            wanted,
        )
    }

    fn values_into(
        &mut self,
        arguments: &[(Spanned, Structure)],
        mut held: Vec<Spanned>,
        function: &Spanned,
        last: Join,
        given: &Spanned,
        wanted: Kind,
    ) -> EvalResult<PatternId> {
        let Some(((first, _), rest)) = arguments.split_first() else {
            let value = self.apply(function.clone(), held, given.place)?;
            let value = Spanned::new(value, given.place);
            return match &value.value {
                // A value, not a pattern: it holds as long as the event does.
                Value::Slot(..) | Value::Number(_) if last == Join::Outer => {
                    match self.scalar(&value) {
                        Some((_, scalar)) => Ok(self.graph.steady(scalar)),
                        None => self.pattern(&value, wanted),
                    }
                }
                _ => self.pattern(&value, wanted),
            };
        };
        let join = match rest.first() {
            None => last,
            Some((_, Structure::Both)) => Join::Mix,
            Some((_, Structure::Left)) => Join::Left,
            Some((_, Structure::Right)) => Join::Inner,
        };
        if let Some(nested) = first.value.nested() {
            let slot = self.graph.slot();
            let mut bodies = Vec::with_capacity(nested.items.len());
            for item in &nested.items {
                held.push(item.clone());
                bodies.push(self.values_into(rest, held.clone(), function, last, given, wanted)?);
                held.pop();
            }
            let body = self.graph.select(slot, &bodies);
            return Ok(self.graph.join(join, nested.index, slot, body));
        }
        let kind = match (&first.value, first.value.kind()) {
            (_, Some(kind)) => kind,
            (Value::Text(_), None) if first.value.likely().is_word() && wanted.is_word() => wanted,
            // Notes if notes are wanted and the string can be read so.
            (Value::Text(text), None) => match wanted.mini().filter(|_| wanted.is_number()) {
                Some(kind) if mini::parse(&text.text, kind).is_ok() => wanted,
                _ => first.value.likely(),
            },
            (_, None) if wanted.is_number() => wanted,
            _ => first.value.likely(),
        };
        let outer = self.pattern(first, kind.changed())?;
        let slot = self.graph.slot();
        held.push(Spanned::new(Value::Slot(kind, slot.into()), first.place));
        let body = self.values_into(rest, held, function, last, given, wanted)?;
        Ok(self.graph.join(join, outer, slot, body))
    }

    /// `p >>= f`
    pub(crate) fn bind(
        &mut self,
        pattern: Spanned,
        function: Spanned,
        place: Place,
    ) -> EvalResult<Value> {
        // What is done for its own sake, and then the rest of a `do`.
        if let Value::Action(_) = &pattern.value {
            let nothing = Spanned::new(Value::Tuple(Rc::new(Vec::new())), pattern.place);
            let rest = self.apply(function, vec![nothing], place)?;
            return self.then(pattern, Spanned::new(rest, place));
        }
        // Of a list: what the function makes of each item, one after another.
        if let Value::List(items) = &pattern.value
            && function.value.is_function()
        {
            let items = Rc::clone(items);
            let mut all = Vec::new();
            for made in self.each(&function, &items, place)? {
                match made.value.items() {
                    Some(items) => all.extend(items.iter().cloned()),
                    None => all.push(made),
                }
                builtins::check_length(all.len(), place)?;
            }
            return Ok(builtins::list(all));
        }
        if !function.value.is_function() {
            let noun = function.value.noun();
            return function.wrong(format!("`>>=` needs a function; this is {noun}"));
        }
        let mapped = match &pattern.value {
            Value::Mapped(mapped) => mapped.then(function, place),
            _ => Mapped {
                function,
                arguments: vec![(pattern, Structure::Both)],
            },
        };
        let likely = mapped.arguments[0].0.value.likely();
        let given = Spanned::new(Value::Number(Number::integer(0)), place);
        Ok(Value::Deferred(Rc::new(super::value::Deferred {
            likely,
            numeric: false,
            also: Also::Nothing,
            make: Box::new(move |evaluator, wanted| {
                evaluator.joined_values(&mapped, Join::Mix, &given, wanted)
            }),
        })))
    }
}
