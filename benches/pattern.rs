//! Phase 1 alone: events a second of typical patterns, and what a narrow query costs.

use divan::counter::ItemsCount;
use phonon_language::query_expression;
use phonon_pattern::{Budget, Graph, PatternId, Rational, Scratch, Span};

fn main() {
    divan::main();
}

fn ratio(n: i64, d: i64) -> Rational {
    Rational::new(n, d).unwrap_or(Rational::ZERO)
}

fn read(text: &str) -> (Graph, PatternId) {
    let queried = query_expression(text, None).expect("a pattern");
    (queried.graph, queried.pattern)
}

fn count(graph: &Graph, pattern: PatternId, span: Span, scratch: &mut Scratch) -> usize {
    let mut events = 0;
    graph.onsets(pattern, span, scratch, &mut |_, _| {
        events += 1;
    });
    events
}

/// The span of a block of 64 frames at 44.1 kHz and half a cycle a second.
fn block(number: i64) -> Span {
    Span::new(ratio(number * 64, 88_200), ratio((number + 1) * 64, 88_200))
}

/// Events a second over whole cycles. Compiled Tidal 1.10 gives on such a machine 253,000 for the first, 125,000 for
/// the second and 145,000 for the third.
#[divan::bench(args = [
    "s \"bd sn hh cp\"",
    "s \"bd(<3 5>,8,<0 2>)*2\"",
    "jux rev $ stut 16 0.9 0.01 $ rev $ s \"bd*32\"",
])]
fn whole_cycles(bencher: divan::Bencher, text: &str) {
    let (graph, pattern) = read(text);
    let mut scratch = Scratch::new(Budget::OFFLINE);
    const CYCLES: i64 = 8;
    let events: usize = (0..CYCLES)
        .map(|cycle| count(&graph, pattern, Span::cycle(cycle), &mut scratch))
        .sum();
    bencher.counter(ItemsCount::new(events)).bench_local(|| {
        (0..CYCLES)
            .map(|cycle| count(&graph, pattern, Span::cycle(cycle), &mut scratch))
            .sum::<usize>()
    });
}

/// All patterns of a program over one block.
#[divan::bench]
fn stress_extreme_64_frame_block(bencher: divan::Bencher) {
    let outputs: Vec<_> = (0..16)
        .map(|_| read("jux rev $ stut 16 0.9 (1/512) $ s \"bd*32\""))
        .collect();
    let mut scratch = Scratch::new(Budget::REAL_TIME);
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        outputs
            .iter()
            .map(|(graph, pattern)| count(graph, *pattern, block(number), &mut scratch))
            .sum::<usize>()
    });
}

/// Sixty lines as people write them.
fn sixty_lines() -> Vec<(Graph, PatternId)> {
    let lines = [
        "s \"bd*4\" # gain 1.1",
        "s \"~ sn ~ sn:2\" # room 0.2",
        "every 4 (fast 2) $ s \"hh*8\" # gain \"0.8 1\"",
        "n (\"<0 3 5>\" + \"0 .. 7\") # s \"arpy\" # legato 1",
        "off 0.125 (|+ n 12) $ n \"0 [~ 3] 7 5\" # s \"pluck\"",
        "jux rev $ s \"rim(5,8,<0 2>)\"",
        "sometimesBy 0.3 (# speed 2) $ s \"cp*2? lt mt ht\"",
        "euclid 5 8 $ s \"can\" # pan rand",
        "chop 4 $ s \"break\" # speed 0.5",
        "s \"[bd | sn | hh]*8\" # cutoff (range 300 3000 sine)",
        "n (arp \"up\" \"c'maj e'min\") # s \"pad\"",
        "degradeBy 0.4 $ ply \"2 3\" $ s \"glitch*8\"",
    ];
    (0..60).map(|i| read(lines[i % lines.len()])).collect()
}

/// Events a second of a song of sixty lines.
#[divan::bench]
fn sixty_lines_whole_cycles(bencher: divan::Bencher) {
    let patterns = sixty_lines();
    let mut scratch = Scratch::new(Budget::OFFLINE);
    const CYCLES: i64 = 4;
    let mut song = || -> usize {
        (0..CYCLES)
            .flat_map(|cycle| patterns.iter().map(move |line| (cycle, line)))
            .map(|(cycle, (graph, pattern))| {
                count(graph, *pattern, Span::cycle(cycle), &mut scratch)
            })
            .sum()
    };
    let events = song();
    bencher
        .counter(ItemsCount::new(events))
        .bench_local(&mut song);
}

/// A song of sixty lines over one block.
#[divan::bench]
fn sixty_lines_64_frame_block(bencher: divan::Bencher) {
    let patterns = sixty_lines();
    let mut scratch = Scratch::new(Budget::REAL_TIME);
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        patterns
            .iter()
            .map(|(graph, pattern)| count(graph, *pattern, block(number), &mut scratch))
            .sum::<usize>()
    });
}

/// A block of a long sequence costs its events, not the sequence's length.
#[divan::bench(args = [16, 256, 4096])]
fn one_block_of_a_sequence(bencher: divan::Bencher, length: usize) {
    // As slow as it is long, so that each block holds the same number of events.
    let names: Vec<String> = (0..length).map(|i| format!("s{i}")).collect();
    let (graph, pattern) = read(&format!("slow {} $ s \"{}\"", length / 16, names.join(" ")));
    let mut scratch = Scratch::new(Budget::REAL_TIME);
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        count(&graph, pattern, block(number), &mut scratch)
    });
}
