//! Several patterns: one after another, chosen, named, woven.

use super::{Argument, Builtin, Call, Callable, pattern};
use crate::evaluate::value::EvalResult;
use crate::syntax::words::words as words_in;
use crate::types::Kind;
use phonon_pattern::transform::function::HigherOrder;
use phonon_pattern::{Join, Operation, PatternId, Rational, Structure, Value as EventValue};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["append", "slowAppend", "slowappend"],
        "Pattern a -> Pattern a -> Pattern a",
        "Plays two patterns in turn, a cycle each",
        "d1 $ append (s \"bd*2\") (s \"hh*4\")",
        |call| {
            let both = [call.pattern(0), call.pattern(1)];
            Ok(call.graph().cat(&both))
        },
    ),
    pattern(
        &["fastAppend", "fastappend"],
        "Pattern a -> Pattern a -> Pattern a",
        "Plays two patterns in turn within a cycle",
        "d1 $ fastAppend (s \"bd*2\") (s \"hh*4\")",
        |call| {
            let both = [call.pattern(0), call.pattern(1)];
            Ok(call.graph().fastcat(&both))
        },
    ),
    pattern(
        &["interlace"],
        "ControlPattern -> ControlPattern -> ControlPattern",
        "Moves the shape of sounds from one pattern to the other and back",
        "d1 $ interlace (s \"bd*2\") (s \"hh*4\")",
        |call| {
            let both = [call.pattern(0), call.pattern(1)];
            Ok(call.graph().interlace(both[0], both[1]))
        },
    ),
    pattern(
        &["run"],
        "Num a => Pattern a -> Pattern a",
        "Counts from 0 in each cycle",
        "d1 $ n (run 4) # s \"arpy\"",
        |call| {
            let n = call.pattern(0);
            let run = call.graph().run_of(n);
            Ok(numbers(call, run))
        },
    ),
    pattern(
        &["scan"],
        "Num a => Pattern a -> Pattern a",
        "Counts from 0, one further in each cycle",
        "d1 $ n (scan 4) # s \"arpy\"",
        |call| {
            let n = call.pattern(0);
            let scan = call.graph().scan_of(n);
            Ok(numbers(call, scan))
        },
    ),
    pattern(
        &["spreadf"],
        "[Pattern a -> Pattern a] -> Pattern a -> Pattern a",
        "Several functions in turn, a cycle each",
        "d1 $ spreadf [rev, fast 2] $ s \"bd sn\"",
        |call| {
            let p = call.pattern(1);
            let mut turns = Vec::new();
            for f in call.functions(0) {
                turns.push(call.run(&f, &[p])?);
            }
            Ok(call.graph().cat(&turns))
        },
    ),
    pattern(
        &["ur"],
        "Pattern Time -> Pattern String -> [(String, Pattern a)] -> [(String, Pattern a -> Pattern a)] -> Pattern a",
        "Patterns by name over so many cycles, with functions by name: `name:function`",
        "d1 $ ur 4 \"a [b, a:r]\" [(\"a\", s \"bd sn\"), (\"b\", s \"hh*4\")] [(\"r\", rev)]",
        ur,
    ),
    pattern(
        &["inhabit"],
        "[(String, Pattern a)] -> Pattern String -> Pattern a",
        "Squeezes patterns by name into events",
        "d1 $ inhabit [(\"a\", s \"bd*2\"), (\"b\", s \"sn\")] \"a b a\"",
        |call| {
            let named = named(call, 0);
            let keys: Vec<&str> = named.iter().map(|(key, _)| key.as_str()).collect();
            call.check_keys(1, &keys, words_in);
            let words = call.pattern(1);
            let graph = call.graph();
            let table: Vec<_> = named
                .iter()
                .map(|(name, p)| (graph.intern(name), *p))
                .collect();
            let slot = graph.slot();
            let chosen = graph.lookup(slot, &table);
            Ok(graph.join(Join::Squeeze, words, slot, chosen))
        },
    ),
    pattern(
        &["swap"],
        "[(Pattern b, Pattern a)] -> Pattern b -> Pattern a",
        "Values by their names: the second of each pair where the pattern has the first; others are left out",
        "d1 $ s (swap [(\"a\", \"bd\"), (\"b\", \"sn\")] \"a b*2 c a\")",
        |call| {
            let pairs = call.list(0);
            let keys = call.pattern(1);
            let graph = call.graph();
            let slot = graph.slot();
            let mut chosen = graph.silence();
            // Of two pairs with one key the first counts.
            for pair in pairs.iter().rev() {
                if let Argument::Tuple(parts) = pair
                    && let [Argument::Pattern(key), Argument::Pattern(value)] = parts[..]
                {
                    let Some(key) = graph.constant(key) else {
                        return call.wrong(0, "the first of each pair is one value");
                    };
                    let is_it = graph.formula_of(Operation::Equal, slot, key);
                    chosen = graph.branch(is_it, value, chosen);
                }
            }
            Ok(graph.join(Join::Outer, keys, slot, chosen))
        },
    ),
    pattern(
        &["seqP"],
        "[(Time, Time, Pattern a)] -> Pattern a",
        "Patterns from a cycle to a cycle of the song",
        "d1 $ seqP [(0, 4, s \"bd*4\"), (2, 6, s \"hh*8\")]",
        |call| Ok(score(call).0),
    ),
    pattern(
        &["seqPLoop"],
        "[(Time, Time, Pattern a)] -> Pattern a",
        "Patterns from a cycle to a cycle, in a loop",
        "d1 $ seqPLoop [(0, 4, s \"bd*4\"), (2, 6, s \"hh*8\")]",
        |call| {
            let (p, begin, end) = score(call);
            let graph = call.graph();
            let moved = graph.late_by(-begin, p);
            let length = graph.pure(end - begin);
            Ok(graph.time_loop(length, moved))
        },
    ),
    pattern(
        &["weave"],
        "Pattern Time -> ControlPattern -> [ControlPattern] -> ControlPattern",
        "Applies a slow pattern to several patterns, each a part later in it",
        "d1 $ weave 4 (pan sine) [s \"bd sn\", s \"arpy*4\"]",
        |call| {
            let (t, base, threads) = (call.pattern(0), call.pattern(1), call.patterns(2));
            let count = threads.len();
            call.weave_with(t, base, count, &mut |call: &mut Call, i, p| {
                Ok(call.graph().with_controls(threads[i], p))
            })
        },
    ),
    pattern(
        &["weaveWith", "weave'"],
        "Pattern Time -> Pattern a -> [Pattern a -> Pattern a] -> Pattern a",
        "Applies several functions to a pattern, each a part later",
        "d1 $ weaveWith 3 (s \"bd [sn cp]\") [fast 2, (# speed 0.5)]",
        |call| {
            let (t, base, functions) = (call.pattern(0), call.pattern(1), call.functions(2));
            let count = functions.len();
            call.weave_with(t, base, count, &mut |call: &mut Call, i, p| {
                call.run(&functions[i], &[p])
            })
        },
    ),
    pattern(
        &["squeeze"],
        "Pattern Int -> [Pattern a] -> Pattern a",
        "Squeezes patterns by number into events",
        "d1 $ squeeze \"0 1\" [s \"bd*2\", s \"hh*4\"]",
        |call| {
            let (index, patterns) = (call.pattern(0), call.patterns(1));
            let graph = call.graph();
            let slot = graph.slot();
            let chosen = graph.select(slot, &patterns);
            Ok(graph.join(Join::Squeeze, index, slot, chosen))
        },
    ),
    pattern(
        &["select"],
        "Pattern Double -> [Pattern a] -> Pattern a",
        "One of several patterns, by a number from 0 to 1",
        "d1 $ select \"<0 0.5 1>\" [s \"bd*2\", s \"hh*4\", s \"cp\"]",
        |call| {
            let (place, patterns) = (call.pattern(0), call.patterns(1));
            let count = patterns.len().max(1) as f64 - 1.0;
            Ok(call.graph().patterned(place, |graph, place| {
                let place = graph.formula_of(Operation::Maximum, place, 0.0);
                let place = graph.formula_of(Operation::Minimum, place, 1.0);
                let index = graph.product(place, count);
                graph.select(index, &patterns)
            }))
        },
    ),
    pattern(
        &["selectF"],
        "Pattern Double -> [Pattern a -> Pattern a] -> Pattern a -> Pattern a",
        "One of several functions, by a number from 0 to 1",
        "d1 $ selectF \"<0 0.5 1>\" [rev, fast 2, hurry 3] $ s \"bd sn\"",
        |call| {
            let (place, functions, p) = (call.pattern(0), call.functions(1), call.pattern(2));
            let count = functions.len() as f64 * 0.999_999;
            let changed = each(call, &functions, p)?;
            Ok(call.graph().patterned(place, |graph, place| {
                let index = graph.product(place, count);
                graph.select(index, &changed)
            }))
        },
    ),
    pattern(
        &["pickF"],
        "Pattern Int -> [Pattern a -> Pattern a] -> Pattern a -> Pattern a",
        "One of several functions, by number",
        "d1 $ pickF \"<0 1>\" [rev, fast 2] $ s \"bd sn\"",
        |call| {
            let (index, functions, p) = (call.pattern(0), call.functions(1), call.pattern(2));
            let changed = each(call, &functions, p)?;
            Ok(call
                .graph()
                .patterned(index, |graph, index| graph.select(index, &changed)))
        },
    ),
    pattern(
        &["fit"],
        "Pattern Int -> [Pattern a] -> Pattern Int -> Pattern a",
        "Patterns by number, counted so much further in each cycle",
        "d1 $ fit 1 [s \"bd\", s \"sn\", s \"hh\"] \"0 1\"",
        |call| {
            let (step, patterns, index) = (call.pattern(0), call.patterns(1), call.pattern(2));
            Ok(call.graph().fit(step, index, &patterns))
        },
    ),
    pattern(
        &["snowball"],
        "Int -> (Pattern a -> Pattern a -> Pattern a) -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "A function again and again, each result joined to those before, a cycle each",
        "d1 $ n (snowball 4 (+) (slow 2) \"1 2\") # s \"arpy\"",
        |call| {
            let (depth, join, f, p) = (
                call.int(0),
                call.function(1),
                call.function(2),
                call.pattern(3),
            );
            let (mut next, mut all) = (p, p);
            let mut turns = vec![p];
            for _ in 1..depth.clamp(0, 256) {
                next = call.run(&f, &[next])?;
                all = call.run(&join, &[all, next])?;
                turns.push(all);
            }
            turns.truncate(usize::try_from(depth).unwrap_or(0));
            Ok(call.graph().cat(&turns))
        },
    ),
    pattern(
        &["soak"],
        "Int -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "A function once more in each of so many cycles",
        "d1 $ n (soak 4 (+ 12) \"0 4 7\") # s \"arpy\"",
        |call| {
            let (depth, f, p) = (call.int(0), call.function(1), call.pattern(2));
            let mut next = p;
            let mut turns = vec![p];
            for _ in 1..depth.clamp(0, 256) {
                next = call.run(&f, &[next])?;
                turns.push(next);
            }
            turns.truncate(usize::try_from(depth).unwrap_or(0));
            Ok(call.graph().cat(&turns))
        },
    ),
    pattern(
        &["stackwith", "stackWith"],
        "Pattern a -> [Pattern a] -> Pattern a",
        "Several patterns together, each with another a part later",
        "d1 $ stackwith (pan saw) [s \"bd*2\", s \"sn\"]",
        |call| {
            let (with, patterns) = (call.pattern(0), call.patterns(1));
            let count = patterns.len() as i64;
            let graph = call.graph();
            let all: Vec<_> = patterns
                .into_iter()
                .enumerate()
                .map(|(i, p)| {
                    let time = Rational::integer(i as i64) / Rational::integer(count);
                    let late = graph.late_by(-time, with);
                    graph.apply(Operation::KeepRight, Structure::Left, p, late)
                })
                .collect();
            Ok(graph.stack(&all))
        },
    ),
    pattern(
        &["mconcat"],
        "[Pattern a] -> Pattern a",
        "Plays patterns together",
        "d1 $ mconcat [s \"bd*2\", s \"hh*4\"]",
        |call| {
            let patterns = call.patterns(0);
            Ok(call.graph().stack(&patterns))
        },
    ),
    pattern(
        &["fit'"],
        "Pattern Time -> Int -> Pattern Int -> Pattern Int -> Pattern a -> Pattern a",
        "Cuts a pattern, at a speed, in n parts by one pattern of numbers and plays them by another",
        "d1 $ fit' 1 2 \"0 1\" \"1 0\" $ s \"bd sn\"",
        |call| {
            let (speed, n, from) = (call.pattern(0), call.int(1), call.pattern(2));
            let (to, p) = (call.pattern(3), call.pattern(4));
            Ok(call.graph().refit(speed, n, from, to, p))
        },
    ),
];

/// The patterns that functions make of one.
fn each(call: &mut Call, functions: &[Callable], p: PatternId) -> EvalResult<Vec<PatternId>> {
    functions.iter().map(|f| call.run(f, &[p])).collect()
}

/// Numbers of the kind that the row's variable stands for.
fn numbers(call: &mut Call, p: PatternId) -> PatternId {
    let one = match call.kind('a') {
        Kind::Float => EventValue::Float(1.0),
        Kind::Note => EventValue::Note(1.0),
        Kind::Ratio => EventValue::Ratio(Rational::ONE),
        _ => return p,
    };
    let graph = call.graph();
    let steps = graph.steps(p);
    let numbers = graph.adjust(Operation::Multiply, p, one);
    graph.with_steps(steps, numbers)
}

/// The pairs of names and patterns of an argument.
fn named(call: &Call, index: usize) -> Vec<(String, PatternId)> {
    call.list(index)
        .into_iter()
        .filter_map(|item| match item {
            Argument::Tuple(parts) => match &parts[..] {
                [Argument::Text(name), Argument::Pattern(p)] => Some((name.clone(), *p)),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

fn ur(call: &mut Call) -> EvalResult<PatternId> {
    let (cycles, words) = (call.pattern(0), call.pattern(1));
    let patterns = named(call, 2);
    let mut names = Vec::new();
    let mut functions = Vec::new();
    for item in call.list(3) {
        if let Argument::Tuple(parts) = item
            && let [Argument::Text(name), Argument::Function(f)] = &parts[..]
        {
            names.push(name.clone());
            functions.push(f.clone());
        }
    }
    let keys: Vec<&str> = patterns.iter().map(|(key, _)| key.as_str()).collect();
    call.check_keys(1, &keys, words_in);
    let keys: Vec<&str> = names.iter().map(String::as_str).collect();
    call.check_keys(1, &keys, behind_colons);
    let letters: Vec<String> = call
        .graph()
        .words()
        .map(|(_, word)| word.to_owned())
        .collect();
    let transform = &mut |call: &mut Call, i: usize, p| call.run(&functions[i], &[p]);
    call.ur(cycles, words, &letters, &patterns, &names, transform)
}

/// The names behind colons: of `a:rev b` it is `rev`.
fn behind_colons(text: &str) -> Vec<(usize, &str)> {
    let parts = text.match_indices(':').map(|(colon, _)| {
        let rest = &text[colon + 1..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '\'');
        (colon + 1, &rest[..end.unwrap_or(rest.len())])
    });
    parts.filter(|(_, name)| !name.is_empty()).collect()
}

/// What plays from when to when, and from when to when there is anything.
fn score(call: &mut Call) -> (PatternId, Rational, Rational) {
    let mut parts = Vec::new();
    let (mut first, mut last) = (None::<Rational>, None::<Rational>);
    for item in call.list(0) {
        if let Argument::Tuple(part) = item
            && let [
                Argument::Ratio(begin),
                Argument::Ratio(end),
                Argument::Pattern(p),
            ] = part[..]
        {
            let graph = call.graph();
            let moved = graph.late_by(begin.floor(), p);
            parts.push(graph.window(begin, end, moved));
            first = Some(first.map_or(begin, |f| f.min(begin)));
            last = Some(last.map_or(end, |l| l.max(end)));
        }
    }
    let all = call.graph().stack(&parts);
    (
        all,
        first.unwrap_or(Rational::ZERO),
        last.unwrap_or(Rational::ONE),
    )
}
