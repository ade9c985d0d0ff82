//! The part of the window in which the text is written: what is searched for, the code with all that is shown in it, what may
//! be completed, and what names mean.

use super::actions::zoom;
use super::{Editor, Model};
use crate::code_view::{Decoration, Style};
use crate::theme::Theme;
use crate::{lighting, names, reference, search};
use egui::{Rect, UiBuilder, vec2};
use phonon_session::Report;
use phonon_session::state::WindowState;
use std::ops::Range;
use std::time::Duration;

/// How long evaluated lines flash.
const FLASH: Duration = Duration::from_millis(350);

impl Editor {
    /// Draws it into `code`, and does what the mouse does there.
    pub(super) fn write_code(
        &self,
        ui: &mut egui::Ui,
        code: Rect,
        model: &mut Model,
        report: &Report,
        theme: &Theme,
        window: &mut WindowState,
    ) {
        let mut code_area = code;
        if model.search.is_open() {
            let bar = Rect::from_min_size(code.min, vec2(code.width(), search::HEIGHT));
            code_area.min.y += search::HEIGHT;
            ui.scope_builder(UiBuilder::new().max_rect(bar), |ui| {
                let followed = model.search.show(ui, &mut model.buffer, theme);
                if followed {
                    model.code.follow_cursor();
                }
            });
        }
        let flash = self.flash(model, ui.ctx());
        let found = model.search.found(&model.buffer);
        let strips = self.session.saved().mixer.clone();
        let soloed = strips.iter().any(|strip| strip.solo);
        let heard = |output: usize| {
            let strip = output.checked_sub(1).and_then(|index| strips.get(index));
            strip.map_or(!soloed || output == 0, |strip| {
                !strip.mute && (!soloed || strip.solo)
            })
        };
        let carry = model.marks.update(report, &model.buffer);
        let lit = match self.is_moving() {
            true => lighting::lit(&self.session, carry, &heard),
            false => Vec::new(),
        };
        let changed = model
            .changed
            .lines(report.serial, &report.text, &model.buffer);
        let decoration = Decoration {
            marks: &model.marks.list,
            lit: &lit,
            flash,
            found,
            changed,
        };
        let shown = model.code.show(
            ui,
            code_area,
            &mut model.buffer,
            Style {
                theme,
                font_size: window.font_size,
                wrap: window.wrap,
            },
            &decoration,
        );
        zoom(window, shown.zoom);
        let (caret, row) = (shown.caret, shown.row_height);
        let banks = self.session.banks();
        model.completion.update(&model.buffer, shown.ink, &banks);
        let completed = model
            .completion
            .show(ui.ctx(), theme, caret, row, &mut model.buffer);
        if completed {
            model.code.follow_cursor();
        }
        if let Some(at) = shown.pointed
            && let Some(entry) = names::about(model.buffer.word_at(at))
        {
            // The innermost: its place ends last before the arguments of others begin.
            let mut meanings = model.marks.meanings.iter().rev();
            let taken = meanings
                .find(|meaning| entry.is_ambiguous && meaning.range.contains(&at))
                .map(|meaning| meaning.says.as_str());
            shown
                .response
                .on_hover_ui_at_pointer(|ui| reference::brief(ui, entry, taken, theme));
        }
    }

    fn flash(&self, model: &mut Model, context: &egui::Context) -> Option<(Range<usize>, f32)> {
        let (lines, at) = model.flash.clone()?;
        let fresh = 1.0 - at.elapsed().as_secs_f32() / FLASH.as_secs_f32();
        if fresh <= 0.0 {
            model.flash = None;
            return None;
        }
        context.request_repaint();
        Some((lines, fresh))
    }
}
