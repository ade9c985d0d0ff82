//! Amiga's 8SVX and 16SV.

use super::super::bytes::{Bytes, Order};
use super::super::pcm::Pcm;
use super::chunks::{Style, Walk};
use super::{Encoding, Layout};

pub(super) fn read(bytes: &mut Bytes) -> Result<Layout, String> {
    let mut oddities = Vec::new();
    let walk = Walk {
        style: Style::Iff(Order::Big),
        audio: *b"BODY",
        audio_head: 0,
        audio_length: None,
        known: &[*b"VHDR", *b"BODY"],
    };
    let chunks = walk.chunks(bytes, 12, &mut oddities);
    let find = |id: &[u8; 4]| chunks.iter().find(|chunk| chunk.id == *id);
    let voice = find(b"VHDR").ok_or("it does not say what audio it holds (no `VHDR` chunk)")?;
    let voice = voice.read(bytes, 20);
    let rate = Order::Big
        .u16(&voice, 12)
        .ok_or("its `VHDR` is too short")?;
    if voice.get(15).is_some_and(|packing| *packing != 0) {
        return Err("packed audio in an 8SVX file is not read".into());
    }
    let body = find(b"BODY").ok_or("it holds no audio (no `BODY` chunk)")?;
    let wide = match bytes.at::<4>(8) {
        Some(form) if form == *b"16SV" => 2,
        _ => 1,
    };
    let pcm = Pcm::signed(wide, Order::Big);
    let data = body.body..body.body + body.length;
    let mut layout = Layout::new(Encoding::Pcm(pcm), 1, super::rate(f64::from(rate))?, data);
    if body.claimed > body.length {
        layout.frames = Some(body.claimed / wide as u64);
    }
    layout.oddities = oddities;
    Ok(layout)
}
