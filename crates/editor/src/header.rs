//! The strip on top: where the cycle is, the tempo, whether time runs, what it costs.

use super::Editor;
use super::app::{Command, Wish};
use super::automation::{Automation, Parameter};
use super::theme::{Theme, mix};
use egui::{Align2, Color32, FontId, Rect, RichText, Sense, Stroke, Ui, pos2, vec2};
use phonon_session::state::WindowState;
use phonon_session::telemetry::{Phase, REPORTED_FRAMES, Telemetry};
use std::sync::atomic::Ordering::Relaxed;

/// Draws it. What it asks for beyond parameters goes to `wishes`.
pub(super) fn show(
    ui: &mut Ui,
    editor: &Editor,
    host: &dyn Automation,
    theme: &Theme,
    window: &mut WindowState,
    wishes: &mut Vec<Wish>,
) {
    let rect = ui.max_rect();
    let telemetry = editor.session.telemetry();
    ui.painter().hline(
        rect.x_range(),
        rect.bottom() - 0.5,
        Stroke::new(1.0, theme.rule),
    );
    ui.set_clip_rect(rect);
    ui.scope_builder(
        egui::UiBuilder::new().max_rect(rect.shrink2(vec2(12.0, 0.0))),
        |ui| {
            ui.horizontal_centered(|ui| {
                ui.spacing_mut().item_spacing.x = 14.0;
                title(ui, editor, theme);
                cycle(ui, telemetry, theme);
                tempo(ui, telemetry, theme);
                choice(
                    ui,
                    host,
                    (Parameter::Run, ["Host", "Free"]),
                    "Run",
                    "Follow the host's transport, or run freely",
                    theme,
                );
                choice(
                    ui,
                    host,
                    (Parameter::Swap, ["Now", "Next cycle"]),
                    "Swap",
                    "When an evaluated text takes over",
                    theme,
                );
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.spacing_mut().item_spacing.x = 6.0;
                    if button(ui, "?", "Keys (Alt+H)", theme).clicked() {
                        wishes.push(Wish::Command(Command::Help));
                    }
                    if button(
                        ui,
                        "sound",
                        "Voices, samples, defaults of banks (Alt+S)",
                        theme,
                    )
                    .clicked()
                    {
                        wishes.push(Wish::Command(Command::Sound));
                    }
                    if button(
                        ui,
                        if window.light { "dark" } else { "light" },
                        "Theme (Alt+T)",
                        theme,
                    )
                    .clicked()
                    {
                        window.light = !window.light;
                    }
                    if button(ui, "hush", "Silence (Ctrl+H)", theme).clicked() {
                        wishes.push(Wish::Command(Command::Hush));
                    }
                    if play_button(ui, theme).clicked() {
                        wishes.push(Wish::Command(Command::EvaluateAll));
                    }
                    ui.add_space(6.0);
                    performance(ui, telemetry, theme);
                });
            });
        },
    );
}

/// The name of the track in its colour, where the host tells; else our own.
fn title(ui: &mut Ui, editor: &Editor, theme: &Theme) {
    /// Points: what stands beside it needs its room.
    const WIDEST: f32 = 120.0;
    let track = editor.track();
    let name = track.as_ref().map_or("", |track| track.name.trim());
    let text = if name.is_empty() { "Phonon" } else { name };
    let text = RichText::new(text).size(17.0).strong().color(theme.text);
    if let Some(colour) = track.as_ref().and_then(|track| track.colour) {
        let (stripe, _) = ui.allocate_exact_size(vec2(4.0, 18.0), Sense::hover());
        let [red, green, blue] = colour;
        let colour = Color32::from_rgb(red, green, blue);
        ui.painter().rect_filled(stripe, 2.0, colour);
    }
    ui.scope(|ui| {
        ui.set_max_width(WIDEST);
        let label = ui.add(egui::Label::new(text).truncate());
        if !name.is_empty() {
            label.on_hover_text(format!("Phonon on the track {name}"));
        }
    });
}

/// The ring that turns once a cycle, and the position.
fn cycle(ui: &mut Ui, telemetry: &Telemetry, theme: &Theme) {
    let position = telemetry.cycle.load();
    let playing = telemetry.playing.load(Relaxed);
    let (rect, response) = ui.allocate_exact_size(vec2(98.0, 34.0), Sense::hover());
    let painter = ui.painter();
    let (centre, radius) = (pos2(rect.left() + 16.0, rect.center().y), 11.0);
    painter.circle_stroke(centre, radius, Stroke::new(3.0, theme.rule));
    let part = position.rem_euclid(1.0) as f32;
    let ink = if playing { theme.accent } else { theme.faint };
    let steps = (part * 48.0).ceil() as usize;
    let points: Vec<_> = (0..=steps)
        .map(|step| {
            let angle = (step as f32 / 48.0).min(part) * std::f32::consts::TAU;
            centre + radius * vec2(angle.sin(), -angle.cos())
        })
        .collect();
    if let Some(tip) = points.last().copied().filter(|_| points.len() > 1) {
        painter.line(points, Stroke::new(3.0, ink));
        painter.circle_filled(tip, 2.6, ink);
    }
    let text = pos2(centre.x + radius + 10.0, rect.center().y);
    painter.text(
        text,
        Align2::LEFT_CENTER,
        format!("{position:.2}"),
        FontId::monospace(15.0),
        theme.text,
    );
    response
        .on_hover_text("Position in cycles")
        .widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Label, true, format!("cycle {position:.2}"))
        });
}

fn tempo(ui: &mut Ui, telemetry: &Telemetry, theme: &Theme) {
    let bpm = telemetry.bpm.load();
    let playing = telemetry.playing.load(Relaxed);
    let said = match (playing, telemetry.host_clock.load(Relaxed)) {
        (true, true) => "The host plays",
        (true, false) => "Running freely",
        (false, _) => "Standing still",
    };
    let (rect, response) = ui.allocate_exact_size(vec2(14.0, 34.0), Sense::hover());
    let centre = rect.center();
    if playing {
        let triangle = [vec2(-4.0, -5.5), vec2(-4.0, 5.5), vec2(6.0, 0.0)]
            .map(|corner| centre + corner)
            .to_vec();
        ui.painter().add(egui::Shape::convex_polygon(
            triangle,
            theme.good,
            Stroke::NONE,
        ));
    } else {
        ui.painter().rect_filled(
            Rect::from_center_size(centre, vec2(9.0, 9.0)),
            1.5,
            theme.faint,
        );
    }
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, said));
    response.on_hover_text(said);
    let shown = if bpm > 0.0 {
        format!("{bpm:.1} bpm")
    } else {
        "– bpm".to_owned()
    };
    ui.label(RichText::new(shown).size(13.5).color(theme.text))
        .on_hover_text(format!("{:.4} cycles per second", telemetry.cps.load()));
}

/// A parameter with two values, as two halves of a button.
fn choice(
    ui: &mut Ui,
    host: &dyn Automation,
    (parameter, labels): (Parameter, [&str; 2]),
    name: &str,
    help: &str,
    theme: &Theme,
) {
    ui.spacing_mut().item_spacing.x = 0.0;
    let second = host.is_on(parameter);
    for (index, label) in labels.into_iter().enumerate() {
        let chosen = second == (index == 1);
        let ink = if chosen { theme.text } else { theme.faint };
        let fill = if chosen { theme.rule } else { theme.raised };
        let size = vec2(label.chars().count() as f32 * 7.0 + 16.0, 24.0);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let radius = egui::CornerRadius {
            nw: if index == 0 { 5 } else { 0 },
            sw: if index == 0 { 5 } else { 0 },
            ne: if index > 0 { 5 } else { 0 },
            se: if index > 0 { 5 } else { 0 },
        };
        let fill = if response.hovered() {
            mix(fill, theme.faint, 0.2)
        } else {
            fill
        };
        ui.painter().rect_filled(rect, radius, fill);
        ui.painter().text(
            rect.center(),
            Align2::CENTER_CENTER,
            label,
            FontId::proportional(12.5),
            ink,
        );
        response.widget_info(|| {
            egui::WidgetInfo::selected(
                egui::Role::RadioButton,
                true,
                chosen,
                format!("{name}: {label}"),
            )
        });
        if response.clicked() {
            host.turn(parameter, index as f32);
        }
        response.on_hover_text(format!("{name}: {help}"));
    }
    ui.spacing_mut().item_spacing.x = 14.0;
}

fn button(ui: &mut Ui, label: &str, help: &str, theme: &Theme) -> egui::Response {
    let text = RichText::new(label).size(12.5).color(theme.text);
    ui.add(egui::Button::new(text).min_size(vec2(26.0, 24.0)))
        .on_hover_text(help)
}

fn play_button(ui: &mut Ui, theme: &Theme) -> egui::Response {
    let ink = theme.paper;
    let text = RichText::new("evaluate").size(12.5).color(ink);
    ui.add(
        egui::Button::new(text)
            .min_size(vec2(66.0, 24.0))
            .fill(theme.accent),
    )
    .on_hover_text("Play what you see (Ctrl+Enter)")
}

/// Width of the figures in words, and of their bar alone.
const FIGURES: f32 = 148.0;
const BAR: f32 = 44.0;

/// Voices, the share of real time, and in the tooltip the phases. Where there is little room only the bar is left, or nothing.
fn performance(ui: &mut Ui, telemetry: &Telemetry, theme: &Theme) {
    let load = telemetry.load.load();
    let voices = telemetry.voices.load(Relaxed);
    let room = ui.available_width();
    if room < BAR {
        return;
    }
    let width = if room < FIGURES { BAR } else { FIGURES };
    let (rect, response) = ui.allocate_exact_size(vec2(width, 34.0), Sense::hover());
    let painter = ui.painter();
    let ink = if load > 0.8 {
        theme.error
    } else if load > 0.5 {
        theme.warning
    } else {
        theme.accent
    };
    let bar = Rect::from_min_size(
        pos2(rect.right() - BAR, rect.center().y - 3.0),
        vec2(BAR, 6.0),
    );
    painter.rect_filled(bar, 3.0, theme.rule);
    let full = Rect::from_min_size(
        bar.min,
        vec2(bar.width() * (load as f32).clamp(0.02, 1.0), bar.height()),
    );
    painter.rect_filled(full, 3.0, ink);
    let text = format!("{voices} voices  {:.1}%", load * 100.0);
    if width > BAR {
        let at = pos2(bar.left() - 8.0, rect.center().y);
        painter.text(
            at,
            Align2::RIGHT_CENTER,
            &text,
            FontId::proportional(12.5),
            theme.faint,
        );
    }
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text.clone()));
    response.on_hover_ui(|ui| details(ui, telemetry, theme));
}

fn details(ui: &mut Ui, telemetry: &Telemetry, theme: &Theme) {
    ui.label(
        RichText::new(format!("Microseconds for {REPORTED_FRAMES} frames")).color(theme.faint),
    );
    egui::Grid::new("phases")
        .num_columns(4)
        .spacing(vec2(16.0, 3.0))
        .show(ui, |ui| {
            for heading in ["", "median", "99 %", "worst"] {
                ui.label(RichText::new(heading).color(theme.faint));
            }
            ui.end_row();
            for phase in Phase::ALL {
                let times = &telemetry.phases[phase as usize];
                ui.label(phase.name());
                for time in [times.percentile(0.5), times.percentile(0.99), times.worst()] {
                    ui.monospace(format!("{:8.1}", time as f64 / 1000.0));
                }
                ui.end_row();
            }
        });
    let count = |label: &str, value: u64| format!("{label} {value}");
    ui.label(count("events", telemetry.events.load(Relaxed)));
    ui.label(count("events dropped", telemetry.dropped.load(Relaxed)));
    ui.label(count(
        "voices shed for want of time",
        telemetry.shed.load(Relaxed),
    ));
    ui.label(count(
        "sounds that were not finite",
        telemetry.faults.load(Relaxed),
    ));
    ui.label(count(
        "heap operations on the audio thread",
        telemetry.heap_operations.load(Relaxed),
    ));
}
