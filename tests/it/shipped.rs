//! What ships with the project and many tests play: its songs and its kit.

use phonon_samples::{Library, LibrarySettings};
use std::path::Path;
use std::sync::Arc;

/// Every song: its name and its text, by name.
pub(crate) fn songs() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("patterns");
    let mut songs: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("the songs' folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ph"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy();
            let text = std::fs::read_to_string(&path).expect("a text");
            (name.into_owned(), text)
        })
        .collect();
    songs.sort();
    assert!(songs.len() >= 10, "the songs are there");
    songs
}

/// The built-in kit.
pub(crate) fn library() -> Arc<Library> {
    Library::shared(&LibrarySettings::default()).expect("the kit")
}
