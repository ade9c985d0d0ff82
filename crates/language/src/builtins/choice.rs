//! Choices and orders at random.

use super::{Argument, Builtin, Call, pattern, value};
use crate::evaluate::value::{Also, Deferred, EvalResult, Function, Spanned, Value};
use crate::syntax::Number;
use phonon_pattern::{Graph, PatternId, Shuffling, Wave, Weights};
use std::rc::Rc;

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["choose"],
        "[Pattern a] -> Pattern a",
        "One of the values at random at every moment",
        "d1 $ s \"drum*8\" # n (choose [0, 2, 7])",
        |call| {
            let options = call.patterns(0);
            let graph = call.graph();
            let random = graph.wave(Wave::Random);
            Ok(graph.choose_by(random, &options))
        },
    ),
    pattern(
        &["chooseBy"],
        "Pattern Double -> [Pattern a] -> Pattern a",
        "One of the values, by a pattern of numbers from 0 to 1",
        "d1 $ s \"drum*8\" # n (chooseBy (slow 2 saw) [0, 2, 7])",
        |call| {
            let (place, options) = (call.pattern(0), call.patterns(1));
            Ok(call.graph().choose_by(place, &options))
        },
    ),
    pattern(
        &["cycleChoose"],
        "[Pattern a] -> Pattern a",
        "One of the values at random in each cycle",
        "d1 $ s \"drum*4\" # n (cycleChoose [0, 2, 3])",
        |call| {
            let options = call.patterns(0);
            let graph = call.graph();
            let random = graph.wave(Wave::Random);
            let chosen = graph.choose_by(random, &options);
            Ok(graph.once_a_cycle(chosen))
        },
    ),
    pattern(
        &["wchoose"],
        "[(Pattern a, Pattern Double)] -> Pattern a",
        "One of the values at random, each with its weight",
        "d1 $ s \"drum*8\" # n (wchoose [(0, 3), (4, 1)])",
        |call| {
            let (options, weights) = weighted(call, 0);
            let graph = call.graph();
            let random = graph.wave(Wave::Random);
            Ok(weighted_choice(graph, random, &options, &weights))
        },
    ),
    pattern(
        &["wchooseBy"],
        "Pattern Double -> [(Pattern a, Pattern Double)] -> Pattern a",
        "One of the values with its weight, by a pattern of numbers from 0 to 1",
        "d1 $ s \"drum*8\" # n (wchooseBy (slow 2 saw) [(0, 3), (4, 1)])",
        |call| {
            let place = call.pattern(0);
            let (options, weights) = weighted(call, 1);
            Ok(weighted_choice(call.graph(), place, &options, &weights))
        },
    ),
    pattern(
        &["randcat"],
        "[Pattern a] -> Pattern a",
        "One of the patterns at random in each cycle",
        "d1 $ randcat [s \"bd*2\", s \"sn\", s \"hh*4\"]",
        |call| {
            let patterns = call.patterns(0);
            Ok(call.graph().randcat(&patterns))
        },
    ),
    pattern(
        &["wrandcat"],
        "[(Pattern a, Pattern Double)] -> Pattern a",
        "One of the patterns at random in each cycle, each with its weight",
        "d1 $ wrandcat [(s \"bd*2\", 3), (s \"sn\", 1)]",
        |call| {
            let (patterns, weights) = weighted(call, 0);
            let graph = call.graph();
            let random = graph.wave(Wave::Random);
            let random = graph.once_a_cycle(random);
            let index = graph.weighted_index(random, &weights);
            Ok(graph.pick_once_a_cycle(index, &patterns))
        },
    ),
    value(
        &["spreadr", "spreadChoose"],
        "a -> [b] -> c",
        "Calls a function with an item of a list chosen at random in each cycle",
        "d1 $ spreadr fast [1, 2, 4] $ s \"bd sn\"",
        |call| Ok(spread_at_random(call)),
    ),
    pattern(
        &["shuffle"],
        "Pattern Int -> Pattern a -> Pattern a",
        "Plays n parts of each cycle in random order, each once",
        "d1 $ n (shuffle 8 $ run 8) # s \"drum\"",
        |call| {
            let (n, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().shuffle(n, p))
        },
    ),
    pattern(
        &["scramble"],
        "Pattern Int -> Pattern a -> Pattern a",
        "Plays n parts of each cycle, in each place one at random",
        "d1 $ n (scramble 8 $ run 8) # s \"drum\"",
        |call| {
            let (n, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().scramble(n, p))
        },
    ),
    pattern(
        &["randrun"],
        "Num a => Pattern Int -> Pattern a",
        "The numbers from 0 to below n in random order",
        "d1 $ n (randrun 8) # s \"drum\"",
        |call| {
            let n = call.pattern(0);
            let graph = call.graph();
            Ok(graph.patterned(n, |graph, n| graph.shuffled(n, Shuffling::Order)))
        },
    ),
    pattern(
        &["randStruct"],
        "Num a => Int -> Pattern a",
        "The numbers from 0 to below n, of random lengths",
        "d1 $ n (randStruct 8) # s \"drum\"",
        |call| {
            let n = call.int(0);
            Ok(call.graph().shuffled(n, Shuffling::Lengths))
        },
    ),
    pattern(
        &["randslice"],
        "Pattern Int -> ControlPattern -> ControlPattern",
        "One of n parts of each sound, another in each cycle",
        "d1 $ randslice 8 $ s \"breaks125\"",
        |call| {
            let (n, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().random_slice(n, p))
        },
    ),
    pattern(
        &["stripe"],
        "Pattern Int -> Pattern a -> Pattern a",
        "Plays n cycles in each cycle, of random lengths",
        "d1 $ stripe 2 $ s \"bd sn\"",
        |call| {
            let (n, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().stripe(n, p))
        },
    ),
    pattern(
        &["slowstripe"],
        "Pattern Int -> Pattern a -> Pattern a",
        "Plays n cycles in n cycles, of random lengths",
        "d1 $ slowstripe 2 $ s \"bd sn\"",
        |call| {
            let (n, p) = (call.pattern(0), call.pattern(1));
            let striped = call.graph().stripe(n, p);
            Ok(call.graph().slow(n, striped))
        },
    ),
    pattern(
        &["permstep"],
        "Int -> [b] -> Pattern Double -> Pattern a",
        "Values one after another that fill n steps: a number from 0 to 1 chooses how unequal their lengths are",
        "d1 $ n (permstep 8 [0, 4, 7] sine) # s \"arpy\"",
        |call| {
            let (steps, place) = (call.int(0), call.pattern(2));
            let things = super::value_lists::plain(call, 1)?;
            let graph = call.graph();
            match graph.permstep(steps, &things, place) {
                Some(p) => Ok(p),
                None => call.wrong(1, "there are too many ways to fill these steps"),
            }
        },
    ),
    pattern(
        &["markovPat", "markovpat"],
        "Pattern Int -> Pattern Int -> [[Double]] -> Pattern Int",
        "A random walk of n steps from a state, by a table of how likely each state follows each",
        "d1 $ n (markovPat 8 1 [[3, 5, 2], [4, 4, 2], [1, 3, 0]]) # s \"arpy\"",
        |call| {
            let (steps, start, weights) = (call.pattern(0), call.pattern(1), weights(call, 2));
            let graph = call.graph();
            Ok(graph.patterned(steps, |graph, steps| {
                graph.patterned(start, |graph, start| graph.walk(steps, start, weights))
            }))
        },
    ),
    value(
        &["runMarkov"],
        "Int -> [[Double]] -> Int -> Time -> a",
        "The states of a random walk as a list: how many, the table, the first, a seed",
        "d1 $ n (listToPat $ runMarkov 16 [[3, 2, 5], [4, 1, 2], [5, 3, 2]] 0 0) # s \"arpy\"",
        |call| {
            let (steps, start, seed) = (call.int(0).clamp(0, 1024), call.int(2), call.ratio(3));
            let (weights, place) = (weights(call, 1), call.place);
            let states =
                call.graph()
                    .randomness()
                    .walk(&weights, steps as usize, start, seed.to_f64());
            let states = states
                .map(|state| Spanned::new(Value::Number(Number::integer(state as i64)), place));
            Ok(Value::List(Rc::new(states.collect())))
        },
    ),
];

/// The argument at `index`, a list of pairs of a pattern and its weight.
fn weighted(call: &Call, index: usize) -> (Vec<PatternId>, Vec<PatternId>) {
    let pairs = call.list(index).into_iter();
    pairs
        .filter_map(|pair| match pair {
            Argument::Tuple(parts) => match parts[..] {
                [Argument::Pattern(option), Argument::Pattern(weight)] => Some((option, weight)),
                _ => None,
            },
            _ => None,
        })
        .unzip()
}

/// The table of a random walk that is the argument at `index`, each row as shares of 1.
fn weights(call: &Call, index: usize) -> Weights {
    let row = |row: Argument| -> Box<[f64]> {
        let Argument::List(items) = row else {
            return Box::default();
        };
        let numbers: Vec<f64> = items
            .into_iter()
            .filter_map(|item| match item {
                Argument::Number(x) => Some(x),
                _ => None,
            })
            .collect();
        let total: f64 = numbers.iter().sum();
        numbers.into_iter().map(|x| x / total).collect()
    };
    call.list(index).into_iter().map(row).collect()
}

fn weighted_choice(
    graph: &mut Graph,
    place: PatternId,
    options: &[PatternId],
    weights: &[PatternId],
) -> PatternId {
    let index = graph.weighted_index(place, weights);
    graph.choose_at(index, options)
}

/// `spreadr f [a, b]` is a function of one more argument: in each cycle, what f makes of it with an item.
fn spread_at_random(call: &mut Call) -> Value {
    let function = call.value(0);
    let items: Vec<Spanned> = call
        .list(1)
        .into_iter()
        .filter_map(|item| match item {
            Argument::Value(value) => Some(value),
            _ => None,
        })
        .collect();
    let items = Rc::new(items);
    Value::function(Function::Native(
        "spreadr",
        1,
        Rc::new(move |_, mut arguments, place| {
            let Some(argument) = arguments.pop() else {
                return Ok(Value::List(Rc::new(Vec::new())));
            };
            let (function, items) = (function.clone(), Rc::clone(&items));
            Ok(Value::Deferred(Rc::new(Deferred {
                likely: argument.value.likely(),
                numeric: false,
                also: Also::Nothing,
                make: Box::new(move |evaluator, kind| {
                    let made: EvalResult<Vec<PatternId>> = items
                        .iter()
                        .map(|item| {
                            let given = vec![item.clone(), argument.clone()];
                            let made = evaluator.apply(function.clone(), given, place)?;
                            evaluator.pattern(&Spanned::new(made, item.place), kind)
                        })
                        .collect();
                    let made = made?;
                    let graph = &mut evaluator.graph;
                    let index = graph.random_below(made.len() as i64);
                    Ok(graph.pick_once_a_cycle(index, &made))
                }),
            })))
        }),
        Vec::new(),
    ))
}
