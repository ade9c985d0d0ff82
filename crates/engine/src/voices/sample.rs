//! The sample voice: a slice of a recorded sound, read at a speed, between its frames by four-point cubics or, at a
//! higher cost, by a windowed sinc.
//!
//! The place is kept in whole 2^-32 frames, so that reading frame by frame and block by block are the same to the bit.

use std::sync::Arc;

use crate::graph::SUB_BLOCK;
use crate::voices::stretch::Stretch;
use crate::voices::sustain::SamplePlan;
use phonon_dsp::math::sinc;
use phonon_samples::{GUARD_FRAMES, Loop, Sample};

const ONE: i64 = 1 << 32;

/// Frames before and after the seam of a loop that are read across it, · 2^32.
const SEAM_SIDE: i64 = (GUARD_FRAMES as i64) << 32;

/// Speeds beyond this many frames of the file a frame are limited to it.
const FASTEST: f64 = 1.0e6;

/// How sound is read between a sample's frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interpolation {
    /// Four-point cubics: cheap, with aliases of treble read fast.
    #[default]
    Cubic,
    /// A windowed sinc of 32 points and more: nearly free of images and aliases, at many times the cost.
    Sinc,
}

/// A reader of one slice.
#[derive(Clone, Debug)]
pub struct SampleReader {
    sample: Arc<Sample>,
    interpolation: Interpolation,
    /// Place in the file, in frames · 2^32.
    place: i64,
    step: i64,
    /// The slice; the place wraps within it.
    low: i64,
    high: i64,
    /// Where a loop begins that is read over and over: the slice ends at the loop's end.
    loop_low: Option<i64>,
    /// It has come to the loop's end and gone on from its beginning.
    has_wrapped: bool,
    /// Steps at the start and end of the sound, for a speed that changes.
    glide: Option<(f64, f64)>,
    /// Whether four points around any place of the slice lie within the guarded file.
    inside: bool,
    stereo: bool,
    stretch: Option<Stretch>,
}

impl SampleReader {
    /// A reader of what `plan` says, for an engine at `sample_rate` Hz.
    #[must_use]
    pub fn new(
        sample: &Arc<Sample>,
        plan: &SamplePlan,
        interpolation: Interpolation,
        sample_rate: f64,
    ) -> Self {
        let frames = sample.frames() as f64;
        let ratio = sample.rate() / sample_rate;
        let fixed = |frames: f64| (frames.clamp(-1.0e9, 1.0e9) * ONE as f64) as i64;
        let low = fixed(plan.begin.min(plan.end) * frames);
        let high = fixed(plan.begin.max(plan.end) * frames).max(low + 1);
        let step = fixed((plan.speed * ratio).clamp(-FASTEST, FASTEST));
        let points = sample.looped().filter(|_| plan.is_looped);
        let high = points.map_or(high, |points| (points.end() as i64) << 32);
        // Backwards the first frame read is the last one of the slice.
        let place = if step < 0 { (high - ONE).max(low) } else { low };
        Self {
            sample: Arc::clone(sample),
            interpolation,
            place,
            step,
            low,
            high,
            loop_low: points.map(|points| (points.begin() as i64) << 32),
            has_wrapped: false,
            glide: (plan.speed != plan.end_speed)
                .then_some((plan.speed * ratio, plan.end_speed * ratio)),
            inside: low >= 0 && high <= fixed(frames),
            stereo: sample.channel_count() > 1,
            stretch: plan
                .stretch
                .map(|(ratio, window)| Stretch::new(ratio, window, place, step, sample_rate)),
        }
    }

    /// Whether it gives two channels.
    #[must_use]
    pub fn is_stereo(&self) -> bool {
        self.stereo
    }

    /// Takes the speed for the coming sub-block, `progress` (0…1) of the sound having passed.
    pub fn control(&mut self, progress: f64) {
        if let Some((begin, end)) = self.glide {
            let speed = begin + (end - begin) * progress.min(1.0);
            self.step = (speed.clamp(-FASTEST, FASTEST) * ONE as f64) as i64;
        }
    }

    /// A cheap estimate of how loud it is just now: the greatest of a few frames at and after its place.
    #[must_use]
    pub fn loudness(&self) -> f32 {
        let channel = self.sample.channel(0);
        let place = (self.place >> 32).clamp(0, channel.len() as i64 - 1) as usize;
        let stride = ((self.step.unsigned_abs() >> 32) as usize).clamp(1, 64) * 13;
        (0..4).fold(0.0, |most: f32, index| {
            let frame = (place + index * stride).min(channel.len() - 1);
            most.max(channel[frame].abs())
        })
    }

    /// Adds the next frames to `left` and `right`, each times its factor. Both are of one length.
    pub fn add(&mut self, left: &mut [f32], right: &mut [f32], factors: (f32, f32)) {
        if self.stretch.is_some() {
            return self.add_stretched(left, right, factors);
        }
        let count = left.len();
        let mut done = 0;
        while done < count {
            let run = self.run((count - done).min(SUB_BLOCK));
            let (left, right) = (&mut left[done..done + run], &mut right[done..done + run]);
            if !self.inside {
                self.add_outside(left, right, factors);
            } else if self.step == ONE && self.place & (ONE - 1) == 0 {
                self.add_copy(left, right, factors);
            } else {
                self.add_between(left, right, factors);
            }
            self.place += self.step * run as i64;
            self.wrap();
            done += run;
        }
    }

    /// Frames until the place leaves the slice, or what is read of it together, at most `most`, at least one.
    fn run(&self, most: usize) -> usize {
        let room = match self.step.signum() {
            1 => (self.border() - self.place + self.step - 1) / self.step,
            -1 => (self.place - self.low) / -self.step + 1,
            _ => return most,
        };
        usize::try_from(room).unwrap_or(1).clamp(1, most)
    }

    /// The end of what is read together from the place on: the slice's, or of a loop its seam's.
    fn border(&self) -> i64 {
        let Some(low) = self.loop_low else {
            return self.high;
        };
        let (before, after) = (self.high - SEAM_SIDE, low + SEAM_SIDE);
        if self.place >= before {
            self.high
        } else if self.has_wrapped && self.place < after {
            before.min(after)
        } else {
            before
        }
    }

    /// Where `place` is in the frames around the seam of the loop, if it must be read there: near the loop's end, and near
    /// its beginning once it has come from the end.
    fn seam_place(&self, place: i64) -> Option<i64> {
        let low = self.loop_low?;
        let seam = (Loop::SEAM as i64) << 32;
        if place >= self.high - SEAM_SIDE {
            Some(seam - (self.high - place))
        } else if self.has_wrapped && place < low + SEAM_SIDE {
            Some(seam + place - low)
        } else {
            None
        }
    }

    fn wrap(&mut self) {
        if let Some(low) = self.loop_low {
            if self.place >= self.high {
                self.place = low + (self.place - low).rem_euclid(self.high - low);
                self.has_wrapped = true;
            }
            return;
        }
        let length = self.high - self.low;
        if self.place >= self.high || self.place < self.low {
            self.place = self.low + (self.place - self.low).rem_euclid(length);
        }
    }

    /// At the file's own rate frames are taken as they are.
    fn add_copy(&self, left: &mut [f32], right: &mut [f32], (l, r): (f32, f32)) {
        let begin = (self.place >> 32) as usize;
        let first = &self.sample.channel(0)[begin..begin + left.len()];
        let second = if self.stereo {
            &self.sample.channel(1)[begin..begin + left.len()]
        } else {
            first
        };
        for ((left, right), (a, b)) in left.iter_mut().zip(right).zip(first.iter().zip(second)) {
            *left += a * l;
            *right += b * r;
        }
    }

    /// Frames of a channel from `place` on, which must lie in the file.
    fn read(&self, channel: usize, place: i64, step: i64, out: &mut [f32]) {
        let (data, place) = match (self.seam_place(place), self.sample.looped()) {
            (Some(place), Some(points)) => {
                (points.seam(channel), place - ((GUARD_FRAMES as i64) << 32))
            }
            _ => (self.sample.guarded(channel), place),
        };
        match self.interpolation {
            Interpolation::Cubic => cubic(data, place, step, out),
            Interpolation::Sinc => {
                let speed = self.step as f32 / ONE as f32;
                let mut place = place + ((GUARD_FRAMES as i64) << 32);
                for out in out {
                    let fraction = (place as u32 >> 8) as f32 * (1.0 / 16_777_216.0);
                    *out = sinc::read(data, (place >> 32) as isize, fraction, speed);
                    place += step;
                }
            }
        }
    }

    fn add_between(&self, left: &mut [f32], right: &mut [f32], (l, r): (f32, f32)) {
        let mut read = [0.0; SUB_BLOCK];
        let read = &mut read[..left.len()];
        self.read(0, self.place, self.step, read);
        if self.stereo {
            for (left, a) in left.iter_mut().zip(&*read) {
                *left += a * l;
            }
            self.read(1, self.place, self.step, read);
            for (right, b) in right.iter_mut().zip(&*read) {
                *right += b * r;
            }
        } else {
            for ((left, right), a) in left.iter_mut().zip(right).zip(&*read) {
                *left += a * l;
                *right += a * r;
            }
        }
    }

    fn add_stretched(&mut self, left: &mut [f32], right: &mut [f32], (l, r): (f32, f32)) {
        let Some(mut stretch) = self.stretch else {
            return;
        };
        let pace = stretch.pace(self.step, FASTEST * ONE as f64);
        let end = if self.step < 0 { self.low } else { self.high };
        for (left, right) in left.iter_mut().zip(right) {
            let mut sums = [0.0; 2];
            for (place, bell) in stretch.next(self.place, end, self.step, &self.sample) {
                let mut value = [0.0];
                self.read(0, place, 0, &mut value);
                sums[0] += value[0] * bell;
                if self.stereo {
                    self.read(1, place, 0, &mut value);
                }
                sums[1] += value[0] * bell;
            }
            // Added at once, as other sounds are: so it is the same whether it is rendered apart or not.
            *left += sums[0] * l;
            *right += sums[1] * r;
            self.place += pace;
            self.wrap();
        }
        self.stretch = Some(stretch);
    }

    /// Slices that reach outside the file hold its first and last frame there.
    fn add_outside(&self, left: &mut [f32], right: &mut [f32], (l, r): (f32, f32)) {
        let last = (self.sample.frames() as i64 - 1) << 32;
        for (index, (left, right)) in left.iter_mut().zip(right).enumerate() {
            let place = (self.place + self.step * index as i64).clamp(0, last);
            let mut value = [0.0];
            self.read(0, place, 0, &mut value);
            *left += value[0] * l;
            if self.stereo {
                self.read(1, place, 0, &mut value);
            }
            *right += value[0] * r;
        }
    }
}

/// Frames that are read together: gathering is done one by one, the arithmetic on all at once.
const LANES: usize = 8;

/// Reads `out.len()` values from `place` on by Catmull-Rom splines through four frames.
///
/// `data` is guarded, and `place` counts from its first real frame.
#[inline]
pub fn cubic(data: &[f32], place: i64, step: i64, out: &mut [f32]) {
    let mut place = place + (((GUARD_FRAMES - 1) as i64) << 32);
    for out in out.chunks_mut(LANES) {
        let mut taps = [[0.0; LANES]; 4];
        let mut t = [0.0; LANES];
        for lane in 0..out.len() {
            let index = (place >> 32) as usize;
            t[lane] = (place as u32 >> 8) as f32 * (1.0 / 16_777_216.0);
            place += step;
            if let Some(&[a, b, c, d]) = data.get(index..index + 4) {
                taps[0][lane] = a;
                taps[1][lane] = b;
                taps[2][lane] = c;
                taps[3][lane] = d;
            }
        }
        let mut values = [0.0; LANES];
        for lane in 0..LANES {
            let [a, b, c, d] = [taps[0][lane], taps[1][lane], taps[2][lane], taps[3][lane]];
            let slope = 0.5 * (c - a);
            let twice = a - 2.5 * b + 2.0 * c - 0.5 * d;
            let thrice = 0.5 * (d - a) + 1.5 * (b - c);
            values[lane] = b + t[lane] * (slope + t[lane] * (twice + t[lane] * thrice));
        }
        out.copy_from_slice(&values[..out.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voices::sustain::Length;

    fn reader(frames: Vec<f32>, begin: f64, end: f64, speed: f64) -> SampleReader {
        let sample = Arc::new(Sample::new(vec![frames], 44_100.0).expect("frames"));
        let plan = SamplePlan {
            begin,
            end,
            speed,
            end_speed: speed,
            is_looped: false,
            stretch: None,
            length: Length {
                seconds: 1.0,
                fade_in: 0.0,
                fade_out: 0.0,
                held: None,
            },
        };
        SampleReader::new(&sample, &plan, Interpolation::Cubic, 44_100.0)
    }

    fn read(reader: &mut SampleReader, count: usize) -> Vec<f32> {
        let (mut left, mut right) = (vec![0.0; count], vec![0.0; count]);
        reader.add(&mut left, &mut right, (1.0, 1.0));
        left
    }

    #[test]
    fn at_its_own_rate_it_is_the_file_and_wraps() {
        let mut reader = reader(vec![1.0, 2.0, 3.0, 4.0], 0.0, 1.0, 1.0);
        assert_eq!(read(&mut reader, 6), [1.0, 2.0, 3.0, 4.0, 1.0, 2.0]);
    }

    #[test]
    fn backwards_it_is_the_file_from_its_end() {
        let mut reader = reader(vec![1.0, 2.0, 3.0, 4.0], 1.0, 0.0, -1.0);
        assert_eq!(read(&mut reader, 5), [4.0, 3.0, 2.0, 1.0, 4.0]);
    }

    #[test]
    fn outside_the_file_its_ends_are_held() {
        let mut reader = reader(vec![1.0, 2.0, 3.0, 4.0], -0.5, 1.5, 1.0);
        assert_eq!(
            read(&mut reader, 8),
            [1.0, 1.0, 1.0, 2.0, 3.0, 4.0, 4.0, 4.0]
        );
    }

    #[test]
    fn in_between_a_straight_line_stays_straight() {
        let mut reader = reader((0..100).map(|x| x as f32).collect(), 0.1, 0.9, 0.25);
        for (index, value) in read(&mut reader, 100).into_iter().enumerate() {
            assert!((value - (10.0 + index as f32 * 0.25)).abs() < 1e-4);
        }
    }

    #[test]
    fn a_sinc_reads_treble_an_octave_up_without_the_aliases_of_a_cubic() {
        // 15 kHz read twice as fast is beyond half the rate: there should be nothing.
        let treble: Vec<f32> = (0..44_100)
            .map(|x| (x as f64 * std::f64::consts::TAU * 15.0 / 44.1).sin() as f32)
            .collect();
        let level = |mode| {
            let mut reader = reader(treble.clone(), 0.0, 1.0, 2.0);
            reader.interpolation = mode;
            read(&mut reader, 10_000)[1_000..]
                .iter()
                .fold(0.0f32, |most, x| most.max(x.abs()))
        };
        assert!(level(Interpolation::Cubic) > 0.5);
        assert!(level(Interpolation::Sinc) < 0.001);
    }

    /// A reader over frames of a sine of `period` frames, of which the last `looped` are a loop.
    fn looping(period: f64, looped: usize, speed: f64) -> SampleReader {
        let frames: Vec<f32> = (0..400)
            .map(|x| (f64::from(x) * std::f64::consts::TAU / period).sin() as f32)
            .collect();
        let mut plain = reader(frames, 0.0, 1.0, speed);
        let sample = (*plain.sample).clone().with_loop(Some((300 - looped, 300)));
        plain.sample = Arc::new(sample);
        plain.high = 300 << 32;
        plain.loop_low = Some((300 - looped as i64) << 32);
        plain
    }

    #[test]
    fn a_loop_of_whole_periods_is_a_sine_without_end_at_any_speed() {
        for (period, looped) in [(50.0, 250), (50.0, 50), (10.0, 10), (60.0, 240)] {
            for speed in [1.0, 0.37, 1.731, 3.9] {
                let mut reader = looping(period, looped, speed);
                // Before its first frame a file has none of the sine.
                let first = (2.0 / speed) as usize + 1;
                let values = read(&mut reader, 3_000).into_iter().enumerate();
                for (index, value) in values.skip(first) {
                    let turn = index as f64 * speed * std::f64::consts::TAU / period;
                    let error = (f64::from(value) - turn.sin()).abs();
                    let allowed = if period < 20.0 { 0.02 } else { 0.001 };
                    assert!(
                        error < allowed,
                        "{period} {looped} {speed}: {error} at {index}"
                    );
                }
            }
        }
    }

    #[test]
    fn any_cutting_of_a_loop_gives_the_same_bits() {
        for (looped, speed) in [(37, 0.61), (5, 2.3), (250, 1.0), (1, 0.5), (90, 40.7)] {
            for mode in [Interpolation::Cubic, Interpolation::Sinc] {
                let mut whole = looping(31.0, looped, speed);
                whole.interpolation = mode;
                let mut parts = whole.clone();
                let expected = read(&mut whole, 2_000);
                let mut actual = Vec::new();
                for count in [1, 7, 64, 500, 3, 1_425] {
                    actual.extend(read(&mut parts, count));
                }
                let bits = |values: &[f32]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&expected), bits(&actual), "{looped} {speed} {mode:?}");
            }
        }
    }

    #[test]
    fn any_cutting_gives_the_same_bits() {
        let modes = [Interpolation::Cubic, Interpolation::Sinc];
        for (speed, mode) in [0.37, -1.9, 5.0, 1.0]
            .into_iter()
            .flat_map(|speed| modes.map(|mode| (speed, mode)))
        {
            let frames: Vec<f32> = (0..500).map(|x| (x as f32 * 0.3).sin()).collect();
            let mut whole = reader(frames.clone(), 0.13, 0.87, speed);
            whole.interpolation = mode;
            let mut parts = whole.clone();
            let expected = read(&mut whole, 1000);
            let mut got = Vec::new();
            for count in [1, 7, 64, 500, 3, 425] {
                got.extend(read(&mut parts, count));
            }
            assert!(got == expected, "speed {speed}");
        }
    }
}
