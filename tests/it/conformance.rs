//! Patterns answer what TidalCycles 1.10 answers. The cases are Tidal's own recorded events: a sample of every family of
//! them lies in `tests/conformance`, the whole collection beside the repository, or where `PHONON_CONFORMANCE` says.
//!
//! A case is an expression, or a whole text with what each of its outputs plays.
//!
//! The same are equal times and equal values (numbers to 1e-9), after the touching parts of one event are merged and empty
//! parts dropped; the order is free. What Tidal refuses must be refused. No query of any case may touch the heap.
//!
//! `cargo test --test it conformance:: -- --nocapture` prints a table by family; `PHONON_CASE=fn_fuzz` looks only at the cases
//! whose id begins so.

use phonon_engine::allocation::real_time;
use phonon_language::syntax::line_ends;
use phonon_language::{Context, Kind, Queried, Severity, compile, kind_named, query_with_inputs};
use phonon_pattern::{Budget, Plain, Rational, Scratch, Span, Value};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Where the whole collection lies, if it is there.
fn collection() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance/cases");
    let directory = std::env::var_os("PHONON_CONFORMANCE").map_or_else(beside, PathBuf::from);
    directory.is_dir().then_some(directory)
}

/// The cases of a directory whose ids begin with `PHONON_CASE`.
fn cases(directory: &Path) -> Vec<Json> {
    let only = std::env::var("PHONON_CASE").unwrap_or_default();
    let mut files: Vec<_> = std::fs::read_dir(directory)
        .expect("a directory of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "jsonl")
        })
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let lines = std::fs::read_to_string(file).expect("readable cases");
        for line in lines.lines() {
            let case: Json = serde_json::from_str(line).expect("a case");
            if text(&case["id"]).starts_with(&only) {
                cases.push(case);
            }
        }
    }
    cases
}

fn text(json: &Json) -> &str {
    json.as_str().expect("a text")
}

fn ratio(text: &str) -> Rational {
    let (n, d) = text.split_once('/').unwrap_or((text, "1"));
    let whole = |digits: &str| digits.parse::<i64>().expect("a whole number");
    Rational::new(whole(n), whole(d)).expect("a denominator")
}

fn span(json: &Json) -> Option<Span> {
    let ends = json.as_array()?;
    Some(Span::new(ratio(text(&ends[0])), ratio(text(&ends[1]))))
}

/// A value that can be compared.
#[derive(Clone, Debug, PartialEq)]
enum Answer {
    Number(f64),
    Word(String),
    Bool(bool),
    Controls(BTreeMap<String, Answer>),
}

impl Answer {
    /// As recorded; at the top an exact number is written `"n/d"`.
    fn recorded(json: &Json, kind: Option<Kind>) -> Self {
        match json {
            Json::Bool(truth) => Self::Bool(*truth),
            Json::Number(number) => Self::Number(number.as_f64().expect("a double")),
            Json::String(word) if kind == Some(Kind::Ratio) => Self::Number(ratio(word).to_f64()),
            Json::String(word) => Self::Word(word.clone()),
            Json::Object(exact) if exact.len() == 1 && exact.contains_key("r") => {
                Self::Number(ratio(text(&exact["r"])).to_f64())
            }
            Json::Object(controls) => Self::Controls(
                controls
                    .iter()
                    .map(|(name, value)| (name.clone(), Self::recorded(value, None)))
                    .collect(),
            ),
            other => panic!("no value: {other}"),
        }
    }

    fn given(plain: &Plain) -> Self {
        match plain {
            Plain::Float(x) | Plain::Note(x) => Self::Number(*x),
            Plain::Int(i) => Self::Number(*i as f64),
            Plain::Ratio(r) => Self::Number(r.to_f64()),
            Plain::Word(word) => Self::Word(word.clone()),
            Plain::Bool(truth) => Self::Bool(*truth),
            Plain::Controls(controls) => Self::Controls(
                controls
                    .iter()
                    .map(|(name, value)| (name.clone(), Self::given(value)))
                    .collect(),
            ),
        }
    }

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => {
                (a - b).abs() <= 1e-9 * 1.0_f64.max(a.abs()).max(b.abs())
            }
            (Self::Controls(a), Self::Controls(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .zip(b)
                        .all(|((name, x), (other, y))| name == other && x.same(y))
            }
            _ => self == other,
        }
    }

    /// What events are sorted and grouped by.
    fn label(&self) -> String {
        match self {
            Self::Number(x) => format!("{:.6}", x + 0.0),
            Self::Controls(controls) => controls
                .iter()
                .map(|(name, value)| format!("{name} {}, ", value.label()))
                .collect(),
            other => format!("{other:?}"),
        }
    }
}

#[derive(Clone, Debug)]
struct Fragment {
    whole: Option<Span>,
    part: Span,
    value: Answer,
}

impl Fragment {
    fn same(&self, other: &Self) -> bool {
        self.whole == other.whole && self.part == other.part && self.value.same(&other.value)
    }

    fn key(&self) -> impl Ord + use<> {
        let whole = self.whole.map(|whole| (whole.begin, whole.end));
        (self.part.begin, self.part.end, whole, self.value.label())
    }
}

/// Touching parts of one event joined, empty parts left out, in order.
fn merged(fragments: Vec<Fragment>) -> Vec<Fragment> {
    let mut groups: BTreeMap<_, Vec<Fragment>> = BTreeMap::new();
    for fragment in fragments {
        if fragment.part.begin != fragment.part.end {
            let whole = fragment.whole.map(|whole| (whole.begin, whole.end));
            let key = (whole, fragment.value.label());
            groups.entry(key).or_default().push(fragment);
        }
    }
    let mut out = Vec::new();
    for (_, mut group) in groups {
        group.sort_by_key(|fragment| fragment.part.begin);
        while !group.is_empty() {
            let mut fragment = group.remove(0);
            while fragment.whole.is_some()
                && let Some(next) = group
                    .iter()
                    .position(|other| other.part.begin == fragment.part.end)
            {
                fragment.part.end = group.remove(next).part.end;
            }
            out.push(fragment);
        }
    }
    out.sort_by_key(Fragment::key);
    out
}

fn recorded(events: &Json, kind: Option<Kind>) -> Vec<Fragment> {
    let events = events.as_array().expect("events").iter();
    events
        .map(|event| Fragment {
            whole: span(&event["whole"]),
            part: span(&event["part"]).expect("a part"),
            value: Answer::recorded(&event["value"], kind),
        })
        .collect()
}

/// A named input of the queries.
fn input(queried: &mut Queried, json: &Json) -> Option<Value> {
    let (kind, value) = json.as_object()?.iter().next()?;
    Some(match kind.as_str() {
        "F" => Value::Float(value.as_f64()?),
        "N" => Value::Note(value.as_f64()?),
        "I" => Value::Int(value.as_i64()?),
        "B" => Value::Bool(value.as_bool()?),
        "R" => Value::Ratio(ratio(value.as_str()?)),
        "S" => Value::Word(queried.graph.intern(value.as_str()?)),
        _ => return None,
    })
}

/// What a query answers, having asked before without the listing whether it touches the heap.
fn asked(queried: &Queried, asked: Span, scratch: &mut Scratch) -> Result<Vec<Fragment>, String> {
    let (graph, pattern) = (&queried.graph, queried.pattern);
    let (_, operations) = real_time(|| {
        graph.query(pattern, asked, scratch, &mut |_, event| {
            std::hint::black_box(event);
        });
    });
    if operations > 0 {
        return Err(format!("{operations} heap operations in a query"));
    }
    let (events, complete) = graph.events(pattern, asked, scratch);
    if !complete {
        return Err("the budget ran out".to_owned());
    }
    let fragment = |event: &phonon_pattern::ListedEvent| Fragment {
        whole: event.whole,
        part: event.part,
        value: Answer::given(&event.value),
    };
    Ok(events.iter().map(fragment).collect())
}

fn compare(want: Vec<Fragment>, got: Vec<Fragment>, outside: bool) -> Result<(), String> {
    let (mut want, mut got) = (merged(want), merged(got));
    if outside {
        // Tidal answers beyond what was asked here: only onsets are compared.
        let begins = |fragment: &Fragment| {
            fragment
                .whole
                .is_some_and(|whole| whole.begin == fragment.part.begin)
        };
        want.retain(begins);
        got.retain(begins);
    }
    let same = |(a, b): (&Fragment, &Fragment)| a.same(b);
    if want.len() == got.len() && want.iter().zip(&got).all(same) {
        return Ok(());
    }
    let mut message = String::new();
    for (title, these, those) in [("missing", &want, &got), ("too many", &got, &want)] {
        let lone = these
            .iter()
            .filter(|one| !those.iter().any(|other| one.same(other)));
        for fragment in lone.take(6) {
            let whole = fragment
                .whole
                .map_or("~".to_owned(), |w| format!("{}-{}", w.begin, w.end));
            let part = fragment.part;
            write!(
                message,
                "\n    {title}: {}-{} of {whole}: {}",
                part.begin,
                part.end,
                fragment.value.label()
            )
            .expect("a string");
        }
    }
    Err(format!("different events{message}"))
}

/// Says what differs from Tidal in what the outputs of a whole text play after its last statement.
fn judge_text(case: &Json) -> Result<(), String> {
    let text = line_ends::unified(text(&case["text"]));
    let compilation = compile(&text, &Context::default(), None);
    let error = compilation
        .diagnostics
        .iter()
        .find(|diagnostic| diagnostic.severity == Severity::Error);
    match (error, case["refused"].as_bool().unwrap_or(false)) {
        (None, true) => return Err("accepted, Tidal refuses it".to_owned()),
        (Some(_), true) => return Ok(()),
        (Some(error), false) => return Err(format!("refused: {}", error.message)),
        (None, false) => {}
    }
    let Some(outputs) = case["outputs"].as_object() else {
        return Ok(());
    };
    let score = &compilation.score;
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let mut played: BTreeMap<&str, Vec<Fragment>> = BTreeMap::new();
    for output in &score.outputs {
        let fragments = played.entry(&output.name).or_default();
        for cycle in 0..case["cycles"].as_i64().expect("a number of cycles") {
            for pattern in &output.patterns {
                let (events, complete) =
                    score
                        .graph
                        .events(*pattern, Span::cycle(cycle), &mut scratch);
                if !complete {
                    return Err("the budget ran out".to_owned());
                }
                fragments.extend(events.iter().map(|event| Fragment {
                    whole: event.whole,
                    part: event.part,
                    value: Answer::given(&event.value),
                }));
            }
        }
    }
    let names = outputs.keys().map(String::as_str);
    for name in names.chain(played.keys().copied()).collect::<BTreeSet<_>>() {
        let want = outputs
            .get(name)
            .map_or_else(Vec::new, |events| recorded(events, None));
        let got = played.get(name).cloned().unwrap_or_default();
        compare(want, got, false).map_err(|problem| format!("{name}: {problem}"))?;
    }
    match (case["cps"].as_f64(), score.tempo) {
        (Some(want), Some(tempo)) if (want - tempo.cps).abs() > 1e-9 => {
            Err(format!("{} cycles per second, Tidal has {want}", tempo.cps))
        }
        _ => Ok(()),
    }
}

/// Says what differs from Tidal.
fn judge(case: &Json) -> Result<(), String> {
    if case["text"].is_string() {
        return judge_text(case);
    }
    let controls = case["controls"].as_object();
    let texts = controls
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.clone(), value["S"].as_str()?.to_owned())))
        .collect();
    let kind = kind_named(text(&case["type"]));
    let refused = case["refused"].as_bool().unwrap_or(false);
    let mut queried = match query_with_inputs(text(&case["expr"]), kind, &texts) {
        Ok(_) if refused => return Err("accepted, Tidal refuses it".to_owned()),
        Err(_) if refused => return Ok(()),
        Err(problems) => return Err(format!("refused: {}", problems[0].message)),
        Ok(queried) => queried,
    };
    let mut scratch = Scratch::new(Budget::OFFLINE);
    for (name, value) in controls.into_iter().flatten() {
        let value = input(&mut queried, value).expect("an input");
        let name = queried.graph.intern(name);
        scratch.set_input(name, value);
    }
    if let Some(queries) = case["queries"].as_array() {
        for query in queries {
            let arc = span(&query["arc"]).expect("an arc");
            let got = asked(&queried, arc, &mut scratch)?;
            compare(recorded(&query["events"], kind), got, false)?;
        }
        return Ok(());
    }
    let mut got = Vec::new();
    for cycle in 0..case["cycles"].as_i64().expect("a number of cycles") {
        got.extend(asked(&queried, Span::cycle(cycle), &mut scratch)?);
    }
    let outside = case["outside"].as_bool().unwrap_or(false);
    compare(recorded(&case["events"], kind), got, outside)
}

fn check(directory: &Path) {
    let mut families: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut differing = String::new();
    for case in cases(directory) {
        let (same, all) = families
            .entry(text(&case["family"]).to_owned())
            .or_default();
        *all += 1;
        match judge(&case) {
            Ok(()) => *same += 1,
            Err(problem) => {
                let asked = case["text"].as_str().unwrap_or_else(|| text(&case["expr"]));
                let (id, expression) = (text(&case["id"]), asked);
                writeln!(differing, "{id}  {expression}\n  {problem}").expect("a string");
            }
        }
    }
    let mut total = (0, 0);
    for (family, (same, all)) in &families {
        println!("{family:<20} {same:>4} of {all}");
        total = (total.0 + same, total.1 + all);
    }
    println!("{} of {} as Tidal answers", total.0, total.1);
    assert!(differing.is_empty(), "\n{differing}");
}

#[test]
fn the_sample_answers_as_tidal_does() {
    check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance"));
}

#[test]
fn the_collection_answers_as_tidal_does() {
    match collection() {
        Some(directory) => check(&directory),
        None => println!("the collection is not here"),
    }
}

/// What LANGUAGE adds to the mini-notation of Tidal, with what it says in Tidal's own.
const EXTENSIONS: &[(&str, &str, Kind)] = &[
    ("0 .. 3 7", "[0 .. 3] 7", Kind::Int),
    ("bd@3!2 sn", "bd@3 bd@3 sn", Kind::WORD),
    ("bd!2@3 sn", "bd@3 bd@3 sn", Kind::WORD),
    ("bd _! sn", "bd@2 bd@2 sn", Kind::WORD),
    ("bd * 2 sn", "[bd*2] sn", Kind::WORD),
    ("bd / 2 sn", "[bd/2] sn", Kind::WORD),
    ("bd*8?0", "bd*8?0.0", Kind::WORD),
    ("bd*8?1", "bd*8?1.0", Kind::WORD),
    ("c#4 eb3", "cs4 ef3", Kind::Note),
];

#[test]
fn extensions_say_what_tidals_notation_says_too() {
    for (ours, tidals, kind) in EXTENSIONS {
        let events = |string: &str| {
            let queried = query_with_inputs(&format!("\"{string}\""), Some(*kind), &HashMap::new())
                .unwrap_or_else(|problems| panic!("{string}: {}", problems[0].message));
            let mut scratch = Scratch::new(Budget::OFFLINE);
            let four = Span::new(Rational::ZERO, Rational::integer(4));
            asked(&queried, four, &mut scratch).expect("events")
        };
        compare(events(tidals), events(ours), false)
            .unwrap_or_else(|problem| panic!("{ours}: {problem}"));
    }
}

#[test]
fn no_string_that_tidal_reads_is_taken_for_an_extension() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    for directory in std::iter::once(sample).chain(collection()) {
        for case in cases(&directory) {
            if case["refused"].as_bool().unwrap_or(false) {
                continue;
            }
            let Some(expression) = case["expr"].as_str() else {
                continue;
            };
            let song = format!("o1: {expression}");
            let compiled = compile(&song, &Context::default(), None);
            let notes: Vec<_> = compiled
                .diagnostics
                .iter()
                .filter(|diagnostic| diagnostic.severity == Severity::Note)
                .filter(|note| note.message.contains("TidalCycles does not read"))
                .map(|note| &song[note.span.clone()])
                .collect();
            assert!(notes.is_empty(), "{}: {song}: {notes:?}", text(&case["id"]));
        }
    }
}
