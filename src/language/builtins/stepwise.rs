//! Patterns counted in steps.

use super::{Argument, Builtin, Call, pattern};
use crate::language::value::Outcome;
use crate::pattern::{Graph, Pattern, Rational};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["stepcat"],
        "[Pattern a] -> Pattern a",
        "Patterns one after another, each for its number of steps",
        "d1 $ stepcat [s \"bd sn\", s \"hh*3\"]",
        |call| {
            let ps = call.patterns(0);
            Ok(call.graph().stepcat(&ps))
        },
    ),
    pattern(
        &["stepalt"],
        "[[Pattern a]] -> Pattern a",
        "From each list its next pattern in turn, step by step",
        "d1 $ stepalt [[s \"bd sn\", s \"cp\"], [s \"hh hh\"]]",
        |call| {
            let groups: Vec<Vec<Pattern>> = call
                .list(0)
                .into_iter()
                .map(|group| match group {
                    Argument::List(items) => items
                        .into_iter()
                        .filter_map(|item| match item {
                            Argument::Pattern(p) => Some(p),
                            _ => None,
                        })
                        .collect(),
                    _ => Vec::new(),
                })
                .collect();
            Ok(call.graph().stepalt(&groups))
        },
    ),
    pattern(
        &["pace"],
        "Pattern Time -> Pattern a -> Pattern a",
        "So many steps a cycle",
        "d1 $ pace 3 $ s \"bd sn hh cp\"",
        |call| {
            let (n, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().pace(n, p))
        },
    ),
    pattern(
        &["expand"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Counts each step as so many",
        "d1 $ stepcat [expand 2 $ s \"bd sn\", s \"hh*4\"]",
        |call| each_step(call, |g, n, p| g.expand(n, p)),
    ),
    pattern(
        &["contract"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Counts so many steps as one",
        "d1 $ stepcat [contract 2 $ s \"bd sn\", s \"hh*4\"]",
        |call| {
            each_step(call, |g, n, p| {
                g.expand(n.reciprocal().unwrap_or(Rational::ONE), p)
            })
        },
    ),
    pattern(
        &["extend"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Speeds up, with steps as long as before",
        "d1 $ stepcat [extend 2 $ s \"bd sn\", s \"hh*4\"]",
        |call| each_step(call, |g, n, p| g.extend(n, p)),
    ),
    pattern(
        &["steptake"],
        "Pattern Time -> Pattern a -> Pattern a",
        "The first so many steps (the last, if negative)",
        "d1 $ steptake 2 $ s \"bd sn hh cp\"",
        |call| each_step(call, |g, n, p| g.steptake(n, p)),
    ),
    pattern(
        &["stepdrop"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Without the last so many steps (the first, if negative)",
        "d1 $ stepdrop 1 $ s \"bd sn hh cp\"",
        |call| each_step(call, |g, n, p| g.stepdrop(n, p)),
    ),
];

/// A function of a number of steps; of a pattern of numbers, one result after another, step by step.
fn each_step(
    call: &mut Call,
    f: impl Fn(&mut Graph, Rational, Pattern) -> Pattern,
) -> Outcome<Pattern> {
    let (numbers, p) = (call.pattern(0), call.pattern(1));
    let graph = call.graph();
    if let Some(n) = graph.constant(numbers).and_then(|n| n.as_rational()) {
        return Ok(f(graph, n, p));
    }
    Ok(graph.step_join(numbers, |graph, n| f(graph, n, p)))
}
