//! The audio thread's side of an instance: takes programs, follows the transport, runs the engine, and sends its sound
//! through mixer, gain, limiter and bypass.

use super::incoming::Inlet;
use super::outgoing;
use super::ramp::Ramp;
use super::routing::Routing;
use super::shell::link::Block;
use crate::automation::knobs::Part;
use crate::automation::parameters::{Parameters, Run, Swap};
use nice_plug::prelude::{AuxiliaryBuffers, Buffer, NoteEvent, Transport};
use phonon_dsp::dynamics::true_peak::TruePeakMeter;
use phonon_engine::sequencing::notes_out::Message;
use phonon_engine::time::transport::Bar;
use phonon_engine::time::{Beats, Seconds};
use phonon_engine::{self, Engine, Incoming, Settings};
use phonon_session::audio_end::{Delivery, Silence};
use phonon_session::telemetry::{PhaseClock, Telemetry};
use phonon_session::{AudioEnd, Patience, Session};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

/// Seconds of the cross-fade into and out of bypass.
const BYPASS_FADE: f32 = 0.02;
/// Messages that a block can send to other instruments. Half of them are for notes' ends.
const MESSAGES: usize = 4096;
/// Softer than this is silence: −120 dB.
const SILENCE: f32 = 1.0e-6;

/// Everything the audio thread owns.
pub(super) struct Audio {
    engine: Box<Engine>,
    /// What the engine was made with.
    settings: Settings,
    sample_rate: f64,
    bypass: Ramp,
    phases: PhaseClock,
    true_peak: TruePeakMeter,
    /// Where the layout has an input.
    inlet: Option<Inlet>,
    /// What the last block sends to other instruments, by its frame.
    messages: Vec<(u32, Message)>,
    /// What the program does not play.
    silence: Silence,
    /// How much of what comes in passes because the text is wrong.
    dry: Ramp,
    /// Frames since the last sound.
    quiet: u64,
    /// The engine panicked; it is not to be used again.
    pub failed: bool,
    /// Waits for a program, where the host renders offline.
    patience: Option<Patience>,
    /// The session's [era](Session::era) that it plays for.
    era: u64,
    /// Nothing of this era has come yet.
    awaits: bool,
    /// Nothing has been rendered since it was made, reset, or given another project: what fades stands where it goes.
    fresh: bool,
}

impl Audio {
    /// At `sample_rate`, silent, its engine's used programs going back to `session`. The host's main thread makes it.
    pub(super) fn new(session: &Session, sample_rate: f64, settings: Settings) -> Self {
        let (engine, returns) = Engine::new(sample_rate, settings);
        let era = session.attach(sample_rate, settings, returns);
        Self {
            engine: Box::new(engine),
            settings,
            sample_rate,
            bypass: Ramp::new(1.0, BYPASS_FADE, sample_rate),
            phases: PhaseClock::default(),
            true_peak: TruePeakMeter::default(),
            inlet: None,
            messages: Vec::with_capacity(MESSAGES),
            silence: Silence::default(),
            dry: Ramp::new(0.0, BYPASS_FADE, sample_rate),
            quiet: u64::MAX / 2,
            failed: false,
            patience: settings.waits.then(|| session.patience()),
            era,
            awaits: true,
            fresh: true,
        }
    }

    /// Frames a second.
    pub(super) fn sample_rate(&self) -> f64 {
        self.sample_rate
    }

    /// Has the limiter look ahead, or not, as the parameters want it now. Hosts take another latency only when they
    /// activate.
    pub(super) fn set_look_ahead(&mut self, parameters: &Parameters) {
        let on = parameters.look_ahead.value();
        self.engine.mixer().set_look_ahead(on);
    }

    /// Frames by which the outputs will be late from the next activation on, as the parameters want it.
    pub(super) fn latency(&mut self, parameters: &Parameters) -> u32 {
        let frames = match parameters.look_ahead.value() {
            true => self.engine.mixer().longest_latency(),
            false => 0,
        };
        u32::try_from(frames).unwrap_or(u32::MAX)
    }

    /// Silence at once: what rings ends.
    pub(super) fn reset(&mut self) {
        if !self.failed {
            self.engine.reset();
        }
        self.fresh = true;
    }

    /// Silence until the program of another project comes.
    fn forget(&mut self) {
        if !self.failed {
            self.engine.forget();
        }
        self.awaits = true;
        self.silence = Silence::default();
        self.fresh = true;
    }

    /// Takes what the compiler has left.
    pub(super) fn receive(&mut self, end: &mut AudioEnd, swap: Swap) {
        if end.take_panic() {
            self.reset();
        }
        let era = end.era();
        if self.era != era {
            self.era = era;
            self.forget();
        }
        if self.awaits
            && let Some(patience) = &self.patience
        {
            patience.wait();
        }
        if !self.failed && swap == Swap::Now {
            // Whoever waits for a cycle waits no longer.
            self.engine.reschedule(phonon_engine::Swap::Now);
        }
        if !self.failed && !self.engine.has_room() {
            // Used programs have not been fetched yet; the delivery waits until they are.
            return;
        }
        let Some(mut delivery) = end.take() else {
            return;
        };
        if let Some(engine) = &mut delivery.engine {
            self.exchange_engine(engine);
        }
        if delivery.era == self.era {
            self.accept(&mut delivery, (swap, end.swap_every()));
        }
        end.give_back(delivery);
    }

    /// Renders what is auditioned in a block of so many frames.
    pub(super) fn audition(&self, end: &mut AudioEnd, frames: usize) {
        if !self.failed {
            end.audition(&self.engine, frames);
        }
    }

    /// Has the engine play the program of a delivery. One that it cannot play stays there.
    fn accept(&mut self, delivery: &mut Delivery, (swap, swap_every): (Swap, u32)) {
        self.awaits = false;
        self.silence = delivery.silence;
        let swap = match swap {
            _ if delivery.at_once => phonon_engine::Swap::Now,
            Swap::Now => phonon_engine::Swap::Now,
            Swap::NextCycle => phonon_engine::Swap::NextMultiple(swap_every),
        };
        if !self.failed
            && let Some(program) = delivery.program.take()
            && let Err(program) = self.engine.offer(program, swap)
        {
            delivery.program = Some(program);
        }
    }

    /// Exchanges the present engine for another, unless it runs at another rate by now.
    fn exchange_engine(&mut self, engine: &mut Box<Engine>) {
        if engine.sample_rate() == self.engine.sample_rate() {
            engine.inherit_notes(&mut self.engine);
            let late = self.engine.mixer().latency() > 0;
            engine.mixer().set_look_ahead(late);
            std::mem::swap(&mut self.engine, engine);
            self.settings = self.engine.settings();
            self.failed = false;
        }
    }

    /// Renders one block into `main` and `aux`, both of which are overwritten. `block` says what the framework does not.
    pub(super) fn render(
        &mut self,
        end: &AudioEnd,
        parameters: &Parameters,
        block: &mut Block,
        transport: &Transport,
        main: &mut Buffer,
        aux: &mut AuxiliaryBuffers,
    ) {
        let begun = Instant::now();
        let frames = main.samples();
        self.messages.clear();
        if let Some(inlet) = &mut self.inlet {
            inlet.take(main);
        }
        clear(main);
        aux.outputs.iter_mut().for_each(clear);
        if frames == 0 {
            return;
        }
        let telemetry = end.telemetry();
        if self.failed {
            // An effect that cannot play is none: what comes in passes.
            self.finish(&mut Part::none(), main, aux, telemetry);
            return;
        }
        let run = parameters.run.value();
        self.engine.set_run(match run {
            Run::Host => phonon_engine::Run::Host,
            Run::Free => phonon_engine::Run::Free,
        });
        self.engine.set_sending(!parameters.bypass.value());
        let said = translate(transport);
        end.prepare(&mut self.engine);
        let mut automation = match &mut block.automation {
            Some(automation) => automation.take(frames),
            None => Part::none(),
        };
        let mut routing = Routing {
            main,
            separate: aux.outputs,
            taken: &block.taken,
            messages: &mut self.messages,
            end,
        };
        let incoming = self.inlet.as_ref().map(Inlet::incoming);
        let incoming = Incoming {
            beside: end.beside(),
            ..incoming.unwrap_or_default()
        };
        let report = self.engine.process_changing(
            &said,
            frames,
            &incoming,
            automation.changes,
            &mut routing,
        );
        self.finish(&mut automation, main, aux, telemetry);

        let bpm = if run == Run::Host { said.tempo } else { None };
        end.tell(&mut self.engine, &report, frames, bpm);
        let moving = report.position.is_some();
        if moving || report.voices > 0 || self.quiet < self.sample_rate as u64 {
            telemetry.stirred.fetch_add(1, Relaxed);
        }
        let [patterns, voices, graph] = report.phases.map(|time| time.as_nanos() as u64);
        let whole = begun.elapsed().as_nanos() as u64;
        self.phases.add(
            telemetry,
            frames as u64,
            [patterns, voices, graph, whole],
            self.sample_rate,
        );
    }

    /// Whether what comes in would be lost for what is wrong: with the text, or with the engine.
    fn is_deaf(&self) -> bool {
        self.failed || self.silence.is_deaf
    }

    /// Bypass, which lets pass what comes in, as a text that is wrong does, and the levels of the main output.
    fn finish(
        &mut self,
        automation: &mut Part,
        main: &mut Buffer,
        aux: &mut AuxiliaryBuffers,
        telemetry: &Telemetry,
    ) {
        if std::mem::take(&mut self.fresh) {
            let bypassed = automation.is_bypassed(0);
            self.bypass.rest_on(if bypassed { 0.0 } else { 1.0 });
            self.dry.rest_on(if self.is_deaf() { 1.0 } else { 0.0 });
        }
        self.dry.aim(if self.is_deaf() { 1.0 } else { 0.0 });
        // As late as what is heard otherwise: the host makes up for it in either case.
        let late = self.engine.mixer().latency();
        let mut peaks = [0.0_f32; 2];
        let meters = telemetry.meters.load(Relaxed);
        for index in 0..main.samples() {
            let bypassed = automation.is_bypassed(index);
            self.bypass.aim(if bypassed { 0.0 } else { 1.0 });
            let (heard, dry) = (self.bypass.next(), self.dry.next());
            let passes = 1.0 - heard + dry * heard;
            for (number, (channel, peak)) in main.as_slice().iter_mut().zip(&mut peaks).enumerate()
            {
                let passing = self
                    .inlet
                    .as_mut()
                    .map_or(0.0, |inlet| inlet.pass(number, index, late));
                channel[index] = tame(channel[index] * heard + passing * passes);
                *peak = peak.max(channel[index].abs());
            }
            if meters && let [left, right, ..] = main.as_slice() {
                telemetry
                    .true_peak
                    .raise(self.true_peak.next(left[index], right[index]));
            }
            for output in aux.outputs.iter_mut() {
                for sample in output
                    .as_slice()
                    .iter_mut()
                    .filter_map(|channel| channel.get_mut(index))
                {
                    *sample = tame(*sample * heard);
                }
            }
        }
        let loudest = peaks[0].max(peaks[1]);
        telemetry.loudest.raise(loudest);
        for (told, peak) in telemetry.main_peaks.iter().zip(peaks) {
            told.raise(peak);
        }
        self.quiet = if loudest > SILENCE {
            0
        } else {
            self.quiet.saturating_add(main.samples() as u64)
        };
    }

    /// What the block sends to other instruments, in the order of its frames.
    pub(super) fn messages<S>(&self) -> impl Iterator<Item = NoteEvent<S>> {
        self.messages
            .iter()
            .map(|(frame, message)| outgoing::event(*frame, *message))
    }

    /// Whether nothing sounds and nothing ever will by itself, so that the host may put the instance to sleep.
    pub(super) fn rests(&self) -> bool {
        self.failed || (self.silence.stays && self.quiet > self.sample_rate as u64)
    }
}

/// What leaves the plugin is a number, and not one so small that it slows the next plugin down.
fn tame(sample: f32) -> f32 {
    if sample.is_normal() { sample } else { 0.0 }
}

/// Silence.
pub(super) fn clear(buffer: &mut Buffer) {
    for channel in buffer.as_slice() {
        channel.fill(0.0);
    }
}

/// The host's transport in the engine's terms. A host without any transport leaves time to us.
fn translate(transport: &Transport) -> phonon_engine::Transport {
    let says_nothing = !transport.playing
        && transport.tempo.is_none()
        && transport.preroll_active.is_none()
        && transport.pos_beats.is_none()
        && transport.pos_seconds.is_none()
        && transport.pos_samples.is_none();
    if says_nothing {
        return phonon_engine::Transport::missing();
    }
    phonon_engine::Transport {
        playing: transport.playing,
        tempo: transport.tempo,
        position: transport.pos_beats().map(Beats),
        elapsed: seconds(transport).map(Seconds),
        bar: bar(transport),
    }
}

/// The bar that the host tells.
fn bar(transport: &Transport) -> Option<Bar> {
    let signature = transport
        .time_sig_numerator
        .zip(transport.time_sig_denominator)?;
    let start = transport.bar_start_pos_beats?;
    Bar::of_signature(transport.bar_number, Beats(start), signature)
}

/// Time since the song began, if the host tells it: in frames, which are exact, or in seconds.
fn seconds(transport: &Transport) -> Option<f64> {
    transport
        .pos_samples
        .map(|frames| frames as f64 / f64::from(transport.sample_rate))
        .or(transport.pos_seconds)
}

/// What the host says when it activates.
pub(super) struct Circumstances {
    /// Sample rate, Hz.
    pub sample_rate: f64,
    /// Whether the host renders faster or slower than it plays.
    pub offline: bool,
    /// Most frames of a block.
    pub most_frames: usize,
    /// The main port has an input.
    pub has_input: bool,
}

/// Makes or keeps the audio side for a sample rate, and has the text compiled for it.
pub(super) fn activate(
    audio: &mut Option<Audio>,
    session: &Arc<Session>,
    circumstances: &Circumstances,
) {
    let Circumstances {
        sample_rate,
        offline,
        most_frames,
        has_input,
    } = *circumstances;
    let settings = session.saved().sound.engine(offline);
    let usable = audio.as_ref().is_some_and(|audio| {
        audio.sample_rate() == sample_rate && audio.settings == settings && !audio.failed
    });
    if !usable {
        session.telemetry().recover();
        let mut new = Audio::new(session, sample_rate, settings);
        if let Some(old) = audio {
            new.engine.inherit_notes(&mut old.engine);
        }
        *audio = Some(new);
    }
    if let Some(audio) = audio {
        let latest = audio.engine.mixer().longest_latency();
        audio.inlet = has_input.then(|| Inlet::new(most_frames, latest));
    }
    session.ready(offline);
}
