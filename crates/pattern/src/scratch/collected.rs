//! Lists of events that functions must see together: links in one arena, so that none is ever moved.

use super::Scratch;
use crate::event::Event;

pub(super) const END: u32 = u32::MAX;

/// A list of collected events, see [`Scratch::collect`].
#[derive(Clone, Copy, Debug)]
pub struct Collected {
    first: u32,
    last: u32,
    /// Number of events in the list.
    pub len: u32,
}

pub(super) struct Held {
    event: Event,
    next: u32,
}

/// A place in a collected list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(u32);

impl Collected {
    /// The place of the first event.
    pub fn start(&self) -> Cursor {
        Cursor(self.first)
    }
}

impl Scratch {
    /// Starts a list. While any list is open, control maps are kept. Every list must be given back with
    /// [`Scratch::discard`].
    pub fn collect(&mut self) -> Collected {
        self.collecting += 1;
        Collected {
            first: END,
            last: END,
            len: 0,
        }
    }

    /// Appends to a list; what does not fit the budget is left out and noted.
    pub fn hold(&mut self, list: &mut Collected, event: Event) {
        let index = if self.free != END {
            let index = self.free;
            self.free = self.held[index as usize].next;
            self.held[index as usize] = Held { event, next: END };
            index
        } else if self.held.len() < self.budget.collected {
            self.held.push(Held { event, next: END });
            self.held.len() as u32 - 1
        } else {
            self.exceed();
            return;
        };
        if list.last == END {
            list.first = index;
        } else {
            self.held[list.last as usize].next = index;
        }
        list.last = index;
        list.len += 1;
    }

    /// The event with this cursor and the cursor after it; start with [`Collected::start`].
    #[inline]
    pub fn held(&self, cursor: Cursor) -> Option<(Event, Cursor)> {
        (cursor.0 != END).then(|| {
            let held = &self.held[cursor.0 as usize];
            (held.event, Cursor(held.next))
        })
    }

    /// The event a cursor points at, to change it in place.
    pub fn held_mut(&mut self, cursor: Cursor) -> Option<&mut Event> {
        self.held
            .get_mut(cursor.0 as usize)
            .map(|held| &mut held.event)
    }

    /// Sorts a list, stably (merge sort of the links).
    pub fn sort(&mut self, list: &mut Collected, less: impl Fn(&Event, &Event) -> bool) {
        self.sort_with(list, |_, a, b| less(a, b));
    }

    fn sort_by(&mut self, list: &mut Collected, less: impl Fn(&Self, u32, u32) -> bool) {
        let mut width = 1u32;
        while width < list.len {
            let mut rest = list.first;
            let (mut first, mut last) = (END, END);
            while rest != END {
                let mut a = rest;
                let mut b = self.skip(a, width);
                rest = self.skip(b, width);
                let (mut left_a, mut left_b) = (width, width);
                loop {
                    let from_a = left_a > 0 && a != END;
                    let from_b = left_b > 0 && b != END;
                    if !from_a && !from_b {
                        break;
                    }
                    let take_b = from_b && (!from_a || less(self, b, a));
                    let (cursor, left) = if take_b {
                        (&mut b, &mut left_b)
                    } else {
                        (&mut a, &mut left_a)
                    };
                    let index = *cursor;
                    *cursor = self.held[index as usize].next;
                    *left -= 1;
                    if last == END {
                        first = index;
                    } else {
                        self.held[last as usize].next = index;
                    }
                    last = index;
                }
            }
            if last != END {
                self.held[last as usize].next = END;
            }
            (list.first, list.last) = (first, last);
            width = width.saturating_mul(2);
        }
    }

    /// [`Scratch::sort`], with a comparison that looks into the scratch.
    pub fn sort_with(
        &mut self,
        list: &mut Collected,
        less: impl Fn(&Self, &Event, &Event) -> bool,
    ) {
        self.sort_by(list, |scratch, a, b| {
            less(
                scratch,
                &scratch.held[a as usize].event,
                &scratch.held[b as usize].event,
            )
        });
    }

    /// Turns a list around.
    pub fn reverse(&mut self, list: &mut Collected) {
        let (mut cursor, mut before) = (list.first, END);
        while cursor != END {
            let next = self.held[cursor as usize].next;
            self.held[cursor as usize].next = before;
            (before, cursor) = (cursor, next);
        }
        (list.first, list.last) = (list.last, list.first);
    }

    fn skip(&self, mut index: u32, count: u32) -> u32 {
        for _ in 0..count {
            if index == END {
                break;
            }
            index = self.held[index as usize].next;
        }
        index
    }

    /// Gives a list's room back.
    pub fn discard(&mut self, list: Collected) {
        self.collecting = self.collecting.saturating_sub(1);
        if list.last != END {
            self.held[list.last as usize].next = self.free;
            self.free = list.first;
        }
    }
}
