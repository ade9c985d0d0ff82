//! Harmony: tables of chords, scales and arpeggios, as semitones from a root. Names are Tidal's.

pub mod chords;
