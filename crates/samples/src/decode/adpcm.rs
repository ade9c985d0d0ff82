//! ADPCM of WAV, AIFF-C and CAF: its blocks as packets for the decoders of `symphonia`.

use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_ADPCM_IMA_QT, CODEC_ID_ADPCM_IMA_WAV, CODEC_ID_ADPCM_MS,
};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoderOptions};
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, Timestamp};

use super::Read;
use super::bytes::Bytes;
use super::container::Layout;
use super::frames::{Frames, Stop};

/// Blocks of ADPCM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: Kind,
    /// Bytes of a block, all channels.
    pub(super) bytes: usize,
    /// Frames that one block decodes to.
    pub(super) frames: usize,
}

/// Whose ADPCM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// IMA's in WAV files.
    ImaWav,
    /// IMA's in AIFF-C and CAF files.
    ImaQuickTime,
    /// Microsoft's.
    Microsoft,
}

impl Block {
    /// A block as files say it, if it can be one: `bytes` bytes for `channels` channels.
    pub(super) fn new(kind: Kind, bytes: usize, channels: usize) -> Option<Self> {
        let each = bytes.checked_div(channels)?;
        let frames = match kind {
            Kind::ImaWav => each.checked_sub(4)? * 2 + 1,
            Kind::ImaQuickTime => 64,
            Kind::Microsoft => each.checked_sub(7)? * 2 + 2,
        };
        Some(Self {
            kind,
            bytes,
            frames,
        })
    }
}

/// Reads the frames of `layout`.
pub(super) fn read(
    bytes: &mut Bytes,
    layout: &Layout,
    block: Block,
    most_values: usize,
) -> Result<Read, Stop> {
    let mut frames = Frames::new(layout.channels, most_values);
    let length = layout
        .data
        .end
        .min(bytes.len())
        .saturating_sub(layout.data.start);
    let blocks = length.div_ceil(block.bytes as u64);
    frames.allow(blocks.saturating_mul(block.frames as u64))?;
    let refused = |error: symphonia::core::errors::Error| Stop::Refused(error.to_string());
    let mut parameters = AudioCodecParameters::new();
    let codec = match block.kind {
        Kind::ImaWav => CODEC_ID_ADPCM_IMA_WAV,
        Kind::ImaQuickTime => CODEC_ID_ADPCM_IMA_QT,
        Kind::Microsoft => CODEC_ID_ADPCM_MS,
    };
    parameters
        .for_codec(codec)
        // The decoders need one and make nothing of it.
        .with_sample_rate(44_100)
        .with_channels(Channels::Discrete(layout.channels as u16))
        .with_max_frames_per_packet(block.frames as u64)
        .with_frames_per_block(block.frames as u64);
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(&parameters, &AudioDecoderOptions::default())
        .map_err(refused)?;
    let mut planes = Vec::new();
    let mut bad_blocks = 0_u64;
    for number in 0..blocks {
        let offset = layout.data.start + number * block.bytes as u64;
        let mut data = vec![0; block.bytes];
        let wanted = (layout.data.end - offset).min(block.bytes as u64) as usize;
        let filled = bytes
            .fill(offset, &mut data[..wanted])
            .map_err(|error| Stop::Refused(format!("it cannot be read: {error}")))?;
        let packet = Packet::new(0, Timestamp::ZERO, Duration::new(block.frames as u64), data);
        match decoder.decode(&packet) {
            Ok(buffer) => {
                buffer.copy_to_vecs_planar(&mut planes);
                if filled < block.bytes {
                    // The last block is cut: as many frames as its bytes hold.
                    let whole = block.frames * filled / block.bytes;
                    planes
                        .iter_mut()
                        .for_each(|plane: &mut Vec<f32>| plane.truncate(whole));
                }
                frames.push_planes(&planes)?;
            }
            Err(_) => {
                bad_blocks += 1;
                frames.push_silence(block.frames)?;
            }
        }
    }
    if let Some(promised) = layout.frames {
        frames.truncate(promised);
    }
    Ok(Read {
        frames,
        rate: layout.rate,
        damage: (bad_blocks > 0).then(|| format!("{bad_blocks} of {blocks} blocks are silent")),
        oddity: None,
        root_note: None,
        loop_points: None,
    })
}
