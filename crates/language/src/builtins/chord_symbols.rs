//! Chord symbols as they stand above a melody (`C^7`, `A-7`, `Bb7sus4`), read as notes.

use super::harmony::{is_of_word, words};
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::evaluate::value::{EvalResult, Failure, Spanned, Value};
use phonon_pattern::harmony::symbols;
use phonon_pattern::{Join, PatternId, Value as EventValue};

impl Evaluator {
    /// The notes of a string of chord symbols. A symbol that cannot be read is silent, with a warning.
    pub(crate) fn chord_symbols(&mut self, given: &Spanned) -> EvalResult<PatternId> {
        let Value::Text(text) = &given.value else {
            return given.wrong("chord symbols are needed here, in quotes: `\"<C^7 A-7>\"`");
        };
        let symbols = phonon_pattern::mini::Kind::Symbol;
        let read = self.graph.mini(&text.text, symbols, text.offset);
        let read = match read {
            Ok(read) => read,
            Err(error) => {
                let (start, end) = (error.span.start, error.span.end.max(error.span.start + 1));
                let place = Place::new(text.offset + start, text.offset + end);
                return Err(Failure::from(Diagnostic::error(place, error.to_string())));
            }
        };
        let mut table = Vec::new();
        let mut unread: Vec<String> = Vec::new();
        for (word, name) in self
            .graph
            .words()
            .map(|(w, name)| (w, name.to_owned()))
            .collect::<Vec<_>>()
        {
            // Words of the whole text: those of this string are what counts.
            if !text
                .text
                .split(|c| !is_of_word(c))
                .any(|own| own.starts_with(&name))
            {
                continue;
            }
            match symbols::notes(&name) {
                Some(notes) => {
                    let notes: Vec<_> = notes
                        .into_iter()
                        .map(|note| self.graph.steady(EventValue::Note(note.into())))
                        .collect();
                    table.push((word, self.graph.stack(&notes)));
                }
                None => unread.push(name),
            }
        }
        for (at, word) in words(&text.text) {
            let word = word.trim_end_matches('/');
            if unread.iter().any(|name| name == word) && symbols::notes(word).is_none() {
                let place = Place::new(text.offset + at, text.offset + at + word.len());
                let warning = Diagnostic::warning(place, format!("`{word}` is not a chord symbol"))
                    .with_help("a symbol is a root and a chord type: `C`, `Am7`, `Bb^7`, `F#m7b5`, `G7sus4`");
                self.say(warning);
            }
        }
        let slot = self.graph.slot();
        let found = self.graph.lookup(slot, &table);
        Ok(self.graph.join(Join::Outer, read, slot, found))
    }
}
