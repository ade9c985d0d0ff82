//! What holds for graphs: buses, loops, order, swaps, any graph at random.

use crate::graph::nodes::{Entry, PortKind, entries, find};
use crate::graph::tests::*;
use proptest::prelude::*;

#[test]
fn a_sum_reaches_its_output() {
    let mut builder = GraphBuilder::new(RATE);
    let sum = builder
        .add_named("+", &[Input::Constant(0.25), Input::Constant(0.5)])
        .expect("in the table");
    builder.output(3, sum);
    let mut schedule = builder.compile();
    schedule.begin(0..64);
    schedule.process(&Segment::bare(0, 0..64));
    assert_eq!(schedule.output(3), &StereoBlock::filled(0.75));
    assert!(schedule.sounds(3) && !schedule.sounds(0));
}

#[test]
fn buses_may_be_used_before_they_are_defined() {
    let mut builder = GraphBuilder::new(RATE);
    let later = builder.bus("~later");
    builder.output(0, later);
    builder.define("~later", 0.5);
    let mut schedule = builder.compile();
    schedule.begin(0..64);
    schedule.process(&Segment::bare(0, 0..64));
    assert_eq!(schedule.output(0), &StereoBlock::filled(0.5));
}

#[test]
fn a_bus_that_only_names_itself_is_silent() {
    let mut builder = GraphBuilder::new(RATE);
    let (a, b) = (builder.bus("~a"), builder.bus("~b"));
    builder.define("~a", b);
    builder.define("~b", a);
    builder.output(0, a);
    let mut schedule = builder.compile();
    schedule.begin(0..64);
    schedule.process(&Segment::bare(0, 0..64));
    assert!(!schedule.sounds(0));
}

#[test]
fn routes_follow_nodes_and_buses_back_to_voices_also_around_a_loop() {
    let mut builder = GraphBuilder::new(RATE);
    let (kick, snare) = (builder.source("kick"), builder.source("snare"));
    let bus = builder.bus("~a");
    let echo = builder.add_named("+", &[kick, bus]).expect("a sum");
    builder.define("~a", echo);
    builder.output(2, bus);
    builder.output(2, snare);
    builder.output(5, 0.25);
    let routes: Vec<(usize, Vec<usize>)> = builder
        .routes()
        .into_iter()
        .map(|(output, sources)| (output, sources.into_iter().collect()))
        .collect();
    assert_eq!(routes, [(2, vec![0, 1]), (5, vec![])]);
}

#[test]
fn a_loop_delays_by_one_sub_block_whatever_the_host_does() {
    let make = || {
        let mut builder = GraphBuilder::new(RATE);
        let voices = builder.source("voices");
        let bus = builder.bus("~a");
        let half = builder.add_named("*", &[bus, Input::Constant(0.5)]);
        let sum = builder.add_named("+", &[voices, half.expect("in the table").into()]);
        builder.define("~a", sum.expect("in the table"));
        builder.output(0, bus);
        builder.compile()
    };
    let mut schedule = make();
    let mut peaks = Vec::new();
    for block in 0..4 {
        schedule.begin(0..64);
        if block == 0 {
            schedule.source_mut(0).left[10] = 1.0;
        }
        schedule.process(&Segment::bare(block * 64, 0..64));
        peaks.push(schedule.output(0).left[10]);
        assert_eq!(schedule.output(0).left[11], 0.0);
    }
    assert_eq!(peaks, [1.0, 0.5, 0.25, 0.125]);
    let whole = run(&mut make(), 20_000, &[64]);
    assert_same(&whole, &run(&mut make(), 20_000, &[1, 5, 40]), "loop");
}

#[test]
fn what_goes_round_keeps_its_buffer_until_the_sub_block_is_over() {
    let mut builder = GraphBuilder::new(RATE);
    let voices = builder.source("voices");
    let bus = builder.bus("~a");
    let half = builder.add_named("*", &[bus, 0.5.into()]);
    let sum = builder.add_named("+", &[voices, half.expect("in the table").into()]);
    let sum = sum.expect("in the table");
    builder.define("~a", sum);
    let twice = builder.add_named("*", &[sum.into(), 2.0.into()]);
    builder.output(0, twice.expect("in the table"));
    // What runs later wants buffers too.
    let noise = builder.add_named("white", &[]);
    let noise = builder.add_named("lpf", &[noise.expect("in the table").into(), 900.0.into()]);
    builder.output(1, noise.expect("in the table"));
    let mut schedule = builder.compile();
    let mut heard = Vec::new();
    for block in 0..4 {
        schedule.begin(0..64);
        if block == 0 {
            schedule.source_mut(0).left[10] = 1.0;
        }
        schedule.process(&Segment::bare(block * 64, 0..64));
        heard.push(schedule.output(0).left[10]);
        assert_eq!(schedule.output(0).left[11], 0.0);
    }
    assert_eq!(heard, [2.0, 1.0, 0.5, 0.25]);
}

#[test]
fn what_is_not_late_waits_for_what_is() {
    for rate in [48_000.0, 96_000.0] {
        let mut builder = GraphBuilder::new(rate);
        let voices = builder.source("voices");
        let freeze = find("freeze").expect("in the table");
        let window = (freeze.latency)(rate);
        assert_eq!(window, if rate > 50_000.0 { 4_096 } else { 2_048 });
        let open = builder.add(freeze, &[voices, 0.0.into()], &[]);
        let twice = builder.add(freeze, &[open.into(), 0.0.into()], &[]);
        let sum = builder.add_named("mix", &[voices, open.into(), twice.into()]);
        builder.output(0, sum.expect("in the table"));
        // Without another path nothing waits.
        builder.output(1, open);
        let mut schedule = builder.compile();
        assert_eq!(schedule.nodes(), 5);
        for (output, frames, level) in [(0, 2 * window, 3.0), (1, window, 1.0)] {
            schedule.reset();
            let mut heard = Vec::new();
            for block in 0..150 {
                schedule.begin(0..64);
                if block == 0 {
                    schedule.source_mut(0).left[10] = 1.0;
                }
                schedule.process(&Segment::bare(block * 64, 0..64));
                heard.extend_from_slice(&schedule.output(output).left);
            }
            for (frame, y) in heard.iter().enumerate() {
                let wanted = if frame == frames + 10 { level } else { 0.0 };
                assert!((y - wanted).abs() < 1e-4, "{rate} {output}: {y} at {frame}");
            }
        }
    }
}

#[test]
fn a_reset_ends_what_goes_round() {
    let mut builder = GraphBuilder::new(RATE);
    let voices = builder.source("voices");
    let bus = builder.bus("~a");
    let kept = builder.add_named("*", &[bus, 0.9.into()]);
    let sum = builder.add_named("+", &[voices, kept.expect("in the table").into()]);
    builder.define("~a", sum.expect("in the table"));
    builder.output(0, bus);
    let mut schedule = builder.compile();
    let first = run(&mut schedule, 6_400, &[64]);
    schedule.reset();
    assert_same(&first, &run(&mut schedule, 6_400, &[64]), "after a reset");
}

#[test]
fn a_loop_that_grows_is_bounded() {
    let mut builder = GraphBuilder::new(RATE);
    let voices = builder.source("voices");
    let bus = builder.bus("~a");
    let grown = builder.add_named("*", &[bus, Input::Constant(10.0)]);
    let sum = builder.add_named("+", &[voices, grown.expect("in the table").into()]);
    builder.define("~a", sum.expect("in the table"));
    builder.output(0, bus);
    let bits = run(&mut builder.compile(), 48_000, &[64]);
    assert!(bits.iter().all(|b| f32::from_bits(*b).abs() < 25.0));
}

#[test]
fn what_no_output_hears_is_not_computed() {
    let mut builder = GraphBuilder::new(RATE);
    let heard = builder.add_named("sine", &[Input::Constant(440.0)]);
    builder.add_named("saw", &[Input::Constant(440.0)]);
    builder.output(0, heard.expect("in the table"));
    assert_eq!(builder.compile().nodes(), 1);
}

#[test]
fn what_is_the_same_twice_is_computed_once() {
    let mut builder = GraphBuilder::new(RATE);
    let mut sum = Input::Constant(0.0);
    for _ in 0..5 {
        let tone = builder.add_named("sine", &[440.0.into()]);
        let soft = builder.add_named("lpf", &[tone.expect("in the table").into(), 800.0.into()]);
        let added = builder.add_named("+", &[sum, soft.expect("in the table").into()]);
        sum = added.expect("in the table").into();
    }
    builder.output(0, sum);
    // One sine, one filter, five sums of it.
    assert_eq!(builder.compile().nodes(), 7);
    let mut builder = GraphBuilder::new(RATE);
    for _ in 0..2 {
        let noise = builder.add_named("white", &[]);
        builder.output(0, noise.expect("in the table"));
    }
    assert_eq!(builder.compile().nodes(), 2, "two noises are two");
}

#[test]
fn what_reads_a_pattern_in_steps_is_not_the_same_as_what_reads_it_smoothed() {
    let mut builder = GraphBuilder::new(RATE);
    for input in [Input::Pattern(0), Input::Smooth(0), Input::Pattern(0)] {
        let tone = builder.add_named("sine", &[input]);
        builder.output(0, tone.expect("in the table"));
    }
    assert_eq!(builder.compile().nodes(), 2);
}

#[test]
fn arithmetic_on_constants_is_done_beforehand() {
    let mut builder = GraphBuilder::new(RATE);
    let six = builder.add_named("*", &[2.0.into(), 3.0.into()]);
    let seven = builder.add_named("+", &[six.expect("in the table").into(), 1.0.into()]);
    let tone = builder.add_named("sine", &[seven.expect("in the table").into()]);
    builder.output(0, tone.expect("in the table"));
    builder.output(1, six.expect("in the table"));
    let mut schedule = builder.compile();
    assert_eq!(schedule.nodes(), 1);
    schedule.begin(0..64);
    schedule.process(&Segment::bare(0, 0..64));
    assert_eq!(schedule.output(1), &StereoBlock::filled(6.0));
}

#[test]
fn nothing_is_allocated_while_it_runs_or_is_swapped() {
    for seed in 0..40 {
        let (mut old, mut new) = (random_graph(seed), random_graph(seed));
        let ((), operations) = crate::allocation::real_time(|| {
            for block in 0..60 {
                feed(&mut old, block * 64, 0..64);
                old.process(&Segment::bare(block * 64, 0..64));
            }
            new.succeed(&mut old);
            for block in 60..120 {
                feed(&mut new, block * 64, 0..64);
                new.process(&Segment::bare(block * 64, 0..64));
            }
            new.reset();
        });
        assert_eq!(operations, 0, "graph {seed}");
    }
}

#[test]
fn a_chain_of_thousands_compiles_and_shares_its_buffers() {
    let mut builder = GraphBuilder::new(RATE);
    let mut input = Input::from(
        builder
            .add_named("sine", &[Input::Constant(440.0)])
            .expect("in the table"),
    );
    for index in 0..10_000 {
        // Each with another constant, and so none the same as another.
        let inputs = [input, Input::Constant(1.0 / (index + 2) as f32)];
        input = builder
            .add_named("+", &inputs)
            .expect("in the table")
            .into();
    }
    builder.output(0, input);
    let schedule = builder.compile();
    assert_eq!(schedule.nodes(), 10_001);
    // The constants' and two for the signal itself.
    assert!(schedule.buffers() <= 10_003, "{}", schedule.buffers());
}

#[test]
fn a_swap_keeps_what_is_the_same() {
    let make = |other: &str| {
        let mut builder = GraphBuilder::new(RATE);
        let voices = builder.source("voices");
        builder.scope("~pad");
        let echo = builder.add_named("delay", &[voices, Input::Constant(0.1)]);
        builder.scope("o1");
        let heard = builder.add_named(other, &[echo.expect("in the table").into(), 0.5.into()]);
        builder.output(0, heard.expect("in the table"));
        builder.compile()
    };
    let mut old = make("gain");
    run(&mut old, 2_048, &[64]);
    let mut new = make("*");
    new.succeed(&mut old);
    // Only silence goes in; what comes out is the echo that the old program began.
    let mut peak = 0.0_f32;
    for block in 32..150 {
        new.begin(0..64);
        new.process(&Segment::bare(block * 64, 0..64));
        peak = new.output(0).left.iter().fold(peak, |p, y| p.max(y.abs()));
    }
    assert!(peak > 0.05, "{peak}");
}

/// A random graph: each node reads constants, the source, a pattern, a macro, or any node, earlier or later.
fn random_graph(seed: u64) -> Schedule {
    let mut random = Random::new(seed);
    let table: Vec<&'static Entry> = entries().collect();
    let mut builder = GraphBuilder::new(RATE);
    builder.source("voices");
    let count = 3 + random.bits() as usize % 10;
    let buses: Vec<Input> = (0..count)
        .map(|index| builder.bus(&format!("~{index}")))
        .collect();
    for index in 0..count {
        let entry = table[random.bits() as usize % table.len()];
        let mut inputs = Vec::new();
        for port in entry.ports {
            let input = match (port.kind, random.bits() % 8) {
                (PortKind::Text(_), _) => continue,
                (PortKind::Trigger, _) => Input::Pattern(0),
                (PortKind::Audio, 0..=2) => Input::Source(0),
                (PortKind::Audio, _) | (_, 0..=1) => buses[random.bits() as usize % count],
                (_, 2) => Input::Pattern(0),
                (_, 3) => Input::Smooth(0),
                (_, 4) => Input::Macro(0),
                _ => Input::Constant(plain(port)),
            };
            inputs.push(input);
        }
        let node = builder.add(entry, &inputs, &[]);
        builder.define(&format!("~{index}"), node);
        builder.output(index % HEARD, node);
    }
    builder.compile()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_graph_gives_the_same_bits_for_any_partition(
        seed in any::<u64>(),
        sizes in proptest::collection::vec(1_usize..=64, 1..12),
    ) {
        let whole = run(&mut random_graph(seed), 8_192, &[64]);
        let cut = run(&mut random_graph(seed), 8_192, &sizes);
        assert_same(&whole, &cut, "random graph");
    }
}
