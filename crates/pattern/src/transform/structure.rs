//! Rhythm: Euclid, repetition of events, structure taken from elsewhere.

use crate::graph::node::{Chance, EuclideanRhythm, Join, Node, Scalar, Structure};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::value::Value;

impl Graph {
    /// A cycle of the pattern in each onset of the Euclidean rhythm (Bjorklund) of `onsets` in `steps`, turned left by
    /// `rotation` steps; negative onsets play the gaps.
    pub fn euclid(
        &mut self,
        onsets: PatternId,
        steps: PatternId,
        rotation: Option<PatternId>,
        inverted: bool,
        pattern: PatternId,
    ) -> PatternId {
        self.patterned(onsets, |graph, onsets| {
            graph.patterned(steps, |graph, steps| match rotation {
                None => graph.euclid_by(onsets, steps, 0i64, inverted, pattern),
                Some(rotation) => graph.patterned(rotation, |graph, rotation| {
                    graph.euclid_by(onsets, steps, rotation, inverted, pattern)
                }),
            })
        })
    }

    /// A Euclidean rhythm of truths: in the hits what `pattern` says, in the gaps its opposite; all of it, `pattern` too, is
    /// turned left by `rotation` steps.
    pub fn euclid_truths(
        &mut self,
        onsets: PatternId,
        steps: PatternId,
        rotation: Option<PatternId>,
        pattern: PatternId,
    ) -> PatternId {
        let (yes, no) = (self.pure(Value::Bool(true)), self.pure(Value::Bool(false)));
        let (onsets, steps) = (self.open(onsets), self.open(steps));
        let hits = self.euclid_by(onsets.value, steps.value, 0i64, false, yes);
        let gaps = self.euclid_by(onsets.value, steps.value, 0i64, true, no);
        let rhythm = self.stack(&[hits, gaps]);
        let mut truths = self.apply(Operation::Equal, Structure::Both, rhythm, pattern);
        if let Some(rotation) = rotation {
            truths = self.patterned(rotation, |graph, rotation| {
                let back = graph.formula_of(Operation::Subtract, Rational::ZERO, rotation);
                let back = graph.formula_of(Operation::Divide, back, steps.value);
                graph.late_by(back, truths)
            });
        }
        truths = self.close(steps, truths);
        self.close(onsets, truths)
    }

    /// [`Graph::euclid`] with one number for each argument.
    pub fn euclid_by(
        &mut self,
        onsets: impl Into<Scalar>,
        steps: impl Into<Scalar>,
        rotation: impl Into<Scalar>,
        inverted: bool,
        pattern: PatternId,
    ) -> PatternId {
        let (steps, own) = (steps.into(), self.steps(pattern));
        let count = match (steps, own) {
            (Scalar::Value(n), Some(own)) => n.as_rational().map(|n| n * own),
            _ => None,
        };
        let rhythm = EuclideanRhythm {
            onsets: onsets.into(),
            steps,
            rotation: rotation.into(),
            inverted,
            legato: false,
        };
        let euclid = self.add(Node::Euclid { rhythm, pattern });
        self.stepped(count, euclid)
    }

    /// [`Graph::euclid`] in which each hit lasts until the next.
    pub fn euclid_legato(
        &mut self,
        onsets: PatternId,
        steps: PatternId,
        rotation: Option<PatternId>,
        pattern: PatternId,
    ) -> PatternId {
        let rotation = rotation.unwrap_or_else(|| self.pure(0i64));
        self.patterned(onsets, |graph, onsets| {
            graph.patterned(steps, |graph, steps| {
                graph.patterned(rotation, |graph, rotation| {
                    let rhythm = EuclideanRhythm {
                        onsets,
                        steps,
                        rotation,
                        inverted: false,
                        legato: true,
                    };
                    graph.add(Node::Euclid { rhythm, pattern })
                })
            })
        })
    }

    /// The numbers from `first` to `last` in steps of one (downwards when `last` is below `first`), within a cycle.
    pub fn enumerate(&mut self, first: impl Into<Scalar>, last: impl Into<Scalar>) -> PatternId {
        self.add(Node::Enumerate {
            first: first.into(),
            last: last.into(),
        })
    }

    /// Each event `n` times within its time.
    pub fn ply(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        let steps = self.steps(pattern);
        let plied = self.patterned(n, |graph, n| {
            let slot = graph.slot();
            let event = graph.pure(slot);
            let repeated = graph.fast_by(n, event);
            graph.join(Join::Squeeze, pattern, slot, repeated)
        });
        self.with_steps(steps, plied)
    }

    /// The pattern where a rhythm of rhythms has its hits: each number says how many of the hits are left of those that
    /// the number after it leaves; the last one is the number of steps.
    pub fn distrib(&mut self, counts: &[PatternId], pattern: PatternId) -> PatternId {
        let opened: Vec<_> = counts.iter().map(|count| self.open(*count)).collect();
        let counts: Box<[Scalar]> = opened.iter().map(|opened| opened.value).collect();
        let rhythm = self.add(Node::Distribute(counts));
        let mut joined = self.apply(Operation::KeepRight, Structure::Both, rhythm, pattern);
        for opened in opened.into_iter().rev() {
            joined = self.close_mixed(opened, joined);
        }
        joined
    }

    /// The binary digits of a pattern's whole numbers as truths, so many to a number, the most significant one first.
    pub fn binary(&mut self, digits: impl Into<Scalar>, numbers: PatternId) -> PatternId {
        let (slot, count) = (self.slot(), digits.into());
        let digits = self.fastcat_each(count, |graph, place| {
            let after = graph.difference(count, place);
            let after = graph.difference(after, 1i64);
            let worth = graph.formula_of(Operation::Power, 2i64, after);
            let higher = graph.formula_of(Operation::Divide, slot, worth);
            let bit = graph.formula_of(Operation::Modulo, higher, 2i64);
            let truth = graph.formula_of(Operation::Equal, bit, 1i64);
            graph.pure(truth)
        });
        self.join(Join::Squeeze, numbers, slot, digits)
    }

    /// The pattern sampled at the onsets of `n` equal parts of the cycle.
    pub fn segment(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| {
            let one = graph.pure(Rational::ONE);
            let grid = graph.fast_by(n, one);
            graph.apply(Operation::KeepRight, Structure::Left, grid, pattern)
        })
    }

    /// Without the events whose random number is below `amount` (0…1).
    pub fn degrade_by(&mut self, amount: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(amount, |graph, amount| {
            graph.degrade_with(amount, Rational::ZERO, false, pattern)
        })
    }

    /// Exactly the events that [`Graph::degrade_by`] leaves out.
    pub fn undegrade_by(&mut self, amount: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(amount, |graph, amount| {
            graph.degrade_with(amount, Rational::ZERO, true, pattern)
        })
    }

    /// The events whose random number, taken `shift` cycles after their onset, is at least `amount`, or
    /// (`keep_below`) below it.
    pub fn degrade_with(
        &mut self,
        amount: impl Into<Scalar>,
        shift: Rational,
        keep_below: bool,
        pattern: PatternId,
    ) -> PatternId {
        let chance = Chance {
            amount: amount.into(),
            shift,
            keep_below,
        };
        self.add(Node::Degrade { chance, pattern })
    }
}
