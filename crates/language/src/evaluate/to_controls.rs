//! Numbers and strings where controls are wanted, and arithmetic with controls, as Tidal has them: a whole number is `n`, a
//! fraction is `speed`, a string names sounds, and operators join the controls of both sides.

use super::combine::Infix;
use super::operators::Side;
use super::value::{Also, Deferred, Dual, EvalResult, Failure, Spanned, Value};
use crate::builtins::Builtin;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::syntax::{Number, Plain};
use crate::types::{Element, Kind, Type};
use phonon_engine::graph::nodes;
use phonon_pattern::{Operation, PatternId, Value as EventValue};
use std::rc::Rc;

/// The control of whole numbers.
const WHOLE: &str = "n";
/// The control of other numbers.
const FRACTION: &str = "speed";

/// What a row that makes numbers makes where controls are wanted.
enum Made {
    /// Calculates with the controls that it is given.
    FromControls,
    /// Whole numbers: `n`.
    Whole,
    /// Fractions: `speed`.
    Fractions,
    /// Sine waves: Tidal's own are a quotient of a fraction and a whole number, which leaves the first at `speed` and the
    /// second at `n`.
    Wave,
}

/// None for rows whose numbers stand for no controls: Tidal's types have it so.
fn made(row: &Builtin) -> Option<Made> {
    Some(match row.heading.name() {
        "negate" | "offadd" => Made::FromControls,
        "irand" | "toScale" | "toScale'" | "square" | "fromIntegral" => Made::Whole,
        "fromRational" | "rand" | "perlin" | "perlinWith" | "perlin2" | "perlin2With" => {
            Made::Fractions
        }
        "sine" | "cosine" => Made::Wave,
        _ => return None,
    })
}

impl Evaluator {
    /// A plain number as a control.
    pub(crate) fn number_as_controls(&mut self, number: &Number) -> PatternId {
        let Plain { whole, fraction } = number.plain;
        let whole = whole.map(|i| self.graph.pure_control(WHOLE, EventValue::Int(i)));
        let fraction = fraction.map(|x| self.graph.pure_control(FRACTION, EventValue::Float(x)));
        match (whole, fraction) {
            (Some(whole), Some(fraction)) => self.graph.with_controls(whole, fraction),
            (Some(control), None) | (None, Some(control)) => control,
            (None, None) => self.graph.silence(),
        }
    }

    /// Rows of numbers do not calculate with controls, but for those that Tidal's types let do so.
    pub(crate) fn refuse_controls(&self, row: &Builtin, arguments: &[Spanned]) -> EvalResult<()> {
        let variable = match row.kind().result() {
            Type::Pattern(element @ Element::Variable(_)) => *element,
            _ => return Ok(()),
        };
        if !row.is_numeric() || matches!(made(row), Some(Made::FromControls)) {
            return Ok(());
        }
        let is_controls = |(wanted, given): &(&Type, &Spanned)| {
            **wanted == Type::Pattern(variable) && given.value.is_controls()
        };
        match row
            .kind()
            .arguments()
            .iter()
            .zip(arguments)
            .find(is_controls)
        {
            Some((_, given)) => {
                let noun = given.value.noun();
                let name = row.heading.name();
                given.wrong_with(
                    format!("`{name}` calculates with numbers; this is {noun}"),
                    format!("{name} :: {}", row.kind()),
                )
            }
            None => Ok(()),
        }
    }

    /// What a row of numbers makes where controls are wanted: `make` makes the row's pattern of a kind.
    pub(crate) fn numbers_as_controls(
        &mut self,
        row: &Builtin,
        place: Place,
        make: impl Fn(&mut Self, Kind) -> EvalResult<PatternId>,
    ) -> EvalResult<PatternId> {
        let Some(made) = made(row) else {
            let message = format!(
                "sounds or controls are needed here; `{}` makes numbers",
                row.heading.name()
            );
            let error = Diagnostic::error(place, message);
            return Err(Failure::from(error.with_help(
                "say which control it is: `# n (run 4)`, `|* speed (range 1 2 saw)`",
            )));
        };
        if let Made::FromControls = made {
            return make(self, Kind::Controls);
        }
        let numbers = make(self, Kind::Float)?;
        let graph = &mut self.graph;
        let (n, speed) = (graph.intern(WHOLE), graph.intern(FRACTION));
        Ok(match made {
            Made::FromControls | Made::Whole => {
                let whole = graph.adjust(Operation::Whole, numbers, 0i64);
                graph.control(n, whole)
            }
            Made::Fractions => graph.control(speed, numbers),
            Made::Wave => {
                let doubled = graph.adjust(Operation::Multiply, numbers, 2.0);
                let wave = graph.adjust(Operation::Subtract, doubled, 1.0);
                let wave = graph.control(speed, wave);
                graph.with_control(wave, WHOLE, 2i64)
            }
        })
    }

    /// An operator that has controls on one side at least, and no signal on the other.
    pub(crate) fn combine_controls(
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
        for other in [&right, &left] {
            if !other.value.may_be_controls() {
                let noun = other.value.noun();
                let message = format!("`{name}` joins sounds and controls; this is {noun}");
                return other.wrong_with(
                    message,
                    "say which control it is: `# speed 2`, `|+ n 1`, `|* gain 0.8`",
                );
            }
        }
        if matches!(operation, Operation::Power | Operation::Concatenate) {
            let message = format!("`{name}` does not work on sounds and controls");
            return Err(Failure::from(Diagnostic::error(operator, message)));
        }
        // Sounds or a signal, still as they are used: `("55 110" # lpf 5) * 2`.
        if side == Side::Plain
            && (is_signal_too(&left) || is_signal_too(&right))
            && [&left, &right]
                .iter()
                .all(|of| is_signal_too(of) || of.value.may_shape() || of.value.is_numeric())
            && nodes::find(name).is_some()
        {
            let signal = self.combine_signals(infix, &left, &right)?;
            let sounds = Deferred {
                make: Box::new(move |evaluator, kind| {
                    evaluator.joined(operation, side, &left, &right, kind)
                }),
                likely: Kind::Controls,
                numeric: false,
                also: Also::Nothing,
            };
            let sounds = Value::Deferred(Rc::new(sounds));
            return Ok(Dual::value(sounds, signal, place));
        }
        // As a signal a number has no controls: `saw 110 + 0.5 # lpf 300`.
        if side != Side::Plain && matches!(left.value, Value::Number(_)) {
            let name = name.to_owned();
            let number = left.clone();
            let sounds = Deferred {
                make: Box::new(move |evaluator, kind| {
                    match kind {
                    Kind::Controls => evaluator.joined(operation, side, &left, &right, kind),
                    _ => left.wrong_with(
                        format!("`{name}` joins sounds and controls; this is a number"),
                        "`#` binds tighter than `+ - * /`; brackets help: `(saw 110 * 0.2) # lpf 800`",
                    ),
                }
                }),
                likely: Kind::Controls,
                numeric: false,
                also: Also::NumberAsControls(number),
            };
            return Ok(Value::Deferred(Rc::new(sounds)));
        }
        let pattern = self.joined(operation, side, &left, &right, Kind::Controls)?;
        if !matches!(operation, Operation::KeepLeft | Operation::KeepRight) {
            self.say_which_was_taken(name, operation, &left, &right, operator);
        }
        Ok(Value::Pattern(Kind::Controls, pattern))
    }

    /// Notes that a plain number changed the controls and not the sound.
    fn say_which_was_taken(
        &mut self,
        name: &str,
        operation: Operation,
        left: &Spanned,
        right: &Spanned,
        operator: Place,
    ) {
        // `# speed 1/2 # gain 0.8`: the number of the right side stands before its controls.
        let plain = |of: &Spanned| match &of.value {
            Value::Deferred(deferred) => match &deferred.also {
                Also::NumberAsControls(number) => Some(number.clone()),
                _ => deferred.numeric.then(|| of.clone()),
            },
            value => value.is_numeric().then(|| of.clone()),
        };
        let Some(number) = [right, left].into_iter().find_map(plain) else {
            return;
        };
        let stands = match &number.value {
            Value::Number(number) if number.whole => "a plain whole number is `n`",
            Value::Number(_) => "a plain fraction is `speed`",
            _ => "plain numbers are `n`, fractions `speed`",
        };
        let help = match operation {
            Operation::Divide if plain(right).is_some() => {
                "brackets make a fraction: `speed (1/2)`; `|* gain 0.5` scales the sound"
            }
            Operation::Add | Operation::Subtract => {
                "`|+ n 12` transposes, which a plain whole number does not; audio is added with a signal on one side"
            }
            _ => {
                "`|* gain 0.8` scales the sound; a signal on one side makes it arithmetic on audio: `~bus * 0.8`"
            }
        };
        let message = format!("`{name}` works on controls here, as in Tidal: {stands}");
        let note = Diagnostic::note(operator.to(number.place), message);
        self.say(note.with_help(help));
    }
}

/// Whether it is a signal as well as sounds, as it is used.
fn is_signal_too(given: &Spanned) -> bool {
    matches!(&given.value, Value::Dual(pair) if pair.is_signal())
}
