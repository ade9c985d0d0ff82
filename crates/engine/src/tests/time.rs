//! What starts when: on its frame, whatever the host's blocks, its transport and the tempo.

use crate::tests::*;

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
