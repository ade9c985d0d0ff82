//! The mixer: a strip for each numbered output that is in use, and the main output.

use super::Editor;
use super::automation::{Automation, Parameter};
use super::theme::{Theme, mix};
use egui::{Align2, FontId, Rect, Sense, Stroke, Ui, pos2, vec2};
use phonon_session::state::{MAX_STRIP_GAIN, OUTPUTS, Strip};
use phonon_session::telemetry::Peak;
use std::time::Instant;

const STRIP: f32 = 40.0;
/// Bottom of the meters.
const FLOOR_DB: f32 = -60.0;
/// How fast a meter falls, dB a second.
const FALL: f32 = 36.0;
/// How long a peak is held, seconds.
const HOLD: f32 = 1.5;

/// A meter's ballistics.
#[derive(Clone, Copy)]
struct Meter {
    level: f32,
    held: f32,
    held_for: f32,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            level: FLOOR_DB,
            held: FLOOR_DB,
            held_for: 0.0,
        }
    }
}

impl Meter {
    /// Follows a linear peak after `seconds`.
    fn follow(&mut self, peak: f32, seconds: f32) {
        let now = if peak > 0.0 {
            (20.0 * peak.log10()).max(FLOOR_DB)
        } else {
            FLOOR_DB
        };
        self.level = now.max(self.level - FALL * seconds).max(FLOOR_DB);
        self.held_for += seconds;
        if now >= self.held {
            (self.held, self.held_for) = (now, 0.0);
        } else if self.held_for > HOLD {
            self.held = (self.held - FALL * seconds).max(FLOOR_DB);
        }
    }

    fn is_still(&self) -> bool {
        self.level <= FLOOR_DB && self.held <= FLOOR_DB
    }
}

/// Its meters; the faders and switches are the session's.
pub(super) struct Mixer {
    main: [Meter; 2],
    /// Peaks of the main output in this frame, linear.
    main_peaks: [f32; 2],
    outputs: [Meter; OUTPUTS],
    /// Outputs that have sounded: their strips stay.
    seen: [bool; OUTPUTS],
    last: Instant,
}

impl Default for Mixer {
    fn default() -> Self {
        Self {
            main: Default::default(),
            main_peaks: [0.0; 2],
            outputs: Default::default(),
            seen: [false; OUTPUTS],
            last: Instant::now(),
        }
    }
}

impl Mixer {
    /// Peaks of the main output since the last frame, left and right, linear: they can be taken but once.
    pub(super) fn take_main_peaks(&mut self, editor: &Editor) -> [f32; 2] {
        let telemetry = editor.session.telemetry();
        self.main_peaks = telemetry.main_peaks.each_ref().map(Peak::take);
        self.main_peaks
    }

    /// The level of a numbered output, 0 to 1 of its meter.
    pub(super) fn level(&self, output: usize) -> f32 {
        let meter = output
            .checked_sub(1)
            .and_then(|index| self.outputs.get(index));
        meter.map_or(0.0, |meter| 1.0 - meter.level / FLOOR_DB)
    }

    /// Draws it; whether a fader or switch was touched.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        editor: &Editor,
        host: &dyn Automation,
        theme: &Theme,
    ) -> bool {
        self.follow(ui, editor);
        let rect = ui.max_rect();
        ui.painter().vline(
            rect.left() + 0.5,
            rect.y_range(),
            Stroke::new(1.0, theme.rule),
        );
        let mut touched = false;
        let mut strips: Vec<Strip> = editor.session.saved().mixer.clone();
        strips.resize(OUTPUTS, Strip::default());
        let any_solo = strips.iter().any(|strip| strip.solo);
        let used = editor.session.report().outputs;
        ui.scope_builder(
            egui::UiBuilder::new().max_rect(rect.shrink2(vec2(12.0, 10.0))),
            |ui| {
                self.main_strip(ui, host, theme);
                ui.add_space(6.0);
                egui::ScrollArea::vertical()
                    .auto_shrink(false)
                    .show(ui, |ui| {
                        ui.spacing_mut().item_spacing.y = 4.0;
                        let mut shown = 0;
                        for (index, strip) in strips.iter_mut().enumerate() {
                            let changed = *strip != Strip::default();
                            if used[index] || self.seen[index] || changed {
                                let heard = !strip.mute && (!any_solo || strip.solo);
                                touched |= numbered_strip(
                                    ui,
                                    index,
                                    strip,
                                    self.outputs[index],
                                    heard,
                                    theme,
                                );
                                shown += 1;
                            }
                        }
                        if shown == 0 {
                            let hint = "Outputs o1 … o16 appear here\nwhen the text uses them.";
                            ui.label(egui::RichText::new(hint).size(12.0).color(theme.faint));
                        }
                    });
            },
        );
        if touched {
            let last = strips
                .iter()
                .rposition(|strip| *strip != Strip::default())
                .map_or(0, |index| index + 1);
            strips.truncate(last);
            editor.session.set_mixer(strips);
        }
        touched
    }

    fn follow(&mut self, ui: &Ui, editor: &Editor) {
        let seconds = self.last.elapsed().as_secs_f32().min(0.25);
        self.last = Instant::now();
        let telemetry = editor.session.telemetry();
        for (meter, peak) in self.main.iter_mut().zip(self.main_peaks) {
            meter.follow(peak, seconds);
        }
        for ((meter, seen), peaks) in self
            .outputs
            .iter_mut()
            .zip(&mut self.seen)
            .zip(&telemetry.output_peaks)
        {
            let [left, right] = peaks;
            let peak = left.take().max(right.take());
            *seen |= peak > 0.0;
            meter.follow(peak, seconds);
        }
        if !self.main.iter().chain(&self.outputs).all(Meter::is_still) {
            ui.ctx().request_repaint_after(super::FRAME);
        }
    }

    fn main_strip(&mut self, ui: &mut Ui, host: &dyn Automation, theme: &Theme) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 52.0), Sense::hover());
        let painter = ui.painter();
        painter.text(
            rect.left_top(),
            Align2::LEFT_TOP,
            "main",
            FontId::proportional(13.0),
            theme.text,
        );
        let loudest = self.main[0].held.max(self.main[1].held);
        let shown = if loudest > FLOOR_DB {
            format!("{loudest:.1} dB")
        } else {
            "–∞ dB".to_owned()
        };
        let ink = if loudest > -0.1 {
            theme.error
        } else {
            theme.faint
        };
        painter.text(
            rect.right_top(),
            Align2::RIGHT_TOP,
            shown,
            FontId::monospace(12.0),
            ink,
        );
        for (side, reading) in self.main.iter().enumerate() {
            let top = rect.top() + 20.0 + side as f32 * 6.0;
            let bar = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), top + 4.5));
            draw_meter(ui, bar, *reading, true, theme);
        }
        let gain = Parameter::Gain;
        let track =
            Rect::from_min_max(pos2(rect.left(), rect.bottom() - 16.0), rect.right_bottom());
        let response = ui.interact(
            track,
            ui.scope_id().with("main gain"),
            Sense::click_and_drag(),
        );
        if response.drag_started() {
            host.begin(gain);
        }
        if let Some(pointer) = response
            .interact_pointer_pos()
            .filter(|_| response.dragged())
        {
            let share = (pointer.x - track.left()) / track.width();
            host.set(gain, share.clamp(0.0, 1.0));
        }
        if response.drag_stopped() {
            host.end(gain);
        }
        if response.double_clicked() {
            host.turn(gain, host.default(gain));
        }
        let value = host.value(gain);
        fader(ui, track, value, &response, theme);
        let said = format!("gain {}", host.words(gain, value));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, said.clone()));
        response.on_hover_text(said);
    }
}

fn numbered_strip(
    ui: &mut Ui,
    index: usize,
    strip: &mut Strip,
    meter: Meter,
    heard: bool,
    theme: &Theme,
) -> bool {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), STRIP), Sense::hover());
    let painter = ui.painter();
    let name = if strip.name.is_empty() {
        format!("o{}", index + 1)
    } else {
        strip.name.clone()
    };
    let ink = if heard { theme.text } else { theme.faint };
    let clip = Rect::from_min_max(rect.min, pos2(rect.left() + 40.0, rect.top() + 20.0));
    painter.with_clip_rect(clip).text(
        pos2(rect.left(), rect.top() + 10.0),
        Align2::LEFT_CENTER,
        &name,
        FontId::proportional(13.0),
        ink,
    );
    let switches = rect.right() - 52.0;
    let bar = Rect::from_min_max(
        pos2(rect.left() + 44.0, rect.top() + 7.0),
        pos2(switches - 8.0, rect.top() + 13.0),
    );
    draw_meter(ui, bar, meter, heard, theme);
    let mut touched = false;
    let places = [
        (&mut strip.mute, "M", "mute", theme.warning),
        (&mut strip.solo, "S", "solo", theme.accent),
    ];
    for (place, (on, label, said, ink)) in places.into_iter().enumerate() {
        let area = Rect::from_min_size(
            pos2(switches + place as f32 * 27.0, rect.top()),
            vec2(24.0, 20.0),
        );
        let response = ui.interact(area, ui.scope_id().with((index, label)), Sense::click());
        let fill = if *on { ink } else { theme.raised };
        let fill = if response.hovered() {
            mix(fill, theme.faint, 0.25)
        } else {
            fill
        };
        ui.painter().rect_filled(area, 4.0, fill);
        let letter = if *on { theme.paper } else { theme.faint };
        ui.painter().text(
            area.center(),
            Align2::CENTER_CENTER,
            label,
            FontId::proportional(12.0),
            letter,
        );
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::CheckBox, true, *on, format!("{said} {name}"))
        });
        if response.clicked() {
            *on = !*on;
            touched = true;
        }
        response.on_hover_text(said);
    }
    let track = Rect::from_min_max(
        pos2(rect.left() + 44.0, rect.top() + 21.0),
        pos2(rect.right(), rect.top() + 37.0),
    );
    let response = ui.interact(
        track,
        ui.scope_id().with((index, "gain")),
        Sense::click_and_drag(),
    );
    if let Some(pointer) = response
        .interact_pointer_pos()
        .filter(|_| response.dragged())
    {
        let share = ((pointer.x - track.left()) / track.width()).clamp(0.0, 1.0);
        strip.gain = gain_of(share);
        touched = true;
    }
    if response.double_clicked() {
        strip.gain = 1.0;
        touched = true;
    }
    fader(ui, track, share_of(strip.gain), &response, theme);
    let said = if strip.gain > 0.0 {
        format!("{:+.1} dB", 20.0 * strip.gain.log10())
    } else {
        "–∞ dB".to_owned()
    };
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Slider, true, format!("gain of {name} {said}"))
    });
    response.on_hover_text(said);
    touched
}

/// A fader's travel is the cube root of its gain, so that the useful range takes most of it.
fn share_of(gain: f32) -> f32 {
    (gain / MAX_STRIP_GAIN).cbrt()
}

fn gain_of(share: f32) -> f32 {
    let gain = share.powi(3) * MAX_STRIP_GAIN;
    // 0 dB is easy to hit.
    if (gain - 1.0).abs() < 0.03 { 1.0 } else { gain }
}

fn fader(ui: &Ui, track: Rect, share: f32, response: &egui::Response, theme: &Theme) {
    let y = track.center().y;
    let painter = ui.painter();
    let line = Rect::from_min_max(pos2(track.left(), y - 1.5), pos2(track.right(), y + 1.5));
    painter.rect_filled(line, 1.5, theme.rule);
    let x = track.left() + 5.0 + (track.width() - 10.0) * share.clamp(0.0, 1.0);
    let full = Rect::from_min_max(line.min, pos2(x, line.bottom()));
    painter.rect_filled(full, 1.5, theme.faint);
    let radius = if response.hovered() || response.dragged() {
        6.5
    } else {
        5.5
    };
    painter.circle_filled(pos2(x, y), radius, theme.text);
}

fn draw_meter(ui: &Ui, bar: Rect, meter: Meter, heard: bool, theme: &Theme) {
    let painter = ui.painter();
    painter.rect_filled(bar, 2.0, theme.rule);
    let x = |level: f32| {
        bar.left() + bar.width() * ((level - FLOOR_DB) / (6.0 - FLOOR_DB)).clamp(0.0, 1.0)
    };
    let parts = [
        (FLOOR_DB, -12.0, theme.accent),
        (-12.0, -1.0, theme.warning),
        (-1.0, 6.0, theme.error),
    ];
    for (low, high, ink) in parts {
        if meter.level > low {
            let part = Rect::from_min_max(
                pos2(x(low), bar.top()),
                pos2(x(meter.level.min(high)), bar.bottom()),
            );
            painter.rect_filled(part, 2.0, if heard { ink } else { theme.faint });
        }
    }
    if meter.held > FLOOR_DB {
        let at = x(meter.held);
        painter.vline(at, bar.y_range(), Stroke::new(1.5, theme.text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fader_finds_its_gain_again() {
        for share in [0.0, 0.2, 0.5, 1.0] {
            assert!((share_of(gain_of(share)) - share).abs() < 0.01);
        }
        assert_eq!(gain_of(share_of(1.0)), 1.0);
    }

    #[test]
    fn a_meter_rises_at_once_and_falls_slowly_to_rest() {
        let mut meter = Meter::default();
        meter.follow(1.0, 0.03);
        assert_eq!(meter.level, 0.0);
        meter.follow(0.0, 0.5);
        assert_eq!((meter.level, meter.held), (-18.0, 0.0));
        (0..200).for_each(|_| meter.follow(0.0, 0.05));
        assert!(meter.is_still());
    }
}
