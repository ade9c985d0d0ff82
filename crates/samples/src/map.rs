//! Maps of banks and aliases as Strudel has them: `strudel.json` in a sample folder, for local files only.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::error::Warning;
use super::folder::{Alias, Entry, Listing, has_audio_extension};
use super::zone::Zone;

/// Name of the map in a root.
const MAP: &str = "strudel.json";

/// Larger maps are not read, in bytes.
const LARGEST: u64 = 8 << 20;

impl Listing {
    /// Adds what the map of `root` says, if there is one. True if it names any bank or alias.
    pub(super) fn add_map(&mut self, root: &Path) -> bool {
        let path = root.join(MAP);
        if !path.is_file() {
            return false;
        }
        let map = match read(&path) {
            Ok(map) => map,
            Err(reason) => {
                self.warnings.push(Warning::Aliases { path, reason });
                return false;
            }
        };
        let base = match map.get("_base") {
            None => PathBuf::new(),
            Some(Value::String(base)) if is_local(base) => base.into(),
            Some(_) => {
                let reason = "its `_base` is no local folder".into();
                self.warnings.push(Warning::Aliases { path, reason });
                return false;
            }
        };
        let base = root.join(base);
        let mut found = false;
        for (name, value) in &map {
            if name.starts_with('_') {
                continue;
            }
            match self.add_entry(&path, &base, name, value) {
                Ok(added) => found |= added,
                Err(reason) => {
                    let (path, reason) = (path.clone(), format!("`{name}`: {reason}"));
                    self.warnings.push(Warning::Aliases { path, reason });
                }
            }
        }
        found
    }

    fn add_entry(
        &mut self,
        map: &Path,
        base: &Path,
        name: &str,
        value: &Value,
    ) -> Result<bool, &'static str> {
        let mut texts = Vec::new();
        // Of a map by notes, the note of each text.
        let mut roots = Vec::new();
        match value {
            Value::String(text) => texts.push(text.as_str()),
            Value::Array(list) => collect(list, &mut texts)?,
            Value::Object(notes) => {
                let mut notes = notes
                    .iter()
                    .map(|(note, value)| Some((note_number(note)?, value)))
                    .collect::<Option<Vec<_>>>()
                    .ok_or("expected names of notes, such as `c4`")?;
                notes.sort_by_key(|(note, _)| *note);
                for (note, value) in notes {
                    match value {
                        Value::String(text) => texts.push(text),
                        Value::Array(list) => collect(list, &mut texts)?,
                        _ => return Err("expected files"),
                    }
                    roots.resize(texts.len(), note as f32);
                }
            }
            _ => return Err("expected a file, a list of files, or another name"),
        }
        if !texts.iter().all(|text| is_local(text)) {
            return Err("only local files are loaded");
        }
        let is_file = |text: &&str| has_audio_extension(Path::new(text));
        if texts.iter().any(is_file) {
            let entry = |(index, text): (usize, &&str)| Entry {
                path: base.join(text),
                zone: roots.get(index).map(|root| Zone::at(*root)),
                loop_points: None,
            };
            let files = texts.iter().enumerate().filter(|(_, text)| is_file(text));
            return Ok(self.insert_map(base, name, files.map(entry).collect()));
        }
        self.aliases.extend(texts.iter().map(|other| Alias {
            path: map.into(),
            names: (name.into(), (*other).into()),
        }));
        Ok(!texts.is_empty())
    }
}

fn collect<'a>(list: &'a [Value], texts: &mut Vec<&'a str>) -> Result<(), &'static str> {
    for value in list {
        texts.push(value.as_str().ok_or("expected a list of files")?);
    }
    Ok(())
}

fn read(path: &Path) -> Result<serde_json::Map<String, Value>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut text = String::new();
    let read = file.take(LARGEST + 1).read_to_string(&mut text);
    let length = read.map_err(|error| error.to_string())?;
    if length as u64 > LARGEST {
        return Err("too large for a map of samples".into());
    }
    match serde_json::from_str(&text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err("not an object of names".into()),
        Err(error) => Err(error.to_string()),
    }
}

/// Whether `path` has no scheme (`https:`, `github:`); a Windows drive is none.
fn is_local(path: &str) -> bool {
    let scheme = path.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_none_or(|scheme| {
        scheme.len() < 2 || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// MIDI note of a name (`c4` is 60; `fs3`, `eb4`, `c#5`; `c` is `c3`).
pub(super) fn note_number(name: &str) -> Option<i32> {
    let lower = name.to_ascii_lowercase();
    let mut letters = lower.chars();
    let step = match letters.next()? {
        'c' => 0,
        'd' => 2,
        'e' => 4,
        'f' => 5,
        'g' => 7,
        'a' => 9,
        'b' => 11,
        _ => return None,
    };
    let rest = letters.as_str();
    let octave_at = rest
        .find(|letter: char| letter.is_ascii_digit() || letter == '-')
        .unwrap_or(rest.len());
    let (marks, octave) = rest.split_at(octave_at);
    let mut raised = 0;
    for mark in marks.chars() {
        raised += match mark {
            '#' | 's' | '\u{266f}' => 1,
            'b' | 'f' | '\u{266d}' => -1,
            _ => return None,
        };
    }
    let octave = match octave {
        "" => 3,
        octave => octave.parse::<i32>().ok()?,
    };
    let note = octave.clamp(-100, 100) * 12 + 12 + step + raised;
    (-12..=140).contains(&note).then_some(note)
}

#[cfg(test)]
mod tests {
    use super::super::tests::TestFolder;
    use super::*;

    fn with_map(json: &str) -> TestFolder {
        let folder = TestFolder::new();
        folder.wav("drum/a.wav", 10, 1);
        folder.wav("drum/b.wav", 10, 2);
        folder.wav("deep/er/c.wav", 10, 3);
        std::fs::write(folder.inside(MAP), json).unwrap();
        folder
    }

    #[test]
    fn banks_are_lists_of_files_in_the_order_of_the_map() {
        let folder = with_map(
            r#"{"mine": ["drum/b.wav", "deep/er/c.wav", "drum/a.wav"], "one": "deep/er/c.wav"}"#,
        );
        let library = folder.library();
        let mine = library.find("mine").unwrap();
        let value =
            |index: i64| (mine.slot(index).load_now().unwrap().channel(0)[0] * 32_768.0) as i32;
        assert_eq!([0, 1, 2].map(value), [2, 3, 1]);
        assert_eq!(library.find("one").unwrap().len(), 1);
        assert_eq!(library.warnings(), []);
    }

    #[test]
    fn a_base_goes_before_paths_and_notes_order_files() {
        let folder = with_map(
            r#"{"_base": "drum/", "tuned": {"c4": "b.wav", "a#3": "a.wav", "Db4": ["b.wav"]}}"#,
        );
        let library = folder.library();
        let tuned = library.find("tuned").unwrap();
        let names: Vec<_> = tuned
            .slots()
            .map(|slot| slot.path().unwrap().file_name().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["a.wav", "b.wav", "b.wav"]);
        // By pitch: a sharp 3 is MIDI 58, d flat 4 is 61.
        for (note, slot) in [(40.0, 0), (59.0, 0), (60.0, 1), (61.0, 2), (99.0, 2)] {
            assert_eq!(tuned.slot_of_note(note, 0), slot, "{note}");
        }
        assert_eq!(tuned.zone(0).unwrap().ratio(70.0), 2.0);
    }

    #[test]
    fn what_is_missing_of_a_map_keeps_its_number() {
        let folder =
            with_map(r#"{"mine": ["drum/gone.wav", "drum/b.wav"], "odd": {"h9": "drum/a.wav"}}"#);
        let library = folder.library();
        let mine = library.find("mine").unwrap();
        assert_eq!(mine.len(), 2);
        assert!(mine.slot(0).load_now().is_err() && mine.slot(1).load_now().is_ok());
        assert!(library.find("odd").is_none());
        let warnings: Vec<_> = library.warnings().iter().map(ToString::to_string).collect();
        assert!(
            warnings.iter().any(|said| said.contains("gone.wav")),
            "{warnings:?}"
        );
        assert!(
            warnings.iter().any(|said| said.contains("`odd`")),
            "{warnings:?}"
        );
    }

    #[test]
    fn aliases_are_understood_either_way_and_hide_no_bank() {
        let folder = with_map(
            r#"{"trommel": "drum", "drum": ["tambour", "tamburo"], "bd": "drum", "boum": "kick"}"#,
        );
        let library = folder.library();
        for alias in ["trommel", "tambour", "tamburo"] {
            assert_eq!(library.find(alias).unwrap().name(), "drum", "{alias}");
        }
        assert_eq!(
            library.find("boum").unwrap().name(),
            "bd",
            "an alias of an alias"
        );
        assert_eq!(library.find("bd").unwrap().name(), "bd");
        assert_eq!(library.warnings(), []);
    }

    #[test]
    fn what_is_wrong_in_a_map_is_told_and_the_rest_holds() {
        let folder = with_map(
            r#"{"web": ["https://example.org/a.wav"], "hub": "github:someone/samples", "number": 7,
                "lost": "nobody", "gone": "drum/gone.wav", "fine": "drum/a.wav"}"#,
        );
        let library = folder.library();
        assert!(library.find("fine").is_some());
        let warnings: Vec<_> = library.warnings().iter().map(ToString::to_string).collect();
        for name in ["web", "hub", "number", "lost", "gone"] {
            assert!(library.find(name).is_none(), "{name}");
            assert!(
                warnings.iter().any(|warning| warning.contains(name)),
                "{name}: {warnings:?}"
            );
        }
    }

    #[test]
    fn hostile_maps_are_refused() {
        let deep = "[".repeat(100_000);
        let endless = format!("\"{}", "x".repeat(LARGEST as usize + 10));
        for json in [
            "",
            "[]",
            "7",
            "{\"a\":",
            "\u{0}",
            deep.as_str(),
            endless.as_str(),
        ] {
            let folder = with_map(json);
            let library = folder.library();
            assert_eq!(library.warnings().len(), 1);
            assert!(library.find("drum").is_some());
        }
    }

    #[test]
    fn notes_are_ordered_by_pitch() {
        let mut notes = ["c5", "b3", "cs4", "c4", "eb4", "d4", "a-1"];
        notes.sort_by_key(|note| note_number(note));
        assert_eq!(notes, ["a-1", "b3", "c4", "cs4", "d4", "eb4", "c5"]);
        assert_eq!(note_number("c4"), Some(60));
        assert_eq!(note_number("A0"), Some(21));
        for name in ["", "x", "cx4", "c4x", "c99"] {
            assert_eq!(note_number(name), None, "{name}");
        }
    }
}
