//! States between VST3's streams and CLAP's.
//!
//! A CLAP state is the length of the text (eight bytes, the least first) and the text. In VST3 projects it has always been
//! the text alone, and stays so, that older versions of the plugin read it; both forms are read.

use super::clap_plugin::ClapPlugin;
use clap_sys::stream::{clap_istream, clap_ostream};
use std::ffi::c_void;
use std::ptr;
use vst3::ComRef;
use vst3::Steinberg::{IBStream, IBStreamTrait};

/// Bytes of the length before the text.
const LENGTH: usize = size_of::<u64>();
/// Bytes of a state that are read at most.
const LARGEST_STATE: usize = 1 << 30;
/// Bytes read or written at once.
const PART: usize = 1 << 16;

/// All that remains in a stream. `None` if it has no end.
pub(super) fn read_all(stream: &ComRef<'_, IBStream>) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    let mut part = vec![0_u8; PART];
    loop {
        let mut got = 0;
        // SAFETY: the part is as long as said. The result is not looked at: at the end some hosts give an error.
        unsafe {
            stream.read(
                part.as_mut_ptr().cast::<c_void>(),
                PART as i32,
                &raw mut got,
            )
        };
        let got = usize::try_from(got).unwrap_or(0).min(PART);
        if got == 0 {
            return Some(all);
        }
        if all.len() + got > LARGEST_STATE {
            return None;
        }
        all.extend_from_slice(&part[..got]);
    }
}

/// Writes all bytes; whether the stream took them.
pub(super) fn write_all(stream: &ComRef<'_, IBStream>, mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        let part = bytes.len().min(PART);
        let mut taken = 0;
        // SAFETY: the part is as long as said; the stream only reads it.
        unsafe {
            stream.write(
                bytes.as_ptr().cast_mut().cast::<c_void>(),
                part as i32,
                &raw mut taken,
            );
        }
        let taken = usize::try_from(taken).unwrap_or(0).min(part);
        if taken == 0 {
            return false;
        }
        bytes = &bytes[taken..];
    }
    true
}

/// The length that a state of CLAP's form says, if it is of that form.
fn said_length(bytes: &[u8]) -> Option<usize> {
    let (length, text) = bytes.split_first_chunk::<LENGTH>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    (length <= text.len()).then_some(length)
}

/// A state in CLAP's form, whichever it came in.
fn with_length(bytes: &[u8]) -> Vec<u8> {
    if let Some(length) = said_length(bytes) {
        return bytes[..LENGTH + length].to_vec();
    }
    // Streams of some hosts are longer than what was written.
    let end = bytes
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    let text = &bytes[..end];
    let mut all = (text.len() as u64).to_le_bytes().to_vec();
    all.extend_from_slice(text);
    all
}

/// The text of a state in CLAP's form; any other as it is.
fn without_length(bytes: Vec<u8>) -> Vec<u8> {
    match said_length(&bytes) {
        Some(length) if length + LENGTH == bytes.len() => bytes[LENGTH..].to_vec(),
        _ => bytes,
    }
}

struct Source<'a> {
    left: &'a [u8],
}

unsafe extern "C" fn read(stream: *const clap_istream, buffer: *mut c_void, size: u64) -> i64 {
    // SAFETY: the plugin passes the stream it was given, and a buffer as long as it says.
    unsafe {
        let Some(source) = stream
            .as_ref()
            .and_then(|stream| stream.ctx.cast::<Source<'_>>().as_mut())
        else {
            return -1;
        };
        let part = source
            .left
            .len()
            .min(usize::try_from(size).unwrap_or(usize::MAX));
        if buffer.is_null() {
            return -1;
        }
        ptr::copy_nonoverlapping(source.left.as_ptr(), buffer.cast::<u8>(), part);
        source.left = &source.left[part..];
        part as i64
    }
}

unsafe extern "C" fn write(stream: *const clap_ostream, buffer: *const c_void, size: u64) -> i64 {
    // SAFETY: the plugin passes the stream it was given, and a buffer as long as it says.
    unsafe {
        let Some(sink) = stream
            .as_ref()
            .and_then(|stream| stream.ctx.cast::<Vec<u8>>().as_mut())
        else {
            return -1;
        };
        let Ok(size) = usize::try_from(size) else {
            return -1;
        };
        if buffer.is_null() || sink.len().saturating_add(size) > LARGEST_STATE {
            return -1;
        }
        sink.extend_from_slice(std::slice::from_raw_parts(buffer.cast::<u8>(), size));
        size as i64
    }
}

/// Gives the plugin a state of either form.
pub(super) fn load(plugin: &ClapPlugin, bytes: &[u8]) -> bool {
    let bytes = with_length(bytes);
    let mut source = Source { left: &bytes };
    plugin.load(&clap_istream {
        ctx: (&raw mut source).cast(),
        read: Some(read),
    })
}

/// The plugin's state, as VST3 projects have it.
pub(super) fn save(plugin: &ClapPlugin) -> Option<Vec<u8>> {
    let mut bytes: Vec<u8> = Vec::new();
    let saved = plugin.save(&clap_ostream {
        ctx: (&raw mut bytes).cast(),
        write: Some(write),
    });
    saved.then(|| without_length(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_claps_form(text: &[u8]) -> Vec<u8> {
        [&(text.len() as u64).to_le_bytes()[..], text].concat()
    }

    #[test]
    fn both_forms_are_read() {
        let text = br#"{"version":"1"}"#;
        let clap = in_claps_form(text);
        assert_eq!(with_length(text), clap);
        assert_eq!(with_length(&clap), clap);
        assert_eq!(with_length(&[&clap[..], b"rest"].concat()), clap);
        assert_eq!(with_length(&[&text[..], &[0; 40]].concat()), clap);
        assert_eq!(with_length(b""), in_claps_form(b""));
        assert_eq!(with_length(b"short"), in_claps_form(b"short"));
    }

    #[test]
    fn the_text_alone_is_written() {
        let text = br#"{"version":"1"}"#;
        assert_eq!(without_length(in_claps_form(text)), text);
        assert_eq!(without_length(text.to_vec()), text);
    }
}
