//! Asking a pattern what happens in a span: events are pushed into a sink as they are found.
//!
//! Nothing is allocated: events live on the stack, control maps and collected events in the [`Scratch`]. Every node
//! visited takes a step of the budget; nesting is bounded. One file a family of nodes.

mod combine;
mod enumerate;
mod random;
mod structure;
mod time;

use self::enumerate::run_enumerate;
use super::event::Event;
use super::graph::{Graph, Node, Pattern, Scalar, Slot};
use super::scratch::Scratch;
use super::span::Span;
use super::value::Value;

/// Where events go.
pub type Sink<'s> = &'s mut dyn FnMut(&mut Scratch, &Event);

/// The slots bound by the joins around a node, innermost first.
pub(super) type Bindings<'b> = Option<&'b Binding<'b>>;

pub(super) struct Binding<'b> {
    pub(super) slot: Slot,
    pub(super) value: Value,
    pub(super) outer: Bindings<'b>,
}

impl Graph {
    /// Pushes the events of `pattern` that lie in `span` into `sink`, in no particular order. What the scratch's
    /// budgets do not allow is left out; [`Scratch::exceeded`] tells.
    pub fn query(&self, pattern: Pattern, span: Span, scratch: &mut Scratch, sink: Sink<'_>) {
        scratch.begin();
        if span.begin > span.end {
            return;
        }
        self.run(pattern, span, None, scratch, sink);
    }

    pub(super) fn run(
        &self,
        pattern: Pattern,
        span: Span,
        bindings: Bindings<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        if !scratch.enter() {
            return;
        }
        match self.node(pattern) {
            Node::Silence => {}
            Node::Pure { value, origins } => {
                if let Some(value) = self.scalar(*value, bindings, scratch) {
                    self.run_pure(value, *origins, span, scratch, sink);
                }
            }
            Node::Steady(value) => {
                if let Some(value) = self.scalar(*value, bindings, scratch) {
                    self.run_steady(value, span, scratch, sink);
                }
            }
            Node::Input { name, default } => {
                if let Some(value) = scratch.input(*name).or(*default) {
                    self.run_steady(value, span, scratch, sink);
                }
            }
            Node::Wave(wave) => self.run_wave(*wave, span, scratch, sink),
            Node::Stack(patterns) => {
                for pattern in patterns {
                    self.run(*pattern, span, bindings, scratch, sink);
                }
            }
            Node::Cat(patterns) => self.run_cat(patterns, span, bindings, scratch, sink),
            Node::Sequence { steps, uniform } => {
                self.run_sequence(steps, *uniform, span, bindings, scratch, sink);
            }
            Node::Fast { factor, pattern } => {
                if let Some(factor) = self.rational(*factor, bindings, scratch) {
                    self.run_fast(factor, *pattern, span, bindings, scratch, sink);
                }
            }
            Node::FastGap { factor, pattern } => {
                if let Some(factor) = self.rational(*factor, bindings, scratch) {
                    self.run_fast_gap(factor, *pattern, span, bindings, scratch, sink);
                }
            }
            Node::Late { time, pattern } => {
                if let Some(time) = self.rational(*time, bindings, scratch) {
                    self.run_late(time, *pattern, span, bindings, scratch, sink);
                }
            }
            Node::Rev(pattern) => self.run_rev(*pattern, span, bindings, scratch, sink),
            Node::Compress {
                begin,
                end,
                pattern,
            } => {
                if let (Some(begin), Some(end)) = (
                    self.rational(*begin, bindings, scratch),
                    self.rational(*end, bindings, scratch),
                ) {
                    let slot = Span::new(begin, end);
                    self.run_compress(slot, *pattern, span, bindings, scratch, sink);
                }
            }
            Node::When { test, yes, no } => {
                self.run_when(test, (*yes, *no), span, bindings, scratch, sink);
            }
            Node::Apply {
                operation,
                structure,
                left,
                right,
            } => self.run_apply(
                *operation,
                *structure,
                (*left, *right),
                span,
                bindings,
                scratch,
                sink,
            ),
            Node::Adjust {
                operation,
                pattern,
                right,
            } => {
                if let Some(right) = self.scalar(*right, bindings, scratch) {
                    self.run_adjust(*operation, right, *pattern, span, bindings, scratch, sink);
                }
            }
            Node::Control { name, pattern } => {
                let name = *name;
                self.run(*pattern, span, bindings, scratch, &mut |scratch, event| {
                    let mark = scratch.mark();
                    if let Some(controls) = scratch.single(name, event.value) {
                        let value = Value::Controls(controls);
                        sink(scratch, &Event { value, ..*event });
                    }
                    scratch.release(mark);
                });
            }
            Node::Join {
                join,
                slot,
                outer,
                body,
            } => self.run_join(*join, *slot, (*outer, *body), span, bindings, scratch, sink),
            Node::Select { index, patterns } => {
                let index = self
                    .scalar(*index, bindings, scratch)
                    .and_then(|v| v.as_int());
                if let Some(index) = index {
                    let pattern = patterns[index.rem_euclid(patterns.len() as i64) as usize];
                    self.run(pattern, span, bindings, scratch, sink);
                }
            }
            Node::Repeat { count, slot, body } => {
                let count = self
                    .scalar(*count, bindings, scratch)
                    .and_then(|v| v.as_int())
                    .unwrap_or(0);
                for i in 0..count {
                    if !scratch.step() {
                        break;
                    }
                    let binding = Binding {
                        slot: *slot,
                        value: Value::Int(i),
                        outer: bindings,
                    };
                    self.run(*body, span, Some(&binding), scratch, sink);
                }
            }
            Node::Degrade {
                amount,
                shift,
                keep_below,
                pattern,
            } => {
                if let Some(amount) = self
                    .scalar(*amount, bindings, scratch)
                    .and_then(|v| v.as_f64())
                {
                    let chance = random::Chance {
                        amount,
                        shift: *shift,
                        keep_below: *keep_below,
                    };
                    self.run_degrade(chance, *pattern, span, bindings, scratch, sink);
                }
            }
            Node::Enumerate { first, last } => {
                if let (Some(first), Some(last)) = (
                    self.scalar(*first, bindings, scratch),
                    self.scalar(*last, bindings, scratch),
                ) {
                    run_enumerate(first, last, span, scratch, sink);
                }
            }
            Node::Euclid {
                onsets,
                steps,
                rotation,
                inverted,
                pattern,
            } => {
                let mut int = |scalar| {
                    self.scalar(scalar, bindings, scratch)
                        .and_then(|v: Value| v.as_int())
                };
                if let (Some(onsets), Some(steps), Some(rotation)) =
                    (int(*onsets), int(*steps), int(*rotation))
                {
                    let rhythm = structure::Euclid::new(onsets, steps, rotation, *inverted);
                    self.run_euclid(rhythm, *pattern, span, bindings, scratch, sink);
                }
            }
        }
        scratch.leave();
    }

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
    ) -> Option<super::Rational> {
        match scalar {
            Scalar::Value(Value::Ratio(r)) => Some(r),
            _ => self.scalar(scalar, bindings, scratch)?.as_rational(),
        }
    }
}
