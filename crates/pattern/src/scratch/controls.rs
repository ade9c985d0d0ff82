//! Control maps: where they lie, how two become one.

use super::Scratch;
use crate::value::{Controls, Value, Word};

impl Scratch {
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
    pub(crate) fn mark(&self) -> usize {
        self.entries.len()
    }

    /// Gives back the maps made since `mark`, unless a collector may still hold them.
    #[inline]
    pub(crate) fn release(&mut self, mark: usize) {
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
    pub(crate) fn merge_all(
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
}
