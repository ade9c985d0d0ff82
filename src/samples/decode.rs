//! Files to samples: WAV, AIFF, FLAC, Ogg Vorbis and MP3, through `symphonia`, with limits and a panic firewall.
//!
//! Files are hostile until decoded: what they claim is believed only as far as the bytes bear it out.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use symphonia::core::audio::GenericAudioBufferRef;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error as CodecError;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

use super::error::{SampleError, Warning};
use super::riff;
use super::sample::Sample;

/// A sample may have at most this many values, frames × channels (256 MB; a stereo file of 12 minutes at 44.1 kHz).
pub(super) const MOST_VALUES: usize = 64 << 20;

/// A file may have at most this many channels.
const MOST_CHANNELS: usize = 64;

/// Packets in a row that do not decode before the rest of the file is given up.
const BAD_PACKETS: usize = 100;

/// A decoded file and what is to be said about it.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) sample: Sample,
    pub(super) warning: Option<Warning>,
}

/// Decodes the file at `path`. Never panics; a damaged file gives what decodes of it, with a warning.
pub(super) fn decode(path: &Path) -> Result<Decoded, SampleError> {
    // Nothing but the file is touched inside, so there is no broken state to see after a panic.
    let decoding = catch_unwind(AssertUnwindSafe(|| decode_limited(path, MOST_VALUES)));
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

/// Frames collected so far.
#[derive(Default)]
struct Collected {
    channels: Vec<Vec<f32>>,
    rate: u32,
    damage: Option<String>,
    too_long: bool,
}

pub(super) fn decode_limited(path: &Path, most_values: usize) -> Result<Decoded, SampleError> {
    let unreadable = |error: std::io::Error| SampleError::Unreadable {
        path: path.into(),
        reason: error.to_string(),
    };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        // Opening a pipe would wait for a writer.
        return Err(unreadable(std::io::Error::other("not a file")));
    }
    if metadata.len() == 0 {
        return Err(SampleError::Empty { path: path.into() });
    }
    let mut file = File::open(path).map_err(unreadable)?;
    let root_note = riff::root_note(&mut file);
    let collected = collect(file, path, most_values)?;
    let frames = collected.channels.first().map_or(0, Vec::len);
    if frames == 0 {
        return Err(match collected.damage {
            Some(reason) => SampleError::Undecodable {
                path: path.into(),
                reason,
            },
            None => SampleError::Empty { path: path.into() },
        });
    }
    let warning = if collected.too_long {
        let path = path.into();
        Some(Warning::TooLong { path, frames })
    } else {
        collected.damage.map(|reason| Warning::Cut {
            path: path.into(),
            frames,
            reason,
        })
    };
    let sample = Sample::new(collected.channels, f64::from(collected.rate)).map_err(|error| {
        SampleError::Undecodable {
            path: path.into(),
            reason: error.to_string(),
        }
    })?;
    Ok(Decoded {
        sample: sample.with_root_note(root_note),
        warning,
    })
}

fn collect(file: File, path: &Path, most_values: usize) -> Result<Collected, SampleError> {
    let undecodable = |reason: String| SampleError::Undecodable {
        path: path.into(),
        reason,
    };
    let explain = |error: CodecError| undecodable(error.to_string());
    let mut hint = Hint::new();
    if let Some(extension) = path.extension().and_then(|extension| extension.to_str()) {
        hint.with_extension(&extension.to_ascii_lowercase());
    }
    let stream = MediaSourceStream::new(Box::new(file), Default::default());
    let probe = symphonia::default::get_probe();
    let mut format = probe
        .probe(
            &hint,
            stream,
            FormatOptions::default(),
            MetadataOptions::default(),
        )
        .map_err(explain)?;
    let track = format.default_track(TrackType::Audio);
    let track = track.ok_or_else(|| undecodable("it has no audio track".into()))?;
    let (track_id, claimed) = (track.id, track.num_frames);
    let parameters = track
        .codec_params
        .as_ref()
        .and_then(|parameters| parameters.audio());
    let parameters = parameters.ok_or_else(|| undecodable("its audio is not described".into()))?;
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(explain)?;

    let mut collected = Collected::default();
    let mut bad_packets = 0;
    while bad_packets < BAD_PACKETS && !collected.too_long {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => break,
            Err(error) => {
                collected.damage = Some(error.to_string());
                break;
            }
        };
        if packet.track_id != track_id {
            continue;
        }
        match decoder.decode(&packet) {
            Ok(buffer) => {
                bad_packets = 0;
                if let Err(reason) = collected.append(buffer, most_values) {
                    collected.damage = Some(reason.into());
                    break;
                }
            }
            Err(error @ (CodecError::DecodeError(_) | CodecError::IoError(_))) => {
                bad_packets += 1;
                collected.damage = Some(error.to_string());
            }
            Err(error) => {
                collected.damage = Some(error.to_string());
                break;
            }
        }
    }
    let frames = collected.channels.first().map_or(0, Vec::len) as u64;
    if collected.damage.is_none() && claimed.is_some_and(|claimed| frames < claimed) {
        let claimed = claimed.unwrap_or_default();
        collected.damage = Some(format!("its header promises {claimed} frames"));
    }
    Ok(collected)
}

impl Collected {
    fn append(
        &mut self,
        buffer: GenericAudioBufferRef<'_>,
        most_values: usize,
    ) -> Result<(), &'static str> {
        let (planes, rate) = (buffer.num_planes(), buffer.spec().rate());
        if buffer.frames() == 0 {
            return Ok(());
        }
        if planes == 0 || planes > MOST_CHANNELS {
            return Err("it has no channels, or too many");
        }
        if self.channels.is_empty() {
            self.channels.resize_with(planes, Vec::new);
            self.rate = rate;
        }
        if (planes, rate) != (self.channels.len(), self.rate) {
            return Err("its channels or rate change on the way");
        }
        let room = most_values / planes - self.channels[0].len();
        let taken = buffer.frames().min(room);
        self.too_long = taken < buffer.frames();
        let mut decoded: Vec<Vec<f32>> = Vec::new();
        buffer.copy_to_vecs_planar(&mut decoded);
        for (channel, plane) in self.channels.iter_mut().zip(&decoded) {
            channel.extend_from_slice(&plane[..taken]);
        }
        Ok(())
    }
}
