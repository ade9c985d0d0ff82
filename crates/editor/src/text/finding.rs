//! Looking for places in the text: partners of brackets, what is searched for, and more of what is selected.

use super::selections::Selection;
use super::{Buffer, Kind, Side, closing_of, is_word};
use std::ops::Range;

/// What is searched for, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The letters; nothing finds nothing.
    pub text: String,
    /// Capitals differ from small letters.
    pub case: bool,
    /// Only whole words.
    pub word: bool,
}

impl Query {
    /// A text exactly as it is.
    pub fn exact(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            case: true,
            word: false,
        }
    }
}

/// A letter as it is when capitals do not matter.
fn folded(character: char) -> char {
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => character,
    }
}

impl Buffer {
    /// The bracket at or before the cursor and its partner.
    pub fn brackets(&self) -> Option<(usize, usize)> {
        let cursor = self.cursor();
        let at = |offset: usize| self.text[offset..].chars().next();
        let here = [Some(cursor), (cursor > 0).then(|| self.before(cursor))];
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

    /// Every place of what is searched for, overlapping ones left out.
    pub fn places(&self, query: &Query) -> Vec<Range<usize>> {
        let Some(first) = query.text.chars().next() else {
            return Vec::new();
        };
        let text = &self.text;
        let mut found: Vec<Range<usize>> = Vec::new();
        if query.case {
            let places = text.match_indices(&query.text);
            found.extend(places.map(|(at, part)| at..at + part.len()));
        } else {
            let (first, mut from) = (folded(first), 0);
            for (at, letter) in text.char_indices() {
                if at < from || folded(letter) != first {
                    continue;
                }
                let mut letters = text[at..].chars();
                let mut length = 0;
                let same = query.text.chars().all(|wanted| {
                    letters.next().is_some_and(|letter| {
                        length += letter.len_utf8();
                        folded(letter) == folded(wanted)
                    })
                });
                if same {
                    found.push(at..at + length);
                    from = at + length;
                }
            }
        }
        if query.word {
            found.retain(|range| self.is_whole_word(range));
        }
        found
    }

    fn is_whole_word(&self, range: &Range<usize>) -> bool {
        let inside = &self.text[range.clone()];
        let before = self.text[..range.start].chars().next_back();
        let after = self.text[range.end..].chars().next();
        let open = |edge: Option<char>, beside: Option<char>| {
            edge.is_some_and(is_word) && beside.is_some_and(is_word)
        };
        !open(inside.chars().next(), before) && !open(inside.chars().next_back(), after)
    }

    /// Selects the next place after the cursor (before it, when not `forward`), around the end if need be. Whether there is one.
    pub fn find(&mut self, query: &Query, forward: bool) -> bool {
        let places = self.places(query);
        let selection = self.selection();
        let found = if forward {
            places
                .iter()
                .find(|place| place.start >= selection.end)
                .or(places.first())
        } else {
            places
                .iter()
                .rev()
                .find(|place| place.start < selection.start)
                .or(places.last())
        };
        let Some(found) = found.cloned() else {
            return false;
        };
        self.select(found);
        true
    }

    /// Replaces what is selected if it is searched for, and goes to the next place; whether it was.
    pub fn replace_one(&mut self, query: &Query, with: &str) -> bool {
        let selection = self.selection();
        let is_found = self.places(query).contains(&selection) && !selection.is_empty();
        if is_found {
            self.change_parts(vec![(selection, with.to_owned())], Side::After, Kind::Other);
            self.move_to(self.selection().end, false);
        }
        self.find(query, true);
        is_found
    }

    /// Replaces every place; how many there were.
    pub fn replace_all(&mut self, query: &Query, with: &str) -> usize {
        let places = self.places(query);
        let parts = places.iter().map(|range| (range.clone(), with.to_owned()));
        let parts = parts.collect();
        self.change_parts(parts, Side::After, Kind::Other);
        places.len()
    }

    /// Selects the word at the cursor; with something selected, one more place of it, behind the last or around the end.
    /// Whether anything was found.
    pub fn add_next_match(&mut self) -> bool {
        if self.selection().is_empty() {
            let word = self.word_range(self.cursor());
            let found = !word.is_empty();
            if found {
                let main = self.selections.main_index();
                let mut list = self.selections().to_vec();
                list[main] = Selection::between(word.start, word.end);
                self.set_selections(list, main);
            }
            return found;
        }
        let places = self.places(&self.like_selection());
        let taken = |place: &&Range<usize>| {
            let mut list = self.selections().iter();
            !list.any(|one| one.range().start < place.end && place.start < one.range().end)
        };
        let from = self.selection().end;
        let next = places
            .iter()
            .filter(taken)
            .find(|place| place.start >= from)
            .or_else(|| places.iter().find(taken));
        let Some(next) = next.cloned() else {
            return false;
        };
        self.add_selection(Selection::between(next.start, next.end));
        true
    }

    /// Selects every place of what is selected, or of the word at the cursor.
    pub fn select_matches(&mut self) -> bool {
        if self.selection().is_empty() && !self.add_next_match() {
            return false;
        }
        let cursor = self.selection();
        let places = self.places(&self.like_selection());
        let main = places.iter().position(|place| *place == cursor);
        let list = places.iter();
        let list = list.map(|place| Selection::between(place.start, place.end));
        self.set_selections(list.collect(), main.unwrap_or(0));
        true
    }

    /// Looks for what is selected: as a word where it is one.
    fn like_selection(&self) -> Query {
        Query {
            text: self.selected().to_owned(),
            case: true,
            word: self.selected().chars().all(is_word) && self.is_whole_word(&self.selection()),
        }
    }

    /// Other places of the name at the cursor; nothing where there is no name or something is selected. A `~` or `%` before it
    /// is a part of it.
    pub fn uses(&self) -> Vec<Range<usize>> {
        if !self.selection().is_empty() {
            return Vec::new();
        }
        let word = self.name_range(self.cursor());
        let name = &self.text[word.clone()];
        if name.chars().filter(|c| c.is_alphabetic()).count() == 0 {
            return Vec::new();
        }
        let query = Query {
            text: name.to_owned(),
            case: true,
            word: true,
        };
        let marked = |at: usize| self.text[..at].ends_with(['~', '%']);
        let bare = !name.starts_with(['~', '%']);
        let mut places = self.places(&query);
        places.retain(|place| !(bare && marked(place.start)));
        if places.len() < 2 {
            places.clear();
        }
        places
    }

    /// The bytes of the name around `offset`, with a `~` or `%` before it.
    pub fn name_range(&self, offset: usize) -> Range<usize> {
        let offset = self.boundary(offset);
        // On the mark itself.
        let inside = if self.text[offset..].starts_with(['~', '%']) {
            offset + 1
        } else {
            offset
        };
        let mut word = self.word_range(inside);
        if !word.is_empty() && self.text[..word.start].ends_with(['~', '%']) {
            word.start -= 1;
        }
        word
    }
}
