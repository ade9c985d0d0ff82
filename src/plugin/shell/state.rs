//! The project's state, through the host's streams.
//!
//! The framework writes the length before the JSON, and loses a value that was set in the window while nothing is processed
//! yet. It reads no other form; projects of before that were saved as VST3 hold bare JSON. What it would refuse or throw away
//! is [mended and completed](crate::plugin::chunk).

use super::events::Incoming;
use super::extensions::{ask, shell_of};
use super::{Shell, framework};
use crate::automation::chunk;
use clap_sys::events::{clap_event_header, clap_input_events, clap_output_events};
use clap_sys::ext::params::{
    CLAP_EXT_PARAMS, CLAP_PARAM_RESCAN_VALUES, clap_host_params, clap_plugin_params,
};
use clap_sys::ext::state::{CLAP_EXT_STATE, clap_plugin_state};
use clap_sys::ext::state_context::{clap_plugin_state_context, clap_plugin_state_context_type};
use clap_sys::plugin::clap_plugin;
use clap_sys::stream::{clap_istream, clap_ostream};
use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::sync::atomic::Ordering::Relaxed;

/// More bytes than any project has: a stream that says more is broken.
const LARGEST_STATE: usize = 256 << 20;
/// Bytes read at once.
const PIECE: usize = 64 << 10;
/// Bytes of the length before the JSON.
const HEAD: usize = size_of::<u64>();

pub(super) static STATE: clap_plugin_state = clap_plugin_state {
    save: Some(save),
    load: Some(load),
};

/// A preset, a copy and a project hold the same.
pub(super) static CONTEXT: clap_plugin_state_context = {
    unsafe extern "C" fn save_for(
        plugin: *const clap_plugin,
        stream: *const clap_ostream,
        _purpose: clap_plugin_state_context_type,
    ) -> bool {
        // SAFETY: as the host gave it.
        unsafe { save(plugin, stream) }
    }
    unsafe extern "C" fn load_for(
        plugin: *const clap_plugin,
        stream: *const clap_istream,
        _purpose: clap_plugin_state_context_type,
    ) -> bool {
        // SAFETY: as the host gave it.
        unsafe { load(plugin, stream) }
    }
    clap_plugin_state_context {
        save: Some(save_for),
        load: Some(load_for),
    }
};

unsafe extern "C" fn save(plugin: *const clap_plugin, stream: *const clap_ostream) -> bool {
    let shell = shell_of!(plugin or false);
    shell.settle();
    let written = RefCell::new(Vec::new());
    let ours = clap_ostream {
        ctx: std::ptr::from_ref(&written).cast_mut().cast(),
        write: Some(write),
    };
    let list = &raw const ours;
    if !ask!(shell, CLAP_EXT_STATE, clap_plugin_state, save(list) or false) {
        return false;
    }
    let written = written.into_inner();
    let Some(json) = written.get(HEAD..) else {
        return false;
    };
    let json = chunk::leaving(json);
    let whole = [&(json.len() as u64).to_le_bytes()[..], &json].concat();
    // SAFETY: as the host gave it.
    unsafe { write_all(stream, &whole) }
}

unsafe extern "C" fn load(plugin: *const clap_plugin, stream: *const clap_istream) -> bool {
    let shell = shell_of!(plugin or false);
    // SAFETY: as the host gave it.
    let Some(bytes) = (unsafe { read_all(stream) }) else {
        return false;
    };
    let json = with_length(bytes).map(json_of);
    let Some((mended, accepted)) = json.and_then(|json| chunk::arriving(&json)) else {
        return false;
    };
    let whole = [&(mended.len() as u64).to_le_bytes()[..], &mended].concat();
    let reading = Cell::new(&whole[..]);
    let ours = clap_istream {
        ctx: std::ptr::from_ref(&reading).cast_mut().cast(),
        read: Some(read),
    };
    let stream = &raw const ours;
    let loaded = ask!(shell, CLAP_EXT_STATE, clap_plugin_state, load(stream) or false);
    loaded && accepted
}

/// The JSON of a state with its length before it.
fn json_of(mut whole: Vec<u8>) -> Vec<u8> {
    let told = whole.first_chunk::<HEAD>().copied().map(u64::from_le_bytes);
    let length = told.and_then(|told| usize::try_from(told).ok());
    let end = length.and_then(|length| length.checked_add(HEAD));
    whole.truncate(end.unwrap_or(HEAD));
    whole.split_off(HEAD.min(whole.len()))
}

/// A state as the framework reads it: its length, then JSON. Bare JSON gets its length; `None` for what was cut off.
fn with_length(bytes: Vec<u8>) -> Option<Vec<u8>> {
    let told = bytes.split_first_chunk::<HEAD>();
    let told = told.map(|(head, rest)| (u64::from_le_bytes(*head), rest.len() as u64));
    match told {
        // What follows the JSON is not ours.
        Some((length, rest)) if length <= rest => Some(bytes),
        // A length may begin with the byte of a brace; but there are no zeros in JSON.
        _ if bytes.first() == Some(&b'{') && !bytes[..bytes.len().min(HEAD)].contains(&0) => {
            Some([&(bytes.len() as u64).to_le_bytes()[..], &bytes[..]].concat())
        }
        _ => None,
    }
}

/// All bytes of a host's stream; `None` where it fails or has no end.
///
/// # Safety
/// `stream` must be null or a stream.
unsafe fn read_all(stream: *const clap_istream) -> Option<Vec<u8>> {
    // SAFETY: the caller's promise.
    let read = unsafe { stream.as_ref() }?.read?;
    let mut bytes = Vec::new();
    let mut piece = vec![0_u8; PIECE];
    loop {
        // SAFETY: the piece has as many bytes.
        let count = unsafe { read(stream, piece.as_mut_ptr().cast(), PIECE as u64) };
        match usize::try_from(count) {
            Ok(0) => return Some(bytes),
            Ok(count) if count <= PIECE && bytes.len() + count <= LARGEST_STATE => {
                bytes.extend_from_slice(&piece[..count]);
            }
            _ => return None,
        }
    }
}

/// Writes all bytes to a host's stream; whether it took them.
///
/// # Safety
/// `stream` must be null or a stream.
unsafe fn write_all(stream: *const clap_ostream, mut bytes: &[u8]) -> bool {
    // SAFETY: the caller's promise.
    let Some(write) = unsafe { stream.as_ref() }.and_then(|stream| stream.write) else {
        return false;
    };
    while !bytes.is_empty() {
        // SAFETY: there are as many bytes.
        let count = unsafe { write(stream, bytes.as_ptr().cast(), bytes.len() as u64) };
        match usize::try_from(count) {
            Ok(count) if (1..=bytes.len()).contains(&count) => bytes = &bytes[count..],
            _ => return false,
        }
    }
    true
}

unsafe extern "C" fn write(stream: *const clap_ostream, buffer: *const c_void, size: u64) -> i64 {
    // SAFETY: the framework passes the stream it was given, and as many bytes.
    unsafe {
        let written = &*(*stream).ctx.cast::<RefCell<Vec<u8>>>();
        let bytes = std::slice::from_raw_parts(buffer.cast::<u8>(), size as usize);
        written.borrow_mut().extend_from_slice(bytes);
    }
    size as i64
}

unsafe extern "C" fn read(stream: *const clap_istream, buffer: *mut c_void, size: u64) -> i64 {
    // SAFETY: the framework passes the stream it was given, and room for as many bytes.
    unsafe {
        let reading = &*(*stream).ctx.cast::<Cell<&[u8]>>();
        let bytes = reading.get();
        let count = bytes.len().min(usize::try_from(size).unwrap_or(usize::MAX));
        let (now, later) = bytes.split_at(count);
        std::ptr::copy_nonoverlapping(now.as_ptr(), buffer.cast(), count);
        reading.set(later);
        count as i64
    }
}

impl Shell {
    /// Applies the host's events to the parameters, outside of any block, and tells it what was set in the window.
    ///
    /// # Safety
    /// The lists must be null or the host's.
    pub(super) unsafe fn flush(
        &self,
        incoming: *const clap_input_events,
        out: *const clap_output_events,
    ) {
        if let Ok(mut block) = self.link.block.try_borrow_mut() {
            if let Some(automation) = &mut block.automation {
                automation.begin(&self.link.parameters);
            }
            // SAFETY: the caller's promise.
            unsafe { Incoming::read(incoming, 1, &self.link.parameters, &mut block) };
        }
        let pass = |kept: &mut Incoming| {
            // SAFETY: as above.
            unsafe { kept.keep(incoming, 0, usize::MAX, true) };
            let list = kept.list();
            let list = &raw const list;
            ask!(self, CLAP_EXT_PARAMS, clap_plugin_params, flush(list, out) or ());
        };
        if let Ok(mut rendering) = self.rendering.try_borrow_mut()
            && let Some(rendering) = &mut *rendering
        {
            pass(rendering.incoming());
        } else {
            // Not active yet, so this is the main thread, which may allocate.
            pass(&mut Incoming::new());
        }
    }

    /// Makes what was set in the window the parameters' values, where no block does it: the host is told to look again.
    fn settle(&self) {
        if self.active.load(Relaxed) {
            return;
        }
        unsafe extern "C" fn note(
            list: *const clap_output_events,
            _event: *const clap_event_header,
        ) -> bool {
            // SAFETY: the framework passes the list it was given.
            unsafe { &*(*list).ctx.cast::<Cell<bool>>() }.set(true);
            true
        }
        let set = Cell::new(false);
        let list = clap_output_events {
            ctx: std::ptr::from_ref(&set).cast_mut().cast(),
            try_push: Some(note),
        };
        // SAFETY: the list is ours and lives.
        unsafe { self.flush(std::ptr::null(), &raw const list) };
        if !set.get() {
            return;
        }
        // SAFETY: `init` has come, and the type is the id's.
        unsafe {
            let host = self.host.extension::<clap_host_params>(CLAP_EXT_PARAMS);
            if let Some(rescan) = host.and_then(|host| host.rescan) {
                rescan(self.host.real(), CLAP_PARAM_RESCAN_VALUES);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_has_its_length_before_it_whatever_the_length() {
        // 0x7b is an opening brace too.
        for length in [0_usize, 1, 0x7b, 0x7b7b] {
            let json = vec![b' '; length];
            let whole = [&(length as u64).to_le_bytes()[..], &json].concat();
            assert_eq!(with_length(whole.clone()), Some(whole.clone()));
            if length > 0 {
                assert_eq!(with_length(whole[..whole.len() - 1].to_vec()), None);
            }
        }
        assert_eq!(
            with_length(b"{}".to_vec()),
            Some(b"\x02\0\0\0\0\0\0\0{}".to_vec())
        );
        assert_eq!(with_length(b"song".to_vec()), None);
        let padded = b"\x02\0\0\0\0\0\0\0{} and more".to_vec();
        assert_eq!(json_of(with_length(padded).unwrap()), b"{}");
    }
}
