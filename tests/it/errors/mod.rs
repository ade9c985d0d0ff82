//! Wrong texts, each with what is said about it and which bytes are underlined: read as a user would.

mod arguments;
mod operators;
mod signals;
mod silent;
mod statements;
mod strings;

use phonon_language::{Context, Severity, compile};

/// Text, then for each message: the part underlined, the message, the help.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str, &'static str)],
);

fn found(text: &str) -> Vec<(String, String, String)> {
    let names: Vec<String> = ["bd", "sn", "hh", "a", "x"].map(str::to_owned).to_vec();
    let context = Context {
        sounds: Some(&names),
        ..Context::default()
    };
    let compilation = compile(text, &context, None);
    compilation
        .diagnostics
        .iter()
        .map(|d| {
            let message = match d.severity {
                Severity::Error => d.message.clone(),
                Severity::Warning => format!("warning: {}", d.message),
                Severity::Note => format!("note: {}", d.message),
            };
            (
                text[d.span.clone()].to_owned(),
                message,
                d.help.clone().unwrap_or_default(),
            )
        })
        .collect()
}

#[test]
fn every_wrong_text_says_what_is_wrong_and_where() {
    let groups = [
        arguments::CASES,
        operators::CASES,
        signals::CASES,
        silent::CASES,
        statements::CASES,
        strings::CASES,
    ];
    let mut wrong = Vec::new();
    for (text, expected) in groups.into_iter().flatten() {
        let found = found(text);
        let same = found.len() == expected.len()
            && found
                .iter()
                .zip(*expected)
                .all(|((a, b, c), (x, y, z))| a == x && b == y && c == z);
        if !same || expected.is_empty() {
            wrong.push(format!(
                "{text}\n    expected {expected:#?}\n    found {found:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
