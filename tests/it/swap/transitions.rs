//! Statements that change an output from what it plays to something new: from the cycle in which they take over.

use super::frames;
use super::stage::Stage;

/// Frames of a cycle: four quarter notes at 120 a minute.
const CYCLE: f64 = 2.0;

/// The peaks of the eighths of so many cycles. Old events stand on odd ones, new ones on even ones.
fn peaks(stage: &mut Stage, cycles: usize, block: usize) -> (Vec<[f32; 8]>, Vec<f32>) {
    let heard = stage.play_in_blocks(frames(CYCLE) * cycles, block);
    let of_cycle = |cycle: usize| {
        std::array::from_fn(|eighth| {
            let begin = frames(CYCLE) * cycle + frames(CYCLE) / 8 * eighth;
            let part = &heard[0][begin..begin + frames(CYCLE) / 8];
            part.iter().fold(0.0, |peak: f32, y| peak.max(y.abs()))
        })
    };
    ((0..cycles).map(of_cycle).collect(), heard[0].clone())
}

const OLD: &str = "d1 $ s \"~ rim ~ rim ~ rim ~ rim\"\n";
const NEW: &str = "$ s \"rim ~ rim ~ rim ~ rim ~\"\n";

/// What is heard of a text that comes in the middle of cycle 2 of another, from that cycle on.
fn changed(text: &str, cycles: usize, block: usize) -> (Vec<[f32; 8]>, Vec<f32>) {
    let mut stage = Stage::new(OLD);
    stage.play_in_blocks(frames(2.5 * CYCLE), block);
    stage.edit_at_cycle(text);
    stage.play_in_blocks(frames(0.5 * CYCLE), block);
    peaks(&mut stage, cycles, block)
}

#[test]
fn a_crossfade_begins_with_the_cycle_of_the_swap_and_takes_its_time() {
    let text = format!("xfadeIn 1 4 {NEW}");
    let (cycles, heard) = changed(&text, 6, 480);
    let full = cycles[5][0];
    assert!(full > 0.01, "{cycles:?}");
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for cycle in &cycles[..4] {
        new.extend([cycle[0], cycle[2], cycle[4], cycle[6]]);
        old.extend([cycle[1], cycle[3], cycle[5], cycle[7]]);
    }
    assert!(new[0] < 1e-3 * full, "{new:?}");
    assert!(new.is_sorted_by(|a, b| a < b), "{new:?}");
    assert!(old.is_sorted_by(|a, b| a > b), "{old:?}");
    assert!(old[0] > 0.9 * full && old[15] < 0.1 * full, "{old:?}");
    assert!(new[15] > 0.9 * full, "{new:?}");
    for cycle in &cycles[4..] {
        for eighth in [0, 2, 4, 6] {
            assert!((cycle[eighth] / full - 1.0).abs() < 0.02, "{cycle:?}");
            assert!(cycle[eighth + 1] < 1e-3 * full, "{cycle:?}");
        }
    }
    // Whatever the host's blocks are.
    for block in [64, 333, 4_096] {
        assert!(changed(&text, 6, block).1 == heard, "blocks of {block}");
    }
}

#[test]
fn a_transition_goes_on_through_other_edits_and_begins_anew_when_it_is_edited() {
    let text = format!("xfadeIn 1 4 {NEW}");
    let (alone, _) = changed(&text, 6, 480);
    let mut stage = Stage::new(OLD);
    stage.play_in_blocks(frames(2.5 * CYCLE), 480);
    stage.edit_at_cycle(&text);
    stage.play_in_blocks(frames(0.5 * CYCLE), 480);
    let mut heard = Vec::new();
    for cycle in 0..6 {
        // Evaluated again and again, with another line beside it that changes.
        stage.edit_at_cycle(&format!("{text}d2 $ s \"~\" # n {cycle}\n"));
        heard.extend(peaks(&mut stage, 1, 480).0);
    }
    for (a, b) in alone.iter().flatten().zip(heard.iter().flatten()) {
        assert!((a - b).abs() <= 1e-4, "{alone:?} {heard:?}");
    }
    // Edited, it begins anew, from what it played.
    stage.edit_at_cycle("xfadeIn 1 4 $ s \"~ rim*2 ~ rim ~ rim ~ rim\"\n");
    stage.play_in_blocks(frames(CYCLE), 480);
    let (cycles, _) = peaks(&mut stage, 1, 480);
    let full = alone[5][0];
    assert!(cycles[0][0] > 0.5 * full, "{cycles:?}");
    assert!(
        cycles[0][1] > 1e-3 * full && cycles[0][1] < 0.9 * full,
        "{cycles:?}"
    );
}

#[test]
fn what_is_opened_plays_what_its_transitions_end_in() {
    let mut opened = Stage::new(&format!("{OLD}xfadeIn 1 4 {NEW}"));
    let mut plain = Stage::new(&format!("d1 {NEW}"));
    let length = frames(2.0 * CYCLE);
    assert!(opened.play(length) == plain.play(length));
}

#[test]
fn a_jump_waits_for_its_cycle_and_a_trigger_begins_with_the_swap() {
    let (cycles, _) = changed(&format!("jumpIn 1 2 {NEW}"), 4, 480);
    for (cycle, heard) in cycles.iter().enumerate() {
        let (loud, silent) = if cycle < 2 { (1, 0) } else { (0, 1) };
        assert!(heard[loud] > 0.01 && heard[silent] < 1e-4, "{cycles:?}");
    }
    // The swap is at cycle 3: the third of three would play then.
    let (cycles, _) = changed("d1 $ qtrigger $ s \"<rim [~ rim] ~>\"", 3, 480);
    assert!(cycles[0][0] > 0.01 && cycles[0][4] < 1e-4, "{cycles:?}");
    assert!(cycles[1][0] < 1e-4 && cycles[1][4] > 0.01, "{cycles:?}");
    assert!(cycles[2].iter().all(|peak| *peak < 1e-4), "{cycles:?}");
}
