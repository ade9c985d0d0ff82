//! Cursors and what they select.

use std::ops::Range;

/// A cursor and what it selects, in bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The end that stays; equal to the cursor when nothing is selected.
    pub anchor: usize,
    /// The cursor.
    pub cursor: usize,
    /// The column, in characters, that moving up and down aims for.
    pub(super) goal: Option<usize>,
}

impl Selection {
    /// A cursor that selects nothing.
    pub fn at(offset: usize) -> Self {
        Self::between(offset, offset)
    }

    /// What lies between, the cursor at its second end.
    pub fn between(anchor: usize, cursor: usize) -> Self {
        Self {
            anchor,
            cursor,
            goal: None,
        }
    }

    /// The selected bytes; empty at the cursor when nothing is.
    pub fn range(&self) -> Range<usize> {
        self.cursor.min(self.anchor)..self.cursor.max(self.anchor)
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.anchor == self.cursor
    }
}

/// One or more selections in the order of the text, none of which touch; one of them is the main one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selections {
    list: Vec<Selection>,
    main: usize,
}

impl Selections {
    pub(super) fn one(selection: Selection) -> Self {
        Self {
            list: vec![selection],
            main: 0,
        }
    }

    /// Of a list that is not empty; those that overlap or meet become one.
    pub(super) fn new(mut list: Vec<Selection>, main: usize) -> Self {
        debug_assert!(main < list.len());
        let chosen = list[main];
        if list.len() > 1 {
            list.sort_by_key(|one| (one.range().start, one.range().end));
            let mut merged: Vec<Selection> = Vec::with_capacity(list.len());
            for one in list {
                let Some(last) = merged.last_mut() else {
                    merged.push(one);
                    continue;
                };
                let (a, b) = (last.range(), one.range());
                // Two that only meet stay two, but a cursor at the edge of a selection is in it.
                if b.start < a.end || (b.start == a.end && (a.is_empty() || b.is_empty())) {
                    let backward = if one.is_empty() { last } else { &one };
                    let backward = backward.cursor < backward.anchor;
                    let (start, end) = (a.start, a.end.max(b.end));
                    let (anchor, cursor) = if backward { (end, start) } else { (start, end) };
                    *merged.last_mut().expect("there is a last one") =
                        Selection::between(anchor, cursor);
                } else {
                    merged.push(one);
                }
            }
            list = merged;
        }
        let main = list
            .iter()
            .position(|one| one.range().start <= chosen.cursor && chosen.cursor <= one.range().end);
        Self {
            main: main.unwrap_or(0),
            list,
        }
    }

    pub(super) fn list(&self) -> &[Selection] {
        &self.list
    }

    pub(super) fn main(&self) -> &Selection {
        &self.list[self.main]
    }

    pub(super) fn main_index(&self) -> usize {
        self.main
    }

    /// Changes each; those that meet then become one.
    pub(super) fn map(&mut self, change: impl FnMut(&Selection) -> Selection) {
        let list = self.list.iter().map(change).collect();
        *self = Self::new(list, self.main);
    }
}
