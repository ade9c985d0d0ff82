//! What a comment behind a statement asks to be drawn below it: `-- _roll`, `-- _scope`, `-- _spectrum`.

use super::super::text::Buffer;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Drawing {
    /// The events of two cycles, higher ones higher.
    Roll,
    /// The signal over time.
    Scope,
    /// The signal's parts by frequency.
    Spectrum,
}

/// Something drawn below a line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    pub line: usize,
    /// Byte at which the comment begins: it is of the statement that stands before it.
    pub at: usize,
    pub drawing: Drawing,
}

impl Block {
    /// Points that it takes.
    pub(crate) fn height(&self) -> f32 {
        match self.drawing {
            Drawing::Roll => 72.0,
            Drawing::Scope | Drawing::Spectrum => 56.0,
        }
    }
}

/// What the comments of a text ask for.
pub(crate) fn drawings(buffer: &Buffer) -> Vec<Block> {
    let text = buffer.text();
    let words = [
        ("_roll", Drawing::Roll),
        ("_scope", Drawing::Scope),
        ("_spectrum", Drawing::Spectrum),
    ];
    // Most texts have none.
    let mut blocks: Vec<Block> = Vec::new();
    for (word, drawing) in words {
        for (at, _) in text.match_indices(word) {
            let line = buffer.line_of(at);
            let start = buffer.line_range(line).start;
            let Some(comment) = text[start..at].rfind("--") else {
                continue;
            };
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let before = text[..at].ends_with(is_word);
            let after = text[at + word.len()..].starts_with(is_word);
            if !before && !after {
                blocks.push(Block {
                    line,
                    at: start + comment,
                    drawing,
                });
            }
        }
    }
    blocks.sort_by_key(|block| block.line);
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_ask_for_drawings_below_their_lines() {
        let buffer = Buffer::new(
            "o1: s \"bd\" -- kick _roll\n_scope\no2: s \"hh\"\n  # gain 1 -- _scope _spectrum\n-- my_roll",
        );
        let found: Vec<_> = drawings(&buffer)
            .into_iter()
            .map(|block| (block.line, block.drawing))
            .collect();
        assert_eq!(
            found,
            [
                (0, Drawing::Roll),
                (3, Drawing::Scope),
                (3, Drawing::Spectrum)
            ]
        );
    }
}
