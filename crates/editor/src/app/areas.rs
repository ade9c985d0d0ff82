//! Which part of the window has which place.

use crate::dock::Place;
use crate::{status, top};
use egui::{Rect, pos2};
use phonon_session::state::WindowState;

/// The places of a frame.
pub(super) struct Areas {
    pub top: Rect,
    pub code: Rect,
    /// At the right of the code or over it, where it is open.
    pub dock: Option<Place>,
    /// Below code and dock.
    pub timeline: Option<Rect>,
    pub status: Rect,
}

impl Areas {
    /// The places in a window of this size.
    pub(super) fn new(whole: Rect, window: WindowState) -> Self {
        let below_top = whole.top() + top::HEIGHT;
        let above_status = (whole.bottom() - status::HEIGHT).max(below_top);
        let room = above_status - below_top;
        let timeline_height = match window.timeline_open {
            true => window.timeline_height.min(room * 0.35),
            false => 0.0,
        };
        let above_timeline = above_status - timeline_height;
        let shared = Rect::from_min_max(
            pos2(whole.left(), below_top),
            pos2(whole.right(), above_timeline),
        );
        let dock = Place::of(shared, &window);
        let beside = dock.filter(|dock| !dock.is_drawer);
        let side_left = beside.map_or(whole.right(), |dock| dock.rect.left());
        let between =
            |left, top, right, bottom| Rect::from_min_max(pos2(left, top), pos2(right, bottom));
        let (left, right) = (whole.left(), whole.right());
        Self {
            top: between(left, whole.top(), right, below_top),
            code: between(left, below_top, side_left, above_timeline),
            dock,
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
