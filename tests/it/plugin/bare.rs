//! A host without any library: it gives what it likes, ports and events that no well-meaning host would, and remembers what
//! the plugin asked of it.

use clap_sys::audio_buffer::clap_audio_buffer;
use clap_sys::events::*;
use clap_sys::ext::latency::{CLAP_EXT_LATENCY, clap_host_latency};
use clap_sys::ext::note_ports::{CLAP_EXT_NOTE_PORTS, clap_host_note_ports};
use clap_sys::ext::params::{CLAP_EXT_PARAMS, clap_param_info, clap_plugin_params};
use clap_sys::ext::render::{CLAP_EXT_RENDER, CLAP_RENDER_OFFLINE, clap_plugin_render};
use clap_sys::ext::state::{CLAP_EXT_STATE, clap_host_state, clap_plugin_state};
use clap_sys::factory::plugin_factory::{CLAP_PLUGIN_FACTORY_ID, clap_plugin_factory};
use clap_sys::fixedpoint::CLAP_BEATTIME_FACTOR;
use clap_sys::host::clap_host;
use clap_sys::plugin::clap_plugin;
use clap_sys::process::{clap_process, clap_process_status};
use clap_sys::stream::{clap_istream, clap_ostream};
use clap_sys::version::CLAP_VERSION;
use phonon::plugin::clap_entry;
use std::cell::{Cell, RefCell};
use std::ffi::{CStr, c_char, c_void};

/// What the plugin asked of its host.
#[derive(Default)]
pub(super) struct Asked {
    /// Within `activate`.
    pub activating: Cell<bool>,
    pub restarts: Cell<u32>,
    pub callbacks: std::sync::atomic::AtomicU32,
    /// Changes of the latency: whether each came within `activate`.
    pub latencies: RefCell<Vec<bool>>,
    pub dirty: Cell<u32>,
    /// The dialects that the host says it hears; it says nothing where this is 0.
    pub dialects: Cell<u32>,
}

/// A port of a block.
pub(super) enum Port {
    /// So many channels.
    Narrow(Vec<Vec<f32>>),
    /// So many channels of 64-bit numbers.
    Wide(Vec<Vec<f64>>),
    /// Two channels without buffers.
    Null,
}

/// One instance.
pub(super) struct Bare {
    pub plugin: *const clap_plugin,
    pub asked: Box<Asked>,
    _host: Box<clap_host>,
    /// Frames processed so far.
    pub frame: u64,
    /// Events that came out of the last block: their headers and the bytes of MIDI.
    pub sent: Vec<(u32, u16, [u8; 3])>,
    /// What comes in during the next block, by channel; without channels there is no input.
    pub incoming: Vec<Vec<f32>>,
    /// What is in the first output before the next block comes in: one buffer for both.
    pub in_place: bool,
    /// Which channels of the input hold one number, as the host says.
    pub constant: u64,
}

/// So many channels of what comes in, by frame of the block; each is softer than the one before.
pub(super) fn entering(
    channels: usize,
    frames: usize,
    sound: impl Fn(usize) -> f32,
) -> Vec<Vec<f32>> {
    let channel = |place: usize| {
        let samples = (0..frames).map(&sound);
        samples.map(|sample| sample / (place + 1) as f32).collect()
    };
    (0..channels).map(channel).collect()
}

fn asked<'a>(host: *const clap_host) -> &'a Asked {
    // SAFETY: the host's data is what `Bare` puts there.
    unsafe { &*(*host).host_data.cast::<Asked>() }
}

unsafe extern "C" fn get_extension(host: *const clap_host, id: *const c_char) -> *const c_void {
    static LATENCY: clap_host_latency = {
        unsafe extern "C" fn changed(host: *const clap_host) {
            let asked = asked(host);
            asked.latencies.borrow_mut().push(asked.activating.get());
        }
        clap_host_latency {
            changed: Some(changed),
        }
    };
    static STATE: clap_host_state = {
        unsafe extern "C" fn mark_dirty(host: *const clap_host) {
            asked(host).dirty.set(asked(host).dirty.get() + 1);
        }
        clap_host_state {
            mark_dirty: Some(mark_dirty),
        }
    };
    static NOTE_PORTS: clap_host_note_ports = {
        unsafe extern "C" fn supported_dialects(host: *const clap_host) -> u32 {
            asked(host).dialects.get()
        }
        clap_host_note_ports {
            supported_dialects: Some(supported_dialects),
            rescan: None,
        }
    };
    // SAFETY: ids are strings.
    let id = unsafe { CStr::from_ptr(id) };
    if id == CLAP_EXT_LATENCY {
        (&raw const LATENCY).cast()
    } else if id == CLAP_EXT_STATE {
        (&raw const STATE).cast()
    } else if id == CLAP_EXT_NOTE_PORTS && asked(host).dialects.get() != 0 {
        (&raw const NOTE_PORTS).cast()
    } else {
        std::ptr::null()
    }
}

unsafe extern "C" fn request_restart(host: *const clap_host) {
    asked(host).restarts.set(asked(host).restarts.get() + 1);
}

unsafe extern "C" fn request_process(_host: *const clap_host) {}

unsafe extern "C" fn request_callback(host: *const clap_host) {
    let callbacks = &asked(host).callbacks;
    callbacks.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
}

/// Calls one of the plugin's functions.
macro_rules! call {
    ($bare:expr, $function:ident ($($argument:expr),*)) => {
        // SAFETY: the plugin lives, and gives all its functions.
        unsafe { (*$bare.plugin).$function.expect("a function")($bare.plugin $(, $argument)*) }
    };
}
pub(crate) use call;

impl Bare {
    /// An instance of a class, for a host that hears these dialects (0: it does not say), not yet active.
    pub(super) fn new(id: &CStr, dialects: u32) -> Self {
        let bare = Self::of_host_with(id, dialects);
        assert!(call!(bare, init()));
        bare
    }

    /// An instance that was made and not initialised: all that a host may do with it then is to destroy it.
    pub(super) fn uninitialised(id: &CStr) -> Self {
        Self::of_host_with(id, 0)
    }

    fn of_host_with(id: &CStr, dialects: u32) -> Self {
        let asked = Box::new(Asked::default());
        asked.dialects.set(dialects);
        let host = Box::new(clap_host {
            clap_version: CLAP_VERSION,
            host_data: std::ptr::from_ref(&*asked).cast_mut().cast(),
            name: c"bare".as_ptr(),
            vendor: c"".as_ptr(),
            url: c"".as_ptr(),
            version: c"0".as_ptr(),
            get_extension: Some(get_extension),
            request_restart: Some(request_restart),
            request_process: Some(request_process),
            request_callback: Some(request_callback),
        });
        // SAFETY: the entry is this library's own.
        let plugin = unsafe {
            assert!(clap_entry.init.expect("an entry")(c"".as_ptr()));
            let factory =
                clap_entry.get_factory.expect("factories")(CLAP_PLUGIN_FACTORY_ID.as_ptr())
                    .cast::<clap_plugin_factory>();
            (*factory).create_plugin.expect("plugins")(factory, &raw const *host, id.as_ptr())
        };
        assert!(!plugin.is_null());
        Self {
            plugin,
            asked,
            _host: host,
            frame: 0,
            sent: Vec::new(),
            incoming: Vec::new(),
            in_place: false,
            constant: 0,
        }
    }

    /// An instance that bounces `text`, active.
    pub(super) fn bouncing(id: &CStr, text: &str, sample_rate: f64, most: u32) -> Self {
        let bare = Self::new(id, 0);
        assert!(bare.load(&super::host::state_of(text)));
        bare.bounce();
        assert!(bare.activate(sample_rate, most));
        bare
    }

    /// The functions of an extension.
    pub(super) fn extension<T>(&self, id: &CStr) -> &T {
        let found = call!(self, get_extension(id.as_ptr()));
        // SAFETY: the type is the id's.
        unsafe { found.cast::<T>().as_ref() }.expect("the extension")
    }

    pub(super) fn bounce(&self) {
        let render: &clap_plugin_render = self.extension(CLAP_EXT_RENDER);
        // SAFETY: the plugin's own function.
        unsafe { render.set.expect("set")(self.plugin, CLAP_RENDER_OFFLINE) };
    }

    pub(super) fn activate(&self, sample_rate: f64, most: u32) -> bool {
        self.asked.activating.set(true);
        let done = call!(self, activate(sample_rate, 1, most));
        self.asked.activating.set(false);
        done && call!(self, start_processing())
    }

    pub(super) fn deactivate(&self) {
        call!(self, stop_processing());
        call!(self, deactivate());
    }

    /// Does what the plugin asked to be called for.
    pub(super) fn idle(&self) {
        let callbacks = &self.asked.callbacks;
        if callbacks.swap(0, std::sync::atomic::Ordering::SeqCst) > 0 {
            call!(self, on_main_thread());
        }
    }

    pub(super) fn load(&self, bytes: &[u8]) -> bool {
        self.load_in_parts_of(bytes, 7)
    }

    /// Loads from a stream that gives at most so many bytes at a time.
    pub(super) fn load_in_parts_of(&self, bytes: &[u8], most: usize) -> bool {
        self.load_from(Source {
            left: bytes,
            most,
            fails: false,
        })
    }

    /// Loads from a stream that fails after so many bytes; what the plugin says to that.
    pub(super) fn load_fails_after(&self, bytes: &[u8], count: usize) -> bool {
        self.load_from(Source {
            left: &bytes[..count],
            most: 7,
            fails: true,
        })
    }

    fn load_from(&self, mut source: Source) -> bool {
        unsafe extern "C" fn read(stream: *const clap_istream, to: *mut c_void, most: u64) -> i64 {
            // SAFETY: the context is the source below, and there is room for `most` bytes.
            unsafe {
                let source = &mut *(*stream).ctx.cast::<Source>();
                let count = source.left.len().min(most as usize).min(source.most);
                if count == 0 && source.fails {
                    return -1;
                }
                std::ptr::copy_nonoverlapping(source.left.as_ptr(), to.cast(), count);
                source.left = &source.left[count..];
                count as i64
            }
        }
        let stream = clap_istream {
            ctx: (&raw mut source).cast(),
            read: Some(read),
        };
        let state: &clap_plugin_state = self.extension(CLAP_EXT_STATE);
        // SAFETY: the plugin's own function.
        unsafe { state.load.expect("load")(self.plugin, &raw const stream) }
    }

    pub(super) fn save(&self) -> Vec<u8> {
        self.save_in_parts_of(usize::MAX)
    }

    /// Saves into a stream that takes at most so many bytes at a time.
    pub(super) fn save_in_parts_of(&self, most: usize) -> Vec<u8> {
        let (saved, bytes) = self.save_into(most, usize::MAX);
        assert!(saved);
        bytes
    }

    /// Saves into a stream that fails after so many bytes; what the plugin says to that.
    pub(super) fn save_fails_after(&self, count: usize) -> bool {
        self.save_into(7, count).0
    }

    fn save_into(&self, most: usize, room: usize) -> (bool, Vec<u8>) {
        struct Sink {
            bytes: Vec<u8>,
            most: usize,
            room: usize,
        }
        unsafe extern "C" fn write(
            stream: *const clap_ostream,
            from: *const c_void,
            size: u64,
        ) -> i64 {
            // SAFETY: the context is the sink below.
            unsafe {
                let sink = &mut *(*stream).ctx.cast::<Sink>();
                let bytes = std::slice::from_raw_parts(from.cast::<u8>(), size as usize);
                let count = bytes.len().min(sink.most);
                if sink.bytes.len() + count > sink.room {
                    return -1;
                }
                sink.bytes.extend_from_slice(&bytes[..count]);
                count as i64
            }
        }
        let mut sink = Sink {
            bytes: Vec::new(),
            most,
            room,
        };
        let stream = clap_ostream {
            ctx: (&raw mut sink).cast(),
            write: Some(write),
        };
        let state: &clap_plugin_state = self.extension(CLAP_EXT_STATE);
        // SAFETY: the plugin's own function.
        let saved = unsafe { state.save.expect("save")(self.plugin, &raw const stream) };
        (saved, sink.bytes)
    }

    /// The parameters, as far as there are any at the places asked for.
    pub(super) fn parameter(&self, place: u32) -> Option<clap_param_info> {
        let parameters: &clap_plugin_params = self.extension(CLAP_EXT_PARAMS);
        let mut info = std::mem::MaybeUninit::<clap_param_info>::zeroed();
        // SAFETY: the plugin's own function; all zeros are a value.
        unsafe {
            parameters.get_info.expect("get_info")(self.plugin, place, info.as_mut_ptr())
                .then(|| info.assume_init())
        }
    }

    /// The id of a parameter by its name.
    pub(super) fn parameter_id(&self, name: &str) -> u32 {
        (0..)
            .map_while(|place| self.parameter(place))
            .find(|info| {
                // SAFETY: names end with a zero.
                let known = unsafe { CStr::from_ptr(info.name.as_ptr()) };
                known.to_str() == Ok(name)
            })
            .expect("the parameter")
            .id
    }

    /// Gives events to the plugin without a block.
    pub(super) fn flush(&mut self, events: &[*const clap_event_header]) {
        let events = Events(events);
        self.sent.clear();
        let (incoming, outgoing) = (events.incoming(), outgoing(&mut self.sent));
        let parameters: &clap_plugin_params = self.extension(CLAP_EXT_PARAMS);
        let flush = parameters.flush.expect("flush");
        // SAFETY: the plugin's own function.
        unsafe { flush(self.plugin, &raw const incoming, &raw const outgoing) };
    }

    /// Renders a block of `frames` frames while the song plays at 120 quarter notes a minute, into `outputs`.
    pub(super) fn block(
        &mut self,
        frames: u32,
        sample_rate: f64,
        events: &[*const clap_event_header],
        outputs: &mut [Port],
    ) -> clap_process_status {
        let seconds = self.frame as f64 / sample_rate;
        // SAFETY: all zeros are a transport.
        let mut transport: clap_event_transport = unsafe { std::mem::zeroed() };
        transport.header.size = size_of::<clap_event_transport>() as u32;
        transport.header.type_ = CLAP_EVENT_TRANSPORT;
        transport.flags = CLAP_TRANSPORT_HAS_TEMPO
            | CLAP_TRANSPORT_HAS_BEATS_TIMELINE
            | CLAP_TRANSPORT_IS_PLAYING;
        transport.tempo = 120.0;
        transport.song_pos_beats = (seconds * 2.0 * CLAP_BEATTIME_FACTOR as f64).round() as i64;
        let mut narrow: Vec<Vec<*mut f32>> = Vec::new();
        let mut wide: Vec<Vec<*mut f64>> = Vec::new();
        let mut nulls = [std::ptr::null_mut::<f32>(); 2];
        let mut buffers = Vec::new();
        for port in outputs.iter_mut() {
            // SAFETY: all zeros are a port without anything.
            let mut buffer: clap_audio_buffer = unsafe { std::mem::zeroed() };
            match port {
                Port::Narrow(channels) => {
                    narrow.push(channels.iter_mut().map(|c| c.as_mut_ptr()).collect());
                    buffer.channel_count = channels.len() as u32;
                    buffer.data32 = narrow.last_mut().expect("just pushed").as_mut_ptr();
                }
                Port::Wide(channels) => {
                    wide.push(channels.iter_mut().map(|c| c.as_mut_ptr()).collect());
                    buffer.channel_count = channels.len() as u32;
                    buffer.data64 = wide.last_mut().expect("just pushed").as_mut_ptr();
                }
                Port::Null => {
                    buffer.channel_count = 2;
                    buffer.data32 = nulls.as_mut_ptr();
                }
            }
            buffers.push(buffer);
        }
        // SAFETY: all zeros are a port without anything.
        let mut input: clap_audio_buffer = unsafe { std::mem::zeroed() };
        let mut entering: Vec<*mut f32> = if self.in_place {
            narrow[0].clone()
        } else {
            self.incoming.iter_mut().map(|c| c.as_mut_ptr()).collect()
        };
        input.channel_count = entering.len() as u32;
        input.data32 = entering.as_mut_ptr();
        input.constant_mask = self.constant;
        let events = Events(events);
        let incoming = events.incoming();
        self.sent.clear();
        let outgoing = outgoing(&mut self.sent);
        let process = clap_process {
            steady_time: self.frame as i64,
            frames_count: frames,
            transport: &raw const transport,
            audio_inputs: &raw const input,
            audio_outputs: buffers.as_mut_ptr(),
            audio_inputs_count: u32::from(!entering.is_empty()),
            audio_outputs_count: buffers.len() as u32,
            in_events: &raw const incoming,
            out_events: &raw const outgoing,
        };
        let status = call!(self, process(&raw const process));
        self.frame += u64::from(frames);
        status
    }
}

/// A state on its way in.
struct Source<'a> {
    left: &'a [u8],
    /// Bytes at a time.
    most: usize,
    /// Whether it fails at its end.
    fails: bool,
}

/// Events that go in.
struct Events<'a>(&'a [*const clap_event_header]);

impl Events<'_> {
    fn incoming(&self) -> clap_input_events {
        unsafe extern "C" fn size(list: *const clap_input_events) -> u32 {
            // SAFETY: the context is a list of events.
            unsafe { &*(*list).ctx.cast::<Events>() }.0.len() as u32
        }
        unsafe extern "C" fn get(
            list: *const clap_input_events,
            index: u32,
        ) -> *const clap_event_header {
            // SAFETY: the context is a list of events.
            unsafe { &*(*list).ctx.cast::<Events>() }.0[index as usize]
        }
        clap_input_events {
            ctx: std::ptr::from_ref(self).cast_mut().cast(),
            size: Some(size),
            get: Some(get),
        }
    }
}

/// Where events go that come out.
fn outgoing(sent: &mut Vec<(u32, u16, [u8; 3])>) -> clap_output_events {
    unsafe extern "C" fn push(
        list: *const clap_output_events,
        event: *const clap_event_header,
    ) -> bool {
        // SAFETY: the context is such a list, and events are what their headers say.
        unsafe {
            let header = &*event;
            let data = match header.type_ {
                CLAP_EVENT_MIDI => (*event.cast::<clap_event_midi>()).data,
                _ => [0; 3],
            };
            let sent = &mut *(*list).ctx.cast::<Vec<(u32, u16, [u8; 3])>>();
            sent.push((header.time, header.type_, data));
        }
        true
    }
    clap_output_events {
        ctx: std::ptr::from_mut(sent).cast(),
        try_push: Some(push),
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        call!(self, destroy());
    }
}

/// A value or a modulation of a parameter at a frame.
pub(super) fn value_event(
    id: u32,
    frame: u32,
    value: f64,
    modulates: bool,
) -> clap_event_param_value {
    clap_event_param_value {
        header: clap_event_header {
            size: size_of::<clap_event_param_value>() as u32,
            time: frame,
            space_id: CLAP_CORE_EVENT_SPACE_ID,
            // The two events have the same shape.
            type_: if modulates {
                CLAP_EVENT_PARAM_MOD
            } else {
                CLAP_EVENT_PARAM_VALUE
            },
            flags: 0,
        },
        param_id: id,
        cookie: std::ptr::null_mut(),
        note_id: -1,
        port_index: -1,
        channel: -1,
        key: -1,
        value,
    }
}
