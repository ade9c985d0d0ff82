//! A song's text made into a program; what is wrong with it is said on standard error.

use super::song::Song;
use super::sound::Banks;
use super::{Failure, report};
use phonon_engine::Program;
use phonon_language::Severity;
use phonon_session::compile;

/// Compiles. An error of the song is a failure that tells everything wrong with it; warnings alone are printed.
pub fn check(song: &Song, banks: &Banks, sample_rate: f64) -> Result<Program, Failure> {
    checked(song, banks, sample_rate, false)
}

/// [`check`], which also says of each name with two meanings which it has in its place.
pub fn explain(song: &Song, banks: &Banks, sample_rate: f64) -> Result<Program, Failure> {
    checked(song, banks, sample_rate, true)
}

fn checked(
    song: &Song,
    banks: &Banks,
    sample_rate: f64,
    explained: bool,
) -> Result<Program, Failure> {
    let Banks {
        library, defaults, ..
    } = banks;
    banks.tell_new_warnings(song);
    let mut compiled = compile::compile(&song.text, sample_rate, library, defaults, None);
    if explained {
        let meanings = compiled.meanings.iter();
        let meanings = meanings.map(|meaning| meaning.explained(&song.text));
        compiled.diagnostics.extend(meanings);
        compiled
            .diagnostics
            .sort_by_key(|told| (told.span.start, told.span.end));
    }
    let said = report::text(song, &compiled.diagnostics);
    let is_wrong = |severity| severity == Severity::Error;
    if compiled
        .diagnostics
        .iter()
        .any(|diagnostic| is_wrong(diagnostic.severity))
    {
        return Err(Failure::Song(said));
    }
    if !said.is_empty() {
        eprintln!("{said}");
    }
    Ok(compiled.program)
}

/// [`for_render`] once more: what is wrong has been said.
pub fn for_render_again(song: &Song, banks: &Banks, sample_rate: f64) -> Program {
    let (library, defaults) = (&banks.library, &banks.defaults);
    let compiled = compile::compile(&song.text, sample_rate, library, defaults, None);
    let mut program = compiled.program;
    drop(program.load_first(library));
    program
}

/// Compiles for a render that waits for what it needs, and decodes what sounds first, several at a time.
pub fn for_render(song: &Song, banks: &Banks, sample_rate: f64) -> Result<Program, Failure> {
    let mut program = check(song, banks, sample_rate)?;
    // What cannot be decoded is among the library's warnings.
    drop(program.load_first(&banks.library));
    banks.tell_new_warnings(song);
    Ok(program)
}
