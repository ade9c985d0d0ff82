//! A CLAP host on `clack-host`: loads a bundled plugin as a DAW would, and runs it along a [`Journey`].

use crate::allocations;
use crate::bundle;
use crate::journey::{Journey, Position};
use anyhow::{Context, Result, anyhow, bail};
use clack_extensions::gui::{GuiSize, HostGui, HostGuiImpl};
use clack_extensions::log::{HostLog, HostLogImpl, LogSeverity};
use clack_extensions::params::{
    HostParams, HostParamsImplMainThread, HostParamsImplShared, ParamClearFlags, ParamRescanFlags,
};
use clack_extensions::render::{PluginRender, RenderMode};
use clack_extensions::state::{HostState, HostStateImpl, PluginState};
use clack_host::events::EventFlags;
use clack_host::events::event_types::{TransportEvent, TransportFlags};
use clack_host::events::spaces::CoreEventSpace;
use clack_host::prelude::*;
use clack_host::utils::{BeatTime, SecondsTime};
use std::ffi::CStr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};

/// What the plugin asks of the host, from any thread.
#[derive(Default)]
pub struct Wishes {
    callback: AtomicBool,
    pub resize: AtomicU64,
    pub closed: AtomicBool,
}

impl SharedHandler<'_> for Wishes {
    fn request_restart(&self) {}
    fn request_process(&self) {}
    fn request_callback(&self) {
        self.callback.store(true, SeqCst);
    }
}

impl HostLogImpl for Wishes {
    fn log(&self, severity: LogSeverity, message: &str) {
        if severity >= LogSeverity::Warning {
            eprintln!("[plugin: {severity}] {message}");
        }
    }
}

impl HostGuiImpl for Wishes {
    fn resize_hints_changed(&self) {}
    fn request_resize(&self, size: GuiSize) -> Result<(), HostError> {
        self.resize.store(size.pack_to_u64(), SeqCst);
        Ok(())
    }
    fn request_show(&self) -> Result<(), HostError> {
        Ok(())
    }
    fn request_hide(&self) -> Result<(), HostError> {
        Ok(())
    }
    fn closed(&self, _destroyed: bool) {
        self.closed.store(true, SeqCst);
    }
}

impl HostParamsImplShared for Wishes {
    fn request_flush(&self) {}
}

/// The main thread's side of the host.
pub struct MainThread;

impl MainThreadHandler<'_> for MainThread {}

impl HostStateImpl for MainThread {
    fn mark_dirty(&self) {}
}

impl HostParamsImplMainThread for MainThread {
    fn rescan(&self, _: ParamRescanFlags) {}
    fn clear(&self, _: ClapId, _: ParamClearFlags) {}
}

/// The host.
pub struct Host;

impl HostHandlers for Host {
    type Shared<'a> = Wishes;
    type MainThread<'a> = MainThread;
    type AudioProcessor<'a> = ();

    fn declare_extensions(builder: &mut HostExtensions<Self>, _: &Self::Shared<'_>) {
        builder
            .register::<HostLog>()
            .register::<HostGui>()
            .register::<HostState>()
            .register::<HostParams>();
    }
}

/// What one run along a journey gave.
pub struct Rendered {
    /// Left and right.
    pub channels: Vec<Vec<f32>>,
    /// Allocations and frees on the audio thread, where they can be counted.
    pub allocations: Option<u64>,
    /// Calls of `process()`.
    pub blocks: usize,
    /// Changes of parameters that the plugin told the host of, each of which makes a project one to be saved.
    pub changes: usize,
}

/// What the instrument is called in the bundle.
const INSTRUMENT: &CStr = c"audio.phonon.phonon";
/// What the effect is called.
pub const EFFECT: &CStr = c"audio.phonon.phonon-fx";

/// A loaded plugin of which one instance lives.
pub struct Plugin {
    pub instance: PluginInstance<Host>,
    /// What comes in when it plays, by channel and frame, silence after its end; without channels no input is given.
    pub incoming: Vec<Vec<f32>>,
    library: libloading::Library,
    // After the instance: the code goes last.
    _entry: PluginEntry,
}

impl Plugin {
    /// Loads the bundle and makes an instance of the instrument.
    pub fn load(bundle: &Path) -> Result<Self> {
        Self::load_class(bundle, INSTRUMENT)
    }

    /// Loads the bundle and makes an instance of one of its plugins.
    pub fn load_class(bundle: &Path, id: &CStr) -> Result<Self> {
        let path: PathBuf = bundle::clap_library(bundle)?
            .canonicalize()
            .context("the bundle moved")?;
        // SAFETY: loading runs the library's initialisers; the library is ours, built a moment ago.
        let library = unsafe { libloading::Library::new(&path) }?;
        // SAFETY: as above.
        let entry = unsafe { PluginEntry::load(&path) }?;
        let name = HostInfo::new("Phonon's own test host", "Phonon", "https://localhost", "1")?;
        let instance =
            PluginInstance::<Host>::new(|_| Wishes::default(), |_| MainThread, &entry, id, &name)?;
        Ok(Self {
            instance,
            incoming: Vec::new(),
            library,
            _entry: entry,
        })
    }

    /// The state as the host would keep it in a project.
    pub fn state(&mut self) -> Result<Vec<u8>> {
        let extension = self.state_extension()?;
        let mut blob = Vec::new();
        extension
            .save(&self.instance.plugin_handle(), &mut blob)
            .map_err(|_| anyhow!("the plugin does not save its state"))?;
        Ok(blob)
    }

    /// Gives the plugin a state.
    pub fn set_state(&mut self, blob: &[u8]) -> Result<()> {
        let extension = self.state_extension()?;
        extension
            .load(&self.instance.plugin_handle(), &mut &blob[..])
            .map_err(|_| anyhow!("the plugin refuses its state"))?;
        self.serve();
        Ok(())
    }

    /// Puts `text` into the instance as its song, the way a project that had it would.
    pub fn set_song(&mut self, text: &str) -> Result<()> {
        let blob = self.state()?;
        let edited = super::state::with_song(&blob, text)?;
        self.set_state(&edited)
    }

    fn state_extension(&mut self) -> Result<PluginState> {
        self.instance
            .plugin_handle()
            .get_extension()
            .context("the plugin keeps no state")
    }

    /// Does what the plugin asked the main thread to do.
    pub fn serve(&mut self) {
        if self
            .instance
            .access_shared_handler(|wishes| wishes.callback.swap(false, SeqCst))
        {
            self.instance.call_on_main_thread_callback();
        }
    }

    /// The newest instance's figures, as the plugin's library tells them.
    pub fn figures(&self) -> Result<serde_json::Value> {
        figures_of(&self.library)
    }

    /// Says that what follows is a bounce: the plugin has all the time it needs before its first block.
    fn bounce(&mut self) -> Result<()> {
        let handle = self.instance.plugin_handle();
        let render: PluginRender = handle
            .get_extension()
            .context("the plugin does not know of bounces")?;
        render
            .set(&handle, RenderMode::Offline)
            .map_err(|_| anyhow!("the plugin refuses to bounce"))
    }

    /// Activates, runs along the journey in blocks of `sizes`, deactivates. `after` is told the frames done so far.
    pub fn play(
        &mut self,
        journey: &Journey,
        sizes: impl FnMut() -> usize + Send,
        after: impl FnMut(usize) + Send,
    ) -> Result<Rendered> {
        self.bounce()?;
        let processor = self.activate(journey.rate())?;
        let incoming = &self.incoming;
        let outcome = std::thread::scope(|scope| {
            let audio = scope.spawn(move || run(processor, journey, incoming, sizes, after));
            audio.join()
        });
        let Ok(outcome) = outcome else {
            bail!("the host's audio thread panicked")
        };
        let (rendered, processor) = outcome?;
        self.deactivate(processor);
        Ok(rendered)
    }

    /// Makes the plugin ready to process at `rate` frames a second.
    pub fn activate(&mut self, rate: f64) -> Result<Processor> {
        let configuration = PluginAudioConfiguration {
            sample_rate: rate,
            min_frames_count: 1,
            max_frames_count: LARGEST as u32,
        };
        self.instance
            .activate(|_, _| (), configuration)
            .context("the plugin cannot be activated")
    }

    /// Ends what [`Plugin::activate`] began.
    pub fn deactivate(&mut self, processor: Processor) {
        self.instance.deactivate(processor);
        self.serve();
    }
}

/// The audio thread's side of an active plugin.
pub type Processor = StoppedPluginAudioProcessor<Host>;

/// The largest block, in frames.
const LARGEST: usize = 4096;

/// On an audio thread: processes `incoming` (see [`Plugin`]) along the journey in blocks of `sizes`. `after` is told the frames
/// done so far.
pub fn run(
    processor: Processor,
    journey: &Journey,
    incoming: &[Vec<f32>],
    mut sizes: impl FnMut() -> usize,
    mut after: impl FnMut(usize),
) -> Result<(Rendered, Processor)> {
    let mut processor = processor
        .start_processing()
        .map_err(|_| anyhow!("the plugin does not start processing"))?;
    let mut channels: Vec<Vec<f32>> = (0..2)
        .map(|_| Vec::with_capacity(journey.frames()))
        .collect();
    let mut scratch = vec![vec![0.0_f32; LARGEST]; 2];
    let mut ports = AudioPorts::with_capacity(2, 1);
    let mut entering = vec![vec![0.0_f32; LARGEST]; incoming.len()];
    let mut entries = AudioPorts::with_capacity(incoming.len(), 1);
    let (mut frame, mut blocks, mut changes, mut allocated) = (0, 0, 0, Some(0));
    let mut told = EventBuffer::with_capacity(1024);
    while frame < journey.frames() {
        let (position, left) = journey.at(frame);
        let frames = sizes().clamp(1, LARGEST).min(left);
        let transport = transport(position, frame, journey.rate());
        let outputs = scratch.iter_mut().map(|channel| &mut channel[..frames]);
        let mut outputs = ports.with_output_buffers([AudioPortBuffer {
            latency: 0,
            channels: AudioPortBufferType::f32_output_only(outputs),
        }]);
        for (block, channel) in entering.iter_mut().zip(incoming) {
            let coming = channel.get(frame..).unwrap_or_default();
            let some = coming.len().min(frames);
            block[..some].copy_from_slice(&coming[..some]);
            block[some..frames].fill(0.0);
        }
        let coming = if incoming.is_empty() {
            InputAudioBuffers::empty()
        } else {
            let channels = entering.iter_mut().map(|channel| &mut channel[..frames]);
            entries.with_input_buffers([AudioPortBuffer {
                latency: 0,
                channels: AudioPortBufferType::f32_input_only(channels.map(InputChannel::variable)),
            }])
        };
        told.clear();
        let (status, count) = allocations::watch(|| {
            processor.process(
                &coming,
                &mut outputs,
                &InputEvents::empty(),
                &mut told.as_output(),
                Some(frame as u64),
                Some(&transport),
            )
        });
        status?;
        allocated = allocated.zip(count).map(|(sum, count)| sum + count);
        for (channel, block) in channels.iter_mut().zip(&scratch) {
            channel.extend_from_slice(&block[..frames]);
        }
        let is_change = |event: &&UnknownEvent| {
            matches!(event.as_core_event(), Some(CoreEventSpace::ParamValue(_)))
        };
        changes += told.iter().filter(is_change).count();
        frame += frames;
        blocks += 1;
        after(frame);
    }
    let rendered = Rendered {
        channels,
        allocations: allocated,
        blocks,
        changes,
    };
    Ok((rendered, processor.stop_processing()))
}

/// Asks the library for its figures: `phonon_performance_snapshot` fills a buffer with JSON.
fn figures_of(library: &libloading::Library) -> Result<serde_json::Value> {
    type Snapshot = unsafe extern "C" fn(*mut u8, usize) -> usize;
    let mut buffer = vec![0_u8; 64 * 1024];
    // SAFETY: the symbol is the plugin's own and has this signature; the buffer is as long as is said.
    let length = unsafe {
        let snapshot: libloading::Symbol<Snapshot> = library.get(b"phonon_performance_snapshot")?;
        snapshot(buffer.as_mut_ptr(), buffer.len())
    };
    Ok(serde_json::from_slice(
        buffer
            .get(..length)
            .context("the figures do not fit their buffer")?,
    )?)
}

/// The host's word about where it is, in four-four time.
pub fn transport(position: Position, frame: usize, rate: f64) -> TransportEvent {
    let bar = (position.beats / 4.0).floor();
    let mut flags = TransportFlags::HAS_TEMPO
        | TransportFlags::HAS_BEATS_TIMELINE
        | TransportFlags::HAS_SECONDS_TIMELINE
        | TransportFlags::HAS_TIME_SIGNATURE;
    flags.set(TransportFlags::IS_PLAYING, position.playing);
    TransportEvent {
        header: clack_host::events::EventHeader::new_core(0, EventFlags::empty()),
        flags,
        song_pos_beats: BeatTime::from_float(position.beats),
        song_pos_seconds: SecondsTime::from_float(frame as f64 / rate),
        tempo: position.tempo,
        tempo_inc: 0.0,
        loop_start_beats: BeatTime::from_float(0.0),
        loop_end_beats: BeatTime::from_float(0.0),
        loop_start_seconds: SecondsTime::from_float(0.0),
        loop_end_seconds: SecondsTime::from_float(0.0),
        bar_start: BeatTime::from_float(bar * 4.0),
        bar_number: bar as i32,
        time_signature_numerator: 4,
        time_signature_denominator: 4,
    }
}
