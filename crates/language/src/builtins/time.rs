//! Faster, slower, earlier, later, backwards; patterns after and beside one another.

use super::{Argument, Builtin, Call, pattern};
use crate::evaluate::value::EvalResult;
use phonon_pattern::{PatternId, Rational};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["fast", "density"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Speeds a pattern up",
        "d1 $ fast \"<1 2>\" $ s \"bd sn\"",
        |call| {
            let (factor, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().fast(factor, p))
        },
    ),
    pattern(
        &["slow", "sparsity"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Slows a pattern down",
        "d1 $ slow 2 $ s \"bd sn hh cp\"",
        |call| {
            let (factor, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().slow(factor, p))
        },
    ),
    pattern(
        &["<~"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Moves a pattern earlier, in cycles",
        "d1 $ 0.25 <~ s \"bd sn hh cp\"",
        |call| {
            let (time, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().early(time, p))
        },
    ),
    pattern(
        &["~>"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Moves a pattern later, in cycles",
        "d1 $ \"<0 0.25>\" ~> s \"bd sn hh cp\"",
        |call| {
            let (time, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().late(time, p))
        },
    ),
    pattern(
        &["rev"],
        "Pattern a -> Pattern a",
        "Plays each cycle backwards",
        "d1 $ rev $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().rev(p))
        },
    ),
    pattern(
        &["stack", "overlays"],
        "[Pattern a] -> Pattern a",
        "Plays patterns together",
        "d1 $ stack [s \"bd*2\", s \"hh*4\"]",
        |call| {
            let patterns = call.patterns(0);
            Ok(call.graph().stack(&patterns))
        },
    ),
    pattern(
        &["overlay", "<>"],
        "Pattern a -> Pattern a -> Pattern a",
        "Plays two patterns together",
        "d1 $ overlay (s \"bd*2\") (s \"hh*4\")",
        |call| {
            let both = [call.pattern(0), call.pattern(1)];
            Ok(call.graph().stack(&both))
        },
    ),
    pattern(
        &["cat", "slowcat", "slowCat"],
        "[Pattern a] -> Pattern a",
        "Plays patterns one after another, a cycle each",
        "d1 $ cat [s \"bd*2\", s \"hh*4\"]",
        |call| {
            let patterns = call.patterns(0);
            Ok(call.graph().cat(&patterns))
        },
    ),
    pattern(
        &["fastcat", "fastCat"],
        "[Pattern a] -> Pattern a",
        "Plays patterns one after another, all within a cycle",
        "d1 $ fastcat [s \"bd*2\", s \"hh*4\"]",
        |call| {
            let patterns = call.patterns(0);
            Ok(call.graph().fastcat(&patterns))
        },
    ),
    pattern(
        &["timecat", "timeCat"],
        "[(Time, Pattern a)] -> Pattern a",
        "Plays patterns one after another within a cycle, each with its share of it",
        "d1 $ timecat [(3, s \"bd*4\"), (1, s \"hh*2\")]",
        timecat,
    ),
];

fn timecat(call: &mut Call) -> EvalResult<PatternId> {
    let weighted: Vec<(Rational, PatternId)> = call
        .list(0)
        .iter()
        .filter_map(|item| match item {
            Argument::Tuple(parts) => match parts[..] {
                [Argument::Ratio(weight), Argument::Pattern(p)] => Some((weight, p)),
                _ => None,
            },
            _ => None,
        })
        .collect();
    Ok(call.graph().timecat(&weighted))
}
