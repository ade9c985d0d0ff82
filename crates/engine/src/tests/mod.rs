//! What the engine promises, by rendering small programs.

mod voices;

use std::sync::Arc;

use crate::allocation::real_time;
use crate::graph::GraphBuilder;
use crate::parameters;
use crate::program::{ORBITS, Parts, Program, Sequence, Sound, SoundTable, Tempo};
use crate::time::Beats;
use crate::{Change, Engine, Incoming, Report, Run, Setting, Settings, Stereo, Swap, Transport};
use phonon_pattern::{Graph, PatternId, Rational, Value, Word};
use phonon_samples::Sample;

const RATE: f64 = 44_100.0;

/// A sample of `frames` frames that all are `value`.
fn steady(value: f32, frames: usize) -> Sound {
    let sample = Sample::new(vec![vec![value; frames]], RATE).expect("frames");
    Sound::Loaded(vec![Arc::new(sample)])
}

fn sounds() -> SoundTable {
    let mut sounds = SoundTable::new();
    // A click: its first frame is all there is.
    let mut click = vec![0.0; 20];
    click[0] = 1.0;
    let click = Sample::new(vec![click], RATE).expect("frames");
    sounds.insert("click", Sound::Loaded(vec![Arc::new(click)]));
    sounds.insert("dc", steady(0.5, 44_100));
    let wave = (0..30_000)
        .map(|x| (x as f32 * 0.05).sin() * (-(x as f32) / 9_000.0).exp())
        .collect();
    let wave = Sample::new(vec![wave], 32_000.0).expect("frames");
    sounds.insert("wave", Sound::Loaded(vec![Arc::new(wave)]));
    for synth in &crate::voices::synths::TABLE {
        sounds.insert(synth.name, Sound::Synth(synth));
    }
    sounds
}

/// `s name`, `count` times a cycle, with further controls.
pub(super) fn repeated(
    graph: &mut Graph,
    name: &str,
    count: i64,
    controls: &[(&str, f64)],
) -> PatternId {
    let key = graph.intern("s");
    let word = graph.intern(name);
    let name = graph.pure(Value::Word(word));
    let mut pattern = graph.control(key, name);
    for (control, value) in controls {
        let key = graph.intern(control);
        let number = graph.number(*value);
        let control = graph.control(key, number);
        pattern = graph.with_controls(pattern, control);
    }
    graph.fast_by(Value::Ratio(Rational::integer(count)), pattern)
}

/// A program of the given patterns, each on the numbered output of its place (the first on o1).
pub(super) fn program(
    tempo: Option<Tempo>,
    make: impl FnOnce(&mut Graph) -> Vec<PatternId>,
) -> Box<Program> {
    program_with_knobs(tempo, |graph| (make(graph), Vec::new()))
}

/// The same whose patterns read macros, by their index and the input they read them by.
fn program_with_knobs(
    tempo: Option<Tempo>,
    make: impl FnOnce(&mut Graph) -> (Vec<PatternId>, Vec<(usize, Word)>),
) -> Box<Program> {
    Box::new(Program::new(parts(tempo, make)))
}

fn parts(
    tempo: Option<Tempo>,
    make: impl FnOnce(&mut Graph) -> (Vec<PatternId>, Vec<(usize, Word)>),
) -> Parts {
    let mut graph = Graph::new();
    let (patterns, knobs) = make(&mut graph);
    let mut builder = GraphBuilder::new(RATE);
    let mut orbits = [None; ORBITS];
    let mut sequences = Vec::new();
    for (index, pattern) in patterns.into_iter().enumerate() {
        let source = builder.source(&format!("o{}", index + 1));
        builder.output(index + 1, source);
        orbits[index] = Some(index);
        sequences.push(Sequence::new(pattern, index));
    }
    Parts {
        graph,
        sequences,
        values: Vec::new(),
        schedule: builder.compile(),
        probes: Vec::new(),
        knobs,
        sounds: sounds(),
        instruments: Vec::new(),
        refused: Vec::new(),
        tempo,
        orbits,
        beginnings: Vec::new(),
    }
}

fn engine(program: Box<Program>) -> Engine {
    let (mut engine, returns) = Engine::new(RATE, Settings::default());
    // Nobody takes old programs away in these tests; what does not fit waits with the engine.
    drop(returns);
    plain(&mut engine);
    engine
        .offer(program, Swap::Now)
        .unwrap_or_else(|_| panic!("room for the first program"));
    // Many of the test sounds are DC; what is measured here comes before the guard of the outputs.
    engine.mixer().set_dc_block(false);
    engine
}

/// The mixer lets pass what the voices make.
fn plain(engine: &mut Engine) {
    engine.mixer().set_limiter(false);
    engine.mixer().set_dc_block(false);
}

/// Renders blocks of the given lengths at what `host` says at the first frame of each.
fn render(
    engine: &mut Engine,
    lengths: &[usize],
    mut host: impl FnMut(u64) -> Transport,
) -> (Vec<f32>, Vec<f32>, Vec<Report>) {
    let (mut left, mut right, mut reports) = (Vec::new(), Vec::new(), Vec::new());
    let mut frame = 0;
    for &length in lengths {
        let (mut l, mut r) = (vec![0.0; length], vec![0.0; length]);
        let transport = host(frame);
        let mut outputs = Stereo {
            left: &mut l,
            right: &mut r,
        };
        let (report, heap) = real_time(|| engine.process(&transport, length, &mut outputs));
        assert_eq!(heap, 0, "heap operations on the audio thread");
        reports.push(report);
        left.extend(l);
        right.extend(r);
        frame += length as u64;
    }
    (left, right, reports)
}

/// A host at 120 quarter notes a minute from `beat` on.
fn rolling(frame: u64, beat: f64) -> Transport {
    Transport::rolling(120.0, Beats(beat + frame as f64 / 22_050.0))
}

fn clicks(left: &[f32]) -> Vec<usize> {
    (0..left.len()).filter(|&frame| left[frame] > 0.1).collect()
}

#[test]
fn onsets_land_on_their_frames() {
    // Five to a cycle of 88,200 frames.
    let program = program(None, |graph| vec![repeated(graph, "click", 5, &[])]);
    let (left, right, _) = render(&mut engine(program), &[512; 300], |frame| {
        rolling(frame, 0.0)
    });
    let expected: Vec<usize> = (0..9)
        .map(|k| k * 17_640)
        .filter(|at| *at < 512 * 300)
        .collect();
    assert_eq!(clicks(&left), expected);
    assert_eq!(left, right);
    assert!((left[0] - 0.4 * 0.5f32.sqrt()).abs() < 1e-6);
}

#[test]
fn any_partition_of_time_gives_the_same_bits() {
    let make = || {
        program(None, |graph| {
            vec![
                repeated(graph, "wave", 7, &[("speed", 1.37), ("cut", 1.0)]),
                repeated(
                    graph,
                    "wave",
                    11,
                    &[("speed", -0.7), ("accelerate", 0.5), ("pan", 0.2)],
                ),
                repeated(graph, "dc", 3, &[("begin", 0.25), ("nudge", 0.013)]),
                repeated(graph, "wave", 64, &[("note", 7.0), ("legato", 3.0)]),
            ]
        })
    };
    let total = 60_000;
    let whole = render(&mut engine(make()), &vec![512; total / 512 + 1], |frame| {
        rolling(frame, 0.0)
    });
    for block in [1, 7, 64, 333, 1024] {
        let part = render(&mut engine(make()), &vec![block; total / block], |frame| {
            rolling(frame, 0.0)
        });
        let length = part.0.len().min(whole.0.len());
        assert!(part.0[..length] == whole.0[..length], "blocks of {block}");
        assert!(part.1[..length] == whole.1[..length], "blocks of {block}");
    }
}

#[test]
fn any_partition_gives_the_same_bits_with_effects_synths_and_sends() {
    let make = || {
        program(None, |graph| {
            let mut patterns = vec![
                repeated(
                    graph,
                    "wave",
                    5,
                    &[
                        ("cutoff", 900.0),
                        ("lpenv", 3.0),
                        ("delay", 0.5),
                        ("delaytime", 0.11),
                    ],
                ),
                repeated(
                    graph,
                    "wave",
                    7,
                    &[
                        ("shape", 0.4),
                        ("crush", 5.0),
                        ("coarse", 3.0),
                        ("room", 0.4),
                        ("size", 0.6),
                    ],
                ),
                repeated(
                    graph,
                    "wave",
                    3,
                    &[
                        ("phaserrate", 2.0),
                        ("squiz", 2.0),
                        ("psrate", 1.5),
                        ("octer", 0.5),
                    ],
                ),
                repeated(
                    graph,
                    "wave",
                    6,
                    &[
                        ("fshift", 130.0),
                        ("waveloss", 30.0),
                        ("krush", 2.0),
                        ("leslie", 0.6),
                    ],
                ),
                repeated(
                    graph,
                    "wave",
                    4,
                    &[
                        ("attack", 0.02),
                        ("release", 0.1),
                        ("djf", 0.3),
                        ("ring", 0.4),
                        ("distort", 0.3),
                    ],
                ),
            ];
            for name in [
                "supersaw",
                "superpiano",
                "superfm",
                "superclap",
                "superhammond",
                "superhex",
                "pink",
                "gabor",
            ] {
                let synth = repeated(
                    graph,
                    name,
                    3,
                    &[("vib", 5.0), ("note", 3.0), ("accelerate", 0.2)],
                );
                patterns.push(synth);
            }
            patterns
        })
    };
    let total = 50_000;
    let whole = render(&mut engine(make()), &vec![512; total / 512], |frame| {
        rolling(frame, 0.0)
    });
    assert!(whole.0.iter().all(|x| x.is_finite()));
    for block in [1, 7, 333] {
        let part = render(&mut engine(make()), &vec![block; total / block], |frame| {
            rolling(frame, 0.0)
        });
        let length = part.0.len().min(whole.0.len());
        assert!(part.0[..length] == whole.0[..length], "blocks of {block}");
        assert!(part.1[..length] == whole.1[..length], "blocks of {block}");
    }
}

#[test]
fn a_bar_sounds_the_same_wherever_playing_began() {
    let make = || program(None, |graph| vec![repeated(graph, "click", 12, &[])]);
    let (left, _, _) = render(&mut engine(make()), &[512; 200], |frame| {
        rolling(frame, 0.0)
    });
    // From the second cycle on: 88,200 frames later.
    let (late, _, _) = render(&mut engine(make()), &[512; 20], |frame| rolling(frame, 4.0));
    assert!(late[..10_000] == left[88_200..98_200]);
}

#[test]
fn a_jump_silences_nothing_and_starts_what_is_there() {
    let program = program(None, |graph| vec![repeated(graph, "click", 4, &[])]);
    let (left, _, _) = render(&mut engine(program), &[500; 40], |frame| {
        if frame < 10_000 {
            rolling(frame, 0.0)
        } else {
            rolling(frame - 10_000, 64.0)
        }
    });
    assert_eq!(clicks(&left), [0, 10_000]);
}

#[test]
fn the_onset_at_zero_survives_a_pre_roll_and_nothing_sounds_before_it() {
    let program = program(None, |graph| vec![repeated(graph, "click", 4, &[])]);
    let (left, _, _) = render(&mut engine(program), &[256; 200], |frame| {
        rolling(frame, -1.5)
    });
    assert_eq!(clicks(&left), [33_075]);
}

#[test]
fn what_sounds_rings_on_when_the_transport_stops_and_nothing_new_starts() {
    let program = program(None, |graph| vec![repeated(graph, "dc", 4, &[])]);
    let (left, _, _) = render(&mut engine(program), &[441; 150], |frame| {
        if frame < 4410 {
            rolling(frame, 0.0)
        } else {
            Transport::stopped()
        }
    });
    assert!(left[40_000] > 0.1);
    assert!(left[44_100..].iter().all(|value| *value == 0.0));
}

#[test]
fn free_runs_at_the_program_s_tempo_without_a_host() {
    let tempo = Tempo {
        cps: 1.0,
        beats_per_cycle: 4.0,
    };
    let program = program(Some(tempo), |graph| vec![repeated(graph, "click", 4, &[])]);
    let mut engine = engine(program);
    engine.set_run(Run::Free);
    let (left, _, _) = render(&mut engine, &[512; 60], |_| Transport::stopped());
    assert_eq!(clicks(&left), [0, 11_025, 22_050]);
}

#[test]
fn a_tempo_that_a_text_no_longer_says_is_as_at_first_and_a_pause_keeps_it() {
    let quiet = |tempo| program(tempo, |_| Vec::new());
    let waltz = Tempo {
        cps: 2.0,
        beats_per_cycle: 3.0,
    };
    let (mut engine, mut returns) = Engine::new(RATE, Settings::default());
    engine.set_run(Run::Free);
    let mut tempo_after = |program| {
        while returns.pop().is_ok() {}
        assert!(engine.offer(program, Swap::Now).is_ok());
        let (_, _, reports) = render(&mut engine, &[512; 20], |_| Transport::stopped());
        let last = reports[reports.len() - 1];
        Tempo {
            cps: last.cps,
            beats_per_cycle: engine.beats_per_cycle(),
        }
    };
    let mut pause = quiet(None);
    pause.pause();
    assert_eq!(tempo_after(quiet(Some(waltz))), waltz);
    assert_eq!(tempo_after(pause), waltz);
    assert_eq!(tempo_after(quiet(Some(waltz))), waltz);
    let mut pause = quiet(None);
    pause.pause();
    assert_eq!(tempo_after(pause), waltz);
    assert_eq!(tempo_after(quiet(None)), Tempo::default());
}

#[test]
fn an_event_s_cps_sets_the_free_tempo() {
    let program = program(None, |graph| {
        vec![repeated(graph, "click", 2, &[("cps", 2.0)])]
    });
    let mut engine = engine(program);
    engine.set_run(Run::Free);
    let (left, _, _) = render(&mut engine, &[512; 50], |_| Transport::stopped());
    assert_eq!(clicks(&left), [0, 11_025, 22_050]);
}

/// Clicks, so many a cycle, whose events set one tempo after the other, evenly over each cycle.
fn changing_tempo(count: i64, tempi: &[f64]) -> Engine {
    let program = program(None, |graph| {
        let clicks = repeated(graph, "click", count, &[]);
        let steps: Vec<_> = tempi.iter().map(|cps| graph.number(*cps)).collect();
        let steps = graph.fastcat(&steps);
        let key = graph.intern("cps");
        let tempo = graph.control(key, steps);
        vec![graph.with_controls(clicks, tempo)]
    });
    let mut engine = engine(program);
    engine.set_run(Run::Free);
    engine
}

#[test]
fn tempo_patterns_are_exact_to_the_frame() {
    let tempi = [1.0, 1.0, 1.0, 0.125];
    let (left, _, _) = render(&mut changing_tempo(4, &tempi), &[441; 2_000], |_| {
        Transport::stopped()
    });
    let mut time = 0.0;
    let mut expected = Vec::new();
    for cps in tempi.iter().cycle() {
        let frame = (time * RATE - 1e-3).ceil() as usize;
        if frame >= left.len() {
            break;
        }
        expected.push(frame);
        time += 0.25 / cps;
    }
    assert!(expected.len() > 25);
    assert_eq!(clicks(&left), expected);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
    #[test]
    fn tempo_patterns_give_the_same_bits_for_every_partition(
        tempi in proptest::collection::vec(0.05f64..20.0, 1..7),
        count in 1i64..40,
        lengths in proptest::collection::vec(1usize..1_500, 10..60),
    ) {
        let total: usize = lengths.iter().sum();
        let stopped = |_| Transport::stopped();
        let (parts, _, _) = render(&mut changing_tempo(count, &tempi), &lengths, stopped);
        let (whole, _, _) = render(&mut changing_tempo(count, &tempi), &[total], stopped);
        proptest::prop_assert!(parts == whole);
        proptest::prop_assert!(!clicks(&whole).is_empty());
    }
}

#[test]
fn a_swap_doubles_and_loses_nothing() {
    let make = || program(None, |graph| vec![repeated(graph, "click", 16, &[])]);
    let (mut engine, mut returns) = Engine::new(RATE, Settings::default());
    plain(&mut engine);
    assert!(engine.offer(make(), Swap::Now).is_ok());
    let mut all = Vec::new();
    for block in 0..200u64 {
        if block % 3 == 1 {
            while returns.pop().is_ok() {}
            assert!(engine.offer(make(), Swap::Now).is_ok());
        }
        let (mut left, mut right) = (vec![0.0; 441], vec![0.0; 441]);
        let mut outputs = Stereo {
            left: &mut left,
            right: &mut right,
        };
        engine.process(&rolling(block * 441, 0.0), 441, &mut outputs);
        all.extend(left);
    }
    let expected: Vec<usize> = (0..16)
        .map(|k| (k as f64 * 5512.5).ceil() as usize)
        .collect();
    assert_eq!(clicks(&all), expected);
}

#[test]
fn a_late_sound_that_waits_during_a_swap_starts_once() {
    // The click at 0 sounds 0.1 s late; the swap comes between.
    let make = || {
        program(None, |graph| {
            vec![repeated(graph, "click", 1, &[("nudge", 0.1)])]
        })
    };
    let play = |swaps: bool| {
        let mut engine = engine(make());
        let (before, _, _) = render(&mut engine, &[64], |frame| rolling(frame, 0.0));
        if swaps {
            assert!(engine.offer(make(), Swap::Now).is_ok());
        }
        let beat = 64.0 / 22_050.0;
        let (after, _, _) = render(&mut engine, &[64; 100], |frame| rolling(frame, beat));
        [before, after].concat()
    };
    let (plain, swapped) = (play(false), play(true));
    assert_eq!(clicks(&plain), [4_410]);
    assert_eq!(clicks(&swapped), [4_410]);
    assert!((swapped[4_410] - plain[4_410]).abs() < 1e-6);
}

#[test]
fn a_sound_starts_at_most_a_quarter_of_a_second_early_in_any_blocks() {
    for nudge in [-0.25, -1.0, -5.0] {
        for length in [64, 500, 2_048] {
            let program = program(None, |graph| {
                vec![repeated(graph, "click", 1, &[("nudge", nudge)])]
            });
            let blocks = vec![length; 80_000 / length];
            let (left, _, _) = render(&mut engine(program), &blocks, |frame| rolling(frame, 0.0));
            // Cycle 1 begins at frame 88,200; cycle 0 has its sound at the very start or not at all.
            let early: Vec<usize> = clicks(&left).into_iter().filter(|at| *at > 0).collect();
            assert_eq!(early, [88_200 - 11_025], "{nudge} in blocks of {length}");
        }
    }
}

#[test]
fn a_swap_at_the_next_cycle_waits_for_it_to_the_frame() {
    let first = program(None, |graph| vec![repeated(graph, "click", 4, &[])]);
    let second = program(None, |graph| vec![repeated(graph, "click", 2, &[])]);
    let mut engine = engine(first);
    render(&mut engine, &[512; 4], |frame| rolling(frame, 0.0));
    assert!(engine.offer(second, Swap::NextCycle).is_ok());
    let (left, _, _) = render(&mut engine, &[512; 350], |frame| rolling(frame + 2048, 0.0));
    let expected = [22_050, 44_100, 66_150, 88_200, 132_300, 176_400].map(|at: usize| at - 2048);
    assert_eq!(clicks(&left), expected);
}

#[test]
fn what_plays_once_plays_one_cycle_and_not_again_after_a_swap() {
    let once = |statement: u64| {
        let clicks = |graph: &mut Graph| vec![repeated(graph, "click", 4, &[])];
        let mut parts = parts(None, |graph| (clicks(graph), Vec::new()));
        let pattern = parts.sequences[0].pattern;
        parts.sequences[0] = Sequence::once(pattern, 0, statement);
        Box::new(Program::new(parts))
    };
    let mut engine = engine(once(1));
    let (first, _, _) = render(&mut engine, &[441; 400], |frame| rolling(frame, 0.0));
    assert_eq!(clicks(&first), [0, 22_050, 44_100, 66_150]);
    // The same statement in a later program plays no second time; another one does.
    assert!(engine.offer(once(1), Swap::Now).is_ok());
    let (second, _, _) = render(&mut engine, &[441; 200], |frame| {
        rolling(frame + 176_400, 0.0)
    });
    assert_eq!(clicks(&second), Vec::<usize>::new());
    assert!(engine.offer(once(2), Swap::Now).is_ok());
    // It comes after the cycle has begun: it plays with the next one.
    let (third, _, _) = render(&mut engine, &[441; 600], |frame| {
        rolling(frame + 264_600, 0.0)
    });
    assert_eq!(clicks(&third), [88_200, 110_250, 132_300, 154_350]);
}

/// What every host's blocks must give: the same bits, through the guard of the outputs as well.
#[track_caller]
fn same_in_blocks(what: &str, sizes: &[usize], make: impl Fn() -> Box<Program>) {
    let play = |size: usize| {
        let (mut engine, _returns) = Engine::new(RATE, Settings::default());
        engine.set_run(Run::Free);
        assert!(engine.offer(make(), Swap::Now).is_ok());
        let (left, right, _) = render(&mut engine, &vec![size; 84_480 / size], |_| {
            Transport::stopped()
        });
        [left, right]
    };
    let whole = play(512);
    assert!(whole[0].iter().any(|x| *x != 0.0), "{what} is silent");
    for size in sizes.iter().copied() {
        let parts = play(size);
        for (whole, part) in whole.iter().zip(&parts) {
            let count = whole.len().min(part.len());
            let differs = (0..count)
                .find(|at| whole[*at].to_bits() != part[*at].to_bits() && whole[*at] != part[*at]);
            assert_eq!(differs, None, "{what} in blocks of {size}");
        }
    }
}

#[test]
fn every_synth_sounds_and_sounds_again_the_same_in_all_blocks() {
    for synth in &crate::voices::synths::TABLE {
        if synth.is_under_way() {
            continue;
        }
        // An event of 55 ms, and after some 700 ms another one.
        let make = || {
            program(None, |graph| {
                vec![repeated(
                    graph,
                    synth.name,
                    2,
                    &[("cps", 0.71), ("legato", 0.08)],
                )]
            })
        };
        same_in_blocks(synth.name, &[1, 37, 100, 441, 1_056], make);
    }
}

#[test]
fn every_parameter_sounds_and_sounds_again_the_same_in_all_blocks() {
    for parameter in parameters::Parameter::all() {
        let description = parameter.description();
        if description.kind != parameters::Kind::Number || ["cps", "gain", "amp"].contains(&description.name)
            // Those of the operators of superfm are tested as all synths are.
            || description.name.ends_with(|letter: char| ('1'..='6').contains(&letter) && description.name.len() > 4)
        {
            continue;
        }
        let (low, high) = description.range;
        let value = f64::from(low + 0.6 * (high - low));
        let mut controls = vec![("cps", 0.71), (description.name, value)];
        // What shapes something needs that.
        let partners = [
            ("delay", 0.5),
            ("room", 0.3),
            ("leslie", 0.5),
            ("lpf", 900.0),
            ("hpf", 200.0),
            ("bpf", 800.0),
            ("tremolorate", 5.0),
            ("phaserrate", 3.0),
            ("ring", 0.4),
            ("octer", 0.5),
            ("krush", 2.0),
            ("fshift", 50.0),
            ("xsdelay", 7.0),
        ];
        let related = |name: &str| match description.name {
            other if other == name => false,
            other => {
                other.starts_with(&name[..2])
                    || (name == "leslie" && other.starts_with('l'))
                    || (name == "room" && ["size", "dry"].contains(&other))
            }
        };
        controls.extend(partners.iter().filter(|(name, _)| related(name)));
        let make = || {
            program(None, |graph| {
                let voices = repeated(
                    graph,
                    "wave",
                    2,
                    &[&controls[..], &[("legato", 0.1)]].concat(),
                );
                let synth = repeated(graph, "superfm", 1, &controls);
                vec![voices, synth]
            })
        };
        same_in_blocks(description.name, &[37, 441, 1_056], make);
    }
}

#[test]
fn what_else_plays_is_not_heard_in_a_voice_s_random_numbers() {
    for synth in &crate::voices::synths::TABLE {
        if synth.is_under_way() {
            continue;
        }
        // The second output is heard on the right alone.
        let play = |others: i64, beat: f64| {
            let program = program(None, |graph| {
                let own = repeated(graph, synth.name, 3, &[("pan", 0.0), ("waveloss", 30.0)]);
                let controls = [("pan", 1.0)];
                let others = match others {
                    0 => Vec::new(),
                    count => vec![repeated(graph, "supersnare", count, &controls)],
                };
                [others, vec![own]].concat()
            });
            render(&mut engine(program), &[512; 80], |frame| {
                rolling(frame, beat)
            })
            .0
        };
        // On another output: which one it is counts, not what is on the other.
        let (few, many) = (play(1, 0.0), play(7, 0.0));
        assert!(few == many, "{}", synth.name);
        assert!(few.iter().any(|x| *x != 0.0), "{}", synth.name);
    }
}

#[test]
fn a_bar_of_noise_is_the_same_wherever_playing_began_and_another_bar_is_another() {
    let make = || {
        program(None, |graph| {
            vec![repeated(graph, "white", 2, &[("legato", 0.5)])]
        })
    };
    let (left, _, _) = render(&mut engine(make()), &[441; 500], |frame| {
        rolling(frame, 0.0)
    });
    let (late, _, _) = render(&mut engine(make()), &[441; 100], |frame| {
        rolling(frame, 4.0)
    });
    assert!(late[..40_000] == left[88_200..128_200]);
    assert!(late[..10_000] != left[..10_000]);
    // Two of the same event are two noises.
    let program = program(None, |graph| {
        let noise = repeated(graph, "white", 1, &[]);
        vec![graph.stack(&[noise, noise])]
    });
    let (both, _, _) = render(&mut engine(program), &[441; 50], |frame| {
        rolling(frame, 0.0)
    });
    let energy = |side: &[f32]| side.iter().map(|x| x * x).sum::<f32>() / side.len() as f32;
    let ratio = energy(&both[1_000..20_000]) / energy(&left[1_000..20_000]);
    assert!((ratio - 2.0).abs() < 0.3, "{ratio}");
}

#[test]
fn no_number_of_any_parameter_mutes_a_synth_for_good_or_another_output() {
    const WILD: [f64; 5] = [0.0, -1.0, 1e9, 1e30, f64::NAN];
    let sounds = crate::voices::synths::TABLE
        .iter()
        .filter(|synth| !synth.is_under_way());
    for (index, synth) in sounds.enumerate() {
        let all: Vec<_> = parameters::Parameter::all()
            .filter(|parameter| parameter.description().kind == parameters::Kind::Number)
            .map(|parameter| parameter.description().name)
            .filter(|name| !["cps", "nudge", "lag", "offset", "orbit"].contains(name))
            .collect();
        // Its own parameters, and of the others some in turn.
        let others = all.iter().skip(index % 29).step_by(29);
        let names: Vec<&str> = synth.parameters.iter().chain(others).copied().collect();
        for name in names {
            let program = program(None, |graph| {
                let key = graph.intern(name);
                let rest = graph.silence();
                let mut slots = [rest; 8];
                for (slot, number) in slots.iter_mut().zip(WILD) {
                    *slot = graph.number(number);
                }
                let wild = graph.fastcat(&slots);
                let wild = graph.control(key, wild);
                let sends = [("legato", 0.8), ("room", 0.2), ("delay", 0.2)];
                let voice = repeated(graph, synth.name, 8, &sends);
                let voice = graph.with_controls(wild, voice);
                let well = repeated(graph, "wave", 8, &[("legato", 0.5)]);
                vec![voice, well]
            });
            let (mut engine, _returns) = Engine::new(RATE, Settings::default());
            assert!(engine.offer(program, Swap::Now).is_ok());
            // A quarter of a second of each number; half a second later the other output sounds as ever.
            let (left, right, reports) =
                render(&mut engine, &[2_205; 40], |frame| rolling(frame, 0.0));
            let what = format!("{} {name}", synth.name);
            for x in left.iter().chain(&right) {
                assert!(x.is_finite() && x.abs() <= 1.0, "{what}: {x}");
            }
            let late = &left[77_000..];
            let peak = late.iter().fold(0.0f32, |peak, x| peak.max(x.abs()));
            assert!(peak > 0.02, "{what}: {peak}");
            let voices = reports[reports.len() - 1].voices;
            assert!(voices < 40, "{what}: {voices} voices");
        }
    }
}

#[test]
fn a_note_beyond_all_pitch_is_no_fault_and_silences_nothing() {
    let program = program(None, |graph| {
        vec![
            repeated(graph, "superpiano", 4, &[("note", 5_000.0)]),
            repeated(graph, "superpiano", 4, &[("note", 3.0)]),
        ]
    });
    let (left, _, reports) = render(&mut engine(program), &[441; 200], |frame| {
        rolling(frame, 0.0)
    });
    for part in left.chunks(22_050) {
        assert!(part.iter().any(|x| x.abs() > 0.01));
        assert!(part.iter().all(|x| x.is_finite()));
    }
    assert!(reports.iter().all(|report| report.voices > 0));
}

#[test]
fn a_pattern_reads_a_macro_as_it_stands_on_its_onset_s_frame() {
    // A click every 11,025 frames, as loud as macro 1.
    let open = || {
        engine(program_with_knobs(None, |graph| {
            let clicks = repeated(graph, "click", 8, &[]);
            let name = graph.intern("macro 1");
            let level = graph.input(name, Some(Value::Float(0.0)));
            let key = graph.intern("gain");
            let level = graph.control(key, level);
            let clicks = graph.with_controls(clicks, level);
            (vec![clicks], vec![(0, name)])
        }))
    };
    let turns = [(11_025, 1.0), (11_026, 0.0), (33_075, 1.0), (44_101, 0.0)];
    for size in [1, 64, 441, 4_096] {
        let mut engine = open();
        let (mut left, mut events) = (Vec::new(), 0);
        while left.len() < 60_000 {
            let from = left.len();
            let here = turns
                .iter()
                .filter(|(frame, _)| (from..from + size).contains(frame));
            let changes: Vec<Change> = here
                .map(|(frame, value)| Change {
                    offset: frame - from,
                    setting: Setting::Macro(0, *value),
                })
                .collect();
            let (mut l, mut r) = (vec![0.0; size], vec![0.0; size]);
            let mut outputs = Stereo {
                left: &mut l,
                right: &mut r,
            };
            let transport = rolling(from as u64, 0.0);
            let incoming = Incoming::default();
            let report =
                engine.process_changing(&transport, size, &incoming, &changes, &mut outputs);
            events += report.events;
            left.extend(l);
        }
        assert_eq!(
            clicks(&left),
            [11_025, 33_075, 44_100],
            "in blocks of {size}"
        );
        let whole = left.len().div_ceil(11_025) as u64;
        assert!(
            (whole..=whole + 1).contains(&events),
            "each is counted once: {events}"
        );
    }
}
