//! Asking a pattern what happens in a span: events are pushed into a sink as they are found.
//!
//! Nothing is allocated: events live on the stack, control maps and collected events in the [`Scratch`]. Every node
//! visited takes a step of the budget; nesting is bounded. One file a family of nodes.

mod combine;
mod echo;
mod enumerate;
mod filter;
mod gather;
mod random;
mod scalar;
mod scope;
mod shuffle;
mod smooth;
mod state;
mod structure;
mod take;
mod time;
mod walk;
mod warp;

use self::enumerate::run_enumerate;
use self::shuffle::run_shuffled;
use self::state::{Binding, Fragments, State, Want};
use self::walk::run_walk;
pub(super) use echo::EchoChange;

use super::event::Event;
use super::graph::{Graph, PatternId};
use super::node::{InputSort, Node};
use super::scratch::Scratch;
use super::span::Span;
use super::value::Value;

/// Where events go.
pub type Sink<'s> = &'s mut dyn FnMut(&mut Scratch, &Event);

impl Graph {
    /// Pushes the events of `pattern` that lie in `span` into `sink`, in no particular order. What the scratch's
    /// budgets do not allow is left out; [`Scratch::exceeded`] tells.
    pub fn query(&self, pattern: PatternId, span: Span, scratch: &mut Scratch, sink: Sink<'_>) {
        self.ask(pattern, span, Want::All, scratch, sink);
    }

    /// [`Graph::query`] for those events alone that have their onset in the span, which costs much less.
    pub fn onsets(&self, pattern: PatternId, span: Span, scratch: &mut Scratch, sink: Sink<'_>) {
        self.ask(
            pattern,
            span,
            Want::Onsets,
            scratch,
            &mut |scratch, event| {
                // Some functions answer what they play beyond the span too, as Tidal does.
                let onset = event.part.begin;
                let asked = onset == span.begin || (onset > span.begin && onset < span.end);
                if asked && event.has_onset() {
                    sink(scratch, event);
                }
            },
        );
    }

    fn ask(
        &self,
        pattern: PatternId,
        span: Span,
        want: Want,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        scratch.begin();
        if span.begin <= span.end {
            let state = State {
                span,
                want,
                fragments: match want {
                    Want::All => Fragments::Listed,
                    Want::Onsets | Want::Ends => Fragments::Free,
                },
                bindings: None,
            };
            self.run(pattern, state, scratch, sink);
        }
    }

    fn run(&self, pattern: PatternId, state: State<'_>, scratch: &mut Scratch, sink: Sink<'_>) {
        if !scratch.enter() {
            return;
        }
        let bindings = state.bindings;
        match self.node(pattern) {
            Node::Silence => {}
            Node::Pure { value, origins, .. } => {
                if let Some(value) = self.scalar(*value, bindings, scratch) {
                    self.run_pure(value, *origins, state, scratch, sink);
                }
            }
            Node::Steady(value) => {
                if let Some(value) = self.scalar(*value, bindings, scratch) {
                    self.run_steady(value, state.span, scratch, sink);
                }
            }
            Node::Input {
                name,
                default,
                sort,
            } => {
                let fits = |value: &Value| match sort {
                    InputSort::Any => true,
                    InputSort::Number => value.as_f64().is_some(),
                    InputSort::Word => matches!(value, Value::Word(_)),
                };
                if let Some(value) = scratch.input(*name).filter(fits).or(*default) {
                    self.run_steady(value, state.span, scratch, sink);
                }
            }
            Node::Wave(wave) => self.run_wave(*wave, state.span, scratch, sink),
            Node::Stack(patterns) => {
                for pattern in patterns {
                    self.run(*pattern, state, scratch, sink);
                }
            }
            Node::Cat(patterns) => self.run_cat(patterns, state, scratch, sink),
            Node::Sequence { steps, uniform } => {
                self.run_sequence(steps, *uniform, state, scratch, sink);
            }
            Node::Fast { factor, pattern } => {
                if let Some(factor) = self.rational(*factor, bindings, scratch) {
                    self.run_fast(factor, *pattern, state, scratch, sink);
                }
            }
            Node::FastGap { factor, pattern } => {
                if let Some(factor) = self.rational(*factor, bindings, scratch) {
                    self.run_fast_gap(factor, *pattern, state, scratch, sink);
                }
            }
            Node::Late { time, pattern } => {
                if let Some(time) = self.rational(*time, bindings, scratch) {
                    self.run_late(time, *pattern, state, scratch, sink);
                }
            }
            Node::Rev(pattern) => self.run_rev(*pattern, state, scratch, sink),
            Node::Compress {
                begin,
                end,
                pattern,
            } => {
                if let Some(slot) = self.span(*begin, *end, bindings, scratch) {
                    self.run_compress(slot, *pattern, state, scratch, sink);
                }
            }
            Node::When { test, yes, no } => {
                self.run_when(test, (*yes, *no), state, scratch, sink);
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
                state,
                scratch,
                sink,
            ),
            Node::Adjust {
                operation,
                pattern,
                right,
            } => {
                if let Some(right) = self.scalar(*right, bindings, scratch) {
                    self.run_adjust(*operation, right, *pattern, state, scratch, sink);
                }
            }
            Node::OwnDice { dice, pattern } => {
                self.run_own_dice(*dice, *pattern, state, scratch, sink);
            }
            Node::Take(take, pattern) => self.run_take(take, *pattern, state, scratch, sink),
            Node::Control {
                name,
                numbers,
                pattern,
            } => {
                let (name, numbers) = (*name, *numbers);
                self.run(*pattern, state, scratch, &mut |scratch, event| {
                    let mark = scratch.mark();
                    if let Some(controls) = scratch.single(name, numbers.of(event.value)) {
                        let value = Value::Controls(controls);
                        sink(scratch, &Event { value, ..*event });
                    }
                    scratch.release(mark);
                });
            }
            Node::Sound {
                name,
                number,
                pattern,
            } => self.run_sound((*name, *number), *pattern, state, scratch, sink),
            Node::Join {
                join,
                slot,
                times,
                outer,
                body,
            } => {
                let slots = (*slot, *times);
                self.run_join(*join, slots, (*outer, *body), state, scratch, sink);
            }
            Node::Split { moment, slot, body } => {
                self.run_split(*moment, *slot, *body, state, scratch, sink);
            }
            Node::Cycles { shows, pattern } => {
                if *shows || state.fragments == Fragments::Counted {
                    self.run_cycles(*pattern, state, scratch, sink);
                } else {
                    self.run(*pattern, state, scratch, sink);
                }
            }
            Node::Let { slot, value, body } => {
                if let Some(value) = self.scalar(*value, bindings, scratch) {
                    self.run_let(*slot, value, *body, state, scratch, sink);
                }
            }
            Node::If { test, yes, no } => {
                let test = self.scalar(*test, bindings, scratch);
                match test.and_then(|v| v.as_bool()) {
                    Some(true) => self.run(*yes, state, scratch, sink),
                    Some(false) => self.run(*no, state, scratch, sink),
                    None => {}
                }
            }
            Node::Lookup { key, table } => {
                self.run_lookup(*key, table, state, scratch, sink);
            }
            Node::Filter { test, pattern } => {
                self.run_filter(test, *pattern, state, scratch, sink);
            }
            Node::FilterBy {
                subject,
                slot,
                test,
                pattern,
            } => {
                let patterns = (*test, *pattern);
                self.run_filter_by(*subject, *slot, patterns, state, scratch, sink);
            }
            Node::Match {
                comparison,
                keep,
                templates,
                pattern,
            } => self.run_match(
                *comparison,
                *keep,
                templates,
                *pattern,
                state,
                scratch,
                sink,
            ),
            Node::Window {
                begin,
                end,
                pattern,
            } => {
                if let Some(window) = self.span(*begin, *end, bindings, scratch) {
                    self.run_window(window, *pattern, state, scratch, sink);
                }
            }
            Node::Zoom {
                begin,
                end,
                pattern,
            } => {
                if let Some(window) = self.span(*begin, *end, bindings, scratch) {
                    self.run_zoom(window, *pattern, state, scratch, sink);
                }
            }
            Node::Substruct { structure, pattern } => {
                self.run_substruct(*structure, *pattern, state, scratch, sink);
            }
            Node::Stripe {
                structure,
                slot,
                body,
            } => self.run_stripe(*structure, (*slot, *body), state, scratch, sink),
            Node::Distribute(counts) => self.run_distributed(counts, state, scratch, sink),
            Node::Walk {
                steps,
                start,
                weights,
            } => {
                let mut int = |scalar| {
                    self.scalar(scalar, bindings, scratch)
                        .and_then(|v: Value| v.as_int())
                };
                if let (Some(steps), Some(start)) = (int(*steps), int(*start)) {
                    run_walk(
                        (steps, start),
                        weights,
                        self.randomness_in(scratch),
                        state.span,
                        scratch,
                        sink,
                    );
                }
            }
            Node::Gather { gathering, pattern } => {
                self.run_gather(gathering, *pattern, state, scratch, sink);
            }
            Node::Retime {
                query,
                slot,
                time,
                pattern,
            } => {
                self.run_retime(*query, *slot, *time, *pattern, state, scratch, sink);
            }
            Node::Select { index, patterns } => {
                let index = self
                    .scalar(*index, bindings, scratch)
                    .and_then(|v| v.as_int());
                if let Some(index) = index {
                    let pattern = patterns[index.rem_euclid(patterns.len() as i64) as usize];
                    self.run(pattern, state, scratch, sink);
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
                    let state = State {
                        bindings: Some(&binding),
                        ..state
                    };
                    self.run(*body, state, scratch, sink);
                }
            }
            Node::Echo {
                count,
                time,
                change,
                pattern,
            } => {
                let count = self.scalar(*count, bindings, scratch);
                if let (Some(count), Some(time)) = (
                    count.and_then(|v| v.as_int()),
                    self.rational(*time, bindings, scratch),
                ) {
                    self.run_echo((count, time), change, *pattern, state, scratch, sink);
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
                    self.run_degrade(chance, *pattern, state, scratch, sink);
                }
            }
            Node::Shuffled { count, shuffling } => {
                let count = self
                    .scalar(*count, state.bindings, scratch)
                    .and_then(|v| v.as_int());
                if let Some(count) = count {
                    run_shuffled(
                        (count, *shuffling),
                        self.randomness_in(scratch),
                        state.span,
                        scratch,
                        sink,
                    );
                }
            }
            Node::Smooth(pattern) => self.run_smooth(*pattern, state, scratch, sink),
            Node::Enumerate { first, last } => {
                if let (Some(first), Some(last)) = (
                    self.scalar(*first, bindings, scratch),
                    self.scalar(*last, bindings, scratch),
                ) {
                    run_enumerate(first, last, state.span, scratch, sink);
                }
            }
            Node::Euclid {
                onsets,
                steps,
                rotation,
                inverted,
                legato,
                pattern,
            } => {
                let mut int = |scalar| {
                    self.scalar(scalar, bindings, scratch)
                        .and_then(|v: Value| v.as_int())
                };
                if let (Some(onsets), Some(steps), Some(rotation)) =
                    (int(*onsets), int(*steps), int(*rotation))
                {
                    let mut rhythm = structure::Euclid::new(onsets, steps, rotation, *inverted);
                    rhythm.legato = *legato;
                    self.run_euclid(rhythm, *pattern, state, scratch, sink);
                }
            }
        }
        scratch.leave();
    }
}
