//! The reference: everything that has a name in a text, from the tables that the compiler itself reads.

mod grammar;

use crate::builtins;
use crate::check::meanings;
use phonon_engine::Heading;
use phonon_engine::graph::nodes::{self, PortKind, Written};
use phonon_engine::parameters::{Kind, Parameter};
use phonon_engine::sequencing::notes_out;
use phonon_engine::voices::synths;

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name, and others for the same.
    pub names: &'static [&'static str],
    /// Its type, range or arguments.
    pub shape: String,
    /// What each argument takes, in order.
    pub arguments: Vec<String>,
    /// One line about what it does.
    pub doc: &'static str,
    /// A whole text that plays, to be pasted as it is.
    pub example: String,
    /// Whether its names are a control and an effect; see [`TWO_MEANINGS`].
    pub is_ambiguous: bool,
}

impl Entry {
    fn new(heading: &Heading, shape: String) -> Self {
        Self {
            names: heading.names(),
            shape,
            arguments: Vec::new(),
            doc: heading.summary(),
            example: heading.example().to_owned(),
            is_ambiguous: false,
        }
    }

    /// A row whose example is a pattern of sounds alone, which a statement plays.
    fn played(heading: &Heading, shape: String) -> Self {
        Self {
            example: format!("d1 $ {}", heading.example()),
            ..Self::new(heading, shape)
        }
    }
}

/// When a name that is a control and an effect is which.
pub const TWO_MEANINGS: &str = "This name is a control and an effect. After a pattern of sounds it is the control, which each sound takes with it as it begins. After a signal or another effect, or with more arguments than the control takes, it is the effect, which all sounds go through together.";

/// The tables under their titles; synths come last.
#[must_use]
pub fn sections() -> Vec<(&'static str, Vec<Entry>)> {
    let is_parameter = |name: &str| {
        Parameter::all().any(|parameter| parameter.description().heading.name() == name)
    };
    let functions = builtins::all()
        .filter(|row| !is_parameter(row.heading.name()))
        .map(|row| Entry::new(&row.heading, row.signature.to_owned()));
    let parameters = Parameter::all().map(|parameter| {
        let row = parameter.description();
        let shape = match row.kind {
            Kind::Word => row.unit.to_owned(),
            Kind::Number => {
                let default = row
                    .default
                    .map_or_else(String::new, |value| format!(", default {value}"));
                format!("{} to {} {}{default}", row.range.0, row.range.1, row.unit)
            }
        };
        Entry {
            is_ambiguous: meanings::both(row.heading.name()).1.is_some(),
            ..Entry::played(&row.heading, shape)
        }
    });
    let signals = nodes::entries().map(|row| {
        let shape: Vec<String> = row.arguments().iter().map(argument).collect();
        let is_effect = row.kind == nodes::Kind::Effect;
        Entry {
            arguments: row.arguments().iter().map(taken).collect(),
            is_ambiguous: is_effect && meanings::both(row.heading.name()).0.is_some(),
            ..Entry::new(&row.heading, shape.join(" "))
        }
    });
    let synths = synths::TABLE
        .iter()
        .map(|row| Entry::played(&row.heading, row.parameters.join(" ")));
    let sent = Entry::played(
        &notes_out::HEADING,
        "midichan velocity ccn ccv nrpn val progNum midibend miditouch".to_owned(),
    );
    let written = |rows: &'static [grammar::Row]| -> Vec<Entry> {
        let entry = |row: &'static grammar::Row| Entry::new(&row.heading, row.shape.to_owned());
        rows.iter().map(entry).collect()
    };
    let outside = written(grammar::OUTSIDE);
    vec![
        ("Functions of patterns", functions.collect()),
        ("Parameters of sounds", parameters.collect()),
        ("Signals and effects", signals.collect()),
        ("Statements", written(grammar::STATEMENTS)),
        ("Operators", written(grammar::OPERATORS)),
        ("Mini-notation", written(grammar::NOTATION)),
        ("From outside", outside),
        ("Synths", synths.chain([sent]).collect()),
    ]
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
            assert!(entries.len() > 1, "{title}");
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
    fn every_example_is_a_whole_text_that_is_read_without_a_message() {
        for (title, entries) in sections() {
            for entry in entries {
                let compiled = crate::compile(&entry.example, &crate::Context::default(), None);
                let reported: Vec<_> = compiled
                    .diagnostics
                    .iter()
                    .filter(|reported| reported.severity != crate::Severity::Note)
                    .map(|reported| &reported.message)
                    .collect();
                assert!(
                    reported.is_empty(),
                    "{title}: {}: {reported:?}",
                    entry.example
                );
            }
        }
    }

    #[test]
    fn every_operator_that_is_read_has_an_entry() {
        let named = |name: &str| {
            let mut entries = sections().into_iter().flat_map(|(_, entries)| entries);
            entries.any(|entry| entry.names.contains(&name))
        };
        for core in ["+", "-", "*", "/", "%", "**", "<", ">", "++"] {
            for operator in [format!("|{core}"), format!("{core}|"), format!("|{core}|")] {
                assert!(named(&operator), "{operator}");
            }
        }
        for name in [
            "#",
            "$",
            ".",
            "<~",
            "~>",
            "let",
            "o1",
            "d16",
            "~m7",
            "~in",
            "mini-notation",
        ] {
            assert!(named(name), "{name}");
        }
    }
}
