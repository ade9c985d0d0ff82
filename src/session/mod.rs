//! What the plugin, the window and the command share: compiling in the background, handing programs to the audio thread,
//! telemetry, and what is saved with a project.
//!
//! It may know the language, the engine and the samples; it knows neither the plugin's framework nor the window.

pub mod allocation;
pub mod firewall;
pub mod histogram;
pub mod state;
pub mod telemetry;
pub mod worker;

use state::SavedState;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use telemetry::Telemetry;

/// The song a new instance opens with.
pub const WELCOME: &str = include_str!("welcome.ph");

/// One instance, as its threads share it. Making one is quick and touches no file.
pub struct Session {
    telemetry: Arc<Telemetry>,
    state: Mutex<SavedState>,
}

impl Session {
    /// A session with the welcome song, not compiled yet.
    pub fn new() -> Arc<Self> {
        let telemetry = Arc::new(Telemetry::default());
        telemetry::register(&telemetry);
        Arc::new(Self {
            telemetry,
            state: Mutex::default(),
        })
    }

    /// The audio thread's figures.
    pub fn telemetry(&self) -> &Arc<Telemetry> {
        &self.telemetry
    }

    /// What is saved with the project. Keep the lock briefly.
    pub fn saved(&self) -> MutexGuard<'_, SavedState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over what the host saved.
    pub fn restore(&self, state: SavedState) {
        *self.saved() = state.sanitised();
    }
}
