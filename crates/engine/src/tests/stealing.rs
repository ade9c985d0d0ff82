//! How voices give way: what is stolen, cut or shed, and that nobody hears a step.

use crate::tests::*;

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
fn a_chord_cuts_the_one_before_and_not_itself() {
    let make = || {
        program(None, |graph| {
            let notes: Vec<_> = [0.0, 4.0, 7.0]
                .map(|note| repeated(graph, "dc", 4, &[("cut", 1.0), ("note", note)]))
                .into();
            vec![graph.stack(&notes)]
        })
    };
    let render = |lengths: &[usize]| {
        let (left, _, reports) = render(&mut engine(make()), lengths, |frame| rolling(frame, 0.0));
        (left, reports)
    };
    let (left, reports) = render(&[512; 80]);
    let one = 0.2 * 0.5f32.sqrt();
    // Three voices until the next chord, and again three after it, save for the fade.
    for frame in [100, 20_000, 22_050 + 300, 40_000] {
        assert!((left[frame] - 3.0 * one).abs() < 1e-5, "{}", left[frame]);
    }
    assert_eq!(reports.iter().map(|report| report.started).sum::<u64>(), 6);
    let (parts, _) = render(&[37; 1_000]);
    assert!(left[..37_000] == parts[..37_000]);
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
fn what_there_is_no_time_for_is_shed_the_softest_and_oldest_first_and_counted() {
    let make = || {
        program(None, |graph| {
            let soft = repeated(graph, "dc", 100, &[("gain", 0.6), ("legato", 90.0)]);
            let loud = repeated(graph, "dc", 10, &[("gain", 1.0), ("legato", 8.0)]);
            vec![soft, loud]
        })
    };
    let play = |hurry: Option<u8>| {
        let settings = Settings {
            hurry,
            ..Settings::default()
        };
        let (mut engine, _returns) = Engine::new(RATE, settings);
        plain(&mut engine);
        assert!(engine.offer(make(), Swap::Now).is_ok());
        let (left, _, reports) = render(&mut engine, &[441; 180], |frame| rolling(frame, 0.0));
        let shed: u64 = reports.iter().map(|report| report.shed).sum();
        (left, reports[reports.len() - 1].voices, shed)
    };
    let (_, all, shed) = play(None);
    assert!(all > 40 && shed == 0, "{all} voices, {shed} shed");
    // Any time at all is too long here.
    let (left, few, shed) = play(Some(0));
    assert!(
        (32..=34).contains(&few) && shed > 5,
        "{few} voices, {shed} shed"
    );
    // All five loud ones sound on: 0.5 each at -3 dB, by 0.4 of the fourth power of their gain; so would 0.59 of soft ones.
    let last = left[left.len() - 1];
    assert!(last > 1.05, "{last}");
    // What is shed fades.
    let step = left.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    assert!(step.fold(0.0, f32::max) < 0.2);
}
