//! The window in its own thread: takes baseview's events, runs egui, paints.

use crate::clipboard::Clipboard;
use crate::cursor::cursor;
use crate::guard::guarded;
use crate::handle::Shared;
use crate::input::{Input, batches};
use crate::keyboard::Keyboard;
use crate::pacing::Clock;
use crate::painter::{PaintError, Painter};
use crate::{Content, WindowSize};
use baseview::dpi::{PhysicalSize, Size};
use baseview::{
    DamageArea, Event, EventStatus, HandlerError, MouseEvent, WindowContext, WindowEvent,
    WindowHandler,
};
use egui::{FullOutput, OutputCommand, ViewportCommand, ViewportId};
use std::cell::RefCell;
use std::sync::Arc;
use std::time::Instant;

/// So many frames in a row that cannot be painted end the window: it is gone, or its screen is.
const LOST: u32 = 5;

/// Points for a line of a mouse's wheel: three lines of a text.
const WHEEL: f32 = 60.0;

/// A window's handler.
pub(crate) struct View<C: Content> {
    window: WindowContext,
    shared: Arc<Shared>,
    /// baseview shares its handlers. An event that comes while another is under way (a system may call back from within a
    /// call) is passed over.
    inner: RefCell<Inner<C>>,
    /// Last: ends when all else is gone.
    _clock: Clock,
}

struct Inner<C> {
    content: C,
    context: egui::Context,
    painter: Painter,
    input: Input,
    keyboard: Keyboard,
    clipboard: Clipboard,
    start: Instant,
    cursor: egui::CursorIcon,
    /// Frames in a row that could not be painted.
    lost: u32,
    /// What a panic of the content said: from then on the content is left alone.
    failed: Option<String>,
}

impl<C: Content> View<C> {
    pub(crate) fn new(
        window: WindowContext,
        mut content: C,
        shared: Arc<Shared>,
    ) -> Result<Self, HandlerError> {
        let painter = Painter::new(&window)?;
        let context = egui::Context::default();
        context.options_mut(|options| options.input_options.line_scroll_speed = WHEEL);
        let waker = shared.waker.clone();
        context.set_request_repaint_callback(move |info| waker.wake_after(info.delay));
        let now = window.size();
        let size = WindowSize {
            physical: now.physical,
            scale: shared.scale(now.scale_factor),
        };
        let begin = || {
            content.begin(&context, &shared.waker);
            content.resized(size);
        };
        let failed = guarded(begin).err();
        let clock = Clock::start(shared.waker.clone(), window.waker())?;
        let inner = Inner {
            content,
            context,
            input: Input::new(painter.max_texture_side(), shared.extra.clone()),
            painter,
            keyboard: Keyboard::new(&window),
            clipboard: Clipboard::default(),
            start: Instant::now(),
            cursor: egui::CursorIcon::Default,
            lost: 0,
            failed,
        };
        shared.waker.wake();
        Ok(Self {
            window,
            shared,
            inner: RefCell::new(inner),
            _clock: clock,
        })
    }

    fn size(&self) -> WindowSize {
        let size = self.window.size();
        WindowSize {
            physical: size.physical,
            scale: self.shared.scale(size.scale_factor),
        }
    }

    fn frame(&self) {
        let Ok(mut inner) = self.inner.try_borrow_mut() else {
            return;
        };
        let size = self.size();
        let result = inner.frame(size, &self.window);
        match result {
            Ok(()) => inner.lost = 0,
            Err(_) => {
                inner.lost += 1;
                if inner.lost >= LOST {
                    self.window.request_close();
                } else {
                    self.shared.waker.wake();
                }
            }
        }
    }
}

impl<C: Content> Inner<C> {
    fn frame(&mut self, size: WindowSize, window: &WindowContext) -> Result<(), PaintError> {
        let mut raw = self.input.take(size, self.context.zoom_factor());
        raw.time = Some(self.start.elapsed().as_secs_f64());
        let mut output = FullOutput::default();
        let mut batches = batches(std::mem::take(&mut raw.events))
            .into_iter()
            .peekable();
        loop {
            let mut part = raw.take();
            part.events = batches.next().unwrap_or_default();
            if batches.peek().is_some() {
                // The files belong to the last part.
                raw.dropped_files = std::mem::take(&mut part.dropped_files);
            }
            output.append(self.run(part));
            if batches.peek().is_none() {
                break;
            }
        }
        self.carry_out(&mut output, size, window);
        let primitives = self
            .context
            .tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        let ground = self.context.global_style().visuals.panel_fill;
        self.painter.paint(
            size.physical,
            output.pixels_per_point,
            ground,
            &primitives,
            &mut output.textures_delta,
        )
    }

    /// Runs the content, or says what became of it.
    fn run(&mut self, input: egui::RawInput) -> FullOutput {
        let Self {
            content,
            context,
            failed,
            ..
        } = self;
        context.run_ui(input, |ui| {
            if failed.is_none() {
                *failed = guarded(|| content.frame(ui)).err();
            }
            if let Some(message) = failed {
                ui.label(format!(
                    "The window has failed; what sounds goes on. Close it and open it again.\n\n{message}"
                ));
            }
        })
    }

    /// Does what egui asks of the window system.
    fn carry_out(&mut self, output: &mut FullOutput, size: WindowSize, window: &WindowContext) {
        for command in std::mem::take(&mut output.platform_output.commands) {
            match command {
                OutputCommand::CopyText(text) => self.clipboard.set(text),
                OutputCommand::OpenUrl(url) => {
                    // A system without a browser is no error of ours.
                    let _ = open::that_detached(&url.url);
                }
                _ => {}
            }
        }
        let icon = output.platform_output.cursor_icon;
        if icon != self.cursor && window.set_mouse_cursor(cursor(icon)).is_ok() {
            self.cursor = icon;
        }
        let commands = output
            .viewport_output
            .get_mut(&ViewportId::ROOT)
            .map(|viewport| std::mem::take(&mut viewport.commands));
        for command in commands.into_iter().flatten() {
            match command {
                ViewportCommand::Close => window.request_close(),
                ViewportCommand::InnerSize(points) => {
                    let scale = size.scale * f64::from(self.context.zoom_factor());
                    let pixels = |points: f32| (f64::from(points) * scale).round() as u32;
                    let size = PhysicalSize::new(pixels(points.x), pixels(points.y));
                    // A host may refuse; then the size stays.
                    let _ = window.resize(Size::Physical(size));
                }
                ViewportCommand::Focus => {
                    let _ = window.focus();
                }
                _ => {}
            }
        }
    }

    fn take(&mut self, event: &Event, size: WindowSize) -> EventStatus {
        let zoom = self.context.zoom_factor();
        match event {
            Event::Keyboard(event) => {
                let wanted = self.failed.is_none() && self.content.wants_keys(&self.context);
                let Self {
                    keyboard,
                    clipboard,
                    input,
                    ..
                } = self;
                keyboard.take(event, || clipboard.text(), &mut |event| input.push(event));
                if wanted {
                    EventStatus::Captured
                } else {
                    EventStatus::Ignored
                }
            }
            Event::Mouse(event) => self.input.mouse(event, size.scale * f64::from(zoom)),
            Event::Window(event) => {
                if !matches!(event, WindowEvent::WillClose) {
                    self.keyboard.focus_changed();
                }
                self.input.window(event);
                EventStatus::Captured
            }
            _ => EventStatus::Ignored,
        }
    }
}

impl<C: Content> WindowHandler for View<C> {
    fn draw(&self) -> Result<(), HandlerError> {
        // On X11 the clock decides (see the crate); elsewhere the system does.
        let due = self.shared.waker.begin_frame();
        if due || !cfg!(target_os = "linux") {
            self.frame();
            self.shared.waker.end_frame();
        }
        Ok(())
    }

    fn damage(&self, _: DamageArea) {
        self.shared.waker.wake();
    }

    fn poll(&self) {
        if self.shared.is_closing() {
            self.window.request_close();
        } else if cfg!(target_os = "linux") && self.shared.waker.begin_frame() {
            self.frame();
            self.shared.waker.end_frame();
        }
    }

    fn resized(&self, size: baseview::WindowSize) -> Result<(), HandlerError> {
        let size = WindowSize {
            physical: size.physical,
            scale: self.shared.scale(size.scale_factor),
        };
        if let Ok(mut inner) = self.inner.try_borrow_mut() {
            let inner = &mut *inner;
            if let Err(message) = guarded(|| inner.content.resized(size)) {
                inner.failed = Some(message);
            }
        }
        self.shared.waker.wake();
        Ok(())
    }

    fn on_event(&self, event: Event) -> EventStatus {
        // A window in another is not given the keyboard by a click.
        if matches!(event, Event::Mouse(MouseEvent::ButtonPressed { .. }))
            && !self.window.has_focus()
        {
            let _ = self.window.focus();
        }
        let Ok(mut inner) = self.inner.try_borrow_mut() else {
            return EventStatus::Ignored;
        };
        if matches!(event, Event::Window(WindowEvent::WillClose)) {
            let inner = &mut *inner;
            // The content is gone with the window: what its end says is heard by nobody.
            let _ = guarded(|| inner.content.ended());
            return EventStatus::Captured;
        }
        let status = inner.take(&event, self.size());
        self.shared.waker.wake();
        status
    }
}
