pub mod cli;
pub mod dsp;
pub mod engine;
pub mod language;
pub mod pattern;
pub mod samples;
pub mod session;
