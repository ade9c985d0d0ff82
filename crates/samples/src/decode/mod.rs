//! Files to samples, with limits and a panic firewall.
//!
//! A file is known by its first bytes, not by its name. Containers of plain audio ([`container`]) are read here, since
//! those that recorders, games and broken disks leave behind are seldom exact; packets of a codec are [`codec`]'s.
//! Files are hostile until decoded: what they claim is believed only as far as the bytes bear it out.

mod adpcm;
mod alac;
mod bytes;
mod codec;
mod container;
mod fold;
mod frames;
mod opus;
mod pcm;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use self::bytes::Bytes;
use self::container::{Container, Encoding, Layout};
use self::frames::{Frames, Stop};
use super::error::{SampleError, Warning};
use super::sample::Sample;

/// A sample may have at most this many values, frames × channels (512 MB; 25 minutes of stereo at 44.1 kHz).
pub(super) const MOST_VALUES: usize = 128 << 20;

/// A file may have at most this many channels.
const MOST_CHANNELS: usize = 64;

/// A decoded file and what is to be said about it.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) sample: Sample,
    pub(super) warning: Option<Warning>,
}

/// Audio as a reader left it: frames and what came to light on the way.
struct Read {
    frames: Frames,
    /// Sample rate, Hz.
    rate: f64,
    /// What is lost, if anything is.
    damage: Option<String>,
    /// What is wrong with the file although nothing is lost.
    oddity: Option<String>,
    root_note: Option<f32>,
    /// First frame of a loop and the one after its last.
    loop_points: Option<(u64, u64)>,
}

/// Decodes the file at `path`. Never panics; a damaged file gives what decodes of it, with a warning.
pub(super) fn decode(path: &Path) -> Result<Decoded, SampleError> {
    decode_limited(path, MOST_VALUES)
}

pub(super) fn decode_limited(path: &Path, most_values: usize) -> Result<Decoded, SampleError> {
    // Nothing but the file is touched inside, so there is no broken state to see after a panic.
    let decoding = catch_unwind(AssertUnwindSafe(|| decode_unguarded(path, most_values)));
    decoding.unwrap_or_else(|panic| {
        Err(SampleError::DecoderPanicked {
            path: path.into(),
            reason: panic_message(&*panic),
        })
    })
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let fixed = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let formatted = || panic.downcast_ref::<String>().cloned();
    fixed
        .or_else(formatted)
        .unwrap_or_else(|| "panic".to_owned())
}

fn decode_unguarded(path: &Path, most_values: usize) -> Result<Decoded, SampleError> {
    let unreadable = |error: std::io::Error| SampleError::Unreadable {
        path: path.into(),
        reason: error.to_string(),
    };
    let undecodable = |reason: String| SampleError::Undecodable {
        path: path.into(),
        reason,
    };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        // Opening a pipe would wait for a writer.
        return Err(unreadable(std::io::Error::other("not a file")));
    }
    if metadata.len() == 0 {
        return Err(SampleError::Empty { path: path.into() });
    }
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Bytes::new(file).map_err(unreadable)?;
    let read = match container::read(&mut bytes, path) {
        Container::Plain(layout) => plain(bytes, &layout, most_values),
        Container::Other => codec::read(bytes, None, path, most_values),
        Container::Refused(reason) => Err(Stop::Refused(reason)),
    };
    let read = read.map_err(|stop| match stop {
        Stop::Refused(reason) => undecodable(reason),
        Stop::TooLong { frames, channels } => SampleError::TooLong {
            path: path.into(),
            frames,
            channels,
            most: most_values,
        },
    })?;
    finish(path, read)
}

/// A sample of what was read, and what the user should know.
fn finish(path: &Path, read: Read) -> Result<Decoded, SampleError> {
    let frames = read.frames.len();
    if frames == 0 {
        return Err(match read.damage {
            Some(reason) => SampleError::Undecodable {
                path: path.into(),
                reason,
            },
            None => SampleError::Empty { path: path.into() },
        });
    }
    let not_numbers = match read.frames.not_numbers() {
        0 => None,
        count => Some(format!(
            "{count} values are infinite or no numbers: silent there"
        )),
    };
    let oddity = join(read.oddity, not_numbers);
    let warning = match (read.damage, oddity) {
        (Some(damage), oddity) => Some(Warning::Cut {
            path: path.into(),
            frames,
            reason: join(Some(damage), oddity).unwrap_or_default(),
        }),
        (None, Some(reason)) => Some(Warning::Inexact {
            path: path.into(),
            reason,
        }),
        (None, None) => None,
    };
    let shape = |error: SampleError| SampleError::Undecodable {
        path: path.into(),
        reason: error.to_string(),
    };
    let channels = fold::to_stereo(read.frames.into_channels());
    let sample = Sample::new(channels, read.rate).map_err(shape)?;
    let loop_points = read
        .loop_points
        .and_then(|(begin, end)| Some((usize::try_from(begin).ok()?, usize::try_from(end).ok()?)));
    Ok(Decoded {
        sample: sample.with_root_note(read.root_note).with_loop(loop_points),
        warning,
    })
}

/// Two remarks as one.
fn join(one: Option<String>, other: Option<String>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) => Some(format!("{one}; {other}")),
        (one, other) => one.or(other),
    }
}

/// Reads plain audio where `layout` says it is.
fn plain(mut bytes: Bytes, layout: &Layout, most_values: usize) -> Result<Read, Stop> {
    if layout.channels == 0 || layout.channels > MOST_CHANNELS {
        let channels = layout.channels;
        return Err(Stop::Refused(match channels {
            0 => "it has no channels".into(),
            _ => format!("{channels} channels are more than {MOST_CHANNELS}"),
        }));
    }
    let mut read = match &layout.encoding {
        Encoding::Packets { extension } => {
            let part = Some((layout.data.clone(), *extension));
            codec::read(bytes, part, Path::new(""), most_values)?
        }
        Encoding::Alac(packets) => alac::read(&mut bytes, layout, packets, most_values)?,
        Encoding::Adpcm(block) => adpcm::read(&mut bytes, layout, *block, most_values)?,
        Encoding::Pcm(encoding) => pcm::read(&mut bytes, layout, *encoding, most_values)?,
    };
    let frames = read.frames.len() as u64;
    if let Some(promised) = layout.frames.filter(|promised| frames < *promised) {
        let missing = format!("its header promises {promised} frames");
        read.damage = join(read.damage, Some(missing));
    }
    if !layout.oddities.is_empty() {
        read.oddity = join(Some(layout.oddities.join("; ")), read.oddity);
    }
    read.root_note = layout.root_note;
    read.loop_points = layout.loop_points;
    Ok(read)
}
