//! How the lines of the list of sounds are drawn: groups, sounds with their waveform, and the numbers of a bank.

use super::super::Around;
use super::super::hearing::Heard;
use super::groups::Group;
use super::listed::Listed;
use crate::app::Wish;
use crate::list;
use crate::theme::{GRID, SMALL, Theme};
use egui::{Align2, Color32, Id, Rect, Response, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};
use phonon_session::Session;
use std::ops::Range;

/// Points of a waveform, and of what is said behind it.
const WAVE: f32 = 8.0 * GRID;
const SAID: f32 = 9.0 * GRID;
/// Points of a number of a bank.
const NUMBER: f32 = 7.0 * GRID;

/// A bank's name as it is dragged to the text.
pub(crate) struct Dragged(pub String);

/// How a sound's line looks.
pub(super) struct Looks {
    pub chosen: bool,
    pub unfolded: bool,
    pub heard: bool,
}

/// What became of a sound's line.
pub(super) struct Drawn {
    pub response: Response,
    /// The sign at the left was clicked.
    pub unfold: bool,
}

/// Numbers of a bank that have room in one line.
pub(super) fn numbers_across(width: f32) -> usize {
    ((width - 3.0 * GRID) / NUMBER).floor().max(1.0) as usize
}

/// Draws a group's line; whether it was clicked.
pub(super) fn group(ui: &mut Ui, group: &Group, count: usize, folded: bool, theme: &Theme) -> bool {
    let title = group.title();
    let response = list::row(ui, list::ROW, false, &title, theme);
    let sign = if folded { "▸" } else { "▾" };
    let font = egui::FontId::new(SMALL, crate::fonts::strong());
    let words = format!("{sign} {title}  {count}");
    let inner = response.rect.shrink2(vec2(GRID / 2.0, 0.0));
    list::written(ui, inner, &words, font, theme.faint);
    let clicked = response.clicked();
    if let Group::Folder(path) = group {
        response.on_hover_text(path);
    }
    clicked
}

/// Draws a sound: its sign, its name, other names, the waveform of its first, how many there are and how long that is.
pub(super) fn sound(
    ui: &mut Ui,
    session: &Session,
    sound: &Listed,
    looks: Looks,
    theme: &Theme,
) -> Drawn {
    let label = format!("sound {}", sound.name);
    let shown = looks.chosen || looks.unfolded;
    let response = list::row(ui, list::ROW, shown, &label, theme);
    let mut inner = response.rect.shrink2(vec2(GRID / 2.0, 0.0));
    let sign = Rect::from_min_max(inner.min, pos2(inner.left() + 2.0 * GRID, inner.bottom()));
    inner.min.x = sign.right();
    let can_unfold = sound.group != Group::Synths;
    let mut unfold = false;
    if can_unfold {
        let id = Id::unique(("unfold", &sound.name));
        let clicked = ui.interact(sign, id, Sense::click());
        let mark = if looks.unfolded { "▾" } else { "▸" };
        let ink = if clicked.hovered() {
            theme.text
        } else {
            theme.faint
        };
        let (center, font) = (sign.center(), list::small());
        ui.painter()
            .text(center, Align2::CENTER_CENTER, mark, font, ink);
        clicked.widget_info(|| {
            let label = format!("numbers and default of {}", sound.name);
            WidgetInfo::selected(egui::Role::Button, true, looks.unfolded, label)
        });
        unfold = clicked.clicked();
        clicked.on_hover_text("Its sounds one by one, and what they take by default");
    }
    let picture = sound.count.and_then(|_| session.waveform(&sound.name, 0));
    let said = match (sound.count, &sound.group) {
        (Some(count), _) => {
            let seconds = picture.as_ref().map_or(String::new(), |picture| {
                format!("  {}", length(picture.seconds))
            });
            format!("{count}{seconds}")
        }
        (None, Group::Synths) => "synth".to_owned(),
        (None, _) => "not there".to_owned(),
    };
    let at = inner.right_center();
    ui.painter()
        .text(at, Align2::RIGHT_CENTER, said, list::small(), theme.faint);
    let wave = Rect::from_min_max(
        pos2(inner.right() - SAID - WAVE, inner.top() + 3.0),
        pos2(inner.right() - SAID, inner.bottom() - 3.0),
    );
    let has_room = wave.left() > inner.left() + 8.0 * GRID;
    if let Some(picture) = picture.filter(|_| has_room) {
        let ink = if looks.heard {
            theme.accent
        } else {
            theme.faint
        };
        waveform(ui, wave, &picture.columns, ink);
    }
    inner.max.x = if has_room {
        wave.left() - GRID
    } else {
        inner.right() - SAID
    };
    let ink = match (sound.is_there, sound.plays || looks.heard) {
        (false, _) => theme.warning,
        (true, true) => theme.accent,
        (true, false) => theme.text,
    };
    let width = list::written(ui, inner, &sound.name, list::code(), ink);
    if !sound.also.is_empty() {
        inner.min.x += width + GRID;
        let also = sound.also.join(" ");
        list::written(ui, inner, &also, list::small(), theme.faint);
    }
    Drawn { response, unfold }
}

/// A click on a sound is heard, a double click puts it into the text; it can be dragged there too.
pub(super) fn insert_or_hear(
    ui: &Ui,
    response: &Response,
    around: &mut Around<'_>,
    name: &str,
    number: usize,
) {
    let written = match number {
        0 => name.to_owned(),
        number => format!("{name}:{number}"),
    };
    if response.double_clicked() {
        around.wishes.push(Wish::InsertSound(written.clone()));
    } else if response.clicked() {
        let heard = Heard::Sound(name.to_owned(), number);
        around.hearing.begin(around.editor.session(), heard);
    }
    if response.dragged() {
        response.dnd_set_drag_payload(Dragged(written.clone()));
        if let Some(at) = ui.ctx().pointer_latest_pos() {
            let layer =
                egui::LayerId::new(egui::Order::Tooltip, Id::unique("a sound that is dragged"));
            let painter = ui.ctx().layer_painter(layer);
            let theme = around.theme;
            let galley = painter.layout_no_wrap(written, list::code(), theme.text);
            let rect = Rect::from_min_size(at + vec2(GRID, GRID), galley.size()).expand(4.0);
            let ring = Stroke::new(1.0, theme.outline);
            painter.rect(rect, 4.0, theme.raised, ring, egui::StrokeKind::Inside);
            painter.galley(rect.min + vec2(4.0, 4.0), galley, theme.text);
        }
    }
}

/// Draws some of a bank's sounds one beside the other.
pub(super) fn numbers(ui: &mut Ui, around: &mut Around<'_>, name: &str, numbers: Range<usize>) {
    let (theme, session) = (around.theme, around.editor.session());
    let size = vec2(ui.available_width(), list::ROW);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let mut left = rect.left() + 2.5 * GRID;
    for number in numbers {
        let area = Rect::from_min_size(
            pos2(left, rect.top() + 1.0),
            vec2(NUMBER - 4.0, rect.height() - 2.0),
        );
        left += NUMBER;
        let id = Id::unique(("number", name, number));
        let response = ui.interact(area, id, Sense::click_and_drag());
        let fill = if response.hovered() {
            theme.raised
        } else {
            theme.paper
        };
        ui.painter().rect_filled(area, 4.0, fill);
        let heard = Heard::Sound(name.to_owned(), number);
        let heard = around.hearing.is_heard(session, &heard);
        let picture = session.waveform(name, number);
        let mut wave = area.shrink(3.0);
        wave.min.x += 2.0 * GRID;
        let mut said = format!("{name}:{number}");
        if let Some(picture) = picture {
            let ink = if heard { theme.accent } else { theme.faint };
            waveform(ui, wave, &picture.columns, ink);
            match &picture.problem {
                Some(problem) => said.push_str(&format!(": {problem}")),
                None => said.push_str(&format!(", {}", length(picture.seconds))),
            }
        }
        let ink = if heard { theme.accent } else { theme.text };
        let at = area.left_center() + vec2(4.0, 0.0);
        let font = egui::FontId::monospace(SMALL);
        ui.painter()
            .text(at, Align2::LEFT_CENTER, number.to_string(), font, ink);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &said));
        insert_or_hear(ui, &response, around, name, number);
        response.on_hover_text(said);
    }
}

/// Draws the lowest and highest values of a sound's parts.
fn waveform(ui: &Ui, area: Rect, columns: &[(f32, f32)], ink: Color32) {
    if columns.is_empty() {
        return;
    }
    let width = area.width() / columns.len() as f32;
    let middle = area.center().y;
    let half = area.height() / 2.0;
    let shapes = columns.iter().enumerate().map(|(place, (low, high))| {
        let left = area.left() + place as f32 * width;
        let (top, bottom) = (middle - high * half, middle - low * half);
        let column = Rect::from_min_max(
            pos2(left, top.min(middle - 0.5)),
            pos2(left + width.max(0.75), bottom.max(middle + 0.5)),
        );
        Shape::rect_filled(column, 0.0, ink)
    });
    ui.painter().extend(shapes);
}

/// A duration as it is said beside a sound.
fn length(seconds: f32) -> String {
    match seconds {
        seconds if seconds < 0.1 => format!("{:.0} ms", seconds * 1000.0),
        seconds if seconds < 10.0 => format!("{seconds:.1} s"),
        seconds => format!("{seconds:.0} s"),
    }
}
