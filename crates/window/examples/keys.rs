//! A window that tells what was typed into it, a line an event: to see what a keyboard and its layout give.

use phonon_window::{Content, Settings, Waker, open};

struct Sink {
    told: Vec<String>,
}

impl Content for Sink {
    fn frame(&mut self, ui: &mut egui::Ui) {
        let events = ui.input(|input| input.events.clone());
        for event in events {
            let told = match event {
                egui::Event::Text(text) => format!("text {text}"),
                egui::Event::Paste(text) => format!("paste {text}"),
                egui::Event::Copy => "copy".to_owned(),
                egui::Event::Cut => "cut".to_owned(),
                egui::Event::Key {
                    key,
                    pressed: true,
                    repeat,
                    modifiers,
                    ..
                } => {
                    let held = [
                        (modifiers.ctrl, "ctrl+"),
                        (modifiers.alt, "alt+"),
                        (modifiers.shift, "shift+"),
                        (repeat, "again+"),
                    ];
                    let held: String = held
                        .iter()
                        .filter(|(is, _)| *is)
                        .map(|(_, name)| *name)
                        .collect();
                    format!("key {held}{}", key.name())
                }
                egui::Event::PointerButton { pos, pressed, .. } => {
                    format!("button {pressed} {:.0} {:.0}", pos.x, pos.y)
                }
                egui::Event::MouseWheel { unit, delta, .. } => {
                    format!("wheel {unit:?} {}", delta.y)
                }
                _ => continue,
            };
            println!("{told}");
            self.told.push(told);
        }
        ui.label("Type something");
        for line in self.told.iter().rev().take(20) {
            ui.monospace(line);
        }
    }

    fn wants_keys(&self) -> bool {
        true
    }

    fn scaled(&mut self, scale: f64) {
        println!("scale {scale}");
    }
}

fn main() -> Result<(), baseview::Error> {
    let settings = Settings {
        title: "keys".to_owned(),
        size: (480.0, 320.0),
        least: (200.0, 100.0),
        scale: None,
        parent: None,
        parent_comes: false,
    };
    let window = open(settings, Sink { told: Vec::new() }, Waker::default(), None)?;
    window.show()?;
    window.run_until_closed()
}
