//! `phonon render`: a song into sound files.

use super::audio_file::{AudioFile, Format};
use super::input::Input;
use super::player::{LARGEST_BLOCK, Player};
use super::{Failure, compile, counted, interrupt, song, sound, tempo, within};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use phonon_engine::voices::{self, sample::Interpolation};
use phonon_engine::{Program, Report, Settings};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How the sound is to be made.
#[derive(Args)]
pub(crate) struct Render {
    /// The song, a text file (`-` reads standard input).
    song: PathBuf,
    /// The file to write, stereo: `x.wav` (32-bit float; RF64 over 4 GiB), `x.flac` (24 bits), or `-` (WAV to standard output).
    out: PathBuf,
    /// Length in cycles; 8 unless said otherwise.
    #[arg(long, value_name = "N", conflicts_with = "seconds")]
    cycles: Option<f64>,
    /// Length in seconds.
    #[arg(long, value_name = "S")]
    seconds: Option<f64>,
    /// How long to let the sound ring out after that, in seconds.
    #[arg(long, value_name = "S", default_value_t = 0.0)]
    tail: f64,
    #[command(flatten)]
    tempo: tempo::Arguments,
    /// Frames a second.
    #[arg(long, value_name = "R", default_value_t = super::DEFAULT_RATE)]
    rate: u32,
    /// Frames in a block. The sound does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 512)]
    block: usize,
    /// Also write each numbered output that sounds to a file of its own, as the mixer has it, before the limiter: OUT-o1.wav, OUT-o2.wav, …
    #[arg(long)]
    stems: bool,
    /// The limiter of the main output; off, the output is the plain sum, without the filter against DC as well.
    #[arg(long, value_name = "WHETHER", default_value = "on")]
    limiter: Switch,
    /// Most voices that sound at once, 64 to 4096; as many as the song needs unless said otherwise.
    #[arg(long, value_name = "N")]
    voices: Option<usize>,
    /// How samples are read between their frames; cubic is what plays live.
    #[arg(long, value_name = "HOW", default_value = "cubic")]
    interpolation: Reading,
    /// A sound file that comes in from the song's start on: what it calls ~in and s "in".
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    #[command(flatten)]
    sound: sound::Arguments,
}

/// On or off.
#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Switch {
    On,
    Off,
}

/// [`Interpolation`] as the command line names it.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Reading {
    /// Four points.
    Cubic,
    /// A windowed sinc: slower, no aliases.
    Sinc,
}

impl From<Reading> for Interpolation {
    fn from(reading: Reading) -> Self {
        match reading {
            Reading::Cubic => Self::Cubic,
            Reading::Sinc => Self::Sinc,
        }
    }
}

/// Longest render, in seconds.
const LONGEST_RENDER: f64 = 21_600.0;
/// Length where none is given, in cycles.
const CYCLES: f64 = 8.0;

/// Renders.
pub(crate) fn run(arguments: &Render) -> Result<(), Failure> {
    within("--rate", f64::from(arguments.rate), 8_000.0, 768_000.0)?;
    within("--block", arguments.block as f64, 1.0, LARGEST_BLOCK as f64)?;
    within("--tail", arguments.tail, 0.0, 600.0)?;
    let (fewest, most) = voices::POOL;
    if let Some(voices) = arguments.voices {
        within("--voices", voices as f64, fewest as f64, most as f64)?;
    }
    if let Some(input) = &arguments.input
        && is_same(input, &arguments.out)
    {
        let message = format!("--input {} would be written over", input.display());
        return Err(Failure::Usage(message));
    }
    if Format::of(&arguments.out)? == Format::StandardOutput && arguments.stems {
        let message = "--stems writes files beside OUT, and standard output is none";
        return Err(Failure::Usage(message.to_owned()));
    }
    let song = song::read(&arguments.song)?;
    let banks = sound::banks(&arguments.sound, arguments.rate)?;
    let program = compile::for_render(&song, &banks, f64::from(arguments.rate))?;
    let own = program.tempo().unwrap_or_default();
    let rate = f64::from(arguments.rate);
    let (tempo, cps) = arguments.tempo.tempo(own)?;
    let cycles = arguments.cycles.unwrap_or(CYCLES);
    let seconds = arguments.seconds.unwrap_or(cycles / cps);
    within("the length in seconds", seconds, 0.0, LONGEST_RENDER)?;

    let music = (seconds * rate).round() as u64;
    let frames = music + (arguments.tail * rate).round() as u64;
    let input = match &arguments.input {
        Some(path) => Input::read(path, rate)?,
        None => Input::default(),
    };
    if arguments.input.is_none() && program.hears_input() {
        eprintln!(
            "warning: the song plays what comes in (~in, s \"in\"), and nothing does; --input names a file"
        );
    }
    let rendering = Rendering {
        arguments,
        input: Arc::new(input),
        tempo,
        rate,
        music,
        frames,
    };
    // What went to standard output cannot be taken back.
    let is_file = Format::of(&arguments.out)? != Format::StandardOutput;
    if is_file {
        interrupt::watch();
    }
    let first = if is_file { voices::DEFAULT_POOL } else { most };
    let mut voices = arguments.voices.unwrap_or(first);
    let mut program = Some(program);
    loop {
        let again = || compile::for_render_again(&song, &banks, rate);
        let program = program.take().unwrap_or_else(again);
        // The stems are played beside the whole, so that the whole is the same with them and without.
        let apart = arguments.stems.then(again);
        let grows = arguments.voices.is_none() && voices < most;
        match rendering.run(program, apart, voices, grows)? {
            Some(lost) => {
                banks.tell_new_warnings(&song);
                lost.tell(voices, most);
                return Ok(());
            }
            None => voices = (voices * 4).min(most),
        }
    }
}

/// What is rendered.
struct Rendering<'a> {
    arguments: &'a Render,
    input: Arc<Input>,
    tempo: tempo::Tempo,
    /// Sample rate, Hz.
    rate: f64,
    /// Frames before the tail, and in all.
    music: u64,
    frames: u64,
}

impl Rendering<'_> {
    /// Writes the files, and says what was left out. `None` once a voice had to give way, if more voices are at hand (`grows`):
    /// then nothing is written.
    fn run(
        &self,
        program: Program,
        apart: Option<Program>,
        voices: usize,
        grows: bool,
    ) -> Result<Option<Lost>, Failure> {
        let arguments = self.arguments;
        let settings = Settings {
            voices,
            interpolation: arguments.interpolation.into(),
            waits: true,
            ..Settings::default()
        };
        let ready = |mut player: Player| {
            player.set_guard(arguments.limiter == Switch::On);
            player.set_input(&self.input);
            player
        };
        let (rate, block, tempo) = (self.rate, arguments.block, self.tempo);
        let mut whole = ready(Player::new(program, rate, block, tempo, settings));
        let mut apart =
            apart.map(|program| ready(Player::of_stems(program, rate, block, tempo, settings)));
        let mut main = AudioFile::create(&arguments.out, arguments.rate, self.frames)?;
        let mut stems = Stems::new(arguments, self.frames);
        let bar = progress(self.frames);
        let mut lost = Lost::default();
        let mut frame = 0;
        while frame < self.frames {
            if frame == self.music {
                whole.stop();
                apart.iter_mut().for_each(Player::stop);
            }
            let end = if frame < self.music {
                self.music
            } else {
                self.frames
            };
            let count = (end - frame).min(block as u64) as usize;
            let (heard, cost) = whole.play(count);
            lost.add(&cost.report);
            if grows && lost.voices > 0 {
                bar.finish_and_clear();
                return Ok(None);
            }
            lost.hear(&heard.main, count);
            main.write(&heard.main, count)?;
            if let Some(apart) = &mut apart {
                stems.write(&apart.play(count).0.stems, frame, count)?;
            }
            frame += count as u64;
            bar.set_position(frame);
            interrupt::check()?;
        }
        bar.finish_and_clear();
        main.close()?;
        stems.close()?;
        Ok(Some(lost))
    }
}

/// What a render left out, and whether it holds anything.
#[derive(Default)]
struct Lost {
    /// Frames that were rendered, and whether any of them sounds.
    frames: usize,
    sounds: bool,
    /// Events that began, and voices that started.
    begun: u64,
    started: u64,
    /// Voices that gave way to others.
    voices: u64,
    /// Events that found no room, and those whose file cannot be decoded.
    events: u64,
    undecodable: u64,
    /// NaN, infinities and floods that were caught.
    faults: u64,
}

impl Lost {
    fn add(&mut self, report: &Report) {
        self.voices += report.stolen;
        self.events += report.dropped;
        self.undecodable += report.undecodable;
        self.begun += report.events;
        self.started += report.started;
        // Counted since the program came.
        self.faults = report.faults;
    }

    fn hear(&mut self, main: &[Vec<f32>; 2], count: usize) {
        self.frames += count;
        let mut channels = main.iter();
        self.sounds =
            self.sounds || channels.any(|channel| channel[..count].iter().any(|y| *y != 0.0));
    }

    fn tell(&self, voices: usize, most: usize) {
        let Self {
            voices: stolen,
            events,
            undecodable,
            faults,
            ..
        } = self;
        if *stolen > 0 {
            let more = match voices < most {
                true => format!("; --voices takes up to {most}"),
                false => String::new(),
            };
            let stolen = counted(*stolen, "voice");
            eprintln!("warning: {stolen} ended early, since {voices} sounded at once{more}");
        }
        if *events > 0 {
            let events = counted(*events, "event");
            eprintln!("warning: {events} left out: too many at once");
        }
        if *undecodable > 0 {
            let events = counted(*undecodable, "event");
            eprintln!("warning: {events} left out: the file cannot be decoded");
        }
        if *faults > 0 {
            let faults = counted(*faults, "time");
            eprintln!(
                "warning: {faults} a sound was not finite, or as loud as none is, and was cut"
            );
        }
        if !self.sounds && self.frames > 0 {
            eprintln!(
                "warning: nothing but silence was rendered: {}",
                self.silence()
            );
        }
    }

    /// Why nothing is heard.
    fn silence(&self) -> String {
        match (self.begun, self.started) {
            (0, _) => "no event begins in it, and no signal sounds".to_owned(),
            (begun, 0) => format!(
                "{} began, and none starts a sound here",
                counted(begun, "event")
            ),
            (_, started) => format!(
                "{} started, and all of it is turned down to nothing",
                counted(started, "sound")
            ),
        }
    }
}

/// Whether both are there and one file.
fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn progress(frames: u64) -> ProgressBar {
    let bar = ProgressBar::new(frames);
    if let Ok(style) = ProgressStyle::with_template("Rendering {bar:40} {percent:>3} %  {eta} left")
    {
        bar.set_style(style);
    }
    bar
}

/// The numbered outputs' files, each begun when its output first sounds.
struct Stems<'a> {
    arguments: &'a Render,
    /// Length of each, in frames.
    frames: u64,
    files: Vec<Option<AudioFile>>,
}

impl<'a> Stems<'a> {
    fn new(arguments: &'a Render, frames: u64) -> Self {
        Self {
            arguments,
            frames,
            files: Vec::new(),
        }
    }

    /// Writes a block that begins `frame` frames into the song.
    fn write(&mut self, stems: &[[Vec<f32>; 2]], frame: u64, count: usize) -> Result<(), Failure> {
        self.files.resize_with(stems.len(), || None);
        for (index, (file, block)) in self.files.iter_mut().zip(stems).enumerate() {
            let sounds = block
                .iter()
                .any(|channel| channel[..count].iter().any(|y| *y != 0.0));
            if file.is_none() && sounds {
                let path = stem_path(&self.arguments.out, index + 1);
                let mut fresh = AudioFile::create(&path, self.arguments.rate, self.frames)?;
                for _ in 0..frame {
                    fresh.write(&[vec![0.0], vec![0.0]], 1)?;
                }
                *file = Some(fresh);
            }
            if let Some(file) = file {
                file.write(block, count)?;
            }
        }
        Ok(())
    }

    fn close(self) -> Result<(), Failure> {
        self.files
            .into_iter()
            .flatten()
            .try_for_each(AudioFile::close)
    }
}

/// `song.wav` gives `song-o3.wav`.
fn stem_path(out: &Path, number: usize) -> PathBuf {
    let stem = out.file_stem().unwrap_or_default().to_string_lossy();
    let end = out.extension().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!("{stem}-o{number}.{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_stand_beside_the_whole() {
        assert_eq!(
            stem_path(Path::new("a/song.wav"), 3),
            Path::new("a/song-o3.wav")
        );
    }
}
