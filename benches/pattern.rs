//! Phase 1 alone: events a second of typical patterns, and what a narrow query costs.

use divan::counter::ItemsCount;
use phonon::pattern::{Budget, Graph, Pattern, Rational, Scratch, Span, Value};

fn main() {
    divan::main();
}

fn ratio(n: i64, d: i64) -> Rational {
    Rational::new(n, d).unwrap_or(Rational::ZERO)
}

fn sound(graph: &mut Graph, names: &[&str]) -> Pattern {
    let steps: Vec<_> = names
        .iter()
        .map(|name| {
            let word = graph.intern(name);
            (Rational::ONE, graph.pure(Value::Word(word)))
        })
        .collect();
    let words = graph.timecat(&steps);
    let s = graph.intern("s");
    graph.control(s, words)
}

fn repeated(graph: &mut Graph, name: &str, times: i64) -> Pattern {
    let word = graph.intern(name);
    let atom = graph.pure(Value::Word(word));
    let words = graph.fast_by(Rational::integer(times), atom);
    let s = graph.intern("s");
    graph.control(s, words)
}

fn with_number(graph: &mut Graph, pattern: Pattern, name: &str, value: f64) -> Pattern {
    let name = graph.intern(name);
    let value = graph.pure(Value::Float(value));
    let control = graph.control(name, value);
    graph.with_controls(pattern, control)
}

fn jux_rev(graph: &mut Graph, pattern: Pattern) -> Pattern {
    let left = with_number(graph, pattern, "pan", 0.0);
    let reversed = graph.rev(pattern);
    let right = with_number(graph, reversed, "pan", 1.0);
    graph.stack(&[left, right])
}

fn count(graph: &Graph, pattern: Pattern, span: Span, scratch: &mut Scratch) -> usize {
    let mut events = 0;
    graph.onsets(pattern, span, scratch, &mut |_, _| {
        events += 1;
    });
    events
}

fn whole_cycles(bencher: divan::Bencher, build: impl Fn(&mut Graph) -> Pattern) {
    let mut graph = Graph::new();
    let pattern = build(&mut graph);
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let events = count(&graph, pattern, Span::cycle(0), &mut scratch);
    let mut cycle = 0;
    bencher.counter(ItemsCount::new(events)).bench_local(|| {
        cycle = (cycle + 1) % 64;
        count(&graph, pattern, Span::cycle(cycle), &mut scratch)
    });
}

#[divan::bench]
fn four_sounds(bencher: divan::Bencher) {
    whole_cycles(bencher, |graph| sound(graph, &["bd", "sn", "hh", "cp"]));
}

#[divan::bench]
fn jux_rev_stut_16(bencher: divan::Bencher) {
    whole_cycles(bencher, |graph| {
        let bd = repeated(graph, "bd", 32);
        let rev = graph.rev(bd);
        let stut = graph.stut_by(16, 0.9, ratio(1, 100), rev);
        jux_rev(graph, stut)
    });
}

/// Sixteen outputs of `jux rev $ stut 16 0.9 (1/512) $ s "bd*32"`: one block of 64 frames at 44.1 kHz and half a cycle a second.
#[divan::bench]
fn stress_extreme_64_frame_block(bencher: divan::Bencher) {
    let mut graph = Graph::new();
    let outputs: Vec<_> = (0..16)
        .map(|_| {
            let bd = repeated(&mut graph, "bd", 32);
            let stut = graph.stut_by(16, 0.9, ratio(1, 512), bd);
            jux_rev(&mut graph, stut)
        })
        .collect();
    let mut scratch = Scratch::new(Budget::REAL_TIME);
    let mut block = 0;
    bencher.bench_local(|| {
        block += 1;
        let span = Span::new(ratio(block * 64, 88_200), ratio((block + 1) * 64, 88_200));
        outputs
            .iter()
            .map(|output| count(&graph, *output, span, &mut scratch))
            .sum::<usize>()
    });
}

/// A block of a long sequence costs its events, not the sequence's length.
#[divan::bench(args = [16, 256, 4096])]
fn one_block_of_a_sequence(bencher: divan::Bencher, length: usize) {
    let mut graph = Graph::new();
    let names: Vec<String> = (0..length).map(|i| format!("s{i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let pattern = sound(&mut graph, &names);
    // As slow as it is long, so that each block holds the same number of events.
    let pattern = graph.slow_by(Rational::integer(length as i64 / 16), pattern);
    let mut scratch = Scratch::new(Budget::REAL_TIME);
    let mut block = 0;
    bencher.bench_local(|| {
        block += 1;
        let span = Span::new(ratio(block * 64, 88_200), ratio((block + 1) * 64, 88_200));
        count(&graph, pattern, span, &mut scratch)
    });
}
