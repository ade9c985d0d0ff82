//! Tidal's library on the graph's primitives, a family a file. Each function is a builder method of
//! [`super::Graph`]; arguments that Tidal patterns are patterns here.

mod combine;
mod echo;
mod cycle;
pub mod function;
mod sample;
mod scalar;
mod stepwise;
mod transition;
mod signal;
mod structure;
mod time;

pub use scalar::Opened;
