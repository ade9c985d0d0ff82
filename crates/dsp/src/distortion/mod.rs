//! Curves that bend or bound a signal; coarser steps in level and time.

pub mod crush;
pub mod saturate;
