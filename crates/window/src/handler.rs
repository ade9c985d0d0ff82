//! The window's thread: events in, frames out.

use super::clipboard::Clipboard;
use super::closing::Closing;
use super::keyboard::{Keyboard, Pressed};
use super::painter::Painter;
use super::{Content, Waker, pointer};
use baseview::{
    DropData, DropEffect, Event, EventStatus, HandlerError, MouseCursor, MouseEvent, WindowContext,
    WindowEvent, WindowHandler, WindowSize,
};
use egui::{Modifiers, Pos2, RawInput, Rect, ViewportId, pos2};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// What baseview calls.
pub(crate) struct Handler<C: Content> {
    window: WindowContext,
    /// Raised when the window closes.
    closing: Closing,
    inner: RefCell<Inner<C>>,
}

struct Inner<C: Content> {
    content: C,
    waker: Waker,
    context: egui::Context,
    /// What has come since the last frame.
    input: RawInput,
    keyboard: Keyboard,
    clipboard: Clipboard,
    painter: Painter,
    modifiers: Modifiers,
    pointer: Option<Pos2>,
    cursor: Option<MouseCursor>,
    opened: Instant,
    /// The scale that the content was told.
    scale: Option<f64>,
}

impl<C: Content> Handler<C> {
    /// For a window that is just made; nothing asks for a frame here.
    pub(crate) fn new(
        window: WindowContext,
        content: C,
        waker: Waker,
        closing: Closing,
    ) -> Result<Self, HandlerError> {
        closing.built(&window);
        let painter = Painter::new(&window)?;
        let context = egui::Context::default();
        let asks = window.waker();
        context.set_request_repaint_callback(move |request| {
            asks.request_redraw_after(request.delay);
        });
        let input = RawInput {
            max_texture_side: Some(painter.max_texture_side()),
            focused: true,
            ..RawInput::default()
        };
        let inner = Inner {
            content,
            waker,
            context,
            input,
            keyboard: Keyboard::new(),
            clipboard: Clipboard::default(),
            painter,
            modifiers: Modifiers::NONE,
            pointer: None,
            cursor: None,
            opened: Instant::now(),
            scale: None,
        };
        Ok(Self {
            window,
            closing,
            inner: RefCell::new(inner),
        })
    }
}

impl<C: Content> Drop for Handler<C> {
    fn drop(&mut self) {
        self.inner.get_mut().waker.sleep();
        self.closing.ended();
    }
}

impl<C: Content> Inner<C> {
    /// Physical pixels in one of egui's points.
    fn pixels(&self, scale: f64) -> f32 {
        scale as f32 * self.context.zoom_factor()
    }

    fn hold(&mut self, modifiers: keyboard_types::Modifiers) {
        let held = super::keyboard::modifiers(modifiers);
        if held != self.modifiers {
            self.modifiers = held;
            let event = egui::Event::ModifiersChanged(held);
            self.input.events.push(event);
        }
    }

    fn point(&mut self, at: baseview::dpi::PhysicalPosition<f64>, scale: f64) -> Pos2 {
        let pixels = self.pixels(scale);
        let at = pos2(at.x as f32 / pixels, at.y as f32 / pixels);
        self.pointer = Some(at);
        at
    }

    /// Takes an event of the mouse; whether something is dragged over the window.
    fn mouse(&mut self, event: MouseEvent, scale: f64) -> bool {
        match event {
            MouseEvent::CursorMoved {
                position,
                modifiers,
            } => {
                self.hold(modifiers);
                let at = self.point(position, scale);
                self.input.events.push(egui::Event::PointerMoved(at));
            }
            MouseEvent::ButtonPressed { button, modifiers } => self.button(button, true, modifiers),
            MouseEvent::ButtonReleased { button, modifiers } => {
                self.button(button, false, modifiers);
            }
            MouseEvent::WheelScrolled { delta, modifiers } => {
                self.hold(modifiers);
                let (unit, delta) = pointer::wheel(delta, self.pixels(scale));
                self.input.events.push(egui::Event::MouseWheel {
                    unit,
                    delta,
                    modifiers: self.modifiers,
                    phase: egui::TouchPhase::Move,
                    source: egui::MouseWheelSource::Unknown,
                });
            }
            MouseEvent::CursorLeft => {
                self.pointer = None;
                self.input.events.push(egui::Event::PointerGone);
            }
            MouseEvent::DragEntered { position, data, .. }
            | MouseEvent::DragMoved { position, data, .. } => {
                let at = self.point(position, scale);
                self.input.events.push(egui::Event::PointerMoved(at));
                self.input.hovered_files = files(&data)
                    .map(|path| egui::HoveredFile {
                        path: Some(path),
                        ..egui::HoveredFile::default()
                    })
                    .collect();
                return true;
            }
            MouseEvent::DragLeft => self.input.hovered_files.clear(),
            MouseEvent::DragDropped { position, data, .. } => {
                let at = self.point(position, scale);
                self.input.events.push(egui::Event::PointerMoved(at));
                self.input.hovered_files.clear();
                let dropped =
                    files(&data).map(|path| Arc::new(Dropped(path)) as egui::DroppedFileHandle);
                self.input.dropped_files.extend(dropped);
                return true;
            }
            _ => {}
        }
        false
    }

    fn button(
        &mut self,
        button: baseview::MouseButton,
        pressed: bool,
        modifiers: keyboard_types::Modifiers,
    ) {
        self.hold(modifiers);
        if let (Some(pos), Some(button)) = (self.pointer, pointer::button(button)) {
            let modifiers = self.modifiers;
            self.input.events.push(egui::Event::PointerButton {
                pos,
                button,
                pressed,
                modifiers,
            });
        }
    }

    fn key(&mut self, event: &keyboard_types::KeyboardEvent) {
        self.hold(event.modifiers);
        let Pressed {
            key,
            physical,
            text,
            is_repeated,
        } = self.keyboard.take(event);
        let pressed = event.state == keyboard_types::KeyState::Down;
        let command = self.modifiers.command && !self.modifiers.alt && pressed;
        match key {
            Some(egui::Key::C) if command => self.input.events.push(egui::Event::Copy),
            Some(egui::Key::X) if command => self.input.events.push(egui::Event::Cut),
            Some(egui::Key::V) if command => {
                let pasted = self.clipboard.paste().map(egui::Event::Paste);
                self.input.events.extend(pasted);
            }
            Some(key) => self.input.events.push(egui::Event::Key {
                key,
                physical_key: physical,
                pressed,
                repeat: is_repeated,
                modifiers: self.modifiers,
            }),
            None => {}
        }
        self.input.events.extend(text.map(egui::Event::Text));
    }

    fn draw(&mut self, window: &WindowContext) -> Result<(), HandlerError> {
        let size = window.size();
        if self.scale != Some(size.scale_factor) {
            self.scale = Some(size.scale_factor);
            self.content.scaled(size.scale_factor);
        }
        let pixels = self.pixels(size.scale_factor);
        let (width, height) = (size.physical.width as f32, size.physical.height as f32);
        let area = Rect::from_min_size(Pos2::ZERO, egui::vec2(width, height) / pixels);
        self.input.time = Some(self.opened.elapsed().as_secs_f64());
        self.input.screen_rect = Some(area);
        let viewport = self.input.viewports.entry(ViewportId::ROOT).or_default();
        viewport.native_pixels_per_point = Some(size.scale_factor as f32);
        viewport.inner_rect = Some(area);
        viewport.focused = Some(self.input.focused);
        let input = self.input.take();
        let content = &mut self.content;
        let mut output = self.context.run_ui(input, |ui| content.frame(ui));
        self.waker.drawn(&self.context);
        for command in output.platform_output.commands.drain(..) {
            if let egui::OutputCommand::CopyText(text) = command {
                self.clipboard.copy(text);
            }
        }
        let viewports = output.viewport_output.values();
        let closes = viewports
            .flat_map(|viewport| &viewport.commands)
            .any(|command| matches!(command, egui::ViewportCommand::Close));
        if closes {
            window.request_close();
        }
        let cursor = pointer::cursor(output.platform_output.cursor_icon);
        if self.cursor != Some(cursor) {
            self.cursor = Some(cursor);
            window.set_mouse_cursor(cursor)?;
        }
        let canvas = [size.physical.width, size.physical.height];
        let pixels = output.pixels_per_point;
        self.painter
            .paint(canvas, pixels, &self.context, &mut output)
    }
}

impl<C: Content> WindowHandler for Handler<C> {
    fn draw(&self) -> Result<(), HandlerError> {
        self.inner.borrow_mut().draw(&self.window)
    }

    fn resized(&self, _size: WindowSize) -> Result<(), HandlerError> {
        self.closing.resized();
        Ok(())
    }

    fn on_event(&self, event: Event) -> EventStatus {
        // A window within another does not get the keyboard by a click alone.
        if matches!(event, Event::Mouse(MouseEvent::ButtonPressed { .. }))
            && !self.window.has_focus()
        {
            let _ = self.window.focus();
        }
        let mut inner = self.inner.borrow_mut();
        let status = match event {
            Event::Mouse(event) => {
                let is_dragged = inner.mouse(event, self.window.scale_factor());
                match is_dragged {
                    true => EventStatus::AcceptDrop(DropEffect::Copy),
                    false => EventStatus::Captured,
                }
            }
            Event::Keyboard(event) => {
                inner.key(&event);
                match inner.content.wants_keys() {
                    true => EventStatus::Captured,
                    false => EventStatus::Ignored,
                }
            }
            Event::Window(event) => {
                let focused = match event {
                    WindowEvent::Focused => Some(true),
                    WindowEvent::Unfocused => Some(false),
                    _ => None,
                };
                if let Some(focused) = focused {
                    inner.keyboard.refresh();
                    inner.input.focused = focused;
                    let event = egui::Event::WindowFocused(focused);
                    inner.input.events.push(event);
                }
                EventStatus::Captured
            }
            _ => EventStatus::Ignored,
        };
        drop(inner);
        self.window.request_redraw();
        status
    }
}

fn files(data: &DropData) -> impl Iterator<Item = PathBuf> {
    let paths = match data {
        DropData::Files(paths) => paths.clone(),
        _ => Vec::new(),
    };
    paths.into_iter()
}

/// A file that was dropped on the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}
