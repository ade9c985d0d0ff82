//! What voices promise: how they begin, sound and end.

use crate::tests::*;

#[test]
fn every_synth_s_example_parameters_sound_stay_finite_and_end() {
    let table = &crate::voices::synths::TABLE;
    // What comes in from outside is nothing here.
    for synth in table.iter().filter(|synth| !synth.is_under_way) {
        let program = program(None, |graph| {
            vec![repeated(
                graph,
                synth.heading.name(),
                1,
                &[("sustain", 0.5), ("n", 0.0)],
            )]
        });
        let (left, right, reports) = render(&mut engine(program), &[512; 60], |frame| {
            rolling(frame, 0.0)
        });
        let peak = left
            .iter()
            .chain(&right)
            .fold(0.0f32, |peak, x| peak.max(x.abs()));
        assert!(
            left.iter().chain(&right).all(|x| x.is_finite()),
            "{}",
            synth.heading.name()
        );
        assert!(
            (0.04..0.9).contains(&peak),
            "{}: peak {peak}",
            synth.heading.name()
        );
        assert!(
            left[22_100..].iter().all(|x| x.abs() < 1e-6),
            "{} rings on",
            synth.heading.name()
        );
        assert_eq!(reports[0].started, 1, "{}", synth.heading.name());
    }
}

#[test]
fn two_equal_events_at_once_are_two() {
    let program = program(None, |graph| {
        let click = repeated(graph, "click", 1, &[]);
        vec![graph.stack(&[click, click])]
    });
    let (left, _, reports) = render(&mut engine(program), &[512], |frame| rolling(frame, 0.0));
    assert!((left[0] - 0.8 * 0.5f32.sqrt()).abs() < 1e-6);
    assert_eq!(reports[0].started, 2);
}

#[test]
fn orbit_sends_to_the_output_of_that_number() {
    let program = program(None, |graph| {
        vec![
            repeated(graph, "click", 1, &[("orbit", 1.0)]),
            repeated(graph, "none", 1, &[]),
        ]
    });
    struct Numbered(Vec<usize>);
    impl crate::Outputs for Numbered {
        fn write(&mut self, output: usize, _: usize, left: &[f32], _: &[f32]) -> bool {
            if !left.is_empty() {
                self.0.push(output);
            }
            true
        }
    }
    let mut numbered = Numbered(Vec::new());
    let report = engine(program).process(&rolling(0, 0.0), 64, &mut numbered);
    assert_eq!(numbered.0, [2]);
    assert_eq!((report.started, report.unknown), (1, 1));
}

/// Mean level of a steady sound within 10 ms of a time in seconds.
fn level_at(left: &[f32], seconds: f64) -> f32 {
    let middle = (seconds * RATE) as usize;
    let around = &left[middle.saturating_sub(220)..middle + 221];
    (around.iter().map(|x| x * x).sum::<f32>() / around.len() as f32).sqrt()
}

#[test]
fn the_envelope_of_a_synth_holds_its_level_for_the_event_and_then_releases() {
    // An event of one second (half a cycle at 120): attack 0.1, decay 0.2 to 0.4, release 0.5.
    let adsr = [
        ("attack", 0.1),
        ("decay", 0.2),
        ("susl", 0.4),
        ("release", 0.5),
    ];
    let play = |name: &str, controls: &[(&str, f64)]| {
        let program = program(None, |graph| vec![repeated(graph, name, 2, controls)]);
        let mut engine = engine(program);
        let lengths = [441; 200];
        // Only the first event: the transport stops before the second.
        let (left, _, _) = render(&mut engine, &lengths, |frame| {
            if frame < 44_000 {
                rolling(frame, 0.0)
            } else {
                Transport::stopped()
            }
        });
        left
    };
    for name in [
        "sawtooth",
        "superbass",
        "superpad",
        "superfm",
        "superhammond",
    ] {
        let gate = [("gate", 1.0)];
        let bare = play(name, &gate);
        let shaped = play(name, &[&adsr[..], &gate].concat());
        for (time, level) in [(0.05, 0.5), (0.2, 0.7), (0.5, 0.4), (0.95, 0.4)] {
            let (heard, full) = (level_at(&shaped, time), level_at(&bare, time));
            assert!(full > 0.01, "{name} at {time}: {full}");
            assert!(
                (heard / full - level).abs() < 0.1,
                "{name} at {time}: {} not {level}",
                heard / full
            );
        }
        // It goes on beyond the event, and falls.
        let (late, end) = (level_at(&shaped, 1.4), level_at(&shaped, 1.52));
        let held = level_at(&shaped, 0.95);
        assert!(
            late > 0.05 * held && late < 0.5 * held,
            "{name}: {late} of {held}"
        );
        assert_eq!(end, 0.0, "{name}");
    }
    // Without a level it stays up, with a hold it runs by itself.
    let bare = play("sawtooth", &[("gate", 1.0)]);
    let up = play("sawtooth", &[("attack", 0.1), ("release", 0.2)]);
    let level = level_at(&up, 0.9) / level_at(&bare, 0.9);
    assert!((level - 1.0).abs() < 0.02, "{level}");
    let struck = [("attack", 0.1), ("hold", 0.1), ("release", 0.2)];
    assert!(level_at(&play("sawtooth", &struck), 0.5) < 1e-4);
}

#[test]
fn the_envelope_of_a_sample_holds_where_it_has_a_level_and_is_superdirt_s_where_not() {
    let play = |controls: &[(&str, f64)]| {
        let program = program(None, |graph| vec![repeated(graph, "dc", 4, controls)]);
        let (left, _, _) = render(&mut engine(program), &[441; 100], |frame| {
            if frame < 22_000 {
                rolling(frame, 0.0)
            } else {
                Transport::stopped()
            }
        });
        left
    };
    let one = 0.2 * 0.5f32.sqrt();
    let adsr = [
        ("attack", 0.1),
        ("decay", 0.1),
        ("susl", 0.5),
        ("release", 0.2),
    ];
    let held = play(&adsr);
    for (frame, level) in [
        (2_205, 0.5),
        (4_410, 1.0),
        (6_615, 0.75),
        (20_000, 0.5),
        (22_050 + 4_410, 0.25),
    ] {
        assert!(
            (held[frame] / one - level).abs() < 0.01,
            "{frame}: {}",
            held[frame] / one
        );
    }
    assert_eq!(held[22_050 + 8_900], 0.0);
    let struck = play(&[("attack", 0.1), ("release", 0.2)]);
    assert!((struck[4_410 + 4_410] / one - 0.5).abs() < 0.01);
    assert_eq!(struck[14_000], 0.0);
}

#[test]
fn a_steeper_filter_resonates_as_high_as_a_plain_one() {
    let peak = |kind: &str, cutoff: &str, resonance: &str| {
        let left = play_tone(2_000.0, 1.0, |graph, pattern| {
            let key = graph.intern("ftype");
            let word = graph.intern(kind);
            let name = graph.pure(Value::Word(word));
            let filter = graph.control(key, name);
            let pattern = graph.with_controls(pattern, filter);
            [(cutoff, 2_000.0), (resonance, 0.4)].into_iter().fold(
                pattern,
                |pattern, (control, value)| {
                    let key = graph.intern(control);
                    let number = graph.number(value);
                    let control = graph.control(key, number);
                    graph.with_controls(pattern, control)
                },
            )
        });
        phonon_dsp::measure::amplitude_at(&left[22_050..33_075], 2_000.0, RATE)
    };
    for (cutoff, resonance) in [("cutoff", "resonance"), ("hcutoff", "hresonance")] {
        let (plain, steep) = (
            peak("12db", cutoff, resonance),
            peak("24db", cutoff, resonance),
        );
        let decibels = 20.0 * (steep / plain).log10();
        assert!(decibels.abs() < 0.5, "{cutoff}: {decibels}");
        // SuperDirt's 1/Q at this resonance.
        let expected = 0.4 * 0.5f64.sqrt() / 0.001f64.powf(0.4);
        assert!((plain / expected - 1.0).abs() < 0.05, "{cutoff}: {plain}");
    }
}

/// So many seconds of one event, of which the sample is a second of a tone, with further controls.
fn play_tone(
    frequency: f64,
    seconds: f64,
    control: impl FnOnce(&mut Graph, PatternId) -> PatternId,
) -> Vec<f32> {
    let wave = (0..44_100)
        .map(|x| (std::f64::consts::TAU * frequency * f64::from(x) / RATE).sin() as f32)
        .collect();
    let sample = Sample::new(vec![wave], RATE).expect("frames");
    let mut sounds = SoundTable::new();
    sounds.insert("tone", Sound::Loaded(vec![Arc::new(sample)]));
    let mut graph = Graph::new();
    let pattern = repeated(&mut graph, "tone", 1, &[]);
    let pattern = control(&mut graph, pattern);
    let mut builder = GraphBuilder::new(RATE);
    let source = builder.source("o1");
    builder.output(1, source);
    let program = Box::new(Program::new(Parts {
        graph,
        sequences: vec![Sequence::new(pattern, 0)],
        values: Vec::new(),
        schedule: builder.compile(),
        probes: Vec::new(),
        knobs: Vec::new(),
        sounds,
        instruments: Vec::new(),
        refused: Vec::new(),
        tempo: None,
        orbits: [None; ORBITS],
        beginnings: Vec::new(),
    }));
    let blocks = (seconds * RATE) as usize / 441;
    let (left, _, _) = render(&mut engine(program), &vec![441; blocks], |frame| {
        // It begins once.
        if frame < 44_100 {
            rolling(frame, 0.0)
        } else {
            Transport::stopped()
        }
    });
    left
}

#[test]
fn a_stretched_tone_keeps_its_pitch_and_level() {
    for frequency in [55.0, 97.0, 441.0, 1_000.7] {
        for ratio in [0.5, 0.9, 1.0, 1.3, 2.0, 3.0] {
            let left = play_tone(frequency, ratio, |graph, pattern| {
                let key = graph.intern("timescale");
                let number = graph.number(ratio);
                let control = graph.control(key, number);
                graph.with_controls(pattern, control)
            });
            let left = &left[2_000..left.len() - 2_000];
            let full = 0.4 * 0.5f64.sqrt();
            let square: f64 = left.iter().map(|x| f64::from(x * x)).sum();
            let rms = (square / left.len() as f64).sqrt() * 2.0f64.sqrt();
            assert!(
                (rms / full - 1.0).abs() < 0.03,
                "{frequency} Hz, {ratio}: {rms}"
            );
            // From crossing to crossing: phases join, so the count is that of the tone.
            let crossings = left
                .windows(2)
                .filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0);
            let heard = crossings.count() as f64 * RATE / left.len() as f64;
            let within = 0.01 * frequency + RATE / left.len() as f64;
            assert!(
                (heard - frequency).abs() < within,
                "{frequency} Hz, {ratio}: {heard}"
            );
        }
    }
}

#[test]
fn a_stretched_sound_begins_as_it_is_and_stretched_by_one_is_the_sound() {
    let play = |name: &str, controls: &[(&str, f64)]| {
        let program = program(None, |graph| vec![repeated(graph, name, 1, controls)]);
        let (left, _, _) = render(&mut engine(program), &[512; 80], |frame| {
            rolling(frame, 0.0)
        });
        left
    };
    let plain = play("wave", &[]);
    for ratio in [1.0, 1.5, 3.0] {
        let stretched = play("wave", &[("timescale", ratio)]);
        let until = if ratio == 1.0 { 40_000 } else { 1_100 };
        for frame in 0..until {
            let (a, b) = (plain[frame], stretched[frame]);
            assert!((a - b).abs() < 1e-5, "{ratio} at {frame}: {a} {b}");
        }
    }
}

#[test]
fn pitched_synths_sound_at_their_notes() {
    // Two octaves apart, the strongest component moves by two octaves.
    let strongest = |name: &str, note: f64| {
        let program = program(None, |graph| {
            vec![repeated(
                graph,
                name,
                1,
                &[("sustain", 1.0), ("note", note)],
            )]
        });
        let (left, _, _) = render(&mut engine(program), &[512; 90], |frame| {
            rolling(frame, 0.0)
        });
        let middle = &left[8_192..8_192 + 16_384];
        let spectrum = phonon_dsp::measure::spectrum(middle);
        let loudest = (1..spectrum.len()).max_by(|a, b| spectrum[*a].total_cmp(&spectrum[*b]));
        loudest.unwrap_or(0) as f64 * RATE / 16_384.0
    };
    for name in [
        "sine",
        "sawtooth",
        "square",
        "triangle",
        "pulse",
        "superpiano",
        "supermandolin",
        "superpluck",
        "supervibe",
        "superfork",
    ] {
        let (low, high) = (strongest(name, -12.0), strongest(name, 12.0));
        let partial = low / 130.81;
        assert!(
            (partial - partial.round()).abs() < 0.06 || (partial - 0.5).abs() < 0.05,
            "{name} at {low} Hz"
        );
        let ratio = high / low;
        assert!(
            (ratio - 4.0).abs() < 0.2
                || (ratio * 2.0 - 4.0).abs() < 0.1
                || (ratio / 2.0 - 4.0).abs() < 0.4,
            "{name}: {low} Hz, {high} Hz"
        );
    }
}

#[test]
fn what_begins_to_sound_is_told_with_its_place_in_the_source() {
    let program = program(None, |graph| {
        let atom = graph.atom(3..8);
        let (key, word) = (graph.intern("s"), graph.intern("click"));
        let name = graph.pure_at(Value::Word(word), atom);
        vec![graph.control(key, name)]
    });
    let mut engine = engine(program);
    let (listener, mut told) = rtrb::RingBuffer::new(8);
    engine.set_listener(listener);
    render(&mut engine, &[512], |frame| rolling(frame, 0.0));
    let begun = told.pop().expect("one event");
    assert_eq!(begun.origins.as_slice(), [0]);
    assert!((begun.seconds - 2.0).abs() < 1e-9);
}

#[test]
fn the_envelopes_of_filters_sweep_without_a_click() {
    // A low tone has hardly a fourth difference; of a step that is three times its size.
    let click = |controls: &[(&str, f64)]| {
        let tone = [
            ("note", -24.0),
            ("attack", 0.02),
            ("hold", 0.3),
            ("release", 0.05),
        ];
        let controls = [&tone[..], controls].concat();
        let program = program(None, |graph| vec![repeated(graph, "sine", 2, &controls)]);
        let (left, _, _) = render(&mut engine(program), &[441; 90], |frame| {
            rolling(frame, 0.0)
        });
        let peak = left.iter().fold(0.0f32, |peak, x| peak.max(x.abs()));
        assert!(peak > 0.05, "{controls:?}: {peak}");
        left.windows(5)
            .map(|w| (w[0] - 4.0 * w[1] + 6.0 * w[2] - 4.0 * w[3] + w[4]).abs() / 3.0)
            .fold(0.0, f32::max)
    };
    for [cutoff, octaves, decay, attack] in [
        ["cutoff", "lpenv", "lpdecay", "lpattack"],
        ["hcutoff", "hpenv", "hpdecay", "hpattack"],
        ["bandf", "bpenv", "bpdecay", "bpattack"],
    ] {
        for (cutoff_value, octaves_value) in [(1_600.0, 4.0), (400.0, -3.0), (60.0, 1.0)] {
            let controls = [
                (cutoff, cutoff_value),
                (octaves, octaves_value),
                (decay, 0.1),
                (attack, 0.0),
            ];
            let low = if cutoff == "cutoff" {
                0.0
            } else {
                cutoff_value
            };
            // Above the tone a high-pass or band-pass leaves nothing to click.
            if low > 400.0 {
                continue;
            }
            let click = click(&controls);
            assert!(click < 3e-4, "{controls:?}: {click}");
        }
    }
}
