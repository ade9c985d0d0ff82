//! What is written and reaches no output: buses that nothing uses, sounds that no output gets.

use crate::compile::candidate::Candidate;
use crate::compile::statements::Performance;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::syntax::{Expression, Node, StatementKind};
use phonon_engine::graph::Input;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Warns of buses that no output hears, directly, through others, as the sound of `s "~name"` or as numbers of a pattern.
pub(crate) fn unheard_buses(
    text: &str,
    candidates: &[Candidate],
    diagnostics: &mut Vec<Diagnostic>,
) {
    // What a broken statement would hear is not known.
    if !candidates.iter().all(Candidate::is_written) {
        return;
    }
    let mut defining: HashMap<&str, Vec<&Candidate>> = HashMap::new();
    let mut open = Vec::new();
    for candidate in candidates {
        match candidate.statement().map(|statement| &statement.kind) {
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
        if let Some(statement) = candidate.statement()
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

/// Warns of buses that get their sound from one another and from nothing else: `~a: ~b # reverb`, `~b: ~a`.
pub(crate) fn circles_of_buses(candidates: &[Candidate], diagnostics: &mut Vec<Diagnostic>) {
    let mut from: HashMap<&str, (&str, Place)> = HashMap::new();
    for candidate in candidates {
        if candidate.is_written()
            && let Some(statement) = candidate.statement()
            && let StatementKind::Bus(name, body) = &statement.kind
            && let Some(source) = only_source(body)
        {
            from.insert(name.as_str(), (source, statement.label));
        }
    }
    let mut reported: HashSet<&str> = HashSet::new();
    let mut names: Vec<&str> = from.keys().copied().collect();
    names.sort_by_key(|name| from[name].1.start);
    for name in names {
        let mut circle = vec![name];
        let mut at = from[name].0;
        while at != name && circle.len() <= from.len() {
            let Some((next, _)) = from.get(at) else { break };
            circle.push(at);
            at = next;
        }
        if at != name || reported.contains(name) {
            continue;
        }
        reported.extend(&circle);
        let message = match &circle[..] {
            [one] => format!("`~{one}` hears nothing but itself: it stays silent"),
            all => format!(
                "{} hear nothing but one another: they stay silent",
                listed(all)
            ),
        };
        diagnostics.push(
            Diagnostic::warning(from[name].1, message).with_help(format!(
                "give one of them a sound of its own: `~{name}: saw 110 * 0.2`"
            )),
        );
    }
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`~{name}`")).collect();
    names.join(" and ")
}

/// The bus that all sound of an expression comes from, if it is such a one: the bus itself, with effects and levels behind it.
fn only_source(body: &Expression) -> Option<&str> {
    match &body.kind {
        Node::Bus(name) => Some(name),
        Node::Binary(left, operator, _) if matches!(operator.name.as_str(), "#" | "*" | "/") => {
            only_source(left)
        }
        _ => None,
    }
}

/// The names in a piece of the text, without the marks before them.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '\''))
        .filter(|name| !name.is_empty())
}

/// Leaves out the voices and numbers that reach no output: what is not heard need not be calculated.
pub(crate) fn leave_out_unheard(evaluator: &mut Evaluator, performance: &Performance) {
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
