//! What the host says of its transport, and whose time the engine follows.
//!
//! Hosts tell positions that are rounded. Where one also tells the time since the song began, and that time at the present
//! tempo comes to what it rounded, the rounding is undone here; what is left of it is the clock's to bear.

use crate::time::{Beats, Seconds};

/// Hosts that round positions do so to this many steps a quarter note.
pub const TICKS_PER_BEAT: f64 = 1920.0;

/// A position counts as rounded to ticks if it is this close to one, in ticks.
const TICK_TOLERANCE: f64 = 1.0e-4;

/// How far, in ticks, rounding takes a position at most.
const ROUNDING: f64 = 1.0;

/// What the host says at the first frame of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transport {
    /// Whether the transport rolls.
    pub playing: bool,
    /// Tempo in quarter notes a minute.
    pub tempo: Option<f64>,
    /// Position in the song, in quarter notes.
    pub position: Option<Beats>,
    /// Time since the song began: negative in a pre-roll.
    pub elapsed: Option<Seconds>,
    /// The bar that the position is in.
    pub bar: Option<Bar>,
}

/// A bar of the host's song.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Number of the bar, 0 for the first of the song, if the host counts bars.
    pub number: Option<i32>,
    /// Position at which the bar begins, in quarter notes.
    pub start: Beats,
    /// Length of the bar in quarter notes: 3.5 in 7/8.
    pub length: f64,
}

impl Bar {
    /// A bar of a time signature. `None` where there is no such signature.
    #[must_use]
    pub fn of_signature(
        number: Option<i32>,
        start: Beats,
        (numerator, denominator): (i32, i32),
    ) -> Option<Self> {
        let is_some = numerator > 0 && denominator > 0 && start.0.is_finite();
        is_some.then(|| Self {
            number,
            start,
            length: f64::from(numerator) * 4.0 / f64::from(denominator),
        })
    }

    /// Its number, if the host counts: one that calls every bar the first does not.
    pub(crate) fn counted(&self) -> Option<f64> {
        let number = f64::from(self.number?);
        (number != 0.0 || self.start.0 < self.length * 0.5).then_some(number)
    }
}

impl Transport {
    /// A rolling transport of which the host tells nothing else: the program's own tempo, from where we are.
    #[must_use]
    pub const fn missing() -> Self {
        Self {
            playing: true,
            tempo: None,
            position: None,
            elapsed: None,
            bar: None,
        }
    }

    /// A transport at rest.
    #[must_use]
    pub const fn stopped() -> Self {
        Self {
            playing: false,
            tempo: None,
            position: None,
            elapsed: None,
            bar: None,
        }
    }

    /// A rolling transport at a tempo (quarter notes a minute) and position.
    #[must_use]
    pub const fn rolling(tempo: f64, position: Beats) -> Self {
        Self {
            playing: true,
            tempo: Some(tempo),
            position: Some(position),
            elapsed: None,
            bar: None,
        }
    }

    /// The position in quarter notes, without the rounding where that can be undone.
    pub(crate) fn unrounded(&self) -> Option<f64> {
        let told = self.position?.0;
        let (Some(tempo), Some(elapsed)) = (self.tempo, self.elapsed) else {
            return Some(told);
        };
        // So it is in a song of one tempo; in any other, the two agree by accident at most, and within the rounding.
        let reckoned = elapsed.0 * tempo / 60.0;
        let agrees = (reckoned - told).abs() * TICKS_PER_BEAT <= ROUNDING;
        Some(if agrees && is_rounded(told) {
            reckoned
        } else {
            told
        })
    }
}

/// Whose time the engine follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Run {
    /// The host's transport: what stops it stops the patterns, and the song position is the place in the music.
    #[default]
    Host,
    /// The engine's own clock at the program's tempo, whatever the host does.
    Free,
}

/// Whether a position looks rounded to ticks.
pub fn is_rounded(beats: f64) -> bool {
    let ticks = beats * TICKS_PER_BEAT;
    (ticks - ticks.round()).abs() < TICK_TOLERANCE
}
