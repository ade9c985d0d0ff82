//! Where voices are rendered: the sources of the graph, the instruments they play, and what rings on past both.

use crate::AudioInput;
use crate::graph::{Fade, SINKS, Schedule, Segment, StereoBlock};
use crate::program::instrument::Heard;
use crate::voices::Sounds;
use crate::voices::voice::Played;
use std::ops::Range;

/// Where voices are rendered, and when.
pub struct Stage<'a> {
    /// The signal graph, whose voice sources the voices feed.
    pub signal: &'a mut Schedule,
    /// Sounds of the program.
    pub sounds: &'a mut Sounds,
    /// The program before, while it fades.
    pub leaving: Option<Leaving<'a>>,
    /// Outputs of voices whose source is gone.
    pub ringing: &'a mut Ringing,
    /// What comes in from outside.
    pub input: &'a AudioInput,
    /// The part of the sub-block that is rendered.
    pub segment: &'a Segment,
}

/// What voices still need of the program before.
pub struct Leaving<'a> {
    /// Signal graph of the program before.
    pub signal: &'a mut Schedule,
    /// Sounds of the program before.
    pub sounds: &'a mut Sounds,
    /// The time in which the program before fades.
    pub fade: &'a Fade,
}

impl Stage<'_> {
    /// Renders the frames `range` of an instrument's graph, as many as `left` and `right` have.
    pub(super) fn play(
        &mut self,
        played: &Played,
        range: Range<usize>,
        left: &mut [f32],
        right: &mut [f32],
    ) {
        let segment = Segment {
            range,
            ..self.segment.clone()
        };
        match (&mut self.leaving, played.leaving) {
            (Some(old), true) => {
                let instrument = &mut old.sounds.instruments[played.instrument];
                let heard = Heard {
                    program: old.signal,
                    input: self.input,
                };
                instrument.render(played.graph, &heard, None, &segment, left, right);
            }
            (None, true) => {
                left.fill(0.0);
                right.fill(0.0);
            }
            (old, false) => {
                let before = match (old, played.before) {
                    (Some(old), Some(before)) => {
                        Some((&mut old.sounds.instruments[before], old.fade))
                    }
                    _ => None,
                };
                let instrument = &mut self.sounds.instruments[played.instrument];
                let heard = Heard {
                    program: self.signal,
                    input: self.input,
                };
                instrument.render(played.graph, &heard, before, &segment, left, right);
            }
        }
    }

    /// What comes in from outside during the frames `range`, as many as `left` and `right` have.
    pub(super) fn hear(&self, range: Range<usize>, left: &mut [f32], right: &mut [f32]) {
        if let Some(heard) = self.input.heard() {
            left.copy_from_slice(&heard.left[range.clone()]);
            right.copy_from_slice(&heard.right[range]);
        } else {
            left.fill(0.0);
            right.fill(0.0);
        }
    }
}

/// What rings out in outputs whose sources are gone.
pub struct Ringing {
    blocks: Vec<StereoBlock>,
    sounding: [bool; SINKS],
}

impl Default for Ringing {
    fn default() -> Self {
        Self {
            blocks: vec![StereoBlock::default(); SINKS],
            sounding: [false; SINKS],
        }
    }
}

impl Ringing {
    /// Before a segment: nothing sounds yet.
    pub(super) fn begin(&mut self) {
        self.sounding = [false; SINKS];
    }

    /// An output's block, clean where nothing sounded in it yet.
    pub(super) fn block(&mut self, output: usize, range: &Range<usize>) -> &mut StereoBlock {
        if !std::mem::replace(&mut self.sounding[output], true) {
            self.blocks[output].clear(range.clone());
        }
        &mut self.blocks[output]
    }

    /// The outputs that sound, and what sounds there.
    pub fn sounding(&self) -> impl Iterator<Item = (usize, &StereoBlock)> {
        self.blocks
            .iter()
            .enumerate()
            .filter(|(output, _)| self.sounding[*output])
    }
}
