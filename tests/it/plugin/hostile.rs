//! Hosts that do all that the formats let them do, in any order: nothing is harmed or lost, and no block size is heard.

use super::*;

/// Texts that use what an instance has: voices, buses, effects with tails, macros, feedback, an own tempo.
const TEXTS: &[&str] = &[
    HITS,
    "o1: jux rev $ s \"bd*4 [hh cp]\" # room 0.3 # delay 0.4\no2: saw \"110 165\" # lpf (~m1 * 4000 + 200) * 0.2",
    "bpm: 90\nbeats: 3\no1: s \"superpiano*3\" # note \"0 4 7\" # pan rand\n~fx: delay 0.2 0.6\no2: s \"cp*2\" # ~fx",
    "o3: s \"~pad(3,8)\" # note \"0 7\"\n~pad: saw 110 # lpf 900\nout: sine (~a * 40 + 220) * 0.1\n~a: ~a * 0.5 + sine 3",
    "cps: 1\no1: ply 8 $ s \"arpy*16\" # n irand 8 # cut 1",
    "",
];

/// Numbers of which a host has no business to send the most.
const NUMBERS: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    0.5,
    -1.0,
    2.0,
    120.0,
    1.0e9,
    -1.0e15,
    f64::MIN_POSITIVE,
    f64::MAX,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
];

/// How a host's transport goes on from where a stretch begins.
#[derive(Clone, Debug)]
enum Way {
    /// None is given.
    Missing,
    /// It stands at a beat.
    Stands(f64),
    /// From a beat at a tempo.
    Rolls(f64, f64),
    /// Around a stretch of beats at a tempo; the stretch may be a fraction of a block.
    Loops(f64, f64, f64),
    /// From a beat, the tempo from one to another within the stretch.
    Ramps(f64, f64, f64),
    /// Each block says a place, a tempo and a flag as it likes.
    Raves(u64),
}

/// What a host does.
#[derive(Clone, Debug)]
enum Act {
    /// Plays so many frames.
    Play(Way, usize),
    Reset,
    Restart,
    /// Activates anew, at a rate and a largest block.
    Activate(f64, usize),
    /// Loads a text, and activates anew.
    Load(usize),
    /// The text is loaded while it plays.
    LoadLive(usize),
    /// Loads a state that no version of ours would have written.
    LoadBytes(Vec<u8>),
    /// Saves, and loads that again.
    SaveAndLoad,
    /// Sends values to parameters, by their place.
    Turn(Vec<(usize, f64)>),
    /// Sends notes: on or off, key, channel, place in the block.
    Notes(Vec<(bool, u16, u16, u32)>),
}

fn ways() -> impl Strategy<Value = Way> {
    let beat = || (-64_i32..256).prop_map(|quarter| f64::from(quarter) / 4.0);
    let tempo = || prop::sample::select(&[20.0, 97.3, 120.0, 150.0, 999.0][..]);
    prop_oneof![
        Just(Way::Missing),
        beat().prop_map(Way::Stands),
        (beat(), tempo()).prop_map(|(beat, tempo)| Way::Rolls(beat, tempo)),
    ]
}

fn wild_ways() -> impl Strategy<Value = Way> {
    let tempo = 1.0_f64..1_000.0;
    prop_oneof![
        2 => ways(),
        1 => (-16.0_f64..64.0, 0.001_f64..3.0, tempo).prop_map(|(from, long, tempo)| Way::Loops(from, long, tempo)),
        1 => (-16.0_f64..64.0, 1.0_f64..400.0, 1.0_f64..400.0).prop_map(|(beat, from, to)| Way::Ramps(beat, from, to)),
        1 => any::<u64>().prop_map(Way::Raves),
    ]
}

/// What leads to the same sound at every block size.
fn acts() -> impl Strategy<Value = Vec<Act>> {
    let value = (0_usize..32, 0.0_f64..=1.0);
    let act = prop_oneof![
        4 => (ways(), 1_usize..9_000).prop_map(|(way, frames)| Act::Play(way, frames)),
        1 => Just(Act::Reset),
        1 => Just(Act::Restart),
        1 => rates().prop_map(|rate| Act::Activate(rate, 1024)),
        1 => (0..TEXTS.len()).prop_map(Act::Load),
        1 => Just(Act::SaveAndLoad),
        1 => prop::collection::vec(value, 1..6).prop_map(Act::Turn),
        1 => notes(),
    ];
    // Each stretch far from the one before: what is a jump and what a drift may depend on how long a block lasts.
    prop::collection::vec(act, 2..10).prop_map(|mut acts| {
        for (index, act) in acts.iter_mut().enumerate() {
            if let Act::Play(Way::Rolls(beat, _), _) = act {
                *beat += 200.0 * index as f64;
            }
        }
        acts
    })
}

/// Anything at all.
fn wild_acts() -> impl Strategy<Value = Vec<Act>> {
    let value = (0_usize..32, prop::sample::select(NUMBERS));
    let act = prop_oneof![
        6 => (wild_ways(), 0_usize..5_000).prop_map(|(way, frames)| Act::Play(way, frames)),
        1 => Just(Act::Reset),
        1 => Just(Act::Restart),
        1 => (rates(), prop::sample::select(&[1_usize, 64, 1024, 16_384][..]))
            .prop_map(|(rate, most)| Act::Activate(rate, most)),
        1 => (0..TEXTS.len()).prop_map(Act::Load),
        2 => (0..TEXTS.len()).prop_map(Act::LoadLive),
        1 => any::<Vec<u8>>().prop_map(Act::LoadBytes),
        1 => Just(Act::SaveAndLoad),
        1 => prop::collection::vec(value, 1..2_000).prop_map(Act::Turn),
        1 => notes(),
    ];
    prop::collection::vec(act, 2..14)
}

fn rates() -> impl Strategy<Value = f64> {
    prop::sample::select(&[8_000.0, 44_100.0, 48_000.0, 192_000.0][..])
}

fn notes() -> impl Strategy<Value = Act> {
    let note = (any::<bool>(), 0_u16..128, 0_u16..16, 0_u32..2_000);
    prop::collection::vec(note, 1..200).prop_map(Act::Notes)
}

/// Carries out an act; what was heard in it.
fn carry_out(
    host: &mut Host,
    act: &Act,
    ids: &[ClapId],
    blocks: &mut dyn FnMut(u64) -> usize,
) -> [Vec<f32>; 2] {
    match act {
        Act::Play(way, frames) => return play(host, way, *frames, blocks),
        Act::Reset => host.reset(),
        Act::Restart => host.restart(),
        Act::Activate(rate, most) => host.activate_at(*rate, *most),
        Act::Load(text) => {
            host.load_text(TEXTS[*text]);
            host.deactivate();
            host.activate();
        }
        Act::LoadLive(text) => host.load_text(TEXTS[*text]),
        Act::LoadBytes(bytes) => {
            host.load(bytes);
        }
        Act::SaveAndLoad => {
            let saved = host.save();
            assert!(host.load(&saved));
            assert_eq!(host.save(), saved);
            host.deactivate();
            host.activate();
        }
        Act::Turn(values) => {
            for (index, value) in values {
                let id = ids[index % ids.len()];
                host.input
                    .push(&ParamValueEvent::new(0, id, Pckn::match_all(), *value));
            }
        }
        Act::Notes(notes) => {
            for (on, key, channel, time) in notes {
                let pckn = Pckn::new(0_u16, *channel, *key, 7_u32);
                if *on {
                    host.input.push(&NoteOnEvent::new(*time, pckn, 0.8));
                } else {
                    host.input.push(&NoteOffEvent::new(*time, pckn, 0.0));
                }
            }
        }
    }
    [Vec::new(), Vec::new()]
}

fn play(
    host: &mut Host,
    way: &Way,
    frames: usize,
    blocks: &mut dyn FnMut(u64) -> usize,
) -> [Vec<f32>; 2] {
    let (begin, rate) = (host.frame, host.sample_rate());
    let seconds = |frame: u64| (frame - begin) as f64 / rate;
    let rolling = |beat: f64, tempo: f64, frame: u64| beat + seconds(frame) * tempo / 60.0;
    match *way {
        Way::Missing => host.run(frames, blocks),
        Way::Stands(beat) => host.run_with(frames, blocks, |_, _| Some(stopped(beat))),
        Way::Rolls(beat, tempo) => host.run_with(frames, blocks, |frame, _| {
            Some(playing(rolling(beat, tempo, frame), tempo))
        }),
        Way::Loops(from, long, tempo) => host.run_with(frames, blocks, |frame, _| {
            let gone = rolling(0.0, tempo, frame) % long;
            Some(playing(from + gone, tempo))
        }),
        Way::Ramps(beat, from, to) => {
            let whole = frames as f64 / rate;
            host.run_with(frames, blocks, |frame, _| {
                let at = seconds(frame);
                let tempo = from + (to - from) * at / whole;
                Some(playing(beat + (from + tempo) / 2.0 * at / 60.0, tempo))
            })
        }
        Way::Raves(seed) => {
            let mut any = random_blocks(seed);
            host.run_with(frames, blocks, |frame, _| {
                let number = |at: usize| NUMBERS[at % NUMBERS.len()];
                let mut said = playing(number(any(frame)), number(any(frame)));
                let flags = TransportFlags::from_bits_truncate(any(frame) as u32);
                said.flags = flags;
                (!any(frame).is_multiple_of(4)).then_some(said)
            })
        }
    }
}

/// Blocks that a host may ask for next to each other: none, one frame, few, as many as it said.
fn odd_blocks(seed: u64) -> impl FnMut(u64) -> usize {
    let mut random = random_blocks(seed);
    move |frame| match random(frame) {
        1..=100 => 0,
        101..=200 => 1,
        201..=300 => usize::MAX,
        size => size,
    }
}

/// The text in a saved state.
pub(super) fn kept_text(saved: &[u8]) -> String {
    let outer: serde_json::Value = serde_json::from_slice(&saved[8..]).expect("JSON");
    let session = outer["fields"]["session"].as_str().expect("the session");
    let session: serde_json::Value = serde_json::from_str(session).expect("JSON");
    session["draft"].as_str().expect("a text").to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_a_host_does_the_size_of_its_blocks_is_not_heard(acts in acts(), text in 0..TEXTS.len(), seed: u64) {
        let perform = |mut blocks: Box<dyn FnMut(u64) -> usize>| {
            let mut host = ready(TEXTS[text]);
            let ids = host.parameters();
            let heard: Vec<_> = acts.iter().map(|act| carry_out(&mut host, act, &ids, &mut blocks)).collect();
            (heard, host.save())
        };
        let (whole, saved) = perform(Box::new(|_| 1024));
        let (parts, saved_too) = perform(Box::new(odd_blocks(seed)));
        for (index, (one, other)) in whole.iter().zip(&parts).enumerate() {
            for (one, other) in one.iter().zip(other) {
                let different = one.iter().zip(other).position(|(a, b)| a.to_bits() != b.to_bits());
                prop_assert_eq!(different, None, "in act {}: {:?}", index, &acts[index]);
            }
        }
        prop_assert_eq!(saved, saved_too);
    }

    #[test]
    fn whatever_a_host_does_it_gets_numbers_and_its_text_back_and_once_sane_its_song(acts in wild_acts(), seed: u64) {
        let mut host = ready(TEXTS[1]);
        let ids = host.parameters();
        let mut blocks = odd_blocks(seed);
        let mut text = TEXTS[1];
        for act in &acts {
            let heard = carry_out(&mut host, act, &ids, &mut blocks);
            prop_assert!(heard.iter().flatten().all(|y| y.is_finite()), "{act:?}");
            if let Act::Load(loaded) | Act::LoadLive(loaded) = act {
                text = TEXTS[*loaded];
            }
            prop_assert_eq!(kept_text(&host.save()), text);
        }
        // All parameters as at first, the song anew.
        for id in ids {
            let value = host.default_of(id);
            host.input.push(&ParamValueEvent::new(0, id, Pckn::match_all(), value));
        }
        host.load_text(HITS);
        host.activate_at(RATE, 1024);
        host.run(480, |_| 480);
        // Another latency waits for the next activation.
        host.activate_at(RATE, 1024);
        host.run_with(48_000, |_| 480, |_, _| Some(stopped(0.0)));
        let start = host.frame;
        let at = |frame: u64, _: usize| Some(playing((frame - start) as f64 / RATE * 2.0, 120.0));
        let [left, _] = host.run_with(48_000, blocks, at);
        let delay = delay_of_a_hit();
        prop_assert_eq!(onsets(&left), [delay, 24_000 + delay]);
    }
}

#[test]
fn instances_on_threads_of_their_own_do_not_hear_each_other() {
    let perform = |index: usize| {
        let mut host = ready(TEXTS[index]);
        let mut blocks = odd_blocks(index as u64);
        let mut heard = Vec::new();
        for turn in 0..3 {
            let [left, right] = play(
                &mut host,
                &Way::Rolls(f64::from(turn), 120.0),
                12_000,
                &mut blocks,
            );
            heard.extend([left, right]);
            host.deactivate();
            host.activate();
        }
        heard
    };
    let alone: Vec<_> = (0..4).map(perform).collect();
    let together: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|index| scope.spawn(move || perform(index)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    });
    assert!(alone == together);
}
