//! The host's transport turned into a straight line from frames to cycles, block by block.
//!
//! Within a block the line does not bend; from one block to the next it continues where it ended unless the transport
//! really moved. Hosts tell positions that are rounded (Ardour to 1/1920 quarter note), so the clock trusts its own
//! prediction while the host agrees within what such rounding explains, leans the line a little where the host drifts
//! (tempo ramps, a tempo changed inside a block), and takes only larger differences for a jump.

mod meter;

use crate::time::conversions::saturating_i64;
use crate::time::transport::{Run, TICKS_PER_BEAT, Transport, is_rounded};
use crate::time::{Cycles, Frames};
use meter::Meter;

/// How far, in ticks, a host that rounds may disagree before the line leans: a tick below (rounding down) and as much
/// above (the host's own jitter), with a margin.
const ROUNDED_SLACK: f64 = 1.3;

/// How far, in frames, a host that does not round may disagree before the line leans.
const EXACT_SLACK: f64 = 0.5;

/// The line never leans beyond these factors of the tempo, so that time always moves on.
const LEAN: (f64, f64) = (0.5, 2.0);

/// The host jumps if it moves by more than this part of a quarter note against the line, and by more than a change of tempo
/// within the block before explains.
const JUMP_BEATS: f64 = 1.0 / 32.0;

/// What a bend of tempo within a block that begins and ends at one tempo may amount to, as a part of the block.
const BEND: f64 = 0.25;

/// An onset less than this many frames behind a frame still falls on it: absorbs what rounding of `f64` adds.
pub(crate) const ONSET_SLACK: f64 = 1.0e-3;

/// Tempi outside these, in quarter notes a minute, are taken as missing.
const TEMPO: (f64, f64) = (1.0e-3, 1.0e5);

/// How a block's line continues the one before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Motion {
    /// Nothing moves; no onset starts.
    Stopped,
    /// The line goes on where it was.
    Continues,
    /// It starts anew elsewhere: what was queried ahead is void. `slack` is how far behind the new position, in cycles,
    /// an onset may lie and still be meant (hosts that round tell a position too late by some frames).
    Jumped {
        /// Distance in cycles, not negative.
        slack: f64,
    },
}

/// The clock.
#[derive(Clone, Debug)]
pub struct Clock {
    sample_rate: f64,
    meter: Meter,
    /// Tempo of the internal clock, in cycles a second.
    free_cps: f64,
    moving: bool,
    /// Whether the tempo is the internal clock's, not the host's.
    internal: bool,
    /// Absolute frame and position (cycles) of a point of the line, and its slope.
    anchor_frame: u64,
    anchor: f64,
    line_slope: f64,
    /// The slope that the tempo says, without leaning.
    nominal: f64,
    /// What leaning has not made up for yet: host minus line at the end of the last block, in cycles.
    residual: f64,
    last_block: u64,
    /// Whether the host told the position of the present block.
    placed: bool,
}

impl Clock {
    /// A clock at rest at position 0. `sample_rate` in Hz, `cps` in cycles a second.
    #[must_use]
    pub fn new(sample_rate: f64, cps: f64, beats_per_cycle: f64) -> Self {
        let nominal = cps / sample_rate;
        Self {
            sample_rate,
            meter: Meter::new(beats_per_cycle),
            free_cps: cps,
            moving: false,
            internal: true,
            anchor_frame: 0,
            anchor: 0.0,
            line_slope: nominal,
            nominal,
            residual: 0.0,
            last_block: 0,
            placed: false,
        }
    }

    /// Sets the internal clock's tempo in cycles a second. If it is the one that runs, the line bends at `frame`, which
    /// must not lie behind what was already played.
    pub fn set_tempo(&mut self, frame: Frames, cps: f64) {
        if !(cps.is_finite() && cps > 0.0) {
            return;
        }
        self.free_cps = cps;
        if self.moving && self.internal {
            self.anchor = self.position_at(frame.0);
            self.anchor_frame = frame.0;
            self.nominal = cps / self.sample_rate;
            self.line_slope = self.nominal;
        }
    }

    /// Bends the internal clock's line at a position that falls on `frame`: from there on, not from the frame on, it runs at
    /// `cps` cycles a second, so that tempo patterns add up exactly. Returns whether the line changed.
    pub fn bend(&mut self, frame: Frames, position: Cycles, cps: f64) -> bool {
        if !(cps.is_finite() && cps > 0.0) {
            return false;
        }
        self.free_cps = cps;
        let slope = cps / self.sample_rate;
        if !self.is_internal() || slope == self.line_slope {
            return false;
        }
        let here = self.position_at(frame.0);
        // What has been played stays: a position further back than a frame came too late.
        let passed = (here - position.0) / self.line_slope;
        let passed = passed.clamp(-ONSET_SLACK, 1.0);
        self.anchor = here + passed * (slope - self.line_slope);
        self.anchor_frame = frame.0;
        self.nominal = slope;
        self.line_slope = slope;
        true
    }

    /// Whether time moves and the tempo is our own.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        self.moving && self.internal
    }

    /// Sets what a cycle is, from `frame` on, which must not lie behind what was already played: `beats` quarter notes or,
    /// `by_bars`, the host's bar, where the host tells it. Where the host tells the position that is a jump to another place
    /// in the music: whether it was one.
    pub fn set_cycle(&mut self, frame: Frames, beats: f64, by_bars: bool) -> bool {
        if self.meter.is(beats, by_bars) || !(beats.is_finite() && beats > 0.0) {
            return false;
        }
        let position = self.position_at(frame.0);
        let song = self.meter.beats_of(position);
        let before = self.meter.beats_per_cycle();
        self.meter.set(beats, by_bars);
        let ratio = before / self.meter.beats_per_cycle();
        let jumps = self.moving && self.placed;
        if self.moving {
            self.anchor = if self.placed {
                self.meter.cycles_of(song)
            } else {
                position
            };
            self.anchor_frame = frame.0;
            if self.placed {
                self.residual *= ratio;
            }
            if !self.internal {
                self.nominal *= ratio;
                self.line_slope *= ratio;
            }
        }
        jumps
    }

    /// How many quarter notes make a cycle.
    #[must_use]
    pub fn beats_per_cycle(&self) -> f64 {
        self.meter.beats_per_cycle()
    }

    /// A frame of the line, and the position there: what other positions are reckoned from.
    #[must_use]
    pub fn anchor(&self) -> (Frames, Cycles) {
        (Frames(self.anchor_frame), Cycles(self.anchor))
    }

    /// Cycles from one frame to the next on the present line, leaning included.
    #[must_use]
    pub fn slope(&self) -> f64 {
        self.line_slope
    }

    /// Puts the position elsewhere; the next block that moves says [`Motion::Jumped`].
    pub fn place(&mut self, frame: Frames, position: Cycles) {
        self.anchor_frame = frame.0;
        self.anchor = position.0;
        self.moving = false;
    }

    /// Lays the line of the block of `length` frames that starts at the absolute `frame`.
    pub fn advance(
        &mut self,
        frame: Frames,
        length: usize,
        transport: &Transport,
        run: Run,
    ) -> Motion {
        let frame = frame.0;
        let length = length as u64;
        let last_block = std::mem::replace(&mut self.last_block, length);
        let host = run == Run::Host;
        if host && !transport.playing {
            if self.moving {
                self.reanchor(frame);
            }
            self.anchor_frame = frame;
            self.moving = false;
            return Motion::Stopped;
        }
        let tempo = transport
            .tempo
            .filter(|tempo| host && (TEMPO.0..=TEMPO.1).contains(tempo));
        let beats = transport
            .unrounded()
            .filter(|beats| host && beats.is_finite());
        let predicted = self.position_at(frame);
        let bar = transport.bar.filter(|_| host);
        let predicted_bar = self.moving.then_some(predicted);
        let turns = self.meter.take_bar(bar, beats, predicted_bar);
        let cps = tempo.map_or(self.free_cps, |tempo| {
            tempo / 60.0 / self.meter.beats_per_cycle()
        });
        let nominal = cps / self.sample_rate;
        self.internal = tempo.is_none();
        self.placed = beats.is_some();

        if !self.moving {
            // Where the internal clock stands is where it goes on; a host says where.
            self.anchor = beats.map_or(self.anchor, |beats| self.meter.cycles_of(beats));
            self.anchor_frame = frame;
            self.nominal = nominal;
            self.line_slope = nominal;
            self.moving = true;
            self.residual = 0.0;
            return Motion::Jumped {
                slack: self.rounding(beats),
            };
        }

        let mut slope = nominal;
        if let Some(beats) = beats {
            let position = self.meter.cycles_of(beats);
            let difference = position - predicted;
            let changed = (nominal - self.nominal).abs() + BEND * nominal.max(self.nominal);
            let jump = (JUMP_BEATS / self.meter.beats_per_cycle()).max(last_block as f64 * changed);
            if (difference - self.residual).abs() > jump {
                self.residual = 0.0;
                self.anchor = position;
                self.anchor_frame = frame;
                self.nominal = nominal;
                self.line_slope = nominal;
                return Motion::Jumped {
                    slack: self.rounding(Some(beats)),
                };
            }
            if turns {
                // What is past of the new bar was counted in the length of the one before.
                self.residual = 0.0;
                self.anchor = position;
                self.anchor_frame = frame;
                self.nominal = nominal;
                self.line_slope = nominal;
                return Motion::Continues;
            }
            let tolerated = if is_rounded(beats) {
                ROUNDED_SLACK / TICKS_PER_BEAT / self.meter.beats_per_cycle()
            } else {
                EXACT_SLACK * nominal
            };
            if difference.abs() > tolerated && length > 0 {
                // Lean so that the block ends where the host says it will, as far as leaning goes.
                let lean = 1.0 + difference / (length as f64 * nominal);
                slope = nominal * lean.clamp(LEAN.0, LEAN.1);
                self.residual = difference + length as f64 * (nominal - slope);
            } else {
                self.residual = difference;
            }
        }
        // An unchanged slope keeps its anchor, so that any cutting into blocks computes the same positions.
        if slope != self.line_slope {
            self.anchor = predicted;
            self.anchor_frame = frame;
            self.line_slope = slope;
        }
        self.nominal = nominal;
        Motion::Continues
    }

    /// Position of an absolute frame, in cycles.
    #[must_use]
    pub fn position(&self, frame: Frames) -> Cycles {
        Cycles(self.position_at(frame.0))
    }

    /// The first frame at or after a position, in absolute frames; positions behind the line's anchor give frames
    /// before it.
    #[must_use]
    pub fn frame_of(&self, position: Cycles) -> i64 {
        let frames = (position.0 - self.anchor) / self.line_slope;
        // A position out of reach is a frame out of reach.
        let frames = saturating_i64((frames - ONSET_SLACK).ceil());
        Frames(self.anchor_frame).signed().saturating_add(frames)
    }

    /// The frame of the song that an absolute frame is: the frames from the song's first to this one, by the time that the
    /// host tells or else at the present tempo. Those before the song wrap around.
    #[must_use]
    pub fn song_frame(&self, frame: Frames, transport: &Transport) -> u64 {
        let told = transport.elapsed.filter(|_| self.placed);
        let frames = match told {
            Some(seconds) => seconds.0 * self.sample_rate,
            None => self.position_at(frame.0) / self.line_slope,
        };
        // As onsets fall on frames, and as saturating as these.
        saturating_i64((frames + ONSET_SLACK).floor()).cast_unsigned()
    }

    /// Cycles that pass in a frame at the present tempo.
    #[must_use]
    pub fn cycles_per_frame(&self) -> f64 {
        self.nominal
    }

    /// Cycles that pass in a second at the present tempo.
    #[must_use]
    pub fn cycles_per_second(&self) -> f64 {
        self.nominal * self.sample_rate
    }

    /// Whether the last block moved.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.moving
    }

    fn position_at(&self, frame: u64) -> f64 {
        let frames = Frames(frame).signed() - Frames(self.anchor_frame).signed();
        self.anchor + frames as f64 * self.line_slope
    }

    fn reanchor(&mut self, frame: u64) {
        self.anchor = self.position_at(frame);
        self.anchor_frame = frame;
    }

    /// How much too late, in cycles, a host's position may be told.
    fn rounding(&self, beats: Option<f64>) -> f64 {
        match beats {
            Some(beats) if is_rounded(beats) => 0.3 / TICKS_PER_BEAT / self.meter.beats_per_cycle(),
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests;
