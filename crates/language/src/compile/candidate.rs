//! One statement of a text and the versions of it that may play: as written, or its last good version.

use super::last_good::LastGood;
use crate::builtins;
use crate::diagnostic::{Diagnostic, ELSEWHERE, Place};
use crate::syntax::Statement;
use crate::syntax::statements::{Order, Read, StatementKey, Subject};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Which version of a statement is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    Written,
    Kept,
    None,
}

pub(crate) struct Candidate {
    pub(crate) key: StatementKey,
    pub(crate) place: Place,
    /// The statement as written, if it could be read.
    pub(crate) written: Option<Statement>,
    /// The last good version, if there is one.
    pub(crate) kept: Option<Statement>,
    pub(crate) version: Version,
    pub(crate) order: Order,
    /// The texts of what was written and of the last good version.
    pub(super) sources: (String, String),
}

impl Candidate {
    /// A number that says whether the text of its version is the same as another's.
    pub(crate) fn fingerprint(&self) -> u64 {
        fingerprint(self.source())
    }

    /// Whether it plays as it is written.
    pub(crate) fn is_written(&self) -> bool {
        self.version == Version::Written
    }

    /// The text of its version.
    pub(crate) fn source(&self) -> &str {
        match self.version {
            Version::Written => &self.sources.0,
            Version::Kept | Version::None => &self.sources.1,
        }
    }

    /// The statement that plays.
    pub(crate) fn statement(&self) -> Option<&Statement> {
        match self.version {
            Version::Written => self.written.as_ref(),
            Version::Kept => self.kept.as_ref(),
            Version::None => None,
        }
    }
}

/// The last good version of a statement, which stands in no text; `let (a, b) = …` is one for each of its names.
pub(crate) fn reread(subject: Option<&Subject>, source: &str) -> Option<Statement> {
    let mut read = crate::syntax::statements::read(source, &builtins::minus);
    let index = match read.len() {
        1 => 0,
        _ => read
            .iter()
            .position(|read| Some(&read.key.subject) == subject)?,
    };
    let statement = read.swap_remove(index).statement?;
    Some(statement.moved(ELSEWHERE))
}

pub(crate) fn fingerprint(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// A statement as it was read, beside its last good version; what is wrong with it is reported.
pub(super) fn candidate(
    text: &str,
    read: Read,
    previous: Option<&LastGood>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Candidate {
    let last_good = previous.and_then(|previous| previous.find(&read.key));
    let kept = last_good.and_then(|source| reread(Some(&read.key.subject), source));
    let written = text[read.place.range()].to_owned();
    let last_good = last_good.unwrap_or_default();
    let version = match (&read.statement, &kept) {
        (Some(_), _) => Version::Written,
        (None, Some(_)) => Version::Kept,
        (None, None) => Version::None,
    };
    diagnostics.extend(read.problem);
    diagnostics.extend(read.notes);
    Candidate {
        key: read.key,
        place: read.place,
        written: read.statement,
        kept,
        version,
        order: read.order,
        sources: (written, last_good.to_owned()),
    }
}
