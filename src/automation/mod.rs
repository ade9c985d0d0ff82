//! What a host automates and saves: the parameters, the knobs that act on their frame, and the project's state.
//!
//! It stands below the plugin and the window, which both use it, and knows neither; of the house it knows the session and
//! the engine's changes.

pub mod chunk;
pub mod knobs;
pub mod parameters;
pub mod persistence;
