//! Rooms and mouths may be turned by leaps without a click.

use crate::graph::nodes::{Entry, Port, PortKind, find_effect};
use crate::graph::tests::*;

/// -50 dB: by how much more than the sound itself may do a leap may make it step from one frame to the next.
const CLICK: f32 = 0.003_162;

/// Frames from leap to leap: no multiple of a sub-block.
const EVERY: u64 = 7_001;

const LEAPS: u64 = 12;

/// What turns the port.
#[derive(Clone, Copy, Debug)]
enum Turned {
    Never(f32),
    ByPattern(f32, f32),
    /// From 0 to 1.
    ByMacro,
}

/// The greatest step that a tone makes behind an effect, all of it wet, from the first leap on. Found by the fourth
/// difference, which a low tone hardly has, however its level swells, and of which a step makes three of its own size.
fn step(entry: &'static Entry, port: &Port, turned: Turned) -> f32 {
    let mut builder = GraphBuilder::new(RATE);
    let mut node = |name: &str, inputs: &[Input]| {
        Input::from(builder.add_named(name, inputs).expect("in the table"))
    };
    let tone = node("sine", &[220.0.into()]);
    let tone = node("*", &[tone, 0.5.into()]);
    let inputs: Vec<Input> = entry
        .fed()
        .map(|other| match (other.name, other.kind, turned) {
            (_, PortKind::Audio, _) => tone,
            (name, _, Turned::Never(value)) if name == port.name => value.into(),
            (name, _, Turned::ByPattern(..)) if name == port.name => Input::Pattern(0),
            (name, _, Turned::ByMacro) if name == port.name => Input::Macro(0),
            ("mix", ..) => 1.0.into(),
            _ => plain(other).into(),
        })
        .collect();
    let effect = builder.add(entry, &inputs, &[]);
    builder.output(0, effect);
    let mut schedule = builder.compile();
    let (mut before, mut greatest) = ([[0.0; 4]; 2], 0.0);
    let sub_block = SUB_BLOCK as u64;
    for frame in (0..EVERY * LEAPS).step_by(SUB_BLOCK) {
        schedule.begin(0..SUB_BLOCK);
        let leap = frame.next_multiple_of(EVERY);
        if leap < frame + sub_block {
            let odd = leap / EVERY % 2 == 1;
            if let Turned::ByPattern(low, high) = turned {
                let step = Step {
                    frame: (leap - frame) as usize,
                    value: if odd { high } else { low },
                    onset: true,
                    duration: 1_000,
                };
                schedule.push_step(0, step);
            }
            schedule.set_macro(0, if odd { 1.0 } else { 0.0 });
        }
        schedule.process(&Segment::bare(frame, 0..SUB_BLOCK));
        let StereoBlock { left, right } = schedule.output(0);
        for (side, samples) in [left, right].into_iter().enumerate() {
            for y in samples {
                let [a, b, c, d] = before[side];
                let fourth = y - 4.0 * a + 6.0 * b - 4.0 * c + d;
                if frame >= EVERY - sub_block {
                    greatest = f32::max(greatest, fourth.abs() / 3.0);
                }
                before[side] = [*y, a, b, c];
            }
        }
    }
    greatest
}

#[test]
fn knobs_of_rooms_and_mouths_leap_without_a_click() {
    let mut wrong = Vec::new();
    for name in ["reverb", "plate", "lush", "spring", "formant", "vowel"] {
        let entry = find_effect(name).expect("in the table");
        let knobs = entry.fed().filter(|port| {
            matches!(port.kind, PortKind::Number { .. } | PortKind::Word(_)) && port.name != "mix"
        });
        for port in knobs {
            let (low, high) = (port.minimum, port.maximum);
            let between = |part: f32| low + (high - low) * part;
            let itself = [0.0, 0.25, 0.5, 0.75, 1.0]
                .map(|part| step(entry, port, Turned::Never(between(part))))
                .into_iter()
                .fold(0.0, f32::max);
            for turned in [Turned::ByPattern(low, high), Turned::ByMacro] {
                let leaping = step(entry, port, turned);
                if leaping == 0.0 || leaping > itself + CLICK {
                    wrong.push(format!(
                        "{name} {} turned {turned:?}: {leaping}, by itself {itself}",
                        port.name
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
