//! The plugin as a host meets it, in this process: its own `clap_entry` through `clack-host`, no bundle and no dlopen.

#![cfg(feature = "plugin")]

mod host;

use host::Host;

#[test]
fn it_loads_and_is_silent_while_the_transport_stands() {
    let mut host = Host::new(48_000.0, 256);
    let rendered = host.run(16 * 256, |_| 256);
    assert!(
        rendered
            .iter()
            .all(|channel| channel.iter().all(|&sample| sample == 0.0))
    );
}

#[test]
fn saving_twice_gives_the_same_bytes_and_loading_them_changes_nothing() {
    let mut host = Host::inactive(48_000.0, 256);
    host.load_text("o1: s \"bd\"");
    let once = host.save();
    assert!(host.load(&once));
    assert_eq!(host.save(), once);
}

#[test]
fn random_states_are_refused_without_harm() {
    let mut host = Host::new(44_100.0, 64);
    let before = host.save();
    for bytes in [
        &b""[..],
        b"\0\0\0\0\0\0\0\0",
        b"\xff\xff\xff\xff\xff\xff\xff\xffabc",
        b"\x02\0\0\0\0\0\0\0{}",
        b"nonsense at length",
    ] {
        assert!(!host.load(bytes));
    }
    let broken = br#"{"version":"","params":{},"fields":{"session":"{not json"}}"#;
    host.load(&[&(broken.len() as u64).to_le_bytes()[..], broken].concat());
    assert_eq!(host.save(), before);
    host.run(640, |_| 64);
}
