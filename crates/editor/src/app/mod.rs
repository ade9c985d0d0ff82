//! A frame of the window: what was typed is done in its order, then the parts are laid out and drawn.
//!
//! `command` lists what a key can ask for, `actions` carries it out.

mod actions;
mod areas;
mod code;
mod command;
mod wish;

pub(crate) use command::{ACTIONS, Action, Command};
pub(crate) use wish::Wish;

use super::automation::{Automation, Parameter};
use super::code_view::CodeView;
use super::completion::Completion;
use super::dock::Dock;
use super::drawn::Pictures;
use super::hover::Hover;
use super::lighting::Lights;
use super::marks::Marks;
use super::outputs::hears;
use super::statement::Changed;
use super::text::Buffer;
use super::theme::Theme;
use super::{
    Editor, fonts, hints, lock, palette, performance, search, signs, status, system_fonts,
    timeline, top,
};
use areas::Areas;
use egui::UiBuilder;
use phonon_session::firewall::guarded;
use phonon_session::{Cause, Report, Session, Standing};
use std::ops::Range;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// Somewhat longer than a host needs to be silent to be taken for one that does not call.
const UNCALLED: Duration = Duration::from_millis(500);

/// What can be undone is noted with the project so long after the last key.
const RESTS: Duration = Duration::from_millis(400);
/// At most so many bytes of it.
const HISTORY: usize = 256 * 1024;

/// What outlives the window.
pub(super) struct Model {
    pub buffer: Buffer,
    pub code: CodeView,
    pub search: search::Search,
    pub dock: Dock,
    pub timeline: timeline::Timeline,
    pub palette: palette::Palette,
    pub signs_open: bool,
    pub performance_open: bool,
    pub completion: Completion,
    pub last_hush: Option<Instant>,
    system_fonts: system_fonts::SystemFonts,
    /// The last frame had no room for the dock beside the code.
    was_narrow: bool,
    /// How often something was evaluated by hand.
    pub evaluations: u64,
    flash: Option<(Range<usize>, Instant)>,
    restored: u64,
    taken_over: u64,
    draft_revision: u64,
    marks: Marks,
    changed: Changed,
    lights: Lights,
    pictures: Pictures,
    hover: Hover,
    /// Where a number has been turned that is yet to be heard, and whether it was let go.
    turned: Option<(usize, bool)>,
    turned_at: Option<Instant>,
    /// When the text was last edited, if that is not noted yet as what can be undone.
    edited_at: Option<Instant>,
    /// Why the last frame could not be drawn, if it could not.
    failure: Option<String>,
}

impl Model {
    /// With the session's draft, and what could be undone of it.
    pub(super) fn new(session: &Session) -> Self {
        let saved = session.saved();
        let mut buffer = Buffer::new(&saved.draft);
        buffer.restore_history(&saved.undo_journal);
        drop(saved);
        Self {
            buffer,
            code: CodeView::default(),
            search: search::Search::default(),
            dock: Dock::default(),
            timeline: timeline::Timeline::default(),
            palette: palette::Palette::default(),
            signs_open: false,
            performance_open: false,
            completion: Completion::default(),
            last_hush: None,
            system_fonts: system_fonts::SystemFonts::default(),
            was_narrow: false,
            evaluations: 0,
            flash: None,
            restored: session.restored(),
            taken_over: session.taken_over(),
            draft_revision: 0,
            marks: Marks::default(),
            changed: Changed::default(),
            lights: Lights::default(),
            pictures: Pictures::default(),
            hover: Hover::default(),
            turned: None,
            turned_at: None,
            edited_at: None,
            failure: None,
        }
    }

    /// Takes over the draft the host loaded, and gives ours to the session.
    fn exchange(&mut self, session: &Session) {
        let restored = session.restored();
        if restored != self.restored {
            self.restored = restored;
            let saved = session.saved();
            let mut buffer = Buffer::new(&saved.draft);
            if buffer.restore_history(&saved.undo_journal) {
                self.buffer.take_over(buffer);
            } else {
                self.buffer.set_text(&saved.draft);
            }
            drop(saved);
            self.buffer.move_to(0, false);
            self.code.show_top();
            self.draft_revision = self.buffer.revision();
        } else if session.taken_over() != self.taken_over {
            self.taken_over = session.taken_over();
            let draft = session.saved().draft.clone();
            self.buffer.set_text(&draft);
            self.draft_revision = self.buffer.revision();
        } else if self.draft_revision != self.buffer.revision() {
            session.set_draft(self.buffer.text());
            self.draft_revision = self.buffer.revision();
            self.edited_at = Some(Instant::now());
        }
    }

    /// Notes with the project what can be undone, when the keys rest: it takes longer than a key may.
    fn save_history(&mut self, session: &Session, context: &egui::Context) {
        let Some(edited) = self.edited_at else { return };
        match RESTS.checked_sub(edited.elapsed()) {
            Some(wait) => context.request_repaint_after(wait),
            None => self.note_history(session),
        }
    }

    fn note_history(&mut self, session: &Session) {
        if self.edited_at.take().is_some() {
            session.saved().undo_journal = self.buffer.written_history(HISTORY);
        }
    }

    /// The window is closed: nothing is lost, and nothing goes on that only it needs.
    pub(super) fn closed(&mut self, session: &Session) {
        self.note_history(session);
        self.pictures.close();
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
        if ui.ctx().zoom_factor() != window.ui_zoom {
            ui.ctx().set_zoom_factor(window.ui_zoom);
        }
        let theme = Theme::of(window.light);
        model.exchange(&self.session);
        self.take_input(model, ui, host, &mut window);

        let (revision, text) = (model.buffer.revision(), model.buffer.text());
        model.system_fonts.look(ui.ctx(), revision, text);
        let report = self.session.report();
        model.marks.update(&report, &model.buffer);
        model.follow_time(self, ui.ctx());
        model.dock.follow(ui, self);
        ui.painter().rect_filled(ui.max_rect(), 0.0, theme.panel);
        let is_narrow = crate::dock::Place::is_drawer(ui.max_rect().width());
        if is_narrow && !model.was_narrow {
            // A panel that finds no room beside the code any more does not cover it by itself.
            window.dock_open = false;
        }
        model.was_narrow = is_narrow;
        let areas = Areas::new(ui.max_rect(), window);
        let mut wishes = Vec::new();
        ui.scope_builder(UiBuilder::new().max_rect(areas.top), |ui| {
            top::show(
                ui,
                self,
                model.dock.main_meters(),
                host,
                &theme,
                &mut wishes,
            );
        });
        ui.scope_builder(UiBuilder::new().max_rect(areas.status), |ui| {
            model.status(ui, self, host, &report, &theme, &mut wishes);
        });
        let strips = self.session.saved().mixer.clone();
        let heard = |output: usize| hears(&strips, output);
        if let Some(timeline) = areas.timeline {
            ui.scope_builder(UiBuilder::new().max_rect(timeline), |ui| {
                model.timeline.show(ui, self, &heard, &mut window, &theme);
            });
        }
        self.write_code(ui, areas.code, model, &report, &theme, &mut window, host);
        if let Some(dock) = areas.dock {
            model
                .dock
                .show(ui, dock, self, host, &theme, &mut window, &mut wishes);
        }
        let middle = areas.middle();
        model.palette.show(ui.ctx(), middle, &theme, &mut wishes);
        if model.signs_open {
            signs::show(ui.ctx(), areas.code, &theme, &mut wishes);
        }
        if model.performance_open {
            performance::show(ui.ctx(), middle, self, &theme);
        }
        // Where signs are offered a hint would lie over them.
        if !model.signs_open {
            window.hints = hints::show(
                ui.ctx(),
                areas.code,
                window.hints,
                model.evaluations,
                &theme,
            );
        }
        for wish in wishes {
            self.grant(model, wish, &mut window, host);
        }
        model.exchange(&self.session);
        model.save_history(&self.session, ui.ctx());
        self.wants_keys
            .store(ui.ctx().egui_wants_keyboard_input(), Relaxed);
        // What is saved is the size at a zoom of 1, whatever the zoom of the interface.
        let size = ui.max_rect().size() * ui.ctx().zoom_factor();
        (window.width, window.height) = (size.x, size.y);
        let mut saved = self.session.saved();
        if saved.window != window {
            saved.window = window;
            ui.ctx().request_repaint();
        }
    }
}

impl Model {
    /// Follows the time.
    fn follow_time(&mut self, editor: &Editor, context: &egui::Context) {
        let telemetry = editor.session.telemetry();
        let moving = telemetry.is_called() && telemetry.playing.load(Relaxed);
        editor.moving.store(moving, Relaxed);
        if moving {
            // Where the host stops calling, nothing else would wake the window to show it.
            context.request_repaint_after(UNCALLED);
        }
    }

    fn status(
        &self,
        ui: &mut egui::Ui,
        editor: &Editor,
        host: &dyn Automation,
        report: &Report,
        theme: &Theme,
        wishes: &mut Vec<Wish>,
    ) {
        let telemetry = editor.session.telemetry();
        let saved = editor.session.saved();
        let (newer, unread) = (saved.is_newer(), saved.unread.keys().cloned().collect());
        drop(saved);
        let took = report.took.as_secs_f64() * 1000.0;
        let outcome = editor.session.outcome();
        let state = match outcome.standing {
            _ if outcome.cause == Cause::Hushed => status::State::Hushed,
            Standing::Fresh => status::State::Fresh,
            Standing::Failed => status::State::Failed,
            Standing::HostIsAway => status::State::HostIsAway,
            Standing::Waits(cycles) => status::State::Waiting(cycles),
            Standing::Stands if host.is_on(Parameter::Run) => status::State::HostIsAway,
            Standing::Stands => status::State::HostStands,
            Standing::Hushed => status::State::Hushed,
            Standing::Plays => status::State::Playing(took),
        };
        let files = editor.session.file_warnings();
        let failure = telemetry.failure().or_else(|| self.failure.clone());
        let shown = status::Status {
            state,
            edited: *report.text != *self.buffer.text(),
            marks: &self.marks.list,
            place: self.buffer.place(self.buffer.cursor()),
            kept: outcome.kept,
            failed: outcome.failed,
            failure,
            newer,
            unread,
            files: &files,
            voices: telemetry.voices.load(Relaxed),
            load: telemetry.load.load(),
        };
        status::show(ui, &shown, theme, wishes);
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
