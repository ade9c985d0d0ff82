//! The objects as a host sees them, in process.

#![allow(
    clippy::disallowed_methods,
    reason = "the host's main thread; a block borrows its cell or does without"
)]

mod host;

use super::classes::{CLASSES, Vst3Class};
use super::component::Component;
use super::host::request;
use super::text::{read_utf8, read_utf16};
use host::{Events, FRAMES, Handler, Plugin, Queue, Told, factory};
use std::ptr;
use vst3::ComWrapper;
use vst3::Steinberg::Vst::ChannelContext::IInfoListener;
use vst3::Steinberg::Vst::ParameterInfo_::ParameterFlags_::{
    kCanAutomate, kIsBypass, kIsHidden, kIsReadOnly,
};
use vst3::Steinberg::Vst::RestartFlags_::kLatencyChanged;
use vst3::Steinberg::Vst::{
    BusInfo, IAudioProcessorTrait, IComponentHandler, IComponentTrait, IEditControllerTrait,
    IProcessContextRequirements, IUnitInfo, IUnitInfoTrait, ParameterInfo, ProcessData,
    ProcessSetup, UnitInfo, kInfiniteTail,
};
use vst3::Steinberg::{
    IPluginBaseTrait, IPluginFactory2, IPluginFactory2Trait, IPluginFactory3, IPluginFactory3Trait,
    IPluginFactoryTrait, PClassInfo2, PClassInfoW, kInvalidArgument, kResultFalse, kResultOk,
};

const PHONON: &Vst3Class = &CLASSES[0];
const MULTI: &Vst3Class = &CLASSES[1];
const EFFECT: &Vst3Class = &CLASSES[2];

/// The number of a parameter, as projects have it: a hash of its name.
fn id(name: &str) -> u32 {
    let hash = |hash: u32, byte: u8| hash.wrapping_mul(31).wrapping_add(byte.into());
    name.bytes().fold(0, hash) & !(1 << 31)
}

/// Plays until something sounds, at most 100 blocks; whether it did.
fn sounds(plugin: &mut Plugin, outputs: &[usize]) -> bool {
    (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(5));
        let heard = plugin.block(outputs, Vec::new(), None);
        heard
            .iter()
            .flatten()
            .flatten()
            .any(|sample| *sample != 0.0)
    })
}

#[test]
fn the_factory_lists_and_creates_all_classes() {
    let factory = factory();
    // SAFETY: structures to be written are passed, plain data for which zeros are valid.
    unsafe {
        assert_eq!(factory.countClasses(), 3);
        let (second, third) = (
            factory.cast::<IPluginFactory2>().unwrap(),
            factory.cast::<IPluginFactory3>().unwrap(),
        );
        for (index, class) in CLASSES.iter().enumerate() {
            let mut info: PClassInfo2 = std::mem::zeroed();
            assert_eq!(second.getClassInfo2(index as i32, &raw mut info), kResultOk);
            assert_eq!(info.cid, class.id());
            assert_eq!(read_utf8(&info.subCategories), class.categories);
            let mut wide: PClassInfoW = std::mem::zeroed();
            assert_eq!(
                third.getClassInfoUnicode(index as i32, &raw mut wide),
                kResultOk
            );
            assert_eq!(read_utf16(&wide.name), class.name);
            let plugin = Plugin::new(class);
            assert!(plugin.component.cast::<IUnitInfo>().is_some());
            assert!(plugin.component.cast::<IInfoListener>().is_some());
            assert!(
                plugin
                    .component
                    .cast::<IProcessContextRequirements>()
                    .is_some()
            );
        }
        let mut info: PClassInfo2 = std::mem::zeroed();
        assert_eq!(second.getClassInfo2(3, &raw mut info), kInvalidArgument);
        assert_eq!(second.getClassInfo2(0, ptr::null_mut()), kInvalidArgument);
        let mut object = ptr::null_mut();
        let unknown = [0; 16];
        assert_ne!(
            factory.createInstance(unknown.as_ptr(), unknown.as_ptr(), &raw mut object),
            kResultOk
        );
        assert!(object.is_null());
    }
}

#[test]
fn parameters_are_those_of_all_projects_so_far() {
    let plugin = Plugin::new(PHONON);
    let info = |index: usize| {
        // SAFETY: plain data, for which zeros are valid; then written.
        unsafe {
            let mut info: ParameterInfo = std::mem::zeroed();
            assert_eq!(
                plugin
                    .controller
                    .getParameterInfo(index as i32, &raw mut info),
                kResultOk
            );
            info
        }
    };
    // SAFETY: only reads.
    let count = unsafe { plugin.controller.getParameterCount() } as usize;
    let all: Vec<ParameterInfo> = (0..count).map(info).collect();
    let seen: Vec<(u32, String)> = all
        .iter()
        .map(|info| (info.id, read_utf16(&info.title)))
        .collect();
    let macros = (1..=16).map(|number| (format!("macro_{number}"), format!("Macro {number}")));
    let named = |(name, title): (&str, &str)| (name.to_owned(), title.to_owned());
    let first = [
        ("gain", "Gain"),
        ("bypass", "Bypass"),
        ("run", "Run"),
        ("swap", "Swap"),
        ("limiter", "Limiter"),
    ];
    let last = [("rev", "Revision"), ("lookahead", "Look-ahead")];
    let expected: Vec<(u32, String)> = (first.into_iter().map(named))
        .chain(macros)
        .chain(last.into_iter().map(named))
        .map(|(name, title)| (id(&name), title))
        .collect();
    assert_eq!(seen, expected);

    let get = |name: &str| all.iter().find(|info| info.id == id(name)).unwrap();
    assert_eq!(get("bypass").flags, (kIsBypass | kCanAutomate) as i32);
    assert_eq!(get("rev").flags, (kIsHidden | kIsReadOnly) as i32);
    assert_eq!(get("lookahead").flags, 0);
    assert_eq!(
        (
            get("run").stepCount,
            get("rev").stepCount,
            get("macro_1").stepCount
        ),
        (1, 1 << 16, 0)
    );
    assert_eq!(
        (
            get("limiter").defaultNormalizedValue,
            get("macro_3").defaultNormalizedValue
        ),
        (1.0, 0.0)
    );
    let units = plugin.component.cast::<IUnitInfo>().unwrap();
    // SAFETY: plain data, for which zeros are valid; then written.
    unsafe {
        assert_eq!(units.getUnitCount(), 2);
        let mut unit: UnitInfo = std::mem::zeroed();
        assert_eq!(units.getUnitInfo(1, &raw mut unit), kResultOk);
        assert_eq!(read_utf16(&unit.name), "Macros");
        assert_eq!((get("macro_1").unitId, get("gain").unitId), (unit.id, 0));
        assert_eq!(units.getUnitInfo(2, &raw mut unit), kInvalidArgument);
    }
}

#[test]
fn text_and_values_go_both_ways() {
    let plugin = Plugin::new(PHONON);
    let controller = &plugin.controller;
    for (name, value) in [
        ("gain", 0.5),
        ("run", 1.0),
        ("macro_2", 0.25),
        ("bypass", 1.0),
    ] {
        let mut text = [0; 128];
        let mut back = -1.0;
        // SAFETY: places to be written are passed.
        unsafe {
            assert_eq!(
                controller.getParamStringByValue(id(name), value, &raw mut text),
                kResultOk
            );
            assert_eq!(
                controller.getParamValueByString(id(name), text.as_mut_ptr(), &raw mut back),
                kResultOk
            );
        }
        assert!(
            (value - back).abs() < 1e-3,
            "{name}: {value} {} {back}",
            read_utf16(&text)
        );
    }
    // SAFETY: an unknown number, and null.
    unsafe {
        assert_eq!(controller.setParamNormalized(12_345, 0.5), kInvalidArgument);
        assert_eq!(
            controller.getParamStringByValue(id("gain"), 0.5, ptr::null_mut()),
            kInvalidArgument
        );
    }
}

#[test]
fn a_value_set_by_the_host_is_in_the_state_that_is_saved_next() {
    let mut plugin = Plugin::new(PHONON);
    let set = |plugin: &Plugin, value: f64| {
        // SAFETY: numbers only.
        unsafe {
            assert_eq!(
                plugin.controller.setParamNormalized(id("macro_1"), value),
                kResultOk
            );
            assert_eq!(plugin.controller.getParamNormalized(id("macro_1")), value);
        }
        let reader = Plugin::new(PHONON);
        assert!(reader.load(&plugin.state()));
        // SAFETY: numbers only.
        let read = unsafe { reader.controller.getParamNormalized(id("macro_1")) };
        assert_eq!(read, value);
    };
    set(&plugin, 0.25);
    plugin.start(FRAMES);
    set(&plugin, 0.5);
    plugin.block(&[2], Vec::new(), None);
    set(&plugin, 0.75);
}

#[test]
fn both_forms_of_state_are_read_and_nonsense_does_no_harm() {
    let plugin = Plugin::new(PHONON);
    // SAFETY: numbers only.
    unsafe { plugin.controller.setParamNormalized(id("macro_9"), 0.5) };
    let text = plugin.state();
    assert_eq!(text.first(), Some(&b'{'));
    assert_eq!(plugin.state(), text);
    let claps_form = [&(text.len() as u64).to_le_bytes()[..], &text].concat();
    for form in [&text, &claps_form] {
        let other = Plugin::new(PHONON);
        assert!(other.load(form));
        assert_eq!(other.state(), text);
        for nonsense in [&[7_u8; 100][..], b"", b"{}", &text[..text.len() / 2]] {
            assert!(!other.load(nonsense), "{} bytes", nonsense.len());
            // What was refused may be kept in the state beside what plays.
            // SAFETY: numbers only.
            let value = unsafe { other.controller.getParamNormalized(id("macro_9")) };
            assert_eq!(value, 0.5);
        }
    }
}

#[test]
fn points_reach_the_plugin_and_show_the_last_value() {
    let mut plugin = Plugin::new(PHONON);
    plugin.start(FRAMES);
    let value = |plugin: &Plugin| {
        // SAFETY: numbers only.
        unsafe { plugin.controller.getParamNormalized(id("macro_4")) }
    };
    let ramp = vec![(10, 0.0), (400, 0.75)];
    plugin.block(
        &[2],
        vec![Queue(id("macro_4"), ramp), Queue(99, vec![(0, 1.0)])],
        None,
    );
    assert_eq!(value(&plugin), 0.75);
    // What the host shows on its main thread while it plays is no new value.
    // SAFETY: numbers only.
    unsafe { plugin.controller.setParamNormalized(id("macro_4"), 0.125) };
    plugin.block(&[2], vec![Queue(id("macro_4"), vec![(7, 0.5)])], None);
    plugin.block(&[2], Vec::new(), None);
    assert_eq!(value(&plugin), 0.5);
    // Without outputs, as some hosts pass parameters.
    plugin.block(&[], vec![Queue(id("macro_4"), vec![(0, 0.25)])], None);
    assert_eq!(value(&plugin), 0.25);
}

#[test]
fn any_number_of_outputs_is_processed() {
    for class in [PHONON, MULTI] {
        let mut plugin = Plugin::new(class);
        plugin.start(FRAMES);
        let all = vec![2; if class.name == MULTI.name { 17 } else { 1 }];
        assert!(sounds(&mut plugin, &all), "{}", class.name);
        for outputs in [
            &[2][..],
            &[2, 2],
            &[2; 16],
            &[2; 20],
            &[1],
            &[4, 0, 1],
            &[],
            &[0, 2],
        ] {
            let heard = plugin.block(outputs, Vec::new(), None);
            let finite = heard
                .iter()
                .flatten()
                .flatten()
                .all(|sample| sample.abs() <= 2.0);
            assert!(finite, "{}: {outputs:?}", class.name);
        }
    }
}

#[test]
fn blocks_longer_than_announced_and_blocks_before_activation_do_no_harm() {
    let mut plugin = Plugin::new(PHONON);
    let heard = plugin.block(&[2], Vec::new(), None);
    assert_eq!(heard, [[[0.0; FRAMES], [0.0; FRAMES]]]);
    plugin.start(100);
    assert!(sounds(&mut plugin, &[2]));
    // SAFETY: a block that is not there, and no block at all.
    unsafe {
        assert_eq!(plugin.processor.process(ptr::null_mut()), kInvalidArgument);
        let mut nothing: ProcessData = std::mem::zeroed();
        assert_eq!(plugin.processor.process(&raw mut nothing), kResultOk);
        assert_eq!(plugin.processor.getTailSamples(), kInfiniteTail);
    }
}

#[test]
fn rates_that_no_host_uses_are_refused_at_the_setup() {
    let plugin = Plugin::new(PHONON);
    for (rate, result) in [
        (44_100.0, kResultOk),
        (768_000.0, kResultOk),
        (0.0, kInvalidArgument),
        (-48_000.0, kInvalidArgument),
        (1e9, kInvalidArgument),
        (f64::NAN, kInvalidArgument),
    ] {
        let mut setup = ProcessSetup {
            processMode: 0,
            symbolicSampleSize: 0,
            maxSamplesPerBlock: 512,
            sampleRate: rate,
        };
        // SAFETY: a setup that lives through the call.
        let done = unsafe { plugin.processor.setupProcessing(&raw mut setup) };
        assert_eq!(done, result, "{rate}");
    }
}

#[test]
fn buses_are_the_ports_and_no_more() {
    for (class, outputs, inputs) in [(PHONON, 1, 0), (MULTI, 17, 0), (EFFECT, 1, 1)] {
        let plugin = Plugin::new(class);
        // SAFETY: structures to be written are passed.
        unsafe {
            assert_eq!(plugin.component.getBusCount(0, 1), outputs);
            assert_eq!(plugin.component.getBusCount(0, 0), inputs);
            let mut info: BusInfo = std::mem::zeroed();
            assert_eq!(
                plugin
                    .component
                    .getBusInfo(0, 1, outputs - 1, &raw mut info),
                kResultOk
            );
            assert_eq!(info.channelCount, 2);
            let last = read_utf16(&info.name);
            assert_eq!(last == "o16", class.name == MULTI.name, "{last}");
            for index in [-1, outputs] {
                assert_eq!(
                    plugin.component.getBusInfo(0, 1, index, &raw mut info),
                    kInvalidArgument
                );
                assert_eq!(
                    plugin.component.activateBus(0, 1, index, 1),
                    kInvalidArgument
                );
            }
            let mut arrangement = 0;
            assert_eq!(
                plugin
                    .processor
                    .getBusArrangement(1, 0, &raw mut arrangement),
                kResultOk
            );
            assert_eq!(arrangement, 3);
            let (mut stereo, mut mono) = ([3; 17], [1; 17]);
            let arrange = |inputs: i32, wanted: &mut [u64; 17]| {
                let first = wanted.as_mut_ptr();
                plugin
                    .processor
                    .setBusArrangements(first, inputs, first, outputs)
            };
            assert_eq!(arrange(inputs, &mut stereo), kResultOk);
            assert_eq!(arrange(inputs, &mut mono), kResultFalse);
            assert_eq!(plugin.component.getBusCount(0, 0), inputs);
        }
    }
    // The instrument takes an input where the host asks for one.
    let plugin = Plugin::new(PHONON);
    let mut stereo = [3; 1];
    // SAFETY: one arrangement each.
    unsafe {
        let first = stereo.as_mut_ptr();
        assert_eq!(
            plugin.processor.setBusArrangements(first, 1, first, 1),
            kResultOk
        );
        assert_eq!(plugin.component.getBusCount(0, 0), 1);
    }
}

#[test]
fn the_host_is_told_what_the_plugin_asks_for() {
    let component = Component::new(PHONON).unwrap();
    let handler = ComWrapper::new(Handler::default());
    let given = handler.to_com_ptr::<IComponentHandler>().unwrap();
    // SAFETY: the handler lives through the calls.
    unsafe { component.setComponentHandler(given.as_ptr()) };
    let instance = &component.instance;
    instance.host.ask(request::DIRTY | request::LATENCY);
    let gain = instance.parameters.get(id("gain")).unwrap();
    gain.gesture(true);
    gain.change(0.5);
    gain.gesture(false);
    instance.serve();
    let told = handler.told.borrow().clone();
    assert_eq!(
        told,
        [
            Told::Begin(id("gain")),
            Told::Perform(id("gain"), 0.5),
            Told::End(id("gain")),
            Told::Restart(kLatencyChanged as i32),
            Told::Dirty(1),
        ]
    );
    instance.serve();
    assert_eq!(handler.told.borrow().len(), 5);
    // SAFETY: no handler is left.
    unsafe { component.terminate() };
}

#[test]
fn notes_go_out_at_their_frames() {
    let mut plugin = Plugin::new(PHONON);
    let song = r#"o1: s "midi*8" # note 3 # ccn 74 # ccv 100"#;
    let state = String::from_utf8(plugin.state()).unwrap();
    let mut state: serde_json::Value = serde_json::from_str(&state).unwrap();
    for field in state["fields"].as_object_mut().unwrap().values_mut() {
        let mut inner: serde_json::Value = serde_json::from_str(field.as_str().unwrap()).unwrap();
        if inner.get("draft").is_some() {
            inner["draft"] = song.into();
            inner["evaluated"] = song.into();
            *field = inner.to_string().into();
        }
    }
    assert!(plugin.load(state.to_string().as_bytes()));
    plugin.start(FRAMES);
    let sent = ComWrapper::new(Events(Vec::with_capacity(1000).into()));
    for _ in 0..200 {
        std::thread::sleep(std::time::Duration::from_millis(2));
        plugin.block(&[2], Vec::new(), Some(&sent));
    }
    let sent = sent.0.borrow();
    let kinds: std::collections::BTreeSet<u16> = sent.iter().map(|event| event.r#type).collect();
    assert!(
        kinds.contains(&0) && kinds.contains(&1),
        "notes on and off: {kinds:?}"
    );
    assert!(
        sent.iter()
            .all(|event| (0..FRAMES as i32).contains(&event.sampleOffset))
    );
}
