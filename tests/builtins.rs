//! Every row of the table of builtins shows itself: its example is compiled and played for two cycles, and what it
//! plays is what `snapshots/builtins.txt` says. `PHONON_SNAPSHOT=1 cargo test --test builtins` writes that file anew;
//! read the difference before committing it.

use phonon::engine::{graph::nodes, parameters::Parameter};
use phonon::language::{Compilation, Context, builtins, compile};
use phonon::pattern::{Budget, Plain, Scratch, Span};
use std::fmt::Write;

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots/builtins.txt");
/// Events shown of each example.
const SHOWN: usize = 6;

fn compiled(example: &str) -> Compilation {
    // Examples of controls are expressions, those of functions whole statements.
    let statement = ["d1 ", "d2 ", "o1:", "out:", "~", "let ", "%", "o2:"];
    let text = if statement.iter().any(|start| example.starts_with(start)) {
        example.to_owned()
    } else {
        format!("d1 $ {example}")
    };
    compile(&text, &Context::default(), None)
}

fn plain(value: &Plain) -> String {
    match value {
        Plain::Float(x) | Plain::Note(x) => format!("{}", (x * 1e6).round() / 1e6),
        Plain::Int(i) => i.to_string(),
        Plain::Ratio(r) => r.to_string(),
        Plain::Word(word) => format!("{word:?}"),
        Plain::Bool(truth) => truth.to_string(),
        Plain::Controls(controls) => {
            let parts: Vec<String> = controls
                .iter()
                .map(|(name, value)| format!("{name}: {}", plain(value)))
                .collect();
            parts.join(" ")
        }
    }
}

/// The first events of the first pattern of sounds.
fn shown(compilation: &Compilation) -> Vec<String> {
    let Some((pattern, _)) = compilation.score.sequences.first() else {
        return Vec::new();
    };
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let mut lines = Vec::new();
    for cycle in 0..2 {
        let (events, complete) =
            compilation
                .score
                .graph
                .events(*pattern, Span::cycle(cycle), &mut scratch);
        assert!(complete, "a query exceeds its budget");
        for event in events {
            let whole = event.whole.map_or("~".to_owned(), |whole| {
                format!("{}-{}", whole.begin, whole.end)
            });
            lines.push(format!(
                "  {}-{} ({whole}) {}",
                event.part.begin,
                event.part.end,
                plain(&event.value)
            ));
        }
    }
    lines.sort();
    lines.truncate(SHOWN);
    lines
}

#[test]
fn every_example_plays_what_it_played() {
    let mut out = String::new();
    let mut broken = Vec::new();
    for row in builtins::all() {
        let compilation = compiled(row.example);
        if !compilation.diagnostics.is_empty() {
            let messages: Vec<&str> = compilation
                .diagnostics
                .iter()
                .map(|d| d.message.as_str())
                .collect();
            broken.push(format!(
                "{}: {}\n    {messages:?}",
                row.names[0], row.example
            ));
            continue;
        }
        // Inputs that nobody sets, and what waits before it plays.
        let input = row.names[0].starts_with('c') && row.names[0].ends_with('_');
        let silent = input
            || matches!(
                row.names[0],
                "silence" | "silent" | "False" | "wait" | "waitT"
            );
        let lines = shown(&compilation);
        if lines.is_empty() && !silent && !compilation.score.sequences.is_empty() {
            broken.push(format!(
                "{}: {}\n    plays nothing",
                row.names[0], row.example
            ));
        }
        writeln!(
            out,
            "{}: {}\n{}",
            row.names[0],
            row.example,
            lines.join("\n")
        )
        .expect("a string");
    }
    assert!(
        broken.is_empty(),
        "{} examples are wrong:\n{}",
        broken.len(),
        broken.join("\n")
    );
    if std::env::var_os("PHONON_SNAPSHOT").is_some() {
        std::fs::write(SNAPSHOT, &out).expect("the snapshot can be written");
        return;
    }
    let before = std::fs::read_to_string(SNAPSHOT).unwrap_or_default();
    let changed: Vec<String> = out
        .lines()
        .zip(before.lines())
        .filter(|(now, then)| now != then)
        .take(5)
        .map(|(now, then)| format!("now  {now}\nthen {then}"))
        .collect();
    assert!(
        out == before,
        "examples play differently (PHONON_SNAPSHOT=1 accepts it):\n{}",
        changed.join("\n")
    );
}

#[test]
fn every_signal_function_and_parameter_shows_itself_without_a_complaint() {
    let examples = nodes::entries()
        .map(|entry| (entry.name, entry.example))
        .chain(Parameter::all().map(|parameter| {
            (
                parameter.description().name,
                parameter.description().example,
            )
        }));
    let mut broken = Vec::new();
    for (name, example) in examples {
        let compilation = compiled(example);
        for diagnostic in &compilation.diagnostics {
            broken.push(format!("{name}: {example}\n    {}", diagnostic.message));
        }
        // The graph is what it says.
        compilation.score.signals.compile();
    }
    assert!(
        broken.is_empty(),
        "{} examples are wrong:\n{}",
        broken.len(),
        broken.join("\n")
    );
}

#[test]
fn a_text_of_five_hundred_lines_is_compiled_at_once() {
    let line = |i: usize| match i % 5 {
        0 => format!("~fx{i}: lpf (range 300 2000 (sine 0.1)) 0.3 # reverb 0.5"),
        1 => format!("let f{i} x = every 4 (fast 2) $ jux rev $ x"),
        2 => format!(
            "out: f{} $ stack [s \"bd*4 [~ sn]*2\" # n \"0 .. 3\", s \"hh(<3 5>,8)\"] # ~fx{}",
            i - 1,
            i - 2
        ),
        3 => format!("%p{i}: off 0.125 (# crush 4) $ n \"<0 3 5 7>*2 ~ [4 7]\" # s \"arpy\""),
        _ => format!("out: sometimesBy 0.3 (# speed 2) $ %p{} |+ n 12", i - 1),
    };
    let text: Vec<String> = (0..500).map(line).collect();
    let text = text.join("\n");
    let first = compile(&text, &Context::default(), None);
    assert!(first.is_clean(), "{:?}", first.diagnostics);
    let best = (0..5)
        .map(|_| {
            let start = std::time::Instant::now();
            let compilation = compile(&text, &Context::default(), None);
            assert!(compilation.is_clean());
            start.elapsed()
        })
        .min()
        .expect("five runs");
    println!("500 lines: {best:?}");
    // 20 ms where the code is optimised; this build may not be.
    let limit = if cfg!(debug_assertions) { 200 } else { 20 };
    assert!(best.as_millis() < limit, "{best:?}");
}
