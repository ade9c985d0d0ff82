//! Decoded frames as they come in, up to the limit of a sample.

use super::MOST_CHANNELS;

/// Why no frames can be had.
#[derive(Debug)]
pub(super) enum Stop {
    /// The file holds nothing that is read here.
    Refused(String),
    /// The audio is longer than a sample may be; its length if it is known, in frames.
    TooLong {
        frames: Option<u64>,
        channels: usize,
    },
}

/// Planar frames. What is no number is 0.
pub(super) struct Frames {
    channels: Vec<Vec<f32>>,
    most_values: usize,
    not_numbers: u64,
}

impl Frames {
    /// No frames yet, of `channels` channels, at most `most_values` values in all.
    pub(super) fn new(channels: usize, most_values: usize) -> Self {
        Self {
            channels: vec![Vec::new(); channels.min(MOST_CHANNELS)],
            most_values,
            not_numbers: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }

    pub(super) fn channels(&self) -> usize {
        self.channels.len()
    }

    /// Values that were infinite or no numbers.
    pub(super) fn not_numbers(&self) -> u64 {
        self.not_numbers
    }

    /// Leaves out the first `lead` frames and those after the next `most`.
    pub(super) fn keep(&mut self, lead: usize, most: usize) {
        for channel in &mut self.channels {
            channel.drain(..lead.min(channel.len()));
            channel.truncate(most);
        }
    }

    pub(super) fn into_channels(self) -> Vec<Vec<f32>> {
        self.channels
    }

    /// Fails where `frames` frames in all would be more than a sample may have.
    pub(super) fn allow(&self, frames: u64) -> Result<(), Stop> {
        let most = self.most_values / self.channels.len().max(1);
        if frames > most as u64 {
            return Err(Stop::TooLong {
                frames: Some(frames),
                channels: self.channels.len(),
            });
        }
        Ok(())
    }

    /// Fails where `count` more are too many.
    fn reserve(&self, count: usize) -> Result<(), Stop> {
        let most = self.most_values / self.channels.len().max(1);
        if self.len().saturating_add(count) > most {
            return Err(Stop::TooLong {
                frames: None,
                channels: self.channels.len(),
            });
        }
        Ok(())
    }

    /// Takes interleaved values of whole frames.
    pub(super) fn push_interleaved(&mut self, values: &[f32]) -> Result<(), Stop> {
        let width = self.channels.len().max(1);
        self.reserve(values.len() / width)?;
        for frame in values.chunks_exact(width) {
            for (channel, value) in self.channels.iter_mut().zip(frame) {
                channel.push(tamed(*value, &mut self.not_numbers));
            }
        }
        Ok(())
    }

    /// Takes a block of planes, one a channel.
    pub(super) fn push_planes(&mut self, planes: &[Vec<f32>]) -> Result<(), Stop> {
        let count = planes.iter().map(Vec::len).min().unwrap_or(0);
        self.reserve(count)?;
        for (channel, plane) in self.channels.iter_mut().zip(planes) {
            let values = plane[..count].iter();
            channel.extend(values.map(|value| tamed(*value, &mut self.not_numbers)));
        }
        Ok(())
    }

    /// Takes `count` silent frames, for what cannot be decoded.
    pub(super) fn push_silence(&mut self, count: usize) -> Result<(), Stop> {
        self.reserve(count)?;
        for channel in &mut self.channels {
            channel.resize(channel.len() + count, 0.0);
        }
        Ok(())
    }

    /// Leaves the first `frames` frames.
    pub(super) fn truncate(&mut self, frames: u64) {
        let frames = usize::try_from(frames).unwrap_or(usize::MAX);
        self.channels
            .iter_mut()
            .for_each(|channel| channel.truncate(frames));
    }
}

fn tamed(value: f32, not_numbers: &mut u64) -> f32 {
    if value.is_finite() {
        return value;
    }
    *not_numbers += 1;
    0.0
}
