//! What the mixer promises, by rendering tones through it.

use crate::graph::{GraphBuilder, Segment};
use crate::mixer::*;

const RATE: f64 = 48_000.0;

/// A schedule that puts a sine of `level` on each of the named outputs.
fn tones(levels: &[(usize, f32)]) -> Schedule {
    let mut builder = GraphBuilder::new(RATE);
    for &(output, level) in levels {
        let tone = builder
            .add_named("sine", &[(100.0 * (output as f32 + 1.0)).into()])
            .expect("in the table");
        let scaled = builder
            .add_named("*", &[tone.into(), level.into()])
            .expect("in the table");
        builder.output(output, scaled);
    }
    builder.compile()
}

/// The main output's left channel, cut into the given sizes.
fn render(mixer: &mut Mixer, schedule: &mut Schedule, blocks: u64, sizes: &[usize]) -> Vec<f32> {
    let mut all = Vec::new();
    let mut sizes = sizes.iter().cycle();
    for block in 0..blocks {
        let mut start = 0;
        while start < SUB_BLOCK {
            let end = (start + sizes.next().expect("endless")).min(SUB_BLOCK);
            schedule.begin(start..end);
            schedule.process(&Segment::bare(block * 64, start..end));
            mixer.process(&(start..end), schedule, None);
            all.extend_from_slice(&mixer.main().left[start..end]);
            start = end;
        }
    }
    all
}

fn level(samples: &[f32], frequency: f64) -> f64 {
    phonon_dsp::measure::amplitude_at(&samples[48_000..96_000], frequency, RATE)
}

#[test]
fn adding_an_output_leaves_the_others_as_loud_as_they_were() {
    let one = render(&mut Mixer::new(RATE), &mut tones(&[(1, 0.1)]), 1500, &[64]);
    let levels: Vec<_> = (0..6).map(|output| (output, 0.1)).collect();
    let many = render(&mut Mixer::new(RATE), &mut tones(&levels), 1500, &[64]);
    assert!((level(&one, 200.0) - 0.1).abs() < 1e-4);
    assert!((level(&many, 200.0) - level(&one, 200.0)).abs() < 1e-4);
}

#[test]
fn faders_mutes_and_solos_act_on_their_output() {
    let mut mixer = Mixer::new(RATE);
    let set = |mixer: &mut Mixer, output, gain, mute, solo| {
        mixer.set(output, StripSettings { gain, mute, solo });
    };
    set(&mut mixer, 1, 0.5, false, false);
    set(&mut mixer, 2, 1.0, true, false);
    let mut schedule = tones(&[(1, 0.2), (2, 0.2), (3, 0.2)]);
    let samples = render(&mut mixer, &mut schedule, 1500, &[64]);
    assert!((level(&samples, 200.0) - 0.1).abs() < 1e-3);
    assert!(level(&samples, 300.0) < 1e-4);
    assert!((level(&samples, 400.0) - 0.2).abs() < 1e-3);
    set(&mut mixer, 1, 0.5, false, true);
    let samples = render(&mut mixer, &mut schedule, 1500, &[64]);
    assert!((level(&samples, 200.0) - 0.1).abs() < 1e-3);
    assert!(level(&samples, 400.0) < 1e-4);
}

#[test]
fn a_separate_output_leaves_the_main_one() {
    let mut mixer = Mixer::new(RATE);
    mixer.set_separate(2, true);
    let mut schedule = tones(&[(1, 0.2), (2, 0.2)]);
    let samples = render(&mut mixer, &mut schedule, 1500, &[64]);
    assert!(level(&samples, 300.0) < 1e-4);
    let peak = mixer
        .separate(2)
        .expect("it sounds")
        .left
        .iter()
        .fold(0.0_f32, |p, y| p.max(y.abs()));
    assert!(peak > 0.05 && peak < 0.21, "{peak}");
    assert_eq!(mixer.separate(1), None);
    assert!((mixer.take_peaks(2)[0] - 0.2).abs() < 1e-3);
    assert_eq!(mixer.take_peaks(2), [0.0; 2]);
}

#[test]
fn the_main_output_is_guarded_and_free_of_dc() {
    let levels: Vec<_> = (0..SINKS).map(|output| (output, 1.0)).collect();
    let samples = render(&mut Mixer::new(RATE), &mut tones(&levels), 1500, &[64]);
    assert!(samples.iter().all(|y| y.abs() <= 1.0));
    let mut builder = GraphBuilder::new(RATE);
    builder.output(1, 0.5);
    let samples = render(&mut Mixer::new(RATE), &mut builder.compile(), 3000, &[64]);
    assert!(samples[0] > 0.4 && samples[samples.len() - 1].abs() < 1e-3);
}

#[test]
fn the_limiter_leaves_no_dc_in_low_waves_that_are_no_mirror_images() {
    let saw = |frequency: f32, gain: f32| {
        let mut builder = GraphBuilder::new(RATE);
        let saw = builder
            .add_named("saw", &[frequency.into()])
            .expect("in the table");
        let scaled = builder.add_named("*", &[saw.into(), gain.into()]);
        builder.output(1, scaled.expect("in the table"));
        builder.compile()
    };
    let hot = |gain| saw(40.0, gain);
    for look_ahead in [false, true] {
        let mut mixer = Mixer::new(RATE);
        mixer.set_look_ahead(look_ahead);
        // Limited all the time, for a part of each wave only, and far too hot.
        for (frequency, gain) in [(40.0, 2.0), (3.0, 0.5), (20.0, 0.45), (50.0, 7.0)] {
            let samples = render(&mut mixer, &mut saw(frequency, gain), 3_000, &[64]);
            assert!(samples.iter().all(|y| y.abs() <= 1.0));
            let last = &samples[samples.len() - 48_000..];
            let mean = last.iter().map(|y| f64::from(*y)).sum::<f64>() / 48_000.0;
            assert!(mean.abs() < 2e-3, "{mean} at {frequency} Hz, {look_ahead}");
        }
        // Once it is quiet, what passes is the input again.
        render(&mut mixer, &mut hot(0.0), 3_000, &[64]);
        let after = render(&mut mixer, &mut hot(0.1), 100, &[64]);
        let mut fresh = Mixer::new(RATE);
        fresh.set_look_ahead(look_ahead);
        let quiet = render(&mut fresh, &mut hot(0.1), 100, &[64]);
        let pairs = after.iter().zip(&quiet);
        let most = pairs.fold(0.0_f32, |most, (one, other)| most.max((one - other).abs()));
        assert!(most < 1e-9, "{most}, {look_ahead}");
    }
}

#[test]
fn the_cut_of_time_does_not_show() {
    let run = |sizes: &[usize]| {
        let mut mixer = Mixer::new(RATE);
        mixer.set_master(0.3);
        let samples = render(&mut mixer, &mut tones(&[(0, 0.9), (5, 0.9)]), 100, sizes);
        samples.iter().map(|y| y.to_bits()).collect::<Vec<_>>()
    };
    assert!(run(&[64]) == run(&[1]));
    assert!(run(&[64]) == run(&[7, 30, 64]));
}

#[test]
fn looking_ahead_delays_every_output_alike_and_guards_the_main_one() {
    let mut mixer = Mixer::new(RATE);
    mixer.set_separate(2, true);
    let plain = render(&mut mixer, &mut tones(&[(1, 0.2), (2, 0.2)]), 100, &[64]);
    let apart = mixer.separate(2).expect("it sounds").left;
    let mut mixer = Mixer::new(RATE);
    mixer.set_separate(2, true);
    assert_eq!(mixer.latency(), 0);
    mixer.set_look_ahead(true);
    let latency = mixer.latency();
    let mut schedule = tones(&[(1, 0.2), (2, 0.2)]);
    let late = render(&mut mixer, &mut schedule, 100, &[64]);
    assert!(late[latency..] == plain[..plain.len() - latency]);
    // The separate output: its last sub-block, `latency` frames earlier in the tone.
    let mut early = Mixer::new(RATE);
    early.set_separate(2, true);
    render(&mut early, &mut tones(&[(1, 0.2), (2, 0.2)]), 98, &[64]);
    let before = early.separate(2).expect("it sounds").left;
    let shift = 2 * SUB_BLOCK - latency;
    let now = mixer.separate(2).expect("it sounds").left;
    assert_eq!(now[..SUB_BLOCK - shift], before[shift..]);
    assert_ne!(now, apart);

    let levels: Vec<_> = (0..SINKS).map(|output| (output, 1.0)).collect();
    let mut mixer = Mixer::new(RATE);
    mixer.set_look_ahead(true);
    let loud = render(&mut mixer, &mut tones(&levels), 300, &[64]);
    assert!(loud.iter().all(|y| y.abs() < 0.98));
}

#[test]
fn what_still_waits_in_a_delay_comes_out_when_all_else_is_silent() {
    let mut mixer = Mixer::new(RATE);
    mixer.set_look_ahead(true);
    mixer.set_dc_block(false);
    let mut schedule = {
        let mut builder = GraphBuilder::new(RATE);
        let voices = builder.source("voices");
        builder.output(0, voices);
        builder.compile()
    };
    let mut heard = Vec::new();
    for block in 0..10 {
        schedule.begin(0..SUB_BLOCK);
        if block == 0 {
            schedule.source_mut(0).left[SUB_BLOCK - 1] = 0.5;
        }
        schedule.process(&Segment::bare(block * 64, 0..SUB_BLOCK));
        mixer.process(&(0..SUB_BLOCK), &schedule, None);
        heard.extend_from_slice(&mixer.main().left);
    }
    assert_eq!(heard[SUB_BLOCK - 1 + mixer.latency()], 0.5);
    assert!(!mixer.main_sounds());
}

/// A schedule that brings what is written to its only source.
fn voices() -> Schedule {
    let mut builder = GraphBuilder::new(RATE);
    let voices = builder.source("voices");
    builder.output(0, voices);
    builder.compile()
}

/// The main output's left channel while the source holds a level for so many sub-blocks, or nothing.
fn held(mixer: &mut Mixer, schedule: &mut Schedule, level: Option<f32>, blocks: u64) -> Vec<f32> {
    let mut heard = Vec::new();
    for block in 0..blocks {
        schedule.begin(0..SUB_BLOCK);
        if let Some(level) = level {
            schedule.source_mut(0).left.fill(level);
        }
        schedule.process(&Segment::bare(block * 64, 0..SUB_BLOCK));
        mixer.process(&(0..SUB_BLOCK), schedule, None);
        heard.extend_from_slice(&mixer.main().left);
    }
    heard
}

#[test]
fn the_limiter_recovers_while_nothing_sounds() {
    let (mut mixer, mut schedule) = (Mixer::new(RATE), voices());
    mixer.set_dc_block(false);
    held(&mut mixer, &mut schedule, Some(8.0), 10);
    assert!(mixer.reduction() < 0.2);
    held(&mut mixer, &mut schedule, None, 750);
    assert!(!mixer.main_sounds());
    assert_eq!(
        held(&mut mixer, &mut schedule, Some(0.5), 1),
        [0.5; SUB_BLOCK]
    );
}

#[test]
fn what_a_guard_lets_ring_out_ends_without_a_step() {
    let (mut mixer, mut schedule) = (Mixer::new(RATE), voices());
    held(&mut mixer, &mut schedule, Some(0.5), 20);
    let tail = held(&mut mixer, &mut schedule, None, 7_500);
    assert!(!mixer.main_sounds());
    assert!(tail[0].abs() > 0.001);
    let steps = tail.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    assert!(steps.fold(0.0, f32::max) < 1e-4);
}

#[test]
fn a_burst_however_loud_leaves_nothing_behind() {
    for wild in [50.0, 1e6, 3e38, f32::INFINITY, f32::NAN] {
        for look_ahead in [false, true] {
            let (mut mixer, mut schedule) = (Mixer::new(RATE), voices());
            mixer.set_look_ahead(look_ahead);
            let loud = held(&mut mixer, &mut schedule, Some(wild), 1);
            assert!(loud.iter().all(|x| x.abs() <= 1.0), "{wild}");
            // 100 ms later hardly any DC is left, and all is as loud as before.
            let after = held(&mut mixer, &mut schedule, None, 75);
            assert!(after[1_000..].iter().all(|x| x.abs() < 0.05), "{wild}");
            held(&mut mixer, &mut schedule, None, 675);
            let again = held(&mut mixer, &mut schedule, Some(0.25), 4);
            assert!((again[200] - 0.25).abs() < 0.02, "{wild}: {}", again[200]);
        }
    }
}

#[test]
fn lasting_dc_of_any_level_goes() {
    for level in [0.1, 0.9, 5.0, 30.0] {
        let (mut mixer, mut schedule) = (Mixer::new(RATE), voices());
        mixer.set_limiter(false);
        let heard = held(&mut mixer, &mut schedule, Some(level), 3_000);
        assert!(
            heard[heard.len() - 1].abs() < 0.01,
            "{level}: {}",
            heard[heard.len() - 1]
        );
    }
}

#[test]
fn outputs_that_the_host_takes_by_themselves_are_limited_as_the_main_one() {
    for look_ahead in [false, true] {
        let mut mixer = Mixer::new(RATE);
        mixer.set_separate(2, true);
        mixer.set_look_ahead(look_ahead);
        let mut schedule = tones(&[(2, 7.0)]);
        let mut most = 0.0_f32;
        for block in 0..300 {
            schedule.begin(0..SUB_BLOCK);
            schedule.process(&Segment::bare(block * 64, 0..SUB_BLOCK));
            mixer.process(&(0..SUB_BLOCK), &schedule, None);
            if let Some(block) = mixer.separate(2) {
                most = block.left.iter().fold(most, |most, x| most.max(x.abs()));
            }
        }
        assert!(most > 0.9 && most <= 1.0, "{most}");
    }
}

#[test]
fn what_is_no_number_in_an_output_touches_no_other() {
    let mut builder = GraphBuilder::new(RATE);
    let (wild, voices) = (builder.source("wild"), builder.source("voices"));
    builder.output(1, wild);
    builder.output(2, voices);
    let mut schedule = builder.compile();
    let mut mixer = Mixer::new(RATE);
    mixer.set_dc_block(false);
    mixer.set_separate(1, true);
    for block in 0..10 {
        schedule.begin(0..SUB_BLOCK);
        schedule.source_mut(0).left.fill(f32::NAN);
        schedule.source_mut(1).left.fill(0.25);
        schedule.process(&Segment::bare(block * 64, 0..SUB_BLOCK));
        mixer.process(&(0..SUB_BLOCK), &schedule, None);
        assert_eq!(mixer.main().left, [0.25; SUB_BLOCK]);
        let apart = mixer.separate(1).expect("it sounds");
        assert!(apart.left.iter().all(|x| *x == 0.0));
    }
    assert_eq!(mixer.faults(), 10);
}

/// A schedule that puts constant levels on outputs.
fn steady(levels: &[(usize, f32)]) -> Schedule {
    let mut builder = GraphBuilder::new(RATE);
    for &(output, level) in levels {
        builder.output(output, level);
    }
    builder.compile()
}

/// What is watched of an output in the latest frames.
fn watched(mixer: &Mixer, output: usize) -> Option<StereoBlock> {
    let found = mixer.watched().find(|(number, _)| *number == output);
    found.map(|(_, block)| block.clone())
}

#[test]
fn a_watched_output_is_seen_behind_its_fader_whether_it_is_folded_or_separate() {
    for separate in [false, true] {
        let mut schedule = steady(&[(1, 0.5), (2, 0.25)]);
        let mut mixer = Mixer::new(RATE);
        mixer.set(
            2,
            StripSettings {
                gain: 0.5,
                ..StripSettings::default()
            },
        );
        mixer.set_separate(2, separate);
        mixer.watch(1 << 2);
        for block in 0..4 {
            schedule.process(&Segment::bare(block * 64, 0..SUB_BLOCK));
            mixer.process(&(0..SUB_BLOCK), &schedule, None);
        }
        let seen = watched(&mixer, 2).expect("it is watched");
        assert_eq!((seen.left[0], seen.right[63]), (0.125, 0.125));
        assert!(watched(&mixer, 1).is_none());
        mixer.set(
            2,
            StripSettings {
                mute: true,
                ..StripSettings::default()
            },
        );
        for block in 4..400 {
            schedule.process(&Segment::bare(block * 64, 0..SUB_BLOCK));
            mixer.process(&(0..SUB_BLOCK), &schedule, None);
        }
        assert!(watched(&mixer, 2).expect("it is watched").left[63].abs() < 1e-4);
    }
}

#[test]
fn what_is_played_beside_goes_to_the_main_output_through_its_limiter() {
    let (mut schedule, mut mixer) = (steady(&[]), Mixer::new(RATE));
    let mut beside = StereoBlock::default();
    let mut loudest = 0.0_f32;
    for block in 0..100 {
        let sign = if block % 2 == 0 { 3.0 } else { -3.0 };
        beside.left.fill(sign);
        beside.right.fill(sign * 0.1);
        schedule.process(&Segment::bare(block * 64, 0..SUB_BLOCK));
        mixer.process(&(0..SUB_BLOCK), &schedule, Some(&beside));
        assert!(mixer.main_sounds());
        loudest = mixer
            .main()
            .left
            .iter()
            .fold(loudest, |most, y| most.max(y.abs()));
    }
    assert!((0.7..=1.0).contains(&loudest), "{loudest}");
    assert!(mixer.take_reduction() < 0.5);
    assert_eq!(mixer.take_reduction(), 1.0);
}
