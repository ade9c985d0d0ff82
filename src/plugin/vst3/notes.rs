//! Notes and MIDI, from VST3's events to CLAP's and back.

use super::events::{AnyEvent, header};
use clap_sys::events::{
    CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_MIDI, CLAP_EVENT_MIDI_SYSEX, CLAP_EVENT_NOTE_CHOKE,
    CLAP_EVENT_NOTE_EXPRESSION, CLAP_EVENT_NOTE_OFF, CLAP_EVENT_NOTE_ON,
    CLAP_NOTE_EXPRESSION_BRIGHTNESS, CLAP_NOTE_EXPRESSION_EXPRESSION, CLAP_NOTE_EXPRESSION_PAN,
    CLAP_NOTE_EXPRESSION_PRESSURE, CLAP_NOTE_EXPRESSION_TUNING, CLAP_NOTE_EXPRESSION_VIBRATO,
    CLAP_NOTE_EXPRESSION_VOLUME, clap_event_header, clap_event_midi, clap_event_midi_sysex,
    clap_event_note, clap_event_note_expression,
};
use vst3::Steinberg::Vst::Event_::EventTypes_::{
    kDataEvent, kLegacyMIDICCOutEvent, kNoteExpressionValueEvent, kNoteOffEvent, kNoteOnEvent,
    kPolyPressureEvent,
};
use vst3::Steinberg::Vst::{Event, Event__type0, LegacyMIDICCOutEvent, NoteOffEvent, NoteOnEvent};

/// Controllers that are none in MIDI, as VST3 numbers them.
const CHANNEL_PRESSURE: u8 = 128;
const PITCH_BEND: u8 = 129;
const PROGRAM_CHANGE: u8 = 130;
const KEY_PRESSURE: u8 = 131;

/// A VST3 event as CLAP has it, if the plugin could want it.
pub(super) fn incoming(event: &Event) -> Option<AnyEvent> {
    let kind = u32::from(event.r#type);
    let port = event.busIndex.clamp(0, i32::from(i16::MAX)) as i16;
    let note = |kind, note_id, channel, key, velocity: f32| AnyEvent {
        note: clap_event_note {
            header: header::<clap_event_note>(kind),
            note_id,
            port_index: port,
            channel,
            key,
            velocity: f64::from(velocity),
        },
    };
    let expression = |expression_id, note_id, channel, key, value| AnyEvent {
        expression: clap_event_note_expression {
            header: header::<clap_event_note_expression>(CLAP_EVENT_NOTE_EXPRESSION),
            expression_id,
            note_id,
            port_index: port,
            channel,
            key,
            value,
        },
    };
    // SAFETY: the type says which part of the union holds.
    unsafe {
        Some(if kind == kNoteOnEvent as u32 {
            let on = event.__field0.noteOn;
            note(
                CLAP_EVENT_NOTE_ON,
                on.noteId,
                on.channel,
                on.pitch,
                on.velocity,
            )
        } else if kind == kNoteOffEvent as u32 {
            let off = event.__field0.noteOff;
            note(
                CLAP_EVENT_NOTE_OFF,
                off.noteId,
                off.channel,
                off.pitch,
                off.velocity,
            )
        } else if kind == kPolyPressureEvent as u32 {
            let one = event.__field0.polyPressure;
            let value = f64::from(one.pressure);
            expression(
                CLAP_NOTE_EXPRESSION_PRESSURE,
                one.noteId,
                one.channel,
                one.pitch,
                value,
            )
        } else if kind == kNoteExpressionValueEvent as u32 {
            let one = event.__field0.noteExpressionValue;
            let (id, value) = match one.typeId {
                0 => (CLAP_NOTE_EXPRESSION_VOLUME, one.value * 4.0),
                1 => (CLAP_NOTE_EXPRESSION_PAN, one.value),
                2 => (CLAP_NOTE_EXPRESSION_TUNING, (one.value - 0.5) * 240.0),
                3 => (CLAP_NOTE_EXPRESSION_VIBRATO, one.value),
                4 => (CLAP_NOTE_EXPRESSION_EXPRESSION, one.value),
                5 => (CLAP_NOTE_EXPRESSION_BRIGHTNESS, one.value),
                _ => return None,
            };
            expression(id, one.noteId, -1, -1, value)
        } else if kind == kDataEvent as u32 {
            let data = event.__field0.data;
            if data.r#type != 0 || data.bytes.is_null() {
                return None;
            }
            AnyEvent {
                sysex: clap_event_midi_sysex {
                    header: header::<clap_event_midi_sysex>(CLAP_EVENT_MIDI_SYSEX),
                    port_index: port as u16,
                    buffer: data.bytes,
                    size: data.size,
                },
            }
        } else {
            return None;
        })
    }
}

/// A CLAP event of the plugin as VST3 has it, `first` frames after the block's beginning; `None` if VST3 has no such.
///
/// # Safety
/// `raw` must be null or point to an event of the size and type its header says.
pub(super) unsafe fn outgoing(raw: *const clap_event_header, first: u32) -> Option<Event> {
    // SAFETY: as promised by the caller.
    let header = unsafe { raw.as_ref()? };
    if header.space_id != CLAP_CORE_EVENT_SPACE_ID {
        return None;
    }
    let event = |bus: i32, kind: u32, what: Event__type0| Event {
        busIndex: bus.max(0),
        sampleOffset: header.time.saturating_add(first).min(i32::MAX as u32) as i32,
        ppqPosition: 0.0,
        flags: 0,
        r#type: kind as u16,
        __field0: what,
    };
    match header.type_ {
        CLAP_EVENT_NOTE_ON => {
            // SAFETY: the type says what the event is.
            let on = unsafe { &*raw.cast::<clap_event_note>() };
            let note = NoteOnEvent {
                channel: on.channel.max(0),
                pitch: on.key,
                tuning: 0.0,
                velocity: on.velocity as f32,
                length: 0,
                noteId: on.note_id,
            };
            Some(event(
                on.port_index.into(),
                kNoteOnEvent as u32,
                Event__type0 { noteOn: note },
            ))
        }
        CLAP_EVENT_NOTE_OFF | CLAP_EVENT_NOTE_CHOKE => {
            // SAFETY: the type says what the event is.
            let off = unsafe { &*raw.cast::<clap_event_note>() };
            let note = NoteOffEvent {
                channel: off.channel.max(0),
                pitch: off.key,
                velocity: off.velocity as f32,
                noteId: off.note_id,
                tuning: 0.0,
            };
            Some(event(
                off.port_index.into(),
                kNoteOffEvent as u32,
                Event__type0 { noteOff: note },
            ))
        }
        CLAP_EVENT_MIDI => {
            // SAFETY: the type says what the event is.
            let midi = unsafe { &*raw.cast::<clap_event_midi>() };
            let (kind, what) = message(midi.data)?;
            Some(event(midi.port_index.into(), kind, what))
        }
        _ => None,
    }
}

/// A MIDI message of three bytes: the type of the VST3 event, and what is in it.
fn message([status, first, second]: [u8; 3]) -> Option<(u32, Event__type0)> {
    let channel = status & 0x0F;
    let (first, second) = (first & 0x7F, second & 0x7F);
    let part = |value: u8| f32::from(value) / 127.0;
    let off = |velocity| {
        let note = NoteOffEvent {
            channel: channel.into(),
            pitch: first.into(),
            velocity,
            noteId: -1,
            tuning: 0.0,
        };
        Some((kNoteOffEvent as u32, Event__type0 { noteOff: note }))
    };
    let controller = |number, value: u8, value2: u8| {
        let controller = LegacyMIDICCOutEvent {
            controlNumber: number,
            channel: channel as i8,
            value: value as i8,
            value2: value2 as i8,
        };
        Some((
            kLegacyMIDICCOutEvent as u32,
            Event__type0 {
                midiCCOut: controller,
            },
        ))
    };
    match status >> 4 {
        0x8 => off(part(second)),
        0x9 if second == 0 => off(0.0),
        0x9 => {
            let note = NoteOnEvent {
                channel: channel.into(),
                pitch: first.into(),
                tuning: 0.0,
                velocity: part(second),
                length: 0,
                noteId: -1,
            };
            Some((kNoteOnEvent as u32, Event__type0 { noteOn: note }))
        }
        0xA => controller(KEY_PRESSURE, first, second),
        0xB => controller(first, second, 0),
        0xC => controller(PROGRAM_CHANGE, first, 0),
        0xD => controller(CHANNEL_PRESSURE, first, 0),
        0xE => controller(PITCH_BEND, first, second),
        _ => None,
    }
}

/// For tests beside: a note's beginning as a host sends it.
#[cfg(test)]
pub(super) fn note_on_for_tests(frame: i32, key: i16) -> Event {
    let note = NoteOnEvent {
        channel: 2,
        pitch: key,
        tuning: 0.0,
        velocity: 0.5,
        length: 0,
        noteId: 77,
    };
    Event {
        busIndex: 0,
        sampleOffset: frame,
        ppqPosition: 0.0,
        flags: 0,
        r#type: kNoteOnEvent as u16,
        __field0: Event__type0 { noteOn: note },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn midi(data: [u8; 3]) -> Option<Event> {
        let mut event = clap_event_midi {
            header: header::<clap_event_midi>(CLAP_EVENT_MIDI),
            port_index: 0,
            data,
        };
        event.header.time = 5;
        // SAFETY: the event is what its header says.
        unsafe { outgoing(&raw const event.header, 100) }
    }

    fn controller(data: [u8; 3]) -> (u8, i8, i8, i8) {
        let event = midi(data).unwrap();
        assert_eq!(u32::from(event.r#type), kLegacyMIDICCOutEvent as u32);
        assert_eq!(event.sampleOffset, 105);
        // SAFETY: the type was just seen.
        let one = unsafe { event.__field0.midiCCOut };
        (one.controlNumber, one.channel, one.value, one.value2)
    }

    #[test]
    fn controllers_bend_program_and_pressure_go_out() {
        assert_eq!(controller([0xB3, 74, 100]), (74, 3, 100, 0));
        assert_eq!(controller([0xE0, 0x12, 0x40]), (129, 0, 0x12, 0x40));
        assert_eq!(controller([0xCF, 5, 0]), (130, 15, 5, 0));
        assert_eq!(controller([0xD1, 64, 0]), (128, 1, 64, 0));
        assert_eq!(controller([0xA1, 60, 64]), (131, 1, 60, 64));
        assert!(midi([0xF8, 0, 0]).is_none());
    }

    #[test]
    fn notes_as_midi_go_out_as_notes() {
        let on = midi([0x91, 60, 127]).unwrap();
        // SAFETY: the type is seen first.
        let (kind, on) = (on.r#type, unsafe { on.__field0.noteOn });
        assert_eq!(
            (u32::from(kind), on.channel, on.pitch, on.velocity),
            (kNoteOnEvent as u32, 1, 60, 1.0)
        );
        for data in [[0x91, 60, 0], [0x81, 60, 0]] {
            assert_eq!(u32::from(midi(data).unwrap().r#type), kNoteOffEvent as u32);
        }
    }

    #[test]
    fn a_note_goes_in_and_out_unchanged() {
        let sent = note_on_for_tests(9, 64);
        let within = incoming(&sent).unwrap();
        // SAFETY: a note was sent, so a note came.
        let back = unsafe { outgoing(&raw const within.note.header, 0) }.unwrap();
        // SAFETY: a note was sent, so a note came.
        let back = unsafe { back.__field0.noteOn };
        assert_eq!(
            (back.channel, back.pitch, back.velocity, back.noteId),
            (2, 64, 0.5, 77)
        );
    }

    #[test]
    fn expressions_have_claps_ranges() {
        let mut event = note_on_for_tests(0, 60);
        event.r#type = kNoteExpressionValueEvent as u16;
        event.__field0.noteExpressionValue = vst3::Steinberg::Vst::NoteExpressionValueEvent {
            typeId: 2,
            noteId: 77,
            value: 0.75,
        };
        // SAFETY: an expression was sent.
        let one = unsafe { incoming(&event).unwrap().expression };
        assert_eq!(
            (one.expression_id, one.note_id, one.key, one.value),
            (CLAP_NOTE_EXPRESSION_TUNING, 77, -1, 60.0)
        );
        event.r#type = kPolyPressureEvent as u16;
        event.__field0.polyPressure = vst3::Steinberg::Vst::PolyPressureEvent {
            channel: 1,
            pitch: 60,
            pressure: 0.5,
            noteId: -1,
        };
        // SAFETY: an expression was sent.
        let one = unsafe { incoming(&event).unwrap().expression };
        assert_eq!(
            (one.expression_id, one.key, one.value),
            (CLAP_NOTE_EXPRESSION_PRESSURE, 60, 0.5)
        );
    }
}
