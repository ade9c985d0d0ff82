//! How a strip is drawn: number, name, level and switches above, meter and fader below.

use crate::decibels;
use crate::list;
use crate::meter::Meter;
use crate::theme::{GRID, Theme, mix};
use egui::{
    Align2, Color32, Id, Key, Rect, Response, Sense, Stroke, TextEdit, Ui, UiBuilder, WidgetInfo,
    pos2, vec2,
};
use phonon_session::state::{MAX_STRIP_GAIN, Strip};

/// Points of a strip.
const HEIGHT: f32 = 7.0 * GRID;
/// Points of the letters' line.
const LINE: f32 = 3.0 * GRID;
/// Points of the switches at the right, of the limiter in their place, and of the level beside them.
const SWITCHES: f32 = 7.0 * GRID;
const LIMITER: f32 = 9.5 * GRID;
const LEVEL: f32 = 8.0 * GRID;
/// Points of the colour at the left.
const COLOUR: f32 = 4.0;
/// A fader's cap.
const CAP: egui::Vec2 = vec2(10.0, 16.0);

/// What is typed into a strip.
pub(super) struct Doing {
    output: usize,
    typed: String,
    what: What,
    has_field: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum What {
    Level,
    Name,
}

impl Doing {
    /// A level, which begins with `typed`.
    pub(super) fn level(output: usize, typed: &str) -> Self {
        Self::new(output, typed, What::Level)
    }

    /// A name.
    pub(super) fn name(output: usize, typed: &str) -> Self {
        Self::new(output, typed, What::Name)
    }

    fn new(output: usize, typed: &str, what: What) -> Self {
        Self {
            output,
            typed: typed.to_owned(),
            what,
            has_field: false,
        }
    }
}

/// What a strip shows.
pub(super) struct Shown<'a> {
    /// 0 is the main output.
    pub output: usize,
    pub name: &'a str,
    /// Linear, and the most that the fader gives.
    pub gain: f32,
    pub most: f32,
    pub meters: [Meter; 2],
    pub heard: bool,
    pub chosen: bool,
}

/// What became of a strip.
pub(super) struct Drawn {
    pub rect: Rect,
    /// The place of the switches.
    pub switches: Rect,
    /// A gain that was set; while the fader is held it is one of many.
    pub gain: Option<f32>,
    pub held: bool,
    pub begun: bool,
    pub ended: bool,
    pub clicked: bool,
    /// Another name.
    pub name: Option<String>,
}

/// Where all strips of this width have their scale.
pub(super) fn track(rect: Rect) -> Rect {
    let mut track = rect;
    track.min.x += COLOUR + GRID;
    track.max.x -= GRID;
    track
}

/// A gain that a strip may have.
pub(super) fn within(gain: f32) -> f32 {
    gain.clamp(0.0, MAX_STRIP_GAIN)
}

/// Whether an output is silent for its own switches and for the others' solo.
pub(super) fn is_muted_by(strip: &Strip, soloed: bool) -> bool {
    strip.mute || (soloed && !strip.solo)
}

/// Draws a strip; its switches are drawn by the caller.
pub(super) fn show(
    ui: &mut Ui,
    shown: &Shown<'_>,
    doing: &mut Option<Doing>,
    theme: &Theme,
) -> Drawn {
    let size = vec2(ui.available_width(), HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let id = Id::unique(("strip", shown.output));
    let ground = if shown.chosen {
        theme.raised
    } else {
        theme.paper
    };
    ui.painter().rect_filled(rect, GRID / 2.0, ground);
    if shown.chosen {
        let ring = Stroke::new(1.0, theme.text);
        let kind = egui::StrokeKind::Inside;
        ui.painter().rect_stroke(rect, GRID / 2.0, ring, kind);
    }
    let colour = theme.output(shown.output);
    let mut bar = rect;
    bar.max.x = rect.left() + COLOUR;
    let radius = egui::CornerRadius {
        nw: 4,
        sw: 4,
        ..egui::CornerRadius::ZERO
    };
    ui.painter().rect_filled(bar, radius, colour);
    let line = Rect::from_min_max(
        pos2(track(rect).left(), rect.top() + 2.0),
        pos2(track(rect).right(), rect.top() + 2.0 + LINE),
    );
    let mut switches = line.shrink2(vec2(0.0, 2.0));
    let width = if shown.output == 0 { LIMITER } else { SWITCHES };
    switches.min.x = switches.max.x - width;
    let level = Rect::from_min_max(
        pos2(switches.left() - GRID / 2.0 - LEVEL, line.top()),
        pos2(switches.left() - GRID / 2.0, line.bottom()),
    );
    let mut drawn = Drawn {
        rect,
        switches,
        gain: None,
        held: false,
        begun: false,
        ended: false,
        clicked: false,
        name: None,
    };
    let ink = if shown.heard { theme.text } else { theme.faint };
    let mut name = Rect::from_min_max(line.min, pos2(level.left(), line.bottom()));
    if shown.output > 0 {
        let number = format!("o{}", shown.output);
        let taken = list::written(ui, name, &number, list::code(), colour);
        name.min.x += taken + GRID;
    }
    field_or(ui, name, shown, doing, What::Name, theme, |ui, doing| {
        list::written(ui, name, shown.name, list::body(), ink);
        let response = ui.interact(name, id.with("name"), Sense::click());
        drawn.clicked |= response.clicked();
        if response.double_clicked() && shown.output > 0 {
            *doing = Some(Doing::name(shown.output, shown.name));
        }
        if shown.output > 0 {
            response.on_hover_text("A double click gives it another name");
        }
        None
    })
    .into_iter()
    .for_each(|typed| drawn.name = Some(typed.trim().to_owned()));
    let typed = field_or(ui, level, shown, doing, What::Level, theme, |ui, doing| {
        let response = ui.interact(level, id.with("level"), Sense::click());
        let words = decibels::words(shown.gain);
        let ink = if response.hovered() { theme.text } else { ink };
        let at = pos2(level.right(), level.center().y);
        ui.painter()
            .text(at, Align2::RIGHT_CENTER, &words, list::small(), ink);
        response.widget_info(|| {
            let label = format!("level of {}: {words}", label(shown.output));
            WidgetInfo::labeled(egui::Role::Button, true, label)
        });
        if response.clicked() {
            *doing = Some(Doing::level(shown.output, ""));
        }
        response.on_hover_text("A click lets you type it, in dB");
        None
    });
    drawn.gain = typed.and_then(|typed| decibels::read(&typed));
    let below = Rect::from_min_max(
        pos2(track(rect).left(), line.bottom() + 2.0),
        pos2(track(rect).right(), rect.bottom() - 4.0),
    );
    meters(ui, below, shown, theme);
    fader(ui, below, shown, id, theme, &mut drawn);
    drawn
}

/// The field, while something is typed into this strip; otherwise what `or` draws. What was typed, with Enter.
fn field_or(
    ui: &mut Ui,
    area: Rect,
    shown: &Shown<'_>,
    doing: &mut Option<Doing>,
    what: What,
    theme: &Theme,
    or: impl FnOnce(&mut Ui, &mut Option<Doing>) -> Option<String>,
) -> Option<String> {
    let is_typed = |doing: &Doing| doing.output == shown.output && doing.what == what;
    let Some(typing) = doing.as_mut().filter(|doing| is_typed(doing)) else {
        return or(ui, doing);
    };
    let hint = match what {
        What::Level => "dB",
        What::Name => "name",
    };
    let response = ui
        .scope_builder(UiBuilder::new().max_rect(area), |ui| {
            ui.add(
                TextEdit::singleline(&mut typing.typed)
                    .id(Id::unique(("typed into a strip", shown.output)))
                    .font(list::small())
                    .text_color(theme.text)
                    .hint_text(hint)
                    .margin(vec2(4.0, 3.0))
                    .desired_width(area.width() - 10.0),
            )
        })
        .inner;
    if !typing.has_field {
        typing.has_field = true;
        response.request_focus();
        let end = egui::text::CCursor::new(typing.typed.chars().count());
        if let Some(mut state) = egui::TextEdit::load_state(ui.ctx(), response.id) {
            let range = egui::text::CCursorRange::one(end);
            state.cursor.set_char_range(Some(range));
            state.store(ui.ctx(), response.id);
        }
        return None;
    }
    if !response.lost_focus() {
        return None;
    }
    // A name is taken however the field is left; a level only with Enter.
    let (entered, escaped) = ui.input(|input| {
        (
            input.key_pressed(Key::Enter),
            input.key_pressed(Key::Escape),
        )
    });
    let taken = entered || (what == What::Name && !escaped);
    let typed = std::mem::take(&mut typing.typed);
    *doing = None;
    taken.then_some(typed)
}

fn label(output: usize) -> String {
    match output {
        0 => "main".to_owned(),
        output => format!("o{output}"),
    }
}

/// Left and right, in the output's colour; what is above 0 dB in the colour of a warning.
fn meters(ui: &Ui, area: Rect, shown: &Shown<'_>, theme: &Theme) {
    let painter = ui.painter();
    let x = |level: f32| area.left() + area.width() * decibels::share(level);
    let ink = match (shown.output, shown.heard) {
        (_, false) => theme.dim,
        (0, _) => theme.text,
        (output, _) => theme.output(output),
    };
    for (side, meter) in shown.meters.iter().enumerate() {
        let top = area.top() + 5.0 * side as f32;
        let part =
            |from: f32, to: f32| Rect::from_min_max(pos2(x(from), top), pos2(x(to), top + 4.0));
        painter.rect_filled(part(decibels::FLOOR, 12.0), 1.0, theme.rule);
        if meter.level > decibels::FLOOR {
            painter.rect_filled(part(decibels::FLOOR, meter.level.min(0.0)), 1.0, ink);
        }
        if meter.level > 0.0 {
            painter.rect_filled(part(0.0, meter.level), 1.0, theme.warning);
        }
        if meter.held > decibels::FLOOR {
            let ink = if meter.held > 0.0 {
                theme.warning
            } else {
                theme.text
            };
            let tip = top..=top + 4.0;
            painter.vline(x(meter.held), tip, Stroke::new(2.0, ink));
        }
    }
    let zero = Stroke::new(1.0, theme.dim);
    painter.vline(x(0.0), area.top()..=area.bottom(), zero);
}

fn fader(ui: &mut Ui, area: Rect, shown: &Shown<'_>, id: Id, theme: &Theme, drawn: &mut Drawn) {
    let y = area.bottom() - CAP.y / 2.0 + 1.0;
    let most = decibels::share(decibels::of_gain(shown.most));
    let x = |share: f32| area.left() + area.width() * share;
    let reach = Rect::from_min_max(area.min, area.max).expand2(vec2(GRID, 2.0));
    let response = ui.interact(reach, id.with("fader"), Sense::click_and_drag());
    let now = decibels::share(decibels::of_gain(shown.gain)).min(most);
    let held = Id::unique("where a fader's cap was taken");
    if response.drag_started() {
        // A cap that is taken off its middle does not jump.
        let at = response.interact_pointer_pos().map_or(0.0, |at| at.x);
        let off = at - x(now);
        let off = if off.abs() <= CAP.x { off } else { 0.0 };
        ui.data_mut(|data| data.insert_temp(held, off));
    }
    if let Some(at) = response
        .interact_pointer_pos()
        .filter(|_| response.dragged())
    {
        let off: f32 = ui.data(|data| data.get_temp(held)).unwrap_or(0.0);
        let share = ((at.x - off - area.left()) / area.width()).clamp(0.0, most);
        (drawn.gain, drawn.held) = (Some(decibels::gain_at(share)), true);
    }
    drawn.begun = response.drag_started();
    drawn.ended = response.drag_stopped();
    drawn.clicked |= response.clicked();
    let turned = ui.input(|input| input.smooth_scroll_delta().x);
    if response.hovered() && turned != 0.0 {
        let level = decibels::of_gain(shown.gain).max(decibels::FLOOR) + turned * 0.05;
        drawn.gain = Some(decibels::gain(level).min(shown.most));
    }
    if response.double_clicked() {
        (drawn.gain, drawn.held) = (Some(1.0), false);
    }
    let gain = drawn.gain.unwrap_or(shown.gain);
    let now = decibels::share(decibels::of_gain(gain)).min(most);
    let painter = ui.painter();
    let groove =
        |from: f32, to: f32| Rect::from_min_max(pos2(x(from), y - 1.5), pos2(x(to), y + 1.5));
    painter.rect_filled(groove(0.0, most), 1.5, theme.rule);
    painter.rect_filled(groove(0.0, now), 1.5, theme.dim);
    let cap = Rect::from_center_size(pos2(x(now), y), CAP);
    let fill = match response.hovered() || response.dragged() {
        true => theme.text,
        false => mix(theme.raised, theme.text, 0.55),
    };
    painter.rect(
        cap,
        3.0,
        fill,
        Stroke::new(1.0, theme.outline),
        egui::StrokeKind::Inside,
    );
    painter.vline(
        cap.center().x,
        cap.top() + 3.0..=cap.bottom() - 3.0,
        Stroke::new(1.0, theme.paper),
    );
    let words = decibels::words(gain);
    response.widget_info(|| {
        let value = f64::from(decibels::of_gain(gain).max(decibels::FLOOR));
        WidgetInfo::slider(true, value, format!("fader of {}", label(shown.output)))
    });
    response.on_hover_text(format!("{words}. A double click sets 0 dB"));
}

/// A switch with a word on it; `fill` and `letter` are its colours while it is on.
#[allow(
    clippy::too_many_arguments,
    reason = "a switch has two states of two colours"
)]
pub(super) fn switch(
    ui: &mut Ui,
    area: Rect,
    words: &str,
    label: &str,
    on: bool,
    fill: Color32,
    letter: Color32,
    theme: &Theme,
) -> Response {
    let response = ui.interact(area, Id::unique(label), Sense::click());
    let fill = if on { fill } else { theme.paper };
    let ink = if on { letter } else { theme.faint };
    let stroke = match response.hovered() {
        true => Stroke::new(1.0, theme.text),
        false => Stroke::new(1.0, theme.outline),
    };
    ui.painter()
        .rect(area, GRID / 2.0, fill, stroke, egui::StrokeKind::Inside);
    ui.painter().text(
        area.center(),
        Align2::CENTER_CENTER,
        words,
        list::small(),
        ink,
    );
    response.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, on, label));
    response
}
