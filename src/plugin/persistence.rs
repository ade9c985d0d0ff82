//! The bridge between the host's project and the session's state.

use crate::session::Session;
use crate::session::state::SavedState;
use nice_plug::params::persist::PersistentField;
use std::sync::Arc;

/// The persisted field: reads and replaces the session's state. Replacing wakes the compiler, so that a project opened
/// with its window closed sounds, also when the host loads it into a running instance.
pub struct SavedSession(Arc<Session>);

impl SavedSession {
    /// The field for `session`.
    pub fn new(session: Arc<Session>) -> Self {
        Self(session)
    }
}

impl<'a> PersistentField<'a, SavedState> for SavedSession {
    fn set(&self, new_value: SavedState) {
        self.0.restore(new_value);
    }

    fn map<F, R>(&self, f: F) -> R
    where
        F: Fn(&SavedState) -> R,
    {
        f(&self.0.saved())
    }
}
