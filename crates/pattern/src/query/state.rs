//! What is asked of a node: when, which events, and what the joins around it have bound.

use crate::graph::node::Slot;
use crate::span::Span;
use crate::value::Value;

/// The slots bound by the joins around a node, innermost first.
pub(super) type Bindings<'b> = Option<&'b Binding<'b>>;

pub(super) struct Binding<'b> {
    pub(super) slot: Slot,
    pub(super) value: Value,
    pub(super) outer: Bindings<'b>,
}

/// Which events the asker has a use for. A hint: a node may answer more, and leaves out only what is of no use.
/// It is what makes a dense pattern cheap to play, since of the many events that sound through a block few begin in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// All that lie in the span.
    All,
    /// Those that begin in it (and continuous ones).
    Onsets,
    /// Those that end in it (and continuous ones): the onsets of something reversed.
    Ends,
}

impl Want {
    /// Has the asker no use for a discrete event with this whole and part?
    #[inline]
    pub(super) fn excludes(self, whole: Span, part: Span) -> bool {
        match self {
            Self::All => false,
            Self::Onsets => whole.begin != part.begin,
            Self::Ends => whole.end != part.end,
        }
    }

    /// What a reversed pattern is asked for.
    #[inline]
    pub(super) fn mirrored(self) -> Self {
        match self {
            Self::All => Self::All,
            Self::Onsets => Self::Ends,
            Self::Ends => Self::Onsets,
        }
    }
}

/// Whether it matters in how many fragments an event comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fragments {
    /// It does not: what begins is to be played, and that must not depend on how much is asked for at once.
    Free,
    /// It does: Tidal's own fragments are wanted.
    Listed,
    /// Tidal's answer is wanted, by a function that counts fragments.
    Counted,
}

/// What is asked of a node: when, which events, and what the joins around it have bound.
#[derive(Clone, Copy)]
pub(super) struct State<'b> {
    pub(super) span: Span,
    pub(super) want: Want,
    /// Whether it matters in how many fragments an event comes.
    pub(super) fragments: Fragments,
    pub(super) bindings: Bindings<'b>,
}

impl<'b> State<'b> {
    /// The same over another span.
    #[inline]
    pub(super) fn over(self, span: Span) -> Self {
        Self { span, ..self }
    }

    /// The same asked of a mirrored pattern.
    #[inline]
    pub(super) fn mirrored(self) -> Self {
        Self {
            want: self.want.mirrored(),
            ..self
        }
    }

    /// The same over the span of a pattern squeezed into a slot. A whole that begins in an earlier cycle than its part
    /// may come to end with it there, so that ends must not be left out.
    #[inline]
    pub(super) fn squeezed(self, span: Span) -> Self {
        let want = match self.want {
            Want::Onsets => Want::Onsets,
            Want::All | Want::Ends => Want::All,
        };
        Self { span, want, ..self }
    }

    /// The same with all events wanted, by a function that counts fragments.
    pub(super) fn counted(self) -> Self {
        let fragments = match self.fragments {
            Fragments::Free => Fragments::Free,
            Fragments::Listed | Fragments::Counted => Fragments::Counted,
        };
        Self {
            want: Want::All,
            fragments,
            ..self
        }
    }

    /// The same with all events wanted: what a node must ask whose events may begin where its children's do not.
    #[inline]
    pub(super) fn all(self) -> Self {
        Self {
            want: Want::All,
            ..self
        }
    }
}
