//! engine
pub mod graph;
