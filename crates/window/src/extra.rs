//! Keys that a host delivers by itself (VST3's `onKeyDown`) in place of the window system.

#![allow(clippy::disallowed_types, reason = "the window's threads")]

use crate::Waker;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A key that comes both from the window system and from the host within this time was pressed once.
const SAME_PRESS: Duration = Duration::from_millis(60);

/// Puts events of keys among those of the window system, in the order of their time. Can be used from any thread.
#[derive(Clone, Default)]
pub struct ExtraKeys {
    waiting: Arc<Mutex<Vec<(egui::Event, Instant)>>>,
    waker: Waker,
}

impl ExtraKeys {
    pub(crate) fn new(waker: Waker) -> Self {
        Self {
            waiting: Arc::default(),
            waker,
        }
    }

    /// Adds an event. The same event from the window system at the same time is one press, and typed once.
    pub fn push(&self, event: egui::Event) {
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((event, Instant::now()));
        self.waker.wake();
    }

    fn take(&self) -> Vec<(egui::Event, Instant)> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Joins the events of the window system and of the host.
#[derive(Default)]
pub(crate) struct Joined {
    /// What came lately, and whether from the host.
    lately: Vec<(egui::Event, Instant, bool)>,
}

impl Joined {
    /// Adds what the host has delivered so far.
    pub(crate) fn add_extra(&mut self, extra: &ExtraKeys, events: &mut Vec<egui::Event>) {
        for (event, at) in extra.take() {
            if !self.twice(&event, at, true) {
                events.push(event);
            }
        }
    }

    /// Adds what the window system has delivered now.
    pub(crate) fn add_native(&mut self, event: egui::Event, events: &mut Vec<egui::Event>) {
        if !matches!(event, egui::Event::Key { .. } | egui::Event::Text(_))
            || !self.twice(&event, Instant::now(), false)
        {
            events.push(event);
        }
    }

    /// Whether this press has come from the other side. Remembers it if not.
    fn twice(&mut self, event: &egui::Event, at: Instant, host: bool) -> bool {
        let apart = |when: Instant| when.max(at) - when.min(at);
        self.lately.retain(|(_, when, _)| apart(*when) < SAME_PRESS);
        let other = self
            .lately
            .iter()
            .position(|(seen, _, from_host)| *from_host != host && same_press(seen, event));
        match other {
            Some(index) => {
                self.lately.remove(index);
                true
            }
            None => {
                self.lately.push((event.clone(), at, host));
                false
            }
        }
    }
}

/// Whether two events are one press: a host knows nothing of where a key is, nor whether it repeats.
fn same_press(one: &egui::Event, other: &egui::Event) -> bool {
    use egui::Event::Key;
    match (one, other) {
        (
            Key {
                key: a,
                pressed: down,
                modifiers: with,
                ..
            },
            Key {
                key: b,
                pressed: also_down,
                modifiers: also_with,
                ..
            },
        ) => (a, down, with) == (b, also_down, also_with),
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space() -> egui::Event {
        egui::Event::Text(" ".to_owned())
    }

    #[test]
    fn a_key_of_the_host_is_typed() {
        let (extra, mut joined, mut events) = (ExtraKeys::default(), Joined::default(), Vec::new());
        extra.push(space());
        joined.add_extra(&extra, &mut events);
        assert_eq!(events, [space()]);
    }

    #[test]
    fn a_key_that_comes_both_ways_is_typed_once_in_either_order() {
        let (extra, mut joined, mut events) = (ExtraKeys::default(), Joined::default(), Vec::new());
        extra.push(space());
        joined.add_native(space(), &mut events);
        joined.add_extra(&extra, &mut events);
        assert_eq!(events.len(), 1);
        extra.push(space());
        joined.add_extra(&extra, &mut events);
        joined.add_native(space(), &mut events);
        assert_eq!(events.len(), 2, "one more");
    }

    #[test]
    fn one_key_twice_from_one_side_is_two() {
        let (mut joined, mut events) = (Joined::default(), Vec::new());
        joined.add_native(space(), &mut events);
        joined.add_native(space(), &mut events);
        assert_eq!(events.len(), 2);
    }
}
