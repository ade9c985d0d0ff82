//! Sun's AU, in either byte order.

use super::super::bytes::{Bytes, Order};
use super::super::pcm::Pcm;
use super::{Encoding, Layout};

pub(super) fn read(bytes: &mut Bytes) -> Result<Layout, String> {
    let head: [u8; 24] = bytes.at(0).ok_or("it ends within its header")?;
    let order = if head.starts_with(b".snd") {
        Order::Big
    } else {
        Order::Little
    };
    let word = |index: usize| order.u32(&head, index * 4).unwrap_or_default();
    let signed = |bytes| Encoding::Pcm(Pcm::signed(bytes, order));
    let encoding = match word(3) {
        1 => Encoding::Pcm(Pcm::MuLaw),
        2 => signed(1),
        3 => signed(2),
        4 => signed(3),
        5 => signed(4),
        6 => Encoding::Pcm(Pcm::Float { bytes: 4, order }),
        7 => Encoding::Pcm(Pcm::Float { bytes: 8, order }),
        27 => Encoding::Pcm(Pcm::ALaw),
        23..=26 => return Err("G.72x ADPCM in an AU file is not read".into()),
        number => return Err(format!("its encoding (number {number}) is not read")),
    };
    let channels = word(5) as usize;
    let rate = super::rate(f64::from(word(4)))?;
    let begin = u64::from(word(1)).max(24);
    let claimed = word(2);
    let rest = bytes.len().saturating_sub(begin);
    let open = claimed == u32::MAX || claimed == 0;
    let length = if open {
        rest
    } else {
        u64::from(claimed).min(rest)
    };
    let mut layout = Layout::new(encoding, channels, rate, begin..begin + length);
    if let (Encoding::Pcm(pcm), false) = (&layout.encoding, open)
        && u64::from(claimed) > rest
        && channels > 0
    {
        layout.frames = Some(u64::from(claimed) / (pcm.bytes() * channels) as u64);
    }
    Ok(layout)
}
