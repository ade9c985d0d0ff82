//! The file that a render writes: WAV (RF64 from 4 GiB on) with 32-bit floats, FLAC with 24-bit integers, or WAV to standard
//! output.

use super::{Failure, spare};
use flacenc::bitsink::ByteSink;
use flacenc::component::{BitRepr, Stream, StreamInfo};
use flacenc::config::Encoder;
use flacenc::encode_fixed_size_frame;
use flacenc::error::{Verified, Verify};
use flacenc::source::{Context, Fill, FrameBuf};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Channels of every file.
const CHANNELS: usize = 2;

/// Frames of a FLAC block.
const FLAC_BLOCK: usize = 4_096;
/// Fewer frames than this the encoder does not take as a block.
const SHORTEST_FLAC_BLOCK: u64 = 32;

/// Bits of a FLAC value.
const FLAC_BITS: usize = 24;

/// What a path asks for by its ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// `x.wav`.
    Wav,
    /// `x.flac`.
    Flac,
    /// `-`: WAV.
    StandardOutput,
}

impl Format {
    /// The format of `path`; other endings than those of the formats are refused.
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        if path.as_os_str() == "-" {
            return Ok(Self::StandardOutput);
        }
        let extension = path.extension().unwrap_or_default();
        if extension.eq_ignore_ascii_case("wav") {
            Ok(Self::Wav)
        } else if extension.eq_ignore_ascii_case("flac") {
            Ok(Self::Flac)
        } else {
            Err(Failure::Usage(format!(
                "cannot write {}: a render is a .wav or a .flac file, or `-` for standard output",
                path.display()
            )))
        }
    }
}

/// A stereo file being written. Its length is known beforehand, so that its header is right from the start. It takes its
/// place when it is closed: what breaks off before leaves an earlier file whole.
pub(crate) struct AudioFile {
    path: PathBuf,
    writer: Writer,
    /// Stands behind the writer, which lets go of the file first.
    part: Option<Part>,
}

/// An unfinished file beside the one it becomes; dropped before that, it is removed.
struct Part {
    /// Path of the unfinished file, `.song.wav.part`.
    path: PathBuf,
    target: PathBuf,
}

impl Part {
    /// The unfinished file for `path`, empty. What is there and no file, such as a pipe, is opened itself.
    fn create(path: &Path) -> io::Result<(File, Option<Self>)> {
        // A link stays, and the file it leads to is replaced.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let earlier = match target.metadata() {
            Ok(earlier) if !earlier.is_file() => return Ok((File::create(&target)?, None)),
            Ok(earlier) => {
                // A file that is not to be written is not replaced either.
                File::options().append(true).open(&target)?;
                Some(earlier)
            }
            Err(_) => None,
        };
        let mut name = OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(".part");
        let path = target.with_file_name(name);
        let file = File::create(&path)?;
        let part = Self { path, target };
        if let Some(earlier) = earlier {
            file.set_permissions(earlier.permissions())?;
        }
        Ok((file, Some(part)))
    }

    /// Gives the file its place.
    fn finish(self) -> io::Result<()> {
        // Dropping it then finds nothing to remove.
        std::fs::rename(&self.path, &self.target)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // It is gone when it has taken its place; one that cannot be removed does no harm.
        let _ = std::fs::remove_file(&self.path);
    }
}

enum Writer {
    Wav(BufWriter<Box<dyn Write>>),
    Flac(Box<Flac>),
}

impl AudioFile {
    /// A file at `path` for `frames` frames, `rate` a second.
    pub(crate) fn create(path: &Path, rate: u32, frames: u64) -> Result<Self, Failure> {
        let broken = |error: io::Error| broken(path, error);
        let unwritable = |error: &dyn std::fmt::Display| unwritable(path, error);
        let mut part = None;
        let writer = match Format::of(path)? {
            Format::StandardOutput => {
                let mut writer: BufWriter<Box<dyn Write>> =
                    BufWriter::new(Box::new(std::io::stdout()));
                let written = writer.write_all(&wav_header(rate, frames));
                written.map_err(broken)?;
                Writer::Wav(writer)
            }
            Format::Wav => {
                spare(path, &["RIFF", "RF64"])?;
                let file;
                (file, part) = Part::create(path).map_err(|error| unwritable(&error))?;
                let mut writer: BufWriter<Box<dyn Write>> = BufWriter::new(Box::new(file));
                let written = writer.write_all(&wav_header(rate, frames));
                written.map_err(broken)?;
                Writer::Wav(writer)
            }
            Format::Flac => {
                spare(path, &["fLaC"])?;
                let create = || {
                    let (file, begun) = Part::create(path).map_err(|error| error.to_string())?;
                    part = begun;
                    Ok(file)
                };
                let flac = Flac::new(create, rate, frames);
                Writer::Flac(Box::new(flac.map_err(|error| unwritable(&error))?))
            }
        };
        Ok(Self {
            path: path.to_path_buf(),
            writer,
            part,
        })
    }

    /// Writes the first `count` frames of a block.
    pub(crate) fn write(
        &mut self,
        [left, right]: &[Vec<f32>; 2],
        count: usize,
    ) -> Result<(), Failure> {
        let frames = left.iter().zip(right).take(count);
        match &mut self.writer {
            Writer::Wav(writer) => frames
                .flat_map(|(left, right)| [left, right])
                .try_for_each(|value| writer.write_all(&value.to_le_bytes()))
                .map_err(|error| broken(&self.path, error)),
            Writer::Flac(flac) => frames
                .flat_map(|(left, right)| [left, right])
                .try_for_each(|value| flac.push(*value))
                .map_err(|error| unwritable(&self.path, &error)),
        }
    }

    /// Writes what is still held back, and gives the file its place; says what the format could not hold.
    pub(crate) fn close(self) -> Result<(), Failure> {
        let closed = match self.writer {
            Writer::Wav(mut writer) => writer.flush().map_err(|error| broken(&self.path, error)),
            Writer::Flac(flac) => flac
                .close()
                .map(|clipped| {
                    if clipped > 0 {
                        eprintln!(
                            "warning: {}: {} above full scale clipped; a .wav file holds them",
                            self.path.display(),
                            super::counted(clipped, "value")
                        );
                    }
                })
                .map_err(|error| unwritable(&self.path, &error)),
        };
        closed.and_then(|()| match self.part {
            Some(part) => part
                .finish()
                .map_err(|error| unwritable(&self.path, &error)),
            None => Ok(()),
        })
    }
}

/// The failure to write to what is open already. A pipe whose reader has read enough is no error.
fn broken(path: &Path, error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::Unread,
        _ => unwritable(path, &error),
    }
}

fn unwritable(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::Usage(format!("cannot write {}: {error}", path.display()))
}

/// The header of a WAV file of 32-bit floats; of RF64 (EBU Tech 3306) where 32-bit lengths do not reach.
fn wav_header(rate: u32, frames: u64) -> Vec<u8> {
    let width = (CHANNELS * size_of::<f32>()) as u32;
    let data = frames * u64::from(width);
    let is_long = data > u64::from(u32::MAX) - 128;
    let mut body = b"WAVE".to_vec();
    if is_long {
        // Lengths of file and data, frames, no table.
        body.extend_from_slice(b"ds64\x1c\0\0\0");
        let ds64_at = body.len();
        body.extend_from_slice(&[0; 28]);
        body[ds64_at + 8..ds64_at + 16].copy_from_slice(&data.to_le_bytes());
        body[ds64_at + 16..ds64_at + 24].copy_from_slice(&frames.to_le_bytes());
    }
    body.extend_from_slice(b"fmt \x12\0\0\0\x03\0");
    body.extend_from_slice(&(CHANNELS as u16).to_le_bytes());
    body.extend_from_slice(&rate.to_le_bytes());
    body.extend_from_slice(&rate.wrapping_mul(width).to_le_bytes());
    body.extend_from_slice(&(width as u16).to_le_bytes());
    body.extend_from_slice(b"\x20\0\0\0fact\x04\0\0\0");
    let short = |length: u64| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    let shown = |length: u64| {
        if is_long {
            short(u64::MAX)
        } else {
            short(length)
        }
    };
    body.extend_from_slice(&shown(frames));
    body.extend_from_slice(b"data");
    body.extend_from_slice(&shown(data));
    let whole = body.len() as u64 + data;
    if is_long {
        body[12..20].copy_from_slice(&whole.to_le_bytes());
    }
    let mut header = if is_long { b"RF64" } else { b"RIFF" }.to_vec();
    header.extend_from_slice(&shown(whole));
    header.append(&mut body);
    header
}

/// Frames in each block of a FLAC file of `frames` frames, such that the last block is not too short to be encoded.
fn flac_block(frames: u64) -> usize {
    let fits = |block: &usize| {
        let last = frames % *block as u64;
        last == 0 || last >= SHORTEST_FLAC_BLOCK
    };
    let mut blocks = (FLAC_BLOCK / 2..=FLAC_BLOCK).rev();
    blocks.find(fits).unwrap_or(FLAC_BLOCK)
}

/// A FLAC file being written.
struct Flac {
    file: BufWriter<File>,
    config: Verified<Encoder>,
    info: StreamInfo,
    /// Sums up what was written.
    context: Context,
    /// Frames in a block; the last one may be shorter.
    block_frames: usize,
    /// Interleaved values of the block that is being filled.
    block: Vec<i32>,
    blocks: usize,
    clipped: u64,
}

impl Flac {
    fn new(
        create: impl FnOnce() -> Result<File, String>,
        rate: u32,
        frames: u64,
    ) -> Result<Self, String> {
        let info = StreamInfo::new(rate as usize, CHANNELS, FLAC_BITS);
        let mut info =
            info.map_err(|_| format!("FLAC is not written at {rate} frames a second"))?;
        info.set_total_samples(usize::try_from(frames).map_err(|error| error.to_string())?);
        if frames < SHORTEST_FLAC_BLOCK {
            return Err(format!(
                "FLAC is not written for fewer than {SHORTEST_FLAC_BLOCK} frames"
            ));
        }
        let block_frames = flac_block(frames);
        let blocks = info.set_block_sizes(block_frames, block_frames);
        blocks.map_err(|error| error.to_string())?;
        let config = Encoder::default().into_verified();
        let config = config.map_err(|(_, error)| error.to_string())?;
        let mut flac = Self {
            file: BufWriter::new(create()?),
            config,
            info,
            context: Context::new(FLAC_BITS, CHANNELS),
            block_frames,
            block: Vec::with_capacity(block_frames * CHANNELS),
            blocks: 0,
            clipped: 0,
        };
        flac.write_header()?;
        Ok(flac)
    }

    /// The header, whose length does not depend on what it says.
    fn write_header(&mut self) -> Result<(), String> {
        let mut sink = ByteSink::new();
        let header = Stream::with_stream_info(self.info.clone());
        header.write(&mut sink).map_err(|error| error.to_string())?;
        let written = self.file.write_all(sink.as_slice());
        written.map_err(|error| error.to_string())
    }

    fn push(&mut self, value: f32) -> Result<(), String> {
        let full = f64::from(1 << (FLAC_BITS - 1));
        let scaled = (f64::from(value) * full).round();
        let held = scaled.clamp(-full, full - 1.0);
        // A value at full scale itself is one step off, which is no loss.
        self.clipped += u64::from((scaled - held).abs() > 1.0);
        self.block.push(held as i32);
        if self.block.len() == self.block_frames * CHANNELS {
            self.flush_block()?;
        }
        Ok(())
    }

    fn flush_block(&mut self) -> Result<(), String> {
        let count = self.block.len() / CHANNELS;
        if count == 0 {
            return Ok(());
        }
        let said = |error: &dyn std::fmt::Display| error.to_string();
        let mut frames = FrameBuf::with_size(CHANNELS, count).map_err(|error| said(&error))?;
        let filled = frames.fill_interleaved(&self.block);
        filled.map_err(|error| said(&error))?;
        let summed = self.context.fill_interleaved(&self.block);
        summed.map_err(|error| said(&error))?;
        let frame = encode_fixed_size_frame(&self.config, &frames, self.blocks, &self.info);
        let frame = frame.map_err(|error| said(&error))?;
        let mut sink = ByteSink::new();
        frame.write(&mut sink).map_err(|error| said(&error))?;
        let written = self.file.write_all(sink.as_slice());
        written.map_err(|error| said(&error))?;
        self.blocks += 1;
        self.block.clear();
        Ok(())
    }

    /// The last block, and the header with the sum of all. Returns how many values were above full scale.
    fn close(mut self) -> Result<u64, String> {
        self.flush_block()?;
        self.info.set_md5_digest(&self.context.md5_digest());
        let begun = self.file.seek(SeekFrom::Start(0));
        begun.map_err(|error| error.to_string())?;
        self.write_header()?;
        self.file.flush().map_err(|error| error.to_string())?;
        Ok(self.clipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_the_format_and_others_are_refused() {
        let of = |path: &str| Format::of(Path::new(path));
        assert_eq!(of("a/song.wav").ok(), Some(Format::Wav));
        assert_eq!(of("SONG.FLAC").ok(), Some(Format::Flac));
        assert_eq!(of("-").ok(), Some(Format::StandardOutput));
        for path in ["song.mp3", "song", "song.wav.txt", ".wav", "a/-b"] {
            let refused = of(path).unwrap_err().to_string();
            assert!(
                refused.contains(path) && refused.contains(".flac"),
                "{refused}"
            );
        }
    }

    #[test]
    fn a_flac_file_may_have_any_length() {
        let path = std::env::temp_dir().join(format!("phonon-{}.flac", std::process::id()));
        let block = [vec![0.25; 8_230], vec![-0.25; 8_230]];
        for frames in [32, 4_095, 4_096, 4_097, 4_127, 4_128, 8_193, 8_223] {
            let mut file = AudioFile::create(&path, 48_000, frames as u64).unwrap();
            file.write(&block, frames).unwrap();
            file.close().unwrap();
            let (heard, warning) = phonon_samples::read(&path).unwrap();
            assert!(warning.is_none(), "{frames}");
            assert_eq!((heard.seconds() * 48_000.0).round() as usize, frames);
        }
        assert!(AudioFile::create(&path, 48_000, 31).is_err());
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn a_file_takes_its_place_when_it_is_whole() {
        let folder = std::env::temp_dir().join(format!("phonon-part-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let block = [vec![0.5; 64], vec![-0.5; 64]];
        for (name, mark) in [("song.wav", "RIFF"), ("song.flac", "fLaC")] {
            let path = folder.join(name);
            std::fs::write(&path, mark).unwrap();
            let mut broken_off = AudioFile::create(&path, 48_000, 128).unwrap();
            broken_off.write(&block, 64).unwrap();
            let part = folder.join(format!(".{name}.part"));
            assert!(part.exists(), "{name}");
            drop(broken_off);
            assert!(!part.exists(), "{name}");
            assert_eq!(std::fs::read(&path).unwrap(), mark.as_bytes());

            let mut whole = AudioFile::create(&path, 48_000, 64).unwrap();
            whole.write(&block, 64).unwrap();
            whole.close().unwrap();
            assert!(!part.exists(), "{name}");
            let written = std::fs::read(&path).unwrap();
            assert!(
                written.starts_with(mark.as_bytes()) && written.len() > 40,
                "{name}"
            );
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_header_says_the_length_of_what_follows() {
        let header = wav_header(48_000, 1_000);
        assert_eq!(header[..4], *b"RIFF");
        let word = |at: usize| u32::from_le_bytes(header[at..at + 4].try_into().unwrap());
        assert_eq!(word(4) as usize, header.len() - 8 + 8_000);
        assert_eq!(word(header.len() - 4), 8_000);
    }

    #[test]
    fn over_four_gibibytes_lengths_are_in_64_bits() {
        let frames = 600_000_000;
        let header = wav_header(48_000, frames);
        assert_eq!(header[..4], *b"RF64");
        assert_eq!(header[4..8], [0xff; 4]);
        let long = |at: usize| u64::from_le_bytes(header[at..at + 8].try_into().unwrap());
        assert_eq!(header[12..16], *b"ds64");
        assert_eq!(long(20), header.len() as u64 - 8 + frames * 8);
        assert_eq!(long(28), frames * 8);
        assert_eq!(long(36), frames);
        assert_eq!(header[header.len() - 8..], *b"data\xff\xff\xff\xff");
    }
}
