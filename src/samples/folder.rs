//! Listing sample folders in the Dirt-Samples layout, without opening a file.
//!
//! A root holds folders, each of which is a bank: `root/name/*.wav`. A root that itself holds audio files is also a bank
//! under its own name, as far as a text can write it. Nothing deeper is looked at, so that loops of links cannot hold us.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::bank::Source;
use super::error::Warning;
use super::names::speakable;

/// No more files than this over all roots.
const MOST_FILES: usize = 200_000;

/// Of a root, no more folders than this are watched.
pub(super) const MOST_FOLDERS: usize = 4_096;

/// What the folders hold.
#[derive(Default)]
pub(super) struct Listing {
    pub(super) banks: BTreeMap<Box<str>, Vec<Source>>,
    pub(super) aliases: Vec<Alias>,
    pub(super) warnings: Vec<Warning>,
    /// Scala files by the names of their scales.
    pub(super) tunings: BTreeMap<Box<str>, PathBuf>,
    files: usize,
}

/// Two names for one bank, as a map pairs them; which of them is the bank's is seen when all banks are known.
pub(super) struct Alias {
    /// The map that says so.
    pub(super) path: PathBuf,
    pub(super) names: (Box<str>, Box<str>),
}

/// Lists all `roots`; a bank of a later root takes the place of an earlier one of the same name.
pub(super) fn list_all(roots: &[PathBuf]) -> Listing {
    let mut listing = Listing::default();
    roots.iter().for_each(|root| listing.add_root(root));
    listing
}

impl Listing {
    fn add_root(&mut self, root: &Path) {
        let Some(mut entries) = self.read_folder(root) else {
            return;
        };
        // Of two folders that a text names the same, the one whose name it is comes last and is the bank.
        entries.sort_by_key(|name| name.to_str().is_some_and(|name| speakable(name) == name));
        let mut files = Vec::new();
        let mut found = false;
        for name in entries {
            let path = root.join(&name);
            if has_audio_extension(&path) && path.is_file() {
                files.push(path);
                continue;
            }
            if self.add_tuning(&path) {
                found = true;
                continue;
            }
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => found |= self.add_bank_folder(&path, name),
                Ok(_) => {}
                Err(error) => self.warn_unreadable(&path, &error),
            }
        }
        if !files.is_empty() {
            let own = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
            let name = own.file_name().unwrap_or_default().to_os_string();
            found |= self.add_bank(root, name, files);
        }
        found |= self.add_map(root);
        if !found {
            self.warnings.push(Warning::NoSamples { path: root.into() });
        }
    }

    fn add_bank_folder(&mut self, folder: &Path, name: OsString) -> bool {
        let Some(entries) = self.read_folder(folder) else {
            return false;
        };
        let paths: Vec<_> = entries.into_iter().map(|name| folder.join(name)).collect();
        let mut found = false;
        for path in &paths {
            found |= self.add_tuning(path);
        }
        let mut files = paths;
        files.retain(|path| has_audio_extension(path));
        found | (!files.is_empty() && self.add_bank(folder, name, files))
    }

    /// Notes a Scala file under the name a text has for it; false if it is none.
    fn add_tuning(&mut self, path: &Path) -> bool {
        let is_tuning = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("scl"));
        if !(is_tuning && path.is_file()) {
            return false;
        }
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let name = stem.map(speakable).unwrap_or_default();
        if name.is_empty() {
            let path = path.into();
            self.warnings.push(Warning::UnspeakableName { path });
            return false;
        }
        self.tunings.insert(name.into(), path.into());
        true
    }

    /// `files` are in no order yet.
    fn add_bank(&mut self, folder: &Path, name: OsString, mut files: Vec<PathBuf>) -> bool {
        let name = name.to_str().map(speakable).unwrap_or_default();
        if name.is_empty() {
            let path = folder.into();
            self.warnings.push(Warning::UnspeakableName { path });
            return false;
        }
        files.sort_by_cached_key(|path| order_key(path));
        self.insert_bank(folder, &name, files)
    }

    /// Makes `files`, in this order, the bank `name`; false if none of them is there.
    pub(super) fn insert_bank(&mut self, folder: &Path, name: &str, files: Vec<PathBuf>) -> bool {
        let mut sources = Vec::with_capacity(files.len());
        for path in files {
            if self.files == MOST_FILES {
                let (path, limit) = (folder.into(), MOST_FILES);
                self.warnings.push(Warning::TooMany { path, limit });
                break;
            }
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_file() => {
                    self.files += 1;
                    sources.push(Source::File {
                        path,
                        length: metadata.len(),
                        modified: metadata.modified().ok(),
                    });
                }
                // A folder or device that is called like a sound.
                Ok(_) => {}
                Err(error) => self.warn_unreadable(&path, &error),
            }
        }
        if sources.is_empty() {
            return false;
        }
        self.banks.insert(name.into(), sources);
        true
    }

    /// Names in a folder, save hidden ones.
    fn read_folder(&mut self, folder: &Path) -> Option<Vec<OsString>> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.warn_unreadable(folder, &error);
                return None;
            }
        };
        let mut names = Vec::new();
        for entry in entries.take(MOST_FILES) {
            match entry {
                Ok(entry) => names.push(entry.file_name()),
                Err(error) => self.warn_unreadable(folder, &error),
            }
        }
        names.retain(|name| !name.as_encoded_bytes().starts_with(b"."));
        // In one order on every system, so that warnings and the last of equals are the same.
        names.sort_unstable();
        Some(names)
    }

    pub(super) fn warn_unreadable(&mut self, path: &Path, error: &std::io::Error) {
        self.warnings.push(Warning::Unreadable {
            path: path.into(),
            reason: error.to_string(),
        });
    }
}

/// By name without case, then by the name itself, so that the order is the same on every system.
fn order_key(path: &Path) -> (String, OsString) {
    let name = path.file_name().unwrap_or_default();
    (name.to_string_lossy().to_lowercase(), name.to_owned())
}

pub(super) fn has_audio_extension(path: &Path) -> bool {
    const EXTENSIONS: [&str; 10] = [
        "wav", "wave", "aif", "aiff", "aifc", "flac", "ogg", "oga", "mp3", "bwf",
    ];
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        EXTENSIONS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    })
}
