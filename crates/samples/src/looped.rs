//! The loop of a sample and its seam, so that a reader goes over it without a test for every frame.

use super::sample::{GUARD_FRAMES, Sample};

/// Frames of the loop before and after its seam that are kept for reading across it.
const SIDE: usize = 2 * GUARD_FRAMES;

/// A part of a sample that is repeated as long as a note lasts.
#[derive(Clone, PartialEq)]
pub struct Loop {
    begin: usize,
    end: usize,
    /// Of each channel, the last [`SIDE`] frames of the loop and the first as they follow one another.
    seams: Box<[[f32; 2 * SIDE]]>,
}

impl Loop {
    /// The frames from `begin` up to `end`, which must lie within `sample` and not be empty.
    pub(super) fn new(sample: &Sample, begin: usize, end: usize) -> Self {
        let length = end - begin;
        let channels = 0..sample.channel_count();
        let seam = |channel: usize| {
            let frames = &sample.channel(channel)[begin..end];
            // A loop shorter than a side is there several times.
            let before = length * SIDE.div_ceil(length) - SIDE;
            std::array::from_fn(|index| frames[(before + index) % length])
        };
        Self {
            begin,
            end,
            seams: channels.map(seam).collect(),
        }
    }

    /// Its first frame.
    pub fn begin(&self) -> usize {
        self.begin
    }

    /// The frame after its last.
    pub fn end(&self) -> usize {
        self.end
    }

    /// The frames around the seam of a channel: those of the loop's end, then, from [`Loop::SEAM`] on, those of its
    /// beginning. Panics if there is no such channel.
    pub fn seam(&self, channel: usize) -> &[f32] {
        &self.seams[channel]
    }

    /// Where in [`Loop::seam`] the loop's first frame is.
    pub const SEAM: usize = SIDE;
}

impl std::fmt::Debug for Loop {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Loop({}..{})", self.begin, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(begin: usize, end: usize) -> Sample {
        let frames = (0..100).map(|frame| frame as f32).collect();
        let sample = Sample::new(vec![frames], 44_100.0).unwrap();
        sample.with_loop(Some((begin, end)))
    }

    #[test]
    fn at_the_seam_the_first_frame_follows_the_last() {
        let sample = ramp(10, 90);
        let seam = sample.looped().unwrap().seam(0);
        assert_eq!(
            seam[Loop::SEAM - 2..Loop::SEAM + 2],
            [88.0, 89.0, 10.0, 11.0]
        );
        assert_eq!(seam[0], 58.0);
        assert_eq!(seam[2 * SIDE - 1], 41.0);
    }

    #[test]
    fn a_loop_shorter_than_what_is_read_at_once_repeats_within_the_seam() {
        let sample = ramp(10, 13);
        let seam = sample.looped().unwrap().seam(0);
        for (index, value) in seam.iter().enumerate() {
            let place = (index as i64 - Loop::SEAM as i64).rem_euclid(3);
            assert_eq!(*value, 10.0 + place as f32);
        }
    }

    #[test]
    fn a_loop_outside_the_sample_is_none() {
        for (begin, end) in [(5, 5), (6, 5), (0, 101), (usize::MAX, 1)] {
            assert!(ramp(begin, end).looped().is_none());
        }
        assert!(ramp(0, 100).looped().is_some());
    }
}
