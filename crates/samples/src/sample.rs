//! A decoded sound: planar frames with guards, so that an interpolating reader needs no tests at the edges.

use super::error::SampleError;
use super::looped::Loop;

/// Frames kept before the first and after the last frame of every channel.
///
/// They repeat the first and the last frame, which is what a reader outside the file is to hear. Four-point
/// interpolation needs two; a windowed sinc of up to 32 taps needs all.
pub const GUARD_FRAMES: usize = 16;

/// Samples further out than this (about +48 dB) are damage, not music, and are clamped.
const LOUDEST: f32 = 256.0;

/// Decoded audio, immutable, shared as `Arc<Sample>`.
#[derive(Clone, PartialEq)]
pub struct Sample {
    /// Each `GUARD_FRAMES + frames + GUARD_FRAMES` long.
    channels: Box<[Box<[f32]>]>,
    frames: usize,
    rate: f64,
    root_note: Option<f32>,
    looped: Option<Loop>,
}

impl Sample {
    /// A sample of planar `channels` (all of one length, at least one frame) recorded at `rate` Hz.
    ///
    /// What is no finite number becomes 0 and what is beyond ±256 is clamped, so that no file can harm the signal path.
    pub fn new(channels: Vec<Vec<f32>>, rate: f64) -> Result<Self, SampleError> {
        let frames = match channels.first() {
            None => return Err(SampleError::Shape("it has no channels")),
            Some(first) => first.len(),
        };
        if frames == 0 {
            return Err(SampleError::Shape("it has no frames"));
        }
        if channels.iter().any(|channel| channel.len() != frames) {
            return Err(SampleError::Shape("its channels differ in length"));
        }
        if !(1.0..=10_000_000.0).contains(&rate) {
            return Err(SampleError::Shape("its rate is out of range"));
        }
        let channels = channels.into_iter().map(with_guards).collect();
        Ok(Self {
            channels,
            frames,
            rate,
            root_note: None,
            looped: None,
        })
    }

    /// The same sample with the MIDI note (60 = C5 = 261.63 Hz; fractions are cents) it was recorded at.
    pub fn with_root_note(mut self, note: Option<f32>) -> Self {
        self.root_note = note;
        self
    }

    /// The same sample with a loop from a frame up to, not including, another; none if it would not lie within the sample.
    pub fn with_loop(mut self, points: Option<(usize, usize)>) -> Self {
        self.looped = points
            .filter(|(begin, end)| begin < end && *end <= self.frames)
            .map(|(begin, end)| Loop::new(&self, begin, end));
        self
    }

    /// The part of it that may be repeated as long as a note lasts.
    pub fn looped(&self) -> Option<&Loop> {
        self.looped.as_ref()
    }

    /// Number of channels, at least 1.
    pub fn channel_count(&self) -> usize {
        self.channels.len()
    }

    /// Length in frames, at least 1.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// Rate it was recorded at, in Hz.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Length in seconds at its own rate.
    pub fn seconds(&self) -> f64 {
        self.frames as f64 / self.rate
    }

    /// The MIDI note it was recorded at, where the file's `smpl` chunk says (60 = C5 = 261.63 Hz).
    pub fn root_note(&self) -> Option<f32> {
        self.root_note
    }

    /// The frames of a channel, without guards. Panics if there is no such channel.
    pub fn channel(&self, channel: usize) -> &[f32] {
        &self.channels[channel][GUARD_FRAMES..GUARD_FRAMES + self.frames]
    }

    /// The frames of a channel with [`GUARD_FRAMES`] before and after: frame `f` is at `f + GUARD_FRAMES`.
    /// Panics if there is no such channel.
    pub fn guarded(&self, channel: usize) -> &[f32] {
        &self.channels[channel]
    }

    /// Memory it takes, in bytes.
    pub fn bytes(&self) -> usize {
        let frame = size_of::<f32>();
        size_of::<Self>() + self.channels.len() * (self.frames + 2 * GUARD_FRAMES) * frame
    }

    /// Greatest absolute value over all channels (linear).
    pub fn peak(&self) -> f32 {
        let all = self.channels.iter().flat_map(|channel| channel.iter());
        all.fold(0.0, |peak, value| value.abs().max(peak))
    }
}

impl std::fmt::Debug for Sample {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Sample")
            .field("channels", &self.channels.len())
            .field("frames", &self.frames)
            .field("rate", &self.rate)
            .field("root_note", &self.root_note)
            .field("looped", &self.looped)
            .finish()
    }
}

fn with_guards(mut frames: Vec<f32>) -> Box<[f32]> {
    for value in &mut frames {
        *value = if value.is_finite() {
            value.clamp(-LOUDEST, LOUDEST)
        } else {
            0.0
        };
    }
    let (first, last) = (frames[0], frames[frames.len() - 1]);
    let mut guarded = Vec::with_capacity(frames.len() + 2 * GUARD_FRAMES);
    guarded.resize(GUARD_FRAMES, first);
    guarded.append(&mut frames);
    guarded.resize(guarded.len() + GUARD_FRAMES, last);
    guarded.into_boxed_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_hold_the_first_and_last_frame() {
        let sample = Sample::new(
            vec![vec![0.25, 0.5, -0.75], vec![1.0, 0.0, 0.125]],
            44_100.0,
        );
        let sample = sample.unwrap();
        assert_eq!((sample.channel_count(), sample.frames()), (2, 3));
        assert_eq!(sample.channel(0), [0.25, 0.5, -0.75]);
        let guarded = sample.guarded(1);
        assert_eq!(guarded.len(), 3 + 2 * GUARD_FRAMES);
        assert!(guarded[..=GUARD_FRAMES].iter().all(|value| *value == 1.0));
        assert!(
            guarded[GUARD_FRAMES + 2..]
                .iter()
                .all(|value| *value == 0.125)
        );
    }

    #[test]
    fn bytes_count_every_channel_and_guard() {
        let mono = Sample::new(vec![vec![0.0; 1_000]], 48_000.0).unwrap();
        let stereo = Sample::new(vec![vec![0.0; 1_000]; 2], 48_000.0).unwrap();
        assert_eq!(
            stereo.bytes() - mono.bytes(),
            (1_000 + 2 * GUARD_FRAMES) * 4
        );
    }

    #[test]
    fn hostile_values_are_tamed() {
        let wild = vec![f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30, 0.5];
        let sample = Sample::new(vec![wild], 48_000.0).unwrap();
        assert_eq!(sample.channel(0), [0.0, 0.0, 0.0, LOUDEST, 0.5]);
    }

    #[test]
    fn impossible_shapes_are_refused() {
        assert!(Sample::new(vec![], 48_000.0).is_err());
        assert!(Sample::new(vec![vec![]], 48_000.0).is_err());
        assert!(Sample::new(vec![vec![0.0; 2], vec![0.0; 3]], 48_000.0).is_err());
        assert!(Sample::new(vec![vec![0.0]], f64::NAN).is_err());
        assert!(Sample::new(vec![vec![0.0]], 0.0).is_err());
    }
}
