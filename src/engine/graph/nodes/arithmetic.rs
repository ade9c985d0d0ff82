//! Arithmetic on signals, sample by sample.

use super::{Entry, Kind, Port, Units};
use crate::engine::graph::node::{Inputs, Node, Output, Segment, Setting, Tail};

/// `f(a, b)` for each sample; no memory.
struct Binary<F>(F);

impl<F: Fn(f32, f32) -> f32 + Send> Node for Binary<F> {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let (a, b) = (inputs.channel(0, channel), inputs.channel(1, channel));
            for ((y, a), b) in output.channel(channel).iter_mut().zip(a).zip(b) {
                *y = (self.0)(*a, *b);
            }
        }
    }

    fn reset(&mut self) {}

    fn tail(&self) -> Tail {
        Tail::Frames(0)
    }
}

/// A node that is always silent.
pub(super) fn silence(_: &Setting) -> Box<dyn Node> {
    Box::new(Binary(|_, _| 0.0))
}

const fn operand(name: &'static str) -> Port {
    Port::audio_rate(name, Units::None, f32::NEG_INFINITY, f32::INFINITY, 0.0).required()
}

const TWO: &[Port] = &[operand("a"), operand("b")];

/// Division by zero gives 0: a pattern that passes through 0 must not end the sound.
fn divide(a: f32, b: f32) -> f32 {
    if b == 0.0 { 0.0 } else { a / b }
}

macro_rules! binary {
    ($name:literal, $aliases:expr, $summary:literal, $example:literal, $f:expr) => {
        Entry {
            name: $name,
            aliases: $aliases,
            kind: Kind::Arithmetic,
            ports: TWO,
            summary: $summary,
            example: $example,
            create: |_| Box::new(Binary($f)),
            ..Entry::DEFAULT
        }
    };
}

pub(super) static ENTRIES: &[Entry] = &[
    binary!(
        "+",
        &["add"],
        "the sum of two signals",
        "out: (sine 220 + sine 330) * 0.2",
        |a, b| a + b
    ),
    binary!(
        "-",
        &["sub"],
        "the difference of two signals",
        "out: (saw 110 - saw 111) * 0.2",
        |a, b| a - b
    ),
    binary!(
        "*",
        &["mul"],
        "the product of two signals (ring modulation)",
        "out: sine 440 * sine 3 * 0.3",
        |a, b| a * b
    ),
    binary!(
        "/",
        &["div"],
        "the quotient of two signals; 0 where the divisor is 0",
        "out: sine 440 / 4",
        divide
    ),
    binary!(
        "min",
        &[],
        "the lesser of two signals",
        "out: min (sine 110) 0.2",
        f32::min
    ),
    binary!(
        "max",
        &[],
        "the greater of two signals",
        "out: max (sine 110) 0 * 0.3",
        f32::max
    ),
];
