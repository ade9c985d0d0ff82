//! Sounds and effects one after another: `sound # effect`, `effect $ sound`.

use super::value::{Also, Deferred, Dual, Effect, EvalResult, Function, Spanned, Value, Wet};
use crate::builtins;
use crate::diagnostic::Place;
use crate::evaluate::Evaluator;
use crate::types::Kind;
use phonon_engine::graph::nodes;
use phonon_pattern::mini;
use std::rc::Rc;

impl Evaluator {
    /// `effect $ sound`, `sound $ effect`, `x $ f`
    pub(crate) fn dollar_effect(
        &mut self,
        left: Spanned,
        right: Spanned,
        place: Place,
    ) -> EvalResult<Value> {
        for (function, input) in [(&left, &right), (&right, &left)] {
            if input.value.is_function() {
                continue;
            }
            let effects = match &function.value {
                Value::Effects(effects) => Rc::clone(effects),
                Value::Dual(pair) => match &pair.effect.value {
                    Value::Effects(effects) => Rc::clone(effects),
                    _ => continue,
                },
                _ => continue,
            };
            return self.through(input, &effects);
        }
        if matches!(right.value, Value::Function(_)) && !left.value.is_function() {
            return self.apply(right, vec![left], place);
        }
        let noun = left.value.noun();
        let sounds =
            left.value.kind() == Some(Kind::Controls) && right.value.kind() == Some(Kind::Controls);
        left.wrong_with(
            format!("`$` needs a function on one side; this is {noun}"),
            if sounds {
                "join controls with `#`; play both with `stack [a, b]`"
            } else {
                "`fast 2 $ s \"bd\"` gives the function what follows"
            },
        )
    }

    /// `left # right` where one is, or may be, an effect.
    pub(crate) fn chain(
        &mut self,
        left: Spanned,
        right: Spanned,
        place: Place,
    ) -> EvalResult<Value> {
        let effects: Rc<Vec<Effect>> = match &right.value {
            Value::Effects(effects) => Rc::clone(effects),
            Value::Dual(pair) => match &left.value {
                Value::Dual(before) => {
                    let control = self.operate(
                        "#",
                        place,
                        before.control.clone(),
                        pair.control.clone(),
                        place,
                        None,
                    )?;
                    // `crush 4 # legato 1`: only controls.
                    let is_chain = matches!(before.effect.value, Value::Effects(_))
                        && matches!(pair.effect.value, Value::Effects(_));
                    if !is_chain && !before.is_signal() {
                        return Ok(control);
                    }
                    let effect = self.chain(before.effect.clone(), pair.effect.clone(), place)?;
                    return Ok(Dual::value(control, effect, place));
                }
                Value::Signal(_)
                | Value::Bare(_)
                | Value::Wet(_)
                | Value::Bus(_)
                | Value::Effects(_) => {
                    let effect = pair.effect.clone();
                    if let (Value::Wet(_), Value::Effects(effects)) = (&left.value, &effect.value)
                        && let [effect] = &effects[..]
                    {
                        self.changed_by_effect(effect.entry, effect.place);
                    }
                    return self.chain(left, effect, place);
                }
                _ => {
                    let control = pair.control.clone();
                    return self.operate("#", place, left, control, place, None);
                }
            },
            other => {
                let noun = other.noun();
                return right.wrong(format!(
                    "after an effect `#` needs another effect; this is {noun}"
                ));
            }
        };
        match &left.value {
            Value::Effects(before) => {
                let all = before.iter().chain(effects.iter()).cloned().collect();
                Ok(Value::Effects(Rc::new(all)))
            }
            // Sounds or a signal, still as they are used.
            Value::Dual(pair) if pair.is_signal() => {
                let signal = self.chain(pair.effect.clone(), right, place)?;
                let sounds = Value::Wet(Rc::new(Wet {
                    dry: pair.control.clone(),
                    effects: effects.to_vec(),
                }));
                Ok(Dual::value(sounds, signal, place))
            }
            Value::Dual(pair) => {
                let before = pair.effect.clone();
                self.chain(before, right, place)
            }
            _ => self.through(&left, &effects),
        }
    }
}

impl Evaluator {
    /// `"220 330" # lag 0.1`, `~lfo # range 200 800`: what is a function of signals besides a control, or nothing else, gets
    /// the signal at its left. Numbers in a string may name sounds as well (`"808" # lag 0.1`): their use decides.
    pub(crate) fn shaped(
        &mut self,
        left: &Spanned,
        right: &Spanned,
        operator: Place,
        place: Place,
    ) -> EvalResult<Option<Value>> {
        if !left.value.may_shape() {
            return Ok(None);
        }
        let is_numbers = !left.value.is_signal();
        let (control, last) = match &right.value {
            Value::Dual(pair) => (Some(pair.control.clone()), &pair.effect),
            _ => (None, right),
        };
        let signal = match &last.value {
            Value::Function(function) if lacks_signal(function) => {
                let function = last.clone();
                self.apply(function, vec![left.clone()], place)?
            }
            // An effect smooths numbers, too.
            Value::Effects(effects) if is_numbers && control.is_some() => {
                // Strings that cannot be read as numbers name sounds.
                if let Value::Text(text) = &left.value
                    && mini::parse(&text.text, mini::Kind::Hertz).is_err()
                {
                    return Ok(None);
                }
                let numbers = self.port_input(left)?;
                Value::Signal(self.effects(numbers, effects)?)
            }
            _ => return Ok(None),
        };
        let Some(control) = control.filter(|_| is_numbers) else {
            return Ok(Some(signal));
        };
        let left = left.clone();
        let sounds = Deferred {
            make: Box::new(move |evaluator, kind| {
                let (left, control) = (left.clone(), control.clone());
                let joined = evaluator.operate("#", operator, left, control, place, None)?;
                evaluator.pattern(&Spanned::new(joined, place), kind)
            }),
            likely: Kind::Controls,
            numeric: false,
            also: Also::Nothing,
        };
        let sounds = Value::Deferred(Rc::new(sounds));
        Ok(Some(Dual::value(sounds, signal, place)))
    }
}

/// Whether nothing but the signal that it works on is missing.
fn lacks_signal(function: &Function) -> bool {
    let (entry, given) = match function {
        Function::Node(entry, given, _) => (Some(*entry), given),
        Function::Builtin(row, given, _) => (builtins::node_of(row), given),
        _ => return false,
    };
    entry.is_some_and(|entry| {
        matches!(entry.kind, nodes::Kind::Control | nodes::Kind::Arithmetic)
            && entry.arguments().len() == given.len() + 1
    })
}

impl Clone for Effect {
    fn clone(&self) -> Self {
        Self {
            entry: self.entry,
            arguments: self.arguments.clone(),
            place: self.place,
        }
    }
}
