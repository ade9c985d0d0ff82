//! What moves other things: envelopes, followers, smoothing of parameters, the place between left and right.

pub mod envelope;
pub mod follow;
pub mod pan;
pub mod smooth;
