//! Ctrl-C and the system's wish that the command end: unfinished files are removed before it does.

use super::Failure;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a command that was interrupted: 128 and the number of the signal of Ctrl-C, as shells have it.
pub(crate) const EXIT_CODE: u8 = 130;

static IS_INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on an interruption is remembered, for [`check`] to tell; a second one ends the command at once.
pub(crate) fn watch() {
    let watched = ctrlc::set_handler(|| {
        if IS_INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(EXIT_CODE));
        }
    });
    if let Err(error) = watched {
        eprintln!("warning: an interruption may leave an unfinished file: {error}");
    }
}

/// Fails once the command was interrupted.
pub(crate) fn check() -> Result<(), Failure> {
    match IS_INTERRUPTED.load(Ordering::Relaxed) {
        true => Err(Failure::Interrupted),
        false => Ok(()),
    }
}
