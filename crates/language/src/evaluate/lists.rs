//! Lists that are not written item by item: `[1..4]`, `[x * 2 | x <- [1, 2], x > 1]`.

use super::Evaluator;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::value::{EvalResult, Failure, Scope, Spanned, Value};
use crate::syntax::{Expression, Number, Qualifier};
use phonon_pattern::Rational;
use std::rc::Rc;

/// Most items of a list that is written as a range or a comprehension.
const MOST_ITEMS: usize = 4096;
/// Items of a list that has no end, `[0 ..]`.
const ENDLESS: i64 = 1024;

impl Evaluator {
    /// `[a, b .. c]` of numbers; without an end as long as a list may be.
    pub(super) fn range(
        &mut self,
        first: &Expression,
        second: Option<&Expression>,
        last: Option<&Expression>,
        scope: &Scope,
        place: Place,
    ) -> EvalResult<Value> {
        let first = self.evaluate(first, scope)?;
        let first = self.constant_ratio(&first)?;
        let step = match second {
            None => Rational::ONE,
            Some(second) => {
                let second = self.evaluate(second, scope)?;
                self.constant_ratio(&second)? - first
            }
        };
        if step.is_zero() {
            return Err(Failure::from(Diagnostic::error(
                place,
                "this list has no end",
            )));
        }
        let count = match last {
            None => ENDLESS - 1,
            Some(last) => {
                let last = self.evaluate(last, scope)?;
                let last = self.constant_ratio(&last)?;
                // Haskell goes on to half a step beyond the end where the step is no whole number.
                let half = if step.is_integer() && first.is_integer() {
                    Rational::ZERO
                } else {
                    Rational::new(1, 2).unwrap_or(Rational::ZERO)
                };
                ((last - first) / step + half).floor_int()
            }
        };
        if count > MOST_ITEMS as i64 {
            return Err(too_long(place));
        }
        let items = (0..=count)
            .map(|i| {
                let number = first + step * Rational::integer(i);
                Spanned::new(Value::Number(Number::ratio(number)), place)
            })
            .collect();
        Ok(Value::List(Rc::new(items)))
    }

    /// The items of `[item | x <- list, test]`, a list within a list for each list that is drawn from.
    pub(super) fn comprehension(
        &mut self,
        item: &Expression,
        qualifiers: &[Qualifier],
        scope: &Scope,
        items: &mut Vec<Spanned>,
    ) -> EvalResult<()> {
        let Some((first, rest)) = qualifiers.split_first() else {
            if items.len() >= MOST_ITEMS {
                return Err(too_long(item.place));
            }
            items.push(self.evaluate(item, scope)?);
            return Ok(());
        };
        match first {
            Qualifier::Draw(parameter, list) => {
                let drawn = self.evaluate(list, scope)?;
                let Value::List(values) = &drawn.value else {
                    let noun = drawn.value.noun();
                    return drawn.wrong_with(
                        format!("a list is needed after `<-`; this is {noun}"),
                        "a list is written `[1, 2]` or `[1..4]`",
                    );
                };
                for value in values.iter() {
                    // What does not fit is left out, as in Haskell.
                    if let Some(scope) = self.bind_fitting(scope.clone(), parameter, value)? {
                        self.comprehension(item, rest, &scope, items)?;
                    }
                }
                Ok(())
            }
            Qualifier::Let(bindings) => {
                let scope = self.bindings(bindings, scope)?;
                self.comprehension(item, rest, &scope, items)
            }
            Qualifier::Test(test) => {
                let truth = self.evaluate(test, scope)?;
                if self.constant_bool(&truth)? {
                    self.comprehension(item, rest, scope, items)?;
                }
                Ok(())
            }
        }
    }
}

fn too_long(place: Place) -> Failure {
    let message = format!("this list is too long (more than {MOST_ITEMS})");
    Diagnostic::error(place, message).into()
}
