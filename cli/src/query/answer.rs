//! Events as `phonon query` writes them: exact times as `"n/d"`, values as JSON or for people.

use phonon_pattern::{ListedEvent, Plain, Rational, Span};
use serde_json::{Value, json};

/// The order of a listing: by part, then by whole (none first), then by value.
pub fn sorted(mut events: Vec<ListedEvent>) -> Vec<ListedEvent> {
    let key = |event: &ListedEvent| {
        let whole = event.whole.map(|whole| (whole.begin, whole.end));
        (
            event.part.begin,
            event.part.end,
            whole,
            value(&event.value, true).to_string(),
        )
    };
    events.sort_by_cached_key(key);
    events
}

/// An event in the machine form.
pub fn event(event: &ListedEvent) -> Value {
    json!({
        "whole": event.whole.map(span),
        "part": span(event.part),
        "value": value(&event.value, true),
    })
}

fn span(span: Span) -> Value {
    json!([ratio(span.begin), ratio(span.end)])
}

fn ratio(r: Rational) -> String {
    let r = r.reduced();
    format!("{}/{}", r.numerator(), r.denominator())
}

/// A value in the machine form. An exact number is `"n/d"` at the top and `{"r": "n/d"}` within controls.
fn value(plain: &Plain, top: bool) -> Value {
    match plain {
        Plain::Float(x) | Plain::Note(x) => json!(x),
        Plain::Int(i) => json!(i),
        Plain::Ratio(r) if top => json!(ratio(*r)),
        Plain::Ratio(r) => json!({ "r": ratio(*r) }),
        Plain::Word(word) => json!(word),
        Plain::Bool(b) => json!(b),
        Plain::Controls(controls) => controls
            .iter()
            .map(|(name, plain)| (name.clone(), value(plain, false)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

/// A listing for people: a line for each event. A fragment's own time is in brackets when it is not the whole event.
pub fn table(events: &[ListedEvent]) -> String {
    let rows: Vec<[String; 2]> = events
        .iter()
        .map(|event| {
            let part = people_span(event.part);
            let time = match event.whole {
                None => format!("~ {part}"),
                Some(whole) if whole == event.part => part,
                Some(whole) => format!("{} [{part}]", people_span(whole)),
            };
            [time, people_value(&event.value)]
        })
        .collect();
    let width = rows
        .iter()
        .map(|row| row[0].chars().count())
        .max()
        .unwrap_or(0);
    rows.iter()
        .map(|[time, value]| format!("{time:<width$}  {value}\n"))
        .collect()
}

fn people_span(span: Span) -> String {
    format!("{} – {}", people_ratio(span.begin), people_ratio(span.end))
}

/// Whole cycles and the fraction of one: `1 3/8`.
fn people_ratio(r: Rational) -> String {
    let r = r.reduced();
    let (whole, fraction) = (r.floor_int(), (r - r.floor()).reduced());
    match (whole, fraction.is_zero()) {
        (_, true) => whole.to_string(),
        (0, false) => ratio(fraction),
        (..0, false) => ratio(r),
        _ => format!("{whole} {}", ratio(fraction)),
    }
}

fn people_value(plain: &Plain) -> String {
    match plain {
        Plain::Float(x) => x.to_string(),
        Plain::Note(x) => x.to_string(),
        Plain::Int(i) => i.to_string(),
        Plain::Ratio(r) => people_ratio(*r),
        Plain::Word(word) => word.clone(),
        Plain::Bool(b) => b.to_string(),
        Plain::Controls(controls) => controls
            .iter()
            .map(|(name, plain)| format!("{name} {}", people_value(plain)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonon_pattern::Origins;
    use std::collections::BTreeMap;

    fn r(n: i64, d: i64) -> Rational {
        Rational::new(n, d).unwrap()
    }

    fn listed(value: Plain) -> ListedEvent {
        ListedEvent {
            whole: Some(Span::new(r(1, 4), r(5, 4))),
            part: Span::new(r(1, 4), r(1, 1)),
            value,
            origins: Origins::NONE,
        }
    }

    #[test]
    fn the_machine_form_is_exact() {
        let controls = BTreeMap::from([
            ("s".to_owned(), Plain::Word("bd".to_owned())),
            ("n".to_owned(), Plain::Note(2.0)),
            ("x".to_owned(), Plain::Ratio(r(1, 3))),
        ]);
        assert_eq!(
            event(&listed(Plain::Controls(controls))),
            json!({"whole": ["1/4", "5/4"], "part": ["1/4", "1/1"], "value": {"n": 2.0, "s": "bd", "x": {"r": "1/3"}}})
        );
        assert_eq!(
            event(&listed(Plain::Ratio(r(-2, 6))))["value"],
            json!("-1/3")
        );
    }

    #[test]
    fn people_see_cycles_and_fractions() {
        assert_eq!(
            table(&[listed(Plain::Int(3))]),
            "1/4 – 1 1/4 [1/4 – 1]  3\n"
        );
        assert_eq!(people_ratio(r(-1, 4)), "-1/4");
    }
}
