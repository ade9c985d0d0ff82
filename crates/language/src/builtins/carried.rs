//! Controls of Tidal's beyond the parameters that sounds read: those that events carry and nothing here reads, and the
//! kin of each parameter, such as `ampTake`, `ampCount` and `ampbus`. All are read as Tidal reads them, with a note where
//! nothing is heard of them. They have no rows in the reference.

use super::{Argument, Build, Builtin, Call, sounds};
use crate::check::superdirt_only;
use crate::diagnostic::Diagnostic;
use crate::evaluate::value::{EvalResult, Taken, TakenValues, Value};
use crate::types::Kind;
use phonon_engine::Heading;
use phonon_engine::parameters::{self, Parameter};
use phonon_pattern::{Controls, PatternId, Value as EventValue};
use std::collections::HashMap;
use std::rc::Rc;

/// All of them, by each of their names.
pub(super) fn rows() -> HashMap<String, Builtin> {
    let mut rows = HashMap::new();
    for kind in superdirt_only::PARAMETERS {
        for names in kind.controls {
            let row = |name: &'static str| Builtin {
                heading: Heading::new(
                    leaked(vec![name]),
                    "A parameter of TidalCycles that no sound here reads",
                    "d1 $ s \"bd\" # portamento 0.1",
                ),
                signature: match kind.words {
                    true => "Pattern String -> ControlPattern",
                    false => "Pattern Double -> ControlPattern",
                },
                build: Build::Pattern(unread),
                special: None,
            };
            for alias in *names {
                rows.insert((*alias).to_owned(), row(names[0]));
            }
            if !kind.words {
                kin(&mut rows, names, false);
            }
        }
    }
    for parameter in Parameter::all().map(Parameter::description) {
        let names = parameter.heading.names();
        kin(&mut rows, names, parameter.kind == parameters::Kind::Word);
    }
    rows
}

fn leaked(names: Vec<&'static str>) -> &'static [&'static str] {
    // The table is made once and lives as long as the program.
    Box::leak(names.into_boxed_slice())
}

/// What Tidal makes of a control's name.
fn kin(rows: &mut HashMap<String, Builtin>, names: &[&'static str], words: bool) {
    let kinds: [(&str, &'static str, &'static str, Build); 5] = [
        (
            "Take",
            match words {
                true => "String -> [String] -> ControlPattern",
                false => "String -> [Double] -> ControlPattern",
            },
            "The next value of a list as this parameter at each event of the sound before it, counted from cycle 0",
            Build::Value(take),
        ),
        (
            "Count",
            "String -> ControlPattern",
            "The number of each event of the sound before it as this parameter, counted from cycle 0",
            Build::Value(count),
        ),
        (
            "CountTo",
            "String -> Pattern Double -> ControlPattern",
            "The number of each event of the sound before it as this parameter, from 0 to below a number and again",
            Build::Value(count_to),
        ),
        (
            "bus",
            match words {
                true => "Pattern Int -> Pattern String -> ControlPattern",
                false => "Pattern Int -> Pattern Double -> ControlPattern",
            },
            "This parameter by a control bus of SuperDirt; here it is read where a sound begins",
            Build::Pattern(sent),
        ),
        (
            "recv",
            "Pattern Int -> ControlPattern",
            "This parameter from a control bus of SuperDirt; nothing here",
            Build::Pattern(received),
        ),
    ];
    for (suffix, signature, summary, build) in kinds {
        for alias in names {
            // The first of a row's names is that of the parameter itself.
            let name: &'static str = Box::leak(format!("{}{suffix}", names[0]).into_boxed_str());
            let row = Builtin {
                heading: Heading::new(
                    leaked(vec![name]),
                    summary,
                    "d1 $ s \"bd*4\" # ampTake \"levels\" [0.4, 0.2]",
                ),
                signature,
                build,
                special: None,
            };
            rows.entry(format!("{alias}{suffix}")).or_insert(row);
        }
    }
}

fn unread(call: &mut Call) -> EvalResult<PatternId> {
    if let Some(note) = superdirt_only::carried(call.name, call.place) {
        call.evaluator.say(note);
    }
    call.control(call.name, Kind::Float)
}

/// The parameter that the name begins with.
fn control(call: &Call, suffix: &str) -> &'static str {
    call.name.strip_suffix(suffix).unwrap_or(call.name)
}

fn take(call: &mut Call) -> EvalResult<Value> {
    let control = control(call, "Take");
    taken(call, control)
}

/// The values of the list that is the second argument, in turn. Its name, by which Tidal remembers how far it has come,
/// has nothing to report.
pub(super) fn taken(call: &mut Call, control: &'static str) -> EvalResult<Value> {
    let mut values = Vec::new();
    for item in call.list(1) {
        match item {
            Argument::Number(number) if sounds::is_note(control) => {
                values.push(EventValue::Note(number))
            }
            Argument::Number(number) => values.push(EventValue::Float(number)),
            Argument::Text(text) => values.push(call.graph().word_value(&text)),
            _ => {}
        }
    }
    if values.is_empty() {
        return call.wrong(1, "this list is empty");
    }
    Ok(Value::Taken(Rc::new(Taken {
        control,
        values: TakenValues::List(values),
    })))
}

fn count(call: &mut Call) -> EvalResult<Value> {
    counted(call, control(call, "Count"), None)
}

fn count_to(call: &mut Call) -> EvalResult<Value> {
    let below = call.pattern(1);
    counted(call, control(call, "CountTo"), Some(below))
}

fn counted(call: &Call, control: &'static str, below: Option<PatternId>) -> EvalResult<Value> {
    if superdirt_only::is_word(control) {
        return call.wrong(
            0,
            "this parameter is a name, and events are counted by numbers",
        );
    }
    Ok(Value::Taken(Rc::new(Taken {
        control,
        values: TakenValues::Count {
            notes: sounds::is_note(control),
            below,
        },
    })))
}

fn sent(call: &mut Call) -> EvalResult<PatternId> {
    let name = control(call, "bus");
    let note = Diagnostic::note(
        call.place,
        format!("there are no control buses here: `{name}` is read where a sound begins"),
    )
    .with_help(
        "what an effect is given may move while the sound lasts: `# lpf (sine 0.2 * 800 + 1000)`",
    );
    call.evaluator.say(note);
    let values = call.pattern(1);
    let graph = call.graph();
    let name = graph.intern(name);
    Ok(graph.control(name, values))
}

fn received(call: &mut Call) -> EvalResult<PatternId> {
    let note = Diagnostic::note(
        call.place,
        "there are no control buses here: this changes nothing",
    )
    .with_help(
        "what an effect is given may be a bus: `~lfo: sine 0.2`, then `# lpf (~lfo * 800 + 1000)`",
    );
    call.evaluator.say(note);
    Ok(call.graph().steady(EventValue::Controls(Controls::EMPTY)))
}

#[cfg(test)]
mod tests {
    use crate::query::played;

    #[test]
    fn what_no_sound_reads_is_carried_under_its_first_name() {
        assert_eq!(
            played("s \"bd\" # por 0.2 # midicmd \"start\"", 0),
            ["0/1-1/1 midicmd start, portamento 0.2, s bd"]
        );
    }

    #[test]
    fn each_parameter_can_be_handed_out_in_turn() {
        let amps = |cycle| played("s \"bd*2\" # ampTake \"a\" [0.1, 0.2, 0.3]", cycle);
        assert_eq!(amps(0), ["0/1-1/2 amp 0.1, s bd", "1/2-1/1 amp 0.2, s bd"]);
        assert_eq!(amps(1), ["1/1-3/2 amp 0.3, s bd", "3/2-2/1 amp 0.1, s bd"]);
        assert_eq!(
            played("s \"bd\" # vowelTake \"v\" [\"a\", \"e\"]", 1),
            ["1/1-2/1 s bd, vowel e"]
        );
    }

    #[test]
    fn events_are_counted_without_end_or_up_to_a_number() {
        assert_eq!(
            played("s \"bd*2\" # cutoffCount \"c\"", 3),
            ["3/1-7/2 cutoff 6, s bd", "7/2-4/1 cutoff 7, s bd"]
        );
        assert_eq!(
            played("s \"bd*2\" # nCountTo \"c\" 3", 1),
            ["1/1-3/2 n 2, s bd", "3/2-2/1 n 0, s bd"]
        );
        assert_eq!(
            played("s \"bd*4\" # nCountTo \"c\" \"<2 3>\"", 1),
            [
                "1/1-5/4 n 1, s bd",
                "5/4-3/2 n 2, s bd",
                "3/2-7/4 n 0, s bd",
                "7/4-2/1 n 1, s bd"
            ]
        );
    }

    #[test]
    fn control_buses_are_read_where_a_sound_begins() {
        assert_eq!(
            played("s \"bd*2\" # lpfbus 1 (range 200 400 saw) # panrecv 2", 0),
            ["0/1-1/2 cutoff 200, s bd", "1/2-1/1 cutoff 300, s bd"]
        );
    }
}
