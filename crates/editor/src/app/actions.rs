//! What the commands do, and in which order what was typed is done.

use super::command::{Command, Typed, typed};
use super::{Editor, Model, Wish};
use crate::automation::{Automation, Parameter};
use crate::definitions::definition;
use crate::statement::{insert_as_line, insert_sound, with_statement};
use phonon_session::state::{DockTab, WindowState};
use std::ops::Range;
use std::time::{Duration, Instant};

impl Editor {
    /// Does what the frame's events ask for, one after the other: what was typed before a command is in the text that the
    /// command finds, however many keys a frame brings. What belongs to a field of one line, and what the pointer does, is
    /// left to egui.
    pub(super) fn take_input(
        &self,
        model: &mut Model,
        ui: &mut egui::Ui,
        host: &dyn Automation,
        window: &mut WindowState,
    ) {
        let in_field = ui.ctx().text_edit_focused();
        let events = ui.input_mut(|input| std::mem::take(&mut input.events));
        let mut left = Vec::with_capacity(events.len());
        let mut swallowed = None;
        for event in events {
            if !in_field && model.dock.take_key(&event, window) {
                continue;
            }
            if !in_field && model.completion.take_key(&event, &mut model.buffer) {
                model.code.follow_cursor();
                continue;
            }
            match typed(&event, in_field, &mut swallowed) {
                Typed::Command(command) => self.carry_out(model, command, window, host),
                Typed::Nothing => {}
                Typed::Text if in_field || !model.code.key(ui, &mut model.buffer, &event) => {
                    left.push(event);
                }
                Typed::Text => {}
            }
        }
        ui.input_mut(|input| input.events = left);
    }

    /// Evaluates a text. `on_its_own` is where a statement in it begins that was evaluated alone.
    fn evaluate(
        &self,
        model: &mut Model,
        text: &str,
        on_its_own: Option<usize>,
        host: &dyn Automation,
    ) {
        self.session.set_draft(model.buffer.text());
        match on_its_own {
            Some(begins) => self.session.evaluate_statement(text, begins),
            None => {
                model.marks.evaluated(&model.buffer);
                self.session.evaluate(text);
            }
        }
        model.evaluations += 1;
        host.project_changed();
    }

    /// Evaluates the statement at `at` alone; the lines that it takes.
    pub(super) fn evaluate_statement(
        &self,
        model: &mut Model,
        at: usize,
        host: &dyn Automation,
    ) -> Range<usize> {
        let playing = self.session.saved().evaluated.clone();
        let buffer = &model.buffer;
        let chosen = with_statement(&playing, buffer.text(), at);
        let (start, end) = (chosen.range.start, chosen.range.end);
        let lines = buffer.line_of(start)..buffer.line_of(end) + 1;
        self.evaluate(model, &chosen.text, Some(chosen.begins), host);
        lines
    }

    /// Does what a part of the window wished for.
    pub(super) fn grant(
        &self,
        model: &mut Model,
        wish: Wish,
        window: &mut WindowState,
        host: &dyn Automation,
    ) {
        match wish {
            Wish::Command(command) => return self.carry_out(model, command, window, host),
            Wish::ProjectChanged => return host.project_changed(),
            Wish::Insert(text) => model.buffer.insert(&text),
            Wish::InsertSound(name) => insert_sound(&mut model.buffer, &name),
            Wish::InsertLine(text) => insert_as_line(&mut model.buffer, &text),
            Wish::Replace(range, text) => model.buffer.replace(range, &text),
            Wish::OpenSong(text) => {
                model.buffer.set_text(&text);
                model.buffer.move_to(0, false);
                model.code.show_top();
                self.carry_out(model, Command::EvaluateAll, window, host);
            }
            Wish::GoTo(offset) => model.buffer.move_to(offset, false),
        }
        model.code.follow_cursor();
    }

    pub(super) fn carry_out(
        &self,
        model: &mut Model,
        command: Command,
        window: &mut WindowState,
        host: &dyn Automation,
    ) {
        let buffer = &mut model.buffer;
        let mut edited = true;
        match command {
            Command::EvaluateAll => {
                let (text, lines) = (buffer.text().to_owned(), 0..buffer.line_count());
                self.evaluate(model, &text, None, host);
                model.flash = Some((lines, Instant::now()));
                edited = false;
            }
            Command::EvaluateStatement => {
                let cursor = buffer.cursor();
                let lines = self.evaluate_statement(model, cursor, host);
                model.flash = Some((lines, Instant::now()));
                edited = false;
            }
            Command::Hush => {
                let twice = model
                    .last_hush
                    .is_some_and(|at| at.elapsed() < Duration::from_secs(1));
                model.last_hush = Some(Instant::now());
                self.session.hush(twice);
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
            Command::DeleteLines => buffer.delete_lines(),
            Command::SelectLines => buffer.select_lines(),
            Command::NextMatch => _ = buffer.add_next_match(),
            Command::AllMatches => _ = buffer.select_matches(),
            Command::CursorAbove => buffer.add_cursor_line(false),
            Command::CursorBelow => buffer.add_cursor_line(true),
            Command::Definition => match definition(buffer.text(), buffer.cursor()) {
                Some(place) => buffer.move_to(place, false),
                None => edited = false,
            },
            Command::Complete => {
                let ink = model.code.ink_before(buffer, buffer.cursor());
                model.completion.ask(buffer, ink, &self.session.banks());
            }
            Command::Fix => match model.marks.fix_at(buffer) {
                Some(fix) => {
                    let end = fix.range.start + fix.text.len();
                    buffer.replace(fix.range, &fix.text);
                    buffer.move_to(end, false);
                }
                None => edited = false,
            },
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
            Command::RunFree => host.turn(Parameter::Run, 1.0),
            Command::FollowHost => host.turn(Parameter::Run, 0.0),
            Command::SwapNow => host.turn(Parameter::Swap, 0.0),
            Command::SwapNextCycle => host.turn(Parameter::Swap, 1.0),
            Command::NextProblem => match next_problem(model) {
                Some(place) => model.buffer.move_to(place, false),
                None => edited = false,
            },
            Command::Palette => model.palette.toggle(),
            Command::Signs => model.signs_open = !model.signs_open,
            Command::Performance => model.performance_open = !model.performance_open,
            Command::Timeline => window.timeline_open = !window.timeline_open,
            Command::WindowLarger => zoom_window(window, 1.0),
            Command::WindowSmaller => zoom_window(window, -1.0),
            Command::Theme => window.light = !window.light,
            Command::Dock => model.dock.toggle(window),
            Command::Mix => model.dock.select(DockTab::Mix, window),
            Command::Sounds => model.dock.select(DockTab::Sounds, window),
            Command::Reference => {
                let word = buffer.word_at(buffer.cursor());
                model.dock.look_up(word, window);
                edited = false;
            }
            Command::Songs => model.dock.select(DockTab::Songs, window),
            Command::Macros => model.dock.select(DockTab::Macros, window),
            Command::Keys => model.dock.select(DockTab::Keys, window),
        }
        if edited {
            model.code.follow_cursor();
        }
    }
}

/// Where the next problem behind the cursor is, or the first one.
fn next_problem(model: &Model) -> Option<usize> {
    let cursor = model.buffer.cursor();
    let mut places: Vec<usize> = model
        .marks
        .list
        .iter()
        .map(|mark| mark.range.start)
        .collect();
    places.sort_unstable();
    let behind = places.iter().find(|place| **place > cursor);
    behind.or_else(|| places.first()).copied()
}

pub(super) fn zoom(window: &mut WindowState, steps: f32) {
    window.font_size =
        (window.font_size + steps).clamp(WindowState::FONT_SIZES.0, WindowState::FONT_SIZES.1);
}

/// Makes everything but the code larger or smaller, by eighths.
fn zoom_window(window: &mut WindowState, steps: f32) {
    let (least, most) = WindowState::UI_ZOOMS;
    window.ui_zoom = (window.ui_zoom + 0.125 * steps).clamp(least, most);
}
