//! Walking through chunks (RIFF, IFF, Wave64, CAF) whose lengths may be wrong: where the next chunk is not, it is looked for.

use super::super::bytes::{Bytes, Order};

/// Chunks that are looked at before giving up.
const MOST_CHUNKS: usize = 1_024;

/// Bytes in which a chunk is looked for where the lengths lead nowhere.
const SEARCH: usize = 1 << 20;

/// How a family of containers writes its chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// A name of four letters, 32 bits of length in that order, padded to even lengths.
    Iff(Order),
    /// A GUID, 64 bits of length with these 24 bytes in it, padded to 8.
    Wave64,
    /// A name of four letters, 64 bits of length, all ones for "to the end", not padded.
    Caf,
}

/// A chunk as it is in the file.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    pub(super) id: [u8; 4],
    /// Place in the file where the chunk's body begins, bytes.
    pub(super) body: u64,
    /// Bytes of its body that are there.
    pub(super) length: u64,
    /// Bytes of its body that it claims.
    pub(super) claimed: u64,
}

impl Chunk {
    /// Its body as far as `most` bytes.
    pub(super) fn read(&self, bytes: &mut Bytes, most: usize) -> Vec<u8> {
        let count = usize::try_from(self.length).unwrap_or(usize::MAX);
        bytes.some(self.body, count.min(most))
    }
}

/// What a walk is after.
pub(super) struct Walk<'a> {
    pub(super) style: Style,
    /// Name of the chunk that holds the audio.
    pub(super) audio: [u8; 4],
    /// The audio chunk's bytes before the audio.
    pub(super) audio_head: u64,
    /// Length of the audio chunk where the file says it elsewhere.
    pub(super) audio_length: Option<u64>,
    /// Names that are looked for where the lengths lead nowhere.
    pub(super) known: &'a [[u8; 4]],
}

impl Walk<'_> {
    /// All chunks from `from` on. What was wrong with their lengths is added to `oddities`.
    pub(super) fn chunks(
        &self,
        bytes: &mut Bytes,
        from: u64,
        oddities: &mut Vec<String>,
    ) -> Vec<Chunk> {
        let mut chunks: Vec<Chunk> = Vec::new();
        let mut at = from;
        // Where to look for chunks if there is none at `at`.
        let mut lost_from = from;
        while at < bytes.len() && chunks.len() < MOST_CHUNKS {
            let Some((id, claimed)) = self.header(bytes, at) else {
                let Some(found) = self.search(bytes, lost_from, chunks.last()) else {
                    break;
                };
                note(oddities, "the length of a chunk is wrong".into());
                (at, lost_from) = (found, found + 1);
                continue;
            };
            let body = at + self.head();
            let rest = bytes.len().saturating_sub(body);
            if id == self.audio {
                let length = self.audio_length(bytes, body, claimed, oddities);
                chunks.push(Chunk {
                    id,
                    body,
                    length,
                    claimed,
                });
                at = self.next(bytes, body + length, oddities);
                lost_from = body + length;
                continue;
            }
            let length = claimed.min(rest);
            chunks.push(Chunk {
                id,
                body,
                length,
                claimed,
            });
            lost_from = body;
            at = if claimed <= rest {
                self.next(bytes, body + length, oddities)
            } else {
                // It may hide the chunks that follow.
                match self.search(bytes, body, chunks.last()) {
                    Some(found) => {
                        note(oddities, format!("the length of `{}` is wrong", name(id)));
                        found
                    }
                    None => bytes.len(),
                }
            };
        }
        chunks
    }

    /// Bytes before a chunk's body.
    fn head(&self) -> u64 {
        match self.style {
            Style::Iff(_) => 8,
            Style::Wave64 => 24,
            Style::Caf => 12,
        }
    }

    /// Name and claimed length of the chunk at `at`, if it looks like one.
    fn header(&self, bytes: &mut Bytes, at: u64) -> Option<([u8; 4], u64)> {
        let (id, length) = match self.style {
            Style::Iff(order) => {
                let head: [u8; 8] = bytes.at(at)?;
                (&head[..4], u64::from(order.u32(&head, 4)?)).into_header()
            }
            Style::Wave64 => {
                let head: [u8; 24] = bytes.at(at)?;
                let length = Order::Little.u64(&head, 16)?.checked_sub(24)?;
                if !WAVE64_TAILS.iter().any(|tail| head[8..16] == tail[..]) {
                    return None;
                }
                (&head[..4], length).into_header()
            }
            Style::Caf => {
                let head: [u8; 12] = bytes.at(at)?;
                (&head[..4], Order::Big.u64(&head, 4)?).into_header()
            }
        }?;
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b" _-.()[]".contains(byte);
        id.iter().all(is_letter).then_some((id, length))
    }

    /// The chunk after a body that ends at `end`: after its padding, or without where it was left out.
    fn next(&self, bytes: &mut Bytes, end: u64, oddities: &mut Vec<String>) -> u64 {
        let padded = match self.style {
            Style::Iff(_) => end.next_multiple_of(2),
            Style::Wave64 => end.next_multiple_of(8),
            Style::Caf => end,
        };
        if padded != end && !self.is_chunk(bytes, padded) && self.is_chunk(bytes, end) {
            note(oddities, "a chunk is not padded".into());
            return end;
        }
        padded
    }

    /// Whether a chunk with a length that can be stands at `at`.
    fn is_chunk(&self, bytes: &mut Bytes, at: u64) -> bool {
        let rest = bytes.len().saturating_sub(at + self.head());
        self.header(bytes, at).is_some_and(|(id, length)| {
            length <= rest || id == self.audio || self.known.contains(&id)
        })
    }

    /// A known chunk in what follows `from`, other than the ones that were found; the first that can be.
    fn search(&self, bytes: &mut Bytes, from: u64, last: Option<&Chunk>) -> Option<u64> {
        // What follows audio is audio.
        if last.is_some_and(|chunk| chunk.id == self.audio) {
            return None;
        }
        let window = bytes.some(from, SEARCH);
        let starts = window.windows(4).enumerate();
        let starts = starts.filter(|(_, id)| self.known.iter().any(|known| known == id));
        for (offset, _) in starts.take(MOST_CHUNKS) {
            let at = from + offset as u64;
            if self.is_chunk(bytes, at) {
                return Some(at);
            }
        }
        None
    }

    /// Bytes of the audio chunk that begins at `body`.
    fn audio_length(
        &self,
        bytes: &mut Bytes,
        body: u64,
        claimed: u64,
        oddities: &mut Vec<String>,
    ) -> u64 {
        let rest = bytes.len().saturating_sub(body);
        let unknown = match self.style {
            Style::Iff(_) => u64::from(u32::MAX),
            Style::Wave64 | Style::Caf => u64::MAX,
        };
        if claimed == unknown {
            if let Some(length) = self.audio_length {
                return length.min(rest);
            }
            if self.style != Style::Caf {
                note(oddities, "the length of its audio was left open".into());
            }
            return rest;
        }
        if claimed > rest {
            return rest;
        }
        if claimed <= self.audio_head {
            let empty = rest <= claimed || self.is_chunk(bytes, body + claimed);
            if empty {
                return claimed;
            }
            note(oddities, "the length of its audio was never written".into());
            return rest;
        }
        let end = body + claimed;
        let padded = match self.style {
            Style::Iff(_) => end.next_multiple_of(2),
            Style::Wave64 => end.next_multiple_of(8),
            Style::Caf => end,
        };
        let ends = padded >= bytes.len()
            || self.is_chunk(bytes, padded)
            || self.is_chunk(bytes, end)
            || is_tail(bytes, end);
        if ends {
            return claimed;
        }
        note(oddities, "the length of its audio is too small".into());
        rest
    }
}

/// The last halves of Wave64's GUIDs.
const WAVE64_TAILS: [&[u8; 8]; 2] = [
    b"\xa5\xd6\x28\xdb\x04\xc1\0\0",
    b"\x8c\xd1\0\xc0\x4f\x8e\xdb\x8a",
];

trait IntoHeader {
    fn into_header(self) -> Option<([u8; 4], u64)>;
}

impl IntoHeader for (&[u8], u64) {
    fn into_header(self) -> Option<([u8; 4], u64)> {
        Some((self.0.try_into().ok()?, self.1))
    }
}

/// Whether what follows the audio is what programs leave behind files: tags, or nothing but zeros.
fn is_tail(bytes: &mut Bytes, from: u64) -> bool {
    const TAGS: [&[u8]; 5] = [b"ID3", b"TAG", b"APETAGEX", b"LYRICS", b"<"];
    let begin = bytes.some(from, 8);
    if TAGS.iter().any(|tag| begin.starts_with(tag)) {
        return true;
    }
    let mut at = from;
    let mut block = [0; 4_096];
    loop {
        match bytes.fill(at, &mut block) {
            Ok(0) | Err(_) => return true,
            Ok(count) if block[..count].iter().all(|byte| *byte == 0) => at += count as u64,
            Ok(_) => return false,
        }
    }
}

fn note(oddities: &mut Vec<String>, oddity: String) {
    if !oddities.contains(&oddity) && oddities.len() < 8 {
        oddities.push(oddity);
    }
}

/// A chunk's name for a message.
pub(super) fn name(id: [u8; 4]) -> String {
    String::from_utf8_lossy(&id).trim().to_owned()
}
