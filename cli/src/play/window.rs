//! The window of `phonon play --window`: the plugin's own, without a host.

use super::panel::Panel;
use phonon_editor::{Editor, FRAME};
use phonon_session::state::WindowState;
use phonon_window::{Content, LogicalSize, Settings};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// What the window shows, until it is over.
struct Shown {
    editor: Arc<Editor>,
    panel: Arc<Panel>,
    is_over: Arc<AtomicBool>,
}

impl Content for Shown {
    fn frame(&mut self, ui: &mut egui::Ui) {
        self.editor.frame(ui, &*self.panel);
        if self.is_over.load(Relaxed) {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    fn wants_keys(&self, _: &egui::Context) -> bool {
        true
    }
}

/// Opens the window and returns when the user has closed it, or when it `is_over`.
pub(super) fn show(
    title: &str,
    editor: &Arc<Editor>,
    panel: &Arc<Panel>,
    is_over: &AtomicBool,
) -> Result<(), String> {
    let size = editor.session().saved().window;
    let settings = Settings {
        title: title.to_owned(),
        size: LogicalSize::new(f64::from(size.width), f64::from(size.height)),
        min_size: LogicalSize::new(f64::from(WindowState::MIN.0), f64::from(WindowState::MIN.1)),
        parent: None,
        scale: None,
    };
    let closes = Arc::new(AtomicBool::new(false));
    let shown = Shown {
        editor: Arc::clone(editor),
        panel: Arc::clone(panel),
        is_over: Arc::clone(&closes),
    };
    let window = phonon_window::open(settings, shown, None).map_err(|error| error.to_string())?;
    let waker = window.waker();
    let is_closed = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut seen = 0;
            while !is_closed.load(Relaxed) {
                std::thread::sleep(FRAME);
                closes.store(is_over.load(Relaxed), Relaxed);
                let now = editor.session().stirred();
                if now != seen || closes.load(Relaxed) {
                    seen = now;
                    waker.wake();
                }
            }
        });
        let closed = window.run_until_closed();
        is_closed.store(true, Relaxed);
        closed.map_err(|error| error.to_string())
    })
}
