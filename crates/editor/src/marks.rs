//! What an evaluation said about its text, at its places in the draft, which may have been edited since.

use super::code_view::{Fix, Mark};
use super::text::{Buffer, Carry};
use phonon_language::{Diagnostic, Meaning};
use phonon_session::Report;
use std::collections::VecDeque;
use std::ops::Range;

/// Evaluations whose text and revision are remembered until their report comes.
const ASKED: usize = 16;
/// Evaluations whose places are followed through edits.
const CARRIED: usize = 4;

/// What a name means where it stands, in the draft's own bytes.
pub(super) struct Explained {
    pub range: Range<usize>,
    pub says: String,
}

/// The last report, as it lies in the draft.
#[derive(Default)]
pub(super) struct Marks {
    /// Serial of the report and revision of the draft that `list` and `meanings` are for.
    of: Option<(u64, u64)>,
    /// The ways from the last reports' texts to the draft, by their serials: an older program may still sound.
    carries: VecDeque<(u64, Carry)>,
    /// Messages.
    pub list: Vec<Mark>,
    /// What names mean that have two meanings.
    pub meanings: Vec<Explained>,
    /// Texts that were evaluated, and the draft's revisions that had them.
    asked: VecDeque<(String, u64)>,
}

impl Marks {
    /// The draft is evaluated as it is.
    pub(super) fn evaluated(&mut self, buffer: &Buffer) {
        self.asked
            .push_back((buffer.text().to_owned(), buffer.revision()));
        if self.asked.len() > ASKED {
            self.asked.pop_front();
        }
    }

    /// Brings everything to the report and the draft as they are now.
    pub(super) fn update(&mut self, report: &Report, buffer: &Buffer) {
        let last = self.carries.back();
        if last
            .is_none_or(|(serial, carry)| *serial != report.serial || *carry.old() != *report.text)
        {
            let mut asked = self.asked.iter().rev();
            let at = asked.find(|(text, _)| **text == *report.text);
            let carry = Carry::new(&report.text, at.map(|(_, revision)| *revision), buffer);
            self.carries.push_back((report.serial, carry));
            if self.carries.len() > CARRIED {
                self.carries.pop_front();
            }
            self.of = None;
        }
        let now = (report.serial, buffer.revision());
        if self.of == Some(now) {
            return;
        }
        for (_, carry) in &mut self.carries {
            carry.follow(buffer);
        }
        if let Some((_, carry)) = self.carries.back() {
            self.list = marks(&report.diagnostics, carry, buffer.text());
            self.meanings = explained(&report.meanings, &report.text, carry);
        }
        self.of = Some(now);
    }

    /// What puts the mistake at the cursor right, or else the only one of its line.
    pub(super) fn fix_at(&self, buffer: &Buffer) -> Option<Fix> {
        let cursor = buffer.cursor();
        let line = buffer.line_of(cursor);
        let fixable = || self.list.iter().filter(|mark| mark.fix.is_some());
        let mut here =
            fixable().filter(|mark| mark.range.start <= cursor && cursor <= mark.range.end);
        let mut in_line = fixable().filter(|mark| buffer.line_of(mark.range.start) == line);
        let found = here.next().or_else(|| {
            let one = in_line.next()?;
            in_line.next().is_none().then_some(one)
        });
        found.and_then(|mark| mark.fix.clone())
    }

    /// The way from the text of an evaluation to the draft, if that is one of the last ones.
    pub(super) fn carry(&self, serial: u64) -> Option<&Carry> {
        let mut carries = self.carries.iter().rev();
        carries
            .find(|(of, _)| *of == serial)
            .map(|(_, carry)| carry)
    }
}

fn marks(diagnostics: &[Diagnostic], carry: &Carry, draft: &str) -> Vec<Mark> {
    let marks = diagnostics.iter().filter_map(|diagnostic| {
        let range = carry.carry(&diagnostic.span)?;
        let help = diagnostic.help.as_deref();
        Some(Mark {
            fix: help.and_then(|help| fix(draft, &range, help)),
            range,
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
        })
    });
    let mut marks: Vec<Mark> = marks.collect();
    marks.sort_by_key(|mark| mark.range.start);
    marks
}

/// What a message suggests to put in the place of what it is about: it asks "did you mean `this`?".
fn fix(draft: &str, range: &Range<usize>, help: &str) -> Option<Fix> {
    let meant = help.strip_prefix("did you mean `")?.split_once('`')?.0;
    let mut range = range.clone();
    let wrong = draft.get(range.clone())?;
    // What marks a bus, a keyword or a label may be outside of the place.
    for mark in ['~', '%', ':'] {
        if meant.starts_with(mark)
            && !wrong.starts_with(mark)
            && draft[..range.start].ends_with(mark)
        {
            range.start -= 1;
        }
    }
    if meant.ends_with(':') && !wrong.ends_with(':') && draft[range.end..].starts_with(':') {
        range.end += 1;
    }
    // A place that holds more than a name is not what is meant.
    let is_name = !wrong.is_empty() && !wrong.contains(char::is_whitespace);
    let text = meant.to_owned();
    is_name.then_some(Fix { range, text })
}

fn explained(meanings: &[Meaning], text: &str, carry: &Carry) -> Vec<Explained> {
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

    #[test]
    fn suggestions_take_the_place_of_what_is_wrong() {
        let fixed = |draft: &str, wrong: &str, help: &str| {
            let start = draft.find(wrong).unwrap();
            let fix = fix(draft, &(start..start + wrong.len()), help)?;
            let mut fixed = draft.to_owned();
            fixed.replace_range(fix.range, &fix.text);
            Some(fixed)
        };
        assert_eq!(
            fixed("o1: evry 2", "evry", "did you mean `every`?").as_deref(),
            Some("o1: every 2")
        );
        assert_eq!(
            fixed("o1: ~pda # 1", "~pda", "did you mean `~pad`?").as_deref(),
            Some("o1: ~pad # 1")
        );
        assert_eq!(
            fixed("x :cutof 3", "cutof", "did you mean `:cutoff`?").as_deref(),
            Some("x :cutoff 3")
        );
        assert_eq!(
            fixed(
                "hsh: 3",
                "hsh",
                "did you mean `hush:`? A bus is written `~hsh:`"
            )
            .as_deref(),
            Some("hush: 3")
        );
        assert_eq!(
            fixed("o1: evry", "evry", "notes go in quotes: `\"c\"`"),
            None
        );
        assert_eq!(fixed("o1: a b", "a b", "did you mean `ab`?"), None);
    }
}
