//! A file as the song's audio input: what it calls `~in` and `s "in"`.

use super::Failure;
use phonon_engine::Incoming;
use phonon_engine::voices::sample::{Interpolation, SampleReader};
use phonon_engine::voices::sustain::{Length, SamplePlan};
use std::path::Path;
use std::sync::Arc;

/// What comes in from the song's start on.
#[derive(Default)]
pub struct Input {
    left: Vec<f32>,
    right: Vec<f32>,
}

impl Input {
    /// A file's sound at `rate` frames a second; one channel is heard on both sides.
    pub fn read(path: &Path, rate: f64) -> Result<Self, Failure> {
        let (sample, warning) = phonon_samples::read(path)
            .map_err(|error| Failure::Usage(format!("--input: {error}")))?;
        if let Some(warning) = warning {
            eprintln!("warning: --input: {warning}");
        }
        let frames = (sample.seconds() * rate).round() as usize;
        let plan = SamplePlan {
            begin: 0.0,
            end: 1.0,
            speed: 1.0,
            end_speed: 1.0,
            is_looped: false,
            stretch: None,
            length: Length {
                seconds: sample.seconds(),
                fade_in: 0.0,
                fade_out: 0.0,
                held: None,
            },
        };
        let mut reader = SampleReader::new(&Arc::new(sample), &plan, Interpolation::Sinc, rate);
        let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
        reader.add(&mut left, &mut right, (1.0, 1.0));
        Ok(Self { left, right })
    }

    /// What comes in from `frame` on.
    pub fn from(&self, frame: u64) -> Incoming<'_> {
        let frame = usize::try_from(frame).unwrap_or(usize::MAX);
        Incoming {
            left: self.left.get(frame..).unwrap_or_default(),
            right: self.right.get(frame..).unwrap_or_default(),
            ..Incoming::default()
        }
    }
}
