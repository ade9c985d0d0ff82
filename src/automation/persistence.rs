//! The bridge between the host's project and the session's state.
//!
//! The framework's state holds the parameters' values and one field, the session. What it would throw away is kept in the
//! session under [`BESIDE`]: parameters and fields of a newer version. A session that cannot be read is refused as a whole; its
//! text is kept too, so that a project saved over it does not lose it.

use super::parameters::is_parameter;
use nice_plug::params::persist::PersistentField;
use nice_plug::prelude::PluginState;
use phonon_session::Session;
use phonon_session::state::SavedState;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The field in which the session stands.
pub const FIELD: &str = "session";

/// Where the session keeps what stood beside it and is not known: `{"params": {}, "fields": {}}`.
pub const BESIDE: &str = "beside";

/// The persisted field: reads and replaces the session's state. Replacing wakes the compiler, so that a project opened
/// with its window closed sounds, also when the host loads it into a running instance.
pub struct SavedSession(Arc<Session>);

impl SavedSession {
    /// The field for `session`.
    pub fn new(session: Arc<Session>) -> Self {
        Self(session)
    }
}

/// What stands in the field when the host loads it.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Loaded {
    /// A session that cannot be read, as [`admit`] marks it.
    Refused(Refused),
    /// One that can.
    Session(Box<SavedState>),
}

/// The text of a session that cannot be read.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    refused: String,
}

impl<'a> PersistentField<'a, Loaded> for SavedSession {
    fn set(&self, loaded: Loaded) {
        match loaded {
            Loaded::Refused(Refused { refused }) => self.0.saved().keep_refused(refused),
            Loaded::Session(state) => self.0.restore(*state),
        }
    }

    fn map<F, R>(&self, f: F) -> R
    where
        F: Fn(&Loaded) -> R,
    {
        let state = self.0.saved().clone();
        f(&Loaded::Session(Box::new(state)))
    }
}

/// Readies a state for the framework to load. One whose session cannot be read changes nothing of what is there: whether that
/// is so.
pub fn admit(state: &mut PluginState) -> bool {
    let Some(text) = state.fields.get(FIELD) else {
        return true;
    };
    let mut session = match serde_json::from_str(text) {
        Ok(Value::Object(session)) => session,
        _ => {
            let marked = refused(text);
            state.params.clear();
            state.fields.clear();
            state.fields.insert(FIELD.to_owned(), marked);
            return false;
        }
    };
    if serde_json::from_str::<Refused>(text).is_ok() {
        return false;
    }
    let mut unknown = (Map::new(), Map::new());
    state.params.retain(|id, value| {
        let known = is_parameter(id);
        if !known && let Ok(value) = serde_json::to_value(&*value) {
            unknown.0.insert(id.clone(), value);
        }
        known
    });
    state.fields.retain(|name, text| {
        let known = name == FIELD;
        if !known {
            unknown.1.insert(name.clone(), Value::from(&**text));
        }
        known
    });
    keep_beside(&mut session, "params", unknown.0);
    keep_beside(&mut session, "fields", unknown.1);
    let session = Value::Object(session).to_string();
    state.fields.insert(FIELD.to_owned(), session);
    true
}

/// What stands in the field in place of a session that cannot be read.
pub fn refused(session: &str) -> String {
    serde_json::json!({ "refused": session }).to_string()
}

/// Adds to what a session keeps of what stood beside it.
pub fn keep_beside(session: &mut Map<String, Value>, part: &str, values: Map<String, Value>) {
    if values.is_empty() {
        return;
    }
    let object = |value: &mut Value| {
        if !value.is_object() {
            *value = Value::Object(Map::new());
        }
    };
    let beside = session.entry(BESIDE).or_insert(Value::Null);
    object(beside);
    object(&mut beside[part]);
    for (name, value) in values {
        beside[part][name] = value;
    }
}
