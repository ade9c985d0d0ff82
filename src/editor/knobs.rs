//! The host's parameters for the window: each turn is a gesture that the host hears of.

use crate::automation::parameters::{Parameters, REVISIONS};
use nice_plug::context::gui::GuiContext;
use nice_plug::prelude::Param;
use phonon_editor::{Automation, Parameter};
use std::sync::Arc;

/// The parameters of an instance, and the way to its host while the window is open.
pub(super) struct Knobs {
    parameters: Arc<Parameters>,
    host: GuiContext,
}

impl Knobs {
    /// Of an instance whose window is opened.
    pub(super) fn new(parameters: Arc<Parameters>, host: GuiContext) -> Self {
        Self { parameters, host }
    }
}

/// Evaluates an expression with a parameter, whatever its type.
macro_rules! with_parameter {
    ($knobs:expr, $parameter:expr, $it:ident => $done:expr) => {{
        let parameters = &$knobs.parameters;
        match $parameter {
            Parameter::Gain => {
                let $it = &parameters.gain;
                $done
            }
            Parameter::Run => {
                let $it = &parameters.run;
                $done
            }
            Parameter::Swap => {
                let $it = &parameters.swap;
                $done
            }
            Parameter::Limiter => {
                let $it = &parameters.limiter;
                $done
            }
            Parameter::Macro(index) => {
                let $it = &parameters.macros[index].value;
                $done
            }
        }
    }};
}

impl Automation for Knobs {
    fn value(&self, parameter: Parameter) -> f32 {
        with_parameter!(self, parameter, it => it.unmodulated_normalized_value())
    }

    fn words(&self, parameter: Parameter, value: f32) -> String {
        with_parameter!(self, parameter, it => it.normalized_value_to_string(value, true))
    }

    fn default(&self, parameter: Parameter) -> f32 {
        with_parameter!(self, parameter, it => it.default_normalized_value())
    }

    fn gain(&self, value: f32) -> f32 {
        self.parameters.gain.preview_plain(value)
    }

    fn value_of_gain(&self, gain: f32) -> f32 {
        self.parameters.gain.preview_normalized(gain)
    }

    fn begin(&self, parameter: Parameter) {
        let setter = self.host.param_setter();
        with_parameter!(self, parameter, it => setter.begin_set_parameter(it));
    }

    fn set(&self, parameter: Parameter, value: f32) {
        let setter = self.host.param_setter();
        with_parameter!(self, parameter, it => setter.set_parameter_normalized(it, value));
    }

    fn end(&self, parameter: Parameter) {
        let setter = self.host.param_setter();
        with_parameter!(self, parameter, it => setter.end_set_parameter(it));
    }

    /// Steps the revision: there is no other way to say that a project has changed.
    fn project_changed(&self) {
        let revision = &self.parameters.revision;
        let setter = self.host.param_setter();
        setter.begin_set_parameter(revision);
        setter.set_parameter(revision, (revision.value() + 1) % REVISIONS);
        setter.end_set_parameter(revision);
    }
}
