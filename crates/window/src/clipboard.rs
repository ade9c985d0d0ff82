//! The system's clipboard, opened when it is first needed.

/// Text to and from other programs. Without a clipboard of the system, text goes round within the window.
#[derive(Default)]
pub(crate) struct Clipboard {
    system: Option<arboard::Clipboard>,
    /// What was copied here last.
    own: String,
}

impl Clipboard {
    fn system(&mut self) -> Option<&mut arboard::Clipboard> {
        if self.system.is_none() {
            self.system = arboard::Clipboard::new().ok();
        }
        self.system.as_mut()
    }

    /// The text to paste, with lines that end in `\n`.
    pub(crate) fn text(&mut self) -> Option<String> {
        let text = match self.system() {
            // No text on the clipboard is no error: a picture may be there.
            Some(system) => system.get_text().ok()?,
            None => self.own.clone(),
        };
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        (!text.is_empty()).then_some(text)
    }

    /// Copies a text.
    pub(crate) fn set(&mut self, text: String) {
        self.own.clone_from(&text);
        if let Some(system) = self.system()
            && system.set_text(text).is_err()
        {
            // The connection may have died with a server that was restarted: the next use makes another.
            self.system = None;
        }
    }
}
