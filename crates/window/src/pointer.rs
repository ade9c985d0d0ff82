//! The pointer's events and looks, from the window system's to egui's and back.

use baseview::MouseCursor;
use egui::{CursorIcon, PointerButton};

/// The button, if egui knows it.
pub(crate) fn button(button: baseview::MouseButton) -> Option<PointerButton> {
    match button {
        baseview::MouseButton::Left => Some(PointerButton::Primary),
        baseview::MouseButton::Right => Some(PointerButton::Secondary),
        baseview::MouseButton::Middle => Some(PointerButton::Middle),
        baseview::MouseButton::Back => Some(PointerButton::Extra1),
        baseview::MouseButton::Forward => Some(PointerButton::Extra2),
        _ => None,
    }
}

/// How far the wheel was turned, in egui's units.
pub(crate) fn wheel(
    delta: baseview::ScrollDelta,
    scale: f32,
) -> (egui::MouseWheelUnit, egui::Vec2) {
    match delta {
        baseview::ScrollDelta::Lines { x, y } => (egui::MouseWheelUnit::Line, egui::vec2(x, y)),
        baseview::ScrollDelta::Pixels { x, y } => {
            (egui::MouseWheelUnit::Point, egui::vec2(x, y) / scale)
        }
    }
}

/// The look of the pointer.
pub(crate) fn cursor(icon: CursorIcon) -> MouseCursor {
    match icon {
        CursorIcon::Default => MouseCursor::Default,
        CursorIcon::None => MouseCursor::Hidden,
        CursorIcon::ContextMenu | CursorIcon::PointingHand | CursorIcon::Grab => MouseCursor::Hand,
        CursorIcon::Help => MouseCursor::Help,
        CursorIcon::Progress => MouseCursor::PtrWorking,
        CursorIcon::Wait => MouseCursor::Working,
        CursorIcon::Cell => MouseCursor::Cell,
        CursorIcon::Crosshair => MouseCursor::Crosshair,
        CursorIcon::Text => MouseCursor::Text,
        CursorIcon::VerticalText => MouseCursor::VerticalText,
        CursorIcon::Alias => MouseCursor::Alias,
        CursorIcon::Copy => MouseCursor::Copy,
        CursorIcon::Move => MouseCursor::Move,
        CursorIcon::NoDrop => MouseCursor::NotAllowed,
        CursorIcon::NotAllowed => MouseCursor::NotAllowed,
        CursorIcon::Grabbing => MouseCursor::HandGrabbing,
        CursorIcon::AllScroll => MouseCursor::AllScroll,
        CursorIcon::ResizeHorizontal => MouseCursor::EwResize,
        CursorIcon::ResizeVertical => MouseCursor::NsResize,
        CursorIcon::ResizeNeSw => MouseCursor::NeswResize,
        CursorIcon::ResizeNwSe => MouseCursor::NwseResize,
        CursorIcon::ResizeEast => MouseCursor::EResize,
        CursorIcon::ResizeSouthEast => MouseCursor::SeResize,
        CursorIcon::ResizeSouth => MouseCursor::SResize,
        CursorIcon::ResizeSouthWest => MouseCursor::SwResize,
        CursorIcon::ResizeWest => MouseCursor::WResize,
        CursorIcon::ResizeNorthWest => MouseCursor::NwResize,
        CursorIcon::ResizeNorth => MouseCursor::NResize,
        CursorIcon::ResizeNorthEast => MouseCursor::NeResize,
        CursorIcon::ResizeColumn => MouseCursor::ColResize,
        CursorIcon::ResizeRow => MouseCursor::RowResize,
        CursorIcon::ZoomIn => MouseCursor::ZoomIn,
        CursorIcon::ZoomOut => MouseCursor::ZoomOut,
    }
}
