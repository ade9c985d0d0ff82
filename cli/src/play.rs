//! `phonon play`: a song on the sound card, evaluated anew whenever its file is saved.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the command's own thread waits; the sound card's thread has the AudioEnd, and locks only to tell that it ended"
)]

use super::player::transport;
use super::song::{self, Song};
use super::tempo::{self, Tempo};
use super::{Failure, compile, report, sound, within};
use clap::Args;
use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{FromSample, SampleFormat, SizedSample};
use phonon_engine::{Engine, Settings, Stereo, Swap};
use phonon_session::firewall::guarded;
use phonon_session::state::SavedState;
use phonon_session::{AudioEnd, Session};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// How the song is to be played.
#[derive(Args)]
pub(crate) struct Play {
    /// The song, a text file; saving it while it plays evaluates it anew.
    song: PathBuf,
    /// Stop after so many seconds; otherwise Ctrl+C does.
    #[arg(long, value_name = "S")]
    seconds: Option<f64>,
    #[command(flatten)]
    tempo: tempo::Arguments,
    #[command(flatten)]
    sound: sound::Arguments,
}

/// Frames rendered at once; the sound card may ask for more or fewer.
const BLOCK: usize = 512;
/// How often the file is looked at.
const GLANCE: Duration = Duration::from_millis(100);

/// Plays until it is told to stop.
pub(crate) fn run(arguments: &Play) -> Result<(), Failure> {
    if let Some(seconds) = arguments.seconds {
        within("--seconds", seconds, 0.0, 1.0e6)?;
    }
    let mut song = song::read(&arguments.song)?;
    let device = cpal::default_host()
        .default_output_device()
        .ok_or_else(|| no_sound("there is no sound card"))?;
    let offer = device.default_output_config().map_err(no_sound)?;
    let rate = offer.sample_rate();
    let banks = sound::banks(&arguments.sound, rate)?;
    // A song that is wrong from the start is not played at all; later the last good version plays on.
    let own = compile::check(&song, &banks, f64::from(rate))?.tempo();
    let (tempo, _) = arguments.tempo.tempo(own.unwrap_or_default())?;

    let (session, end) = Session::new();
    session.restore(SavedState {
        sample_folders: arguments.sound.folders(),
        bank_defaults: arguments.sound.defaults(&banks.library)?,
        ..SavedState::playing(&song.text)
    });
    let stage = Stage::new(&session, end, f64::from(rate), tempo);
    session.ready(true);
    let trouble = Arc::new(Mutex::new(None));
    let stream = open(&device, &offer, stage, Arc::clone(&trouble))?;
    stream.play().map_err(no_sound)?;
    eprintln!(
        "Playing {} at {rate} frames a second. Save the file to evaluate it anew; Ctrl+C ends.",
        song.name
    );
    let started = Instant::now();
    let mut saved = last_saved(&arguments.song);
    let mut told = session.report().serial;
    while arguments
        .seconds
        .is_none_or(|seconds| started.elapsed().as_secs_f64() < seconds)
    {
        std::thread::sleep(GLANCE);
        if let Some(error) = trouble
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
        {
            return Err(no_sound(error));
        }
        if let Some(message) = session.telemetry().failure() {
            return Err(Failure::Song(format!(
                "error: the engine failed: {message}"
            )));
        }
        let now = last_saved(&arguments.song);
        if now.is_some() && now != saved {
            saved = now;
            evaluate_anew(&mut song, &arguments.song, &session);
        }
        let report = session.report();
        if report.serial != told {
            told = report.serial;
            eprintln!("{}", words(&song, &report.diagnostics));
        }
    }
    Ok(())
}

fn evaluate_anew(song: &mut Song, path: &Path, session: &Session) {
    match song::read(path) {
        Ok(read) => {
            *song = read;
            session.evaluate(&song.text);
        }
        // Half written, perhaps: what plays plays on.
        Err(failure) => eprintln!("{failure}"),
    }
}

fn words(song: &Song, diagnostics: &[phonon_language::Diagnostic]) -> String {
    if diagnostics.is_empty() {
        "Evaluated.".to_owned()
    } else {
        report::text(song, diagnostics)
    }
}

fn last_saved(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path)
        .and_then(|about| about.modified())
        .ok()
}

fn no_sound(error: impl std::fmt::Display) -> Failure {
    Failure::Usage(format!("cannot play: {error}"))
}

/// The sound card's stream of the format it likes best.
fn open(
    device: &cpal::Device,
    offer: &cpal::SupportedStreamConfig,
    stage: Stage,
    trouble: Arc<Mutex<Option<cpal::StreamError>>>,
) -> Result<cpal::Stream, Failure> {
    let open = match offer.sample_format() {
        SampleFormat::F32 => stream::<f32>,
        SampleFormat::F64 => stream::<f64>,
        SampleFormat::I16 => stream::<i16>,
        SampleFormat::I32 => stream::<i32>,
        SampleFormat::U16 => stream::<u16>,
        SampleFormat::U8 => stream::<u8>,
        other => return Err(no_sound(format!("the sound card wants samples as {other}"))),
    };
    open(device, &offer.config(), stage, trouble).map_err(no_sound)
}

fn stream<T: SizedSample + FromSample<f32>>(
    device: &cpal::Device,
    config: &cpal::StreamConfig,
    mut stage: Stage,
    trouble: Arc<Mutex<Option<cpal::StreamError>>>,
) -> Result<cpal::Stream, cpal::BuildStreamError> {
    let channels = usize::from(config.channels);
    device.build_output_stream(
        config,
        move |out: &mut [T], _: &cpal::OutputCallbackInfo| stage.fill(out, channels),
        move |error| *trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(error),
        None,
    )
}

/// The audio thread's side.
struct Stage {
    end: AudioEnd,
    engine: Engine,
    rate: f64,
    tempo: Tempo,
    frame: u64,
    left: Vec<f32>,
    right: Vec<f32>,
    failed: bool,
}

impl Stage {
    fn new(session: &Session, end: AudioEnd, rate: f64, tempo: Tempo) -> Self {
        let settings = Settings {
            hurry: Some(100),
            ..Settings::default()
        };
        let (engine, returns) = Engine::new(rate, settings);
        session.attach(rate, settings, returns);
        Self {
            end,
            engine,
            rate,
            tempo,
            frame: 0,
            left: vec![0.0; BLOCK],
            right: vec![0.0; BLOCK],
            failed: false,
        }
    }

    /// Fills interleaved frames: the first two channels, or the mean of both where there is but one.
    fn fill<T: SizedSample + FromSample<f32>>(&mut self, out: &mut [T], channels: usize) {
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
        if self.engine.has_room()
            && let Some(mut delivery) = self.end.take()
        {
            if let Some(program) = delivery.program.take()
                && let Err(program) = self.engine.offer(program, Swap::Now)
            {
                delivery.program = Some(program);
            }
            self.end.give_back(delivery);
        }
        let (left, right) = (&mut self.left[..frames], &mut self.right[..frames]);
        left.fill(0.0);
        right.fill(0.0);
        let transport = transport(self.tempo, self.frame, self.rate);
        self.engine
            .process(&transport, frames, &mut Stereo { left, right });
        self.frame += frames as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonon_engine::allocation::real_time;

    fn stage(text: &str) -> (Arc<Session>, Stage) {
        let (session, end) = Session::new();
        session.restore(SavedState::playing(text));
        let stage = Stage::new(&session, end, 48_000.0, Tempo::Song);
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
