//! Apple's Core Audio Format.

use super::super::adpcm::{Block, Kind};
use super::super::alac::Alac;
use super::super::bytes::{Bytes, Order};
use super::super::pcm::Pcm;
use super::chunks::{Style, Walk, name};
use super::{Encoding, Layout};

const KNOWN: [[u8; 4]; 4] = [*b"desc", *b"data", *b"pakt", *b"inst"];

/// Longer tables of packets are read so far, in bytes.
const LARGEST_TABLE: usize = 16 << 20;

/// Reads plain audio; none for packets of a codec, which is for who knows packets.
pub(super) fn read(bytes: &mut Bytes) -> Option<Result<Layout, String>> {
    let mut oddities = Vec::new();
    let walk = Walk {
        style: Style::Caf,
        audio: *b"data",
        audio_head: 4,
        audio_length: None,
        known: &KNOWN,
    };
    let chunks = walk.chunks(bytes, 8, &mut oddities);
    let find = |id: &[u8; 4]| chunks.iter().find(|chunk| chunk.id == *id);
    let order = Order::Big;
    let Some(description) = find(b"desc").map(|chunk| chunk.read(bytes, 32)) else {
        return Some(Err("it does not say what audio it holds".into()));
    };
    let Some(number) = (0..5)
        .map(|word| order.u32(&description, 12 + word * 4))
        .collect::<Option<Vec<u32>>>()
    else {
        return Some(Err("its description is too short".into()));
    };
    let rate = match super::rate(f64::from_bits(order.u64(&description, 0).unwrap_or(0))) {
        Ok(rate) => rate,
        Err(reason) => return Some(Err(reason)),
    };
    let (flags, channels, bits) = (number[0], number[3] as usize, number[4] as usize);
    let kind: [u8; 4] = description.get(8..12)?.try_into().ok()?;
    if &kind == b"alac"
        && let Some(table) = find(b"pakt").map(|table| table.read(bytes, LARGEST_TABLE))
        && let Some(cookie) = find(b"kuki").map(|cookie| cookie.read(bytes, 256))
        && let Some(alac) = Alac::new(&cookie, &table, number[2] as usize)
        && let Some(data) = find(b"data")
    {
        let begin = data.body + 4.min(data.length);
        let data = begin..data.body + data.length;
        let mut layout = Layout::new(Encoding::Alac(alac), channels, rate, data);
        layout.frames = order.u64(&table, 8);
        layout.oddities = oddities;
        return Some(Ok(layout));
    }
    if matches!(
        &kind,
        b"alac" | b"aac " | b"opus" | b"flac" | b".mp3" | b".mp1" | b".mp2"
    ) {
        return None;
    }
    let Some(data) = find(b"data") else {
        return Some(Err("it holds no audio (no `data` chunk)".into()));
    };
    if channels == 0 {
        return Some(Err("it has no channels".into()));
    }
    let frame = number[1] as usize;
    let encoding = match encoding(kind, flags, bits, channels, frame) {
        Ok(encoding) => encoding,
        Err(reason) => return Some(Err(reason)),
    };
    // An edit count stands before the audio.
    let begin = data.body + 4.min(data.length);
    let mut layout = Layout::new(encoding, channels, rate, begin..data.body + data.length);
    match layout.encoding {
        Encoding::Pcm(pcm) if data.claimed > data.length && data.claimed < u64::MAX / 2 => {
            layout.frames = Some((data.claimed - 4) / (pcm.bytes() * channels) as u64);
        }
        Encoding::Adpcm(_) => {
            let table = find(b"pakt").map(|table| table.read(bytes, 24));
            layout.frames = table.and_then(|table| order.u64(&table, 8));
        }
        _ => {}
    }
    if let Some(instrument) = find(b"inst").map(|chunk| chunk.read(bytes, 4)) {
        let note = order.u32(&instrument, 0).map(f32::from_bits);
        layout.root_note = note.filter(|note| (1.0..=127.0).contains(note));
    }
    layout.oddities = oddities;
    Some(Ok(layout))
}

fn encoding(
    kind: [u8; 4],
    flags: u32,
    bits: usize,
    channels: usize,
    frame: usize,
) -> Result<Encoding, String> {
    let order = if flags & 2 == 0 {
        Order::Big
    } else {
        Order::Little
    };
    let least = bits.div_ceil(8);
    let wide = Some(frame / channels).filter(|wide| (least..=8).contains(wide));
    let wide = wide.unwrap_or(least);
    match &kind {
        b"lpcm" if flags & 1 == 1 && (wide == 4 || wide == 8) => {
            Ok(Encoding::Pcm(Pcm::Float { bytes: wide, order }))
        }
        b"lpcm" if flags & 1 == 0 && (1..=8).contains(&wide) => Ok(Encoding::Pcm(Pcm::Signed {
            bytes: wide,
            bits,
            order,
        })),
        b"lpcm" => Err(format!("values of {bits} bits are not read")),
        b"ulaw" => Ok(Encoding::Pcm(Pcm::MuLaw)),
        b"alaw" => Ok(Encoding::Pcm(Pcm::ALaw)),
        b"ima4" => {
            let block = Block::new(Kind::ImaQuickTime, 34 * channels, channels);
            block
                .map(Encoding::Adpcm)
                .ok_or("its blocks cannot be".into())
        }
        _ => Err(format!("`{}` audio in a CAF file is not read", name(kind))),
    }
}
