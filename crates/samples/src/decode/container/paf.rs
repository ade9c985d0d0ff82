//! Ensoniq PARIS.

use super::super::bytes::{Bytes, Order};
use super::super::pcm::Pcm;
use super::{Encoding, Layout};

/// Where the audio begins.
const HEADER: u64 = 2_048;

pub(super) fn read(bytes: &mut Bytes) -> Result<Layout, String> {
    let head: [u8; 28] = bytes.at(0).ok_or("it ends within its header")?;
    let order = if head[0] == b' ' {
        Order::Big
    } else {
        Order::Little
    };
    let word = |index: usize| order.u32(&head, index * 4).unwrap_or_default();
    let pcm = match word(4) {
        0 => Pcm::signed(2, order),
        2 => Pcm::signed(1, order),
        _ => return Err("24-bit audio in a PARIS file is not read".into()),
    };
    let rate = super::rate(f64::from(word(3)))?;
    let data = HEADER..bytes.len().max(HEADER);
    Ok(Layout::new(
        Encoding::Pcm(pcm),
        word(5) as usize,
        rate,
        data,
    ))
}
