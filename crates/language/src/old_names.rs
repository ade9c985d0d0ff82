//! Names that older Tidals had, and what they became.

use super::builtins::{self, Builtin};
use super::diagnostic::{Diagnostic, Place};
use super::evaluate::Evaluator;
use super::signature::Kind;
use super::syntax::Number;
use super::value::{Function, Located, Outcome, Val};
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
    pub(super) fn say_if_old(&mut self, name: &str, place: Place) {
        if let Some(today) = today(name) {
            self.say(Diagnostic::note(
                place,
                format!("`{name}` is called `{today}` today"),
            ));
        }
    }

    /// The row that is meant: `scale 1 2 sine` with numbers is `range`, as in old Tidals.
    pub(super) fn row_of_today(
        &mut self,
        row: &'static Builtin,
        arguments: &[Located],
        named: Place,
    ) -> &'static Builtin {
        let numbers = |value: &Val| {
            value.is_numeric() || matches!(value, Val::Text(_)) && value.likely() == Kind::Float
        };
        match arguments.first() {
            Some(first) if row.names[0] == "scale" && numbers(&first.value) => {}
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
pub(super) fn transition_command(name: &str) -> Option<Val> {
    let digits = name.strip_prefix('t')?;
    let number: usize = digits.parse().ok()?;
    if number == 0 || number > super::statements::OUTPUTS || number.to_string() != digits {
        return None;
    }
    let run = move |evaluator: &mut Evaluator, mut given: Vec<Located>, place: Place| {
        let transition = given.remove(0);
        change(evaluator, number, transition, given, place)
    };
    let function = Function::Native("t1", 2, Rc::new(run), Vec::new());
    Some(Val::function(function))
}

fn change(
    evaluator: &mut Evaluator,
    number: usize,
    transition: Located,
    mut pattern: Vec<Located>,
    place: Place,
) -> Outcome<Val> {
    if let Val::Function(function) = &transition.value
        && let Function::Builtin(row, given, named) = &**function
        && super::commands::is_transition(row.names[0])
    {
        let output = i64::try_from(number).unwrap_or_default();
        let output = Located::new(Val::Number(Number::integer(output)), place);
        let mut arguments = vec![output];
        arguments.extend(given.iter().cloned());
        arguments.append(&mut pattern);
        let command = Val::function(Function::Builtin(row, Vec::new(), *named));
        evaluator.say(
            Diagnostic::note(place, format!("`t{number}` is not in Tidal any more"))
                .with_help(format!("write `{} {number} …`", row.names[0])),
        );
        return evaluator.apply(Located::new(command, *named), arguments, place);
    }
    let noun = transition.value.noun();
    transition.wrong_with(
        format!("`t{number}` wants a transition; this is {noun}"),
        format!("write `xfadeIn {number} 4 $ …`"),
    )
}
