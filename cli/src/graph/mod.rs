//! `phonon graph`: the signal graph of a song, as a list in the order in which it runs, and as a drawing.

mod diagram;
mod dot;
mod layers;
mod svg;
mod text;

use super::{DEFAULT_RATE, Failure, compile, print, song, sound, spare};
use clap::Args;
use diagram::Diagram;
use std::path::PathBuf;

/// What is to be shown.
#[derive(Args)]
pub(crate) struct Graph {
    /// The song, a text file (`-` reads standard input).
    song: PathBuf,
    /// Print the graph in Graphviz's language instead of the list.
    #[arg(long)]
    dot: bool,
    /// Also draw the graph into an SVG file.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    #[command(flatten)]
    sound: sound::Arguments,
}

/// Shows the graph.
pub(crate) fn run(arguments: &Graph) -> Result<(), Failure> {
    if let Some(path) = &arguments.svg {
        spare(path, &["<svg"])?;
    }
    let song = song::read(&arguments.song)?;
    let banks = sound::banks(&arguments.sound, DEFAULT_RATE)?;
    let program = compile::check(&song, &banks, f64::from(DEFAULT_RATE))?;
    let listings = program.listings();
    let diagram = Diagram::of(&listings);
    print(&if arguments.dot {
        dot::write(&diagram)
    } else {
        text::write(&listings)
    })?;
    if let Some(path) = &arguments.svg {
        std::fs::write(path, svg::write(&diagram)).map_err(|error| {
            Failure::Usage(format!(
                "--svg {}: cannot be written: {error}",
                path.display()
            ))
        })?;
    }
    Ok(())
}

/// The name of an output.
fn output_name(output: usize) -> String {
    match output {
        0 => "out".to_owned(),
        number => format!("o{number}"),
    }
}
