//! Carries places of the evaluated text over to the draft, which may have been edited since.

use super::code_view::Mark;
use phonon_language::Diagnostic;
use phonon_language::Meaning;
use std::ops::Range;

/// How an older text's bytes lie in a newer one: what both begin and end with is found again, what lies between is not.
pub(super) struct Carry {
    /// Bytes that both texts begin with.
    head: usize,
    /// Where the common end begins in the old text.
    tail: usize,
    /// New length minus old length.
    shift: isize,
}

impl Carry {
    /// From `old` to `new`.
    pub(super) fn between(old: &str, new: &str) -> Self {
        let head = old
            .bytes()
            .zip(new.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let most = old.len().min(new.len()) - head;
        let end = old
            .bytes()
            .rev()
            .zip(new.bytes().rev())
            .take(most)
            .take_while(|(a, b)| a == b)
            .count();
        Self {
            head,
            tail: old.len() - end,
            shift: new.len() as isize - old.len() as isize,
        }
    }

    /// Where a place of the old text is in the new one, if it was not touched.
    pub(super) fn carry(&self, range: &Range<usize>) -> Option<Range<usize>> {
        if range.end <= self.head {
            Some(range.clone())
        } else if range.start >= self.tail {
            Some(
                range.start.checked_add_signed(self.shift)?
                    ..range.end.checked_add_signed(self.shift)?,
            )
        } else {
            None
        }
    }
}

/// The marks of a report on the draft.
pub(super) fn marks(diagnostics: &[Diagnostic], carry: &Carry, draft: &str) -> Vec<Mark> {
    diagnostics
        .iter()
        .filter_map(|diagnostic| {
            let range = carry.carry(&diagnostic.span)?;
            draft.get(range.clone())?;
            Some(Mark {
                range,
                severity: diagnostic.severity,
                message: diagnostic.message.clone(),
                help: diagnostic.help.clone(),
            })
        })
        .collect()
}

/// What a name means where it stands, in the draft's own bytes.
pub(super) struct Explained {
    pub range: Range<usize>,
    pub says: String,
}

/// Which meanings the names of an evaluated text have that have two.
pub(super) fn explained(meanings: &[Meaning], text: &str, carry: &Carry) -> Vec<Explained> {
    let meanings = meanings.iter().filter_map(|meaning| {
        Some(Explained {
            range: carry.carry(&meaning.span)?,
            says: meaning.explained(text).message,
        })
    });
    meanings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_before_and_after_an_edit_are_found_again() {
        let carry = Carry::between("o1: s \"bd\"\no2: s \"sn\"", "o1: s \"bd*4\"\no2: s \"sn\"");
        assert_eq!(carry.carry(&(7..9)), Some(7..9));
        assert_eq!(carry.carry(&(18..20)), Some(20..22));
        assert_eq!(carry.carry(&(0..12)), None);
    }

    proptest! {
        #[test]
        fn what_is_carried_reads_the_same(old in "[ab]{0,12}", new in "[ab]{0,12}", a in 0_usize..12, b in 0_usize..12) {
            let range = a.min(b).min(old.len())..a.max(b).min(old.len());
            if let Some(there) = Carry::between(&old, &new).carry(&range) {
                prop_assert_eq!(&old[range], &new[there]);
            }
        }
    }
}
