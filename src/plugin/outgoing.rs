//! What goes out to other instruments, in the framework's terms.

use nice_plug::midi::{Channel, Key, NoteEvent, VoiceID};
use phonon_engine::sequencing::notes_out::{Message, MessageKind};

/// A message `timing` frames into the block.
pub(super) fn event<S>(timing: u32, message: Message) -> NoteEvent<S> {
    let Message { channel, kind } = message;
    let part = |value: u8| f32::from(value) / 127.0;
    match kind {
        MessageKind::On { key, velocity } => NoteEvent::NoteOn {
            timing,
            voice_id: VoiceID::Wildcard,
            channel: Channel::Number(channel),
            key: Key::Number(key),
            velocity: part(velocity),
        },
        MessageKind::Off { key } => NoteEvent::NoteOff {
            timing,
            voice_id: VoiceID::Wildcard,
            channel: Channel::Number(channel),
            key: Key::Number(key),
            velocity: 0.0,
        },
        MessageKind::Controller { number, value } => NoteEvent::MidiCC {
            timing,
            channel,
            cc: number,
            value: part(value),
        },
        MessageKind::Program(program) => NoteEvent::MidiProgramChange {
            timing,
            channel,
            program,
        },
        MessageKind::Bend(bend) => NoteEvent::MidiPitchBend {
            timing,
            channel,
            value: f32::from(bend) / 16_383.0,
        },
        MessageKind::Pressure(pressure) => NoteEvent::MidiChannelPressure {
            timing,
            channel,
            pressure: part(pressure),
        },
    }
}
