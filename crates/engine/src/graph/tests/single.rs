//! What holds for every node of the table by itself.

use crate::graph::nodes::{Entry, PortKind, entries};
use crate::graph::tests::*;

/// A graph of one node: audio from source 0, the numbers as `number` says.
fn single(entry: &'static Entry, number: impl Fn(&nodes::Port) -> Input) -> Schedule {
    let mut builder = GraphBuilder::new(RATE);
    builder.source("voices");
    let inputs: Vec<Input> = entry
        .fed()
        .map(|port| match port.kind {
            PortKind::Audio => Input::Source(0),
            PortKind::Trigger => Input::Pattern(0),
            _ => number(port),
        })
        .collect();
    let node = builder.add(entry, &inputs, &[]);
    builder.output(0, node);
    builder.compile()
}

/// What a modulator makes for a port: the plain value, moved about.
fn modulated(builder: &mut GraphBuilder, port: &nodes::Port) -> Input {
    let mut node = |name: &str, inputs: &[Input]| {
        Input::from(builder.add_named(name, inputs).expect("in the table"))
    };
    let wave = node("sine", &[Input::Constant(3.0)]);
    let depth = node("*", &[wave, Input::Constant(plain(port) * 0.3)]);
    node("+", &[depth, Input::Constant(plain(port))])
}

#[test]
fn names_are_unique_and_every_entry_is_documented() {
    let mut names = std::collections::HashSet::new();
    for entry in entries() {
        // After `#` a name is the effect, elsewhere the other function.
        let after = entry.kind == nodes::Kind::Effect;
        for name in entry.heading.names() {
            assert!(names.insert((*name, after)), "`{name}` twice");
        }
        assert!(
            !entry.heading.summary().is_empty(),
            "{}",
            entry.heading.name()
        );
        assert!(
            !entry.heading.example().is_empty(),
            "{}",
            entry.heading.name()
        );
        assert!(
            !entry.heading.summary().ends_with('.'),
            "{}",
            entry.heading.name()
        );
        for port in entry.ports {
            assert!(
                port.minimum <= port.maximum,
                "{} {}",
                entry.heading.name(),
                port.name
            );
            if let Some(default) = port.default {
                let range = port.minimum..=port.maximum;
                assert!(
                    range.contains(&default),
                    "{} {}",
                    entry.heading.name(),
                    port.name
                );
            }
        }
    }
}

#[test]
fn every_node_gives_the_same_bits_for_every_partition_of_time() {
    for entry in entries() {
        let make = || {
            [
                single(entry, |port| Input::Constant(plain(port))),
                single(entry, |_| Input::Pattern(0)),
                single(entry, |_| Input::Macro(0)),
            ]
        };
        let whole: Vec<_> = make().iter_mut().map(|s| run(s, 16_000, &[64])).collect();
        for sizes in [&[1][..], &[7], &[63, 2, 30], &[33]] {
            for (mut schedule, whole) in make().into_iter().zip(&whole) {
                let what = format!("{} in {sizes:?}", entry.heading.name());
                assert_same(whole, &run(&mut schedule, 16_000, sizes), &what);
            }
        }
    }
}

#[test]
fn every_node_may_be_modulated_at_every_port_without_harm() {
    for entry in entries() {
        let make = || {
            let mut builder = GraphBuilder::new(RATE);
            builder.source("voices");
            let mut inputs = Vec::new();
            for port in entry.ports {
                match port.kind {
                    PortKind::Audio => inputs.push(Input::Source(0)),
                    PortKind::Trigger => inputs.push(Input::Pattern(0)),
                    PortKind::Text(_) => {}
                    PortKind::Word(_) | PortKind::Number { .. } => {
                        inputs.push(modulated(&mut builder, port))
                    }
                }
            }
            let node = builder.add(entry, &inputs, &[]);
            builder.output(0, node);
            builder.compile()
        };
        let whole = run(&mut make(), 20_000, &[64]);
        assert_same(
            &whole,
            &run(&mut make(), 20_000, &[1, 20, 50]),
            entry.heading.name(),
        );
        let peak = whole.iter().map(|b| f32::from_bits(*b).abs());
        let peak = peak.fold(0.0, f32::max);
        assert!(
            peak.is_finite() && peak < 1e4,
            "{}: {peak}",
            entry.heading.name()
        );
    }
}

#[test]
fn hostile_numbers_never_leave_a_node() {
    for entry in entries() {
        for value in [
            0.0,
            -1.0,
            -1e30,
            1e30,
            f32::MAX,
            f32::MIN_POSITIVE,
            f32::NAN,
        ] {
            let mut builder = GraphBuilder::new(RATE);
            builder.source("voices");
            // A pattern carries what a constant may not.
            let inputs: Vec<Input> = entry
                .fed()
                .map(|port| match port.kind {
                    PortKind::Audio => Input::Source(0),
                    _ => Input::Pattern(1),
                })
                .collect();
            let node = builder.add(entry, &inputs, &[]);
            builder.output(0, node);
            let mut schedule = builder.compile();
            for block in 0..200 {
                feed(&mut schedule, block * 64, 0..64);
                let step = Step {
                    frame: 5,
                    value,
                    onset: block % 3 == 0,
                    duration: 1000,
                };
                schedule.push_step(1, step);
                schedule.process(&Segment::bare(block * 64, 0..64));
                let out = schedule.output(0);
                for y in out.left.iter().chain(&out.right) {
                    assert!(y.is_finite(), "{} with {value}", entry.heading.name());
                }
            }
        }
    }
}

#[test]
fn what_comes_in_wrong_does_not_stay() {
    for entry in entries() {
        let hears = entry.fed().any(|port| port.kind == PortKind::Audio);
        if !hears {
            continue;
        }
        // The peak in the second half of 20,000 frames of noise, of which the first sub-block may be no numbers.
        let peak = |first: Option<f32>| {
            let mut schedule = single(entry, |port| Input::Constant(plain(port)));
            let mut peak = 0.0_f32;
            for block in 0..20_000 / SUB_BLOCK as u64 {
                schedule.begin(0..SUB_BLOCK);
                let mut random = Random::new(block);
                let StereoBlock { left, right } = schedule.source_mut(0);
                for y in left.iter_mut().chain(right) {
                    *y = random.bipolar();
                    if block == 0 {
                        *y = first.unwrap_or(*y);
                    }
                }
                schedule.process(&Segment::bare(block * SUB_BLOCK as u64, 0..SUB_BLOCK));
                let StereoBlock { left, right } = schedule.output(0);
                for y in left.iter().chain(right) {
                    assert!(y.is_finite(), "{}", entry.heading.name());
                    if block * SUB_BLOCK as u64 > 10_000 {
                        peak = peak.max(y.abs());
                    }
                }
            }
            peak
        };
        let sound = peak(None);
        for wrong in [f32::NAN, f32::INFINITY] {
            let after = peak(Some(wrong));
            assert!(
                after >= 0.5 * sound,
                "{} after {wrong}: {after} in place of {sound}",
                entry.heading.name()
            );
        }
    }
}

#[test]
fn a_reset_node_is_as_new() {
    for entry in entries() {
        let mut schedule = single(entry, |port| Input::Constant(plain(port)));
        let first = run(&mut schedule, 6_400, &[64]);
        schedule.reset();
        let again = run(&mut schedule, 6_400, &[64]);
        assert_same(&first, &again, entry.heading.name());
    }
}

#[test]
fn a_node_that_makes_nan_is_silenced_counted_and_reset() {
    let mut builder = GraphBuilder::new(RATE);
    let tone = builder.add_named("max", &[Input::Source(0), Input::Constant(f32::MAX)]);
    let huge = tone.expect("in the table").into();
    let huge = builder.add_named("*", &[huge, Input::Constant(f32::MAX)]);
    builder.output(0, huge.expect("in the table"));
    let mut schedule = builder.compile();
    for block in 0..10 {
        schedule.begin(0..64);
        schedule.process(&Segment::bare(block * 64, 0..64));
        assert_eq!(schedule.output(0), &StereoBlock::default());
    }
    assert_eq!(schedule.faults(), 10);
}

#[test]
fn every_node_that_slept_sounds_again_the_same_for_every_partition_of_time() {
    // Bursts of noise and steps of the pattern, far enough apart for what has a short memory to fall asleep between.
    const BURSTS: [u64; 3] = [0, 60_037, 130_105];
    let burst = |frame: u64| {
        BURSTS
            .iter()
            .any(|begin| (*begin..begin + 500).contains(&frame))
    };
    let play = |schedule: &mut Schedule, size: usize| {
        let (mut heard, mut slept, mut frame) = (Vec::new(), false, 0);
        while frame < 140_000 {
            let start = (frame % SUB_BLOCK as u64) as usize;
            let until_block_end = size - frame as usize % size;
            let end = (start + until_block_end).min(SUB_BLOCK);
            schedule.begin(start..end);
            for index in start..end {
                let at = frame + (index - start) as u64;
                if burst(at) {
                    let mut random = Random::new(at);
                    let block = schedule.source_mut(0);
                    block.left[index] = random.bipolar();
                    block.right[index] = random.bipolar();
                }
                if BURSTS.contains(&at) {
                    schedule.push_step(0, event(index, 0.3 + at as f32 * 1e-6));
                }
            }
            schedule.process(&Segment::bare(frame - start as u64, start..end));
            slept |= schedule.asleep() > 0;
            for output in [schedule.output(0)] {
                for side in [&output.left, &output.right] {
                    heard.extend(side[start..end].iter().map(|x| (x + 0.0).to_bits()));
                }
            }
            frame += (end - start) as u64;
        }
        (heard, slept)
    };
    // Left and right of each segment, in the order of frames.
    let order = |heard: Vec<u32>, size: usize| {
        let (mut sides, mut frame) = ([Vec::new(), Vec::new()], 0);
        let mut rest = &heard[..];
        while !rest.is_empty() {
            let count = (size - frame % size).min(SUB_BLOCK - frame % SUB_BLOCK);
            let (left, after) = rest.split_at(count);
            let (right, after) = after.split_at(count);
            sides[0].extend_from_slice(left);
            sides[1].extend_from_slice(right);
            rest = after;
            frame += count;
        }
        sides
    };
    let mut sleepers = Vec::new();
    for entry in entries() {
        let make = |patterned: bool| {
            single(entry, |port| match port.name {
                "size" | "decay" | "predelay" => Input::Constant(port.minimum.max(0.0)),
                "time" => Input::Constant(0.01),
                _ if patterned => Input::Pattern(0),
                _ => Input::Constant(plain(port)),
            })
        };
        for patterned in [false, true] {
            let (whole, slept) = play(&mut make(patterned), SUB_BLOCK);
            let whole = order(whole, SUB_BLOCK);
            if slept && !patterned {
                sleepers.push(entry.heading.name());
            }
            for size in [1, 37, 100, 441] {
                let (parts, _) = play(&mut make(patterned), size);
                let parts = order(parts, size);
                for side in 0..2 {
                    let differs =
                        (0..parts[side].len()).find(|at| parts[side][*at] != whole[side][*at]);
                    assert_eq!(
                        differs,
                        None,
                        "{} by {size}, patterned: {patterned}",
                        entry.heading.name()
                    );
                }
            }
        }
    }
    for name in [
        "scramble",
        "smear",
        "pitchshift",
        "binshift",
        "vowel",
        "transient",
        "spring",
        "lush",
    ] {
        assert!(sleepers.contains(&name), "{name} does not sleep");
    }
}

#[test]
fn no_number_at_any_port_stays_in_a_node() {
    /// One a sub-block.
    const WILD: [f32; 6] = [0.0, -1.0, 1e9, -1e30, 3e38, f32::NAN];
    let second = RATE as u64 / SUB_BLOCK as u64;
    let mut failures = Vec::new();
    for entry in entries() {
        for (port, described) in entry.fed().enumerate() {
            let is_audio = described.kind == PortKind::Audio;
            if matches!(described.kind, PortKind::Trigger) {
                continue;
            }
            // Each second's peak while the port hears what it should, wild numbers, and again what it should.
            let play = |wild: bool| {
                let mut builder = GraphBuilder::new(RATE);
                builder.source("voices");
                builder.source("wild");
                let inputs: Vec<Input> = entry
                    .fed()
                    .enumerate()
                    .map(|(other, described)| match described.kind {
                        _ if other == port => Input::Source(1),
                        PortKind::Audio => Input::Source(0),
                        PortKind::Trigger => Input::Pattern(0),
                        _ => Input::Constant(plain(described)),
                    })
                    .collect();
                let node = builder.add(entry, &inputs, &[]);
                builder.output(0, node);
                let mut schedule = builder.compile();
                let mut peaks = [0.0_f32; 3];
                for block in 0..3 * second {
                    schedule.begin(0..SUB_BLOCK);
                    let mut random = Random::new(block);
                    for source in 0..2 {
                        let StereoBlock { left, right } = schedule.source_mut(source);
                        for x in left.iter_mut().chain(right) {
                            let noise = 0.5 * random.bipolar();
                            *x = match WILD.get((block as usize).wrapping_sub(200)) {
                                Some(number) if wild && source == 1 => *number,
                                _ if source == 1 && !is_audio => plain(described),
                                _ => noise,
                            };
                        }
                    }
                    schedule.process(&Segment::bare(block * SUB_BLOCK as u64, 0..SUB_BLOCK));
                    let out = schedule.output(0);
                    for x in out.left.iter().chain(&out.right) {
                        assert!(x.is_finite(), "{} {}", entry.heading.name(), described.name);
                        let peak = &mut peaks[(block / second) as usize];
                        *peak = peak.max(x.abs());
                    }
                }
                peaks
            };
            // What follows a signal or reckons with it goes wherever that goes.
            if matches!(entry.kind, nodes::Kind::Control | nodes::Kind::Arithmetic) {
                play(true);
                continue;
            }
            let (well, after) = (play(false), play(true));
            let effect = entry.kind == nodes::Kind::Effect && described.maximum.is_finite();
            let bounded = !effect || after[0] < 1e4;
            // A second later it sounds again, and not much louder than it should.
            let sounds = after[2] >= 0.3 * well[2] || well[2] < 1e-3;
            let recovers = after[2] <= 4.0 * well[2].max(0.3);
            if !(bounded && sounds && recovers) {
                failures.push(format!(
                    "{} {}: {after:?} in place of {well:?}",
                    entry.heading.name(),
                    described.name
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}
