//! `phonon query`: the events of an expression, for people (a table) and for machines (lines of JSON).

pub mod answer;
mod lines;
mod text;

use super::song::Song;
use super::{Failure, print, report};
use clap::Args;
use phonon_language::{self, Diagnostic, Queried};
use phonon_pattern::{Budget, ListedEvent, MOST_LISTED, Rational, Scratch, Span, Value};
use serde_json::{Value as Json, json};
use std::time::{Duration, Instant};

/// What is asked.
#[derive(Args)]
pub struct Query {
    /// The expression, such as: 's "bd(3,8)"'
    #[arg(required_unless_present = "jsonl")]
    expression: Option<String>,
    /// How many cycles are shown.
    #[arg(long, value_name = "N", default_value_t = 1)]
    cycles: u32,
    /// Answer questions from standard input, a JSON object on each line.
    #[arg(long, conflicts_with_all = ["expression", "cycles"])]
    jsonl: bool,
}

/// The most cycles of one question.
const MOST_CYCLES: i64 = 10_000;
/// The most events that are shown to people.
const MOST_SHOWN: usize = 10_000;
/// Steps of evaluation of one cycle that people wait for: some seconds.
const MOST_STEPS: u64 = 20_000_000;
/// How long cycles are searched one after another.
const LONGEST_SEARCH: Duration = Duration::from_secs(10);

/// Answers.
pub fn run(arguments: &Query) -> Result<(), Failure> {
    let Some(expression) = &arguments.expression else {
        let outcome = lines::answer_all(std::io::stdin().lock(), std::io::stdout().lock(), answer);
        return outcome.map_err(|error| Failure::Usage(format!("cannot answer: {error}")));
    };
    let song = Song {
        name: "<expression>".to_owned(),
        text: expression.clone(),
    };
    let queried = phonon_language::query_expression(expression, None)
        .map_err(|problems| Failure::Song(report::text(&song, &problems)))?;
    let arcs = cycles(i64::from(arguments.cycles)).map_err(Failure::Usage)?;
    let (listed, left_out) = listed(&queried, &arcs);
    print(&answer::table(&listed))?;
    match left_out {
        Some(left_out) => Err(Failure::Song(format!("error: {left_out}"))),
        None => Ok(()),
    }
}

/// The first events of some cycles, and what is left out: more than [`MOST_SHOWN`] events, or what takes too long.
fn listed(queried: &Queried, arcs: &[Span]) -> (Vec<ListedEvent>, Option<String>) {
    let until = Instant::now() + LONGEST_SEARCH;
    let mut scratch = Scratch::new(Budget {
        steps: MOST_STEPS,
        ..Budget::OFFLINE
    });
    let mut all = Vec::new();
    let mut count = 0;
    for (index, arc) in arcs.iter().enumerate() {
        let room = MOST_SHOWN - all.len();
        let found = queried
            .graph
            .first_events(queried.pattern, *arc, &mut scratch, room);
        count += found.count;
        let events = answer::sorted(found.events).into_iter();
        all.extend(events.filter_map(|event| within(*arc, event)));
        let shown = all.len();
        if !found.complete {
            let message = format!(
                "the first {shown} events are shown; cycle {index} has more than {count} and is not searched further"
            );
            return (all, Some(message));
        }
        let rest = arcs.len() - index - 1;
        let is_full = count > MOST_SHOWN;
        if rest > 0 && (is_full || Instant::now() > until) {
            let message = format!(
                "the first {shown} of {count} events are shown; the {rest} cycles after cycle {index} are left out"
            );
            return (all, Some(message));
        }
        if is_full {
            let message = format!("the first {shown} of {count} events are shown");
            return (all, Some(message));
        }
    }
    (all, None)
}

/// What lies of an event in the span that was asked for. Some functions answer beyond it, as Tidal's do (`linger 4`,
/// `zoom (0.01, 2)`): nobody hears that.
fn within(arc: Span, event: ListedEvent) -> Option<ListedEvent> {
    let part = arc.intersection(event.part)?;
    Some(ListedEvent { part, ..event })
}

/// The first cycles, each a span.
fn cycles(count: i64) -> Result<Vec<Span>, String> {
    if (0..=MOST_CYCLES).contains(&count) {
        Ok((0..count).map(Span::cycle).collect())
    } else {
        Err(format!("cycles must lie between 0 and {MOST_CYCLES}"))
    }
}

fn scratch() -> Scratch {
    Scratch::new(Budget::OFFLINE)
}

fn events(queried: &Queried, arc: Span, scratch: &mut Scratch) -> Result<Vec<ListedEvent>, String> {
    let (events, complete) = queried.graph.events(queried.pattern, arc, scratch);
    if !complete {
        return Err("this makes too many events".to_owned());
    }
    Ok(answer::sorted(events))
}

/// Answers one question of the machine form.
fn answer(question: &Json) -> Result<Json, String> {
    if let Some(text) = question["text"].as_str() {
        return text::answer(text, cycles(question["cycles"].as_i64().unwrap_or(1))?);
    }
    let kind = match question["type"].as_str() {
        Some(name) => {
            Some(phonon_language::kind_named(name).ok_or_else(|| format!("no type {name}"))?)
        }
        None => None,
    };
    let given = question["controls"].as_object();
    let texts = given
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.clone(), value["S"].as_str()?.to_owned())))
        .collect();
    let read = match (question["expr"].as_str(), question["mini"].as_str()) {
        (Some(text), _) => phonon_language::query_with_inputs(text, kind, &texts)
            .map_err(|problems| words(text, &problems)),
        (_, Some(text)) => {
            phonon_language::query_mini(text, kind).map_err(|problems| words(text, &problems))
        }
        _ => Err("a question has `expr`, `mini` or `text`".to_owned()),
    };
    let mut queried = read?;
    let mut scratch = scratch();
    for (name, value) in given.into_iter().flatten() {
        let value = control(&mut queried, value)
            .ok_or_else(|| format!("the control `{name}` has no value"))?;
        let name = queried.graph.intern(name);
        scratch.set_input(name, value);
    }
    if let Some(arcs) = question["arcs"].as_array() {
        let answers: Result<Vec<Json>, String> = arcs
            .iter()
            .map(|given| {
                let arc = span(given).ok_or_else(|| format!("{given} is no arc"))?;
                Ok(json!({ "arc": given, "events": listing(events(&queried, arc, &mut scratch)?) }))
            })
            .collect();
        return Ok(json!({ "queries": answers? }));
    }
    let mut all = Vec::new();
    for cycle in cycles(question["cycles"].as_i64().unwrap_or(1))? {
        all.extend(events(&queried, cycle, &mut scratch)?);
        if all.len() > MOST_LISTED {
            return Err("this makes too many events".to_owned());
        }
    }
    Ok(json!({ "events": listing(all) }))
}

fn listing(events: Vec<ListedEvent>) -> Vec<Json> {
    events.iter().map(answer::event).collect()
}

/// All that is wrong, in a line: `1:5: no function …; did you mean …?`
fn words(text: &str, problems: &[Diagnostic]) -> String {
    let one = |problem: &Diagnostic| {
        let (line, column) = problem.line_column(text);
        let help = problem
            .help
            .as_ref()
            .map_or_else(String::new, |help| format!(" ({help})"));
        format!("{line}:{column}: {}{help}", problem.message)
    };
    problems.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A named input: `{"F": 0.7}`, `{"S": "bd*2"}`, `{"I": 3}`, `{"R": "1/3"}`, `{"N": 4}`, `{"B": true}`.
fn control(queried: &mut Queried, given: &Json) -> Option<Value> {
    let (kind, value) = given.as_object()?.iter().next()?;
    Some(match kind.as_str() {
        "F" => Value::Float(value.as_f64()?),
        "N" => Value::Note(value.as_f64()?),
        "I" => Value::Int(value.as_i64()?),
        "B" => Value::Bool(value.as_bool()?),
        "R" => Value::Ratio(ratio(value)?),
        "S" => Value::Word(queried.graph.intern(value.as_str()?)),
        _ => return None,
    })
}

fn span(given: &Json) -> Option<Span> {
    let [begin, end] = given.as_array()?.as_slice() else {
        return None;
    };
    let span = Span::new(ratio(begin)?, ratio(end)?);
    let most = Rational::integer(MOST_CYCLES);
    (span.begin <= span.end && span.length() <= most).then_some(span)
}

/// `"n/d"`, `"n"` or a whole number.
fn ratio(given: &Json) -> Option<Rational> {
    if let Some(whole) = given.as_i64() {
        return Some(Rational::integer(whole));
    }
    let text = given.as_str()?;
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
    Rational::new(
        numerator.trim().parse().ok()?,
        denominator.trim().parse().ok()?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(expression: &str, count: i64) -> (Vec<ListedEvent>, Option<String>) {
        let queried = phonon_language::query_expression(expression, None).expect("an expression");
        listed(&queried, &cycles(count).expect("cycles"))
    }

    #[test]
    fn what_is_too_much_to_show_is_counted_and_told() {
        let (events, left_out) = asked("s \"bd*4\"", 2);
        assert_eq!((events.len(), left_out), (8, None));
        let (events, left_out) = asked("fast 1000000 $ s \"bd\"", 1);
        assert_eq!(events.len(), MOST_SHOWN);
        assert_eq!(
            events[1].part.begin,
            Rational::new(1, 1_000_000).expect("a time")
        );
        let left_out = left_out.expect("a message");
        assert_eq!(left_out, "the first 10000 of 1000000 events are shown");
        let (events, left_out) = asked("fast 6000 $ s \"bd\"", 9);
        assert_eq!(events.len(), MOST_SHOWN);
        let left_out = left_out.expect("a message");
        assert!(
            left_out.contains("the 7 cycles after cycle 1 are left out"),
            "{left_out}"
        );
        let (_, left_out) = asked("fast 1000000000 $ s \"bd\"", 1);
        let left_out = left_out.expect("a message");
        assert!(left_out.contains("is not searched further"), "{left_out}");
    }

    #[test]
    fn times_of_questions_are_exact() {
        assert_eq!(ratio(&json!("-6/8")), Rational::new(-3, 4));
        assert_eq!(ratio(&json!(2)), Some(Rational::integer(2)));
        for wrong in [json!("1/0"), json!("x"), json!(0.5), json!(null)] {
            assert_eq!(ratio(&wrong), None, "{wrong}");
        }
        assert_eq!(span(&json!(["1/2", "1/4"])), None);
    }
}
