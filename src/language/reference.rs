//! The reference: everything that has a name in a text, from the tables that the compiler itself reads.

use super::builtins;
use crate::engine::graph::nodes::{self, PortKind, Written};
use crate::engine::notes;
use crate::engine::parameters::{Kind, Parameter};
use crate::engine::voices::synths;

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name, and others for the same.
    pub names: Vec<&'static str>,
    /// Its type, range or arguments.
    pub shape: String,
    /// What each argument takes.
    pub arguments: Vec<String>,
    /// One line about what it does.
    pub doc: &'static str,
    /// A text that plays.
    pub example: &'static str,
}

/// The tables under their titles; synths come last.
#[must_use]
pub fn sections() -> [(&'static str, Vec<Entry>); 4] {
    let is_parameter =
        |name: &str| Parameter::all().any(|parameter| parameter.description().name == name);
    let functions = builtins::all()
        .filter(|row| !is_parameter(row.names[0]))
        .map(|row| Entry {
            names: row.names.to_vec(),
            shape: row.signature.to_owned(),
            arguments: Vec::new(),
            doc: row.doc,
            example: row.example,
        });
    let parameters = Parameter::all().map(|parameter| {
        let row = parameter.description();
        Entry {
            names: names(row.name, row.aliases),
            shape: match row.kind {
                Kind::Word => row.unit.to_owned(),
                Kind::Number => {
                    let default = row
                        .default
                        .map_or_else(String::new, |value| format!(", default {value}"));
                    format!("{} to {} {}{default}", row.range.0, row.range.1, row.unit)
                }
            },
            arguments: Vec::new(),
            doc: row.doc,
            example: row.example,
        }
    });
    let signals = nodes::entries().map(|row| Entry {
        names: names(row.name, row.aliases),
        shape: row
            .arguments()
            .iter()
            .map(argument)
            .collect::<Vec<_>>()
            .join(" "),
        arguments: row.arguments().iter().map(taken).collect(),
        doc: row.summary,
        example: row.example,
    });
    let synths = synths::TABLE.iter().map(|row| Entry {
        names: names(row.name, row.aliases),
        shape: row.parameters.join(" "),
        arguments: Vec::new(),
        doc: row.doc,
        example: row.example,
    });
    let sent = Entry {
        names: vec![notes::NAME],
        shape: "midichan velocity ccn ccv nrpn val progNum midibend miditouch".to_owned(),
        arguments: Vec::new(),
        doc: notes::DOC,
        example: notes::EXAMPLE,
    };
    [
        ("Functions of patterns", functions.collect()),
        ("Parameters of sounds", parameters.collect()),
        ("Signals and effects", signals.collect()),
        ("Synths", synths.chain([sent]).collect()),
    ]
}

fn names(name: &'static str, aliases: &'static [&'static str]) -> Vec<&'static str> {
    std::iter::once(name)
        .chain(aliases.iter().copied())
        .collect()
}

/// An argument of a signal function; in brackets with its default where it may be left out.
fn argument(port: &nodes::Port) -> String {
    let unit = unit(port);
    match port.default {
        Some(value) => format!("[{} = {value}{unit}]", port.name),
        None => port.name.to_owned(),
    }
}

/// The unit as it stands behind a number.
fn unit(port: &nodes::Port) -> String {
    match port.units.symbol() {
        "" => String::new(),
        symbol => format!(" {symbol}"),
    }
}

/// What an argument takes.
fn taken(port: &nodes::Port) -> String {
    let unit = unit(port);
    let from_to = match (port.minimum.is_finite(), port.maximum.is_finite()) {
        (false, false) => "any number".to_owned(),
        (true, false) => format!("from {}{unit}", port.minimum),
        _ => format!("{} to {}{unit}", port.minimum, port.maximum),
    };
    let takes = match port.kind {
        PortKind::Audio => "a sound".to_owned(),
        PortKind::Trigger => "events, or a signal that rises through 0.5".to_owned(),
        PortKind::Word(words) => format!("{}, patterned", words.join(" ")),
        PortKind::Text(Written::Numbers) => "numbers in a string that stays as it is".to_owned(),
        PortKind::Text(Written::Wave) => {
            "a wave's name, or its points, in a string that stays as it is".to_owned()
        }
        PortKind::Text(Written::Space) => {
            "a space or a sample in a string that stays as it is".to_owned()
        }
        PortKind::Number { audio_rate: true } => {
            format!("{from_to}; a pattern, or a signal at audio rate")
        }
        PortKind::Number { audio_rate: false } => {
            format!("{from_to}; a pattern, or a signal read every 64 frames")
        }
    };
    format!("`{}`: {takes}", port.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_says_what_it_does_and_shows_it() {
        for (title, entries) in sections() {
            assert!(entries.len() > 3, "{title}");
            for entry in entries {
                assert!(
                    !entry.doc.is_empty() && !entry.example.is_empty(),
                    "{:?}",
                    entry.names
                );
            }
        }
    }
}
