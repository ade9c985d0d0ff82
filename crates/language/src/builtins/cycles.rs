//! Parts of cycles, cycles repeated and in another order.

use super::{Argument, Builtin, Call, pattern};
use crate::evaluate::value::EvalResult;
use phonon_pattern::transform::function::HigherOrder;
use phonon_pattern::{Join, PatternId, Rational};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["rotL"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Moves a pattern earlier, in cycles",
        "d1 $ rotL 0.25 $ s \"bd sn hh cp\"",
        |call| {
            let (t, p) = (call.pattern(0), call.pattern(1));
            let graph = call.graph();
            Ok(graph.patterned(t, |graph, t| {
                let later = graph.difference(Rational::ZERO, t);
                graph.late_by(later, p)
            }))
        },
    ),
    pattern(
        &["rotR"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Moves a pattern later, in cycles",
        "d1 $ rotR 0.25 $ s \"bd sn hh cp\"",
        |call| {
            let (t, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().late(t, p))
        },
    ),
    pattern(
        &["compress", "compressArc"],
        "(Time, Time) -> Pattern a -> Pattern a",
        "Squeezes each cycle into a part of it",
        "d1 $ compress (0.25, 0.75) $ s \"bd sn\"",
        |call| {
            let (b, e, p) = span(call);
            Ok(call.graph().compress_by(b, e, p))
        },
    ),
    pattern(
        &["compressTo"],
        "(Time, Time) -> Pattern a -> Pattern a",
        "Squeezes each cycle into a part of it, given by times of any cycle",
        "d1 $ compressTo (1.25, 1.5) $ s \"bd sn\"",
        |call| {
            let (b, e, p) = span(call);
            let cycle = b.floor();
            Ok(call.graph().compress_by(b - cycle, e - cycle, p))
        },
    ),
    pattern(
        &["focusArc"],
        "(Time, Time) -> Pattern a -> Pattern a",
        "Squeezes each cycle into a part of it, and repeats it around that",
        "d1 $ focusArc (Arc 0.25 0.5) $ s \"bd sn\"",
        |call| {
            let (b, e, p) = span(call);
            Ok(call.graph().focus_by(b, e, p))
        },
    ),
    pattern(
        &["zoom", "zoomArc"],
        "(Time, Time) -> Pattern a -> Pattern a",
        "Plays only a part of each cycle, stretched to a cycle",
        "d1 $ zoom (0.25, 0.75) $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let (b, e, p) = span(call);
            Ok(call.graph().zoom_by(b, e, p))
        },
    ),
    pattern(
        &["zoompat", "zoomPat"],
        "Pattern Time -> Pattern Time -> Pattern a -> Pattern a",
        "Plays only a part of each cycle: begin and end are patterns",
        "d1 $ zoompat \"<0 0.25>\" \"<0.5 1>\" $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let (x, y, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().zoom(x, y, p))
        },
    ),
    pattern(
        &["linger"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Repeats the first part of each cycle (the last, if negative) through the cycle",
        "d1 $ linger \"<0.25 0.5 1>\" $ n \"0 2 [3 4] 2\" # s \"arpy\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().linger(x, p))
        },
    ),
    pattern(
        &["trunc"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Plays only the first part of each cycle",
        "d1 $ trunc 0.75 $ s \"bd sn hh cp\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().trunc(x, p))
        },
    ),
    pattern(
        &["fastGap", "fastgap", "densityGap", "density'"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Speeds each cycle up and leaves the rest of it silent",
        "d1 $ fastGap 2 $ s \"bd sn\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().fast_gap(x, p))
        },
    ),
    pattern(
        &["fastSqueeze", "fastsqueeze"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Speeds a pattern up, squeezing whole cycles into the events of the factor",
        "d1 $ fastSqueeze \"<2 [1 3]>\" $ s \"bd sn\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().fast_squeeze(x, p))
        },
    ),
    pattern(
        &["slowSqueeze", "slowsqueeze"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Slows a pattern down, squeezing whole cycles into the events of the factor",
        "d1 $ slowSqueeze \"<2 [1 3]>\" $ s \"bd sn\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().slow_squeeze(x, p))
        },
    ),
    pattern(
        &["inside"],
        "Pattern Time -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function as if the pattern were that much slower",
        "d1 $ inside 2 rev $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let (x, f, p) = (call.pattern(0), call.function(1), call.pattern(2));
            call.inside(x, &mut f.runs(), p)
        },
    ),
    pattern(
        &["outside"],
        "Pattern Time -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function over so many cycles as if they were one",
        "d1 $ outside 4 rev $ n \"0 1 2 <3 4>\" # s \"arpy\"",
        |call| {
            let (x, f, p) = (call.pattern(0), call.function(1), call.pattern(2));
            call.outside(x, &mut f.runs(), p)
        },
    ),
    pattern(
        &["swingBy"],
        "Pattern Time -> Pattern Time -> Pattern a -> Pattern a",
        "Delays what begins in the second half of each n-th of the cycle",
        "d1 $ swingBy (1/3) 4 $ s \"hh*8\"",
        |call| {
            let (x, n, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            call.swing_by(x, n, p)
        },
    ),
    pattern(
        &["swing"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Swing by a third",
        "d1 $ swing 4 $ s \"hh*8\"",
        |call| {
            let (n, p) = (call.pattern(0), call.pattern(1));
            let third = Rational::ONE / Rational::integer(3);
            let third = call.graph().pure(third);
            call.swing_by(third, n, p)
        },
    ),
    pattern(
        &["timeLoop", "timeloop"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Loops the first cycles of a pattern",
        "d1 $ timeLoop 2 $ n \"<0 1 2 3>\" # s \"arpy\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().time_loop(x, p))
        },
    ),
    pattern(
        &["ribbon", "rib"],
        "Pattern Time -> Pattern Time -> Pattern a -> Pattern a",
        "Loops a part of a pattern: where it begins, and its length in cycles",
        "d1 $ ribbon 2 1.5 $ n \"<0 3 5 7>*2\" # s \"arpy\"",
        |call| {
            let (begin, length, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            let graph = call.graph();
            let from_begin = graph.early(begin, p);
            Ok(graph.time_loop(length, from_begin))
        },
    ),
    pattern(
        &["loopFirst"],
        "Pattern a -> Pattern a",
        "Loops the first cycle",
        "d1 $ loopFirst $ n \"<0 1 2 3>\" # s \"arpy\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().loop_first(p))
        },
    ),
    pattern(
        &["splitQueries"],
        "Pattern a -> Pattern a",
        "Leaves the pattern as it is, asked cycle by cycle",
        "d1 $ splitQueries $ s \"bd sn\"",
        |call| Ok(call.pattern(0)),
    ),
    pattern(
        &["repeatCycles", "fastRepeatCycles"],
        "Pattern Int -> Pattern a -> Pattern a",
        "Plays each cycle so many times",
        "d1 $ repeatCycles 2 $ n \"<0 1 2 3>\" # s \"arpy\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().repeat_cycles(x, p))
        },
    ),
    pattern(
        &["playFor"],
        "Time -> Time -> Pattern a -> Pattern a",
        "Plays a pattern only between two times, in cycles",
        "d1 $ playFor 0 4 $ s \"bd*4\"",
        |call| {
            let (b, e, p) = (call.ratio(0), call.ratio(1), call.pattern(2));
            Ok(call.graph().window(b, e, p))
        },
    ),
    pattern(
        &["wedge"],
        "Pattern Time -> Pattern a -> Pattern a -> Pattern a",
        "Squeezes one pattern into the first part of each cycle, another into the rest",
        "d1 $ wedge 0.25 (s \"bd*2\") (s \"hh*3\")",
        |call| {
            let (x, y, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().wedge(x, y, p))
        },
    ),
    pattern(
        &["reset"],
        "Pattern Bool -> Pattern a -> Pattern a",
        "Begins the cycle anew at each true event",
        "d1 $ reset \"<1 [1 1]>\" $ s \"bd sn hh cp\"",
        |call| begin_anew(call, Join::Reset),
    ),
    pattern(
        &["restart"],
        "Pattern Bool -> Pattern a -> Pattern a",
        "Begins the whole pattern anew at each true event",
        "d1 $ restart \"<1 1 [1 1]>\" $ s \"bd <sn hh> cp\"",
        |call| begin_anew(call, Join::Restart),
    ),
    pattern(
        &["resetTo"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Begins the cycle anew at each event, this far in it",
        "d1 $ resetTo \"0 0.5\" $ s \"bd sn hh cp\"",
        |call| begin_at(call, Join::Reset),
    ),
    pattern(
        &["restartTo"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Begins the whole pattern anew at each event, this far in it",
        "d1 $ restartTo \"0 1\" $ s \"bd <sn hh> cp\"",
        |call| begin_at(call, Join::Restart),
    ),
    pattern(
        &["stretch"],
        "Pattern a -> Pattern a",
        "Stretches each cycle so that its events fill it from the first to the last",
        "d1 $ stretch $ s \"~ bd sn ~\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().stretch(p))
        },
    ),
    pattern(
        &["beat"],
        "Pattern Time -> Pattern Time -> Pattern a -> Pattern a",
        "Plays the pattern at these steps of so many",
        "d1 $ beat \"0,3,7\" 16 $ s \"bd\"",
        |call| {
            let (x, y, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().beat(x, y, p))
        },
    ),
    pattern(
        &["spaceOut"],
        "[Time] -> Pattern a -> Pattern a",
        "Plays the pattern at several speeds, one after another: how many cycles each takes",
        "d1 $ spaceOut [1, 0.5, 0.5] $ s \"bd sn\"",
        |call| {
            let lengths: Vec<_> = call
                .list(0)
                .iter()
                .filter_map(|item| match item {
                    Argument::Ratio(r) => Some(*r),
                    _ => None,
                })
                .collect();
            let p = call.pattern(1);
            Ok(call.graph().space_out(&lengths, p))
        },
    ),
    pattern(
        &["mono"],
        "Pattern a -> Pattern a",
        "Plays no two events at once",
        "d1 $ mono $ n \"[0, ~ 4 ~ 7]\" # s \"arpy\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().mono(p))
        },
    ),
    pattern(
        &["stutter"],
        "Pattern Int -> Pattern Time -> Pattern a -> Pattern a",
        "Repeats each event so many times, so many cycles apart",
        "d1 $ stutter 4 (1/16) $ s \"bd sn\"",
        |call| {
            let (x, y, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().stutter(x, y, p))
        },
    ),
    pattern(
        &["rolledBy"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Begins the notes of chords one after another, within this part of their time",
        "d1 $ rolledBy \"<0.25 -0.5>\" $ n \"[0,4,7]\" # s \"superpiano\"",
        |call| {
            let (x, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().rolled_by(x, p))
        },
    ),
    pattern(
        &["rolled"],
        "Pattern a -> Pattern a",
        "Begins the notes of chords one after another within a quarter of their time",
        "d1 $ rolled $ n \"[0,4,7]\" # s \"superpiano\"",
        |call| {
            let p = call.pattern(0);
            let quarter = Rational::ONE / Rational::integer(4);
            let quarter = call.graph().pure(quarter);
            Ok(call.graph().rolled_by(quarter, p))
        },
    ),
    pattern(
        &["rolledWith"],
        "Time -> Pattern a -> Pattern a",
        "The same as `rolledBy` with one number",
        "d1 $ rolledWith 0.5 $ n \"[0,4,7]\" # s \"superpiano\"",
        |call| {
            let (t, p) = (call.ratio(0), call.pattern(1));
            Ok(call.graph().rolled_with(t, p))
        },
    ),
    pattern(
        &["revArc"],
        "(Time, Time) -> Pattern a -> Pattern a",
        "Plays the part of each cycle between two times backwards",
        "d1 $ revArc (0, 0.5) $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let (b, e, p) = span(call);
            call.within(
                b.into(),
                e.into(),
                &mut |call: &mut Call, p| Ok(call.graph().rev(p)),
                p,
            )
        },
    ),
    pattern(
        &["double"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Repeats each event once, so many cycles later",
        "d1 $ double (1/16) $ s \"bd sn\"",
        |call| repeated(call, 2),
    ),
    pattern(
        &["triple"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Plays each event three times, so many cycles apart",
        "d1 $ triple (1/16) $ s \"bd sn\"",
        |call| repeated(call, 3),
    ),
    pattern(
        &["quad"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Plays each event four times, so many cycles apart",
        "d1 $ quad (1/16) $ s \"bd sn\"",
        |call| repeated(call, 4),
    ),
];

fn span(call: &mut Call) -> (Rational, Rational, PatternId) {
    let (begin, end) = match call.tuple(0)[..] {
        [Argument::Ratio(begin), Argument::Ratio(end)] => (begin, end),
        _ => (Rational::ZERO, Rational::ONE),
    };
    (begin, end, call.pattern(1))
}

fn begin_anew(call: &mut Call, join: Join) -> EvalResult<PatternId> {
    let (truths, p) = (call.pattern(0), call.pattern(1));
    let graph = call.graph();
    let slot = graph.slot();
    let nothing = graph.silence();
    let body = graph.branch(slot, p, nothing);
    Ok(graph.join(join, truths, slot, body))
}

fn begin_at(call: &mut Call, join: Join) -> EvalResult<PatternId> {
    let (times, p) = (call.pattern(0), call.pattern(1));
    let graph = call.graph();
    let slot = graph.slot();
    let early = graph.difference(0i64, slot);
    let body = graph.late_by(early, p);
    Ok(graph.join(join, times, slot, body))
}

fn repeated(call: &mut Call, times: i64) -> EvalResult<PatternId> {
    let (time, p) = (call.pattern(0), call.pattern(1));
    let graph = call.graph();
    let times = graph.pure(times);
    Ok(graph.stutter(times, time, p))
}
