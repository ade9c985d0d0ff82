//! Values and their combination: pure and continuous values, stacks, cats, operators, joins.

use super::time::Squeeze;
use super::{Binding, Sink, State, Want};
use crate::event::{Event, Origins};
use crate::graph::node::{Join, Node, Numbers, Scalar, Slot, Step, Structure};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::{Value, Word};

impl Graph {
    #[inline]
    pub(super) fn run_pure(
        &self,
        value: Scalar,
        origins: Origins,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let Some(value) = self.scalar(value, state.bindings, scratch) else {
            return;
        };
        for (cycle, part) in state.span.cycles() {
            if !scratch.make() {
                return;
            }
            let whole = Span::cycle(cycle);
            if state.want.excludes(whole, part) {
                continue;
            }
            let event = Event {
                whole: Some(whole),
                part,
                value,
                origins,
            };
            sink(scratch, &event);
        }
    }

    #[inline]
    pub(super) fn run_stack(
        &self,
        patterns: &[PatternId],
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        for pattern in patterns {
            self.run(*pattern, state, scratch, sink);
        }
    }

    /// One of the patterns, by an index modulo their number.
    pub(super) fn run_select(
        &self,
        index: Scalar,
        patterns: &[PatternId],
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        if let Some(index) = self.int(index, state.bindings, scratch) {
            let pattern = patterns[index.rem_euclid(patterns.len() as i64) as usize];
            self.run(pattern, state, scratch, sink);
        }
    }

    pub(super) fn run_cat(
        &self,
        patterns: &[PatternId],
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let n = patterns.len() as i64;
        for (cycle, part) in state.span.cycles() {
            if !scratch.step() {
                return;
            }
            let index = cycle.rem_euclid(n);
            let offset = Rational::integer(cycle - (cycle - index) / n);
            self.run(
                patterns[index as usize],
                state.over(part.later(-offset)),
                scratch,
                &mut |scratch, event| {
                    let moved = event.bent(|w| w.later(offset));
                    sink(scratch, &moved);
                },
            );
        }
    }

    pub(super) fn run_apply(
        &self,
        operation: Operation,
        structure: Structure,
        (left, right): (PatternId, PatternId),
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        // The side that gives structure is queried first; the other over the whole of each of its events, where it gives
        // none of its own.
        let (first, second, swapped) = match structure {
            Structure::Left | Structure::Both => (left, right, false),
            Structure::Right => (right, left, true),
        };
        let asked = match structure {
            // Intersections of wholes may begin where an outer event does not.
            Structure::Both => state.all(),
            Structure::Left | Structure::Right => state,
        };
        let constant = match structure {
            Structure::Both => None,
            Structure::Left | Structure::Right => self.constant_control(second, state, scratch),
        };
        self.run(first, asked, scratch, &mut |scratch, outer| {
            let outer = *outer;
            // One control with one value is the same at every moment of a cycle: no need to ask for it.
            if let Some((name, value, origins)) = constant
                && outer.whole_or_part().is_in_a_cycle()
            {
                let Some(part) = outer.part.intersection(outer.whole_or_part()) else {
                    return;
                };
                let mark = scratch.mark();
                let control = scratch.single(name, value).map(Value::Controls);
                let result = control.and_then(|control| {
                    let (a, b) = if swapped {
                        (control, outer.value)
                    } else {
                        (outer.value, control)
                    };
                    operation.apply(self, scratch, a, b)
                });
                if let Some(value) = result {
                    let event = Event {
                        part,
                        value,
                        origins: outer.origins.and(&origins),
                        ..outer
                    };
                    sink(scratch, &event);
                }
                scratch.release(mark);
                return;
            }
            let asked = match structure {
                Structure::Both => outer.part,
                Structure::Left | Structure::Right => outer.whole_or_part(),
            };
            self.run(
                second,
                state.all().over(asked),
                scratch,
                &mut |scratch, inner| {
                    let Some(part) = outer.part.intersection(inner.part) else {
                        return;
                    };
                    let whole = match structure {
                        Structure::Both => match (outer.whole, inner.whole) {
                            (Some(a), Some(b)) => match a.intersection(b) {
                                Some(whole) => Some(whole),
                                None => return,
                            },
                            _ => None,
                        },
                        _ => outer.whole,
                    };
                    let (a, b) = if swapped {
                        (inner.value, outer.value)
                    } else {
                        (outer.value, inner.value)
                    };
                    let mark = scratch.mark();
                    if let Some(value) = operation.apply(self, scratch, a, b) {
                        let event = Event {
                            whole,
                            part,
                            value,
                            origins: outer.origins.and(&inner.origins),
                        };
                        sink(scratch, &event);
                    }
                    scratch.release(mark);
                },
            );
        });
    }

    /// The control, value and origins of a pattern that is one control with one value a cycle.
    #[inline]
    fn constant_control(
        &self,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
    ) -> Option<(Word, Value, Origins)> {
        let Node::Control {
            name,
            numbers,
            pattern,
        } = self.node(pattern)
        else {
            return None;
        };
        let Node::Pure { value, origins, .. } = self.node(*pattern) else {
            return None;
        };
        let value = self.scalar(*value, state.bindings, scratch)?;
        Some((*name, numbers.of(value), *origins))
    }

    #[inline]
    pub(super) fn run_control(
        &self,
        name: Word,
        numbers: Numbers,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        self.run(pattern, state, scratch, &mut |scratch, event| {
            let mark = scratch.mark();
            if let Some(controls) = scratch.single(name, numbers.of(event.value)) {
                let value = Value::Controls(controls);
                sink(scratch, &Event { value, ..*event });
            }
            scratch.release(mark);
        });
    }

    pub(super) fn run_sound(
        &self,
        (name, number): (Word, Word),
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        self.run(pattern, state, scratch, &mut |scratch, event| {
            let Value::Word(word) = event.value else {
                return;
            };
            let mark = scratch.mark();
            let (sound, digits) = scratch.split_word(self, word);
            let controls = scratch.single(name, Value::Word(sound)).and_then(|sound| {
                let Some(index) = digits else {
                    return Some(sound);
                };
                let index = scratch.single(number, Value::Float(index))?;
                scratch.merge(sound, index, |_, a, b| a.or(b))
            });
            if let Some(controls) = controls {
                let value = Value::Controls(controls);
                sink(scratch, &Event { value, ..*event });
            }
            scratch.release(mark);
        });
    }

    pub(super) fn run_adjust(
        &self,
        operation: Operation,
        right: Scalar,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let Some(right) = self.scalar(right, state.bindings, scratch) else {
            return;
        };
        self.run(pattern, state, scratch, &mut |scratch, event| {
            let mark = scratch.mark();
            if let Some(value) = operation.apply(self, scratch, event.value, right) {
                sink(scratch, &Event { value, ..*event });
            }
            scratch.release(mark);
        });
    }

    pub(super) fn run_join(
        &self,
        join: Join,
        (slot, times): (Slot, Option<Slot>),
        (outer, body): (PatternId, PatternId),
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let asked = match join {
            Join::Outer | Join::Left => state,
            _ => state.all(),
        };
        self.run(outer, asked, scratch, &mut |scratch, outer| {
            let outer = *outer;
            let binding = Binding {
                slot,
                value: outer.value,
                outer: state.bindings,
            };
            // The whole's times too, where the body wants them.
            let sounding = outer.whole_or_part();
            let first = times.unwrap_or(slot);
            let begin = Binding {
                slot: first,
                value: Value::Ratio(sounding.begin),
                outer: Some(&binding),
            };
            let end = Binding {
                slot: first.following(),
                value: Value::Ratio(sounding.end),
                outer: Some(&begin),
            };
            let body_state = State {
                span: outer.part,
                fragments: state.fragments,
                want: match join {
                    Join::Inner => state.want,
                    _ => Want::All,
                },
                bindings: Some(if times.is_some() { &end } else { &binding }),
            };
            let mut emit =
                |scratch: &mut Scratch, whole: Option<Span>, part: Span, inner: &Event| {
                    let event = Event {
                        whole,
                        part,
                        value: inner.value,
                        origins: inner.origins.and(&outer.origins),
                    };
                    sink(scratch, &event);
                };
            // Wholes that both must have in common; continuous events have none.
            let common = |a: Option<Span>, b: Option<Span>| match (a, b) {
                (Some(a), Some(b)) => a.intersection(b).map(Some),
                _ => Some(None),
            };
            match join {
                Join::Inner => {
                    self.run(body, body_state, scratch, &mut |scratch, inner| {
                        if let Some(part) = state.span.intersection(inner.part) {
                            emit(scratch, inner.whole, part, inner);
                        }
                    });
                }
                Join::Outer => {
                    let start = outer.whole_or_part().begin;
                    let point = Span::new(start, start);
                    self.run(
                        body,
                        body_state.over(point),
                        scratch,
                        &mut |scratch, inner| {
                            emit(scratch, outer.whole, outer.part, inner);
                        },
                    );
                }
                Join::Left => {
                    let whole = body_state.over(outer.whole_or_part());
                    self.run(body, whole, scratch, &mut |scratch, inner| {
                        if let Some(part) = outer.part.intersection(inner.part) {
                            emit(scratch, outer.whole, part, inner);
                        }
                    });
                }
                Join::Mix => {
                    self.run(body, body_state, scratch, &mut |scratch, inner| {
                        if let Some(whole) = common(outer.whole, inner.whole)
                            && let Some(part) = outer.part.intersection(inner.part)
                        {
                            emit(scratch, whole, part, inner);
                        }
                    });
                }
                Join::Squeeze => {
                    let focus = outer.whole_or_part();
                    self.focused(focus, body, body_state, scratch, &mut |scratch, inner| {
                        if let Some(whole) = common(outer.whole, inner.whole)
                            && let Some(part) = outer.part.intersection(inner.part)
                        {
                            emit(scratch, whole, part, inner);
                        }
                    });
                }
                Join::Compress => {
                    let slot = outer.whole_or_part();
                    let slot = slot.later(-slot.begin.floor());
                    self.compressed(slot, body, body_state, scratch, &mut |scratch, inner| {
                        // Compressed wholes from an earlier cycle may end before their parts do.
                        if let Some(whole) = common(outer.whole, inner.whole)
                            && let Some(part) = outer.part.intersection(inner.part)
                            && let Some(part) = part.intersection(whole.unwrap_or(part))
                        {
                            emit(scratch, whole, part, inner);
                        }
                    });
                }
                Join::Reset | Join::Restart => {
                    let Some(whole) = outer.whole else {
                        return;
                    };
                    let shift = match join {
                        Join::Reset => whole.begin.fraction(),
                        _ => whole.begin,
                    };
                    self.later(shift, body, body_state, scratch, &mut |scratch, inner| {
                        if let Some(whole) = common(outer.whole, inner.whole)
                            && let Some(part) = outer.part.intersection(inner.part)
                        {
                            emit(scratch, whole, part, inner);
                        }
                    });
                }
            }
        });
    }

    /// Successive steps of the cycle, found by search: the cost is that of the steps in the span.
    pub(super) fn run_sequence(
        &self,
        steps: &[Step],
        uniform: bool,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        for (cycle, part) in state.span.cycles() {
            let base = Rational::integer(cycle);
            let (begin, end) = (part.begin - base, part.end - base);
            let first = if uniform {
                (begin * Rational::integer(steps.len() as i64)).floor_int() as usize
            } else {
                steps.partition_point(|step| step.end <= begin)
            };
            for step in &steps[first.min(steps.len())..] {
                if step.begin >= end && !(begin == end && step.begin == begin) {
                    break;
                }
                if !scratch.step() {
                    return;
                }
                let slot = Span::new(step.begin + base, step.end + base);
                let within = Span::new(part.begin.max(slot.begin), part.end.min(slot.end));
                if let Node::Pure {
                    value: Scalar::Value(value),
                    origins,
                    ..
                } = self.node(step.pattern)
                {
                    if state.want.excludes(slot, within) {
                        continue;
                    }
                    let event = Event {
                        whole: Some(slot),
                        part: within,
                        value: *value,
                        origins: *origins,
                    };
                    sink(scratch, &event);
                } else {
                    let squeeze = Squeeze::new(base, slot);
                    let inner = within.map(|t| squeeze.inward(t));
                    self.run(
                        step.pattern,
                        state.squeezed(inner),
                        scratch,
                        &mut |scratch, event| {
                            sink(scratch, &squeeze.event(event));
                        },
                    );
                }
            }
        }
    }
}
