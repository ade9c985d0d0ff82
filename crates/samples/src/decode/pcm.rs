//! Plain numbers to frames: integers and floats of every width and byte order, A-law and µ-law.

use std::io::Error;

use super::Read;
use super::bytes::{Bytes, Order};
use super::container::Layout;
use super::frames::{Frames, Stop};

/// How one value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pcm {
    /// Signed integers in `bytes` (1 to 8) bytes, of which `bits` carry the value.
    Signed {
        bytes: usize,
        bits: usize,
        order: Order,
    },
    /// Bytes around 128.
    Unsigned8,
    /// 16-bit numbers around 32,768.
    Unsigned16(Order),
    /// IEEE 754, 4 or 8 bytes.
    Float { bytes: usize, order: Order },
    /// ITU-T G.711, A-law.
    ALaw,
    /// ITU-T G.711, µ-law.
    MuLaw,
    /// 8-bit differences of a 16-bit value's upper byte.
    Delta8,
    /// 16-bit differences.
    Delta16(Order),
}

impl Pcm {
    /// Signed integers that fill `bytes` bytes.
    pub(super) fn signed(bytes: usize, order: Order) -> Self {
        let bits = bytes * 8;
        Self::Signed { bytes, bits, order }
    }

    /// Bytes of a value.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Signed { bytes, .. } | Self::Float { bytes, .. } => bytes,
            Self::Unsigned16(_) | Self::Delta16(_) => 2,
            Self::Unsigned8 | Self::ALaw | Self::MuLaw | Self::Delta8 => 1,
        }
    }
}

/// Bytes that are read at once, about.
const BLOCK: usize = 1 << 16;

/// Reads the frames of `layout`.
pub(super) fn read(
    bytes: &mut Bytes,
    layout: &Layout,
    pcm: Pcm,
    most_values: usize,
) -> Result<Read, Stop> {
    let mut frames = Frames::new(layout.channels, most_values);
    let width = (pcm.bytes() * layout.channels) as u64;
    let end = layout.data.end.min(bytes.len());
    let there = end.saturating_sub(layout.data.start) / width;
    frames.allow(there)?;
    let wrong = |error: Error| Stop::Refused(format!("it cannot be read: {error}"));
    let mut low_bits = 0;
    if let Pcm::Signed {
        bytes: wide,
        bits,
        order,
    } = pcm
        && bits < wide * 8
    {
        let range = layout.data.start..layout.data.start + there * width;
        let low = is_low(bytes, range, (wide, bits, order)).map_err(wrong)?;
        low_bits = if low { wide * 8 - bits } else { 0 };
    }
    let mut block = vec![0; BLOCK / width as usize * width as usize + width as usize];
    let mut values = Vec::new();
    let mut deltas = vec![0_i16; layout.channels];
    let mut offset = layout.data.start;
    let stop = layout.data.start + there * width;
    while offset < stop {
        let wanted = (stop - offset).min(block.len() as u64) as usize;
        let filled = bytes.fill(offset, &mut block[..wanted]).map_err(wrong)?;
        if filled == 0 {
            break;
        }
        values.clear();
        let raw = block[..filled].chunks_exact(pcm.bytes()).enumerate();
        values.extend(raw.map(|(index, raw)| {
            let delta = &mut deltas[index % layout.channels];
            value(raw, pcm, low_bits, delta)
        }));
        frames.push_interleaved(&values)?;
        offset += filled as u64;
    }
    Ok(Read {
        frames,
        rate: layout.rate,
        damage: None,
        oddity: None,
        root_note: None,
        loop_points: None,
    })
}

/// Whether integers of fewer bits than their bytes have stand at the low end, with their sign before them. The formats
/// say they stand at the high end, and not everyone who writes them knows that.
fn is_low(
    bytes: &mut Bytes,
    range: std::ops::Range<u64>,
    (wide, bits, order): (usize, usize, Order),
) -> Result<bool, Error> {
    let spare = wide * 8 - bits;
    let mut block = vec![0; BLOCK / wide * wide];
    let mut offset = range.start;
    let (mut high, mut low) = (true, true);
    while offset < range.end && (high || low) {
        let wanted = (range.end - offset).min(block.len() as u64) as usize;
        let filled = bytes.fill(offset, &mut block[..wanted])?;
        if filled == 0 {
            break;
        }
        for raw in block[..filled].chunks_exact(wide) {
            let number = integer(raw, order);
            high &= number & ((1 << spare) - 1) == 0;
            let fits = number << (64 - bits) >> (64 - bits) == number;
            low &= fits;
        }
        offset += filled as u64;
    }
    Ok(low && !high)
}

/// A signed number of 1 to 8 bytes.
fn integer(raw: &[u8], order: Order) -> i64 {
    let append = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
    let number = match order {
        Order::Little => raw.iter().rev().fold(0, append),
        Order::Big => raw.iter().fold(0, append),
    };
    let unused = 64 - 8 * raw.len();
    (number << unused).cast_signed() >> unused
}

fn value(raw: &[u8], pcm: Pcm, low_bits: usize, delta: &mut i16) -> f32 {
    match pcm {
        Pcm::Signed { bytes, order, .. } => {
            let scale = (1_u64 << (bytes * 8 - 1 - low_bits)) as f64;
            (integer(raw, order) as f64 / scale) as f32
        }
        Pcm::Unsigned8 => (f32::from(raw[0]) - 128.0) / 128.0,
        Pcm::Unsigned16(order) => {
            let number = order.u16(raw, 0).unwrap_or(32_768);
            (f32::from(number) - 32_768.0) / 32_768.0
        }
        Pcm::Float { bytes: 8, order } => {
            f64::from_bits(order.u64(raw, 0).unwrap_or_default()) as f32
        }
        Pcm::Float { order, .. } => f32::from_bits(order.u32(raw, 0).unwrap_or_default()),
        Pcm::ALaw => f32::from(a_law(raw[0])) / 32_768.0,
        Pcm::MuLaw => f32::from(mu_law(raw[0])) / 32_768.0,
        Pcm::Delta8 => {
            *delta = delta.wrapping_add(i16::from(raw[0].cast_signed()) << 8);
            f32::from(*delta) / 32_768.0
        }
        Pcm::Delta16(order) => {
            let step = order.u16(raw, 0).unwrap_or_default();
            *delta = delta.wrapping_add(step.cast_signed());
            f32::from(*delta) / 32_768.0
        }
    }
}

/// G.711 A-law: sign, exponent and mantissa with every second bit turned.
fn a_law(byte: u8) -> i16 {
    let byte = byte ^ 0x55;
    let mantissa = i16::from(byte & 0x0f);
    let exponent = (byte >> 4) & 7;
    let magnitude = match exponent {
        0 => (mantissa << 4) + 8,
        _ => ((mantissa << 4) + 0x108) << (exponent - 1),
    };
    if byte & 0x80 == 0 {
        -magnitude
    } else {
        magnitude
    }
}

/// G.711 µ-law: sign, exponent and mantissa of the magnitude and 132, with all bits turned.
fn mu_law(byte: u8) -> i16 {
    let byte = !byte;
    let mantissa = i16::from(byte & 0x0f);
    let magnitude = (((mantissa << 3) + 0x84) << ((byte >> 4) & 7)) - 0x84;
    if byte & 0x80 == 0 {
        magnitude
    } else {
        -magnitude
    }
}
