//! Undo and redo: steps of changes, which can be written down and read again.

use super::change::{Change, Edit};
use super::selections::{Selection, Selections};
use std::collections::VecDeque;

/// Undo steps kept.
const STEPS: usize = 1000;

/// Changes that are undone together, and the selections before and after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub changes: Vec<Change>,
    pub before: Selections,
    pub after: Selections,
}

/// What can be taken back, and what of it can be done again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct History {
    pub undo: VecDeque<Step>,
    pub redo: Vec<Step>,
}

impl History {
    pub(super) fn push(&mut self, step: Step) {
        self.undo.push_back(step);
        if self.undo.len() > STEPS {
            self.undo.pop_front();
        }
    }

    /// At most `bytes` long: the steps nearest to the present, for the text that is `of` now. Opaque.
    pub(super) fn write(&self, of: &str, bytes: usize) -> String {
        let mut undo: Vec<String> = Vec::new();
        let mut redo: Vec<String> = Vec::new();
        let mut room = bytes.saturating_sub(64);
        let mut take = |step: &Step, out: &mut Vec<String>| {
            let mut written = String::new();
            write_step(step, &mut written);
            let fits = written.len() <= room;
            if fits {
                room -= written.len();
                out.push(written);
            }
            fits
        };
        // A step that has no room hides all that lie beyond it.
        let _ = self.undo.iter().rev().all(|step| take(step, &mut undo));
        let _ = self.redo.iter().rev().all(|step| take(step, &mut redo));
        let mut out = format!("1 {:x} {} {} ", sum(of), undo.len(), redo.len());
        for step in undo.iter().rev().chain(redo.iter().rev()) {
            out.push_str(step);
        }
        out
    }

    /// What [`Self::write`] wrote, if it was written for the text that is `of` now and is whole.
    pub(super) fn read(written: &str, of: &str) -> Option<Self> {
        let mut reader = Reader(written);
        (reader.number()? == 1).then_some(())?;
        (u64::from_str_radix(reader.word()?, 16).ok()? == sum(of)).then_some(())?;
        let (undo, redo) = (reader.number()?, reader.number()?);
        if undo > STEPS || redo > STEPS {
            return None;
        }
        let undo: Option<VecDeque<Step>> = (0..undo).map(|_| reader.step()).collect();
        let redo: Option<Vec<Step>> = (0..redo).map(|_| reader.step()).collect();
        let history = Self {
            undo: undo?,
            redo: redo?,
        };
        history.holds(of).then_some(history)
    }

    /// Whether all steps can be walked through from `text`.
    fn holds(&self, text: &str) -> bool {
        let mut back = text.to_owned();
        for change in self.undo.iter().rev().flat_map(|s| s.changes.iter().rev()) {
            let inverse = change.inverse();
            if !inverse.fits(&back) {
                return false;
            }
            inverse.apply(&mut back);
        }
        let mut forth = text.to_owned();
        for change in self.redo.iter().rev().flat_map(|step| &step.changes) {
            if !change.fits(&forth) {
                return false;
            }
            change.apply(&mut forth);
        }
        true
    }
}

/// FNV-1a, 64 bit: the same in every build.
fn sum(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn write_step(step: &Step, out: &mut String) {
    let number = |out: &mut String, number: usize| {
        out.push_str(&number.to_string());
        out.push(' ');
    };
    number(out, step.changes.len());
    for change in &step.changes {
        number(out, change.edits().len());
        for edit in change.edits() {
            number(out, edit.at);
            for part in [&edit.removed, &edit.inserted] {
                number(out, part.len());
                out.push_str(part);
            }
        }
    }
    for selections in [&step.before, &step.after] {
        number(out, selections.list().len());
        number(out, selections.main_index());
        for one in selections.list() {
            number(out, one.anchor);
            number(out, one.cursor);
        }
    }
}

/// Reads what was written, piece by piece.
struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    fn word(&mut self) -> Option<&'a str> {
        let (word, rest) = self.0.split_once(' ')?;
        self.0 = rest;
        Some(word)
    }

    fn number(&mut self) -> Option<usize> {
        self.word()?.parse().ok()
    }

    fn part(&mut self) -> Option<String> {
        let length = self.number()?;
        let part = self.0.get(..length)?;
        self.0 = &self.0[length..];
        Some(part.to_owned())
    }

    fn edit(&mut self) -> Option<Edit> {
        Some(Edit {
            at: self.number()?,
            removed: self.part()?,
            inserted: self.part()?,
        })
    }

    fn change(&mut self) -> Option<Change> {
        let count = self.number()?;
        let edits: Option<Vec<Edit>> = (0..count).map(|_| self.edit()).collect();
        Change::checked(edits?)
    }

    fn selections(&mut self) -> Option<Selections> {
        let (count, main) = (self.number()?, self.number()?);
        let list: Option<Vec<Selection>> = (0..count)
            .map(|_| Some(Selection::between(self.number()?, self.number()?)))
            .collect();
        (main < count).then_some(())?;
        Some(Selections::new(list?, main))
    }

    fn step(&mut self) -> Option<Step> {
        let count = self.number()?;
        let changes: Option<Vec<Change>> = (0..count).map(|_| self.change()).collect();
        Some(Step {
            changes: changes?,
            before: self.selections()?,
            after: self.selections()?,
        })
    }
}
