//! The CLAP events of a block, in order and within a bound.

use clap_sys::events::{
    CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_PARAM_VALUE, clap_event_header, clap_event_midi,
    clap_event_midi_sysex, clap_event_note, clap_event_note_expression, clap_event_param_value,
    clap_input_events,
};
use std::mem::size_of;
use std::ops::Range;
use std::ptr;

/// Any event; they all begin with the header.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) union AnyEvent {
    header: clap_event_header,
    /// Value of a parameter.
    pub value: clap_event_param_value,
    /// A note begins or ends.
    pub note: clap_event_note,
    /// Expression of a note.
    pub expression: clap_event_note_expression,
    /// Message of three MIDI bytes.
    pub midi: clap_event_midi,
    /// A long MIDI message, in the host's memory.
    pub sysex: clap_event_midi_sysex,
}

#[derive(Clone, Copy)]
struct Slot {
    event: AnyEvent,
    frame: u32,
    /// Of two events at the same frame the earlier added comes first.
    order: u32,
}

/// The events of a block. Room is made at activation; what does not fit is counted.
pub(super) struct Events {
    slots: Vec<Slot>,
    /// Those of the part of the block that is processed now.
    shown: Range<usize>,
    lost: u32,
}

/// The header of an event of type `T`.
pub(super) fn header<T>(kind: u16) -> clap_event_header {
    clap_event_header {
        size: size_of::<T>() as u32,
        time: 0,
        space_id: CLAP_CORE_EVENT_SPACE_ID,
        type_: kind,
        flags: 0,
    }
}

impl Events {
    /// With room for `room` events.
    pub(super) fn new(room: usize) -> Self {
        Self {
            slots: Vec::with_capacity(room),
            shown: 0..0,
            lost: 0,
        }
    }

    /// Forgets all events.
    pub(super) fn clear(&mut self) {
        self.slots.clear();
        self.shown = 0..0;
    }

    /// Adds an event at a frame; whether there was room.
    pub(super) fn push(&mut self, frame: u32, event: AnyEvent) -> bool {
        if self.slots.len() == self.slots.capacity() {
            self.lost = self.lost.saturating_add(1);
            return false;
        }
        let order = self.slots.len() as u32;
        self.slots.push(Slot {
            event,
            frame,
            order,
        });
        true
    }

    /// Adds a parameter's value, CLAP's; whether there was room.
    pub(super) fn push_value(&mut self, frame: u32, id: u32, value: f64) -> bool {
        let value = clap_event_param_value {
            header: header::<clap_event_param_value>(CLAP_EVENT_PARAM_VALUE),
            param_id: id,
            cookie: ptr::null_mut(),
            note_id: -1,
            port_index: -1,
            channel: -1,
            key: -1,
            value,
        };
        self.push(frame, AnyEvent { value })
    }

    /// Puts all events in order.
    pub(super) fn sort(&mut self) {
        self.slots
            .sort_unstable_by_key(|slot| (slot.frame, slot.order));
    }

    /// Shows the plugin the events of `frames`, with times from the first of them.
    pub(super) fn show(&mut self, frames: Range<u32>) {
        let begin = self.slots.partition_point(|slot| slot.frame < frames.start);
        let end = self.slots.partition_point(|slot| slot.frame < frames.end);
        for slot in &mut self.slots[begin..end] {
            slot.event.header.time = slot.frame - frames.start;
        }
        self.shown = begin..end;
    }

    /// Shows all events at time 0, as for a flush.
    pub(super) fn show_all(&mut self) {
        for slot in &mut self.slots {
            slot.event.header.time = 0;
        }
        self.shown = 0..self.slots.len();
    }

    /// How many have not fitted since this was asked last.
    pub(super) fn take_lost(&mut self) -> u32 {
        std::mem::take(&mut self.lost)
    }

    /// The list for the plugin; valid while these events are neither moved nor changed.
    pub(super) fn as_clap(&self) -> clap_input_events {
        clap_input_events {
            ctx: ptr::from_ref(self).cast_mut().cast(),
            size: Some(size),
            get: Some(get),
        }
    }
}

/// The events behind a list.
///
/// # Safety
/// `list` must be null or come from [`Events::as_clap`], and be valid still.
unsafe fn events<'a>(list: *const clap_input_events) -> Option<&'a Events> {
    // SAFETY: as promised by the caller.
    unsafe { list.as_ref()?.ctx.cast::<Events>().as_ref() }
}

unsafe extern "C" fn size(list: *const clap_input_events) -> u32 {
    // SAFETY: the plugin passes the list it was given.
    unsafe { events(list) }.map_or(0, |events| events.shown.len() as u32)
}

unsafe extern "C" fn get(list: *const clap_input_events, index: u32) -> *const clap_event_header {
    // SAFETY: the plugin passes the list it was given.
    let slot = unsafe { events(list) }.and_then(|events| {
        let shown = events.slots.get(events.shown.clone())?;
        shown.get(index as usize)
    });
    slot.map_or(ptr::null(), |slot| ptr::from_ref(&slot.event).cast())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(events: &Events) -> Vec<(u32, f64)> {
        let list = events.as_clap();
        // SAFETY: the list is the one just made, and all events in it are values.
        unsafe {
            (0..size(&raw const list))
                .map(|index| {
                    let event = &*get(&raw const list, index).cast::<clap_event_param_value>();
                    (event.header.time, event.value)
                })
                .collect()
        }
    }

    #[test]
    fn events_come_in_order_and_in_parts() {
        let mut events = Events::new(5);
        for (frame, value) in [(7, 1.0), (3, 2.0), (7, 3.0), (0, 4.0), (12, 5.0)] {
            assert!(events.push_value(frame, 1, value));
        }
        assert!(!events.push_value(0, 1, 9.0));
        assert_eq!((events.take_lost(), events.take_lost()), (1, 0));
        events.sort();
        events.show(0..7);
        assert_eq!(seen(&events), [(0, 4.0), (3, 2.0)]);
        events.show(7..14);
        assert_eq!(seen(&events), [(0, 1.0), (0, 3.0), (5, 5.0)]);
        let list = events.as_clap();
        // SAFETY: the list is the one just made.
        assert!(unsafe { get(&raw const list, 3) }.is_null());
        events.clear();
        assert!(seen(&events).is_empty());
    }
}
