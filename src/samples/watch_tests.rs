//! Folders that change while they are watched.

use std::time::Instant;

use super::tests::{TestFolder, eventually};

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
