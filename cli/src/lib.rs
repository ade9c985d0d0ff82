//! The `phonon` command: render, check, query, measure and play songs without a host.
//! Knows the session, the language and the engine; nothing else of the project knows it.
//!
//! Exit codes: 0 all went well; 1 the song is wrong (or cannot be read); 2 the command was called wrongly.

mod audio_file;
mod bench;
pub mod compile;
mod docs;
mod graph;
pub mod input;
mod instructions;
mod interrupt;
#[cfg(feature = "play")]
mod play;
pub mod player;
pub mod query;
mod render;
pub mod report;
pub mod song;
mod sound;
pub mod tempo;

use clap::{Parser, Subcommand};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Patterns in, sound out: the command beside the Phonon plugin.
#[derive(Parser)]
#[command(name = "phonon", version, about)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Read a song and say what is wrong with it.
    Check(Check),
    /// Play a song into a sound file.
    Render(render::Render),
    /// Measure what a song costs.
    Bench(bench::Bench),
    /// Show the events of an expression.
    Query(query::Query),
    /// Show the signal graph of a song.
    Graph(graph::Graph),
    /// Print the reference: every function, parameter, effect and synth, or the one named.
    Docs(docs::Docs),
    /// Play a song on the sound card.
    #[cfg(feature = "play")]
    Play(play::Play),
}

/// What is to be checked.
#[derive(clap::Args)]
struct Check {
    /// The song, a text file (`-` reads standard input).
    song: PathBuf,
    /// Say of each name that may be a control or an effect (`lpf`, `delay`) which it is in its place.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    sound: sound::Arguments,
}

/// Why the command stops without having done its work. What is to be said on standard error is in it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The song cannot be read or has errors: exit code 1. The text may have several lines and is printed as it is.
    #[error("{0}")]
    Song(String),
    /// The command line asks for something that cannot be done: exit code 2.
    #[error("error: {0}")]
    Usage(String),
    /// Who was to read the output has read enough: no error.
    #[error("")]
    Unread,
    /// The user, or the system, has ended the command: exit code 130, as of what Ctrl-C ends.
    #[error("interrupted")]
    Interrupted,
}

impl Failure {
    fn exit_code(&self) -> ExitCode {
        match self {
            Failure::Song(_) => ExitCode::from(1),
            Failure::Usage(_) => ExitCode::from(2),
            Failure::Unread => ExitCode::SUCCESS,
            Failure::Interrupted => ExitCode::from(interrupt::EXIT_CODE),
        }
    }
}

/// Refuses a number of the command line outside its range, by its name.
fn within(what: &str, value: f64, least: f64, most: f64) -> Result<(), Failure> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(Failure::Usage(format!(
            "{what} must lie between {least} and {most}, not {value}"
        )))
    }
}

/// Refuses to write over a file that begins with none of `marks`, as what is written there does: a song named by mistake.
fn spare(path: &Path, marks: &[&str]) -> Result<(), Failure> {
    // What is no file, such as a pipe, has nothing to lose; what cannot be read is seen when it is written.
    if !path.is_file() {
        return Ok(());
    }
    let mut begin = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(16).read_to_end(&mut begin));
    let is_own = marks.iter().any(|mark| begin.starts_with(mark.as_bytes()));
    match read {
        Ok(length) if length > 0 && !is_own => Err(Failure::Usage(format!(
            "{} is another kind of file, and is not written over",
            path.display()
        ))),
        _ => Ok(()),
    }
}

/// So many of something: `1 event`, `2 events`.
fn counted(count: u64, one: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {one}s"),
    }
}

/// Prints to standard output. Who stops reading before the end (`phonon docs | head`) has read enough.
fn print(text: &str) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    let written = output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush());
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Usage(
            format!("standard output cannot be written: {error}"),
        )),
        _ => Ok(()),
    }
}

fn check(arguments: &Check) -> Result<(), Failure> {
    let song = song::read(&arguments.song)?;
    let banks = sound::banks(&arguments.sound, DEFAULT_RATE)?;
    let checked = if arguments.explain {
        compile::explain(&song, &banks, f64::from(DEFAULT_RATE))
    } else {
        compile::check(&song, &banks, f64::from(DEFAULT_RATE))
    };
    let mut program = checked?;
    program.decode_files(&banks.library);
    banks.tell_new_warnings(&song);
    Ok(())
}

/// Frames a second where nothing else is said.
const DEFAULT_RATE: u32 = 48_000;

/// Reads the command line, does what it says, prints errors to standard error.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.task {
        Task::Check(arguments) => check(&arguments),
        Task::Query(arguments) => query::run(&arguments),
        Task::Graph(arguments) => graph::run(&arguments),
        Task::Render(arguments) => render::run(&arguments),
        Task::Bench(arguments) => bench::run(&arguments),
        Task::Docs(arguments) => docs::run(&arguments),
        #[cfg(feature = "play")]
        Task::Play(arguments) => play::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let said = failure.to_string();
            if !said.is_empty() {
                eprintln!("{}", said.trim_end());
            }
            failure.exit_code()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_described_without_contradiction() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn numbers_out_of_range_are_named() {
        assert!(within("--rate", 48_000.0, 8_000.0, 768_000.0).is_ok());
        let message = within("--rate", f64::NAN, 8_000.0, 768_000.0)
            .unwrap_err()
            .to_string();
        assert_eq!(
            message,
            "error: --rate must lie between 8000 and 768000, not NaN"
        );
    }
}
