//! What is kept of the window: sizes, zooms, what is open. Small and copied freely: the window compares it each frame.

use serde::{Deserialize, Serialize};

/// The size and look of the window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowState {
    /// Width of the window, logical points.
    pub width: f32,
    /// Height of the window, logical points.
    pub height: f32,
    /// Size of the code's letters in logical points.
    pub font_size: f32,
    /// The light theme in place of the dark one.
    pub light: bool,
    /// Lines longer than the window go on in the next row.
    pub wrap: bool,
    /// Size of everything but the code, 0.75 to 2.
    pub ui_zoom: f32,
    /// The dock is open.
    pub dock_open: bool,
    /// Which tab of the dock was open last.
    pub dock_tab: DockTab,
    /// Width of the dock, logical points.
    pub dock_width: f32,
    /// The timeline is open.
    pub timeline_open: bool,
    /// Height of the timeline, logical points.
    pub timeline_height: f32,
    /// Hints that were shown already, a bit each.
    pub hints: u32,
}

/// A tab of the dock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DockTab {
    /// The outputs' strips.
    #[default]
    Mix,
    /// Banks and folders of samples.
    Sounds,
    /// Functions and parameters.
    Reference,
    /// Songs that ship and the user's.
    Songs,
    /// The macros' knobs.
    Macros,
    /// Keys and their commands.
    Keys,
}

impl Default for WindowState {
    fn default() -> Self {
        Self {
            width: 960.0,
            height: 640.0,
            font_size: 15.0,
            light: false,
            wrap: true,
            ui_zoom: 1.0,
            dock_open: true,
            dock_tab: DockTab::default(),
            dock_width: 320.0,
            timeline_open: true,
            timeline_height: 120.0,
            hints: 0,
        }
    }
}

impl WindowState {
    /// Smallest size, logical points.
    pub const MIN: (f32, f32) = (560.0, 360.0);
    /// Largest size, logical points.
    pub const MAX: (f32, f32) = (7680.0, 4320.0);
    /// Range of the zoom of everything but the code.
    pub const UI_ZOOMS: (f32, f32) = (0.75, 2.0);
    /// Range of the dock's width, logical points.
    pub const DOCK_WIDTHS: (f32, f32) = (220.0, 1200.0);
    /// Range of the timeline's height, logical points.
    pub const TIMELINE_HEIGHTS: (f32, f32) = (40.0, 800.0);
    /// Range of the code's letters, logical points.
    pub const FONT_SIZES: (f32, f32) = (8.0, 48.0);

    /// Brings what was read into range.
    pub(super) fn sanitised(self) -> Self {
        let or = |value: f32, range: (f32, f32), default: f32| {
            if value.is_finite() {
                value.clamp(range.0, range.1)
            } else {
                default
            }
        };
        let default = Self::default();
        Self {
            width: or(self.width, (Self::MIN.0, Self::MAX.0), default.width),
            height: or(self.height, (Self::MIN.1, Self::MAX.1), default.height),
            font_size: or(self.font_size, Self::FONT_SIZES, default.font_size),
            ui_zoom: or(self.ui_zoom, Self::UI_ZOOMS, default.ui_zoom),
            dock_width: or(self.dock_width, Self::DOCK_WIDTHS, default.dock_width),
            timeline_height: or(
                self.timeline_height,
                Self::TIMELINE_HEIGHTS,
                default.timeline_height,
            ),
            ..self
        }
    }
}
