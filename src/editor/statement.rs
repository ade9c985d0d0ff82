//! Statements as the window sees them: which one the cursor is in, and which differ from what plays.

use super::buffer::Buffer;
use crate::language::statements::{Minus, Read, read};
use std::collections::HashMap;
use std::ops::Range;

fn statements(text: &str) -> Vec<Read> {
    read(text, &Minus::behind_unknown)
}

/// The playing text with the draft's statement at `cursor` in place of its namesake, or added at the end; and where that
/// statement is in the draft. Between statements the one before counts.
pub fn with_statement(playing: &str, draft: &str, cursor: usize) -> (String, Range<usize>) {
    let all = statements(draft);
    let Some(chosen) = all
        .iter()
        .rev()
        .find(|s| s.place.start <= cursor)
        .or(all.first())
    else {
        return (playing.to_owned(), cursor..cursor);
    };
    let range = chosen.place.range();
    let new = &draft[range.clone()];
    let old = statements(playing)
        .into_iter()
        .find(|statement| statement.key == chosen.key);
    let text = match old {
        Some(old) => {
            let place = old.place.range();
            format!("{}{new}{}", &playing[..place.start], &playing[place.end..])
        }
        None if playing.trim().is_empty() => new.to_owned(),
        None => format!("{}\n{new}\n", playing.trim_end()),
    };
    (text, range)
}

/// Which lines of the draft hold statements that differ from those that play. Remembers the last answer.
#[derive(Default)]
pub struct Changed {
    of: Option<(u64, u64)>,
    lines: Vec<Range<usize>>,
}

impl Changed {
    /// For evaluation `serial` of `playing`.
    pub fn lines(&mut self, serial: u64, playing: &str, buffer: &Buffer) -> &[Range<usize>] {
        let of = Some((serial, buffer.revision()));
        if self.of != of {
            self.of = of;
            self.lines = changed(playing, buffer);
        }
        &self.lines
    }
}

fn changed(playing: &str, buffer: &Buffer) -> Vec<Range<usize>> {
    let draft = buffer.text();
    if playing == draft {
        return Vec::new();
    }
    let old = statements(playing);
    let old: HashMap<&str, &str> = old
        .iter()
        .map(|s| (s.key.as_str(), &playing[s.place.range()]))
        .collect();
    statements(draft)
        .iter()
        .filter(|statement| {
            old.get(statement.key.as_str()) != Some(&&draft[statement.place.range()])
        })
        .map(|statement| {
            buffer.line_of(statement.place.start)..buffer.line_of(statement.place.end) + 1
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_at_the_cursor_takes_its_namesakes_place() {
        let playing = "o1: s \"bd\"\no2: s \"sn\"\n";
        let draft = "o1: s \"bd*2\"\no2: s \"cp*4\"\n  # gain 1\n";
        let (text, range) = with_statement(playing, draft, draft.find("gain").unwrap());
        assert_eq!(text, "o1: s \"bd\"\no2: s \"cp*4\"\n  # gain 1\n");
        assert_eq!(&draft[range], "o2: s \"cp*4\"\n  # gain 1");
    }

    #[test]
    fn a_new_statement_is_added() {
        let (text, _) = with_statement("o1: s \"bd\"", "o1: s \"bd*8\"\no3: s \"hh\"", 14);
        assert_eq!(text, "o1: s \"bd\"\no3: s \"hh\"\n");
        assert_eq!(with_statement("", "o3: s \"hh\"", 3).0, "o3: s \"hh\"");
        assert_eq!(with_statement("o1: s \"bd\"", "", 0).0, "o1: s \"bd\"");
    }

    #[test]
    fn changed_statements_are_found_by_their_lines() {
        let buffer = Buffer::new("o1: s \"bd\"\no2: s \"cp\"\n\no3: s \"hh\"");
        let lines = changed("o1: s \"bd\"\no2: s \"sn\"", &buffer);
        assert_eq!(lines, [1..2, 3..4]);
    }
}
