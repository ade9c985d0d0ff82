//! Statements as the window sees them: which one the cursor is in, and which differ from what plays.

use super::paragraphs::{paragraphs, statement_of, sum};
use super::text::Buffer;
use phonon_language::syntax::StatementKind;
use phonon_language::syntax::lexer::tokens;
use phonon_language::syntax::statements::{
    Minus, NUMBERED_OUTPUTS, Read, Subject, output_number, read,
};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

fn statements(text: &str) -> Vec<Read> {
    read(text, &Minus::behind_unknown)
}

/// A statement that is evaluated on its own.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    /// Text that plays with the statement in it.
    pub text: String,
    /// Where the statement begins in that text.
    pub begins: usize,
    /// Where it stands in the draft.
    pub range: Range<usize>,
}

/// The playing text with the draft's statement at `cursor`; between statements the one before counts. It takes the place of
/// its namesake, unless it would be done too early there: what is evaluated comes after what was evaluated before.
pub(super) fn with_statement(playing: &str, draft: &str, cursor: usize) -> Chosen {
    let all = statements(draft);
    let Some(chosen) = all
        .iter()
        .rev()
        .find(|s| s.place.start <= cursor)
        .or(all.first())
    else {
        return Chosen {
            text: playing.to_owned(),
            begins: playing.len(),
            range: cursor..cursor,
        };
    };
    let range = chosen.place.range();
    let new = &draft[range.clone()];
    let playing_statements = statements(playing);
    let old = playing_statements
        .iter()
        .position(|statement| statement.key == chosen.key);
    let added = |before: &str| {
        let before = before.trim_end();
        let (text, begins) = if before.is_empty() {
            (new.to_owned(), 0)
        } else {
            (format!("{before}\n{new}\n"), before.len() + 1)
        };
        Chosen {
            text,
            begins,
            range: range.clone(),
        }
    };
    let Some(old) = old else {
        return added(playing);
    };
    let place = playing_statements[old].place.range();
    let (before, after) = (&playing[..place.start], &playing[place.end..]);
    if playing_statements[old + 1..]
        .iter()
        .any(|later| changes(later, chosen))
    {
        return added(&format!("{before}{}", after.trim_start_matches('\n')));
    }
    Chosen {
        text: format!("{before}{new}{after}"),
        begins: before.len(),
        range,
    }
}

/// Puts an example below the statement at the cursor, on lines of its own, and the cursor at its end. What it plays goes to
/// outputs that the text does not use yet; what names no output gets one.
pub(super) fn insert_as_line(buffer: &mut Buffer, example: &str) {
    let (text, cursor) = (buffer.text(), buffer.cursor());
    let example = with_free_outputs(example.trim_end(), text);
    let all = statements(text);
    let chosen = all.iter().rev().find(|s| s.place.start <= cursor);
    let end = chosen.map_or(cursor, |s| s.place.end.max(cursor));
    // A comment behind the statement stays behind it.
    let line = buffer.line_range(buffer.line_of(end));
    let (at, new) = if buffer.text()[line.clone()].trim().is_empty() {
        (line.clone(), example)
    } else {
        (line.end..line.end, format!("\n{example}"))
    };
    let end = at.start + new.len();
    buffer.replace(at, &new);
    buffer.move_to(end, false);
}

/// Puts the name of a sound into the string that the cursor is in, as a step of its own; elsewhere on a line that plays it.
pub(super) fn insert_sound(buffer: &mut Buffer, name: &str) {
    let (text, cursor) = (buffer.text(), buffer.cursor());
    let is_in_string = tokens(text).iter().any(|token| {
        let (place, written) = (token.place.range(), token.text(text));
        let closed = written.len() > 1 && written.ends_with('"');
        let end = place.end - usize::from(closed);
        written.starts_with('"') && place.start < cursor && cursor <= end
    });
    if !is_in_string {
        return insert_as_line(buffer, &format!("s \"{name}\""));
    }
    let before = text[..cursor].chars().next_back();
    let after = text[cursor..].chars().next();
    let joins =
        |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '~'));
    let space = |wanted| if wanted { " " } else { "" };
    let ends_group = matches!(before, Some(']' | '>' | '}' | ')' | '*' | '!' | '?'));
    let begins_group = matches!(after, Some('[' | '<' | '{' | '('));
    let name = format!(
        "{}{name}{}",
        space(joins(before) || ends_group),
        space(joins(after) || begins_group)
    );
    buffer.insert(&name);
}

fn with_free_outputs(example: &str, text: &str) -> String {
    let labels = |text: &str| -> Vec<(Range<usize>, usize)> {
        let tokens = tokens(text);
        let next = |at: usize| tokens.get(at + 1).map_or("", |token| token.text(text));
        let firsts = tokens.iter().enumerate().filter(|(_, token)| token.first);
        firsts
            .filter_map(|(at, token)| {
                let number = output_number(token.text(text)).filter(|number| *number > 0)?;
                let is_label = next(at) == ":" || token.text(text).starts_with('d');
                is_label.then(|| (token.place.range(), number))
            })
            .collect()
    };
    let mut used: HashSet<usize> = labels(text).into_iter().map(|(_, number)| number).collect();
    let own = labels(example);
    if own.is_empty()
        && statements(example)
            .iter()
            .all(|s| matches!(s.key.subject, Subject::Stray(_)))
    {
        let free = (1..=NUMBERED_OUTPUTS).find(|number| !used.contains(number));
        return format!("o{}: {example}", free.unwrap_or(NUMBERED_OUTPUTS));
    }
    let mut renamed: HashMap<usize, usize> = HashMap::new();
    let mut out = String::new();
    let mut from = 0;
    for (range, number) in own {
        let new = *renamed.entry(number).or_insert_with(|| {
            let mut all = std::iter::once(number).chain(1..=NUMBERED_OUTPUTS);
            let free = all.find(|number| !used.contains(number)).unwrap_or(number);
            used.insert(free);
            free
        });
        let name = &example[range.clone()];
        out.push_str(&example[from..range.start]);
        out.push_str(name.trim_end_matches(|c: char| c.is_ascii_digit()));
        out.push_str(&new.to_string());
        from = range.end;
    }
    out + &example[from..]
}

/// Whether a statement below another changes what that one does: it silences it, or plays on the same output.
fn changes(later: &Read, chosen: &Read) -> bool {
    let kind = |read: &Read| read.statement.as_ref().map(|it| it.kind.clone());
    match kind(chosen) {
        Some(StatementKind::Output(0, _) | StatementKind::Define(..) | StatementKind::Bus(..)) => {
            false
        }
        // What it does is done to all outputs that stand before it.
        Some(StatementKind::Command(_)) => matches!(
            kind(later),
            Some(StatementKind::Output(1.., _) | StatementKind::Command(_))
        ),
        Some(StatementKind::Output(..)) => {
            matches!(kind(later), Some(StatementKind::Command(_)))
                || later.key.subject == chosen.key.subject
        }
        _ => later.key.subject == chosen.key.subject,
    }
}

/// Which lines of the draft hold statements that differ from those that play. Remembers the last answer.
#[derive(Default)]
pub(super) struct Changed {
    of: Option<(u64, u64)>,
    lines: Vec<Range<usize>>,
    /// The evaluation that `playing` belongs to.
    serial: Option<u64>,
    /// The statements that play, by their texts' sums.
    playing: HashSet<u64>,
}

impl Changed {
    /// For evaluation `serial` of `playing`.
    pub(super) fn lines(&mut self, serial: u64, playing: &str, buffer: &Buffer) -> &[Range<usize>] {
        if self.serial != Some(serial) {
            let parts = paragraphs(playing).into_iter();
            self.playing = parts
                .map(|part| sum(statement_of(&playing[part])))
                .collect();
            self.serial = Some(serial);
        }
        let of = Some((serial, buffer.revision()));
        if self.of != of {
            self.of = of;
            self.lines = changed(&self.playing, buffer);
        }
        &self.lines
    }
}

fn changed(playing: &HashSet<u64>, buffer: &Buffer) -> Vec<Range<usize>> {
    let parts = paragraphs(buffer.text()).into_iter().filter_map(|part| {
        let statement = statement_of(&buffer.text()[part.clone()]);
        let is_new = !statement.is_empty() && !playing.contains(&sum(statement));
        is_new.then(|| {
            let end = part.start + statement.len();
            buffer.line_of(part.start)..buffer.line_of(end) + 1
        })
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_at_the_cursor_takes_its_namesakes_place() {
        let playing = "o1: s \"bd\"\no2: s \"sn\"\n";
        let draft = "o1: s \"bd*2\"\no2: s \"cp*4\"\n  # gain 1\n";
        let chosen = with_statement(playing, draft, draft.find("gain").unwrap());
        assert_eq!(chosen.text, "o1: s \"bd\"\no2: s \"cp*4\"\n  # gain 1\n");
        assert_eq!(chosen.begins, chosen.text.find("o2").unwrap());
        assert_eq!(&draft[chosen.range], "o2: s \"cp*4\"\n  # gain 1");
    }

    #[test]
    fn a_new_statement_is_added() {
        let chosen = with_statement("o1: s \"bd\"", "o1: s \"bd*8\"\no3: s \"hh\"", 14);
        assert_eq!(chosen.text, "o1: s \"bd\"\no3: s \"hh\"\n");
        assert_eq!(chosen.begins, chosen.text.find("o3").unwrap());
        assert_eq!(with_statement("", "o3: s \"hh\"", 3).text, "o3: s \"hh\"");
        assert_eq!(with_statement("o1: s \"bd\"", "", 0).text, "o1: s \"bd\"");
    }

    #[test]
    fn what_is_evaluated_comes_after_what_would_silence_it() {
        let draft = "d1 $ s \"bd\"\nd1 $ s \"cp\"\nd2 $ s \"hh\"\nhush\n";
        for (at, text) in [
            // The whole file was evaluated, and is silent.
            ("d2", "d1 $ s \"bd\"\nd1 $ s \"cp\"\nhush\nd2 $ s \"hh\"\n"),
            ("d1", "d1 $ s \"cp\"\nd2 $ s \"hh\"\nhush\nd1 $ s \"bd\"\n"),
            ("hush", draft),
        ] {
            let chosen = with_statement(draft, draft, draft.find(at).unwrap());
            assert_eq!(chosen.text, text);
            assert!(chosen.text[chosen.begins..].starts_with(at));
        }
        // Nothing below changes it: it stays where it is.
        let chosen = with_statement("d1 $ s \"bd\"\nd2 $ s \"hh\"\n", "d1 $ s \"cp\"", 0);
        assert_eq!(chosen.text, "d1 $ s \"cp\"\nd2 $ s \"hh\"\n");
    }

    #[test]
    fn examples_go_on_lines_of_their_own_and_to_free_outputs() {
        let inserted = |text: &str, cursor: usize, example: &str| {
            let mut buffer = Buffer::new(text);
            buffer.move_to(cursor, false);
            insert_as_line(&mut buffer, example);
            buffer.text().to_owned()
        };
        let text = "o1: s \"bd*2\"\n  # gain 1 -- kick\no2: s \"hh\"";
        assert_eq!(
            inserted(text, 8, "o1: s \"cp\"\no2: s \"sn\"\n"),
            "o1: s \"bd*2\"\n  # gain 1 -- kick\no3: s \"cp\"\no4: s \"sn\"\no2: s \"hh\""
        );
        assert_eq!(inserted("", 0, "s \"cp\""), "o1: s \"cp\"");
        assert_eq!(
            inserted("o1: s \"bd\"\n", 11, "s \"cp\""),
            "o1: s \"bd\"\no2: s \"cp\""
        );
        assert_eq!(
            inserted("d1 $ s \"bd\"", 3, "d1 $ s \"cp\""),
            "d1 $ s \"bd\"\nd2 $ s \"cp\""
        );
        assert_eq!(
            inserted("o1: ~pad", 0, "~pad: sine 3\no1: ~pad"),
            "o1: ~pad\n~pad: sine 3\no2: ~pad"
        );
        // One step takes it back.
        let mut buffer = Buffer::new(text);
        insert_as_line(&mut buffer, "s \"cp\"");
        buffer.undo();
        assert_eq!(buffer.text(), text);
    }

    #[test]
    fn changed_statements_are_found_by_their_lines() {
        let buffer = Buffer::new("o1: s \"bd\"\no2: s \"cp\"\n\no3: s \"hh\"");
        let mut changed = Changed::default();
        let playing = "o1: s \"bd\"\n\n-- hats\no2: s \"sn\"";
        assert_eq!(changed.lines(1, playing, &buffer), [1..2, 3..4]);
        assert_eq!(changed.lines(2, buffer.text(), &buffer), []);
    }

    #[test]
    fn a_sound_goes_into_the_string_at_the_cursor_or_plays_on_a_line_of_its_own() {
        let inserted = |text: &str| {
            let cursor = text.find('|').expect("a cursor");
            let mut buffer = Buffer::new(&text.replace('|', ""));
            buffer.move_to(cursor, false);
            insert_sound(&mut buffer, "cp");
            buffer.text().to_owned()
        };
        assert_eq!(inserted("o1: s \"bd|\""), "o1: s \"bd cp\"");
        assert_eq!(inserted("o1: s \"|bd\""), "o1: s \"cp bd\"");
        assert_eq!(inserted("o1: s \"bd [|] sn\""), "o1: s \"bd [cp] sn\"");
        assert_eq!(
            inserted("o1: s \"bd*2|\" # pan 0"),
            "o1: s \"bd*2 cp\" # pan 0"
        );
        assert_eq!(inserted("o1: s \"bd\"|"), "o1: s \"bd\"\no2: s \"cp\"");
        assert_eq!(inserted("|"), "o1: s \"cp\"");
    }
}
