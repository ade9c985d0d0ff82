//! Continuous patterns: waves, smooth random numbers, ranges. [`Pattern::segment`] makes steps of them.

use super::{IntoPattern, Pattern, number};
use crate::{Operation, Value, Wave, Word};

/// A wave for each name.
macro_rules! waves {
    ($($(#[$doc:meta])* $name:ident $wave:ident;)*) => {
        impl Pattern {
            $($(#[$doc])*
            pub fn $name() -> Self {
                Self::made([], |graph, []| graph.wave(Wave::$wave))
            })*
        }
    };
}

waves! {
    /// A sine wave from 0 to 1, one a cycle.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::sine().segment(4).range(0, 8).floor().events(0..1)?[1].to_string(), "(¼>½)|8.0");
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    sine Sine;
    /// A ramp from 0 up to 1, one a cycle.
    saw Saw;
    /// A ramp from 1 down to 0, one a cycle.
    isaw FallingSaw;
    /// 0 in the first half of a cycle, 1 in the second.
    square Square;
    /// The time itself, in cycles.
    time Time;
    /// From 0 to 1 in the first cycle, 1 ever after.
    envelope Envelope;
}

impl Pattern {
    /// A sine wave a quarter of a cycle later.
    pub fn cosine() -> Self {
        Self::made([], |graph, []| graph.cosine())
    }

    /// Up from 0 to 1 and down again, once a cycle.
    pub fn tri() -> Self {
        Self::fastcat([Self::saw(), Self::isaw()])
    }

    /// A wave from 0…1 as one from -1…1: `Pattern::sine().bipolar()` is Tidal's `sine2`.
    pub fn bipolar(self) -> Self {
        Self::made([self], |graph, [p]| {
            let doubled = graph.adjust(Operation::Multiply, p, 2.0);
            graph.adjust(Operation::Subtract, doubled, 1.0)
        })
    }

    /// The same value at all times, without events of its own.
    pub fn steady(value: f64) -> Self {
        Self::made([], move |graph, []| graph.steady(value))
    }

    /// Random numbers 0…1, a new one in each cycle, with a smooth line between them.
    pub fn perlin() -> Self {
        Self::time().perlin_with()
    }

    /// Smooth random numbers 0…1, at the places that the pattern's numbers name.
    pub fn perlin_with(self) -> Self {
        Self::made([self], |graph, [place]| graph.perlin(place))
    }

    /// From each number on the way to the next, in straight lines.
    pub fn smooth(self) -> Self {
        Self::made([self], |graph, [p]| graph.smooth(p))
    }

    /// Numbers from 0…1 scaled to lie between two others.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("0 0.5 1").range(100, 200).to_string(), Pattern::of("100 150 200").to_string());
    /// ```
    pub fn range(self, low: impl IntoPattern, high: impl IntoPattern) -> Self {
        Self::made(
            [number(low), number(high), self],
            |graph, [low, high, p]| graph.range(low, high, p),
        )
    }

    /// Numbers from 0…1 scaled to lie between two others by equal ratios: right for frequencies. Both must be above zero.
    pub fn rangex(self, low: f64, high: f64) -> Self {
        if !(low > 0.0 && high > 0.0) {
            return Self::mistaken(super::PatternError::OutOfRange {
                what: "each end of `rangex`",
                wanted: "above zero",
            });
        }
        Self::made([self], move |graph, [p]| graph.rangex(low, high, p))
    }

    /// A value that is set from outside under a name ([`Scratch::set_input`](crate::Scratch::set_input)), continuous; the
    /// default until it is set.
    pub fn input(name: &str, default: f64) -> Self {
        let name = name.to_owned();
        Self::made([], move |graph, []| {
            let name: Word = graph.intern(&name);
            graph.input(name, Some(Value::Float(default)))
        })
    }
}
