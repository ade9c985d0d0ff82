//! The mouse: cursors and selections, numbers that turn, the scroll bar and whatever else can be clicked in the code.
//!
//! Presses, moves and releases are taken one after the other as they came, so that nothing is lost however short it was and
//! however slow the frames are.

use super::super::text::{Buffer, Selection};
use super::face::{Face, plain};
use super::numbers::{Number, number_at};
use super::{Ask, CodeView, Fix, Sheet};
use crate::dock::Dragged;
use egui::{CursorIcon, Event, Modifiers, Painter, PointerButton, Pos2, Rect, Response, Ui, vec2};
use std::ops::Range;

/// Points of the mouse for a step of a number.
const STEP: f32 = 4.0;
/// Points that the edges of what lies around the code reach into it.
const EDGE: f32 = 4.0;
/// Presses closer together than this, in time and place, are a double click.
const DOUBLE: (f64, f32) = (0.4, 6.0);

/// Something that can be clicked, besides the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Spot {
    /// The sign of an output.
    State(usize),
    Mute(usize),
    Solo(usize),
    Fix(Fix),
    /// The handle by which a number is turned.
    Handle(Number),
    Slider(Number, Rect),
}

/// What the pressed mouse does.
#[derive(Clone, Debug)]
pub(super) enum Drag {
    /// Selects from the first unit (letter, word or line) on.
    Select {
        from: Range<usize>,
        count: u32,
    },
    /// The scroll bar was taken so many points from its top, when the text was scrolled so far.
    Scroll {
        pressed: f32,
        scroll: f32,
    },
    Number {
        number: Number,
        pressed: f32,
        value: f64,
    },
    Slider {
        number: Number,
        area: Rect,
    },
}

/// Presses that follow each other.
#[derive(Default)]
pub(super) struct Clicks {
    last: Option<(f64, Pos2)>,
    count: u32,
}

impl Clicks {
    /// Counts a press: 1 for a single one, 2 for the second of a double click, and so on.
    fn press(&mut self, time: f64, at: Pos2) -> u32 {
        let goes_on = self
            .last
            .is_some_and(|(then, there)| time - then < DOUBLE.0 && there.distance(at) < DOUBLE.1);
        self.count = if goes_on { self.count + 1 } else { 1 };
        self.last = Some((time, at));
        self.count
    }
}

impl CodeView {
    /// What can be clicked at a place, if not text.
    pub(super) fn spot_at(&self, at: Pos2) -> Option<&Spot> {
        let spots = self.spots.1.iter().rev();
        let mut here = spots.filter(|(area, _)| area.contains(at));
        here.next().map(|(_, spot)| spot)
    }

    pub(super) fn cursor_icon(&self, ui: &Ui, at: Pos2, face: &Face) -> CursorIcon {
        match (self.spot_at(at), &self.drag) {
            (_, Some(Drag::Number { .. })) | (Some(Spot::Handle(_) | Spot::Slider(..)), _) => {
                CursorIcon::ResizeHorizontal
            }
            (Some(_), _) => CursorIcon::PointingHand,
            _ if ui.input(|input| input.modifiers.command) => CursorIcon::PointingHand,
            _ if face.code.contains(at) => CursorIcon::Text,
            _ => CursorIcon::Default,
        }
    }

    /// Does what the mouse did in this frame; steps of the letters' size asked for by wheel.
    pub(super) fn mouse(
        &mut self,
        ui: &Ui,
        response: &Response,
        rect: Rect,
        buffer: &mut Buffer,
        sheet: &Sheet,
        asks: &mut Vec<Ask>,
    ) -> f32 {
        let (events, time) = ui.input(|input| (input.events.clone(), input.time));
        // Beside and below the code are edges that are dragged; they reach a little into it.
        let window = ui.ctx().content_rect();
        let mut own = rect;
        if own.right() < window.right() {
            own.max.x -= EDGE;
        }
        if own.bottom() < window.bottom() {
            own.max.y -= EDGE;
        }
        let on_top = |at: Pos2| {
            let layer = ui.ctx().layer_id_at(at);
            own.contains(at) && layer.is_none_or(|layer| layer == ui.layer_id())
        };
        if let Some(sound) = response.dnd_release_payload::<Dragged>()
            && let Some(at) = ui.ctx().pointer_interact_pos()
        {
            let offset = self.offset_at(ui.painter(), at, buffer, sheet);
            asks.push(Ask::Dropped(offset, sound.0.clone()));
        }
        let mut zoom = 0.0;
        for event in events {
            match event {
                Event::PointerButton {
                    pos,
                    button: PointerButton::Primary,
                    pressed,
                    modifiers,
                } => {
                    if pressed && on_top(pos) {
                        self.press(ui, rect, pos, time, modifiers, buffer, sheet, asks);
                    } else if !pressed {
                        self.drag_to(ui.painter(), pos, buffer, sheet, asks);
                        self.release(buffer, asks);
                    }
                }
                Event::PointerMoved(at) => self.drag_to(ui.painter(), at, buffer, sheet, asks),
                // The window was left with the button down: where it went up is not told.
                Event::PointerGone if !ui.input(|input| input.pointer.primary_down()) => {
                    self.release(buffer, asks);
                }
                Event::MouseWheel {
                    unit,
                    delta,
                    modifiers,
                    ..
                } if response.hovered() => {
                    let pointer = ui.input(|input| input.pointer.latest_pos());
                    if modifiers.command {
                        zoom += delta.y.signum();
                    } else if modifiers.alt {
                        let number = pointer
                            .and_then(|at| self.letter_at(ui.painter(), at, buffer, sheet))
                            .and_then(|at| number_at(buffer, at));
                        if let Some(number) = number {
                            let steps = f64::from((delta.y + delta.x).signum());
                            let value = number.stepped(number.value, steps);
                            turn(buffer, &number, value);
                            asks.push(Ask::Turned(number.range.start, true));
                        }
                    } else if modifiers.shift && delta.x == 0.0 {
                        self.scroll_by(unit, vec2(delta.y, 0.0), sheet);
                    } else {
                        self.scroll_by(unit, delta, sheet);
                    }
                }
                _ => {}
            }
        }
        zoom
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of a press")]
    fn press(
        &mut self,
        ui: &Ui,
        rect: Rect,
        at: Pos2,
        time: f64,
        modifiers: Modifiers,
        buffer: &mut Buffer,
        sheet: &Sheet,
        asks: &mut Vec<Ask>,
    ) {
        let count = self.clicks.press(time, at);
        let bar = self.bar(rect, buffer, sheet);
        if bar.track.contains(at) {
            if !bar.thumb.contains(at) {
                // A click beside the thumb brings it there.
                self.scroll.y += (at.y - bar.thumb.center().y) * bar.ratio;
            }
            self.scroll_to = None;
            self.drag = Some(Drag::Scroll {
                pressed: at.y,
                scroll: self.scroll.y.max(0.0),
            });
            return;
        }
        let spot = self.spot_at(at).cloned();
        match spot {
            Some(Spot::State(0)) => return,
            Some(Spot::State(output)) if modifiers.alt => return asks.push(Ask::Solo(output)),
            Some(Spot::State(output) | Spot::Mute(output)) => {
                return asks.push(Ask::Mute(output));
            }
            Some(Spot::Solo(output)) => return asks.push(Ask::Solo(output)),
            // What was typed in this very frame has moved these.
            Some(_) if self.spots.0 != buffer.revision() => {}
            Some(Spot::Fix(fix)) => return asks.push(Ask::Fix(fix)),
            Some(Spot::Handle(number)) => return self.take_number(number, at),
            Some(Spot::Slider(number, area)) => {
                self.drag = Some(Drag::Slider { number, area });
                return self.drag_to(ui.painter(), at, buffer, sheet, asks);
            }
            None => {}
        }
        let offset = self.offset_at(ui.painter(), at, buffer, sheet);
        if modifiers.alt && count == 1 {
            let letter = self.letter_at(ui.painter(), at, buffer, sheet);
            match letter.and_then(|at| number_at(buffer, at)) {
                Some(number) => self.take_number(number, at),
                None => buffer.add_cursor(offset),
            }
            return;
        }
        if modifiers.command && count == 1 {
            return asks.push(Ask::Definition(offset));
        }
        let in_numbers = at.x < sheet.face.code.left() - 2.0;
        let count = if in_numbers { 3 } else { count.min(3) };
        let unit = unit(buffer, offset, count);
        if modifiers.shift && count == 1 {
            buffer.move_to(offset, true);
        } else if count == 1 {
            buffer.move_to(offset, false);
        } else {
            buffer.select(unit.clone());
        }
        let from = match modifiers.shift && count == 1 {
            true => {
                let anchor = buffer.selections()[0].anchor;
                anchor..anchor
            }
            false => unit,
        };
        self.drag = Some(Drag::Select { from, count });
    }

    fn take_number(&mut self, number: Number, at: Pos2) {
        self.drag = Some(Drag::Number {
            value: number.value,
            number,
            pressed: at.x,
        });
    }

    fn drag_to(
        &mut self,
        painter: &Painter,
        at: Pos2,
        buffer: &mut Buffer,
        sheet: &Sheet,
        asks: &mut Vec<Ask>,
    ) {
        let Some(drag) = self.drag.take() else { return };
        self.drag = Some(match drag {
            Drag::Select { from, count } => {
                let offset = self.offset_at(painter, at, buffer, sheet);
                let unit = unit(buffer, offset, count);
                let selection = if unit.start < from.start {
                    Selection::between(from.end, unit.start)
                } else {
                    Selection::between(from.start, unit.end.max(from.end))
                };
                if buffer.selections() != [selection] {
                    buffer.move_to(selection.anchor, false);
                    buffer.move_to(selection.cursor, true);
                    self.follow = true;
                }
                Drag::Select { from, count }
            }
            Drag::Scroll { pressed, scroll } => {
                let ratio = self.bar_ratio(buffer, sheet);
                self.scroll.y = scroll + (at.y - pressed) * ratio;
                Drag::Scroll { pressed, scroll }
            }
            Drag::Number {
                number,
                pressed,
                value,
            } => {
                let steps = f64::from(((at.x - pressed) / STEP).trunc());
                let number = turned(buffer, number.clone(), number.stepped(value, steps), asks);
                Drag::Number {
                    number,
                    pressed,
                    value,
                }
            }
            Drag::Slider { number, area } => {
                let share = ((at.x - area.left()) / area.width().max(1.0)).clamp(0.0, 1.0);
                let value = number.least + f64::from(share) * (number.most - number.least);
                let number = turned(buffer, number, value, asks);
                Drag::Slider { number, area }
            }
        });
    }

    fn bar_ratio(&self, buffer: &Buffer, sheet: &Sheet) -> f32 {
        let height = sheet.face.signs.height();
        let rect = Rect::from_min_size(sheet.face.signs.min, vec2(100.0, height));
        self.bar(rect, buffer, sheet).ratio
    }

    fn release(&mut self, buffer: &mut Buffer, asks: &mut Vec<Ask>) {
        if let Some(Drag::Number { number, .. } | Drag::Slider { number, .. }) = self.drag.take() {
            buffer.turned();
            asks.push(Ask::Turned(number.range.start, true));
        }
    }

    fn offset_at(&self, painter: &Painter, at: Pos2, buffer: &Buffer, sheet: &Sheet) -> usize {
        let at = at - sheet.face.code.min + self.scroll;
        if at.y < 0.0 {
            return 0;
        }
        if at.y >= sheet.rows.top(buffer.line_count()) {
            return buffer.text().len();
        }
        let line = sheet.rows.line_at(at.y, buffer.line_count());
        let laid = plain(painter, buffer, line, sheet.face);
        laid.offset_at(at - vec2(0.0, sheet.rows.top(line)))
    }

    /// The byte of the letter at a place, if one stands there.
    pub(super) fn letter_at(
        &self,
        painter: &Painter,
        at: Pos2,
        buffer: &Buffer,
        sheet: &Sheet,
    ) -> Option<usize> {
        let at = at - sheet.face.code.min + self.scroll;
        let line = sheet.rows.line_at(at.y.max(0.0), buffer.line_count());
        let laid = plain(painter, buffer, line, sheet.face);
        let within = at - vec2(0.0, sheet.rows.top(line));
        let letters = laid
            .galley
            .rows
            .iter()
            .any(|row| row.rect().contains(within.to_pos2()));
        letters.then(|| laid.letter_at(within))
    }
}

/// What a click selects that is the second (a word) or third (a line) of several.
fn unit(buffer: &Buffer, offset: usize, count: u32) -> Range<usize> {
    match count {
        1 => offset..offset,
        2 => buffer.unit(offset),
        _ => buffer.whole_line(offset),
    }
}

/// Turns a number to a value; the number as it is then.
fn turned(buffer: &mut Buffer, mut number: Number, value: f64, asks: &mut Vec<Ask>) -> Number {
    let before = buffer.revision();
    let length = turn(buffer, &number, value);
    number.range.end = number.range.start + length;
    if buffer.revision() != before {
        asks.push(Ask::Turned(number.range.start, false));
    }
    number
}

fn turn(buffer: &mut Buffer, number: &Number, value: f64) -> usize {
    let written = number.written(value);
    buffer.turn(number.range.clone(), &written);
    written.len()
}
