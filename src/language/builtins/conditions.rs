//! Functions applied in some cycles, to some parts or some events; patterns that others let through.

use super::{Argument, Builtin, Call, Callable, pattern};
use crate::language::signature::Kind;
use crate::language::value::{Function, Located, Outcome, Val};
use crate::pattern::transform::function::HigherOrder;
use crate::pattern::{Comparison, EventTest, Moment, Operation, Pattern, Scalar, Subject, Value};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["every"],
        "Pattern Int -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function in every n-th cycle, beginning with the first",
        "d1 $ every 3 rev $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let (n, f, p) = (call.pattern(0), call.function(1), call.pattern(2));
            call.every_nth(n, None, &mut |call: &mut Call, p| call.run(&f, &[p]), p)
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
            call.every_nth(n, Some(o), &mut |call: &mut Call, p| call.run(&f, &[p]), p)
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
                p = call.every_nth(n, None, &mut |call: &mut Call, p| call.run(&f, &[p]), p)?;
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
            call.whenmod(a, b, &mut |call: &mut Call, p| call.run(&f, &[p]), p)
        },
    ),
    pattern(
        &["within"],
        "(Time, Time) -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to the part of each cycle between two times",
        "d1 $ within (0, 0.5) (fast 2) $ s \"bd sn hh cp\"",
        |call| {
            let (b, e) = span(call);
            let (f, p) = (call.function(1), call.pattern(2));
            call.within(b, e, &mut |call: &mut Call, p| call.run(&f, &[p]), p)
        },
    ),
    pattern(
        &["withinArc"],
        "(Time, Time) -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "The same as `within`",
        "d1 $ withinArc (Arc 0 0.5) (fast 2) $ s \"bd sn hh cp\"",
        |call| {
            let (b, e) = span(call);
            let (f, p) = (call.function(1), call.pattern(2));
            call.within(b, e, &mut |call: &mut Call, p| call.run(&f, &[p]), p)
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
            call.within_squeezed(b, e, &mut |call: &mut Call, p| call.run(&f, &[p]), p)
        },
    ),
    pattern(
        &["when"],
        "b -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function in the cycles whose number passes a test",
        "d1 $ when ((== 0) . (`mod` 3)) rev $ s \"bd sn\"",
        |call| {
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
            let graph = call.graph();
            let (yes, no) = (
                graph.pure(Value::Bool(true)),
                graph.pure(Value::Bool(false)),
            );
            let hits = graph.euclid(k, n, Some(r), false, yes);
            let gaps = graph.euclid(k, n, Some(r), true, no);
            let rhythm = graph.stack(&[hits, gaps]);
            Ok(graph.apply(Operation::Equal, crate::pattern::Structure::Both, rhythm, p))
        },
    ),
    pattern(
        &["fix"],
        "(ControlPattern -> ControlPattern) -> ControlPattern -> ControlPattern -> ControlPattern",
        "Applies a function to the sounds that have these controls",
        "d1 $ fix (fast 2) (s \"bd\") $ s \"bd sn\"",
        |call| contrast(call, Comparison::Equal, Some(0), None, 1),
    ),
    pattern(
        &["unfix"],
        "(ControlPattern -> ControlPattern) -> ControlPattern -> ControlPattern -> ControlPattern",
        "Applies a function to the sounds that do not have these controls",
        "d1 $ unfix (fast 2) (s \"bd\") $ s \"bd sn\"",
        |call| contrast(call, Comparison::Equal, None, Some(0), 1),
    ),
    pattern(
        &["contrast"],
        "(ControlPattern -> ControlPattern) -> (ControlPattern -> ControlPattern) -> ControlPattern -> ControlPattern -> ControlPattern",
        "One function for the sounds that have these controls, another for the others",
        "d1 $ contrast (# crush 4) (# speed 2) (n \"1\") $ n \"0 1\" # s \"drum\"",
        |call| contrast(call, Comparison::Equal, Some(0), Some(1), 2),
    ),
    pattern(
        &["contrastBy"],
        "b -> (ControlPattern -> ControlPattern) -> (ControlPattern -> ControlPattern) -> ControlPattern -> ControlPattern -> ControlPattern",
        "Like `contrast`, with a comparison of your own",
        "d1 $ contrastBy (>=) (# crush 4) (# speed 2) (n \"2\") $ n \"0 1 2 3\" # s \"drum\"",
        |call| {
            let operator = match &call.value(0).value {
                Val::Function(function) => match &**function {
                    Function::Operator(name, given, _) if given.is_empty() => name.clone(),
                    _ => String::new(),
                },
                _ => String::new(),
            };
            let comparison = match operator.as_str() {
                "==" => Comparison::Equal,
                "/=" => Comparison::NotEqual,
                "<" => Comparison::Less,
                "<=" => Comparison::LessOrEqual,
                ">" => Comparison::Greater,
                ">=" => Comparison::GreaterOrEqual,
                _ => return call.wrong(
                    0,
                    "a comparison is wanted here: `(==)`, `(/=)`, `(<)`, `(<=)`, `(>)` or `(>=)`",
                ),
            };
            contrast(call, comparison, Some(1), Some(2), 3)
        },
    ),
    pattern(
        &["fixRange"],
        "(ControlPattern -> ControlPattern) -> b -> ControlPattern -> ControlPattern",
        "Applies a function to the sounds of which a parameter lies in a range",
        "d1 $ fixRange (# crush 4) (pure $ Map.singleton \"n\" (VN 1, VN 3)) $ s \"drum*4\" # n \"1 2 4 0\"",
        |call| contrast_range(call, Some(0), None, 1),
    ),
    pattern(
        &["unfixRange"],
        "(ControlPattern -> ControlPattern) -> b -> ControlPattern -> ControlPattern",
        "Applies a function to the sounds of which a parameter does not lie in a range",
        "d1 $ unfixRange (# crush 4) (pure $ Map.singleton \"n\" (VN 1, VN 3)) $ s \"drum*4\" # n \"1 2 4 0\"",
        |call| contrast_range(call, None, Some(0), 1),
    ),
    pattern(
        &["contrastRange"],
        "(ControlPattern -> ControlPattern) -> (ControlPattern -> ControlPattern) -> b -> ControlPattern -> ControlPattern",
        "One function for the sounds of which a parameter lies in a range, another for the others",
        "d1 $ contrastRange (# speed 2) (# crush 4) (pure $ Map.singleton \"n\" (VN 1, VN 2)) $ n \"0 1 2 3\" # s \"drum\"",
        |call| contrast_range(call, Some(0), Some(1), 2),
    ),
    pattern(
        &["withResultTime"],
        "b -> Pattern a -> Pattern a",
        "Moves events by a function of their times",
        "d1 $ withResultTime (+ 0.25) $ s \"bd sn\"",
        |call| retimed(call, false),
    ),
    pattern(
        &["withQueryTime"],
        "b -> Pattern a -> Pattern a",
        "Asks for a pattern at other times, by a function of them",
        "d1 $ withQueryTime (+ 1) $ s \"<bd sn>\"",
        |call| retimed(call, true),
    ),
    pattern(
        &["filterValues"],
        "b -> Pattern a -> Pattern a",
        "Only the events whose value passes a test",
        "d1 $ s (filterValues (/= \"sn\") \"bd sn hh\")",
        |call| filter_by(call, Subject::Value),
    ),
    pattern(
        &["filterWhen"],
        "b -> Pattern a -> Pattern a",
        "Only the events that begin at a time that passes a test",
        "d1 $ filterWhen (>= 0) $ s \"bd sn\"",
        |call| filter_by(call, Subject::Onset),
    ),
    pattern(
        &["filterOnsets"],
        "Pattern a -> Pattern a",
        "Only the events that begin in what is asked for",
        "d1 $ filterOnsets $ s \"bd sn\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().filter(EventTest::Onset, p))
        },
    ),
    pattern(
        &["filterDigital"],
        "Pattern a -> Pattern a",
        "Only events",
        "d1 $ filterDigital $ s \"bd sn\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().filter(EventTest::Digital(true), p))
        },
    ),
    pattern(
        &["filterAnalog"],
        "Pattern a -> Pattern a",
        "Only what is continuous",
        "d1 $ s \"bd*4\" # pan (filterAnalog saw)",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().filter(EventTest::Digital(false), p))
        },
    ),
    pattern(
        &["filterJust"],
        "Pattern a -> Pattern a",
        "Only what is there",
        "d1 $ s (filterJust $ (\\x -> Just x) <$> \"bd sn\")",
        |call| Ok(call.pattern(0)),
    ),
    pattern(
        &["filterEvents"],
        "b -> Pattern a -> Pattern a",
        "Only the events that pass a test of events: `eventHasOnset`",
        "d1 $ filterEvents eventHasOnset $ s \"bd sn\"",
        |call| {
            let p = call.pattern(1);
            let slot = call.graph().slot();
            let value = answer(call, 0, Kind::Bool, slot.into())?;
            match value {
                Val::Slot(Kind::Bool, Scalar::Slot(asked)) if asked == slot => {
                    Ok(call.graph().filter(EventTest::Onset, p))
                }
                Val::Slot(Kind::Bool, _) => {
                    // A test that says the contrary, or always the same.
                    let nothing = call.graph().silence();
                    Ok(nothing)
                }
                _ => call.wrong(0, "a test of events is wanted here: `eventHasOnset`"),
            }
        },
    ),
];

fn span(call: &mut Call) -> (Scalar, Scalar) {
    match call.tuple(0)[..] {
        [Argument::Ratio(begin), Argument::Ratio(end)] => (begin.into(), end.into()),
        _ => (0i64.into(), 1i64.into()),
    }
}

/// What a function answers for one value, as a value.
fn answer(call: &mut Call, index: usize, kind: Kind, scalar: Scalar) -> Outcome<Val> {
    let function = call.value(index);
    let place = function.place;
    let argument = Located::new(Val::Slot(kind, scalar), place);
    call.evaluator.apply(function, vec![argument], place)
}

/// One of two patterns in each cycle, by the test that is the first argument.
fn by_cycle(call: &mut Call, moment: Moment, yes: Pattern, no: Pattern) -> Outcome<Pattern> {
    let slot = call.graph().slot();
    let kind = match moment {
        Moment::Cycle => Kind::Int,
        Moment::Query => Kind::Ratio,
    };
    let value = answer(call, 0, kind, slot.into())?;
    let located = Located::new(value, call.places[0]);
    let Some((_, test)) = call.evaluator.scalar(&located) else {
        return call.wrong(0, "a test is wanted here, such as `(> 2)`");
    };
    let graph = call.graph();
    let chosen = graph.branch(test, yes, no);
    Ok(graph.split(moment, slot, chosen))
}

fn filter_by(call: &mut Call, subject: Subject) -> Outcome<Pattern> {
    let p = call.pattern(1);
    let slot = call.graph().slot();
    let kind = match subject {
        Subject::Value => call.kind('a'),
        Subject::Onset => Kind::Ratio,
    };
    let value = answer(call, 0, kind, slot.into())?;
    let located = Located::new(value, call.places[0]);
    let test = match call.evaluator.scalar(&located) {
        Some((_, test)) => call.graph().steady(test),
        None => call.evaluator.pattern(&located, Kind::Bool)?,
    };
    Ok(call.graph().filter_by(subject, slot, test, p))
}

/// A pattern retimed by the function that is the first argument.
fn retimed(call: &mut Call, query: bool) -> Outcome<Pattern> {
    let p = call.pattern(1);
    let slot = call.graph().slot();
    let value = answer(call, 0, Kind::Ratio, slot.into())?;
    let located = Located::new(value, call.places[0]);
    let Some((_, time)) = call.evaluator.scalar(&located) else {
        return call.wrong(0, "a function of times is wanted here, such as `(+ 0.25)`");
    };
    Ok(call.graph().retime(query, slot, time, p))
}

fn contrast(
    call: &mut Call,
    comparison: Comparison,
    yes: Option<usize>,
    no: Option<usize>,
    template: usize,
) -> Outcome<Pattern> {
    let templates = [call.pattern(template)];
    contrasted(call, comparison, (yes, no), &templates, template + 1)
}

/// [`contrast`] by the range of one parameter: the argument is its name and the pair of values.
fn contrast_range(
    call: &mut Call,
    yes: Option<usize>,
    no: Option<usize>,
    range: usize,
) -> Outcome<Pattern> {
    let given = call.value(range);
    let wanted = "a range of a parameter is wanted here: `pure $ Map.singleton \"n\" (VN 1, VN 3)`";
    let Val::Tuple(parts) = &given.value else {
        return call.wrong(range, wanted);
    };
    let [name, ends] = &parts[..] else {
        return call.wrong(range, wanted);
    };
    let (Val::Text(name), Val::Tuple(ends)) = (&name.value, &ends.value) else {
        return call.wrong(range, wanted);
    };
    let mut templates = Vec::with_capacity(2);
    for end in ends.iter() {
        let Some((_, value)) = call.evaluator.scalar(end) else {
            return call.wrong(range, wanted);
        };
        templates.push(call.graph().pure_control(&name.text, value));
    }
    if templates.len() != 2 {
        return call.wrong(range, wanted);
    }
    contrasted(call, Comparison::Between, (yes, no), &templates, range + 1)
}

fn contrasted(
    call: &mut Call,
    comparison: Comparison,
    (yes, no): (Option<usize>, Option<usize>),
    templates: &[Pattern],
    pattern: usize,
) -> Outcome<Pattern> {
    let yes: Option<Callable> = yes.map(|i| call.function(i));
    let no: Option<Callable> = no.map(|i| call.function(i));
    let p = call.pattern(pattern);
    let run = |f: &Option<Callable>, call: &mut Call, p: Pattern| match f {
        Some(f) => call.run(f, &[p]),
        None => Ok(p),
    };
    call.contrast(
        comparison,
        &mut |call: &mut Call, p| run(&yes, call, p),
        &mut |call: &mut Call, p| run(&no, call, p),
        templates,
        p,
    )
}
