//! Plate reverb: a figure of eight of modulated allpasses and delays, read at seven places for each side (J. Dattorro,
//! "Effect Design, Part 1: Reverberator and Other Filters", J. Audio Eng. Soc. 45, 1997).

use crate::control::smooth::Turning;
use crate::delays::line::{DelayLine, Taps};
use crate::filters::onepole::OnePole;
use crate::math::trig::{cosine, sine};
use crate::oscillators::phase::{Increment, Phase};

/// The rate at which the paper gives its lengths, Hz.
const PAPER: f64 = 29_761.0;

/// The input's allpasses: frames of the paper, and which of the two diffusions they take.
const INPUT: [f64; 4] = [142.0, 107.0, 379.0, 277.0];

/// Rate of the modulation in Hz, and its greatest excursion in frames of the paper.
const RATE: f32 = 0.87;
const EXCURSION: f64 = 16.0;

/// Frames of the paper: modulated allpass, first delay, second allpass, second delay.
const HALVES: [[f64; 4]; 2] = [
    [672.0, 4453.0, 1800.0, 3720.0],
    [908.0, 4217.0, 2656.0, 3163.0],
];

/// Where each side listens: half, element (0 first delay, 1 second allpass, 2 second delay), frames of the paper, sign.
const LISTENERS: [[(usize, usize, f64, f32); 7]; 2] = [
    [
        (1, 0, 266.0, 0.6),
        (1, 0, 2974.0, 0.6),
        (1, 1, 1913.0, -0.6),
        (1, 2, 1996.0, 0.6),
        (0, 0, 1990.0, -0.6),
        (0, 1, 187.0, -0.6),
        (0, 2, 1066.0, -0.6),
    ],
    [
        (0, 0, 353.0, 0.6),
        (0, 0, 3627.0, 0.6),
        (0, 1, 1228.0, -0.6),
        (0, 2, 2673.0, 0.6),
        (1, 0, 2111.0, -0.6),
        (1, 1, 335.0, -0.6),
        (1, 2, 121.0, -0.6),
    ],
];

/// Longest predelay in seconds.
pub const LONGEST_PREDELAY: f32 = 0.5;

/// One half of the figure of eight.
#[derive(Clone, Debug)]
struct Half {
    modulated: DelayLine,
    /// Length of the allpass, frames.
    length: f32,
    first: DelayLine,
    first_length: usize,
    damping: OnePole,
    allpass: DelayLine,
    allpass_length: usize,
    second: DelayLine,
    second_length: usize,
}

impl Half {
    fn new(lengths: [f64; 4], scale: f64) -> Self {
        let [modulated, first, allpass, second] = lengths.map(|frames| frames * scale);
        Self {
            modulated: DelayLine::new((modulated + EXCURSION * scale) as usize + 4),
            length: modulated as f32,
            first: DelayLine::new(first as usize),
            first_length: first as usize,
            damping: OnePole::default(),
            allpass: DelayLine::new(allpass as usize),
            allpass_length: allpass as usize,
            second: DelayLine::new(second as usize),
            second_length: second as usize,
        }
    }

    /// One frame; `moved` in frames. What leaves the half is read before, from `second`.
    #[inline(always)]
    fn next(&mut self, x: f32, moved: f32, diffusion: f32, tail: f32, decay: f32) {
        // The first allpass has its sign turned, as in the paper.
        let delayed = self.modulated.cubic(self.length - 1.0 + moved);
        let inner = x + diffusion * delayed;
        self.modulated.write(inner);
        let blurred = delayed - diffusion * inner;
        let late = self.first.read(self.first_length - 1);
        self.first.write(blurred);
        let damped = self.damping.low(late) * decay;
        let delayed = self.allpass.read(self.allpass_length - 1);
        let inner = damped - tail * delayed;
        self.allpass.write(inner);
        self.second.write(delayed + tail * inner);
    }

    #[inline(always)]
    fn end(&self) -> f32 {
        self.second.read(self.second_length - 1)
    }

    #[inline(always)]
    fn listen(&self, element: usize, frames: usize) -> f32 {
        match element {
            0 => self.first.read(frames),
            1 => self.allpass.read(frames),
            _ => self.second.read(frames),
        }
    }

    fn reset(&mut self) {
        self.modulated.reset();
        self.first.reset();
        self.allpass.reset();
        self.second.reset();
        self.damping.reset();
    }
}

/// The knobs of a plate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Time before the first reflection, 0..0.5 seconds.
    pub predelay: f32,
    /// Length of the tail, 0..1; [`decay_time`] gives its seconds.
    pub decay: f32,
    /// Blur of the first echoes, 0..1.
    pub diffusion: f32,
    /// Loss of treble in the tail, 0..1.
    pub damp: f32,
    /// Wavering of the plate, 0..1.
    pub modulation: f32,
}

/// Gain of each quarter of the loop.
fn gain(decay: f32) -> f32 {
    0.97 * decay.max(0.0).min(1.0)
}

/// Seconds in which a plate without damping falls by 60 dB: 1.7 s at 0.5, 41 s at 1.
pub fn decay_time(decay: f32) -> f64 {
    let loop_time: f64 = HALVES.iter().flatten().sum::<f64>() / PAPER;
    // Four gains a round: one before and one after each half.
    -3.0 * loop_time / (4.0 * f64::from(gain(decay)).max(1e-9).log10())
}

/// A stereo plate. Its output is the wet sound alone; its input is heard in mono.
#[derive(Clone, Debug)]
pub struct Plate {
    sample_rate: f64,
    predelay: DelayLine,
    tap: Taps,
    band: OnePole,
    input: [DelayLine; 4],
    input_lengths: [usize; 4],
    halves: [Half; 2],
    listeners: [[(usize, usize, usize, f32); 7]; 2],
    phase: Phase,
    increment: u32,
    settings: Settings,
    /// The decay, the excursion, and the diffusions of the allpasses: the input's two, the modulated, the others.
    knobs: Turning<6>,
}

impl Plate {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        let scale = sample_rate / PAPER;
        let place = |(half, element, frames, sign): (usize, usize, f64, f32)| {
            (half, element, (frames * scale) as usize, sign)
        };
        let input_lengths = INPUT.map(|frames| (frames * scale) as usize);
        Self {
            sample_rate,
            predelay: DelayLine::new((f64::from(LONGEST_PREDELAY) * sample_rate) as usize + 4),
            tap: Taps::new(sample_rate),
            band: OnePole::new(12_000.0, sample_rate),
            input: input_lengths.map(DelayLine::new),
            input_lengths,
            halves: HALVES.map(|lengths| Half::new(lengths, scale)),
            listeners: LISTENERS.map(|side| side.map(place)),
            phase: Phase::default(),
            increment: Increment::new(sample_rate).of(RATE),
            settings: Settings {
                predelay: f32::NAN,
                decay: 0.0,
                diffusion: 0.0,
                damp: 0.0,
                modulation: 0.0,
            },
            knobs: Turning::default(),
        }
    }

    /// Turns the knobs. What already rings is led there in 64 frames, so that it makes no step.
    pub fn set(&mut self, settings: Settings) {
        if settings == self.settings {
            return;
        }
        self.settings = settings;
        let diffusion = settings.diffusion.max(0.0).min(1.0);
        // The paper's values are those of 0.7 and more: 0.75, 0.625, 0.7, 0.5.
        let most = (diffusion / 0.7).min(1.0 + (diffusion - 0.7) * 0.3);
        let [a, b, c, d] = [0.75, 0.625, 0.7, 0.5].map(|full| (full * most).min(0.8));
        let damp = f64::from(settings.damp.max(0.0).min(1.0));
        let cutoff = (18_000.0 * 0.03_f64.powf(damp)).min(self.sample_rate * 0.45);
        for half in &mut self.halves {
            half.damping.set_cutoff(cutoff, self.sample_rate);
        }
        let excursion = EXCURSION * self.sample_rate / PAPER;
        let excursion = excursion as f32 * settings.modulation.max(0.0).min(1.0);
        self.knobs
            .set([gain(settings.decay), excursion, a, b, c, d]);
    }

    /// One frame: the wet sound, left and right.
    #[inline]
    pub fn next(&mut self, left: f32, right: f32) -> (f32, f32) {
        self.predelay.write((left + right) * 0.5);
        let predelay = self.settings.predelay.max(0.0).min(LONGEST_PREDELAY);
        let delayed = self
            .tap
            .read(&self.predelay, predelay * self.sample_rate as f32);
        let [decay, excursion, first, second, modulated, tail] = *self.knobs.next();
        let mut x = self.band.low(delayed);
        for (index, line) in self.input.iter_mut().enumerate() {
            let diffusion = if index < 2 { first } else { second };
            let delayed = line.read(self.input_lengths[index] - 1);
            let inner = x - diffusion * delayed;
            line.write(inner);
            x = delayed + diffusion * inner;
        }
        let phase = self.phase.next(self.increment);
        let ends = [self.halves[0].end(), self.halves[1].end()];
        let moved = [sine(phase) * excursion, cosine(phase) * excursion];
        for (index, half) in self.halves.iter_mut().enumerate() {
            let input = x + ends[1 - index] * decay;
            half.next(input, moved[index], modulated, tail, decay);
        }
        let side = |listeners: &[(usize, usize, usize, f32); 7]| {
            listeners
                .iter()
                .fold(0.0, |sum, (half, element, frames, sign)| {
                    sum + self.halves[*half].listen(*element, *frames) * sign
                })
        };
        (side(&self.listeners[0]), side(&self.listeners[1]))
    }

    /// Passes silence: only the modulation moves.
    pub fn skip(&mut self, frames: usize) {
        self.phase.skip(self.increment, frames);
    }

    /// Frames after which what is in no line any more cannot be heard.
    pub fn memory(&self) -> u64 {
        ((f64::from(LONGEST_PREDELAY) + 0.4) * self.sample_rate) as u64
    }

    /// Back to the beginning.
    pub fn reset(&mut self) {
        self.rest();
        self.phase = Phase::default();
    }

    /// Back to silence; the modulation stays where it is.
    pub fn rest(&mut self) {
        self.predelay.reset();
        self.tap.reset();
        self.band.reset();
        self.input.iter_mut().for_each(DelayLine::reset);
        self.halves.iter_mut().for_each(Half::reset);
        self.knobs.reset();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{decibels, peak, reverberation_time, rms};

    const SETTINGS: Settings = Settings {
        predelay: 0.0,
        decay: 0.5,
        diffusion: 0.7,
        damp: 0.0,
        modulation: 0.5,
    };

    fn response(rate: f64, settings: Settings, seconds: f64) -> [Vec<f32>; 2] {
        let mut plate = Plate::new(rate);
        plate.set(settings);
        let mut sides = [Vec::new(), Vec::new()];
        for frame in 0..(seconds * rate) as usize {
            let x = if frame == 0 { 1.0 } else { 0.0 };
            let (l, r) = plate.next(x, x);
            sides[0].push(l);
            sides[1].push(r);
        }
        sides
    }

    #[test]
    fn decays_in_its_time_at_every_rate() {
        for rate in [8_000.0, 48_000.0, 96_000.0] {
            for decay in [0.3, 0.5, 0.7] {
                let expected = decay_time(decay);
                let [left, _] =
                    response(rate, Settings { decay, ..SETTINGS }, expected * 1.3 + 0.3);
                let measured = reverberation_time(&left, rate);
                assert!(
                    (measured / expected - 1.0).abs() < 0.25,
                    "{decay} at {rate} Hz: {measured} s for {expected} s"
                );
            }
        }
    }

    #[test]
    fn begins_after_the_predelay() {
        let first = |predelay| {
            let [left, _] = response(
                48_000.0,
                Settings {
                    predelay,
                    ..SETTINGS
                },
                0.5,
            );
            left.iter().position(|y| y.abs() > 1e-5).expect("a sound")
        };
        assert_eq!(first(0.1) - first(0.0), 4_800);
    }

    #[test]
    fn damping_shortens_the_treble() {
        let treble = |damp| {
            let [left, _] = response(48_000.0, Settings { damp, ..SETTINGS }, 1.5);
            let steps: Vec<f32> = left[24_000..].windows(2).map(|w| w[1] - w[0]).collect();
            rms(&steps)
        };
        assert!(treble(1.0) < treble(0.0) * 0.1);
    }

    #[test]
    fn the_tail_is_dense_smooth_and_wide() {
        let [left, right] = response(48_000.0, SETTINGS, 2.0);
        let late = &left[24_000..28_800];
        let crest = f64::from(peak(late)) / rms(late);
        assert!(crest < 6.0, "{crest}");
        // Falls evenly: no window of 50 ms strays by more than 3 dB from the straight line.
        let level = |from: usize| decibels(rms(&left[from..from + 2_400]));
        let (start, end) = (level(9_600), level(57_600));
        for step in 1..20 {
            let from = 9_600 + step * 2_400;
            let line = start + (end - start) * f64::from(step as u32) / 20.0;
            assert!(
                (level(from) - line).abs() < 3.0,
                "{step}: {} for {line}",
                level(from)
            );
        }
        let product: f64 = left[9_600..]
            .iter()
            .zip(&right[9_600..])
            .map(|(l, r)| f64::from(l * r))
            .sum();
        let norm = rms(&left[9_600..]) * rms(&right[9_600..]) * (left.len() - 9_600) as f64;
        assert!((product / norm).abs() < 0.25, "{}", product / norm);
    }

    #[test]
    fn stays_bounded_at_full_decay() {
        let mut plate = Plate::new(48_000.0);
        plate.set(Settings {
            decay: 1.0,
            diffusion: 1.0,
            ..SETTINGS
        });
        let mut random = crate::oscillators::noise::Random::new(4);
        let mut loudest = 0.0_f32;
        for _ in 0..480_000 {
            let (l, r) = plate.next(random.bipolar(), random.bipolar());
            loudest = loudest.max(l.abs()).max(r.abs());
        }
        assert!(loudest < 20.0, "{loudest}");
    }
}
