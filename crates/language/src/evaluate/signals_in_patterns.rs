//! Signals, buses and macros as patterns of numbers: their values when the pattern is queried.

use super::value::{EvalResult, Failure, Spanned, Value};
use crate::evaluate::{Evaluator, Global};
use crate::types::Kind;
use phonon_engine::graph::Input;
use phonon_pattern::{Operation, PatternId, Structure, Value as EventValue};

/// Most signals that patterns can read: as many as a query has inputs.
const MOST_PROBES: usize = 64;

impl Evaluator {
    /// The kind of a bus that is a pattern.
    pub(crate) fn bus_kind(&self, name: &str) -> Option<Kind> {
        match self.buses.get(name) {
            Some(Global::Done(value)) => value.value.kind(),
            _ => None,
        }
    }

    /// A signal as a pattern of numbers: its value when the pattern is queried.
    pub(super) fn sampled(&mut self, given: &Spanned, input: Input) -> EvalResult<PatternId> {
        if self.signals.is_sound(input) {
            return given.wrong_with(
                "numbers are needed here; this is the sound of a pattern",
                "`rms` and `peak` say how loud it is",
            );
        }
        if let Some(pattern) = self.knob_pattern(input) {
            return Ok(pattern);
        }
        let probe = self.signals.probe(input);
        let name = self.graph.intern(&format!("~signal {probe}"));
        if probe == self.probes.len() {
            if probe == MOST_PROBES {
                return given.wrong(format!(
                    "more than {MOST_PROBES} signals are read by patterns"
                ));
            }
            self.probes.push(name);
        }
        Ok(self.graph.input(name, Some(EventValue::Float(0.0))))
    }

    /// A macro, or arithmetic on macros and numbers alone: patterns read it as it stands at each onset, unsmoothed.
    fn knob_pattern(&mut self, input: Input) -> Option<PatternId> {
        let input = self.behind_buses(input)?;
        if let Input::Macro(index) = input {
            let name = self.graph.intern(&format!("~macro {index}"));
            if !self.knobs.contains(&(index, name)) {
                self.knobs.push((index, name));
            }
            return Some(self.graph.input(name, Some(EventValue::Float(0.0))));
        }
        let (function, operands) = self.signals.computation(input)?;
        let operation = match function {
            "+" => Operation::Add,
            "-" => Operation::Subtract,
            "*" => Operation::Multiply,
            "/" => Operation::Divide,
            _ => return None,
        };
        let [left, right] = *operands else {
            return None;
        };
        match (self.behind_buses(left)?, self.behind_buses(right)?) {
            (Input::Constant(left), right) => {
                let right = self.knob_pattern(right)?;
                let left = f64::from(left);
                match operation {
                    Operation::Subtract => {
                        let turned = self.graph.adjust(Operation::Multiply, right, -1.0);
                        Some(self.graph.adjust(Operation::Add, turned, left))
                    }
                    Operation::Divide => None,
                    _ => Some(self.graph.adjust(operation, right, left)),
                }
            }
            (left, Input::Constant(right)) => {
                let left = self.knob_pattern(left)?;
                // Signals divide by zero to zero.
                let divides = operation != Operation::Divide || right != 0.0;
                divides.then(|| self.graph.adjust(operation, left, f64::from(right)))
            }
            (left, right) if operation != Operation::Divide => {
                let (left, right) = (self.knob_pattern(left)?, self.knob_pattern(right)?);
                Some(self.graph.apply(operation, Structure::Both, left, right))
            }
            _ => None,
        }
    }

    /// What stands behind the buses that only pass it on; `None` where they go in a circle or say nothing yet.
    pub(crate) fn behind_buses(&self, input: Input) -> Option<Input> {
        const MOST_BUSES: usize = 64;
        let mut input = input;
        for _ in 0..MOST_BUSES {
            match input {
                Input::Bus(bus) => input = self.signals.carried(bus)?,
                found => return Some(found),
            }
        }
        None
    }

    pub(super) fn bus_pattern(
        &mut self,
        given: &Spanned,
        name: &str,
        wanted: Kind,
    ) -> EvalResult<PatternId> {
        let value = match self.buses.get(name) {
            Some(Global::Done(value)) => value.value.clone(),
            Some(Global::Busy) => {
                return given.wrong(format!(
                    "`~{name}` is defined by itself; only its sound can feed back"
                ));
            }
            _ => return Err(Failure::Reported),
        };
        let is_signal = match &value {
            Value::Signal(_) | Value::Bare(_) | Value::Wet(_) => true,
            value if value.heard().is_some() => true,
            Value::Bus(_) => false,
            other => wanted.is_number() && other.kind() == Some(Kind::Controls),
        };
        if is_signal && wanted.is_number() {
            let input = self.signals.bus(name);
            return self.sampled(given, input);
        }
        self.pattern(&Spanned::new(value, given.place), wanted)
    }
}
