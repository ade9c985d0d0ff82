//! Real hosts, in which the bundled plugin must do what the command does.

pub mod clap;
pub mod state;
