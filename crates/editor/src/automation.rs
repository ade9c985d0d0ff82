//! The parameters of the host, as the window reads and turns them. Whoever opens the window implements [`Automation`]:
//! the plugin with what its host automates, a program of its own with plain numbers.

use phonon_engine::MACROS;

/// A parameter that the window shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Parameter {
    /// Level of all outputs.
    Gain,
    /// Where time comes from: 0 from the host's transport, 1 from a clock of our own.
    Run,
    /// When an evaluated text takes over: 0 as soon as it is compiled, 1 at a cycle's start.
    Swap,
    /// Whether the limiter holds the main output below full scale: 0 or 1.
    Limiter,
    /// A macro knob, from 0.
    Macro(usize),
}

impl Parameter {
    /// All macros, in their order.
    pub fn macros() -> impl Iterator<Item = Self> {
        (0..MACROS).map(Self::Macro)
    }
}

/// Reads and turns parameters. Values are normalised, 0 to 1.
pub trait Automation {
    /// The present value.
    fn value(&self, parameter: Parameter) -> f32;

    /// A value in the parameter's unit, as people read it.
    fn words(&self, parameter: Parameter, value: f32) -> String;

    /// The value that the parameter has at first.
    fn default(&self, parameter: Parameter) -> f32;

    /// The linear gain that a value of [`Parameter::Gain`] is.
    fn gain(&self, value: f32) -> f32;

    /// The value at which [`Parameter::Gain`] is a linear gain, or as near to it as it goes.
    fn value_of_gain(&self, gain: f32) -> f32;

    /// A hand takes the control: what follows is one gesture.
    fn begin(&self, parameter: Parameter);

    /// Turns the parameter. Stands between [`begin`](Self::begin) and [`end`](Self::end).
    fn set(&self, parameter: Parameter, value: f32);

    /// The hand lets go.
    fn end(&self, parameter: Parameter);

    /// What is saved with the project has changed.
    fn project_changed(&self);

    /// Turns the parameter in one gesture.
    fn turn(&self, parameter: Parameter, value: f32) {
        self.begin(parameter);
        self.set(parameter, value);
        self.end(parameter);
    }

    /// Whether a switch is on.
    fn is_on(&self, parameter: Parameter) -> bool {
        self.value(parameter) >= 0.5
    }
}
