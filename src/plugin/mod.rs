//! The plugin: what a CLAP or VST3 host sees. Parameters, ports, the host's transport, notes in and out, and the firewall
//! around every entry point. It may know everything but the command.

mod audio;
pub mod class;
mod export;
mod incoming;
mod outgoing;
mod ramp;
mod remote;
mod routing;
pub mod shell;
mod vst3;

pub use export::*;
pub use shell::clap_entry;

use crate::automation::parameters::Parameters;
use crate::automation::persistence;
use crate::editor::{PluginEditor, Shared};
use audio::{Audio, Circumstances};
use class::Class;
use nice_plug::prelude::*;

use phonon_engine::allocation::{prepare_thread, real_time};
use phonon_session::firewall::guarded;
use phonon_session::state::SavedState;
use phonon_session::{AudioEnd, Session};
use shell::Link;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// The instrument.
pub struct Instrument<C> {
    session: Arc<Session>,
    /// The audio thread's end of the session.
    end: AudioEnd,
    parameters: Arc<Parameters>,
    /// What the shell says of a block.
    link: Arc<Link>,
    /// There from the first activation.
    audio: Option<Audio>,
    class: PhantomData<fn() -> C>,
}

/// The stereo instrument.
pub type Phonon = Instrument<class::Stereo>;
/// The instrument with a track for every numbered output.
pub type PhononMulti = Instrument<class::Multi>;
/// The instrument as an effect on a track.
pub type PhononEffect = Instrument<class::Effect>;

impl<C: Class> Default for Instrument<C> {
    fn default() -> Self {
        let (session, end) = Session::new();
        *session.saved() = SavedState::playing(C::WELCOME);
        let parameters = Arc::new(Parameters::new(Arc::clone(&session)));
        let link = Link::leave(&session, &parameters);
        Self {
            session,
            end,
            parameters,
            link,
            audio: None,
            class: PhantomData,
        }
    }
}

impl<C: Class> Plugin for Instrument<C> {
    const NAME: &'static str = C::NAME;
    const VENDOR: &'static str = "Phonon";
    const URL: &'static str = class::URL;
    const EMAIL: &'static str = class::EMAIL;
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    const AUDIO_IO_LAYOUTS: &'static [AudioIOLayout] = C::LAYOUTS;

    const MIDI_INPUT: MidiConfig = MidiConfig::Basic;
    const MIDI_OUTPUT: MidiConfig = MidiConfig::MidiCCs;
    // Splitting blocks at parameter changes would count a transport event's offset twice: bad for a clock.
    const SAMPLE_ACCURATE_AUTOMATION: bool = false;

    type Editor = PluginEditor;
    type SysExMessage = ();
    type BackgroundTask = ();

    fn params(&self) -> Arc<dyn Params> {
        Arc::clone(&self.parameters) as Arc<dyn Params>
    }

    fn filter_state(state: &mut PluginState) {
        persistence::admit(state);
    }

    fn editor(&mut self, _executor: AsyncExecutor<Self>) -> Option<Self::Editor> {
        let shared = Shared::new(Arc::clone(&self.session), Arc::clone(&self.parameters));
        Some(PluginEditor::new(shared))
    }

    fn activate(
        &mut self,
        layout: &AudioIOLayout,
        config: &BufferConfig,
        context: &mut impl ActivateContext<Self>,
    ) -> bool {
        let circumstances = Circumstances {
            sample_rate: f64::from(config.sample_rate),
            offline: config.process_mode == ProcessMode::Offline,
            most_frames: config.max_buffer_size as usize,
            has_input: layout.main_input_channels.is_some(),
        };
        if !phonon_engine::SAMPLE_RATES.contains(&circumstances.sample_rate) {
            return false;
        }
        let done = guarded(|| audio::activate(&mut self.audio, &self.session, &circumstances));
        if let Err(message) = done {
            self.session.telemetry().fail(message);
            self.audio = None;
        }
        if let Some(audio) = &mut self.audio {
            audio.set_look_ahead(&self.parameters);
            context.set_latency_samples(audio.latency(&self.parameters));
        }
        true
    }

    fn reset(&mut self) {
        // Hosts call this on the audio thread before its first block.
        prepare_thread();
        if let Some(audio) = &mut self.audio
            && let Err(message) = guarded(|| audio.reset())
        {
            audio.failed = true;
            self.end.telemetry().fail(message);
        }
    }

    fn process(
        &mut self,
        buffer: &mut Buffer,
        aux: &mut AuxiliaryBuffers,
        context: &mut impl ProcessContext<Self>,
    ) -> ProcessStatus {
        let Some(audio) = &mut self.audio else {
            silence(buffer, aux);
            return ProcessStatus::Normal;
        };
        let (end, parameters) = (&mut self.end, &*self.parameters);
        let (done, heap_operations) = real_time(|| {
            guarded(|| {
                while context.next_event().is_some() {}
                audio.receive(end, parameters.swap.value());
                audio.audition(end, buffer.samples());
                let block = &mut *self.link.block.borrow_mut();
                audio.render(end, parameters, block, context.transport(), buffer, aux);
                for message in audio.messages() {
                    // A host that takes no more misses it.
                    let _ = context.try_send_event(message);
                }
                // Told only where it has changed: the host is then asked to activate anew.
                context.set_latency_samples(audio.latency(parameters));
            })
        });
        match done {
            Ok(()) => {
                end.telemetry()
                    .heap_operations
                    .fetch_add(heap_operations, Relaxed);
            }
            Err(message) => {
                audio.failed = true;
                silence(buffer, aux);
                end.telemetry().fail(message);
            }
        }
        // While somebody looks, a sound may be auditioned.
        let is_watched = self.end.telemetry().meters.load(Relaxed);
        if audio.rests() && !is_watched {
            ProcessStatus::Normal
        } else {
            ProcessStatus::KeepAlive
        }
    }
}

fn silence(buffer: &mut Buffer, aux: &mut AuxiliaryBuffers) {
    audio::clear(buffer);
    aux.outputs.iter_mut().for_each(audio::clear);
}
