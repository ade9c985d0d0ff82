//! Two values joined by an operator of arithmetic, union or comparison: patterns, plain numbers, signals.

use super::operators::Side;
use super::scalars::fold;
use super::signal_functions::heard_too;
use super::value::{
    Also, Deferred, EvalResult, Failure, Function, MakeSignal, Spanned, Taken, TakenValues, Value,
    Wet,
};
use crate::builtins;
use crate::check::idle_controls::Sum;
use crate::check::superdirt_only;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::syntax::Number;
use crate::types::{Kind, Type};
use phonon_engine::graph::nodes;
use phonon_pattern::{InTurn, Join, Operation, Structure, Value as EventValue};
use std::rc::Rc;

/// An operator of arithmetic or union between two values.
#[derive(Clone, Copy)]
pub(crate) struct Infix<'a> {
    /// The operator as it is written.
    pub name: &'a str,
    /// The operation on each pair of values.
    pub operation: Operation,
    /// Where the result's structure comes from.
    pub side: Side,
    /// The place of the operator.
    pub operator: Place,
    /// The place of the operator with both of its operands.
    pub place: Place,
}

/// What an operand is to an operator. Which shapes meet decides what the operator does with them.
enum Shape {
    /// Something that waits for arguments.
    Function,
    /// Effects that wait for a sound.
    Effects,
    /// A control or an effect, as it is used.
    Dual,
    /// A plain number.
    Number(Number),
    /// A pattern of sounds with effects after it.
    Wet(Rc<Wet>),
    /// A signal, a bus, an oscillator.
    Signal,
    /// A pattern of controls.
    Controls,
    /// Any other pattern, or a single value.
    Pattern,
}

impl Shape {
    fn of(value: &Value) -> Self {
        match value {
            Value::Function(_) => Self::Function,
            Value::Effects(_) => Self::Effects,
            Value::Dual(_) => Self::Dual,
            Value::Number(number) => Self::Number(*number),
            Value::Wet(wet) => Self::Wet(Rc::clone(wet)),
            value if value.is_signal() => Self::Signal,
            value if value.is_controls() => Self::Controls,
            _ => Self::Pattern,
        }
    }
}

impl Evaluator {
    /// `-x`
    pub(crate) fn negate(&mut self, inner: Spanned, place: Place) -> EvalResult<Value> {
        let zero = match inner.value.is_controls() {
            false => Value::Number(Number::integer(0)),
            true => {
                let nothing = EventValue::Controls(phonon_pattern::Controls::EMPTY);
                Value::Pattern(Kind::Controls, self.graph.pure(nothing))
            }
        };
        let zero = Spanned::new(zero, place);
        let minus = Infix {
            name: "-",
            operation: Operation::Subtract,
            side: Side::From(Structure::Right),
            operator: place,
            place,
        };
        self.combine(minus, zero, inner)
    }

    /// Two values joined by an operator of arithmetic or union.
    pub(crate) fn combine(
        &mut self,
        infix: Infix,
        left: Spanned,
        right: Spanned,
    ) -> EvalResult<Value> {
        let Infix {
            name,
            operation,
            side,
            operator,
            place,
        } = infix;
        let union = name == "#" || side != Side::Plain;
        let (left, right) = match union {
            true => (left, right),
            false => (self.as_operand(left)?, self.as_operand(right)?),
        };
        let chains = name == "#";
        // `sin 440 # lpf 800`
        let left = match left.value.heard() {
            Some(make) if chains => Spanned::new(Value::Signal(Rc::clone(make)(self)?), left.place),
            _ => left,
        };
        if chains && let Some(played) = self.played(&left, &right)? {
            return Ok(played);
        }
        if chains && let Some(shaped) = self.shaped(&left, &right, operator, place)? {
            return Ok(shaped);
        }
        match (Shape::of(&left.value), Shape::of(&right.value)) {
            (Shape::Function, _) => self.after_function(infix, union, left, right),
            (_, Shape::Function) => self.before_function(infix, left, right),
            (Shape::Effects, _) | (_, Shape::Effects | Shape::Dual) if chains => {
                self.chain(left, right, place)
            }
            (Shape::Number(a), Shape::Number(b)) if let Some(sum) = fold(operation, &a, &b) => {
                Ok(Value::Number(sum))
            }
            // `s "bd" # reverb 0.5 # speed 2`: the control belongs to the pattern.
            (Shape::Wet(wet), _) if union && right.value.may_be_controls() => {
                let dry = self.combine(infix, wet.dry.clone(), right)?;
                self.through(&Spanned::new(dry, place), &wet.effects)
            }
            (Shape::Signal | Shape::Wet(_), _) | (_, Shape::Signal | Shape::Wet(_)) => {
                self.combine_signals(infix, &left, &right)
            }
            _ if let Some(value) = self.combine_slots(operation, &left, &right) => Ok(value),
            (Shape::Controls | Shape::Dual, _) | (_, Shape::Controls | Shape::Dual) => {
                self.combine_controls(infix, left, right)
            }
            _ => self.combine_patterns(infix, left, right),
        }
    }

    /// "f, then # x"
    fn after_function(
        &mut self,
        infix: Infix,
        union: bool,
        left: Spanned,
        right: Spanned,
    ) -> EvalResult<Value> {
        if let Value::Function(function) = &left.value {
            self.may_go_on(function, infix.name, union, &left)?;
        }
        let name = infix.name.to_owned();
        Ok(Value::function(Function::Then(
            left,
            name,
            right,
            infix.operator,
        )))
    }

    /// A function at the right of an operator: an effect, or what is wrong with it.
    fn before_function(
        &mut self,
        infix: Infix,
        left: Spanned,
        right: Spanned,
    ) -> EvalResult<Value> {
        let Value::Function(function) = &right.value else {
            return self.combine_patterns(infix, left, right);
        };
        if infix.name == "#"
            && let Some(effects) = self.as_effect(function)
        {
            let effects = Spanned::new(Value::Effects(effects), right.place);
            return self.chain(left, effects, infix.place);
        }
        self.no_pattern(function, infix.name, &left, &right)
    }

    /// Two patterns of values that are no controls; of the kind of either, or of the kind that is needed of both.
    fn combine_patterns(
        &mut self,
        infix: Infix,
        left: Spanned,
        right: Spanned,
    ) -> EvalResult<Value> {
        let Infix {
            name,
            operation,
            side,
            place,
            ..
        } = infix;
        let heard = self.heard_combined(infix, &left, &right);
        let (a, b) = (left.value.kind(), right.value.kind());
        let settled = match (a, b) {
            (Some(a), Some(b)) => Some(self.common(name, a, b, &right)?),
            (Some(kind), None) | (None, Some(kind)) => Some(kind),
            (None, None) => None,
        };
        let Some(kind) = settled else {
            let names = [&left, &right]
                .into_iter()
                .any(|side| matches!(side.value, Value::Text(_)) && side.value.likely().is_word());
            let numeric = !names && (left.value.is_numeric() || right.value.is_numeric());
            let likely = match (numeric, names) {
                (true, _) => Kind::Float,
                (_, true) => Kind::WORD,
                _ => left.value.likely(),
            };
            let deferred = Deferred {
                likely,
                numeric,
                also: heard.map_or(Also::Nothing, Also::Signal),
                make: Box::new(move |evaluator, kind| {
                    evaluator.joined(operation, side, &left, &right, kind)
                }),
            };
            return Ok(Value::Deferred(Rc::new(deferred)));
        };
        let pattern = Value::Pattern(kind, self.joined(operation, side, &left, &right, kind)?);
        Ok(match heard {
            Some(make) => heard_too(pattern, make, place),
            None => pattern,
        })
    }

    /// The signal that arithmetic makes of a side that stands for one where a signal is wanted: `sin 2 * 0.5`.
    fn heard_combined(
        &self,
        infix: Infix,
        left: &Spanned,
        right: &Spanned,
    ) -> Option<Rc<MakeSignal>> {
        let [a, b] = [left, right].map(|side| side.value.heard().is_some());
        let numbers =
            |side: &Spanned| side.value.is_numeric() || matches!(side.value, Value::Text(_));
        let both = infix.side == Side::Plain && (a || numbers(left)) && (b || numbers(right));
        if !both || !(a || b) {
            return None;
        }
        let (name, left, right) = (infix.name.to_owned(), left.clone(), right.clone());
        let (operation, side, operator, place) =
            (infix.operation, infix.side, infix.operator, infix.place);
        Some(Rc::new(move |evaluator| {
            let infix = Infix {
                name: &name,
                operation,
                side,
                operator,
                place,
            };
            let sum = evaluator.combine_signals(infix, &left, &right)?;
            evaluator.port_input(&Spanned::new(sum, place))
        }))
    }

    /// Is this function one that an operator may go on with: `every 2 rev # crush 4`? Else what is wrong with it.
    fn may_go_on(
        &mut self,
        function: &Function,
        name: &str,
        union: bool,
        left: &Spanned,
    ) -> EvalResult<()> {
        if !union {
            let message = format!("`{name}` needs patterns; this is {}", left.value.noun());
            return match self.missing(function) {
                Some(help) => left.wrong_with(message, help),
                None => left.wrong(message),
            };
        }
        // `off 0.25 # crush 4 $ …`
        if let Function::Builtin(row, given, _) = function
            && given.len() + 1 < row.arity()
            && let Some(next) = row.kind().arguments().get(given.len())
        {
            let help = match next {
                Type::Function(..) => {
                    format!("brackets make a function of what follows: `({name} …)`")
                }
                _ => format!("{} :: {}", row.heading.name(), row.kind()),
            };
            let (row, noun) = (row.heading.name(), next.noun());
            return left.wrong_with(format!("`{row}` still needs {noun} before `{name}`"), help);
        }
        Ok(())
    }

    /// What is wrong with a function at the right of an operator.
    fn no_pattern(
        &mut self,
        function: &Function,
        name: &str,
        left: &Spanned,
        right: &Spanned,
    ) -> EvalResult<Value> {
        let help = match function {
            // `# filter 300`, `# solo`
            Function::Builtin(row, ..) if builtins::is_command(row) => Some(format!(
                "`{}` goes on a line of its own: `{0} 1`",
                row.heading.name()
            )),
            Function::Builtin(row, ..)
                if superdirt_only::called_otherwise(row.heading.name()).is_some() =>
            {
                superdirt_only::called_otherwise(row.heading.name()).map(str::to_owned)
            }
            // `# scale "major"`
            Function::Builtin(row, given, _)
                if name == "#" && given.len() + 1 == row.arity() && row.is_numeric() =>
            {
                Some(format!(
                    "it calculates with numbers: `{}`",
                    row.heading.example()
                ))
            }
            Function::Builtin(row, given, _)
                if name == "#"
                    && given.len() + 1 == row.arity()
                    && !matches!(row.build, builtins::Build::Control { .. }) =>
            {
                Some(format!(
                    "use `$`: `… $ {} …`, or put it before the pattern",
                    row.heading.name()
                ))
            }
            Function::Builtin(row, ..)
                if name == "#"
                    && left.value.is_signal()
                    && builtins::node_of(row)
                        .is_some_and(|node| node.kind == nodes::Kind::Control) =>
            {
                let name = row.heading.name();
                Some(format!(
                    "as a signal it shapes another by `*`: `… * {name} …`"
                ))
            }
            _ => self.missing(function),
        };
        let message = format!(
            "`{name}` needs a pattern at its right; this is {}",
            right.value.noun()
        );
        match help {
            Some(help) => right.wrong_with(message, help),
            None => right.wrong(message),
        }
    }

    pub(crate) fn joined(
        &mut self,
        operation: Operation,
        side: Side,
        left: &Spanned,
        right: &Spanned,
        kind: Kind,
    ) -> EvalResult<phonon_pattern::PatternId> {
        let kind = kind.operand();
        self.allowed(operation, left, kind)?;
        let a = self.pattern(left, kind)?;
        if let Value::Taken(taken) = &right.value
            && matches!(
                side,
                Side::Plain | Side::From(Structure::Left | Structure::Both)
            )
        {
            let taken = Rc::clone(taken);
            return Ok(self.taken(operation, &taken, a));
        }
        let b = self.pattern(right, kind)?;
        // Plain numbers have a note of their own.
        if kind == Kind::Controls
            && right.place.is_in_text()
            && is_calculation(operation)
            && !right.value.is_numeric()
        {
            self.sums.push(Sum {
                operation,
                left: a,
                right: b,
                is_plain: side == Side::Plain,
                place: right.place,
            });
        }
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

    /// A sound with what its events are handed in turn.
    pub(crate) fn taken(
        &mut self,
        operation: Operation,
        taken: &Taken,
        sound: phonon_pattern::PatternId,
    ) -> phonon_pattern::PatternId {
        let control = taken.control;
        match &taken.values {
            TakenValues::List(values) => {
                let values = InTurn::List(values.as_slice().into());
                self.graph.take_in_turn(operation, control, values, sound)
            }
            TakenValues::Count { notes, below } => {
                let notes = *notes;
                let count = |below| InTurn::Count { notes, below };
                match below {
                    None => self
                        .graph
                        .take_in_turn(operation, control, count(None), sound),
                    Some(below) => self.graph.patterned(*below, |graph, below| {
                        graph.take_in_turn(operation, control, count(Some(below)), sound)
                    }),
                }
            }
        }
    }

    /// Words can be put together, nothing else.
    pub(crate) fn allowed(
        &self,
        operation: Operation,
        left: &Spanned,
        kind: Kind,
    ) -> EvalResult<()> {
        let keeps = matches!(operation, Operation::KeepLeft | Operation::KeepRight);
        let joins = matches!(operation, Operation::Add | Operation::Concatenate);
        match kind {
            Kind::Word(_) if !keeps && !joins => {
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
    pub(crate) fn common(&self, name: &str, a: Kind, b: Kind, right: &Spanned) -> EvalResult<Kind> {
        if a == b || a.is_word() && b.is_word() {
            return Ok(a);
        }
        if a.is_number() && b.is_number() {
            let either = |kind| a == kind || b == kind;
            return Ok(if either(Kind::Note) {
                Kind::Note
            } else if either(Kind::Float) || either(Kind::Hertz) {
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

    /// Arithmetic on signals.
    pub(crate) fn combine_signals(
        &mut self,
        infix: Infix,
        left: &Spanned,
        right: &Spanned,
    ) -> EvalResult<Value> {
        let Infix {
            name,
            operation,
            side,
            operator,
            ..
        } = infix;
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
            return Err(Failure::from(
                Diagnostic::error(
                    operator,
                    format!("`{name}` joins patterns; one side is {noun}"),
                )
                .with_help(
                    match (left.value.is_signal(), right.value.is_signal()) {
                        (true, true) => "one signal shapes another by `*`; effects come after `#`",
                        _ => "signals take effects after `#`, and `+ - * /` among themselves",
                    },
                ),
            ));
        };
        let a = self.port_input(left)?;
        let b = self.port_input(right)?;
        let node = self.signals.add(entry, &[a, b], &[]);
        let constant = [left, right]
            .into_iter()
            .find(|side| matches!(&side.value, Value::Number(number) if number.value != 0.0));
        if let (Operation::Add | Operation::Subtract, Some(constant)) = (operation, constant)
            && operator.is_in_text()
        {
            self.offsets.push((node, operator.to(constant.place)));
        }
        Ok(Value::Signal(node.into()))
    }
}

/// Whether an operation calculates with numbers.
fn is_calculation(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::Add | Operation::Subtract | Operation::Multiply | Operation::Divide
    )
}
