//! Apple Lossless in CAF: packets of the sizes that its table says, for the decoder of `symphonia`.

use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::well_known::CODEC_ID_ALAC;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoderOptions};
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, Timestamp};

use super::Read;
use super::bytes::{Bytes, Order};
use super::container::Layout;
use super::frames::{Frames, Stop};

/// No packet is longer, in bytes.
const LARGEST_PACKET: usize = 1 << 20;

/// Frames of a packet are at most so many.
const MOST_FRAMES: usize = 1 << 16;

/// What the container says of the packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alac {
    /// The decoder's settings, 24 bytes.
    cookie: Box<[u8]>,
    /// Size of each packet, bytes.
    sizes: Vec<u32>,
    /// Frames of each packet but the last.
    frames: usize,
}

impl Alac {
    /// Of the chunks `kuki` and `pakt` of a CAF file; none if these do not say it.
    pub(super) fn new(cookie: &[u8], table: &[u8], frames: usize) -> Option<Self> {
        // Some wrap the settings into two atoms.
        let is_wrapped = cookie.get(4..8) == Some(b"frma");
        let cookie = if is_wrapped {
            cookie.get(24..48)?
        } else {
            cookie.get(..24)?
        };
        let count = usize::try_from(Order::Big.u64(table, 0)?).ok()?;
        let mut sizes = Vec::new();
        let mut size = 0_u32;
        // Seven bits a byte, the highest first; the last byte of a number is below 128.
        for byte in table.get(24..)? {
            if sizes.len() == count {
                break;
            }
            size = size << 7 | u32::from(byte & 0x7f);
            if size as usize > LARGEST_PACKET {
                return None;
            }
            if byte & 0x80 == 0 {
                sizes.push(std::mem::take(&mut size));
            }
        }
        let can_be = !sizes.is_empty() && (1..=MOST_FRAMES).contains(&frames);
        can_be.then(|| Self {
            cookie: cookie.into(),
            sizes,
            frames,
        })
    }
}

/// Reads the frames of `layout`.
pub(super) fn read(
    bytes: &mut Bytes,
    layout: &Layout,
    alac: &Alac,
    most_values: usize,
) -> Result<Read, Stop> {
    let mut frames = Frames::new(layout.channels, most_values);
    let refused = |error: symphonia::core::errors::Error| Stop::Refused(error.to_string());
    let mut parameters = AudioCodecParameters::new();
    parameters
        .for_codec(CODEC_ID_ALAC)
        .with_sample_rate(44_100)
        .with_channels(Channels::Discrete(layout.channels as u16))
        .with_extra_data(alac.cookie.clone());
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(&parameters, &AudioDecoderOptions::default())
        .map_err(refused)?;
    let mut planes: Vec<Vec<f32>> = Vec::new();
    let mut offset = layout.data.start;
    let mut bad_packets = 0_u64;
    for size in &alac.sizes {
        if offset >= layout.data.end {
            break;
        }
        let data = bytes.some(offset, *size as usize);
        offset += u64::from(*size);
        let duration = Duration::new(alac.frames as u64);
        match decoder.decode(&Packet::new(0, Timestamp::ZERO, duration, data)) {
            Ok(buffer) if buffer.num_planes() == layout.channels => {
                buffer.copy_to_vecs_planar(&mut planes);
                frames.push_planes(&planes)?;
            }
            _ => {
                bad_packets += 1;
                frames.push_silence(alac.frames)?;
            }
        }
    }
    if let Some(promised) = layout.frames {
        frames.truncate(promised);
    }
    let count = alac.sizes.len();
    Ok(Read {
        frames,
        rate: layout.rate,
        damage: (bad_packets > 0).then(|| format!("{bad_packets} of {count} packets are silent")),
        oddity: None,
        root_note: None,
        loop_points: None,
    })
}
