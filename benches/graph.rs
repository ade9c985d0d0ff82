//! Phase 3 alone: what a song of sixty nodes costs a sub-block of 64 frames, and a song that sleeps. What each node costs
//! by itself is measured by the bench `nodes`.
//!
//! A sub-block lasts 1,333 µs at 48 kHz: 1% of real time is 13.3 µs.

use divan::Bencher;
use phonon_engine::graph::{GraphBuilder, Input, NodeId, SUB_BLOCK, Schedule, Segment};

fn main() {
    divan::main();
}

const RATE: f64 = 48_000.0;

/// Processes the next sub-block with a sound in source 0.
fn step(schedule: &mut Schedule, frame: &mut u64) {
    schedule.begin(0..SUB_BLOCK);
    if schedule.sources() > 0 {
        let block = schedule.source_mut(0);
        for index in 0..SUB_BLOCK {
            let wave = ((*frame as usize + index) % 100) as f32 * 0.01 - 0.5;
            block.left[index] = wave;
            block.right[index] = -wave;
        }
    }
    schedule.process(&Segment::bare(*frame, 0..SUB_BLOCK));
    *frame += SUB_BLOCK as u64;
}

fn run(bencher: Bencher, mut schedule: Schedule) {
    let mut frame = 0;
    for _ in 0..100 {
        step(&mut schedule, &mut frame);
    }
    bencher.bench_local(|| step(&mut schedule, &mut frame));
}

fn add(builder: &mut GraphBuilder, name: &str, inputs: &[Input]) -> NodeId {
    builder
        .add_named(name, inputs)
        .unwrap_or_else(|| panic!("no node `{name}`"))
}

/// Eight voices of saw, ladder or low-pass, more filters, six modulators, four delays, two reverbs, gains and pans.
fn sixty() -> Schedule {
    let mut builder = GraphBuilder::new(RATE);
    let mut modulators = Vec::new();
    for index in 0..6 {
        let wave = add(&mut builder, "sine", &[(0.1 + index as f32 * 0.37).into()]);
        let swing = add(&mut builder, "*", &[wave.into(), 300.0.into()]);
        modulators.push(add(&mut builder, "+", &[swing.into(), 900.0.into()]));
    }
    let mut sends = Vec::new();
    for index in 0..8 {
        let name = ["saw", "square", "tri", "pulse"][index % 4];
        let wave = add(&mut builder, name, &[(55.0 * (index + 1) as f32).into()]);
        let cutoff = if index < 6 {
            modulators[index].into()
        } else {
            1500.0.into()
        };
        let filtered = add(&mut builder, "lpf", &[wave.into(), cutoff, 1.5.into()]);
        let soft = add(&mut builder, "gain", &[filtered.into(), 0.1.into()]);
        let place = index as f32 / 7.0;
        sends.push(add(&mut builder, "pan", &[soft.into(), place.into()]));
    }
    for (index, send) in sends.chunks(2).enumerate() {
        let pair = add(&mut builder, "+", &[send[0].into(), send[1].into()]);
        let thin = add(&mut builder, "hpf", &[pair.into(), 120.0.into()]);
        let time = 0.2 + index as f32 * 0.07;
        let echo = add(&mut builder, "delay", &[thin.into(), time.into()]);
        if index < 2 {
            let room = add(&mut builder, "reverb", &[echo.into()]);
            builder.output(index + 1, room);
        } else {
            builder.output(index + 1, echo);
        }
    }
    builder.compile()
}

/// The song of sixty nodes. The goal is 2.5% of real time: 33 µs.
#[divan::bench]
fn song(bencher: Bencher) {
    let schedule = sixty();
    assert!(schedule.nodes() >= 55, "{}", schedule.nodes());
    run(bencher, schedule);
}

/// What a song costs when all is silent: everything sleeps.
#[divan::bench]
fn asleep(bencher: Bencher) {
    let mut builder = GraphBuilder::new(RATE);
    let mut sound = builder.source("voices");
    for _ in 0..10 {
        for (name, number) in [("lpf", 800.0), ("delay", 0.2), ("reverb", 0.5)] {
            sound = add(&mut builder, name, &[sound, number.into()]).into();
        }
    }
    builder.output(0, sound);
    let mut schedule = builder.compile();
    let mut frame = 0_u64;
    let mut silent = move || {
        schedule.begin(0..SUB_BLOCK);
        schedule.process(&Segment::bare(frame, 0..SUB_BLOCK));
        frame += SUB_BLOCK as u64;
    };
    for _ in 0..20_000 {
        silent();
    }
    bencher.bench_local(silent);
}
