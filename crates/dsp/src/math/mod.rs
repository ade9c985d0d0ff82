//! Functions fast enough for every sample and the same bits on every machine: sine, powers, units of music, reading
//! between samples.

pub mod convert;
pub mod exponential;
pub mod interpolate;
pub mod sinc;
pub mod trig;
