//! Who keeps a sample, and when it goes.

use std::sync::Arc;
use std::time::Instant;

use super::tests::{TestFolder, eventually};
use super::{Library, SampleError, Slot, SlotState, Warning};

/// Ten banks of one file of about 100 kB each, `b0` to `b9`.
fn ten_banks(folder: &TestFolder) -> Arc<Library> {
    for bank in 0..10 {
        folder.wav(&format!("b{bank}/a.wav"), 25_000, bank + 1);
    }
    folder.library()
}

const BUDGET: usize = 350_000;

fn is_loaded(library: &Library, bank: &str) -> bool {
    library.find(bank).unwrap().slot(0).get().is_some()
}

#[test]
fn what_no_program_holds_is_let_go_when_the_budget_is_spent_the_longest_unused_first() {
    let folder = TestFolder::new();
    let library = ten_banks(&folder);
    library.set_budget(BUDGET);
    for bank in 0..10 {
        library
            .find(&format!("b{bank}"))
            .unwrap()
            .slot(0)
            .load_now()
            .unwrap();
        assert!(
            library.bytes() <= BUDGET + 101_000,
            "at {bank}: {}",
            library.bytes()
        );
    }
    assert!(!is_loaded(&library, "b0"));
    assert!(is_loaded(&library, "b9"));
    assert!(
        library.find("b0").unwrap().slot(0).load_now().is_ok(),
        "it comes back when asked for"
    );
}

#[test]
fn what_a_program_holds_stays_and_a_full_memory_is_an_error_until_there_is_room() {
    let folder = TestFolder::new();
    let library = ten_banks(&folder);
    library.set_budget(BUDGET);
    let held: Vec<_> = (0..10)
        .map(|bank| library.find(&format!("b{bank}")).unwrap())
        .collect();
    let outcomes: Vec<_> = held.iter().map(|bank| bank.slot(0).load_now()).collect();
    assert!(outcomes[..3].iter().all(Result::is_ok));
    assert!(matches!(outcomes[9], Err(SampleError::OverBudget { .. })));
    assert!(
        held[0].slot(0).get().is_some(),
        "nothing is taken from under a program"
    );
    assert!(
        library
            .warnings()
            .iter()
            .any(|warning| warning.to_string().contains("memory is full"))
    );
    drop(outcomes);
    let last = held[9].clone();
    drop(held);
    assert!(last.slot(0).load_now().is_ok());
}

#[test]
fn the_last_owner_of_a_sample_is_never_a_voice() {
    let folder = TestFolder::new();
    let library = ten_banks(&folder);
    let bank = library.find("b3").unwrap();
    let voice = bank.slot(0).load_now().unwrap();
    drop(bank);
    // The file goes, the budget goes: everything but the voice lets the sample go.
    std::fs::remove_dir_all(folder.path().join("b3")).unwrap();
    library.rescan();
    assert!(library.find("b3").is_none());
    library.set_budget(0);
    assert!(
        Arc::strong_count(&voice) >= 2,
        "the store keeps what sounds"
    );
    assert_eq!(library.bytes(), voice.bytes());
    drop(voice);
    assert!(
        eventually(|| library.bytes() == 0),
        "and drops it from its own thread"
    );
}

#[test]
fn a_rescan_keeps_what_is_unchanged_and_programs_keep_what_they_hold() {
    let folder = TestFolder::new();
    folder.wav("drum/b.wav", 10, 200);
    folder.wav("other/a.wav", 10, 1);
    let library = folder.library();
    let (old, other) = (
        library.find("drum").unwrap(),
        library.find("other").unwrap(),
    );
    let sample = old.slot(0).load_now().unwrap();
    let generation = library.generation();
    folder.wav("drum/a.wav", 10, 100);
    library.rescan();
    assert_ne!(library.generation(), generation);
    let new = library.find("drum").unwrap();
    assert_eq!((old.len(), new.len()), (1, 2));
    assert!(
        Arc::ptr_eq(new.slot(1).get().unwrap(), &sample),
        "decoded once, moved by one"
    );
    assert!(Arc::ptr_eq(&other, &library.find("other").unwrap()));
    // A program that still plays the old bank may still ask for what is not loaded there.
    folder.wav("drum/b.wav", 20, 300);
    library.rescan();
    let changed = library.find("drum").unwrap();
    assert_eq!(
        changed.slot(1).load_now().unwrap().frames(),
        20,
        "a changed file is read anew"
    );
    assert_eq!(old.slot(0).get().unwrap().frames(), 10);
}

#[test]
fn slots_of_a_replaced_bank_are_still_loaded_for_who_holds_it() {
    let folder = TestFolder::new();
    folder.wav("drum/a.wav", 10, 1);
    folder.wav("drum/b.wav", 10, 2);
    let library = folder.library();
    let old = library.find("drum").unwrap();
    std::fs::rename(
        folder.path().join("drum/a.wav"),
        folder.path().join("drum/c.wav"),
    )
    .unwrap();
    library.rescan();
    old.slot(1).request();
    assert!(eventually(|| old.slot(1).get().is_some()));
    old.slot(0).request();
    assert!(
        eventually(|| matches!(old.slot(0).state(), SlotState::Failed(_))),
        "its file is gone"
    );
}

#[test]
fn many_threads_that_want_one_sound_get_one_sample() {
    let folder = TestFolder::new();
    folder.wav("drum/a.wav", 100_000, 1);
    let library = folder.library();
    let bank = library.find("drum").unwrap();
    let samples: Vec<_> = std::thread::scope(|scope| {
        let load = || scope.spawn(|| bank.slot(0).load_now().unwrap());
        let threads: Vec<_> = (0..8).map(|_| load()).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(
        samples
            .iter()
            .all(|sample| Arc::ptr_eq(sample, &samples[0]))
    );
}

#[test]
fn a_failure_is_remembered_told_and_harms_no_neighbour() {
    let folder = TestFolder::new();
    folder.wav("drum/b.wav", 10, 1);
    std::fs::write(folder.inside("drum/a.wav"), "nonsense").unwrap();
    let library = folder.library();
    let bank = library.find("drum").unwrap();
    let errors = library.load_all(std::slice::from_ref(&bank));
    assert_eq!(errors.len(), 1);
    assert!(matches!(bank.slot(0).state(), SlotState::Failed(error) if *error == errors[0]));
    assert!(bank.slot(0).get_or_request().is_none());
    assert!(bank.slot(1).get().is_some());
    assert!(
        library
            .warnings()
            .contains(&Warning::Failed(errors[0].clone()))
    );
}

#[test]
fn a_library_that_goes_takes_its_threads_and_leaves_what_programs_hold() {
    let folder = TestFolder::new();
    folder.wav("drum/a.wav", 10, 1);
    let library = folder.library();
    let bank = library.find("drum").unwrap();
    bank.slot(0).load_now().unwrap();
    let start = Instant::now();
    drop(library);
    assert!(
        start.elapsed().as_secs() < 2,
        "joining the threads is quick"
    );
    assert!(bank.slot(0).get().is_some());
    bank.slot(0).request();
}

#[test]
fn the_whole_kit_loads_in_parallel() {
    let folder = TestFolder::new();
    let library = Library::private(&Default::default()).unwrap();
    let names = ["bd", "sn", "hh", "cp", "808", "arpy"];
    let banks: Vec<_> = names
        .iter()
        .map(|name| library.find(name).unwrap())
        .collect();
    assert_eq!(library.load_all(&banks), []);
    let slots: Vec<&Slot> = banks.iter().flat_map(|bank| bank.slots()).collect();
    let samples = library.load_slots(&slots);
    let bytes: usize = samples
        .iter()
        .map(|sample| sample.as_ref().unwrap().bytes())
        .sum();
    assert_eq!(library.bytes(), bytes);
    assert!(folder.path().exists());
}
