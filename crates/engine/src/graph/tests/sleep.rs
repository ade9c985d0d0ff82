//! Sleep: what has nothing to do is not run, and nobody can hear that.

use crate::graph::nodes::find_effect;
use crate::graph::tests::*;

/// -120 dB.
const SILENCE: f32 = 1e-6;

/// Frames that a burst of noise lasts.
const BURST: u64 = 640;

/// Sub-blocks in which all that is tested here falls asleep: 30 s.
const PATIENCE: u64 = 22_500;

/// Source 0 through effects one after another, rooms as small as they go.
fn chain(names: &[&str]) -> Schedule {
    let mut builder = GraphBuilder::new(RATE);
    let mut sound = builder.source("voices");
    for name in names {
        let entry = find_effect(name).expect("in the table");
        let inputs: Vec<Input> = entry
            .fed()
            .enumerate()
            .map(|(port, other)| match other.name {
                _ if port == 0 => sound,
                "size" | "decay" => other.minimum.into(),
                _ => plain(other).into(),
            })
            .collect();
        sound = builder.add(entry, &inputs, &[]).into();
    }
    builder.output(0, sound);
    builder.compile()
}

/// One sub-block, into which noise comes in the frames from `burst` on. Returns the peak of output 0.
fn advance(schedule: &mut Schedule, block: u64, burst: u64) -> f32 {
    schedule.begin(0..SUB_BLOCK);
    let frame = block * SUB_BLOCK as u64;
    if (burst..burst + BURST).contains(&frame) {
        let mut random = Random::new(frame);
        let samples = &mut schedule.source_mut(0).left;
        samples.fill_with(|| random.bipolar() * 0.5);
    }
    schedule.process(&Segment::bare(frame, 0..SUB_BLOCK));
    let StereoBlock { left, right } = schedule.output(0);
    let samples = left.iter().chain(right);
    samples.fold(0.0, |peak, y| peak.max(y.abs()))
}

#[test]
fn an_effect_whose_tail_is_over_sleeps_and_wakes() {
    for name in ["lpf", "delay", "reverb", "gain", "ladder", "comp", "chorus"] {
        let mut schedule = chain(&[name]);
        let mut block = 0;
        while schedule.asleep() == 0 {
            assert!(block < PATIENCE, "{name} does not sleep");
            let peak = advance(&mut schedule, block, 0);
            // No more is cut off than nobody hears.
            assert!(schedule.asleep() == 0 || peak < SILENCE, "{name}: {peak}");
            block += 1;
        }
        assert!(block > BURST / SUB_BLOCK as u64, "{name}");
        let burst = (block + 100) * SUB_BLOCK as u64;
        let mut heard = 0.0_f32;
        for block in block..block + 200 {
            heard = heard.max(advance(&mut schedule, block, burst));
            if block == burst / SUB_BLOCK as u64 {
                assert_eq!(schedule.asleep(), 0, "{name}");
            }
        }
        assert!(heard > 0.01, "{name}: {heard}");
    }
}

#[test]
fn what_hears_sleepers_alone_sleeps_as_well() {
    let mut schedule = chain(&["lpf", "delay", "reverb", "gain"]);
    let fell_asleep = |block: &u64| {
        advance(&mut schedule, *block, 0);
        schedule.asleep() == 4
    };
    let block = (0..PATIENCE).find(fell_asleep).expect("they sleep");
    advance(&mut schedule, block + 1, 0);
    assert!(!schedule.sounds(0));
}

#[test]
fn what_slept_sounds_as_if_it_had_been_awake() {
    for name in [
        "reverb", "lush", "plate", "chorus", "flanger", "phaser", "vibrato", "tremolo", "ring",
        "fshift", "tape",
    ] {
        let (mut sleeper, mut waker) = (chain(&[name]), chain(&[name]));
        let mut block = 0;
        let mut burst = 0;
        let mut end = PATIENCE;
        let mut greatest = 0.0_f32;
        while block < end {
            advance(&mut sleeper, block, burst);
            // What is written to, be it nothing, is listened to.
            let frame = block * SUB_BLOCK as u64;
            waker.begin(0..SUB_BLOCK);
            let written = waker.source_mut(0);
            if (burst..burst + BURST).contains(&frame) {
                let mut random = Random::new(frame);
                written.left.fill_with(|| random.bipolar() * 0.5);
            }
            waker.process(&Segment::bare(frame, 0..SUB_BLOCK));
            assert_eq!(waker.asleep(), 0, "{name}");
            let (slept, woke) = (sleeper.output(0), waker.output(0));
            for (a, b) in slept.left.iter().zip(&woke.left) {
                greatest = greatest.max((a - b).abs());
            }
            if sleeper.asleep() == 1 && end == PATIENCE {
                // Some time of sleep, no round number of anything, and another burst.
                burst = frame + 12_345 / SUB_BLOCK as u64 * SUB_BLOCK as u64;
                end = block + 12_345 / SUB_BLOCK as u64 + 100;
            }
            block += 1;
        }
        assert!(end < PATIENCE, "{name} does not sleep");
        assert!(greatest < 10.0 * SILENCE, "{name}: {greatest}");
    }
}

#[test]
fn a_sleeper_is_silent_whatever_else_its_buffer_serves() {
    let mut builder = GraphBuilder::new(RATE);
    let voices = builder.source("voices");
    let mut node = |name: &str, inputs: &[Input]| {
        Input::from(builder.add_named(name, inputs).expect("in the table"))
    };
    // The noise has been read when the filter needs a buffer.
    let noise = node("white", &[]);
    let soft = node("*", &[noise, 0.5.into()]);
    let filter = node("lpf", &[voices, 800.0.into(), 0.7.into()]);
    let sum = node("+", &[filter, 0.25.into()]);
    builder.output(1, soft);
    builder.output(0, sum);
    let mut schedule = builder.compile();
    let list = schedule.list();
    let buffer_of = |name: &str| {
        list.nodes
            .iter()
            .find(|node| node.name == name)
            .map(|node| node.buffer)
    };
    assert_eq!(buffer_of("white"), buffer_of("lpf"));
    for block in 0..PATIENCE {
        advance(&mut schedule, block, 0);
        if schedule.asleep() == 1 {
            assert_eq!(schedule.output(0), &StereoBlock::filled(0.25));
            return;
        }
    }
    panic!("the filter does not sleep");
}

#[test]
fn what_goes_round_is_heard_until_it_is_silent_and_then_sleeps() {
    let mut builder = GraphBuilder::new(RATE);
    let voices = builder.source("voices");
    let bus = builder.bus("~a");
    let half = builder.add_named("*", &[bus, 0.5.into()]);
    let sum = builder.add_named("+", &[voices, half.expect("in the table").into()]);
    builder.define("~a", sum.expect("in the table"));
    builder.output(0, bus);
    let mut schedule = builder.compile();
    for block in 0..100 {
        schedule.begin(0..SUB_BLOCK);
        if block == 0 {
            schedule.source_mut(0).left[10] = 1.0;
        }
        schedule.process(&Segment::bare(block * SUB_BLOCK as u64, 0..SUB_BLOCK));
        if block < 18 {
            assert_eq!(schedule.output(0).left[10], 0.5_f32.powi(block as i32));
        }
    }
    assert_eq!(schedule.asleep(), 2);
    assert!(!schedule.sounds(0));
}

#[test]
fn a_sleeper_wakes_when_a_pattern_or_a_macro_moves() {
    for input in [Input::Pattern(0), Input::Smooth(0), Input::Macro(0)] {
        let mut builder = GraphBuilder::new(RATE);
        let scaled = builder.add_named("*", &[input, 0.5.into()]);
        builder.output(0, scaled.expect("in the table"));
        let mut schedule = builder.compile();
        let mut before = 0.0;
        for block in 0..100 {
            schedule.begin(0..SUB_BLOCK);
            if block == 20 {
                assert_eq!(schedule.asleep(), 1);
                schedule.push_step(0, event(10, 1.0));
                schedule.set_macro(0, 1.0);
            }
            schedule.process(&Segment::bare(block * SUB_BLOCK as u64, 0..SUB_BLOCK));
            for y in &schedule.output(0).left {
                // What is smoothed comes without a step: at most its first, 0.5 over some 240 frames.
                let step = y - before;
                assert!(
                    input == Input::Pattern(0) || step.abs() < 0.005,
                    "{input:?}: {step}"
                );
                before = *y;
            }
        }
        assert!((before - 0.5).abs() < 1e-3, "{input:?}: {before}");
    }
}
