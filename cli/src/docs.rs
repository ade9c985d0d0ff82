//! `phonon docs`: the reference, from the tables that the compiler itself reads.

use super::{Failure, print};
use phonon_language::builtins;
use phonon_language::reference::{Entry, TWO_MEANINGS, sections};
use phonon_samples::kit;
use phonon_samples::spelling;
use std::fmt::Write as _;

/// What is to be shown.
#[derive(clap::Args)]
pub(crate) struct Docs {
    /// A function, parameter, effect or synth; without one, everything.
    name: Option<String>,
}

/// Prints Markdown.
pub(crate) fn run(arguments: &Docs) -> Result<(), Failure> {
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
    let entries: Vec<Entry> = entries.collect();
    let mut found: String = entries
        .iter()
        .filter(|entry| entry.names.contains(&name))
        .map(line)
        .collect();
    found.extend(kit_sound(name));
    if found.is_empty() {
        let names = entries.iter().flat_map(|entry| entry.names.iter().copied());
        let sounds = kit::banks().map(|(bank, _)| bank);
        let near = builtins::nearest_name(name);
        let help = match near.or_else(|| spelling::nearest(name, names.chain(sounds))) {
            Some(near) => format!("; did you mean `{near}`?"),
            None => String::new(),
        };
        return Err(Failure::Usage(format!("nothing is called `{name}`{help}")));
    }
    Ok(found)
}

/// What there is to say of a sound of the built-in kit.
fn kit_sound(name: &str) -> Option<String> {
    let aliased = kit::aliases().find(|(alias, _)| *alias == name);
    let bank = aliased.map_or(name, |(_, bank)| bank);
    let (bank, count) = kit::banks().find(|(known, _)| *known == bank)?;
    let others: String = kit::aliases()
        .filter(|(_, known)| *known == bank)
        .map(|(alias, _)| format!(", `{alias}`"))
        .collect();
    let (sounds, choice) = match count {
        1 => ("1 sound".to_owned(), String::new()),
        _ => (
            format!("{count} sounds"),
            format!(", `{bank}` and `{bank}:0` to `{bank}:{}`", count - 1),
        ),
    };
    Some(format!(
        "## `{bank}`{others}\n\nA sound of the built-in kit, for `s`: {sounds}{choice}. A folder `{bank}` among the samples takes its place.\n\n```\nd1 $ s \"{bank}*2\"\n```\n\n"
    ))
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
    if entry.is_ambiguous {
        let _ = write!(out, "\n{TWO_MEANINGS}\n");
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
        for name in [
            "bd",
            "#",
            "mini-notation",
            "let",
            "o1",
            "d12",
            "~m3",
            "superpiano",
            "hush",
        ] {
            assert!(is_about(name), "{name}");
        }
        assert!(reference(Some("lpf")).is_ok_and(|text| text.matches(TWO_MEANINGS).count() == 2));
        let said = reference(Some("evry")).unwrap_err().to_string();
        assert_eq!(
            said,
            "error: nothing is called `evry`; did you mean `every`?"
        );
    }
}
