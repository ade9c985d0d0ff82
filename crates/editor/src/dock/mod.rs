//! The dock: six tabs beside the code, or in a narrow window a drawer over its lower right. It never covers the header.
//!
//! A tab that is chosen by its key has the keyboard until Escape, or until something is typed that the tab has no use for;
//! one that is clicked leaves the keyboard to the text.

mod hearing;
mod keys;
mod macros;
mod mix;
mod reference;
mod songs;
mod sounds;

pub(super) use reference::brief;
pub(super) use sounds::Dragged;

use super::Editor;
use super::app::{Command, Wish};
use super::automation::Automation;
use super::meter::Meter;
use super::theme::{BODY, GRID, SMALL, Theme};
use egui::{
    Align2, Area, CursorIcon, Event, FontId, Id, Key, Order, Rect, Sense, Stroke, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};
use phonon_session::state::{DockTab, WindowState};

/// Points of the row of tabs.
const TABS: f32 = 5.0 * GRID;
/// Narrower windows have the dock as a drawer over the code.
const ROOM_FOR_PANEL: f32 = 900.0;
/// What a drawer leaves free of the code: points at its left, and share of the height.
const LEFT_OF_DRAWER: f32 = 6.0 * GRID;
const DRAWER: f32 = 0.7;
/// Points that the edge which is dragged reaches left and right.
const EDGE: f32 = 4.0;
/// The dock takes at most this share of the window's width.
const MOST: f32 = 0.6;

/// The tabs in their order, with the commands that show them.
const ALL: [(DockTab, &str, Command); 6] = [
    (DockTab::Mix, "Mix", Command::Mix),
    (DockTab::Sounds, "Sounds", Command::Sounds),
    (DockTab::Reference, "Reference", Command::Reference),
    (DockTab::Songs, "Songs", Command::Songs),
    (DockTab::Macros, "Macros", Command::Macros),
    (DockTab::Keys, "Keys", Command::Keys),
];

/// Where the dock is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub rect: Rect,
    /// Over the code, instead of beside it.
    pub is_drawer: bool,
}

impl Place {
    /// Whether the dock is a drawer in a window so wide, points.
    pub(super) fn is_drawer(width: f32) -> bool {
        width < ROOM_FOR_PANEL
    }

    /// The dock's place in the part of the window that it shares with the code; none while it is closed.
    pub(super) fn of(area: Rect, window: &WindowState) -> Option<Self> {
        if !window.dock_open {
            return None;
        }
        let is_drawer = Self::is_drawer(area.width());
        let most = match is_drawer {
            true => area.width() - LEFT_OF_DRAWER,
            false => area.width() * MOST,
        };
        let mut rect = area;
        rect.min.x = area.right() - window.dock_width.min(most);
        if is_drawer {
            rect.min.y = area.bottom() - area.height() * DRAWER;
        }
        Some(Self { rect, is_drawer })
    }
}

/// The dock's tabs, and which of them has the keyboard.
#[derive(Default)]
pub(super) struct Dock {
    mix: mix::Mix,
    sounds: sounds::Sounds,
    reference: reference::Reference,
    songs: songs::Songs,
    macros: macros::Macros,
    keys: keys::Keys,
    hearing: hearing::Hearing,
    /// Keys go to the tab that is shown.
    has_keyboard: bool,
    /// What was typed for the tab and is not done yet.
    typed: Vec<Event>,
    /// The tab's field of a search is to have the keyboard.
    take_field: bool,
    /// A field had the keyboard in the last frame.
    in_field: bool,
}

/// What a tab finds around it.
struct Around<'a> {
    editor: &'a Editor,
    host: &'a dyn Automation,
    theme: &'a Theme,
    wishes: &'a mut Vec<Wish>,
    /// Keys that are for the tab.
    typed: Vec<Event>,
    /// The tab has the keyboard, without a field.
    has_keyboard: bool,
    /// The tab's field is to have the keyboard.
    take_field: bool,
    hearing: &'a mut hearing::Hearing,
}

impl Dock {
    /// Shows a tab and gives it the keyboard; or closes the dock, where the tab has the keyboard already.
    pub(super) fn select(&mut self, tab: DockTab, window: &mut WindowState) {
        let is_shown = window.dock_open && window.dock_tab == tab;
        let closes = is_shown && (self.has_keyboard || (has_field(tab) && self.in_field));
        (window.dock_open, window.dock_tab) = (!closes, tab);
        self.has_keyboard = !closes && !has_field(tab);
        self.take_field = !closes && has_field(tab);
        self.typed.clear();
    }

    /// Shows what a word means.
    pub(super) fn look_up(&mut self, word: &str, window: &mut WindowState) {
        self.reference.look_up(word);
        self.select(DockTab::Reference, window);
    }

    /// Opens the dock, or closes it.
    pub(super) fn toggle(&mut self, window: &mut WindowState) {
        window.dock_open = !window.dock_open;
        self.leave();
    }

    /// Gives the keyboard back to the text.
    fn leave(&mut self) {
        self.has_keyboard = false;
        self.take_field = false;
        self.typed.clear();
    }

    /// Takes an event of the keyboard while no field has it; whether it was for the tab that is shown.
    pub(super) fn take_key(&mut self, event: &Event, window: &WindowState) -> bool {
        if !self.has_keyboard || !window.dock_open {
            self.has_keyboard = false;
            return false;
        }
        let is_meant = match event {
            Event::Key { modifiers, .. } if modifiers.command || modifiers.alt => return false,
            Event::Key {
                key: Key::Escape,
                pressed: true,
                ..
            } => {
                self.leave();
                return true;
            }
            Event::Key { key, .. } => match window.dock_tab {
                DockTab::Mix => mix::takes_key(*key),
                DockTab::Macros => macros::takes_key(*key),
                _ => false,
            },
            Event::Text(text) => {
                let is_meant = match window.dock_tab {
                    DockTab::Mix => mix::takes_text(text),
                    DockTab::Macros => macros::takes_text(text),
                    _ => false,
                };
                // What is typed is never lost: it is the text's.
                self.has_keyboard = is_meant;
                is_meant
            }
            _ => return false,
        };
        if is_meant {
            self.typed.push(event.clone());
        }
        is_meant
    }

    /// The meters of the main output, left and right.
    pub(super) fn main_meters(&self) -> [Meter; 2] {
        self.mix.main_meters()
    }

    /// Follows the levels of all outputs, in every frame.
    pub(super) fn follow(&mut self, ui: &Ui, editor: &Editor) {
        self.mix.follow(ui, editor);
    }

    /// The level of a numbered output, 0 to 1 of its meter.
    pub(super) fn level(&self, output: usize) -> f32 {
        self.mix.level(output)
    }

    /// Draws the dock into its place.
    #[allow(
        clippy::too_many_arguments,
        reason = "the whole of the window is around a tab"
    )]
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        place: Place,
        editor: &Editor,
        host: &dyn Automation,
        theme: &Theme,
        window: &mut WindowState,
        wishes: &mut Vec<Wish>,
    ) {
        self.in_field = ui.ctx().text_edit_focused();
        let pressed_outside = ui.input(|input| {
            let at = input.pointer.interact_pos();
            input.pointer.any_pressed() && at.is_some_and(|at| !place.rect.contains(at))
        });
        if pressed_outside {
            self.leave();
            // A drawer is in the way of who goes on with the text.
            window.dock_open &= !place.is_drawer;
        }
        let mut draw = |ui: &mut Ui| {
            let mut hearing = std::mem::take(&mut self.hearing);
            let mut around = Around {
                hearing: &mut hearing,
                editor,
                host,
                theme,
                wishes,
                typed: std::mem::take(&mut self.typed),
                has_keyboard: self.has_keyboard,
                take_field: std::mem::take(&mut self.take_field),
            };
            self.inside(ui, place, window, &mut around);
            self.hearing = hearing;
        };
        if place.is_drawer {
            Area::new(Id::unique("dock"))
                .order(Order::Middle)
                .fixed_pos(place.rect.min)
                .constrain(false)
                .show(ui.ctx(), |ui| {
                    ui.set_clip_rect(place.rect);
                    ui.set_min_size(place.rect.size());
                    ui.interact(place.rect, Id::unique("ground of the dock"), Sense::click());
                    draw(ui);
                });
        } else {
            draw(ui);
        }
    }

    fn inside(
        &mut self,
        ui: &mut Ui,
        place: Place,
        window: &mut WindowState,
        around: &mut Around<'_>,
    ) {
        let (rect, theme) = (place.rect, around.theme);
        let line = Stroke::new(1.0, theme.outline);
        let corners = if place.is_drawer { GRID } else { 0.0 };
        let radius = egui::CornerRadius {
            nw: corners as u8,
            ..egui::CornerRadius::ZERO
        };
        ui.painter().rect_filled(rect, radius, theme.panel);
        if place.is_drawer {
            let kind = egui::StrokeKind::Inside;
            ui.painter().rect_stroke(rect, radius, line, kind);
        } else {
            let rule = Stroke::new(1.0, theme.rule);
            ui.painter().vline(rect.left() + 0.5, rect.y_range(), rule);
        }
        let tabs = Rect::from_min_size(rect.min, vec2(rect.width(), TABS));
        self.tabs(ui, tabs, window, theme);
        let mut below = rect;
        below.min += vec2(1.5 * GRID, TABS);
        below.max.x -= 1.5 * GRID;
        below.max.y -= GRID / 2.0;
        ui.scope_builder(
            UiBuilder::new()
                .max_rect(below)
                .id_salt(("dock", window.dock_tab as u8)),
            |ui| {
                ui.set_clip_rect(ui.clip_rect().intersect(below));
                match window.dock_tab {
                    DockTab::Mix => self.mix.show(ui, around),
                    DockTab::Sounds => self.sounds.show(ui, around),
                    DockTab::Reference => self.reference.show(ui, around),
                    DockTab::Songs => self.songs.show(ui, around),
                    DockTab::Macros => self.macros.show(ui, around),
                    DockTab::Keys => self.keys.show(ui, around),
                }
            },
        );
        edge(ui, rect, window, theme);
    }

    fn tabs(&mut self, ui: &mut Ui, bar: Rect, window: &mut WindowState, theme: &Theme) {
        let close = 3.0 * GRID;
        let room = bar.width() - close - 2.0 * GRID;
        let measured = |size: f32| -> Vec<f32> {
            let width = |words: &str| {
                let (words, font) = (words.to_owned(), FontId::proportional(size));
                ui.painter()
                    .layout_no_wrap(words, font, theme.text)
                    .size()
                    .x
            };
            ALL.iter().map(|(_, words, _)| width(words)).collect()
        };
        let (mut size, mut widths) = (BODY, measured(BODY));
        let sum = |widths: &[f32]| widths.iter().sum::<f32>();
        if sum(&widths) + GRID * widths.len() as f32 > room {
            (size, widths) = (SMALL, measured(SMALL));
        }
        let gap = ((room - sum(&widths)) / widths.len() as f32).clamp(2.0, 2.0 * GRID);
        let mut left = bar.left() + GRID;
        for ((tab, words, command), width) in ALL.into_iter().zip(widths) {
            let area = Rect::from_min_max(
                pos2(left, bar.top() + GRID / 2.0),
                pos2(left + width + gap, bar.bottom() - GRID / 2.0),
            );
            left = area.right();
            let response = ui.interact(area, Id::unique(("tab", words)), Sense::click());
            let is_shown = window.dock_tab == tab;
            if is_shown || response.hovered() {
                let fill = if is_shown { theme.raised } else { theme.rule };
                ui.painter().rect_filled(area, GRID / 2.0, fill);
            }
            if is_shown && self.has_keyboard {
                let ring = Stroke::new(1.0, theme.text);
                let kind = egui::StrokeKind::Inside;
                ui.painter().rect_stroke(area, GRID / 2.0, ring, kind);
            }
            let ink = if is_shown { theme.text } else { theme.faint };
            let (center, font) = (area.center(), FontId::proportional(size));
            ui.painter()
                .text(center, Align2::CENTER_CENTER, words, font, ink);
            response.widget_info(|| WidgetInfo::selected(egui::Role::Tab, true, is_shown, words));
            if response.clicked() {
                window.dock_tab = tab;
                self.leave();
            }
            response.on_hover_text(command.hint());
        }
        let center = pos2(bar.right() - GRID - close / 2.0, bar.center().y);
        let area = Rect::from_center_size(center, vec2(close, close));
        let response = ui.interact(area, Id::unique("close the dock"), Sense::click());
        if response.hovered() {
            ui.painter().rect_filled(area, GRID / 2.0, theme.raised);
        }
        let font = FontId::proportional(BODY);
        ui.painter()
            .text(center, Align2::CENTER_CENTER, "×", font, theme.faint);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, "Close the dock"));
        if response.clicked() {
            self.toggle(window);
        }
        response.on_hover_text(Command::Dock.hint());
    }
}

/// Whether a tab has a field that is typed in as soon as it is shown.
fn has_field(tab: DockTab) -> bool {
    !matches!(tab, DockTab::Mix | DockTab::Macros)
}

/// The left edge, by which the width is dragged.
fn edge(ui: &mut Ui, rect: Rect, window: &mut WindowState, theme: &Theme) {
    let line = Rect::from_x_y_ranges(rect.left() - EDGE..=rect.left() + EDGE, rect.y_range());
    let response = ui.interact(line, Id::unique("edge of the dock"), Sense::drag());
    if response.dragged() {
        let (least, most) = WindowState::DOCK_WIDTHS;
        // What is seen is moved, where the window left less room than was asked for.
        let width = rect.width() - response.drag_delta().x;
        window.dock_width = width.clamp(least, most);
    }
    if response.hovered() || response.dragged() {
        ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
        let stroke = Stroke::new(2.0, theme.outline);
        ui.painter().vline(rect.left(), rect.y_range(), stroke);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: Key) -> Event {
        Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: egui::Modifiers::NONE,
        }
    }

    #[test]
    fn it_stands_beside_the_code_or_over_its_lower_right() {
        let window = WindowState::default();
        let area = |width: f32| Rect::from_min_size(pos2(0.0, 56.0), vec2(width, 600.0));
        let wide = Place::of(area(1200.0), &window).expect("open");
        assert!(!wide.is_drawer);
        assert_eq!((wide.rect.left(), wide.rect.top()), (880.0, 56.0));
        let narrow = Place::of(area(600.0), &window).expect("open");
        assert!(narrow.is_drawer && narrow.rect.top() > 200.0);
        assert_eq!(narrow.rect.right_bottom(), area(600.0).right_bottom());
        // Some of the code is left in any case.
        let window = WindowState {
            dock_width: 1200.0,
            ..window
        };
        assert!(Place::of(area(560.0), &window).expect("open").rect.left() >= 48.0);
        assert!(Place::of(area(1000.0), &window).expect("open").rect.left() >= 400.0);
    }

    #[test]
    fn a_tab_has_the_keyboard_until_escape_or_until_something_is_typed_that_is_not_for_it() {
        let (mut dock, mut window) = (Dock::default(), WindowState::default());
        assert!(!dock.take_key(&key(Key::ArrowUp), &window));
        window.dock_open = false;
        dock.select(DockTab::Mix, &mut window);
        assert!(window.dock_open && dock.take_key(&key(Key::ArrowUp), &window));
        assert!(dock.take_key(&key(Key::Escape), &window));
        assert!(!dock.take_key(&key(Key::ArrowUp), &window));
        dock.select(DockTab::Mix, &mut window);
        assert!(window.dock_open && dock.take_key(&key(Key::ArrowUp), &window));
        dock.select(DockTab::Mix, &mut window);
        assert!(!window.dock_open, "the key of what has the keyboard closes");
        dock.select(DockTab::Mix, &mut window);
        assert!(!dock.take_key(&Event::Text("x".to_owned()), &window));
        assert!(!dock.take_key(&Event::Text("m".to_owned()), &window));
    }
}
