//! Sounds and effects one after another: `sound # effect`, `effect $ sound`.

use super::builtins;
use super::diagnostic::Place;
use super::evaluate::Evaluator;
use super::signature::Kind;
use super::value::{Also, Deferred, Effect, Function, Located, Outcome, Val, Wet};
use phonon_engine::graph::nodes;
use std::rc::Rc;

impl Evaluator {
    /// `effect $ sound`, `sound $ effect`, `x $ f`
    pub(super) fn dollar_effect(
        &mut self,
        left: Located,
        right: Located,
        place: Place,
    ) -> Outcome<Val> {
        for (function, input) in [(&left, &right), (&right, &left)] {
            if input.value.is_function() {
                continue;
            }
            let effects = match &function.value {
                Val::Effects(effects) => Rc::clone(effects),
                Val::Dual(pair) => match &pair.1.value {
                    Val::Effects(effects) => Rc::clone(effects),
                    _ => continue,
                },
                _ => continue,
            };
            return self.through(input, &effects);
        }
        if matches!(right.value, Val::Function(_)) && !left.value.is_function() {
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
    pub(super) fn chain(&mut self, left: Located, right: Located, place: Place) -> Outcome<Val> {
        let effects: Rc<Vec<Effect>> = match &right.value {
            Val::Effects(effects) => Rc::clone(effects),
            Val::Dual(pair) => match &left.value {
                Val::Dual(before) => {
                    let control =
                        self.operate("#", place, before.0.clone(), pair.0.clone(), place, None)?;
                    // `crush 4 # legato 1`: only controls.
                    let Ok(effect) = self.chain(before.1.clone(), pair.1.clone(), place) else {
                        return Ok(control);
                    };
                    return Ok(Val::Dual(Rc::new((
                        Located::new(control, place),
                        Located::new(effect, place),
                    ))));
                }
                Val::Signal(_) | Val::Bare(_) | Val::Wet(_) | Val::Bus(_) | Val::Effects(_) => {
                    let effect = pair.1.clone();
                    if let (Val::Wet(_), Val::Effects(effects)) = (&left.value, &effect.value)
                        && let [effect] = &effects[..]
                    {
                        self.changed_by_effect(effect.entry, effect.place);
                    }
                    return self.chain(left, effect, place);
                }
                _ => {
                    let control = pair.0.clone();
                    return self.operate("#", place, left, control, place, None);
                }
            },
            other => {
                let noun = other.noun();
                return right.wrong(format!(
                    "after an effect `#` wants another effect; this is {noun}"
                ));
            }
        };
        match &left.value {
            Val::Effects(before) => {
                let all = before.iter().chain(effects.iter()).cloned().collect();
                Ok(Val::Effects(Rc::new(all)))
            }
            // Sounds or a signal, still as they are used.
            Val::Dual(pair) if pair.1.value.is_signal() => {
                let signal = self.chain(pair.1.clone(), right, place)?;
                let sounds = Val::Wet(Rc::new(Wet {
                    dry: pair.0.clone(),
                    effects: effects.to_vec(),
                }));
                Ok(Val::Dual(Rc::new((
                    Located::new(sounds, place),
                    Located::new(signal, place),
                ))))
            }
            Val::Dual(pair) => {
                let before = pair.1.clone();
                self.chain(before, right, place)
            }
            _ => self.through(&left, &effects),
        }
    }
}

impl Evaluator {
    /// `"220 330" # lag 0.1`, `~lfo # range 200 800`: what is a function of signals besides a control, or nothing else, gets
    /// the signal at its left. Numbers in a string may name sounds as well (`"808" # lag 0.1`): what they are used for tells.
    pub(super) fn shaped(
        &mut self,
        left: &Located,
        right: &Located,
        operator: Place,
        place: Place,
    ) -> Outcome<Option<Val>> {
        if !left.value.may_shape() {
            return Ok(None);
        }
        let is_numbers = !left.value.is_signal();
        let (control, last) = match &right.value {
            Val::Dual(pair) => (Some(pair.0.clone()), &pair.1),
            _ => (None, right),
        };
        let signal = match &last.value {
            Val::Function(function) if lacks_signal(function) => {
                let function = last.clone();
                self.apply(function, vec![left.clone()], place)?
            }
            // An effect smooths numbers, too.
            Val::Effects(effects) if is_numbers && control.is_some() => {
                // Strings that cannot be read as numbers name sounds.
                let Ok(numbers) = self.port_input(left) else {
                    return Ok(None);
                };
                Val::Signal(self.effects(numbers, effects)?)
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
                evaluator.pattern(&Located::new(joined, place), kind)
            }),
            likely: Kind::Controls,
            numeric: false,
            also: Also::Nothing,
        };
        Ok(Some(Val::Dual(Rc::new((
            Located::new(Val::Deferred(Rc::new(sounds)), place),
            Located::new(signal, place),
        )))))
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
