//! What plays in the coming cycles: a row for each output, whose events move towards now. Pitch is height in the row,
//! loudness the strength of the colour, which is the output's.

use super::Editor;
use super::scope::Scope;
use super::theme::{GRID, SMALL, Theme, mix};
use egui::{
    Align2, Color32, CursorIcon, FontId, Mesh, Painter, Rect, ScrollArea, Sense, Stroke, Ui, pos2,
    vec2,
};
use phonon_session::Report;
use phonon_session::preview::{Shown, View};
use phonon_session::state::{OUTPUTS, WindowState};

/// Points of a row, of the strip with the numbers of cycles, and of the names of outputs.
const ROW: f32 = 2.5 * GRID;
const RULER: f32 = 2.5 * GRID;
const NAMES: f32 = 11.0 * GRID;
/// Points of the wave and the spectrum, and of the narrowest window that has room for them.
const SOUND: f32 = 20.0 * GRID;
const ROOM_FOR_SOUND: f32 = 800.0;
/// Points that the edge which is dragged reaches up and down.
const EDGE: f32 = 4.0;
/// Cycles ahead that can be chosen; as many eighths of them are shown behind now.
const SPANS: [f64; 4] = [1.0, 2.0, 4.0, 8.0];
/// Events closer than this to the one before are one block, points.
const CLOSE: f32 = 1.0;

/// How the timeline is looked at.
pub(super) struct Timeline {
    /// Which of [`SPANS`] is shown.
    span: usize,
    /// The evaluation that `ranges` are of.
    serial: u64,
    /// The lowest and the highest pitch of each output so far, semitones: a row does not jump while it moves.
    ranges: [Option<(f32, f32)>; OUTPUTS + 1],
    /// The sound of the output that is pointed at, or was last; of the main one at first.
    scope: Option<Scope>,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            span: 1,
            serial: 0,
            ranges: [None; OUTPUTS + 1],
            scope: None,
        }
    }
}

impl Timeline {
    /// Draws the timeline into all of `ui`. `heard` says which outputs are not muted.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        editor: &Editor,
        heard: &dyn Fn(usize) -> bool,
        window: &mut WindowState,
        theme: &Theme,
    ) {
        let whole = ui.max_rect();
        ui.painter().rect_filled(whole, 0.0, theme.panel);
        edge(ui, whole, window, theme);
        let sound = if whole.width() >= ROOM_FOR_SOUND {
            SOUND
        } else {
            0.0
        };
        let rect = Rect::from_min_max(whole.min, whole.max - vec2(sound, 0.0));
        let telemetry = editor.session.telemetry();
        let now = telemetry.cycle.load();
        let (behind, ahead) = self.reach();
        let view = editor.session.view(now, behind, ahead);
        let track = Rect::from_min_max(
            pos2(rect.left() + NAMES, rect.top() + 1.0),
            pos2(rect.right() - GRID, rect.bottom()),
        );
        let scale = Scale {
            track,
            from: now - behind,
            cycles: behind + ahead,
        };
        self.ruler(ui, rect, &scale, view.as_ref(), theme);
        let events: Vec<&Shown> = match &view {
            Some(view) => view.events(now - behind, now + ahead).collect(),
            None => Vec::new(),
        };
        self.learn(view.as_ref(), &events);
        let report = editor.session.report();
        let used = report.outputs;
        let is_shown = |output: &usize| {
            let is_used = output.checked_sub(1).is_some_and(|index| used[index]);
            is_used || events.iter().any(|event| event.outputs.contains(*output))
        };
        let rows: Vec<usize> = (1..=OUTPUTS).chain([0]).filter(is_shown).collect();
        let mut pointed = None;
        let below = Rect::from_min_max(pos2(rect.left(), rect.top() + RULER), rect.max);
        ui.scope_builder(egui::UiBuilder::new().max_rect(below), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let scroll = ScrollArea::vertical()
                .id_salt("rows of the timeline")
                .auto_shrink(false);
            scroll.show_rows(ui, ROW, rows.len(), |ui, visible| {
                for output in &rows[visible] {
                    let size = vec2(ui.available_width(), ROW);
                    let (row, response) = ui.allocate_exact_size(size, Sense::hover());
                    if response.hovered() {
                        pointed = Some(*output);
                    }
                    let is_heard = heard(*output);
                    name(
                        ui,
                        row,
                        *output,
                        &output_name(&report, *output),
                        is_heard,
                        theme,
                    );
                    self.row(ui.painter(), row, *output, &events, &scale, is_heard, theme);
                }
            });
            if rows.is_empty() {
                let at = pos2(track.center().x, below.top() + GRID * 2.0);
                let words = "What the outputs play appears here.";
                let font = FontId::proportional(SMALL);
                let painter = ui.painter();
                painter.text(at, Align2::CENTER_CENTER, words, font, theme.faint);
            }
        });
        let reach = rect.top() + GRID / 2.0..=rect.bottom();
        let ink = if editor.is_moving() {
            theme.accent
        } else {
            theme.faint
        };
        ui.painter()
            .vline(scale.x(now), reach, Stroke::new(2.0, ink));
        if sound > 0.0 {
            let area = Rect::from_min_max(pos2(rect.right(), whole.top() + 1.0), whole.max);
            self.sound(ui, editor, area, pointed, theme);
        } else {
            self.scope = None;
        }
        ui.interact(rect, ui.scope_id().with("timeline"), Sense::hover())
            .widget_info(|| {
                let words = "Events of the coming cycles";
                egui::WidgetInfo::labeled(egui::Role::Label, true, words)
            });
    }

    /// The wave and the spectrum of the output that is pointed at, else of the one before.
    fn sound(
        &mut self,
        ui: &mut Ui,
        editor: &Editor,
        area: Rect,
        pointed: Option<usize>,
        theme: &Theme,
    ) {
        let output = pointed.or_else(|| self.scope.as_ref().map(Scope::output));
        let output = output.unwrap_or(0);
        if self
            .scope
            .as_ref()
            .is_none_or(|scope| scope.output() != output)
        {
            self.scope = Some(Scope::new(editor, output));
        }
        let Some(scope) = &mut self.scope else { return };
        scope.follow();
        let painter = ui.painter_at(area);
        let line = Stroke::new(1.0, theme.rule);
        painter.vline(area.left() + 0.5, area.y_range(), line);
        let ink = theme.output(output);
        let at = pos2(area.left() + GRID, area.top() + RULER / 2.0);
        let font = FontId::proportional(SMALL);
        painter.text(
            at,
            Align2::LEFT_CENTER,
            output_name(&editor.session.report(), output),
            font,
            ink,
        );
        let below = Rect::from_min_max(
            pos2(area.left() + GRID, area.top() + RULER),
            area.max - vec2(GRID, GRID / 2.0),
        );
        let (wave, bands) = below.split_top_bottom_at_fraction(0.5);
        scope.wave(&painter, wave, ink);
        scope.bands(&painter, bands.with_min_y(bands.top() + 2.0), ink);
        let response = ui.interact(area, ui.scope_id().with("sound"), Sense::hover());
        response.widget_info(|| {
            let said = format!(
                "Wave and spectrum of {}",
                output_name(&editor.session.report(), output)
            );
            egui::WidgetInfo::labeled(egui::Role::Label, true, said)
        });
        response.on_hover_text("Wave and spectrum. Point at an output's row to see its own");
    }

    /// Cycles shown behind and ahead of now.
    fn reach(&self) -> (f64, f64) {
        let ahead = SPANS[self.span];
        (ahead / 8.0, ahead)
    }

    /// Numbers of cycles, lines at their quarters, and the choice how many are seen.
    fn ruler(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        scale: &Scale,
        view: Option<&View>,
        theme: &Theme,
    ) {
        let corner =
            Rect::from_min_size(rect.min + vec2(GRID, 2.0), vec2(NAMES - GRID, RULER - 4.0));
        let response = ui.interact(corner, ui.scope_id().with("span"), Sense::click());
        let cycles = SPANS[self.span];
        let plural = if cycles == 1.0 { "" } else { "s" };
        let words = format!("{cycles:.0} cycle{plural} ▾");
        let ink = if response.hovered() {
            theme.text
        } else {
            theme.faint
        };
        let font = FontId::proportional(SMALL);
        let painter = ui.painter();
        painter.text(corner.left_center(), Align2::LEFT_CENTER, &words, font, ink);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Timeline: {words}"))
        });
        if response.clicked() {
            self.span = (self.span + 1) % SPANS.len();
        }
        response.on_hover_text("How far ahead the timeline looks");
        let painter = ui.painter_at(Rect::from_x_y_ranges(scale.track.x_range(), rect.y_range()));
        let quarters = if cycles > 4.0 { 1.0 } else { 4.0 };
        let first = (scale.from * quarters).ceil() as i64;
        let last = ((scale.from + scale.cycles) * quarters).floor() as i64;
        for quarter in first..=last {
            let x = scale.x(quarter as f64 / quarters);
            let is_whole = quarter.rem_euclid(quarters as i64) == 0;
            let top = rect.top() + if is_whole { 2.0 } else { RULER };
            let ink = if is_whole { theme.outline } else { theme.rule };
            painter.vline(
                x,
                top..=rect.bottom(),
                Stroke::new(1.0, mix(theme.panel, ink, 0.7)),
            );
            if is_whole {
                let at = pos2(x + GRID / 2.0, rect.top() + RULER / 2.0);
                let number = (quarter / quarters as i64).to_string();
                let font = FontId::proportional(SMALL);
                painter.text(at, Align2::LEFT_CENTER, number, font, theme.faint);
            }
        }
        if view.is_some_and(View::is_cut) {
            let at = pos2(scale.track.right(), rect.top() + RULER / 2.0);
            let font = FontId::proportional(SMALL);
            let words = "too dense to show all";
            painter.text(at, Align2::RIGHT_CENTER, words, font, theme.warning);
        }
    }

    /// Widens the pitches of the rows.
    fn learn(&mut self, view: Option<&View>, events: &[&Shown]) {
        let serial = view.map_or(0, |view| view.version().0);
        if serial != self.serial {
            self.serial = serial;
            self.ranges = [None; OUTPUTS + 1];
        }
        for event in events {
            let Some(pitch) = event.pitch.filter(|pitch| pitch.is_finite()) else {
                continue;
            };
            for output in event.outputs.iter() {
                let range = self.ranges[output].get_or_insert((pitch, pitch));
                *range = (range.0.min(pitch), range.1.max(pitch));
            }
        }
    }

    /// The events of a row, as one mesh: a frame costs what the row has pixels, however many events there are.
    #[allow(clippy::too_many_arguments, reason = "all of it is one row")]
    fn row(
        &self,
        painter: &Painter,
        row: Rect,
        output: usize,
        events: &[&Shown],
        scale: &Scale,
        is_heard: bool,
        theme: &Theme,
    ) {
        let now = scale.from + scale.cycles / 9.0;
        let hue = theme.output(output);
        let mut mesh = Mesh::default();
        // Where the last block of each height began.
        let mut last = [f32::NEG_INFINITY; 64];
        for event in events.iter().filter(|event| event.outputs.contains(output)) {
            let left = scale.x(event.begin).max(scale.track.left());
            let right = (scale.x(event.end) - 1.0)
                .min(scale.track.right())
                .max(left + 2.0);
            let (top, bottom) = self.level(row, output, event.pitch);
            let slot = &mut last[((top - row.top()) as usize).min(63)];
            if left - *slot < CLOSE && left > scale.track.left() {
                continue;
            }
            *slot = left;
            let strength = match (event.begin <= now && now < event.end, event.end <= now) {
                _ if !is_heard => 0.12,
                (true, _) => 1.0,
                (_, true) => 0.25,
                _ => 0.25 + 0.5 * event.loudness,
            };
            let block = Rect::from_min_max(pos2(left, top), pos2(right, bottom));
            mesh.add_colored_rect(block, mix(theme.panel, hue, strength));
        }
        painter
            .with_clip_rect(scale.track.intersect(painter.clip_rect()))
            .add(mesh);
    }

    /// The upper and lower edge of an event's block.
    fn level(&self, row: Rect, output: usize, pitch: Option<f32>) -> (f32, f32) {
        let (top, bottom) = (row.top() + 2.0, row.bottom() - 2.0);
        let (Some(pitch), Some((low, high))) = (pitch, self.ranges[output]) else {
            return (top, bottom);
        };
        if high <= low {
            return (top, bottom);
        }
        let thick = 5.0;
        let share = ((pitch - low) / (high - low)).clamp(0.0, 1.0);
        let at = bottom - thick - share * (bottom - top - thick);
        (at, at + thick)
    }
}

/// The upper edge, by which the height is dragged.
fn edge(ui: &mut Ui, rect: Rect, window: &mut WindowState, theme: &Theme) {
    let line = Rect::from_x_y_ranges(rect.x_range(), rect.top() - EDGE..=rect.top() + EDGE);
    let response = ui.interact(line, ui.scope_id().with("edge"), Sense::drag());
    if response.dragged() {
        let (least, most) = WindowState::TIMELINE_HEIGHTS;
        let height = window.timeline_height - response.drag_delta().y;
        window.timeline_height = height.clamp(least, most);
    }
    let held = response.hovered() || response.dragged();
    if held {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeVertical);
    }
    let ink = if held { theme.outline } else { theme.rule };
    let painter = ui.painter();
    painter.hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, ink));
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Label, true, "Height of the timeline")
    });
}

/// Where cycles are.
struct Scale {
    track: Rect,
    /// The cycle at the left edge.
    from: f64,
    cycles: f64,
}

impl Scale {
    fn x(&self, cycle: f64) -> f32 {
        self.track.left() + ((cycle - self.from) / self.cycles) as f32 * self.track.width()
    }
}

/// The number of an output, and the name that the text gives it.
fn output_name(report: &Report, output: usize) -> String {
    match (output, report.annotations.output(output)) {
        (0, _) => "main".to_owned(),
        (output, None) => format!("o{output}"),
        (output, Some(name)) => format!("{output} {name}"),
    }
}

/// The number of an output in its colour.
fn name(ui: &Ui, row: Rect, output: usize, words: &str, is_heard: bool, theme: &Theme) {
    let painter = ui.painter();
    let hue = match is_heard {
        true => theme.output(output),
        false => mix(theme.panel, theme.output(output), 0.4),
    };
    let stripe = Rect::from_min_size(pos2(row.left(), row.top() + 1.0), vec2(4.0, ROW - 2.0));
    painter.rect_filled(stripe, 0.0, hue);
    let ink: Color32 = if is_heard { theme.text } else { theme.faint };
    let at = pos2(row.left() + 1.5 * GRID, row.center().y);
    let within = row.with_max_x(row.left() + NAMES - GRID / 2.0);
    let painter = painter.with_clip_rect(within.intersect(painter.clip_rect()));
    painter.text(
        at,
        Align2::LEFT_CENTER,
        words,
        FontId::proportional(SMALL),
        ink,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn higher_notes_stand_higher_within_their_row_and_drums_fill_it() {
        let mut timeline = Timeline::default();
        timeline.ranges[3] = Some((-12.0, 12.0));
        let row = Rect::from_min_size(pos2(0.0, 100.0), vec2(10.0, ROW));
        let top = |pitch| timeline.level(row, 3, pitch).0;
        assert!(top(Some(12.0)) < top(Some(0.0)) && top(Some(0.0)) < top(Some(-12.0)));
        for pitch in [-12.0, 12.0, 99.0] {
            let (top, bottom) = timeline.level(row, 3, Some(pitch));
            assert!(row.top() <= top && bottom <= row.bottom());
        }
        assert_eq!(timeline.level(row, 3, None), (102.0, 118.0));
        // Where all notes are one, they have no height to tell.
        timeline.ranges[3] = Some((5.0, 5.0));
        assert_eq!(timeline.level(row, 3, Some(5.0)), (102.0, 118.0));
    }

    #[test]
    fn now_stands_where_the_events_before_and_behind_it_meet() {
        let timeline = Timeline::default();
        let (behind, ahead) = timeline.reach();
        // `row` takes now for a ninth of the way.
        assert!((behind / (behind + ahead) - 1.0 / 9.0).abs() < 1e-12);
    }
}
