//! What operators do with the kinds of values they find at left and right.

use super::builtins;
use super::diagnostic::{Diagnostic, Place};
use super::evaluate::{Evaluator, unknown_name};
use super::signature::Kind;
use super::syntax::{Expression, Number};
use super::value::{Collected, Deferred, Effect, Function, Located, Mapped, Outcome, Scope, Val};
use crate::engine::graph::nodes;
use crate::pattern::{Join, Operation, Scalar, Structure, Value};
use std::rc::Rc;

/// Where an operator of the `|+|` family takes structure from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Plain,
    From(Structure),
    Squeeze,
}

/// The operation and structure of an arithmetic operator; none for others.
pub(super) fn arithmetic(name: &str) -> Option<(Operation, Side)> {
    if name == "#" {
        return Some((Operation::KeepRight, Side::From(Structure::Left)));
    }
    if name == "&&" {
        return Some((Operation::And, Side::Plain));
    }
    if name == "||" {
        return Some((Operation::Or, Side::Plain));
    }
    let (core, side) = if let Some(core) = name.strip_prefix("||").filter(|core| !core.is_empty()) {
        (core, Side::Squeeze)
    } else {
        match (name.strip_prefix('|'), name.strip_suffix('|')) {
            (Some(core), Some(_)) => (core.strip_suffix('|')?, Side::From(Structure::Both)),
            (Some(core), None) => (core, Side::From(Structure::Left)),
            (None, Some(core)) => (core, Side::From(Structure::Right)),
            (None, None) => (name, Side::Plain),
        }
    };
    let operation = match core {
        "+" => Operation::Add,
        "-" => Operation::Subtract,
        "*" => Operation::Multiply,
        "/" => Operation::Divide,
        "%" | "mod" => Operation::Modulo,
        "**" | "^" => Operation::Power,
        "<" if side != Side::Plain => Operation::KeepLeft,
        ">" if side != Side::Plain => Operation::KeepRight,
        "++" => Operation::Concatenate,
        _ => return None,
    };
    Some((operation, side))
}

/// What a comparison or logic asks, and whether it is asked with the sides exchanged; none for other operators.
pub(super) fn comparison(name: &str) -> Option<(Operation, bool)> {
    Some(match name {
        "==" => (Operation::Equal, false),
        "/=" => (Operation::NotEqual, false),
        "<" => (Operation::Less, false),
        "<=" => (Operation::LessOrEqual, false),
        ">" => (Operation::Less, true),
        ">=" => (Operation::LessOrEqual, true),
        "&&" => (Operation::And, false),
        "||" => (Operation::Or, false),
        _ => return None,
    })
}

impl Evaluator {
    /// `left operator right`
    pub(super) fn operate(
        &mut self,
        name: &str,
        operator: Place,
        left: Located,
        right: Located,
        place: Place,
        scope: Option<&Scope>,
    ) -> Outcome<Val> {
        match name {
            "$" => return self.dollar(left, right, place),
            "." => return self.compose(left, right, operator),
            "<$>" => return self.map_values(left, right),
            "<*>" => return self.map_more(left, right, Structure::Both, operator),
            "<*" => return self.map_more(left, right, Structure::Left, operator),
            "*>" => return self.map_more(left, right, Structure::Right, operator),
            ">>=" => return self.bind(left, right, place),
            "=<<" => return self.bind(right, left, place),
            "++" => {
                if let (Val::List(a), Val::List(b)) = (&left.value, &right.value) {
                    return Ok(Val::List(Rc::new(
                        a.iter().chain(b.iter()).cloned().collect(),
                    )));
                }
            }
            _ => {}
        }
        if let Some(comparison) = comparison(name) {
            return self.compare(comparison, left, right);
        }
        if let Some((operation, side)) = arithmetic(name) {
            return self.combine(name, operation, side, left, right, operator, place);
        }
        // A row of the table or a function between backticks.
        let found = scope.and_then(|scope| scope.find(name)).cloned();
        if let Some(function) = found {
            return self.apply(function, vec![left, right], place);
        }
        if let Some(function) = self.global(name, operator)? {
            return self.apply(Located::new(function, operator), vec![left, right], place);
        }
        match builtins::find(name).and_then(|meaning| meaning.builtin) {
            Some(row) => {
                let function = Val::function(Function::Builtin(row, Vec::new(), operator));
                self.apply(Located::new(function, operator), vec![left, right], place)
            }
            None if name.starts_with(|c: char| c.is_alphabetic()) => Err(Box::new(unknown_name(name, operator))),
            None => Err(Box::new(
                Diagnostic::error(operator, format!("no operator `{name}`"))
                    .with_help("operators are `#`, `$`, `.`, `+ - * / %`, `|+| |+ +|` and their kin, `<~`, `~>`, `<>`"),
            )),
        }
    }

    /// `f $ x`, `x $ f`, `f $ g`
    fn dollar(&mut self, left: Located, right: Located, place: Place) -> Outcome<Val> {
        let function_next = match &left.value {
            Val::Function(function) => match &**function {
                Function::Builtin(row, given, _) => {
                    let next = row.kind().arguments().get(given.len());
                    next.is_some_and(|next| !matches!(next, super::signature::Type::Pattern(_)))
                }
                Function::Closure(..) | Function::Native(..) => true,
                _ => false,
            },
            _ => return self.dollar_effect(left, right, place),
        };
        if right.value.is_function() && !function_next {
            // Left to right: first the one at left.
            return Ok(Val::function(Function::Compose(right, left)));
        }
        self.apply(left, vec![right], place)
    }

    /// `effect $ sound`, `sound $ effect`, `x $ f`
    fn dollar_effect(&mut self, left: Located, right: Located, place: Place) -> Outcome<Val> {
        for (function, input) in [(&left, &right), (&right, &left)] {
            if input.value.is_function() {
                continue;
            }
            let effects = match &function.value {
                Val::Effects(effects) => Rc::clone(effects),
                Val::Dual(pair) => match &pair.1.value {
                    Val::Effects(effects) => Rc::clone(effects),
                    _ => continue,
                },
                _ => continue,
            };
            return self.through(input, &effects);
        }
        if matches!(right.value, Val::Function(_)) && !left.value.is_function() {
            return self.apply(right, vec![left], place);
        }
        let noun = left.value.noun();
        let sounds =
            left.value.kind() == Some(Kind::Controls) && right.value.kind() == Some(Kind::Controls);
        left.wrong_with(
            format!("`$` needs a function on one side; this is {noun}"),
            if sounds {
                "join controls with `#`; play both with `stack [a, b]`"
            } else {
                "`fast 2 $ s \"bd\"` gives the function what follows"
            },
        )
    }

    /// `f . g`
    fn compose(&mut self, left: Located, right: Located, operator: Place) -> Outcome<Val> {
        for side in [&left, &right] {
            if !side.value.is_function() {
                let noun = side.value.noun();
                return side.wrong_with(
                    format!("`.` joins functions; this is {noun}"),
                    "use `$` to give a function its pattern",
                );
            }
        }
        let _ = operator;
        Ok(Val::function(Function::Compose(left, right)))
    }

    /// `-x`
    pub(super) fn negate(&mut self, inner: Located, place: Place) -> Outcome<Val> {
        let zero = Located::new(Val::Number(Number::integer(0)), place);
        self.combine(
            "-",
            Operation::Subtract,
            Side::From(Structure::Right),
            zero,
            inner,
            place,
            place,
        )
    }

    #[allow(clippy::too_many_arguments)]
    fn combine(
        &mut self,
        name: &str,
        operation: Operation,
        side: Side,
        left: Located,
        right: Located,
        operator: Place,
        place: Place,
    ) -> Outcome<Val> {
        let union = name == "#" || side != Side::Plain;
        let (left, right) = match union {
            true => (left, right),
            false => (self.bare(left), self.bare(right)),
        };
        // "f, then # x"
        if matches!(left.value, Val::Function(_)) {
            if union {
                return Ok(Val::function(Function::Then(
                    left,
                    name.to_owned(),
                    right,
                    operator,
                )));
            }
            let help = match &left.value {
                Val::Function(function) => self.missing(function),
                _ => None,
            };
            let message = format!("`{name}` wants patterns; this is {}", left.value.noun());
            return match help {
                Some(help) => left.wrong_with(message, help),
                None => left.wrong(message),
            };
        }
        if let Val::Function(function) = &right.value {
            if name == "#"
                && let Some(effects) = self.as_effect(function)
            {
                return self.chain(
                    left,
                    Located::new(Val::Effects(effects), right.place),
                    place,
                );
            }
            let help = match &**function {
                Function::Builtin(row, given, _)
                    if name == "#"
                        && given.len() + 1 == row.arity()
                        && !matches!(row.build, builtins::Build::Control { .. }) =>
                {
                    Some(format!(
                        "use `$`: `… $ {} …`, or put it before the pattern",
                        row.names[0]
                    ))
                }
                _ => self.missing(function),
            };
            let message = format!(
                "`{name}` wants a pattern at its right; this is {}",
                right.value.noun()
            );
            return match help {
                Some(help) => right.wrong_with(message, help),
                None => right.wrong(message),
            };
        }
        if name == "#"
            && (matches!(right.value, Val::Effects(_) | Val::Dual(_))
                || matches!(left.value, Val::Effects(_)))
        {
            return self.chain(left, right, place);
        }
        if let (Val::Number(a), Val::Number(b)) = (&left.value, &right.value)
            && let Some(number) = fold(operation, a, b)
        {
            return Ok(Val::Number(number));
        }
        // `s "bd" # reverb 0.5 # speed 2`: the control belongs to the pattern.
        if let (true, Val::Wet(wet), Some(Kind::Controls)) =
            (union, &left.value, right.value.kind())
        {
            let wet = Rc::clone(wet);
            let dry = self.combine(
                name,
                operation,
                side,
                wet.dry.clone(),
                right,
                operator,
                place,
            )?;
            return self.through(&Located::new(dry, place), &wet.effects);
        }
        if left.value.is_signal() || right.value.is_signal() {
            return self.combine_signals(name, operation, side, &left, &right, operator);
        }
        if let Some(value) = self.combine_slots(operation, &left, &right) {
            return Ok(value);
        }
        let (a, b) = (left.value.kind(), right.value.kind());
        let controls = (a == Some(Kind::Controls), b == Some(Kind::Controls));
        if controls.0 != controls.1 && side == Side::Plain {
            let other = if controls.0 { &right } else { &left };
            if other.value.is_numeric() || matches!(other.value, Val::Text(_)) {
                // The sound, scaled.
                return self.combine_signals(name, operation, side, &left, &right, operator);
            }
        }
        // `"bd sn" # n 1`: names of sounds, as in Tidal.
        if union && controls == (false, true) && matches!(left.value, Val::Text(_)) {
            let pattern = self.joined(operation, side, &left, &right, Kind::Controls)?;
            return Ok(Val::Pattern(Kind::Controls, pattern));
        }
        for (is_controls, other) in [(controls.0, &right), (controls.1, &left)] {
            if is_controls
                && (matches!(other.value, Val::Number(_) | Val::Text(_))
                    || other.value.is_numeric())
            {
                let noun = other.value.noun();
                return other.wrong_with(
                    format!("`{name}` joins sounds and controls; this is {noun}"),
                    "say which control it is: `# speed 2`, `|+ n 1`",
                );
            }
        }
        let settled = match (a, b) {
            (Some(a), Some(b)) => Some(self.common(name, a, b, &right)?),
            (Some(kind), None) | (None, Some(kind)) => Some(kind),
            (None, None) => None,
        };
        let Some(kind) = settled else {
            let numeric = left.value.is_numeric() || right.value.is_numeric();
            let likely = left.value.likely();
            let deferred = Deferred {
                likely: if numeric { Kind::Float } else { likely },
                numeric,
                signal: None,
                make: Box::new(move |evaluator, kind| {
                    let naming = std::mem::replace(&mut evaluator.naming_sounds, false);
                    let result = evaluator.joined(operation, side, &left, &right, kind);
                    evaluator.naming_sounds = naming;
                    result
                }),
            };
            return Ok(Val::Deferred(Rc::new(deferred)));
        };
        let pattern = self.joined(operation, side, &left, &right, kind)?;
        Ok(Val::Pattern(kind, pattern))
    }

    fn joined(
        &mut self,
        operation: Operation,
        side: Side,
        left: &Located,
        right: &Located,
        kind: Kind,
    ) -> Outcome<crate::pattern::Pattern> {
        self.allowed(operation, left, kind)?;
        let a = self.pattern(left, kind)?;
        let b = self.pattern(right, kind)?;
        Ok(match side {
            Side::Plain => self.graph.apply(operation, Structure::Both, a, b),
            Side::From(structure) => self.graph.apply(operation, structure, a, b),
            Side::Squeeze => {
                let slot = self.graph.slot();
                let held = self.graph.steady(slot);
                let body = self.graph.apply(operation, Structure::Right, held, b);
                self.graph.join(Join::Squeeze, a, slot, body)
            }
        })
    }

    /// Two values compared: a value, true or false. Patterns are compared where their events meet.
    fn compare(
        &mut self,
        (operation, exchanged): (Operation, bool),
        left: Located,
        right: Located,
    ) -> Outcome<Val> {
        let (left, right) = if exchanged {
            (right, left)
        } else {
            (left, right)
        };
        if let (Some((_, a)), Some((_, b))) = (self.scalar(&left), self.scalar(&right)) {
            let test = self.graph.formula_of(operation, a, b);
            return Ok(Val::Slot(Kind::Bool, test));
        }
        let kind = match (left.value.kind(), right.value.kind()) {
            (Some(kind), _) | (None, Some(kind)) => kind,
            (None, None) => left.value.likely(),
        };
        let a = self.pattern(&left, kind)?;
        let b = self.pattern(&right, kind)?;
        let compared = self.graph.apply(operation, Structure::Both, a, b);
        Ok(Val::Pattern(Kind::Bool, compared))
    }

    /// Words can be put together, nothing else.
    fn allowed(&self, operation: Operation, left: &Located, kind: Kind) -> Outcome<()> {
        let keeps = matches!(operation, Operation::KeepLeft | Operation::KeepRight);
        let joins = matches!(operation, Operation::Add | Operation::Concatenate);
        match kind {
            Kind::Word if !keeps && !joins => {
                left.wrong("names can be put together with `+`, but not calculated with")
            }
            Kind::Bool if !keeps => left.wrong("true and false cannot be calculated with"),
            _ if operation == Operation::Concatenate && kind.is_number() => {
                left.wrong("`++` puts names together; these are numbers")
            }
            _ => Ok(()),
        }
    }

    /// The kind of two kinds together.
    fn common(&self, name: &str, a: Kind, b: Kind, right: &Located) -> Outcome<Kind> {
        if a == b {
            return Ok(a);
        }
        if a.is_number() && b.is_number() {
            let either = |kind| a == kind || b == kind;
            return Ok(if either(Kind::Note) {
                Kind::Note
            } else if either(Kind::Float) {
                Kind::Float
            } else {
                Kind::Ratio
            });
        }
        right.wrong(format!(
            "`{name}` cannot join {} and {}",
            a.noun(),
            b.noun()
        ))
    }

    /// Arithmetic on values of slots.
    fn combine_slots(
        &mut self,
        operation: Operation,
        left: &Located,
        right: &Located,
    ) -> Option<Val> {
        let slots = matches!(left.value, Val::Slot(..)) || matches!(right.value, Val::Slot(..));
        if !slots {
            return None;
        }
        let (a_kind, a) = self.scalar(left)?;
        let (b_kind, b) = self.scalar(right)?;
        let kind = match (a_kind, b_kind) {
            (Some(a), Some(b)) => self.common("+", a, b, right).ok()?,
            (Some(kind), None) | (None, Some(kind)) => kind,
            (None, None) => Kind::Float,
        };
        Some(Val::Slot(kind, self.graph.formula_of(operation, a, b)))
    }

    /// A value that is known now or held by a slot.
    pub(super) fn scalar(&mut self, value: &Located) -> Option<(Option<Kind>, Scalar)> {
        match &value.value {
            Val::Slot(kind, scalar) => Some((Some(*kind), *scalar)),
            Val::Number(number) if number.whole => {
                let exact = number.exact.filter(|exact| exact.is_integer())?;
                Some((None, Scalar::Value(Value::Int(exact.numerator()))))
            }
            Val::Number(number) => Some((None, Scalar::Value(Value::Float(number.value)))),
            Val::Text(text) => {
                let word = self.graph.intern(&text.text);
                Some((Some(Kind::Word), Scalar::Value(Value::Word(word))))
            }
            Val::Pattern(kind, pattern) => {
                let value = self.graph.constant(*pattern)?;
                Some((Some(*kind), Scalar::Value(value)))
            }
            _ => None,
        }
    }

    /// Arithmetic on signals.
    fn combine_signals(
        &mut self,
        name: &str,
        operation: Operation,
        side: Side,
        left: &Located,
        right: &Located,
        operator: Place,
    ) -> Outcome<Val> {
        let node = match operation {
            Operation::Add => "+",
            Operation::Subtract => "-",
            Operation::Multiply => "*",
            Operation::Divide => "/",
            Operation::Modulo => "%",
            Operation::Power => "**",
            _ => "",
        };
        let entry = nodes::find(node).filter(|_| matches!(side, Side::Plain) || name == "-");
        let Some(entry) = entry else {
            if name == "#" && !right.value.is_signal() {
                let noun = match right.value.kind() {
                    Some(Kind::Controls) => "a control".to_owned(),
                    _ => right.value.noun(),
                };
                return right.wrong_with(
                    format!("a signal takes effects after `#`; this is {noun}"),
                    "controls such as `# speed 2` belong to patterns of sounds",
                );
            }
            let signal = if right.value.is_signal() { right } else { left };
            let noun = signal.value.noun();
            return Err(Box::new(
                Diagnostic::error(
                    operator,
                    format!("`{name}` joins patterns; one side is {noun}"),
                )
                .with_help("signals take effects after `#`, and `+ - * /` among themselves"),
            ));
        };
        let a = self.port_input(left)?;
        let b = self.port_input(right)?;
        Ok(Val::Signal(self.signals.add(entry, &[a, b], &[]).into()))
    }

    /// `left # right` where one is, or may be, an effect.
    fn chain(&mut self, left: Located, right: Located, place: Place) -> Outcome<Val> {
        let effects: Rc<Vec<Effect>> = match &right.value {
            Val::Effects(effects) => Rc::clone(effects),
            Val::Dual(pair) => match &left.value {
                Val::Dual(before) => {
                    let control =
                        self.operate("#", place, before.0.clone(), pair.0.clone(), place, None)?;
                    let effect = self.chain(before.1.clone(), pair.1.clone(), place)?;
                    return Ok(Val::Dual(Rc::new((
                        Located::new(control, place),
                        Located::new(effect, place),
                    ))));
                }
                Val::Signal(_) | Val::Bare(_) | Val::Wet(_) | Val::Bus(_) | Val::Effects(_) => {
                    let effect = pair.1.clone();
                    return self.chain(left, effect, place);
                }
                _ => {
                    let control = pair.0.clone();
                    return self.operate("#", place, left, control, place, None);
                }
            },
            other => {
                let noun = other.noun();
                return right.wrong(format!(
                    "after an effect `#` wants another effect; this is {noun}"
                ));
            }
        };
        match &left.value {
            Val::Effects(before) => {
                let all = before.iter().chain(effects.iter()).cloned().collect();
                Ok(Val::Effects(Rc::new(all)))
            }
            Val::Dual(pair) => {
                let before = pair.1.clone();
                self.chain(before, right, place)
            }
            _ => self.through(&left, &effects),
        }
    }

    /// `f <$> p`
    pub(super) fn map_values(&mut self, function: Located, pattern: Located) -> Outcome<Val> {
        if !function.value.is_function() {
            let noun = function.value.noun();
            return function.wrong(format!(
                "`<$>` wants a function at its left; this is {noun}"
            ));
        }
        if let Val::Collected(collected) = &pattern.value {
            let mut functions = collected.functions.clone();
            functions.push(function);
            return Ok(Val::Collected(Rc::new(Collected {
                pattern: collected.pattern.clone(),
                functions,
            })));
        }
        Ok(Val::Mapped(Rc::new(Mapped {
            function,
            arguments: vec![(pattern, Structure::Both)],
        })))
    }

    /// `f <$> p <*> q`
    fn map_more(
        &mut self,
        left: Located,
        right: Located,
        structure: Structure,
        operator: Place,
    ) -> Outcome<Val> {
        let Val::Mapped(mapped) = &left.value else {
            return Err(Box::new(
                Diagnostic::error(operator, "a function must come before this")
                    .with_help("write `(+) <$> \"1 2\" <*> \"10 20\"`"),
            ));
        };
        let mut arguments = mapped.arguments.clone();
        arguments.push((right, structure));
        Ok(Val::Mapped(Rc::new(Mapped {
            function: mapped.function.clone(),
            arguments,
        })))
    }

    /// `if a then b else c`
    pub(super) fn choose(
        &mut self,
        test: &Expression,
        yes: &Expression,
        no: &Expression,
        scope: &Scope,
    ) -> Outcome<Val> {
        let test = self.evaluate(test, scope)?;
        if let Some((_, Scalar::Value(value))) = self.scalar(&test)
            && let Some(value) = value.as_bool()
        {
            let chosen = if value { yes } else { no };
            return Ok(self.evaluate(chosen, scope)?.value);
        }
        let yes = self.evaluate(yes, scope)?;
        let no = self.evaluate(no, scope)?;
        let Val::Slot(Kind::Bool, test) = test.value else {
            let noun = test.value.noun();
            return test.wrong(format!(
                "`if` wants something true or false; this is {noun}"
            ));
        };
        let kind = yes.value.kind().or(no.value.kind());
        let likely = yes.value.likely();
        let numeric = yes.value.is_numeric() || no.value.is_numeric();
        let deferred = Deferred {
            likely,
            numeric,
            signal: None,
            make: Box::new(move |evaluator, kind| {
                let no = evaluator.pattern(&no, kind)?;
                let yes = evaluator.pattern(&yes, kind)?;
                Ok(evaluator.graph.select(test, &[no, yes]))
            }),
        };
        match kind {
            Some(kind) => {
                let pattern = (deferred.make)(self, kind)?;
                Ok(Val::Pattern(kind, pattern))
            }
            None => Ok(Val::Deferred(Rc::new(deferred))),
        }
    }
}

impl Clone for Effect {
    fn clone(&self) -> Self {
        Self {
            entry: self.entry,
            arguments: self.arguments.clone(),
            place: self.place,
        }
    }
}

/// Arithmetic on written numbers.
fn fold(operation: Operation, a: &Number, b: &Number) -> Option<Number> {
    if let (Some(x), Some(y)) = (a.exact, b.exact) {
        let exact = match operation {
            Operation::Add => Some(x + y),
            Operation::Subtract => Some(x - y),
            Operation::Multiply => Some(x * y),
            Operation::Divide => x.checked_div(y),
            Operation::Modulo if !y.is_zero() => Some(x.modulo(y)),
            Operation::Power if b.whole && !y.is_negative() && y.numerator() < 63 => (0..y
                .numerator())
                .try_fold(crate::pattern::Rational::ONE, |power, _| Some(power * x)),
            _ => None,
        };
        if let Some(exact) = exact {
            return Some(Number {
                whole: a.whole && b.whole && exact.is_integer(),
                calculated: true,
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
        ..Number::float(value)
    })
}
