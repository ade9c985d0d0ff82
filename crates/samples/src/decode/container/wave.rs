//! WAV and its relatives: RIFF, RIFX (big-endian), RF64 and BW64 (64-bit lengths), Sony's Wave64.

use super::super::adpcm::{Block, Kind};
use super::super::bytes::{Bytes, Order};
use super::super::pcm::Pcm;
use super::chunks::{Chunk, Style, Walk};
use super::{Encoding, Layout};

/// Names of chunks that are looked for where the lengths lead nowhere.
const KNOWN: [[u8; 4]; 7] = [
    *b"fmt ", *b"data", *b"fact", *b"smpl", *b"ds64", *b"LIST", *b"bext",
];

/// RIFF WAVE with numbers in that order; RF64 and BW64 too.
pub(super) fn riff(bytes: &mut Bytes, order: Order) -> Result<Layout, String> {
    let mut oddities = Vec::new();
    let head: [u8; 12] = bytes.at(0).ok_or("it ends within its header")?;
    let claimed = u64::from(order.u32(&head, 4).unwrap_or_default());
    let is_64 = !head.starts_with(b"RIF");
    let mut walk = Walk {
        style: Style::Iff(order),
        audio: *b"data",
        audio_head: 0,
        audio_length: None,
        known: &KNOWN,
    };
    if is_64
        && let Some(ds64) = bytes.at::<36>(12)
        && ds64.starts_with(b"ds64")
    {
        walk.audio_length = order.u64(&ds64, 16);
    }
    let chunks = walk.chunks(bytes, 12, &mut oddities);
    let mut layout = layout(bytes, &chunks, order, walk.audio_length)?;
    let open = claimed == 0 || claimed == u64::from(u32::MAX);
    let is_beyond = !open && claimed + 8 > bytes.len() + 8;
    if !is_64 && oddities.is_empty() && layout.frames_are_there() && (open || is_beyond) {
        oddities.push("the length in its header is wrong".into());
    }
    layout.oddities = oddities;
    Ok(layout)
}

/// Sony's Wave64.
pub(super) fn wave64(bytes: &mut Bytes) -> Result<Layout, String> {
    let mut oddities = Vec::new();
    let walk = Walk {
        style: Style::Wave64,
        audio: *b"data",
        audio_head: 0,
        audio_length: None,
        known: &KNOWN,
    };
    let chunks = walk.chunks(bytes, 40, &mut oddities);
    let mut layout = layout(bytes, &chunks, Order::Little, None)?;
    layout.oddities = oddities;
    Ok(layout)
}

fn layout(
    bytes: &mut Bytes,
    chunks: &[Chunk],
    order: Order,
    ds64: Option<u64>,
) -> Result<Layout, String> {
    let find = |id: &[u8; 4]| chunks.iter().find(|chunk| chunk.id == *id);
    let format = find(b"fmt ").ok_or("it does not say what audio it holds (no `fmt ` chunk)")?;
    let data = find(b"data").ok_or("it holds no audio (no `data` chunk)")?;
    let format = format.read(bytes, 64);
    let number = |at| order.u16(&format, at);
    let short = "its `fmt ` chunk is too short";
    let mut tag = number(0).ok_or(short)?;
    let channels = usize::from(number(2).ok_or(short)?);
    let rate = super::rate(f64::from(order.u32(&format, 4).ok_or(short)?))?;
    let align = usize::from(number(12).ok_or(short)?);
    let mut bits = usize::from(number(14).unwrap_or(0));
    if tag == EXTENSIBLE && format.len() >= 26 {
        let valid = usize::from(number(18).unwrap_or(0));
        // Of fewer bits than their bytes have.
        if (1..=bits).contains(&valid) {
            bits = valid;
        }
        tag = number(24).ok_or(short)?;
    }
    if channels == 0 {
        return Err("it has no channels".into());
    }
    let encoding = encoding(tag, channels, align, bits, &format, order)?;
    let mut layout = Layout::new(encoding, channels, rate, data.body..data.body + data.length);
    let fact = find(b"fact").map(|fact| fact.read(bytes, 4));
    let fact = fact.and_then(|fact| order.u32(&fact, 0)).map(u64::from);
    let claimed = ds64.filter(|_| data.claimed == u64::from(u32::MAX));
    let claimed = claimed.unwrap_or(data.claimed);
    layout.frames = match layout.encoding {
        Encoding::Pcm(pcm) if claimed > data.length && !is_open(claimed) => {
            Some(claimed / (pcm.bytes() * channels) as u64)
        }
        Encoding::Adpcm(block) => {
            // It ends within the last block; other numbers are mistakes of their writers.
            let blocks = data.length.div_ceil(block.bytes as u64);
            let last = blocks.saturating_sub(1) * block.frames as u64;
            fact.filter(|fact| (last + 1..=last + block.frames as u64).contains(fact))
        }
        _ => None,
    };
    if let Some(smpl) = find(b"smpl") {
        let smpl = smpl.read(bytes, 60);
        layout.root_note = root_note(&smpl, order);
        layout.loop_points = loop_points(&smpl, order);
    }
    Ok(layout)
}

/// A length that says "not known".
fn is_open(claimed: u64) -> bool {
    claimed == u64::from(u32::MAX) || claimed >= u64::MAX - 24
}

impl Layout {
    /// Whether no more frames are promised than are there.
    fn frames_are_there(&self) -> bool {
        self.frames.is_none() || matches!(self.encoding, Encoding::Adpcm(_))
    }
}

const EXTENSIBLE: u16 = 0xfffe;

fn encoding(
    tag: u16,
    channels: usize,
    align: usize,
    bits: usize,
    format: &[u8],
    order: Order,
) -> Result<Encoding, String> {
    // The bytes of a value are those of a frame's, unless these cannot be.
    let least = bits.div_ceil(8).max(1);
    let even = align.is_multiple_of(channels);
    let wide = Some(align / channels).filter(|wide| even && (least..=8).contains(wide));
    let wide = wide.unwrap_or(least);
    Ok(match tag {
        0 | 1 if wide > 8 || bits > 64 => {
            return Err(format!("values of {bits} bits are not read"));
        }
        0 | 1 if wide == 1 => Encoding::Pcm(Pcm::Unsigned8),
        0 | 1 => Encoding::Pcm(Pcm::Signed {
            bytes: wide,
            bits: if bits == 0 { wide * 8 } else { bits },
            order,
        }),
        3 => match wide {
            4 | 8 => Encoding::Pcm(Pcm::Float { bytes: wide, order }),
            _ => return Err(format!("floats of {bits} bits are not read")),
        },
        6 => Encoding::Pcm(Pcm::ALaw),
        7 => Encoding::Pcm(Pcm::MuLaw),
        2 | 0x11 => {
            let kind = if tag == 2 {
                Kind::Microsoft
            } else {
                Kind::ImaWav
            };
            let mut block = Block::new(kind, align, channels).ok_or("its blocks cannot be")?;
            // A block may be said to hold fewer frames than its bytes could.
            if let Some(frames) = order.u16(format, 18) {
                let frames = usize::from(frames);
                if frames > 0 && frames < block.frames && kind == Kind::Microsoft {
                    block.frames = frames & !1;
                }
            }
            Encoding::Adpcm(block)
        }
        0x50 => Encoding::Packets { extension: "mp2" },
        0x55 => Encoding::Packets { extension: "mp3" },
        0x674f..=0x6771 => Encoding::Packets { extension: "ogg" },
        0xf1ac => Encoding::Packets { extension: "flac" },
        _ => {
            let name = match tag {
                0x10 | 0x17 | 0x20 => "OKI ADPCM",
                0x14 | 0x40 | 0x45 | 0x64 => "G.721/G.726 ADPCM",
                0x31 => "GSM 6.10",
                0x38 => "NMS ADPCM",
                0x65 => "G.722",
                0x160..=0x163 => "Windows Media Audio",
                0x270 => "ATRAC3",
                0xff | 0x1600..=0x1610 | 0xa106 => "AAC",
                _ => return Err(format!("its encoding (number {tag:#06x}) is not read")),
            };
            return Err(format!("{name} in a WAV file is not read"));
        }
    })
}

/// The MIDI unity note with its fraction.
fn root_note(smpl: &[u8], order: Order) -> Option<f32> {
    if smpl.len() < 36 {
        return None;
    }
    let (unity, fraction) = (order.u32(smpl, 12)?, order.u32(smpl, 16)?);
    let cents = f64::from(fraction) / f64::from(u32::MAX);
    (unity <= 127).then_some((f64::from(unity) + cents) as f32)
}

/// The first loop that goes forwards (type 0) or to and fro (1, which is played forwards).
fn loop_points(smpl: &[u8], order: Order) -> Option<(u64, u64)> {
    if order.u32(smpl, 28)? == 0 {
        return None;
    }
    let (begin, last) = (order.u32(smpl, 44)?, order.u32(smpl, 48)?);
    // The last frame is played.
    (begin < last).then_some((u64::from(begin), u64::from(last) + 1))
}
