//! Sounds cut into parts, fitted to cycles, spread over the stereo field.

use crate::graph::node::{Join, Numbers, Scalar, Structure};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};

impl Graph {
    /// The controls of part `index` of `n` equal parts of a sound.
    fn part_controls(&mut self, index: Scalar, n: Scalar) -> PatternId {
        let next = self.sum(index, 1i64);
        let from = self.quotient(index, n);
        let to = self.quotient(next, n);
        let begin = self.set_control("begin", from);
        let end = self.set_control("end", to);
        self.with_controls(begin, end)
    }

    /// This part of what each event plays of its sound.
    fn part_of_each(&mut self, part: PatternId, pattern: PatternId) -> PatternId {
        let slot = self.slot();
        let event = self.steady(slot);
        let part = self.apply(Operation::PartOfWhole, Structure::Left, event, part);
        self.join(Join::Outer, pattern, slot, part)
    }

    /// Each event is cut into `n` parts of its sound, one after another.
    pub fn chop(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        let steps = self.steps(pattern);
        let opened = self.open(n);
        let n = opened.value;
        let slot = self.slot();
        let body = self.fastcat_each(n, |graph, index| {
            let event = graph.pure(slot);
            let part = graph.part_controls(index, n);
            graph.apply(Operation::Part, Structure::Left, event, part)
        });
        let chopped = self.join(Join::Squeeze, pattern, slot, body);
        let steps = match (steps, n) {
            (Some(steps), Scalar::Value(n)) => n.as_rational().map(|n| n * steps),
            _ => None,
        };
        let chopped = self.with_steps(steps, chopped);
        self.close(opened, chopped)
    }

    /// `n` times through the cycle within a cycle, each time with the next of `n` parts of the sounds.
    pub fn striate(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        let steps = self.steps(pattern);
        let opened = self.open(n);
        let n = opened.value;
        let striated = self.fastcat_each(n, |graph, index| {
            let part = graph.part_controls(index, n);
            graph.part_of_each(part, pattern)
        });
        let steps = match (steps, n) {
            (Some(steps), Scalar::Value(n)) => n.as_rational().map(|n| n * steps),
            _ => None,
        };
        let striated = self.with_steps(steps, striated);
        self.close(opened, striated)
    }

    /// [`Graph::striate`] with parts of this length (0…1).
    pub fn striate_by(&mut self, n: PatternId, length: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| {
            graph.patterned(length, |graph, length| {
                graph.fastcat_each(n, |graph, index| {
                    let length = graph.float_of(length);
                    let room = graph.difference(1.0, length);
                    let gaps = graph.difference(n, 1i64);
                    // A single part begins where the sound does.
                    let gaps = graph.formula_of(Operation::Maximum, gaps, 1i64);
                    let slot = graph.quotient(room, gaps);
                    let from = graph.product(slot, index);
                    let to = graph.sum(from, length);
                    let begin = graph.set_control("begin", from);
                    let end = graph.set_control("end", to);
                    let part = graph.with_controls(begin, end);
                    graph.part_of_each(part, pattern)
                })
            })
        })
    }

    /// Parts of a sound (of `n` equal ones) by index, which wraps.
    pub fn slice(&mut self, n: PatternId, index: PatternId, pattern: PatternId) -> PatternId {
        let from = self.share(index, n, 0);
        let to = self.share(index, n, 1);
        let (begin, end) = (self.intern("begin"), self.intern("end"));
        let from = self.control(begin, from);
        let to = self.control(end, to);
        let part = self.with_controls(from, to);
        self.with_controls(part, pattern)
    }

    /// (index mod n + ahead) / n, with the structure of the indices.
    fn share(&mut self, index: PatternId, n: PatternId, ahead: i64) -> PatternId {
        let (i, count) = (self.slot(), self.slot());
        let index_within = self.remainder(i, count);
        let place = self.sum(index_within, ahead);
        let share = self.quotient(place, count);
        let share = self.steady(share);
        let shares = self.join(Join::Left, n, count, share);
        self.join(Join::Left, index, i, shares)
    }

    /// [`Graph::slice`] with the speed that makes each part fit its event.
    pub fn splice(&mut self, n: PatternId, index: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| {
            let parts = graph.pure(n);
            let sliced = graph.slice(parts, index, pattern);
            let slots = graph.timed_slots();
            let event = graph.steady(slots[0]);
            let length = graph.difference(slots[2], slots[1]);
            let share = graph.ratio(1i64, n);
            let factor = graph.quotient(share, length);
            let fitted = graph.adjust_control(Operation::Multiply, event, "speed", factor);
            let fitted = graph.join_timed(Join::Outer, sliced, slots, fitted);
            let cycles = graph.word_value("c");
            graph.with_control(fitted, "unit", cycles)
        })
    }

    /// The sounds last `n` cycles.
    pub fn loop_at(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        let slow = self.slow(n, pattern);
        let slot = self.slot();
        let inverse = self.quotient(1.0, slot);
        let inverse = self.steady(inverse);
        let speeds = self.join(Join::Left, n, slot, inverse);
        let speed = self.intern("speed");
        let speeds = self.control_of(speed, Numbers::Fractions, speeds);
        let fitted = self.apply(Operation::Multiply, Structure::Left, slow, speeds);
        let cycles = self.word_value("c");
        self.with_control(fitted, "unit", cycles)
    }

    /// Faster, with the speed of the sounds too.
    pub fn hurry(&mut self, factor: PatternId, pattern: PatternId) -> PatternId {
        let fast = self.fast(factor, pattern);
        let speed = self.intern("speed");
        let speeds = self.control_of(speed, Numbers::Fractions, factor);
        self.apply(Operation::Multiply, Structure::Left, fast, speeds)
    }

    /// Every second of `n` parts of each sound.
    pub fn gap(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| {
            let parts = graph.pure(n);
            let chopped = graph.chop(parts, pattern);
            // The grid is of the number 1, which as a sound is `n 1`.
            let one = graph.pure_control("n", 1i64);
            let silence = graph.silence();
            let every_second = graph.cat(&[one, silence]);
            let grid = graph.fast_by(n, every_second);
            graph.apply(Operation::KeepRight, Structure::Both, grid, chopped)
        })
    }

    /// A part of the sound from `begin`, `length` long (0…1).
    pub fn grain(&mut self, begin: PatternId, length: PatternId) -> PatternId {
        let (begin_name, end_name) = (self.intern("begin"), self.intern("end"));
        let end = self.apply(Operation::Add, Structure::Both, begin, length);
        let begin = self.control(begin_name, begin);
        let end = self.control(end_name, end);
        self.with_controls(begin, end)
    }

    /// The parts of one pattern's sounds, played with those of another.
    pub fn splat(&mut self, n: PatternId, pieces: PatternId, pattern: PatternId) -> PatternId {
        let chopped = self.chop(n, pattern);
        let one = self.pure(1i64);
        let zero = self.pure(0i64);
        let indices = self.apply(Operation::KeepRight, Structure::Left, pattern, zero);
        let bitten = self.bite(one, indices, pieces);
        self.with_controls(chopped, bitten)
    }

    /// [`Graph::striate`], then played slower by each number in turn.
    pub fn smash(
        &mut self,
        n: PatternId,
        slownesses: &[PatternId],
        pattern: PatternId,
    ) -> PatternId {
        let parts = self.striate(n, pattern);
        let turns: Vec<_> = slownesses.iter().map(|s| self.slow(*s, parts)).collect();
        self.cat(&turns)
    }

    /// [`Graph::chop`], then played slower by each number in turn.
    pub fn smash_chop(
        &mut self,
        n: PatternId,
        slownesses: &[PatternId],
        pattern: PatternId,
    ) -> PatternId {
        let parts = self.chop(n, pattern);
        let turns: Vec<_> = slownesses.iter().map(|s| self.slow(*s, parts)).collect();
        self.cat(&turns)
    }

    /// `copies` times at once, each 1/n further in the cycle and further to the right.
    pub fn spin(&mut self, copies: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(copies, |graph, n| {
            let slot = graph.slot();
            let early = graph.difference(0i64, slot);
            let time = graph.ratio(early, n);
            let moved = graph.late_by(time, pattern);
            let place = graph.quotient(slot, n);
            let placed = graph.with_control(moved, "pan", place);
            graph.repeat(n, slot, placed)
        })
    }
}
