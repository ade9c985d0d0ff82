pub mod pattern;
pub mod dsp;
pub mod samples;
pub mod engine;
pub mod language;
pub mod session;
pub mod cli;
