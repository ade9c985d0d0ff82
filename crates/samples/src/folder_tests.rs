//! Folders as users have them, and as nobody should.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::tests::TestFolder;
use super::{Library, LibrarySettings, SlotState, Warning};

#[test]
fn two_thousand_files_are_listed_in_less_than_300_ms_and_none_is_opened() {
    let folder = TestFolder::new();
    for bank in 0..100 {
        for file in 0..20 {
            // Not sounds at all: listing does not look.
            std::fs::write(folder.inside(&format!("bank{bank}/{file:02}.wav")), "x").unwrap();
        }
    }
    let start = Instant::now();
    let library = folder.library();
    let took = start.elapsed();
    assert!(took < Duration::from_millis(300), "{took:?}");
    let files: usize = library
        .banks()
        .iter()
        .filter(|(name, _)| name.starts_with("bank"))
        .map(|(_, count)| count)
        .sum();
    assert_eq!(files, 2_000);
    assert_eq!(library.bytes(), 0);
    let start = Instant::now();
    library.rescan();
    assert!(
        start.elapsed() < Duration::from_millis(300),
        "a rescan: {:?}",
        start.elapsed()
    );
}

#[test]
fn empty_folders_hidden_files_and_other_files_are_no_banks() {
    let folder = TestFolder::new();
    folder.inside("empty/x");
    folder.wav("mac/._a.wav", 10, 1);
    folder.wav("mac/a.wav", 10, 1);
    folder.wav(".hidden/a.wav", 10, 1);
    std::fs::write(folder.inside("text/readme.md"), "").unwrap();
    std::fs::create_dir_all(folder.path().join("tricky/folder.wav")).unwrap();
    let library = folder.library();
    assert_eq!(library.find("mac").unwrap().len(), 1);
    for name in ["empty", ".hidden", "text", "tricky"] {
        assert!(library.find(name).is_none(), "{name}");
    }
}

#[test]
fn a_folder_with_spaces_signs_or_accents_in_its_name_can_be_played() {
    let folder = TestFolder::new();
    for name in [
        "my kit",
        "Kick (hard)",
        "cafe\u{301}",
        "hats!",
        "hats",
        "🥁",
    ] {
        folder.wav(&format!("{name}/a b.wav"), 10, 1);
    }
    folder.wav("hats/b.wav", 10, 1);
    let library = folder.library();
    for name in ["my_kit", "Kick_hard", "caf\u{e9}"] {
        assert_eq!(library.find(name).expect(name).len(), 1, "{name}");
    }
    // Two folders of one name: the one that is called so.
    assert_eq!(library.find("hats").unwrap().len(), 2);
    let path = folder.path().join("🥁");
    assert!(
        library
            .warnings()
            .contains(&Warning::UnspeakableName { path })
    );
    assert_eq!(library.nearest("my_kti").as_deref(), Some("my_kit"));
}

#[test]
fn a_root_that_holds_files_is_a_bank_too() {
    let folder = TestFolder::new();
    folder.wav("mine/a.wav", 10, 1);
    folder.wav("mine/b.wav", 10, 1);
    let roots = vec![folder.path().join("mine")];
    let settings = LibrarySettings {
        roots,
        ..LibrarySettings::default()
    };
    let library = Library::private(&settings).unwrap();
    assert_eq!(library.find("mine").unwrap().len(), 2);
}

#[test]
fn a_root_that_is_missing_or_without_banks_is_said_and_the_kit_plays() {
    let folder = TestFolder::new();
    let missing = folder.path().join("missing");
    let file = folder.wav("file.wav", 10, 1);
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let roots: Vec<PathBuf> = vec![missing.clone(), file.clone(), empty.clone()];
    let settings = LibrarySettings {
        roots,
        ..LibrarySettings::default()
    };
    let library = Library::private(&settings).unwrap();
    let warnings = library.warnings();
    for path in [missing, file] {
        let said = |warning: &Warning| matches!(warning, Warning::Unreadable { path: other, .. } if *other == path);
        assert!(
            warnings.iter().any(said),
            "{}: {warnings:?}",
            path.display()
        );
    }
    assert!(warnings.contains(&Warning::NoSamples { path: empty }));
    assert!(library.find("bd").is_some());
}

#[test]
fn folders_in_a_folder_are_banks_and_count_for_it_after_its_own_sounds() {
    let folder = TestFolder::new();
    let values = [
        ("drums/z.wav", 1),
        ("drums/Kicks/b.wav", 2),
        ("drums/Kicks/a.wav", 3),
        ("drums/hats (old)/deep/c.wav", 4),
        ("only/inner/a.wav", 5),
        ("drums_Kicks2/a.wav", 6),
    ];
    for (name, value) in values {
        folder.wav(name, 10, value);
    }
    let library = folder.library();
    let sounds = |name: &str| -> Vec<i32> {
        let bank = library.find(name).expect(name);
        let value = |slot: &super::Slot| (slot.load_now().unwrap().channel(0)[0] * 32_768.0) as i32;
        bank.slots().map(value).collect()
    };
    assert_eq!(sounds("drums"), [1, 4, 3, 2]);
    assert_eq!(sounds("drums_Kicks"), [3, 2]);
    assert_eq!(sounds("drums_kicks"), [3, 2], "in any case");
    assert_eq!(sounds("drums_hats_old_deep"), [4]);
    assert_eq!(sounds("drums_hats_old"), [4]);
    assert_eq!(sounds("only"), [5]);
    assert_eq!(sounds("drums_Kicks2"), [6]);
    assert_eq!(library.warnings(), []);
}

#[test]
fn a_folders_own_name_comes_before_one_put_together() {
    let folder = TestFolder::new();
    folder.wav("a/b/nested.wav", 10, 1);
    folder.wav("a_b/own.wav", 10, 2);
    let library = folder.library();
    let bank = library.find("a_b").unwrap();
    assert_eq!(bank.len(), 1);
    assert!(bank.slot(0).path().unwrap().ends_with("a_b/own.wav"));
}

#[test]
fn folders_too_deep_are_told() {
    let folder = TestFolder::new();
    folder.wav(&format!("a/{}x.wav", "b/".repeat(40)), 10, 1);
    let library = folder.library();
    assert!(library.find("a").is_none());
    let warnings = library.warnings();
    assert!(
        warnings
            .iter()
            .any(|warning| matches!(warning, Warning::TooDeep { .. })),
        "{warnings:?}"
    );
}

#[test]
fn what_cannot_be_decoded_keeps_its_number() {
    let folder = TestFolder::new();
    folder.wav("drum/a.wav", 10, 1);
    std::fs::write(folder.inside("drum/b.wv"), "wvpk").unwrap();
    std::fs::write(folder.inside("drum/c.aiff"), "").unwrap();
    folder.wav("drum/d.wav", 10, 4);
    let library = folder.library();
    let drum = library.find("drum").unwrap();
    assert_eq!(drum.len(), 4);
    let outcomes: Vec<bool> = drum.slots().map(|slot| slot.load_now().is_ok()).collect();
    assert_eq!(outcomes, [true, false, false, true]);
}

#[test]
fn an_sfz_text_is_a_pitched_bank_under_its_own_or_its_folders_name() {
    let folder = TestFolder::new();
    folder.wav("samples/low.wav", 10, 1);
    folder.wav("samples/high.wav", 10, 2);
    let text = "<region> sample=samples\\LOW.wav hikey=59\n<region> sample=samples/high.wav lokey=60\n\
                <region> sample=gone.wav lokey=60";
    std::fs::write(folder.inside("keys.sfz"), text).unwrap();
    folder.wav("piano/wav/c.wav", 10, 3);
    std::fs::write(
        folder.inside("piano/Grand.sfz"),
        "<region> sample=wav/c.wav",
    )
    .unwrap();
    std::fs::write(folder.inside("bad/bad.sfz"), "nothing").unwrap();
    let library = folder.library();
    let keys = library.find("keys").unwrap();
    assert!(keys.is_pitched());
    assert_eq!((keys.len(), keys.slot_of_note(30.0, 0)), (3, 0));
    assert_eq!(
        [0, 1, 2].map(|index| keys.slot_of_note(90.0, index)),
        [1, 2, 1]
    );
    assert!(keys.slot(0).load_now().is_ok(), "in another case");
    assert!(keys.slot(2).load_now().is_err(), "it keeps its number");
    for name in ["piano", "piano_Grand"] {
        assert!(library.find(name).unwrap().is_pitched(), "{name}");
    }
    assert!(!library.find("piano_wav").unwrap().is_pitched());
    let told = |word: &str| {
        library
            .warnings()
            .iter()
            .any(|said| said.to_string().contains(word))
    };
    assert!(
        told("bad.sfz") && told("gone.wav"),
        "{:?}",
        library.warnings()
    );
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn loops_of_links_end_and_links_to_sounds_are_sounds() {
        let folder = TestFolder::new();
        let file = folder.wav("real/a.wav", 10, 1);
        symlink(folder.path(), folder.inside("real/up")).unwrap();
        symlink(folder.path(), folder.inside("round")).unwrap();
        symlink("itself", folder.inside("itself")).unwrap();
        symlink("itself.wav", folder.inside("real/itself.wav")).unwrap();
        symlink("nowhere.wav", folder.inside("real/broken.wav")).unwrap();
        symlink(&file, folder.inside("linked/b.wav")).unwrap();
        let library = folder.library();
        assert_eq!(library.find("real").unwrap().len(), 1);
        assert_eq!(library.find("linked").unwrap().len(), 1);
        assert!(library.find("linked").unwrap().slot(0).load_now().is_ok());
        let warned = |name: &str| {
            library
                .warnings()
                .iter()
                .any(|warning| warning.to_string().contains(name))
        };
        assert!(
            warned("itself") && warned("itself.wav") && warned("broken.wav"),
            "{:?}",
            library.warnings()
        );
    }

    #[test]
    fn names_that_are_not_utf_8_are_told_or_play() {
        let folder = TestFolder::new();
        let odd = OsStr::from_bytes(b"od\xffd");
        let odd_bank = folder.path().join(odd);
        std::fs::create_dir(&odd_bank).unwrap();
        let sound = folder.wav("plain/a.wav", 10, 1);
        std::fs::copy(&sound, odd_bank.join("a.wav")).unwrap();
        std::fs::copy(
            &sound,
            folder
                .path()
                .join("plain")
                .join(OsStr::from_bytes(b"\xfe.wav")),
        )
        .unwrap();
        let library = folder.library();
        let plain = library.find("plain").unwrap();
        assert_eq!(plain.len(), 2);
        assert!(plain.slots().all(|slot| slot.load_now().is_ok()));
        assert!(
            library
                .warnings()
                .contains(&Warning::UnspeakableName { path: odd_bank })
        );
    }

    #[test]
    fn pipes_and_devices_are_not_waited_for() {
        let folder = TestFolder::new();
        folder.wav("drum/a.wav", 10, 1);
        let pipe = folder.inside("drum/pipe.wav");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if !made.is_ok_and(|status| status.success()) {
            symlink("/dev/zero", &pipe).unwrap();
        }
        let library = folder.library();
        assert_eq!(library.find("drum").unwrap().len(), 1);
        // One that takes the place of a sound after the listing.
        let bank = library.find("drum").unwrap();
        std::fs::rename(&pipe, folder.path().join("drum/a.wav")).unwrap();
        assert!(bank.slot(0).load_now().is_err());
    }

    #[test]
    fn what_may_not_be_read_is_told() {
        let folder = TestFolder::new();
        let secret = folder.wav("drum/secret.wav", 10, 1);
        folder.wav("closed/a.wav", 10, 1);
        let closed = folder.path().join("closed");
        let forbid = |path: &std::path::Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        forbid(&secret, 0o000);
        forbid(&closed, 0o000);
        if std::fs::read(&secret).is_ok() {
            // The system's administrator may read everything: nothing to see here.
            forbid(&closed, 0o700);
            return;
        }
        let library = folder.library();
        let bank = library.find("drum").unwrap();
        assert!(
            bank.slot(0)
                .load_now()
                .unwrap_err()
                .to_string()
                .contains("secret.wav")
        );
        assert!(matches!(bank.slot(0).state(), SlotState::Failed(_)));
        assert!(
            library
                .warnings()
                .iter()
                .any(|warning| warning.to_string().contains("closed"))
        );
        forbid(&closed, 0o700);
    }
}
