//! Arithmetic on signals, sample by sample.

use crate::graph::node::{Node, Setting};
use crate::graph::nodes::adapter::Map;
use crate::graph::nodes::{Entry, Kind, Port, Units};
use crate::heading::Heading;

/// A node that is always silent.
pub(in crate::graph) fn silence(_: &Setting) -> Box<dyn Node> {
    Box::new(Map(|_: [f32; 1]| 0.0))
}

pub(super) const fn operand(name: &'static str) -> Port {
    Port::audio_rate(name, Units::None, f32::NEG_INFINITY, f32::INFINITY, 0.0).required()
}

const ONE: &[Port] = &[operand("x")];
const TWO: &[Port] = &[operand("a"), operand("b")];

/// Division by zero gives 0: a pattern that passes through 0 must not end the sound.
fn divide([a, b]: [f32; 2]) -> f32 {
    if b == 0.0 { 0.0 } else { a / b }
}

/// The remainder with the sign of the divisor, as Tidal's `%`; 0 where the divisor is 0.
fn modulo([a, b]: [f32; 2]) -> f32 {
    if b == 0.0 {
        0.0
    } else {
        a - (a / b).floor() * b
    }
}

/// A power that keeps the sign of its base, so that bending a wave leaves both halves.
fn power([a, b]: [f32; 2]) -> f32 {
    a.abs().powf(b).copysign(a)
}

macro_rules! operator {
    ($ports:ident, $names:expr, $summary:literal, $example:literal, $f:expr) => {
        Entry {
            heading: Heading::new($names, $summary, $example),
            kind: Kind::Arithmetic,
            ports: $ports,
            create: |_| Box::new(Map($f)),
            ..Entry::DEFAULT
        }
    };
}

pub(super) static ENTRIES: &[Entry] = &[
    operator!(
        TWO,
        &["+", "add"],
        "the sum of two signals",
        "out: (sine 220 + sine 330) * 0.2",
        |[a, b]: [f32; 2]| a + b
    ),
    operator!(
        TWO,
        &["-", "sub"],
        "the difference of two signals",
        "out: (saw 110 - saw 111) * 0.2",
        |[a, b]: [f32; 2]| a - b
    ),
    Entry {
        is_product: true,
        ..operator!(
            TWO,
            &["*", "mul"],
            "the product of two signals (ring modulation)",
            "out: sine 440 * sine 3 * 0.3",
            |[a, b]: [f32; 2]| a * b
        )
    },
    operator!(
        TWO,
        &["/", "div"],
        "the quotient of two signals; 0 where the divisor is 0",
        "out: sine 440 / 4",
        divide
    ),
    operator!(
        TWO,
        &["%", "modulo"],
        "the remainder of a division; 0 where the divisor is 0",
        "out: (saw 110 % 0.5) * 0.3",
        modulo
    ),
    operator!(
        TWO,
        &["**", "pow"],
        "a power that keeps the sign of its base",
        "out: (sine 110 ** 3) * 0.3",
        power
    ),
    operator!(
        TWO,
        &["min"],
        "the lesser of two signals",
        "out: min (sine 110) 0.2",
        |[a, b]: [f32; 2]| a.min(b)
    ),
    operator!(
        TWO,
        &["max"],
        "the greater of two signals",
        "out: max (sine 110) 0 * 0.3",
        |[a, b]: [f32; 2]| a.max(b)
    ),
    operator!(
        ONE,
        &["abs"],
        "the magnitude: negative values turned over",
        "out: abs (sine 110) * 0.3",
        |[x]: [f32; 1]| x.abs()
    ),
];
