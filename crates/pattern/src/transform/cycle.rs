//! Cycles in another order, parts of cycles, repeated and compressed cycles.

use crate::graph::node::{Gathering, Join, Node, Orders, Retiming, Scalar, Slot, Structure};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::value::Value;

fn fraction(n: i64, d: i64) -> Rational {
    Rational::integer(n) / Rational::integer(d)
}

impl Graph {
    /// The first cycle, over and over.
    pub fn loop_first(&mut self, pattern: PatternId) -> PatternId {
        let steps = self.steps(pattern);
        let looped = self.each_cycle(|graph, cycle| graph.late_by(cycle, pattern));
        self.with_steps(steps, looped)
    }

    /// The first `n` cycles, over and over.
    pub fn time_loop(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| {
            let inner = graph.fast_by(n, pattern);
            let first = graph.loop_first(inner);
            graph.slow_by(n, first)
        })
    }

    /// Each cycle `n` times.
    pub fn repeat_cycles(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| graph.cat_each(n, |_, _| pattern))
    }

    /// Each cycle begins 1/n later in the pattern than the one before (`iter`), or earlier (`backwards`, `iter'`).
    pub fn iter(&mut self, n: PatternId, backwards: bool, pattern: PatternId) -> PatternId {
        let steps = self.steps(pattern);
        let iter = self.patterned(n, |graph, n| {
            graph.cat_each(n, |graph, index| {
                let index = if backwards {
                    index
                } else {
                    graph.difference(0i64, index)
                };
                let time = graph.ratio(index, n);
                graph.late_by(time, pattern)
            })
        });
        self.with_steps(steps, iter)
    }

    /// A cycle forwards, a cycle backwards.
    pub fn palindrome(&mut self, pattern: PatternId) -> PatternId {
        let reversed = self.rev(pattern);
        self.cat(&[pattern, reversed])
    }

    /// Every second cycle squeezed into the middle half, a quarter late (`brak`).
    pub fn brak(&mut self, pattern: PatternId) -> PatternId {
        let silence = self.silence();
        let half = self.fastcat(&[pattern, silence]);
        let broken = self.late_by(fraction(1, 4), half);
        let test = crate::CycleTest::Modulo {
            divisor: Value::Int(2).into(),
            remainder: Value::Int(1).into(),
        };
        self.when(test, broken, pattern)
    }

    /// The values of each cycle's events moved `n` events to the left.
    pub fn rot(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| graph.gather(Gathering::Rotate(n), pattern))
    }

    pub(super) fn gather(&mut self, gathering: Gathering, pattern: PatternId) -> PatternId {
        let steps = self.steps(pattern);
        let gathered = self.add(Node::Gather { gathering, pattern });
        self.stepped(steps, gathered)
    }

    /// Of the events that sound at once only one.
    pub fn mono(&mut self, pattern: PatternId) -> PatternId {
        self.gather(Gathering::Monophonic, pattern)
    }

    /// The part from `begin` to `end` (0…1) of each cycle, stretched to a cycle.
    pub fn zoom_by(
        &mut self,
        begin: impl Into<Scalar>,
        end: impl Into<Scalar>,
        pattern: PatternId,
    ) -> PatternId {
        let (begin, end) = (begin.into(), end.into());
        let steps = match (self.steps(pattern), begin, end) {
            (Some(steps), Scalar::Value(a), Scalar::Value(b)) => a
                .as_rational()
                .zip(b.as_rational())
                .map(|(a, b)| steps * (b - a)),
            _ => None,
        };
        let zoom = self.add(Node::Zoom {
            begin,
            end,
            pattern,
        });
        self.stepped(steps, zoom)
    }

    /// [`Graph::zoom_by`] with patterned ends.
    pub fn zoom(&mut self, begin: PatternId, end: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(begin, |graph, begin| {
            graph.patterned(end, |graph, end| graph.zoom_by(begin, end, pattern))
        })
    }

    /// As fast as fits a cycle into the time from `begin` to `end`: there it plays the cycle in which that begins.
    pub fn focus_by(&mut self, begin: Rational, end: Rational, pattern: PatternId) -> PatternId {
        let length = end - begin;
        let factor = length.reciprocal().unwrap_or(Rational::ONE);
        let fast = self.fast_by(factor, pattern);
        self.late_by(begin - begin.floor() * length, fast)
    }

    /// The first `part` (negative: the last) of each cycle, repeated to fill it.
    pub fn linger(&mut self, part: PatternId, pattern: PatternId) -> PatternId {
        let steps = self.steps(pattern);
        let lingering = self.patterned(part, |graph, part| {
            let negative = graph.formula_of(Operation::Less, part, Rational::ZERO);
            let factor = graph.ratio(1i64, part);
            let first = graph.zoom_by(Rational::ZERO, part, pattern);
            let from = graph.sum(Rational::ONE, part);
            let last = graph.zoom_by(from, Rational::ONE, pattern);
            let first = graph.fast_by(factor, first);
            let last = graph.fast_by(factor, last);
            graph.branch(negative, last, first)
        });
        self.with_steps(steps, lingering)
    }

    /// Each cycle only up to `end` (0…1).
    pub fn trunc(&mut self, end: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(end, |graph, end| {
            let part = graph.zoom_by(Rational::ZERO, end, pattern);
            graph.compress_by(Rational::ZERO, end, part)
        })
    }

    /// What lies between two times (cycles), nothing else.
    pub fn window(
        &mut self,
        begin: impl Into<Scalar>,
        end: impl Into<Scalar>,
        pattern: PatternId,
    ) -> PatternId {
        let (begin, end) = (begin.into(), end.into());
        self.add(Node::Window {
            begin,
            end,
            pattern,
        })
    }

    /// Each cycle squeezed into its first 1/factor.
    pub fn fast_gap(&mut self, factor: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(factor, |graph, factor| graph.fast_gap_by(factor, pattern))
    }

    /// Faster by a patterned factor, whose every event gets a whole cycle squeezed in.
    pub fn fast_squeeze(&mut self, factor: PatternId, pattern: PatternId) -> PatternId {
        let slot = self.slot();
        let fast = self.fast_by(slot, pattern);
        self.join(Join::Squeeze, factor, slot, fast)
    }

    /// [`Graph::fast_squeeze`] with slowness.
    pub fn slow_squeeze(&mut self, factor: PatternId, pattern: PatternId) -> PatternId {
        let slot = self.slot();
        let slow = self.slow_by(slot, pattern);
        self.join(Join::Squeeze, factor, slot, slow)
    }

    /// Every event begins this part (0…1) of its length later.
    pub fn press_by(&mut self, part: PatternId, pattern: PatternId) -> PatternId {
        let steps = self.steps(pattern);
        let pressed = self.patterned(part, |graph, part| {
            let slot = graph.slot();
            let event = graph.pure(slot);
            let late = graph.compress_by(part, Rational::ONE, event);
            graph.join(Join::Squeeze, pattern, slot, late)
        });
        self.with_steps(steps, pressed)
    }

    /// A pattern of pieces: the cycle in `n` parts, chosen by index.
    pub fn bite(&mut self, n: PatternId, index: PatternId, pattern: PatternId) -> PatternId {
        self.patterned_by_cycles(n, |graph, n| {
            let slot = graph.slot();
            let piece = graph.piece(n, slot, pattern);
            graph.join(Join::Squeeze, index, slot, piece)
        })
    }

    /// The cycle's part of this index (modulo `n`).
    pub fn piece(
        &mut self,
        n: impl Into<Scalar>,
        index: impl Into<Scalar>,
        pattern: PatternId,
    ) -> PatternId {
        let n = n.into();
        let index = self.remainder(index, n);
        let begin = self.ratio(index, n);
        let next = self.sum(index, 1i64);
        let end = self.ratio(next, n);
        self.zoom_by(begin, end, pattern)
    }

    /// [`Graph::bite`] of sounds: pieces that are played shorter or longer change their speed with it.
    pub fn chew(&mut self, n: PatternId, index: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| {
            let slots = graph.timed_slots();
            let piece = graph.piece(n, slots[0], pattern);
            let length = graph.difference(slots[2], slots[1]);
            let share = graph.ratio(1i64, n);
            let factor = graph.quotient(share, length);
            let body = graph.adjust_control(Operation::Multiply, piece, "speed", factor);
            graph.join_timed(Join::Compress, index, slots, body)
        })
    }

    /// `first` in the first part (0…1) of each cycle, `second` in the rest.
    pub fn wedge(&mut self, part: PatternId, first: PatternId, second: PatternId) -> PatternId {
        self.patterned_by_cycles(part, |graph, part| {
            let rest = graph.difference(Rational::ONE, part);
            let factor = graph.ratio(1i64, part);
            let rest_factor = graph.ratio(1i64, rest);
            let a = graph.fast_gap_by(factor, first);
            let b = graph.fast_gap_by(rest_factor, second);
            let b = graph.late_by(part, b);
            let both = graph.stack(&[a, b]);
            let whole = graph.formula_of(Operation::Equal, part, Rational::ONE);
            let none = graph.formula_of(Operation::Equal, part, Rational::ZERO);
            let inner = graph.branch(none, second, both);
            graph.branch(whole, first, inner)
        })
    }

    /// What sounds at the steps (of so many in a cycle) that a pattern of step numbers names, as long as a step.
    pub fn beat(&mut self, time: PatternId, steps: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(time, |graph, time| {
            graph.patterned(steps, |graph, steps| {
                let time = graph.remainder(time, steps);
                let begin = graph.ratio(time, steps);
                let next = graph.sum(time, 1i64);
                let end = graph.ratio(next, steps);
                let slot = graph.slot();
                let event = graph.pure(slot);
                let step = graph.compress_by(begin, end, event);
                graph.join(Join::Inner, pattern, slot, step)
            })
        })
    }

    /// How many numbers Haskell's `[0 .. n - 1]` has: n, and of a fraction half a step more, rounded down. It is of the
    /// kind that n is of.
    fn enumerated(&mut self, n: Scalar) -> Scalar {
        let part = self.remainder(n, 1i64);
        let below = self.difference(n, part);
        let twice = self.product(part, 2i64);
        let odd = self.remainder(twice, 1i64);
        let more = self.difference(twice, odd);
        self.sum(below, more)
    }

    /// Numbers 0…n−1 in equal parts of the cycle.
    pub fn run_of(&mut self, n: PatternId) -> PatternId {
        let opened = self.open(n);
        let count = self.enumerated(opened.value);
        let steps = match count {
            Scalar::Value(value) => value.as_rational(),
            _ => None,
        };
        let numbers = self.fastcat_each(count, |graph, index| graph.pure(index));
        match opened.value {
            Scalar::Slot(slot) => self.join(Join::Mix, n, slot, numbers),
            _ => self.with_steps(steps, numbers),
        }
    }

    /// In cycle c (modulo n) the numbers 0…c.
    pub fn scan_of(&mut self, n: PatternId) -> PatternId {
        let opened = self.open(n);
        let turns = self.enumerated(opened.value);
        let numbers = self.cat_each(turns, |graph, index| {
            let count = graph.sum(index, 1i64);
            graph.fastcat_each(count, |graph, index| graph.pure(index))
        });
        match opened.value {
            Scalar::Slot(slot) => self.join(Join::Mix, n, slot, numbers),
            _ => numbers,
        }
    }

    /// Every n-th cycle, beginning with cycle `first`.
    pub fn every_cycle_from(&mut self, first: i64, n: i64, pattern: PatternId) -> PatternId {
        self.each_cycle(|graph, cycle| {
            // Cycle c plays cycle n·c + first.
            let skipped = graph.product(cycle, 1 - n);
            let later = graph.difference(skipped, first);
            graph.late_by(later, pattern)
        })
    }

    /// One after another, each for this many cycles' worth of a cycle; all are one pattern at different speeds.
    pub fn space_out(&mut self, lengths: &[Rational], pattern: PatternId) -> PatternId {
        let total = lengths
            .iter()
            .fold(Rational::ZERO, |sum, length| sum + *length);
        let mut begin = Rational::ZERO;
        let mut parts = Vec::with_capacity(lengths.len());
        for length in lengths {
            let end = begin + *length;
            let squeezed = self.compress_by(begin / total, end / total, pattern);
            parts.push(squeezed);
            begin = end;
        }
        let all = self.stack(&parts);
        self.slow_by(total, all)
    }

    /// Events of one whole begin one after another within this part of it (negative: the last one first).
    pub fn rolled_by(&mut self, part: PatternId, pattern: PatternId) -> PatternId {
        self.patterned_by_cycles(part, |graph, part| graph.rolled_with(part, pattern))
    }

    /// [`Graph::rolled_by`] by one part; events end where they did.
    pub fn rolled_with(&mut self, part: impl Into<Scalar>, pattern: PatternId) -> PatternId {
        self.gather(Gathering::Roll(part.into()), pattern)
    }

    /// Events of one whole are played one after another in it, in an order for each number of them.
    pub fn arrange(&mut self, orders: Orders, pattern: PatternId) -> PatternId {
        self.gather(Gathering::Arrange(orders), pattern)
    }

    /// Events of one whole in an order for each number of them, which may leave some out and repeat others.
    pub fn choose_among(&mut self, orders: Orders, pattern: PatternId) -> PatternId {
        self.gather(Gathering::Choose(orders), pattern)
    }

    /// Events of one whole are played one after another in it.
    pub fn arpeggiate(&mut self, pattern: PatternId) -> PatternId {
        self.gather(Gathering::Arpeggiate(0i64.into()), pattern)
    }

    /// Structure from a pattern of truths, the values from another.
    pub fn structured(&mut self, truths: PatternId, pattern: PatternId) -> PatternId {
        self.apply(Operation::Gate, Structure::Left, truths, pattern)
    }

    /// The parts that lie where a pattern of truths is true (or false).
    pub fn masked(&mut self, truths: PatternId, wanted: bool, pattern: PatternId) -> PatternId {
        let operation = if wanted {
            Operation::Mask
        } else {
            Operation::MaskFalse
        };
        self.apply(operation, Structure::Left, pattern, truths)
    }

    /// The first pattern where truths are true, the second where they are false.
    pub fn sew(&mut self, truths: PatternId, yes: PatternId, no: PatternId) -> PatternId {
        let yes = self.masked(truths, true, yes);
        let no = self.masked(truths, false, no);
        self.stack(&[yes, no])
    }

    /// Structure from truths; values of the first pattern where they are true, of the second where false.
    pub fn stitch(&mut self, truths: PatternId, yes: PatternId, no: PatternId) -> PatternId {
        let yes = self.structured(truths, yes);
        let inverted = self.inverted(truths);
        let no = self.structured(inverted, no);
        self.stack(&[yes, no])
    }

    /// True for false.
    pub fn inverted(&mut self, truths: PatternId) -> PatternId {
        let steps = self.steps(truths);
        let inverted = self.adjust(Operation::Equal, truths, Value::Bool(false));
        self.with_steps(steps, inverted)
    }

    /// A cycle of the pattern squeezed into each true event.
    pub fn substruct(&mut self, truths: PatternId, pattern: PatternId) -> PatternId {
        self.add(Node::Substruct {
            structure: truths,
            pattern,
        })
    }

    /// Moves events by a function of time, given as a scalar of the slot.
    pub fn retime(
        &mut self,
        query: bool,
        slot: Slot,
        time: impl Into<Scalar>,
        pattern: PatternId,
    ) -> PatternId {
        let retiming = Retiming {
            query,
            slot,
            time: time.into(),
        };
        self.add(Node::Retime { retiming, pattern })
    }

    /// The number of the cycle, plus an index pattern: a place in a list that moves on by `step` every cycle.
    pub fn fit(&mut self, step: PatternId, index: PatternId, patterns: &[PatternId]) -> PatternId {
        self.patterned(step, |graph, step| {
            let slots = graph.timed_slots();
            let cycle = graph.floor_of(slots[1]);
            let moved = graph.product(step, cycle);
            let place = graph.sum(slots[0], moved);
            let chosen = graph.select(place, patterns);
            graph.join_timed(Join::Outer, index, slots, chosen)
        })
    }

    /// The pattern, at a speed, in `n` parts that one pattern of numbers cuts out of it, played by another pattern of
    /// numbers, counted on by `n` in each cycle.
    pub fn refit(
        &mut self,
        speed: PatternId,
        n: i64,
        from: PatternId,
        to: PatternId,
        pattern: PatternId,
    ) -> PatternId {
        let pattern = self.fast(speed, pattern);
        let from = self.fast(speed, from);
        let parts: Vec<_> = (0..n.clamp(0, 256))
            .map(|part| {
                let here = self.adjust(Operation::Equal, from, part);
                let masked = self.masked(here, true, pattern);
                self.stretch(masked)
            })
            .collect();
        let slots = self.timed_slots();
        let cycle = self.floor_of(slots[1]);
        let moved = self.product(n, cycle);
        let place = self.sum(slots[0], moved);
        let chosen = self.select(place, &parts);
        self.join_timed(Join::Squeeze, to, slots, chosen)
    }

    /// Each cycle stretched so that its events fill it from the first to the last.
    pub fn stretch(&mut self, pattern: PatternId) -> PatternId {
        self.gather(Gathering::Stretch, pattern)
    }

    /// Two patterns cut in `n` parts each and woven like warp and weft.
    pub fn tabby(&mut self, n: i64, warp: PatternId, weft: PatternId) -> PatternId {
        let n = n.clamp(1, 64);
        let thread = |graph: &mut Self, across: bool, pattern: PatternId| {
            let mut parts = Vec::with_capacity((n * n) as usize);
            for row in 0..n {
                for column in 0..n {
                    // The weft goes forth and back; the warp is the same cloth seen from the side.
                    let (row, column) = if across { (row, column) } else { (column, row) };
                    let part = if row % 2 == 0 { column } else { n - 1 - column };
                    parts.push(graph.zoom_by(fraction(part, n), fraction(part + 1, n), pattern));
                }
            }
            let all = graph.fastcat(&parts);
            graph.slow_by(Rational::integer(n), all)
        };
        let weft = thread(self, true, weft);
        let warp = thread(self, false, warp);
        let (yes, no) = (self.pure(Value::Bool(true)), self.pure(Value::Bool(false)));
        let mut mask = |first: PatternId, second: PatternId| {
            let pair = self.fastcat(&[first, second]);
            let grid = self.fast_by(fraction(n, 2), pair);
            let turned = self.rev(grid);
            let two = self.pure(2i64);
            self.every(two, turned, grid)
        };
        let over = mask(no, yes);
        let under = mask(yes, no);
        let weft = self.masked(over, true, weft);
        let warp = self.masked(under, true, warp);
        self.stack(&[warp, weft])
    }

    /// Two patterns of sounds that pass their shape to each other during sixteen cycles.
    pub fn interlace(&mut self, first: PatternId, second: PatternId) -> PatternId {
        let sine = self.wave(crate::Wave::Sine);
        let shape = self.adjust(Operation::Multiply, sine, 0.9);
        let name = self.intern("shape");
        let shape = self.control(name, shape);
        let both = [first, second];
        let cycles = self.pure(16i64);
        let Ok(woven) = crate::transform::function::HigherOrder::weave_with(
            self,
            cycles,
            shape,
            2,
            &mut |graph: &mut Self, index, shape| Ok(graph.with_controls(both[index], shape)),
        );
        woven
    }
}
