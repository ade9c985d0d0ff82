//! `phonon docs`: the reference, from the tables that the compiler itself reads.

use super::{Failure, print};
use crate::engine::graph::nodes::{self, PortKind, Written};
use crate::engine::notes;
use crate::engine::parameters::{Kind, Parameter};
use crate::engine::voices::synths;
use crate::language::builtins;
use std::fmt::Write as _;

/// What is to be shown.
#[derive(clap::Args)]
pub struct Docs {
    /// A function, parameter, effect or synth; without one, everything.
    name: Option<String>,
}

/// One row of a table.
struct Entry {
    names: Vec<&'static str>,
    /// Its type, range or arguments.
    shape: String,
    /// What each argument takes.
    arguments: Vec<String>,
    doc: &'static str,
    example: &'static str,
}

/// Prints Markdown.
pub fn run(arguments: &Docs) -> Result<(), Failure> {
    print(&reference(arguments.name.as_deref())?)
}

/// All entries, or those of a name.
fn reference(name: Option<&str>) -> Result<String, Failure> {
    let Some(name) = name else {
        let sections = sections().into_iter().map(|(title, entries)| {
            let entries: String = entries.iter().map(line).collect();
            format!("# {title}\n\n{entries}")
        });
        return Ok(sections.collect());
    };
    let entries = sections().into_iter().flat_map(|(_, entries)| entries);
    let found: String = entries
        .filter(|entry| entry.names.contains(&name))
        .map(|entry| line(&entry))
        .collect();
    if found.is_empty() {
        let help = match builtins::nearest_name(name) {
            Some(near) => format!("; did you mean `{near}`?"),
            None => String::new(),
        };
        return Err(Failure::Usage(format!("nothing is called `{name}`{help}")));
    }
    Ok(found)
}

/// An entry, and an empty line behind it.
fn line(entry: &Entry) -> String {
    format!("{}\n", markdown(entry))
}

fn sections() -> [(&'static str, Vec<Entry>); 4] {
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

fn markdown(entry: &Entry) -> String {
    let names: Vec<String> = entry.names.iter().map(|name| format!("`{name}`")).collect();
    let mut out = format!("## {}\n\n{}\n", names.join(", "), entry.doc);
    // Writing to a `String` cannot fail.
    if !entry.shape.is_empty() {
        let _ = write!(out, "\n`{}`\n", entry.shape.trim());
    }
    if !entry.arguments.is_empty() {
        let _ = write!(out, "\n* {}\n", entry.arguments.join("\n* "));
    }
    let _ = write!(out, "\n```\n{}\n```\n", entry.example.trim_end());
    out
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

    #[test]
    fn a_name_is_found_by_any_of_its_names() {
        let is_about = |name: &str| reference(Some(name)).is_ok_and(|text| text.contains(name));
        assert!(is_about("cutoff") && is_about("lpf") && is_about("every"));
        let said = reference(Some("evry")).unwrap_err().to_string();
        assert_eq!(
            said,
            "error: nothing is called `evry`; did you mean `every`?"
        );
    }
}
