//! Songs as files: a folder of them, read in the background, and single ones.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What the names of songs end with.
const ENDINGS: [&str; 2] = ["ph", "tidal"];
/// Larger files are no songs, bytes.
const LARGEST: u64 = 4 << 20;
/// How often the folder is read again while it is in view.
const AGAIN: Duration = Duration::from_secs(2);

/// A song of the user's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct File {
    /// Name without its ending.
    pub name: String,
    pub path: PathBuf,
}

/// What a folder holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shelf {
    folder: String,
    pub files: Vec<File>,
    /// Why it cannot be read.
    pub problem: Option<String>,
}

/// The user's folder, as it was read last.
#[derive(Default)]
pub(super) struct Folder {
    shelf: Arc<Mutex<Arc<Shelf>>>,
    reading: Option<JoinHandle<()>>,
    read_at: Option<Instant>,
}

impl Folder {
    /// What the folder holds, as far as that is known; reads it again now and then, without waiting for it.
    pub(super) fn look(&mut self, folder: &str, context: &egui::Context) -> Arc<Shelf> {
        let known = Arc::clone(&crate::lock(&self.shelf));
        let is_other = known.folder != folder;
        let is_idle = self.reading.as_ref().is_none_or(JoinHandle::is_finished);
        let is_old = self.read_at.is_none_or(|at| at.elapsed() > AGAIN);
        if !folder.is_empty() && is_idle && (is_other || is_old) {
            self.read_at = Some(Instant::now());
            let (shelf, folder, context) =
                (Arc::clone(&self.shelf), folder.to_owned(), context.clone());
            let read = move || {
                let new = read_folder(&folder);
                let mut shelf = crate::lock(&shelf);
                if **shelf != new {
                    *shelf = Arc::new(new);
                    drop(shelf);
                    context.request_repaint();
                }
            };
            let started = std::thread::Builder::new()
                .name("phonon songs".to_owned())
                .spawn(read);
            self.reading = started.ok();
        }
        if !folder.is_empty() {
            context.request_repaint_after(AGAIN);
        }
        match is_other {
            true => Arc::default(),
            false => known,
        }
    }

    /// Has it read again at once.
    pub(super) fn stir(&mut self) {
        self.read_at = None;
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(reading) = self.reading.take() {
            // The library may be unloaded next: no thread of ours may be left running in it.
            let _ = reading.join();
        }
    }
}

fn read_folder(folder: &str) -> Shelf {
    let list = || -> io::Result<Vec<File>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let ending = path.extension().and_then(|ending| ending.to_str());
            if !ending.is_some_and(|ending| ENDINGS.contains(&ending)) || !path.is_file() {
                continue;
            }
            if let Some(name) = path.file_stem() {
                let name = name.to_string_lossy().into_owned();
                files.push(File { name, path });
            }
        }
        files.sort_by_key(|file| (file.name.to_lowercase(), file.path.clone()));
        Ok(files)
    };
    let (files, problem) = match list() {
        Ok(files) => (files, None),
        Err(error) => (Vec::new(), Some(format!("{folder}: {error}"))),
    };
    Shelf {
        folder: folder.to_owned(),
        files,
        problem,
    }
}

/// The text of a song, or why it cannot be read.
pub(super) fn read(path: &Path) -> Result<String, String> {
    let why = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let length = std::fs::metadata(path).map_err(|error| why(&error))?.len();
    if length > LARGEST {
        return Err(why(&"larger than 4 MB, which is no song"));
    }
    std::fs::read_to_string(path).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => why(&"not a text in UTF-8"),
        _ => why(&error),
    })
}

/// The path that a name stands for: in the folder and with an ending, where it has none of its own.
pub(super) fn path_of(name: &str, folder: &str) -> Option<PathBuf> {
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    let mut path = PathBuf::from(name);
    if path.is_relative() {
        if folder.is_empty() {
            return None;
        }
        path = Path::new(folder).join(path);
    }
    if path.extension().is_none() {
        path.set_extension(ENDINGS[0]);
    }
    Some(path)
}

/// What became of saving a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Saved {
    Done,
    /// Another text is there, and nothing was written.
    Exists,
    Failed(String),
}

/// Writes a text to a file: to one that holds another only if that is meant (`over`). The file is never there in part.
pub(super) fn save(path: &Path, text: &str, over: bool) -> Saved {
    let why = |error: io::Error| Saved::Failed(format!("{}: {error}", path.display()));
    match std::fs::read(path) {
        Ok(before) if before == text.as_bytes() => return Saved::Done,
        Ok(_) if !over => return Saved::Exists,
        _ => {}
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let written = path
        .parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(&beside, text))
        .and_then(|()| std::fs::rename(&beside, path));
    match written {
        Ok(()) => Saved::Done,
        Err(error) => {
            let _ = std::fs::remove_file(&beside);
            why(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn songs_are_listed_written_and_read_and_none_is_written_over_unasked() {
        let folder = std::env::temp_dir().join(format!("phonon-songs-{}", std::process::id()));
        let shown = folder.display().to_string();
        let path = path_of("Beat", &shown).expect("a path");
        assert_eq!(path, folder.join("Beat.ph"));
        assert_eq!(save(&path, "o1: s \"bd\"", false), Saved::Done);
        assert_eq!(save(&path, "o1: s \"bd\"", false), Saved::Done);
        assert_eq!(save(&path, "o1: s \"sn\"", false), Saved::Exists);
        assert_eq!(read(&path), Ok("o1: s \"bd\"".to_owned()));
        assert_eq!(save(&path, "o1: s \"sn\"", true), Saved::Done);
        assert_eq!(read(&path), Ok("o1: s \"sn\"".to_owned()));
        std::fs::write(folder.join("a.tidal"), "d1 silence").expect("written");
        std::fs::write(folder.join("notes.txt"), "").expect("written");
        let names = |shelf: &Shelf| -> Vec<String> {
            shelf.files.iter().map(|file| file.name.clone()).collect()
        };
        assert_eq!(names(&read_folder(&shown)), ["a", "Beat"]);
        std::fs::write(&path, [0xff, 0xfe]).expect("written");
        assert!(read(&path).is_err_and(|why| why.ends_with("not a text in UTF-8")));
        std::fs::remove_dir_all(&folder).expect("removed");
        assert!(read_folder(&shown).problem.is_some());
        assert!(read(&path).is_err());
    }

    #[test]
    fn a_name_alone_needs_a_folder() {
        assert_eq!(path_of("beat", ""), None);
        assert_eq!(path_of("  ", "/songs"), None);
        assert_eq!(path_of("/tmp/x.tidal", ""), Some("/tmp/x.tidal".into()));
    }
}
