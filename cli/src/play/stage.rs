//! The audio thread of `phonon play`: the engine, driven as a host drives the plugin.

use super::panel::Panel;
use crate::player::transport;
use crate::tempo::Tempo;
use cpal::{FromSample, SizedSample};
use phonon_engine::{Engine, Incoming, Outputs, Run, Settings, Swap, Transport};
use phonon_session::firewall::guarded;
use phonon_session::telemetry::PhaseClock;
use phonon_session::{AudioEnd, Session};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

/// Frames rendered at once; the sound card may ask for more or fewer.
pub(super) const BLOCK: usize = 512;

/// What the audio thread owns.
pub(super) struct Stage {
    end: AudioEnd,
    engine: Engine,
    panel: Arc<Panel>,
    rate: f64,
    tempo: Tempo,
    /// Frames since time began to run.
    frame: u64,
    left: Vec<f32>,
    right: Vec<f32>,
    phases: PhaseClock,
    failed: bool,
}

/// The main output of a block; the numbered ones go into it.
struct Heard<'a> {
    left: &'a mut [f32],
    right: &'a mut [f32],
    end: &'a AudioEnd,
}

impl Outputs for Heard<'_> {
    fn write(&mut self, output: usize, offset: usize, left: &[f32], right: &[f32]) -> bool {
        if output == 0 {
            self.left[offset..offset + left.len()].copy_from_slice(left);
            self.right[offset..offset + right.len()].copy_from_slice(right);
        }
        output == 0
    }

    fn watch(&mut self, output: usize, left: &[f32], right: &[f32]) {
        self.end.watch(output, left, right);
    }
}

impl Stage {
    /// An engine for `session` at `rate` frames a second.
    pub(super) fn new(
        session: &Session,
        end: AudioEnd,
        panel: Arc<Panel>,
        rate: f64,
        tempo: Tempo,
    ) -> Self {
        let settings = Settings {
            hurry: Some(100),
            ..Settings::default()
        };
        let (engine, returns) = Engine::new(rate, settings);
        session.attach(rate, settings, returns);
        Self {
            end,
            engine,
            panel,
            rate,
            tempo,
            frame: 0,
            left: vec![0.0; BLOCK],
            right: vec![0.0; BLOCK],
            phases: PhaseClock::default(),
            failed: false,
        }
    }

    /// Fills interleaved frames: the first two channels, or the mean of both where there is but one.
    pub(super) fn fill<T: SizedSample + FromSample<f32>>(
        &mut self,
        out: &mut [T],
        channels: usize,
    ) {
        for part in out.chunks_mut(BLOCK * channels) {
            let frames = part.len() / channels;
            if !self.failed
                && let Err(message) = guarded(|| self.render(frames))
            {
                self.failed = true;
                self.end.telemetry().fail(message);
            }
            if self.failed {
                self.left.fill(0.0);
                self.right.fill(0.0);
            }
            let heard = self.left.iter().zip(&self.right);
            for (frame, (left, right)) in part.chunks_mut(channels).zip(heard) {
                frame.fill(T::EQUILIBRIUM);
                match frame {
                    [only] => *only = T::from_sample((left + right) * 0.5),
                    [first, second, ..] => {
                        *first = T::from_sample(*left);
                        *second = T::from_sample(*right);
                    }
                    [] => {}
                }
            }
        }
    }

    fn render(&mut self, frames: usize) {
        let begun = Instant::now();
        self.take_delivery();
        if self.end.take_panic() {
            self.engine.reset();
        }
        let runs = self.panel.runs();
        self.engine.set_run(match self.tempo {
            Tempo::Song if runs => Run::Free,
            _ => Run::Host,
        });
        for (index, value) in self.panel.macros().enumerate() {
            if self.engine.macros()[index].to_bits() != value.to_bits() {
                self.engine.set_macro(index, value);
            }
        }
        self.engine.mixer().set_master(self.panel.gain());
        self.engine.mixer().set_limiter(self.panel.limits());
        self.end.audition(&self.engine, frames);
        self.end.prepare(&mut self.engine);
        let (left, right) = (&mut self.left[..frames], &mut self.right[..frames]);
        left.fill(0.0);
        right.fill(0.0);
        let end = &self.end;
        let said = match runs {
            true => transport(self.tempo, self.frame, self.rate),
            false => Transport::stopped(),
        };
        let incoming = Incoming {
            beside: end.beside(),
            ..Incoming::default()
        };
        let mut heard = Heard { left, right, end };
        let report = self
            .engine
            .process_input(&said, frames, &incoming, &mut heard);
        let bpm = match self.tempo {
            Tempo::Host(bpm) => Some(bpm),
            Tempo::Song => None,
        };
        end.tell(&mut self.engine, &report, frames, bpm);
        let telemetry = end.telemetry();
        let channels = [&self.left[..frames], &self.right[..frames]];
        for (told, channel) in telemetry.main_peaks.iter().zip(channels) {
            let peak = channel.iter().fold(0.0_f32, |most, y| most.max(y.abs()));
            told.raise(peak);
            telemetry.loudest.raise(peak);
        }
        if report.position.is_some() || report.voices > 0 {
            telemetry.stirred.fetch_add(1, Relaxed);
        }
        let [patterns, voices, graph] = report.phases.map(|time| time.as_nanos() as u64);
        let whole = begun.elapsed().as_nanos() as u64;
        let times = [patterns, voices, graph, whole];
        self.phases.add(telemetry, frames as u64, times, self.rate);
        if runs {
            self.frame += frames as u64;
        }
    }

    /// Takes a program that was compiled.
    fn take_delivery(&mut self) {
        if !self.engine.has_room() {
            return;
        }
        let Some(mut delivery) = self.end.take() else {
            return;
        };
        if let Some(engine) = &mut delivery.engine
            && engine.sample_rate() == self.engine.sample_rate()
        {
            engine.inherit_notes(&mut self.engine);
            std::mem::swap(&mut self.engine, engine);
        }
        let swap = match self.panel.waits() && !delivery.at_once {
            true => Swap::NextMultiple(self.end.swap_every()),
            false => Swap::Now,
        };
        if delivery.era == self.end.era()
            && let Some(program) = delivery.program.take()
            && let Err(program) = self.engine.offer(program, swap)
        {
            delivery.program = Some(program);
        }
        self.end.give_back(delivery);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonon_engine::allocation::real_time;
    use phonon_session::state::SavedState;

    fn stage(text: &str) -> (Arc<Session>, Stage) {
        let (session, end) = Session::new();
        session.restore(SavedState::playing(text));
        let stage = Stage::new(&session, end, Arc::default(), 48_000.0, Tempo::Song);
        session.ready(true);
        (session, stage)
    }

    #[test]
    fn both_channels_are_interleaved_and_others_are_silent() {
        let (_session, mut stage) = stage("o1: s \"bd*4\" # pan 0.2\n");
        let mut out = vec![0.0_f32; 3 * 4_000];
        let ((), heap_operations) = real_time(|| stage.fill(&mut out, 3));
        assert_eq!(heap_operations, 0);
        let loudest = |channel: usize| {
            out.iter()
                .skip(channel)
                .step_by(3)
                .fold(0.0_f32, |most, y| most.max(y.abs()))
        };
        assert!(loudest(0) > loudest(1) && loudest(1) > 0.01);
        assert_eq!(loudest(2), 0.0);
    }

    #[test]
    fn one_channel_hears_both_and_whole_numbers_have_their_own_silence() {
        let mut whole = vec![0.0_f32; 2_000];
        stage("o1: s \"bd*4\" # pan 1\n").1.fill(&mut whole, 1);
        assert!(whole.iter().any(|y| y.abs() > 0.01));
        let mut silent = vec![0_u16; 64];
        stage("o1: s \"~\"\n").1.fill(&mut silent, 2);
        assert!(silent.iter().all(|y| *y == 1 << 15));
    }

    #[test]
    fn what_is_evaluated_while_it_plays_is_heard() {
        let (session, mut stage) = stage("o1: s \"~\"\n");
        let mut out = vec![0.0_f32; 2 * 512];
        stage.fill(&mut out, 2);
        assert!(out.iter().all(|y| *y == 0.0));
        session.evaluate("o1: sine 220 * 0.3\n");
        session.ready(true);
        stage.fill(&mut out, 2);
        stage.fill(&mut out, 2);
        assert!(out.iter().any(|y| y.abs() > 0.1));
    }
}
