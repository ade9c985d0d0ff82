//! What an MP4 file says of the frames that its encoder put before and behind the sound: by its edit list, or by the comment
//! `iTunSMPB` of Apple's encoders.

use super::super::bytes::Bytes;

/// Headers (`moov`) that are larger are not searched, in bytes.
const LARGEST: u64 = 8 << 20;

/// Which part of the decoded frames is the sound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) struct Edit {
    /// Silence before the stretch, seconds.
    pub lead: f64,
    /// Seconds of it, where that is known.
    pub length: Option<f64>,
}

/// What the file says; none if it is no MP4 file or says nothing.
pub(in super::super) fn edit(bytes: &mut Bytes) -> Option<Edit> {
    if &bytes.at::<8>(0)?[4..] != b"ftyp" {
        return None;
    }
    let header = header(bytes)?;
    let movie = boxes(&header);
    let sound = find(&movie, b"trak")
        .filter_map(|track| {
            let inside = boxes(track);
            let media = boxes(find(&inside, b"mdia").next()?);
            let kind = find(&media, b"hdlr").next()?.get(8..12)?;
            (kind == b"soun").then_some((inside, media))
        })
        .next()?;
    let (track, media) = sound;
    let rate = timescale(find(&media, b"mdhd").next()?)?;
    if let Some(edit) = gapless(&header, rate) {
        return Some(edit);
    }
    let edits = boxes(find(&track, b"edts").next()?);
    let of_movie = timescale(find(&movie, b"mvhd").next()?)?;
    listed(find(&edits, b"elst").next()?, rate, of_movie)
}

/// The inside of `moov`.
fn header(bytes: &mut Bytes) -> Option<Vec<u8>> {
    let mut at = 0;
    // Each box is its length, its name, its inside.
    for _ in 0..64 {
        let head: [u8; 16] = bytes.at(at).or_else(|| {
            let mut head = [0; 16];
            head[..8].copy_from_slice(&bytes.at::<8>(at)?);
            Some(head)
        })?;
        let short = u64::from(u32::from_be_bytes(head[..4].try_into().ok()?));
        let (length, begin) = match short {
            0 => (bytes.len().checked_sub(at)?, 8),
            1 => (u64::from_be_bytes(head[8..].try_into().ok()?), 16),
            length => (length, 8),
        };
        if length < begin {
            return None;
        }
        if &head[4..8] == b"moov" {
            let inside = length - begin;
            return (inside <= LARGEST)
                .then(|| bytes.some(at + begin, usize::try_from(inside).unwrap_or(0)));
        }
        at = at.checked_add(length)?;
    }
    None
}

/// The boxes in one, by their names.
fn boxes(mut inside: &[u8]) -> Vec<([u8; 4], &[u8])> {
    let mut found = Vec::new();
    while let Some((head, rest)) = inside.split_first_chunk::<8>() {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(length) = length.checked_sub(8).filter(|length| *length <= rest.len()) else {
            break;
        };
        found.push(([head[4], head[5], head[6], head[7]], &rest[..length]));
        inside = &rest[length..];
    }
    found
}

fn find<'b>(
    boxes: &[([u8; 4], &'b [u8])],
    name: &'static [u8; 4],
) -> impl Iterator<Item = &'b [u8]> {
    let found: Vec<&[u8]> = boxes
        .iter()
        .filter(|(own, _)| own == name)
        .map(|(_, inside)| *inside)
        .collect();
    found.into_iter()
}

fn number<const N: usize>(inside: &[u8], at: usize) -> Option<u64> {
    let bytes = inside.get(at..at + N)?;
    Some(
        bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)),
    )
}

/// Units a second of a `mvhd` or `mdhd`.
fn timescale(inside: &[u8]) -> Option<f64> {
    let at = if *inside.first()? == 0 { 12 } else { 20 };
    let units = number::<4>(inside, at)?;
    #[allow(clippy::cast_precision_loss, reason = "no file has 2^53 frames")]
    (units > 0).then_some(units as f64)
}

/// The first stretch of an edit list that plays something.
#[allow(clippy::cast_precision_loss, reason = "no file has 2^53 frames")]
fn listed(inside: &[u8], rate: f64, of_movie: f64) -> Option<Edit> {
    let is_short = *inside.first()? == 0;
    let count = number::<4>(inside, 4)?.min(64);
    let size = if is_short { 12 } else { 20 };
    for index in 0..usize::try_from(count).ok()? {
        let at = 8 + index * size;
        let (length, begin) = if is_short {
            let begin = number::<4>(inside, at + 4)?;
            (
                number::<4>(inside, at)?,
                (begin != u64::from(u32::MAX)).then_some(begin),
            )
        } else {
            let begin = number::<8>(inside, at + 8)?;
            (
                number::<8>(inside, at)?,
                (begin != u64::MAX).then_some(begin),
            )
        };
        if let Some(begin) = begin {
            let length = (length > 0).then_some(length as f64 / of_movie);
            let lead = begin as f64 / rate;
            return Some(Edit { lead, length });
        }
    }
    None
}

/// The comment of Apple's encoders: zero, frames before, frames behind, and frames of the sound, in hexadecimal.
#[allow(clippy::cast_precision_loss, reason = "no file has 2^53 frames")]
fn gapless(header: &[u8], rate: f64) -> Option<Edit> {
    let name = b"iTunSMPB";
    let at = header.windows(name.len()).position(|bytes| bytes == name)?;
    let rest = header.get(at + name.len()..)?;
    let data = rest.windows(4).position(|bytes| bytes == b"data")?;
    let text = rest.get(data + 12..)?;
    let text: String = text.iter().take(64).map(|byte| char::from(*byte)).collect();
    let mut fields = text.split_whitespace().skip(1);
    let mut field = || u64::from_str_radix(fields.next()?, 16).ok();
    let (lead, _, length) = (field()?, field()?, field()?);
    Some(Edit {
        lead: lead as f64 / rate,
        length: (length > 0).then_some(length as f64 / rate),
    })
}
