//! Tidal's commands as rows: what they make is an action, which the statement that they stand in carries out.

use super::{Builtin, Call, value};
use crate::diagnostic::Place;
use crate::evaluate::Evaluator;
use crate::evaluate::actions::{Action, Change, Sort, output_name};
use crate::evaluate::value::{EvalResult, Function, Mapped, Spanned, Value};
use crate::syntax::Number;
use crate::syntax::statements::OutputName;
use phonon_pattern::{Rational, Structure};
use std::rc::Rc;

pub(super) static ROWS: &[Builtin] = &[
    value(
        &["p"],
        "ID -> a -> IO ()",
        "Plays a pattern on an output of this number or name until something else plays there",
        "p \"drums\" $ s \"bd*4\"",
        |call| {
            let player = player(call, 0)?;
            Ok(Value::action(Action::Play(player, call.value(1))))
        },
    ),
    value(
        &["once", "asap"],
        "a -> IO ()",
        "Plays the first cycle of a pattern once, from the next cycle on",
        "once $ s \"bd cp\"",
        |call| Ok(Value::action(Action::Once(call.value(0)))),
    ),
    value(
        &["first"],
        "a -> IO ()",
        "Plays the first cycle of a pattern once, from the next cycle on",
        "first $ s \"bd cp\"",
        |call| Ok(Value::action(Action::Once(call.value(0)))),
    ),
    value(
        &["only"],
        "a -> IO ()",
        "Silences all outputs, then does what follows",
        "d1 $ s \"bd*2\"\nonly $ d2 $ s \"hh*4\"",
        |call| {
            let hush = Spanned::new(Value::action(Action::Hush), call.place);
            Ok(Value::action(Action::Several(vec![hush, call.value(0)])))
        },
    ),
    value(
        &["hush", "hushAll"],
        "IO ()",
        "Silences every output above it",
        "d1 $ s \"bd*2\"\nhush\nd2 $ s \"hh*4\"",
        |_| Ok(Value::action(Action::Hush)),
    ),
    value(
        &["panic"],
        "IO ()",
        "Silences every output above it, as `hush` does; the button of the window also ends what sounds",
        "d1 $ s \"bd*2\"\npanic\nd2 $ s \"hh*4\"",
        |_| Ok(Value::action(Action::Hush)),
    ),
    value(
        &["all"],
        "a -> IO ()",
        "A function that changes what every output plays; the last one counts",
        "all (# room 0.3)\nd1 $ s \"bd*2\"",
        |call| Ok(Value::action(Action::All(call.value(0)))),
    ),
    value(
        &["mute"],
        "ID -> IO ()",
        "Silences an output above it, until `unmute`",
        "d1 $ s \"bd*2\"\nd2 $ s \"hh*4\"\nmute 1",
        |call| Ok(Value::action(Action::Mute(Some(player(call, 0)?), true))),
    ),
    value(
        &["unmute"],
        "ID -> IO ()",
        "Lets an output sound again that was muted",
        "d1 $ s \"bd*2\"\nmute 1\nunmute 1",
        |call| Ok(Value::action(Action::Mute(Some(player(call, 0)?), false))),
    ),
    value(
        &["solo"],
        "ID -> IO ()",
        "Lets only this output, and others that are soloed, sound, until `unsolo`",
        "d1 $ s \"bd*2\"\nd2 $ s \"hh*4\"\nsolo 1",
        |call| Ok(Value::action(Action::Solo(Some(player(call, 0)?), true))),
    ),
    value(
        &["unsolo"],
        "ID -> IO ()",
        "Ends the solo of an output",
        "d1 $ s \"bd*2\"\nd2 $ s \"hh*4\"\nsolo 1\nunsolo 1",
        |call| Ok(Value::action(Action::Solo(Some(player(call, 0)?), false))),
    ),
    value(
        &["muteAll"],
        "IO ()",
        "Silences every output above it, until `unmuteAll`",
        "d1 $ s \"bd*2\"\nmuteAll\nunmute 1",
        |_| Ok(Value::action(Action::Mute(None, true))),
    ),
    value(
        &["unmuteAll"],
        "IO ()",
        "Lets every output sound again that was muted",
        "d1 $ s \"bd*2\"\nmute 1\nunmuteAll",
        |_| Ok(Value::action(Action::Mute(None, false))),
    ),
    value(
        &["unsoloAll"],
        "IO ()",
        "Ends every solo",
        "d1 $ s \"bd*2\"\nd2 $ s \"hh*4\"\nsolo 1\nunsoloAll",
        |_| Ok(Value::action(Action::Solo(None, false))),
    ),
    value(
        &["setcps"],
        "a -> IO ()",
        "The tempo in cycles per second, where no host says one",
        "setcps 0.6\nd1 $ s \"bd*4\"",
        |call| Ok(Value::action(Action::Tempo(call.value(0)))),
    ),
    value(
        &["setbpm"],
        "a -> IO ()",
        "The tempo in quarter notes per minute, four to a cycle, where no host says one",
        "setbpm 120\nd1 $ s \"bd*4\"",
        |call| {
            let (given, place) = (call.value(0), call.place);
            let quarters = Spanned::new(Value::Number(Number::integer(240)), place);
            let cps = call
                .evaluator
                .operate("/", place, given, quarters, place, None)?;
            Ok(Value::action(Action::Tempo(Spanned::new(cps, place))))
        },
    ),
    value(
        &["setF"],
        "String -> a -> IO ()",
        "Gives the variable of this name a pattern of numbers, which `cF` and `\"^name\"` read anywhere in the text",
        "setF \"fast\" \"<1 2>\"\nd1 $ s \"bd*4\" # speed (cF 1 \"fast\")",
        |call| Ok(variable(call, Sort::Float)),
    ),
    value(
        &["setI"],
        "String -> a -> IO ()",
        "Gives the variable of this name a pattern of whole numbers, which `cI` and `\"^name\"` read anywhere in the text",
        "setI \"kit\" \"<0 1>\"\nd1 $ s \"bd*4\" # n (fromIntegral <$> cI 0 \"kit\")",
        |call| Ok(variable(call, Sort::Int)),
    ),
    value(
        &["setR"],
        "String -> a -> IO ()",
        "Gives the variable of this name a pattern of exact numbers, which `cR` and `\"^name\"` read anywhere in the text",
        "setR \"shift\" \"<0 1%8>\"\nd1 $ cR 0 \"shift\" ~> s \"bd*4\"",
        |call| Ok(variable(call, Sort::Ratio)),
    ),
    value(
        &["setN"],
        "String -> a -> IO ()",
        "Gives the variable of this name a pattern of notes, which `cN` and `\"^name\"` read anywhere in the text",
        "setN \"tune\" \"c e g\"\nd1 $ n (cN 0 \"tune\") # s \"superpiano\"",
        |call| Ok(variable(call, Sort::Note)),
    ),
    value(
        &["setB"],
        "String -> a -> IO ()",
        "Gives the variable of this name a pattern of true and false, which `cB` reads anywhere in the text",
        "setB \"fill\" \"<f t>\"\nd1 $ while (cB False \"fill\") (fast 2) $ s \"bd sn\"",
        |call| Ok(variable(call, Sort::Bool)),
    ),
    value(
        &["setS"],
        "String -> a -> IO ()",
        "Gives the variable of this name a pattern of names, which `cS` and `\"^name\"` read anywhere in the text",
        "setS \"drum\" \"bd sn\"\nd1 $ s (cS \"hh\" \"drum\")",
        |call| Ok(variable(call, Sort::Word)),
    ),
    value(
        &["forId"],
        "ID -> Time -> a -> IO ()",
        "Plays a pattern over what an output plays, for so many cycles",
        "d1 $ s \"bd*4\"\nforId 1 4 $ s \"hh*8\"",
        |call| {
            let length = Spanned::new(Value::Number(Number::ratio(call.ratio(1))), call.place);
            let transition = call.builtin_function("mortalOverlay", vec![length])?;
            changed(call, 0, transition, None)
        },
    ),
    value(
        &["transition"],
        "a -> Bool -> b -> ID -> c -> IO ()",
        "Changes an output to a pattern by any transition, a function of the cycle and of the patterns, the new one first",
        "d1 $ s \"bd*4\"\ntransition tidal True (xfadeIn 4) 1 $ s \"hh*8\"",
        |call| {
            let transition = call.value(2).value;
            changed(call, 3, transition, None)
        },
    ),
    value(
        &["mapM_", "traverse_", "mapM", "traverse"],
        "(a -> IO ()) -> [a] -> IO ()",
        "A function of each item of a list, as commands one after another",
        "mapM_ (\\k -> p k $ s \"bd*4\" # n k) [1, 2]",
        |call| each(call, 0, 1),
    ),
    value(
        &["forM_", "for_", "forM", "for"],
        "[a] -> (a -> IO ()) -> IO ()",
        "A function of each item of a list, as commands one after another",
        "forM_ [1, 2] $ \\k -> p k $ s \"bd*4\" # n k",
        |call| each(call, 1, 0),
    ),
    value(
        &["sequence_"],
        "a -> IO ()",
        "The commands of a list, one after another",
        "sequence_ [d1 $ s \"bd*2\", d2 $ s \"hh*4\"]",
        |call| match call.value(0).value {
            Value::List(items) => Ok(Value::action(Action::Several(items.to_vec()))),
            other => {
                let noun = other.noun();
                call.wrong(
                    0,
                    format!("a list of commands is needed here; this is {noun}"),
                )
            }
        },
    ),
    value(
        &["sequence", "sequenceA"],
        "a -> b",
        "The commands of a list, one after another; of a list of patterns a pattern of lists",
        "sequence [d1 $ s \"bd*2\", d2 $ n (sum <$> sequence [\"0 2\", \"<0 12>\"]) # s \"arpy\"]",
        |call| {
            let given = call.value(0);
            let Value::List(items) = &given.value else {
                let noun = given.value.noun();
                return call.wrong(
                    0,
                    format!("a list of commands or patterns is needed here; this is {noun}"),
                );
            };
            if items
                .iter()
                .any(|item| matches!(item.value, Value::Action(_)))
            {
                return Ok(Value::action(Action::Several(items.to_vec())));
            }
            let together =
                |_: &mut Evaluator, values: Vec<Spanned>, _: Place| Ok(super::list(values));
            let function = Function::Native("sequence", items.len(), Rc::new(together), Vec::new());
            let arguments = items.iter().map(|item| (item.clone(), Structure::Both));
            Ok(Value::Mapped(Rc::new(Mapped {
                function: Spanned::new(Value::function(function), call.place),
                arguments: arguments.collect(),
            })))
        },
    ),
    value(
        &["zipWithM_", "zipWithM"],
        "a -> b -> c -> IO ()",
        "A function of the items of two lists, as commands one after another",
        "zipWithM_ p [1, 2] [s \"bd*2\", s \"hh*4\"]",
        |call| match call.builtin("zipWith", vec![call.value(0), call.value(1), call.value(2)])? {
            Value::List(actions) => Ok(Value::action(Action::Several(actions.to_vec()))),
            other => Ok(other),
        },
    ),
    value(
        &["tidal"],
        "a",
        "The player of everything, as `streamHush tidal` and its kin name it",
        "d1 $ s \"bd*4\"\nstreamUnmuteAll tidal",
        |_| Ok(Value::Tuple(Rc::new(Vec::new()))),
    ),
    value(
        &["streamReplace"],
        "a -> ID -> b -> IO ()",
        "The same as `p`",
        "streamReplace tidal 1 $ s \"bd*4\"",
        |call| {
            let player = player(call, 1)?;
            Ok(Value::action(Action::Play(player, call.value(2))))
        },
    ),
    value(
        &["streamOnce", "streamFirst"],
        "a -> b -> IO ()",
        "The same as `once`",
        "streamOnce tidal $ s \"bd cp\"",
        |call| Ok(Value::action(Action::Once(call.value(1)))),
    ),
    value(
        &["streamAll"],
        "a -> b -> IO ()",
        "The same as `all`",
        "streamAll tidal (# room 0.3)\nd1 $ s \"bd*2\"",
        |call| Ok(Value::action(Action::All(call.value(1)))),
    ),
    value(
        &["streamHush"],
        "a -> IO ()",
        "The same as `hush`",
        "d1 $ s \"bd*2\"\nstreamHush tidal\nd2 $ s \"hh*4\"",
        |_| Ok(Value::action(Action::Hush)),
    ),
    value(
        &["streamSilence"],
        "a -> ID -> IO ()",
        "Silences one output",
        "d1 $ s \"bd*2\"\nd2 $ s \"hh*4\"\nstreamSilence tidal 2",
        |call| {
            let (player, place) = (player(call, 1)?, call.place);
            let silence = call.builtin("silence", Vec::new())?;
            Ok(Value::action(Action::Play(
                player,
                Spanned::new(silence, place),
            )))
        },
    ),
    value(
        &["streamMute"],
        "a -> ID -> IO ()",
        "The same as `mute`",
        "d1 $ s \"bd*2\"\nd2 $ s \"hh*4\"\nstreamMute tidal 1",
        |call| Ok(Value::action(Action::Mute(Some(player(call, 1)?), true))),
    ),
    value(
        &["streamUnmute"],
        "a -> ID -> IO ()",
        "The same as `unmute`",
        "d1 $ s \"bd*2\"\nmute 1\nstreamUnmute tidal 1",
        |call| Ok(Value::action(Action::Mute(Some(player(call, 1)?), false))),
    ),
    value(
        &["streamSolo"],
        "a -> ID -> IO ()",
        "The same as `solo`",
        "d1 $ s \"bd*2\"\nd2 $ s \"hh*4\"\nstreamSolo tidal 1",
        |call| Ok(Value::action(Action::Solo(Some(player(call, 1)?), true))),
    ),
    value(
        &["streamUnsolo"],
        "a -> ID -> IO ()",
        "The same as `unsolo`",
        "d1 $ s \"bd*2\"\nsolo 1\nstreamUnsolo tidal 1",
        |call| Ok(Value::action(Action::Solo(Some(player(call, 1)?), false))),
    ),
    value(
        &["streamMuteAll"],
        "a -> IO ()",
        "The same as `muteAll`",
        "d1 $ s \"bd*2\"\nstreamMuteAll tidal\nunmute 1",
        |_| Ok(Value::action(Action::Mute(None, true))),
    ),
    value(
        &["streamUnmuteAll"],
        "a -> IO ()",
        "The same as `unmuteAll`",
        "d1 $ s \"bd*2\"\nmute 1\nstreamUnmuteAll tidal",
        |_| Ok(Value::action(Action::Mute(None, false))),
    ),
    value(
        &["streamUnsoloAll"],
        "a -> IO ()",
        "The same as `unsoloAll`",
        "d1 $ s \"bd*2\"\nsolo 1\nstreamUnsoloAll tidal",
        |_| Ok(Value::action(Action::Solo(None, false))),
    ),
    value(
        &["streamSetF"],
        "a -> String -> b -> IO ()",
        "The same as `setF`",
        "streamSetF tidal \"fast\" \"<1 2>\"\nd1 $ s \"bd*4\" # speed (cF 1 \"fast\")",
        |call| Ok(variable_at(call, 1, Sort::Float)),
    ),
    value(
        &["streamSetI"],
        "a -> String -> b -> IO ()",
        "The same as `setI`",
        "streamSetI tidal \"kit\" 1\nd1 $ s \"bd*4\" # n \"^kit\"",
        |call| Ok(variable_at(call, 1, Sort::Int)),
    ),
    value(
        &["streamSetR"],
        "a -> String -> b -> IO ()",
        "The same as `setR`",
        "streamSetR tidal \"shift\" 0.25\nd1 $ cR 0 \"shift\" ~> s \"bd*4\"",
        |call| Ok(variable_at(call, 1, Sort::Ratio)),
    ),
    value(
        &["streamSetS"],
        "a -> String -> b -> IO ()",
        "The same as `setS`",
        "streamSetS tidal \"drum\" \"bd sn\"\nd1 $ s (cS \"hh\" \"drum\")",
        |call| Ok(variable_at(call, 1, Sort::Word)),
    ),
    value(
        &["streamSetB"],
        "a -> String -> b -> IO ()",
        "The same as `setB`",
        "streamSetB tidal \"fill\" \"<f t>\"\nd1 $ while (cB False \"fill\") (fast 2) $ s \"bd sn\"",
        |call| Ok(variable_at(call, 1, Sort::Bool)),
    ),
    value(
        &["resetCycles", "streamResetCycles"],
        "IO ()",
        "Begins with cycle 0 in Tidal; here the host's transport counts the cycles",
        "resetCycles\nd1 $ s \"bd*4\"",
        |call| Ok(nothing(call, TRANSPORT)),
    ),
    value(
        &["setCycle"],
        "a -> IO ()",
        "Goes to a cycle in Tidal; here the host's transport counts the cycles",
        "setCycle 0\nd1 $ s \"bd*4\"",
        |call| Ok(nothing(call, TRANSPORT)),
    ),
    value(
        &["nudgeAll"],
        "a -> IO ()",
        "Moves all sounds by seconds in Tidal; here `all (# nudge 0.1)` does",
        "nudgeAll 0\nd1 $ s \"bd*4\"",
        |call| {
            Ok(nothing(
                call,
                "`all (# nudge 0.1)` moves the sounds of every output",
            ))
        },
    ),
    value(
        &["enableLink"],
        "IO ()",
        "Joins Ableton Link in Tidal; here the host has the clock",
        "enableLink\nd1 $ s \"bd*4\"",
        |call| Ok(nothing(call, CLOCK)),
    ),
    value(
        &["disableLink"],
        "IO ()",
        "Leaves Ableton Link in Tidal; here the host has the clock",
        "disableLink\nd1 $ s \"bd*4\"",
        |call| Ok(nothing(call, CLOCK)),
    ),
    value(
        &["getcps"],
        "IO ()",
        "Says the tempo in Tidal; here the host has the clock",
        "getcps\nd1 $ s \"bd*4\"",
        |call| Ok(nothing(call, CLOCK)),
    ),
    value(
        &["getnow"],
        "IO ()",
        "Says the cycle in Tidal; here the host has the clock",
        "getnow\nd1 $ s \"bd*4\"",
        |call| Ok(nothing(call, CLOCK)),
    ),
    value(
        &["streamList"],
        "IO ()",
        "Lists what plays in Tidal; here the window shows it",
        "streamList\nd1 $ s \"bd*4\"",
        |call| Ok(nothing(call, CLOCK)),
    ),
    value(
        &["streamGetcps"],
        "a -> IO ()",
        "Says the tempo in Tidal; here the host has the clock",
        "streamGetcps tidal\nd1 $ s \"bd*4\"",
        |call| Ok(nothing(call, CLOCK)),
    ),
];

const CLOCK: &str = "the host has the clock; the window shows what plays";

const TRANSPORT: &str = "the host's transport counts the cycles: move it there";

fn nothing(call: &Call, help: &'static str) -> Value {
    Value::action(Action::Nothing(call.name, help))
}

fn player(call: &Call, index: usize) -> EvalResult<OutputName> {
    output_name(&call.value(index))
}

fn variable(call: &mut Call, sort: Sort) -> Value {
    variable_at(call, 0, sort)
}

fn variable_at(call: &mut Call, index: usize, sort: Sort) -> Value {
    let name = call.text(index);
    Value::action(Action::Variable(name, call.value(index + 1), sort))
}

/// A change of the output at `index` to the pattern behind the last argument.
fn changed(
    call: &Call,
    index: usize,
    transition: Value,
    length: Option<Spanned>,
) -> EvalResult<Value> {
    let last = call.arguments.len() - 1;
    Ok(Value::action(Action::Change(Change {
        player: player(call, index)?,
        transition: Spanned::new(transition, call.place),
        pattern: call.value(last),
        length,
    })))
}

/// The function at one place, of each item of the list at another.
fn each(call: &mut Call, function: usize, list: usize) -> EvalResult<Value> {
    let function = call.function(function).function;
    let place = call.place;
    let mut actions = Vec::new();
    for item in call.list(list) {
        let super::Argument::Value(item) = item else {
            return call.wrong(list, "a list of values is needed here");
        };
        let at = item.place;
        let action = call.evaluator.apply(function.clone(), vec![item], place)?;
        actions.push(Spanned::new(action, at));
    }
    Ok(Value::action(Action::Several(actions)))
}

/// Whether a row is of a command, or of a transition, which may be one.
pub(crate) fn is_command(row: &'static Builtin) -> bool {
    let mut rows = ROWS.iter().chain(super::transitions::ROWS);
    row.heading.name() != "tidal" && rows.any(|other| other.heading.name() == row.heading.name())
}

/// A transition that is used as a command: `xfadeIn 1 4 $ p`, where the function is `xfadeIn 4 now [p, old]`. The output
/// takes the first place, and one pattern stands where the list would.
pub(crate) fn as_command(
    row: &'static Builtin,
    arguments: &[Spanned],
    place: Place,
) -> Option<EvalResult<Value>> {
    let is_transition = super::transitions::ROWS
        .iter()
        .any(|other| other.heading.name() == row.heading.name());
    let (pattern, given) = arguments.get(..row.arity())?.split_last()?;
    if !is_transition || matches!(pattern.value, Value::List(_)) {
        return None;
    }
    let (output, given) = given.split_first()?;
    let name = row.heading.name();
    let cycles = |n| Some(Spanned::new(Value::Number(Number::integer(n)), place));
    let length = match name {
        "xfade" | "clutch" => cycles(2),
        "interpolate" => cycles(4),
        "anticipate" => cycles(8),
        "xfadeIn" | "clutchIn" | "interpolateIn" | "anticipateIn" => given.first().cloned(),
        _ => None,
    };
    let transition = Value::function(Function::Builtin(row, given.to_vec(), place));
    let player = match output_name(output) {
        Ok(player) => player,
        Err(problem) => return Some(Err(problem)),
    };
    Some(Ok(Value::action(Action::Change(Change {
        player,
        transition: Spanned::new(transition, place),
        pattern: pattern.clone(),
        length,
    }))))
}

impl Change {
    /// How many cycles it takes, if there is an end.
    pub(crate) fn cycles(&self, evaluator: &mut Evaluator) -> Option<Rational> {
        let length = self.length.as_ref()?;
        evaluator.constant_ratio(length).ok()
    }
}
