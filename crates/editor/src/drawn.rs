//! Pictures below the statements that ask for them: their events, their wave, their spectrum.

use super::code_view::Block;
use super::text::{Buffer, Carry};
use super::theme::{Theme, mix};
use egui::{Align2, FontId, Painter, Rect, Stroke, pos2, vec2};
use phonon_dsp::spectral::bands::BandSpectrum;
use phonon_language::annotations::PictureKind;
use phonon_language::{StatementKey, Subject};
use phonon_session::preview::View;
use phonon_session::tap::Tap;
use phonon_session::{Report, Session};
use std::collections::HashMap;

/// Cycles that a roll shows, and how many of them are over.
const ROLL: (f64, f64) = (2.0, 0.5);
/// More events than this are not drawn.
const MOST_EVENTS: usize = 800;
/// Frames that a scope shows, and those in which it looks for where the wave rises.
const SCOPE: (usize, usize) = (1024, 1024);
/// Frames and bands of a spectrum.
const SPECTRUM: (usize, usize) = (4096, 64);
/// Frames a second that bands are named by.
const RATE: f64 = 48_000.0;
/// Bottom of a spectrum, dB.
const FLOOR: f32 = -72.0;

/// A picture that is asked for.
struct Picture {
    kind: PictureKind,
    key: StatementKey,
    /// The output that the statement plays on; the main one for others.
    output: usize,
}

/// The pictures of a text, and the taps that they look through.
#[derive(Default)]
pub(super) struct Pictures {
    list: Vec<Picture>,
    taps: HashMap<usize, Tap>,
    spectra: HashMap<usize, BandSpectrum>,
}

impl Pictures {
    /// The room that the pictures of the last report take in the draft.
    pub(super) fn find(
        &mut self,
        report: &Report,
        carry: Option<&Carry>,
        buffer: &Buffer,
    ) -> Vec<Block> {
        self.list.clear();
        let mut blocks = Vec::new();
        let Some(carry) = carry else { return blocks };
        for picture in &report.annotations.pictures {
            let statement = report.statements.get(picture.statement);
            let (Some(statement), Some(place)) = (statement, carry.carry(&picture.span)) else {
                continue;
            };
            blocks.push(Block {
                line: buffer.line_of(place.start),
                height: match picture.kind {
                    PictureKind::Roll => 72.0,
                    PictureKind::Scope | PictureKind::Spectrum => 56.0,
                },
            });
            let output = match &statement.key.subject {
                Subject::Output(name) => name.output(),
                _ => 0,
            };
            self.list.push(Picture {
                kind: picture.kind,
                key: statement.key.clone(),
                output,
            });
        }
        blocks
    }

    /// Lets go of what the audio thread writes for them, as nobody looks.
    pub(super) fn close(&mut self) {
        self.taps.clear();
    }

    /// Draws those that are in view, by their places.
    pub(super) fn draw(
        &mut self,
        painter: &Painter,
        places: &[(usize, Rect)],
        session: &Session,
        theme: &Theme,
    ) {
        let shown = || {
            places
                .iter()
                .filter_map(|(index, area)| Some((self.list.get(*index)?, *area)))
        };
        let listened: Vec<(PictureKind, usize, Rect)> = shown()
            .filter(|(picture, _)| picture.kind != PictureKind::Roll)
            .map(|(picture, area)| (picture.kind, picture.output, area))
            .collect();
        let now = session.telemetry().cycle.load();
        let has_rolls = shown().any(|(picture, _)| picture.kind == PictureKind::Roll);
        if has_rolls && let Some(view) = session.view(now, ROLL.1, ROLL.0 - ROLL.1) {
            let rolls = shown().filter(|(picture, _)| picture.kind == PictureKind::Roll);
            for (picture, area) in rolls {
                let mut statements = view.preview().statements().iter();
                if let Some(at) = statements.position(|statement| statement.key == picture.key) {
                    roll(painter, area, &view, at, now, theme);
                }
            }
        }
        self.taps
            .retain(|output, _| listened.iter().any(|(_, other, _)| other == output));
        for (kind, output, area) in listened {
            let tap = self
                .taps
                .entry(output)
                .or_insert_with(|| session.tap(output));
            let mut frames = vec![[0.0; 2]; SPECTRUM.0];
            tap.read(&mut frames);
            let mono: Vec<f32> = frames
                .iter()
                .map(|[left, right]| (left + right) * 0.5)
                .collect();
            let colour = match output {
                0 => theme.text,
                number => theme.output(number),
            };
            let ground = mix(theme.paper, theme.panel, 0.5);
            painter.rect_filled(area, 4.0, ground);
            if kind == PictureKind::Scope {
                scope(painter, area, &mono, Stroke::new(1.5, colour), theme);
            } else {
                let spectrum = self
                    .spectra
                    .entry(output)
                    .or_insert_with(|| BandSpectrum::new(SPECTRUM.0, SPECTRUM.1, RATE));
                bars(painter, area, spectrum.levels(&mono), colour);
            }
        }
    }
}

/// The events of one statement, around the present: pitch as height, loudness as strength. Events without pitch share rows by
/// their sounds' names.
fn roll(painter: &Painter, area: Rect, view: &View, statement: usize, now: f64, theme: &Theme) {
    let (from, until) = (now - ROLL.1, now - ROLL.1 + ROLL.0);
    painter.rect_filled(area, 4.0, mix(theme.paper, theme.panel, 0.5));
    let x = |cycle: f64| area.left() + ((cycle - from) / ROLL.0) as f32 * area.width();
    let mut cycle = from.ceil();
    while cycle <= until {
        painter.vline(x(cycle), area.y_range(), Stroke::new(1.0, theme.rule));
        cycle += 1.0;
    }
    let events = view.events(from, until);
    let own = events.filter(|event| event.statement == Some(statement));
    let own: Vec<_> = own.take(MOST_EVENTS + 1).collect();
    let is_cut = own.len() > MOST_EVENTS || view.is_cut();
    let pitches = || own.iter().filter_map(|event| event.pitch);
    let (low, high) = pitches().fold((f32::MAX, f32::MIN), |(low, high), pitch| {
        (low.min(pitch), high.max(pitch))
    });
    let mut names: Vec<&str> = own
        .iter()
        .filter(|event| event.pitch.is_none())
        .map(|event| &*event.name)
        .collect();
    names.sort_unstable();
    names.dedup();
    let inner = area.shrink2(vec2(0.0, 6.0));
    let bar = (inner.height() / (high - low + 1.0).max(6.0)).clamp(3.0, 8.0);
    for event in own.iter().take(MOST_EVENTS) {
        let share = match event.pitch {
            Some(pitch) if high > low => (pitch - low) / (high - low),
            Some(_) => 0.5,
            None => {
                let row = names.iter().position(|name| *name == &*event.name);
                1.0 - (row.unwrap_or(0) as f32 + 0.5) / names.len().max(1) as f32
            }
        };
        let y = inner.bottom() - share * (inner.height() - bar) - bar * 0.5;
        let left = x(event.begin).max(area.left());
        let right = (x(event.end).min(area.right()) - 1.0).max(left + 2.0);
        let sounds = event.begin <= now && now < event.end;
        let colour = match event.outputs.iter().next() {
            None | Some(0) => theme.text,
            Some(output) => theme.output(output),
        };
        let strength = 0.35 + 0.4 * event.loudness.clamp(0.0, 1.0);
        let ink = if sounds {
            colour
        } else {
            mix(theme.paper, colour, strength)
        };
        let note = Rect::from_min_max(pos2(left, y - bar * 0.5), pos2(right, y + bar * 0.5));
        painter.rect_filled(note, 1.0, ink);
    }
    painter.vline(x(now), area.y_range(), Stroke::new(1.5, theme.accent));
    if is_cut {
        let at = area.right_top() + vec2(-4.0, 2.0);
        let letters = FontId::proportional(super::theme::SMALL);
        painter.text(at, Align2::RIGHT_TOP, "… and more", letters, theme.faint);
    }
}

/// The last of a wave, from where it rises through its middle, so that it stands still.
fn scope(painter: &Painter, area: Rect, mono: &[f32], ink: Stroke, theme: &Theme) {
    painter.hline(
        area.x_range(),
        area.center().y,
        Stroke::new(1.0, theme.rule),
    );
    let first = mono.len().saturating_sub(SCOPE.0 + SCOPE.1);
    let earliest = &mono[first..mono.len().saturating_sub(SCOPE.0)];
    let rises = earliest
        .windows(2)
        .rposition(|pair| pair[0] < 0.0 && pair[1] >= 0.0);
    let begin = first + rises.unwrap_or(earliest.len());
    let wave = &mono[begin..(begin + SCOPE.0).min(mono.len())];
    let loudest = wave
        .iter()
        .fold(0.0_f32, |most, sample| most.max(sample.abs()));
    // Quiet ones are shown larger, but not noise as if it were music.
    let scale = area.height() * 0.45 / loudest.max(0.05);
    let step = area.width() / SCOPE.0 as f32;
    let points = wave.iter().enumerate().step_by(2).map(|(at, sample)| {
        let y = area.center().y - sample.clamp(-4.0, 4.0) * scale;
        pos2(area.left() + at as f32 * step, y)
    });
    painter.line(points.collect(), ink);
}

/// Levels of bands, dB.
fn bars(painter: &Painter, area: Rect, levels: &[f32], colour: egui::Color32) {
    let width = area.width() / levels.len().max(1) as f32;
    for (band, level) in levels.iter().enumerate() {
        let height = (1.0 - level / FLOOR).clamp(0.0, 1.0) * (area.height() - 4.0);
        let left = area.left() + band as f32 * width;
        let bar = Rect::from_min_max(
            pos2(left + 0.5, area.bottom() - 2.0 - height),
            pos2(left + width - 0.5, area.bottom() - 2.0),
        );
        painter.rect_filled(bar, 0.0, colour);
    }
}
