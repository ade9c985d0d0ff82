//! Which part of the window has which place.

use super::{MIXER, Model, ROOM_FOR_MIXER};
use crate::{status, top};
use egui::{Rect, pos2};
use phonon_session::state::WindowState;

/// The places of a frame.
pub(super) struct Areas {
    pub top: Rect,
    pub code: Rect,
    /// At the right of the code, where it is open and there is room.
    pub side: Option<Rect>,
    /// Below code and side.
    pub timeline: Option<Rect>,
    pub status: Rect,
}

impl Areas {
    /// The places in a window of this size.
    pub(super) fn new(whole: Rect, model: &Model, window: WindowState) -> Self {
        let below_top = whole.top() + top::HEIGHT;
        let above_status = (whole.bottom() - status::HEIGHT).max(below_top);
        let room = above_status - below_top;
        let timeline_height = match window.timeline_open {
            true => window.timeline_height.min(room * 0.5),
            false => 0.0,
        };
        let above_timeline = above_status - timeline_height;
        let side_shown = model.mixer_open && whole.width() >= ROOM_FOR_MIXER;
        let side_left = match side_shown {
            true => whole.right() - MIXER,
            false => whole.right(),
        };
        let between =
            |left, top, right, bottom| Rect::from_min_max(pos2(left, top), pos2(right, bottom));
        let (left, right) = (whole.left(), whole.right());
        Self {
            top: between(left, whole.top(), right, below_top),
            code: between(left, below_top, side_left, above_timeline),
            side: side_shown.then(|| between(side_left, below_top, right, above_timeline)),
            timeline: (timeline_height > 0.0)
                .then(|| between(left, above_timeline, right, above_status)),
            status: between(left, above_status, right, whole.bottom()),
        }
    }

    /// Everything between the strip on top and the line at the bottom.
    pub(super) fn middle(&self) -> Rect {
        Rect::from_min_max(self.top.left_bottom(), self.status.right_top())
    }
}
