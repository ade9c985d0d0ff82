//! Matlab's and Octave's matrices `samplerate` and `wavedata` (frames in columns), versions 4 and 5.

use super::super::bytes::{Bytes, Order};
use super::super::pcm::Pcm;
use super::{Encoding, Layout};

/// Matrices that are looked at before giving up.
const MOST_MATRICES: usize = 16;

/// A matrix of numbers.
struct Matrix {
    name: String,
    rows: usize,
    columns: u64,
    pcm: Pcm,
    begin: u64,
}

impl Matrix {
    fn bytes(&self) -> u64 {
        (self.rows as u64)
            .saturating_mul(self.columns)
            .saturating_mul(self.pcm.bytes() as u64)
    }

    fn first(&self, bytes: &mut Bytes) -> Option<f64> {
        let raw: [u8; 8] = bytes.at(self.begin)?;
        Some(match self.pcm {
            Pcm::Float { bytes: 8, order } => f64::from_bits(order.u64(&raw, 0)?),
            Pcm::Float { order, .. } => f64::from(f32::from_bits(order.u32(&raw, 0)?)),
            Pcm::Signed {
                bytes: 4, order, ..
            } => f64::from(order.u32(&raw, 0)?),
            Pcm::Signed { order, .. } | Pcm::Unsigned16(order) => f64::from(order.u16(&raw, 0)?),
            _ => f64::from(raw[0]),
        })
    }
}

/// The sound among the matrices that `next` gives, which takes a place in the file and tells the next.
fn find(
    bytes: &mut Bytes,
    mut at: u64,
    next: impl Fn(&mut Bytes, u64) -> Option<(Matrix, u64)>,
) -> Result<Layout, String> {
    let mut rate = None;
    for _ in 0..MOST_MATRICES {
        let Some((matrix, after)) = next(bytes, at) else {
            break;
        };
        if matrix.name == "samplerate" {
            rate = matrix.first(bytes);
        } else if matrix.name == "wavedata" {
            let end = matrix.begin.saturating_add(matrix.bytes()).min(bytes.len());
            let rate = super::rate(rate.ok_or("it has no rate")?)?;
            let data = matrix.begin.min(end)..end;
            let mut layout = Layout::new(Encoding::Pcm(matrix.pcm), matrix.rows, rate, data);
            layout.frames = Some(matrix.columns);
            return Ok(layout);
        }
        at = after;
    }
    Err("it holds no matrix `wavedata`".into())
}

/// Version 4, which no mark tells.
pub(super) fn version_4(bytes: &mut Bytes) -> Result<Layout, String> {
    find(bytes, 0, |bytes, at| {
        let head: [u8; 20] = bytes.at(at)?;
        let order = match (head[0], head[3]) {
            (0, _) if Order::Big.u32(&head, 0)? >= 1_000 => Order::Big,
            (_, 0) => Order::Little,
            _ => return None,
        };
        let word = |index: usize| order.u32(&head, index * 4);
        let pcm = match word(0)? % 1_000 {
            0 => Pcm::Float { bytes: 8, order },
            10 => Pcm::Float { bytes: 4, order },
            20 => Pcm::signed(4, order),
            30 => Pcm::signed(2, order),
            40 => Pcm::Unsigned16(order),
            50 => Pcm::Unsigned8,
            _ => return None,
        };
        let name_length = word(4)?.min(256);
        let name = bytes.some(at + 20, name_length as usize);
        let matrix = Matrix {
            name: text(&name),
            rows: word(1)? as usize,
            columns: u64::from(word(2)?),
            pcm,
            begin: at + 20 + u64::from(name_length),
        };
        let after = matrix.begin.checked_add(matrix.bytes())?;
        Some((matrix, after))
    })
}

/// Version 5.
pub(super) fn version_5(bytes: &mut Bytes) -> Result<Layout, String> {
    let mark: [u8; 2] = bytes.at(126).ok_or("it ends within its header")?;
    let order = if &mark == b"IM" {
        Order::Little
    } else {
        Order::Big
    };
    find(bytes, 128, |bytes, at| {
        let head: [u8; 8] = bytes.at(at)?;
        if order.u32(&head, 0)? != 14 {
            return None;
        }
        let after = at
            .checked_add(8)?
            .checked_add(u64::from(order.u32(&head, 4)?))?;
        let flags = element(bytes, order, at + 8)?;
        let sizes = element(bytes, order, flags.after)?;
        let raw = bytes.some(sizes.begin, 8);
        let (rows, columns) = (order.u32(&raw, 0)?, order.u32(&raw, 4)?);
        let name = element(bytes, order, sizes.after)?;
        let letters = bytes.some(name.begin, name.length.min(256) as usize);
        let data = element(bytes, order, name.after)?;
        let pcm = match data.kind {
            1 => Pcm::signed(1, order),
            2 => Pcm::Unsigned8,
            3 => Pcm::signed(2, order),
            4 => Pcm::Unsigned16(order),
            5 | 6 => Pcm::signed(4, order),
            7 => Pcm::Float { bytes: 4, order },
            9 => Pcm::Float { bytes: 8, order },
            _ => return None,
        };
        let matrix = Matrix {
            name: text(&letters),
            rows: rows as usize,
            columns: u64::from(columns),
            pcm,
            begin: data.begin,
        };
        Some((matrix, after))
    })
}

/// A part of a matrix of version 5.
struct Element {
    kind: u32,
    length: u64,
    begin: u64,
    after: u64,
}

fn element(bytes: &mut Bytes, order: Order, at: u64) -> Option<Element> {
    let head: [u8; 8] = bytes.at(at)?;
    let word = order.u32(&head, 0)?;
    if word >> 16 != 0 {
        // Of at most four bytes, which stand where the length would.
        return Some(Element {
            kind: word & 0xffff,
            length: u64::from(word >> 16),
            begin: at + 4,
            after: at + 8,
        });
    }
    let length = u64::from(order.u32(&head, 4)?);
    let begin = at + 8;
    Some(Element {
        kind: word,
        length,
        begin,
        after: begin + length.next_multiple_of(8),
    })
}

fn text(name: &[u8]) -> String {
    let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(name).into_owned()
}
