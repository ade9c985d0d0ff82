//! A rotating loudspeaker, as organs have: the bass drum swings in level, the treble horn also in distance and so in
//! pitch, and both from side to side.

use crate::delays::line::DelayLine;
use crate::filters::resonant::{Coefficients, Resonant, Response};
use crate::math::trig::sine;
use crate::oscillators::phase::Phase;

/// Hz at which bass and treble are split, and the filter's 1/Q.
const SPLIT: (f64, f64) = (800.0, 1.77);

/// The longest way of the treble, in seconds: what is farther away stays there.
const FARTHEST: f64 = 0.05;

/// Level of the rotating sound, and the power by which the dry sound gives way to it: as loud as SuperDirt's, half way.
const LEVEL: f32 = 0.975;
const THROUGH: f32 = 1.53;

/// Speed of sound in metres a second.
const SOUND: f32 = 343.0;

/// One speaker, in stereo.
pub struct Rotary {
    sample_rate: f32,
    horn_turn: Phase,
    /// The drum is heavier: it turns half as fast.
    drum_turn: Phase,
    split: Coefficients,
    bass: [Resonant; 2],
    horns: [DelayLine; 2],
}

impl Rotary {
    /// `sample_rate` in Hz.
    #[must_use]
    pub fn new(sample_rate: f64) -> Self {
        let horn = || DelayLine::new((FARTHEST * sample_rate) as usize + 2);
        Self {
            sample_rate: sample_rate as f32,
            horn_turn: Phase::default(),
            drum_turn: Phase::default(),
            split: Coefficients::new(Response::Low, SPLIT.0, SPLIT.1, sample_rate),
            bass: [Resonant::default(); 2],
            horns: [horn(), horn()],
        }
    }

    /// One frame of left and right. `amount` from 0 (as it was) to 1, `radius` in metres, `turning` the part of a turn
    /// that the horn makes in a frame, as `Increment` gives it.
    #[inline]
    pub fn next(&mut self, dry: [f32; 2], amount: f32, radius: f32, turning: u32) -> [f32; 2] {
        let horn = self.horn_turn.next(turning);
        let drum = self.drum_turn.next(turning / 2);
        if amount <= 0.0 {
            return dry;
        }
        let through = (1.0 - amount).max(0.0).powf(THROUGH);
        let mut out = [0.0; 2];
        for channel in 0..2 {
            let low = self.bass[channel].next(dry[channel], &self.split);
            self.horns[channel].write(dry[channel] - low);
            let side = if channel == 0 { 0 } else { 1 << 31 };
            let swing = sine(horn.wrapping_add(side));
            let distance = radius / SOUND * self.sample_rate * (1.0 + swing);
            let treble = self.horns[channel].linear(distance + 1.0) * (0.5 + 0.5 * swing);
            let bass = low * (0.7 + 0.3 * sine(drum.wrapping_add(side)));
            out[channel] = dry[channel] * through + (bass + treble) * LEVEL * amount;
        }
        out
    }

    /// As new.
    pub fn reset(&mut self) {
        self.horn_turn = Phase::default();
        self.drum_turn = Phase::default();
        self.bass = [Resonant::default(); 2];
        self.horns.iter_mut().for_each(DelayLine::reset);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oscillators::phase::Increment;
    use std::f32::consts::TAU;

    const RATE: f64 = 44_100.0;

    /// Two seconds of a sine in Hz through a speaker that turns four times a second.
    fn rotated(frequency: f32, amount: f32) -> [Vec<f32>; 2] {
        let mut rotary = Rotary::new(RATE);
        let turning = Increment::new(RATE).of(4.0);
        let mut out = [Vec::new(), Vec::new()];
        for frame in 0..88_200 {
            let x = (TAU * frequency * frame as f32 / RATE as f32).sin();
            let [left, right] = rotary.next([x; 2], amount, 0.3, turning);
            out[0].push(left);
            out[1].push(right);
        }
        out
    }

    /// The levels of parts of 441 frames from the first second on.
    fn levels(sound: &[f32]) -> Vec<f32> {
        let level = |part: &[f32]| (part.iter().map(|x| x * x).sum::<f32>() / 441.0).sqrt();
        sound[44_100..].chunks(441).map(level).collect()
    }

    #[test]
    fn treble_comes_to_the_ears_in_turn() {
        let [left, right] = rotated(5_000.0, 1.0);
        let (left, right) = (levels(&left), levels(&right));
        // A quarter of a second a turn: 25 parts, of which one ear hears what the other heard half a turn ago.
        for at in 0..75 {
            assert!((left[at] - left[at + 25]).abs() < 0.05);
            assert!((left[at] - right[at + 12]).abs() < 0.1, "{at}");
        }
        let loudest = left.iter().copied().fold(0.0, f32::max);
        let softest = left.iter().copied().fold(1.0, f32::min);
        assert!(loudest > 0.55 && softest < 0.1, "{softest} {loudest}");
    }

    #[test]
    fn bass_swings_from_side_to_side_and_never_goes_away() {
        let sides = rotated(100.0, 1.0).map(|side| levels(&side));
        for levels in &sides {
            let loudest = levels.iter().copied().fold(0.0, f32::max);
            let softest = levels.iter().copied().fold(1.0, f32::min);
            assert!(
                softest > 0.2 && loudest > 1.5 * softest,
                "{softest} {loudest}"
            );
        }
        // Two turns of the drum: neither side is louder than the other.
        let [left, right] = sides.map(|levels| levels.iter().sum::<f32>());
        assert!((left / right - 1.0).abs() < 0.02, "{left} {right}");
    }

    #[test]
    fn with_no_amount_it_is_the_sound_itself() {
        let [left, right] = rotated(440.0, 0.0);
        assert!(left == right && left[1] == (TAU * 440.0 / RATE as f32).sin());
    }
}
