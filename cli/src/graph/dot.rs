//! The graph in Graphviz's language.

use super::diagram::{Diagram, Shape};
use std::fmt::Write as _;

/// A digraph for `dot`, from left to right.
pub(super) fn write(diagram: &Diagram) -> String {
    let mut out = String::from(
        "digraph phonon {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n",
    );
    for (index, block) in diagram.blocks.iter().enumerate() {
        let style = match block.shape {
            Shape::Input => ", style=rounded",
            Shape::Node => "",
            Shape::Output => ", style=bold",
        };
        let label = match block.detail.as_str() {
            "" => quoted(&block.title),
            detail => quoted(&format!("{}\n{detail}", block.title)),
        };
        let _ = writeln!(out, "  n{index} [label={label}{style}];");
    }
    for arrow in &diagram.arrows {
        let mut marks = Vec::new();
        if !arrow.label.is_empty() {
            marks.push(format!("label={}", quoted(&arrow.label)));
        }
        if arrow.late {
            marks.push("style=dashed, constraint=false".to_owned());
        }
        let marks = match marks.is_empty() {
            true => String::new(),
            false => format!(" [{}]", marks.join(", ")),
        };
        let _ = writeln!(out, "  n{} -> n{}{marks};", arrow.from, arrow.to);
    }
    out.push_str("}\n");
    out
}

fn quoted(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{escaped}\"")
}
