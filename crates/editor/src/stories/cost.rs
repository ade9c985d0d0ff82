//! What frames and keys cost. Not a part of the ordinary tests, as the figures depend on the machine:
//! `cargo test --release -p phonon-editor --lib cost -- --ignored --nocapture`.

use crate::{Automation, Editor};
use egui::{Context, Event, Pos2, RawInput, Rect, vec2};
use phonon_engine::Playing;
use phonon_session::Session;
use phonon_session::state::SavedState;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// A window without a window system.
struct Bench {
    context: Context,
    editor: Arc<Editor>,
    session: Arc<Session>,
    host: super::Knobs,
    seconds: f64,
}

impl Bench {
    fn new(text: &str) -> Self {
        let (session, _) = Session::new();
        *session.saved() = SavedState::playing(text);
        let mut bench = Self {
            context: Context::default(),
            editor: Editor::new(Arc::clone(&session)),
            session,
            host: Default::default(),
            seconds: 0.0,
        };
        bench.session.evaluate(text);
        let begun = Instant::now();
        while bench.session.report().serial == 0 && begun.elapsed() < Duration::from_secs(30) {
            bench.frame(Vec::new());
        }
        bench
    }

    /// A frame of 1/60 second, in which music plays; how long it took with its tessellation.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.seconds += 1.0 / 60.0;
        let telemetry = self.session.telemetry();
        telemetry.playing.store(true, Relaxed);
        telemetry.cps.store(0.5);
        telemetry.cycle.store(self.seconds * 0.5);
        telemetry.called();
        let playing = Playing {
            serial: self.session.report().serial,
            since: 0,
        };
        telemetry.swapped(playing, None);
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1440.0, 900.0))),
            time: Some(self.seconds),
            events,
            ..RawInput::default()
        };
        let begun = Instant::now();
        let host: &dyn Automation = &self.host;
        let output = self.context.run_ui(input, |ui| self.editor.frame(ui, host));
        let clipped = self
            .context
            .tessellate(output.shapes, output.pixels_per_point);
        let took = begun.elapsed();
        assert!(!clipped.is_empty());
        let mut textures = output.textures_delta;
        textures.clear();
        took
    }

    fn measure(&mut self, count: usize, events: impl Fn(usize) -> Vec<Event>) -> String {
        let mut took: Vec<Duration> = (0..count).map(|at| self.frame(events(at))).collect();
        took.sort();
        let milliseconds = |share: f64| {
            let at = ((count - 1) as f64 * share) as usize;
            took[at].as_secs_f64() * 1000.0
        };
        format!(
            "median {:.2} ms, 95 % {:.2} ms, longest {:.2} ms",
            milliseconds(0.5),
            milliseconds(0.95),
            milliseconds(1.0)
        )
    }
}

#[test]
#[ignore = "figures, not a test"]
fn cost() {
    let song = |name: &str| {
        let path = format!("{}/../../patterns/{name}.ph", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).expect("a song of ours")
    };
    let night = song("night-bus");
    let lines = night.lines().count() + 1;
    let long = format!("{night}\n").repeat(5000 / lines + 1);
    for (name, text) in [
        ("night-bus", night),
        ("stress_echoes", song("stress_echoes")),
        ("stress_extreme", song("stress_extreme")),
        ("5,000 lines", long),
    ] {
        let mut bench = Bench::new(&text);
        bench.measure(60, |_| Vec::new());
        // What plays is found in the background.
        std::thread::park_timeout(Duration::from_secs(1));
        println!("{name}: frame {}", bench.measure(300, |_| Vec::new()));
        let typed = |at: usize| match at % 2 {
            0 => vec![Event::Text("x".to_owned())],
            _ => Vec::new(),
        };
        println!("{name}: typing {}", bench.measure(200, typed));
    }
}
