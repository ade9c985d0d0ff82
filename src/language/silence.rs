//! What is written and never heard: buses that nothing uses, sounds that no output gets, outputs that can only be silent.

use super::compile::Candidate;
use super::diagnostic::{Diagnostic, Place};
use super::evaluate::Evaluator;
use super::performance::Performance;
use super::syntax::StatementKind;
use crate::engine::graph::Input;
use crate::engine::parameters;
use crate::pattern::{Budget, Graph, ListedEvent, Pattern, Plain, Scratch, Span};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Cycles that are listened to before something is called silent: two minutes and more at a usual tempo.
const LONG: i64 = 64;
/// What listening may take, a query: more than a busy bar does.
const EFFORT: Budget = Budget {
    steps: 50_000,
    depth: 192,
    entries: 1 << 13,
    bytes: 1 << 13,
    collected: 1 << 12,
};

/// Warns of buses that no output hears, directly, through others, as the sound of `s "~name"` or as numbers of a pattern.
pub(super) fn unheard_buses(
    text: &str,
    candidates: &[Candidate],
    diagnostics: &mut Vec<Diagnostic>,
) {
    // What a broken statement would hear is not known.
    let is_whole = |candidate: &Candidate| matches!(candidate.statement(), Some((_, 0)));
    if !candidates.iter().all(is_whole) {
        return;
    }
    let mut defining: HashMap<&str, Vec<&Candidate>> = HashMap::new();
    let mut open = Vec::new();
    for candidate in candidates {
        match candidate.statement().map(|(statement, _)| &statement.kind) {
            Some(StatementKind::Bus(name, _) | StatementKind::Define(name, ..)) => {
                defining.entry(name.as_str()).or_default().push(candidate);
            }
            _ => open.push(candidate),
        }
    }
    let mut heard: HashSet<&str> = HashSet::new();
    while let Some(candidate) = open.pop() {
        for name in names(&text[candidate.place.range()]) {
            if let Some((name, statements)) = defining.get_key_value(name)
                && heard.insert(name)
            {
                open.extend(statements);
            }
        }
    }
    for candidate in candidates {
        if let Some((statement, _)) = candidate.statement()
            && let StatementKind::Bus(name, _) = &statement.kind
            && !heard.contains(name.as_str())
        {
            let warning = Diagnostic::warning(statement.label, format!("nothing plays `~{name}`"));
            diagnostics.push(warning.with_help(format!(
                "`o1: ~{name}` lets it be heard, `s \"~{name}*4\"` plays it as an instrument"
            )));
        }
    }
}

/// The names in a piece of the text, without the marks before them.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '\''))
        .filter(|name| !name.is_empty())
}

/// Leaves out the voices and numbers that reach no output: what is not heard need not be calculated.
pub(super) fn leave_out_unheard(evaluator: &mut Evaluator, performance: &Performance) {
    let graph = &evaluator.graph;
    let instruments: Vec<String> = graph
        .words()
        .filter_map(|(_, word)| word.strip_prefix('~').map(str::to_owned))
        .collect();
    let orbits = performance.orbits.iter().flatten();
    let once = performance.once.iter().map(|once| &once.source);
    let more: Vec<Input> = orbits
        .chain(once)
        .map(|source| Input::Source(*source))
        .collect();
    let heard: Vec<Input> = evaluator.signals.heard_inputs(&instruments, &more);
    let mut sources = BTreeSet::new();
    let mut patterns = BTreeSet::new();
    for input in heard {
        match input {
            Input::Source(source) => _ = sources.insert(source),
            Input::Pattern(pattern) | Input::Smooth(pattern) => _ = patterns.insert(pattern),
            _ => {}
        }
    }
    evaluator
        .sequences
        .retain(|(_, source)| sources.contains(source));
    let silence = evaluator.graph.silence();
    for (index, pattern) in evaluator.values.iter_mut().enumerate() {
        if !patterns.contains(&index) {
            *pattern = silence;
        }
    }
}

/// Why a pattern of sounds is never heard.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    /// No event says which sound.
    Soundless,
    /// Every event is turned down.
    TurnedDown,
    /// Nothing begins.
    Steady,
    /// There are no events.
    Empty,
}

/// Warns where none of the patterns that a statement plays is heard for a long time.
pub(super) fn check_heard(evaluator: &mut Evaluator, patterns: &[Pattern], place: Place) {
    let graph = &evaluator.graph;
    // `silence` was asked for.
    if patterns.is_empty()
        || graph.awaits_input()
        || patterns.iter().all(|pattern| graph.is_silence(*pattern))
    {
        return;
    }
    let mut scratch = Scratch::new(EFFORT);
    let mut reasons = Vec::new();
    for pattern in patterns {
        match why_silent(graph, *pattern, &mut scratch) {
            Some(why) => reasons.push(why),
            None => return,
        }
    }
    let reason = [Why::Soundless, Why::TurnedDown, Why::Steady]
        .into_iter()
        .find(|why| reasons.contains(why));
    let (message, help) = match reason {
        Some(Why::Soundless) => (
            "nothing says which sound plays this: it stays silent".to_owned(),
            "name a sound: `# s \"superpiano\"`",
        ),
        Some(Why::TurnedDown) => (
            "all of this is turned down to nothing".to_owned(),
            "`gain 1` is the usual level",
        ),
        Some(Why::Steady) => (
            "no sound ever begins here: these values change without steps".to_owned(),
            "`segment 8 $ …` takes eight values a cycle; or let a pattern of steps come first",
        ),
        _ => (
            format!("nothing plays here in the first {LONG} cycles"),
            "write `silence` if that is meant",
        ),
    };
    evaluator.say(Diagnostic::warning(place, message).with_help(help));
}

/// None if something is heard, or if that is too much work to know.
fn why_silent(graph: &Graph, pattern: Pattern, scratch: &mut Scratch) -> Option<Why> {
    let mut why = Why::Empty;
    for cycle in 0..LONG {
        let (events, complete) = graph.events(pattern, Span::cycle(cycle), scratch);
        if !complete {
            return None;
        }
        for event in &events {
            why = match why_unheard(event) {
                None => return None,
                Some(Why::Steady) if why != Why::Empty => why,
                Some(found) => found,
            };
        }
    }
    Some(why)
}

fn why_unheard(event: &ListedEvent) -> Option<Why> {
    let Plain::Controls(controls) = &event.value else {
        return None;
    };
    let control = |parameter: parameters::Parameter| controls.get(parameter.description().name);
    let is_off = |parameter| match control(parameter) {
        Some(Plain::Float(level) | Plain::Note(level)) => *level <= 0.0,
        Some(Plain::Int(level)) => *level <= 0,
        _ => false,
    };
    if event.whole.is_none() {
        Some(Why::Steady)
    } else if control(parameters::S).is_none() {
        Some(Why::Soundless)
    } else if is_off(parameters::GAIN) && !controls.contains_key("overgain") {
        Some(Why::TurnedDown)
    } else {
        None
    }
}
