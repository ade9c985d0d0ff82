//! What the rows of every table of names begin with, and what messages, the reference and the window say of them.

/// The names of something that texts use, what it does, and how it is used.
#[derive(Clone, Copy, Debug)]
pub struct Heading {
    names: &'static [&'static str],
    summary: &'static str,
    example: &'static str,
}

impl Heading {
    /// Its names, the usual one first; one line about it; and a text that shows it.
    ///
    /// # Panics
    ///
    /// When there is no name: in a table, when the table is compiled.
    #[must_use]
    pub const fn new(
        names: &'static [&'static str],
        summary: &'static str,
        example: &'static str,
    ) -> Self {
        assert!(!names.is_empty(), "a row needs a name");
        Self {
            names,
            summary,
            example,
        }
    }

    /// The usual name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.names[0]
    }

    /// All names, the usual one first.
    #[must_use]
    pub const fn names(&self) -> &'static [&'static str] {
        self.names
    }

    /// Whether this is one of the names.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.names.contains(&name)
    }

    /// What it does, in one line.
    #[must_use]
    pub const fn summary(&self) -> &'static str {
        self.summary
    }

    /// A text that shows it; a pattern alone in the tables of sounds.
    #[must_use]
    pub const fn example(&self) -> &'static str {
        self.example
    }
}
