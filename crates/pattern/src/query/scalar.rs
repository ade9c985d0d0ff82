//! Scalars where a node is asked: known ones, what slots hold, formulas.

use super::state::Bindings;
use crate::graph::Graph;
use crate::node::Scalar;
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::Value;

impl Graph {
    /// The value of a scalar here.
    #[inline]
    pub(super) fn scalar(
        &self,
        scalar: Scalar,
        bindings: Bindings<'_>,
        scratch: &mut Scratch,
    ) -> Option<Value> {
        match scalar {
            Scalar::Value(value) => Some(value),
            Scalar::Slot(slot) => {
                let mut binding = bindings;
                while let Some(b) = binding {
                    if b.slot == slot {
                        return Some(b.value);
                    }
                    binding = b.outer;
                }
                None
            }
            Scalar::Formula(index) => {
                let (operation, left, right) = *self.formula(index);
                if !scratch.enter() {
                    return None;
                }
                let left = self.scalar(left, bindings, scratch);
                let right = self.scalar(right, bindings, scratch);
                scratch.leave();
                operation.apply(self, scratch, left?, right?)
            }
        }
    }

    #[inline]
    pub(super) fn rational(
        &self,
        scalar: Scalar,
        bindings: Bindings<'_>,
        scratch: &mut Scratch,
    ) -> Option<Rational> {
        match scalar {
            Scalar::Value(Value::Ratio(r)) => Some(r),
            _ => self.scalar(scalar, bindings, scratch)?.as_rational(),
        }
    }

    pub(super) fn span(
        &self,
        begin: Scalar,
        end: Scalar,
        bindings: Bindings<'_>,
        scratch: &mut Scratch,
    ) -> Option<Span> {
        Some(Span::new(
            self.rational(begin, bindings, scratch)?,
            self.rational(end, bindings, scratch)?,
        ))
    }
}
