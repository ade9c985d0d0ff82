//! How voices are made, and what a cycle is: settings that are kept with the project.

use crate::theme::{GRID, SMALL, Theme};
use egui::{RichText, Slider, Ui, vec2};
use phonon_engine::voices::{POOL, sample::Interpolation};
use phonon_session::Session;
use phonon_session::state::SoundSettings;

/// What is being changed.
#[derive(Default)]
pub(super) struct Voices {
    /// Voices, while the slider moves: only what it comes to rest at is taken, as it takes a new engine.
    voices: Option<usize>,
}

impl Voices {
    /// Draws the settings; whether one was changed.
    pub(super) fn show(&mut self, ui: &mut Ui, session: &Session, theme: &Theme) -> bool {
        let before = session.saved().sound;
        let mut sound = before;
        let bars_before = session.saved().by_bars;
        let mut by_bars = bars_before;
        egui::Grid::new("sound")
            .num_columns(2)
            .spacing(vec2(2.0 * GRID, GRID))
            .show(ui, |ui| {
                ui.label("Most voices at once");
                let mut voices = self.voices.unwrap_or(sound.voices);
                let slider = Slider::new(&mut voices, POOL.0..=POOL.1).logarithmic(true);
                let response = ui.add(slider);
                if response.dragged() || response.has_focus() {
                    self.voices = Some(voices);
                } else {
                    self.voices = None;
                    sound.voices = voices;
                }
                ui.end_row();

                ui.label("Samples are read by");
                ui.horizontal(|ui| {
                    for way in [Interpolation::Cubic, Interpolation::Sinc] {
                        ui.radio_value(&mut sound.interpolation, way, name(way));
                    }
                });
                ui.end_row();

                ui.label("and in a bounce by");
                ui.horizontal(|ui| {
                    let bounced = &mut sound.bounce_interpolation;
                    ui.radio_value(bounced, None, "the same");
                    for way in [Interpolation::Cubic, Interpolation::Sinc] {
                        ui.radio_value(bounced, Some(way), name(way));
                    }
                });
                ui.end_row();

                ui.label("A cycle is");
                ui.horizontal(|ui| {
                    ui.radio_value(&mut by_bars, false, "4 quarter notes");
                    ui.radio_value(&mut by_bars, true, "the host's bar");
                })
                .response
                .on_hover_text("Where the text does not say `beats:`");
                ui.end_row();
            });
        let hint = "A change ends what sounds just now; the song goes on.";
        ui.label(RichText::new(hint).size(SMALL).color(theme.faint));
        session.set_by_bars(by_bars);
        take(session, before, sound) || by_bars != bars_before
    }
}

fn name(way: Interpolation) -> &'static str {
    match way {
        Interpolation::Cubic => "cubic",
        Interpolation::Sinc => "windowed sinc",
    }
}

/// Puts new settings in force; whether they are new.
fn take(session: &Session, before: SoundSettings, sound: SoundSettings) -> bool {
    let changed = sound != before;
    if changed {
        session.set_sound(sound);
    }
    changed
}
