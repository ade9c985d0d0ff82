//! What an output plays, for scopes and spectra: the audio thread writes its frames into a ring while somebody looks.
#![deny(clippy::disallowed_types, clippy::disallowed_methods)]

use super::audio_end::Signals;
use super::state::OUTPUTS;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicU32, AtomicU64};
use std::sync::{Arc, OnceLock};

/// Frames that can be read back: 0.17 s at 48 kHz.
pub const FRAMES: usize = 8192;
/// Frames of the ring: what is read is not written over meanwhile.
const RING: usize = 2 * FRAMES;

/// The latest frames of one output.
struct Ring {
    /// Left and right of a frame, in one value.
    frames: Box<[AtomicU64]>,
    /// Frames written so far.
    written: AtomicU64,
}

impl Ring {
    fn new() -> Self {
        Self {
            frames: (0..RING).map(|_| AtomicU64::new(0)).collect(),
            written: AtomicU64::new(0),
        }
    }
}

/// The rings of all outputs: made when first looked at, by whoever looks.
#[derive(Default)]
pub(crate) struct Taps {
    rings: [OnceLock<Ring>; OUTPUTS + 1],
    /// How many look at each.
    watchers: [AtomicU32; OUTPUTS + 1],
}

impl Taps {
    /// The outputs that somebody looks at, a bit each; 0 is the main one.
    pub(crate) fn watched(&self) -> u32 {
        let watchers = self.watchers.iter().enumerate();
        watchers.fold(0, |set, (output, count)| {
            set | u32::from(count.load(Relaxed) > 0) << output
        })
    }

    /// Writes frames of an output, on the audio thread.
    pub(crate) fn write(&self, output: usize, left: &[f32], right: &[f32]) {
        let Some(ring) = self.rings.get(output).and_then(OnceLock::get) else {
            return;
        };
        let mut written = ring.written.load(Relaxed);
        for (left, right) in left.iter().zip(right) {
            let frame = u64::from(left.to_bits()) << 32 | u64::from(right.to_bits());
            ring.frames[written as usize % RING].store(frame, Relaxed);
            written += 1;
        }
        ring.written.store(written, Release);
    }
}

/// A look at one output. As long as there is one, the audio thread writes.
pub struct Tap {
    signals: Arc<Signals>,
    output: usize,
}

impl Tap {
    pub(crate) fn new(signals: Arc<Signals>, output: usize) -> Self {
        let output = output.min(OUTPUTS);
        signals.taps.rings[output].get_or_init(Ring::new);
        signals.taps.watchers[output].fetch_add(1, Relaxed);
        Self { signals, output }
    }

    /// The output: 0 is the main one.
    #[must_use]
    pub fn output(&self) -> usize {
        self.output
    }

    /// How many frames were written so far. While it stands still there is nothing new to draw.
    #[must_use]
    pub fn written(&self) -> u64 {
        let ring = self.signals.taps.rings[self.output].get();
        ring.map_or(0, |ring| ring.written.load(Acquire))
    }

    /// Fills the end of `frames` with the latest (left, right), as many as there are, at most [`FRAMES`]; returns how many.
    /// What is left at the beginning is not touched. A numbered output is heard behind its fader, the main one behind the
    /// limiter.
    pub fn read(&self, frames: &mut [[f32; 2]]) -> usize {
        let Some(ring) = self.signals.taps.rings[self.output].get() else {
            return 0;
        };
        let written = ring.written.load(Acquire);
        let count = frames.len().min(FRAMES).min(written as usize);
        let first = written - count as u64;
        let begin = frames.len() - count;
        for (number, frame) in (first..).zip(&mut frames[begin..]) {
            let bits = ring.frames[number as usize % RING].load(Relaxed);
            *frame = [
                f32::from_bits((bits >> 32) as u32),
                f32::from_bits(bits as u32),
            ];
        }
        count
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.signals.taps.watchers[self.output].fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonon_engine::allocation::real_time;

    #[test]
    fn the_latest_frames_are_read_in_their_order() {
        let signals = Arc::<Signals>::default();
        assert_eq!(signals.taps.watched(), 0);
        let (main, third) = (
            Tap::new(Arc::clone(&signals), 0),
            Tap::new(Arc::clone(&signals), 3),
        );
        assert_eq!(signals.taps.watched(), 0b1001);
        let mut heard = [[9.0; 2]; 5];
        assert_eq!((third.read(&mut heard), heard[4]), (0, [9.0; 2]));
        let ((), heap) = real_time(|| signals.taps.write(3, &[0.25, 0.5], &[-0.25, -0.5]));
        assert_eq!(heap, 0);
        assert_eq!(third.read(&mut heard), 2);
        assert_eq!(heard[2..], [[9.0; 2], [0.25, -0.25], [0.5, -0.5]]);
        assert_eq!(main.read(&mut heard), 0);
        // Round the ring.
        for number in 0..40_000 {
            signals.taps.write(3, &[number as f32], &[0.0]);
        }
        let mut all = vec![[0.0; 2]; 10_000];
        assert_eq!(third.read(&mut all), FRAMES);
        assert_eq!(all[10_000 - FRAMES][0], 40_000.0 - FRAMES as f32);
        assert_eq!(all[9_999][0], 39_999.0);
        assert_eq!(third.written(), 40_002);
        drop(third);
        assert_eq!(signals.taps.watched(), 1);
    }
}
