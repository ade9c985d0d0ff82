//! Levels: compressor, gate and transient shaper; the guard of an output; a true-peak limiter.

pub mod compressor;
pub mod limiter;
pub mod true_peak;
