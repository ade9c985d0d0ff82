//! The mouse, the focus and dropped files, as egui's input.

use crate::WindowSize;
use crate::extra::{ExtraKeys, Joined};
use crate::keyboard::modifiers_of;
use baseview::dpi::PhysicalPosition;
use baseview::{
    DropData, DropEffect, EventStatus, MouseButton, MouseEvent, ScrollDelta, WindowEvent,
};
use egui::{Event, HoveredFile, Pos2, RawInput, Rect, ViewportId, pos2, vec2};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What has come in since the last frame.
pub(crate) struct Input {
    raw: RawInput,
    extra: ExtraKeys,
    joined: Joined,
    pointer: Option<Pos2>,
    modifiers: egui::Modifiers,
}

impl Input {
    pub(crate) fn new(max_texture_side: usize, extra: ExtraKeys) -> Self {
        Self {
            raw: RawInput {
                max_texture_side: Some(max_texture_side),
                focused: false,
                ..RawInput::default()
            },
            extra,
            joined: Joined::default(),
            pointer: None,
            modifiers: egui::Modifiers::default(),
        }
    }

    /// All of it, for a frame.
    pub(crate) fn take(&mut self, size: WindowSize, zoom: f32) -> RawInput {
        self.joined.add_extra(&self.extra, &mut self.raw.events);
        let points = size
            .physical
            .to_logical::<f32>(size.scale * f64::from(zoom));
        let rect = Rect::from_min_size(Pos2::ZERO, vec2(points.width, points.height));
        self.raw.screen_rect = Some(rect);
        let viewport = self.raw.viewports.entry(ViewportId::ROOT).or_default();
        viewport.native_pixels_per_point = Some(size.scale as f32);
        viewport.inner_rect = Some(rect);
        viewport.focused = Some(self.raw.focused);
        self.raw.take()
    }

    /// Adds an event of the window system, after what the host delivered before it.
    pub(crate) fn push(&mut self, event: Event) {
        self.joined.add_extra(&self.extra, &mut self.raw.events);
        self.joined.add_native(event, &mut self.raw.events);
    }

    fn modifiers(&mut self, modifiers: keyboard_types::Modifiers) {
        let modifiers = modifiers_of(modifiers);
        if self.modifiers != modifiers {
            self.modifiers = modifiers;
            self.push(Event::ModifiersChanged(modifiers));
        }
    }

    fn moved(&mut self, position: PhysicalPosition<f64>, scale: f64) {
        let position = position.to_logical::<f32>(scale);
        let position = pos2(position.x, position.y);
        self.pointer = Some(position);
        self.push(Event::PointerMoved(position));
    }

    fn button(&mut self, button: MouseButton, pressed: bool) {
        let button = match button {
            MouseButton::Left => egui::PointerButton::Primary,
            MouseButton::Right => egui::PointerButton::Secondary,
            MouseButton::Middle => egui::PointerButton::Middle,
            MouseButton::Back => egui::PointerButton::Extra1,
            MouseButton::Forward => egui::PointerButton::Extra2,
            _ => return,
        };
        if let Some(pos) = self.pointer {
            let modifiers = self.modifiers;
            self.push(Event::PointerButton {
                pos,
                button,
                pressed,
                modifiers,
            });
        }
    }

    fn wheel(&mut self, delta: ScrollDelta) {
        let (unit, x, y) = match delta {
            ScrollDelta::Lines { x, y } => (egui::MouseWheelUnit::Line, x, y),
            ScrollDelta::Pixels { x, y } => (egui::MouseWheelUnit::Point, x, y),
        };
        // egui says where the content goes, and so does macOS; X11 and Windows say where one looks.
        let x = if cfg!(target_os = "macos") { x } else { -x };
        let modifiers = self.modifiers;
        self.push(Event::MouseWheel {
            unit,
            delta: vec2(x, y),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers,
        });
    }

    /// Takes an event of the mouse, where `scale` pixels are a point.
    pub(crate) fn mouse(&mut self, event: &MouseEvent, scale: f64) -> EventStatus {
        match event {
            MouseEvent::CursorMoved {
                position,
                modifiers,
            } => {
                self.modifiers(*modifiers);
                self.moved(*position, scale);
            }
            MouseEvent::ButtonPressed { button, modifiers } => {
                self.modifiers(*modifiers);
                self.button(*button, true);
            }
            MouseEvent::ButtonReleased { button, modifiers } => {
                self.modifiers(*modifiers);
                self.button(*button, false);
            }
            MouseEvent::WheelScrolled { delta, modifiers } => {
                self.modifiers(*modifiers);
                self.wheel(*delta);
            }
            MouseEvent::CursorLeft => {
                self.pointer = None;
                self.push(Event::PointerGone);
            }
            MouseEvent::DragEntered { position, data, .. }
            | MouseEvent::DragMoved { position, data, .. } => {
                self.moved(*position, scale);
                self.raw.hovered_files = files(data)
                    .iter()
                    .map(|path| HoveredFile {
                        path: Some(path.clone()),
                        ..HoveredFile::default()
                    })
                    .collect();
                return drop_status(data);
            }
            MouseEvent::DragLeft => self.raw.hovered_files.clear(),
            MouseEvent::DragDropped { position, data, .. } => {
                self.moved(*position, scale);
                self.raw.hovered_files.clear();
                for path in files(data) {
                    self.raw.dropped_files.push(Arc::new(Dropped(path.clone())));
                }
                return drop_status(data);
            }
            _ => {}
        }
        EventStatus::Captured
    }

    /// Takes an event of the window.
    pub(crate) fn window(&mut self, event: &WindowEvent) {
        let focused = match event {
            WindowEvent::Focused => true,
            WindowEvent::Unfocused => false,
            _ => return,
        };
        self.raw.focused = focused;
        self.push(Event::WindowFocused(focused));
        // Keys that are let go elsewhere are never heard of.
        self.modifiers(keyboard_types::Modifiers::empty());
    }
}

fn files(data: &DropData) -> &[PathBuf] {
    match data {
        DropData::Files(files) => files,
        _ => &[],
    }
}

fn drop_status(data: &DropData) -> EventStatus {
    if files(data).is_empty() {
        EventStatus::Ignored
    } else {
        EventStatus::AcceptDrop(DropEffect::Copy)
    }
}

/// A file from a file manager.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| format!("{}: {error}", self.0.display()))
    }
}

/// A frame's events in parts that each hold one press or release of a mouse's button at most, as their last. egui looks
/// where the pointer is at the end of a frame, and at what was there before it: a click that is shorter than a frame, or
/// moves on within it, would miss. No part is missing: without an event there is one, and it is empty.
pub(crate) fn batches(events: Vec<Event>) -> Vec<Vec<Event>> {
    let mut parts = vec![Vec::new()];
    for event in events {
        let ends = matches!(event, Event::PointerButton { .. });
        if let Some(part) = parts.last_mut() {
            part.push(event);
        }
        if ends {
            parts.push(Vec::new());
        }
    }
    if parts.len() > 1 && parts.last().is_some_and(Vec::is_empty) {
        parts.pop();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn button(pressed: bool) -> Event {
        Event::PointerButton {
            pos: pos2(5.0, 5.0),
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        }
    }

    #[test]
    fn a_click_within_a_frame_is_two_parts_and_nothing_is_lost() {
        let moved = Event::PointerMoved(pos2(5.0, 5.0));
        let away = Event::PointerMoved(pos2(90.0, 5.0));
        let events = vec![moved.clone(), button(true), button(false), away.clone()];
        let parts = batches(events.clone());
        assert_eq!(
            parts,
            [vec![moved, button(true)], vec![button(false)], vec![away]]
        );
        assert_eq!(parts.concat(), events);
        assert_eq!(batches(Vec::new()), [Vec::new()]);
        assert_eq!(batches(vec![button(true)]).len(), 1);
    }

    #[test]
    fn a_wheel_s_notch_is_a_line_down_and_left_is_to_the_right() {
        let mut input = Input::new(2048, ExtraKeys::default());
        let modifiers = keyboard_types::Modifiers::empty();
        let delta = ScrollDelta::Lines { x: -1.0, y: 1.0 };
        input.mouse(&MouseEvent::WheelScrolled { delta, modifiers }, 1.0);
        let Some(Event::MouseWheel { unit, delta, .. }) = input.raw.events.first() else {
            panic!("{:?}", input.raw.events);
        };
        assert_eq!(*unit, egui::MouseWheelUnit::Line);
        assert_eq!(delta.y, 1.0);
        assert_eq!(delta.x, if cfg!(target_os = "macos") { -1.0 } else { 1.0 });
    }

    #[test]
    fn files_that_are_dropped_can_be_read() {
        let mut input = Input::new(2048, ExtraKeys::default());
        let data = DropData::Files(vec![PathBuf::from("Cargo.toml")]);
        let position = PhysicalPosition::new(20.0, 40.0);
        let modifiers = keyboard_types::Modifiers::empty();
        let event = MouseEvent::DragDropped {
            position,
            modifiers,
            data,
        };
        assert_eq!(
            input.mouse(&event, 2.0),
            EventStatus::AcceptDrop(DropEffect::Copy)
        );
        assert_eq!(input.pointer, Some(pos2(10.0, 20.0)));
        let file = &input.raw.dropped_files[0];
        assert!(file.bytes().is_ok_and(|bytes| !bytes.is_empty()));
    }
}
