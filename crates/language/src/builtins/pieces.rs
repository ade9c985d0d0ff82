//! Cycles cut in pieces, and played in another order.

use super::{Builtin, Call, pattern};
use crate::evaluate::value::EvalResult;
use phonon_pattern::transform::function::HigherOrder;
use phonon_pattern::{Join, PatternId, Rational};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["iter"],
        "Pattern Int -> Pattern a -> Pattern a",
        "Begins each cycle an n-th later in the pattern",
        "d1 $ iter 4 $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let (n, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().iter(n, false, p))
        },
    ),
    pattern(
        &["iter'"],
        "Pattern Int -> Pattern a -> Pattern a",
        "Begins each cycle an n-th earlier in the pattern",
        "d1 $ iter' 4 $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let (n, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().iter(n, true, p))
        },
    ),
    pattern(
        &["palindrome"],
        "Pattern a -> Pattern a",
        "Plays each cycle forwards, then backwards",
        "d1 $ palindrome $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().palindrome(p))
        },
    ),
    pattern(
        &["brak"],
        "Pattern a -> Pattern a",
        "Squeezes every second cycle into its middle, like a breakbeat",
        "d1 $ brak $ s \"bd sn hh cp\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().brak(p))
        },
    ),
    pattern(
        &["rot"],
        "Pattern Int -> Pattern a -> Pattern a",
        "Moves the values from event to event to the left, keeping the rhythm",
        "d1 $ rot 1 $ n \"0 ~ 2 [3 4]\" # s \"arpy\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().rot(x, p))
        },
    ),
    pattern(
        &["bite"],
        "Pattern Int -> Pattern Int -> Pattern a -> Pattern a",
        "Cuts each cycle in n pieces and plays them by number",
        "d1 $ bite 4 \"0 2*2 1 3\" $ n \"0 .. 7\" # s \"arpy\"",
        |call| {
            let (x, y, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().bite(x, y, p))
        },
    ),
    pattern(
        &["chew"],
        "Pattern Int -> Pattern Int -> ControlPattern -> ControlPattern",
        "Like `bite`, with the speed of the sounds following the length of the pieces",
        "d1 $ chew 4 \"0 [2 3] 1\" $ n \"0 .. 7\" # s \"drum\"",
        |call| {
            let (x, y, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().chew(x, y, p))
        },
    ),
    pattern(
        &["chunk"],
        "Pattern Int -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to one n-th of the cycle, the next in each cycle",
        "d1 $ chunk 4 (hurry 2) $ s \"bd sn hh cp\"",
        |call| chunk(call, false),
    ),
    pattern(
        &["chunk'"],
        "Pattern Int -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to one n-th of the cycle, the one before in each cycle",
        "d1 $ chunk' 4 (hurry 2) $ s \"bd sn hh cp\"",
        |call| chunk(call, true),
    ),
    pattern(
        &["press"],
        "Pattern a -> Pattern a",
        "Begins each event in the middle of its time",
        "d1 $ press $ s \"bd sn hh cp\"",
        |call| {
            let p = call.pattern(0);
            let half = Rational::ONE / Rational::integer(2);
            let half = call.graph().pure(half);
            Ok(call.graph().press_by(half, p))
        },
    ),
    pattern(
        &["pressBy", "pressby"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Begins each event this part of its time later",
        "d1 $ pressBy \"<0 0.25 0.5>\" $ s \"bd sn hh cp\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().press_by(x, p))
        },
    ),
    pattern(
        &["tabby"],
        "Int -> Pattern a -> Pattern a -> Pattern a",
        "Weaves two patterns like threads in cloth",
        "d1 $ tabby 4 (s \"bd sn hh cp\") (s \"arpy*4\")",
        |call| {
            let (n, a, b) = (call.int(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().tabby(n, a, b))
        },
    ),
    pattern(
        &["index"],
        "Time -> Pattern Time -> Pattern a -> Pattern a",
        "Plays a part of this length of each cycle, from the place that a pattern says (0 to 1)",
        "d1 $ index 0.25 \"0 0.5 1\" $ n \"0 .. 7\" # s \"arpy\"",
        |call| {
            let (length, places, p) = (call.ratio(0), call.pattern(1), call.pattern(2));
            let graph = call.graph();
            let slot = graph.slot();
            let begin = graph.product(slot, Rational::ONE - length);
            let end = graph.sum(begin, length);
            let part = graph.zoom_by(begin, end, p);
            Ok(graph.join(Join::Mix, places, slot, part))
        },
    ),
];

fn chunk(call: &mut Call, backwards: bool) -> EvalResult<PatternId> {
    let (n, f, p) = (call.pattern(0), call.function(1), call.pattern(2));
    call.chunk(n, backwards, &mut f.runs(), p)
}
