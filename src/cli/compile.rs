//! A song's text made into a program; what is wrong with it is said on standard error.

use super::song::Song;
use super::{Failure, report};
use crate::engine::Program;
use crate::language::{self, Compilation, Context};
use crate::samples::Library;
use crate::session::program;

/// Compiles. An error of the song is a failure that tells everything wrong with it; warnings alone are printed.
pub fn score(song: &Song, library: &Library, sample_rate: f64) -> Result<Compilation, Failure> {
    let names = program::sound_names(library);
    let context = Context {
        sample_rate,
        sounds: Some(&names),
    };
    let compilation = language::compile(&song.text, &context, None);
    let said = report::text(song, &compilation.diagnostics);
    if !compilation.is_clean() {
        return Err(Failure::Song(said));
    }
    if !said.is_empty() {
        eprintln!("{said}");
    }
    Ok(compilation)
}

/// Compiles and decodes all that may sound, so that nothing is late.
pub fn program(song: &Song, library: &Library, sample_rate: f64) -> Result<Program, Failure> {
    let program = program::build(score(song, library, sample_rate)?.score, library);
    for error in program.load(library) {
        eprintln!("warning: {error}");
    }
    Ok(program)
}
