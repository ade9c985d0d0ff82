//! Functions applied in some cycles, to some parts or some events; patterns that others let through.

use super::{Argument, Builtin, Call, pattern};
use crate::diagnostic::Diagnostic;
use crate::evaluate::value::{EvalResult, Failure, Spanned, Value};
use crate::types::Kind;
use phonon_pattern::transform::function::HigherOrder;
use phonon_pattern::{Moment, PatternId, Scalar};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["every"],
        "Pattern Int -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function in every n-th cycle, beginning with the first",
        "d1 $ every 3 rev $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let (n, f, p) = (call.pattern(0), call.function(1), call.pattern(2));
            call.every_nth(n, &mut f.runs(), p)
        },
    ),
    pattern(
        &["every'"],
        "Pattern Int -> Pattern Int -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function in every n-th cycle, beginning with a later one",
        "d1 $ every' 3 1 rev $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let (n, o, f, p) = (
                call.pattern(0),
                call.pattern(1),
                call.function(2),
                call.pattern(3),
            );
            call.every_nth_from(n, o, &mut f.runs(), p)
        },
    ),
    pattern(
        &["foldEvery"],
        "[Pattern Int] -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function in every n-th cycle, for each of several n",
        "d1 $ foldEvery [3, 4] (fast 2) $ s \"bd sn\"",
        |call| {
            let (ns, f, mut p) = (call.patterns(0), call.function(1), call.pattern(2));
            for n in ns.into_iter().rev() {
                p = call.every_nth(n, &mut f.runs(), p)?;
            }
            Ok(p)
        },
    ),
    pattern(
        &["whenmod", "whenMod"],
        "Pattern Time -> Pattern Time -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function when the cycle modulo the first number is at least the second",
        "d1 $ whenmod 4 3 rev $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let (a, b, f, p) = (
                call.pattern(0),
                call.pattern(1),
                call.function(2),
                call.pattern(3),
            );
            call.whenmod(a, b, &mut f.runs(), p)
        },
    ),
    pattern(
        &["within", "withinArc"],
        "(Time, Time) -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to the part of each cycle between two times",
        "d1 $ within (0, 0.5) (fast 2) $ s \"bd sn hh cp\"",
        |call| {
            let (b, e) = span(call);
            let (f, p) = (call.function(1), call.pattern(2));
            call.within(b, e, &mut f.runs(), p)
        },
    ),
    pattern(
        &["within'"],
        "(Time, Time) -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to a part of each cycle as if it were a cycle",
        "d1 $ within' (0, 0.5) rev $ s \"bd sn hh cp\"",
        |call| {
            let (b, e) = span(call);
            let (f, p) = (call.function(1), call.pattern(2));
            call.within_squeezed(b, e, &mut f.runs(), p)
        },
    ),
    pattern(
        &["when"],
        "b -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function in the cycles whose number passes a test",
        "d1 $ when ((== 0) . (`mod` 3)) rev $ s \"bd sn\"",
        |call| {
            if let Some(Value::Number(_)) = call.given.first().map(|given| &given.value) {
                let place = call.places.first().copied().unwrap_or(call.place);
                let error = Diagnostic::error(
                    place,
                    "`when` needs a test of the cycle's number; this is a number",
                );
                return Err(Failure::from(error.with_help(
                    "`every 4 rev` applies a function every fourth cycle, `whenmod 8 6 rev` in the last two of eight",
                )));
            }
            let p = call.pattern(2);
            let yes = call.apply(1, p)?;
            by_cycle(call, Moment::Cycle, yes, p)
        },
    ),
    pattern(
        &["whenT"],
        "b -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function at the times that pass a test",
        "d1 $ whenT ((< 0.5) . cyclePos) (fast 2) $ s \"bd sn\"",
        |call| {
            let p = call.pattern(2);
            let yes = call.apply(1, p)?;
            by_cycle(call, Moment::Query, yes, p)
        },
    ),
    pattern(
        &["ifp"],
        "b -> (Pattern a -> Pattern a) -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies one function in the cycles whose number passes a test, another in the others",
        "d1 $ ifp even rev (fast 2) $ s \"bd sn\"",
        |call| {
            let p = call.pattern(3);
            let yes = call.apply(1, p)?;
            let no = call.apply(2, p)?;
            by_cycle(call, Moment::Cycle, yes, no)
        },
    ),
    pattern(
        &["mask"],
        "Pattern Bool -> Pattern a -> Pattern a",
        "Plays only where another pattern is true",
        "d1 $ mask \"1 0 1 1\" $ s \"hh*8\"",
        |call| {
            let (b, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().masked(b, true, p))
        },
    ),
    pattern(
        &["sew"],
        "Pattern Bool -> Pattern a -> Pattern a -> Pattern a",
        "One pattern where another is true, a third where it is false",
        "d1 $ sew \"t f\" (s \"bd*4\") (s \"hh*8\")",
        |call| {
            let (b, x, y) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().sew(b, x, y))
        },
    ),
    pattern(
        &["stitch"],
        "Pattern Bool -> Pattern a -> Pattern a -> Pattern a",
        "The rhythm of a pattern of true and false, with values of one pattern and another",
        "d1 $ stitch \"t f t t\" (s \"bd\") (s \"sn\")",
        |call| {
            let (b, x, y) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().stitch(b, x, y))
        },
    ),
    pattern(
        &["while"],
        "Pattern Bool -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function where a pattern is true",
        "d1 $ while \"1 0 1 1\" (fast 2) $ s \"bd sn hh cp\"",
        |call| {
            let (b, p) = (call.pattern(0), call.pattern(2));
            let yes = call.apply(1, p)?;
            Ok(call.graph().sew(b, yes, p))
        },
    ),
    pattern(
        &["inv"],
        "Pattern Bool -> Pattern Bool",
        "True for false",
        "d1 $ struct (inv \"t f t f\") $ s \"bd\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().inverted(p))
        },
    ),
    pattern(
        &["substruct"],
        "Pattern Bool -> Pattern a -> Pattern a",
        "A cycle of the pattern in each true event",
        "d1 $ substruct \"t f t t\" $ s \"bd sn\"",
        |call| {
            let (b, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().substruct(b, p))
        },
    ),
    pattern(
        &["euclidOffInv", "euclidoffinv", "eoffinv"],
        "Pattern Int -> Pattern Int -> Pattern Int -> Pattern a -> Pattern a",
        "The gaps of a turned Euclidean rhythm",
        "d1 $ euclidOffInv 3 8 2 $ s \"hh\"",
        |call| {
            let (k, n, r, p) = (
                call.pattern(0),
                call.pattern(1),
                call.pattern(2),
                call.pattern(3),
            );
            Ok(call.graph().euclid(k, n, Some(r), true, p))
        },
    ),
    pattern(
        &["euclidOffFull", "euclidofffull", "eofffull"],
        "Pattern Int -> Pattern Int -> Pattern Int -> Pattern a -> Pattern a -> Pattern a",
        "One pattern on the onsets of a turned Euclidean rhythm, another in its gaps",
        "d1 $ euclidOffFull 3 8 2 (s \"bd\") (s \"hh\")",
        |call| {
            let (k, n, r) = (call.pattern(0), call.pattern(1), call.pattern(2));
            let (on, off) = (call.pattern(3), call.pattern(4));
            let graph = call.graph();
            let hits = graph.euclid(k, n, Some(r), false, on);
            let gaps = graph.euclid(k, n, Some(r), true, off);
            Ok(graph.stack(&[hits, gaps]))
        },
    ),
    pattern(
        &["euclidLegato"],
        "Pattern Int -> Pattern Int -> Pattern a -> Pattern a",
        "A Euclidean rhythm without gaps: each hit lasts until the next",
        "d1 $ n (euclidLegato 3 8 \"0 7\") # s \"superpiano\"",
        |call| {
            let (k, n, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().euclid_legato(k, n, None, p))
        },
    ),
    pattern(
        &["euclidLegatoOff", "euclidOffLegato"],
        "Pattern Int -> Pattern Int -> Pattern Int -> Pattern a -> Pattern a",
        "A turned Euclidean rhythm without gaps: each hit lasts until the next",
        "d1 $ n (euclidLegatoOff 3 8 2 \"0 7\") # s \"superpiano\"",
        |call| {
            let (k, n, r) = (call.pattern(0), call.pattern(1), call.pattern(2));
            let p = call.pattern(3);
            Ok(call.graph().euclid_legato(k, n, Some(r), p))
        },
    ),
    pattern(
        &["euclidOffBool"],
        "Pattern Int -> Pattern Int -> Pattern Int -> Pattern Bool -> Pattern Bool",
        "True and false by a turned Euclidean rhythm",
        "d1 $ struct (euclidOffBool 3 8 2 \"t\") $ s \"bd\"",
        |call| {
            let (k, n, r, p) = (
                call.pattern(0),
                call.pattern(1),
                call.pattern(2),
                call.pattern(3),
            );
            Ok(call.graph().euclid_truths(k, n, Some(r), p))
        },
    ),
    pattern(
        &["withResultTime"],
        "b -> Pattern a -> Pattern a",
        "Moves events by a function of their times; what is asked for is moved back by `withQueryTime`",
        "d1 $ withResultTime (+ 0.25) $ withQueryTime (subtract 0.25) $ s \"bd sn\"",
        |call| retimed(call, false),
    ),
    pattern(
        &["withQueryTime"],
        "b -> Pattern a -> Pattern a",
        "Asks for a pattern at other times, by a function of them; what is found is moved back by `withResultTime`",
        "d1 $ withQueryTime (* 2) $ withResultTime (/ 2) $ s \"bd sn\"",
        |call| retimed(call, true),
    ),
];

fn span(call: &mut Call) -> (Scalar, Scalar) {
    match call.tuple(0)[..] {
        [Argument::Ratio(begin), Argument::Ratio(end)] => (begin.into(), end.into()),
        _ => (0i64.into(), 1i64.into()),
    }
}

/// What a function answers for one value, as a value.
pub(super) fn answer(
    call: &mut Call,
    index: usize,
    kind: Kind,
    scalar: Scalar,
) -> EvalResult<Value> {
    let function = call.value(index);
    let place = function.place;
    let argument = Spanned::new(Value::Slot(kind, scalar), place);
    call.evaluator.apply(function, vec![argument], place)
}

/// One of two patterns in each cycle, by the test that is the first argument.
fn by_cycle(
    call: &mut Call,
    moment: Moment,
    yes: PatternId,
    no: PatternId,
) -> EvalResult<PatternId> {
    let slot = call.graph().slot();
    let kind = match moment {
        Moment::Cycle => Kind::Int,
        Moment::Query => Kind::Ratio,
    };
    let value = answer(call, 0, kind, slot.into())?;
    let located = Spanned::new(value, call.places[0]);
    let Some((_, test)) = call.evaluator.scalar(&located) else {
        return call.wrong(0, "a test is needed here, such as `(> 2)`");
    };
    let graph = call.graph();
    let chosen = graph.branch(test, yes, no);
    Ok(graph.split(moment, slot, chosen))
}

/// A pattern retimed by the function that is the first argument.
fn retimed(call: &mut Call, query: bool) -> EvalResult<PatternId> {
    let p = call.pattern(1);
    let slot = call.graph().slot();
    let value = answer(call, 0, Kind::Ratio, slot.into())?;
    let located = Spanned::new(value, call.places[0]);
    let Some((_, time)) = call.evaluator.scalar(&located) else {
        return call.wrong(0, "a function of times is needed here, such as `(+ 0.25)`");
    };
    Ok(call.graph().retime(query, slot, time, p))
}

#[cfg(test)]
mod tests {
    use crate::query::played;

    #[test]
    fn each_hit_lasts_until_the_next() {
        assert_eq!(
            played("euclidLegato 3 8 $ s \"bd\"", 0),
            ["0/1-3/8 s bd", "3/8-3/4 s bd", "3/4-1/1 s bd"]
        );
        assert_eq!(
            played("euclidLegatoOff 3 8 2 $ n \"<0 1>\"", 1),
            ["3/4-9/8 n 1", "9/8-3/2 n 1", "3/2-7/4 n 1", "7/4-17/8 n 0"]
        );
        assert_eq!(
            played("euclidLegato 1 8 $ n \"0 1\"", 0),
            ["0/1-1/2 n 0", "1/2-1/1 n 1"]
        );
    }
}
