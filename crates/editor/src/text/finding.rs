//! Looking for places in the text: partners of brackets, and what is searched for.

use super::{Buffer, Kind, closing_of};

impl Buffer {
    /// The bracket at or before the cursor and its partner.
    pub fn brackets(&self) -> Option<(usize, usize)> {
        let at = |offset: usize| self.text[offset..].chars().next();
        let here = [
            Some(self.cursor),
            (self.cursor > 0).then(|| self.before(self.cursor)),
        ];
        here.into_iter().flatten().find_map(|offset| {
            let bracket = at(offset)?;
            let partner = if "([{".contains(bracket) {
                self.partner(offset, bracket, closing_of(bracket)?, true)
            } else {
                let opening = match bracket {
                    ')' => '(',
                    ']' => '[',
                    '}' => '{',
                    _ => return None,
                };
                self.partner(offset, bracket, opening, false)
            }?;
            Some((offset, partner))
        })
    }

    fn partner(&self, from: usize, own: char, other: char, forward: bool) -> Option<usize> {
        let mut depth = 0_usize;
        let mut count = |(at, character): (usize, char)| {
            if character == own {
                depth += 1;
            } else if character == other {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            None
        };
        // A partner further away than this is not on the screen.
        const REACH: usize = 20_000;
        if forward {
            self.text[from..]
                .char_indices()
                .map(|(at, c)| (from + at, c))
                .take(REACH)
                .find_map(&mut count)
        } else {
            let end = self.after(from);
            self.text[..end]
                .char_indices()
                .rev()
                .take(REACH)
                .find_map(&mut count)
        }
    }

    /// Selects the next place of `needle` after the cursor (before it, when not `forward`), around the end if need be.
    /// Whether there is one. Letters match in either case unless `needle` has a capital.
    pub fn find(&mut self, needle: &str, forward: bool) -> bool {
        if needle.is_empty() {
            return false;
        }
        let places = self.places(needle);
        let selection = self.selection();
        let found = if forward {
            places
                .iter()
                .find(|at| **at >= selection.end)
                .or(places.first())
        } else {
            places
                .iter()
                .rev()
                .find(|at| **at < selection.start)
                .or(places.last())
        };
        let Some(&found) = found else { return false };
        self.select(found..found + needle.len());
        true
    }

    /// Every place of `needle`, overlapping ones left out.
    pub fn places(&self, needle: &str) -> Vec<usize> {
        if needle.is_empty() {
            return Vec::new();
        }
        let exact = needle.chars().any(char::is_uppercase);
        if exact {
            return self.text.match_indices(needle).map(|(at, _)| at).collect();
        }
        let (text, needle) = (self.text.to_ascii_lowercase(), needle.to_ascii_lowercase());
        text.match_indices(&needle).map(|(at, _)| at).collect()
    }

    /// Replaces every place of `needle`; how many there were.
    pub fn replace_all(&mut self, needle: &str, with: &str) -> usize {
        let places = self.places(needle);
        if places.is_empty() {
            return 0;
        }
        let range = places[0]..places[places.len() - 1] + needle.len();
        let mut new = String::with_capacity(range.len());
        let mut from = range.start;
        let (mut cursor, mut shift) = (self.cursor, 0);
        for at in &places {
            new.push_str(&self.text[from..*at]);
            new.push_str(with);
            from = at + needle.len();
            if from <= self.cursor {
                shift += with.len() as isize - needle.len() as isize;
            } else if *at < self.cursor {
                cursor = *at;
            }
        }
        self.begin(Kind::Other);
        self.replace(range, &new);
        self.place_cursor(cursor.saturating_add_signed(shift), false);
        places.len()
    }
}
