//! What the shell gives that the framework leaves out, and where it guards it: ports, automation, latency, edits, dialects,
//! presets, and calls that no host should make.

use super::bare::{Bare, Port, call, value_event};
use clap_sys::events::{CLAP_EVENT_MIDI, CLAP_EVENT_NOTE_ON, clap_event_param_value};
use clap_sys::ext::gui::{CLAP_EXT_GUI, CLAP_WINDOW_API_X11, clap_plugin_gui};
use clap_sys::ext::latency::{CLAP_EXT_LATENCY, clap_plugin_latency};
use clap_sys::ext::note_ports::{
    CLAP_EXT_NOTE_PORTS, CLAP_NOTE_DIALECT_CLAP, CLAP_NOTE_DIALECT_MIDI, clap_note_port_info,
    clap_plugin_note_ports,
};
use clap_sys::ext::params::{CLAP_EXT_PARAMS, CLAP_PARAM_IS_MODULATABLE, clap_plugin_params};
use clap_sys::ext::preset_load::{CLAP_EXT_PRESET_LOAD, clap_plugin_preset_load};
use clap_sys::ext::voice_info::{CLAP_EXT_VOICE_INFO, clap_plugin_voice_info, clap_voice_info};
use clap_sys::factory::preset_discovery::*;
use clap_sys::process::CLAP_PROCESS_ERROR;
use clap_sys::version::CLAP_VERSION;
use phonon_session::songs::SONGS;
use proptest::prelude::*;
use std::ffi::{CStr, CString, c_char, c_void};

const RATE: f64 = 48_000.0;
const STEREO: &CStr = c"audio.phonon.phonon";
const MULTI: &CStr = c"audio.phonon.phonon-multi";
const EFFECT: &CStr = c"audio.phonon.phonon-fx";

fn narrow(channels: usize, frames: usize) -> Port {
    // Whatever was there before is to be overwritten.
    Port::Narrow(vec![vec![9.0; frames]; channels])
}

/// Renders `frames` frames in blocks of `block`, with these events by their frame, and gives the main output.
fn render(
    bare: &mut Bare,
    frames: usize,
    block: usize,
    events: &[clap_event_param_value],
) -> [Vec<f32>; 2] {
    let mut heard = [Vec::new(), Vec::new()];
    let mut start = 0;
    while start < frames {
        let count = block.min(frames - start);
        let mut local: Vec<clap_event_param_value> = events
            .iter()
            .filter(|event| (start..start + count).contains(&(event.header.time as usize)))
            .copied()
            .collect();
        for event in &mut local {
            event.header.time -= start as u32;
        }
        let pointers: Vec<_> = local.iter().map(|event| &raw const event.header).collect();
        let mut ports = [narrow(2, count)];
        bare.block(count as u32, RATE, &pointers, &mut ports);
        let [Port::Narrow(channels)] = &ports else {
            unreachable!()
        };
        for (heard, channel) in heard.iter_mut().zip(channels) {
            heard.extend_from_slice(channel);
        }
        start += count;
    }
    heard
}

/// What the filter against DC keeps of earlier hits is less.
const NEAR: f32 = 2.0e-3;

fn distance(one: &[f32], other: &[f32]) -> f32 {
    let apart = one.iter().zip(other).map(|(a, b)| (a - b).abs());
    apart.fold(0.0, f32::max)
}

fn first_difference(one: &[f32], other: &[f32]) -> Option<usize> {
    one.iter()
        .zip(other)
        .position(|(a, b)| a.to_bits() != b.to_bits())
}

#[test]
fn a_macro_steps_on_its_frame_in_blocks_of_any_size() {
    let text = "o1: (saw 110 * 0.2) * ~m1\no2: s \"hh*16\" # lpf (~m1 * 4000 + 300)";
    let step = |bare: &Bare| {
        let id = bare.parameter_id("Macro 1");
        [
            value_event(id, 0, 0.25, false),
            value_event(id, 10_007, 0.75, false),
        ]
    };
    let sounds = |block: usize, steps: bool| {
        let mut bare = Bare::bouncing(STEREO, text, RATE, 4_096);
        let events = step(&bare);
        render(
            &mut bare,
            24_000,
            block,
            &events[..if steps { 2 } else { 1 }],
        )
    };
    let (stepped, still) = (sounds(512, true), sounds(512, false));
    assert_eq!(first_difference(&stepped[0], &still[0]), Some(10_007));
    for block in [1, 64, 441, 4_096] {
        assert_eq!(
            first_difference(&stepped[0], &sounds(block, true)[0]),
            None,
            "{block}"
        );
    }
}

#[test]
fn a_pattern_reads_a_macro_as_it_stands_on_the_frame_of_the_onset() {
    for line in [
        "o1: s \"rim*32\" # legato 0.1 # speed (~m1 * 2 + 0.5)",
        "~rate: 3 - ~m1 * 2\no1: s \"rim*32\" # legato 0.1 # speed ~rate",
        "o1: every 2 (# note ~m1) $ s \"rim*32\" # legato 0.1 # note (~m1 * ~m1 * 24)",
    ] {
        let sounds = |block: usize, step: Option<u32>, value: f64| {
            let mut bare = Bare::bouncing(STEREO, line, RATE, 4_096);
            let id = bare.parameter_id("Macro 1");
            let first = value_event(id, 0, value, false);
            let second = step.map(|frame| value_event(id, frame, 0.75, false));
            let events: Vec<_> = std::iter::once(first).chain(second).collect();
            render(&mut bare, 24_000, block, &events)
        };
        let (soft, loud) = (sounds(512, None, 0.25), sounds(512, None, 0.75));
        assert!(distance(&soft[0], &loud[0]) > 20.0 * NEAR, "{line}");
        // Hits are 3,000 frames apart and over long before the next.
        for (step, changed) in [(11_990, 12_000), (12_000, 12_000), (12_001, 15_000)] {
            for block in [1, 64, 500, 4_096] {
                let stepped = sounds(block, Some(step), 0.25);
                let before = distance(&stepped[0][..changed], &soft[0][..changed]);
                let after = distance(&stepped[0][changed..], &loud[0][changed..]);
                assert!(before < NEAR && after < NEAR, "{line}, {step}, {block}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn automation_sounds_the_same_in_blocks_of_any_size(
        changes in prop::collection::vec((0_u32..12_000, 0_usize..5, 0.0_f64..1.0, any::<bool>()), 1..40),
        block in 1_usize..2_000,
    ) {
        let text = "o1: s \"bd*8 hh*4\" # lpf (~m1 * 4000 + 300)\no2: (saw 110 * 0.2) # lpf (~m2 * 3000 + 100)";
        let names = ["Macro 1", "Macro 2", "Gain", "Bypass", "Limiter"];
        let mut changes = changes;
        changes.sort_by_key(|change| change.0);
        let sounds = |block: usize| {
            let mut bare = Bare::bouncing(STEREO, text, RATE, 4_096);
            let events: Vec<_> = changes
                .iter()
                .map(|(frame, knob, value, modulates)| {
                    let modulates = *modulates && *knob < 3;
                    value_event(bare.parameter_id(names[*knob]), *frame, *value, modulates)
                })
                .collect();
            render(&mut bare, 12_000, block, &events)
        };
        let whole = sounds(4_096);
        prop_assert!(whole[0].iter().any(|y| y.abs() > 0.01));
        prop_assert_eq!(first_difference(&whole[0], &sounds(block)[0]), None);
    }
}

#[test]
fn modulation_is_heard_as_the_sum_and_never_told_as_the_value() {
    let text = "o1: (saw 110 * 0.2) * ~m1";
    let mut set = Bare::bouncing(STEREO, text, RATE, 512);
    let id = set.parameter_id("Macro 1");
    let other = render(&mut set, 4_096, 512, &[value_event(id, 0, 0.75, false)]);
    let mut moved = Bare::bouncing(STEREO, text, RATE, 512);
    let events = [
        value_event(id, 0, 0.25, false),
        value_event(id, 0, 0.5, true),
    ];
    assert!(render(&mut moved, 4_096, 512, &events) == other);
    let parameters: &clap_plugin_params = moved.extension(CLAP_EXT_PARAMS);
    let mut value = 0.0;
    // SAFETY: the plugin's own function.
    assert!(unsafe { parameters.get_value.expect("values")(moved.plugin, id, &raw mut value) });
    assert_eq!(value, 0.25);
    // What a modulation cannot reach does not say that it can.
    let is_modulatable = |name: &str| {
        let info = (0..).map_while(|place| moved.parameter(place));
        let mut named = info.filter(|info| {
            // SAFETY: names end with a zero.
            unsafe { CStr::from_ptr(info.name.as_ptr()) }.to_str() == Ok(name)
        });
        named.next().expect("it is there").flags & CLAP_PARAM_IS_MODULATABLE != 0
    };
    assert!(is_modulatable("Macro 16") && is_modulatable("Gain"));
    assert!(!is_modulatable("Run") && !is_modulatable("Swap") && !is_modulatable("Bypass"));
}

/// Everything that comes out of Multi with these ports, by port, summed over channels.
fn through(ports: impl Fn(usize) -> Vec<Port>) -> Vec<Port> {
    let text = "o1: s \"rim*4\"\no3: s \"bd*2\" # pan 0.2\no16: s \"hh*8\"";
    let mut bare = Bare::bouncing(MULTI, text, RATE, 24_000);
    let mut given = ports(24_000);
    bare.block(24_000, RATE, &[], &mut given);
    given
}

#[test]
fn any_number_of_outputs_is_enough_and_what_is_missing_folds_into_the_main_one() {
    let text = "o1: s \"rim*4\"\no3: s \"bd*2\" # pan 0.2\no16: s \"hh*8\"";
    let mut bare = Bare::bouncing(STEREO, text, RATE, 24_000);
    let stereo = render(&mut bare, 24_000, 24_000, &[]);
    assert!(stereo[0].iter().any(|y| y.abs() > 0.1));
    let main = |ports: &[Port]| match &ports[0] {
        Port::Narrow(channels) => channels.clone(),
        _ => unreachable!(),
    };
    // None at all: nothing to hear, nothing to break.
    assert!(through(|_| Vec::new()).is_empty());
    assert!(main(&through(|frames| vec![narrow(2, frames)])) == stereo);
    let nulls = |count: usize| {
        move |frames: usize| {
            std::iter::once(narrow(2, frames))
                .chain((0..count).map(|_| Port::Null))
                .collect()
        }
    };
    for count in [1, 2, 15, 16, 20] {
        assert!(main(&through(nulls(count))) == stereo, "{count}");
    }
    // Three ports: what has its own is not in the main one; the rest is.
    let all = through(|frames| (0..17).map(|_| narrow(2, frames)).collect());
    let some = through(|frames| (0..2).map(|_| narrow(2, frames)).collect());
    let Port::Narrow(own) = &some[1] else {
        unreachable!()
    };
    let Port::Narrow(whole) = &all[1] else {
        unreachable!()
    };
    assert!(own == whole && own[0].iter().any(|y| y.abs() > 0.1));
    assert!(main(&some) != stereo && main(&some)[0].iter().any(|y| y.abs() > 0.1));
    // All: each has its own from the first frame on, and the main one is silent.
    assert!(main(&all).iter().flatten().all(|y| *y == 0.0));
    for (output, port) in all.iter().enumerate().skip(1) {
        let Port::Narrow(own) = port else {
            unreachable!()
        };
        let sounds = own[0][..2_400].iter().any(|y| y.abs() > 1.0e-3);
        assert_eq!(sounds, [1, 3, 16].contains(&output), "{output}");
    }
}

#[test]
fn one_channel_many_channels_and_wide_numbers_are_filled() {
    let text = "o1: s \"rim*4\" # pan 0.3";
    let mut bare = Bare::bouncing(STEREO, text, RATE, 24_000);
    let stereo = render(&mut bare, 24_000, 24_000, &[]);
    let with = |port: Port| {
        let mut bare = Bare::bouncing(STEREO, text, RATE, 24_000);
        let mut ports = [port];
        bare.block(24_000, RATE, &[], &mut ports);
        let [port] = ports;
        port
    };
    let Port::Narrow(one) = with(narrow(1, 24_000)) else {
        unreachable!()
    };
    assert!((0..24_000).all(|i| one[0][i] == (stereo[0][i] + stereo[1][i]) * 0.5));
    let Port::Narrow(many) = with(narrow(6, 24_000)) else {
        unreachable!()
    };
    assert!(many[..2] == stereo && many[2..].iter().flatten().all(|y| *y == 0.0));
    let Port::Wide(wide) = with(Port::Wide(vec![vec![9.0; 24_000]; 2])) else {
        unreachable!()
    };
    for (wide, narrow) in wide.iter().zip(&stereo) {
        assert!(wide.iter().zip(narrow).all(|(a, b)| *a == f64::from(*b)));
    }
}

#[test]
fn a_block_longer_than_agreed_is_played_whole() {
    let text = "o1: s \"rim*4\"\no2: saw 110 * 0.1 * ~m1";
    let mut long = Bare::bouncing(STEREO, text, RATE, 480);
    let id = long.parameter_id("Macro 1");
    let events = [
        value_event(id, 1_000, 0.5, false),
        value_event(id, 9_001, 0.9, false),
    ];
    let mut short = Bare::bouncing(STEREO, text, RATE, 480);
    assert!(render(&mut long, 12_000, 12_000, &events) == render(&mut short, 12_000, 480, &events));
}

#[test]
fn the_latency_changes_within_an_activation_only() {
    let mut bare = Bare::new(STEREO, 0);
    assert!(bare.activate(RATE, 512));
    assert!(bare.asked.latencies.borrow().is_empty());
    let latency = |bare: &Bare| {
        let latency: &clap_plugin_latency = bare.extension(CLAP_EXT_LATENCY);
        // SAFETY: the plugin's own function.
        unsafe { latency.get.expect("get")(bare.plugin) }
    };
    assert_eq!(latency(&bare), 0);
    let event = value_event(bare.parameter_id("Look-ahead"), 0, 1.0, false);
    bare.block(512, RATE, &[&raw const event.header], &mut [narrow(2, 512)]);
    bare.block(512, RATE, &[], &mut [narrow(2, 512)]);
    bare.idle();
    assert_eq!(bare.asked.restarts.get(), 1, "it asks to be activated anew");
    assert_eq!(latency(&bare), 0, "until then it is as late as it said");
    bare.deactivate();
    assert!(bare.activate(RATE, 512));
    bare.idle();
    assert_eq!(*bare.asked.latencies.borrow(), [true]);
    assert!(latency(&bare) > 0);
    assert_eq!(bare.asked.restarts.get(), 1);
}

#[test]
fn an_edit_marks_the_project_changed_and_loading_does_not() {
    let bare = Bare::new(STEREO, 0);
    assert!(bare.load(&super::host::state_of("o1: s \"bd\"")));
    bare.idle();
    assert_eq!(bare.asked.dirty.get(), 0);
    let load: &clap_plugin_preset_load = bare.extension(CLAP_EXT_PRESET_LOAD);
    let key = CString::new(SONGS[0].key).expect("a key");
    // SAFETY: the plugin's own function.
    let done = unsafe {
        load.from_location.expect("loading")(
            bare.plugin,
            CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN,
            std::ptr::null(),
            key.as_ptr(),
        )
    };
    assert!(done);
    bare.idle();
    assert_eq!(bare.asked.dirty.get(), 1);
    bare.idle();
    assert_eq!(bare.asked.dirty.get(), 1, "once an edit");
    assert_eq!(super::hostile::kept_text(&bare.save()), SONGS[0].text);
}

#[test]
fn notes_leave_in_the_dialect_that_the_host_hears() {
    let heard = |dialects: u32| {
        let mut bare = Bare::new(STEREO, dialects);
        assert!(bare.load(&super::host::state_of(
            "o1: s \"midi\" # note 7 # velocity 0.5"
        )));
        bare.bounce();
        assert!(bare.activate(RATE, 4_096));
        bare.block(4_096, RATE, &[], &mut [narrow(2, 4_096)]);
        let ports: &clap_plugin_note_ports = bare.extension(CLAP_EXT_NOTE_PORTS);
        let mut info = std::mem::MaybeUninit::<clap_note_port_info>::zeroed();
        // SAFETY: the plugin's own function; all zeros are a value.
        let preferred = unsafe {
            assert!(ports.get.expect("get")(
                bare.plugin,
                0,
                false,
                info.as_mut_ptr()
            ));
            info.assume_init().preferred_dialect
        };
        (preferred, bare.sent.clone())
    };
    let both = CLAP_NOTE_DIALECT_CLAP | CLAP_NOTE_DIALECT_MIDI;
    for dialects in [0, CLAP_NOTE_DIALECT_CLAP, both] {
        let (preferred, sent) = heard(dialects);
        assert_eq!(preferred, CLAP_NOTE_DIALECT_CLAP);
        assert_eq!(
            sent.first().map(|sent| sent.1),
            Some(CLAP_EVENT_NOTE_ON),
            "{dialects}"
        );
    }
    let (preferred, sent) = heard(CLAP_NOTE_DIALECT_MIDI);
    assert_eq!(preferred, CLAP_NOTE_DIALECT_MIDI);
    assert_eq!(
        sent.first().map(|sent| (sent.1, sent.2)),
        Some((CLAP_EVENT_MIDI, [0x90, 67, 64]))
    );
}

#[test]
fn only_classes_that_play_notes_take_them() {
    for (id, inputs) in [(STEREO, 1), (MULTI, 1), (EFFECT, 0)] {
        let bare = Bare::new(id, 0);
        let ports: &clap_plugin_note_ports = bare.extension(CLAP_EXT_NOTE_PORTS);
        // SAFETY: the plugin's own function.
        let counts =
            [true, false].map(|input| unsafe { ports.count.expect("count")(bare.plugin, input) });
        assert_eq!(counts, [inputs, 1], "{id:?}");
    }
}

#[test]
fn a_browser_finds_the_songs_and_a_song_that_is_none_is_refused() {
    unsafe extern "C" fn begin(
        receiver: *const clap_preset_discovery_metadata_receiver,
        name: *const c_char,
        key: *const c_char,
    ) -> bool {
        // SAFETY: the data is the list below; both are strings.
        unsafe {
            let found = &mut *(*receiver).receiver_data.cast::<Vec<(String, String)>>();
            let text = |text: *const c_char| CStr::from_ptr(text).to_str().map(str::to_owned);
            found.push((text(name).expect("a name"), text(key).expect("a key")));
        }
        true
    }
    unsafe extern "C" fn plugin(
        _receiver: *const clap_preset_discovery_metadata_receiver,
        _id: *const clap_sys::universal_plugin_id::clap_universal_plugin_id,
    ) {
    }
    unsafe extern "C" fn filetype(
        _indexer: *const clap_preset_discovery_indexer,
        _type: *const clap_preset_discovery_filetype,
    ) -> bool {
        true
    }
    unsafe extern "C" fn location(
        _indexer: *const clap_preset_discovery_indexer,
        location: *const clap_preset_discovery_location,
    ) -> bool {
        // SAFETY: it is valid during the call.
        unsafe { (*location).kind == CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN }
    }
    let mut found: Vec<(String, String)> = Vec::new();
    let receiver = clap_preset_discovery_metadata_receiver {
        receiver_data: (&raw mut found).cast(),
        on_error: None,
        begin_preset: Some(begin),
        add_plugin_id: Some(plugin),
        set_soundpack_id: None,
        set_flags: None,
        add_creator: None,
        set_description: None,
        set_timestamps: None,
        add_feature: None,
        add_extra_info: None,
    };
    let indexer = clap_preset_discovery_indexer {
        clap_version: CLAP_VERSION,
        name: c"bare".as_ptr(),
        vendor: std::ptr::null(),
        url: std::ptr::null(),
        version: std::ptr::null(),
        indexer_data: std::ptr::null_mut::<c_void>(),
        declare_filetype: Some(filetype),
        declare_location: Some(location),
        declare_soundpack: None,
        get_extension: None,
    };
    // SAFETY: the entry's own functions, in their order.
    unsafe {
        let factory = phonon::plugin::clap_entry.get_factory.expect("factories")(
            CLAP_PRESET_DISCOVERY_FACTORY_ID.as_ptr(),
        )
        .cast::<clap_preset_discovery_factory>();
        assert_eq!((*factory).count.expect("count")(factory), 1);
        let descriptor = (*factory).get_descriptor.expect("descriptors")(factory, 0);
        let create = (*factory).create.expect("create");
        assert!(create(factory, &raw const indexer, c"other".as_ptr()).is_null());
        let provider = create(factory, &raw const indexer, (*descriptor).id);
        assert!((*provider).init.expect("init")(provider));
        let kind = CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN;
        let tell = (*provider).get_metadata.expect("metadata");
        assert!(tell(provider, kind, std::ptr::null(), &raw const receiver));
        (*provider).destroy.expect("destroy")(provider);
    }
    let songs: Vec<_> = SONGS
        .iter()
        .map(|song| (song.title.to_owned(), song.key.to_owned()))
        .collect();
    assert_eq!(found, songs);
    let bare = Bare::new(STEREO, 0);
    let load: &clap_plugin_preset_load = bare.extension(CLAP_EXT_PRESET_LOAD);
    let load = load.from_location.expect("loading");
    let before = bare.save();
    let nowhere = c"/nowhere/song.ph";
    // SAFETY: the plugin's own function.
    unsafe {
        let ours = CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN;
        assert!(!load(
            bare.plugin,
            ours,
            std::ptr::null(),
            c"no song".as_ptr()
        ));
        assert!(!load(bare.plugin, ours, std::ptr::null(), std::ptr::null()));
        let files = CLAP_PRESET_DISCOVERY_LOCATION_FILE;
        assert!(!load(
            bare.plugin,
            files,
            nowhere.as_ptr(),
            std::ptr::null()
        ));
        assert!(!load(bare.plugin, 7, nowhere.as_ptr(), std::ptr::null()));
    }
    assert_eq!(bare.save(), before);
}

#[test]
fn calls_that_no_host_should_make_do_no_harm() {
    let mut bare = Bare::new(MULTI, 0);
    // A block before any activation.
    let mut ports = [narrow(2, 64)];
    assert_eq!(bare.block(64, RATE, &[], &mut ports), CLAP_PROCESS_ERROR);
    let [Port::Narrow(channels)] = &ports else {
        unreachable!()
    };
    assert!(channels.iter().flatten().all(|y| *y == 0.0));
    // Places beyond the last.
    let count = (0..)
        .take_while(|place| bare.parameter(*place).is_some())
        .count() as u32;
    assert!(count > 16);
    assert!(bare.parameter(count + 1).is_none() && bare.parameter(u32::MAX).is_none());
    // Rates that mean nothing.
    for rate in [0.0, -48_000.0, f64::NAN, f64::INFINITY, 1.0e12, 1.0e-9] {
        assert!(!bare.activate(rate, 64), "{rate}");
    }
    // A window in a host that cannot hold one.
    let gui: &clap_plugin_gui = bare.extension(CLAP_EXT_GUI);
    // SAFETY: the plugin's own function.
    assert!(!unsafe {
        gui.create.expect("create")(bare.plugin, CLAP_WINDOW_API_X11.as_ptr(), false)
    });
    // Blocks of nothing, of no frames agreed, and twice active.
    assert!(bare.activate(RATE, 0));
    assert!(bare.activate(RATE, 64));
    bare.block(0, RATE, &[], &mut [narrow(2, 0)]);
    bare.block(100, RATE, &[], &mut [narrow(2, 100)]);
    // Events without an event, and knobs that do not exist.
    let stray = value_event(12_345, 99_999, f64::NAN, false);
    bare.block(
        64,
        RATE,
        &[std::ptr::null(), &raw const stray.header],
        &mut [narrow(2, 64)],
    );
    assert!(call!(bare, get_extension(std::ptr::null())).is_null());
    assert!(call!(bare, get_extension(c"clap.nothing".as_ptr())).is_null());
    let voices: &clap_plugin_voice_info = bare.extension(CLAP_EXT_VOICE_INFO);
    let mut info = clap_voice_info {
        voice_count: 0,
        voice_capacity: 0,
        flags: 0,
    };
    // SAFETY: the plugin's own function.
    assert!(unsafe { voices.get.expect("get")(bare.plugin, &raw mut info) });
    assert!(info.voice_count >= 64 && info.voice_capacity >= info.voice_count);
    // It is destroyed while active.
}
