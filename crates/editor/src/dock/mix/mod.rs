//! The mixer: the main output, and a strip for each numbered output that the song uses or that the user has changed.
//!
//! All faders and meters have one scale, so that 0 dB is one line from the top to the bottom.

mod strip;

use super::Around;
use crate::Editor;
use crate::automation::Parameter;
use crate::decibels;
use crate::list;
use crate::meter::{Meter, Reduction};
use crate::theme::{GRID, Theme};
use egui::{Align2, Event, Key, Rect, ScrollArea, Sense, Stroke, Ui, pos2, vec2};
use phonon_session::state::{OUTPUTS, Strip};
use std::time::Instant;
use strip::{Doing, Shown, is_muted_by};

/// Points of the line with the marks of the scale.
const RULER: f32 = 2.0 * GRID;
/// After so long without being seen, seconds, meters begin anew.
const UNSEEN: f32 = 0.5;
/// What arrow keys move a fader by, dB; with Shift, finely.
const STEP: f32 = 1.0;
const FINE: f32 = 0.1;

/// The meters, and what the hand is at; faders and switches are the session's.
pub(super) struct Mix {
    main: [Meter; 2],
    reduction: Reduction,
    outputs: [[Meter; 2]; OUTPUTS],
    last: Instant,
    /// The strip that keys are for: 0 is the main output.
    chosen: usize,
    follow: bool,
    doing: Option<Doing>,
}

impl Default for Mix {
    fn default() -> Self {
        Self {
            main: Default::default(),
            reduction: Reduction::default(),
            outputs: Default::default(),
            last: Instant::now(),
            chosen: 0,
            follow: false,
            doing: None,
        }
    }
}

/// Whether the mixer has a use for a key, or for what was typed.
pub(super) fn takes_key(key: Key) -> bool {
    matches!(
        key,
        Key::ArrowUp
            | Key::ArrowDown
            | Key::ArrowLeft
            | Key::ArrowRight
            | Key::Home
            | Key::Enter
            | Key::Delete
            | Key::Backspace
    )
}

pub(super) fn takes_text(text: &str) -> bool {
    matches!(
        text,
        "m" | "M" | "s" | "S" | "n" | "N" | "-" | "+" | "." | ","
    ) || text.chars().all(|c| c.is_ascii_digit())
}

impl Mix {
    /// The meters of the main output, left and right.
    pub(super) fn main_meters(&self) -> [Meter; 2] {
        self.main
    }

    /// Draws the strips.
    pub(super) fn show(&mut self, ui: &mut Ui, around: &mut Around<'_>) {
        let (editor, theme) = (around.editor, around.theme);
        let session = editor.session();
        let mut strips: Vec<Strip> = session.saved().mixer.clone();
        strips.resize(OUTPUTS, Strip::default());
        let before = strips.clone();
        let report = session.report();
        let used = report.outputs;
        let shown: Vec<usize> = (0..OUTPUTS)
            .filter(|index| {
                let sounds = !self.outputs[*index].iter().all(Meter::is_still);
                used[*index] || sounds || strips[*index] != Strip::default()
            })
            .map(|index| index + 1)
            .collect();
        self.keys(&mut strips, &shown, around);
        ui.spacing_mut().item_spacing.y = GRID / 2.0;
        self.main_strip(ui, around);
        ruler(ui, theme);
        ScrollArea::vertical()
            .id_salt("strips")
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = GRID / 2.0;
                for output in &shown {
                    self.numbered(ui, *output, &mut strips, around);
                }
                if shown.is_empty() {
                    let hint = "Outputs o1 … o16 appear here when a song uses them.";
                    ui.label(egui::RichText::new(hint).color(theme.faint));
                }
                if around.has_keyboard {
                    let hint = "↑ ↓ choose · ← → level · M mute · S solo · N name · a number sets dB · Home 0 dB · Esc back to the text";
                    ui.add_space(GRID);
                    ui.label(egui::RichText::new(hint).font(list::small()).color(theme.faint));
                }
            });
        if strips != before {
            let last = strips
                .iter()
                .rposition(|strip| *strip != Strip::default())
                .map_or(0, |index| index + 1);
            strips.truncate(last);
            session.set_mixer(strips);
            around.wishes.push(crate::app::Wish::ProjectChanged);
            ui.ctx().request_repaint();
        }
    }

    /// The level of a numbered output, 0 to 1 of its meter.
    pub(super) fn level(&self, output: usize) -> f32 {
        let meters = output
            .checked_sub(1)
            .and_then(|index| self.outputs.get(index));
        meters.map_or(0.0, |[left, right]| {
            decibels::share(left.level.max(right.level))
        })
    }

    /// Follows the levels, in every frame.
    pub(super) fn follow(&mut self, ui: &Ui, editor: &Editor) {
        let seconds = self.last.elapsed().as_secs_f32();
        self.last = Instant::now();
        let telemetry = editor.session().telemetry();
        // What was the loudest while nobody looked is not what sounds now.
        let is_news = seconds < UNSEEN;
        let seconds = seconds.min(UNSEEN);
        let heard = |peak: f32| if is_news { peak } else { 0.0 };
        for (meter, peak) in self.main.iter_mut().zip(&telemetry.main_peaks) {
            meter.follow(heard(peak.take()), seconds);
        }
        self.reduction
            .follow(heard(telemetry.reduction.take()), seconds);
        for (meters, peaks) in self.outputs.iter_mut().zip(&telemetry.output_peaks) {
            for (meter, peak) in meters.iter_mut().zip(peaks) {
                meter.follow(heard(peak.take()), seconds);
            }
        }
        let all = self.main.iter().chain(self.outputs.iter().flatten());
        if !all.copied().all(|meter| meter.is_still()) || self.reduction.decibels > 0.0 {
            ui.ctx().request_repaint_after(crate::FRAME);
        }
    }

    /// Does what was typed for the chosen strip.
    fn keys(&mut self, strips: &mut [Strip], shown: &[usize], around: &mut Around<'_>) {
        let rows: Vec<usize> = std::iter::once(0).chain(shown.iter().copied()).collect();
        if !rows.contains(&self.chosen) {
            self.chosen = 0;
        }
        for event in std::mem::take(&mut around.typed) {
            let place = rows.iter().position(|row| *row == self.chosen).unwrap_or(0);
            let host = around.host;
            let mut gain = |change: &dyn Fn(f32) -> f32| match self.chosen.checked_sub(1) {
                Some(index) => strips[index].gain = strip::within(change(strips[index].gain)),
                None => {
                    let now = host.gain(host.value(Parameter::Gain));
                    host.turn(Parameter::Gain, host.value_of_gain(change(now)));
                }
            };
            match event {
                Event::Key {
                    key,
                    modifiers,
                    pressed: true,
                    ..
                } => {
                    let step = if modifiers.shift { FINE } else { STEP };
                    let by = |step: f32| {
                        move |gain: f32| {
                            let level = decibels::of_gain(gain).max(decibels::FLOOR);
                            decibels::gain(level + step)
                        }
                    };
                    match key {
                        Key::ArrowUp => self.chosen = rows[place.saturating_sub(1)],
                        Key::ArrowDown => self.chosen = rows[(place + 1).min(rows.len() - 1)],
                        Key::ArrowRight => gain(&by(step)),
                        Key::ArrowLeft => gain(&by(-step)),
                        Key::Home => gain(&|_| 1.0),
                        Key::Delete | Key::Backspace => {
                            if let Some(index) = self.chosen.checked_sub(1) {
                                strips[index] = Strip::default();
                            }
                        }
                        Key::Enter => self.doing = Some(Doing::level(self.chosen, "")),
                        _ => {}
                    }
                    self.follow = true;
                }
                Event::Text(text) => {
                    let strip = self.chosen.checked_sub(1).map(|index| &mut strips[index]);
                    match (text.to_lowercase().as_str(), strip) {
                        ("m", Some(strip)) => strip.mute = !strip.mute,
                        ("s", Some(strip)) => strip.solo = !strip.solo,
                        ("n", Some(strip)) => {
                            self.doing = Some(Doing::name(self.chosen, &strip.name));
                        }
                        ("m" | "s" | "n", _) => {}
                        (typed, _) => self.doing = Some(Doing::level(self.chosen, typed)),
                    }
                }
                _ => {}
            }
        }
    }

    fn main_strip(&mut self, ui: &mut Ui, around: &mut Around<'_>) {
        let (host, theme) = (around.host, around.theme);
        let shown = Shown {
            output: 0,
            name: "main",
            gain: host.gain(host.value(Parameter::Gain)),
            most: decibels::gain(12.0),
            meters: self.main,
            heard: true,
            chosen: around.has_keyboard && self.chosen == 0,
        };
        let drawn = strip::show(ui, &shown, &mut self.doing, theme);
        let gain = Parameter::Gain;
        if drawn.begun {
            host.begin(gain);
        }
        if let Some(new) = drawn.gain {
            let value = host.value_of_gain(new);
            if drawn.held {
                host.set(gain, value);
            } else {
                host.turn(gain, value);
            }
        }
        if drawn.ended {
            host.end(gain);
        }
        // The limiter has the place of mute and solo.
        let on = host.is_on(Parameter::Limiter);
        let words = match self.reduction.decibels {
            taken if taken >= 0.05 && on => format!("LIM −{taken:.1}"),
            _ => "LIM".to_owned(),
        };
        let ink = if self.reduction.decibels >= 0.05 && on {
            theme.warning
        } else {
            theme.text
        };
        let area = drawn.switches;
        let response = strip::switch(ui, area, &words, "limiter", on, theme.panel, ink, theme);
        if response.clicked() {
            host.turn(Parameter::Limiter, if on { 0.0 } else { 1.0 });
        }
        response.on_hover_text(
            "The limiter of the main output, and what it takes off now, dB. A click switches it.",
        );
    }

    fn numbered(
        &mut self,
        ui: &mut Ui,
        output: usize,
        strips: &mut [Strip],
        around: &mut Around<'_>,
    ) {
        let theme = around.theme;
        let soloed = strips.iter().any(|strip| strip.solo);
        let strip = &mut strips[output - 1];
        let name = match strip.name.is_empty() {
            true => named(around.editor.session(), output),
            false => strip.name.clone(),
        };
        let shown = Shown {
            output,
            name: &name,
            gain: strip.gain,
            most: phonon_session::state::MAX_STRIP_GAIN,
            meters: self.outputs[output - 1],
            heard: !is_muted_by(strip, soloed),
            chosen: around.has_keyboard && self.chosen == output,
        };
        let drawn = strip::show(ui, &shown, &mut self.doing, theme);
        if let Some(gain) = drawn.gain {
            strip.gain = strip::within(gain);
        }
        if let Some(name) = drawn.name {
            strip.name = name;
        }
        if drawn.begun || drawn.clicked {
            self.chosen = output;
        }
        let area = drawn.switches;
        let half = vec2(area.width() / 2.0 - 2.0, area.height());
        let places = [
            (area.min, "M", "mute", &mut strip.mute, theme.warning),
            (
                pos2(area.right() - half.x, area.top()),
                "S",
                "solo",
                &mut strip.solo,
                theme.note,
            ),
        ];
        for (at, letter, what, on, fill) in places {
            let label = format!("{what} o{output}");
            let area = Rect::from_min_size(at, half);
            let response = strip::switch(ui, area, letter, &label, *on, fill, theme.paper, theme);
            if response.clicked() {
                *on = !*on;
            }
            response.on_hover_text(what);
        }
        let is_followed = around.has_keyboard && self.chosen == output;
        if is_followed && std::mem::take(&mut self.follow) {
            ui.scroll_to_rect(drawn.rect, None);
        }
    }
}

/// The name that the code gives to an output; empty where it has none.
fn named(session: &phonon_session::Session, output: usize) -> String {
    let report = session.report();
    report
        .annotations
        .output(output)
        .unwrap_or_default()
        .to_owned()
}

/// The marks of the scale, over all strips.
fn ruler(ui: &mut Ui, theme: &Theme) {
    let size = vec2(ui.available_width(), RULER);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let track = strip::track(rect);
    for mark in decibels::MARKS {
        let x = track.left() + track.width() * decibels::share(mark);
        let words = match mark {
            level if level > 0.0 => format!("+{level}"),
            level if level < 0.0 => format!("−{}", -level),
            _ => "0".to_owned(),
        };
        // The last one would be cut by the edge.
        let at = pos2(x.min(rect.right() - 1.5 * GRID), rect.center().y);
        let ink = if mark == 0.0 { theme.text } else { theme.faint };
        ui.painter()
            .text(at, Align2::CENTER_CENTER, words, list::small(), ink);
    }
    let rule = Stroke::new(1.0, theme.rule);
    ui.painter().hline(rect.x_range(), rect.bottom(), rule);
}
