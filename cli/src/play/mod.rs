//! `phonon play`: a song on the sound card, evaluated anew whenever its file is saved; with `--window` in the plugin's own
//! window, without a host.
//!
//! `stage` is the audio thread, `panel` the parameters that a host would keep, `window` the window.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the command's own thread waits; the sound card's thread has the AudioEnd, and locks only to tell that it ended"
)]

mod panel;
mod stage;
mod window;

use super::song::{self, Song};
use super::tempo;
use super::{Failure, compile, report, sound, within};
use clap::Args;
use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{FromSample, SampleFormat, SizedSample};
use panel::Panel;
use phonon_editor::Editor;
use phonon_session::Session;
use phonon_session::state::SavedState;
use stage::{BLOCK, Stage};
use std::any::Any;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

/// How the song is to be played.
#[derive(Args)]
pub(crate) struct Play {
    /// The song, a text file; saving it while it plays evaluates it anew.
    song: PathBuf,
    /// Stop after so many seconds; otherwise Ctrl+C does.
    #[arg(long, value_name = "S")]
    seconds: Option<f64>,
    /// Show the plugin's window; closing it ends the command.
    #[arg(long)]
    window: bool,
    /// Play without a sound card, in time but unheard.
    #[arg(long)]
    null: bool,
    #[command(flatten)]
    tempo: tempo::Arguments,
    #[command(flatten)]
    sound: sound::Arguments,
}

/// How often the file is looked at.
const GLANCE: Duration = Duration::from_millis(100);

/// Plays until it is told to stop.
pub(crate) fn run(arguments: &Play) -> Result<(), Failure> {
    if let Some(seconds) = arguments.seconds {
        within("--seconds", seconds, 0.0, 1.0e6)?;
    }
    let mut song = song::read(&arguments.song)?;
    let card = match arguments.null {
        true => None,
        false => Some(Card::find()?),
    };
    let rate = card.as_ref().map_or(48_000, Card::rate);
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
    let panel: Arc<Panel> = Arc::default();
    let stage = Stage::new(&session, end, Arc::clone(&panel), f64::from(rate), tempo);
    session.ready(true);
    let trouble = Arc::new(Mutex::new(None));
    // Held until the command ends: it plays as long as it lives.
    let _playing: Box<dyn Any> = match &card {
        Some(card) => Box::new(card.play(stage, Arc::clone(&trouble))?),
        None => Box::new(Unheard::start(stage, rate)),
    };
    eprintln!(
        "Playing {} at {rate} frames a second. Save the file to evaluate it anew; {} ends.",
        song.name,
        if arguments.window {
            "closing the window"
        } else {
            "Ctrl+C"
        }
    );
    let editor = arguments.window.then(|| Editor::new(Arc::clone(&session)));
    let watch = Watch {
        editor: editor.as_deref(),
        session: &session,
        path: &arguments.song,
        seconds: arguments.seconds,
        trouble: &trouble,
        is_over: AtomicBool::new(false),
    };
    let Some(editor) = &editor else {
        return watch.until_over(&mut song);
    };
    let title = format!("{} – Phonon", song.name);
    // Some systems want windows in the main thread.
    std::thread::scope(|scope| {
        let watching = scope.spawn(|| watch.until_over(&mut song));
        let closed = window::show(&title, editor, &panel, &watch.is_over);
        watch.is_over.store(true, Relaxed);
        let watched = watching.join();
        closed.map_err(|error| Failure::Usage(format!("no window: {error}")))?;
        watched.unwrap_or_else(|_| Err(Failure::Usage("the command failed".to_owned())))
    })
}

/// What is looked at while the song plays.
struct Watch<'a> {
    /// The window's, which shows what is saved too.
    editor: Option<&'a Editor>,
    session: &'a Session,
    path: &'a Path,
    seconds: Option<f64>,
    trouble: &'a Mutex<Option<cpal::StreamError>>,
    is_over: AtomicBool,
}

impl Watch<'_> {
    /// Evaluates the file when it is saved and says what there is to say, until the time is over or the window closed.
    fn until_over(&self, song: &mut Song) -> Result<(), Failure> {
        let done = self.look(song);
        self.is_over.store(true, Relaxed);
        done
    }

    fn evaluate_anew(&self, song: &mut Song) {
        match song::read(self.path) {
            Ok(read) => {
                *song = read;
                if let Some(editor) = self.editor {
                    editor.replace_text(&song.text);
                }
                self.session.evaluate(&song.text);
            }
            // Half written, perhaps: what plays plays on.
            Err(failure) => eprintln!("{failure}"),
        }
    }

    fn look(&self, song: &mut Song) -> Result<(), Failure> {
        let started = Instant::now();
        let mut saved = last_saved(self.path);
        let mut told = self.session.report().serial;
        let is_due = || {
            let played = started.elapsed().as_secs_f64();
            self.seconds.is_none_or(|seconds| played < seconds)
        };
        while is_due() && !self.is_over.load(Relaxed) {
            std::thread::sleep(GLANCE);
            let trouble = self
                .trouble
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            if let Some(error) = trouble {
                return Err(no_sound(error));
            }
            if let Some(message) = self.session.telemetry().failure() {
                let words = format!("error: the engine failed: {message}");
                return Err(Failure::Song(words));
            }
            let now = last_saved(self.path);
            if now.is_some() && now != saved {
                saved = now;
                self.evaluate_anew(song);
            }
            let report = self.session.report();
            if report.serial != told {
                told = report.serial;
                let evaluated = Song {
                    name: song.name.clone(),
                    text: report.text.to_string(),
                };
                eprintln!("{}", words(&evaluated, &report.diagnostics));
            }
        }
        Ok(())
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

/// The sound card that the system prefers, and the format that the card likes best.
struct Card {
    device: cpal::Device,
    offer: cpal::SupportedStreamConfig,
}

impl Card {
    fn find() -> Result<Self, Failure> {
        let device = cpal::default_host()
            .default_output_device()
            .ok_or_else(|| no_sound("there is no sound card; --null plays unheard"))?;
        let offer = device.default_output_config().map_err(no_sound)?;
        Ok(Self { device, offer })
    }

    fn rate(&self) -> u32 {
        self.offer.sample_rate()
    }

    fn play(
        &self,
        stage: Stage,
        trouble: Arc<Mutex<Option<cpal::StreamError>>>,
    ) -> Result<cpal::Stream, Failure> {
        let open = match self.offer.sample_format() {
            SampleFormat::F32 => stream::<f32>,
            SampleFormat::F64 => stream::<f64>,
            SampleFormat::I16 => stream::<i16>,
            SampleFormat::I32 => stream::<i32>,
            SampleFormat::U16 => stream::<u16>,
            SampleFormat::U8 => stream::<u8>,
            other => return Err(no_sound(format!("the sound card wants samples as {other}"))),
        };
        let config = self.offer.config();
        let stream = open(&self.device, &config, stage, trouble).map_err(no_sound)?;
        stream.play().map_err(no_sound)?;
        Ok(stream)
    }
}

/// A thread that plays in time, for machines without sound.
struct Unheard {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Unheard {
    fn start(mut stage: Stage, rate: u32) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_over);
        let thread = std::thread::spawn(move || {
            let mut out = vec![0.0_f32; 2 * BLOCK];
            let block = Duration::from_secs_f64(BLOCK as f64 / f64::from(rate));
            let begun = Instant::now();
            let mut blocks = 0_u32;
            while !ends.load(Relaxed) {
                stage.fill(&mut out, 2);
                blocks += 1;
                let due = begun + block * blocks;
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
            }
        });
        Self {
            is_over,
            thread: Some(thread),
        }
    }
}

impl Drop for Unheard {
    fn drop(&mut self) {
        self.is_over.store(true, Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
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
