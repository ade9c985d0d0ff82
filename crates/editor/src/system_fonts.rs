//! Letters that our own fonts lack, from the fonts of the system: looked for in the background when a text needs them.

use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use egui::{Context, FontData, FontFamily, FontId};
use fontdb::{Database, ID, Style};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// What was looked for.
#[derive(Default)]
pub(super) struct SystemFonts {
    /// Letters that were looked for, found or not: each is looked for once.
    asked: HashSet<char>,
    /// A font is being looked for: it may have the other letters too.
    is_busy: Arc<AtomicBool>,
    /// The text that was looked through last.
    revision: Option<u64>,
}

impl SystemFonts {
    /// Looks through a text that has changed, and sends for a font with the first letter that is lacking.
    pub(super) fn look(&mut self, context: &Context, revision: u64, text: &str) {
        if self.revision == Some(revision) || text.is_ascii() || self.is_busy.load(Relaxed) {
            return;
        }
        let lacking = context.fonts_mut(|fonts| {
            let font = FontId::monospace(14.0);
            let mut strange = text.chars().filter(|letter| {
                !letter.is_ascii() && !letter.is_whitespace() && !letter.is_control()
            });
            strange.find(|letter| !self.asked.contains(letter) && !fonts.has_glyph(&font, *letter))
        });
        let Some(letter) = lacking else {
            self.revision = Some(revision);
            return;
        };
        self.asked.insert(letter);
        self.is_busy.store(true, Relaxed);
        let is_busy = Arc::clone(&self.is_busy);
        let context = context.clone();
        let looks = std::thread::Builder::new().name("phonon fonts".to_owned());
        // Without a thread the letter stays a box, as it was.
        let _ = looks.spawn(move || {
            let mut fonts = Database::new();
            fonts.load_system_fonts();
            if let Some(font) = with_letter(&fonts, letter).and_then(|id| insert(&fonts, id)) {
                context.add_font(font);
            }
            is_busy.store(false, Relaxed);
            // The next frame looks for the next letter.
            context.request_repaint();
        });
    }
}

/// A face that has a letter: an upright one of normal weight, if there is one.
fn with_letter(fonts: &Database, letter: char) -> Option<ID> {
    let has = |id: ID| {
        fonts.with_face_data(id, |data, index| {
            ttf_parser::Face::parse(data, index)
                .is_ok_and(|face| face.glyph_index(letter).is_some())
        })
    };
    let mut faces: Vec<_> = fonts.faces().collect();
    faces.sort_by_key(|face| {
        let slanted = face.style != Style::Normal;
        (slanted, face.weight.0.abs_diff(400), !face.monospaced)
    });
    let mut ids = faces.into_iter().map(|face| face.id);
    ids.find(|id| has(*id) == Some(true))
}

/// The face behind all others.
fn insert(fonts: &Database, id: ID) -> Option<FontInsert> {
    let name = format!("system {}", fonts.face(id)?.post_script_name);
    let data = fonts.with_face_data(id, |data, index| {
        let mut font = FontData::from_owned(data.to_vec());
        font.index = index;
        font
    })?;
    let behind = |family| InsertFontFamily {
        family,
        priority: FontPriority::Lowest,
    };
    let families = vec![
        behind(FontFamily::Monospace),
        behind(FontFamily::Proportional),
        behind(super::fonts::strong()),
    ];
    Some(FontInsert::new(&name, data, families))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_is_found_by_a_letter_that_it_has() {
        let mut fonts = Database::new();
        let mono = include_bytes!("../fonts/JetBrainsMono-Regular.ttf");
        fonts.load_font_data(mono.to_vec());
        let found = with_letter(&fonts, 'Ж').expect("Cyrillic is there");
        let font = insert(&fonts, found).expect("the face can be read");
        assert!(font.name.contains("JetBrainsMono"), "{}", font.name);
        assert_eq!(with_letter(&fonts, '音'), None);
    }
}
