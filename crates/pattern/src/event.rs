//! What a query answers: events with their time, value and place in the source.

use super::span::Span;
use super::value::Value;

/// Ids of the source atoms that made an event, at most [`Origins::CAPACITY`]; further ones are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origins {
    atoms: [u32; Self::CAPACITY],
    len: u32,
}

impl Origins {
    /// How many atoms an event remembers.
    pub const CAPACITY: usize = 5;
    /// Origins of an event that no atom of a source made.
    pub const NONE: Self = Self {
        atoms: [0; Self::CAPACITY],
        len: 0,
    };

    /// Made by one atom: an index into [`super::Graph::atoms`].
    pub const fn of(atom: u32) -> Self {
        let mut atoms = [0; Self::CAPACITY];
        atoms[0] = atom;
        Self { atoms, len: 1 }
    }

    /// The atoms of both, this one's first.
    #[inline]
    pub fn and(mut self, other: &Self) -> Self {
        for &atom in other.as_slice() {
            if self.len as usize == Self::CAPACITY {
                break;
            }
            if !self.as_slice().contains(&atom) {
                self.atoms[self.len as usize] = atom;
                self.len += 1;
            }
        }
        self
    }

    /// Ids of the atoms, at most [`Origins::CAPACITY`].
    #[inline]
    pub fn as_slice(&self) -> &[u32] {
        &self.atoms[..self.len as usize]
    }
}

/// A value and when it is.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// The whole event; none for a sample of something continuous.
    pub whole: Option<Span>,
    /// The part of it that lies in the query.
    pub part: Span,
    /// Value of the event.
    pub value: Value,
    /// Which atoms of the source made it.
    pub origins: Origins,
}

impl Event {
    /// The whole, or the part of what has no whole.
    #[inline]
    pub fn whole_or_part(&self) -> Span {
        self.whole.unwrap_or(self.part)
    }

    /// The same event in a bent time. Most events lie wholly in their query: their one span is computed once.
    #[inline]
    pub(super) fn bent(&self, mut bend: impl FnMut(Span) -> Span) -> Self {
        let part = bend(self.part);
        let whole = match self.whole {
            Some(whole) if whole.is_identical(self.part) => Some(part),
            Some(whole) => Some(bend(whole)),
            None => None,
        };
        Self {
            whole,
            part,
            ..*self
        }
    }

    /// Does the part begin where the whole does? Only such events sound.
    #[inline]
    pub fn has_onset(&self) -> bool {
        self.whole
            .is_some_and(|whole| whole.begin == self.part.begin)
    }
}
