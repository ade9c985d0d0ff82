//! Formats whose header is a handful of numbers: AVR, PVF, HTK, MPC 2000, Psion's WVE and FastTracker's XI.

use super::super::bytes::{Bytes, Order};
use super::super::pcm::Pcm;
use super::{Encoding, Layout};

/// None if it is none of these.
pub(super) fn read(bytes: &mut Bytes) -> Option<Result<Layout, String>> {
    let head = bytes.some(0, 352);
    if head.starts_with(b"2BIT") {
        Some(avr(bytes, &head))
    } else if head.starts_with(b"PVF1\n") {
        Some(pvf(bytes, &head))
    } else if head.starts_with(b"\x01\x04") && head.len() >= 42 {
        Some(mpc_2000(bytes, &head))
    } else if head.starts_with(b"ALawSoundFile**\0") {
        let data = 32..bytes.len().max(32);
        Some(Ok(Layout::new(Encoding::Pcm(Pcm::ALaw), 1, 8_000.0, data)))
    } else if head.starts_with(b"Extended Instrument: ") {
        Some(xi(bytes, &head))
    } else {
        None
    }
}

const SHORT: &str = "it ends within its header";

/// Audio Visual Research, of the Atari.
fn avr(bytes: &Bytes, head: &[u8]) -> Result<Layout, String> {
    let order = Order::Big;
    let number = |at| order.u16(head, at).ok_or(SHORT);
    let channels = if number(12)? == 0 { 1 } else { 2 };
    let pcm = match (number(14)?, number(16)?) {
        (8, 0) => Pcm::Unsigned8,
        (8, _) => Pcm::signed(1, order),
        (16, 0) => Pcm::Unsigned16(order),
        (16, _) => Pcm::signed(2, order),
        (bits, _) => return Err(format!("values of {bits} bits are not read")),
    };
    // The rate's upper byte is another number.
    let rate = order.u32(head, 22).ok_or(SHORT)? & 0x00ff_ffff;
    let frames = u64::from(order.u32(head, 26).ok_or(SHORT)?);
    let width = (pcm.bytes() * channels) as u64;
    let rest = bytes.len().saturating_sub(128);
    let data = 128..128 + rest.min(if frames == 0 { rest } else { frames * width });
    let rate = super::rate(f64::from(rate))?;
    let mut layout = Layout::new(Encoding::Pcm(pcm), channels, rate, data);
    layout.frames = Some(frames);
    Ok(layout)
}

/// Portable Voice Format: a line of numbers.
fn pvf(bytes: &Bytes, head: &[u8]) -> Result<Layout, String> {
    let line = head[5..].split(|byte| *byte == b'\n').next();
    let line = line.unwrap_or_default();
    let text = String::from_utf8_lossy(line);
    let mut numbers = text
        .split_whitespace()
        .map_while(|word| word.parse::<usize>().ok());
    let mut next = || numbers.next().ok_or(SHORT);
    let (channels, rate, bits) = (next()?, next()?, next()?);
    if !matches!(bits, 8 | 16 | 32) {
        return Err(format!("values of {bits} bits are not read"));
    }
    let pcm = Pcm::signed(bits / 8, Order::Big);
    let begin = 5 + line.len() as u64 + 1;
    let data = begin..bytes.len().max(begin);
    let rate = super::rate(rate as f64)?;
    Ok(Layout::new(Encoding::Pcm(pcm), channels, rate, data))
}

/// Akai MPC 2000.
fn mpc_2000(bytes: &Bytes, head: &[u8]) -> Result<Layout, String> {
    let order = Order::Little;
    let channels = if head[21] == 0 { 1 } else { 2 };
    let frames = u64::from(order.u32(head, 30).ok_or(SHORT)?);
    let rate = f64::from(order.u16(head, 40).ok_or(SHORT)?);
    let data = 42..bytes.len().max(42);
    let pcm = Pcm::signed(2, order);
    let mut layout = Layout::new(Encoding::Pcm(pcm), channels, super::rate(rate)?, data);
    layout.frames = Some(frames);
    Ok(layout)
}

/// FastTracker 2's instrument: its first sample, as differences.
fn xi(bytes: &Bytes, head: &[u8]) -> Result<Layout, String> {
    let order = Order::Little;
    let at = 298;
    let length = u64::from(order.u32(head, at).ok_or(SHORT)?);
    let flags = *head.get(at + 14).ok_or(SHORT)?;
    let samples = u64::from(order.u16(head, 296).ok_or(SHORT)?);
    let pcm = if flags & 16 == 0 {
        Pcm::Delta8
    } else {
        Pcm::Delta16(order)
    };
    let begin = 298 + 40 * samples;
    let rest = bytes.len().saturating_sub(begin);
    let data = begin..begin + rest.min(if length == 0 { rest } else { length });
    Ok(Layout::new(Encoding::Pcm(pcm), 1, 44_100.0, data))
}

/// HTK, which no mark tells.
pub(super) fn htk(bytes: &mut Bytes) -> Result<Layout, String> {
    let head: [u8; 12] = bytes.at(0).ok_or(SHORT)?;
    let order = Order::Big;
    let period = order.u32(&head, 4).ok_or(SHORT)?;
    if order.u32(&head, 8) != Some(0x0002_0000) || period == 0 {
        return Err("what it holds is no waveform".into());
    }
    // In 100 ns.
    let rate = super::rate((1e7 / f64::from(period)).floor())?;
    let data = 12..bytes.len().max(12);
    let pcm = Pcm::signed(2, order);
    let mut layout = Layout::new(Encoding::Pcm(pcm), 1, rate, data);
    layout.frames = order.u32(&head, 0).map(u64::from);
    Ok(layout)
}
