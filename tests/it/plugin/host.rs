//! A small CLAP host for tests: moves a transport, varies block sizes, sends and hears events, keeps what was rendered.

use clack_extensions::audio_ports::{AudioPortInfoBuffer, PluginAudioPorts};
use clack_extensions::latency::{HostLatency, HostLatencyImpl, PluginLatency};
use clack_extensions::params::{ParamInfo, ParamInfoBuffer, PluginParams};
use clack_extensions::render::{PluginRender, RenderMode};
use clack_extensions::state::PluginState;
use clack_host::events::event_types::*;
use clack_host::events::spaces::CoreEventSpace;
use clack_host::events::{EventFlags, Match};
use clack_host::prelude::*;
use clack_host::process::StartedPluginAudioProcessor;
use clack_host::utils::{BeatTime, SecondsTime};
use std::ffi::{CStr, CString};

/// The host's callbacks: it has to know of latency, or the plugin would complain.
pub(crate) struct Callbacks;
impl HostHandlers for Callbacks {
    type Shared<'a> = ();
    type MainThread<'a> = Main;
    type AudioProcessor<'a> = ();

    fn declare_extensions(builder: &mut HostExtensions<Self>, _shared: &()) {
        builder.register::<HostLatency>();
    }
}

/// The host's main thread: it asks again when it activates.
pub(crate) struct Main;
impl MainThreadHandler<'_> for Main {}
impl HostLatencyImpl for Main {
    fn changed(&self) {}
}

/// A note the plugin sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SentNote {
    pub frame: u64,
    pub on: bool,
    pub key: u16,
    pub channel: u16,
    /// 0 to 1.
    pub velocity: f64,
}

/// One instance with its audio running.
pub(crate) struct Host {
    instance: PluginInstance<Callbacks>,
    processor: Option<StartedPluginAudioProcessor<Callbacks>>,
    sample_rate: f64,
    max_block: usize,
    /// Stereo outputs beside the main one.
    separate_ports: usize,
    telemetry: Option<std::sync::Arc<phonon_session::telemetry::Telemetry>>,
    /// Frames processed so far.
    pub frame: u64,
    /// Whether the plugin let the host put it to sleep once it is quiet, as of its last block.
    pub may_sleep: bool,
    /// Notes heard from the plugin.
    pub notes: Vec<SentNote>,
    /// Other MIDI messages from the plugin: frame and bytes.
    pub messages: Vec<(u64, [u8; 3])>,
    /// What the outputs beside the main one gave in the last run.
    pub separate: Vec<[Vec<f32>; 2]>,
    /// Events for the next block.
    pub input: EventBuffer,
    /// What comes in on both channels of the main port, by frame; without it no buffers for it are given.
    pub incoming: Option<fn(u64) -> f32>,
}

impl Host {
    /// The stereo instrument, active.
    pub(crate) fn new(sample_rate: f64, max_block: usize) -> Self {
        let mut host = Self::inactive(sample_rate, max_block);
        host.activate();
        host
    }

    /// The stereo instrument, not yet activated.
    pub(crate) fn inactive(sample_rate: f64, max_block: usize) -> Self {
        Self::of_class(c"audio.phonon.phonon", 0, sample_rate, max_block)
    }

    /// The instrument with sixteen outputs beside the main one, not yet activated.
    pub(crate) fn multi(sample_rate: f64, max_block: usize) -> Self {
        Self::of_class(c"audio.phonon.phonon-multi", 16, sample_rate, max_block)
    }

    /// The effect, not yet activated.
    pub(crate) fn effect(sample_rate: f64, max_block: usize) -> Self {
        Self::of_class(c"audio.phonon.phonon-fx", 0, sample_rate, max_block)
    }

    fn of_class(id: &CStr, separate_ports: usize, sample_rate: f64, max_block: usize) -> Self {
        // SAFETY: the entry is this library's own and stays loaded for the life of the process.
        let entry = unsafe { PluginEntry::load_from_raw(&phonon::plugin::clap_entry, c"") }
            .expect("the entry loads");
        let info = HostInfo::new("phonon tests", "phonon", "", "0").expect("a host");
        // Tests run side by side: nobody else makes an instance between ours and the look at the newest.
        static MAKING: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let making = MAKING.lock();
        let instance =
            PluginInstance::new(|_| (), |_| Main, &entry, id, &info).expect("an instance");
        let telemetry = phonon_session::telemetry::newest();
        drop(making);
        Self {
            telemetry,
            instance,
            processor: None,
            sample_rate,
            max_block,
            separate_ports,
            frame: 0,
            may_sleep: false,
            notes: Vec::new(),
            messages: Vec::new(),
            separate: Vec::new(),
            input: EventBuffer::new(),
            incoming: None,
        }
    }

    /// Says that what follows is a bounce: the plugin takes the time it needs before its first block.
    pub(crate) fn bounce(&mut self) {
        let handle = self.instance.plugin_handle();
        let render: PluginRender = handle.get_extension().expect("rendering");
        render.set(&handle, RenderMode::Offline).expect("a bounce");
    }

    /// Activates and starts processing.
    pub(crate) fn activate(&mut self) {
        assert!(self.try_activate(), "it activates");
    }

    /// Activates and starts processing; whether the plugin does.
    pub(crate) fn try_activate(&mut self) -> bool {
        let configuration = PluginAudioConfiguration {
            sample_rate: self.sample_rate,
            min_frames_count: 1,
            max_frames_count: self.max_block as u32,
        };
        let Ok(stopped) = self.instance.activate(|_, _| (), configuration) else {
            return false;
        };
        self.processor = Some(stopped.start_processing().expect("it starts"));
        true
    }

    /// Gives the events for the next block to the plugin without a block.
    pub(crate) fn flush(&mut self) {
        let handle = self.instance.plugin_handle();
        let parameters: PluginParams = handle.get_extension().expect("parameters");
        let mut sent = EventBuffer::new();
        let (input, mut output) = (self.input.as_input(), sent.as_output());
        match &mut self.processor {
            Some(processor) => {
                parameters.flush_active(&mut processor.plugin_handle(), &input, &mut output);
            }
            None => {
                let mut handle = self
                    .instance
                    .inactive_plugin_handle()
                    .expect("it is not active");
                parameters.flush(&mut handle, &input, &mut output);
            }
        }
        self.input.clear();
    }

    /// Stops and deactivates.
    pub(crate) fn deactivate(&mut self) {
        if let Some(processor) = self.processor.take() {
            self.instance.deactivate(processor.stop_processing());
        }
    }

    /// Deactivates, and activates at another sample rate (Hz) and largest block (frames).
    pub(crate) fn activate_at(&mut self, sample_rate: f64, max_block: usize) {
        self.deactivate();
        (self.sample_rate, self.max_block) = (sample_rate, max_block);
        self.activate();
    }

    /// Silences it at once, between two blocks.
    pub(crate) fn reset(&mut self) {
        self.processor.as_mut().expect("an active instance").reset();
    }

    /// Stops processing and starts it again.
    pub(crate) fn restart(&mut self) {
        let started = self.processor.take().expect("an active instance");
        let stopped = started.stop_processing();
        self.processor = Some(stopped.start_processing().expect("it starts"));
    }

    /// Renders `total` frames in blocks of `block(frame)` with the transport standing.
    pub(crate) fn run(&mut self, total: usize, block: impl FnMut(u64) -> usize) -> [Vec<f32>; 2] {
        self.run_with(total, block, |_, _| None)
    }

    /// Renders `total` frames in blocks of `block(frame)`, which may be 0, each with what `transport(frame, length)` says. The
    /// instance must have kept the real-time law and be in good health.
    pub(crate) fn run_with(
        &mut self,
        total: usize,
        mut block: impl FnMut(u64) -> usize,
        mut transport: impl FnMut(u64, usize) -> Option<TransportEvent>,
    ) -> [Vec<f32>; 2] {
        let processor = self.processor.as_mut().expect("an active instance");
        let mut rendered = vec![[Vec::new(), Vec::new()]; 1 + self.separate_ports];
        let mut buffers = vec![[0.0_f32; 2].map(|y| vec![y; self.max_block]); rendered.len()];
        let mut ports = AudioPorts::with_capacity(2 * rendered.len(), rendered.len());
        let mut entering = [0.0_f32; 2].map(|y| vec![y; self.max_block]);
        let mut entries = AudioPorts::with_capacity(2, 1);
        let mut sent = EventBuffer::with_capacity(1024);
        while rendered[0][0].len() < total {
            let length = block(self.frame)
                .min(self.max_block)
                .min(total - rendered[0][0].len());
            let event = transport(self.frame, length);
            let mut outputs =
                ports.with_output_buffers(buffers.iter_mut().map(|port| AudioPortBuffer {
                    latency: 0,
                    channels: AudioPortBufferType::f32_output_only(
                        port.iter_mut().map(|channel| &mut channel[..length]),
                    ),
                }));
            sent.clear();
            let frame = self.frame;
            let incoming = match self.incoming {
                None => InputAudioBuffers::empty(),
                Some(sound) => {
                    for (index, frame) in (frame..frame + length as u64).enumerate() {
                        entering[0][index] = sound(frame);
                        entering[1][index] = sound(frame);
                    }
                    let channels = entering.iter_mut().map(|channel| &mut channel[..length]);
                    entries.with_input_buffers([AudioPortBuffer {
                        latency: 0,
                        channels: AudioPortBufferType::f32_input_only(
                            channels.map(InputChannel::variable),
                        ),
                    }])
                }
            };
            let status = processor
                .process(
                    &incoming,
                    &mut outputs,
                    &self.input.as_input(),
                    &mut sent.as_output(),
                    Some(frame),
                    event.as_ref(),
                )
                .expect("it processes");
            self.may_sleep = status != ProcessStatus::Continue;
            self.input.clear();
            for event in sent.iter() {
                let at = frame + u64::from(event.header().time());
                let (on, note) = match event.as_core_event() {
                    Some(CoreEventSpace::NoteOn(note)) => (true, (note.pckn(), note.velocity())),
                    Some(CoreEventSpace::NoteOff(note)) => (false, (note.pckn(), note.velocity())),
                    Some(CoreEventSpace::Midi(midi)) => {
                        self.messages.push((at, midi.data()));
                        continue;
                    }
                    _ => continue,
                };
                let (pckn, velocity) = note;
                let specific = |number: Match<u16>| number.into_specific().unwrap_or(u16::MAX);
                self.notes.push(SentNote {
                    frame: at,
                    on,
                    key: specific(pckn.key),
                    channel: specific(pckn.channel),
                    velocity,
                });
            }
            for (all, buffer) in rendered.iter_mut().flatten().zip(buffers.iter().flatten()) {
                all.extend_from_slice(&buffer[..length]);
            }
            self.frame += length as u64;
        }
        let figures = self.figures();
        assert_eq!(figures["heap_operations"], 0, "on the audio thread");
        assert_eq!(figures["failure"], serde_json::Value::Null);
        let main = rendered.remove(0);
        self.separate = rendered;
        main
    }

    /// The state as the host saves it: a length and JSON.
    pub(crate) fn save(&mut self) -> Vec<u8> {
        let handle = self.instance.plugin_handle();
        let state: PluginState = handle.get_extension().expect("state");
        let mut bytes = Vec::new();
        state.save(&handle, &mut bytes).expect("it saves");
        bytes
    }

    /// Gives the instance a saved state; whether it took it.
    pub(crate) fn load(&mut self, bytes: &[u8]) -> bool {
        let handle = self.instance.plugin_handle();
        let state: PluginState = handle.get_extension().expect("state");
        state.load(&handle, &mut &bytes[..]).is_ok()
    }

    /// Gives the instance a state in which `text` plays.
    pub(crate) fn load_text(&mut self, text: &str) {
        assert!(self.load(&state_of(text)), "the state is taken");
    }

    /// The names of the audio ports: inputs, then outputs.
    pub(crate) fn port_names(&mut self) -> Vec<String> {
        let handle = self.instance.plugin_handle();
        let ports: PluginAudioPorts = handle.get_extension().expect("audio ports");
        let mut names = Vec::new();
        for is_input in [true, false] {
            for index in 0..ports.count(&handle, is_input) {
                let mut buffer = AudioPortInfoBuffer::new();
                let port = ports
                    .get(&handle, index, is_input, &mut buffer)
                    .expect("a port");
                names.push(String::from_utf8_lossy(port.name).into_owned());
            }
        }
        names
    }

    /// The ids of all parameters.
    pub(crate) fn parameters(&mut self) -> Vec<ClapId> {
        let handle = self.instance.plugin_handle();
        let parameters: PluginParams = handle.get_extension().expect("parameters");
        let mut buffer = ParamInfoBuffer::new();
        (0..parameters.count(&handle))
            .filter_map(|index| Some(parameters.get_info(&handle, index, &mut buffer)?.id))
            .collect()
    }

    /// The first that `found` makes of the parameters.
    fn find_parameter<T>(&mut self, found: impl Fn(&ParamInfo) -> Option<T>) -> Option<T> {
        let handle = self.instance.plugin_handle();
        let parameters: PluginParams = handle.get_extension().expect("parameters");
        let mut buffer = ParamInfoBuffer::new();
        (0..parameters.count(&handle))
            .find_map(|index| found(&parameters.get_info(&handle, index, &mut buffer)?))
    }

    /// A parameter's value as it is at first.
    pub(crate) fn default_of(&mut self, id: ClapId) -> f64 {
        self.find_parameter(|info| (info.id == id).then_some(info.default_value))
            .expect("a parameter")
    }

    /// Frames a second.
    pub(crate) fn sample_rate(&self) -> f64 {
        self.sample_rate
    }

    /// A parameter's id and range by its name.
    pub(crate) fn parameter(&mut self, name: &str) -> (ClapId, f64, f64) {
        self.find_parameter(|info| {
            (info.name == name.as_bytes()).then_some((info.id, info.min_value, info.max_value))
        })
        .unwrap_or_else(|| panic!("a parameter {name}"))
    }

    /// What a text means as a parameter's value.
    pub(crate) fn value_of(&mut self, id: ClapId, text: &str) -> f64 {
        let handle = self.instance.plugin_handle();
        let parameters: PluginParams = handle.get_extension().expect("parameters");
        let text = CString::new(text).expect("a text");
        parameters
            .text_to_value(&handle, id, &text)
            .expect("the text is understood")
    }

    /// By how many frames the outputs are late, as the host is told.
    pub(crate) fn latency(&mut self) -> u32 {
        let handle = self.instance.plugin_handle();
        let latency: PluginLatency = handle.get_extension().expect("latency");
        latency.get(&handle)
    }

    /// The figures of this instance.
    pub(crate) fn figures(&self) -> serde_json::Value {
        self.telemetry.as_ref().expect("an instance").snapshot()
    }

    /// Sets a parameter at the start of the next block.
    pub(crate) fn set(&mut self, name: &str, value: f64) {
        let (id, _, _) = self.parameter(name);
        self.input
            .push(&ParamValueEvent::new(0, id, Pckn::match_all(), value));
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.deactivate();
    }
}

/// What a host would have saved of an instance in which `text` plays.
pub(crate) fn state_of(text: &str) -> Vec<u8> {
    saved(serde_json::json!({ "version": 1, "draft": text, "evaluated": text }))
}

/// What a host would have saved of an instance whose session kept this.
pub(crate) fn saved(session: serde_json::Value) -> Vec<u8> {
    let session = session.to_string();
    let json = serde_json::json!({ "version": "", "params": {}, "fields": { "session": session } })
        .to_string();
    [&(json.len() as u64).to_le_bytes()[..], json.as_bytes()].concat()
}

/// A running transport at `beats` quarter notes and `tempo` quarter notes a minute.
pub(crate) fn playing(beats: f64, tempo: f64) -> TransportEvent {
    TransportEvent {
        header: EventHeader::new_core(0, EventFlags::empty()),
        flags: TransportFlags::HAS_TEMPO
            | TransportFlags::HAS_BEATS_TIMELINE
            | TransportFlags::IS_PLAYING,
        song_pos_beats: BeatTime::from_float(beats),
        song_pos_seconds: SecondsTime::from_float(0.0),
        tempo,
        tempo_inc: 0.0,
        loop_start_beats: BeatTime::from_float(0.0),
        loop_end_beats: BeatTime::from_float(0.0),
        loop_start_seconds: SecondsTime::from_float(0.0),
        loop_end_seconds: SecondsTime::from_float(0.0),
        bar_start: BeatTime::from_float((beats / 4.0).floor() * 4.0),
        bar_number: (beats / 4.0).floor() as i32,
        time_signature_numerator: 4,
        time_signature_denominator: 4,
    }
}

/// A transport standing at `beats`.
pub(crate) fn stopped(beats: f64) -> TransportEvent {
    let mut event = playing(beats, 120.0);
    event.flags.remove(TransportFlags::IS_PLAYING);
    event
}
