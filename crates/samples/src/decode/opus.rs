//! Opus (RFC 6716, RFC 7845), decoded by `opus-decoder` as one of `symphonia`'s codecs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use opus_decoder::{OpusError, OpusMultistreamDecoder};
use symphonia::core::audio::{
    AsGenericAudioBufferRef, Audio, AudioBuffer, AudioMut, AudioSpec, Channels,
    GenericAudioBufferRef,
};
use symphonia::core::codecs::CodecInfo;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{
    AudioCodecParameters, AudioDecoder, AudioDecoderOptions, FinalizeResult,
};
use symphonia::core::codecs::registry::{RegisterableAudioDecoder, SupportedAudioCodec};
use symphonia::core::errors::{Error, Result};
use symphonia::core::packet::PacketRef;

/// Opus is decoded at 48 kHz, whatever was recorded.
const RATE: u32 = 48_000;

/// A packet lasts at most 120 ms.
const LONGEST_PACKET: usize = 5_760;

/// An Opus stream's decoder.
pub(super) struct OpusDecoder {
    parameters: AudioCodecParameters,
    decoder: OpusMultistreamDecoder,
    /// Gain of the output, linear.
    gain: f32,
    /// Where each channel goes; those beyond stay where they are.
    places: &'static [usize],
    interleaved: Vec<f32>,
    buffer: AudioBuffer<f32>,
}

/// What the stream's header says.
struct Header {
    channels: usize,
    streams: usize,
    /// Streams that hold two channels each.
    coupled: usize,
    mapping: Vec<u8>,
    /// Gain of the output, linear.
    gain: f32,
    /// Whether the channels stand in the order of Vorbis.
    as_vorbis: bool,
}

/// Where the channels of Vorbis' order (RFC 7845, 5.1.1.2) stand in a WAV file's.
fn places(channels: usize) -> &'static [usize] {
    match channels {
        3 => &[0, 2, 1],
        5 => &[0, 2, 1, 3, 4],
        6 => &[0, 2, 1, 4, 5, 3],
        7 => &[0, 2, 1, 5, 6, 4, 3],
        8 => &[0, 2, 1, 6, 7, 4, 5, 3],
        // The same in both.
        _ => &[],
    }
}

impl Header {
    fn read(parameters: &AudioCodecParameters) -> Option<Self> {
        let data = parameters.extra_data.as_deref().unwrap_or_default();
        let Some(data) = data.strip_prefix(b"OpusHead") else {
            // Without a header there are one or two channels.
            let channels = parameters.channels.as_ref().map_or(2, Channels::count);
            return (1..=2)
                .contains(&channels)
                .then(|| Self::plain(channels, 1.0));
        };
        let channels = usize::from(*data.get(1)?);
        let decibels = i16::from_le_bytes(data.get(8..10)?.try_into().ok()?);
        let gain = (f32::from(decibels) / 256.0 / 20.0 * std::f32::consts::LOG2_10).exp2();
        if *data.get(10)? == 0 {
            return (1..=2)
                .contains(&channels)
                .then(|| Self::plain(channels, gain));
        }
        let mapping = data.get(13..13 + channels)?;
        Some(Self {
            channels,
            streams: usize::from(*data.get(11)?),
            coupled: usize::from(*data.get(12)?),
            mapping: mapping.to_vec(),
            gain,
            as_vorbis: data[10] == 1,
        })
    }

    fn plain(channels: usize, gain: f32) -> Self {
        Self {
            channels,
            streams: 1,
            coupled: channels - 1,
            mapping: (0..channels as u8).collect(),
            gain,
            as_vorbis: true,
        }
    }
}

fn malformed(_: OpusError) -> Error {
    Error::DecodeError("opus: malformed packet")
}

impl AudioDecoder for OpusDecoder {
    fn reset(&mut self) {
        self.decoder.reset();
    }

    fn codec_info(&self) -> &CodecInfo {
        &SUPPORTED[0].info
    }

    fn codec_params(&self) -> &AudioCodecParameters {
        &self.parameters
    }

    fn decode_ref(&mut self, packet: &PacketRef<'_>) -> Result<GenericAudioBufferRef<'_>> {
        self.buffer.clear();
        if packet.data.is_empty() {
            return Err(Error::DecodeError("opus: empty packet"));
        }
        let (decoder, interleaved) = (&mut self.decoder, &mut self.interleaved);
        let decode = || decoder.decode_float(packet.data, interleaved, false);
        // A packet that its decoder cannot bear is lost alone.
        let Ok(decoded) = catch_unwind(AssertUnwindSafe(decode)) else {
            self.decoder.reset();
            return Err(Error::DecodeError("opus: malformed packet"));
        };
        let frames = decoded.map_err(malformed)?.min(LONGEST_PACKET);
        self.buffer.render_uninit(Some(frames));
        let channels = self.buffer.spec().channels().count();
        for channel in 0..channels {
            let place = self.places.get(channel).copied().unwrap_or(channel);
            let Some(plane) = self.buffer.plane_mut(place) else {
                return Err(Error::DecodeError("opus: missing channel"));
            };
            let values = self.interleaved.iter().skip(channel).step_by(channels);
            for (out, value) in plane.iter_mut().zip(values) {
                *out = value * self.gain;
            }
        }
        let trim = |frames: u64| usize::try_from(frames).unwrap_or(usize::MAX);
        self.buffer.trim(
            trim(packet.trim_start.get()).min(frames),
            trim(packet.trim_end.get()).min(frames),
        );
        Ok(self.buffer.as_generic_audio_buffer_ref())
    }

    fn finalize(&mut self) -> FinalizeResult {
        FinalizeResult::default()
    }

    fn last_decoded(&self) -> GenericAudioBufferRef<'_> {
        self.buffer.as_generic_audio_buffer_ref()
    }
}

const SUPPORTED: [SupportedAudioCodec; 1] = [SupportedAudioCodec {
    id: CODEC_ID_OPUS,
    info: CodecInfo {
        short_name: "opus",
        long_name: "Opus",
        profiles: &[],
    },
}];

impl RegisterableAudioDecoder for OpusDecoder {
    fn try_registry_new(
        parameters: &AudioCodecParameters,
        _: &AudioDecoderOptions,
    ) -> Result<Box<dyn AudioDecoder>> {
        let header = Header::read(parameters);
        let header = header.ok_or(Error::Unsupported("opus: malformed header"))?;
        let decoder = OpusMultistreamDecoder::new(
            RATE,
            header.channels,
            header.streams,
            header.coupled,
            &header.mapping,
        );
        let decoder = decoder.map_err(|_| Error::Unsupported("opus: malformed header"))?;
        let spec = AudioSpec::new(RATE, Channels::Discrete(header.channels as u16));
        Ok(Box::new(Self {
            parameters: parameters.clone(),
            decoder,
            gain: header.gain,
            places: match header.as_vorbis {
                true => places(header.channels),
                false => &[],
            },
            interleaved: vec![0.0; LONGEST_PACKET * header.channels],
            buffer: AudioBuffer::new(spec, LONGEST_PACKET),
        }))
    }

    fn supported_codecs() -> &'static [SupportedAudioCodec] {
        &SUPPORTED
    }
}
