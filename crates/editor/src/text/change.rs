//! Changes of a text as plain data: each can be applied, taken back and asked where a place went.

use std::ops::Range;

/// At a byte of the text before the change, `removed` gives way to `inserted`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Byte of the text before.
    pub at: usize,
    /// What stood there.
    pub removed: String,
    /// What stands there now.
    pub inserted: String,
}

/// Edits that happen at once. All places are bytes of the text before; they rise and do not overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    edits: Vec<Edit>,
}

/// To which side of an insertion a place goes that stands where it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before what is inserted.
    Before,
    /// Behind what is inserted.
    After,
}

impl Change {
    /// Puts each text in the place of a range of `text`. Ranges rise and do not overlap. What changes nothing is left out.
    pub fn new(text: &str, parts: impl IntoIterator<Item = (Range<usize>, String)>) -> Self {
        let edits = parts.into_iter().map(|(range, inserted)| Edit {
            at: range.start,
            removed: text[range].to_owned(),
            inserted,
        });
        let edits: Vec<Edit> = edits.filter(|edit| edit.removed != edit.inserted).collect();
        debug_assert!(
            edits
                .windows(2)
                .all(|pair| pair[0].at + pair[0].removed.len() <= pair[1].at),
            "edits overlap"
        );
        Self { edits }
    }

    /// From edits, if they rise, do not overlap and lie in a text of `length` bytes.
    pub(super) fn checked(edits: Vec<Edit>) -> Option<Self> {
        let rise = edits
            .windows(2)
            .all(|pair| Some(pair[1].at) >= pair[0].at.checked_add(pair[0].removed.len()));
        rise.then_some(Self { edits })
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Its edits, in the order of the text.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Whether `text` is one that the change can be made in.
    pub(super) fn fits(&self, text: &str) -> bool {
        self.edits
            .iter()
            .all(|edit| text.get(edit.at..edit.at + edit.removed.len()) == Some(&edit.removed))
    }

    /// Changes `text`, which is the one that the change was made for.
    pub fn apply(&self, text: &mut String) {
        match &self.edits[..] {
            [] => {}
            [edit] => text.replace_range(edit.at..edit.at + edit.removed.len(), &edit.inserted),
            [first, .., last] => {
                let (start, end) = (first.at, last.at + last.removed.len());
                let mut part = String::with_capacity(end - start);
                let mut from = start;
                for edit in &self.edits {
                    part.push_str(&text[from..edit.at]);
                    part.push_str(&edit.inserted);
                    from = edit.at + edit.removed.len();
                }
                text.replace_range(start..end, &part);
            }
        }
    }

    /// What takes it back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let mut shift = 0_isize;
        let edits = self.edits.iter().map(|edit| {
            let at = edit.at.saturating_add_signed(shift);
            shift += edit.inserted.len() as isize - edit.removed.len() as isize;
            Edit {
                at,
                removed: edit.inserted.clone(),
                inserted: edit.removed.clone(),
            }
        });
        Self {
            edits: edits.collect(),
        }
    }

    /// Where a byte of the text before is afterwards. What is in a part that was replaced goes to the end of the new part.
    pub fn moved(&self, offset: usize, side: Side) -> usize {
        let mut shift = 0_isize;
        for edit in &self.edits {
            let end = edit.at + edit.removed.len();
            if offset < edit.at || (offset == edit.at && side == Side::Before) {
                break;
            }
            if offset < end {
                return edit.at.saturating_add_signed(shift) + edit.inserted.len();
            }
            shift += edit.inserted.len() as isize - edit.removed.len() as isize;
        }
        offset.saturating_add_signed(shift)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        fn changed()(text in "[ab\né]{0,30}", cuts in prop::collection::vec((0_usize..31, "[xyé]{0,3}"), 0..6)) -> (String, Change) {
            let letters: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let mut cuts: Vec<(usize, String)> =
                cuts.into_iter().map(|(at, new)| (letters[at % letters.len()], new)).collect();
            cuts.sort();
            let parts: Vec<_> = cuts.chunks(2).map(|pair| (pair[0].0..pair[pair.len() - 1].0, pair[0].1.clone())).collect();
            (text.clone(), Change::new(&text, parts))
        }
    }

    proptest! {
        #[test]
        fn the_inverse_takes_a_change_back((text, change) in changed()) {
            let mut new = text.clone();
            change.apply(&mut new);
            prop_assert!(change.inverse().fits(&new));
            change.inverse().apply(&mut new);
            prop_assert_eq!(&new, &text);
            prop_assert_eq!(change.inverse().inverse(), change);
        }

        #[test]
        fn places_outside_of_edits_keep_what_follows_them((text, change) in changed()) {
            let mut new = text.clone();
            change.apply(&mut new);
            let touched = |at: usize| change.edits().iter().any(|e| (e.at..e.at + e.removed.len()).contains(&at));
            for (at, letter) in text.char_indices().filter(|(at, _)| !touched(*at)) {
                let there = change.moved(at, Side::After);
                prop_assert_eq!(new[there..].chars().next(), Some(letter));
            }
        }
    }
}
