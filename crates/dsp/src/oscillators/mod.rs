//! Sources: phases, band-limited waves, noises, a blown reed.

pub mod noise;
pub mod phase;
pub mod reed;
pub mod wavetable;
