//! A session as its owner uses it, its audio thread played by hand.

use super::*;
use phonon_engine::{Engine, Program, parameters};

#[test]
fn making_one_compiles_nothing_and_starts_no_thread() {
    let (session, _end) = Session::new();
    assert!(lock(&session.worker).is_none());
    assert_eq!(session.report().serial, 0);
    // Neither does a project opened before there is an engine to play it.
    session.restore(SavedState::playing("o1: s \"bd\""));
    assert!(lock(&session.worker).is_none());
}

/// A session whose engine takes nothing: what is delivered can be looked at.
fn attached(text: &str) -> (Arc<Session>, AudioEnd) {
    let (session, end) = Session::new();
    *session.saved() = SavedState::playing(text);
    let settings = state::SoundSettings::default().engine(false);
    let (_, returns) = Engine::new(48_000.0, settings);
    session.attach(48_000.0, settings, returns);
    session.ready(false);
    (session, end)
}

/// Takes a delivery as the audio thread does: the program, and whether an engine came with it.
fn take(end: &mut AudioEnd) -> Option<(Box<Program>, bool)> {
    let mut delivery = end.take()?;
    let taken = (delivery.program.take()?, delivery.engine.is_some());
    end.give_back(delivery);
    Some(taken)
}

#[test]
fn other_settings_of_the_sound_bring_a_new_engine_and_other_folders_do_not() {
    let (session, mut end) = attached("o1: s \"bd\"");
    let mut brings_engine = || {
        session.ready(false);
        take(&mut end).expect("a program").1
    };
    assert!(!brings_engine());
    session.set_sound(state::SoundSettings {
        voices: 64,
        ..state::SoundSettings::default()
    });
    assert!(brings_engine());
    session.set_sample_folders(Vec::new());
    assert!(!brings_engine());
    assert_eq!(session.saved().sound.voices, 64);
}

#[test]
fn a_default_comes_into_force_as_soon_as_it_can_be_read_and_is_never_lost() {
    let (session, mut end) = attached("o1: s \"bd\"");
    let has_gain = |end: &mut AudioEnd| {
        session.ready(false);
        let (program, brings_engine) = take(end).expect("a program");
        assert!(!brings_engine);
        program.sounds().have_default(parameters::GAIN)
    };
    let kept = || session.saved().bank_defaults.get("bd").cloned();
    assert!(!has_gain(&mut end));
    assert!(session.set_default("bd", " gain 0.8 "));
    assert!(has_gain(&mut end));
    assert_eq!(kept(), Some(BankDefault::in_force("gain 0.8")));
    // What is wrong leaves in force what was right, and is kept to be mended.
    assert!(!session.set_default("bd", "gain 0.8 # gian 1"));
    let wrong = BankDefault {
        draft: "gain 0.8 # gian 1".to_owned(),
        evaluated: "gain 0.8".to_owned(),
    };
    assert_eq!(kept(), Some(wrong));
    session.ready(false);
    assert!(take(&mut end).is_none());
    // Typing alone changes nothing that is heard.
    session.draft_default("bd", "gain 0.");
    assert_eq!(kept().expect("typed").evaluated, "gain 0.8");
    // Nothing is no default.
    assert!(session.set_default("bd", ""));
    assert!(!has_gain(&mut end));
    assert_eq!(kept(), None);
}

#[test]
fn another_folder_leaves_what_is_wrong_elsewhere_to_be_seen() {
    let (session, _end) = attached("o1: s \"bd\"\no2: s \"hh\"");
    session.evaluate("o1: s \"bd\"\no2: evry 2 $ s \"hh\"\no3: s \"kik:2\"");
    session.ready(false);
    let wrong = session.report();
    let errors = |report: &Report| -> Vec<String> {
        let said = report.diagnostics.iter();
        said.map(|said| said.message.clone()).collect()
    };
    assert_eq!(errors(&wrong).len(), 2, "{:?}", errors(&wrong));
    use phonon_language::State;
    assert_eq!((wrong.count(State::Kept), wrong.count(State::Good)), (1, 2));
    let missing = &wrong.missing[0];
    assert_eq!(
        (missing.name.as_str(), &wrong.text[missing.span.clone()]),
        ("kik", "kik")
    );
    assert_eq!(missing.suggestions[0], "kick");
    session.set_sample_folders(vec![std::env::temp_dir().display().to_string()]);
    session.ready(false);
    let after = session.report();
    assert!(after.serial > wrong.serial);
    assert_eq!(errors(&after), errors(&wrong));
    assert_eq!(after.count(State::Kept), 1);
    // What is saved is what plays.
    assert!(!session.saved().evaluated.contains("evry"));
}

#[test]
fn sounds_are_drawn_in_the_background_once_asked_for() {
    let (session, _end) = attached("o1: s \"bd\"");
    let drawn = |bank: &str, index: usize| {
        let begun = std::time::Instant::now();
        loop {
            if let Some(drawn) = session.waveform(bank, index) {
                return drawn;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "it is never drawn"
            );
            std::thread::sleep(Duration::from_millis(2));
        }
    };
    let stirred = session.stirred();
    let kick = drawn("bd", 0);
    assert!(session.stirred() > stirred);
    assert_eq!(kick.columns.len(), waveforms::COLUMNS);
    let highest = kick
        .columns
        .iter()
        .fold(0.0_f32, |most, column| most.max(column.1));
    assert!(highest > 0.5 && kick.seconds > 0.05 && kick.problem.is_none());
    assert_ne!(*kick, *drawn("bd", 1));
    assert!(Arc::ptr_eq(&kick, &drawn("bd", 0)));
    assert!(drawn("nosuchbank", 0).problem.is_some());
}

#[test]
fn the_default_of_a_bank_that_is_not_there_waits_for_it() {
    let (session, _end) = attached("o1: s \"bd\"");
    let state = SavedState {
        bank_defaults: [("gone".to_owned(), BankDefault::in_force("cut 1"))].into(),
        ..SavedState::playing("o1: s \"bd\"")
    };
    session.restore(state.clone());
    session.ready(false);
    assert_eq!(session.saved().bank_defaults, state.bank_defaults);
    assert!(session.report().diagnostics.is_empty());
    assert!(session.banks().iter().all(|bank| bank.name != "gone"));
}

#[test]
fn banks_are_listed_and_those_that_play_are_marked() {
    let (session, _end) = attached("o1: s \"bd sn\"");
    let banks = session.banks();
    let played: Vec<&str> = banks
        .iter()
        .filter(|bank| bank.plays)
        .map(|bank| bank.name.as_str())
        .collect();
    assert_eq!(played, ["bd", "sn"]);
    let bass = banks.iter().find(|bank| bank.name == "bass");
    let bass = bass.expect("the kit's");
    assert_eq!(
        (bass.family, &bass.folder),
        (Some(banks::Family::Bass), &None)
    );
    assert!(banks.len() > 20 && banks.iter().all(|bank| bank.sounds > 0));
    assert!(banks.is_sorted_by(|one, other| one.name < other.name));
    // The same list while nothing in it changes: the window need not order it anew.
    session.evaluate("o1: s \"sn bd*2\"");
    session.ready(false);
    assert!(Arc::ptr_eq(&banks, &session.banks()));
}

#[test]
fn a_sample_that_appears_in_a_folder_is_heard_without_being_asked_for_again() {
    let folder = std::env::temp_dir().join(format!("phonon-session-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("known")).unwrap();
    let write = |name: &str| {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 48_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut file = hound::WavWriter::create(folder.join(name), spec).unwrap();
        (0..100).for_each(|frame| file.write_sample(frame as i16).unwrap());
        file.finalize().unwrap();
    };
    write("known/a.wav");
    let (session, _end) = attached("o1: s \"unheardof\"");
    assert!(!session.report().diagnostics.is_empty());
    session.set_sample_folders(vec![folder.display().to_string()]);
    session.ready(false);
    assert!(!session.report().diagnostics.is_empty());
    std::fs::create_dir_all(folder.join("unheardof")).unwrap();
    write("unheardof/a.wav");
    let begun = std::time::Instant::now();
    while !session.report().diagnostics.is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it is not seen");
        std::thread::sleep(Duration::from_millis(20));
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(session.saved().evaluated, "o1: s \"unheardof\"");
}
