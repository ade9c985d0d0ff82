//! Packets of a codec to frames, by `symphonia`: FLAC, Ogg (Vorbis, Opus, FLAC; chained too), MP3 and its elder layers, AAC
//! and ALAC in MP4 and CAF, Matroska.

use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

use super::bytes::Bytes;
use super::container::mp4;
use super::frames::{Frames, Stop};
use super::opus::OpusDecoder;
use super::{MOST_CHANNELS, Read};

/// Packets in a row that do not decode before the rest of the file is given up.
const BAD_PACKETS: usize = 100;

/// The codecs of `symphonia` and Opus.
fn codecs() -> &'static CodecRegistry {
    static CODECS: OnceLock<CodecRegistry> = OnceLock::new();
    CODECS.get_or_init(|| {
        let mut codecs = CodecRegistry::new();
        symphonia::default::register_enabled_codecs(&mut codecs);
        codecs.register_audio_decoder::<OpusDecoder>();
        codecs
    })
}

/// Reads the file, or a part of it that is like a file with that extension.
pub(super) fn read(
    mut bytes: Bytes,
    part: Option<(Range<u64>, &'static str)>,
    path: &Path,
    most_values: usize,
) -> Result<Read, Stop> {
    let refused = |error: Error| Stop::Refused(explain(&error));
    let edit = part.is_none().then(|| mp4::edit(&mut bytes)).flatten();
    let mut hint = Hint::new();
    let range = match part {
        Some((range, extension)) => {
            hint.with_extension(extension);
            range
        }
        None => {
            if let Some(extension) = path.extension().and_then(|extension| extension.to_str()) {
                hint.with_extension(&extension.to_ascii_lowercase());
            }
            0..bytes.len()
        }
    };
    let stream = MediaSourceStream::new(Box::new(bytes.into_part(range)), Default::default());
    let probe = symphonia::default::get_probe();
    let mut format = probe
        .probe(
            &hint,
            stream,
            FormatOptions::default(),
            MetadataOptions::default(),
        )
        .map_err(refused)?;
    let mut tape = Tape::of(&*format)?;
    // What the codec itself takes off is not taken off again.
    let edit = edit.filter(|_| tape.lead == 0);
    let mut frames: Option<Frames> = None;
    let mut rate = 0;
    let mut damage = Damage::default();
    let mut planes = Vec::new();
    let mut bad_packets = 0;
    while bad_packets < BAD_PACKETS {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => break,
            Err(Error::ResetRequired) => {
                // The next part of a chain: its own headers, its own decoder.
                match Tape::of(&*format) {
                    Ok(next) => {
                        damage.promise(tape.claimed, tape.heard);
                        tape = next;
                        continue;
                    }
                    Err(stop) => {
                        damage.note(match stop {
                            Stop::Refused(reason) => reason,
                            Stop::TooLong { .. } => "its next part is too long".into(),
                        });
                        break;
                    }
                }
            }
            Err(error) => {
                damage.note(explain(&error));
                break;
            }
        };
        if packet.track_id != tape.track {
            continue;
        }
        match tape.decoder.decode(&packet) {
            Ok(buffer) => {
                bad_packets = 0;
                let (count, channels) = (buffer.frames(), buffer.num_planes());
                if count == 0 {
                    continue;
                }
                if channels == 0 || channels > MOST_CHANNELS {
                    return Err(Stop::Refused("it has no channels, or too many".into()));
                }
                let own_rate = buffer.spec().rate();
                buffer.copy_to_vecs_planar(&mut planes);
                let frames = frames.get_or_insert_with(|| {
                    rate = own_rate;
                    Frames::new(channels, most_values)
                });
                if (channels, own_rate) != (frames.channels(), rate) {
                    damage.note("its channels or rate change on the way".into());
                    break;
                }
                if packet.trim_start.get() > 0 {
                    // The container knows of it.
                    tape.lead = 0;
                }
                let early = tape.lead.min(count);
                tape.lead -= early;
                planes
                    .iter_mut()
                    .for_each(|plane| drop(plane.drain(..early)));
                frames.push_planes(&planes)?;
                tape.heard += count as u64;
            }
            Err(error @ (Error::DecodeError(_) | Error::IoError(_))) => {
                bad_packets += 1;
                damage.packets += 1;
                damage.first.get_or_insert_with(|| explain(&error));
                // What follows stays where it was.
                if let Some(frames) = &mut frames {
                    let lost = usize::try_from(packet.dur.get()).unwrap_or(usize::MAX);
                    let lost = lost.min(tape.longest_packet);
                    frames.push_silence(lost)?;
                    tape.heard += lost as u64;
                }
            }
            Err(error) => {
                damage.note(explain(&error));
                break;
            }
        }
        tape.longest_packet = tape
            .longest_packet
            .max(usize::try_from(packet.dur.get()).unwrap_or(0).min(1 << 16));
    }
    damage.promise(tape.claimed, tape.heard);
    if let (Some(edit), Some(frames)) = (edit, &mut frames) {
        let count = |seconds: f64| (seconds * f64::from(rate)).round() as usize;
        frames.keep(count(edit.lead), edit.length.map_or(usize::MAX, count));
    }
    Ok(Read {
        frames: frames.unwrap_or_else(|| Frames::new(1, most_values)),
        rate: f64::from(rate),
        damage: damage.told(),
        oddity: None,
        root_note: None,
        loop_points: None,
    })
}

/// The track that plays and its decoder.
struct Tape {
    track: u32,
    /// Frames that its header promises.
    claimed: Option<u64>,
    /// Frames decoded so far.
    heard: u64,
    /// Frames that its encoder put before the sound and that are still to come.
    lead: usize,
    /// Frames of its longest packet so far.
    longest_packet: usize,
    decoder: Box<dyn AudioDecoder>,
}

impl Tape {
    fn of(format: &dyn FormatReader) -> Result<Self, Stop> {
        let refused = |reason: &str| Stop::Refused(reason.into());
        let track: &Track = format
            .default_track(TrackType::Audio)
            .ok_or_else(|| refused("it has no audio track"))?;
        let parameters = track.codec_params.as_ref();
        let parameters = parameters
            .and_then(|parameters| parameters.audio())
            .ok_or_else(|| refused("its audio is not described"))?;
        let decoder = codecs()
            .make_audio_decoder(parameters, &AudioDecoderOptions::default())
            .map_err(|error| Stop::Refused(explain(&error)))?;
        Ok(Self {
            track: track.id,
            claimed: track.num_frames,
            heard: 0,
            lead: if parameters.codec == CODEC_ID_OPUS {
                track.delay.unwrap_or(0) as usize
            } else {
                0
            },
            longest_packet: 0,
            decoder,
        })
    }
}

/// What is lost of a stream.
#[derive(Default)]
struct Damage {
    /// Packets that do not decode.
    packets: usize,
    first: Option<String>,
    end: Option<String>,
}

impl Damage {
    fn note(&mut self, reason: String) {
        self.end.get_or_insert(reason);
    }

    fn promise(&mut self, claimed: Option<u64>, heard: u64) {
        if let Some(claimed) = claimed.filter(|claimed| heard < *claimed) {
            self.note(format!("its header promises {claimed} frames"));
        }
    }

    fn told(self) -> Option<String> {
        let packets = self.first.map(|first| {
            let packets = self.packets;
            format!("{packets} packets do not decode and are silent: {first}")
        });
        super::join(packets, self.end)
    }
}

fn explain(error: &Error) -> String {
    match error {
        Error::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            "the file ends early".into()
        }
        Error::Unsupported(what) if what.contains("format reader") => {
            "it is no audio file, or of a kind that is not read here (WAV, AIFF, FLAC, MP3, Ogg, Opus, M4A and others are)".into()
        }
        Error::Unsupported(what) => {
            format!("its sound is compressed in a way that is not read here ({what}); WAV and FLAC always are")
        }
        Error::DecodeError(what) => format!("its data are damaged ({what})"),
        error => error.to_string(),
    }
}
