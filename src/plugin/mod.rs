//! The plugin: what a CLAP or VST3 host sees. Parameters, ports, the host's transport, notes in and out, and the firewall
//! around every entry point. It may know everything but the command.

mod export;
pub mod parameters;
mod persistence;
mod remote;

pub use export::*;

use crate::session::Session;
use crate::session::allocation::real_time;
use crate::session::firewall::guarded;
use nice_plug::prelude::*;
use parameters::Parameters;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// The instrument. `MULTI` adds an output for each of `o1` … `o16`.
pub struct Instrument<const MULTI: bool> {
    session: Arc<Session>,
    parameters: Arc<Parameters>,
}

/// The stereo instrument.
pub type Phonon = Instrument<false>;
/// The instrument with a track for every numbered output.
pub type PhononMulti = Instrument<true>;

impl<const MULTI: bool> Default for Instrument<MULTI> {
    fn default() -> Self {
        let session = Session::new();
        let parameters = Arc::new(Parameters::new(Arc::clone(&session)));
        Self {
            session,
            parameters,
        }
    }
}

const STEREO: NonZeroU32 = new_nonzero_u32(2);

impl<const MULTI: bool> Plugin for Instrument<MULTI> {
    const NAME: &'static str = if MULTI { "Phonon Multi" } else { "Phonon" };
    const VENDOR: &'static str = "Phonon";
    const URL: &'static str = "https://phonon.audio";
    const EMAIL: &'static str = "";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    const AUDIO_IO_LAYOUTS: &'static [AudioIOLayout] = &[AudioIOLayout {
        main_output_channels: NonZeroU32::new(2),
        aux_output_ports: if MULTI {
            &[STEREO; crate::session::state::OUTPUTS]
        } else {
            &[]
        },
        names: PortNames {
            layout: Some(if MULTI {
                "Stereo and sixteen outputs"
            } else {
                "Stereo"
            }),
            main_output: Some("Main"),
            aux_outputs: if MULTI {
                &[
                    "o1", "o2", "o3", "o4", "o5", "o6", "o7", "o8", "o9", "o10", "o11", "o12",
                    "o13", "o14", "o15", "o16",
                ]
            } else {
                &[]
            },
            ..PortNames::const_default()
        },
        ..AudioIOLayout::const_default()
    }];

    const MIDI_INPUT: MidiConfig = MidiConfig::Basic;
    const MIDI_OUTPUT: MidiConfig = MidiConfig::Basic;
    // Splitting blocks at parameter changes would count a transport event's offset twice: bad for a clock.
    const SAMPLE_ACCURATE_AUTOMATION: bool = false;

    type Editor = ();
    type SysExMessage = ();
    type BackgroundTask = ();

    fn params(&self) -> Arc<dyn Params> {
        Arc::clone(&self.parameters) as Arc<dyn Params>
    }

    fn activate(
        &mut self,
        _layout: &AudioIOLayout,
        _config: &BufferConfig,
        _context: &mut impl ActivateContext<Self>,
    ) -> bool {
        true
    }

    fn reset(&mut self) {}

    fn process(
        &mut self,
        buffer: &mut Buffer,
        _aux: &mut AuxiliaryBuffers,
        _context: &mut impl ProcessContext<Self>,
    ) -> ProcessStatus {
        let telemetry = self.session.telemetry();
        let (result, heap_operations) = real_time(|| {
            guarded(|| {
                for channel in buffer.as_slice() {
                    channel.fill(0.0);
                }
            })
        });
        telemetry
            .heap_operations
            .fetch_add(heap_operations, Relaxed);
        match result {
            Ok(()) => ProcessStatus::KeepAlive,
            Err(message) => {
                telemetry.fail(message);
                ProcessStatus::Normal
            }
        }
    }
}
