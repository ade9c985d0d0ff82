//! Sequences of plain values: lists, and texts that are read letter by letter.

use super::{Argument, Builtin, Call, pattern};
use crate::evaluate::Evaluator;
use crate::evaluate::value::{EvalResult, Spanned, Value};
use crate::types::Kind;
use phonon_pattern::{PatternId, Rational};
use std::rc::Rc;

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["fromList"],
        "[b] -> Pattern a",
        "Values one after another, a cycle each",
        "d1 $ s (fromList [\"bd\", \"sn\"])",
        |call| {
            let values = plain(call, 0)?;
            Ok(call.graph().cat(&values))
        },
    ),
    pattern(
        &["fromMaybes"],
        "[b] -> Pattern a",
        "Values and rests one after another within a cycle",
        "d1 $ s (fromMaybes [Just \"bd\", Nothing])",
        |call| {
            let values = plain(call, 0)?;
            Ok(call.graph().fastcat(&values))
        },
    ),
    pattern(
        &["fastFromList", "listToPat", "fastfromList"],
        "[b] -> Pattern a",
        "Values one after another within a cycle",
        "d1 $ s (listToPat [\"bd\", \"sn\"])",
        |call| {
            let values = plain(call, 0)?;
            let count = Rational::integer(values.len() as i64);
            let all = call.graph().fastcat(&values);
            Ok(call.graph().with_steps(Some(count), all))
        },
    ),
    pattern(
        &["flatpat"],
        "b -> Pattern a",
        "Lists of values become values at once",
        "d1 $ n (flatpat $ listToPat [[1, 2], [3, 4]]) # s \"arpy\"",
        |call| {
            let (given, kind) = (call.value(0), call.kind('a'));
            match &given.value {
                Value::List(_) => plain_value(call.evaluator, &given, kind),
                _ => call.evaluator.pattern(&given, kind),
            }
        },
    ),
    pattern(
        &["sseq", "step"],
        "String -> String -> Pattern String",
        "A name where a text has an x, with a number where it has a digit",
        "d1 $ s (sseq \"bd\" \"x  x\")",
        |call| {
            let (name, text) = (call.text(0), call.text(1));
            Ok(sequenced(call, &name, &text))
        },
    ),
    pattern(
        &["sseqs"],
        "[(String, String)] -> Pattern String",
        "Several names, each where its text has an x",
        "d1 $ s (sseqs [(\"bd\", \"x  x\"), (\"sn\", \" x  \")])",
        |call| {
            let mut all = Vec::new();
            for item in call.list(0) {
                if let Argument::Tuple(parts) = item
                    && let [Argument::Text(name), Argument::Text(text)] = &parts[..]
                {
                    all.push(sequenced(call, name, text));
                }
            }
            Ok(call.graph().stack(&all))
        },
    ),
    pattern(
        &["sseq'", "step'"],
        "[String] -> String -> Pattern String",
        "Names by number: the first where a text has an x, others where it has a digit",
        "d1 $ s (sseq' [\"bd\", \"sn\"] \"x01 x\")",
        |call| {
            let names: Vec<String> = call
                .list(0)
                .into_iter()
                .filter_map(|item| match item {
                    Argument::Text(t) => Some(t),
                    _ => None,
                })
                .collect();
            let text = call.text(1);
            let graph = call.graph();
            let steps: Vec<_> = text
                .chars()
                .map(|c| {
                    let index = if c == 'x' { Some(0) } else { c.to_digit(10) };
                    match index.and_then(|i| names.get(i as usize)) {
                        Some(name) => {
                            let word = graph.word_value(name);
                            graph.pure(word)
                        }
                        None => graph.silence(),
                    }
                })
                .collect();
            Ok(graph.fastcat(&steps))
        },
    ),
];

/// The items of a list as values: a text is a name and no mini-notation, a list is all its items at once.
pub(super) fn plain(call: &mut Call, index: usize) -> EvalResult<Vec<PatternId>> {
    let kind = call.kind('a');
    let mut out = Vec::new();
    for item in call.list(index) {
        if let Argument::Value(item) = item {
            out.push(plain_value(call.evaluator, &item, kind)?);
        }
    }
    Ok(out)
}

fn plain_value(evaluator: &mut Evaluator, item: &Spanned, kind: Kind) -> EvalResult<PatternId> {
    match &item.value {
        Value::Text(text) if kind.is_word() => {
            let word = evaluator.graph.word_value(&text.text);
            Ok(evaluator.graph.pure(word))
        }
        Value::List(items) => {
            let items = Rc::clone(items);
            let values = items
                .iter()
                .map(|item| plain_value(evaluator, item, kind))
                .collect::<EvalResult<Vec<_>>>()?;
            Ok(evaluator.graph.stack(&values))
        }
        _ => evaluator.pattern(item, kind),
    }
}

fn sequenced(call: &mut Call, name: &str, text: &str) -> PatternId {
    let graph = call.graph();
    let steps: Vec<_> = text
        .chars()
        .map(|c| match c {
            'x' => {
                let word = graph.word_value(name);
                graph.pure(word)
            }
            c if c.is_ascii_digit() => {
                let word = graph.word_value(&format!("{name}:{c}"));
                graph.pure(word)
            }
            _ => graph.silence(),
        })
        .collect();
    graph.fastcat(&steps)
}
