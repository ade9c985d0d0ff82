//! What an evaluation said about its text, at its places in the draft, which may have been edited since.

use super::code_view::Mark;
use super::text::{Buffer, Carry};
use phonon_language::{Diagnostic, Meaning};
use phonon_session::Report;
use std::collections::VecDeque;
use std::ops::Range;

/// Evaluations whose text and revision are remembered until their report comes.
const ASKED: usize = 16;

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
    carry: Option<Carry>,
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

    /// Brings everything to the report and the draft as they are now; the way from the report's text to the draft.
    pub(super) fn update(&mut self, report: &Report, buffer: &Buffer) -> &Carry {
        let now = (report.serial, buffer.revision());
        let is_same = self.of.is_some_and(|(serial, _)| serial == report.serial);
        let known = self
            .carry
            .take()
            .filter(|carry| is_same && *carry.old() == *report.text);
        let mut carry = known.unwrap_or_else(|| {
            self.of = None;
            let asked = self.asked.iter().rev();
            let at = asked.clone().find(|(text, _)| **text == *report.text);
            Carry::new(&report.text, at.map(|(_, revision)| *revision), buffer)
        });
        carry.follow(buffer);
        if self.of != Some(now) {
            self.list = marks(&report.diagnostics, &carry);
            self.meanings = explained(&report.meanings, &report.text, &carry);
            self.of = Some(now);
        }
        self.carry.insert(carry)
    }
}

fn marks(diagnostics: &[Diagnostic], carry: &Carry) -> Vec<Mark> {
    let marks = diagnostics.iter().filter_map(|diagnostic| {
        Some(Mark {
            range: carry.carry(&diagnostic.span)?,
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
        })
    });
    marks.collect()
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
