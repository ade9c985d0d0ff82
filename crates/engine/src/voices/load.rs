//! How long sub-blocks take against the time they last, and how many voices there is time for.
//!
//! Only what was measured counts: two of three sub-blocks must have taken too long. So one that the system interrupted, or
//! that touched memory for the first time, is not taken for a flood of voices.

use std::time::Duration;

/// Part of the time of a block that all may take together. The rest is the host's.
const SHARE: f64 = 0.8;

/// As many voices are never too many: where these take too long, it is not their number.
const FEWEST: usize = 32;

/// Sub-blocks that are looked at together.
const LOOKED_AT: usize = 3;

/// What a frame of a sub-block took, in seconds.
#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    /// Seconds that one voice took.
    voice: f64,
    /// Seconds that all but the voices took.
    rest: f64,
    /// Seconds that everything took.
    whole: f64,
}

/// The load of the audio thread.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    /// Seconds that a frame may take.
    allowed: f64,
    /// Costs of the latest sub-blocks.
    costs: [Cost; LOOKED_AT],
    next: usize,
    /// Of the sub-block that is under way: its frames, those of its voices, and the seconds that voices and all else took.
    frames: usize,
    voice_frames: usize,
    voices_took: f64,
    rest_took: f64,
    /// Of the block: frames and seconds that are left.
    left: (usize, f64),
}

impl Load {
    /// For blocks that may take `percent` of [`SHARE`] of their time.
    pub(crate) fn new(percent: u8, sample_rate: f64) -> Self {
        Self {
            allowed: SHARE * f64::from(percent) / 100.0 / sample_rate,
            costs: [Cost::default(); LOOKED_AT],
            next: 0,
            frames: 0,
            voice_frames: 0,
            voices_took: 0.0,
            rest_took: 0.0,
            left: (0, 0.0),
        }
    }

    /// A block of `frames` frames begins.
    pub(crate) fn begin(&mut self, frames: usize) {
        self.left = (frames, frames as f64 * self.allowed);
    }

    /// How many voices may sound on, where there are too many. What was measured of those is forgotten.
    pub(crate) fn most(&mut self) -> Option<usize> {
        let late = self.costs.iter().filter(|cost| cost.whole > self.allowed);
        if 2 * late.count() < LOOKED_AT {
            return None;
        }
        // Enough for good; in a block that is late already fewer, for it is to be ready in time.
        let (frames, seconds) = self.left;
        let here = seconds / frames.max(1) as f64;
        let allowed = self.allowed.min(here).max(0.5 * self.allowed);
        let middle = |of: fn(&Cost) -> f64| {
            let [a, b, c] = self.costs.map(|cost| of(&cost));
            a.max(b).min(a.min(b).max(c))
        };
        let voices = (allowed - middle(|cost| cost.rest)) / middle(|cost| cost.voice);
        self.costs = [Cost::default(); LOOKED_AT];
        // `as` saturates, and takes NaN for none.
        Some((voices as usize).max(FEWEST))
    }

    /// Takes what a segment of `frames` frames cost: `voices` voices, and all else. `ends`: with it ends a sub-block.
    pub(crate) fn add(
        &mut self,
        frames: usize,
        ends: bool,
        voices: usize,
        voices_took: Duration,
        rest_took: Duration,
    ) {
        let took = (voices_took + rest_took).as_secs_f64();
        self.left = (self.left.0.saturating_sub(frames), self.left.1 - took);
        self.frames += frames;
        self.voice_frames += voices * frames;
        self.voices_took += voices_took.as_secs_f64();
        self.rest_took += rest_took.as_secs_f64();
        if ends && self.frames > 0 {
            let frames = self.frames as f64;
            self.costs[self.next] = Cost {
                voice: self.voices_took / self.voice_frames.max(1) as f64,
                rest: self.rest_took / frames,
                whole: (self.voices_took + self.rest_took) / frames,
            };
            self.next = (self.next + 1) % LOOKED_AT;
            (self.frames, self.voice_frames) = (0, 0);
            (self.voices_took, self.rest_took) = (0.0, 0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: f64 = 44_100.0;

    /// Adds a sub-block whose voices take 6 µs each, and all else 60 µs; returns what it took.
    fn sub_block(load: &mut Load, voices: usize, factor: f64) -> f64 {
        let of_voices = voices as f64 * 6.0e-6 * factor;
        let rest = 60.0e-6 * factor;
        let took = [of_voices, rest].map(Duration::from_secs_f64);
        load.add(64, true, voices, took[0], took[1]);
        of_voices + rest
    }

    #[test]
    fn what_is_in_time_sounds_on_and_one_interruption_is_none_of_its_fault() {
        let mut load = Load::new(100, RATE);
        for block in 0..100 {
            load.begin(64);
            assert_eq!(load.most(), None, "{block}");
            // 150 voices take 0.96 of 1.16 ms.
            sub_block(&mut load, 150, if block % 10 == 5 { 40.0 } else { 1.0 });
        }
    }

    #[test]
    fn a_flood_that_lasts_is_brought_to_what_there_is_time_for_and_within_its_block() {
        let mut load = Load::new(100, RATE);
        let (mut voices, mut took, mut fading) = (511, 0.0, 0);
        load.begin(512);
        for _ in 0..8 {
            if let Some(most) = load.most() {
                fading = voices - voices.min(most);
                voices -= fading;
            }
            // Those that are shed sound for half a sub-block.
            took += sub_block(&mut load, voices + fading / 2, 1.0);
            fading = 0;
        }
        assert!(took < 512.0 / RATE, "{took} s");
        assert!(voices > 60, "{voices}");
        for _ in 0..20 {
            load.begin(512);
            (0..8).for_each(|_| _ = sub_block(&mut load, voices, 1.0));
            assert_eq!(load.most(), None);
        }
    }

    #[test]
    fn small_segments_count_together() {
        let mut load = Load::new(100, RATE);
        for frame in 0..640 {
            load.begin(1);
            let took = Duration::from_micros(if frame % 64 == 0 { 900 } else { 1 });
            load.add(1, frame % 64 == 63, 1, took, Duration::ZERO);
            assert_eq!(load.most(), None);
        }
    }

    #[test]
    fn few_voices_are_never_shed_and_nothing_is_a_wild_number() {
        let mut load = Load::new(0, RATE);
        for voices in [0, 1, 31, 4_096] {
            load.begin(0);
            load.add(0, true, voices, Duration::from_secs(9), Duration::ZERO);
            (0..3).for_each(|_| _ = sub_block(&mut load, voices, 9.0));
            assert_eq!(load.most(), Some(FEWEST));
        }
    }
}
