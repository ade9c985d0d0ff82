//! A frame of the window: what was typed is done in its order, then the parts are laid out and drawn.
//!
//! `command` lists what a key can ask for, `actions` carries it out.

mod actions;
mod command;
mod wish;

pub(crate) use command::{ACTIONS, Command};
pub(crate) use wish::Wish;

use super::automation::Automation;
use super::code_view::{CodeView, Decoration, Mark, Style};
use super::completion::Completion;
use super::marks::{Carry, Explained, explained, marks};
use super::statement::Changed;
use super::text::Buffer;
use super::theme::Theme;
use super::timeline;
use super::{
    Editor, fonts, header, help, lighting, lock, mixer, names, reference, search, sound, status,
};
use actions::zoom;
use egui::{Rect, UiBuilder, pos2, vec2};
use phonon_session::firewall::guarded;
use phonon_session::{Report, Session};
use std::ops::Range;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

const HEADER: f32 = 48.0;
const STATUS: f32 = 28.0;
const MIXER: f32 = 232.0;
/// Narrower windows have no room for the mixer beside the code.
const ROOM_FOR_MIXER: f32 = 720.0;
/// How long evaluated lines flash.
const FLASH: Duration = Duration::from_millis(350);

/// What outlives the window.
pub(super) struct Model {
    pub buffer: Buffer,
    pub code: CodeView,
    pub search: search::Search,
    pub mixer: mixer::Mixer,
    pub mixer_open: bool,
    pub timeline: timeline::Timeline,
    pub help_open: bool,
    pub sound: sound::Sound,
    pub completion: Completion,
    pub reference: reference::Reference,
    pub last_hush: Option<Instant>,
    flash: Option<(Range<usize>, Instant)>,
    restored: u64,
    draft_revision: u64,
    marks: Marks,
    changed: Changed,
    /// Why the last frame could not be drawn, if it could not.
    failure: Option<String>,
}

/// The marks shown, and what they were made from.
#[derive(Default)]
struct Marks {
    of: Option<(u64, u64)>,
    list: Vec<Mark>,
    meanings: Vec<Explained>,
}

impl Model {
    /// With the session's draft.
    pub(super) fn new(session: &Session) -> Self {
        Self {
            buffer: Buffer::new(&session.saved().draft),
            code: CodeView::default(),
            search: search::Search::default(),
            mixer: mixer::Mixer::default(),
            mixer_open: true,
            timeline: timeline::Timeline::default(),
            help_open: false,
            sound: sound::Sound::default(),
            completion: Completion::default(),
            reference: reference::Reference::default(),
            last_hush: None,
            flash: None,
            restored: session.restored(),
            draft_revision: 0,
            marks: Marks::default(),
            changed: Changed::default(),
            failure: None,
        }
    }

    /// Takes over the draft the host loaded, and gives ours to the session.
    fn exchange(&mut self, session: &Session) {
        let restored = session.restored();
        if restored != self.restored {
            self.restored = restored;
            let draft = session.saved().draft.clone();
            self.buffer.set_text(&draft);
            self.draft_revision = self.buffer.revision();
        } else if self.draft_revision != self.buffer.revision() {
            session.set_draft(self.buffer.text());
            self.draft_revision = self.buffer.revision();
        }
    }

    fn update_marks(&mut self, report: &Report) {
        let of = Some((report.serial, self.buffer.revision()));
        if self.marks.of != of {
            let carry = Carry::between(&report.text, self.buffer.text());
            self.marks = Marks {
                of,
                list: marks(&report.diagnostics, &carry, self.buffer.text()),
                meanings: explained(&report.meanings, &report.text, &carry),
            };
        }
    }
}

impl Editor {
    /// Draws a frame into all of `ui`, and does what was typed and clicked. A failure in here is told in the next frame.
    pub fn frame(&self, ui: &mut egui::Ui, host: &dyn Automation) {
        if let Err(message) = guarded(|| self.draw(ui, host)) {
            // The next frame tries again; the sound goes on in any case.
            lock(&self.model).failure = Some(format!("the window failed: {message}"));
        }
    }

    fn draw(&self, ui: &mut egui::Ui, host: &dyn Automation) {
        let mut model = lock(&self.model);
        let model = &mut *model;
        let mut window = self.session.saved().window;
        dress(ui.ctx(), window.light);
        let theme = Theme::of(window.light);
        model.exchange(&self.session);
        self.take_input(model, ui, host, &mut window);

        let whole = ui.max_rect();
        ui.painter().rect_filled(whole, 0.0, theme.panel);
        let top = Rect::from_min_size(whole.min, vec2(whole.width(), HEADER));
        let bottom = Rect::from_min_max(pos2(whole.left(), whole.bottom() - STATUS), whole.max);
        let middle = Rect::from_min_max(top.left_bottom(), bottom.right_top());
        let mixer_shown = model.mixer_open && whole.width() >= ROOM_FOR_MIXER;
        let side_width = if mixer_shown { MIXER } else { 0.0 };
        let code = Rect::from_min_max(
            middle.min,
            pos2(middle.right() - side_width, middle.bottom()),
        );
        let side = Rect::from_min_max(code.right_top(), middle.max);

        let report = self.session.report();
        model.update_marks(&report);
        let mut wishes = Vec::new();
        ui.scope_builder(UiBuilder::new().max_rect(top), |ui| {
            header::show(ui, self, host, &theme, &mut window, &mut wishes);
        });
        ui.scope_builder(UiBuilder::new().max_rect(bottom), |ui| {
            let saved = self.session.saved();
            let (newer, unread) = (saved.is_newer(), saved.unread.keys().cloned().collect());
            drop(saved);
            let files = self.session.file_warnings();
            let shown = status::Status {
                report: &report,
                marks: &model.marks.list,
                draft_differs: *report.text != *model.buffer.text(),
                place: model.buffer.place(model.buffer.cursor()),
                failure: self
                    .session
                    .telemetry()
                    .failure()
                    .or_else(|| model.failure.clone()),
                newer,
                unread,
                files: &files,
            };
            if let Some(offset) = status::show(ui, &shown, &theme) {
                model.buffer.move_to(offset, false);
                model.code.follow_cursor();
            }
        });
        if mixer_shown {
            ui.scope_builder(UiBuilder::new().max_rect(side), |ui| {
                if model.mixer.show(ui, self, host, &theme) {
                    host.project_changed();
                }
            });
        }
        model.timeline.update(self, report.serial);
        let mut code_area = code;
        let height = model.timeline.height().min(code.height() * 0.4);
        if height > 0.0 {
            code_area.max.y -= height;
            let strip = Rect::from_min_max(code_area.left_bottom(), code.max);
            ui.scope_builder(UiBuilder::new().max_rect(strip), |ui| {
                model.timeline.show(ui, self, &theme)
            });
        }
        if model.search.is_open() {
            let bar = Rect::from_min_size(code.min, vec2(code.width(), search::HEIGHT));
            code_area.min.y += search::HEIGHT;
            ui.scope_builder(UiBuilder::new().max_rect(bar), |ui| {
                let followed = model.search.show(ui, &mut model.buffer, &theme);
                if followed {
                    model.code.follow_cursor();
                }
            });
        }
        let found = model.search.found(&model.buffer);
        let strips = self.session.saved().mixer.clone();
        let soloed = strips.iter().any(|strip| strip.solo);
        let heard = |output: usize| {
            let strip = output.checked_sub(1).and_then(|index| strips.get(index));
            strip.map_or(!soloed || output == 0, |strip| {
                !strip.mute && (!soloed || strip.solo)
            })
        };
        let carry = Carry::between(&report.text, model.buffer.text());
        let lit = lighting::lit(&self.session, &carry, &heard);
        let flash = self.flash(model, ui.ctx());
        let changed = model
            .changed
            .lines(report.serial, &report.text, &model.buffer);
        let decoration = Decoration {
            marks: &model.marks.list,
            lit: &lit,
            flash,
            found: &found,
            changed,
        };
        let shown = model.code.show(
            ui,
            code_area,
            &mut model.buffer,
            Style {
                theme: &theme,
                font_size: window.font_size,
                wrap: window.wrap,
            },
            &decoration,
        );
        zoom(&mut window, shown.zoom);
        let (caret, row) = (shown.caret, shown.row_height);
        let banks = self.session.banks();
        model.completion.update(&model.buffer, shown.ink, &banks);
        let completed = model
            .completion
            .show(ui.ctx(), &theme, caret, row, &mut model.buffer);
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
                .on_hover_ui_at_pointer(|ui| reference::brief(ui, entry, taken, &theme));
        }
        if let Some(example) = model.reference.show(ui.ctx(), &theme) {
            model.buffer.insert(example);
            model.code.follow_cursor();
        }
        if model.help_open {
            help::show(ui.ctx(), &theme, &mut model.help_open);
        }
        if model.sound.show(ui.ctx(), &self.session, &theme) {
            host.project_changed();
        }
        for wish in wishes {
            self.grant(model, wish, &mut window, host);
        }
        model.exchange(&self.session);
        self.wants_keys
            .store(ui.ctx().egui_wants_keyboard_input(), Relaxed);
        window.width = whole.width();
        window.height = whole.height();
        let mut saved = self.session.saved();
        if saved.window != window {
            saved.window = window;
            ui.ctx().request_repaint();
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

/// Tells egui the fonts and the theme, once for each window and each change.
fn dress(context: &egui::Context, light: bool) {
    let id = egui::Id::unique("the theme that was told");
    let told: Option<bool> = context.data(|data| data.get_temp(id));
    if told.is_none() {
        context.set_fonts(fonts::definitions());
    }
    if told != Some(light) {
        Theme::of(light).apply(context);
        context.data_mut(|data| data.insert_temp(id, light));
    }
}
