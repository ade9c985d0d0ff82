//! Folders that change while they are watched.

#![allow(
    clippy::disallowed_methods,
    reason = "finding, decoding and freeing run off the audio thread, which reads a slot by an atomic"
)]

use std::time::Instant;

use super::tests::{TestFolder, eventually};
use super::{Library, LibrarySettings};

#[test]
fn new_changed_and_removed_files_are_seen_by_themselves() {
    let folder = TestFolder::new();
    folder.wav("drum/a.wav", 10, 1);
    let library = folder.library();
    library.watch();
    let size = |name: &str| library.find(name).map_or(0, |bank| bank.len());
    folder.wav("drum/b.wav", 10, 1);
    assert!(eventually(|| size("drum") == 2), "a file in a known folder");
    folder.wav("fresh/a.wav", 10, 1);
    assert!(eventually(|| size("fresh") == 1), "a new folder");
    folder.wav("fresh/b.wav", 10, 1);
    assert!(
        eventually(|| size("fresh") == 2),
        "a file in the new folder"
    );
    let before = library.find("drum").unwrap().slot(0).load_now().unwrap();
    folder.wav("drum/a.wav", 500, 2);
    let frames = || {
        library
            .find("drum")
            .unwrap()
            .slot(0)
            .load_now()
            .unwrap()
            .frames()
    };
    assert!(eventually(|| frames() == 500), "a changed file");
    assert_eq!(before.frames(), 10);
    std::fs::remove_dir_all(folder.path().join("fresh")).unwrap();
    assert!(
        eventually(|| library.find("fresh").is_none()),
        "a removed folder"
    );
}

#[test]
fn what_changed_between_the_listing_and_the_watch_is_seen() {
    let folder = TestFolder::new();
    folder.wav("drum/a.wav", 10, 1);
    let library = folder.library();
    folder.wav("drum/b.wav", 10, 1);
    library.watch();
    assert!(eventually(|| library
        .find("drum")
        .is_some_and(|bank| bank.len() == 2)));
}

#[test]
fn reading_files_is_no_change() {
    let folder = TestFolder::new();
    folder.wav("drum/a.wav", 10, 1);
    let library = folder.library();
    library.watch();
    library.find("drum").unwrap().slot(0).load_now().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert_eq!(library.generation(), 0);
}

#[test]
fn a_library_that_watches_goes_quickly() {
    let folder = TestFolder::new();
    folder.wav("drum/a.wav", 10, 1);
    let library = folder.library();
    library.watch();
    library.watch();
    let start = Instant::now();
    drop(library);
    assert!(start.elapsed().as_millis() < 1_500, "{:?}", start.elapsed());
}

#[test]
fn a_folder_that_goes_and_returns_is_seen_and_watched_again() {
    let folder = TestFolder::new();
    folder.wav("ownsound/a.wav", 10, 1);
    let library = folder.library();
    library.watch();
    let size = |name: &str| library.find(name).map_or(0, |bank| bank.len());
    let away = folder.path().with_extension("away");
    for turn in 1..3 {
        // As a disk that is taken off and put on again.
        std::fs::rename(folder.path(), &away).unwrap();
        assert!(eventually(|| size("ownsound") == 0), "gone, turn {turn}");
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        std::fs::rename(&away, folder.path()).unwrap();
        assert!(eventually(|| size("ownsound") == turn), "back, turn {turn}");
        folder.wav(&format!("ownsound/b{turn}.wav"), 10, 1);
        assert!(
            eventually(|| size("ownsound") == turn + 1),
            "watched, turn {turn}"
        );
    }
}

#[test]
fn a_folder_that_is_not_there_yet_is_seen_when_it_comes() {
    let folder = TestFolder::new();
    let later = folder.path().join("later");
    let library = Library::private(&LibrarySettings {
        roots: vec![later],
        ..LibrarySettings::default()
    })
    .unwrap();
    library.watch();
    folder.wav("later/ownsound/a.wav", 10, 1);
    assert!(eventually(|| library.find("ownsound").is_some()));
}

#[test]
fn another_folder_in_the_place_of_a_watched_one_is_watched() {
    let folder = TestFolder::new();
    folder.wav("drum/a.wav", 10, 1);
    let library = folder.library();
    library.watch();
    let size = |name: &str| library.find(name).map_or(0, |bank| bank.len());
    // Faster than anyone looks.
    std::fs::remove_dir_all(folder.path().join("drum")).unwrap();
    folder.wav("drum/a.wav", 10, 1);
    folder.wav("drum/b.wav", 10, 1);
    assert!(eventually(|| size("drum") == 2));
    folder.wav("drum/c.wav", 10, 1);
    assert!(eventually(|| size("drum") == 3));
}
