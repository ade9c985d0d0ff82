//! What one program hands to the next: nothing twice, nothing lost, each thing once.

use crate::tests::*;

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
fn a_swap_every_few_cycles_waits_for_a_multiple_of_them_whatever_the_blocks() {
    let plays = |clicks_a_cycle: i64, serial: u64| {
        let mut program = program(None, |graph| {
            vec![repeated(graph, "click", clicks_a_cycle, &[])]
        });
        program.set_serial(serial);
        program
    };
    for block in [64, 441, 1000] {
        let mut engine = engine(plays(2, 1));
        // Cycle 0 is under way.
        let (_, _, _) = render(&mut engine, &[512; 4], |frame| rolling(frame, 0.0));
        assert!(engine.offer(plays(1, 2), Swap::NextMultiple(3)).is_ok());
        let waiting = engine.waiting().expect("a program that waits");
        assert_eq!((waiting.serial, waiting.cycle), (2, Some(3.0)));
        assert_eq!(engine.playing().serial, 1);
        let blocks = vec![block; 360_000 / block];
        let (left, _, _) = render(&mut engine, &blocks, |frame| rolling(frame + 2048, 0.0));
        let expected = [44_100, 88_200, 132_300, 176_400, 220_500, 264_600, 352_800];
        assert_eq!(clicks(&left), expected.map(|at: usize| at - 2048));
        assert!(engine.waiting().is_none());
        let playing = engine.playing();
        assert_eq!((playing.serial, playing.since), (2, 3));
    }
}

#[test]
fn a_program_that_waits_can_be_called_sooner() {
    let plays = |clicks_a_cycle| {
        program(None, |graph| {
            vec![repeated(graph, "click", clicks_a_cycle, &[])]
        })
    };
    let mut engine = engine(plays(1));
    render(&mut engine, &[512; 4], |frame| rolling(frame, 0.0));
    assert!(engine.offer(plays(4), Swap::NextMultiple(8)).is_ok());
    engine.reschedule(Swap::Now);
    let (left, _, _) = render(&mut engine, &[512; 60], |frame| rolling(frame + 2048, 0.0));
    assert_eq!(clicks(&left), [22_050 - 2048]);
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
