//! Draws a rendered song as a PNG: a waveform for each channel, cycle lines with numbers, onsets as ticks below.

use anyhow::{Context, Result};
use std::path::Path;

type Colour = [u8; 3];

const WIDTH: usize = 1600;
const CHANNEL_HEIGHT: usize = 180;
const ONSETS_HEIGHT: usize = 60;
const LABELS_HEIGHT: usize = 24;

const PAPER: Colour = [16, 20, 28];
const WAVE: [Colour; 2] = [[94, 205, 220], [240, 170, 90]];
const LINE: Colour = [52, 60, 76];
const TURN: Colour = [230, 90, 110];
const ONSET: Colour = [170, 220, 120];
const TEXT: Colour = [150, 160, 178];

/// What is to be seen.
pub struct Picture<'a> {
    /// Planar audio, full scale ±1.
    pub channels: &'a [Vec<f32>],
    /// Frames at which a cycle begins, and its number.
    pub cycles: &'a [(usize, i64)],
    /// Frames at which the transport changed tempo or jumped.
    pub turns: &'a [usize],
    /// Frames at which something began to sound.
    pub onsets: &'a [usize],
}

/// Draws and writes the picture.
pub fn write(picture: &Picture, path: &Path) -> Result<()> {
    let frames = picture.channels.first().map_or(0, Vec::len).max(1);
    let waves = CHANNEL_HEIGHT * picture.channels.len();
    let mut canvas = Canvas::new(WIDTH, LABELS_HEIGHT + waves + ONSETS_HEIGHT);
    let column = |frame: usize| (frame * WIDTH / frames).min(WIDTH - 1);

    for (frame, cycle) in picture.cycles {
        canvas.column(column(*frame), LABELS_HEIGHT, canvas.height, LINE);
        canvas.number(column(*frame) + 3, 6, *cycle, TEXT);
    }
    for (index, channel) in picture.channels.iter().enumerate() {
        let middle = LABELS_HEIGHT + CHANNEL_HEIGHT * index + CHANNEL_HEIGHT / 2;
        let half = (CHANNEL_HEIGHT / 2 - 4) as f32;
        for x in 0..WIDTH {
            let range = x * frames / WIDTH
                ..((x + 1) * frames / WIDTH)
                    .max(x * frames / WIDTH + 1)
                    .min(frames);
            let (low, high) = channel[range]
                .iter()
                .fold((f32::MAX, f32::MIN), |(low, high), y| {
                    (low.min(*y), high.max(*y))
                });
            let row = |y: f32| (middle as f32 - y.clamp(-1.0, 1.0) * half).round() as usize;
            canvas.column(x, row(high), row(low) + 1, WAVE[index % WAVE.len()]);
        }
    }
    for frame in picture.onsets {
        canvas.column(
            column(*frame),
            LABELS_HEIGHT + waves + 12,
            canvas.height - 12,
            ONSET,
        );
    }
    for frame in picture.turns {
        for x in [column(*frame), column(*frame) + 1] {
            canvas.column(x.min(WIDTH - 1), 0, canvas.height, TURN);
        }
    }
    canvas.write(path)
}

struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: PAPER.repeat(width * height),
        }
    }

    fn dot(&mut self, x: usize, y: usize, colour: Colour) {
        if x < self.width && y < self.height {
            let place = (y * self.width + x) * 3;
            self.pixels[place..place + 3].copy_from_slice(&colour);
        }
    }

    fn column(&mut self, x: usize, from: usize, to: usize, colour: Colour) {
        for y in from..to {
            self.dot(x, y, colour);
        }
    }

    /// Digits of 3 × 5 dots, drawn twice their size.
    fn number(&mut self, mut x: usize, y: usize, number: i64, colour: Colour) {
        const DIGITS: [u16; 10] = [
            0b111_101_101_101_111,
            0b010_110_010_010_111,
            0b111_001_111_100_111,
            0b111_001_111_001_111,
            0b101_101_111_001_001,
            0b111_100_111_001_111,
            0b111_100_111_101_111,
            0b111_001_010_010_010,
            0b111_101_111_101_111,
            0b111_101_111_001_111,
        ];
        for character in number.to_string().chars() {
            let bits = character
                .to_digit(10)
                .map_or(0b000_000_111_000_000, |digit| DIGITS[digit as usize]);
            for dot in (0..15).filter(|dot| bits >> (14 - dot) & 1 == 1) {
                let (left, top) = (x + dot % 3 * 2, y + dot / 3 * 2);
                for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    self.dot(left + dx, top + dy, colour);
                }
            }
            x += 8;
        }
    }

    fn write(&self, path: &Path) -> Result<()> {
        write_image(self.width, &self.pixels, path)
    }
}

/// Writes RGB pixels, row after row, as a PNG.
pub fn write_image(width: usize, pixels: &[u8], path: &Path) -> Result<()> {
    let file =
        std::fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let height = pixels.len() / (width * 3);
    let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(pixels)?;
    Ok(())
}
