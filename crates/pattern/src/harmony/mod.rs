//! Harmony: tables of chords, scales and arpeggios. Names are Tidal's.

pub mod arpeggios;
pub mod chords;
pub mod scales;
pub mod symbols;
