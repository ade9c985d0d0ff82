//! Transitions from one pattern to another, as functions: of the time (cycles) at which they begin and a list of
//! patterns, the new one first, then older and older ones.

use super::{Builtin, Call, pattern};
use crate::evaluate::value::{EvalResult, Spanned, Value};
use crate::types::Kind;
use phonon_pattern::{Graph, PatternId, Rational, Scalar};
use std::rc::Rc;

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["xfadeIn"],
        "Time -> Now -> [ControlPattern] -> ControlPattern",
        "Fades from the old pattern to the new one within so many cycles",
        "d1 $ xfadeIn 4 0 [s \"hh*4\", s \"bd*2\"]",
        |call| {
            let (t, now) = (call.ratio(0), now(call, 1)?);
            pair(call, 2, |call, new, old| {
                Ok(call.graph().crossfade(t, now, new, old))
            })
        },
    ),
    pattern(
        &["xfade"],
        "Now -> [ControlPattern] -> ControlPattern",
        "Fades from the old pattern to the new one within two cycles",
        "d1 $ s \"bd*2\"\nxfade 1 $ s \"hh*4\"",
        |call| {
            let now = now(call, 0)?;
            let t = Rational::integer(2);
            pair(call, 1, |call, new, old| {
                Ok(call.graph().crossfade(t, now, new, old))
            })
        },
    ),
    pattern(
        &["histpan"],
        "Int -> Now -> [ControlPattern] -> ControlPattern",
        "Plays the latest patterns together, spread over the stereo field",
        "d1 $ histpan 2 0 [s \"hh*4\", s \"bd*2\"]",
        histpan,
    ),
    pattern(
        &["wait"],
        "Time -> Now -> [Pattern a] -> Pattern a",
        "Silence for so many cycles, then the new pattern",
        "d1 $ wait 2 0 [s \"hh*4\"]",
        |call| {
            let (t, now, patterns) = (call.ratio(0), now(call, 1)?, call.patterns(2));
            let graph = call.graph();
            let begin = graph.sum(now, t - Rational::ONE);
            let begin = next_cycle(graph, begin);
            Ok(match patterns.first() {
                Some(&new) => graph.beginning_from(begin, new),
                None => graph.silence(),
            })
        },
    ),
    pattern(
        &["waitT"],
        "(Time -> [Pattern a] -> Pattern a) -> Time -> Now -> [Pattern a] -> Pattern a",
        "Silence for so many cycles, then a transition",
        "d1 $ waitT (xfadeIn 8) 4 0 [s \"hh*8\", s \"bd*4\"]",
        wait_transition,
    ),
    pattern(
        &["jump"],
        "Now -> [Pattern a] -> Pattern a",
        "The new pattern at once",
        "d1 $ jump 2 [s \"hh*4\", s \"bd*2\"]",
        |call| {
            let now = now(call, 0)?;
            jumped(call, 1, now)
        },
    ),
    pattern(
        &["jumpIn"],
        "Int -> Now -> [Pattern a] -> Pattern a",
        "The new pattern after so many cycles",
        "d1 $ jumpIn 2 0 [s \"hh*4\", s \"bd*2\"]",
        |call| {
            let (n, now) = (call.int(0), now(call, 1)?);
            let begin = call.graph().sum(now, Rational::integer(n));
            jumped(call, 2, begin)
        },
    ),
    pattern(
        &["jumpIn'"],
        "Int -> Now -> [Pattern a] -> Pattern a",
        "The new pattern so many cycles after the next one begins",
        "d1 $ jumpIn' 2 0 [s \"hh*4\", s \"bd*2\"]",
        |call| {
            let (n, now) = (call.int(0), now(call, 1)?);
            let begin = next_cycle(call.graph(), now);
            let begin = call.graph().sum(begin, Rational::integer(n));
            jumped(call, 2, begin)
        },
    ),
    pattern(
        &["jumpMod"],
        "Int -> Now -> [Pattern a] -> Pattern a",
        "The new pattern at the next cycle whose number is a multiple",
        "d1 $ jumpMod 4 1 [s \"hh*4\", s \"bd*2\"]",
        |call| {
            let (n, now) = (call.int(0), now(call, 1)?);
            let begin = next_multiple(call.graph(), n, 0, now);
            jumped(call, 2, begin)
        },
    ),
    pattern(
        &["jumpMod'"],
        "Int -> Int -> Now -> [Pattern a] -> Pattern a",
        "The new pattern so many cycles after the next multiple",
        "d1 $ jumpMod' 4 1 1 [s \"hh*4\", s \"bd*2\"]",
        |call| {
            let (n, offset, now) = (call.int(0), call.int(1), now(call, 2)?);
            let begin = next_multiple(call.graph(), n, offset, now);
            jumped(call, 3, begin)
        },
    ),
    pattern(
        &["mortal"],
        "Time -> Time -> Now -> [Pattern a] -> Pattern a",
        "The new pattern for so many cycles; then it loses its events during so many",
        "d1 $ mortal 4 4 0 [s \"hh*8\"]",
        |call| {
            let (lifespan, release, now) = (call.ratio(0), call.ratio(1), now(call, 2)?);
            let patterns = call.patterns(3);
            let graph = call.graph();
            Ok(match patterns.first() {
                Some(&new) => graph.mortal(lifespan, release, now, new),
                None => graph.silence(),
            })
        },
    ),
    pattern(
        &["mortalOverlay"],
        "Time -> Now -> [Pattern a] -> Pattern a",
        "The new pattern over the old one for so many cycles",
        "d1 $ mortalOverlay 4 1 [s \"hh*8\", s \"bd*4\"]",
        mortal_overlay,
    ),
    pattern(
        &["interpolate"],
        "Now -> [ControlPattern] -> ControlPattern",
        "The new pattern, its numbers coming from those of the old one within four cycles",
        "d1 $ interpolate 0 [s \"hh*4\" # speed 2, s \"bd*4\" # speed 1]",
        |call| {
            let now = now(call, 0)?;
            let t = Rational::integer(4);
            pair(call, 1, |call, new, old| {
                Ok(call.graph().interpolated(t, now, new, old))
            })
        },
    ),
    pattern(
        &["interpolateIn"],
        "Time -> Now -> [ControlPattern] -> ControlPattern",
        "The new pattern, its numbers coming from those of the old one within so many cycles",
        "d1 $ interpolateIn 8 0 [s \"hh*4\" # speed 2, s \"bd*4\" # speed 1]",
        |call| {
            let (t, now) = (call.ratio(0), now(call, 1)?);
            pair(call, 2, |call, new, old| {
                Ok(call.graph().interpolated(t, now, new, old))
            })
        },
    ),
    pattern(
        &["clutch"],
        "Now -> [Pattern a] -> Pattern a",
        "Events of the old pattern give way to those of the new one within two cycles",
        "d1 $ clutch 0 [s \"hh*8\", s \"bd*4\"]",
        |call| {
            let now = now(call, 0)?;
            clutched(call, 1, Rational::integer(2), now)
        },
    ),
    pattern(
        &["clutchIn"],
        "Time -> Now -> [Pattern a] -> Pattern a",
        "Events of the old pattern give way to those of the new one within so many cycles",
        "d1 $ clutchIn 8 0 [s \"hh*8\", s \"bd*4\"]",
        |call| {
            let (t, now) = (call.ratio(0), now(call, 1)?);
            clutched(call, 2, t, now)
        },
    ),
    pattern(
        &["anticipate"],
        "Now -> [ControlPattern] -> ControlPattern",
        "Echoes of the old pattern build up for eight cycles, then the new one",
        "d1 $ anticipate 0 [s \"hh*8\", s \"bd*4\"]",
        |call| {
            let now = now(call, 0)?;
            anticipated(call, 1, Rational::integer(8), now)
        },
    ),
    pattern(
        &["anticipateIn"],
        "Time -> Now -> [ControlPattern] -> ControlPattern",
        "Echoes of the old pattern build up for so many cycles, then the new one",
        "d1 $ anticipateIn 4 0 [s \"hh*8\", s \"bd*4\"]",
        |call| {
            let (t, now) = (call.ratio(0), now(call, 1)?);
            anticipated(call, 2, t, now)
        },
    ),
    pattern(
        &["wash", "superwash"],
        "(Pattern a -> Pattern a) -> (Pattern a -> Pattern a) -> Time -> Time -> Time -> Now -> [Pattern a] -> Pattern a",
        "After a delay a function of the old pattern, then one of the new, then the new: three lengths",
        "d1 $ wash (# coarse 8) (# hpf 2000) 1 2 2 0 [s \"hh*8\", s \"bd*4\"]",
        |call| {
            let times = (call.ratio(2).into(), call.ratio(3), call.ratio(4));
            let now = now(call, 5)?;
            pair(call, 6, |call, new, old| {
                let out = call.apply(0, old)?;
                let into = call.apply(1, new)?;
                Ok(call.graph().wash(now, times, (old, out), (into, new)))
            })
        },
    ),
    pattern(
        &["washIn"],
        "(Pattern a -> Pattern a) -> Time -> Now -> [Pattern a] -> Pattern a",
        "A function of the old pattern for so many cycles, then the new one",
        "d1 $ washIn (# coarse 8) 4 0 [s \"hh*8\", s \"bd*4\"]",
        |call| {
            let (t, now) = (call.ratio(1), now(call, 2)?);
            let times = (Rational::ZERO.into(), t, Rational::ZERO);
            pair(call, 3, |call, new, old| {
                let out = call.apply(0, old)?;
                Ok(call.graph().wash(now, times, (old, out), (new, new)))
            })
        },
    ),
];

/// The time at which a transition begins: written as a number, or known only when the pattern plays.
fn now(call: &mut Call, index: usize) -> EvalResult<Scalar> {
    let given = call.value(index);
    match given.value {
        Value::Slot(_, scalar) => Ok(scalar),
        _ => Ok(call.evaluator.constant_ratio(&given)?.into()),
    }
}

/// The cycle that begins after a time.
fn next_cycle(graph: &mut Graph, time: Scalar) -> Scalar {
    let cycle = graph.floor_of(time);
    graph.sum(cycle, Rational::ONE)
}

/// `offset` cycles after the next cycle whose number is a multiple of `n`.
fn next_multiple(graph: &mut Graph, n: i64, offset: i64, now: Scalar) -> Scalar {
    let n = Rational::integer(n.max(1));
    let cycle = graph.floor_of(now);
    let past = graph.remainder(cycle, n);
    let last = graph.difference(cycle, past);
    graph.sum(last, n + Rational::integer(offset))
}

/// A transition between the two latest patterns of a list; a single one simply plays.
fn pair(
    call: &mut Call,
    list: usize,
    transition: impl FnOnce(&mut Call, PatternId, PatternId) -> EvalResult<PatternId>,
) -> EvalResult<PatternId> {
    match call.patterns(list)[..] {
        [] => Ok(call.graph().silence()),
        [only] => Ok(only),
        [new, old, ..] => transition(call, new, old),
    }
}

/// The old pattern before a time, the new one from there on.
fn jumped(call: &mut Call, list: usize, begin: Scalar) -> EvalResult<PatternId> {
    pair(call, list, |call, new, old| {
        let graph = call.graph();
        let before = graph.beginning_before(begin, old);
        let after = graph.beginning_from(begin, new);
        Ok(graph.stack(&[before, after]))
    })
}

fn clutched(call: &mut Call, list: usize, cycles: Rational, now: Scalar) -> EvalResult<PatternId> {
    pair(call, list, |call, new, old| {
        let graph = call.graph();
        let leaving = graph.thinned(now, cycles, false, old);
        let coming = graph.thinned(now, cycles, true, new);
        Ok(graph.stack(&[leaving, coming]))
    })
}

fn anticipated(
    call: &mut Call,
    list: usize,
    cycles: Rational,
    now: Scalar,
) -> EvalResult<PatternId> {
    let times = (Rational::ZERO.into(), cycles, Rational::ZERO);
    pair(call, list, |call, new, old| {
        let graph = call.graph();
        let building = graph.anticipated(cycles, now, old);
        Ok(graph.wash(now, times, (old, building), (new, new)))
    })
}

fn histpan(call: &mut Call) -> EvalResult<PatternId> {
    let (count, patterns) = (call.int(0), call.patterns(2));
    let taken = patterns.len().min(usize::try_from(count).unwrap_or(0));
    let graph = call.graph();
    let panned: Vec<_> = patterns[..taken]
        .iter()
        .enumerate()
        .map(|(index, &p)| {
            let pan = graph.pure_control("pan", index as f64 / taken as f64);
            graph.with_controls(p, pan)
        })
        .collect();
    Ok(graph.stack(&panned))
}

fn mortal_overlay(call: &mut Call) -> EvalResult<PatternId> {
    let (lifespan, now, patterns) = (call.ratio(0), now(call, 1)?, call.patterns(2));
    let graph = call.graph();
    let Some((&new, older)) = patterns.split_first() else {
        return Ok(graph.silence());
    };
    let round = Rational::integer(lifespan.floor_int().max(1));
    let cycle = graph.floor_of(now);
    let past = graph.remainder(cycle, round);
    let last = graph.difference(cycle, past);
    let begin = graph.sum(last, lifespan.floor());
    let end = graph.sum(begin, lifespan);
    let over = graph.window(begin, end, new);
    Ok(match older.first() {
        Some(&old) => graph.stack(&[old, over]),
        None => over,
    })
}

fn wait_transition(call: &mut Call) -> EvalResult<PatternId> {
    let (transition, t, now) = (call.function(0), call.ratio(1), now(call, 2)?);
    let patterns = call.patterns(3);
    if patterns.is_empty() {
        return Ok(call.graph().silence());
    }
    let (place, kind) = (call.place, call.kind('a'));
    let items = patterns
        .into_iter()
        .map(|p| Spanned::new(Value::Pattern(kind, p), place))
        .collect();
    let later = call.graph().sum(now, t);
    let arguments = vec![
        Spanned::new(Value::Slot(Kind::Ratio, later), place),
        Spanned::new(Value::List(Rc::new(items)), place),
    ];
    let changed = call.run_values(&transition, arguments)?;
    let begin = call.graph().sum(now, t - Rational::ONE);
    let begin = next_cycle(call.graph(), begin);
    Ok(call.graph().beginning_from(begin, changed))
}
