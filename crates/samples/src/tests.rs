//! The library as others use it.

#![allow(
    clippy::disallowed_methods,
    reason = "finding, decoding and freeing run off the audio thread, which reads a slot by an atomic"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::*;

/// A folder of its own for a test, gone at its end.
pub(super) struct TestFolder(PathBuf);

impl TestFolder {
    pub(super) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("phonon-samples-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// A path inside, whose folder exists.
    pub(super) fn inside(&self, name: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    /// A mono 16-bit file whose every frame is `value`/32768.
    pub(super) fn wav(&self, name: &str, frames: usize, value: i16) -> PathBuf {
        let path = self.inside(name);
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 44_100,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&path, spec).unwrap();
        (0..frames).for_each(|_| writer.write_sample(value).unwrap());
        writer.finalize().unwrap();
        path
    }

    pub(super) fn library(&self) -> Arc<Library> {
        Library::private(&self.settings()).unwrap()
    }

    pub(super) fn settings(&self) -> LibrarySettings {
        LibrarySettings {
            roots: vec![self.0.clone()],
            ..LibrarySettings::default()
        }
    }
}

impl Drop for TestFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Waits until `done`, a few seconds at most.
pub(super) fn eventually(done: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    while !done() {
        if start.elapsed() > Duration::from_secs(10) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    true
}

#[test]
fn a_folder_is_a_bank_sorted_without_case_whose_index_wraps() {
    let folder = TestFolder::new();
    folder.wav("drum/b.wav", 10, 2_000);
    folder.wav("drum/A.wav", 10, 1_000);
    folder.wav("drum/c.WAV", 10, 3_000);
    std::fs::write(folder.inside("drum/readme.txt"), "not a sound").unwrap();
    let library = folder.library();
    let bank = library.find("drum").unwrap();
    assert_eq!(bank.len(), 3);
    let first = |index: i64| {
        let sample = bank.slot(index).load_now().unwrap();
        (sample.channel(0)[0] * 32_768.0) as i32
    };
    assert_eq!(
        [0, 1, 2, 3, -1, -4].map(first),
        [1_000, 2_000, 3_000, 1_000, 3_000, 3_000]
    );
}

#[test]
fn nothing_is_decoded_until_it_is_asked_for() {
    let folder = TestFolder::new();
    folder.wav("drum/a.wav", 1_000, 5);
    let library = folder.library();
    let bank = library.find("drum").unwrap();
    assert!(matches!(bank.slot(0).state(), SlotState::NotLoaded));
    assert_eq!(library.bytes(), 0);
    assert!(bank.slot(0).get_or_request().is_none());
    assert!(eventually(|| bank.slot(0).get().is_some()));
    assert_eq!(library.bytes(), bank.slot(0).get().unwrap().bytes());
}

#[test]
fn a_later_folder_takes_the_place_of_an_earlier_one_and_of_the_kit() {
    let (one, two) = (TestFolder::new(), TestFolder::new());
    one.wav("bd/a.wav", 10, 1);
    one.wav("only/a.wav", 10, 1);
    two.wav("bd/a.wav", 10, 2);
    two.wav("bd/b.wav", 10, 2);
    let settings = LibrarySettings {
        roots: vec![one.path().into(), two.path().into()],
        ..LibrarySettings::default()
    };
    let library = Library::private(&settings).unwrap();
    assert_eq!(library.find("bd").unwrap().len(), 2);
    assert_eq!(
        library.find("kick").unwrap().len(),
        2,
        "an alias of the kit follows"
    );
    assert_eq!(library.find("only").unwrap().len(), 1);
}

#[test]
fn names_are_found_without_case_and_nearest_names_are_told() {
    let folder = TestFolder::new();
    folder.wav("Glockenspiel/a.wav", 10, 1);
    let library = folder.library();
    assert!(library.find("glockenspiel").is_some());
    assert!(library.find("glokenspiel").is_none());
    assert_eq!(
        library.nearest("glokenspiel").as_deref(),
        Some("Glockenspiel")
    );
}

#[test]
fn instances_with_equal_settings_share_one_library_and_all_share_decoded_files() {
    let folder = TestFolder::new();
    folder.wav("shared/a.wav", 10, 1);
    let other = TestFolder::new();
    other.wav("more/a.wav", 10, 1);
    let one = Library::shared(&folder.settings()).unwrap();
    let same = Library::shared(&folder.settings()).unwrap();
    assert!(Arc::ptr_eq(&one, &same));
    let wider = LibrarySettings {
        roots: vec![folder.path().into(), other.path().into()],
        ..LibrarySettings::default()
    };
    let wider = Library::shared(&wider).unwrap();
    let sample = |library: &Library| library.find("shared").unwrap().slot(0).load_now().unwrap();
    assert!(Arc::ptr_eq(&sample(&one), &sample(&wider)));
}
