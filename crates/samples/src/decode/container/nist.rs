//! NIST SPHERE: lines of text, each a name, a type and a value.

use super::super::bytes::{Bytes, Order};
use super::super::pcm::Pcm;
use super::{Encoding, Layout};

pub(super) fn read(bytes: &mut Bytes) -> Result<Layout, String> {
    let text = bytes.some(0, 1 << 14);
    let text = String::from_utf8_lossy(&text);
    let mut lines = text.lines().skip(1);
    let length = lines
        .next()
        .and_then(|line| line.trim().parse::<u64>().ok());
    let begin = length.ok_or("its header has no length")?;
    let value = |name: &str| {
        let mut lines = text.lines().skip(2).take_while(|line| *line != "end_head");
        let line = lines.find(|line| line.split_whitespace().next() == Some(name))?;
        line.split_whitespace().nth(2)
    };
    let number = |name: &str| value(name).and_then(|value| value.parse::<usize>().ok());
    let channels = number("channel_count").unwrap_or(1);
    let wide = number("sample_n_bytes").unwrap_or(2);
    let rate = number("sample_rate").ok_or("it has no rate")?;
    let order = match value("sample_byte_format") {
        Some("10") => Order::Big,
        _ => Order::Little,
    };
    let pcm = match value("sample_coding") {
        None | Some("pcm") if (1..=4).contains(&wide) => Pcm::signed(wide, order),
        Some("ulaw" | "mu-law") => Pcm::MuLaw,
        Some("alaw") => Pcm::ALaw,
        coding => {
            let coding = coding.unwrap_or("pcm");
            return Err(format!("`{coding}` audio in a NIST file is not read"));
        }
    };
    let width = (pcm.bytes() * channels.max(1)) as u64;
    let rest = bytes.len().saturating_sub(begin);
    let counted = number("sample_count").map(|count| count as u64);
    let promised = counted.filter(|count| *count > 0);
    let data = match promised {
        Some(frames) => begin..begin + frames.saturating_mul(width).min(rest),
        None => begin..begin + rest,
    };
    let rate = super::rate(rate as f64)?;
    let mut layout = Layout::new(Encoding::Pcm(pcm), channels, rate, data);
    layout.frames = promised;
    Ok(layout)
}
