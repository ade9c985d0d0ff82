//! Choices, orders and probabilities that Tidal's random numbers make.

use crate::graph::node::{
    CycleTest, Join, Node, Scalar, Shuffling, Structure, Subject, Wave, Weights,
};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;

/// More ways to fill steps than this are too many.
const MOST_WAYS: usize = 4096;

/// All ways to write `total` as a sum of `count` numbers of at least 1, ascending from the first.
fn ways_to_fill(count: usize, total: i64) -> Option<Vec<Vec<i64>>> {
    if count <= 1 {
        return Some(if count == 1 {
            vec![vec![total.max(0)]]
        } else {
            Vec::new()
        });
    }
    let mut ways = Vec::new();
    for first in 1..=total - (count as i64 - 1) {
        for rest in ways_to_fill(count - 1, total - first)? {
            let mut way = vec![first];
            way.extend(rest);
            ways.push(way);
            if ways.len() > MOST_WAYS {
                return None;
            }
        }
    }
    Some(ways)
}

impl Graph {
    /// The pattern with random numbers of its own, others for each other number; those of 0 are those of all. What is
    /// done with the pattern afterwards has its numbers as ever.
    pub fn own_dice(&mut self, dice: PatternId, pattern: PatternId) -> PatternId {
        let steps = self.steps(pattern);
        let own = self.patterned(dice, |graph, dice| {
            graph.add(Node::OwnDice { dice, pattern })
        });
        self.with_steps(steps, own)
    }

    /// Random whole numbers from 0 to below `n`, continuous.
    pub fn random_below(&mut self, n: impl Into<Scalar>) -> PatternId {
        let random = self.wave(Wave::Random);
        let scaled = self.adjust(Operation::Multiply, random, n);
        self.adjust(Operation::RoundDown, scaled, 1i64)
    }

    /// True with a probability (0…1), continuous.
    pub fn random_truth(&mut self, probability: PatternId) -> PatternId {
        self.patterned(probability, |graph, probability| {
            let random = graph.wave(Wave::Random);
            graph.adjust(Operation::Less, random, probability)
        })
    }

    /// A pattern sampled once a cycle, at its start.
    pub fn once_a_cycle(&mut self, pattern: PatternId) -> PatternId {
        let cycle = self.pure(Rational::ONE);
        self.apply(Operation::KeepRight, Structure::Left, cycle, pattern)
    }

    /// A value without structure of its own, where the pattern is one constant.
    fn unstructured(&mut self, pattern: PatternId) -> PatternId {
        match self.constant(pattern) {
            Some(value) => self.steady(value),
            None => pattern,
        }
    }

    /// The options' values, chosen by a pattern of numbers 0…1, with its structure.
    pub fn choose_by(&mut self, place: PatternId, options: &[PatternId]) -> PatternId {
        let index = self.adjust(Operation::Multiply, place, options.len() as f64);
        self.choose_at(index, options)
    }

    /// The options' values, chosen by a pattern of indices, with its structure.
    pub fn choose_at(&mut self, index: PatternId, options: &[PatternId]) -> PatternId {
        let options: Vec<_> = options.iter().map(|&o| self.unstructured(o)).collect();
        let slot = self.slot();
        let chosen = self.select(slot, &options);
        self.join(Join::Outer, index, slot, chosen)
    }

    /// The index of an option: as many options as there are end before the place (0…1) when they lie side by side, each
    /// as wide as its weight.
    pub fn weighted_index(&mut self, place: PatternId, weights: &[PatternId]) -> PatternId {
        let mut total = self.steady(0.0);
        let mut ends = Vec::with_capacity(weights.len());
        for &weight in weights {
            let weight = self.unstructured(weight);
            total = self.apply(Operation::Add, Structure::Both, total, weight);
            ends.push(total);
        }
        let place = self.apply(Operation::Multiply, Structure::Both, place, total);
        let mut index = self.steady(0i64);
        for end in ends {
            let beyond = self.apply(Operation::LessOrEqual, Structure::Both, end, place);
            index = self.apply(Operation::Add, Structure::Both, index, beyond);
        }
        index
    }

    /// One of the patterns in each cycle, at random; all go on as if they took turns.
    pub fn randcat(&mut self, patterns: &[PatternId]) -> PatternId {
        let index = self.random_below(patterns.len() as i64);
        let index = self.once_a_cycle(index);
        let turns = self.cat(patterns);
        let slot = self.slot();
        let forward = self.formula_of(Operation::Subtract, Rational::ZERO, slot);
        let moved = self.late_by(forward, turns);
        self.join(Join::Mix, index, slot, moved)
    }

    /// One of the patterns in each cycle, by a pattern of indices.
    pub fn pick_once_a_cycle(&mut self, index: PatternId, patterns: &[PatternId]) -> PatternId {
        let index = self.once_a_cycle(index);
        let slot = self.slot();
        let chosen = self.select(slot, patterns);
        self.join(Join::Mix, index, slot, chosen)
    }

    /// The numbers from 0 to below `count`, shuffled in each cycle.
    pub fn shuffled(&mut self, count: impl Into<Scalar>, shuffling: Shuffling) -> PatternId {
        let count = count.into();
        self.add(Node::Shuffled { count, shuffling })
    }

    /// Part `index` of `n` equal parts of each cycle, for each event of a pattern of indices that is as long as a part:
    /// parts are moved, and what reaches into a part keeps its length.
    fn moved_parts(&mut self, order: PatternId, n: Scalar, pattern: PatternId) -> PatternId {
        let [index, begin, end] = self.timed_slots();
        let from = self.ratio(index, n);
        let to = self.remainder(begin, Rational::ONE);
        let later = self.difference(to, from);
        let moved = self.late_by(later, pattern);
        self.join_timed(Join::Inner, order, [index, begin, end], moved)
    }

    /// `n` parts of each cycle in random order, each once.
    pub fn shuffle(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| {
            let order = graph.shuffled(n, Shuffling::Order);
            graph.moved_parts(order, n, pattern)
        })
    }

    /// `n` parts of each cycle, in each place one at random.
    pub fn scramble(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| {
            let index = graph.random_below(n);
            let index = graph.adjust(Operation::RoundDown, index, Rational::ONE);
            let one = graph.pure(Rational::ONE);
            let grid = graph.fast_by(n, one);
            let index = graph.apply(Operation::KeepRight, Structure::Left, grid, index);
            graph.moved_parts(index, n, pattern)
        })
    }

    /// Events that are left out at random in the same way for `cycles` cycles on end; `amount` goes as slowly.
    pub fn degrade_over_by(
        &mut self,
        cycles: i64,
        amount: PatternId,
        pattern: PatternId,
    ) -> PatternId {
        let cycles = cycles.clamp(1, 1024);
        let random = self.wave(Wave::Random);
        let held = self.cat(&vec![random; cycles as usize]);
        let amount = self.slow_by(Rational::integer(cycles), amount);
        let (slot, unused) = (self.slot(), self.slot());
        let limit = self.steady(slot);
        let test = self.apply(Operation::Less, Structure::Both, limit, held);
        let kept = self.add(Node::FilterBy {
            subject: Subject::Onset,
            slot: unused,
            test,
            pattern,
        });
        self.join(Join::Mix, amount, slot, kept)
    }

    /// Leaves out events with a probability that is read at the start of each cycle.
    pub fn degrade_each_cycle_by(&mut self, amount: PatternId, pattern: PatternId) -> PatternId {
        let amount = self.once_a_cycle(amount);
        self.degrade_by(amount, pattern)
    }

    /// One of two patterns in each cycle, by a probability (0…1).
    pub fn some_cycles_by(
        &mut self,
        probability: PatternId,
        yes: PatternId,
        no: PatternId,
    ) -> PatternId {
        self.patterned(probability, |graph, probability| {
            graph.when(CycleTest::Chance(probability), yes, no)
        })
    }

    /// One of `n` parts of each sound, another in each cycle.
    pub fn random_slice(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| {
            let index = graph.random_below(n);
            let index = graph.once_a_cycle(index);
            let slot = graph.slot();
            let begin = graph.quotient(slot, n);
            let next = graph.sum(slot, 1i64);
            let end = graph.quotient(next, n);
            let part = graph.with_control(pattern, "begin", begin);
            let part = graph.with_control(part, "end", end);
            graph.join(Join::Inner, index, slot, part)
        })
    }

    /// A random walk of so many steps from a state, newly each cycle.
    pub fn walk(
        &mut self,
        steps: impl Into<Scalar>,
        start: impl Into<Scalar>,
        weights: Weights,
    ) -> PatternId {
        let (steps, start) = (steps.into(), start.into());
        self.add(Node::Walk {
            steps,
            start,
            weights,
        })
    }

    /// The patterns one after another in each cycle, filling `steps` steps: a place (0…1), read once a cycle, chooses
    /// among all ways to do so, from the most equal lengths to the least. None where there are too many ways.
    pub fn permstep(
        &mut self,
        steps: i64,
        patterns: &[PatternId],
        place: PatternId,
    ) -> Option<PatternId> {
        let count = patterns.len();
        let average = steps as f64 / count as f64;
        let deviation = |lengths: &[i64]| -> f64 {
            lengths
                .iter()
                .map(|&length| (average - length as f64).abs())
                .sum()
        };
        let mut ways = ways_to_fill(count, steps)?;
        ways.sort_by(|a, b| deviation(a).total_cmp(&deviation(b)));
        let ways: Vec<_> = ways
            .iter()
            .map(|lengths| {
                let weighted: Vec<_> = lengths
                    .iter()
                    .zip(patterns)
                    .flat_map(|(&length, &pattern)| vec![pattern; length as usize])
                    .collect();
                self.fastcat(&weighted)
            })
            .collect();
        let place = self.once_a_cycle(place);
        let slot = self.slot();
        let index = self.product(slot, ways.len().saturating_sub(1) as f64);
        let chosen = self.select(index, &ways);
        Some(self.join(Join::Mix, place, slot, chosen))
    }

    /// `n` cycles in each cycle, of random lengths.
    pub fn stripe(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| {
            let lengths = graph.shuffled(n, Shuffling::Lengths);
            let slot = graph.slot();
            let later = graph.product(slot, n);
            let body = graph.late_by(later, pattern);
            graph.add(Node::Stripe {
                structure: lengths,
                slot,
                body,
            })
        })
    }
}
