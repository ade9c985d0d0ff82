//! Mini-notation answers what TidalCycles answers. The cases are Tidal's recorded events: a sample of them lies in
//! `tests/conformance`; the whole collection is used where it lies beside the repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use phonon::pattern::mini::Kind;
use phonon::pattern::{Budget, Graph, ListedEvent, Plain, Rational, Scratch, Span, Value};
use serde_json::Value as Json;

/// Directories of cases: the sample, and the whole collection if it is there.
fn directories() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = vec![here.join("tests/conformance")];
    let whole = std::env::var_os("PHONON_CONFORMANCE")
        .map_or_else(|| here.join("../shared/conformance/cases"), PathBuf::from);
    if whole.is_dir() {
        all.push(whole);
    }
    all
}

fn cases(directory: &Path) -> Vec<Json> {
    let mut files: Vec<_> = std::fs::read_dir(directory)
        .expect("a directory of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        for line in std::fs::read_to_string(file)
            .expect("readable cases")
            .lines()
        {
            cases.push(serde_json::from_str(line).expect("a case"));
        }
    }
    cases
}

/// The text of an expression that is one string literal and nothing else.
fn literal(expression: &str) -> Option<String> {
    let inner = expression.trim().strip_prefix('"')?.strip_suffix('"')?;
    let (mut text, mut escaped) = (String::new(), false);
    for c in inner.chars() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return None,
            _ => {
                text.push(c);
                escaped = false;
            }
        }
    }
    (!escaped).then_some(text)
}

fn kind(case: &Json) -> Option<Kind> {
    Some(match case["type"].as_str()? {
        "String" => Kind::Word,
        "Double" => Kind::Float,
        "Note" => Kind::Note,
        "Int" => Kind::Int,
        "Bool" => Kind::Bool,
        "Rational" => Kind::Ratio,
        _ => return None,
    })
}

fn rational(text: &str) -> Rational {
    let (n, d) = text.split_once('/').unwrap_or((text, "1"));
    let parse = |x: &str| x.parse::<i64>().expect("an integer");
    Rational::new(parse(n), parse(d)).expect("a denominator")
}

fn span(json: &Json) -> Option<Span> {
    let ends = json.as_array()?;
    let end = |i: usize| rational(ends[i].as_str().expect("a time"));
    Some(Span::new(end(0), end(1)))
}

/// A value that can be compared: words and truths exactly, numbers to 1e-9.
#[derive(Clone, Debug)]
enum Answer {
    Number(f64),
    Word(String),
    Bool(bool),
}

impl Answer {
    fn of_json(json: &Json) -> Self {
        match json {
            Json::Bool(b) => Self::Bool(*b),
            Json::Number(n) => Self::Number(n.as_f64().expect("a double")),
            Json::String(s) => Self::Word(s.clone()),
            other => panic!("no value of mini-notation: {other}"),
        }
    }

    fn of_plain(plain: &Plain) -> Self {
        match plain {
            Plain::Float(x) | Plain::Note(x) => Self::Number(*x),
            Plain::Int(i) => Self::Number(*i as f64),
            Plain::Ratio(r) => Self::Number(r.to_f64()),
            Plain::Word(w) => Self::Word(w.clone()),
            Plain::Bool(b) => Self::Bool(*b),
            Plain::Controls(_) => panic!("mini-notation gives no controls"),
        }
    }

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => {
                (a - b).abs() <= 1e-9 * 1.0_f64.max(a.abs()).max(b.abs())
            }
            (Self::Word(a), Self::Word(b)) => a == b,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            _ => false,
        }
    }

    fn label(&self) -> String {
        match self {
            Self::Number(x) => format!("{:.6}", x + 0.0),
            other => format!("{other:?}"),
        }
    }
}

type Fragment = (Option<Span>, Span, Answer);

/// Touching parts of one event joined, empty parts left out, in order.
fn merged(events: Vec<Fragment>) -> Vec<Fragment> {
    type Whole = Option<(Rational, Rational)>;
    let mut groups: BTreeMap<(Whole, String), Vec<(Span, Answer)>> = BTreeMap::new();
    for (whole, part, value) in events {
        if part.begin != part.end {
            let key = (whole.map(|w| (w.begin, w.end)), value.label());
            groups.entry(key).or_default().push((part, value));
        }
    }
    let mut out = Vec::new();
    for ((whole, _), mut parts) in groups {
        parts.sort_by_key(|(part, _)| part.begin);
        while !parts.is_empty() {
            let (mut part, value) = parts.remove(0);
            while whole.is_some()
                && let Some(next) = parts.iter().position(|(p, _)| p.begin == part.end)
            {
                part.end = parts.remove(next).0.end;
            }
            out.push((whole.map(|(a, b)| Span::new(a, b)), part, value));
        }
    }
    out.sort_by(|a, b| {
        let key = |f: &Fragment| {
            (
                f.1.begin,
                f.1.end,
                f.0.map(|w| (w.begin, w.end)),
                f.2.label(),
            )
        };
        key(a).cmp(&key(b))
    });
    out
}

fn shown(events: &[Fragment]) -> String {
    let line = |(whole, part, value): &Fragment| {
        let whole = whole.map_or("~".into(), |w| format!("{}-{}", w.begin, w.end));
        format!("      {}-{} of {whole}: {value:?}\n", part.begin, part.end)
    };
    events.iter().take(12).map(line).collect()
}

fn input(graph: &mut Graph, json: &Json) -> Option<Value> {
    let (kind, value) = json.as_object()?.iter().next()?;
    Some(match kind.as_str() {
        "F" => Value::Float(value.as_f64()?),
        "N" => Value::Note(value.as_f64()?),
        "I" => Value::Int(value.as_i64()?),
        "B" => Value::Bool(value.as_bool()?),
        "R" => Value::Ratio(rational(value.as_str()?)),
        "S" => Value::Word(graph.intern(value.as_str()?)),
        _ => return None,
    })
}

/// Nothing when we answer as Tidal does, else what differs.
fn difference(case: &Json, text: &str, kind: Kind) -> Option<String> {
    let mut graph = Graph::new();
    let refused = case["refused"].as_bool().unwrap_or(false);
    let pattern = match graph.mini(text, kind, 0) {
        Ok(_) if refused => return Some("accepted, Tidal refuses".into()),
        Err(_) if refused => return None,
        Err(error) => return Some(format!("at {:?}: {error}", error.span)),
        Ok(pattern) => pattern,
    };
    let mut scratch = Scratch::new(Budget::OFFLINE);
    if let Some(inputs) = case["controls"].as_object() {
        for (name, value) in inputs {
            if let Some(value) = input(&mut graph, value) {
                let name = graph.intern(name);
                scratch.set_input(name, value);
            }
        }
    }
    let ask = |span: Span, scratch: &mut Scratch| -> Vec<Fragment> {
        let (events, complete) = graph.events(pattern, span, scratch);
        assert!(complete, "the budget ran out: {text}");
        let fragment = |e: &ListedEvent| (e.whole, e.part, Answer::of_plain(&e.value));
        events.iter().map(fragment).collect()
    };
    let wanted = |events: &Json| -> Vec<Fragment> {
        let events = events.as_array().expect("events").iter();
        let fragment = |e: &Json| {
            let part = span(&e["part"]).expect("a part");
            let value = match (&e["value"], kind) {
                (Json::String(s), Kind::Ratio) => Answer::Number(rational(s).to_f64()),
                (value, _) => Answer::of_json(value),
            };
            (span(&e["whole"]), part, value)
        };
        events.map(fragment).collect()
    };
    let mut pairs = Vec::new();
    if let Some(queries) = case["queries"].as_array() {
        for query in queries {
            let arc = span(&query["arc"]).expect("an arc");
            pairs.push((wanted(&query["events"]), ask(arc, &mut scratch)));
        }
    } else {
        let cycles = case["cycles"].as_i64().expect("cycles");
        let ours = (0..cycles)
            .flat_map(|c| ask(Span::cycle(c), &mut scratch))
            .collect();
        pairs.push((wanted(&case["events"]), ours));
    }
    for (wanted, ours) in pairs {
        let (wanted, ours) = (merged(wanted), merged(ours));
        let same = wanted.len() == ours.len()
            && wanted
                .iter()
                .zip(&ours)
                .all(|(a, b)| a.0 == b.0 && a.1 == b.1 && a.2.same(&b.2));
        if !same {
            let equal = |a: &Fragment, b: &Fragment| a.0 == b.0 && a.1 == b.1 && a.2.same(&b.2);
            let missing: Vec<_> = wanted
                .iter()
                .filter(|w| !ours.iter().any(|o| equal(w, o)))
                .cloned()
                .collect();
            let surplus: Vec<_> = ours
                .iter()
                .filter(|o| !wanted.iter().any(|w| equal(w, o)))
                .cloned()
                .collect();
            return Some(format!(
                "missing\n{}    too many\n{}",
                shown(&missing),
                shown(&surplus)
            ));
        }
    }
    None
}

#[test]
fn strings_answer_as_tidal_answers() {
    let only = std::env::var("PHONON_CASE").ok();
    for directory in directories() {
        let mut checked = 0;
        let mut differing = Vec::new();
        for case in cases(&directory) {
            let id = case["id"].as_str().expect("an id").to_string();
            if only
                .as_ref()
                .is_some_and(|only| !id.starts_with(only.as_str()))
            {
                continue;
            }
            let (Some(text), Some(kind)) = (case["expr"].as_str().and_then(literal), kind(&case))
            else {
                continue;
            };
            checked += 1;
            if let Some(difference) = difference(&case, &text, kind) {
                differing.push(format!("{id} {text:?} as {kind:?}\n    {difference}"));
            }
        }
        assert!(
            differing.is_empty(),
            "{} of {checked} differ\n{}",
            differing.len(),
            differing.join("\n")
        );
        assert!(checked > 0 || only.is_some(), "no cases in {directory:?}");
    }
}
