//! The defaults of a bank: parameters that its sounds take where their events do not name them.
//!
//! An event sounds as if it had named them itself, to the bit: they are filled in where its sound is found, before anything
//! of it is read.

use crate::parameters::Parameter;
use crate::sequencing::trigger::Trigger;
use std::sync::Arc;

/// See the module's head. Cheap to clone; none at first.
#[derive(Clone, Debug, Default)]
pub struct Defaults(Option<Arc<Trigger>>);

impl Defaults {
    /// Gives a number; it is brought within the parameter's limits, and a later one replaces an earlier.
    pub fn set(&mut self, parameter: Parameter, value: f64) {
        self.given().set(parameter, value);
    }

    /// Gives a word. `false` if the parameter takes no such word.
    pub fn set_word(&mut self, parameter: Parameter, word: &str) -> bool {
        self.given().set_word(parameter, word)
    }

    fn given(&mut self) -> &mut Trigger {
        Arc::make_mut(self.0.get_or_insert_default())
    }

    /// Whether they say something about the parameter.
    #[must_use]
    pub fn has(&self, parameter: Parameter) -> bool {
        self.0.as_ref().is_some_and(|given| given.has(parameter))
    }

    /// The number given, if one was.
    #[must_use]
    pub fn get(&self, parameter: Parameter) -> Option<f32> {
        self.0.as_ref().and_then(|given| given.get(parameter))
    }

    /// Fills in what the event does not name. Allocates nothing: for the audio thread.
    #[inline]
    pub(crate) fn complete(&self, trigger: &mut Trigger) {
        if let Some(given) = &self.0 {
            trigger.complete(given);
        }
    }
}
