//! Functions of functions: what applies a function of patterns to some cycles, copies or parts of a pattern.

use crate::graph::node::{
    Comparison, CycleTest, EventTest, Join, Matching, Moment, Node, Scalar, Slot, Structure,
    Subject,
};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::value::{Value, Word};
use std::convert::Infallible;

/// A pattern, if the functions that it needs could be applied.
pub type Made<B> = Result<PatternId, <B as HigherOrder>::Error>;

/// A function of patterns, in something that builds a graph.
pub type Function<'f, B> = &'f mut dyn FnMut(&mut B, PatternId) -> Made<B>;

/// One of several functions of patterns, by its index.
pub type Indexed<'f, B> = &'f mut dyn FnMut(&mut B, usize, PatternId) -> Made<B>;

/// What builds a graph and can apply functions meanwhile: the graph itself, or an evaluator that owns one.
pub trait HigherOrder: Sized {
    /// Why a function could not be applied.
    type Error;

    /// The graph.
    fn graph(&mut self) -> &mut Graph;

    /// A pattern with its function beside it.
    fn superimpose(&mut self, f: Function<'_, Self>, pattern: PatternId) -> Made<Self> {
        let changed = f(self, pattern)?;
        Ok(self.graph().stack(&[pattern, changed]))
    }

    /// [`HigherOrder::superimpose`], `time` cycles later.
    fn off(&mut self, time: PatternId, f: Function<'_, Self>, pattern: PatternId) -> Made<Self> {
        let time = self.graph().open(time);
        let late = self.graph().late_by(time.value, pattern);
        let changed = f(self, late)?;
        let both = self.graph().stack(&[pattern, changed]);
        Ok(self.graph().close(time, both))
    }

    /// The function at a speed: faster inside, back to the speed of the pattern outside.
    fn inside(
        &mut self,
        factor: PatternId,
        f: Function<'_, Self>,
        pattern: PatternId,
    ) -> Made<Self> {
        let opened = self.graph().open(factor);
        let inner = self.inside_by(opened.value, f, pattern)?;
        Ok(self.graph().close_by_cycles(opened, inner))
    }

    /// [`HigherOrder::inside`] by one factor.
    fn inside_by(
        &mut self,
        factor: Scalar,
        f: Function<'_, Self>,
        pattern: PatternId,
    ) -> Made<Self> {
        let slow = self.graph().slow_by(factor, pattern);
        let changed = f(self, slow)?;
        Ok(self.graph().fast_by(factor, changed))
    }

    /// The function over several cycles as if they were one.
    fn outside(
        &mut self,
        factor: PatternId,
        f: Function<'_, Self>,
        pattern: PatternId,
    ) -> Made<Self> {
        let opened = self.graph().open(factor);
        let inverse = self.graph().ratio(1i64, opened.value);
        let inner = self.inside_by(inverse, f, pattern)?;
        Ok(self.graph().close_by_cycles(opened, inner))
    }

    /// The function on the events that begin in the part from `begin` to `end` (0…1) of a cycle.
    fn within(
        &mut self,
        begin: Scalar,
        end: Scalar,
        f: Function<'_, Self>,
        pattern: PatternId,
    ) -> Made<Self> {
        let changed = f(self, pattern)?;
        let graph = self.graph();
        let inside = graph.begins(begin, end, true, changed);
        let outside = graph.begins(begin, end, false, pattern);
        Ok(graph.stack(&[inside, outside]))
    }

    /// The function on a part of each cycle as if that were a cycle.
    fn within_squeezed(
        &mut self,
        begin: Scalar,
        end: Scalar,
        f: Function<'_, Self>,
        pattern: PatternId,
    ) -> Made<Self> {
        let zoomed = self.graph().zoom_by(begin, end, pattern);
        let changed = f(self, zoomed)?;
        let graph = self.graph();
        let squeezed = graph.compress_by(begin, end, changed);
        let inside = graph.begins(begin, end, true, squeezed);
        let outside = graph.begins(begin, end, false, pattern);
        Ok(graph.stack(&[inside, outside]))
    }

    /// The function in every n-th cycle.
    fn every_nth(&mut self, n: PatternId, f: Function<'_, Self>, pattern: PatternId) -> Made<Self> {
        let changed = f(self, pattern)?;
        let graph = self.graph();
        let n = graph.open(n);
        let test = CycleTest::Modulo {
            divisor: n.value,
            remainder: Value::Int(0).into(),
        };
        let steps = graph.steps(pattern);
        let chosen = graph.when(test, changed, pattern);
        let chosen = graph.close(n, chosen);
        Ok(graph.with_steps(steps, chosen))
    }

    /// The function in every n-th cycle, beginning with cycle `offset`. Events must lie in those of both arguments: what is
    /// longer than a cycle begins anew in each.
    fn every_nth_from(
        &mut self,
        n: PatternId,
        offset: PatternId,
        f: Function<'_, Self>,
        pattern: PatternId,
    ) -> Made<Self> {
        let changed = f(self, pattern)?;
        let graph = self.graph();
        let (divisor, remainder) = (graph.slot(), graph.slot());
        let test = CycleTest::Modulo {
            divisor: divisor.into(),
            remainder: remainder.into(),
        };
        let chosen = graph.when(test, changed, pattern);
        let chosen = graph.join(Join::Mix, offset, remainder, chosen);
        Ok(graph.join(Join::Mix, n, divisor, chosen))
    }

    /// The function where the time modulo `divisor` is at least `from` (both in cycles).
    fn whenmod(
        &mut self,
        divisor: PatternId,
        from: PatternId,
        f: Function<'_, Self>,
        pattern: PatternId,
    ) -> Made<Self> {
        let changed = f(self, pattern)?;
        let graph = self.graph();
        let divisor = graph.open(divisor);
        let from = graph.open(from);
        let slot = graph.slot();
        let place = graph.remainder(slot, divisor.value);
        let test = graph.formula_of(Operation::LessOrEqual, from.value, place);
        let chosen = graph.branch(test, changed, pattern);
        let chosen = graph.split(Moment::Query, slot, chosen);
        let chosen = graph.close(from, chosen);
        Ok(graph.close_by_cycles(divisor, chosen))
    }

    /// Swing: the events in the second half of each of `n` parts of the cycle come later by this part of it.
    fn swing_by(&mut self, part: PatternId, n: PatternId, pattern: PatternId) -> Made<Self> {
        let half = Rational::integer(1) / Rational::integer(2);
        self.inside(
            n,
            &mut |b: &mut Self, inner| {
                b.within(
                    half.into(),
                    Rational::ONE.into(),
                    &mut |b: &mut Self, p| Ok(b.graph().late(part, p)),
                    inner,
                )
            },
            pattern,
        )
    }

    /// The pattern and more of it: each the function of all that follow, until there are `count`; `last` says whether
    /// the plain pattern comes after the others in the stack.
    fn compounded(
        &mut self,
        count: Scalar,
        last: bool,
        f: Function<'_, Self>,
        pattern: PatternId,
    ) -> Made<Self> {
        let both = |graph: &mut Graph, changed: PatternId| match last {
            true => graph.stack(&[changed, pattern]),
            false => graph.stack(&[pattern, changed]),
        };
        if let Scalar::Value(count) = count
            && let Some(count) = count.as_int()
            && count <= 64
        {
            let mut compound = pattern;
            for _ in 1..count {
                let changed = f(self, compound)?;
                compound = both(self.graph(), changed);
            }
            return Ok(compound);
        }
        let graph = self.graph();
        let slot = graph.slot();
        let again = graph.reserve();
        let fewer = graph.difference(slot, 1i64);
        let rest = graph.bind(slot, fewer, again);
        let changed = f(self, rest)?;
        let graph = self.graph();
        let both = both(graph, changed);
        let more = graph.formula_of(Operation::Less, 1i64, slot);
        graph.fill(
            again,
            Node::If {
                test: more,
                yes: both,
                no: pattern,
            },
        );
        Ok(graph.bind(slot, count, again))
    }

    /// `n` copies, each `time` cycles after the one before and once more through the function.
    fn echo_with(
        &mut self,
        n: PatternId,
        time: PatternId,
        f: Function<'_, Self>,
        pattern: PatternId,
    ) -> Made<Self> {
        let n = self.graph().open(n);
        let time = self.graph().open(time);
        let copies = self.compounded(
            n.value,
            true,
            &mut |b: &mut Self, p| {
                let late = b.graph().late_by(time.value, p);
                f(b, late)
            },
            pattern,
        )?;
        let copies = self.graph().close(time, copies);
        Ok(self.graph().close_by_cycles(n, copies))
    }

    /// Each event `n` times in its time, each time once more through the function.
    fn ply_with(&mut self, n: PatternId, f: Function<'_, Self>, pattern: PatternId) -> Made<Self> {
        let n = self.graph().open(n);
        let copies = self.compounded(n.value, false, f, pattern)?;
        let graph = self.graph();
        let one_by_one = graph.arpeggiate(copies);
        Ok(graph.close_by_cycles(n, one_by_one))
    }

    /// The function on one of `n` parts of the cycle, the next in each cycle; each cycle is repeated `n` times.
    /// A negative `n` takes the parts from the last to the first, and the pattern goes on.
    fn chunk(
        &mut self,
        n: PatternId,
        backwards: bool,
        f: Function<'_, Self>,
        pattern: PatternId,
    ) -> Made<Self> {
        let changed = f(self, pattern)?;
        let graph = self.graph();
        let n = graph.open(n);
        let count = if backwards {
            graph.difference(0i64, n.value)
        } else {
            n.value
        };
        let part = |graph: &mut Graph, index: Scalar, count: Scalar| {
            let begin = graph.ratio(index, count);
            let next = graph.sum(index, 1i64);
            let end = graph.ratio(next, count);
            let inside = graph.begins(begin, end, true, changed);
            let outside = graph.begins(begin, end, false, pattern);
            graph.stack(&[inside, outside])
        };
        let forwards = graph.cat_each(count, |graph, index| part(graph, index, count));
        let positive = graph.difference(0i64, count);
        let slot = graph.slot();
        let indices = graph.each_cycle(|graph, cycle| {
            let place = graph.remainder(cycle, positive);
            let last = graph.difference(positive, 1i64);
            let index = graph.difference(last, place);
            graph.pure(index)
        });
        let body = part(graph, slot.into(), positive);
        let reversed = graph.join(Join::Mix, indices, slot, body);
        let below = graph.formula_of(Operation::Less, count, 0i64);
        let chunked = graph.branch(below, reversed, forwards);
        Ok(graph.close(n, chunked))
    }

    /// One function on the events whose controls compare with a template, another on the others.
    fn contrast(
        &mut self,
        comparison: Comparison,
        yes: Function<'_, Self>,
        no: Function<'_, Self>,
        templates: &[PatternId],
        pattern: PatternId,
    ) -> Made<Self> {
        let graph = self.graph();
        let matching = graph.matching(comparison, templates, true, pattern);
        let other = graph.matching(comparison, templates, false, pattern);
        let yes = yes(self, matching)?;
        let no = no(self, other)?;
        Ok(self.graph().stack(&[yes, no]))
    }

    /// The pattern at left, its function at right, `width` (0…1) apart.
    fn jux_by(
        &mut self,
        width: PatternId,
        f: Function<'_, Self>,
        pattern: PatternId,
    ) -> Made<Self> {
        let graph = self.graph();
        let place = |graph: &mut Graph, share: f64| {
            // The width is that of the event's own time, also where the function moves the event later.
            match graph.open(width).value {
                width @ Scalar::Value(_) => {
                    let by = graph.product(width, share);
                    let place = graph.sum(0.5, by);
                    graph.adjust_control(Operation::Add, pattern, "pan", place)
                }
                _ => {
                    let centred = graph.adjust_control(Operation::Add, pattern, "pan", 0.5);
                    let by = graph.adjust(Operation::Multiply, width, share);
                    let pan = graph.intern("pan");
                    let by = graph.control(pan, by);
                    graph.apply(Operation::Add, Structure::Left, centred, by)
                }
            }
        };
        let left = place(graph, -0.5);
        let right = place(graph, 0.5);
        let right = f(self, right)?;
        Ok(self.graph().stack(&[left, right]))
    }

    /// The pattern as variations of one base: each function works on the base at the speed of `cycles`, each a part
    /// further on.
    fn weave_with(
        &mut self,
        cycles: PatternId,
        base: PatternId,
        count: usize,
        f: Indexed<'_, Self>,
    ) -> Made<Self> {
        let cycles = self.graph().open(cycles);
        let mut threads = Vec::with_capacity(count);
        for index in 0..count {
            let woven =
                self.inside_by(cycles.value, &mut |b: &mut Self, p| f(b, index, p), base)?;
            let time = Rational::integer(index as i64) / Rational::integer(count as i64);
            threads.push(self.graph().late_by(-time, woven));
        }
        let graph = self.graph();
        let all = graph.stack(&threads);
        let slow = graph.slow_by(cycles.value, all);
        Ok(graph.close(cycles, slow))
    }

    /// Patterns named by a pattern of words `name` or `name:function`, over `cycles` cycles.
    fn ur(
        &mut self,
        cycles: PatternId,
        words: PatternId,
        letters: &[String],
        patterns: &[(String, PatternId)],
        functions: &[String],
        f: Indexed<'_, Self>,
    ) -> Made<Self> {
        let cycles = self.graph().open(cycles);
        let slots = self.graph().timed_slots();
        let mut table: Vec<(Word, PatternId)> = Vec::new();
        for word in letters {
            let mut parts = word.split(':').filter(|part| !part.is_empty());
            let name = parts.next().unwrap_or_default();
            let Some((_, pattern)) = patterns.iter().find(|(n, _)| n == name) else {
                continue;
            };
            let mut pattern = self.graph().fast_by(cycles.value, *pattern);
            let function = parts.next();
            if let Some(index) = functions.iter().position(|n| Some(n.as_str()) == function) {
                let graph = self.graph();
                let length = graph.difference(slots[2], slots[1]);
                let factor = graph.ratio(1i64, length);
                let early = graph.difference(0i64, slots[1]);
                let moved = graph.late_by(early, pattern);
                let changed =
                    self.inside_by(factor, &mut |b: &mut Self, p| f(b, index, p), moved)?;
                pattern = self.graph().late_by(slots[1], changed);
            }
            let word = self.graph().intern(word);
            table.push((word, pattern));
        }
        let graph = self.graph();
        let body = graph.lookup(slots[0], &table);
        let joined = graph.join_timed(Join::Mix, words, slots, body);
        let slow = graph.slow_by(cycles.value, joined);
        Ok(graph.close(cycles, slow))
    }
}

impl HigherOrder for Graph {
    type Error = Infallible;

    fn graph(&mut self) -> &mut Graph {
        self
    }
}

impl Graph {
    /// The events that begin in a part (0…1) of their cycle, or the others.
    pub fn begins(
        &mut self,
        begin: impl Into<Scalar>,
        end: impl Into<Scalar>,
        inside: bool,
        pattern: PatternId,
    ) -> PatternId {
        let test = EventTest::Begins {
            begin: begin.into(),
            end: end.into(),
            inside,
        };
        self.filter(test, pattern)
    }

    /// The events that pass a test.
    pub fn filter(&mut self, test: EventTest, pattern: PatternId) -> PatternId {
        self.add(Node::Filter { test, pattern })
    }

    /// The events for which a pattern of truths is true, sampled with the event's value or onset in the slot.
    pub fn filter_by(
        &mut self,
        subject: Subject,
        slot: Slot,
        test: PatternId,
        pattern: PatternId,
    ) -> PatternId {
        self.add(Node::FilterBy {
            subject,
            slot,
            test,
            pattern,
        })
    }

    /// The sounds whose controls compare with one of the templates (`keep`), or the others.
    pub fn matching(
        &mut self,
        comparison: Comparison,
        templates: &[PatternId],
        keep: bool,
        pattern: PatternId,
    ) -> PatternId {
        self.add(Node::Match {
            matching: Matching { comparison, keep },
            templates: templates.into(),
            pattern,
        })
    }

    /// `n` copies, `time` cycles apart.
    pub fn stutter(&mut self, n: PatternId, time: PatternId, pattern: PatternId) -> PatternId {
        let Ok(copies) = self.echo_with(n, time, &mut |_: &mut Self, p| Ok(p), pattern);
        copies
    }
}
