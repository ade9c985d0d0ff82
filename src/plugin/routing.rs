//! Where the engine's outputs go: the host's buffers.

use super::shell::OUTPUT_PORTS;
use nice_plug::prelude::Buffer;
use phonon_engine::Outputs;
use phonon_engine::sequencing::notes_out::{Message, MessageKind};
use phonon_session::AudioEnd;

/// The host's buffers for one block, filled with silence.
pub(super) struct Routing<'a, 'm, 's> {
    /// Buffer of the main output.
    pub main: &'a mut Buffer<'m>,
    /// The numbered outputs, where the host takes them by themselves.
    pub separate: &'a mut [Buffer<'s>],
    /// Which outputs the host takes: `[0]` is the main one.
    pub taken: &'a [bool; OUTPUT_PORTS],
    /// Messages of this block, empty at first; it never grows.
    pub messages: &'a mut Vec<(u32, Message)>,
    /// Who may watch outputs.
    pub end: &'a AudioEnd,
}

impl Outputs for Routing<'_, '_, '_> {
    fn write(&mut self, output: usize, offset: usize, left: &[f32], right: &[f32]) -> bool {
        match output.checked_sub(1) {
            None => copy(self.main, offset, left, right),
            Some(index) => {
                self.taken.get(output).is_some_and(|taken| *taken)
                    && self
                        .separate
                        .get_mut(index)
                        .is_some_and(|buffer| copy(buffer, offset, left, right))
            }
        }
    }

    fn watch(&mut self, output: usize, left: &[f32], right: &[f32]) {
        self.end.watch(output, left, right);
    }

    fn send(&mut self, offset: usize, message: Message) {
        let ends = matches!(message.kind, MessageKind::Off { .. });
        // The last room is for ends: a note that is kept back is missed, one that never ends is heard.
        let room = self.messages.capacity() - self.messages.len();
        let wanted = if ends {
            1
        } else {
            1 + self.messages.capacity() / 2
        };
        if room >= wanted {
            self.messages.push((offset as u32, message));
        }
    }
}

/// Whether there was room: a host may take an output's buffers away between blocks.
fn copy(buffer: &mut Buffer, offset: usize, left: &[f32], right: &[f32]) -> bool {
    let [to_left, to_right, ..] = buffer.as_slice() else {
        return false;
    };
    if to_left.is_empty() || to_right.is_empty() {
        return false;
    }
    let range = offset..offset + left.len();
    match (to_left.get_mut(range.clone()), to_right.get_mut(range)) {
        (Some(to_left), Some(to_right)) => {
            to_left.copy_from_slice(left);
            to_right.copy_from_slice(right);
            true
        }
        _ => false,
    }
}
