//! The host's transport turned into a straight line from frames to cycles, block by block.
//!
//! Within a block the line does not bend; from one block to the next it continues where it ended unless the transport
//! really moved. Hosts tell positions that are rounded (Ardour to 1/1920 quarter note), so the clock trusts its own
//! prediction while the host agrees within what such rounding explains, leans the line a little where the host drifts
//! (tempo ramps, a tempo changed inside a block), and takes only larger differences for a jump.
//!
//! A cycle is a number of quarter notes, or the host's bar: then the position is the bar's number and how much of it has
//! passed, whatever its time signature. A host tells a new signature when it is there; up to the end of that block the one before
//! holds.

use crate::time::transport::{Bar, Run, TICKS_PER_BEAT, Transport, is_rounded};
use crate::time::{Cycles, Frames};

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
        /// In cycles, not negative.
        slack: f64,
    },
}

/// The clock.
#[derive(Clone, Debug)]
pub struct Clock {
    sample_rate: f64,
    /// Quarter notes a cycle; while cycles are bars, those of the present bar.
    beats_per_cycle: f64,
    /// Whether the host's bars are cycles.
    by_bars: bool,
    /// Where the host's present bar begins, in quarter notes and in cycles, while cycles are bars and the host tells.
    bar: (f64, f64),
    /// What the host said of the bar last, and the number it was taken for.
    told_bar: Option<(Bar, f64)>,
    free_cps: f64,
    moving: bool,
    /// Whether the tempo is our own.
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
            beats_per_cycle,
            by_bars: false,
            bar: (0.0, 0.0),
            told_bar: None,
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
        let same = by_bars == self.by_bars && (by_bars || beats == self.beats_per_cycle);
        if same || !(beats.is_finite() && beats > 0.0) {
            return false;
        }
        let position = self.position_at(frame.0);
        let song = self.beats_of(position);
        let before = self.beats_per_cycle;
        self.by_bars = by_bars;
        match self.told_bar.filter(|_| by_bars) {
            Some((bar, number)) => self.enter(bar, number),
            None => (self.beats_per_cycle, self.bar) = (beats, (0.0, 0.0)),
        }
        let ratio = before / self.beats_per_cycle;
        let jumps = self.moving && self.placed;
        if self.moving {
            self.anchor = if self.placed {
                self.cycles_of(song)
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

    fn enter(&mut self, bar: Bar, number: f64) {
        self.bar = (bar.start.0, number);
        self.beats_per_cycle = bar.length;
    }

    /// The cycle at a song position in quarter notes.
    fn cycles_of(&self, beats: f64) -> f64 {
        self.bar.1 + (beats - self.bar.0) / self.beats_per_cycle
    }

    /// The song position in quarter notes at a cycle.
    fn beats_of(&self, cycles: f64) -> f64 {
        self.bar.0 + (cycles - self.bar.1) * self.beats_per_cycle
    }

    /// Takes the bar that the host tells. `predicted` is where the line is, if it goes on, in cycles. Whether bars are
    /// cycles, and this one is of another length than the one before.
    fn take_bar(&mut self, told: Option<Bar>, beats: Option<f64>, predicted: Option<f64>) -> bool {
        let usual = |bar: &Bar| (0.25..=256.0).contains(&bar.length);
        let Some((bar, beats)) = told.filter(usual).zip(beats) else {
            return false;
        };
        let number = bar.counted().unwrap_or_else(|| {
            let passed = (beats - bar.start.0) / bar.length;
            match predicted.filter(|_| self.by_bars) {
                // It is the bar in which the line is, or a whole number of bars from it.
                Some(predicted) => (predicted - passed).round(),
                None => (bar.start.0 / bar.length).round(),
            }
        });
        self.told_bar = Some((bar, number));
        if !self.by_bars {
            return false;
        }
        let before = self.beats_per_cycle;
        self.enter(bar, number);
        before != self.beats_per_cycle
    }

    /// How many quarter notes make a cycle.
    #[must_use]
    pub fn beats_per_cycle(&self) -> f64 {
        self.beats_per_cycle
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
        let turns = self.take_bar(bar, beats, self.moving.then_some(predicted));
        let cps = tempo.map_or(self.free_cps, |tempo| tempo / 60.0 / self.beats_per_cycle);
        let nominal = cps / self.sample_rate;
        self.internal = tempo.is_none();
        self.placed = beats.is_some();

        if !self.moving {
            // Where the internal clock stands is where it goes on; a host says where.
            self.anchor = beats.map_or(self.anchor, |beats| self.cycles_of(beats));
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
            let position = self.cycles_of(beats);
            let difference = position - predicted;
            let changed = (nominal - self.nominal).abs() + BEND * nominal.max(self.nominal);
            let jump = (JUMP_BEATS / self.beats_per_cycle).max(last_block as f64 * changed);
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
                ROUNDED_SLACK / TICKS_PER_BEAT / self.beats_per_cycle
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
        // `as` saturates: a position out of reach is a frame out of reach.
        (self.anchor_frame as i64).saturating_add((frames - ONSET_SLACK).ceil() as i64)
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
        ((frames + ONSET_SLACK).floor() as i64).cast_unsigned()
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
        let frames = frame as i64 - self.anchor_frame as i64;
        self.anchor + frames as f64 * self.line_slope
    }

    fn reanchor(&mut self, frame: u64) {
        self.anchor = self.position_at(frame);
        self.anchor_frame = frame;
    }

    /// How much too late, in cycles, a host's position may be told.
    fn rounding(&self, beats: Option<f64>) -> f64 {
        match beats {
            Some(beats) if is_rounded(beats) => 0.3 / TICKS_PER_BEAT / self.beats_per_cycle,
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Beats, Seconds};
    use proptest::prelude::*;

    const RATE: f64 = 44_100.0;

    /// Runs blocks of the given lengths with what `host` says at each block's first frame; returns, for each beat, the
    /// frames at which an onset on it would start, as a sequencer would find them: one block after the other.
    fn beats_heard(lengths: &[usize], mut host: impl FnMut(u64) -> Transport) -> Vec<(i64, i64)> {
        let mut clock = Clock::new(RATE, 0.5, 4.0);
        let mut frame = 0u64;
        let mut next: Option<i64> = None;
        let mut heard = Vec::new();
        for &length in lengths {
            let motion = clock.advance(Frames(frame), length, &host(frame), Run::Host);
            match motion {
                Motion::Stopped => next = None,
                Motion::Jumped { slack } => {
                    let from = clock.position(Frames(frame)).0 - slack;
                    let mut beat = (from * 4.0).floor() as i64 - 1;
                    while (beat as f64 / 4.0) < from
                        && clock.frame_of(Cycles(beat as f64 / 4.0)) < frame as i64
                    {
                        beat += 1;
                    }
                    next = Some(beat);
                }
                Motion::Continues => {}
            }
            while let Some(beat) = next {
                let at = clock.frame_of(Cycles(beat as f64 / 4.0));
                if at >= (frame + length as u64) as i64 {
                    break;
                }
                heard.push((beat, at.max(frame as i64)));
                next = Some(beat + 1);
            }
            frame += length as u64;
        }
        heard
    }

    fn partition() -> impl Strategy<Value = Vec<usize>> {
        proptest::collection::vec(
            prop_oneof![1usize..8, 32usize..70, 200usize..1024, Just(16_384usize)],
            1..200,
        )
    }

    proptest! {
        #[test]
        fn an_exact_host_gets_each_beat_on_its_frame_in_any_partition(lengths in partition(), tempo in 20.0f64..400.0) {
            let total: usize = lengths.iter().sum();
            let heard = beats_heard(&lengths, |frame| Transport::rolling(tempo, Beats(frame as f64 / RATE * tempo / 60.0)));
            let expected: Vec<(i64, i64)> = (0..)
                .map(|k| (k, ((k as f64 * 60.0 / tempo * RATE) - 1e-3).ceil() as i64))
                .take_while(|(_, at)| *at < total as i64)
                .collect();
            prop_assert_eq!(heard, expected);
        }

        #[test]
        fn a_rounding_host_gets_each_beat_once_within_a_frame(lengths in partition(), tempo in 60.0f64..200.0, jitter in 0.0f64..3.0, down in any::<bool>()) {
            let total: usize = lengths.iter().sum();
            let mut noise = 1u32;
            let heard = beats_heard(&lengths, |frame| {
                let exact = frame as f64 / RATE * tempo / 60.0;
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let jitter = if frame == 0 { 0.0 } else { jitter * f64::from(noise >> 8) / f64::from(1u32 << 24) * tempo / 60.0 / RATE };
                let ticks = (exact + jitter) * 1920.0;
                Transport::rolling(tempo, Beats(if down { ticks.floor() } else { ticks.round() } / 1920.0))
            });
            let beats: Vec<i64> = heard.iter().map(|(beat, _)| *beat).collect();
            prop_assert_eq!(beats, (0..heard.len() as i64).collect::<Vec<_>>());
            for (beat, at) in heard {
                let exact = beat as f64 * 60.0 / tempo * RATE;
                prop_assert!((at as f64 - exact).abs() <= 1.0, "beat {} at {} not {}", beat, at, exact);
            }
            let _ = total;
        }

        #[test]
        fn a_rounding_host_that_tells_the_time_too_gets_each_beat_on_its_frame_from_wherever_it_starts(lengths in partition(), start in -5_000i64..5_000_000, tempo in 60.0f64..200.0, down in any::<bool>()) {
            let seconds = |frame: i64| (frame + start) as f64 / RATE;
            let heard = beats_heard(&lengths, |frame| {
                let ticks = seconds(frame as i64) * tempo / 60.0 * 1920.0;
                let told = if down { ticks.floor() } else { ticks.round() } / 1920.0;
                Transport { elapsed: Some(Seconds(seconds(frame as i64))), ..Transport::rolling(tempo, Beats(told)) }
            });
            for (beat, at) in heard {
                let exact = beat as f64 * 60.0 / tempo * RATE - start as f64;
                prop_assert!(at as f64 - exact >= -0.01 && at as f64 - exact < 1.01, "beat {} at {} not {}", beat, at, exact);
            }
        }

        #[test]
        fn ramps_and_steps_of_tempo_lose_and_double_nothing(lengths in partition(), tempos in proptest::collection::vec(40.0f64..300.0, 1..20)) {
            // The host's tempo moves in straight lines from one to the next, two seconds each.
            let tempo_at = |seconds: f64| {
                let place = seconds / 2.0;
                let index = place as usize;
                let (a, b) = (tempos[index % tempos.len()], tempos[(index + 1) % tempos.len()]);
                a + (b - a) * place.fract()
            };
            let mut position = 0.0;
            let mut reached = 0u64;
            let heard = beats_heard(&lengths, |frame| {
                while reached < frame {
                    position += tempo_at(reached as f64 / RATE) / 60.0 / RATE;
                    reached += 1;
                }
                Transport::rolling(tempo_at(frame as f64 / RATE), Beats(position))
            });
            let beats: Vec<i64> = heard.iter().map(|(beat, _)| *beat).collect();
            prop_assert_eq!(&beats, &(0..heard.len() as i64).collect::<Vec<_>>());
            for pair in heard.windows(2) {
                prop_assert!(pair[0].1 <= pair[1].1);
            }
        }

        #[test]
        fn nonsense_from_the_host_never_breaks_the_line(
            blocks in proptest::collection::vec((0usize..2000, any::<f64>(), any::<f64>(), any::<bool>()), 1..50)
        ) {
            let mut clock = Clock::new(RATE, 0.5, 4.0);
            let mut frame = 0;
            for (length, tempo, beats, playing) in blocks {
                let transport = Transport { playing, ..Transport::rolling(tempo, Beats(beats)) };
                clock.advance(Frames(frame), length, &transport, Run::Host);
                prop_assert!(clock.position(Frames(frame)).0.is_finite());
                prop_assert!(clock.cycles_per_frame() > 0.0);
                frame += length as u64;
            }
        }
    }

    /// Bars by their lengths in quarter notes: which one a position is in, and where that begins.
    fn bar_of(lengths: &[f64], beats: f64) -> (i32, f64, f64) {
        let (mut number, mut start) = (0, 0.0);
        loop {
            let length = lengths[number.min(lengths.len() - 1)];
            if beats < start + length - 1.0e-9 {
                return (number as i32, start, length);
            }
            (number, start) = (number + 1, start + length);
        }
    }

    #[test]
    fn a_bar_is_a_cycle_whatever_its_signature_in_blocks_of_any_size() {
        const LENGTHS: &[f64] = &[4.0, 4.0, 3.5, 3.5, 3.0, 6.0, 2.5, 4.0];
        for counts in [true, false] {
            for block in [1_u64, 64, 441, 1_000, 4_096, 16_384] {
                let mut clock = Clock::new(RATE, 0.5, 4.0);
                clock.set_cycle(Frames(0), 4.0, true);
                let mut next = 0_i64;
                for frame in (0..600_000).step_by(block as usize) {
                    let beats = frame as f64 / RATE * 2.0;
                    let (number, start, length) = bar_of(LENGTHS, beats);
                    let bar = Bar {
                        number: Some(if counts { number } else { 0 }),
                        start: Beats(start),
                        length,
                    };
                    let said = Transport {
                        bar: Some(bar),
                        ..Transport::rolling(120.0, Beats(beats))
                    };
                    let motion = clock.advance(Frames(frame), block as usize, &said, Run::Host);
                    assert!(frame == 0 || motion == Motion::Continues, "{frame}");
                    // Quarters of bars, as a sequencer meets them.
                    loop {
                        let at = clock.frame_of(Cycles(next as f64 / 4.0));
                        if at >= (frame + block) as i64 {
                            break;
                        }
                        let starts: f64 = LENGTHS.iter().take((next / 4) as usize).sum();
                        let length = LENGTHS[((next / 4) as usize).min(LENGTHS.len() - 1)];
                        let starts = starts + 4.0 * (next / 4 - LENGTHS.len() as i64).max(0) as f64;
                        let beat = starts + length * (next % 4) as f64 / 4.0;
                        let exact = (beat / 2.0 * RATE - 1.0e-3).ceil() as i64;
                        assert_eq!(at.max(frame as i64), exact, "{next} in blocks of {block}");
                        next += 1;
                    }
                }
                assert!(next > 28);
            }
        }
    }

    #[test]
    fn bars_and_beats_mean_the_same_place_of_the_song() {
        let bar = Bar {
            number: Some(5),
            start: Beats(18.0),
            length: 3.0,
        };
        let said = Transport {
            bar: Some(bar),
            ..Transport::rolling(120.0, Beats(19.5))
        };
        let mut clock = Clock::new(RATE, 0.5, 4.0);
        clock.advance(Frames(0), 64, &said, Run::Host);
        assert_eq!(clock.position(Frames(0)), Cycles(19.5 / 4.0));
        assert!(clock.set_cycle(Frames(0), 4.0, true));
        assert_eq!(clock.position(Frames(0)), Cycles(5.5));
        assert!((clock.cycles_per_second() - 2.0 / 3.0).abs() < 1.0e-12);
        assert!(clock.set_cycle(Frames(0), 4.0, false));
        assert_eq!(clock.position(Frames(0)), Cycles(19.5 / 4.0));
        assert!((clock.cycles_per_second() - 0.5).abs() < 1.0e-12);
        // A host without bars leaves four quarter notes.
        let mut clock = Clock::new(RATE, 0.5, 4.0);
        clock.set_cycle(Frames(0), 4.0, true);
        clock.advance(
            Frames(0),
            64,
            &Transport::rolling(120.0, Beats(6.0)),
            Run::Host,
        );
        assert_eq!(clock.position(Frames(0)), Cycles(1.5));
    }

    #[test]
    fn a_jump_starts_anew_where_the_host_says() {
        let lengths = [512; 20];
        let heard = beats_heard(&lengths, |frame| {
            let beats = frame as f64 / RATE * 2.0;
            Transport::rolling(
                120.0,
                Beats(if frame < 5120 {
                    beats
                } else {
                    beats - 5120.0 / RATE * 2.0 + 32.0
                }),
            )
        });
        assert_eq!(heard, [(0, 0), (32, 5120)]);
    }

    #[test]
    fn a_jump_shorter_than_a_block_is_a_jump() {
        // 4,096 frames are 0.19 of a beat.
        for (by, block) in [
            (0.125, 4_096_usize),
            (-0.125, 4_096),
            (0.05, 2_048),
            (0.3, 8_192),
        ] {
            let mut clock = Clock::new(RATE, 0.5, 4.0);
            let mut jumps = Vec::new();
            for number in 0..20_u64 {
                let frame = number * block as u64;
                let beats = frame as f64 / RATE * 2.0 + if number < 10 { 0.0 } else { by };
                let said = Transport::rolling(120.0, Beats(beats));
                let motion = clock.advance(Frames(frame), block, &said, Run::Host);
                if matches!(motion, Motion::Jumped { .. }) {
                    jumps.push(number);
                    assert!((clock.position(Frames(frame)).0 - beats / 4.0).abs() < 1.0e-12);
                }
            }
            assert_eq!(jumps, [0, 10], "by {by} in blocks of {block}");
        }
    }

    #[test]
    fn a_loop_plays_its_first_beat_each_time_around() {
        // One beat of 22,050 frames, looped, in blocks that divide it.
        let heard = beats_heard(&[441; 150], |frame| {
            Transport::rolling(120.0, Beats((frame % 22_050) as f64 / 22_050.0))
        });
        assert_eq!(heard, [(0, 0), (0, 22_050), (0, 44_100)]);
    }

    #[test]
    fn the_beat_at_zero_after_a_pre_roll_is_heard() {
        for round in [false, true] {
            let heard = beats_heard(&[256; 200], |frame| {
                let beats = frame as f64 / 22_050.0 - 0.5;
                Transport::rolling(
                    120.0,
                    Beats(if round {
                        (beats * 1920.0).floor() / 1920.0
                    } else {
                        beats
                    }),
                )
            });
            assert_eq!(heard, [(0, 11_025), (1, 33_075)]);
        }
    }

    #[test]
    fn stopped_is_stopped_and_starting_again_is_a_jump() {
        let mut clock = Clock::new(RATE, 0.5, 4.0);
        let rolling = Transport::rolling(120.0, Beats(8.0));
        assert!(matches!(
            clock.advance(Frames(0), 64, &rolling, Run::Host),
            Motion::Jumped { .. }
        ));
        assert_eq!(
            clock.advance(Frames(64), 64, &Transport::stopped(), Run::Host),
            Motion::Stopped
        );
        assert!(matches!(
            clock.advance(Frames(128), 64, &rolling, Run::Host),
            Motion::Jumped { .. }
        ));
        assert_eq!(clock.position(Frames(128)), Cycles(2.0));
    }

    #[test]
    fn without_a_transport_the_program_s_own_tempo_runs() {
        let mut clock = Clock::new(1000.0, 0.5, 4.0);
        clock.advance(Frames(0), 1000, &Transport::missing(), Run::Host);
        clock.advance(Frames(1000), 1000, &Transport::missing(), Run::Host);
        assert_eq!(clock.position(Frames(2000)), Cycles(1.0));
    }

    #[test]
    fn free_runs_while_the_host_stands() {
        let mut clock = Clock::new(1000.0, 0.5, 4.0);
        clock.advance(Frames(0), 1000, &Transport::stopped(), Run::Free);
        assert_eq!(
            clock.advance(Frames(1000), 1000, &Transport::stopped(), Run::Free),
            Motion::Continues
        );
        assert_eq!(clock.position(Frames(2000)), Cycles(1.0));
    }
}
