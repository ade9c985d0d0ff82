//! The sound of an output as it is: its wave, and how loud it is at each pitch.

use super::Editor;
use egui::{Color32, Painter, Rect, Shape, Stroke, pos2};
use phonon_dsp::spectral::bands::BandSpectrum;
use phonon_session::tap::Tap;

/// Frames of the wave that is drawn: at 48 kHz a twentieth of a second.
const WAVE: usize = 2048;
/// Frames that the spectrum looks at, and its bands.
const LOOKED_AT: usize = 4096;
const BANDS: usize = 48;
/// What the bands' frequencies are computed from; only their places in the picture depend on it.
const RATE: f64 = 48_000.0;
/// The lowest level of the spectrum that is drawn, dB.
const FLOOR: f32 = -84.0;
/// How fast the bands fall, dB a frame of the window.
const FALL: f32 = 2.5;

/// A look at one output. The audio thread writes for it as long as it lives.
pub(crate) struct Scope {
    tap: Tap,
    frames: Vec<[f32; 2]>,
    mono: Vec<f32>,
    seen: u64,
    spectrum: BandSpectrum,
    levels: [f32; BANDS],
}

impl Scope {
    /// Looks at an output, 0 the main one.
    pub(crate) fn new(editor: &Editor, output: usize) -> Self {
        Self {
            tap: editor.session.tap(output),
            frames: vec![[0.0; 2]; LOOKED_AT],
            mono: vec![0.0; LOOKED_AT],
            seen: 0,
            spectrum: BandSpectrum::new(LOOKED_AT, BANDS, RATE),
            levels: [FLOOR; BANDS],
        }
    }

    /// The output that is looked at.
    pub(crate) fn output(&self) -> usize {
        self.tap.output()
    }

    /// Reads what has sounded since the last frame; once a frame.
    pub(crate) fn follow(&mut self) {
        let written = self.tap.written();
        if written == self.seen {
            return;
        }
        self.seen = written;
        self.tap.read(&mut self.frames);
        for (mono, [left, right]) in self.mono.iter_mut().zip(&self.frames) {
            *mono = 0.5 * (left + right);
        }
        let levels = self.spectrum.levels(&self.mono);
        for (shown, level) in self.levels.iter_mut().zip(levels) {
            *shown = level.max(*shown - FALL).max(FLOOR);
        }
    }

    /// The wave, as high as full scale; where it can, it begins where the wave rises through zero, so that it stands still.
    pub(crate) fn wave(&self, painter: &Painter, area: Rect, ink: Color32) {
        let begin = rise(&self.mono[..LOOKED_AT - WAVE]);
        let shown = &self.mono[begin..begin + WAVE];
        let columns = (area.width().max(1.0) as usize).min(WAVE);
        let each = WAVE / columns;
        let height = area.height() * 0.5;
        let y = |sample: f32| area.center().y - sample.clamp(-1.0, 1.0) * height;
        let mut points = Vec::with_capacity(2 * columns);
        for (column, samples) in shown.chunks_exact(each).take(columns).enumerate() {
            let x = area.left() + column as f32 * area.width() / columns as f32;
            let low = samples.iter().copied().fold(f32::INFINITY, f32::min);
            let high = samples.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            points.push(pos2(x, y(high)));
            if high - low > 1e-3 {
                points.push(pos2(x, y(low)));
            }
        }
        painter.add(Shape::line(points, Stroke::new(1.0, ink)));
    }

    /// The levels from low pitches at the left to high ones at the right.
    pub(crate) fn bands(&self, painter: &Painter, area: Rect, ink: Color32) {
        let width = area.width() / BANDS as f32;
        let mut mesh = egui::Mesh::default();
        for (band, level) in self.levels.iter().enumerate() {
            let share = ((level - FLOOR) / -FLOOR).clamp(0.0, 1.0);
            let left = area.left() + band as f32 * width;
            let top = area.bottom() - share * area.height();
            let bar = Rect::from_min_max(pos2(left, top), pos2(left + width - 1.0, area.bottom()));
            mesh.add_colored_rect(bar, ink);
        }
        painter.add(mesh);
    }
}

/// Where a wave first rises through zero after having been below; its beginning where it does not.
fn rise(wave: &[f32]) -> usize {
    let found = wave
        .windows(2)
        .position(|pair| pair[0] < 0.0 && pair[1] >= 0.0);
    found.map_or(0, |place| place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_is_found_where_it_rises() {
        assert_eq!(rise(&[0.5, -0.5, -0.1, 0.2, 0.4]), 3);
        assert_eq!(rise(&[0.0; 8]), 0);
    }
}
