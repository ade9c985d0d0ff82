//! Names that older Tidals had, and what they became.

use super::value::{EvalResult, Function, Spanned, Value};
use crate::builtins::{self, Builtin, Special};
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::syntax::Number;
use crate::types::Kind;
use std::rc::Rc;

/// Old names, and those of today.
const RENAMED: &[(&[&str], &str)] = &[
    (&["sine1", "sinewave1"], "sine"),
    (&["saw1", "sawwave1"], "saw"),
    (&["isaw1"], "isaw"),
    (&["tri1", "triwave1"], "tri"),
    (&["square1", "squarewave1"], "square"),
    (&["density'"], "fastGap"),
    (&["scalex"], "rangex"),
    (&["|=|"], "#"),
];

/// The name that an old one became.
fn today(name: &str) -> Option<&'static str> {
    let row = RENAMED.iter().find(|(old, _)| old.contains(&name));
    row.map(|(_, today)| *today)
}

impl Evaluator {
    /// Notes that a name is old.
    pub(crate) fn say_if_old(&mut self, name: &str, place: Place) {
        if let Some(today) = today(name) {
            self.say(Diagnostic::note(
                place,
                format!("`{name}` is called `{today}` today"),
            ));
        }
    }

    /// The row that is meant: `scale 1 2 sine` with numbers is `range`, as in old Tidals.
    pub(crate) fn row_of_today(
        &mut self,
        row: &'static Builtin,
        arguments: &[Spanned],
        named: Place,
    ) -> &'static Builtin {
        let numbers = |value: &Value| {
            value.is_numeric() || matches!(value, Value::Text(_)) && value.likely() == Kind::Float
        };
        match arguments.first() {
            Some(first) if row.is(Special::WasRange) && numbers(&first.value) => {}
            _ => return row,
        }
        let Some(range) = builtins::find("range").and_then(|meaning| meaning.builtin) else {
            return row;
        };
        if arguments.len() >= range.arity() {
            self.say(
                Diagnostic::note(named, "`scale` of numbers is called `range` today")
                    .with_help("`scale` puts notes into a scale: `scale \"minor\" \"0 2 4\"`"),
            );
        }
        range
    }
}

/// `t1 (xfadeIn 4) $ p`: what changes an output by a transition that has its other arguments.
pub(crate) fn transition_command(name: &str) -> Option<Value> {
    let digits = name.strip_prefix('t')?;
    let number: usize = digits.parse().ok()?;
    if number == 0
        || number > phonon_engine::graph::NUMBERED_OUTPUTS
        || number.to_string() != digits
    {
        return None;
    }
    let run = move |evaluator: &mut Evaluator, mut given: Vec<Spanned>, place: Place| {
        let transition = given.remove(0);
        change(evaluator, number, transition, given, place)
    };
    let function = Function::Native("t1", 2, Rc::new(run), Vec::new());
    Some(Value::function(function))
}

fn change(
    evaluator: &mut Evaluator,
    number: usize,
    transition: Spanned,
    mut pattern: Vec<Spanned>,
    place: Place,
) -> EvalResult<Value> {
    if let Value::Function(function) = &transition.value
        && let Function::Builtin(row, given, named) = &**function
        && crate::check::tidal_commands::is_transition(row.heading.name())
    {
        let output = i64::try_from(number).unwrap_or_default();
        let output = Spanned::new(Value::Number(Number::integer(output)), place);
        let mut arguments = vec![output];
        arguments.extend(given.iter().cloned());
        arguments.append(&mut pattern);
        let command = Value::function(Function::Builtin(row, Vec::new(), *named));
        evaluator.say(
            Diagnostic::note(place, format!("`t{number}` is not in Tidal any more"))
                .with_help(format!("write `{} {number} …`", row.heading.name())),
        );
        return evaluator.apply(Spanned::new(command, *named), arguments, place);
    }
    let noun = transition.value.noun();
    transition.wrong_with(
        format!("`t{number}` needs a transition; this is {noun}"),
        format!("write `xfadeIn {number} 4 $ …`"),
    )
}
