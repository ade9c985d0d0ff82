//! Spaces: feedback delay networks, a plate, springs; convolution, and impulse responses made by rule.

pub mod convolution;
pub mod impulse;
pub mod network;
pub mod plate;
pub mod spring;
