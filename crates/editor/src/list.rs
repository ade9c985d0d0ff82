//! What the lists of the dock and the palette share: a field of a search, rows, and the keys that go through them.

use crate::theme::{BODY, GRID, SMALL, Theme};
use egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat, TextWrapping};
use egui::{
    Context, FontId, Key, Modifiers, Rect, Response, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

/// Points of a row.
pub(crate) const ROW: f32 = 3.0 * GRID;

/// What is looked for, and which of what was found is chosen.
#[derive(Default)]
pub(crate) struct Finding {
    pub typed: String,
    pub chosen: usize,
    /// The chosen row is to be scrolled to.
    pub follow: bool,
    has_field: bool,
}

/// What happened in the field.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Found {
    /// Something else is looked for.
    pub changed: bool,
    /// Enter was pressed: the chosen one is wanted.
    pub entered: bool,
}

impl Finding {
    /// Draws the field, and takes the keys that choose among `rows` rows while it has the keyboard, which it takes where
    /// `take_field` says so.
    pub(crate) fn field(
        &mut self,
        ui: &mut Ui,
        take_field: &mut bool,
        hint: &str,
        rows: usize,
    ) -> Found {
        if self.has_field {
            self.keys(ui.ctx(), rows);
        }
        let response = ui.add(
            TextEdit::singleline(&mut self.typed)
                .hint_text(hint)
                .desired_width(f32::INFINITY),
        );
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(egui::Role::TextInput, true, hint);
            info.current_text_value = Some(self.typed.clone());
            info
        });
        if std::mem::take(take_field) {
            response.request_focus();
            // What is typed takes the place of the search before.
            let mut state = TextEdit::load_state(ui.ctx(), response.id).unwrap_or_default();
            let end = CCursor::new(self.typed.chars().count());
            let all = CCursorRange::two(CCursor::new(0), end);
            state.cursor.set_char_range(Some(all));
            state.store(ui.ctx(), response.id);
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        self.has_field = response.has_focus();
        if response.changed() {
            (self.chosen, self.follow) = (0, true);
        }
        Found {
            changed: response.changed(),
            entered,
        }
    }

    /// Whether the field has the keyboard.
    pub(crate) fn has_keyboard(&self) -> bool {
        self.has_field
    }

    fn keys(&mut self, context: &Context, rows: usize) {
        let last = rows.saturating_sub(1);
        let by = context.input_mut(|input| {
            let mut pressed = |key| input.count_and_consume_key(Modifiers::NONE, key) as isize;
            pressed(Key::ArrowDown) - pressed(Key::ArrowUp)
                + 8 * (pressed(Key::PageDown) - pressed(Key::PageUp))
        });
        if by != 0 {
            self.chosen = self.chosen.saturating_add_signed(by);
            self.follow = true;
        }
        self.chosen = self.chosen.min(last);
    }
}

/// A row of a list, whose ground shows whether it is chosen or pointed at. What is drawn on it is up to the caller.
pub(crate) fn row(ui: &mut Ui, height: f32, chosen: bool, label: &str, theme: &Theme) -> Response {
    let size = vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    if chosen || response.hovered() {
        let fill = if chosen { theme.raised } else { theme.rule };
        ui.painter().rect_filled(rect, GRID / 2.0, fill);
    }
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, chosen, label));
    response
}

/// Writes at the left of `rect`, with an ellipsis where it does not fit; the width that was taken.
pub(crate) fn written(ui: &Ui, rect: Rect, words: &str, font: FontId, ink: egui::Color32) -> f32 {
    if rect.width() < GRID {
        return 0.0;
    }
    let format = TextFormat::simple(font, ink);
    let mut job = LayoutJob::single_section(words.to_owned(), format);
    job.wrap = TextWrapping::truncate_at_width(rect.width());
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
    let width = galley.size().x;
    ui.painter().galley(at, galley, ink);
    width
}

/// The letters of a row.
pub(crate) fn body() -> FontId {
    FontId::proportional(BODY)
}

/// Names that code has.
pub(crate) fn code() -> FontId {
    FontId::monospace(BODY)
}

/// What is said beside a name.
pub(crate) fn small() -> FontId {
    FontId::proportional(SMALL)
}
