//! A frame of the window: events in, parts laid out and drawn, wishes carried out.

use super::Shared;
use super::buffer::Buffer;
use super::closing::Closing;
use super::code_view::{CodeView, Decoration, Mark, Style};
use super::completion::Completion;
use super::host_keys::NativeKeys;
use super::keys::{Command, take_commands};
use super::marks::{Carry, Explained, explained, marks};
use super::statement::{Changed, with_statement};
use super::theme::Theme;
use super::{header, help, lighting, mixer, names, reference, search, sound, status, timeline};
use crate::automation::parameters::REVISIONS;
use egui::{Rect, UiBuilder, pos2, vec2};
use nice_plug::context::gui::GuiContext;
use nice_plug_egui::{Frame, KeyCapture, NiceEguiApp, baseview};
use phonon_session::firewall::guarded;
use phonon_session::state::WindowState;
use phonon_session::{Report, Session};
use std::ops::Range;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, PoisonError};
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

/// What the framework calls for each frame of one open window.
pub(super) struct App {
    shared: Arc<Shared>,
    closing: Closing,
    host: Option<GuiContext>,
    native_keys: NativeKeys,
    /// The theme that egui was told.
    told: Option<bool>,
    failure: Option<String>,
}

impl App {
    /// For one opening of the window.
    pub(super) fn new(shared: Arc<Shared>, closing: Closing) -> Self {
        Self {
            shared,
            closing,
            host: None,
            native_keys: NativeKeys::default(),
            told: None,
            failure: None,
        }
    }

    /// Steps the revision, so that the host knows that its project has changed.
    fn mark_changed(&self) {
        if let Some(host) = &self.host {
            let revision = &self.shared.parameters.revision;
            let setter = host.param_setter();
            setter.begin_set_parameter(revision);
            setter.set_parameter(revision, (revision.value() + 1) % REVISIONS);
            setter.end_set_parameter(revision);
        }
    }

    /// Evaluates a text. `on_its_own` is where a statement in it begins that was evaluated alone.
    fn evaluate(
        &self,
        model: &mut Model,
        text: &str,
        on_its_own: Option<usize>,
        lines: Range<usize>,
    ) {
        self.shared.session.set_draft(model.buffer.text());
        match on_its_own {
            Some(begins) => self.shared.session.evaluate_statement(text, begins),
            None => self.shared.session.evaluate(text),
        }
        model.flash = Some((lines, Instant::now()));
        self.mark_changed();
    }

    fn carry_out(&self, model: &mut Model, command: Command, window: &mut WindowState) {
        let buffer = &mut model.buffer;
        let mut edited = true;
        match command {
            Command::EvaluateAll => {
                let (text, lines) = (buffer.text().to_owned(), 0..buffer.line_count());
                self.evaluate(model, &text, None, lines);
                edited = false;
            }
            Command::EvaluateStatement => {
                let playing = self.shared.session.saved().evaluated.clone();
                let chosen = with_statement(&playing, buffer.text(), buffer.cursor());
                let range = chosen.range;
                let lines = buffer.line_of(range.start)..buffer.line_of(range.end) + 1;
                self.evaluate(model, &chosen.text, Some(chosen.begins), lines);
                edited = false;
            }
            Command::Hush => {
                let twice = model
                    .last_hush
                    .is_some_and(|at| at.elapsed() < Duration::from_secs(1));
                model.last_hush = Some(Instant::now());
                self.shared.session.hush(twice);
                edited = false;
            }
            Command::Undo => buffer.undo(),
            Command::Redo => buffer.redo(),
            Command::SelectAll => {
                buffer.select_all();
                edited = false;
            }
            Command::Comment => buffer.toggle_comment(),
            Command::Duplicate => buffer.duplicate_lines(),
            Command::LineUp => buffer.move_lines(false),
            Command::LineDown => buffer.move_lines(true),
            Command::Find => {
                model.search.toggle(buffer.selected());
                edited = false;
            }
            Command::Larger => zoom(window, 1.0),
            Command::Smaller => zoom(window, -1.0),
            Command::NormalSize => window.font_size = WindowState::default().font_size,
            Command::Wrap => window.wrap = !window.wrap,
            Command::Theme => window.light = !window.light,
            Command::Mixer => model.mixer_open = !model.mixer_open,
            Command::Reference => {
                model.reference.toggle(buffer.word_at(buffer.cursor()));
                edited = false;
            }
            Command::Sound => model.sound.open = !model.sound.open,
            Command::Help => model.help_open = !model.help_open,
        }
        if edited {
            model.code.follow_cursor();
        }
    }

    fn frame(&mut self, ui: &mut egui::Ui) {
        let shared = Arc::clone(&self.shared);
        let mut model = shared.model.lock().unwrap_or_else(PoisonError::into_inner);
        let model = &mut *model;
        let mut window = shared.session.saved().window;
        if self.told != Some(window.light) {
            Theme::of(window.light).apply(ui.ctx());
            self.told = Some(window.light);
        }
        let theme = Theme::of(window.light);
        let in_field = ui.ctx().text_edit_focused();
        let commands = ui.input_mut(|input| {
            shared
                .host_keys
                .deliver(&mut input.events, &mut self.native_keys);
            if !in_field
                && model
                    .completion
                    .take_keys(&mut input.events, &mut model.buffer)
            {
                model.code.follow_cursor();
            }
            take_commands(&mut input.events, in_field)
        });
        model.exchange(&shared.session);
        for command in commands {
            self.carry_out(model, command, &mut window);
        }

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

        let report = shared.session.report();
        model.update_marks(&report);
        let mut wishes = Vec::new();
        ui.scope_builder(UiBuilder::new().max_rect(top), |ui| {
            header::show(
                ui,
                &shared,
                self.host.as_ref(),
                &theme,
                &mut window,
                &mut wishes,
            );
        });
        ui.scope_builder(UiBuilder::new().max_rect(bottom), |ui| {
            let saved = shared.session.saved();
            let (newer, unread) = (saved.is_newer(), saved.unread.keys().cloned().collect());
            drop(saved);
            let files = shared.session.file_warnings();
            let shown = status::Status {
                report: &report,
                marks: &model.marks.list,
                draft_differs: *report.text != *model.buffer.text(),
                place: model.buffer.place(model.buffer.cursor()),
                failure: shared
                    .session
                    .telemetry()
                    .failure()
                    .or_else(|| self.failure.clone()),
                newer,
                unread,
                files: &files,
            };
            if let Some(offset) = status::show(ui, &shown, &theme) {
                model.buffer.move_to(offset, false);
                model.code.follow_cursor();
                model.code.wants_focus = true;
            }
        });
        if mixer_shown {
            ui.scope_builder(UiBuilder::new().max_rect(side), |ui| {
                if model.mixer.show(ui, &shared, self.host.as_ref(), &theme) {
                    self.mark_changed();
                }
            });
        }
        model.timeline.update(&shared, report.serial);
        let mut code_area = code;
        let height = model.timeline.height().min(code.height() * 0.4);
        if height > 0.0 {
            code_area.max.y -= height;
            let strip = Rect::from_min_max(code_area.left_bottom(), code.max);
            ui.scope_builder(UiBuilder::new().max_rect(strip), |ui| {
                model.timeline.show(ui, &shared, &theme)
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
                if !model.search.is_open() {
                    model.code.wants_focus = true;
                }
            });
        }
        let found = model.search.found(&model.buffer);
        let strips = shared.session.saved().mixer.clone();
        let soloed = strips.iter().any(|strip| strip.solo);
        let heard = |output: usize| {
            let strip = output.checked_sub(1).and_then(|index| strips.get(index));
            strip.map_or(!soloed || output == 0, |strip| {
                !strip.mute && (!soloed || strip.solo)
            })
        };
        let carry = Carry::between(&report.text, model.buffer.text());
        let lit = lighting::lit(&shared.session, &carry, &heard);
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
        let banks = shared.session.banks();
        model.completion.update(&model.buffer, shown.ink, &banks);
        let completed = model
            .completion
            .show(ui.ctx(), &theme, caret, row, &mut model.buffer);
        if completed {
            model.code.wants_focus = true;
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
            model.code.wants_focus = true;
            model.code.follow_cursor();
        }
        if model.help_open {
            help::show(ui.ctx(), &theme, &mut model.help_open);
        }
        if model.sound.show(ui.ctx(), &shared.session, &theme) {
            self.mark_changed();
        }
        for command in wishes {
            self.carry_out(model, command, &mut window);
        }
        model.exchange(&shared.session);
        shared
            .wants_keys
            .store(ui.ctx().egui_wants_keyboard_input(), Relaxed);
        window.width = whole.width();
        window.height = whole.height();
        shared.scale.store(f64::from(ui.ctx().pixels_per_point()));
        let mut saved = shared.session.saved();
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

fn zoom(window: &mut WindowState, steps: f32) {
    window.font_size =
        (window.font_size + steps).clamp(WindowState::FONT_SIZES.0, WindowState::FONT_SIZES.1);
}

impl NiceEguiApp for App {
    fn build(
        &mut self,
        _context: egui::Context,
        host: GuiContext,
        frame: &mut Frame,
    ) -> Result<(), baseview::HandlerError> {
        // Nothing here may ask for a redraw: see `window`.
        self.host = Some(host);
        frame.set_key_capture(KeyCapture::CaptureAll);
        self.closing.built(frame.baseview_window());
        Ok(())
    }

    fn resized(&mut self, _size: baseview::WindowSize) {
        self.closing.resized();
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut Frame) {
        {
            let mut context = self
                .shared
                .context
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if context.is_none() {
                *context = Some(ui.ctx().clone());
            }
        }
        if let Err(message) = guarded(|| self.frame(ui)) {
            // The next frame tries again; the sound goes on in any case.
            self.failure = Some(format!("the window failed: {message}"));
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.closing.ended();
    }
}
