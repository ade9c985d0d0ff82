//! Kinds of time, each a type of its own: frames of audio, seconds, quarter notes, cycles.
//!
//! Exact pattern time is rational and lives in `pattern`; what is here is the engine's own arithmetic.

#![deny(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss
)]

pub(crate) mod clock;
pub(crate) mod conversions;
pub mod transport;

use std::ops::{Add, Sub};

macro_rules! quantity {
    ($(#[$meta:meta])* $name:ident($inner:ty)) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
        pub struct $name(pub $inner);

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }
    };
}

quantity! {
    /// A count of frames: an absolute place on the engine's own frame counter, or a length.
    Frames(u64)
}
quantity! {
    /// Seconds.
    Seconds(f64)
}
quantity! {
    /// Quarter notes, the unit in which hosts tell the song position.
    Beats(f64)
}
quantity! {
    /// Cycles, the unit of pattern time. Four quarter notes unless the program says otherwise.
    Cycles(f64)
}

impl Eq for Frames {}

impl Frames {
    /// As a number that differences can be made of. Frames of a stretch that wrapped around below 0 are negative.
    #[must_use]
    pub fn signed(self) -> i64 {
        self.0.cast_signed()
    }

    /// The place with that signed number.
    pub(crate) fn at(signed: i64) -> Self {
        Self(signed.cast_unsigned())
    }

    /// How many frames after `begin`, as an index. `begin` must not be the later one.
    pub(crate) fn since(self, begin: u64) -> usize {
        usize::try_from(self.0 - begin).unwrap_or(usize::MAX)
    }
}

impl Beats {
    /// The position in cycles, given how many quarter notes make one.
    #[must_use]
    pub fn to_cycles(self, beats_per_cycle: f64) -> Cycles {
        Cycles(self.0 / beats_per_cycle)
    }
}

impl Cycles {
    /// The position in quarter notes, given how many of them make a cycle.
    #[must_use]
    pub fn to_beats(self, beats_per_cycle: f64) -> Beats {
        Beats(self.0 * beats_per_cycle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_quarter_notes_make_a_cycle_and_back() {
        assert_eq!(Beats(6.0).to_cycles(4.0), Cycles(1.5));
        assert_eq!(Cycles(1.5).to_beats(4.0), Beats(6.0));
    }
}
