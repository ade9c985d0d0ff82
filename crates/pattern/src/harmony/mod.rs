//! Harmony: tables of chords, scales and arpeggios. Names are Tidal's.

pub mod arpeggios;
pub mod chords;
pub mod scales;
pub mod symbols;

/// Middle C in Hz: c5, note 0, MIDI note 60.
pub const MIDDLE_C: f64 = 261.625_565_300_598_6;
