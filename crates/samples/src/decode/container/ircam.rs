//! Berkeley, IRCAM and CARL sound files, in either byte order.

use super::super::bytes::{Bytes, Order};
use super::super::pcm::Pcm;
use super::{Encoding, Layout};

/// Where the audio begins.
const HEADER: u64 = 1_024;

/// None if it is no such file.
pub(super) fn read(bytes: &mut Bytes) -> Option<Result<Layout, String>> {
    let head: [u8; 16] = bytes.at(0)?;
    let is_mark = |mark: &[u8]| mark[0] == 0x64 && mark[1] == 0xa3 && mark[3] == 0;
    if !is_mark(&head[..4]) || !(1..=4).contains(&head[2]) {
        return None;
    }
    // The mark does not always tell the order: channels do.
    let fits = |order: Order| {
        let channels = order.u32(&head, 8).unwrap_or(0);
        (1..=256).contains(&channels)
    };
    let order = if fits(Order::Little) {
        Order::Little
    } else {
        Order::Big
    };
    let rate = f32::from_bits(order.u32(&head, 4)?);
    let channels = order.u32(&head, 8)? as usize;
    let pcm = match order.u32(&head, 12)? {
        1 => Pcm::signed(1, order),
        2 => Pcm::signed(2, order),
        3 => Pcm::signed(3, order),
        0x40004 => Pcm::signed(4, order),
        4 => Pcm::Float { bytes: 4, order },
        8 => Pcm::Float { bytes: 8, order },
        0x10001 => Pcm::ALaw,
        0x20001 => Pcm::MuLaw,
        number => return Some(Err(format!("its encoding (number {number}) is not read"))),
    };
    let data = HEADER..bytes.len().max(HEADER);
    let layout = super::rate(f64::from(rate))
        .map(|rate| Layout::new(Encoding::Pcm(pcm), channels, rate, data));
    Some(layout)
}
