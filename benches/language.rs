//! From text to program: how long after Ctrl+Enter a song is ready to play.

use phonon_samples::{Library, LibrarySettings};
use phonon_session::banks::BankDefaults;
use phonon_session::compile::compile;
use std::fmt::Write;

fn main() {
    divan::main();
}

/// A song of so many lines, each as people write them, on the sixteen outputs and then on the main one.
fn song(lines: usize) -> String {
    let bodies = [
        "s \"bd*4\" # gain 1.1",
        "every 4 (fast 2) $ s \"hh*8\" # gain \"0.8 1\"",
        "n (\"<0 3 5>\" + \"0 .. 7\") # s \"arpy\" # legato 1",
        "off 0.125 (|+ n 12) $ n \"0 [~ 3] 7 5\" # s \"pluck\"",
        "jux rev $ s \"rim(5,8,<0 2>)\" # lpf (sine 0.2 * 800 + 1000) 0.4",
        "sometimesBy 0.3 (# speed 2) $ s \"cp*2? lt mt ht\"",
        "s \"[bd | sn | hh]*8\" # cutoff (range 300 3000 sine)",
        "saw \"55 82.5\" # lpf 800 # delay 0.25 0.4",
    ];
    let mut text = String::new();
    for line in 0..lines {
        let body = bodies[line % bodies.len()];
        let written = match line {
            0..16 => writeln!(text, "o{}: {body}", line + 1),
            _ => writeln!(text, "out: {body}"),
        };
        written.expect("text can be written to");
    }
    text
}

/// Lexing, parsing, evaluating, and building patterns and graph, at 48 kHz; the kit's samples are there already.
#[divan::bench(args = [1, 60, 500])]
fn compile_lines(bencher: divan::Bencher, lines: usize) {
    let text = song(lines);
    let library = Library::shared(&LibrarySettings::default()).expect("the kit");
    let compiled = compile(&text, 48_000.0, &library, &BankDefaults::default(), None);
    assert!(
        compiled.diagnostics.is_empty(),
        "{:?}",
        compiled.diagnostics
    );
    bencher.bench_local(|| compile(&text, 48_000.0, &library, &BankDefaults::default(), None));
}
