//! Controls: the parameters of a sound, from the engine's table.

use super::{Build, Builtin};
use crate::engine::parameters::{self, Parameter};

pub(super) static ROWS: &[Builtin] = &[];

/// Controls whose numbers Tidal reads as notes.
const NOTES: &[&str] = &["n", "note", "midinote"];

/// A row for each parameter of the engine.
pub(super) fn controls() -> Vec<Builtin> {
    Parameter::all()
        .map(|parameter| control(parameter.description()))
        .collect()
}

fn control(row: &'static parameters::Description) -> Builtin {
    let mut names = vec![row.name];
    names.extend(row.aliases);
    let signature = match row.kind {
        parameters::Kind::Word => "Pattern String -> ControlPattern",
        parameters::Kind::Number if NOTES.contains(&row.name) => "Pattern Note -> ControlPattern",
        parameters::Kind::Number => "Pattern Double -> ControlPattern",
    };
    Builtin {
        // The table is made once and lives as long as the program.
        names: Box::leak(names.into_boxed_slice()),
        signature,
        doc: row.doc.trim_end_matches('.'),
        example: row.example,
        build: Build::Control { name: row.name },
    }
}
