//! What voices promise: how they begin, sound, give way and end.

use super::*;

/// A plain engine whose pool has 64 places, playing a program.
fn narrow(program: Box<Program>) -> Engine {
    let settings = Settings {
        voices: 64,
        timing: false,
        ..Settings::default()
    };
    let (mut engine, _returns) = Engine::new(RATE, settings);
    plain(&mut engine);
    assert!(engine.offer(program, Swap::Now).is_ok());
    engine
}

#[test]
fn every_synth_s_example_parameters_sound_stay_finite_and_end() {
    let table = &super::super::voices::synths::TABLE;
    // What comes in from outside is nothing here.
    for synth in table.iter().filter(|synth| !synth.is_under_way()) {
        let program = program(None, |graph| {
            vec![repeated(
                graph,
                synth.name,
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
            synth.name
        );
        assert!((0.04..0.9).contains(&peak), "{}: peak {peak}", synth.name);
        assert!(
            left[22_100..].iter().all(|x| x.abs() < 1e-6),
            "{} rings on",
            synth.name
        );
        assert_eq!(reports[0].started, 1, "{}", synth.name);
    }
}

/// Effects that remember what came before.
const REMEMBERING: [(&str, f64); 4] = [
    ("squiz", 2.0),
    ("coarse", 3.5),
    ("octer", 0.7),
    ("octersub", 1.0),
];

#[test]
fn stealing_does_not_depend_on_the_partition() {
    for (controls, times) in [(&[("speed", 0.9)][..], 900), (&REMEMBERING, 400)] {
        let make = || {
            let crowd = program(None, |graph| vec![repeated(graph, "wave", times, controls)]);
            narrow(crowd)
        };
        let (one, _, reports) = render(&mut make(), &[512; 80], |frame| rolling(frame, 0.0));
        assert!(reports.iter().map(|report| report.stolen).sum::<u64>() > 100);
        let (other, _, _) = render(&mut make(), &[37; 1100], |frame| rolling(frame, 0.0));
        assert!(one[..40_000] == other[..40_000]);
        if controls != REMEMBERING {
            assert_eq!(reports.iter().map(|report| report.dropped).sum::<u64>(), 0);
        }
    }
}

#[test]
fn a_stolen_voice_fades_evenly_over_two_milliseconds_whatever_effects_it_has() {
    // A soft sound on the left; on the right loud ones that fill the pool.
    let play = |controls: &[(&str, f64)], floods: bool| {
        let crowd = program(None, |graph| {
            let mut victim = vec![("pan", 0.0), ("gain", 0.7)];
            victim.extend(controls);
            let victim = repeated(graph, "wave", 1, &victim);
            let flood = repeated(graph, "dc", 900, &[("pan", 1.0), ("loop", 9.0)]);
            let patterns = [victim, flood];
            vec![graph.stack(&patterns[..1 + usize::from(floods)])]
        });
        let mut engine = narrow(crowd);
        let (left, _, reports) = render(&mut engine, &[512; 20], |frame| rolling(frame, 0.0));
        (
            left,
            reports.iter().map(|report| report.stolen).sum::<u64>(),
        )
    };
    let (alone, _) = play(&[], false);
    let (left, _) = play(&[], true);
    let begin = left.iter().zip(&alone).position(|(x, y)| x != y);
    let begin = begin.expect("a theft");
    // The 64th loud sound comes 63 · 98 frames after the first.
    assert!((6_100..6_300).contains(&begin), "{begin}");
    for controls in [
        &[][..],
        &[("squiz", 2.0)],
        &[("coarse", 8.0)],
        &[("octer", 1.0), ("octersub", 1.0)],
        &REMEMBERING,
    ] {
        let (alone, none) = play(controls, false);
        let (left, stolen) = play(controls, true);
        assert!(none == 0 && stolen > 0);
        let fade = 89;
        for (frame, (x, y)) in left.iter().zip(&alone).enumerate().skip(begin) {
            let factor = 1.0 - (frame + 1 - begin) as f32 / fade as f32;
            let expected = y * factor.max(0.0);
            assert!((x - expected).abs() < 1.0e-6, "{controls:?} at {frame}");
        }
    }
}

#[test]
fn a_flood_on_one_line_takes_no_voices_from_another() {
    // A soft steady sound on the left, and on the right loud ones, more than the pool can hold.
    let play = |floods: bool| {
        let crowd = program(None, |graph| {
            let held = repeated(graph, "dc", 1, &[("pan", 0.0), ("gain", 0.5)]);
            let flood = repeated(graph, "dc", 900, &[("pan", 1.0)]);
            let lines = [held, flood];
            lines[..1 + usize::from(floods)].to_vec()
        });
        let mut engine = narrow(crowd);
        render(&mut engine, &[512; 80], |frame| rolling(frame, 0.0))
    };
    let (alone, _, _) = play(false);
    let (left, right, reports) = play(true);
    assert!(alone[40_000] > 0.01 && right[40_000] > 1.0);
    assert!(left == alone);
    assert!(reports.iter().map(|report| report.stolen).sum::<u64>() > 100);
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
    impl super::super::Outputs for Numbered {
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

#[test]
fn a_cut_ends_what_its_group_plays_and_no_other() {
    let program = program(None, |graph| {
        vec![
            repeated(graph, "dc", 4, &[("cut", 1.0)]),
            repeated(graph, "dc", 2, &[("cut", 1.0), ("pan", 0.0)]),
        ]
    });
    let (left, right, _) = render(&mut engine(program), &[512; 80], |frame| {
        rolling(frame, 0.0)
    });
    // On the right only the first output: one voice at a time, save for the fade.
    let one = 0.2 * 0.5f32.sqrt();
    assert!((right[22_000] - one).abs() < 1e-6);
    assert!((right[22_050 + 300] - one).abs() < 1e-6);
    assert!((left[22_000] - one - 0.2).abs() < 1e-6);
}

#[test]
fn in_a_flood_of_cuts_each_ends_the_ones_before_whatever_the_partition() {
    let make = || {
        let cuts = program(None, |graph| {
            vec![repeated(graph, "dc", 4_000, &[("cut", 1.0)])]
        });
        narrow(cuts)
    };
    let (one, _, reports) = render(&mut make(), &[512; 40], |frame| rolling(frame, 0.0));
    let sum = |count: fn(&Report) -> u64| reports.iter().map(count).sum::<u64>();
    assert!(sum(|report| report.started) > 900);
    assert_eq!(sum(|report| report.stolen), 0);
    // One starts every 22 frames, and none outlives the third sub-block after its cut.
    assert!(reports.iter().all(|report| report.voices < 14));
    let (other, _, _) = render(&mut make(), &[37; 500], |frame| rolling(frame, 0.0));
    assert!(one[..18_000] == other[..18_000]);
}

#[test]
fn no_step_is_heard_when_a_voice_is_cut_or_stolen() {
    for controls in [&[("cut", 1.0)][..], &[]] {
        let program = program(None, |graph| vec![repeated(graph, "dc", 1000, controls)]);
        let mut engine = narrow(program);
        let (left, _, _) = render(&mut engine, &[512; 100], |frame| rolling(frame, 0.0));
        // Downwards: starts of a steady sound are steps by their nature, ends must not be.
        let drop = left
            .windows(2)
            .map(|pair| pair[0] - pair[1])
            .fold(0.0f32, f32::max);
        assert!(drop < 0.02, "{drop}");
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
        let spectrum = crate::dsp::spectrum::spectrum(middle);
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
    engine.tell(listener);
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
