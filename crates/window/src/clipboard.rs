//! The system's clipboard, opened when it is first needed.

/// The clipboard; where the system has none, copying and pasting within the window still work.
#[derive(Default)]
pub(crate) struct Clipboard {
    system: Option<arboard::Clipboard>,
    /// What was copied last in this window.
    own: String,
}

impl Clipboard {
    fn system(&mut self) -> Option<&mut arboard::Clipboard> {
        if self.system.is_none() {
            self.system = arboard::Clipboard::new().ok();
        }
        self.system.as_mut()
    }

    /// The text on the clipboard; none where something else is on it.
    pub(crate) fn paste(&mut self) -> Option<String> {
        let text = match self.system() {
            Some(system) => system.get_text().ok()?,
            None => self.own.clone(),
        };
        (!text.is_empty()).then_some(text)
    }

    /// Puts a text on the clipboard.
    pub(crate) fn copy(&mut self, text: String) {
        if let Some(system) = self.system() {
            let _ = system.set_text(text.clone());
        }
        self.own = text;
    }
}
