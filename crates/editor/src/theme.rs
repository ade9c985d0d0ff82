//! Colours and sizes. Two themes: dark for the stage, light for a bright room. Text on its background meets WCAG AA.

use egui::Color32;
use phonon_language::Severity;

/// What the code is coloured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Label,
    Function,
    Bus,
    Number,
    Text,
    Notation,
    Operator,
    Comment,
    Unknown,
}

/// A set of colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Theme {
    pub dark: bool,
    /// Background of the code.
    pub paper: Color32,
    /// Behind header, mixer and status.
    pub panel: Color32,
    /// Buttons, fields, the current line.
    pub raised: Color32,
    /// Separating lines, empty parts of meters.
    pub rule: Color32,
    pub text: Color32,
    /// Text that matters less.
    pub faint: Color32,
    /// The one colour of what is alive: the cursor, the cycle, what sounds.
    pub accent: Color32,
    pub selection: Color32,
    pub error: Color32,
    pub warning: Color32,
    pub note: Color32,
    pub good: Color32,
    inks: [Color32; 10],
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// For the stage.
pub(super) const DARK: Theme = Theme {
    dark: true,
    paper: rgb(0x0d1017),
    panel: rgb(0x141922),
    raised: rgb(0x1d2430),
    rule: rgb(0x2a3342),
    text: rgb(0xdde4ee),
    faint: rgb(0x8b97a9),
    accent: rgb(0x4fe3c1),
    selection: rgb(0x24435e),
    error: rgb(0xff7185),
    warning: rgb(0xffc460),
    note: rgb(0x82b4ff),
    good: rgb(0x7ee081),
    inks: [
        rgb(0xdde4ee),
        rgb(0x4fe3c1),
        rgb(0x82b4ff),
        rgb(0x5fd7e8),
        rgb(0xffb169),
        rgb(0xd3e87c),
        rgb(0x9bb36a),
        rgb(0xd69bf0),
        rgb(0x7d899b),
        rgb(0xff7185),
    ],
};

/// For a bright room.
pub(super) const LIGHT: Theme = Theme {
    dark: false,
    paper: rgb(0xfbfcfe),
    panel: rgb(0xeef1f6),
    raised: rgb(0xe1e6ee),
    rule: rgb(0xc9d1dd),
    text: rgb(0x1c2430),
    faint: rgb(0x566276),
    accent: rgb(0x007a64),
    selection: rgb(0xc6ddf7),
    error: rgb(0xc3203c),
    warning: rgb(0x8a5a00),
    note: rgb(0x1f5fc4),
    good: rgb(0x1d7a2c),
    inks: [
        rgb(0x1c2430),
        rgb(0x007a64),
        rgb(0x1f5fc4),
        rgb(0x00718a),
        rgb(0xa84e00),
        rgb(0x4a6b00),
        rgb(0x5f6e30),
        rgb(0x8a2fb0),
        rgb(0x66717f),
        rgb(0xc3203c),
    ],
};

impl Theme {
    /// The theme chosen.
    pub(super) fn of(light: bool) -> Self {
        if light { LIGHT } else { DARK }
    }

    /// The colour of a message.
    pub(super) fn message(&self, severity: Severity) -> Color32 {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Note => self.note,
        }
    }

    /// The colour of a kind of code.
    pub(super) fn ink(&self, ink: Ink) -> Color32 {
        self.inks[ink as usize]
    }

    /// Tells egui's own widgets.
    pub(super) fn apply(&self, context: &egui::Context) {
        let mut visuals = if self.dark {
            egui::Visuals::dark()
        } else {
            egui::Visuals::light()
        };
        visuals.panel_fill = self.panel;
        visuals.window_fill = self.panel;
        visuals.extreme_bg_color = self.paper;
        visuals.faint_bg_color = self.raised;
        visuals.override_text_color = Some(self.text);
        visuals.hyperlink_color = self.accent;
        visuals.selection.bg_fill = self.selection;
        visuals.selection.stroke = egui::Stroke::new(1.0, self.text);
        visuals.window_stroke = egui::Stroke::new(1.0, self.rule);
        visuals.window_corner_radius = egui::CornerRadius::same(8);
        visuals.menu_corner_radius = egui::CornerRadius::same(8);
        let radius = egui::CornerRadius::same(5);
        let widgets = &mut visuals.widgets;
        for (look, fill, stroke) in [
            (&mut widgets.noninteractive, self.panel, self.rule),
            (&mut widgets.inactive, self.raised, Color32::TRANSPARENT),
            (&mut widgets.hovered, self.rule, self.faint),
            (&mut widgets.active, self.rule, self.accent),
            (&mut widgets.open, self.raised, self.rule),
        ] {
            look.bg_fill = fill;
            look.weak_bg_fill = fill;
            look.bg_stroke = egui::Stroke::new(1.0, stroke);
            look.fg_stroke = egui::Stroke::new(1.0, self.text);
            look.corner_radius = radius;
            look.expansion = 0.0;
        }
        context.set_visuals(visuals);
        context.all_styles_mut(|style| {
            style.spacing.item_spacing = egui::vec2(8.0, 6.0);
            style.spacing.button_padding = egui::vec2(8.0, 3.0);
            style.interaction.selectable_labels = false;
        });
    }
}

/// `a` with `share` (0 to 1) of `b`.
pub(super) fn mix(a: Color32, b: Color32, share: f32) -> Color32 {
    a.lerp_to_gamma(b, share.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG 2.1 defines it.
    fn luminance(color: Color32) -> f64 {
        let linear = |byte: u8| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.03928 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_can_be_read() {
        for theme in [DARK, LIGHT] {
            for ink in theme.inks.iter().chain([
                &theme.error,
                &theme.warning,
                &theme.note,
                &theme.good,
                &theme.accent,
            ]) {
                assert!(
                    contrast(*ink, theme.paper) >= 4.5,
                    "{ink:?} on paper, dark: {}",
                    theme.dark
                );
            }
            for ink in [
                theme.text,
                theme.faint,
                theme.accent,
                theme.error,
                theme.warning,
                theme.good,
            ] {
                assert!(
                    contrast(ink, theme.panel) >= 4.5,
                    "{ink:?} on panel, dark: {}",
                    theme.dark
                );
            }
            assert!(contrast(theme.text, theme.selection) >= 4.5);
        }
    }
}
