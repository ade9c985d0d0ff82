//! The part of the window in which the text is written: what is searched for, the code with all that is shown in it, what may
//! be completed, and what names mean.

use super::actions::zoom;
use super::{Editor, Model};
use crate::automation::Automation;
use crate::code_view::{Ask, Decoration, Number, OutputLine, Style, number_at};
use crate::definitions::definition;
use crate::hover::{Asked, Known};
use crate::outputs::OutputLines;
use crate::outputs::hears;
use crate::statement::{insert_as_line, insert_sound};
use crate::theme::{Ink, Theme};
use egui::{Rect, UiBuilder, vec2};
use phonon_session::state::{OUTPUTS, Strip, WindowState};
use phonon_session::{Report, When};
use std::ops::Range;
use std::time::{Duration, Instant};

/// How long evaluated lines flash.
const FLASH: Duration = Duration::from_millis(350);
/// The least time between two evaluations of a number that is being turned.
const TURNED: Duration = Duration::from_millis(80);

impl Editor {
    /// Draws it into `code`, and does what the mouse does there.
    #[allow(clippy::too_many_arguments, reason = "the parts of a frame")]
    pub(super) fn write_code(
        &self,
        ui: &mut egui::Ui,
        code: Rect,
        model: &mut Model,
        report: &Report,
        theme: &Theme,
        window: &mut WindowState,
        host: &dyn Automation,
    ) {
        let mut code_area = code;
        if model.search.is_open() {
            let height = model.search.height(code.width());
            let bar = Rect::from_min_size(code.min, vec2(code.width(), height));
            code_area.min.y += height;
            ui.scope_builder(UiBuilder::new().max_rect(bar), |ui| {
                let followed = model.search.show(ui, &mut model.buffer, theme);
                if followed {
                    model.code.follow_cursor();
                }
            });
        }
        let time = ui.input(|input| input.time);
        let strips = self.session.saved().mixer.clone();
        let heard = |output: usize| hears(&strips, output);
        model.marks.update(report, &model.buffer);
        model
            .lights
            .follow(&self.session, self.is_moving(), &heard, time);
        if !self.is_moving() && !model.lights.is_dark() {
            // What fades after the last sound.
            ui.ctx().request_repaint();
        }
        let flash = self.flash(model, ui.ctx());
        let carry = model.marks.carry(model.lights.serial());
        let lit = carry.map_or_else(Vec::new, |carry| model.lights.lit(carry, time));
        let outputs = self.output_lines(model, report, &strips);
        let blocks = model
            .pictures
            .find(report, model.marks.carry(report.serial), &model.buffer);
        let decoration = Decoration {
            marks: &model.marks.list,
            lit: &lit,
            flash,
            found: model.search.found(&model.buffer),
            changed: model
                .changed
                .lines(report.serial, &report.text, &model.buffer),
            outputs: &outputs,
            blocks: &blocks,
        };
        let style = Style {
            theme,
            // The zoom of the interface is not the code's.
            font_size: window.font_size / window.ui_zoom,
            wrap: window.wrap,
        };
        let shown = model
            .code
            .show(ui, code_area, &mut model.buffer, style, &decoration);
        let painter = ui.painter_at(shown.code);
        model
            .pictures
            .draw(&painter, &shown.blocks, &self.session, theme);
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
        for ask in shown.asks {
            self.answer(model, ask, host);
        }
        self.play_turned(model, ui.ctx(), host);
        let still = !model.code.is_turning() && !model.completion.is_open();
        let pointed = shown.pointed.filter(|_| still).map(|(at, ink)| {
            let number = number_at(&model.buffer, at);
            (at, ink, number)
        });
        self.explain(model, ui.ctx(), report, pointed, theme);
    }

    /// Explains what the mouse is on.
    fn explain(
        &self,
        model: &mut Model,
        context: &egui::Context,
        report: &Report,
        pointed: Option<(usize, Option<Ink>, Option<Number>)>,
        theme: &Theme,
    ) {
        let banks = self.session.banks();
        let macros = &self.session.telemetry().macros;
        let known = Known {
            banks: &banks,
            output: &|output| match report.annotations.output(output) {
                Some(name) => format!("{name}, output {output}"),
                None if output == 0 => "the main output".to_owned(),
                None => format!("output {output}, which the host can take apart"),
            },
            knob: &|index| {
                let value = macros.get(index)?.load();
                Some(match report.annotations.knob(index) {
                    Some(knob) => format!("{}: {value:.2}", knob.name),
                    None => format!("macro {}: {value:.2}", index + 1),
                })
            },
            // The innermost: its place ends last before the arguments of others begin.
            meaning: &|at| {
                let mut meanings = model.marks.meanings.iter().rev();
                let here = meanings.find(|meaning| meaning.range.contains(&at));
                here.map(|meaning| meaning.says.clone())
            },
        };
        let asked = model
            .hover
            .show(context, &model.buffer, pointed, &known, theme);
        match asked {
            Some(Asked::Hear(example)) => {
                _ = self.session.audition_example(&example, When::NextBeat)
            }
            Some(Asked::Insert(example)) => {
                insert_as_line(&mut model.buffer, &example);
                model.code.follow_cursor();
            }
            None => {}
        }
    }

    fn output_lines(&self, model: &Model, report: &Report, strips: &[Strip]) -> Vec<OutputLine> {
        let preview = self.session.preview();
        let carried = preview.as_ref().and_then(|preview| {
            let carry = model.marks.carry(preview.serial())?;
            let level = |output| model.dock.level(output);
            let name = |output| report.annotations.output(output);
            let lines = OutputLines {
                preview,
                carry,
                strips,
                lights: &model.lights,
                level: &level,
                name: &name,
            };
            Some(lines.of(&model.buffer))
        });
        carried.unwrap_or_default()
    }

    /// Does what a click in the code asks for.
    fn answer(&self, model: &mut Model, ask: Ask, host: &dyn Automation) {
        match ask {
            Ask::Mute(output) => self.switch(output, host, |strip| strip.mute = !strip.mute),
            Ask::Solo(output) => self.switch(output, host, |strip| strip.solo = !strip.solo),
            Ask::Fix(fix) => {
                let end = fix.range.start + fix.text.len();
                model.buffer.replace(fix.range, &fix.text);
                model.buffer.move_to(end, false);
                model.code.follow_cursor();
            }
            Ask::Turned(at, is_over) => model.turned = Some((at, is_over)),
            Ask::Dropped(at, sound) => {
                model.buffer.move_to(at, false);
                insert_sound(&mut model.buffer, &sound);
                model.code.follow_cursor();
            }
            Ask::Definition(at) => {
                if let Some(place) = definition(model.buffer.text(), at) {
                    model.buffer.move_to(place, false);
                    model.code.follow_cursor();
                } else {
                    model.buffer.move_to(at, false);
                }
            }
        }
    }

    fn switch(&self, output: usize, host: &dyn Automation, change: impl Fn(&mut Strip)) {
        let Some(index) = output.checked_sub(1).filter(|index| *index < OUTPUTS) else {
            return;
        };
        let mut strips = self.session.saved().mixer.clone();
        if strips.len() <= index {
            strips.resize(OUTPUTS, Strip::default());
        }
        change(&mut strips[index]);
        self.session.set_mixer(strips);
        host.project_changed();
    }

    /// Plays the statement whose number has been turned: at once, but not more often than it can be heard.
    fn play_turned(&self, model: &mut Model, context: &egui::Context, host: &dyn Automation) {
        let Some((at, is_over)) = model.turned else {
            return;
        };
        let waits = model
            .turned_at
            .map(|then| TURNED.saturating_sub(then.elapsed()));
        match waits.filter(|wait| !is_over && !wait.is_zero()) {
            Some(wait) => context.request_repaint_after(wait),
            None => {
                model.turned = None;
                model.turned_at = Some(Instant::now());
                self.evaluate_statement(model, at, host);
            }
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
