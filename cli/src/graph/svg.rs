//! The graph as a picture.

use super::diagram::{Diagram, Shape};
use super::layers;
use std::fmt::Write as _;

/// Sizes in pixels.
const WIDTH: f64 = 150.0;
const HEIGHT: f64 = 40.0;
const ACROSS: f64 = 60.0;
const DOWN: f64 = 18.0;
const MARGIN: f64 = 20.0;

/// Letters of a line that fit into a box.
const LETTERS: usize = 24;

/// An SVG document.
pub(super) fn write(diagram: &Diagram) -> String {
    let places = layers::places(diagram);
    let corner = |block: usize| {
        let (layer, index) = places[block];
        (
            MARGIN + layer as f64 * (WIDTH + ACROSS),
            MARGIN + index as f64 * (HEIGHT + DOWN),
        )
    };
    let (mut right, mut bottom) = (WIDTH, HEIGHT);
    for block in 0..diagram.blocks.len() {
        let (x, y) = corner(block);
        right = right.max(x + WIDTH);
        bottom = bottom.max(y + HEIGHT);
    }
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" font-family=\"sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        w = right + MARGIN,
        h = bottom + MARGIN + HEIGHT,
    );
    for arrow in &diagram.arrows {
        let (from, to) = (corner(arrow.from), corner(arrow.to));
        let (x0, y0) = (from.0 + WIDTH, from.1 + HEIGHT / 2.0);
        let (x1, y1) = (to.0, to.1 + HEIGHT / 2.0);
        let bend = ((x1 - x0).abs() / 2.0).max(ACROSS / 2.0);
        // What goes back goes below the boxes.
        let dip = if arrow.late { HEIGHT + DOWN } else { 0.0 };
        let dashes = if arrow.late {
            " stroke-dasharray=\"5 3\""
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "<path d=\"M{x0} {y0} C{} {} {} {} {x1} {y1}\" fill=\"none\" stroke=\"#777777\"{dashes}/>",
            x0 + bend,
            y0 + dip,
            x1 - bend,
            y1 + dip,
        );
        let _ = writeln!(out, "<path d=\"M{x1} {y1} l-6 -3 v6 z\" fill=\"#777777\"/>");
        if !arrow.label.is_empty() {
            let _ = writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" font-size=\"9\" text-anchor=\"end\" fill=\"#555555\">{}</text>",
                x1 - 8.0,
                y1 - 4.0,
                escaped(&arrow.label)
            );
        }
    }
    for (index, block) in diagram.blocks.iter().enumerate() {
        let (x, y) = corner(index);
        let (fill, radius) = match block.shape {
            Shape::Input => ("#e8f0e4", HEIGHT / 2.0),
            Shape::Node => ("#eef1f8", 4.0),
            Shape::Output => ("#f8ead8", 4.0),
        };
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"{radius}\" fill=\"{fill}\" stroke=\"#333333\"/>"
        );
        let middle = x + WIDTH / 2.0;
        let title = if block.detail.is_empty() { 24.0 } else { 17.0 };
        let _ = writeln!(
            out,
            "<text x=\"{middle}\" y=\"{}\" font-size=\"13\" text-anchor=\"middle\">{}</text>",
            y + title,
            escaped(&shortened(&block.title))
        );
        if !block.detail.is_empty() {
            let _ = writeln!(
                out,
                "<text x=\"{middle}\" y=\"{}\" font-size=\"10\" text-anchor=\"middle\" fill=\"#555555\">{}</text>",
                y + 32.0,
                escaped(&shortened(&block.detail))
            );
        }
    }
    out.push_str("</svg>\n");
    out
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LETTERS {
        return text.to_owned();
    }
    text.chars().take(LETTERS - 1).chain(['…']).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
