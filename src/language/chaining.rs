//! Sounds and effects one after another: `sound # effect`, `effect $ sound`.

use super::diagnostic::Place;
use super::evaluate::Evaluator;
use super::signature::Kind;
use super::value::{Effect, Located, Outcome, Val};
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
                    let effect = self.chain(before.1.clone(), pair.1.clone(), place)?;
                    return Ok(Val::Dual(Rc::new((
                        Located::new(control, place),
                        Located::new(effect, place),
                    ))));
                }
                Val::Signal(_) | Val::Bare(_) | Val::Wet(_) | Val::Bus(_) | Val::Effects(_) => {
                    let effect = pair.1.clone();
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
            Val::Dual(pair) => {
                let before = pair.1.clone();
                self.chain(before, right, place)
            }
            _ => self.through(&left, &effects),
        }
    }
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
