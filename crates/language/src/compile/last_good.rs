//! What a compilation remembers for the next one: the last good version of every statement, and what its outputs have played.

use super::transitions::History;
use crate::syntax::statements::StatementKey;

/// The last good version of every statement, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastGood {
    pub(crate) statements: Vec<(StatementKey, String)>,
    /// The fingerprints of statements, and what their transitions and triggers are known by.
    pub(crate) begun: Vec<(u64, u64)>,
    /// What each output has played, for transitions.
    pub(crate) histories: Vec<History>,
    /// How many evaluations there were before.
    pub(crate) serial: u64,
    /// Where in the text that is evaluated next a statement begins that is evaluated on its own.
    pub(crate) asked: Option<usize>,
}

impl LastGood {
    /// The text of a statement's last good version.
    pub fn find(&self, key: &StatementKey) -> Option<&str> {
        self.statements
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, text)| text.as_str())
    }

    /// Says that the statement that begins at this byte of the next text is evaluated on its own: its transition or trigger
    /// begins anew, edited or not.
    pub fn ask(&mut self, begins: Option<usize>) {
        self.asked = begins;
    }

    /// The names of the statements that have one.
    pub fn keys(&self) -> impl Iterator<Item = &StatementKey> {
        self.statements.iter().map(|(key, _)| key)
    }

    /// All of it as one text, such as is saved with a project.
    pub fn text(&self) -> String {
        let texts: Vec<&str> = self
            .statements
            .iter()
            .map(|(_, text)| text.as_str())
            .collect();
        texts.join("\n")
    }
}
