//! Filters of events: by their controls, their values, their times.

use super::conditions::answer;
use super::{Builtin, Call, Callable, Special, pattern};
use crate::evaluate::value::{EvalResult, Function, Spanned, Value};
use crate::types::Kind;
use phonon_pattern::transform::function::HigherOrder;
use phonon_pattern::{Comparison, EventTest, PatternId, Scalar, Subject};

pub(super) static ROWS: &[Builtin] = &[
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
                Value::Function(function) => match &**function {
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
                    "a comparison is needed here: `(==)`, `(/=)`, `(<)`, `(<=)`, `(>)` or `(>=)`",
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
        &["filterValues"],
        "b -> Pattern a -> Pattern a",
        "Only the events whose value passes a test",
        "d1 $ s (filterValues (/= \"sn\") \"bd sn hh\")",
        |call| filter_by(call, Subject::Value),
    )
    .that(Special::PicksValues),
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
                Value::Slot(Kind::Bool, Scalar::Slot(asked)) if asked == slot => {
                    Ok(call.graph().filter(EventTest::Onset, p))
                }
                Value::Slot(Kind::Bool, _) => {
                    // A test that says the contrary, or always the same.
                    let nothing = call.graph().silence();
                    Ok(nothing)
                }
                _ => call.wrong(0, "a test of events is needed here: `eventHasOnset`"),
            }
        },
    ),
];

fn filter_by(call: &mut Call, subject: Subject) -> EvalResult<PatternId> {
    let p = call.pattern(1);
    let slot = call.graph().slot();
    let kind = match subject {
        Subject::Value => call.kind('a'),
        Subject::Onset => Kind::Ratio,
    };
    let value = answer(call, 0, kind, slot.into())?;
    let located = Spanned::new(value, call.places[0]);
    let test = match call.evaluator.scalar(&located) {
        Some((_, test)) => call.graph().steady(test),
        None => call.evaluator.pattern(&located, Kind::Bool)?,
    };
    Ok(call.graph().filter_by(subject, slot, test, p))
}

fn contrast(
    call: &mut Call,
    comparison: Comparison,
    yes: Option<usize>,
    no: Option<usize>,
    template: usize,
) -> EvalResult<PatternId> {
    let templates = [call.pattern(template)];
    contrasted(call, comparison, (yes, no), &templates, template + 1)
}

/// [`contrast`] by the range of one parameter: the argument is its name and the pair of values.
fn contrast_range(
    call: &mut Call,
    yes: Option<usize>,
    no: Option<usize>,
    range: usize,
) -> EvalResult<PatternId> {
    let given = call.value(range);
    let wanted = "a range of a parameter is needed here: `pure $ Map.singleton \"n\" (VN 1, VN 3)`";
    let Value::Tuple(parts) = &given.value else {
        return call.wrong(range, wanted);
    };
    let [name, ends] = &parts[..] else {
        return call.wrong(range, wanted);
    };
    let (Value::Text(name), Value::Tuple(ends)) = (&name.value, &ends.value) else {
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
    templates: &[PatternId],
    pattern: usize,
) -> EvalResult<PatternId> {
    let yes: Option<Callable> = yes.map(|i| call.function(i));
    let no: Option<Callable> = no.map(|i| call.function(i));
    let p = call.pattern(pattern);
    let run = |f: &Option<Callable>, call: &mut Call, p: PatternId| match f {
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
