//! The code on the screen: lines, colours, cursors, messages under their lines, atoms that light, keys and mouse.
//!
//! Only the lines in view are laid out, so a long text costs no more than a short one.

mod face;
mod gutter;
mod keys;
mod letters;
mod line;
mod mouse;
mod notes;
mod numbers;
mod paint;
mod rows;
mod scroll;
#[cfg(test)]
mod tests;

pub(super) use gutter::{OutputLine, State};
pub(super) use numbers::{Number, number_at};

use super::highlighting::{Colours, Parts};
use super::text::Buffer;
use super::theme::{Ink, Theme};
use egui::{Painter, Pos2, Rect, Sense, Ui, vec2};
use face::{Face, plain};
use mouse::{Drag, Spot};
use notes::Notes;
use phonon_language::Severity;
use rows::{Below, Measure, Rows, Wraps};
use std::ops::Range;
use std::sync::Arc;

/// Longer lines are shown cut: laying them out would take longer than a frame.
const LONGEST_LINE: usize = 4000;
/// Points between the columns of the gutter, and between it and the code.
const MARGIN: f32 = 8.0;

/// A message about a part of the text, in the draft's own bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    pub range: Range<usize>,
    pub severity: Severity,
    pub message: String,
    pub help: Option<String>,
    /// What would put it right, if that is known.
    pub fix: Option<Fix>,
}

/// A part of the text and what would better stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fix {
    pub range: Range<usize>,
    pub text: String,
}

/// The sign that stands for a severity.
pub(super) fn sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "×",
        Severity::Warning => "!",
        Severity::Note => "i",
    }
}

/// A part of the text that sounds now, or did just now.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lit {
    pub range: Range<usize>,
    /// The output it sounds in, 0 for the main one.
    pub output: usize,
    /// 1 when it begins, falling to 0.
    pub glow: f32,
    /// 1 while it sounds, falling to 0 afterwards.
    pub strength: f32,
}

/// What the view shows besides the text. Everything is in the order of the text.
#[derive(Default)]
pub(super) struct Decoration<'a> {
    pub marks: &'a [Mark],
    pub lit: &'a [Lit],
    /// Lines that were evaluated just now, and how fresh that is, 1 to 0.
    pub flash: Option<(Range<usize>, f32)>,
    /// Places that the search found.
    pub found: &'a [Range<usize>],
    /// Lines whose statements differ from what plays.
    pub changed: &'a [Range<usize>],
    /// Lines in which outputs begin, and how these are.
    pub outputs: &'a [OutputLine],
    /// What is drawn below lines.
    pub blocks: &'a [Block],
}

/// Room below a line in which something is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Block {
    pub line: usize,
    /// Points.
    pub height: f32,
}

/// What a click in the view asks of the window.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ask {
    /// To mute an output, or not to.
    Mute(usize),
    /// To hear an output alone, or not to.
    Solo(usize),
    /// To put a mistake right.
    Fix(Fix),
    /// To hear a number that is being turned; true when it has been let go.
    Turned(usize, bool),
    /// To go to where the name here gets its meaning.
    Definition(usize),
    /// To put the name of a sound in here, which was dragged to it.
    Dropped(usize, String),
}

/// How the view stands; kept while the window is closed.
pub(super) struct CodeView {
    scroll: egui::Vec2,
    /// Where the wheel has scrolled to; the view follows within a few frames.
    scroll_to: Option<egui::Vec2>,
    /// Scroll so that the cursor is seen.
    follow: bool,
    clicks: mouse::Clicks,
    drag: Option<Drag>,
    /// What can be clicked, where the last frame drew it, and the text's revision then. Those that lie above come last.
    spots: (u64, Vec<(Rect, Spot)>),
    /// Where moving up and down aims for.
    goal: Option<Goal>,
    wraps: Wraps,
    colours: Colours,
    uses: (u64, usize, Vec<Range<usize>>),
    /// The letters as the last frame laid them out.
    face: Option<Face>,
    /// Rows that the last frame had room for.
    page: usize,
    /// Whole lines that were copied last.
    copied_lines: Option<String>,
    /// When a key was last typed, seconds.
    typed_at: f64,
}

impl Default for CodeView {
    /// At the text's start.
    fn default() -> Self {
        Self {
            scroll: egui::Vec2::ZERO,
            scroll_to: None,
            follow: false,
            clicks: mouse::Clicks::default(),
            drag: None,
            spots: (0, Vec::new()),
            goal: None,
            wraps: Wraps::default(),
            colours: Colours::default(),
            uses: (u64::MAX, 0, Vec::new()),
            face: None,
            page: 1,
            copied_lines: None,
            typed_at: 0.0,
        }
    }
}

/// Where moving up and down over wrapped lines aims for, as long as nothing else moves the cursor.
struct Goal {
    /// Points from the code's left edge.
    x: f32,
    /// Where the last such move put the cursor, in which text.
    cursor: usize,
    revision: u64,
}

/// How the code is to be shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style<'a> {
    pub theme: &'a Theme,
    /// Height of the letters, points.
    pub font_size: f32,
    /// Lines longer than the view go on in the next row; otherwise they run on to the right.
    pub wrap: bool,
}

/// What a frame of the view gives back.
pub(super) struct Shown {
    /// Steps of the letters' size asked for by wheel.
    pub zoom: f32,
    /// Left top of the cursor's row at the cursor, and the row's height.
    pub caret: Pos2,
    pub row_height: f32,
    /// What stands before the cursor.
    pub ink: Option<Ink>,
    /// The byte of code that is pointed at, and what stands there.
    pub pointed: Option<(usize, Option<Ink>)>,
    pub asks: Vec<Ask>,
    /// Where the blocks are that are drawn below lines, by their index, as far as they are in view.
    pub blocks: Vec<(usize, Rect)>,
    /// The part of the view that holds code.
    pub code: Rect,
}

/// What all painting needs.
struct Sheet<'a> {
    theme: &'a Theme,
    face: &'a Face,
    rows: &'a Rows,
    parts: &'a Parts,
}

impl CodeView {
    /// Shows the text's first line, as when another text is loaded.
    pub(super) fn show_top(&mut self) {
        self.scroll = egui::Vec2::ZERO;
        self.scroll_to = None;
        self.follow = false;
    }

    /// Scrolls to the cursor at the next frame.
    pub(super) fn follow_cursor(&mut self) {
        self.follow = true;
    }

    /// The colour of what stands before a place.
    pub(super) fn ink_before(&mut self, buffer: &Buffer, at: usize) -> Option<Ink> {
        self.colours.parts(buffer).ink_before(at)
    }

    /// Whether the mouse is turning a number.
    pub(super) fn is_turning(&self) -> bool {
        matches!(self.drag, Some(Drag::Number { .. } | Drag::Slider { .. }))
    }

    /// Shows the text in `rect` and lets it be edited.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        buffer: &mut Buffer,
        style: Style,
        decoration: &Decoration,
    ) -> Shown {
        let id = ui.scope_id().with("code");
        let response = ui.interact(rect, id, Sense::click_and_drag());
        // The text has the keyboard unless a field of one line has it.
        let focused = !ui.ctx().text_edit_focused();
        if focused {
            response.request_focus();
            let filter = egui::EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        }
        let parts = self.colours.parts(buffer);
        let face = Face::new(ui, style, rect, buffer);
        self.page = (rect.height() / face.height).floor().max(1.0) as usize;
        let wraps = self.wraps(ui.painter(), buffer, &face);
        let notes = Notes::new(ui.painter(), buffer, decoration.marks, style.theme, &face);
        let below = Below::new(
            notes.heights(),
            decoration
                .blocks
                .iter()
                .map(|block| (block.line, block.height)),
        );
        let rows = Rows::new(face.height, wraps, below);
        let sheet = Sheet {
            theme: style.theme,
            face: &face,
            rows: &rows,
            parts: &parts,
        };
        let mut asks = Vec::new();
        let zoom = self.mouse(ui, &response, rect, buffer, &sheet, &mut asks);
        // What a click in this very frame has changed is laid out anew.
        let parts = self.colours.parts(buffer);
        let face = Face::new(ui, style, rect, buffer);
        let wraps = self.wraps(ui.painter(), buffer, &face);
        let rows = Rows { wraps, ..rows };
        let sheet = Sheet {
            theme: style.theme,
            face: &face,
            rows: &rows,
            parts: &parts,
        };
        self.limit_scroll(ui, buffer, &sheet);
        self.find_uses(buffer);
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, style.theme.paper);
        let pointer = response.hover_pos();
        let blocks = self.paint(
            &painter, rect, buffer, &sheet, decoration, &notes, focused, pointer,
        );
        if let Some(at) = pointer {
            ui.ctx().set_cursor_icon(self.cursor_icon(ui, at, &face));
        }
        response.widget_info(|| {
            egui::WidgetInfo::text_edit(
                ui.is_enabled(),
                buffer.text(),
                buffer.text(),
                "Code of the song",
            )
        });
        let cursor = buffer.cursor();
        let line = buffer.line_of(cursor);
        let at = plain(ui.painter(), buffer, line, &face).point(cursor);
        let over_code = pointer.filter(|at| face.code.contains(*at) && self.spot_at(*at).is_none());
        self.face = Some(face.clone());
        Shown {
            zoom,
            caret: face.code.min + at + vec2(0.0, rows.top(line)) - self.scroll,
            row_height: face.height,
            ink: parts.ink_before(cursor),
            pointed: over_code
                .and_then(|at| self.letter_at(ui.painter(), at, buffer, &sheet))
                .map(|at| (at, parts.ink_before(at + 1))),
            asks,
            blocks,
            code: face.code,
        }
    }

    /// Remembers where the name at the cursor is used.
    fn find_uses(&mut self, buffer: &Buffer) {
        let selects = !buffer.selection().is_empty();
        let at = if selects { usize::MAX } else { buffer.cursor() };
        if (self.uses.0, self.uses.1) != (buffer.revision(), at) {
            self.uses = (buffer.revision(), at, buffer.uses());
        }
    }

    /// How many rows the lines before each take; nothing where none is wrapped.
    fn wraps(&mut self, painter: &Painter, buffer: &Buffer, face: &Face) -> Arc<[u32]> {
        let Some(width) = face.wrap else {
            return Arc::default();
        };
        let measure = Measure {
            width,
            font_size: face.font.size,
            scale: painter.pixels_per_point(),
        };
        self.wraps.sums(measure, buffer, |line| {
            if face.fits(buffer.line(line)) {
                1
            } else {
                plain(painter, buffer, line, face).rows()
            }
        })
    }
}
