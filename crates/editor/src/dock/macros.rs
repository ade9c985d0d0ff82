//! The macros: sixteen knobs of the host, with the names that the code gives them.

use super::Around;
use crate::automation::{Automation, Parameter};
use crate::list;
use crate::theme::{GRID, Theme};
use egui::{
    Align2, Event, Id, Key, Pos2, Rect, ScrollArea, Sense, Shape, Stroke, TextEdit, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};
use phonon_engine::MACROS;
use phonon_session::Session;
use std::f32::consts::PI;

/// Points of a knob's cell at least, and of the knob.
const CELL: egui::Vec2 = vec2(9.0 * GRID, 11.5 * GRID);
const KNOB: f32 = 5.0 * GRID;
/// Points of a drag over the whole way; with Shift ten times as many.
const WAY: f32 = 160.0;
/// What an arrow key and a notch of the wheel turn; with Shift a tenth of it.
const STEP: f32 = 0.05;
/// A knob turns from here to here, clockwise from the right, radians.
const FROM: f32 = 0.75 * PI;
const TO: f32 = 2.25 * PI;

/// Which knob the keys are for, and what is typed.
#[derive(Default)]
pub(super) struct Macros {
    chosen: usize,
    columns: usize,
    typing: Option<Typing>,
}

struct Typing {
    index: usize,
    typed: String,
    has_field: bool,
}

/// Whether the knobs have a use for a key, or for what was typed.
pub(super) fn takes_key(key: Key) -> bool {
    use Key::{
        ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Enter, Home, Minus, PageDown, PageUp, Plus,
    };
    matches!(
        key,
        ArrowUp
            | ArrowDown
            | ArrowLeft
            | ArrowRight
            | PageUp
            | PageDown
            | Home
            | Enter
            | Plus
            | Minus
    )
}

pub(super) fn takes_text(text: &str) -> bool {
    matches!(text, "+" | "-" | "." | ",") || text.chars().all(|c| c.is_ascii_digit())
}

/// What a knob says.
struct Said {
    /// The code's name, or what it is called without one.
    name: String,
    is_named: bool,
    range: Option<(f64, f64)>,
}

impl Said {
    fn of(session: &Session, index: usize) -> Self {
        let report = session.report();
        match report.annotations.knob(index) {
            Some(knob) => Self {
                name: knob.name.clone(),
                is_named: true,
                range: knob.range,
            },
            None => Self {
                name: format!("m{}", index + 1),
                is_named: false,
                range: None,
            },
        }
    }

    /// A value as the code's range shows it.
    fn words(&self, value: f32) -> String {
        let (low, high) = self.range.unwrap_or((0.0, 1.0));
        let shown = low + f64::from(value) * (high - low);
        match (high - low).abs() {
            span if span >= 100.0 => format!("{shown:.0}"),
            span if span >= 10.0 => format!("{shown:.1}"),
            _ => format!("{shown:.2}"),
        }
    }

    /// The value that is typed in the code's range.
    fn read(&self, typed: &str) -> Option<f32> {
        let typed: f64 = typed.trim().replace(',', ".").parse().ok()?;
        let (low, high) = self.range.unwrap_or((0.0, 1.0));
        let share = (typed - low) / (high - low);
        share.is_finite().then(|| share.clamp(0.0, 1.0) as f32)
    }
}

impl Macros {
    /// Draws the knobs.
    pub(super) fn show(&mut self, ui: &mut Ui, around: &mut Around<'_>) {
        let theme = around.theme;
        self.keys(around);
        self.columns = ((ui.available_width() / CELL.x).floor() as usize).clamp(1, 8);
        let width = ui.available_width() / self.columns as f32;
        ScrollArea::vertical()
            .id_salt("macros")
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                for first in (0..MACROS).step_by(self.columns) {
                    let size = vec2(ui.available_width(), CELL.y);
                    let (row, _) = ui.allocate_exact_size(size, Sense::hover());
                    for index in first..(first + self.columns).min(MACROS) {
                        let left = row.left() + (index - first) as f32 * width;
                        let cell = Rect::from_min_size(pos2(left, row.top()), vec2(width, CELL.y));
                        self.knob(ui, cell.shrink(2.0), index, around);
                    }
                }
                ui.add_space(GRID);
                let words = match around.has_keyboard {
                    true => "← → ↑ ↓ choose · + − turn · a number sets it · Home as at first · Esc back to the text",
                    false => "macro 1 \"cutoff\" 200 5000, on a line of its own, gives a knob a name and a range. A knob is m1 to m16 in the text.",
                };
                let words = egui::RichText::new(words).font(list::small());
                ui.label(words.color(theme.faint));
            });
    }

    /// Does what was typed for the chosen knob.
    fn keys(&mut self, around: &mut Around<'_>) {
        let (host, last) = (around.host, MACROS as isize - 1);
        for event in std::mem::take(&mut around.typed) {
            let parameter = Parameter::Macro(self.chosen);
            let turn = |by: f32| {
                let value = (host.value(parameter) + by).clamp(0.0, 1.0);
                host.turn(parameter, value);
            };
            match event {
                Event::Key {
                    key,
                    modifiers,
                    pressed: true,
                    ..
                } => {
                    let step = if modifiers.shift { STEP / 10.0 } else { STEP };
                    let across = self.columns.max(1) as isize;
                    let mut choose = |by: isize| {
                        let to = self.chosen as isize + by;
                        if (0..=last).contains(&to) {
                            self.chosen = to as usize;
                        }
                    };
                    match key {
                        Key::ArrowLeft => choose(-1),
                        Key::ArrowRight => choose(1),
                        Key::ArrowUp => choose(-across),
                        Key::ArrowDown => choose(across),
                        Key::PageUp => turn(step),
                        Key::PageDown => turn(-step),
                        Key::Home => host.turn(parameter, host.default(parameter)),
                        Key::Enter => self.typing = Some(Typing::new(self.chosen, "")),
                        _ => {}
                    }
                }
                Event::Text(text) => match text.as_str() {
                    "+" => turn(STEP),
                    "-" => turn(-STEP),
                    typed => self.typing = Some(Typing::new(self.chosen, typed)),
                },
                _ => {}
            }
        }
    }

    fn knob(&mut self, ui: &mut Ui, cell: Rect, index: usize, around: &mut Around<'_>) {
        let (theme, host, session) = (around.theme, around.host, around.editor.session());
        let parameter = Parameter::Macro(index);
        let said = Said::of(session, index);
        let chosen = around.has_keyboard && self.chosen == index;
        if chosen {
            let ring = Stroke::new(1.0, theme.text);
            ui.painter().rect(
                cell,
                GRID / 2.0,
                theme.raised,
                ring,
                egui::StrokeKind::Inside,
            );
        }
        let name = Rect::from_min_max(cell.min, pos2(cell.right(), cell.top() + 2.5 * GRID));
        let ink = if said.is_named {
            theme.text
        } else {
            theme.faint
        };
        let painter = ui.painter().with_clip_rect(name.intersect(ui.clip_rect()));
        painter.text(
            name.center(),
            Align2::CENTER_CENTER,
            &said.name,
            list::small(),
            ink,
        );
        let center = pos2(cell.center().x, name.bottom() + KNOB / 2.0);
        let area = Rect::from_center_size(center, vec2(KNOB, KNOB));
        let response = ui.interact(area, Id::unique(("macro", index)), Sense::click_and_drag());
        let mut value = host.value(parameter);
        if response.drag_started() {
            host.begin(parameter);
            self.chosen = index;
        }
        if response.dragged() {
            let fine = ui.input(|input| input.modifiers.shift);
            let way = if fine { 10.0 * WAY } else { WAY };
            let moved = response.drag_delta();
            value = (value + (moved.x - moved.y) / way).clamp(0.0, 1.0);
            host.set(parameter, value);
        }
        if response.drag_stopped() {
            host.end(parameter);
        }
        if response.hovered() {
            let (turned, fine) = ui.input(|input| (notches(input), input.modifiers.shift));
            if turned != 0.0 {
                let step = if fine { STEP / 10.0 } else { STEP };
                value = (value + turned * step).clamp(0.0, 1.0);
                host.turn(parameter, value);
                // The list below it stays where it is.
                ui.input_mut(|input| {
                    input
                        .events
                        .retain(|event| !matches!(event, Event::MouseWheel { .. }))
                });
            }
        }
        if response.double_clicked() {
            value = host.default(parameter);
            host.turn(parameter, value);
        }
        let played = session.telemetry().macros[index].load();
        let is_held = response.hovered() || response.dragged();
        draw(
            ui,
            center,
            value,
            session.telemetry().is_called().then_some(played),
            is_held,
            theme,
        );
        response.widget_info(|| {
            WidgetInfo::slider(
                true,
                f64::from(value),
                format!("macro {}: {}", index + 1, said.name),
            )
        });
        response.on_hover_text(format!(
            "{}: {}. Drag or turn the wheel, finely with Shift; a double click sets it as at first",
            said.name,
            said.words(value)
        ));
        let below = Rect::from_min_max(pos2(cell.left(), area.bottom()), cell.max);
        self.value(ui, below, index, &said, value, host, theme);
    }

    /// The value, or the field that it is typed in.
    #[allow(
        clippy::too_many_arguments,
        reason = "a field has its place, its knob and its host"
    )]
    fn value(
        &mut self,
        ui: &mut Ui,
        area: Rect,
        index: usize,
        said: &Said,
        value: f32,
        host: &dyn Automation,
        theme: &Theme,
    ) {
        let Some(typing) = self.typing.as_mut().filter(|typing| typing.index == index) else {
            let response = ui.interact(area, Id::unique(("value of macro", index)), Sense::click());
            let ink = if response.hovered() {
                theme.text
            } else {
                theme.faint
            };
            let words = said.words(value);
            let at = area.center();
            ui.painter()
                .text(at, Align2::CENTER_CENTER, &words, list::small(), ink);
            response.widget_info(|| {
                let label = format!("value of macro {}: {words}", index + 1);
                WidgetInfo::labeled(egui::Role::Button, true, label)
            });
            if response.clicked() {
                self.typing = Some(Typing::new(index, ""));
            }
            return;
        };
        let field = TextEdit::singleline(&mut typing.typed)
            .id(Id::unique("typed into a macro"))
            .font(list::small())
            .margin(vec2(4.0, 2.0))
            .desired_width(area.width() - 10.0);
        let response = ui
            .scope_builder(UiBuilder::new().max_rect(area), |ui| ui.add(field))
            .inner;
        if !typing.has_field {
            typing.has_field = true;
            response.request_focus();
            let end = egui::text::CCursor::new(typing.typed.chars().count());
            let mut state = TextEdit::load_state(ui.ctx(), response.id).unwrap_or_default();
            let range = egui::text::CCursorRange::one(end);
            state.cursor.set_char_range(Some(range));
            state.store(ui.ctx(), response.id);
        } else if response.lost_focus() {
            let entered = ui.input(|input| input.key_pressed(Key::Enter));
            let read = said.read(&typing.typed).filter(|_| entered);
            if let Some(value) = read {
                host.turn(Parameter::Macro(index), value);
            }
            self.typing = None;
        }
    }
}

impl Typing {
    fn new(index: usize, typed: &str) -> Self {
        Self {
            index,
            typed: typed.to_owned(),
            has_field: false,
        }
    }
}

/// Notches that the wheel turned in this frame.
fn notches(input: &egui::InputState) -> f32 {
    let turned = input.events.iter().map(|event| match event {
        Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta,
            ..
        } => delta.y / 50.0,
        Event::MouseWheel { delta, .. } => delta.y,
        _ => 0.0,
    });
    turned.sum()
}

/// Draws a knob: its way, as far as it is turned, and where automation has it now.
fn draw(ui: &Ui, center: Pos2, value: f32, played: Option<f32>, held: bool, theme: &Theme) {
    let radius = KNOB / 2.0 - 3.0;
    let at = |share: f32, radius: f32| {
        let angle = FROM + share * (TO - FROM);
        center + radius * vec2(angle.cos(), angle.sin())
    };
    let arc = |to: f32| -> Vec<Pos2> {
        let steps = (32.0 * to).ceil().max(1.0) as usize;
        (0..=steps)
            .map(|step| at(to * step as f32 / steps as f32, radius))
            .collect()
    };
    let painter = ui.painter();
    painter.add(Shape::line(arc(1.0), Stroke::new(4.0, theme.rule)));
    if value > 0.0 {
        painter.add(Shape::line(arc(value), Stroke::new(4.0, theme.note)));
    }
    let fill = if held { theme.raised } else { theme.paper };
    let ring = Stroke::new(1.0, theme.outline);
    painter.circle(center, radius - 5.0, fill, ring);
    let hand = [at(value, radius - 13.0), at(value, radius - 6.0)];
    painter.line_segment(hand, Stroke::new(2.0, theme.text));
    if let Some(played) = played.filter(|played| (played - value).abs() > 0.005) {
        painter.circle_filled(at(played.clamp(0.0, 1.0), radius), 3.0, theme.accent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_and_read_in_the_range_that_the_code_gives() {
        let said = |range| Said {
            name: String::new(),
            is_named: true,
            range,
        };
        assert_eq!(said(None).words(0.5), "0.50");
        assert_eq!(said(None).read("0,25"), Some(0.25));
        let cutoff = said(Some((200.0, 5000.0)));
        assert_eq!(cutoff.words(0.5), "2600");
        assert_eq!(cutoff.read("2600"), Some(0.5));
        assert_eq!(cutoff.read("9000"), Some(1.0));
        assert_eq!(cutoff.read("loud"), None);
        // A range that falls, and one of no width.
        assert_eq!(said(Some((1.0, -1.0))).read("0"), Some(0.5));
        assert_eq!(said(Some((1.0, 1.0))).read("0.5"), None);
    }
}
