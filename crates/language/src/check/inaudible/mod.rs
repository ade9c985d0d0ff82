//! Sounds that an output plays and nobody can hear, and why: no sound is named, a control turns it off, a function leaves no
//! events. The patterns of each statement are listed for some cycles, and what is never heard in them is reported, as well
//! as controls whose values are no numbers.

mod reasons;

use self::reasons::{REASONS, Reason, Values};
use crate::builtins::{Builtin, Special};
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::evaluate::misfits::example;
use crate::evaluate::value::Text;
use phonon_engine::parameters::Parameter;
use phonon_pattern::{Budget, Graph, ListedEvent, PatternId, Plain, Scratch, Span};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// Cycles that are listened to before something is called silent: two minutes and more at a usual tempo.
const LISTENED_CYCLES: i64 = 64;
/// Cycles that are listened to at least, for controls that are wrong in some cycles only.
const LISTENED_CYCLES_AT_LEAST: i64 = 4;
/// What listening may take, a query: more than a busy bar does.
const EFFORT: Budget = Budget {
    steps: 50_000,
    depth: 192,
    entries: 1 << 13,
    bytes: 1 << 13,
    collected: 1 << 12,
};

/// What one statement plays.
pub(crate) struct Played {
    /// The patterns of sounds that the statement plays.
    pub patterns: Vec<PatternId>,
    /// The place of the expression that makes them.
    pub place: Place,
    /// The applications that were evaluated for it, of [`Evaluator::applications`].
    pub applications: Range<usize>,
}

/// A function of patterns that was given its arguments.
pub(crate) struct Application {
    row: &'static Builtin,
    /// The name and the arguments that are no sounds: `fast 0`.
    place: Place,
    /// The patterns that it changes.
    changed: Vec<PatternId>,
    /// What it makes of them.
    made: PatternId,
    /// Whether it was given a number that most functions can do nothing with: 0 or less, or a probability of 1.
    is_doubtful: bool,
}

/// Why an event is never heard.
#[derive(Clone, Copy)]
enum Why {
    /// It does not say which sound.
    Soundless,
    /// The event has no beginning.
    Steady,
    /// The event begins before all that is left of it.
    Fragment,
    /// Its controls turn it off.
    Control(&'static Reason),
}

/// What is known of the events that one string of sounds makes.
#[derive(Default)]
struct Layer {
    is_heard: bool,
    /// Why the first event is not heard, and what its message says.
    why: Option<(Why, String)>,
    /// Where an atom of that event stands.
    atom: Option<usize>,
}

impl Evaluator {
    /// Remembers that a function was applied, and reports it if nothing is left of its argument.
    pub(crate) fn applied(
        &mut self,
        row: &'static Builtin,
        place: Place,
        changed: Vec<PatternId>,
        made: PatternId,
        is_doubtful: bool,
    ) {
        if !place.is_in_text() || row.is(Special::PlaysNothing) {
            return;
        }
        let application = Application {
            row,
            place,
            changed,
            made,
            is_doubtful,
        };
        let is_silence = |pattern: &PatternId| self.graph.is_silence(*pattern);
        if is_silence(&made)
            && !application.changed.is_empty()
            && !application.changed.iter().any(is_silence)
        {
            let warning = application.warning();
            self.say(warning);
        }
        self.applications.push(application);
    }

    /// Reports a function that was given an empty list.
    pub(crate) fn applied_to_nothing(&mut self, row: &'static Builtin, list: Place) {
        let warning = Diagnostic::warning(
            list,
            format!("there is nothing in this list of `{}`", row.heading.name()),
        );
        self.say(warning.with_help(example(row)));
    }
}

impl Application {
    fn warning(&self) -> Diagnostic {
        let name = self.row.heading.name();
        Diagnostic::warning(self.place, format!("this `{name}` leaves nothing to play"))
            .with_help(example(self.row))
    }

    /// Whether it leaves nothing of something; none if that is too much work to know.
    fn is_to_blame(&self, graph: &Graph, scratch: &mut Scratch) -> Option<bool> {
        if !is_empty(graph, self.made, scratch)? {
            return Some(false);
        }
        for pattern in &self.changed {
            if is_empty(graph, *pattern, scratch)? {
                return Some(false);
            }
        }
        Some(true)
    }
}

/// Whether a pattern has no events for a long time; none if that is too much work to know.
fn is_empty(graph: &Graph, pattern: PatternId, scratch: &mut Scratch) -> Option<bool> {
    for cycle in 0..LISTENED_CYCLES {
        let (events, complete) = graph.events(pattern, Span::cycle(cycle), scratch);
        if !events.is_empty() || !complete {
            return complete.then_some(false);
        }
    }
    Some(true)
}

/// Warns of what a statement plays and nobody hears.
pub(crate) fn check_heard(evaluator: &mut Evaluator, played: &Played) {
    let graph = &evaluator.graph;
    // Where all is `silence`, that was asked for, or reported where it came about.
    if !played.place.is_in_text()
        || graph.awaits_input()
        || played
            .patterns
            .iter()
            .all(|pattern| graph.is_silence(*pattern))
    {
        return;
    }
    let Some((layers, not_finite)) = listen(evaluator, &played.patterns) else {
        return;
    };
    let any_heard = layers.values().any(|layer| layer.is_heard);
    let mut reported: Vec<Diagnostic> = not_finite
        .iter()
        .map(|(parameter, value)| said_of_number(evaluator, *parameter, *value, played.place))
        .collect();
    if any_heard {
        for layer in layers.values().filter(|layer| !layer.is_heard) {
            // A layer that is turned down is out of the mix for now.
            if let Some((why, message)) = &layer.why
                && !matches!(why, Why::Steady | Why::Fragment)
                && !matches!(why, Why::Control(reason) if reason.mutes)
            {
                reported.push(said_of(evaluator, *why, message, played.place, layer.atom));
            }
        }
    } else {
        let rank = |why: &Why| match why {
            Why::Soundless => 0,
            Why::Control(_) => 1,
            Why::Fragment => 2,
            Why::Steady => 3,
        };
        let first = layers
            .values()
            .filter_map(|layer| layer.why.as_ref().map(|why| (why, layer.atom)))
            .min_by_key(|((why, _), _)| rank(why));
        reported.push(match first {
            Some(((why, message), _)) => said_of(evaluator, *why, message, played.place, None),
            None => said_of_emptiness(evaluator, played),
        });
    }
    if any_heard {
        reported.extend(layers_left_empty(evaluator, played));
    }
    for warning in reported {
        evaluator.say(warning);
    }
}

/// Warnings about the functions that leave nothing of one layer: `ply 0` in a stack.
fn layers_left_empty(evaluator: &Evaluator, played: &Played) -> Vec<Diagnostic> {
    let mut scratch = Scratch::new(EFFORT);
    let applications = evaluator.applications.get(played.applications.clone());
    applications
        .unwrap_or_default()
        .iter()
        .filter(|it| it.is_doubtful && it.is_to_blame(&evaluator.graph, &mut scratch) == Some(true))
        .map(Application::warning)
        .collect()
}

/// What is heard of the sounds of each string, by where it begins.
type Layers = BTreeMap<Option<usize>, Layer>;

/// The parameters that are infinite, or no numbers at all, with the first such value.
type NotFinite = BTreeMap<Parameter, f64>;

/// What is heard of each string of sounds; none if that is too much work to know.
fn listen(evaluator: &Evaluator, patterns: &[PatternId]) -> Option<(Layers, NotFinite)> {
    let graph = &evaluator.graph;
    let reads_inputs = graph.reads_inputs();
    let mut scratch = Scratch::new(EFFORT);
    let mut layers = Layers::new();
    let mut not_finite = NotFinite::new();
    for cycle in 0..LISTENED_CYCLES {
        for pattern in patterns {
            let (events, complete) = graph.events(*pattern, Span::cycle(cycle), &mut scratch);
            if !complete {
                return None;
            }
            for event in &events {
                note_not_finite(event, &mut not_finite);
                let atoms = || {
                    let atoms = event.origins.as_slice().iter();
                    atoms.filter_map(|atom| graph.atoms().get(*atom as usize))
                };
                let atom = atoms().next().map(|atom| atom.start as usize);
                let layer = layers.entry(sounds_of(evaluator, event)).or_default();
                if layer.is_heard {
                    continue;
                }
                match why_unheard(event, reads_inputs) {
                    None => layer.is_heard = true,
                    Some(why) if layer.why.is_none() => {
                        (layer.why, layer.atom) = (Some(why), atom);
                    }
                    Some(_) => {}
                }
            }
        }
        let all_heard = !layers.is_empty() && layers.values().all(|layer| layer.is_heard);
        if all_heard && cycle + 1 >= LISTENED_CYCLES_AT_LEAST {
            break;
        }
    }
    Some((layers, not_finite))
}

fn note_not_finite(event: &ListedEvent, found: &mut NotFinite) {
    let Plain::Controls(controls) = &event.value else {
        return;
    };
    for (name, value) in controls {
        if let Plain::Float(number) | Plain::Note(number) = value
            && !number.is_finite()
            && let Some(parameter) = Parameter::named(name)
        {
            found.entry(parameter).or_insert(*number);
        }
    }
}

/// The warning about a parameter that is infinite or no number.
fn said_of_number(
    evaluator: &Evaluator,
    parameter: Parameter,
    value: f64,
    place: Place,
) -> Diagnostic {
    let row = parameter.description();
    let name = row.heading.name();
    let is_within = |at: &Place| place.start <= at.start && at.end <= place.end;
    let mut places = evaluator.control_places.iter().rev();
    let at = places.find(|(control, at)| *control == name && is_within(at));
    let (low, high) = row.limits;
    let message = if value.is_nan() {
        format!("`{name}` is not a number here; it is left out")
    } else {
        let held = if value > 0.0 { high } else { low };
        format!("`{name}` is infinite here; it is played as {held}")
    };
    Diagnostic::warning(at.map_or(place, |(_, at)| *at), message)
        .with_help("something is divided by 0, or a power is too large")
}

/// Where the string begins that names the sound of an event; none where no string does.
fn sounds_of(evaluator: &Evaluator, event: &ListedEvent) -> Option<usize> {
    let atoms = evaluator.graph.atoms();
    event.origins.as_slice().iter().find_map(|atom| {
        let start = atoms.get(*atom as usize)?.start as usize;
        let holds = |offset: &usize, length: usize| (*offset..*offset + length).contains(&start);
        let mut strings = evaluator.sound_names.iter();
        let (_, offset) = strings.find(|(string, offset)| holds(offset, string.text.len()))?;
        Some(*offset)
    })
}

/// Why an event is not heard, and what there is to say of it; none if it is.
fn why_unheard(event: &ListedEvent, reads_inputs: bool) -> Option<(Why, String)> {
    let Plain::Controls(controls) = &event.value else {
        return None;
    };
    let values = Values::new(controls);
    let Some(whole) = event.whole else {
        return Some((Why::Steady, String::new()));
    };
    if whole.begin != event.part.begin {
        return Some((Why::Fragment, String::new()));
    }
    if values.sound().is_none() {
        // `once $ cps 0.5` is there for the tempo.
        if values.sets_tempo() {
            return None;
        }
        return Some((Why::Soundless, String::new()));
    }
    // What values signals and macros will have is not known.
    if reads_inputs {
        return None;
    }
    REASONS.iter().find_map(|reason| {
        let message = (reason.holds)(&values)?;
        Some((Why::Control(reason), message))
    })
}

/// The message about what is not heard in the expression at `place`; of a layer only, if one of its atoms is given.
fn said_of(
    evaluator: &Evaluator,
    why: Why,
    message: &str,
    place: Place,
    atom: Option<usize>,
) -> Diagnostic {
    let (message, help, names): (_, _, &[&str]) = match why {
        Why::Soundless => (
            "nothing says which sound plays this: it stays silent",
            "name a sound: `# s \"superpiano\"`",
            &[],
        ),
        Why::Steady => (
            "no sound ever begins here: these values change without steps",
            "`segment 8 $ …` takes eight values a cycle; or let a pattern of steps come first",
            &[],
        ),
        Why::Fragment => (
            "no sound begins here: only the ends of events are left",
            "a sound begins with its step: let a step of what cuts it, such as `mask`, begin there",
            &[],
        ),
        Why::Control(reason) => (message, reason.help, reason.controls),
    };
    let is_within = |at: &Place| place.start <= at.start && at.end <= place.end;
    let controls = || {
        let controls = evaluator.control_places.iter();
        controls.filter(|(name, at)| {
            names.contains(name) || matches!(why, Why::Soundless) && holds(*at, atom)
        })
    };
    let mut places = controls().filter(|(_, at)| is_within(at));
    // Of a layer the first control behind its sound is meant, of all the last, which replaces those before.
    let at = match atom {
        Some(atom) => places
            .clone()
            .find(|(_, at)| at.end > atom)
            .or_else(|| places.next_back()),
        // What `all` and definitions add stands elsewhere.
        None => places.next_back().or_else(|| controls().next_back()),
    };
    Diagnostic::warning(at.map_or(place, |(_, at)| *at), message).with_help(help)
}

fn holds(place: Place, atom: Option<usize>) -> bool {
    atom.is_some_and(|atom| place.range().contains(&atom))
}

/// The message about an expression without events.
fn said_of_emptiness(evaluator: &Evaluator, played: &Played) -> Diagnostic {
    let mut scratch = Scratch::new(EFFORT);
    let applications = evaluator.applications.get(played.applications.clone());
    let to_blame = applications.unwrap_or_default().iter().find(|application| {
        let blame = application.is_to_blame(&evaluator.graph, &mut scratch);
        blame == Some(true)
    });
    match to_blame {
        Some(application) => application.warning(),
        None => said_of_strings(evaluator, played.place),
    }
}

/// The same where no function is to blame: what its strings hold.
fn said_of_strings(evaluator: &Evaluator, place: Place) -> Diagnostic {
    let mut scratch = Scratch::new(EFFORT);
    let empty = evaluator.patterns_of_names.iter().find(|(at, pattern)| {
        let is_within = place.start <= at.start && at.end <= place.end;
        is_within && is_empty(&evaluator.graph, *pattern, &mut scratch) == Some(true)
    });
    let message = format!("nothing plays here in the first {LISTENED_CYCLES} cycles");
    let Some((at, _)) = empty else {
        return Diagnostic::warning(place, message).with_help("write `silence` if that is meant");
    };
    let names = |(text, offset): &(Rc<Text>, usize)| {
        *offset == at.start + 1 && text.text.contains(char::is_alphanumeric)
    };
    if evaluator.sound_names.iter().any(names) {
        Diagnostic::warning(*at, message)
            .with_help("how often a step plays is a number above 0: `bd*4`, `bd!4`, `bd(3,8)`")
    } else {
        Diagnostic::warning(*at, "this string contains only rests").with_help(
            "steps are names of sounds: `s \"bd ~ sn ~\"`; write `silence` if that is meant",
        )
    }
}
