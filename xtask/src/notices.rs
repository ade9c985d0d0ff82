//! `cargo xtask notices`: writes NOTICES.txt, the licences of everything that is linked into the plugin and the command.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const FILE: &str = "NOTICES.txt";
/// Licence of the fonts that the window brings.
const FONTS: &str = "crates/editor/fonts/OFL.txt";

/// A crate that is linked.
struct Linked {
    name: String,
    version: String,
    licence: String,
    source: String,
    folder: PathBuf,
}

/// Writes the file.
pub fn write() -> Result<()> {
    let linked = linked()?;
    std::fs::write(FILE, text(&linked)?)?;
    println!("{FILE} names {} crates", linked.len());
    Ok(())
}

/// Every crate that the plugin or the command links on any system, by name.
fn linked() -> Result<Vec<Linked>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages: HashMap<&str, &Value> = list(&metadata["packages"])
        .map(|p| (string(&p["id"]), p))
        .collect();
    let nodes: HashMap<&str, &Value> = list(&metadata["resolve"]["nodes"])
        .map(|n| (string(&n["id"]), n))
        .collect();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut next: Vec<&str> = packages
        .values()
        .filter(|p| p["name"] == "phonon" || p["name"] == "phonon-cli")
        .map(|p| string(&p["id"]))
        .collect();
    ensure!(next.len() == 2, "no packages phonon and phonon-cli");
    while let Some(id) = next.pop() {
        if seen.insert(id) {
            let linked = list(&nodes[id]["deps"])
                .filter(|dep| list(&dep["dep_kinds"]).any(|kind| kind["kind"].is_null()));
            next.extend(linked.map(|dep| string(&dep["pkg"])));
        }
    }
    let is_macro = |p: &Value| {
        list(&p["targets"])
            .all(|t| list(&t["kind"]).any(|k| k == "proc-macro" || k == "custom-build"))
    };
    let mut all: Vec<Linked> = seen
        .into_iter()
        .map(|id| packages[id])
        .filter(|p| !p["source"].is_null() && !is_macro(p))
        .map(|p| Linked {
            name: string(&p["name"]).to_owned(),
            version: string(&p["version"]).to_owned(),
            licence: p["license"]
                .as_str()
                .unwrap_or("see its licence file")
                .to_owned(),
            source: p["repository"]
                .as_str()
                .unwrap_or("https://crates.io")
                .to_owned(),
            folder: Path::new(string(&p["manifest_path"]))
                .parent()
                .unwrap_or(Path::new("."))
                .to_path_buf(),
        })
        .collect();
    all.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(all)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
}

fn string(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn text(linked: &[Linked]) -> Result<String> {
    let mut out = String::from(
        "Phonon links these crates, each under the licence named. Made by `cargo xtask notices`.\n\
         Of crates under the MPL-2.0 the source is at the address given; none of them is changed here.\n\n",
    );
    let mut texts: BTreeMap<String, (String, Vec<&str>)> = BTreeMap::new();
    for package in linked {
        writeln!(
            out,
            "{} {}  ({})  {}",
            package.name, package.version, package.licence, package.source
        )?;
        for file in licence_files(package)? {
            let content = String::from_utf8_lossy(&std::fs::read(file)?).replace('\r', "");
            let content = content.trim().to_owned();
            // Many carry the same words, broken into lines differently.
            let words = content.split_whitespace().collect::<Vec<_>>().join(" ");
            let entry = texts.entry(words).or_insert((content, Vec::new()));
            if entry.1.last() != Some(&package.name.as_str()) {
                entry.1.push(&package.name);
            }
        }
    }
    // Fonts are linked too, but are no crates.
    let fonts = std::fs::read_to_string(FONTS).with_context(|| format!("cannot read {FONTS}"))?;
    let ruler = "=".repeat(100);
    write!(out, "\n{ruler}\nfonts of the window\n\n{}\n", fonts.trim())?;
    for (content, names) in texts.into_values() {
        write!(
            out,
            "\n{}\n{}\n\n{content}\n",
            "=".repeat(100),
            names.join(", ")
        )?;
    }
    Ok(out)
}

/// The licence files of a crate; where it leaves the choice, the MIT licence is taken, and Apache's (whose text is
/// LICENSE-APACHE here) left out.
fn licence_files(package: &Linked) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in [
        package.folder.clone(),
        package.folder.join("fonts"),
        package.folder.join("LICENSES"),
    ] {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .to_uppercase();
            let is_code = [".RS", ".HTML", ".TOML"]
                .iter()
                .any(|end| name.ends_with(end));
            let says = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT"]
                .iter()
                .any(|word| name.contains(word));
            let of_font = folder.ends_with("fonts") && name.ends_with(".TXT");
            if path.is_file() && !is_code && (says || of_font) {
                files.push(path);
            }
        }
    }
    files.sort();
    let named = |path: &Path, word: &str| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().to_uppercase().contains(word))
    };
    if package.licence.contains("MIT") && files.iter().any(|path| named(path, "MIT")) {
        files.retain(|path| {
            !["APACHE", "ZLIB", "UNLICENSE", "BSD"]
                .iter()
                .any(|word| named(path, word))
        });
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notices_name_every_crate_that_is_linked() {
        nice_plug_xtask::chdir_workspace_root().unwrap();
        let written = std::fs::read_to_string(FILE).unwrap();
        for package in linked().unwrap() {
            let line = format!("\n{} {}  (", package.name, package.version);
            assert!(
                written.contains(&line),
                "{} is missing: run `cargo xtask notices`",
                package.name
            );
        }
    }
}
