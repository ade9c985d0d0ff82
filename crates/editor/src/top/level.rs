//! How loud the main output is: two bars with the peak that was held, in dB.

use crate::Editor;
use crate::theme::{GRID, SMALL, Theme};
use egui::{Align2, FontId, Rect, Sense, Ui, pos2, vec2};
use std::time::Instant;

/// Bottom of the bars, dB.
const FLOOR: f32 = -60.0;
/// How fast the bars fall, dB a second.
const FALL: f32 = 36.0;
/// How long the peak is held, seconds.
const HOLD: f32 = 1.5;
/// Points that the number takes.
const NUMBER: f32 = 44.0;

/// The main output's levels as the bars show them, dB.
pub(crate) struct Level {
    bars: [f32; 2],
    peak: f32,
    /// Seconds since the peak.
    held: f32,
    last: Instant,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            bars: [FLOOR; 2],
            peak: FLOOR,
            held: 0.0,
            last: Instant::now(),
        }
    }
}

impl Level {
    /// Follows the output: once a frame, whether or not it is shown.
    pub(crate) fn follow(&mut self, peaks: [f32; 2]) -> bool {
        let seconds = self.last.elapsed().as_secs_f32().min(0.25);
        self.last = Instant::now();
        self.fall(peaks, seconds);
        self.peak > FLOOR
    }

    fn fall(&mut self, peaks: [f32; 2], seconds: f32) {
        for (bar, peak) in self.bars.iter_mut().zip(peaks) {
            let now = (20.0 * peak.max(1e-6).log10()).max(FLOOR);
            *bar = now.max(*bar - FALL * seconds).max(FLOOR);
        }
        let loudest = self.bars[0].max(self.bars[1]);
        self.held += seconds;
        if loudest >= self.peak {
            (self.peak, self.held) = (loudest, 0.0);
        } else if self.held > HOLD {
            self.peak = (self.peak - FALL * seconds).max(FLOOR);
        }
    }

    /// Draws the bars and the number.
    pub(super) fn show(&self, ui: &mut Ui, _editor: &Editor, theme: &Theme) {
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        let painter = ui.painter();
        let right = rect.right() - NUMBER;
        for (side, bar) in self.bars.iter().enumerate() {
            let top = rect.center().y - 7.0 + side as f32 * 8.0;
            let whole = Rect::from_min_max(pos2(rect.left(), top), pos2(right, top + 6.0));
            painter.rect_filled(whole, 1.0, theme.paper);
            let share = |level: f32| (level - FLOOR) / -FLOOR;
            let reach = share(*bar).clamp(0.0, 1.0) * whole.width();
            let full = Rect::from_min_size(whole.min, vec2(reach, whole.height()));
            let ink = if *bar > -0.1 {
                theme.error
            } else {
                theme.faint
            };
            painter.rect_filled(full, 1.0, ink);
            let at = whole.left() + share(self.peak).clamp(0.0, 1.0) * whole.width();
            if self.peak > FLOOR {
                painter.vline(at, whole.y_range(), egui::Stroke::new(1.5, theme.text));
            }
        }
        let said = if self.peak > FLOOR {
            format!("{:.1}", self.peak).replace('-', "−")
        } else {
            "−∞".to_owned()
        };
        let at = pos2(rect.right(), rect.center().y - 1.0);
        let ink = if self.peak > -0.1 {
            theme.error
        } else {
            theme.text
        };
        let font = FontId::proportional(SMALL + GRID / 4.0);
        painter.text(at, Align2::RIGHT_CENTER, &said, font, ink);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Label, true, format!("Main output {said} dB"))
        });
        response.on_hover_text("Level of the main output, dB below full scale");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bars_rise_at_once_and_fall_slowly_and_the_peak_is_held() {
        let mut level = Level::default();
        level.fall([1.0, 0.5], 0.02);
        assert_eq!((level.bars[0], level.peak), (0.0, 0.0));
        assert!((level.bars[1] + 6.02).abs() < 0.01);
        level.fall([0.0, 0.0], 0.5);
        assert_eq!((level.bars[0], level.peak), (-18.0, 0.0));
        (0..100).for_each(|_| level.fall([0.0; 2], 0.1));
        assert_eq!((level.bars, level.peak), ([FLOOR; 2], FLOOR));
    }
}
