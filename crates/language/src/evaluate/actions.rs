//! What a text does: Tidal's commands as values. `d1 $ …`, `hush`, `mute 2`, `xfade 1 $ …` are actions, which a statement
//! carries out; `do`, `>>`, `mapM_` and functions of the text make bigger ones of them.

use super::old_names::transition_command;
use super::value::{EvalResult, Failure, Function, Spanned, Value};
use crate::builtins;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::syntax::statements::OutputName;
use std::rc::Rc;

/// What a command does to the outputs and settings.
pub enum Action {
    /// `d1 $ p`: an output plays this from now on.
    Play(OutputName, Spanned),
    /// `xfadeIn 1 4 $ p`: an output changes to this.
    Change(Change),
    /// `once $ p`
    Once(Spanned),
    /// `all f`
    All(Spanned),
    /// `hush`
    Hush,
    /// `mute 1`, `unmuteAll`: which output (all without one), and whether it is muted from now on.
    Mute(Option<OutputName>, bool),
    /// `solo 1`, `unsoloAll`: the same.
    Solo(Option<OutputName>, bool),
    /// `setcps p`, in cycles per second.
    Tempo(Spanned),
    /// `setF "name" p`: the variable's pattern, and whether it is of words.
    Variable(String, Spanned, Sort),
    /// Several actions, one after another.
    Several(Vec<Spanned>),
    /// What has no meaning here, and what to say of it.
    Nothing(&'static str, &'static str),
}

/// The type of a variable set by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Floats: `setF`.
    Float,
    /// Whole numbers: `setI`.
    Int,
    /// Exact numbers: `setR`.
    Ratio,
    /// Notes: `setN`.
    Note,
    /// True or false: `setB`.
    Bool,
    /// Words: `setS`.
    Word,
}

/// A change of an output from what it plays to something new.
#[derive(Clone)]
pub struct Change {
    /// The output that changes.
    pub player: OutputName,
    /// A function of the cycle in which the change begins and of the patterns, the new one first, then older and older ones.
    pub transition: Spanned,
    /// The pattern that it changes to.
    pub pattern: Spanned,
    /// How long it takes (cycles), if there is an end after which only the new pattern plays.
    pub length: Option<Spanned>,
}

/// The output that a value names.
pub(crate) fn output_name(given: &Spanned) -> EvalResult<OutputName> {
    if let Some(text) = given.value.text() {
        return Ok(OutputName::named(&text.text));
    }
    match &given.value {
        Value::Number(number) => match number.exact.filter(|exact| exact.is_integer()) {
            Some(exact) => Ok(OutputName::named(&exact.numerator().to_string())),
            None => given.wrong("an output has a whole number or a name"),
        },
        Value::Slot(..) => given.wrong("an output is chosen once, not by a pattern"),
        other => {
            let noun = other.noun();
            given.wrong_with(
                format!("an output has a number or a name; this is {noun}"),
                "write for example `1` or `\"drums\"`",
            )
        }
    }
}

impl Value {
    /// An action.
    pub fn action(action: Action) -> Self {
        Self::Action(Rc::new(action))
    }
}

impl Evaluator {
    /// The action that a value is.
    pub(crate) fn action(&self, given: &Spanned) -> EvalResult<Rc<Action>> {
        match &given.value {
            Value::Action(action) => Ok(Rc::clone(action)),
            // `return ()`
            Value::Tuple(parts) if parts.is_empty() => Ok(Rc::new(Action::Several(Vec::new()))),
            Value::Function(function) => {
                let problem = Diagnostic::error(
                    given.place,
                    format!("{} still needs something", given.value.noun()),
                );
                Err(Failure::from(match self.missing(function) {
                    Some(help) => problem.with_help(help),
                    None => problem,
                }))
            }
            other => {
                let noun = other.noun();
                given.wrong_with(
                    format!("this is {noun}; it plays on no output"),
                    "write `d1 $ …` to play it",
                )
            }
        }
    }

    /// `a >> b`, and `a >>= f` where `a` is done for its own sake.
    pub(crate) fn then(&self, first: Spanned, second: Spanned) -> EvalResult<Value> {
        self.action(&first)?;
        self.action(&second)?;
        Ok(Value::action(Action::Several(vec![first, second])))
    }
}

/// The output of a number, as a function of what it plays: `d1`.
pub(crate) fn output_command(name: &str) -> Option<Value> {
    const NAMES: [&str; 16] = [
        "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10", "d11", "d12", "d13", "d14",
        "d15", "d16",
    ];
    let index = NAMES.iter().position(|known| *known == name)?;
    let run = move |_: &mut Evaluator, mut given: Vec<Spanned>, _: Place| {
        let player = OutputName::numbered(index + 1);
        Ok(Value::action(Action::Play(player, given.remove(0))))
    };
    let function = Function::Native(NAMES[index], 1, Rc::new(run), Vec::new());
    Some(Value::function(function))
}

/// Whether a name is a command, which may begin a statement.
pub(crate) fn is_command(name: &str) -> bool {
    output_command(name).is_some()
        || transition_command(name).is_some()
        || builtins::find(name)
            .and_then(|meaning| meaning.builtin)
            .is_some_and(builtins::is_command)
}
