//! Delay lines and what plays with the past: pitch shifting, a rotating loudspeaker, grains, and the search for
//! the place where a sound goes on best.

pub mod align;
pub mod grains;
pub mod line;
pub mod pitch;
pub mod rotary;
