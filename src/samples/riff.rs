//! The one thing of a WAV file that the decoder does not tell: the root note in its `smpl` chunk.

use std::io::{Read, Seek, SeekFrom};

/// Chunks that are looked at before giving up.
const MOST_CHUNKS: usize = 64;

/// The MIDI unity note with its fraction, if `file` is a RIFF WAVE file with a `smpl` chunk. Leaves the file at its start.
pub(super) fn root_note(file: &mut (impl Read + Seek)) -> Option<f32> {
    let note = find_root_note(file);
    file.seek(SeekFrom::Start(0)).ok()?;
    note
}

fn find_root_note(file: &mut (impl Read + Seek)) -> Option<f32> {
    let mut head = [0; 12];
    file.read_exact(&mut head).ok()?;
    if &head[..4] != b"RIFF" || &head[8..] != b"WAVE" {
        return None;
    }
    for _ in 0..MOST_CHUNKS {
        let mut chunk = [0; 8];
        file.read_exact(&mut chunk).ok()?;
        let length = word(&chunk[4..])?;
        if &chunk[..4] == b"smpl" && length >= 36 {
            let mut body = [0; 20];
            file.read_exact(&mut body).ok()?;
            let (unity, fraction) = (word(&body[12..])?, word(&body[16..])?);
            let cents = f64::from(fraction) / f64::from(u32::MAX);
            return (unity <= 127).then_some((f64::from(unity) + cents) as f32);
        }
        // Chunks are padded to an even length.
        let skipped = i64::from(length) + i64::from(length & 1);
        file.seek(SeekFrom::Current(skipped)).ok()?;
    }
    None
}

fn word(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn wave(chunks: &[(&[u8; 4], Vec<u8>)]) -> Cursor<Vec<u8>> {
        let mut file = b"RIFF\0\0\0\0WAVE".to_vec();
        for (name, body) in chunks {
            file.extend_from_slice(*name);
            file.extend_from_slice(&(body.len() as u32).to_le_bytes());
            file.extend_from_slice(body);
            file.resize(file.len().next_multiple_of(2), 0);
        }
        Cursor::new(file)
    }

    fn smpl(unity: u32, fraction: u32) -> Vec<u8> {
        let words = [0, 0, 0, unity, fraction, 0, 0, 0, 0];
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn the_unity_note_is_found_behind_other_chunks() {
        let mut file = wave(&[(b"data", vec![0; 7]), (b"smpl", smpl(69, 1 << 31))]);
        let note = root_note(&mut file).unwrap();
        assert!((note - 69.5).abs() < 1e-4);
        assert_eq!(file.position(), 0);
    }

    #[test]
    fn nonsense_has_no_root_note() {
        assert_eq!(root_note(&mut wave(&[(b"smpl", smpl(1_000, 0))])), None);
        assert_eq!(root_note(&mut wave(&[(b"smpl", vec![0; 3])])), None);
        assert_eq!(root_note(&mut Cursor::new(b"RIFF".to_vec())), None);
        assert_eq!(root_note(&mut Cursor::new(vec![0xff; 4_000])), None);
    }
}
