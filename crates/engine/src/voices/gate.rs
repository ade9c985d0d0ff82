//! The gate of a voice: its length in frames, the fades at both ends, and the fade of a cut or a theft.

use crate::graph::SUB_BLOCK;
use crate::voices::sustain::Length;

/// A voice's gate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gate {
    /// Frames that have sounded so far.
    age: u64,
    fade_in: u64,
    fade_out: u64,
    length: u64,
    /// A straight fade to silence that ends the voice early: age at which it begins, and its length.
    ending: Option<(u64, u64)>,
}

/// The gate's factors over some frames.
pub enum Factors<'a> {
    /// One for all of them.
    Steady(f32),
    /// One for each.
    Moving(&'a [f32]),
}

impl Gate {
    /// A gate for a sound of that length at `sample_rate` Hz.
    #[must_use]
    pub fn new(length: &Length, sample_rate: f64) -> Self {
        let frames = |seconds: f64| (seconds * sample_rate).round().max(0.0) as u64;
        Self {
            age: 0,
            fade_in: frames(length.fade_in),
            fade_out: frames(length.fade_out),
            length: frames(length.seconds),
            ending: None,
        }
    }

    /// Frames sounded so far.
    #[must_use]
    pub fn age(&self) -> u64 {
        self.age
    }

    /// Frames it will sound in all, unless ended early.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// How much of it has passed, 0…1.
    #[must_use]
    pub fn progress(&self) -> f64 {
        self.age as f64 / self.length.max(1) as f64
    }

    /// How far what glides over the part between the fades has come `coming` frames from now, 0…1: as in SuperDirt a
    /// glide holds for a control block the value it has at that block's end.
    #[must_use]
    pub fn glide(&self, coming: u64) -> f64 {
        let held = self.length.saturating_sub(self.fade_in + self.fade_out);
        ((self.age + coming) as f64 / held.max(1) as f64).min(1.0)
    }

    /// Length of the fade out in frames.
    #[must_use]
    pub fn fade_out(&self) -> u64 {
        self.fade_out
    }

    /// Whether a cut or theft is ending it.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        self.ending.is_some()
    }

    /// Ends it by a straight fade of `frames`, beginning `delay` frames from now. One that ends sooner already stays.
    pub fn end(&mut self, delay: u64, frames: u64) {
        let begin = self.age + delay;
        let sooner = self
            .ending
            .is_none_or(|(old, length)| begin + frames < old + length);
        if sooner {
            self.ending = Some((begin, frames.max(1)));
        }
    }

    /// Ends it now.
    pub fn stop(&mut self) {
        self.ending = Some((self.age, 0));
    }

    /// Frames left.
    #[must_use]
    pub fn left(&self) -> u64 {
        let end = self.ending.map_or(self.length, |(begin, frames)| {
            self.length.min(begin + frames)
        });
        end.saturating_sub(self.age)
    }

    /// The next `count` factors (at most a sub-block, at most what is left), and on.
    pub fn advance<'a>(&mut self, count: usize, buffer: &'a mut [f32; SUB_BLOCK]) -> Factors<'a> {
        let from = self.age;
        self.age += count as u64;
        let to = self.age;
        let fading_in = from < self.fade_in;
        let fading_out = to > self.length - self.fade_out.min(self.length);
        let ending = self.ending.filter(|(begin, _)| to > *begin);
        if !fading_in && !fading_out && ending.is_none() {
            return Factors::Steady(1.0);
        }
        for (index, factor) in buffer[..count].iter_mut().enumerate() {
            let age = from + index as u64;
            let mut value = 1.0;
            if age < self.fade_in {
                value *= raised_cosine(age as f32 / self.fade_in as f32);
            }
            let left = self.length.saturating_sub(age);
            if left < self.fade_out {
                value *= raised_cosine(left as f32 / self.fade_out as f32);
            }
            if let Some((begin, frames)) = ending
                && age > begin
            {
                value *= 1.0 - (age - begin).min(frames) as f32 / frames as f32;
            }
            *factor = value;
        }
        Factors::Moving(&buffer[..count])
    }
}

/// From 0 at 0 to 1 at 1 by half a turn of a cosine.
fn raised_cosine(x: f32) -> f32 {
    0.5 - 0.5 * (x * std::f32::consts::PI).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors(gate: &mut Gate, count: usize) -> Vec<f32> {
        let mut all = Vec::new();
        let mut buffer = [0.0; SUB_BLOCK];
        while all.len() < count && gate.left() > 0 {
            let n = 7.min(count - all.len()).min(gate.left() as usize);
            match gate.advance(n, &mut buffer) {
                Factors::Steady(value) => all.extend(std::iter::repeat_n(value, n)),
                Factors::Moving(values) => all.extend_from_slice(values),
            }
        }
        all
    }

    #[test]
    fn fades_lie_within_the_length() {
        let length = Length {
            seconds: 1.0,
            fade_in: 0.1,
            fade_out: 0.2,
            held: None,
        };
        let all = factors(&mut Gate::new(&length, 100.0), 1000);
        assert_eq!(all.len(), 100);
        assert_eq!((all[0], all[10], all[79], all[80]), (0.0, 1.0, 1.0, 1.0));
        assert!((all[5] - 0.5).abs() < 1e-6 && (all[90] - 0.5).abs() < 1e-6);
        assert!(all[99] > 0.0 && all[99] < 0.01);
    }

    #[test]
    fn an_end_comes_early_and_straight() {
        let length = Length {
            seconds: 1.0,
            fade_in: 0.0,
            fade_out: 0.0,
            held: None,
        };
        let mut gate = Gate::new(&length, 100.0);
        factors(&mut gate, 10);
        gate.end(10, 20);
        let rest = factors(&mut gate, 1000);
        assert_eq!(rest.len(), 30);
        assert_eq!((rest[9], rest[10], rest[20]), (1.0, 1.0, 0.5));
        gate.end(0, 50);
        assert_eq!(gate.left(), 0);
    }
}
