//! Finding by a few letters: what holds the letters of a search in their order is found, the best first.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// A search that many texts are held against.
pub(crate) struct Search {
    pattern: Pattern,
    matcher: Matcher,
    letters: Vec<char>,
}

impl Search {
    /// For what was typed; its words may stand in any order.
    pub(crate) fn new(typed: &str) -> Self {
        Self {
            pattern: Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart),
            matcher: Matcher::new(Config::DEFAULT),
            letters: Vec::new(),
        }
    }

    /// How well a text fits: more is better; none if it does not. Everything fits an empty search.
    pub(crate) fn score(&mut self, text: &str) -> Option<u32> {
        let text = Utf32Str::new(text, &mut self.letters);
        self.pattern.score(text, &mut self.matcher)
    }

    /// Those of `all` that fit, the best first; those that fit alike stay in their order.
    pub(crate) fn best<'a, T>(
        &mut self,
        all: impl IntoIterator<Item = &'a T>,
        text: impl Fn(&T) -> String,
    ) -> Vec<&'a T> {
        let mut found: Vec<(u32, &T)> = all
            .into_iter()
            .filter_map(|item| Some((self.score(&text(item))?, item)))
            .collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, item)| item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_a_search_may_stand_apart_and_its_words_in_any_order() {
        let all = ["degradeBy", "low pass filter", "every", "sometimesBy"];
        let find = |typed: &str| Search::new(typed).best(&all, |text| (*text).to_owned());
        assert_eq!(find("evr"), [&"every"]);
        assert_eq!(find("filter low"), [&"low pass filter"]);
        assert_eq!(find("by")[..], [&"degradeBy", &"sometimesBy"]);
        assert_eq!(find("").len(), all.len());
        assert!(find("zzz").is_empty());
    }
}
