//! The walls of the house: who may know whom, and that the map says what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(here(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every Rust file of a folder and of those in it.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// The crates of the house that a manifest names among what it links, on any system.
fn linked(manifest: &str) -> BTreeSet<String> {
    let text = text(manifest);
    let mut sections = 0;
    let mut found = BTreeSet::new();
    for section in text.split("\n[") {
        let (title, lines) = section.split_once('\n').unwrap_or((section, ""));
        let title = title.trim_end_matches(']');
        if title.starts_with("workspace") || title.contains("dev-dependencies") {
            continue;
        }
        // `[dependencies.phonon-dsp]`
        let (title, own) = match title.rsplit_once(".phonon-") {
            Some((title, name)) => (title, Some(name)),
            None => (title, None),
        };
        if title.ends_with("dependencies") {
            sections += 1;
            let lines = lines
                .lines()
                .filter_map(|line| line.strip_prefix("phonon-"));
            let names = lines.filter_map(|line| line.split(['.', ' ', '=']).next());
            found.extend(names.chain(own).map(str::to_owned));
        }
    }
    assert!(sections > 0, "{manifest} has no dependencies");
    found
}

#[test]
fn no_crate_knows_one_above_it() {
    let allowed: [(&str, &[&str]); 10] = [
        ("crates/pattern", &[]),
        ("crates/dsp", &[]),
        ("crates/samples", &[]),
        ("crates/window", &[]),
        ("crates/engine", &["dsp", "pattern", "samples"]),
        ("crates/language", &["dsp", "engine", "pattern", "samples"]),
        (
            "crates/session",
            &["dsp", "engine", "language", "pattern", "samples"],
        ),
        (
            "crates/editor",
            &["dsp", "engine", "language", "pattern", "session"],
        ),
        (
            "cli",
            &[
                "editor", "engine", "language", "pattern", "samples", "session", "window",
            ],
        ),
        (
            ".",
            &["dsp", "editor", "engine", "language", "session", "window"],
        ),
    ];
    for (folder, below) in allowed {
        for known in linked(&format!("{folder}/Cargo.toml")) {
            assert!(
                below.contains(&known.as_str()),
                "{folder} must not know phonon-{known}"
            );
        }
    }
}

#[test]
fn no_folder_of_the_plugin_knows_one_above_it() {
    for (folder, above) in [
        ("src/automation", &["editor", "plugin"][..]),
        ("src/editor", &["plugin"]),
    ] {
        let files = sources(&here(folder));
        assert!(!files.is_empty(), "{folder} is empty");
        for file in files {
            let text = std::fs::read_to_string(&file).expect("a source");
            for name in above {
                assert!(
                    !text.contains(&format!("crate::{name}")),
                    "{} knows {name}, which stands above it",
                    file.display()
                );
            }
        }
    }
}

/// The parts of a text between single backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn the_map_names_files_and_functions_that_are_there() {
    let map = text("ARCHITECTURE.md");
    let (_, walks) = map.split_once("## Four walks").expect("the walks");
    let (walks, _) = walks.split_once("\n## ").expect("what follows them");
    let (mut files, mut functions) = (0, 0);
    for step in walks.split("\n\n").flat_map(|part| part.split("\n1. ")) {
        let mut file: Option<String> = None;
        for word in quoted(step) {
            if word.contains('/') {
                let path = here(word);
                assert!(path.exists(), "the map names {word}, which is not there");
                files += 1;
                file = path
                    .is_file()
                    .then(|| std::fs::read_to_string(&path).expect("a source"));
            } else if let Some(text) = &file
                && word
                    .chars()
                    .all(|letter| letter.is_ascii_lowercase() || letter == '_')
                && !word.starts_with("to_")
            {
                assert!(
                    text.contains(&format!("fn {word}")),
                    "the map says that {word} stands in the file named before it"
                );
                functions += 1;
            }
        }
    }
    assert!(
        files > 25 && functions > 15,
        "{files} files, {functions} functions"
    );
}

#[test]
fn the_maps_links_lead_somewhere() {
    for document in ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"] {
        for link in text(document).split("](").skip(1) {
            let target = link.split(')').next().expect("a target");
            if !target.contains("://") && !target.starts_with('#') {
                assert!(here(target).exists(), "{document} links to {target}");
            }
        }
    }
}

/// Whether a line of a worked diff is that of a file; it may be cut short by an ellipsis.
fn is_line(written: &str, line: &str) -> bool {
    match written.strip_suffix('…') {
        Some(beginning) => line.starts_with(beginning.trim_end()),
        None => line == written,
    }
}

/// Carries out one piece of a worked diff from a line of a file on; the line after it.
fn carry_out(piece: &[&str], file: &mut Vec<String>, from: usize) -> Option<usize> {
    let old: Vec<&str> = piece
        .iter()
        .filter(|line| !line.starts_with('+'))
        .map(|line| line.get(1..).unwrap_or_default())
        .collect();
    let fits = |at: &usize| {
        let mut lines = file[*at..].iter().zip(&old);
        lines.all(|(line, written)| is_line(written, line))
    };
    let last = (file.len() + 1).checked_sub(old.len())?;
    let at = (from..last).find(fits)?;
    let mut kept = file[at..at + old.len()].iter();
    let mut new = Vec::new();
    for line in piece {
        match line.strip_prefix('+') {
            Some(added) => new.push(added.to_owned()),
            None if line.starts_with('-') => _ = kept.next(),
            None => new.extend(kept.next().cloned()),
        }
    }
    let end = at + new.len();
    file.splice(at..at + old.len(), new);
    Some(end)
}

#[test]
fn the_worked_diffs_fit_the_files_that_they_change() {
    let document = text("CONTRIBUTING.md");
    // Later ones change what earlier ones added.
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut pieces = 0;
    for diff in document.split("```diff\n").skip(1) {
        let (diff, _) = diff.split_once("\n```").expect("an end");
        let diff = format!("\n{diff}");
        for of_file in diff.split("\n--- ").skip(1) {
            let (name, body) = of_file.split_once('\n').expect("what is changed");
            let file = files
                .entry(name.to_owned())
                .or_insert_with(|| text(name).lines().map(str::to_owned).collect());
            let mut from = 0;
            for piece in body.split("\n…\n") {
                let lines: Vec<&str> = piece.lines().collect();
                let end = carry_out(&lines, file, from);
                from = end.unwrap_or_else(|| panic!("{name} has no place for:\n{piece}"));
                pieces += 1;
            }
        }
    }
    assert!(pieces > 12, "{pieces} pieces");
}
