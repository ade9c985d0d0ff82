//! Where the places of an older text are in the present one, through every edit since.

use super::{Buffer, Shift};
use std::collections::HashMap;
use std::ops::Range;

/// A part that both texts share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kept {
    old: usize,
    new: usize,
    length: usize,
}

/// Finds places of an older text in a buffer's. It follows the buffer's own edits, so that a place is found as long as it was
/// not touched, wherever and however often something else was.
#[derive(Clone, Debug)]
pub struct Carry {
    old: String,
    /// In the order of both texts; no two are neighbours in both.
    kept: Vec<Kept>,
    /// The buffer's revision that it leads to.
    revision: u64,
}

impl Carry {
    /// From `old`. `at` is the revision at which the buffer had this text, if it had; otherwise what both texts share is
    /// looked for.
    pub fn new(old: &str, at: Option<u64>, buffer: &Buffer) -> Self {
        let mut carry = Self {
            old: old.to_owned(),
            kept: Vec::new(),
            revision: buffer.revision(),
        };
        let known = at.filter(|at| buffer.since(*at).is_some());
        if let Some(at) = known {
            carry.revision = at;
            carry.keep(Kept {
                old: 0,
                new: 0,
                length: old.len(),
            });
            carry.follow(buffer);
        } else {
            carry.compare(buffer.text());
        }
        carry
    }

    /// The older text.
    pub fn old(&self) -> &str {
        &self.old
    }

    /// Goes along with what was edited since it was asked last.
    pub fn follow(&mut self, buffer: &Buffer) {
        if self.revision == buffer.revision() {
            return;
        }
        match buffer.since(self.revision) {
            Some(changes) => {
                for (_, shifts) in changes {
                    for shift in shifts.iter().rev() {
                        self.cut(*shift);
                    }
                }
                self.heal(buffer.text());
            }
            None => self.compare(buffer.text()),
        }
        self.revision = buffer.revision();
    }

    fn keep(&mut self, part: Kept) {
        if part.length == 0 {
            return;
        }
        match self.kept.last_mut() {
            Some(last)
                if last.old + last.length == part.old && last.new + last.length == part.new =>
            {
                last.length += part.length;
            }
            _ => self.kept.push(part),
        }
    }

    /// An edit of the present text.
    fn cut(&mut self, shift: Shift) {
        let end = shift.at + shift.removed;
        let by = |new: usize| new + shift.inserted - shift.removed;
        for part in std::mem::take(&mut self.kept) {
            let part_end = part.new + part.length;
            if part_end <= shift.at {
                self.keep(part);
            } else if part.new >= end {
                self.keep(Kept {
                    new: by(part.new),
                    ..part
                });
            } else {
                self.keep(Kept {
                    length: shift.at.saturating_sub(part.new),
                    ..part
                });
                let gone = end.max(part.new) - part.new;
                self.keep(Kept {
                    old: part.old + gone,
                    new: by(part.new + gone),
                    length: part.length.saturating_sub(gone),
                });
            }
        }
    }

    /// What was deleted and came back is the same again: gaps that begin or end alike in both texts become smaller.
    fn heal(&mut self, new: &str) {
        let old = std::mem::take(&mut self.old);
        let parts = std::mem::take(&mut self.kept);
        let (mut old_from, mut new_from) = (0, 0);
        let last = Kept {
            old: old.len(),
            new: new.len(),
            length: 0,
        };
        for part in parts.into_iter().chain([last]) {
            let (a, b) = (
                &old.as_bytes()[old_from..part.old],
                &new.as_bytes()[new_from..part.new],
            );
            let (head, tail) = alike(a, b);
            self.keep(Kept {
                old: old_from,
                new: new_from,
                length: head,
            });
            self.keep(Kept {
                old: part.old - tail,
                new: part.new - tail,
                length: tail,
            });
            self.keep(part);
            (old_from, new_from) = (part.old + part.length, part.new + part.length);
        }
        self.old = old;
    }

    /// Looks for what two texts share, by lines that each has once, and from there on by letters.
    fn compare(&mut self, new: &str) {
        self.kept.clear();
        let lines = |text: &str| -> Vec<Range<usize>> {
            let mut at = 0;
            text.split_inclusive('\n')
                .map(|line| {
                    at += line.len();
                    at - line.len()..at
                })
                .collect()
        };
        let (olds, news) = (lines(&self.old), lines(new));
        let mut places: HashMap<&str, (usize, usize, usize, usize)> = HashMap::new();
        for (index, line) in olds.iter().enumerate() {
            let place = places.entry(&self.old[line.clone()]).or_default();
            (place.0, place.1) = (place.0 + 1, index);
        }
        for (index, line) in news.iter().enumerate() {
            if let Some(place) = places.get_mut(&new[line.clone()]) {
                (place.2, place.3) = (place.2 + 1, index);
            }
        }
        let mut pairs: Vec<(usize, usize)> = places
            .into_values()
            .filter(|(old, _, new, _)| *old == 1 && *new == 1)
            .map(|(_, old, _, new)| (old, new))
            .collect();
        pairs.sort_unstable();
        for index in rising(&pairs) {
            let (old, new) = pairs[index];
            self.keep(Kept {
                old: olds[old].start,
                new: news[new].start,
                length: olds[old].len(),
            });
        }
        self.heal(new);
    }

    /// Where a place of the older text is now; none if it was touched.
    pub fn carry(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let after = self.kept.partition_point(|part| part.old <= range.start);
        // An empty place at a seam belongs to the part before, or else to the one after.
        let candidates = self.kept[after.saturating_sub(2)..after].iter();
        let part = candidates
            .filter(|part| part.old <= range.start && range.end <= part.old + part.length)
            .min_by_key(|part| part.old);
        if let Some(part) = part {
            return Some(part.new + range.start - part.old..part.new + range.end - part.old);
        }
        (range.is_empty() && range.start == 0 && self.old.is_empty()).then_some(0..0)
    }
}

/// Bytes that both begin with, and bytes that the rest of both ends with.
fn alike(a: &[u8], b: &[u8]) -> (usize, usize) {
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev());
    (head, tail.take_while(|(a, b)| a == b).count())
}

/// The longest choice of pairs, ordered by their first, whose seconds rise too.
fn rising(pairs: &[(usize, usize)]) -> Vec<usize> {
    // The pair that ends the best choice of each length, and which one came before each.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, (_, second)) in pairs.iter().enumerate() {
        let place = ends.partition_point(|end| pairs[*end].1 < *second);
        before.push(place.checked_sub(1).map(|place| ends[place]));
        match ends.get_mut(place) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut chosen = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(index) = at {
        chosen.push(index);
        at = before[index];
    }
    chosen.reverse();
    chosen
}

#[cfg(test)]
mod tests {
    use super::super::tests::{act, acts};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_between_two_edits_are_found_again() {
        let mut buffer = Buffer::new("o1: s \"bd\"\no2: s \"sn\"\no3: s \"hh\"");
        let mut carry = Carry::new("o1: s \"bd\"\no2: s \"sn\"\no3: s \"hh\"", Some(0), &buffer);
        buffer.replace(7..9, "bd*4");
        buffer.replace(buffer.text().len() - 3..buffer.text().len() - 1, "cp");
        carry.follow(&buffer);
        let found = carry.carry(&(18..20)).expect("sn was not touched");
        assert_eq!(&buffer.text()[found], "sn");
        assert_eq!(carry.carry(&(29..31)), None);
    }

    #[test]
    fn what_is_deleted_and_comes_back_is_found_again() {
        let text = "o1: s \"bd\"\no2: s \"sn\"";
        let mut buffer = Buffer::new(text);
        let mut carry = Carry::new(text, Some(0), &buffer);
        buffer.select(0..11);
        buffer.backspace(false);
        carry.follow(&buffer);
        assert_eq!(carry.carry(&(7..9)), None);
        buffer.undo();
        carry.follow(&buffer);
        assert_eq!(carry.carry(&(7..9)), Some(7..9));
    }

    #[test]
    fn unknown_texts_are_compared_by_their_lines() {
        let old = "o1: a\no2: b\no3: c\nd";
        let buffer = Buffer::new("o0: x\no1: a\no2: BB\no3: c\nd e");
        let carry = Carry::new(old, None, &buffer);
        let found = |range| carry.carry(&range).map(|there| &buffer.text()[there]);
        assert_eq!(found(0..5), Some("o1: a"));
        assert_eq!(found(12..17), Some("o3: c"));
        assert_eq!(found(18..19), Some("d"));
        assert_eq!(found(10..11), None);
    }

    /// The slow way: each letter of the old text knows whether it is still there, and where.
    fn walk(places: &mut [Option<usize>], shifts: &[Shift]) {
        for shift in shifts.iter().rev() {
            for place in places.iter_mut() {
                *place = match *place {
                    Some(at) if at < shift.at => Some(at),
                    Some(at) if at >= shift.at + shift.removed => {
                        Some(at + shift.inserted - shift.removed)
                    }
                    _ => None,
                };
            }
        }
    }

    proptest! {
        #[test]
        fn what_was_not_touched_is_found_and_what_is_found_reads_the_same(
            start in "[a-z\n é]{0,30}", acts in acts(), a in 0_usize..31, b in 0_usize..31
        ) {
            let mut buffer = Buffer::new(&start);
            let mut carry = Carry::new(&start, Some(0), &buffer);
            for one in &acts {
                act(&mut buffer, one);
                if acts.len() % 2 == 0 {
                    carry.follow(&buffer);
                }
            }
            carry.follow(&buffer);
            let mut letters: Vec<Option<usize>> = (0..start.len()).map(Some).collect();
            for (_, shifts) in buffer.since(0).expect("few acts") {
                walk(&mut letters, shifts);
            }
            let boundary = |at: usize| (0..=at.min(start.len())).rev().find(|at| start.is_char_boundary(*at)).unwrap();
            let range = boundary(a.min(b))..boundary(a.max(b));
            let found = carry.carry(&range);
            if let Some(found) = &found {
                prop_assert_eq!(buffer.text().get(found.clone()), Some(&start[range.clone()]));
            }
            let untouched = !range.is_empty() && letters[range.clone()].windows(2).all(|pair| {
                matches!(pair, [Some(one), Some(other)] if one + 1 == *other)
            }) && letters[range.start].is_some();
            if untouched {
                prop_assert_eq!(found.map(|found| found.start), letters[range.start]);
            }
        }

        #[test]
        fn compared_texts_share_what_is_found(old in "[ab\n]{0,20}", new in "[ab\n]{0,20}", a in 0_usize..21, b in 0_usize..21) {
            let buffer = Buffer::new(&new);
            let carry = Carry::new(&old, None, &buffer);
            let range = a.min(b).min(old.len())..a.max(b).min(old.len());
            if let Some(there) = carry.carry(&range) {
                prop_assert_eq!(&old[range], &new[there]);
            }
        }
    }
}
