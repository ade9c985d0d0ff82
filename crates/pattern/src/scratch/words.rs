//! Words that are made while a pattern is queried.

use super::Scratch;
use crate::graph::Graph;
use crate::value::Word;

impl Scratch {
    /// The letters of a word.
    pub fn word<'a>(&'a self, graph: &'a Graph, word: Word) -> &'a str {
        if word.0 < Word::QUERY_MADE {
            return graph.word(word);
        }
        let (start, end) = self.joined[(word.0 - Word::QUERY_MADE) as usize];
        std::str::from_utf8(&self.bytes[start as usize..end as usize]).unwrap_or_default()
    }

    /// Do both words have the same letters?
    pub fn same_word(&self, graph: &Graph, a: Word, b: Word) -> bool {
        a == b || ((a.0 | b.0) >= Word::QUERY_MADE && self.word(graph, a) == self.word(graph, b))
    }

    /// The two words written together.
    pub fn join_words(&mut self, graph: &Graph, a: Word, b: Word) -> Option<Word> {
        let start = self.bytes.len();
        for word in [a, b] {
            let range = if word.0 < Word::QUERY_MADE {
                None
            } else {
                Some(self.joined[(word.0 - Word::QUERY_MADE) as usize])
            };
            let length = range.map_or_else(|| graph.word(word).len(), |(s, e)| (e - s) as usize);
            if self.bytes.len() + length > self.budget.bytes {
                self.bytes.truncate(start);
                self.exceed();
                return None;
            }
            match range {
                Some((s, e)) => self.bytes.extend_from_within(s as usize..e as usize),
                None => self.bytes.extend_from_slice(graph.word(word).as_bytes()),
            }
        }
        if self.joined.len() == self.joined.capacity() {
            self.bytes.truncate(start);
            self.exceed();
            return None;
        }
        self.joined.push((start as u32, self.bytes.len() as u32));
        Some(Word(Word::QUERY_MADE + self.joined.len() as u32 - 1))
    }

    /// A word of these letters.
    pub fn spelled(&mut self, letters: &str) -> Option<Word> {
        let start = self.bytes.len();
        if self.joined.len() == self.joined.capacity() || start + letters.len() > self.budget.bytes
        {
            self.exceed();
            return None;
        }
        self.bytes.extend_from_slice(letters.as_bytes());
        self.joined.push((start as u32, self.bytes.len() as u32));
        Some(Word(Word::QUERY_MADE + self.joined.len() as u32 - 1))
    }

    /// The word, a colon and a number, as `bd:3`.
    pub fn numbered(&mut self, graph: &Graph, word: Word, number: i64) -> Option<Word> {
        let mut letters = [0u8; 24];
        let mut at = letters.len();
        let mut rest = number.unsigned_abs();
        loop {
            at -= 1;
            letters[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            at -= 1;
            letters[at] = b'-';
        }
        at -= 1;
        letters[at] = b':';
        let letters = &letters[at..];
        let range =
            (word.0 >= Word::QUERY_MADE).then(|| self.joined[(word.0 - Word::QUERY_MADE) as usize]);
        let length = range.map_or_else(|| graph.word(word).len(), |(s, e)| (e - s) as usize);
        if self.joined.len() == self.joined.capacity()
            || self.bytes.len() + length + letters.len() > self.budget.bytes
        {
            self.exceed();
            return None;
        }
        let start = self.bytes.len();
        match range {
            Some((s, e)) => self.bytes.extend_from_within(s as usize..e as usize),
            None => self.bytes.extend_from_slice(graph.word(word).as_bytes()),
        }
        self.bytes.extend_from_slice(letters);
        self.joined.push((start as u32, self.bytes.len() as u32));
        Some(Word(Word::QUERY_MADE + self.joined.len() as u32 - 1))
    }

    /// A word `name:number` as its name and its number; other words whole. What follows a colon and is no number is
    /// left out.
    pub(crate) fn split_word(&mut self, graph: &Graph, word: Word) -> (Word, Option<f64>) {
        if word.0 < Word::QUERY_MADE {
            return graph.parts_of(word);
        }
        let (start, _) = self.joined[(word.0 - Word::QUERY_MADE) as usize];
        let letters = self.word(graph, word);
        let Some((name, rest)) = letters.split_once(':') else {
            return (word, None);
        };
        let (length, number) = (name.len(), number_after(rest));
        if self.joined.len() == self.joined.capacity() {
            self.exceed();
            return (word, None);
        }
        self.joined.push((start, start + length as u32));
        let name = Word(Word::QUERY_MADE + self.joined.len() as u32 - 1);
        (name, number)
    }
}

/// The number between the first and a possible second colon of a word.
pub(crate) fn number_after(rest: &str) -> Option<f64> {
    let first = rest.split(':').next().unwrap_or_default();
    first.parse().ok().filter(|x: &f64| x.is_finite())
}
