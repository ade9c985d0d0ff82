//! Notes out: events of the sound `midi` are no voices but messages to other instruments, on exact frames.
//!
//! A note that was sent on is sent off: at its end, or as soon as the transport stands or the engine is reset.

use crate::graph::MIDDLE_C_KEY;
use crate::heading::Heading;
use crate::parameters as p;
use crate::sequencing::trigger::{Trigger, frequency_of};
use crate::time::conversions::saturating_i64;

/// The sound in `s` whose events are sent.
pub const HEADING: Heading = Heading::new(
    &["midi"],
    "No sound: sends its notes, and the other messages that its events name, to what the host has connected to the plugin's notes out. The key is that of note, n or midinote, the velocity gain times velocity of 127, the length as a synth's.",
    "s \"midi*4\" # note \"0 4 7 12\" # midichan 2 # velocity \"1 0.6\" # legato 0.5",
);

/// Notes that can be held at once; further ones are not sent.
const HELD: usize = 512;

/// A message of one channel, 0 to 15. Numbers are as in MIDI: 0 to 127 but where it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// MIDI channel, 0 to 15.
    pub channel: u8,
    /// What the message says.
    pub kind: MessageKind,
}

/// What a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// A note begins.
    On {
        /// Key of the note; 60 is C5.
        key: u8,
        /// Velocity of the note, 1 to 127.
        velocity: u8,
    },
    /// A note ends.
    Off {
        /// Key of the note; 60 is C5.
        key: u8,
    },
    /// A controller moves.
    Controller {
        /// Number of the controller.
        number: u8,
        /// Value of the controller.
        value: u8,
    },
    /// Another program is wanted.
    Program(u8),
    /// The pitch is bent: 0 to 16383, 8192 is not at all.
    Bend(u16),
    /// Pressure on all keys.
    Pressure(u8),
}

/// A note that was sent on.
#[derive(Clone, Copy, Debug)]
struct Held {
    channel: u8,
    key: u8,
    /// Absolute frame on which the note ends.
    end: u64,
}

/// The notes that sound elsewhere.
#[derive(Debug)]
pub(crate) struct Notes {
    held: Vec<Held>,
    /// Whether anything is sent but the ends of what began.
    pub sending: bool,
}

impl Notes {
    /// None yet, with room for all that may be held.
    pub(crate) fn new() -> Self {
        Self {
            held: Vec::with_capacity(HELD),
            sending: true,
        }
    }

    /// Sends what an event says. `frame` is the absolute one it falls on, `rate` frames a second, `cps` cycles a second; the
    /// notes that end up to then are sent off before. Whether there was room for it.
    pub(crate) fn start(
        &mut self,
        trigger: &Trigger,
        frame: u64,
        rate: f64,
        cps: f64,
        send: &mut dyn FnMut(u64, Message),
    ) -> bool {
        self.release(frame + 1, send);
        if !self.sending {
            return true;
        }
        let channel = whole(trigger.value(p::MIDICHAN), 16).max(1) - 1;
        let channel = channel.to_le_bytes()[0];
        let mut say = |kind| send(frame, Message { channel, kind });
        let says_more = controls(trigger, &mut say);
        let Some([key, velocity]) = note(trigger, says_more) else {
            return true;
        };
        let same = |held: &Held| held.channel == channel && held.key == key;
        if let Some(place) = self.held.iter().position(same) {
            self.held.swap_remove(place);
            say(MessageKind::Off { key });
        }
        if self.held.len() == HELD {
            return false;
        }
        let frames = (seconds(trigger, cps) * rate).round().max(1.0);
        self.held.push(Held {
            channel,
            key,
            end: frame.saturating_add(saturating_i64(frames).unsigned_abs()),
        });
        say(MessageKind::On { key, velocity });
        true
    }

    /// Sends off the notes that end before the absolute frame `until`, in their order.
    pub(crate) fn release(&mut self, until: u64, send: &mut dyn FnMut(u64, Message)) {
        while let Some((place, first)) = self
            .held
            .iter()
            .copied()
            .enumerate()
            .min_by_key(|(_, held)| held.end)
            .filter(|(_, held)| held.end < until)
        {
            self.held.swap_remove(place);
            let Held { channel, key, end } = first;
            let kind = MessageKind::Off { key };
            send(end, Message { channel, kind });
        }
    }

    /// Has all notes end at the absolute `frame`, those that would end sooner excepted.
    pub(crate) fn end_all(&mut self, frame: u64) {
        for held in &mut self.held {
            held.end = held.end.min(frame);
        }
    }

    /// Takes over the notes of another engine, which end at once.
    pub(crate) fn inherit(&mut self, other: &mut Self) {
        std::mem::swap(&mut self.held, &mut other.held);
        self.end_all(0);
    }
}

/// Sends what is no note; whether there was anything.
fn controls(trigger: &Trigger, say: &mut dyn FnMut(MessageKind)) -> bool {
    let number = |parameter| trigger.get(parameter).map(|value| whole(value, u16::MAX));
    let seven = |value: u16| value.to_le_bytes()[0] & 0x7f;
    let mut any = false;
    let mut say = |kind| {
        any = true;
        say(kind);
    };
    if let Some(program) = number(p::PROGNUM) {
        say(MessageKind::Program(seven(program)));
    }
    if let (Some(controller), Some(value)) = (number(p::CCN), number(p::CCV)) {
        say(MessageKind::Controller {
            number: seven(controller),
            value: seven(value),
        });
    }
    if let (Some(which), Some(value)) = (number(p::NRPN), number(p::VAL)) {
        // The number's upper and lower half, then the value's.
        for (number, value) in [(99, which >> 7), (98, which), (6, value >> 7), (38, value)] {
            let value = seven(value);
            say(MessageKind::Controller { number, value });
        }
    }
    if let Some(bend) = number(p::MIDIBEND) {
        say(MessageKind::Bend(bend));
    }
    if let Some(pressure) = number(p::MIDITOUCH) {
        say(MessageKind::Pressure(seven(pressure)));
    }
    any
}

/// Key and velocity, if a note is meant: where other messages are named, only with a pitch.
fn note(trigger: &Trigger, says_more: bool) -> Option<[u8; 2]> {
    let pitches = [p::NOTE, p::N, p::MIDINOTE, p::FREQ, p::OCTAVE];
    if says_more && !pitches.iter().any(|pitch| trigger.has(*pitch)) {
        return None;
    }
    let above = (trigger.frequency(true) / frequency_of(MIDDLE_C_KEY)).log2() * 12.0;
    let key = (MIDDLE_C_KEY + above).round();
    let level = trigger.value(p::GAIN) * trigger.get(p::VELOCITY).unwrap_or(1.0);
    let velocity = (level * 127.0).round().min(127.0);
    ((0.0..=127.0).contains(&key) && velocity >= 1.0)
        .then(|| [key, velocity].map(|number| whole(number, 127).to_le_bytes()[0]))
}

/// The nearest whole number from 0 to `most`.
fn whole(number: f32, most: u16) -> u16 {
    let whole = saturating_i64(f64::from(number.round()));
    u16::try_from(whole.clamp(0, i64::from(most))).unwrap_or(most)
}

/// Length of the note, in seconds.
fn seconds(trigger: &Trigger, cps: f64) -> f64 {
    let event = || trigger.duration / cps * f64::from(trigger.get(p::LEGATO).unwrap_or(1.0));
    trigger.get(p::SUSTAIN).map_or_else(event, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(notes: &mut Notes, trigger: &Trigger, frame: u64) -> Vec<(u64, u8, MessageKind)> {
        let mut all = Vec::new();
        let mut send = |frame, said: Message| all.push((frame, said.channel, said.kind));
        assert!(notes.start(trigger, frame, 48_000.0, 0.5, &mut send));
        all
    }

    fn on(key: u8, velocity: u8) -> MessageKind {
        MessageKind::On { key, velocity }
    }

    #[test]
    fn a_note_has_its_key_its_velocity_and_its_length() {
        let event = || Trigger::new(0, 0.25);
        for (trigger, key, velocity, frames) in [
            (event(), 60, 127, 24_000),
            (
                event().with(p::NOTE, 7.0).with(p::GAIN, 0.5),
                67,
                64,
                24_000,
            ),
            (
                event().with(p::N, -12.0).with(p::VELOCITY, 0.25),
                48,
                32,
                24_000,
            ),
            (
                event().with(p::MIDINOTE, 36.0).with(p::LEGATO, 0.5),
                36,
                127,
                12_000,
            ),
            (
                event().with(p::FREQ, 440.0).with(p::SUSTAIN, 0.1),
                69,
                127,
                4_800,
            ),
            (
                event().with(p::NOTE, 0.4).with(p::GAIN, 9.0),
                60,
                127,
                24_000,
            ),
        ] {
            let mut notes = Notes::new();
            assert_eq!(
                sent(&mut notes, &trigger, 100),
                [(100, 0, on(key, velocity))]
            );
            let mut off = Vec::new();
            notes.release(100 + frames, &mut |frame, _| off.push(frame));
            assert!(off.is_empty());
            notes.release(101 + frames, &mut |frame, _| off.push(frame));
            assert_eq!(off, [100 + frames]);
        }
    }

    #[test]
    fn what_no_key_can_say_and_what_is_not_heard_is_not_sent() {
        for silent in [
            Trigger::default().with(p::NOTE, 90.0),
            Trigger::default().with(p::NOTE, -61.0),
            Trigger::default().with(p::FREQ, 0.0),
            Trigger::default().with(p::GAIN, 0.0),
        ] {
            assert_eq!(sent(&mut Notes::new(), &silent, 0), []);
        }
    }

    #[test]
    fn a_key_that_is_held_is_let_go_before_it_is_struck_again() {
        let mut notes = Notes::new();
        let low = Trigger::new(0, 4.0);
        let other = Trigger::new(0, 4.0).with(p::MIDICHAN, 16.0);
        sent(&mut notes, &low, 0);
        assert_eq!(sent(&mut notes, &other, 5), [(5, 15, on(60, 127))]);
        let off = MessageKind::Off { key: 60 };
        assert_eq!(
            sent(&mut notes, &low, 9),
            [(9, 0, off), (9, 0, on(60, 127))]
        );
        // One that ends where the next begins ends first.
        let mut all = Vec::new();
        notes.end_all(20);
        notes.release(21, &mut |frame, said| all.push((frame, said.kind)));
        assert_eq!(all, [(20, off), (20, off)]);
    }

    #[test]
    fn messages_that_are_no_notes_come_alone_or_before_their_note() {
        let event = Trigger::default().with(p::CCN, 74.0).with(p::CCV, 64.0);
        let controller = |number, value| (0, 0, MessageKind::Controller { number, value });
        assert_eq!(sent(&mut Notes::new(), &event, 0), [controller(74, 64)]);
        let event = event.with(p::NOTE, 0.0);
        let both = [controller(74, 64), (0, 0, on(60, 127))];
        assert_eq!(sent(&mut Notes::new(), &event, 0), both);
        let event = Trigger::default().with(p::NRPN, 130.0).with(p::VAL, 257.0);
        let four = [(99, 1), (98, 2), (6, 2), (38, 1)].map(|(n, v)| controller(n, v));
        assert_eq!(sent(&mut Notes::new(), &event, 0), four);
        let event = Trigger::default()
            .with(p::PROGNUM, 3.0)
            .with(p::MIDIBEND, 16_383.0)
            .with(p::MIDITOUCH, 100.0);
        let kinds = [
            MessageKind::Program(3),
            MessageKind::Bend(16_383),
            MessageKind::Pressure(100),
        ];
        assert_eq!(
            sent(&mut Notes::new(), &event, 0),
            kinds.map(|kind| (0, 0, kind))
        );
    }
}
