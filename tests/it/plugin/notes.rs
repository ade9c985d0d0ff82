//! Notes out: what `s "midi"` sends to other instruments, as the host gets it.

use super::host::SentNote;
use super::*;

/// Four notes a cycle of two seconds, each half as long as its place.
const NOTES: &str =
    "o1: s \"midi*4\" # note \"0 4 7 12\" # midichan 2 # velocity \"1 0.5\" # legato 0.5";

/// A sent note without its velocity.
fn brief(note: &SentNote) -> (u64, bool, u16) {
    assert_eq!(note.channel, 1);
    (note.frame, note.on, note.key)
}

fn briefs(host: &Host) -> Vec<(u64, bool, u16)> {
    host.notes.iter().map(brief).collect()
}

fn roll(host: &mut Host, frames: usize, blocks: impl FnMut(u64) -> usize) -> [Vec<f32>; 2] {
    let begin = host.frame;
    host.run_with(frames, blocks, |frame, _| {
        Some(playing((frame - begin) as f64 / RATE * 2.0, 120.0))
    })
}

#[test]
fn notes_go_out_on_their_frames_whatever_the_blocks_and_make_no_sound() {
    let wanted: Vec<_> = [60, 64, 67, 72]
        .into_iter()
        .enumerate()
        .flat_map(|(index, key)| {
            let begin = 24_000 * index as u64;
            [(begin, true, key), (begin + 12_000, false, key)]
        })
        .collect();
    for seed in 0..3 {
        let mut host = ready(NOTES);
        let mut random = random_blocks(seed);
        let [left, right] = match seed {
            0 => roll(&mut host, 96_000, |_| 1024),
            1 => roll(&mut host, 96_000, |_| 1),
            _ => roll(&mut host, 96_000, &mut random),
        };
        assert_eq!(briefs(&host), wanted);
        let velocities: Vec<_> = host
            .notes
            .iter()
            .step_by(2)
            .map(|note| note.velocity)
            .collect();
        assert_eq!(velocities[0], 1.0);
        assert!(
            (velocities[2] - 64.0 / 127.0).abs() < 1.0e-6,
            "{velocities:?}"
        );
        assert!(left.iter().chain(&right).all(|sample| *sample == 0.0));
        assert!(!host.may_sleep);
    }
}

#[test]
fn what_was_sent_on_is_sent_off_when_the_transport_stops_and_when_the_host_resets() {
    let long = "o1: s \"midi\" # note 3 # midichan 2";
    let mut host = ready(long);
    roll(&mut host, 4_800, |_| 480);
    assert_eq!(briefs(&host), [(0, true, 63)]);
    host.run_with(960, |_| 480, |_, _| Some(stopped(0.1)));
    assert_eq!(briefs(&host), [(0, true, 63), (4_800, false, 63)]);

    let mut host = ready(long);
    roll(&mut host, 4_800, |_| 480);
    host.reset();
    host.run_with(960, |_| 480, |_, _| Some(stopped(0.1)));
    assert_eq!(briefs(&host), [(0, true, 63), (4_800, false, 63)]);

    // Another sample rate is another engine.
    let mut host = ready(long);
    roll(&mut host, 4_800, |_| 480);
    host.activate_at(44_100.0, 512);
    host.run_with(960, |_| 480, |_, _| Some(stopped(0.1)));
    assert_eq!(briefs(&host), [(0, true, 63), (4_800, false, 63)]);
}

#[test]
fn a_bypassed_instrument_ends_its_notes_and_begins_none() {
    let mut host = ready(NOTES);
    roll(&mut host, 4_800, |_| 480);
    host.set("Bypass", 1.0);
    let begin = host.frame;
    host.run_with(
        91_200,
        |_| 480,
        |frame, _| Some(playing((frame - begin + 4_800) as f64 / RATE * 2.0, 120.0)),
    );
    assert_eq!(briefs(&host), [(0, true, 60), (4_800, false, 60)]);
}

#[test]
fn a_muted_output_sends_no_notes() {
    let text = format!("{NOTES}\no2: s \"midi\" # note 1 # midichan 2\nmute: o1");
    let mut host = ready(&text);
    roll(&mut host, 24_000, |_| 480);
    assert_eq!(briefs(&host), [(0, true, 61)]);
    let strips = serde_json::json!([{ "name": "", "gain": 1.0, "mute": true, "solo": false }]);
    let state = serde_json::json!({
        "version": 1,
        "draft": NOTES,
        "evaluated": NOTES,
        "mixer": strips,
    });
    let mut host = Host::inactive(RATE, 1024);
    host.bounce();
    assert!(host.load(&saved(state)));
    host.activate();
    roll(&mut host, 24_000, |_| 480);
    assert_eq!(briefs(&host), []);
}

#[test]
fn controllers_programs_and_bends_go_out_as_midi() {
    let mut host = ready(
        "o1: ccv \"0 127\" # ccn 74 # s \"midi\" # midichan 3\n\
         o2: progNum 5 # s \"midi\"\no3: midibend 8192 # s \"midi\"\no4: miditouch 100 # s \"midi\"",
    );
    roll(&mut host, 96_000, random_blocks(5));
    assert_eq!(host.notes, []);
    let wanted = [
        (0, [0xb2, 74, 0]),
        (0, [0xc0, 5, 0]),
        (0, [0xe0, 0, 64]),
        (0, [0xd0, 100, 0]),
        (48_000, [0xb2, 74, 127]),
    ];
    assert_eq!(host.messages, wanted);
}

#[test]
fn a_flood_of_notes_is_bounded_and_every_one_that_began_ends() {
    let mut host = ready(
        "o1: ply 64 $ s \"midi*256\" # note (irand 60 - 30) # legato 40 # midichan \"<1 2>*7\"",
    );
    roll(&mut host, 48_000, odd_sizes());
    host.run_with(4_800, |_| 480, |_, _| Some(stopped(1.0)));
    let mut held = std::collections::BTreeSet::new();
    for note in &host.notes {
        let key = (note.channel, note.key);
        let changed = if note.on {
            held.insert(key)
        } else {
            held.remove(&key)
        };
        assert!(changed, "{note:?}");
    }
    assert!(held.is_empty(), "{held:?}");
    assert!(host.notes.len() > 1_000);
}

/// Large blocks and small ones in turn.
fn odd_sizes() -> impl FnMut(u64) -> usize {
    let mut large = false;
    move |_| {
        large = !large;
        if large { 1024 } else { 3 }
    }
}
