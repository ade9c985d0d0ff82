//! Statements that replace others, as they do in a session of Tidal, and names that hide builtins.

use crate::builtins;
use crate::compile::candidate::Candidate;
use crate::diagnostic::{Diagnostic, Place};
use crate::syntax::lexer::{self, TokenKind};
use crate::syntax::{Setting, StatementKind};
use std::collections::HashMap;

/// Notes statements that replace others, as they do in a session, and names that hide builtins.
pub(crate) fn duplicates(text: &str, candidates: &[Candidate], diagnostics: &mut Vec<Diagnostic>) {
    let tokens = lexer::tokens(text);
    // Whether the text means the function of this name above a place.
    let is_used_above = |name: &str, place: Place| {
        let mut above = tokens.iter().take_while(|it| it.place.start < place.start);
        above.any(|it| it.kind == TokenKind::Name && it.text(text) == name)
    };
    let mut seen: HashMap<String, Place> = HashMap::new();
    for candidate in candidates {
        let Some(statement) = &candidate.written else {
            continue;
        };
        let name = match &statement.kind {
            StatementKind::Output(0, _)
            | StatementKind::Once(_)
            | StatementKind::All(_)
            | StatementKind::Command(_)
            | StatementKind::Hush
            | StatementKind::Preamble => continue,
            StatementKind::Mute(_) | StatementKind::Solo(_) => continue,
            StatementKind::Output(number, _) => format!("o{number}"),
            StatementKind::Bus(name, _) => format!("~{name}"),
            StatementKind::Define(name, ..) => name.clone(),
            StatementKind::Setting(Setting::Cps | Setting::Bpm, _) => "the tempo".to_owned(),
            StatementKind::Setting(Setting::Beats, _) | StatementKind::Bars => "beats".to_owned(),
            StatementKind::Setting(Setting::Seed, _) => "seed".to_owned(),
        };
        if let StatementKind::Define(name, ..) = &statement.kind
            && builtins::find(name).is_some()
            && !seen.contains_key(name)
            && is_used_above(name, statement.label)
        {
            diagnostics.push(
                Diagnostic::note(
                    statement.label,
                    format!("`{name}` hides the function of that name"),
                )
                .with_help("choose another name to use both"),
            );
        }
        if seen.insert(name.clone(), statement.label).is_some() {
            if let StatementKind::Define(name, ..) = &statement.kind {
                let message = format!("`{name}` is defined again; from here on it means this");
                diagnostics.push(Diagnostic::note(statement.label, message));
                continue;
            }
            let label = text[statement.label.range()].trim_end_matches(':');
            let shown = match &statement.kind {
                StatementKind::Output(..) if !label.contains(' ') => format!("`{label}`"),
                _ if name == "the tempo" => name,
                _ => format!("`{name}`"),
            };
            let mut note = Diagnostic::note(
                statement.label,
                format!("{shown} is set twice; this one replaces the one before"),
            );
            if matches!(statement.kind, StatementKind::Output(..)) {
                note = note.with_help("`stack […]` plays several things on one output");
            }
            diagnostics.push(note);
        }
    }
}
