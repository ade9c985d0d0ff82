//! One text compiled: the one place where the session meets the language.

use super::state::OUTPUTS;
use crate::engine::Program;
use crate::language::Diagnostic;
use crate::samples::Library;

/// A text as the engine plays it, and what there is to say about it.
pub struct Compiled {
    /// None if nothing of it can be played.
    pub program: Option<Program>,
    /// In the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// Which numbered outputs it uses.
    pub outputs: [bool; OUTPUTS],
    /// Nothing in it could ever sound.
    pub is_silent: bool,
}

/// Compiles `text` for `rate` frames a second with the sounds of `library`.
pub fn compile(text: &str, rate: f64, library: &Library) -> Compiled {
    let _ = (rate, library);
    let read = crate::language::statements::read(text, &|_| false);
    let diagnostics = read.into_iter().filter_map(|read| read.problem).collect();
    Compiled {
        program: None,
        diagnostics,
        outputs: [false; OUTPUTS],
        is_silent: true,
    }
}
