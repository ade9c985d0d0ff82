//! What validators ask of a CLAP plugin: that it describes itself soundly, that a value survives its text, that a state brings
//! back every parameter however it was set and stored, and that no events and no buffers break a block.
//!
//! The last test is random: three seconds of music in each class, or `PHONON_FUZZ_MINUTES`; `PHONON_SEED` says which.

use super::bare::{Bare, Port, call, entering, value_event};
use super::soak::{Chance, number};
use clap_sys::events::*;
use clap_sys::ext::params::*;
use clap_sys::ext::preset_load::{CLAP_EXT_PRESET_LOAD, clap_plugin_preset_load};
use clap_sys::factory::plugin_factory::{CLAP_PLUGIN_FACTORY_ID, clap_plugin_factory};
use clap_sys::factory::preset_discovery::CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN;
use clap_sys::plugin::clap_plugin_descriptor;
use clap_sys::process::CLAP_PROCESS_ERROR;
use phonon::plugin::clap_entry;
use phonon_session::songs::SONGS;
use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_char};

const RATE: f64 = 48_000.0;
const STEREO: &CStr = c"audio.phonon.phonon";
const MULTI: &CStr = c"audio.phonon.phonon-multi";
const EFFECT: &CStr = c"audio.phonon.phonon-fx";
const CLASSES: [&CStr; 3] = [STEREO, MULTI, EFFECT];

/// The list of classes.
fn factory() -> *const clap_plugin_factory {
    // SAFETY: the entry is this library's own.
    let factory = unsafe {
        assert!(clap_entry.init.expect("an entry")(c"".as_ptr()));
        clap_entry.get_factory.expect("factories")(CLAP_PLUGIN_FACTORY_ID.as_ptr())
    };
    assert!(!factory.is_null());
    factory.cast()
}

/// A text of a description; none where the pointer is null.
fn text(pointer: *const c_char) -> Option<String> {
    // SAFETY: texts of descriptions end with a zero.
    let text = (!pointer.is_null()).then(|| unsafe { CStr::from_ptr(pointer) })?;
    Some(text.to_str().expect("UTF-8").to_owned())
}

/// The words that say what a class is.
fn features(descriptor: &clap_plugin_descriptor) -> Vec<String> {
    (0..)
        // SAFETY: the list ends with null.
        .map_while(|place| text(unsafe { *descriptor.features.add(place) }))
        .collect()
}

#[test]
fn each_class_describes_itself_and_its_instances_say_the_same() {
    let factory = factory();
    // SAFETY: the factory's own functions.
    let (count, describe) = unsafe {
        (
            (*factory).get_plugin_count.expect("a count")(factory),
            (*factory).get_plugin_descriptor.expect("descriptors"),
        )
    };
    assert_eq!(count as usize, CLASSES.len());
    for (index, id) in CLASSES.iter().enumerate() {
        // SAFETY: descriptors live as long as the library.
        let said = unsafe { &*describe(factory, index as u32) };
        assert_eq!(text(said.id).as_deref(), id.to_str().ok());
        for filled in [said.name, said.vendor, said.version, said.description] {
            assert!(text(filled).is_some_and(|text| !text.trim().is_empty()));
        }
        for address in [said.url, said.manual_url, said.support_url] {
            assert!(text(address).is_some_and(|text| text.starts_with("https://")));
        }
        let words = features(said);
        let kinds = ["instrument", "audio-effect", "note-effect", "analyzer"];
        let kind: Vec<_> = words
            .iter()
            .filter(|word| kinds.contains(&word.as_str()))
            .collect();
        let wanted = if *id == EFFECT {
            "audio-effect"
        } else {
            "instrument"
        };
        assert_eq!(kind, [wanted]);
        assert!(words.iter().all(|word| !word.is_empty()));
        let mut once = words.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), words.len(), "{words:?}");
        let bare = Bare::new(id, 0);
        // SAFETY: the plugin lives.
        let own = unsafe { &*(*bare.plugin).desc };
        assert_eq!(
            [own.id, own.name, own.version].map(text),
            [said.id, said.name, said.version].map(text)
        );
        assert_eq!(features(own), words);
    }
    // SAFETY: the factory's own functions.
    unsafe {
        assert!(describe(factory, count).is_null() && describe(factory, u32::MAX).is_null());
        for id in [c"audio.phonon.phonon ", c"audio.phonon.phono", c""] {
            let none = (*factory).create_plugin.expect("plugins");
            assert!(none(factory, std::ptr::null(), id.as_ptr()).is_null());
        }
        assert!(clap_entry.get_factory.expect("factories")(c"clap.none".as_ptr()).is_null());
    }
}

#[test]
fn instances_come_and_go_initialised_or_not_in_any_order() {
    for id in CLASSES {
        drop(Bare::uninitialised(id));
        let (first, second) = (Bare::new(id, 0), Bare::new(id, 0));
        assert!(first.activate(RATE, 512));
        drop(first);
        assert!(second.activate(RATE, 512));
        let third = Bare::new(id, 0);
        drop(second);
        drop(third);
    }
}

/// All parameters of an instance.
fn parameters(bare: &Bare) -> Vec<clap_param_info> {
    (0..).map_while(|place| bare.parameter(place)).collect()
}

/// What the host is told a value is.
fn value(bare: &Bare, id: u32) -> f64 {
    let functions: &clap_plugin_params = bare.extension(CLAP_EXT_PARAMS);
    let mut value = f64::NAN;
    // SAFETY: the plugin's own function.
    assert!(unsafe { functions.get_value.expect("values")(bare.plugin, id, &raw mut value) });
    value
}

/// The values of all parameters, as bits by id.
fn values(bare: &Bare) -> BTreeMap<u32, u64> {
    let each = parameters(bare).into_iter();
    each.map(|info| (info.id, value(bare, info.id).to_bits()))
        .collect()
}

/// How a value is written.
fn words(bare: &Bare, id: u32, value: f64) -> String {
    let functions: &clap_plugin_params = bare.extension(CLAP_EXT_PARAMS);
    let mut buffer = [0x55 as c_char; 64];
    let write = functions.value_to_text.expect("texts");
    // SAFETY: the plugin's own function; the buffer is as long as is said.
    unsafe {
        assert!(write(bare.plugin, id, value, buffer.as_mut_ptr(), 64));
        CStr::from_ptr(buffer.as_ptr())
            .to_str()
            .expect("UTF-8")
            .to_owned()
    }
}

/// The value that a text means; none where the text is refused.
fn meant(bare: &Bare, id: u32, text: &str) -> Option<f64> {
    let functions: &clap_plugin_params = bare.extension(CLAP_EXT_PARAMS);
    let text = CString::new(text).expect("no zeros");
    let mut value = f64::NAN;
    let read = functions.text_to_value.expect("values");
    // SAFETY: the plugin's own function.
    unsafe { read(bare.plugin, id, text.as_ptr(), &raw mut value) }.then_some(value)
}

#[test]
fn every_value_of_every_parameter_survives_its_text() {
    for id in CLASSES {
        let bare = Bare::new(id, 0);
        let mut ids = Vec::new();
        for info in parameters(&bare) {
            let (least, most) = (info.min_value, info.max_value);
            let name = text(info.name.as_ptr()).expect("a name");
            assert!(!name.is_empty() && least < most, "{name}");
            assert!((least..=most).contains(&info.default_value), "{name}");
            assert_eq!(value(&bare, info.id), info.default_value, "{name}");
            ids.push(info.id);
            let has_steps = info.flags & CLAP_PARAM_IS_STEPPED != 0;
            for part in 0..=64 {
                let exact = least + (most - least) * f64::from(part) / 64.0;
                let value = if has_steps { exact.round() } else { exact };
                let written = words(&bare, info.id, value);
                assert!(!written.is_empty(), "{name} {value}");
                let read = meant(&bare, info.id, &written);
                let read = read.unwrap_or_else(|| panic!("{name}: {written:?} is refused"));
                assert!((least..=most).contains(&read), "{name}: {read}");
                assert_eq!(words(&bare, info.id, read), written, "{name} {value}");
                // What is written is rounded, and says no more.
                assert!(
                    (read - value).abs() <= 0.01 * (most - least),
                    "{name}: {value} {written:?} {read}"
                );
            }
            for wrong in ["", "no value at all", "\u{1F3B5}"] {
                let read = meant(&bare, info.id, wrong);
                assert!(
                    read.is_none_or(|value| (least..=most).contains(&value)),
                    "{name} {wrong:?} {read:?}"
                );
            }
            // A buffer that is too small is filled as far as it goes, and ends with a zero.
            let functions: &clap_plugin_params = bare.extension(CLAP_EXT_PARAMS);
            let mut small = [0x55 as c_char; 4];
            let write = functions.value_to_text.expect("texts");
            // SAFETY: the plugin's own function; it is told two of the four.
            unsafe { write(bare.plugin, info.id, most, small.as_mut_ptr(), 2) };
            assert_eq!(small[2..], [0x55; 2], "{name}");
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), parameters(&bare).len());
    }
}

/// How values reach the plugin.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// In a block.
    Block,
    /// Without one.
    Flush,
}

/// Sends values to an instance.
fn send(bare: &mut Bare, way: Way, events: &[clap_event_param_value]) {
    let pointers: Vec<_> = events.iter().map(|event| &raw const event.header).collect();
    match way {
        Way::Block => {
            bare.block(512, RATE, &pointers, &mut [stereo(512)]);
        }
        Way::Flush => bare.flush(&pointers),
    }
}

fn stereo(frames: usize) -> Port {
    Port::Narrow(vec![vec![9.0; frames]; 2])
}

/// A random value of a parameter, as an event at the start of the block.
fn random_value(
    chance: &mut Chance,
    info: &clap_param_info,
    cookies: bool,
) -> clap_event_param_value {
    let exact = info.min_value + (info.max_value - info.min_value) * chance.part();
    let has_steps = info.flags & CLAP_PARAM_IS_STEPPED != 0;
    let value = if has_steps { exact.round() } else { exact };
    let mut event = value_event(info.id, 0, value, false);
    if cookies {
        event.cookie = info.cookie;
    }
    event
}

#[test]
fn a_state_brings_back_every_parameter_however_it_was_set_and_stored() {
    let mut chance = Chance::new(3);
    for id in CLASSES {
        for (way, cookies) in [
            (Way::Block, true),
            (Way::Block, false),
            (Way::Flush, true),
            (Way::Flush, false),
        ] {
            let mut first = Bare::new(id, 0);
            first.bounce();
            if way == Way::Block {
                assert!(first.activate(RATE, 512));
            }
            let before = values(&first);
            let settings = parameters(&first);
            let settings = settings
                .iter()
                .filter(|info| info.flags & (CLAP_PARAM_IS_READONLY | CLAP_PARAM_IS_HIDDEN) == 0);
            let events: Vec<_> = settings
                .map(|info| random_value(&mut chance, info, cookies))
                .collect();
            send(&mut first, way, &events);
            let set = values(&first);
            for event in &events {
                let held = f64::from_bits(set[&event.param_id]);
                assert!((held - event.value).abs() < 1.0e-6, "{id:?} {way:?}");
            }
            assert_ne!(set, before);
            let saved = first.save();
            for part in [1, 17, 23, 1_000_003] {
                assert_eq!(
                    first.save_in_parts_of(part),
                    saved,
                    "written {part} at a time"
                );
                let second = Bare::new(id, 0);
                assert!(second.load_in_parts_of(&saved, part));
                assert_eq!(values(&second), set, "{id:?} {way:?} read {part} at a time");
                assert_eq!(second.save(), saved);
            }
            // An instance that is playing takes it too.
            let mut third = Bare::new(id, 0);
            third.bounce();
            assert!(third.activate(RATE, 512));
            third.block(512, RATE, &[], &mut [stereo(512)]);
            assert!(third.load_in_parts_of(&saved, 17));
            assert_eq!(values(&third), set);
            third.block(512, RATE, &[], &mut [stereo(512)]);
            assert_eq!(values(&third), set);
            assert_eq!(third.save(), saved);
        }
    }
}

#[test]
fn a_stream_that_fails_is_told_and_changes_nothing() {
    let bare = Bare::new(STEREO, 0);
    let saved = bare.save();
    assert!(!bare.save_fails_after(saved.len() / 2));
    assert!(!bare.load_fails_after(&saved, saved.len() / 2));
    assert!(!bare.load(&saved[..saved.len() / 2]));
    assert_eq!(bare.save(), saved);
}

#[test]
fn values_of_another_namespace_are_none_of_ours() {
    let mut chance = Chance::new(5);
    for way in [Way::Block, Way::Flush] {
        let mut bare = Bare::new(STEREO, 0);
        bare.bounce();
        assert!(bare.activate(RATE, 512));
        let before = values(&bare);
        let mut events: Vec<_> = parameters(&bare)
            .iter()
            .map(|info| random_value(&mut chance, info, true))
            .collect();
        for event in &mut events {
            event.header.space_id = 0xb33f;
        }
        send(&mut bare, way, &events);
        assert_eq!(values(&bare), before, "{way:?}");
    }
}

/// What the effect makes of noise: `place` says whether the input has buffers of its own.
fn processed(
    in_place: bool,
    block: usize,
    constant: u64,
    incoming: impl Fn(u64) -> f32,
) -> Vec<Vec<f32>> {
    let song = "out: ~in # lpf 2000 # delay 0.03 0.5 0.5\no1: s \"in*4\" # legato 0.2 # pan 0.2\n";
    let mut bare = Bare::bouncing(EFFECT, song, RATE, 512);
    let mut heard = vec![Vec::new(); 2];
    while heard[0].len() < 24_000 {
        let entering = entering(2, block, |frame| incoming(bare.frame + frame as u64));
        let mut ports = if in_place {
            [Port::Narrow(entering.clone())]
        } else {
            [stereo(block)]
        };
        bare.incoming = if in_place {
            Vec::new()
        } else {
            entering.clone()
        };
        bare.in_place = in_place;
        bare.constant = constant;
        assert_ne!(
            bare.block(block as u32, RATE, &[], &mut ports),
            CLAP_PROCESS_ERROR
        );
        if !in_place {
            assert!(bare.incoming == entering, "an input is only read");
        }
        let [Port::Narrow(channels)] = &ports else {
            unreachable!()
        };
        for (heard, channel) in heard.iter_mut().zip(channels) {
            heard.extend_from_slice(channel);
        }
    }
    heard
}

fn noise(frame: u64) -> f32 {
    let mixed = (frame + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed >> 40) as f32 / 8_388_608.0 - 1.0) * 0.5
}

#[test]
fn the_effect_is_the_same_in_place_and_out_of_place() {
    for block in [480, 96, 1] {
        let apart = processed(false, block, 0, noise);
        assert!(apart[0].iter().any(|y| y.abs() > 0.05));
        assert!(apart == processed(true, block, 0, noise), "{block}");
    }
}

#[test]
fn a_constant_input_is_what_its_buffers_hold_with_and_without_the_mask() {
    for level in [0.0, 0.25] {
        let plain = processed(false, 480, 0, |_| level);
        assert!(plain == processed(false, 480, 0b11, |_| level));
        assert!(plain == processed(true, 480, 0b11, |_| level));
    }
}

#[test]
fn numbers_too_small_to_be_normal_come_in_and_none_goes_out() {
    let tiny = |frame: u64| f32::from_bits(1 + (frame % 1000) as u32);
    let heard = processed(false, 480, 0, tiny);
    assert!(heard.iter().flatten().all(|y| *y == 0.0 || y.is_normal()));
    // After a sound, its tail runs out into silence.
    let heard = processed(false, 480, 0, |frame| {
        if frame < 4_800 {
            noise(frame)
        } else {
            tiny(frame)
        }
    });
    assert!(heard[0][..4_800].iter().any(|y| y.abs() > 0.05));
    assert!(heard.iter().flatten().all(|y| *y == 0.0 || y.is_normal()));
}

#[test]
fn every_preset_loads_in_every_class_and_plays() {
    for song in SONGS {
        for id in CLASSES {
            let mut bare = Bare::new(id, 0);
            bare.bounce();
            assert!(bare.activate(RATE, 512));
            let load: &clap_plugin_preset_load = bare.extension(CLAP_EXT_PRESET_LOAD);
            let key = CString::new(song.key).expect("a key");
            // SAFETY: the plugin's own function.
            let taken = unsafe {
                load.from_location.expect("loading")(
                    bare.plugin,
                    CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN,
                    std::ptr::null(),
                    key.as_ptr(),
                )
            };
            assert!(taken, "{} in {id:?}", song.key);
            assert_eq!(super::hostile::kept_text(&bare.save()), song.text);
            for _ in 0..8 {
                let mut ports = [stereo(512)];
                assert_ne!(bare.block(512, RATE, &[], &mut ports), CLAP_PROCESS_ERROR);
                let [Port::Narrow(channels)] = &ports else {
                    unreachable!()
                };
                assert!(channels.iter().flatten().all(|y| y.is_finite()));
            }
        }
    }
}

/// An event of any kind and content, on its frame.
#[repr(C)]
union Event {
    value: clap_event_param_value,
    note: clap_event_note,
    expression: clap_event_note_expression,
    midi: clap_event_midi,
    midi2: clap_event_midi2,
    sysex: clap_event_midi_sysex,
    gesture: clap_event_param_gesture,
}

static SYSEX: [u8; 6] = [0xf0, 0x7e, 0x7f, 0x09, 0x01, 0xf7];

/// A random event: values of parameters, notes that are or are not on, expressions, MIDI of all kinds.
fn random_event(chance: &mut Chance, known: &[clap_param_info], frame: u32) -> Event {
    fn header<T>(kind: u16, time: u32) -> clap_event_header {
        clap_event_header {
            size: size_of::<T>() as u32,
            time,
            space_id: CLAP_CORE_EVENT_SPACE_ID,
            type_: kind,
            flags: 0,
        }
    }
    let any = |chance: &mut Chance, most: u64| chance.below(most + 2) as i32 - 1;
    match chance.below(10) {
        0..=3 => {
            let info = &known[chance.below(known.len() as u64) as usize];
            let cookies = chance.below(2) == 0;
            let mut value = random_value(chance, info, cookies);
            value.header.time = frame;
            if chance.below(8) == 0 {
                value.header.type_ = CLAP_EVENT_PARAM_MOD;
                value.value = chance.part() * 2.0 - 1.0;
            }
            Event { value }
        }
        4 | 5 => {
            let kinds = [
                CLAP_EVENT_NOTE_ON,
                CLAP_EVENT_NOTE_OFF,
                CLAP_EVENT_NOTE_CHOKE,
                CLAP_EVENT_NOTE_END,
            ];
            Event {
                note: clap_event_note {
                    header: header::<clap_event_note>(kinds[chance.below(4) as usize], frame),
                    note_id: any(chance, 30),
                    port_index: any(chance, 1) as i16,
                    channel: any(chance, 15) as i16,
                    key: any(chance, 127) as i16,
                    velocity: chance.part(),
                },
            }
        }
        6 => Event {
            expression: clap_event_note_expression {
                header: header::<clap_event_note_expression>(CLAP_EVENT_NOTE_EXPRESSION, frame),
                expression_id: any(chance, 6),
                note_id: any(chance, 30),
                port_index: any(chance, 1) as i16,
                channel: any(chance, 15) as i16,
                key: any(chance, 127) as i16,
                value: chance.part() * 240.0 - 120.0,
            },
        },
        7 => Event {
            midi: clap_event_midi {
                header: header::<clap_event_midi>(CLAP_EVENT_MIDI, frame),
                port_index: 0,
                data: [0; 3].map(|_: u8| chance.below(256) as u8),
            },
        },
        8 => Event {
            midi2: clap_event_midi2 {
                header: header::<clap_event_midi2>(CLAP_EVENT_MIDI2, frame),
                port_index: 0,
                data: [0; 4].map(|_: u32| chance.below(1 << 32) as u32),
            },
        },
        _ if chance.below(2) == 0 => Event {
            sysex: clap_event_midi_sysex {
                header: header::<clap_event_midi_sysex>(CLAP_EVENT_MIDI_SYSEX, frame),
                port_index: 0,
                buffer: SYSEX.as_ptr(),
                size: SYSEX.len() as u32,
            },
        },
        _ => Event {
            gesture: clap_event_param_gesture {
                header: header::<clap_event_param_gesture>(CLAP_EVENT_PARAM_GESTURE_BEGIN, frame),
                param_id: known[chance.below(known.len() as u64) as usize].id,
            },
        },
    }
}

#[test]
fn no_events_and_no_values_break_a_block() {
    let minutes = number("PHONON_FUZZ_MINUTES", 0.05);
    let seed = number("PHONON_SEED", 11.0) as u64;
    println!("seed {seed}, {minutes} minutes of each class");
    let mut chance = Chance::new(seed);
    for id in CLASSES {
        let frames = (minutes * 60.0 * RATE) as u64;
        let (mut done, mut loud) = (0_u64, 0_u64);
        while done < frames {
            let song = &SONGS[chance.below(SONGS.len() as u64) as usize];
            let mut bare = Bare::bouncing(id, song.text, RATE, 1_024);
            let known = parameters(&bare);
            for _ in 0..100 {
                let block = 1 + chance.below(1_024) as u32;
                let mut events: Vec<Event> = (0..chance.below(40))
                    .map(|_| {
                        let frame = chance.below(u64::from(block)) as u32;
                        random_event(&mut chance, &known, frame)
                    })
                    .collect();
                // SAFETY: all begin with a header.
                events.sort_by_key(|event| unsafe { event.note.header.time });
                let pointers: Vec<_> = events
                    .iter()
                    .map(|event| std::ptr::from_ref(event).cast::<clap_event_header>())
                    .collect();
                if id == EFFECT {
                    bare.incoming = entering(2, block as usize, |frame| noise(done + frame as u64));
                }
                let count = if id == MULTI { 17 } else { 1 };
                let mut ports: Vec<Port> = (0..count).map(|_| stereo(block as usize)).collect();
                let status = bare.block(block, RATE, &pointers, &mut ports);
                assert_ne!(status, CLAP_PROCESS_ERROR);
                for port in &ports {
                    let Port::Narrow(channels) = port else {
                        unreachable!()
                    };
                    let peak = channels.iter().flatten().fold(0.0_f32, |peak, y| {
                        assert!(y.is_finite(), "{} after {done} frames", song.key);
                        peak.max(y.abs())
                    });
                    loud += u64::from(peak > 0.01);
                }
                if chance.below(50) == 0 {
                    call!(bare, reset());
                }
                bare.idle();
                done += u64::from(block);
            }
            for info in &known {
                let held = value(&bare, info.id);
                assert!((info.min_value..=info.max_value).contains(&held));
            }
            let (saved, held) = (bare.save(), values(&bare));
            let second = Bare::new(id, 0);
            assert!(second.load(&saved));
            assert_eq!(values(&second), held, "{}", song.key);
        }
        assert!(loud > 50, "{id:?} was heard in {loud} ports of blocks");
    }
}
