//! The letters: Inter with figures of one width for what surrounds the code, JetBrains Mono for the code (both under the SIL
//! Open Font License, see `fonts/OFL.txt`), and behind them egui's own for symbols and emoji.
//!
//! What these lack (Chinese, Japanese, Korean and others) is taken from the system's fonts, once a text needs it.

use egui::{FontData, FontDefinitions, FontFamily};
use std::sync::Arc;

/// The name of the family of strong letters.
const STRONG: &str = "strong";

/// Inter, half bold: headings and what is read from afar.
pub(super) fn strong() -> FontFamily {
    FontFamily::Name(STRONG.into())
}

/// All fonts of the window.
pub(super) fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let faces: [(&str, &[u8]); 3] = [
        ("Inter", include_bytes!("../fonts/Inter-Regular.otf")),
        (
            "Inter SemiBold",
            include_bytes!("../fonts/Inter-SemiBold.otf"),
        ),
        (
            "JetBrains Mono",
            include_bytes!("../fonts/JetBrainsMono-Regular.ttf"),
        ),
    ];
    for (name, bytes) in faces {
        let data = FontData::from_static(bytes);
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    }
    let mut begin = |family: FontFamily, name: &str, others: &[String]| {
        let names = fonts.families.entry(family).or_default();
        if names.is_empty() {
            names.extend_from_slice(others);
        }
        names.insert(0, name.to_owned());
    };
    begin(FontFamily::Monospace, "JetBrains Mono", &[]);
    begin(FontFamily::Proportional, "Inter", &[]);
    // What one of the two lacks (boxes, triangles, circles) the other may have.
    let mut behind_the_first = |family: FontFamily, name: &str| {
        let names = fonts.families.entry(family).or_default();
        names.insert(1, name.to_owned());
    };
    behind_the_first(FontFamily::Monospace, "Inter");
    behind_the_first(FontFamily::Proportional, "JetBrains Mono");
    let others = fonts.families[&FontFamily::Proportional].clone();
    let mut names = vec!["Inter SemiBold".to_owned()];
    names.extend(others);
    fonts.families.insert(strong(), names);
    fonts
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Context, FontId, RawInput};

    #[test]
    fn figures_have_one_width_and_signs_of_the_language_are_there() {
        let context = Context::default();
        context.set_fonts(definitions());
        let mut output = context.run_ui(RawInput::default(), |ui| {
            ui.fonts_mut(|fonts| {
                for family in [FontFamily::Proportional, strong(), FontFamily::Monospace] {
                    let font = FontId::new(14.0, family);
                    let width = fonts.glyph_width(&font, '0');
                    for figure in '1'..='9' {
                        let differs = (fonts.glyph_width(&font, figure) - width).abs();
                        // Less than a tenth of a pixel in a row of figures.
                        assert!(differs < 0.02, "{figure}: {differs}");
                    }
                }
                for family in [FontFamily::Proportional, strong(), FontFamily::Monospace] {
                    let font = FontId::new(14.0, family);
                    for sign in "▾▸▶✕✓●○◌◆■□▁▂▃▄▅▆▇█↺←→↑↓×·–−∞…".chars()
                    {
                        assert!(fonts.has_glyph(&font, sign), "{sign}");
                    }
                }
                let code = FontId::monospace(14.0);
                for sign in "~[]{}<>|@#$%&*+-/\\?!.,:;_'\"^µäéñøßčŁжΩ→".chars() {
                    assert!(fonts.has_glyph(&code, sign), "{sign}");
                }
            });
        });
        output.textures_delta.clear();
    }
}
