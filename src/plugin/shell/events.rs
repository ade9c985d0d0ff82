//! A block's events on their way in and out.
//!
//! In: what the host says of knobs is read with its frame; modulation stays here, since the framework would tell the host the
//! modulated value for the parameter's own. Out: times never step back, and notes leave in the dialect that the host
//! hears.

use super::link::Block;
use crate::automation::parameters::Parameters;
use clap_sys::events::*;
use clap_sys::ext::note_ports::{
    CLAP_NOTE_DIALECT_CLAP, CLAP_NOTE_DIALECT_MIDI, clap_note_dialect,
};
use std::cell::Cell;
use std::ffi::c_void;

/// Events of a block that reach the framework.
const MOST_EVENTS: usize = 8192;
/// Transport events of a block.
const TRANSPORTS: usize = 256;
/// Highest MIDI value.
const FULL: f64 = 127.0;

/// Room for a block's incoming events.
pub(super) struct Incoming {
    kept: Vec<*const clap_event_header>,
    transports: Vec<clap_event_transport>,
    /// Events that found no room since the start.
    pub dropped: u64,
}

// SAFETY: the pointers are those of a block in hand, on the thread that renders it.
unsafe impl Send for Incoming {}
// SAFETY: as above; nothing is changed through a shared reference.
unsafe impl Sync for Incoming {}

impl Incoming {
    /// Room for all it may hold.
    pub(super) fn new() -> Self {
        Self {
            kept: Vec::with_capacity(MOST_EVENTS),
            transports: Vec::with_capacity(TRANSPORTS),
            dropped: 0,
        }
    }

    /// Reads what the host says of the knobs, for a block of `frames` frames. All knobs go from 0 to 1 for the host too.
    ///
    /// # Safety
    /// `list` must be null or a list of events.
    pub(super) unsafe fn read(
        list: *const clap_input_events,
        frames: usize,
        parameters: &Parameters,
        block: &mut Block,
    ) {
        let Some(automation) = &mut block.automation else {
            return;
        };
        // SAFETY: the caller's promise.
        for event in unsafe { each(list) } {
            // SAFETY: events are valid for the block, and each is what its header says.
            unsafe {
                let header = &*event;
                if header.space_id != CLAP_CORE_EVENT_SPACE_ID {
                    continue;
                }
                let frame = (header.time as usize).min(frames.saturating_sub(1));
                match header.type_ {
                    CLAP_EVENT_PARAM_VALUE => {
                        let event = &*event.cast::<clap_event_param_value>();
                        // A value for one note only is none for the knob.
                        let is_whole = event.note_id < 0 && event.key < 0;
                        if let Some(knob) = automation.find(event.param_id).filter(|_| is_whole) {
                            automation.set(parameters, knob, frame, event.value as f32);
                        }
                    }
                    CLAP_EVENT_PARAM_MOD => {
                        let event = &*event.cast::<clap_event_param_mod>();
                        let is_whole = event.note_id < 0 && event.key < 0;
                        if let Some(knob) = automation.find(event.param_id).filter(|_| is_whole) {
                            automation.modulate(parameters, knob, frame, event.amount as f32);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// What the framework gets of the events in the frames `start..end` of a block; the last part of a block takes what stands
    /// beyond it too.
    ///
    /// # Safety
    /// `list` must be null or a list of events.
    pub(super) unsafe fn keep(
        &mut self,
        list: *const clap_input_events,
        start: usize,
        end: usize,
        last: bool,
    ) {
        self.kept.clear();
        self.transports.clear();
        // SAFETY: the caller's promise.
        for event in unsafe { each(list) } {
            // SAFETY: events are valid for the block, and each is what its header says.
            let header = unsafe { &*event };
            let frame = header.time as usize;
            if frame < start || (frame >= end && !last) {
                continue;
            }
            let core = header.space_id == CLAP_CORE_EVENT_SPACE_ID;
            let mut event = event;
            match header.type_ {
                CLAP_EVENT_PARAM_MOD if core => continue,
                // The framework cuts the block there, and must not be led beyond its end.
                CLAP_EVENT_TRANSPORT if core => {
                    if frame >= end || self.transports.len() == self.transports.capacity() {
                        self.dropped += 1;
                        continue;
                    }
                    // SAFETY: it is what its header says.
                    let mut transport = unsafe { *event.cast::<clap_event_transport>() };
                    transport.header.time = (frame - start) as u32;
                    self.transports.push(transport);
                    // The list never grows beyond its room, so what is in it stays where it is.
                    event = self
                        .transports
                        .last()
                        .map_or(std::ptr::null(), |kept| &raw const kept.header);
                }
                _ => {}
            }
            if self.kept.len() == self.kept.capacity() {
                self.dropped += 1;
            } else {
                self.kept.push(event);
            }
        }
    }

    /// The list for the framework, valid until the next change.
    pub(super) fn list(&self) -> clap_input_events {
        clap_input_events {
            ctx: std::ptr::from_ref(&self.kept).cast_mut().cast(),
            size: Some(size),
            get: Some(get),
        }
    }
}

/// The events of a list; none of null.
///
/// # Safety
/// `list` must be null or a list of events, valid while the iterator is used.
unsafe fn each<'a>(
    list: *const clap_input_events,
) -> impl Iterator<Item = *const clap_event_header> + 'a {
    // SAFETY: the caller's promise.
    let list = unsafe { list.as_ref() };
    let functions = list.and_then(|list| Some((list, list.size?, list.get?)));
    // SAFETY: the functions belong to the list.
    let count = functions.map_or(0, |(list, size, _)| unsafe { size(list) });
    (0..count).filter_map(move |index| {
        let (list, _, get) = functions?;
        // SAFETY: the index is below the list's size.
        let event = unsafe { get(list, index) };
        (!event.is_null()).then_some(event)
    })
}

/// The kept events behind a list of ours.
///
/// # Safety
/// `list` must come from [`Incoming::list`].
unsafe fn kept<'a>(list: *const clap_input_events) -> &'a Vec<*const clap_event_header> {
    // SAFETY: that is what `list` puts there.
    unsafe { &*(*list).ctx.cast::<Vec<*const clap_event_header>>() }
}

unsafe extern "C" fn size(list: *const clap_input_events) -> u32 {
    // SAFETY: the framework passes the list it was given.
    unsafe { kept(list) }.len() as u32
}

unsafe extern "C" fn get(list: *const clap_input_events, index: u32) -> *const clap_event_header {
    // SAFETY: the framework passes the list it was given.
    let kept = unsafe { kept(list) };
    kept.get(index as usize)
        .copied()
        .unwrap_or(std::ptr::null())
}

/// Which dialect a host hears best, of those that it says it supports; CLAP's own where it says nothing.
pub(super) fn preferred(supported: Option<clap_note_dialect>) -> clap_note_dialect {
    match supported {
        Some(dialects)
            if dialects & CLAP_NOTE_DIALECT_CLAP == 0 && dialects & CLAP_NOTE_DIALECT_MIDI != 0 =>
        {
            CLAP_NOTE_DIALECT_MIDI
        }
        _ => CLAP_NOTE_DIALECT_CLAP,
    }
}

/// A block's way out: to the host's list.
pub(super) struct Outgoing {
    host: *const clap_output_events,
    midi: bool,
    /// The frame of the block at which the framework's part of it begins.
    start: u32,
    /// The time of the last event.
    latest: Cell<u32>,
}

impl Outgoing {
    /// To the host's list, which may be null: then nobody listens.
    pub(super) fn new(host: *const clap_output_events, dialect: clap_note_dialect) -> Self {
        Self {
            host,
            midi: dialect == CLAP_NOTE_DIALECT_MIDI,
            start: 0,
            latest: Cell::new(0),
        }
    }

    /// The framework's next part of the block begins at this frame.
    pub(super) fn begin(&mut self, start: usize) {
        self.start = start as u32;
    }

    /// The list for the framework.
    pub(super) fn list(&self) -> clap_output_events {
        clap_output_events {
            ctx: std::ptr::from_ref(self).cast_mut().cast::<c_void>(),
            try_push: Some(try_push),
        }
    }

    /// Sends a copy of `event` whose header `header` finds.
    fn send<E: Copy>(&self, event: &E, header: impl Fn(&mut E) -> &mut clap_event_header) -> bool {
        let mut event = *event;
        let head = header(&mut event);
        let time = (head.time + self.start).max(self.latest.get());
        head.time = time;
        self.latest.set(time);
        let head: *const clap_event_header = head;
        // SAFETY: the host's list is valid for the block; the event is what its header says.
        unsafe {
            match self.host.as_ref().and_then(|list| list.try_push) {
                Some(push) => push(self.host, head),
                None => false,
            }
        }
    }

    fn send_note(&self, event: &clap_event_note, status: u8) -> bool {
        if !self.midi {
            return self.send(event, |event| &mut event.header);
        }
        let channel = (event.channel.max(0) as u8) & 0x0f;
        let key = (event.key.max(0) as u8) & 0x7f;
        let mut velocity = (event.velocity * FULL).round().clamp(0.0, FULL) as u8;
        if status == NOTE_ON {
            // In MIDI a note of velocity 0 is one that ends.
            velocity = velocity.max(1);
        }
        let midi = clap_event_midi {
            header: clap_event_header {
                size: size_of::<clap_event_midi>() as u32,
                type_: CLAP_EVENT_MIDI,
                ..event.header
            },
            port_index: event.port_index.max(0) as u16,
            data: [status | channel, key, velocity],
        };
        self.send(&midi, |event| &mut event.header)
    }
}

const NOTE_ON: u8 = 0x90;
const NOTE_OFF: u8 = 0x80;

unsafe extern "C" fn try_push(
    list: *const clap_output_events,
    event: *const clap_event_header,
) -> bool {
    // SAFETY: the framework passes the list it was given, and events that are what their headers say.
    unsafe {
        let out = &*(*list).ctx.cast::<Outgoing>();
        let Some(header) = event.as_ref() else {
            return false;
        };
        if header.space_id != CLAP_CORE_EVENT_SPACE_ID {
            return false;
        }
        match header.type_ {
            CLAP_EVENT_NOTE_ON => out.send_note(&*event.cast(), NOTE_ON),
            CLAP_EVENT_NOTE_OFF => out.send_note(&*event.cast(), NOTE_OFF),
            CLAP_EVENT_MIDI => out.send(&*event.cast::<clap_event_midi>(), |e| &mut e.header),
            CLAP_EVENT_PARAM_VALUE => {
                out.send(&*event.cast::<clap_event_param_value>(), |e| &mut e.header)
            }
            CLAP_EVENT_PARAM_GESTURE_BEGIN | CLAP_EVENT_PARAM_GESTURE_END => out
                .send(&*event.cast::<clap_event_param_gesture>(), |e| {
                    &mut e.header
                }),
            // Nothing else is ever sent.
            _ => false,
        }
    }
}
