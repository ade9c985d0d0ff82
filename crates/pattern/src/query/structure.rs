//! Rhythm: Euclid, hits among hits, numbers from one to another.

use super::{Sink, State};
use crate::event::{Event, Origins};
use crate::graph::node::{EuclideanRhythm, Scalar};
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::Value;

/// A rhythm of steps, some of them onsets, spread as evenly as can be.
///
/// Bjorklund's algorithm (E. Bjorklund, "The theory of rep-rate pattern generation in the SNS timing system", 2003;
/// G. Toussaint, "The Euclidean algorithm generates traditional musical rhythms", 2005).
#[derive(Clone, Copy)]
pub(super) struct Euclid {
    onsets: i64,
    steps: i64,
    rotation: i64,
    inverted: bool,
    /// Whether each hit lasts until the next.
    pub(super) legato: bool,
}

impl Euclid {
    /// Negative onsets mean the gaps of the rhythm of as many onsets.
    pub(super) fn new(onsets: i64, steps: i64, rotation: i64, inverted: bool) -> Self {
        Self {
            onsets: onsets.saturating_abs(),
            steps,
            rotation,
            inverted: inverted != (onsets < 0),
            legato: false,
        }
    }

    /// Does this step (0-based, unturned) sound? More onsets than steps make a rhythm of as many steps as onsets.
    fn sounds(&self, step: i64) -> bool {
        bjorklund(self.onsets, self.steps, step) != self.inverted
    }

    /// How many steps the hit at this step (0-based, unturned) lasts.
    fn held(&self, step: i64) -> i64 {
        let length = self.length();
        let next = |held: &i64| self.sounds((step + held).rem_euclid(length));
        match self.legato {
            true => (1..length).find(next).unwrap_or(length),
            false => 1,
        }
    }

    /// How many steps a cycle has.
    fn length(&self) -> i64 {
        self.onsets.max(self.steps)
    }
}

/// Is this step (0-based) an onset of the rhythm of `onsets` in `steps`? Bjorklund's procedure repeatedly appends the
/// remaining groups to the first ones; here only the shape of the two kinds of group is kept, and the step is traced
/// back through it.
fn bjorklund(onsets: i64, steps: i64, step: i64) -> bool {
    if onsets <= 0 {
        return false;
    }
    if onsets >= steps {
        return true;
    }
    // Groups of kind A (count a, length la) come first, then those of kind B (count b, length lb).
    // Each round pairs as many As with Bs as there are of both. The rounds are kept to unfold the groups again.
    let (mut a, mut b) = (onsets, steps - onsets);
    let mut rounds = [(0i64, 0i64, false); 96];
    let (mut la, mut lb) = (1i64, 1i64);
    let mut count = 0;
    while a.min(b) > 1 && count < rounds.len() {
        let paired = a.min(b);
        let left_over_is_a = a > b;
        rounds[count] = (la, lb, left_over_is_a);
        count += 1;
        let (na, nb) = (paired, a.max(b) - paired);
        let (nla, nlb) = (la + lb, if left_over_is_a { la } else { lb });
        (a, b, la, lb) = (na, nb, nla, nlb);
    }
    // Find the group and the place in it.
    let (mut is_a, mut place) = if step < a * la {
        (true, step % la)
    } else {
        (false, (step - a * la) % lb)
    };
    for &(la, _, left_over_is_a) in rounds[..count].iter().rev() {
        if is_a {
            // An A of this round was an A followed by a B of the round before.
            if place >= la {
                place -= la;
                is_a = false;
            }
        } else {
            is_a = left_over_is_a;
        }
    }
    is_a
}

impl Graph {
    pub(super) fn run_euclid(
        &self,
        rhythm: &EuclideanRhythm,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let mut int = |scalar| self.int(scalar, state.bindings, scratch);
        let (Some(onsets), Some(steps), Some(rotation)) =
            (int(rhythm.onsets), int(rhythm.steps), int(rhythm.rotation))
        else {
            return;
        };
        let rhythm = Euclid {
            legato: rhythm.legato,
            ..Euclid::new(onsets, steps, rotation, rhythm.inverted)
        };
        if rhythm.steps <= 0 {
            return;
        }
        let length = rhythm.length();
        let steps = Rational::integer(length);
        let turn = Rational::integer(rhythm.rotation) / Rational::integer(rhythm.steps);
        let turned = state.span.later(turn);
        // A hit that is held may have begun up to a cycle before.
        let back = if rhythm.legato { length - 1 } else { 0 };
        let first = (turned.begin * steps).floor_int().saturating_sub(back);
        let last = (turned.end * steps).ceil_int();
        let last = last.max(first.saturating_add(back + 1));
        for step in first..last {
            if !scratch.step() {
                return;
            }
            if !rhythm.sounds(step.rem_euclid(length)) {
                continue;
            }
            // As if every hit were a cycle of its own, in which the pattern plays the cycle of the rhythm.
            let held = Rational::integer(rhythm.held(step.rem_euclid(length)));
            let begin = Rational::integer(step);
            let cycle = Rational::integer(step.div_euclid(length));
            let slot = Span::new(begin, begin + held);
            let Some(part) = turned.map(|t| t * steps).intersection(slot) else {
                continue;
            };
            let inner = part.map(|t| (t - begin) / held + cycle);
            self.run(
                pattern,
                state.over(inner),
                scratch,
                &mut |scratch, event| {
                    let outward = |t: Rational| ((t - cycle) * held + begin) / steps - turn;
                    let event = event.bent(|w| w.map(outward));
                    sink(scratch, &event);
                },
            );
        }
    }

    /// The numbers from `first` to `last` in steps of one, in equal parts of the cycle; downwards when `last` is below
    /// `first`.
    pub(super) fn run_enumerate(
        &self,
        (first, last): (Scalar, Scalar),
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let (Some(first), Some(last)) = (
            self.scalar(first, state.bindings, scratch),
            self.scalar(last, state.bindings, scratch),
        ) else {
            return;
        };
        let (Some(a), Some(b)) = (first.as_f64(), last.as_f64()) else {
            return;
        };
        let downwards = a > b;
        let (low, high) = if downwards {
            (last, first)
        } else {
            (first, last)
        };
        let Some(numbers) = count(low, high) else {
            return;
        };
        if numbers > MOST_NUMBERS {
            scratch.leave_out();
        }
        let numbers = numbers.min(MOST_NUMBERS);
        let length = Rational::integer(numbers);
        for (cycle, part) in state.span.cycles() {
            let base = Rational::integer(cycle);
            let begin = ((part.begin - base) * length).floor_int();
            let end = ((part.end - base) * length).ceil_int().max(begin + 1);
            for i in begin..end.min(numbers) {
                if !scratch.step() {
                    return;
                }
                let Some(value) = number(low, if downwards { numbers - 1 - i } else { i }) else {
                    return;
                };
                let whole = Span::new(Rational::integer(i), Rational::integer(i + 1));
                let whole = whole.map(|t| base + t / length);
                let part = Span::new(part.begin.max(whole.begin), part.end.min(whole.end));
                let event = Event {
                    whole: Some(whole),
                    part,
                    value,
                    origins: Origins::NONE,
                };
                sink(scratch, &event);
            }
        }
    }
}

/// How many steps the rhythm of rhythms has: those of the last pair of numbers. A rhythm of more onsets than steps has a
/// step for each onset.
fn distributed_steps(counts: &[i64]) -> i64 {
    match counts {
        [.., onsets, steps] => *onsets.max(steps),
        [steps] => *steps,
        [] => 0,
    }
}

/// Does this step sound? The hits of each pair's rhythm are the steps of the rhythm of the pair before it; at the first
/// pair as many of them are left as the last number says.
fn distributed(counts: &[i64], step: i64) -> bool {
    let mut place = step;
    for pair in counts.windows(2).rev() {
        let (onsets, steps) = (pair[0], pair[1]);
        if place >= onsets.max(steps) || !bjorklund(onsets, steps, place) {
            return false;
        }
        place = (0..place)
            .filter(|&earlier| bjorklund(onsets, steps, earlier))
            .count() as i64;
    }
    counts.last().is_some_and(|left| place < *left)
}

/// More steps than these are cut off.
const MOST_DISTRIBUTED: i64 = 256;
/// More numbers of a distribution than these are left out.
const MOST_COUNTS: usize = 16;

impl Graph {
    /// True events for the steps that are left when each number chooses among the hits of the one after it.
    pub(super) fn run_distributed(
        &self,
        counts: &[Scalar],
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let mut known = [0; MOST_COUNTS];
        for (known, count) in known.iter_mut().zip(counts) {
            match self.scalar(*count, state.bindings, scratch) {
                Some(value) => *known = value.as_int().unwrap_or(0).min(MOST_DISTRIBUTED),
                None => return,
            }
        }
        let counts = &known[..counts.len().min(MOST_COUNTS)];
        let steps = distributed_steps(counts);
        if steps <= 0 {
            return;
        }
        let length = Rational::ONE / Rational::integer(steps);
        for (cycle, part) in state.span.cycles() {
            for step in 0..steps {
                if !scratch.step() {
                    return;
                }
                let begin = Rational::integer(cycle) + length * Rational::integer(step);
                let whole = Span::new(begin, begin + length);
                if let Some(part) = part.intersection(whole)
                    && distributed(counts, step)
                {
                    let event = Event {
                        whole: Some(whole),
                        part,
                        value: Value::Bool(true),
                        origins: Origins::NONE,
                    };
                    sink(scratch, &event);
                }
            }
        }
    }
}

/// More numbers than this are left out, as is told of what exceeds a budget.
const MOST_NUMBERS: i64 = 1 << 16;

/// How many numbers there are in steps of one from the lower to the upper end: with fractions, up to half a step beyond
/// it, as Haskell counts.
fn count(low: Value, high: Value) -> Option<i64> {
    let count = match (low, high) {
        (Value::Int(a), Value::Int(b)) => b.saturating_sub(a).saturating_add(1),
        _ => {
            let steps = (high.as_f64()? - low.as_f64()? + 0.5).floor();
            if steps.is_nan() {
                return None;
            }
            (steps as i64).saturating_add(1)
        }
    };
    Some(count)
}

/// `low + i`, of the kind of `low`.
fn number(low: Value, i: i64) -> Option<Value> {
    Some(match low {
        Value::Int(n) => Value::Int(n.saturating_add(i)),
        Value::Ratio(r) => Value::Ratio(r + Rational::integer(i)),
        Value::Float(x) => Value::Float(x + i as f64),
        Value::Note(x) => Value::Note(x + i as f64),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rhythm(onsets: i64, steps: i64) -> String {
        (0..steps)
            .map(|i| {
                if bjorklund(onsets, steps, i) {
                    'x'
                } else {
                    '.'
                }
            })
            .collect()
    }

    #[test]
    fn hits_are_chosen_among_hits() {
        let rhythm = |counts: &[i64], steps| -> String {
            (0..steps)
                .map(|step| match distributed(counts, step) {
                    true => 'x',
                    false => '.',
                })
                .collect()
        };
        assert_eq!(rhythm(&[3, 4, 8], 8), "x.x.x...");
        assert_eq!(rhythm(&[2, 4, 8], 8), "x...x...");
        assert_eq!(rhythm(&[4], 4), "xxxx");
        // Numbers that do not ascend: a rhythm with more onsets than steps is all hits, of which the last number are left.
        assert_eq!(
            rhythm(&[9, 12, 4], distributed_steps(&[9, 12, 4])),
            "x.xxx......."
        );
        assert_eq!(
            rhythm(&[8, 16, 3], distributed_steps(&[8, 16, 3])),
            "x.x.x..........."
        );
    }

    #[test]
    fn the_well_known_rhythms() {
        for (onsets, steps, want) in [
            (3, 8, "x..x..x."),
            (5, 8, "x.xx.xx."),
            (2, 5, "x.x.."),
            (4, 7, "x.x.x.x"),
            (5, 12, "x..x.x..x.x."),
            (7, 16, "x..x.x.x..x.x.x."),
            (1, 4, "x..."),
            (4, 4, "xxxx"),
            (0, 4, "...."),
            (9, 16, "x.xx.x.x.xx.x.x."),
        ] {
            assert_eq!(rhythm(onsets, steps), want, "({onsets},{steps})");
        }
    }
}
