//! Delay lines: rings of samples, read between samples.

use crate::math::interpolate::{hermite, hermite_weights, linear};

/// Most frames that are read or written at once.
pub const RUN: usize = 64;

/// A delay between samples that is read again and again, as `DelayLine::place` finds it.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Whole frames of the delay.
    whole: usize,
    /// Weights of the four samples about the place, the nearest first.
    weights: [f32; 4],
}

/// A ring of samples with a power-of-two length. Write first, then read: a delay of 0 is the sample just written.
///
/// ```
/// use phonon_dsp::delays::line::DelayLine;
///
/// let mut line = DelayLine::new(100);
/// for n in 0..10 {
///     line.write(n as f32);
/// }
/// assert_eq!((line.read(0), line.read(3)), (9.0, 6.0));
/// assert_eq!(line.linear(2.5), 6.5); // half way between two samples
/// ```
#[derive(Clone, Debug)]
pub struct DelayLine {
    samples: Vec<f32>,
    mask: usize,
    /// Index of the latest sample.
    head: usize,
    /// Samples written since the last reset, at most the length: what lies further back is silence. So a reset costs
    /// nothing, however long the line.
    written: usize,
}

impl DelayLine {
    /// Holds delays of up to `longest` frames.
    pub fn new(longest: usize) -> Self {
        // Three frames more for the interpolation.
        let length = (longest + 4).next_power_of_two();
        // Filled twice, so that the memory is really there before the audio thread touches it.
        let mut samples = vec![1.0; length];
        std::hint::black_box(&mut samples);
        samples.fill(0.0);
        Self {
            samples,
            mask: length - 1,
            head: 0,
            written: 0,
        }
    }

    /// The longest delay in frames that may be read between samples.
    pub fn longest(&self) -> usize {
        self.samples.len() - 4
    }

    /// Writes the next sample over the oldest.
    #[inline(always)]
    pub fn write(&mut self, x: f32) {
        self.head = (self.head + 1) & self.mask;
        self.samples[self.head] = x;
        self.written += usize::from(self.written <= self.mask);
    }

    /// The sample of `delay` frames ago.
    #[inline(always)]
    pub fn read(&self, delay: usize) -> f32 {
        if delay < self.written {
            self.samples[self.head.wrapping_sub(delay) & self.mask]
        } else {
            0.0
        }
    }

    /// Between samples by four-point cubic interpolation; `delay` in frames is clamped to 1..longest.
    #[inline(always)]
    pub fn cubic(&self, delay: f32) -> f32 {
        let delay = delay.max(1.0).min(self.longest() as f32);
        let whole = delay as usize;
        let fraction = delay - whole as f32;
        hermite(
            self.read(whole - 1),
            self.read(whole),
            self.read(whole + 1),
            self.read(whole + 2),
            fraction,
        )
    }

    /// Between samples on a straight line; `delay` in frames is clamped to 0..longest.
    #[inline(always)]
    pub fn linear(&self, delay: f32) -> f32 {
        let delay = delay.max(0.0).min(self.longest() as f32);
        let whole = delay as usize;
        let fraction = delay - whole as f32;
        linear(self.read(whole), self.read(whole + 1), fraction)
    }

    /// Adds samples, the oldest first; no more than the line holds.
    pub fn extend(&mut self, samples: &[f32]) {
        let start = (self.head + 1) & self.mask;
        let (before, after) = samples.split_at(samples.len().min(self.samples.len() - start));
        self.samples[start..start + before.len()].copy_from_slice(before);
        self.samples[..after.len()].copy_from_slice(after);
        self.head = (self.head + samples.len()) & self.mask;
        self.written = (self.written + samples.len()).min(self.samples.len());
    }

    /// The samples from `oldest` frames ago on, as `read` gives them one by one; no more than there are.
    pub fn recall(&self, oldest: usize, out: &mut [f32]) {
        let unwritten = (oldest + 1).saturating_sub(self.written).min(out.len());
        let (silent, out) = out.split_at_mut(unwritten);
        silent.fill(0.0);
        let start = (self.head + unwritten).wrapping_sub(oldest) & self.mask;
        let (before, after) = out.split_at_mut(out.len().min(self.samples.len() - start));
        before.copy_from_slice(&self.samples[start..start + before.len()]);
        after.copy_from_slice(&self.samples[..after.len()]);
    }

    /// What `recall` gives, where it lies if it lies in a row, else put together in `room`.
    pub fn view<'a>(&'a self, oldest: usize, room: &'a mut [f32]) -> &'a [f32] {
        if let Some(samples) = self.in_a_row(oldest, room.len()) {
            return samples;
        }
        self.recall(oldest, room);
        room
    }

    /// So many samples from `oldest` frames ago on, if all were written and lie in a row.
    #[inline(always)]
    fn in_a_row(&self, oldest: usize, count: usize) -> Option<&[f32]> {
        let start = self.head.wrapping_sub(oldest) & self.mask;
        let samples = self.samples.get(start..start + count)?;
        (oldest < self.written).then_some(samples)
    }

    /// Where `cubic` reads at a delay.
    pub fn place(&self, delay: f32) -> Place {
        let delay = delay.max(1.0).min(self.longest() as f32);
        let whole = delay as usize;
        Place {
            whole,
            weights: hermite_weights(delay - whole as f32),
        }
    }

    /// Adds to each of the next frames, before any is written, so much of what `cubic` gives at a place: at most `RUN` and
    /// no more than `place.ahead()` of them.
    #[inline]
    pub fn add_ahead(&self, place: &Place, gain: f32, frames: &mut [f32]) {
        let weights = place.weights.map(|weight| weight * gain);
        let (oldest, count) = (place.whole + 2, frames.len() + 3);
        if let Some(past) = self.in_a_row(oldest, count) {
            add_weighed(past, weights, frames);
        } else {
            let mut room = [0.0; RUN + 3];
            let room = &mut room[..count];
            self.recall(oldest, room);
            add_weighed(room, weights, frames);
        }
    }

    /// What `cubic` gave after each of the latest frames was written, at a delay of its own, the oldest first; at most `RUN`.
    /// The line must hold as many frames more than the longest delay.
    pub fn cubic_behind(&self, delays: &[f32], out: &mut [f32]) {
        let count = delays.len();
        let longest = self.longest() as f32;
        let (mut wholes, mut fractions) = ([0; RUN], [0.0; RUN]);
        for (index, delay) in delays.iter().enumerate() {
            let delay = delay.max(1.0).min(longest);
            wholes[index] = delay as i32;
            fractions[index] = delay - wholes[index] as f32;
        }
        let mut room = [0.0; RUN + 3];
        let mut start = 0;
        while start < count {
            // As long as the delay stays between the same two frames, what is read lies in a row.
            let whole = wholes[start];
            let same = wholes[start..count].iter().take_while(|w| **w == whole);
            let run = same.count();
            let out = &mut out[start..start + run];
            let fractions = &fractions[start..start + run];
            let oldest = whole.unsigned_abs() as usize + 2 + count - 1 - start;
            let past = self.view(oldest, &mut room[..run + 3]);
            let [a, b, c, d] = neighbours(past, run);
            for (index, y) in out.iter_mut().enumerate() {
                *y = hermite(a[index], b[index], c[index], d[index], fractions[index]);
            }
            start += run;
        }
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.written = 0;
    }
}

impl Place {
    /// How many of the next frames may be read before any of them is written; at most `RUN`.
    pub fn ahead(&self) -> usize {
        self.whole.min(RUN)
    }
}

/// Adds to each frame the weighed sum of its four neighbours, the nearest first, in samples of which the oldest come first.
#[inline(always)]
fn add_weighed(past: &[f32], [of_a, of_b, of_c, of_d]: [f32; 4], frames: &mut [f32]) {
    let [a, b, c, d] = neighbours(past, frames.len());
    for (index, y) in frames.iter_mut().enumerate() {
        *y += of_a * a[index] + of_b * b[index] + of_c * c[index] + of_d * d[index];
    }
}

/// Four neighbours for each of so many frames, the nearest first, in samples of which the oldest come first.
#[inline(always)]
fn neighbours(past: &[f32], frames: usize) -> [&[f32]; 4] {
    [3, 2, 1, 0].map(|at| &past[at..at + frames])
}

/// Frames by which the place of a tap that moves does not change at once: more is a leap.
const LEAP: f32 = 64.0;

/// A delay whose time may change without a click: a change fades from the old place to the new in 10 ms.
#[derive(Clone, Debug)]
pub struct Taps {
    /// Delay that is read now, frames.
    now: f32,
    next: f32,
    /// 0 at the old place .. 1 at the new.
    fade: f32,
    step: f32,
    fresh: bool,
}

impl Taps {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            now: 0.0,
            next: 0.0,
            fade: 0.0,
            step: (1.0 / (0.010 * sample_rate)) as f32,
            fresh: true,
        }
    }

    /// Reads the line at `delay` frames, rounded to whole ones, fading to it if it has changed.
    #[inline(always)]
    pub fn read(&mut self, line: &DelayLine, delay: f32) -> f32 {
        let whole = (delay.max(0.0).min(line.longest() as f32) + 0.5) as usize as f32;
        self.place(whole, |place| line.read(place as usize))
    }

    /// The value at the present place, or between the old and the new.
    #[inline(always)]
    fn place(&mut self, delay: f32, at: impl Fn(f32) -> f32) -> f32 {
        if self.fresh {
            self.fresh = false;
            self.now = delay;
            self.next = delay;
        }
        if self.fade == 0.0 {
            if delay == self.now {
                return at(self.now);
            }
            self.next = delay;
        }
        self.fade += self.step;
        if self.fade >= 1.0 {
            self.fade = 0.0;
            self.now = self.next;
            return at(self.now);
        }
        let (old, new) = (at(self.now), at(self.next));
        old + (new - old) * self.fade
    }

    /// As `read`, but a place that moves little from frame to frame is followed, which bends the pitch as a tape does;
    /// only a leap is faded to.
    #[inline(always)]
    pub fn follow(&mut self, line: &DelayLine, delay: f32) -> f32 {
        if self.fade == 0.0 && (delay - self.now).abs() < LEAP {
            self.now = delay;
        } else if self.fade > 0.0 && (delay - self.next).abs() < LEAP {
            self.next = delay;
        }
        self.place(delay, |place| line.cubic(place))
    }

    /// The place in whole frames at which `read` will stay for a delay that does not change; `None` while it fades.
    pub fn rest(&self, line: &DelayLine, delay: f32) -> Option<usize> {
        let whole = (delay.max(0.0).min(line.longest() as f32) + 0.5) as usize;
        (self.fade == 0.0 && !self.fresh && self.now == whole as f32).then_some(whole)
    }

    /// Forgets the place: the next is taken at once.
    pub fn reset(&mut self) {
        self.fresh = true;
        self.fade = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    #[test]
    fn a_whole_delay_is_exact_and_a_fraction_lies_between() {
        let mut line = DelayLine::new(100);
        for index in 0..300 {
            line.write(index as f32);
        }
        assert_eq!(line.read(0), 299.0);
        assert_eq!(line.cubic(50.0), 249.0);
        assert!((line.cubic(50.25) - 248.75).abs() < 1e-4);
        assert!((line.linear(50.25) - 248.75).abs() < 1e-4);
        // Beyond the ends it holds.
        assert_eq!(line.linear(1e9), 299.0 - line.longest() as f32);
        assert_eq!(line.cubic(f32::NAN), 298.0);
    }

    #[test]
    fn runs_are_what_single_frames_are() {
        let mut line = DelayLine::new(300);
        let mut other = line.clone();
        let wave = |index: usize| (index as f32 * 0.3).sin();
        // Through silence, through the end of the ring and around it.
        for start in (0..2_000).step_by(50) {
            for delay in [1.0_f32, 2.5, 63.4, 299.9] {
                let place = line.place(delay);
                let count = place.ahead().min(50);
                let mut run = [0.0; 50];
                line.add_ahead(&place, 1.0, &mut run[..count]);
                let mut whole = [0.0; 50];
                line.recall(delay as usize, &mut whole[..count]);
                let mut single = other.clone();
                for index in 0..count {
                    let away = run[index] - single.cubic(delay);
                    assert!(away.abs() < 1e-6, "{away} at {delay}, {start}");
                    assert_eq!(whole[index], single.read(delay as usize));
                    single.write(wave(start + index));
                }
            }
            let samples: [f32; 50] = std::array::from_fn(|index| wave(start + index));
            let delays: [f32; 50] =
                std::array::from_fn(|index| 1.0 + (index * index % 97) as f32 * 3.3);
            line.extend(&samples);
            let mut behind = [0.0; 50];
            line.cubic_behind(&delays, &mut behind);
            for index in 0..50 {
                other.write(samples[index]);
                assert_eq!(behind[index], other.cubic(delays[index]), "at {start}");
            }
        }
    }

    #[test]
    fn a_reset_line_is_silent() {
        let mut line = DelayLine::new(20);
        for _ in 0..100 {
            line.write(1.0);
        }
        line.reset();
        line.write(0.5);
        assert_eq!(
            (line.read(0), line.read(1), line.linear(7.5)),
            (0.5, 0.0, 0.0)
        );
    }

    #[test]
    fn a_moving_place_is_followed_and_a_leap_is_faded() {
        let mut line = DelayLine::new(10_000);
        let mut taps = Taps::new(48_000.0);
        let mut straight = 0.0_f32;
        for index in 0..20_000 {
            line.write(index as f32);
            let delay = 100.0 + index as f32 * 0.1 + if index > 10_000 { 1_000.0 } else { 0.0 };
            let y = taps.follow(&line, delay);
            if index == 9_000 || index == 19_000 {
                straight = straight.max((y - (index as f32 - delay)).abs());
            }
            if index == 10_200 {
                // In the midst of the fade.
                let whole = index as f32 - delay;
                assert!(y > whole + 100.0 && y < whole + 900.0);
            }
        }
        assert!(straight < 0.1, "{straight}");
    }

    #[test]
    fn changing_the_time_makes_no_click() {
        let mut line = DelayLine::new(10_000);
        let mut taps = Taps::new(48_000.0);
        let mut before = 0.0;
        let mut steepest = 0.0_f32;
        for index in 0..48_000 {
            line.write((TAU * 100.0 * f64::from(index) / 48_000.0).sin() as f32);
            let delay = if index < 24_000 { 1000.0 } else { 1240.0 };
            let y = taps.read(&line, delay);
            if index > 2000 {
                steepest = steepest.max((y - before).abs());
            }
            before = y;
        }
        // The sine itself moves 0.0131 a frame; half a period apart, the fade adds 2/480.
        assert!(steepest < 0.02, "{steepest}");
    }
}
