//! Patterns counted in steps.

use crate::graph::{Graph, PatternId};
use crate::rational::Rational;

/// Parts of a pattern that shrinks or grows.
const MOST_PARTS: i64 = 256;

impl Graph {
    /// Each for its number of steps (one where that is not known), within a cycle.
    pub fn stepcat(&mut self, patterns: &[PatternId]) -> PatternId {
        let weighted: Vec<_> = patterns
            .iter()
            .map(|p| (self.steps(*p).unwrap_or(Rational::ONE), *p))
            .collect();
        self.timecat(&weighted)
    }

    /// As many steps a cycle as this.
    pub fn pace(&mut self, steps: PatternId, pattern: PatternId) -> PatternId {
        match self.steps(pattern) {
            Some(have) if !have.is_zero() => {
                let paced = self.patterned(steps, |graph, steps| {
                    let factor = graph.ratio(steps, have);
                    graph.fast_by(factor, pattern)
                });
                let count = self.constant(steps).and_then(|v| v.as_rational());
                self.with_steps(count, paced)
            }
            _ => pattern,
        }
    }

    /// Its steps count this many times as much.
    pub fn expand(&mut self, factor: Rational, pattern: PatternId) -> PatternId {
        let steps = self.steps(pattern).map(|steps| steps * factor);
        self.with_steps(steps, pattern)
    }

    /// Faster, with the steps as long as before.
    pub fn extend(&mut self, factor: Rational, pattern: PatternId) -> PatternId {
        let fast = self.fast_by(factor, pattern);
        let steps = self.steps(pattern).map(|steps| steps * factor);
        self.with_steps(steps, fast)
    }

    /// The first `n` steps (negative: the last).
    pub fn steptake(&mut self, n: Rational, pattern: PatternId) -> PatternId {
        let Some(steps) = self.steps(pattern) else {
            return pattern;
        };
        if n.is_zero() || steps.is_zero() {
            let nothing = self.silence();
            return self.with_steps(Some(Rational::ZERO), nothing);
        }
        if n.abs() >= steps {
            return pattern;
        }
        let part = n.abs() / steps;
        if n.is_negative() {
            self.zoom_by(Rational::ONE - part, Rational::ONE, pattern)
        } else {
            self.zoom_by(Rational::ZERO, part, pattern)
        }
    }

    /// Without the last `n` steps (negative: the first).
    pub fn stepdrop(&mut self, n: Rational, pattern: PatternId) -> PatternId {
        match self.steps(pattern) {
            None => pattern,
            Some(steps) if n.is_negative() => {
                self.steptake(-(steps + n).max(Rational::ZERO), pattern)
            }
            Some(steps) => self.steptake((steps - n).max(Rational::ZERO), pattern),
        }
    }

    /// The first step of each, the second step of each, and so on, as often as it takes until all begin again together; all
    /// that in a cycle.
    pub fn stepzip(&mut self, patterns: &[PatternId]) -> PatternId {
        let mut slowed = Vec::with_capacity(patterns.len());
        let mut common = Rational::ONE;
        for pattern in patterns {
            let steps = self.steps(*pattern).filter(|steps| !steps.is_zero());
            let steps = steps.unwrap_or(Rational::ONE);
            common = common_multiple(common, steps);
            slowed.push(self.slow_by(steps, *pattern));
        }
        let all = common * Rational::integer(patterns.len() as i64);
        let in_turn = self.cat(&slowed);
        let zipped = self.fast_by(all, in_turn);
        self.with_steps(Some(all), zipped)
    }

    /// Together, step by step, so many steps a cycle that each is played a whole number of times.
    pub fn polymeter(&mut self, patterns: &[PatternId]) -> PatternId {
        let steps = patterns.iter().filter_map(|p| self.steps(*p));
        let common =
            steps
                .filter(|steps| !steps.is_zero())
                .fold(None, |common: Option<Rational>, steps| match common {
                    None => Some(steps),
                    Some(common) => Some(common_multiple(common, steps)),
                });
        let Some(common) = common else {
            return self.stack(patterns);
        };
        let steps = self.pure(common);
        let paced: Vec<_> = patterns.iter().map(|p| self.pace(steps, *p)).collect();
        let together = self.stack(&paced);
        self.with_steps(Some(common), together)
    }

    /// Again and again, each time without the first `n` steps (negative: the last), until none is left.
    pub fn shrink(&mut self, n: Rational, pattern: PatternId) -> PatternId {
        let parts = self.growing(-n, pattern);
        let parts: Vec<_> = parts.into_iter().rev().collect();
        self.stepcat(&parts)
    }

    /// The first `n` steps (negative: the last), then `n` more, and so on, until all are played.
    pub fn grow(&mut self, n: Rational, pattern: PatternId) -> PatternId {
        let parts = self.growing(n, pattern);
        self.stepcat(&parts)
    }

    fn growing(&mut self, n: Rational, pattern: PatternId) -> Vec<PatternId> {
        let steps = match self.steps(pattern) {
            Some(steps) if !n.is_zero() => steps,
            _ => return vec![pattern],
        };
        // Counted back from the whole pattern, so that this is always among them.
        let count = (steps / n.abs()).ceil_int().clamp(1, MOST_PARTS);
        let sign = if n.is_negative() {
            -Rational::ONE
        } else {
            Rational::ONE
        };
        (0..count)
            .rev()
            .map(|less| steps - n.abs() * Rational::integer(less))
            .map(|left| self.steptake(sign * left, pattern))
            .collect()
    }

    /// What the function makes of each number of a pattern, one after another within a cycle, each for its steps. The
    /// pattern's first cycle counts.
    pub fn step_join(
        &mut self,
        numbers: PatternId,
        mut f: impl FnMut(&mut Self, Rational) -> PatternId,
    ) -> PatternId {
        let mut scratch = crate::Scratch::new(crate::Budget {
            steps: 1 << 16,
            depth: 64,
            entries: 1 << 8,
            bytes: 1 << 8,
            collected: 1 << 8,
        });
        let mut found = Vec::new();
        self.query(
            numbers,
            crate::Span::cycle(0),
            &mut scratch,
            &mut |_, event| {
                if let Some(n) = event.value.as_rational() {
                    found.push((event.part.begin, n));
                }
            },
        );
        found.sort_by_key(|a| a.0);
        let parts: Vec<_> = found.into_iter().map(|(_, n)| f(self, n)).collect();
        self.stepcat(&parts)
    }

    /// From each list its next pattern in turn, until all lists begin anew together.
    pub fn stepalt(&mut self, groups: &[Vec<PatternId>]) -> PatternId {
        if groups.iter().any(Vec::is_empty) || groups.is_empty() {
            return self.silence();
        }
        let turns = groups.iter().fold(1usize, |all, group| {
            let (a, b) = (all.max(1), group.len());
            (a / gcd(a, b)).saturating_mul(b).min(4096)
        });
        // Tidal counts the turns of all lists together.
        let turns = turns.saturating_mul(groups.len()).min(4096);
        let order: Vec<_> = (0..turns)
            .flat_map(|turn| groups.iter().map(move |group| group[turn % group.len()]))
            .collect();
        self.stepcat(&order)
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The smallest number that both divide without a rest, or the larger one where there is none of a useful size.
fn common_multiple(a: Rational, b: Rational) -> Rational {
    (1..=4096)
        .map(|times| a * Rational::integer(times))
        .find(|multiple| (*multiple / b).is_integer())
        .unwrap_or_else(|| a.max(b))
}
