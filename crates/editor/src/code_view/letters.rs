//! Letters drawn once more in another colour, over those that are there.

use super::line::Line;
use egui::{Color32, Mesh, Pos2, Vec2};
use std::ops::Range;

/// Adds the letters of a part of a line, which stands at `origin`, to `mesh`. `texel` is the size of one of the letters'
/// texture's pixels.
pub(super) fn add(
    mesh: &mut Mesh,
    line: &Line,
    origin: Pos2,
    part: &Range<usize>,
    colour: Color32,
    texel: Vec2,
) {
    let (start, end) = line.columns(part);
    let mut first = 0;
    for row in &line.galley.rows {
        let count = row.glyphs.len();
        let (from, to) = (start.max(first), end.min(first + count));
        let letters = from.saturating_sub(first)..to.saturating_sub(first);
        for glyph in row.glyphs.get(letters).unwrap_or_default() {
            let at = glyph.first_vertex as usize;
            // A blank has no vertices: those of another letter are not its own.
            if glyph.uv_rect.is_nothing() {
                continue;
            }
            let Some(corners) = row.visuals.mesh.vertices.get(at..at + 4) else {
                continue;
            };
            let index = mesh.vertices.len() as u32;
            let shift = origin.to_vec2() + row.pos.to_vec2();
            mesh.vertices
                .extend(corners.iter().map(|corner| egui::epaint::Vertex {
                    pos: corner.pos + shift,
                    uv: (corner.uv.to_vec2() * texel).to_pos2(),
                    color: colour,
                }));
            mesh.add_triangle(index, index + 1, index + 2);
            mesh.add_triangle(index + 2, index + 1, index + 3);
        }
        first += count;
    }
}
