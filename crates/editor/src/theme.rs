//! Colours and sizes. Two themes: dark for the stage, light for a bright room. Text on its ground meets WCAG AA (4.5:1) in
//! every state, outlines of controls 3:1.

use egui::{Color32, FontId, Frame, TextStyle};
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

/// Heights of letters, points: notes and labels, everything else, and what is read from afar.
pub(super) const SMALL: f32 = 12.0;
pub(super) const BODY: f32 = 14.0;
pub(super) const LARGE: f32 = 22.0;

/// Distances are multiples of this many points.
pub(super) const GRID: f32 = 8.0;

/// Outputs that have a colour of their own; those above begin again.
const HUES: usize = 12;

/// A set of colours. There are three grounds, each 1.5 times as bright as the next: paper, panel, raised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Theme {
    pub dark: bool,
    /// Background of the code and of fields.
    pub paper: Color32,
    /// Behind header, dock, timeline and status.
    pub panel: Color32,
    /// Buttons and what is chosen in a list.
    pub raised: Color32,
    /// Separating lines, empty parts of meters.
    pub rule: Color32,
    /// Outlines of controls.
    pub outline: Color32,
    pub text: Color32,
    /// Text that matters less.
    pub faint: Color32,
    /// Numbers of lines, and other marks on paper that nobody reads at first.
    pub dim: Color32,
    /// What sounds now: the cycle, the present in the timeline. Nothing else.
    pub accent: Color32,
    pub selection: Color32,
    /// What is wrong, and hush. Nothing else.
    pub error: Color32,
    pub warning: Color32,
    pub note: Color32,
    pub good: Color32,
    inks: [Color32; 10],
    outputs: [Color32; HUES],
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// For the stage.
pub(super) const DARK: Theme = Theme {
    dark: true,
    paper: rgb(0x0c0f16),
    panel: rgb(0x283140),
    raised: rgb(0x455265),
    rule: rgb(0x3a4658),
    outline: rgb(0x9aa6b8),
    text: rgb(0xeaeff6),
    faint: rgb(0xc4cdd9),
    dim: rgb(0x8b97a9),
    accent: rgb(0x4fe3c1),
    selection: rgb(0x1d3552),
    error: rgb(0xff8d9b),
    warning: rgb(0xffc460),
    note: rgb(0x9cc4ff),
    good: rgb(0x8fe693),
    inks: [
        rgb(0xeaeff6),
        rgb(0xffffff),
        rgb(0x9cc4ff),
        rgb(0x6fdcec),
        rgb(0xffb97a),
        rgb(0xd3e87c),
        rgb(0xadc57c),
        rgb(0xe0aef6),
        rgb(0x9ba7b8),
        rgb(0xff8d9b),
    ],
    outputs: [
        rgb(0xaaccff),
        rgb(0xddaa88),
        rgb(0xaa77dd),
        rgb(0xbbff55),
        rgb(0x448899),
        rgb(0xff0099),
        rgb(0xcccc22),
        rgb(0x99aaff),
        rgb(0xffccaa),
        rgb(0x99ffff),
        rgb(0xcc11ff),
        rgb(0x779911),
    ],
};

/// For a bright room.
pub(super) const LIGHT: Theme = Theme {
    dark: false,
    paper: rgb(0xfcfdff),
    panel: rgb(0xcdd4de),
    raised: rgb(0xa5afbe),
    rule: rgb(0xb4bdca),
    outline: rgb(0x4c586a),
    text: rgb(0x0d1219),
    faint: rgb(0x2e3744),
    dim: rgb(0x66717f),
    accent: rgb(0x00604e),
    selection: rgb(0xc0d8f4),
    error: rgb(0x9c1029),
    warning: rgb(0x6a4400),
    note: rgb(0x17499a),
    good: rgb(0x145a20),
    inks: [
        rgb(0x0d1219),
        rgb(0x000000),
        rgb(0x1a4fa6),
        rgb(0x005a6e),
        rgb(0x833b00),
        rgb(0x3a5400),
        rgb(0x4a5626),
        rgb(0x712393),
        rgb(0x4f5a68),
        rgb(0xa31430),
    ],
    outputs: [
        rgb(0x0000cc),
        rgb(0x553300),
        rgb(0x662299),
        rgb(0x445522),
        rgb(0x007799),
        rgb(0x660044),
        rgb(0x777700),
        rgb(0x332277),
        rgb(0x996655),
        rgb(0x006666),
        rgb(0xbb22dd),
        rgb(0x556600),
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

    /// The colour of a numbered output, from 1; the main output has that of text.
    pub(super) fn output(&self, output: usize) -> Color32 {
        match output.checked_sub(1) {
            Some(index) => self.outputs[index % HUES],
            None => self.faint,
        }
    }

    /// What stands behind a part of the code that sounds in `output`. `glow` is 1 where the sound begins, falling to 0. The
    /// letters on it have the colour of text.
    pub(super) fn lit(&self, output: usize, glow: f32) -> Color32 {
        mix(
            self.paper,
            self.output(output),
            0.14 + 0.22 * glow.clamp(0.0, 1.0),
        )
    }

    /// The frame of what lies over the code for a while: a palette, figures, a hint.
    pub(super) fn floating(&self, fill: Color32) -> Frame {
        Frame::new()
            .fill(fill)
            .stroke(egui::Stroke::new(1.0, self.outline))
            .corner_radius(GRID)
            .inner_margin(GRID)
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
        visuals.text_edit_bg_color = Some(self.paper);
        visuals.faint_bg_color = self.raised;
        visuals.override_text_color = Some(self.text);
        visuals.hyperlink_color = self.note;
        visuals.selection.bg_fill = self.selection;
        visuals.selection.stroke = egui::Stroke::new(1.0, self.text);
        visuals.window_stroke = egui::Stroke::new(1.0, self.outline);
        visuals.window_corner_radius = egui::CornerRadius::same(8);
        visuals.menu_corner_radius = egui::CornerRadius::same(8);
        let radius = egui::CornerRadius::same(4);
        let widgets = &mut visuals.widgets;
        let hovered = mix(self.raised, self.text, 0.12);
        for (look, fill, stroke) in [
            (&mut widgets.noninteractive, self.panel, self.rule),
            (&mut widgets.inactive, self.raised, self.outline),
            (&mut widgets.hovered, hovered, self.text),
            (&mut widgets.active, hovered, self.text),
            (&mut widgets.open, self.raised, self.outline),
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
            style.spacing.item_spacing = egui::vec2(GRID, GRID);
            style.spacing.button_padding = egui::vec2(GRID, GRID / 2.0);
            style.spacing.interact_size = egui::vec2(3.0 * GRID, 3.0 * GRID);
            style.interaction.selectable_labels = false;
            for (name, font) in [
                (TextStyle::Small, FontId::proportional(SMALL)),
                (TextStyle::Body, FontId::proportional(BODY)),
                (TextStyle::Button, FontId::proportional(BODY)),
                (TextStyle::Monospace, FontId::monospace(BODY)),
                (TextStyle::Heading, FontId::proportional(LARGE)),
            ] {
                style.text_styles.insert(name, font);
            }
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

    fn linear(byte: u8) -> f64 {
        let share = f64::from(byte) / 255.0;
        if share <= 0.03928 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    }

    /// Relative luminance as WCAG 2.1 defines it.
    fn luminance(color: Color32) -> f64 {
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    const BOTH: [Theme; 2] = [DARK, LIGHT];

    #[track_caller]
    fn readable(what: &str, letters: Color32, ground: Color32, least: f64, theme: &Theme) {
        let found = contrast(letters, ground);
        assert!(
            found >= least,
            "{what}: {letters:?} on {ground:?} is {found:.2}:1, dark: {}",
            theme.dark
        );
    }

    #[test]
    fn the_three_grounds_differ_visibly() {
        for theme in &BOTH {
            readable("panel beside paper", theme.panel, theme.paper, 1.45, theme);
            readable("raised on panel", theme.raised, theme.panel, 1.45, theme);
            readable(
                "selection on paper",
                theme.selection,
                theme.paper,
                1.4,
                theme,
            );
        }
    }

    #[test]
    fn every_text_can_be_read_on_every_ground_it_stands_on() {
        for theme in &BOTH {
            let messages = [
                theme.error,
                theme.warning,
                theme.note,
                theme.good,
                theme.accent,
            ];
            for ground in [theme.paper, theme.panel] {
                for letters in messages {
                    readable("a message", letters, ground, 4.5, theme);
                }
            }
            for ground in [theme.paper, theme.panel, theme.raised, theme.selection] {
                readable("text", theme.text, ground, 4.5, theme);
                readable("faint text", theme.faint, ground, 4.5, theme);
            }
            readable("numbers of lines", theme.dim, theme.paper, 4.5, theme);
            for ink in theme.inks {
                readable("code", ink, theme.paper, 4.5, theme);
                readable("selected code", ink, theme.selection, 4.5, theme);
            }
            for output in 1..=HUES {
                readable(
                    "an output's name",
                    theme.output(output),
                    theme.paper,
                    4.5,
                    theme,
                );
                for glow in [0.0, 0.5, 1.0] {
                    let lit = theme.lit(output, glow);
                    readable("code that sounds", theme.text, lit, 4.5, theme);
                }
            }
        }
    }

    #[test]
    fn outlines_and_meters_stand_out() {
        for theme in &BOTH {
            for ground in [theme.paper, theme.panel, theme.raised] {
                readable("an outline", theme.outline, ground, 3.0, theme);
            }
            for output in 1..=HUES {
                let colour = theme.output(output);
                readable("an output's colour", colour, theme.panel, 3.0, theme);
            }
        }
    }

    /// A colour as the eyes of most, of protanopes and of deuteranopes see it (Machado, Oliveira and Fernandes 2009), in
    /// OKLab.
    fn seen(color: Color32) -> [[f64; 3]; 3] {
        const EYES: [[[f64; 3]; 3]; 3] = [
            [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        ];
        const CONES: [[f64; 3]; 3] = [
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ];
        const LAB: [[f64; 3]; 3] = [
            [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
            [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
        ];
        let times = |matrix: &[[f64; 3]; 3], vector: [f64; 3]| {
            matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum::<f64>())
        };
        let linear = [color.r(), color.g(), color.b()].map(linear);
        EYES.map(|eye| {
            let cones = times(&CONES, times(&eye, linear).map(|part| part.clamp(0.0, 1.0)));
            times(&LAB, cones.map(f64::cbrt))
        })
    }

    #[test]
    fn outputs_are_told_apart_by_the_colour_blind_too() {
        for theme in &BOTH {
            for one in 1..=HUES {
                for other in one + 1..=HUES {
                    let apart = seen(theme.output(one))
                        .into_iter()
                        .zip(seen(theme.output(other)))
                        .map(|(a, b)| {
                            a.iter()
                                .zip(b)
                                .map(|(a, b)| (a - b).powi(2))
                                .sum::<f64>()
                                .sqrt()
                        })
                        .fold(f64::INFINITY, f64::min);
                    // A difference that is just noticed is about 0.02.
                    assert!(
                        apart >= 0.05,
                        "o{one} and o{other}: {apart:.3}, dark: {}",
                        theme.dark
                    );
                }
            }
        }
    }
}
