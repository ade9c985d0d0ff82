//! One graph takes over from another, frame by frame: what is the same goes on, what changed fades over in 10 ms, from a
//! sub-block after the swap on.

use crate::graph::tests::*;

/// Frames from the swap on until the fade begins, and those that it lasts.
const WAIT: usize = SUB_BLOCK;
const FADE: usize = 480;

/// How much of the new graph is heard so many frames after the swap.
fn weight(frame: usize) -> f32 {
    (frame.saturating_sub(WAIT) as f32 / FADE as f32).min(1.0)
}

/// A graph, described by a closure that adds nodes by name.
fn graph(describe: impl FnOnce(&mut GraphBuilder)) -> Schedule {
    let mut builder = GraphBuilder::new(RATE);
    describe(&mut builder);
    builder.compile()
}

fn node(builder: &mut GraphBuilder, name: &str, inputs: &[Input]) -> Input {
    builder
        .add_named(name, inputs)
        .expect("in the table")
        .into()
}

/// Plays graphs one after the other.
struct Play<F> {
    block: u64,
    /// Writes the inputs of a sub-block.
    feed: F,
}

impl<F: FnMut(&mut Schedule, u64)> Play<F> {
    fn new(feed: F) -> Self {
        Self { block: 0, feed }
    }

    /// The left channel of output 0 over so many sub-blocks.
    fn alone(&mut self, schedule: &mut Schedule, blocks: usize) -> Vec<f32> {
        let mut heard = Vec::new();
        for _ in 0..blocks {
            schedule.begin(0..SUB_BLOCK);
            (self.feed)(schedule, self.block);
            schedule.process(&Segment::bare(self.block * SUB_BLOCK as u64, 0..SUB_BLOCK));
            heard.extend_from_slice(&schedule.output(0).left);
            self.block += 1;
        }
        heard
    }

    /// The same from a swap on.
    fn swapped(&mut self, old: &mut Schedule, new: &mut Schedule, blocks: usize) -> Vec<f32> {
        let fades = new.succeed(old);
        self.over(fades, old, new, blocks)
    }

    /// The same where the new graph has been told already.
    fn over(
        &mut self,
        fades: bool,
        old: &mut Schedule,
        new: &mut Schedule,
        blocks: usize,
    ) -> Vec<f32> {
        let fade = Fade::new(self.block * SUB_BLOCK as u64, 0, RATE);
        let mut heard = Vec::new();
        for _ in 0..blocks {
            let frame = self.block * SUB_BLOCK as u64;
            if !fades || fade.is_over(frame) {
                new.stand_alone();
                heard.extend(self.alone(new, 1));
                continue;
            }
            new.begin(0..SUB_BLOCK);
            (self.feed)(new, self.block);
            old.begin(0..SUB_BLOCK);
            new.process_over(&Segment::bare(frame, 0..SUB_BLOCK), old, &fade);
            heard.extend_from_slice(&new.output(0).left);
            self.block += 1;
        }
        heard
    }
}

/// Fills the voice source with noise of its own for each sub-block.
fn noise(schedule: &mut Schedule, block: u64) {
    let mut random = Random::new(block);
    if schedule.sources() > 0 {
        schedule.source_mut(0).left.fill_with(|| random.bipolar());
    }
}

/// What the voice source held in those sub-blocks.
fn noises(blocks: std::ops::Range<u64>) -> Vec<f32> {
    blocks
        .flat_map(|block| {
            let mut random = Random::new(block);
            (0..SUB_BLOCK)
                .map(move |_| random.bipolar())
                .collect::<Vec<_>>()
        })
        .collect()
}

fn assert_near(heard: &[f32], expected: impl Fn(usize) -> f32) {
    for (frame, y) in heard.iter().enumerate() {
        let expected = expected(frame);
        assert!(
            (y - expected).abs() < 1e-5,
            "frame {frame}: {y}, not {expected}"
        );
    }
}

/// The greatest step from frame to frame.
fn step(heard: &[f32]) -> f32 {
    let steps = heard.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    steps.fold(0.0, f32::max)
}

#[test]
fn a_changed_number_is_led_to_its_new_value() {
    let make = |level: f32| {
        graph(|builder| {
            let voices = builder.source("voices");
            let scaled = node(builder, "*", &[voices, level.into()]);
            builder.output(0, scaled);
        })
    };
    let (mut old, mut new) = (make(0.5), make(0.2));
    let mut play = Play::new(noise);
    play.alone(&mut old, 3);
    let heard = play.swapped(&mut old, &mut new, 12);
    let sound = noises(3..15);
    assert_near(&heard, |frame| {
        sound[frame] * (0.5 + (0.2 - 0.5) * weight(frame))
    });
}

#[test]
fn what_comes_to_an_output_fades_in_and_what_leaves_it_out() {
    let make = |level: f32| graph(|builder| builder.output(0, level));
    let (mut old, mut new) = (make(0.5), make(-0.25));
    let mut play = Play::new(|_: &mut Schedule, _| ());
    play.alone(&mut old, 3);
    let heard = play.swapped(&mut old, &mut new, 12);
    assert_near(&heard, |frame| 0.5 - 0.75 * weight(frame));
}

#[test]
fn what_the_new_graph_has_not_runs_along_until_it_is_faded_out() {
    let make = |with: bool| {
        graph(|builder| {
            let voices = builder.source("voices");
            builder.scope("~a");
            let doubled = node(builder, "*", &[voices, 2.0.into()]);
            builder.scope("~b");
            let ghost = node(builder, "+", &[doubled, 0.25.into()]);
            let ghost = node(builder, "+", &[ghost, voices]);
            builder.output(0, if with { ghost } else { doubled });
        })
    };
    let (mut old, mut new) = (make(true), make(false));
    let mut play = Play::new(noise);
    play.alone(&mut old, 3);
    let heard = play.swapped(&mut old, &mut new, 12);
    let sound = noises(3..15);
    assert_near(&heard, |frame| {
        let (before, after) = (3.0 * sound[frame] + 0.25, 2.0 * sound[frame]);
        before + (after - before) * weight(frame)
    });
}

#[test]
fn what_goes_round_in_the_old_graph_goes_round_until_it_is_faded_out() {
    let make = |kept: bool| {
        graph(|builder| {
            let voices = builder.source("voices");
            if !kept {
                builder.output(0, voices);
                return;
            }
            let bus = builder.bus("~a");
            let again = node(builder, "*", &[bus, 0.5.into()]);
            let sum = node(builder, "+", &[voices, again]);
            builder.define("~a", sum);
            builder.output(0, bus);
        })
    };
    let (mut old, mut new) = (make(true), make(false));
    let mut play = Play::new(|schedule: &mut Schedule, block| {
        if block == 2 {
            schedule.source_mut(0).left[10] = 1.0;
        }
    });
    play.alone(&mut old, 3);
    let heard = play.swapped(&mut old, &mut new, 6);
    assert_near(&heard, |frame| match frame % SUB_BLOCK {
        10 => 0.5_f32.powi(1 + (frame / SUB_BLOCK) as i32) * (1.0 - weight(frame)),
        _ => 0.0,
    });
}

#[test]
fn nodes_that_change_places_fade_over() {
    let make = |halved_first: bool| {
        graph(|builder| {
            let voices = builder.source("voices");
            let (half, quarter) = (0.5.into(), 0.25.into());
            // Each with its place in the text, whichever is first.
            let later = builder.bus("~later");
            let (halved, lifted);
            if halved_first {
                halved = node(builder, "*", &[voices, half]);
                lifted = node(builder, "+", &[later, quarter]);
                builder.define("~later", halved);
                builder.output(0, lifted);
            } else {
                halved = node(builder, "*", &[later, half]);
                lifted = node(builder, "+", &[voices, quarter]);
                builder.define("~later", lifted);
                builder.output(0, halved);
            }
        })
    };
    let (mut old, mut new) = (make(true), make(false));
    let mut play = Play::new(noise);
    play.alone(&mut old, 3);
    let heard = play.swapped(&mut old, &mut new, 12);
    let sound = noises(3..15);
    for (frame, y) in heard.iter().enumerate() {
        let before = sound[frame] * 0.5 + 0.25;
        let after = (sound[frame] + 0.25) * 0.5;
        let within = after - 1e-5..=before + 1e-5;
        assert!(within.contains(y), "frame {frame}: {y}, not in {within:?}");
        if frame < WAIT {
            assert!((y - before).abs() < 1e-6, "frame {frame}");
        }
        if frame >= WAIT + FADE {
            assert!((y - after).abs() < 1e-6, "frame {frame}");
        }
    }
}

/// Something of everything: a phase, an echo, a loop, a smoothed pattern, a macro, a sleeper.
fn everything() -> Schedule {
    graph(|builder| {
        let voices = builder.source("voices");
        let tone = node(builder, "sine", &[301.0.into()]);
        let echo = node(builder, "delay", &[tone, 0.05.into()]);
        let bus = builder.bus("~a");
        let again = node(builder, "*", &[bus, 0.7.into()]);
        let sum = node(builder, "+", &[echo, again]);
        builder.define("~a", sum);
        let moved = node(builder, "*", &[sum, Input::Smooth(0)]);
        let moved = node(builder, "*", &[moved, Input::Macro(0)]);
        let filtered = node(builder, "lpf", &[voices, 900.0.into()]);
        builder.output(0, moved);
        builder.output(0, filtered);
        builder.probe(tone);
    })
}

#[test]
fn the_same_graph_goes_on_to_the_bit() {
    let feed = |schedule: &mut Schedule, block: u64| {
        schedule.set_macro(0, if block > 95 { 0.9 } else { 0.4 });
        if block.is_multiple_of(49) {
            let step = Step {
                frame: 7,
                value: 0.1 + block as f32 * 0.01,
                onset: true,
                duration: 100,
            };
            schedule.push_step(0, step);
        }
    };
    let whole = Play::new(feed).alone(&mut everything(), 150);
    let (mut old, mut new) = (everything(), everything());
    let mut play = Play::new(feed);
    let mut heard = play.alone(&mut old, 99);
    let (asleep, probe) = (old.asleep(), old.probe(0));
    assert!(asleep == 1 && probe != 0.0);
    assert!(!new.succeed(&mut old), "nothing is to fade");
    assert_eq!((new.asleep(), new.probe(0)), (asleep, probe));
    heard.extend(play.over(false, &mut old, &mut new, 51));
    assert!(heard == whole);
}

#[test]
fn faults_are_counted_on() {
    let make = || {
        graph(|builder| {
            let huge = node(builder, "*", &[Input::Source(0), f32::MAX.into()]);
            let huge = node(builder, "*", &[huge, f32::MAX.into()]);
            builder.output(0, huge);
        })
    };
    let (mut old, mut new) = (make(), make());
    let mut play = Play::new(noise);
    play.alone(&mut old, 5);
    let before = old.faults();
    assert!(before > 0);
    play.swapped(&mut old, &mut new, 5);
    assert_eq!(new.faults(), 2 * before);
}

#[test]
fn a_pattern_of_the_old_graph_stays_where_it_was() {
    let make = |name: &str| {
        graph(|builder| {
            builder.scope(name);
            let pattern = builder.pattern();
            let read = node(builder, "+", &[Input::Pattern(pattern), 0.0.into()]);
            builder.output(0, read);
        })
    };
    let (mut old, mut new) = (make("o1"), make("o2"));
    let mut play = Play::new(|schedule: &mut Schedule, block| {
        if block == 2 {
            schedule.push_step(0, event(10, 0.5));
        }
    });
    play.alone(&mut old, 3);
    let heard = play.swapped(&mut old, &mut new, 12);
    assert_near(&heard, |frame| 0.5 * (1.0 - weight(frame)));
}

#[test]
fn a_pattern_that_has_another_value_now_is_led_there() {
    let make = || {
        graph(|builder| {
            let pattern = builder.pattern();
            let read = node(builder, "+", &[Input::Pattern(pattern), 0.0.into()]);
            builder.output(0, read);
        })
    };
    let (mut old, mut new) = (make(), make());
    let mut play = Play::new(|_: &mut Schedule, _| ());
    play.alone(&mut old, 3);
    new.succeed(&mut old);
    new.turn_pattern(0, 0.8);
    let heard = play.over(true, &mut old, &mut new, 12);
    assert_near(&heard, |frame| 0.8 * weight(frame));
}

#[test]
fn an_echo_with_another_time_keeps_its_pitch() {
    let make = |time: f32| {
        graph(|builder| {
            let tone = node(builder, "sine", &[1_000.0.into()]);
            let inputs = [tone, Input::Pattern(0), 0.0.into(), 1.0.into()];
            let moving = node(builder, "delay", &inputs);
            let inputs = [tone, time.into(), 0.0.into(), 1.0.into()];
            let fixed = node(builder, "delay", &inputs);
            builder.output(0, fixed);
            builder.output(1, moving);
        })
    };
    let (mut old, mut new) = (make(0.05), make(0.03));
    let mut play = Play::new(|_: &mut Schedule, _| ());
    let before = step(&play.alone(&mut old, 100)[4_000..]);
    let heard = play.swapped(&mut old, &mut new, 50);
    assert!(
        step(&heard) < 1.2 * before,
        "{} beside {before}",
        step(&heard)
    );
}

#[test]
fn what_a_new_echo_repeats_begins_softly() {
    let make = |with: bool| {
        graph(|builder| {
            let voices = builder.source("voices");
            builder.output(0, voices);
            if with {
                let inputs = [voices, 0.05.into(), 0.0.into(), 1.0.into()];
                let echo = node(builder, "delay", &inputs);
                builder.output(0, echo);
            }
        })
    };
    let (mut old, mut new) = (make(false), make(true));
    let mut play = Play::new(|schedule: &mut Schedule, _| {
        schedule.source_mut(0).left.fill(0.5);
    });
    play.alone(&mut old, 3);
    let heard = play.swapped(&mut old, &mut new, 80);
    assert!((heard[heard.len() - 1] - 1.0).abs() < 1e-4);
    assert!(step(&heard) < 2.0 * 0.5 / FADE as f32, "{}", step(&heard));
}

#[test]
fn another_wave_or_memory_is_another_node() {
    let wave = |name: &str| {
        graph(|builder| {
            let entry = nodes::find("wavetable").expect("in the table");
            let tone = builder.add(entry, &[220.0.into()], &[name]);
            builder.output(0, tone);
        })
    };
    let (mut old, mut new) = (wave("saw"), wave("sine"));
    let mut play = Play::new(|_: &mut Schedule, _| ());
    assert!(step(&play.alone(&mut old, 20)) > 0.5);
    let heard = play.swapped(&mut old, &mut new, 40);
    assert!(step(&heard[WAIT + FADE..]) < 0.05);

    let echo = |time: f32| {
        graph(|builder| {
            let voices = builder.source("voices");
            let echo = node(
                builder,
                "delay",
                &[voices, time.into(), 0.0.into(), 1.0.into()],
            );
            builder.output(0, echo);
        })
    };
    let (mut old, mut new) = (echo(0.1), echo(0.8));
    let mut play = Play::new(|schedule: &mut Schedule, block| {
        if block == 30 {
            schedule.source_mut(0).left[0] = 1.0;
        }
    });
    play.alone(&mut old, 3);
    let heard = play.swapped(&mut old, &mut new, 640);
    let at = heard.iter().position(|y| *y > 0.5);
    assert_eq!(at, Some(27 * SUB_BLOCK + 38_400));
}
