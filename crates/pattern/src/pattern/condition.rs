//! Functions on some cycles, some events, some moments, some copies.

use super::compile::{made, run};
use super::{Function, IntoPattern, Pattern, list, number, time, truth, whole};
use crate::transform::function::HigherOrder;
use crate::{Comparison, EventTest, Moment};

impl Pattern {
    /// A function in every n-th cycle, beginning with cycle 0; in none where n is 0.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let p = Pattern::of("a b c").every(3, Pattern::rev);
    /// assert_eq!(p.to_string(), Pattern::of("c b a").to_string());
    /// ```
    pub fn every(self, n: impl IntoPattern, f: impl FnOnce(Self) -> Self) -> Self {
        Self::made_with(f, [whole(n), self], |compiler, f, [n, p]| {
            made(compiler.every_nth(n, &mut run(f), p))
        })
    }

    /// A function in every n-th cycle, beginning with cycle `first` (`every'`).
    pub fn every_from(
        self,
        n: impl IntoPattern,
        first: impl IntoPattern,
        f: impl FnOnce(Self) -> Self,
    ) -> Self {
        Self::made_with(
            f,
            [whole(n), whole(first), self],
            |compiler, f, [n, first, p]| made(compiler.every_nth_from(n, first, &mut run(f), p)),
        )
    }

    /// A function in every n-th cycle, for each n of a list.
    pub fn fold_every(
        self,
        ns: impl IntoIterator<Item = impl IntoPattern>,
        f: impl Fn(Self) -> Self,
    ) -> Self {
        let ns: Vec<_> = ns.into_iter().map(whole).collect();
        ns.into_iter().rev().fold(self, |p, n| p.every(n, &f))
    }

    /// A function where the cycle modulo one number is at least another: `when_mod(8, 6, f)` in the last two of eight.
    pub fn when_mod(
        self,
        cycles: impl IntoPattern,
        from: impl IntoPattern,
        f: impl FnOnce(Self) -> Self,
    ) -> Self {
        Self::made_with(
            f,
            [time(cycles), time(from), self],
            |compiler, f, [cycles, from, p]| made(compiler.whenmod(cycles, from, &mut run(f), p)),
        )
    }

    /// A function where a pattern of truths is true (`while`).
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let p = Pattern::of("a b c d").while_true("t f", |p| p.ply(2));
    /// assert_eq!(p.to_string(), Pattern::of("a*2 b*2 c d").to_string());
    /// ```
    pub fn while_true(self, truths: impl IntoPattern, f: impl FnOnce(Self) -> Self) -> Self {
        f(self.clone()).sew(truths, self)
    }

    /// A function on the events that begin between two places of a cycle, 0…1.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let p = Pattern::of("a b c d").within(0.5, 1, |p| p.ply(2));
    /// assert_eq!(p.events(0..1)?.len(), 6);
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn within(
        self,
        begin: impl IntoPattern,
        end: impl IntoPattern,
        f: impl FnOnce(Self) -> Self,
    ) -> Self {
        Self::made_with(
            f,
            [time(begin), time(end), self],
            |compiler, f, [begin, end, p]| {
                let (begin, end) = (compiler.graph().open(begin), compiler.graph().open(end));
                let within = made(compiler.within(begin.value, end.value, &mut run(f), p));
                let within = compiler.graph().close(end, within);
                compiler.graph().close(begin, within)
            },
        )
    }

    /// The pattern and a function of it at once.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let p = Pattern::of("bd sn").superimpose(|p| p.fast(2));
    /// assert_eq!(p.events(0..1)?.len(), 6);
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn superimpose(self, f: impl FnOnce(Self) -> Self) -> Self {
        Self::stack([self.clone(), f(self)])
    }

    /// Several functions of the pattern at once: `layer([Pattern::rev, Pattern::press])`; closures in boxes
    /// ([`Function`]).
    pub fn layer(self, functions: impl IntoIterator<Item = impl FnOnce(Self) -> Self>) -> Self {
        let layers = functions.into_iter().map(|f| f(self.clone()));
        Self::stack(layers.collect::<Vec<_>>())
    }

    /// One of several functions at each moment, by a pattern of their numbers (`pickF`).
    pub fn pick_function<'f>(
        self,
        numbers: impl IntoPattern,
        functions: impl IntoIterator<Item = Function<'f>>,
    ) -> Self {
        let mut operands = vec![whole(numbers)];
        operands.extend(functions.into_iter().map(|f| f(self.clone())));
        Self::made_of_list(operands, |graph, p| {
            graph.patterned(p[0], |graph, index| graph.select(index, &p[1..]))
        })
    }

    /// One of several functions in each cycle, in turn (`spreadf`).
    pub fn spread<T>(
        self,
        values: impl IntoIterator<Item = T>,
        f: impl Fn(Self, T) -> Self,
    ) -> Self {
        let turns = values.into_iter().map(|value| f(self.clone(), value));
        Self::cat(turns.collect::<Vec<_>>())
    }

    /// The pattern, and a function of it so many cycles later.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let canon = Pattern::of("0 2 4").off(0.125, |p| p.add_left(7));
    /// assert!(canon.to_string().contains("(⅛>11/24)|7.0"));
    /// ```
    pub fn off(self, cycles: impl IntoPattern, f: impl FnOnce(Self) -> Self) -> Self {
        Self::made_with(f, [time(cycles), self], |compiler, f, [cycles, p]| {
            made(compiler.off(cycles, &mut run(f), p))
        })
    }

    /// The pattern at left, a function of it at right.
    ///
    /// ```
    /// # use phonon_pattern::{Pattern, controls::s};
    /// let wide = s("bd sn").jux(Pattern::rev);
    /// assert_eq!(wide.events(0..1)?[0].to_string(), "(0>½)|pan: 0.0f, s: \"bd\"");
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn jux(self, f: impl FnOnce(Self) -> Self) -> Self {
        self.jux_by(1.0, f)
    }

    /// The pattern and a function of it, so far apart (0…1) in the stereo field.
    pub fn jux_by(self, width: impl IntoPattern, f: impl FnOnce(Self) -> Self) -> Self {
        Self::made_with(f, [number(width), self], |compiler, f, [width, p]| {
            made(compiler.jux_by(width, &mut run(f), p))
        })
    }

    /// One function in the cycles whose number passes a test, another in the others (`ifp`). The test is a pattern, made
    /// of a pattern of the cycles' numbers.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let p = Pattern::of("a b").if_cycle(|cycle| (cycle % 2).equals(1), Pattern::rev, |p| p);
    /// assert_eq!(p.events(1..2)?[0].to_string(), "(1>1½)|\"b\"");
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn if_cycle(
        self,
        test: impl FnOnce(Self) -> Self,
        yes: impl FnOnce(Self) -> Self,
        no: impl FnOnce(Self) -> Self,
    ) -> Self {
        let (yes, no) = (yes(self.clone()), no(self));
        Self::made_with(test, [yes, no], |compiler, test, [yes, no]| {
            let (cycle, passed) = (compiler.graph().slot(), compiler.graph().slot());
            let number = compiler.graph().pure(cycle);
            let truths = compiler.apply(test, number);
            let graph = compiler.graph();
            let chosen = graph.branch(passed, yes, no);
            let chosen = graph.join(crate::Join::Inner, truths, passed, chosen);
            graph.split(Moment::Cycle, cycle, chosen)
        })
    }

    /// A function in the cycles whose number passes a test (`when`), see [`Pattern::if_cycle`].
    pub fn when(self, test: impl FnOnce(Self) -> Self, f: impl FnOnce(Self) -> Self) -> Self {
        self.if_cycle(test, f, |p| p)
    }

    /// One function on the sounds whose controls compare with those of a template, another on the others (`contrastBy`).
    pub fn contrast(
        self,
        comparison: Comparison,
        template: impl IntoPattern,
        yes: impl FnOnce(Self) -> Self,
        no: impl FnOnce(Self) -> Self,
    ) -> Self {
        let template = Self::of(template);
        let part = |keep| {
            Self::made(
                [template.clone(), self.clone()],
                move |graph, [template, p]| graph.matching(comparison, &[template], keep, p),
            )
        };
        Self::stack([yes(part(true)), no(part(false))])
    }

    /// A function on the sounds that have the controls of a template (`fix`).
    ///
    /// ```
    /// # use phonon_pattern::controls::{crush, s};
    /// let p = s("bd sn").fix(s("sn"), |p| p.with(crush(4)));
    /// assert_eq!(p.to_string(), "(0>½)|s: \"bd\"\n(½>1)|crush: 4.0f, s: \"sn\"");
    /// ```
    pub fn fix(self, template: impl IntoPattern, f: impl FnOnce(Self) -> Self) -> Self {
        self.contrast(Comparison::Equal, template, f, |p| p)
    }

    /// A function on the sounds that have not the controls of a template (`unfix`).
    pub fn unfix(self, template: impl IntoPattern, f: impl FnOnce(Self) -> Self) -> Self {
        self.contrast(Comparison::Equal, template, |p| p, f)
    }

    /// One function on the sounds of which a control lies between two values, another on the others (`contrastRange`).
    pub fn contrast_range(
        self,
        control: &str,
        (low, high): (f64, f64),
        yes: impl FnOnce(Self) -> Self,
        no: impl FnOnce(Self) -> Self,
    ) -> Self {
        let ends = [Self::control(control, low), Self::control(control, high)];
        let part = |keep| {
            let [low, high] = ends.clone();
            Self::made([low, high, self.clone()], move |graph, [low, high, p]| {
                graph.matching(Comparison::Between, &[low, high], keep, p)
            })
        };
        Self::stack([yes(part(true)), no(part(false))])
    }

    /// Only the events that begin in what is asked for.
    pub fn filter_onsets(self) -> Self {
        Self::made([self], |graph, [p]| graph.filter(EventTest::Onset, p))
    }

    /// Only the events whose value passes a test: a pattern of truths made of a pattern of the value.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let high = Pattern::of("0 7 3 12").filter_values(|value| Pattern::of(5).less(value));
    /// assert_eq!(high.to_string(), "(¼>½)|7.0\n(¾>1)|12.0");
    /// ```
    pub fn filter_values(self, test: impl FnOnce(Self) -> Self) -> Self {
        Self::made_with(test, [self], |compiler, test, [p]| {
            let slot = compiler.graph().slot();
            let value = compiler.graph().steady(slot);
            let test = compiler.apply(test, value);
            compiler
                .graph()
                .filter_by(crate::Subject::Value, slot, test, p)
        })
    }

    /// Patterns that are variations of one base, woven over so many cycles: each is joined to the base further on in it.
    pub fn weave(
        cycles: impl IntoPattern,
        base: impl IntoPattern,
        threads: impl IntoIterator<Item = impl IntoPattern>,
    ) -> Self {
        let mut operands = vec![time(cycles), Self::of(base)];
        operands.extend(list(threads));
        Self::put_together(operands, Vec::new(), |compiler, p, _| {
            let threads = &p[2..];
            made(
                compiler.weave_with(p[0], p[1], threads.len(), &mut |compiler, i, base| {
                    Ok(compiler.graph().with_controls(threads[i], base))
                }),
            )
        })
    }

    /// Only where a pattern of truths is false.
    pub fn mask_false(self, truths: impl IntoPattern) -> Self {
        Self::made([truth(truths), self], |graph, [truths, p]| {
            graph.masked(truths, false, p)
        })
    }
}
