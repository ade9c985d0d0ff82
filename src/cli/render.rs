//! `phonon render`: a song into WAV files.

use super::player::{Player, Tempo};
use super::{Failure, compile, song, sound};
use crate::dsp::limiter::Limiter;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// How the sound is to be made.
#[derive(Args)]
pub struct Render {
    /// The song, a text file (`-` reads standard input).
    song: PathBuf,
    /// The WAV file to write: stereo, 32-bit float.
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
    /// Tempo in cycles a second, in place of the song's own.
    #[arg(long, value_name = "X", conflicts_with = "bpm")]
    cps: Option<f64>,
    /// Tempo in quarter notes a minute, in place of the song's own.
    #[arg(long, value_name = "B")]
    bpm: Option<f64>,
    /// Frames a second.
    #[arg(long, value_name = "R", default_value_t = super::DEFAULT_RATE)]
    rate: u32,
    /// Frames in a block. The sound does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 512)]
    block: usize,
    /// Also write each numbered output that sounds to a file of its own, before the limiter: OUT-o1.wav, OUT-o2.wav, …
    #[arg(long)]
    stems: bool,
    /// The limiter of the main output.
    #[arg(long, value_name = "WHETHER", default_value = "on")]
    limiter: Switch,
    #[command(flatten)]
    sound: sound::Arguments,
}

/// On or off.
#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Switch {
    On,
    Off,
}

/// Longest render, in seconds: what fits into a WAV file at the highest rate.
const LONGEST: f64 = 21_600.0;
/// Largest block, in frames.
const LARGEST_BLOCK: usize = 65_536;
/// Length where none is given, in cycles.
const CYCLES: f64 = 8.0;

/// Renders.
pub fn run(arguments: &Render) -> Result<(), Failure> {
    within("--rate", f64::from(arguments.rate), 8_000.0, 768_000.0)?;
    within("--block", arguments.block as f64, 1.0, LARGEST_BLOCK as f64)?;
    within("--tail", arguments.tail, 0.0, 600.0)?;
    let song = song::read(&arguments.song)?;
    let library = sound::library(&arguments.sound, arguments.rate)?;
    let program = compile::program(&song, &library, f64::from(arguments.rate))?;
    let own = program.tempo().unwrap_or_default();
    let rate = f64::from(arguments.rate);
    let (tempo, cps) = match (arguments.bpm, arguments.cps) {
        (Some(bpm), _) => (Tempo::Host(bpm), bpm / 60.0 / own.beats_per_cycle),
        (_, Some(cps)) => (Tempo::Host(cps * own.beats_per_cycle * 60.0), cps),
        _ => (Tempo::Song, own.cps),
    };
    if let Tempo::Host(bpm) = tempo {
        within("the tempo", bpm, 0.01, 10_000.0)?;
    }
    let cycles = arguments.cycles.unwrap_or(CYCLES);
    let seconds = arguments.seconds.unwrap_or(cycles / cps);
    within("the length in seconds", seconds, 0.0, LONGEST)?;

    let music = (seconds * rate).round() as u64;
    let frames = music + (arguments.tail * rate).round() as u64;
    let mut player = Player::new(program, rate, arguments.block, tempo, arguments.stems);
    let mut files = Files::new(arguments)?;
    let bar = progress(frames);
    let mut frame = 0;
    while frame < frames {
        if frame == music {
            player.stop();
        }
        let end = if frame < music { music } else { frames };
        let count = (end - frame).min(arguments.block as u64) as usize;
        let (block, _) = player.play(count);
        files.write(&block.main, &block.stems, count)?;
        frame += count as u64;
        bar.set_position(frame);
    }
    bar.finish_and_clear();
    files.close()
}

fn within(what: &str, value: f64, least: f64, most: f64) -> Result<(), Failure> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(Failure::Usage(format!("{what} must lie between {least} and {most}, not {value}")))
    }
}

fn progress(frames: u64) -> ProgressBar {
    let bar = ProgressBar::new(frames);
    if let Ok(style) = ProgressStyle::with_template("Rendering {bar:40} {percent:>3} %  {eta} left") {
        bar.set_style(style);
    }
    bar
}

type Writer = hound::WavWriter<BufWriter<File>>;

/// The files being written.
struct Files<'a> {
    out: &'a Path,
    rate: u32,
    main: Writer,
    limiter: Option<Limiter>,
    stems: Vec<Stem>,
}

/// A numbered output's file, begun when the output first sounds.
struct Stem {
    writer: Option<Writer>,
    /// Frames of silence so far.
    silent: u64,
}

impl<'a> Files<'a> {
    fn new(arguments: &'a Render) -> Result<Self, Failure> {
        let on = arguments.limiter == Switch::On;
        let limiter = on.then(|| Limiter::of_main_output(f64::from(arguments.rate)));
        Ok(Self {
            out: &arguments.out,
            rate: arguments.rate,
            main: create(&arguments.out, arguments.rate)?,
            limiter,
            stems: Vec::new(),
        })
    }

    /// Writes a block. Where there are stems the main output does not hold them yet.
    fn write(&mut self, main: &[Vec<f32>; 2], stems: &[[Vec<f32>; 2]], count: usize) -> Result<(), Failure> {
        for frame in 0..count {
            let sum = |channel: usize| main[channel][frame] + stems.iter().map(|stem| stem[channel][frame]).sum::<f32>();
            let mut heard = (sum(0), sum(1));
            if let Some(limiter) = &mut self.limiter {
                heard = limiter.next(heard.0, heard.1);
            }
            write_frame(&mut self.main, heard, self.out)?;
        }
        self.stems.resize_with(stems.len(), || Stem { writer: None, silent: 0 });
        for (index, (stem, [left, right])) in self.stems.iter_mut().zip(stems).enumerate() {
            let sounds = left[..count].iter().chain(&right[..count]).any(|y| *y != 0.0);
            if stem.writer.is_none() && !sounds {
                stem.silent += count as u64;
                continue;
            }
            let path = stem_path(self.out, index + 1);
            if stem.writer.is_none() {
                let mut writer = create(&path, self.rate)?;
                for _ in 0..stem.silent {
                    write_frame(&mut writer, (0.0, 0.0), &path)?;
                }
                stem.writer = Some(writer);
            }
            if let Some(writer) = &mut stem.writer {
                for frame in 0..count {
                    write_frame(writer, (left[frame], right[frame]), &path)?;
                }
            }
        }
        Ok(())
    }

    fn close(self) -> Result<(), Failure> {
        let out = self.out;
        for writer in std::iter::once(self.main).chain(self.stems.into_iter().filter_map(|stem| stem.writer)) {
            writer.finalize().map_err(|error| unwritable(out, error))?;
        }
        Ok(())
    }
}

fn create(path: &Path, rate: u32) -> Result<Writer, Failure> {
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: rate,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    hound::WavWriter::create(path, spec).map_err(|error| unwritable(path, error))
}

fn write_frame(writer: &mut Writer, (left, right): (f32, f32), path: &Path) -> Result<(), Failure> {
    let written = writer.write_sample(left).and_then(|()| writer.write_sample(right));
    written.map_err(|error| unwritable(path, error))
}

fn unwritable(path: &Path, error: impl std::fmt::Display) -> Failure {
    Failure::Usage(format!("cannot write {}: {error}", path.display()))
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
        assert_eq!(stem_path(Path::new("a/song.wav"), 3), Path::new("a/song-o3.wav"));
    }

    #[test]
    fn numbers_out_of_range_are_named() {
        assert!(within("--rate", 48_000.0, 8_000.0, 768_000.0).is_ok());
        let message = within("--rate", f64::NAN, 8_000.0, 768_000.0).unwrap_err().to_string();
        assert_eq!(message, "error: --rate must lie between 8000 and 768000, not NaN");
    }
}
