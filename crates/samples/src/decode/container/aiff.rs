//! AIFF and AIFF-C.

use super::super::adpcm::{Block, Kind};
use super::super::bytes::{Bytes, Order};
use super::super::pcm::Pcm;
use super::chunks::{Chunk, Style, Walk, name};
use super::{Encoding, Layout};

const KNOWN: [[u8; 4]; 5] = [*b"COMM", *b"SSND", *b"MARK", *b"INST", *b"FVER"];

pub(super) fn read(bytes: &mut Bytes) -> Result<Layout, String> {
    let mut oddities = Vec::new();
    let walk = Walk {
        style: Style::Iff(Order::Big),
        audio: *b"SSND",
        audio_head: 8,
        audio_length: None,
        known: &KNOWN,
    };
    let chunks = walk.chunks(bytes, 12, &mut oddities);
    let find = |id: &[u8; 4]| chunks.iter().find(|chunk| chunk.id == *id);
    let common = find(b"COMM").ok_or("it does not say what audio it holds (no `COMM` chunk)")?;
    let common = common.read(bytes, 32);
    let short = "its `COMM` chunk is too short";
    let order = Order::Big;
    let channels = usize::from(order.u16(&common, 0).ok_or(short)?);
    let frames = u64::from(order.u32(&common, 2).ok_or(short)?);
    let bits = usize::from(order.u16(&common, 6).ok_or(short)?);
    let rate = super::rate(extended(common.get(8..18).ok_or(short)?))?;
    let is_compressed = bytes.at::<4>(8).is_some_and(|form| form == *b"AIFC");
    let kind = match common.get(18..22) {
        Some(kind) if is_compressed => kind.try_into().unwrap_or(*b"NONE"),
        _ => *b"NONE",
    };
    if channels == 0 {
        return Err("it has no channels".into());
    }
    let encoding = encoding(kind, bits, channels)?;
    let sound = find(b"SSND").ok_or("it holds no audio (no `SSND` chunk)")?;
    let offset = u64::from(order.u32(&sound.read(bytes, 8), 0).unwrap_or(0));
    let skipped = if offset.saturating_add(8) < sound.length {
        8 + offset
    } else {
        if offset > 0 {
            oddities.push("its audio is said to begin beyond its end".into());
        }
        8.min(sound.length)
    };
    let data = sound.body + skipped..sound.body + sound.length;
    let there = data.end - data.start;
    let mut layout = Layout::new(encoding, channels, rate, data);
    match layout.encoding {
        Encoding::Pcm(pcm) => {
            let width = (pcm.bytes() * channels) as u64;
            let held = there / width;
            if frames > held && frames < u64::from(u32::MAX) {
                layout.frames = Some(frames);
            } else if frames < held && frames > 0 {
                // The chunk may be longer than the frames: what is between two chunks is audio only where the other
                // length agrees.
                if sound.claimed.saturating_sub(skipped) / width == held {
                    oddities.push(format!("its header counts {frames} frames of {held}"));
                } else {
                    layout.data.end = layout.data.start + held * width;
                }
            }
        }
        Encoding::Adpcm(block) => {
            let packets = there / block.bytes as u64;
            // Some count packets where others count frames.
            let counted = if frames <= packets {
                frames * 64
            } else {
                frames
            };
            if counted > 0 && counted < packets * 64 {
                layout.frames = Some(counted);
            }
        }
        Encoding::Packets { .. } | Encoding::Alac(_) => {}
    }
    layout.oddities = oddities;
    if let Some(instrument) = find(b"INST") {
        let instrument = instrument.read(bytes, 20);
        layout.root_note = root_note(&instrument);
        layout.loop_points = loop_points(bytes, &instrument, find(b"MARK"));
    }
    Ok(layout)
}

fn encoding(kind: [u8; 4], bits: usize, channels: usize) -> Result<Encoding, String> {
    let wide = bits.div_ceil(8);
    let signed = |order| {
        if (1..=8).contains(&wide) {
            let bytes = wide;
            Ok(Encoding::Pcm(Pcm::Signed { bytes, bits, order }))
        } else {
            Err(format!("values of {bits} bits are not read"))
        }
    };
    let float = |bytes| {
        let order = Order::Big;
        Ok(Encoding::Pcm(Pcm::Float { bytes, order }))
    };
    let exactly = |bytes, order| Ok(Encoding::Pcm(Pcm::signed(bytes, order)));
    match &kind {
        b"NONE" | b"twos" | b"\0\0\0\0" => signed(Order::Big),
        b"sowt" => signed(Order::Little),
        b"raw " if wide == 2 => Ok(Encoding::Pcm(Pcm::Unsigned16(Order::Big))),
        b"raw " => Ok(Encoding::Pcm(Pcm::Unsigned8)),
        b"in24" => exactly(3, Order::Big),
        b"in32" => exactly(4, Order::Big),
        b"ni24" | b"42ni" | b"42n1" => exactly(3, Order::Little),
        b"ni32" | b"23ni" | b"23n1" => exactly(4, Order::Little),
        b"fl32" | b"FL32" => float(4),
        b"fl64" | b"FL64" => float(8),
        b"alaw" | b"ALAW" => Ok(Encoding::Pcm(Pcm::ALaw)),
        b"ulaw" | b"ULAW" => Ok(Encoding::Pcm(Pcm::MuLaw)),
        b"ima4" => {
            let block = Block::new(Kind::ImaQuickTime, 34 * channels, channels);
            block
                .map(Encoding::Adpcm)
                .ok_or("its blocks cannot be".into())
        }
        b".mp3" | b"MP3 " => Ok(Encoding::Packets { extension: "mp3" }),
        _ => Err(format!(
            "`{}` audio in an AIFF-C file is not read",
            name(kind)
        )),
    }
}

/// An 80-bit IEEE 754 number.
fn extended(bytes: &[u8]) -> f64 {
    let exponent = i32::from(Order::Big.u16(bytes, 0).unwrap_or(0));
    let mantissa = Order::Big.u64(bytes, 2).unwrap_or(0);
    let sign = if exponent & 0x8000 == 0 { 1.0 } else { -1.0 };
    sign * mantissa as f64 * f64::from((exponent & 0x7fff) - 16_383 - 63).exp2()
}

/// The base note with its detuning in cents. Files that know none say 0 or middle C.
fn root_note(instrument: &[u8]) -> Option<f32> {
    let (note, cents) = (*instrument.first()?, instrument.get(1)?.cast_signed());
    let is_note = (1..=127).contains(&note);
    is_note.then(|| f32::from(note) - f32::from(cents) / 100.0)
}

/// The frames of the sustain loop's markers.
fn loop_points(
    bytes: &mut Bytes,
    instrument: &[u8],
    markers: Option<&Chunk>,
) -> Option<(u64, u64)> {
    let order = Order::Big;
    let (mode, begin, end) = (
        order.u16(instrument, 8)?,
        order.u16(instrument, 10)?,
        order.u16(instrument, 12)?,
    );
    if mode == 0 {
        return None;
    }
    let markers = markers?.read(bytes, 1 << 16);
    let place = |wanted: u16| {
        let mut at = 2;
        for _ in 0..order.u16(&markers, 0)? {
            let (id, place) = (order.u16(&markers, at)?, order.u32(&markers, at + 2)?);
            if id == wanted {
                return Some(u64::from(place));
            }
            // A name with its length before it, padded to an even length in all.
            let name = usize::from(*markers.get(at + 6)?) + 1;
            at += 6 + name.next_multiple_of(2);
        }
        None
    };
    let (begin, end) = (place(begin)?, place(end)?);
    (begin < end).then_some((begin, end))
}
