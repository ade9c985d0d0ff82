//! Listing sample folders in the Dirt-Samples layout, without opening a file.
//!
//! A root holds folders, each of which is a bank: `root/name/*.wav`. Folders in it count for it, after its own sounds, and
//! are banks as well: `root/drums/kicks/*.wav` is `drums_kicks`. A root that itself holds audio files is also a bank under
//! its own name, as far as a text can write it. An SFZ text (`piano.sfz`) is a pitched bank.

use std::collections::{BTreeMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use super::bank::Source;
use super::error::Warning;
use super::names::speakable;
use super::sfz;
use super::zone::Zone;

/// No more files than this over all roots.
const MOST_FILES: usize = 200_000;

/// Of a root, no more folders than this are listed and watched.
const MOST_FOLDERS: usize = 4_096;

/// Folders in folders are listed so far down below the folders of a root.
const DEEPEST: usize = 12;

/// Remarks on an instrument that are told.
const MOST_NOTES: usize = 4;

/// What the folders hold.
#[derive(Default)]
pub(super) struct Listing {
    pub(super) banks: BTreeMap<Box<str>, Listed>,
    pub(super) aliases: Vec<Alias>,
    pub(super) warnings: Vec<Warning>,
    /// Scala files by the names of their scales.
    pub(super) tunings: BTreeMap<Box<str>, PathBuf>,
    /// Folders whose change may change the meaning of a name, the roots apart.
    pub(super) folders: Vec<PathBuf>,
    files: usize,
    folders_of_root: usize,
    /// Banks of the root that is being listed that are called as their folders are.
    names_of_root: HashSet<Box<str>>,
}

/// Two names for one bank, as a map pairs them; which of them is the bank's is seen when all banks are known.
pub(super) struct Alias {
    /// The map that says so.
    pub(super) path: PathBuf,
    pub(super) names: (Box<str>, Box<str>),
}

/// A file of a bank, and what is said about it where it is listed.
pub(super) struct Entry {
    pub(super) path: PathBuf,
    pub(super) zone: Option<Zone>,
    /// First frame of a loop, the one after its last, and whether these come before the file's own.
    pub(super) loop_points: Option<(u64, u64, bool)>,
}

/// The sounds of a bank in their order.
#[derive(Clone, Default)]
pub(super) struct Listed {
    pub(super) sources: Vec<Source>,
    /// One a source where the bank is pitched, else none.
    pub(super) zones: Vec<Zone>,
}

/// Lists all `roots`; a bank of a later root takes the place of an earlier one of the same name.
pub(super) fn list_all(roots: &[PathBuf]) -> Listing {
    let mut listing = Listing::default();
    roots.iter().for_each(|root| listing.add_root(root));
    listing
}

/// What a folder within a root holds.
#[derive(Default)]
struct Contents {
    /// Sounds of the folder, then those of the folders in it.
    sources: Vec<Source>,
    found: bool,
}

impl Listing {
    fn add_root(&mut self, root: &Path) {
        self.folders_of_root = 0;
        let Some(mut entries) = self.read_folder(root) else {
            return;
        };
        // Of two folders that a text names the same, the one whose name it is comes last and is the bank.
        entries.sort_by_key(|name| name.to_str().is_some_and(|name| speakable(name) == name));
        let mut files = Vec::new();
        let mut instruments = Vec::new();
        let mut nested = Vec::new();
        let mut found = false;
        // A folder within itself by a link is not entered.
        let own = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
        for name in entries {
            let path = root.join(&name);
            if has_audio_extension(&path) && path.is_file() {
                files.push(path);
                continue;
            }
            if is_instrument(&path) {
                instruments.push(path);
                continue;
            }
            if self.add_tuning(&path) {
                found = true;
                continue;
            }
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => {
                    let mut entered = HashSet::from([own.clone()]);
                    let spoken = self.spoken(&path, &name);
                    let spoken = spoken.as_deref().unwrap_or_default();
                    let contents = self.walk(&path, spoken, 0, &mut entered, &mut nested);
                    found |= contents.found;
                }
                Ok(_) => {}
                Err(error) => self.warn_unreadable(&path, &error),
            }
        }
        // A folder's own name comes before one that is put together of two.
        for (name, listed) in nested {
            let is_new = !self.names_of_root.contains(&name);
            if is_new {
                self.banks.insert(name, listed);
            }
        }
        self.names_of_root.clear();
        if !files.is_empty() {
            let name = own.file_name().unwrap_or_default().to_os_string();
            if let Some(name) = self.spoken(root, &name) {
                files.sort_by_cached_key(|path| order_key(path));
                let sources = self.sources(root, files);
                found |= self.insert(&name, sources);
            }
        }
        for path in instruments {
            let stem = path.file_stem().unwrap_or_default().to_os_string();
            if let Some(name) = self.spoken(&path, &stem) {
                found |= self.add_instrument(&path, &[&name]);
            }
        }
        found |= self.add_map(root);
        if !found {
            self.warnings.push(Warning::NoSamples { path: root.into() });
        }
    }

    /// How a text writes the name of `path`; a warning if none can.
    fn spoken(&mut self, path: &Path, name: &OsStr) -> Option<String> {
        let name = name.to_str().map(speakable).unwrap_or_default();
        if name.is_empty() {
            let path = path.into();
            self.warnings.push(Warning::UnspeakableName { path });
            return None;
        }
        Some(name)
    }

    /// Makes a folder the bank `name`, its own sounds first, then those of the folders in it, each of which is a bank as
    /// well. A folder without a name is none, nor are those in it.
    fn walk(
        &mut self,
        folder: &Path,
        name: &str,
        depth: usize,
        entered: &mut HashSet<PathBuf>,
        nested: &mut Vec<(Box<str>, Listed)>,
    ) -> Contents {
        let mut contents = Contents::default();
        let own = folder.canonicalize().unwrap_or_else(|_| folder.into());
        if name.is_empty() || !entered.insert(own) {
            return contents;
        }
        if depth > DEEPEST || self.folders_of_root >= MOST_FOLDERS {
            let path = folder.into();
            self.warnings.push(Warning::TooDeep { path });
            return contents;
        }
        self.folders_of_root += 1;
        self.folders.push(folder.into());
        let Some(mut entries) = self.read_folder(folder) else {
            return contents;
        };
        entries.sort_by_cached_key(|entry| order_key(Path::new(entry)));
        let mut files = Vec::new();
        let mut folders = Vec::new();
        let mut instruments = Vec::new();
        for entry in entries {
            let path = folder.join(&entry);
            if has_audio_extension(&path) {
                files.push(path);
            } else if is_instrument(&path) {
                instruments.push(path);
            } else if self.add_tuning(&path) {
                contents.found = true;
            } else if path.extension().is_none() || path.is_dir() {
                folders.push((path, entry));
            }
        }
        // The map of a sample pack that was put into the folder as it is.
        contents.found |= self.add_map(folder);
        contents.sources = self.sources(folder, files);
        let has_own = !contents.sources.is_empty();
        for (path, entry) in folders {
            if !path.is_dir() {
                continue;
            }
            let Some(spoken) = self.spoken(&path, &entry) else {
                continue;
            };
            let spoken = format!("{name}_{spoken}");
            let inner = self.walk(&path, &spoken, depth + 1, entered, nested);
            contents.found |= inner.found;
            let room = MOST_FILES - contents.sources.len().min(MOST_FILES);
            contents
                .sources
                .extend(inner.sources.into_iter().take(room));
        }
        let listed = Listed {
            sources: contents.sources.clone(),
            zones: Vec::new(),
        };
        if depth == 0 {
            contents.found |= self.insert(name, listed.sources);
        } else if !listed.sources.is_empty() {
            contents.found = true;
            nested.push((name.into(), listed));
        }
        // `piano/piano.sfz` is the bank `piano`, and so is the only instrument of a folder that has no sounds itself.
        let is_alone = instruments.len() == 1 && !has_own;
        for path in instruments {
            let stem = path.file_stem().unwrap_or_default().to_os_string();
            let Some(spoken) = self.spoken(&path, &stem) else {
                continue;
            };
            let is_folders = name.eq_ignore_ascii_case(&spoken)
                || folder
                    .file_name()
                    .is_some_and(|own| own.eq_ignore_ascii_case(&stem));
            let long = format!("{name}_{spoken}");
            let names: &[&str] = match (is_folders, is_alone) {
                (true, _) => &[name],
                (false, true) => &[name, &long],
                (false, false) => &[&long],
            };
            contents.found |= self.add_instrument(&path, names);
        }
        contents
    }

    /// Adds an SFZ instrument under `names`; true if it has sounds.
    fn add_instrument(&mut self, path: &Path, names: &[&str]) -> bool {
        let mut notes = Vec::new();
        let read = sfz::read(path, &mut notes);
        let regions = match read {
            Ok(regions) => regions,
            Err(reason) => {
                notes.push(reason);
                Vec::new()
            }
        };
        if !notes.is_empty() {
            let more = notes.len().saturating_sub(MOST_NOTES);
            notes.truncate(MOST_NOTES);
            if more > 0 {
                notes.push(format!("and {more} more"));
            }
            let (path, reason) = (path.into(), notes.join("; "));
            self.warnings.push(Warning::Instrument { path, reason });
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let entry = |region: sfz::Region| Entry {
            path: sfz::locate(folder, &region.sample),
            zone: Some(region.zone),
            loop_points: region.loop_points,
        };
        let entries: Vec<Entry> = regions.into_iter().map(entry).collect();
        let listed = self.listed(path, entries);
        let found = !listed.sources.is_empty();
        for name in names.iter().filter(|_| found) {
            self.names_of_root.insert((*name).into());
            self.banks.insert((*name).into(), listed.clone());
        }
        found
    }

    /// Notes a Scala file under the name a text has for it; false if it is none.
    fn add_tuning(&mut self, path: &Path) -> bool {
        let is_tuning = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("scl"));
        if !(is_tuning && path.is_file()) {
            return false;
        }
        let stem = path.file_stem().unwrap_or_default();
        let Some(name) = self.spoken(path, stem) else {
            return false;
        };
        self.tunings.insert(name.into(), path.into());
        true
    }

    /// Makes `entries`, in this order, the bank `name`; false if none of them is there. What is missing of them keeps its
    /// number.
    pub(super) fn insert_map(&mut self, folder: &Path, name: &str, entries: Vec<Entry>) -> bool {
        let listed = self.listed(folder, entries);
        if listed.sources.is_empty() {
            return false;
        }
        self.banks.insert(name.into(), listed);
        true
    }

    /// Sources of `entries`, one each, with their zones if all have one; nothing if none of them is there.
    fn listed(&mut self, from: &Path, entries: Vec<Entry>) -> Listed {
        let mut listed = Listed::default();
        let mut is_any = false;
        for Entry {
            path,
            zone,
            loop_points,
        } in entries
        {
            if !self.has_room(from) {
                break;
            }
            let metadata = match fs::metadata(&path) {
                Ok(metadata) if metadata.is_file() => Some(metadata),
                Ok(_) => None,
                Err(error) => {
                    self.warn_unreadable(&path, &error);
                    None
                }
            };
            is_any |= metadata.is_some();
            self.files += 1;
            listed.zones.extend(zone);
            listed.sources.push(source(path, metadata, loop_points));
        }
        if listed.zones.len() != listed.sources.len() {
            listed.zones.clear();
        }
        if is_any { listed } else { Listed::default() }
    }

    fn insert(&mut self, name: &str, sources: Vec<Source>) -> bool {
        if sources.is_empty() {
            return false;
        }
        let zones = Vec::new();
        self.names_of_root.insert(name.into());
        self.banks.insert(name.into(), Listed { sources, zones });
        true
    }

    /// The files among `paths`, which are in their order.
    fn sources(&mut self, folder: &Path, paths: Vec<PathBuf>) -> Vec<Source> {
        let mut sources = Vec::with_capacity(paths.len());
        for path in paths {
            if !self.has_room(folder) {
                break;
            }
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_file() => {
                    self.files += 1;
                    sources.push(source(path, Some(metadata), None));
                }
                // A folder or device that is called like a sound.
                Ok(_) => {}
                Err(error) => self.warn_unreadable(&path, &error),
            }
        }
        sources
    }

    /// Whether another file may be listed; a warning if not.
    fn has_room(&mut self, folder: &Path) -> bool {
        if self.files < MOST_FILES {
            return true;
        }
        let (path, limit) = (folder.into(), MOST_FILES);
        self.warnings.push(Warning::TooMany { path, limit });
        false
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

fn source(
    path: PathBuf,
    metadata: Option<fs::Metadata>,
    loop_points: Option<(u64, u64, bool)>,
) -> Source {
    let modified = metadata
        .as_ref()
        .and_then(|metadata| metadata.modified().ok());
    Source::File {
        path,
        length: metadata.map_or(0, |metadata| metadata.len()),
        modified,
        loop_points,
    }
}

fn is_instrument(path: &Path) -> bool {
    let extension = path.extension();
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("sfz")) && path.is_file()
}

/// Whether a file is called like a sound. All of these keep their numbers in a bank, whatever is in them.
pub(super) fn has_audio_extension(path: &Path) -> bool {
    const EXTENSIONS: &[&str] = &[
        "wav", "wave", "bwf", "rf64", "bw64", "w64", "wavex", "aif", "aiff", "aifc", "afc", "caf",
        "au", "snd", "flac", "ogg", "oga", "opus", "mp3", "mp2", "mp1", "mpga", "m4a", "m4b",
        "aac", "alac", "mka", "weba", "webm", "mp4", "m4v", "mov", "mkv", "wv", "iff", "svx",
        "8svx", "16sv", "voc", "paf", "nist", "sph", "sf", "ircam", "avr", "pvf", "htk", "xi",
        "wve", "mat4", "mat5", "sd2", "sds",
    ];
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        EXTENSIONS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    })
}
