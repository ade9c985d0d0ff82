//! What sounds again sounds the same: every synth and every parameter, in all blocks, from wherever playing began.

use crate::graph::{Input, nodes};
use crate::tests::*;
use phonon_pattern::{Operation, Structure};

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
        if synth.is_under_way {
            continue;
        }
        // An event of 55 ms, and after some 700 ms another one.
        let make = || {
            program(None, |graph| {
                vec![repeated(
                    graph,
                    synth.heading.name(),
                    2,
                    &[("cps", 0.71), ("legato", 0.08)],
                )]
            })
        };
        same_in_blocks(synth.heading.name(), &[1, 37, 100, 441, 1_056], make);
    }
}

#[test]
fn every_parameter_sounds_and_sounds_again_the_same_in_all_blocks() {
    for parameter in parameters::Parameter::all() {
        let description = parameter.description();
        if description.kind != parameters::Kind::Number || ["cps", "gain", "amp"].contains(&description.heading.name())
            // Those of the operators of superfm are tested as all synths are.
            || description.heading.name().ends_with(|letter: char| ('1'..='6').contains(&letter) && description.heading.name().len() > 4)
        {
            continue;
        }
        let (low, high) = description.range;
        let value = f64::from(low + 0.6 * (high - low));
        let mut controls = vec![("cps", 0.71), (description.heading.name(), value)];
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
        let related = |name: &str| match description.heading.name() {
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
        same_in_blocks(description.heading.name(), &[37, 441, 1_056], make);
    }
}

#[test]
fn what_else_plays_is_not_heard_in_a_voice_s_random_numbers() {
    for synth in &crate::voices::synths::TABLE {
        if synth.is_under_way {
            continue;
        }
        // The second output is heard on the right alone.
        let play = |others: i64, beat: f64| {
            let program = program(None, |graph| {
                let own = repeated(
                    graph,
                    synth.heading.name(),
                    3,
                    &[("pan", 0.0), ("waveloss", 30.0)],
                );
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
        assert!(few == many, "{}", synth.heading.name());
        assert!(few.iter().any(|x| *x != 0.0), "{}", synth.heading.name());
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
        .filter(|synth| !synth.is_under_way);
    for (index, synth) in sounds.enumerate() {
        let all: Vec<_> = parameters::Parameter::all()
            .filter(|parameter| parameter.description().kind == parameters::Kind::Number)
            .map(|parameter| parameter.description().heading.name())
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
                let voice = repeated(graph, synth.heading.name(), 8, &sends);
                let voice = graph.with_controls(wild, voice);
                let well = repeated(graph, "wave", 8, &[("legato", 0.5)]);
                vec![voice, well]
            });
            let (mut engine, _returns) = Engine::new(RATE, Settings::default());
            assert!(engine.offer(program, Swap::Now).is_ok());
            // A quarter of a second of each number; half a second later the other output sounds as ever.
            let (left, right, reports) =
                render(&mut engine, &[2_205; 40], |frame| rolling(frame, 0.0));
            let what = format!("{} {name}", synth.heading.name());
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

/// What the left channel plays in at least 60,000 frames by blocks of `size` while macro 1 turns at these frames, and how
/// many events there were.
fn turned(engine: &mut Engine, size: usize, turns: &[(usize, f32)]) -> (Vec<f32>, u64) {
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
        let report = engine.process_changing(&transport, size, &incoming, &changes, &mut outputs);
        events += report.events;
        left.extend(l);
    }
    (left, events)
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
        let (left, events) = turned(&mut engine, size, &turns);
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

#[test]
fn a_pattern_of_the_graph_reads_a_macro_as_it_stands_on_its_step_s_frame() {
    // A step every 11,025 frames, as high as macro 1, goes to output 1 as it is.
    let open = || {
        let mut parts = parts(None, |graph| {
            let name = graph.intern("macro 1");
            (Vec::new(), vec![(0, name)])
        });
        let graph = &mut parts.graph;
        let level = graph.input(parts.knobs[0].1, Some(Value::Float(0.0)));
        let one = graph.number(1.0);
        let steps = graph.fast_by(Value::Ratio(Rational::integer(8)), one);
        let steps = graph.apply(Operation::Multiply, Structure::Left, steps, level);
        let mut builder = GraphBuilder::new(RATE);
        let input = Input::Pattern(builder.pattern());
        let entry = nodes::find("+").expect("a node");
        let signal = builder.add(entry, &[input, 0.0.into()], &[]);
        builder.output(1, signal);
        parts.values.push(steps);
        parts.schedule = builder.compile();
        engine(Box::new(Program::new(parts)))
    };
    // The macro turns on the step's own frame, and within the step.
    let turns = [(11_025, 1.0), (11_026, 0.0), (33_000, 1.0), (44_101, 0.0)];
    for size in [1, 64, 441, 4_096] {
        let mut engine = open();
        let (left, _) = turned(&mut engine, size, &turns);
        let mut edges: Vec<(usize, f32)> = Vec::new();
        for (frame, value) in left.iter().enumerate() {
            if edges.last().is_none_or(|(_, last)| last != value) {
                edges.push((frame, *value));
            }
        }
        assert_eq!(edges[0], (0, 0.0), "in blocks of {size}");
        assert_eq!(edges[1..], turns, "in blocks of {size}");
    }
}
