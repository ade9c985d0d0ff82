//! How the ports of nodes are fed: buffers and where their samples come from, pattern inputs and macros as they are rendered.

use crate::graph::block::{SUB_BLOCK, StereoBlock};
use crate::graph::node::Segment;
use crate::graph::run::placed_node::Flow;
use phonon_dsp::control::smooth::OnePoleSmooth;

/// Seconds in which a macro or a smoothed pattern covers 63% of a step.
const MACRO_SMOOTHING: f64 = 0.010;
const PATTERN_SMOOTHING: f64 = 0.005;

/// Where the samples of a feed come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graph) enum Origin {
    /// A number.
    Constant,
    /// A node, by its place in the order.
    Unit(usize),
    /// The same, one sub-block ago.
    Delayed(usize),
    /// A pattern input, in steps.
    Pattern(usize),
    /// A pattern input, smoothed.
    Smooth(usize),
    /// A voice source.
    Source(usize),
    /// A macro parameter.
    Macro(usize),
    /// The plugin's audio input.
    AudioInput,
    /// The pitch that an instrument plays.
    Frequency,
}

/// How one port of a node is fed: where its samples lie, and what is known of them beforehand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::graph) struct Feed {
    /// Index of the buffer that holds the samples.
    pub slot: usize,
    /// Whether only the left channel is written.
    pub mono: bool,
    /// Value of the samples, where that never changes.
    pub constant: Option<f32>,
    pub origin: Origin,
}

impl Feed {
    /// The pattern input that the samples come from.
    pub(crate) fn pattern(&self) -> Option<usize> {
        match self.origin {
            Origin::Pattern(index) | Origin::Smooth(index) => Some(index),
            _ => None,
        }
    }

    /// Whether it moves by steps alone: a number or a pattern.
    pub(crate) fn is_stepped(&self) -> bool {
        matches!(self.origin, Origin::Constant | Origin::Pattern(_))
    }
}

/// One event of a pattern input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Frame of the step within the sub-block.
    pub frame: usize,
    /// The value that holds from this frame on.
    pub value: f32,
    /// Whether an event begins here (a trigger), or the value only changes or is restated.
    pub onset: bool,
    /// Frames that the event lasts: how long a gate stays open. Zero when unknown.
    pub duration: u32,
}

/// Events of one pattern input that fall in the current segment.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Steps {
    list: [Step; SUB_BLOCK],
    count: usize,
}

impl Default for Steps {
    fn default() -> Self {
        let none = Step {
            frame: 0,
            value: 0.0,
            onset: false,
            duration: 0,
        };
        Self {
            list: [none; SUB_BLOCK],
            count: 0,
        }
    }
}

impl Steps {
    /// Adds a step; steps come in order of their frames. One frame holds one step: the latest value, and an onset if
    /// any had one. Returns whether there was room (there always is for frames in order).
    pub(crate) fn push(&mut self, step: Step) -> bool {
        if let Some(last) = self.list[..self.count].last_mut()
            && last.frame >= step.frame
        {
            last.value = step.value;
            if step.onset {
                last.onset = true;
                last.duration = step.duration;
            }
            return true;
        }
        if self.count == SUB_BLOCK {
            return false;
        }
        self.list[self.count] = step;
        self.count += 1;
        true
    }

    pub(crate) fn clear(&mut self) {
        self.count = 0;
    }

    pub(crate) fn as_slice(&self) -> &[Step] {
        &self.list[..self.count]
    }
}

/// A pattern input: its latest value, and the buffers that hold it as steps or smoothed, where they are read.
#[derive(Clone, Debug, Default)]
pub(in crate::graph) struct PatternFeed {
    /// What tells it from the others across program swaps.
    pub name: String,
    pub stepped: Option<usize>,
    pub smooth: Option<usize>,
    pub value: f32,
    smoothed: Option<OnePoleSmooth>,
    /// Value that the input had in the program before, while that fades.
    pub seam: Option<f32>,
}

impl PatternFeed {
    pub(crate) fn new(name: String) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    /// Writes the segment. `weights` are those of the present program while it takes over.
    pub(crate) fn render(
        &mut self,
        steps: &[Step],
        segment: &Segment,
        sample_rate: f64,
        weights: Option<&[f32; SUB_BLOCK]>,
        buffers: &mut [Box<StereoBlock>],
        flows: &mut [Flow],
    ) {
        let before = self.value;
        if let Some(slot) = self.stepped {
            let samples = &mut buffers[slot].left;
            let mut from = segment.range.start;
            for step in steps {
                let frame = step.frame.clamp(from, segment.range.end);
                samples[from..frame].fill(self.value);
                self.value = step.value;
                from = frame;
            }
            samples[from..segment.range.end].fill(self.value);
            flows[slot] = if steps.is_empty() {
                Flow::Steady
            } else {
                Flow::Varying
            };
            if let (Some(seam), Some(weights)) = (self.seam, weights) {
                flows[slot] = Flow::Varying;
                for frame in segment.range.clone() {
                    samples[frame] = seam + (samples[frame] - seam) * weights[frame];
                }
            }
        } else if let Some(step) = steps.last() {
            self.value = step.value;
        }
        if let Some(slot) = self.smooth {
            let smooth = self.smoothed.get_or_insert_with(|| {
                let first = steps.first().map_or(before, |step| step.value);
                OnePoleSmooth::new(PATTERN_SMOOTHING, sample_rate, first)
            });
            let mut target = before;
            let mut pending = steps.iter().peekable();
            let settled = steps.is_empty() && smooth.value() == before;
            for frame in segment.range.clone() {
                while let Some(step) = pending.next_if(|step| step.frame <= frame) {
                    target = step.value;
                }
                buffers[slot].left[frame] = smooth.next(target);
            }
            flows[slot] = if settled { Flow::Steady } else { Flow::Varying };
        }
    }

    /// As new.
    pub(crate) fn reset(&mut self) {
        self.value = 0.0;
        self.smoothed = None;
        self.seam = None;
    }

    /// Goes on where the input of the same name in another program was.
    pub(crate) fn adopt(&mut self, other: &Self) {
        self.value = other.value;
        self.smoothed = other.smoothed;
    }

    /// Holds what it has from now on.
    pub(crate) fn freeze(&self, buffers: &mut [Box<StereoBlock>], flows: &mut [Flow]) {
        let smooth = self.smoothed.map_or(self.value, |smooth| smooth.value());
        for (slot, value) in [(self.stepped, self.value), (self.smooth, smooth)] {
            if let Some(slot) = slot {
                buffers[slot].left.fill(value);
                flows[slot] = Flow::Steady;
            }
        }
    }
}

/// A macro parameter.
#[derive(Clone, Debug)]
pub(in crate::graph) struct MacroFeed {
    pub index: usize,
    pub slot: usize,
    pub target: f32,
    smoothed: Option<OnePoleSmooth>,
}

impl MacroFeed {
    pub(crate) fn new(index: usize, slot: usize) -> Self {
        Self {
            index,
            slot,
            target: 0.0,
            smoothed: None,
        }
    }

    /// Writes the segment.
    pub(crate) fn render(
        &mut self,
        segment: &Segment,
        sample_rate: f64,
        buffers: &mut [Box<StereoBlock>],
        flows: &mut [Flow],
    ) {
        let smooth = self
            .smoothed
            .get_or_insert_with(|| OnePoleSmooth::new(MACRO_SMOOTHING, sample_rate, self.target));
        let samples = &mut buffers[self.slot].left[segment.range.clone()];
        if smooth.value() == self.target {
            samples.fill(self.target);
            flows[self.slot] = Flow::Steady;
        } else {
            for sample in samples {
                *sample = smooth.next(self.target);
            }
            flows[self.slot] = Flow::Varying;
        }
    }

    /// Goes to its target at once.
    pub(crate) fn jump(&mut self) {
        self.smoothed = None;
    }

    /// Goes on where the same macro in another program was.
    pub(crate) fn adopt(&mut self, other: &Self) {
        self.target = other.target;
        self.smoothed = other.smoothed;
    }

    /// Holds what it has from now on.
    pub(crate) fn freeze(&self, buffers: &mut [Box<StereoBlock>], flows: &mut [Flow]) {
        let value = self.smoothed.map_or(self.target, |smooth| smooth.value());
        buffers[self.slot].left.fill(value);
        flows[self.slot] = Flow::Steady;
    }
}
