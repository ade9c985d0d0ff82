//! The graph as boxes and arrows, whoever draws them.

use super::output_name;
use phonon_engine::graph::{Listing, Tap};
use std::collections::HashMap;

/// What a box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    /// Something that comes in: voices, a pattern, a macro.
    Input,
    /// A node.
    Node,
    /// An output.
    Output,
}

/// A box.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// Name of the box, as drawn.
    pub title: String,
    /// The statement it stands in, and its numbers.
    pub detail: String,
    pub shape: Shape,
}

/// An arrow.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Arrow {
    pub from: usize,
    pub to: usize,
    /// The port it goes to, if that is not the sound.
    pub label: String,
    /// Whether the line brings what was a sub-block ago.
    pub late: bool,
}

/// Boxes and arrows.
#[derive(Clone, Debug, Default)]
pub(super) struct Diagram {
    pub blocks: Vec<Block>,
    pub arrows: Vec<Arrow>,
}

impl Diagram {
    /// Of all graphs of a song, each with its name.
    pub(super) fn of(listings: &[(String, Listing)]) -> Self {
        let mut diagram = Self::default();
        for (name, listing) in listings {
            diagram.add(name, listing);
        }
        diagram
    }

    fn add(&mut self, name: &str, listing: &Listing) {
        let first = self.blocks.len();
        for node in &listing.nodes {
            let statement = node.path.split('/').next().unwrap_or_default();
            let numbers = node.inputs.iter().filter_map(|(port, from)| match from {
                Tap::Constant(value) => Some(format!("{port} {value}")),
                _ => None,
            });
            let detail: Vec<String> = std::iter::once(statement.to_owned())
                .filter(|statement| !statement.is_empty())
                .chain(numbers)
                .collect();
            self.blocks.push(Block {
                title: node.name.to_owned(),
                detail: detail.join(", "),
                shape: Shape::Node,
            });
        }
        let mut inputs: HashMap<(u8, usize), usize> = HashMap::new();
        for (index, node) in listing.nodes.iter().enumerate() {
            for (port, (label, from)) in node.inputs.iter().enumerate() {
                let label = if port == 0 { "" } else { *label };
                self.arrow(listing, first, &mut inputs, *from, first + index, label);
            }
        }
        let mut outputs: HashMap<usize, usize> = HashMap::new();
        for (output, from) in &listing.outputs {
            let place = *outputs.entry(*output).or_insert_with(|| {
                self.blocks.push(Block {
                    title: if name.is_empty() {
                        output_name(*output)
                    } else {
                        name.to_owned()
                    },
                    detail: if name.is_empty() {
                        ""
                    } else {
                        "for each voice"
                    }
                    .to_owned(),
                    shape: Shape::Output,
                });
                self.blocks.len() - 1
            });
            self.arrow(listing, first, &mut inputs, *from, place, "");
        }
    }

    fn arrow(
        &mut self,
        listing: &Listing,
        first: usize,
        inputs: &mut HashMap<(u8, usize), usize>,
        from: Tap,
        to: usize,
        label: &str,
    ) {
        let statement = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
        let (key, title, detail) = match from {
            Tap::Constant(_) => return,
            Tap::Node(index) | Tap::Previous(index) => {
                self.arrows.push(Arrow {
                    from: first + index,
                    to,
                    label: label.to_owned(),
                    late: matches!(from, Tap::Previous(_)),
                });
                return;
            }
            Tap::Pattern(index) => (
                (0, index),
                "pattern".to_owned(),
                statement(&listing.patterns[index]),
            ),
            Tap::Source(index) => (
                (1, index),
                "voices".to_owned(),
                statement(&listing.sources[index]),
            ),
            Tap::Macro(index) => ((2, index), format!("~m{}", index + 1), String::new()),
            Tap::AudioInput => ((3, 0), "~in".to_owned(), String::new()),
            Tap::Frequency => ((4, 0), "freq".to_owned(), String::new()),
        };
        let place = *inputs.entry(key).or_insert_with(|| {
            self.blocks.push(Block {
                title,
                detail,
                shape: Shape::Input,
            });
            self.blocks.len() - 1
        });
        self.arrows.push(Arrow {
            from: place,
            to,
            label: label.to_owned(),
            late: false,
        });
    }
}
