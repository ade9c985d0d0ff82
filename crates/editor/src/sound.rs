//! How voices are made, where samples come from and what they take by default: the settings that are kept with the project.

#![allow(clippy::disallowed_methods, reason = "the window's thread")]

use super::banks::Banks;
use super::theme::Theme;
use egui::{Align2, Context, Key, RichText, Slider, TextEdit, Ui, vec2};
use phonon_engine::voices::{POOL, sample::Interpolation};
use phonon_session::Session;
use phonon_session::state::SoundSettings;
use std::path::Path;

/// The window over the code, open or not, and what is being changed in it.
#[derive(Default)]
pub(super) struct Sound {
    /// Whether the dialog is shown.
    pub open: bool,
    /// Voices, while the slider moves: only what it comes to rest at is taken, as it takes a new engine.
    voices: Option<usize>,
    /// Path of a folder as it is typed.
    folder: String,
    banks: Banks,
}

/// Most points the window takes in width, and those around it that stay free.
const WIDTH: f32 = 640.0;
const MARGIN: f32 = 24.0;
/// Points of the list of banks: at least, at most, and what of the window is below and above it besides what is measured.
const LIST: (f32, f32) = (84.0, 560.0);
/// In windows lower than this all of it scrolls.
const LOW: f32 = 460.0;
const FRAME: f32 = 116.0;

impl Sound {
    /// Shows it over everything until it is closed. Whether a setting was changed.
    pub(super) fn show(&mut self, context: &Context, session: &Session, theme: &Theme) -> bool {
        if !self.open {
            return self.banks.finish(session);
        }
        let mut shown = true;
        let room = context.content_rect().size();
        let mut changed = false;
        egui::Window::new("Sound")
            .open(&mut shown)
            .collapsible(false)
            .resizable(false)
            .vscroll(room.y < LOW)
            .default_height(room.y - 2.0 * MARGIN)
            .anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0))
            .show(context, |ui| {
                ui.set_width((room.x - 2.0 * MARGIN - 16.0).min(WIDTH));
                ui.spacing_mut().item_spacing.y = 7.0;
                changed |= self.voices(ui, session, theme);
                ui.separator();
                changed |= self.folders(ui, session, theme);
                ui.separator();
                let list = room.y - ui.min_rect().height() - FRAME;
                let list = list.clamp(LIST.0, LIST.1);
                changed |= self.banks.show(ui, session, theme, list);
            });
        self.open = shown && !context.input(|input| input.key_pressed(Key::Escape));
        changed
    }

    fn voices(&mut self, ui: &mut Ui, session: &Session, theme: &Theme) -> bool {
        let before = session.saved().sound;
        let mut sound = before;
        let bars_before = session.saved().by_bars;
        let mut by_bars = bars_before;
        egui::Grid::new("sound")
            .num_columns(2)
            .spacing(vec2(18.0, 9.0))
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
        ui.label(RichText::new(hint).size(12.0).color(theme.faint));
        session.set_by_bars(by_bars);
        take(session, before, sound) || by_bars != bars_before
    }

    fn folders(&mut self, ui: &mut Ui, session: &Session, theme: &Theme) -> bool {
        let mut folders = session.saved().sample_folders.clone();
        let before = folders.len();
        ui.label("Folders of samples (name/*.wav is the bank name)");
        folders.retain(|folder| {
            ui.horizontal(|ui| {
                let keeps = !ui.small_button("×").on_hover_text("Leave it out").clicked();
                let there = Path::new(folder).is_dir();
                let ink = if there { theme.text } else { theme.error };
                ui.label(RichText::new(folder).monospace().size(12.0).color(ink));
                if !there {
                    ui.label(RichText::new("is not there").size(12.0).color(theme.error));
                }
                keeps
            })
            .inner
        });
        ui.horizontal(|ui| {
            let field = TextEdit::singleline(&mut self.folder)
                .hint_text("path of a folder")
                .desired_width(330.0);
            let response = ui.add(field);
            let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let typed = self.folder.trim().to_owned();
            let usable = Path::new(&typed).is_dir() && !folders.contains(&typed);
            let added = ui.add_enabled(usable, egui::Button::new("add")).clicked();
            if usable && (added || entered) {
                folders.push(typed);
                self.folder.clear();
            }
        });
        if !self.folder.trim().is_empty() && !Path::new(self.folder.trim()).is_dir() {
            let said = RichText::new("there is no such folder").size(12.0);
            ui.label(said.color(theme.warning));
        }
        let changed = folders.len() != before;
        if changed {
            session.set_sample_folders(folders);
        }
        changed
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::DARK;
    use egui::{Event, PointerButton, Pos2, RawInput, Rect, pos2};

    /// One frame of the window; `events` happen in it. What is drawn, as text and where.
    fn frame(
        context: &Context,
        sound: &mut Sound,
        session: &Session,
        events: Vec<Event>,
    ) -> (bool, Vec<(String, Pos2)>) {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(900.0, 600.0))),
            events,
            ..RawInput::default()
        };
        let mut changed = false;
        let mut output = context.run_ui(input, |ui| {
            changed |= sound.show(ui.ctx(), session, &DARK);
        });
        output.textures_delta.clear();
        let mut texts = Vec::new();
        for clipped in &output.shapes {
            if let egui::Shape::Text(text) = &clipped.shape {
                let rect = text.visual_bounding_rect();
                texts.push((text.galley.text().to_owned(), rect.center()));
            }
        }
        (changed, texts)
    }

    fn click(at: Pos2) -> [Vec<Event>; 2] {
        let button = |pressed| Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        };
        [
            vec![Event::PointerMoved(at), button(true)],
            vec![button(false)],
        ]
    }

    #[test]
    fn a_click_chooses_the_interpolation_and_the_project_keeps_it() {
        let (context, session) = (Context::default(), Session::new().0);
        let mut sound = Sound {
            open: true,
            ..Sound::default()
        };
        for _ in 0..3 {
            frame(&context, &mut sound, &session, Vec::new());
        }
        let (_, texts) = frame(&context, &mut sound, &session, Vec::new());
        let choices: Vec<Pos2> = texts
            .iter()
            .filter(|(text, _)| text == "windowed sinc")
            .map(|(_, at)| *at)
            .collect();
        assert_eq!(choices.len(), 2, "{texts:?}");
        let at = pos2(choices[0].x, choices[0].y);
        let changed = click(at)
            .map(|events| frame(&context, &mut sound, &session, events).0)
            .contains(&true);
        assert!(changed);
        let saved = session.saved().sound;
        assert_eq!(saved.interpolation, Interpolation::Sinc);
        // A bounce is what was heard, unless said otherwise.
        assert_eq!(saved.engine(true).interpolation, Interpolation::Sinc);
    }

    #[test]
    fn a_default_typed_into_a_bank_s_line_is_kept_at_once_and_in_force_with_enter() {
        let (context, session) = (Context::default(), Session::new().0);
        session.evaluate("o1: s \"bd\"");
        let begun = std::time::Instant::now();
        while session.banks().is_empty() {
            assert!(begun.elapsed() < std::time::Duration::from_secs(20));
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let mut sound = Sound {
            open: true,
            ..Sound::default()
        };
        let mut run = |events: Vec<Event>| frame(&context, &mut sound, &session, events);
        for _ in 0..3 {
            run(Vec::new());
        }
        let (_, texts) = run(Vec::new());
        let line = texts.iter().find(|(text, _)| text == "bd");
        let (_, name) = line.expect("the bank that plays is in view");
        for events in click(pos2(name.x + 260.0, name.y)) {
            run(events);
        }
        let kept = || session.saved().bank_defaults.get("bd").cloned();
        let key = |key| Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: egui::Modifiers::NONE,
        };
        assert!(!run(vec![Event::Text("gian 0.8".to_owned())]).0);
        let typed = kept().expect("it is kept");
        assert_eq!(
            (typed.draft.as_str(), typed.evaluated.as_str()),
            ("gian 0.8", "")
        );
        let (_, texts) = run(Vec::new());
        let is_told = |(text, _): &(String, Pos2)| text.starts_with("× no function `gian`");
        assert!(texts.iter().any(is_told), "{texts:?}");
        // Back to the `i` and the `a` the right way round.
        let mut mended = vec![key(Key::Home), key(Key::ArrowRight)];
        mended.extend([key(Key::Delete), key(Key::ArrowRight)]);
        mended.push(Event::Text("i".to_owned()));
        run(mended);
        assert_eq!(kept().expect("it is kept").draft, "gain 0.8");
        let changed = run(vec![key(Key::Enter)]).0 | run(Vec::new()).0;
        assert!(changed);
        assert_eq!(kept().expect("it is kept").evaluated, "gain 0.8");
    }
}
