//! Chance: events left out, functions on some of them, choices, shuffled cycles. The same moment always falls the same way.

use super::error::PatternError;
use super::{IntoPattern, Pattern, list, number, whole};
use crate::transform::function::HigherOrder;
use crate::{Operation, Rational, Shuffling, Structure, Wave};

/// The functions that are called for some part of all events.
macro_rules! sometimes {
    ($($(#[$doc:meta])* $name:ident $probability:literal;)*) => {
        impl Pattern {
            $($(#[$doc])*
            pub fn $name(self, f: impl FnOnce(Self) -> Self) -> Self {
                self.sometimes_by($probability, f)
            })*
        }
    };
}

sometimes! {
    /// A function on half of the events, by chance.
    sometimes 0.5;
    /// A function on three quarters of the events, by chance.
    often 0.75;
    /// A function on a quarter of the events, by chance.
    rarely 0.25;
    /// A function on a tenth of the events, by chance.
    almost_never 0.1;
    /// A function on nine tenths of the events, by chance.
    almost_always 0.9;
}

impl Pattern {
    /// A function on events by chance: the probability, 0…1.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let p = Pattern::of("a*8").sometimes_by(0.3, |p| p.set_left("b"));
    /// assert_eq!(p.events(0..1)?.len(), 8);
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn sometimes_by(self, probability: impl IntoPattern, f: impl FnOnce(Self) -> Self) -> Self {
        let probability = number(probability);
        let chosen = self.clone().undegrade_by(&probability);
        Self::stack([self.degrade_by(probability), f(chosen)])
    }

    /// A function in cycles by chance: the probability, 0…1.
    pub fn some_cycles_by(
        self,
        probability: impl IntoPattern,
        f: impl FnOnce(Self) -> Self,
    ) -> Self {
        let operands = [number(probability), f(self.clone()), self];
        Self::made(operands, |graph, [probability, yes, no]| {
            graph.some_cycles_by(probability, yes, no)
        })
    }

    /// A function in half of the cycles, by chance.
    pub fn some_cycles(self, f: impl FnOnce(Self) -> Self) -> Self {
        self.some_cycles_by(0.5, f)
    }

    /// Leaves out half of the events, by chance.
    pub fn degrade(self) -> Self {
        self.degrade_by(0.5)
    }

    /// Leaves out events by chance: the probability, 0…1.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let (thin, rest) = (Pattern::of("hh*16").degrade_by(0.4), Pattern::of("hh*16").undegrade_by(0.4));
    /// assert_eq!(thin.events(0..1)?.len() + rest.events(0..1)?.len(), 16);
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn degrade_by(self, probability: impl IntoPattern) -> Self {
        Self::made([number(probability), self], |graph, [amount, p]| {
            graph.degrade_by(amount, p)
        })
    }

    /// Exactly those events that [`Pattern::degrade_by`] leaves out.
    pub fn undegrade_by(self, probability: impl IntoPattern) -> Self {
        Self::made([number(probability), self], |graph, [amount, p]| {
            graph.undegrade_by(amount, p)
        })
    }

    /// Leaves out events by chance, in the same way for so many cycles on end.
    pub fn degrade_over_by(self, cycles: u32, probability: impl IntoPattern) -> Self {
        Self::made([number(probability), self], move |graph, [amount, p]| {
            graph.degrade_over_by(i64::from(cycles), amount, p)
        })
    }

    /// The cycle in `n` parts in a random order, each once.
    pub fn shuffle(self, n: impl IntoPattern) -> Self {
        Self::made([whole(n), self], |graph, [n, p]| graph.shuffle(n, p))
    }

    /// The cycle in `n` parts, in each place one of them by chance.
    pub fn scramble(self, n: impl IntoPattern) -> Self {
        Self::made([whole(n), self], |graph, [n, p]| graph.scramble(n, p))
    }

    /// `n` cycles in each cycle, of random lengths.
    pub fn stripe(self, n: impl IntoPattern) -> Self {
        Self::made([whole(n), self], |graph, [n, p]| graph.stripe(n, p))
    }

    /// The pattern with dice of its own: others for each other number.
    pub fn seed(self, dice: impl IntoPattern) -> Self {
        Self::made([whole(dice), self], |graph, [dice, p]| {
            graph.own_dice(dice, p)
        })
    }

    /// Random numbers 0…1, continuous.
    pub fn rand() -> Self {
        Self::made([], |graph, []| graph.wave(Wave::Random))
    }

    /// Random whole numbers from 0 to below `n`, continuous.
    pub fn irand(n: impl IntoPattern) -> Self {
        Self::made([whole(n)], |graph, [n]| {
            graph.patterned(n, |graph, n| graph.random_below(n))
        })
    }

    /// Truths by chance, continuous: the probability of true, 0…1.
    pub fn brand_by(probability: impl IntoPattern) -> Self {
        Self::made([number(probability)], |graph, [p]| graph.random_truth(p))
    }

    /// The values of a list by chance, continuous; [`Pattern::segment`] makes events of them.
    pub fn choose(options: impl IntoIterator<Item = impl IntoPattern>) -> Self {
        Self::choose_by(Self::rand(), options)
    }

    /// The values of a list by a pattern of numbers 0…1, in its rhythm.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::choose_by("0 0.9", ["a", "b"]).to_string(), Pattern::of("a b").to_string());
    /// ```
    pub fn choose_by(
        place: impl IntoPattern,
        options: impl IntoIterator<Item = impl IntoPattern>,
    ) -> Self {
        let mut operands = vec![number(place)];
        operands.extend(list(options));
        Self::made_of_list(operands, |graph, p| graph.choose_by(p[0], &p[1..]))
    }

    /// One value of a list a cycle, by chance.
    pub fn cycle_choose(options: impl IntoIterator<Item = impl IntoPattern>) -> Self {
        Self::choose(options).once_a_cycle()
    }

    /// The values of a list by chance, each as likely as its weight says, continuous.
    pub fn wchoose(
        weighted: impl IntoIterator<Item = (impl IntoPattern, impl IntoPattern)>,
    ) -> Self {
        let (options, weights): (Vec<_>, Vec<_>) = weighted
            .into_iter()
            .map(|(option, weight)| (Self::of(option), number(weight)))
            .unzip();
        let count = options.len();
        let operands = options.into_iter().chain(weights).collect();
        Self::made_of_list(operands, move |graph, p| {
            let (options, weights) = p.split_at(count);
            let random = graph.wave(Wave::Random);
            let index = graph.weighted_index(random, weights);
            graph.choose_at(index, options)
        })
    }

    /// A cycle of one of the patterns at a time, by chance.
    pub fn randcat(patterns: impl IntoIterator<Item = impl IntoPattern>) -> Self {
        Self::made_of_list(list(patterns), |graph, patterns| graph.randcat(patterns))
    }

    /// [`Pattern::randcat`] of patterns that are each as likely as their weight says.
    pub fn wrandcat(
        weighted: impl IntoIterator<Item = (impl IntoPattern, impl IntoPattern)>,
    ) -> Self {
        let (patterns, weights): (Vec<_>, Vec<_>) = weighted
            .into_iter()
            .map(|(pattern, weight)| (Self::of(pattern), number(weight)))
            .unzip();
        let count = patterns.len();
        let operands = patterns.into_iter().chain(weights).collect();
        Self::made_of_list(operands, move |graph, p| {
            let (patterns, weights) = p.split_at(count);
            let random = graph.wave(Wave::Random);
            let random = graph.once_a_cycle(random);
            let index = graph.weighted_index(random, weights);
            graph.pick_once_a_cycle(index, patterns)
        })
    }

    /// The numbers from 0 to below `n` in a random order, another in each cycle.
    pub fn randrun(n: impl IntoPattern) -> Self {
        Self::made([whole(n)], |graph, [n]| {
            graph.patterned(n, |graph, n| graph.shuffled(n, Shuffling::Order))
        })
    }

    /// The numbers from 0 to below `n` in order, of random lengths that are others in each cycle: a random rhythm.
    pub fn rand_lengths(n: impl IntoPattern) -> Self {
        Self::made([whole(n)], |graph, [n]| {
            graph.patterned(n, |graph, n| graph.shuffled(n, Shuffling::Lengths))
        })
    }

    /// A random walk of so many steps, newly each cycle: from the state `start`, each row of weights saying how likely each
    /// state follows.
    pub fn markov(
        steps: impl IntoPattern,
        start: impl IntoPattern,
        weights: impl IntoIterator<Item = impl IntoIterator<Item = f64>>,
    ) -> Self {
        let rows = weights.into_iter().map(|row| {
            let row: Vec<f64> = row.into_iter().collect();
            let total: f64 = row.iter().sum();
            row.into_iter().map(|weight| weight / total).collect()
        });
        let weights: crate::Weights = rows.collect();
        if weights.iter().flatten().any(|weight| !weight.is_finite()) {
            return Self::mistaken(PatternError::OutOfRange {
                what: "the sum of each row of weights",
                wanted: "above zero",
            });
        }
        Self::made(
            [whole(steps), whole(start)],
            move |graph, [steps, start]| {
                graph.patterned(steps, |graph, steps| {
                    graph.patterned(start, |graph, start| {
                        graph.walk(steps, start, weights.clone())
                    })
                })
            },
        )
    }

    /// Fewer and fewer events during so many cycles from the first on, by chance.
    pub fn fade_out(self, cycles: impl Into<Rational>) -> Self {
        self.faded(cycles.into(), false)
    }

    /// More and more events during so many cycles from the first on, by chance.
    pub fn fade_in(self, cycles: impl Into<Rational>) -> Self {
        self.faded(cycles.into(), true)
    }

    fn faded(self, cycles: Rational, inwards: bool) -> Self {
        Self::put_together(vec![self], Vec::new(), move |compiler, p, _| {
            compiler
                .graph()
                .thinned(Rational::ZERO, cycles, inwards, p[0])
        })
    }

    /// The value at the start of each cycle, once a cycle.
    pub fn once_a_cycle(self) -> Self {
        Self::made([self], |graph, [p]| {
            let cycle = graph.pure(Rational::ONE);
            graph.apply(Operation::KeepRight, Structure::Left, cycle, p)
        })
    }
}
