//! What is wrong with the arguments of a builtin, and what helps.

use super::fitting::{Kinds, fits, is_symbols};
use super::value::{EvalResult, Function, Spanned, Value};
use crate::builtins::{Build, Builtin, Special};
use crate::evaluate::Evaluator;
use crate::types::{Element, Kind, Type};
use phonon_pattern::mini;

impl Evaluator {
    /// Whether the first arguments of a row can be what its type says.
    pub(super) fn check(
        &self,
        row: &Builtin,
        kinds: &Kinds,
        arguments: &[Spanned],
    ) -> EvalResult<()> {
        for (index, (wanted, given)) in row.kind().arguments().iter().zip(arguments).enumerate() {
            if names_sounds(wanted, given) {
                let message = format!(
                    "`{}` needs {} {}; this string has names in it",
                    row.heading.name(),
                    wanted.noun(),
                    ordinal(row, index)
                );
                return given.wrong_with(message.replace(" ;", ";"), example(row));
            }
            if !fits(kinds, wanted, given) && !is_symbols(wanted, given) {
                self.misfit(row, index, wanted, given)?;
            }
            // `every 4 fast 2`: a function that is not whole.
            if let (Type::Function(parameters, _), Value::Function(function)) =
                (wanted, &given.value)
                && let Function::Builtin(inner, has, _) = &**function
                && !matches!(inner.build, Build::Value(_))
                && inner.arity() > has.len() + parameters.len()
                && let Some(next) = inner.kind().arguments().get(has.len())
            {
                let (outer, inner) = (row.heading.name(), inner.heading.name());
                return given.wrong_with(
                    format!(
                        "`{outer}` needs a function {}; `{inner}` still needs {}",
                        ordinal(row, index),
                        next.noun()
                    ),
                    format!("put brackets around it and its arguments: `({inner} …)`"),
                );
            }
        }
        Ok(())
    }

    /// What is wrong with the arguments that a function has so far.
    pub(crate) fn check_given(&self, function: &Function) -> EvalResult<()> {
        match function {
            Function::Builtin(row, given, _) => self.check(row, &Kinds::new(), given),
            Function::Then(before, ..) | Function::Compose(_, before) => match &before.value {
                Value::Function(inner) => self.check_given(inner),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    pub(crate) fn misfit(
        &self,
        row: &Builtin,
        index: usize,
        wanted: &Type,
        given: &Spanned,
    ) -> EvalResult<Value> {
        // The item of a list that is to blame.
        if let (Type::List(inner), Value::List(items)) = (wanted, &given.value)
            && let Some(item) = items.iter().find(|item| !fits(&Kinds::new(), inner, item))
        {
            let name = row.heading.name();
            let message = format!(
                "`{name}` needs {} in its list; this is {}",
                inner.noun(),
                item.value.noun()
            );
            return match self.hint(inner, item) {
                Some(help) => item.wrong_with(message, help),
                None => item.wrong_with(message, example(row)),
            };
        }
        let name = row.heading.name();
        let place = match row.arity() {
            1 => String::new(),
            _ => format!(" {}", ordinal(row, index)),
        };
        let message = format!(
            "`{name}` needs {}{place}; this is {}",
            wanted.noun(),
            given.value.noun()
        );
        // `pan left`
        if let Value::Function(function) = &given.value
            && let (Some("pan"), Some("left" | "right")) = (Some(name), function.name())
        {
            return given.wrong_with(
                message,
                "`# pan 0` is left, `# pan 0.5` the middle, `# pan 1` right",
            );
        }
        // `fast 2 s "bd"`
        if let (Type::Pattern(_), Value::Function(function)) = (wanted, &given.value)
            && let Function::Builtin(inner, has, _) = &**function
            && has.is_empty()
            && index + 1 == row.arity()
        {
            if inner.is(Special::IsOscillator) {
                let help = format!("`sine` is the wave: `{name} sine`, `{name} (fast 4 sine)`");
                return given.wrong_with(message, help);
            }
            let before = if row.arity() == 1 { "" } else { " …" };
            return given.wrong_with(
                message,
                format!(
                    "put `$` before it: `{name}{before} $ {} …`",
                    inner.heading.name()
                ),
            );
        }
        match self.hint(wanted, given) {
            Some(help) => given.wrong_with(message, help),
            None => given.wrong_with(message, example(row)),
        }
    }

    /// A word of help for an argument that does not fit.
    pub(crate) fn hint(&self, wanted: &Type, given: &Spanned) -> Option<String> {
        match (wanted, &given.value) {
            (Type::Pattern(Element::Kind(Kind::Controls)), Value::Text(_)) => {
                Some("write `s \"…\"` for sounds, `n \"…\"` for notes".to_owned())
            }
            (Type::Function(..), Value::Dual(_)) => Some("put `#` before it: `(# …)`".to_owned()),
            (Type::Function(..), Value::Pattern(Kind::Controls, _)) => Some(
                "a function has no sound of its own: `(fast 2)`, `(# speed 2)`".to_owned(),
            ),
            // `arp up`
            (Type::Pattern(Element::Kind(Kind::Word(_))), Value::Function(function))
                if matches!(&**function, Function::Builtin(_, given, _) if given.is_empty()) =>
            {
                Some("names go in quotes: `\"up\"`".to_owned())
            }
            (Type::Pattern(Element::Kind(kind)), Value::List(_)) if *kind != Kind::Controls => {
                Some("steps go in quotes: `\"0 1 2\"`; `fastFromList [0, 1, 2]` makes a pattern of a list".to_owned())
            }
            (Type::Pattern(_), Value::List(_)) => {
                Some("`stack [a, b]` plays all of a list, `cat [a, b]` one after another".to_owned())
            }
            (Type::Pattern(_), Value::Tuple(_)) => {
                Some("steps of a pattern go in quotes: `\"0 1\"`; spaces divide arguments: `euclid 3 8`".to_owned())
            }
            (Type::List(_), Value::Tuple(_)) => Some("a list is written `[a, b]`".to_owned()),
            (Type::Pattern(Element::Kind(Kind::Word(_))), Value::Number(number)) => {
                Some(format!("names go in quotes: `\"{}\"`", number.value))
            }
            // `fast $ s "bd"`: what is missing stands before.
            (Type::Pattern(_), Value::Function(function)) if function.name().is_some() => None,
            (_, Value::Function(function)) => self.missing(function),
            _ => None,
        }
    }

    /// What a function still waits for.
    pub(crate) fn missing(&self, function: &Function) -> Option<String> {
        match function {
            Function::Builtin(row, given, _) => Some(format!(
                "`{}` still needs {}: {}",
                row.heading.name(),
                row.kind().arguments().get(given.len())?.noun(),
                example(row)
            )),
            Function::Then(before, ..) | Function::Compose(_, before) => match &before.value {
                Value::Function(inner) => self.missing(inner),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Which argument of a row it is, in words.
fn ordinal(row: &Builtin, index: usize) -> &'static str {
    match row.arity() {
        1 => "",
        _ => ORDINALS.get(index).copied().unwrap_or(""),
    }
}

const ORDINALS: [&str; 8] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
];

/// Whether a string stands where numbers of times or steps are wanted, and is none: `slow "bd" 2`.
fn names_sounds(wanted: &Type, given: &Spanned) -> bool {
    let kind = match wanted {
        Type::Pattern(Element::Kind(Kind::Ratio)) => mini::Kind::Ratio,
        Type::Pattern(Element::Kind(Kind::Int)) => mini::Kind::Int,
        _ => return false,
    };
    let Value::Text(text) = &given.value else {
        return false;
    };
    given.value.likely().is_word()
        && mini::parse(&text.text, kind).is_err()
        && mini::parse(&text.text, mini::Kind::Word).is_ok()
}

/// A line that shows how a row is used, as help.
pub(crate) fn example(row: &Builtin) -> String {
    let uses = |line: &&str| row.heading.names().iter().any(|name| line.contains(name));
    let line = row
        .heading
        .example()
        .lines()
        .find(uses)
        .unwrap_or(row.heading.example());
    format!("for example `{line}`")
}
