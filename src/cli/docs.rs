//! `phonon docs`: the reference, from the tables that the compiler itself reads.

use super::{Failure, print};
use crate::language::builtins;
use crate::language::reference::{Entry, sections};
use std::fmt::Write as _;

/// What is to be shown.
#[derive(clap::Args)]
pub struct Docs {
    /// A function, parameter, effect or synth; without one, everything.
    name: Option<String>,
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
