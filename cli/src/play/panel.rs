//! The parameters that a host would keep: turned in the window, read by the audio thread.

use phonon_editor::{Automation, Parameter};
use phonon_engine::MACROS;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Level at the top of the gain's way, linear: 12 dB.
const MOST: f32 = 3.981;

/// A normalised value that any thread reads.
struct Value(AtomicU32);

impl Value {
    fn new(value: f32) -> Self {
        Self(AtomicU32::new(value.to_bits()))
    }

    fn get(&self) -> f32 {
        f32::from_bits(self.0.load(Relaxed))
    }

    fn set(&self, value: f32) {
        self.0.store(value.clamp(0.0, 1.0).to_bits(), Relaxed);
    }
}

/// All parameters. Time runs from the start: there is no host to press play.
pub(super) struct Panel {
    gain: Value,
    run: Value,
    swap: Value,
    limiter: Value,
    macros: [Value; MACROS],
}

impl Default for Panel {
    fn default() -> Self {
        let at_first = |parameter| Value::new(first(parameter));
        Self {
            gain: at_first(Parameter::Gain),
            run: at_first(Parameter::Run),
            swap: at_first(Parameter::Swap),
            limiter: at_first(Parameter::Limiter),
            macros: std::array::from_fn(|index| at_first(Parameter::Macro(index))),
        }
    }
}

/// A parameter's value at first.
fn first(parameter: Parameter) -> f32 {
    match parameter {
        // 0 dB on a way that is the cube root of the gain.
        Parameter::Gain => MOST.recip().cbrt(),
        Parameter::Run | Parameter::Limiter => 1.0,
        Parameter::Swap | Parameter::Macro(_) => 0.0,
    }
}

impl Panel {
    fn of(&self, parameter: Parameter) -> &Value {
        match parameter {
            Parameter::Gain => &self.gain,
            Parameter::Run => &self.run,
            Parameter::Swap => &self.swap,
            Parameter::Limiter => &self.limiter,
            Parameter::Macro(index) => &self.macros[index],
        }
    }

    /// Level of all outputs, linear.
    pub(super) fn gain(&self) -> f32 {
        level(self.gain.get())
    }

    /// Whether time runs.
    pub(super) fn runs(&self) -> bool {
        self.run.get() >= 0.5
    }

    /// Whether a new program waits for a cycle.
    pub(super) fn waits(&self) -> bool {
        self.swap.get() >= 0.5
    }

    /// Whether the limiter is on.
    pub(super) fn limits(&self) -> bool {
        self.limiter.get() >= 0.5
    }

    /// The macros' values.
    pub(super) fn macros(&self) -> impl Iterator<Item = f32> {
        self.macros.iter().map(Value::get)
    }
}

fn level(share: f32) -> f32 {
    share.powi(3) * MOST
}

impl Automation for Panel {
    fn value(&self, parameter: Parameter) -> f32 {
        self.of(parameter).get()
    }

    fn words(&self, parameter: Parameter, value: f32) -> String {
        match parameter {
            Parameter::Gain if value <= 0.0 => "−∞ dB".to_owned(),
            Parameter::Gain => format!("{:.1} dB", 20.0 * level(value).log10()).replace('-', "−"),
            _ => format!("{value:.3}"),
        }
    }

    fn default(&self, parameter: Parameter) -> f32 {
        first(parameter)
    }

    fn gain(&self, value: f32) -> f32 {
        level(value)
    }

    fn value_of_gain(&self, gain: f32) -> f32 {
        (gain / MOST).cbrt()
    }

    fn begin(&self, _: Parameter) {}

    fn set(&self, parameter: Parameter, value: f32) {
        self.of(parameter).set(value);
    }

    fn end(&self, _: Parameter) {}

    fn project_changed(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gain_is_0_db_at_first_and_12_db_at_most() {
        let panel: Panel = Default::default();
        assert!((panel.gain() - 1.0).abs() < 1e-4);
        assert_eq!(panel.words(Parameter::Gain, 1.0), "12.0 dB");
        panel.set(Parameter::Gain, 7.0);
        assert!((panel.gain() - MOST).abs() < 1e-4);
    }
}
