//! A window that prints the events it gets, one a line: how a key, a wheel or a dropped file comes out.
//!
//! `cargo run -p phonon-window --example keys`

use phonon_window::{Content, LogicalSize, Settings, open};

struct Keys(Vec<String>);

impl Content for Keys {
    fn frame(&mut self, ui: &mut egui::Ui) {
        let (events, dropped) =
            ui.input(|input| (input.events.clone(), input.raw.dropped_files.clone()));
        let told = events
            .iter()
            .filter(|event| !matches!(event, egui::Event::PointerMoved(_)))
            .map(|event| format!("{event:?}"));
        let dropped = dropped
            .iter()
            .map(|file| format!("Dropped({:?})", file.path()));
        for line in told.chain(dropped) {
            println!("{line}");
            self.0.push(line);
        }
        for line in self.0.iter().rev().take(20) {
            ui.label(line);
        }
    }
}

fn main() -> Result<(), phonon_window::WindowError> {
    let settings = Settings {
        title: "Keys".to_owned(),
        size: LogicalSize::new(700.0, 460.0),
        min_size: LogicalSize::new(200.0, 100.0),
        parent: None,
        scale: None,
    };
    open(settings, Keys(Vec::new()), None)?.run_until_closed()
}
