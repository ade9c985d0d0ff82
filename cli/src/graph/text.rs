//! The graph as a list.

use super::output_name;
use phonon_engine::graph::{Listing, Tap};
use std::fmt::Write as _;

/// All graphs of a song, the main one first, then those that voices play.
pub(super) fn write(listings: &[(String, Listing)]) -> String {
    let mut out = String::new();
    for (name, listing) in listings {
        if !name.is_empty() {
            let _ = writeln!(out, "\n{name}, for each voice:");
        }
        one(&mut out, listing);
    }
    out
}

fn one(out: &mut String, listing: &Listing) {
    let columns: Vec<[String; 3]> = listing
        .nodes
        .iter()
        .map(|node| {
            let statement = node.path.split('/').next().unwrap_or_default();
            let inputs: Vec<String> = node
                .inputs
                .iter()
                .map(|(port, from)| format!("{port} {}", tap(listing, *from)))
                .collect();
            [
                statement.to_owned(),
                node.name.to_owned(),
                inputs.join(", "),
            ]
        })
        .collect();
    let width = |column: usize| {
        let lengths = columns.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or(0)
    };
    let (statement, name) = (width(0), width(1));
    for (index, (node, row)) in listing.nodes.iter().zip(&columns).enumerate() {
        let channels = if node.channels == 1 { "mono" } else { "stereo" };
        let _ = writeln!(
            out,
            "{:>4}  {:statement$}  {:name$}  {:6}  buffer {:<3}  {}",
            index + 1,
            row[0],
            row[1],
            channels,
            node.buffer,
            row[2]
        );
    }
    let mut outputs: Vec<usize> = listing.outputs.iter().map(|(output, _)| *output).collect();
    outputs.sort_unstable();
    outputs.dedup();
    for output in outputs {
        let summands: Vec<String> = listing
            .outputs
            .iter()
            .filter(|(other, _)| *other == output)
            .map(|(_, from)| tap(listing, *from))
            .collect();
        let _ = writeln!(out, "{:>4}  {}", output_name(output), summands.join(" + "));
    }
    let mut buffers: Vec<usize> = listing.nodes.iter().map(|node| node.buffer).collect();
    buffers.sort_unstable();
    buffers.dedup();
    let _ = writeln!(
        out,
        "{} nodes in {} buffers, {} voice sources, {} pattern inputs",
        listing.nodes.len(),
        buffers.len(),
        listing.sources.len(),
        listing.patterns.len()
    );
}

fn tap(listing: &Listing, tap: Tap) -> String {
    match tap {
        Tap::Constant(value) => format!("{value}"),
        Tap::Node(index) => format!("#{}", index + 1),
        Tap::Previous(index) => format!("#{} a block ago", index + 1),
        Tap::Pattern(index) => format!("pattern {}", statement(&listing.patterns[index])),
        Tap::Source(index) => format!("voices {}", statement(&listing.sources[index])),
        Tap::Macro(index) => format!("~m{}", index + 1),
        Tap::AudioInput => "~in".to_owned(),
        Tap::Frequency => "freq".to_owned(),
    }
}

fn statement(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}
