//! Creative Voice: blocks of sound, each with a type and 24 bits of length. Sound goes on over blocks of one kind.

use super::super::bytes::{Bytes, Order};
use super::super::pcm::Pcm;
use super::{Encoding, Layout};

/// Blocks that are looked at before giving up.
const MOST_BLOCKS: usize = 256;

pub(super) fn read(bytes: &mut Bytes) -> Result<Layout, String> {
    let head: [u8; 22] = bytes.at(0).ok_or("it ends within its header")?;
    let order = Order::Little;
    let mut at = u64::from(order.u16(&head, 20).unwrap_or(26)).max(22);
    // Channels and rate of an extended block, for the block after it.
    let mut extended = None;
    for _ in 0..MOST_BLOCKS {
        let Some([kind, a, b, c]) = bytes.at::<4>(at) else {
            break;
        };
        let length = u64::from(a) | u64::from(b) << 8 | u64::from(c) << 16;
        let body = at + 4;
        let end = (body + length).min(bytes.len());
        let head = bytes.some(body, 12);
        match kind {
            0 => break,
            1 if head.len() >= 2 => {
                let (channels, rate) =
                    extended.unwrap_or((1, 1e6 / f64::from(256 - u32::from(head[0]))));
                return layout(head[1].into(), 8, channels, rate, body + 2..end, length - 2);
            }
            8 if head.len() >= 4 => {
                let divisor = 65_536 - u32::from(order.u16(&head, 0).unwrap_or(0));
                let channels = usize::from(head[3]) + 1;
                let rate = 256e6 / (channels as f64 * f64::from(divisor));
                extended = Some((channels, rate));
            }
            9 if head.len() >= 12 => {
                let rate = f64::from(order.u32(&head, 0).unwrap_or(0));
                let (bits, channels) = (head[4].into(), head[5].into());
                let codec = order.u16(&head, 6).unwrap_or(0);
                return layout(codec, bits, channels, rate, body + 12..end, length - 12);
            }
            _ => {}
        }
        at = body + length;
    }
    Err("it holds no block of sound".into())
}

fn layout(
    codec: u16,
    bits: usize,
    channels: usize,
    rate: f64,
    data: std::ops::Range<u64>,
    claimed: u64,
) -> Result<Layout, String> {
    let pcm = match (codec, bits) {
        (0, 8) => Pcm::Unsigned8,
        (4, 16) => Pcm::signed(2, Order::Little),
        (6, _) => Pcm::ALaw,
        (7, _) => Pcm::MuLaw,
        _ => return Err(format!("encoding {codec} of a VOC file is not read")),
    };
    let data = data.start.min(data.end)..data.end;
    let promised = claimed / (pcm.bytes() * channels.max(1)) as u64;
    let mut layout = Layout::new(Encoding::Pcm(pcm), channels, super::rate(rate)?, data);
    layout.frames = Some(promised);
    Ok(layout)
}
