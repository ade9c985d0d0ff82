//! Tidal's library on the graph's primitives, a family a file. Each function is a builder method of
//! [`super::Graph`]; arguments that Tidal patterns are patterns here.

mod combine;
mod cycle;
mod echo;
pub mod function;
mod harmony;
mod random;
mod sample;
mod scalar;
mod signal;
mod stepwise;
mod structure;
mod take;
mod time;
mod transition;
pub mod variable;

pub use scalar::Opened;
