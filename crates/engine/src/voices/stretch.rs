//! Stretching in time at the sound's pitch: two overlapping grains that start where a slower (or faster) reader is by then. A
//! grain of a tone starts where it goes on in phase with the grain before; others exactly there, as SuperDirt's do.

use phonon_dsp::delays::align;
use phonon_samples::Sample;

/// 1 in the fixed point of places: frames · 2^32.
const ONE: i64 = 1 << 32;

/// Seconds of a grain at a ratio of 1.
const WINDOW: f64 = 0.05;

/// Grains shorter than this many frames are not put in phase: it would have to be done too often.
const SHORTEST_TONAL: u32 = 128;

/// One grain.
#[derive(Clone, Copy, Debug)]
struct Grain {
    /// Where it reads as it starts, in frames · 2^32.
    begin: i64,
    /// Frames since the grain started.
    age: u32,
}

/// The grains of one voice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// How many times as long.
    ratio: f64,
    /// Length of a grain in frames.
    window: u32,
    grains: [Grain; 2],
}

impl Stretch {
    /// `ratio` times as long, in grains of `window` times their usual size. Reading begins at `place`, by `step` a frame, both
    /// in frames · 2^32.
    pub(super) fn new(ratio: f64, window: f64, place: i64, step: i64, sample_rate: f64) -> Self {
        let seconds = ratio.clamp(0.1, 2.0) * WINDOW * window;
        let window = ((seconds * sample_rate) as u32 & !1).max(16);
        let half = window / 2;
        Self {
            ratio,
            window,
            // The first sound is at full level: a grain in its middle, and one that begins, both at `place`.
            grains: [
                Grain {
                    begin: place.saturating_sub(step.saturating_mul(i64::from(half))),
                    age: half,
                },
                Grain {
                    begin: place,
                    age: 0,
                },
            ],
        }
    }

    /// By how much the place where grains start moves a frame, where sound is read by `step`.
    pub(super) fn pace(&self, step: i64, fastest: f64) -> i64 {
        (step as f64 / self.ratio).clamp(-fastest, fastest) as i64
    }

    /// Where the two grains read now and how loud each is (together 1), and on by a frame. A grain that has ended starts anew
    /// at `place`; `end` is where the slice ends.
    #[inline]
    pub(super) fn next(
        &mut self,
        place: i64,
        end: i64,
        step: i64,
        sample: &Sample,
    ) -> [(i64, f32); 2] {
        let last = (sample.frames() as i64 - 1) << 32;
        for index in 0..2 {
            if self.grains[index].age >= self.window {
                let other = self.grains[1 - index];
                let begin = if self.window < SHORTEST_TONAL {
                    place
                } else {
                    let left = (end - place) as f64 * self.ratio / step as f64;
                    let heard = self.window.min(left.abs() as u32);
                    in_phase(sample, other.place(step, last), place, step, heard)
                };
                self.grains[index] = Grain { begin, age: 0 };
            }
        }
        let window = self.window;
        self.grains.each_mut().map(|grain| {
            // Bells that add up to one.
            let turn = (grain.age as f32 / window as f32 * 2_147_483_648.0) as u32;
            let bell = phonon_dsp::math::trig::sine(turn).powi(2);
            let place = grain.place(step, last);
            grain.age += 1;
            (place, bell)
        })
    }
}

impl Grain {
    /// Where it reads now. It reads on beyond the slice; only the place where it begins wraps.
    fn place(&self, step: i64, last: i64) -> i64 {
        let since = step.saturating_mul(i64::from(self.age));
        self.begin.saturating_add(since).clamp(0, last)
    }
}

/// The place about `to` where a tone goes on as at `from`, of which so many frames are heard; `to` itself where there is no
/// tone.
fn in_phase(sample: &Sample, from: i64, to: i64, step: i64, frames: u32) -> i64 {
    let count = sample.frames() as i64;
    let channels = [0, sample.channel_count().min(2) - 1].map(|index| sample.channel(index));
    let ahead = if step < 0 { -1 } else { 1 };
    // What comes is compared, which lies behind where the sound is played backwards.
    let sound = |index: i64| {
        let frame = (index * ahead).clamp(0, count - 1) as usize;
        0.5 * (channels[0][frame] + channels[1][frame])
    };
    // A tone goes on to the end of the grain: near the end of the file it is taken from before.
    let length = step.saturating_mul(i64::from(frames)) >> 32;
    let (first, last) = ((-length).max(0), count - 1 - length.max(0));
    let begin = if first <= last {
        (to >> 32).clamp(first, last)
    } else {
        to >> 32
    };
    match align::shift(sound, (from >> 32) * ahead, begin * ahead, sample.rate()) {
        None => to,
        Some(0.0) => (begin << 32) + (to & (ONE - 1)),
        Some(shift) => {
            let shift = (shift * ahead as f64 * ONE as f64) as i64;
            (begin << 32) + (from & (ONE - 1)) + shift
        }
    }
}
