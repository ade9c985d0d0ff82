//! Patterns counted in steps.

use super::{Argument, Builtin, Call, pattern};
use crate::evaluate::value::EvalResult;
use phonon_pattern::{Graph, PatternId, Rational};

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
            let groups: Vec<Vec<PatternId>> = call
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
    pattern(
        &["polymeter"],
        "[Pattern a] -> Pattern a",
        "Patterns together, step by step, so fast that all of them end together with the cycle",
        "d1 $ polymeter [s \"bd sn hh\", s \"cp ~\"]",
        |call| {
            let ps = call.patterns(0);
            Ok(call.graph().polymeter(&ps))
        },
    ),
    pattern(
        &["shrink"],
        "Pattern Time -> Pattern a -> Pattern a",
        "A pattern again and again, each time without its first so many steps (the last, if negative), until none is left",
        "d1 $ shrink 1 $ s \"bd sn hh cp\"",
        |call| each_step(call, |g, n, p| g.shrink(n, p)),
    ),
    pattern(
        &["grow"],
        "Pattern Time -> Pattern a -> Pattern a",
        "The first so many steps of a pattern (the last, if negative), then more and more, until it is whole",
        "d1 $ grow 1 $ s \"bd sn hh cp\"",
        |call| each_step(call, |g, n, p| g.grow(n, p)),
    ),
    pattern(
        &["tour"],
        "Pattern a -> [Pattern a] -> Pattern a",
        "A pattern after the last of others, then before the last, and so on up to before the first, step by step",
        "d1 $ tour (s \"cp\") [s \"bd sn\", s \"hh*3\"]",
        |call| {
            let (p, others) = (call.pattern(0), call.patterns(1));
            let mut order = Vec::new();
            for place in (0..=others.len()).rev() {
                order.extend_from_slice(&others[..place]);
                order.push(p);
                order.extend_from_slice(&others[place..]);
            }
            Ok(call.graph().stepcat(&order))
        },
    ),
];

/// A function of a number of steps; of a pattern of numbers, one result after another, step by step.
fn each_step(
    call: &mut Call,
    f: impl Fn(&mut Graph, Rational, PatternId) -> PatternId,
) -> EvalResult<PatternId> {
    let (numbers, p) = (call.pattern(0), call.pattern(1));
    let graph = call.graph();
    if let Some(n) = graph.constant(numbers).and_then(|n| n.as_rational()) {
        return Ok(f(graph, n, p));
    }
    Ok(graph.step_join(numbers, |graph, n| f(graph, n, p)))
}

#[cfg(test)]
mod tests {
    use crate::query::played;

    fn words(text: &str) -> String {
        let events = played(text, 0);
        let words = events.iter().filter_map(|line| line.split(" s ").nth(1));
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn patterns_shrink_grow_and_tour_step_by_step() {
        assert_eq!(words("shrink 1 $ s \"a b c\""), "a b c b c c");
        assert_eq!(words("shrink (-1) $ s \"a b c\""), "a b c a b a");
        assert_eq!(words("grow 1 $ s \"a b c\""), "a a b a b c");
        assert_eq!(words("grow (-1) $ s \"a b c\""), "c b c a b c");
        assert_eq!(
            words("tour (s \"x\") [s \"a b\", s \"c\"]"),
            "a b c x a b x c x a b c"
        );
    }

    #[test]
    fn a_polymeter_ends_together_with_the_cycle() {
        let events = played("polymeter [s \"a b c\", s \"x y\"]", 0);
        assert_eq!(events.len(), 12);
        assert!(events.contains(&"1/6-1/3 s y".to_owned()), "{events:?}");
    }
}
