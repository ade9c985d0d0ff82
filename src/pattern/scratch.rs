//! What a query needs besides the graph: room for control maps and joined words, buffers for what must be collected,
//! budgets, and the inputs from outside. Sized once, off the audio thread; a query never allocates.

use super::event::Event;
use super::graph::Graph;
use super::value::{Controls, Value, Word};

/// How large a query may grow.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Steps of evaluation (about: nodes visited and events made) per query.
    pub steps: u64,
    /// Nesting of nodes.
    pub depth: u32,
    /// Entries of control maps alive at once.
    pub entries: usize,
    /// Bytes of joined words.
    pub bytes: usize,
    /// Events held by functions that must collect.
    pub collected: usize,
}

impl Budget {
    /// For the audio thread: bounded to well under a block's time.
    pub const REAL_TIME: Self = Self {
        steps: 400_000,
        depth: 192,
        entries: 1 << 15,
        bytes: 1 << 14,
        collected: 1 << 13,
    };
    /// For tools and tests, off the audio thread.
    pub const OFFLINE: Self = Self {
        steps: 200_000_000,
        depth: 256,
        entries: 1 << 20,
        bytes: 1 << 20,
        collected: 1 << 18,
    };
}

/// A list of collected events, see [`Scratch::collect`].
#[derive(Clone, Copy, Debug)]
pub struct Collected {
    first: u32,
    last: u32,
    /// How many.
    pub len: u32,
}

const END: u32 = u32::MAX;

struct Held {
    event: Event,
    next: u32,
}

/// Working memory and budgets of queries. One per thread that queries; reused from query to query.
pub struct Scratch {
    budget: Budget,
    steps_left: u64,
    depth: u32,
    entries: Vec<(Word, Value)>,
    bytes: Vec<u8>,
    joined: Vec<(u32, u32)>,
    held: Vec<Held>,
    free: u32,
    collecting: u32,
    exceeded: bool,
    inputs: Vec<(Word, Value)>,
}

impl Scratch {
    /// Allocates everything a query within `budget` can need.
    pub fn new(budget: Budget) -> Self {
        Self {
            budget,
            steps_left: budget.steps,
            depth: 0,
            entries: Vec::with_capacity(budget.entries),
            bytes: Vec::with_capacity(budget.bytes),
            joined: Vec::with_capacity(budget.bytes / 8),
            held: Vec::with_capacity(budget.collected),
            free: END,
            collecting: 0,
            exceeded: false,
            inputs: Vec::with_capacity(64),
        }
    }

    /// Forgets the last query and fills the budgets.
    pub fn begin(&mut self) {
        self.steps_left = self.budget.steps;
        self.depth = 0;
        self.entries.clear();
        self.bytes.clear();
        self.joined.clear();
        self.held.clear();
        self.free = END;
        self.collecting = 0;
        self.exceeded = false;
    }

    /// Did the last query leave something out because a budget ran dry?
    pub fn exceeded(&self) -> bool {
        self.exceeded
    }

    /// Sets a named input of queries (what `^name` reads); at most 64 are kept.
    pub fn set_input(&mut self, name: Word, value: Value) {
        if let Some(entry) = self.inputs.iter_mut().find(|(n, _)| *n == name) {
            entry.1 = value;
        } else if self.inputs.len() < self.inputs.capacity() {
            self.inputs.push((name, value));
        }
    }

    /// The named input's value.
    pub fn input(&self, name: Word) -> Option<Value> {
        self.inputs
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, value)| *value)
    }

    /// Takes a step of the budget; false when there is none left.
    #[inline]
    pub fn step(&mut self) -> bool {
        match self.steps_left.checked_sub(1) {
            Some(left) => {
                self.steps_left = left;
                true
            }
            None => {
                self.exceeded = true;
                false
            }
        }
    }

    #[inline]
    pub(super) fn enter(&mut self) -> bool {
        if self.depth >= self.budget.depth || !self.step() {
            self.exceeded = true;
            return false;
        }
        self.depth += 1;
        true
    }

    #[inline]
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Marks that something was left out.
    pub fn exceed(&mut self) {
        self.exceeded = true;
        self.steps_left = 0;
    }

    // Control maps.

    /// The controls of a map, ascending by name id.
    #[inline]
    pub fn entries(&self, controls: Controls) -> &[(Word, Value)] {
        &self.entries[controls.start as usize..(controls.start + controls.len) as usize]
    }

    /// The value of one control.
    pub fn control(&self, controls: Controls, name: Word) -> Option<Value> {
        self.entries(controls)
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, value)| *value)
    }

    /// A mark to return to when no event made since is needed any more, see [`Scratch::release`].
    #[inline]
    pub(super) fn mark(&self) -> usize {
        self.entries.len()
    }

    /// Gives back the maps made since `mark`, unless a collector may still hold them.
    #[inline]
    pub(super) fn release(&mut self, mark: usize) {
        if self.collecting == 0 {
            self.entries.truncate(mark);
        }
    }

    #[inline]
    fn push_entry(&mut self, entry: (Word, Value)) -> bool {
        if self.entries.len() < self.budget.entries {
            self.entries.push(entry);
            true
        } else {
            self.exceed();
            false
        }
    }

    /// A map with one control.
    #[inline]
    pub fn single(&mut self, name: Word, value: Value) -> Option<Controls> {
        let start = self.entries.len() as u32;
        self.push_entry((name, value))
            .then_some(Controls { start, len: 1 })
    }

    /// A map built by `merge` from two: for each name, what `merge` makes of the values at left and right
    /// (at least one is there); `None` leaves the control out.
    #[inline]
    pub fn merge(
        &mut self,
        left: Controls,
        right: Controls,
        merge: impl FnMut(&mut Self, Option<Value>, Option<Value>) -> Option<Value>,
    ) -> Option<Controls> {
        if right.len == 1 {
            return self.merge_one(left, right, merge);
        }
        self.merge_each(left, right, merge)
    }

    fn merge_each(
        &mut self,
        left: Controls,
        right: Controls,
        mut merge: impl FnMut(&mut Self, Option<Value>, Option<Value>) -> Option<Value>,
    ) -> Option<Controls> {
        let start = self.entries.len() as u32;
        let (mut i, mut j) = (0, 0);
        while i < left.len || j < right.len {
            let a = (i < left.len).then(|| self.entries[(left.start + i) as usize]);
            let b = (j < right.len).then(|| self.entries[(right.start + j) as usize]);
            let (name, x, y) = match (a, b) {
                (Some(a), Some(b)) if a.0 == b.0 => (a.0, Some(a.1), Some(b.1)),
                (Some(a), Some(b)) if a.0 < b.0 => (a.0, Some(a.1), None),
                (Some(a), None) => (a.0, Some(a.1), None),
                (_, Some(b)) => (b.0, None, Some(b.1)),
                (None, None) => break,
            };
            i += x.is_some() as u32;
            j += y.is_some() as u32;
            if let Some(value) = merge(self, x, y)
                && !self.push_entry((name, value))
            {
                return None;
            }
        }
        Some(Controls {
            start,
            len: self.entries.len() as u32 - start,
        })
    }

    /// [`Scratch::merge`] of values alone; every pair is looked at, however few controls there are at right.
    pub(super) fn merge_all(
        &mut self,
        left: Controls,
        right: Controls,
        merge: impl Fn(Option<Value>, Option<Value>) -> Option<Value>,
    ) -> Option<Controls> {
        self.merge_each(left, right, |_, x, y| merge(x, y))
    }

    /// [`Scratch::merge`] with a single control at right, by far the most frequent: what stands before and after it is
    /// copied as it is.
    #[inline]
    fn merge_one(
        &mut self,
        left: Controls,
        right: Controls,
        mut merge: impl FnMut(&mut Self, Option<Value>, Option<Value>) -> Option<Value>,
    ) -> Option<Controls> {
        let start = self.entries.len();
        let (name, value) = self.entries[right.start as usize];
        let (begin, end) = (left.start as usize, (left.start + left.len) as usize);
        if start + left.len as usize + 1 > self.budget.entries {
            self.exceed();
            return None;
        }
        let mut at = begin;
        while at < end && self.entries[at].0 < name {
            at += 1;
        }
        let there = (at < end && self.entries[at].0 == name).then(|| self.entries[at].1);
        self.entries.extend_from_within(begin..at);
        if let Some(value) = merge(self, there, Some(value)) {
            self.entries.push((name, value));
        }
        self.entries
            .extend_from_within(at + there.is_some() as usize..end);
        Some(Controls {
            start: start as u32,
            len: (self.entries.len() - start) as u32,
        })
    }

    // Words.

    /// The letters of a word.
    pub fn word<'a>(&'a self, graph: &'a Graph, word: Word) -> &'a str {
        if word.0 < Word::QUERY_MADE {
            return graph.word(word);
        }
        let (start, end) = self.joined[(word.0 - Word::QUERY_MADE) as usize];
        std::str::from_utf8(&self.bytes[start as usize..end as usize]).unwrap_or_default()
    }

    /// Do both words have the same letters?
    pub fn same_word(&self, graph: &Graph, a: Word, b: Word) -> bool {
        a == b || ((a.0 | b.0) >= Word::QUERY_MADE && self.word(graph, a) == self.word(graph, b))
    }

    /// The two words written together.
    pub fn join_words(&mut self, graph: &Graph, a: Word, b: Word) -> Option<Word> {
        let start = self.bytes.len();
        for word in [a, b] {
            let range = if word.0 < Word::QUERY_MADE {
                None
            } else {
                Some(self.joined[(word.0 - Word::QUERY_MADE) as usize])
            };
            let length = range.map_or_else(|| graph.word(word).len(), |(s, e)| (e - s) as usize);
            if self.bytes.len() + length > self.budget.bytes {
                self.bytes.truncate(start);
                self.exceed();
                return None;
            }
            match range {
                Some((s, e)) => self.bytes.extend_from_within(s as usize..e as usize),
                None => self.bytes.extend_from_slice(graph.word(word).as_bytes()),
            }
        }
        if self.joined.len() == self.joined.capacity() {
            self.bytes.truncate(start);
            self.exceed();
            return None;
        }
        self.joined.push((start as u32, self.bytes.len() as u32));
        Some(Word(Word::QUERY_MADE + self.joined.len() as u32 - 1))
    }

    /// The word, a colon and a number, as `bd:3`.
    pub fn numbered(&mut self, graph: &Graph, word: Word, number: i64) -> Option<Word> {
        let mut letters = [0u8; 24];
        let mut at = letters.len();
        let mut rest = number.unsigned_abs();
        loop {
            at -= 1;
            letters[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            at -= 1;
            letters[at] = b'-';
        }
        at -= 1;
        letters[at] = b':';
        let letters = &letters[at..];
        let range =
            (word.0 >= Word::QUERY_MADE).then(|| self.joined[(word.0 - Word::QUERY_MADE) as usize]);
        let length = range.map_or_else(|| graph.word(word).len(), |(s, e)| (e - s) as usize);
        if self.joined.len() == self.joined.capacity()
            || self.bytes.len() + length + letters.len() > self.budget.bytes
        {
            self.exceed();
            return None;
        }
        let start = self.bytes.len();
        match range {
            Some((s, e)) => self.bytes.extend_from_within(s as usize..e as usize),
            None => self.bytes.extend_from_slice(graph.word(word).as_bytes()),
        }
        self.bytes.extend_from_slice(letters);
        self.joined.push((start as u32, self.bytes.len() as u32));
        Some(Word(Word::QUERY_MADE + self.joined.len() as u32 - 1))
    }

    /// A word `name:number` as its name and its number; other words whole. What follows a colon and is no number is
    /// left out.
    pub(super) fn split_word(&mut self, graph: &Graph, word: Word) -> (Word, Option<f64>) {
        if word.0 < Word::QUERY_MADE {
            return graph.parts_of(word);
        }
        let (start, _) = self.joined[(word.0 - Word::QUERY_MADE) as usize];
        let letters = self.word(graph, word);
        let Some((name, rest)) = letters.split_once(':') else {
            return (word, None);
        };
        let (length, number) = (name.len(), number_after(rest));
        if self.joined.len() == self.joined.capacity() {
            self.exceed();
            return (word, None);
        }
        self.joined.push((start, start + length as u32));
        let name = Word(Word::QUERY_MADE + self.joined.len() as u32 - 1);
        (name, number)
    }

    // Collected events.

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

/// The number between the first and a possible second colon of a word.
pub(super) fn number_after(rest: &str) -> Option<f64> {
    let first = rest.split(':').next().unwrap_or_default();
    first.parse().ok().filter(|x: &f64| x.is_finite())
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
