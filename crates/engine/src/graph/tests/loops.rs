//! What holds for nodes that feed a part of their sound back.

use crate::graph::nodes::{self, PortKind, entries};
use crate::graph::tests::*;

/// Ports by which a node feeds back.
const FEEDBACK: &[&str] = &["feedback"];

/// Seconds that are listened to after the sound has ended.
const LISTENED: usize = 6;

/// Peaks of each second of a node's output, of a burst of 30 ms at a level.
fn peaks(
    entry: &'static nodes::Entry,
    level: f32,
    number: &dyn Fn(&nodes::Port) -> f32,
) -> Vec<f32> {
    let mut builder = GraphBuilder::new(RATE);
    builder.source("voices");
    let inputs: Vec<Input> = entry
        .fed()
        .map(|port| match port.kind {
            PortKind::Audio => Input::Source(0),
            PortKind::Trigger => Input::Pattern(0),
            _ => Input::Constant(number(port)),
        })
        .collect();
    let node = builder.add(entry, &inputs, &[]);
    builder.output(0, node);
    let mut schedule = builder.compile();
    let second = RATE as u64 / SUB_BLOCK as u64;
    (0..LISTENED as u64)
        .map(|from| {
            (from * second..(from + 1) * second).fold(0.0, |most: f32, block| {
                schedule.begin(0..SUB_BLOCK);
                if block < 22 {
                    let mut random = Random::new(block);
                    let source = schedule.source_mut(0);
                    for x in source.left.iter_mut().chain(&mut source.right) {
                        *x = level * random.bipolar();
                    }
                }
                schedule.process(&Segment::bare(block * SUB_BLOCK as u64, 0..SUB_BLOCK));
                let out = schedule.output(0);
                let both = out.left.iter().chain(&out.right);
                both.fold(most, |most, x| most.max(x.abs()))
            })
        })
        .collect()
}

#[test]
fn feedback_below_one_decays_whatever_the_level_and_the_other_ports() {
    let mut tried = 0;
    for entry in entries() {
        let is_feedback = |port: &nodes::Port| FEEDBACK.contains(&port.name);
        if !entry.ports.iter().any(is_feedback) {
            continue;
        }
        // Each other port at its ends; a time is that of some turns a second.
        let usual = |port: &nodes::Port| match port.name {
            "time" => 0.03,
            "mix" => 1.0,
            _ => plain(port),
        };
        let others = entry.fed().filter(|port| {
            matches!(port.kind, PortKind::Number { .. })
                && !is_feedback(port)
                && port.name != "time"
        });
        let ends =
            others.flat_map(|port| [port.minimum, port.maximum].map(|end| Some((port.name, end))));
        for end in ends.chain([None]) {
            for feedback in [0.75, -0.75, 0.95] {
                for level in [0.01, 1.0, 100.0] {
                    let number = |port: &nodes::Port| match end {
                        _ if is_feedback(port) => feedback,
                        Some((name, value)) if name == port.name => value,
                        _ => usual(port),
                    };
                    let peaks = peaks(entry, level, &number);
                    let what = format!(
                        "{} {end:?} at {feedback}, {level}: {peaks:?}",
                        entry.heading.name()
                    );
                    let first = peaks[0];
                    assert!(
                        first.is_finite() && first > 0.0
                            || end.is_some_and(|(name, _)| name == "mix"),
                        "{what}"
                    );
                    // 33 turns a second, half as many to and fro, two where times are written otherwise; to begin with at no
                    // more than twice full scale.
                    let turns = if entry.heading.name() == "multitap" {
                        1.5
                    } else {
                        16.0
                    };
                    let turns = turns * (LISTENED as f32 - 2.0);
                    let expected =
                        first.min(4.0) * feedback.abs().powf(turns) * 4.0 + 1e-6 * first.max(1.0);
                    assert!(peaks[LISTENED - 1] <= expected, "{what}, not {expected}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn no_effect_grows_after_its_sound_has_ended() {
    for entry in entries().filter(|entry| entry.kind == nodes::Kind::Effect) {
        // These repeat what they have heard, by their nature.
        if ["freeze", "stutter", "granulate", "stretch"].contains(&entry.heading.name()) {
            continue;
        }
        let ports = entry
            .fed()
            .filter(|port| matches!(port.kind, PortKind::Number { .. }));
        let ends = ports.flat_map(|port| {
            // Full feedback and resonance may sing.
            let most = match port.name {
                "feedback" | "resonance" => port.maximum.min(0.99),
                _ => port.maximum,
            };
            [port.minimum, most].map(|end| Some((port.name, end)))
        });
        for end in ends.chain([None]) {
            let finite = end.is_none_or(|(_, value)| value.is_finite());
            if !finite {
                continue;
            }
            let number = |port: &nodes::Port| match end {
                Some((name, value)) if name == port.name => value,
                _ => plain(port),
            };
            let peaks = peaks(entry, 0.3, &number);
            let (first, last) = (peaks[0].max(peaks[1]), peaks[LISTENED - 1]);
            assert!(
                last <= first * 1.01 + 1e-6,
                "{} {end:?}: {peaks:?}",
                entry.heading.name()
            );
        }
    }
}
