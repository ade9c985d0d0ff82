//! The outputs: a strip for the main and for each numbered output (fader, mute, solo, level), their sum, the numbered ones that the
//! host takes by themselves, and the guards of the main output and of these. There is no hidden scaling: adding an output
//! never changes how loud another is.

mod guard;
mod strip;

pub use strip::StripSettings;

use crate::graph::{SINKS, SUB_BLOCK, Schedule, StereoBlock};
use guard::Guard;
use phonon_dsp::control::smooth::OnePoleSmooth;
use std::ops::Range;
use strip::Strip;

/// Seconds in which a fader covers 63% of a step; mute and solo fade as fast.
const FADER_SMOOTHING: f64 = 0.010;

/// What is louder than this (36 dB above full scale) is taken as this.
const LOUDEST: f32 = 64.0;

/// The mixer. For each segment: [`process`](Self::process), then read [`main`](Self::main) and
/// [`separate`](Self::separate).
pub struct Mixer {
    strips: Vec<Strip>,
    master: OnePoleSmooth,
    master_gain: f32,
    look_ahead: bool,
    /// What of an output is within bounds, where it is not.
    bounded: Box<StereoBlock>,
    faults: u64,
    main: Box<StereoBlock>,
    guard: Guard,
    peak: [f32; 2],
    /// The least gain of the main output's limiter since it was asked for.
    least_gain: f32,
    /// The outputs that are watched, a bit each.
    watched: u32,
    /// Nothing has been processed yet: faders stand where they are set.
    fresh: bool,
}

impl Mixer {
    /// `sample_rate` in Hz.
    #[must_use]
    pub fn new(sample_rate: f64) -> Self {
        let smooth = || OnePoleSmooth::new(FADER_SMOOTHING, sample_rate, 1.0);
        let strips = (0..SINKS)
            .map(|_| Strip {
                settings: StripSettings::default(),
                separate: false,
                fader: smooth(),
                fold: smooth(),
                guard: Guard::new(sample_rate),
                block: Box::default(),
                watched: Box::default(),
                peak: [0.0; 2],
            })
            .collect();
        Self {
            strips,
            master: smooth(),
            master_gain: 1.0,
            look_ahead: false,
            bounded: Box::default(),
            faults: 0,
            main: Box::default(),
            guard: Guard::new(sample_rate),
            peak: [0.0; 2],
            least_gain: 1.0,
            watched: 0,
            fresh: true,
        }
    }

    /// Settings of an output (0 main, 1..=16 numbered); they fade in.
    pub fn set(&mut self, output: usize, settings: StripSettings) {
        if let Some(strip) = self.strips.get_mut(output)
            && settings.gain.is_finite()
        {
            strip.settings = settings;
        }
    }

    /// Settings of an output.
    #[must_use]
    pub fn settings(&self, output: usize) -> StripSettings {
        self.strips
            .get(output)
            .map_or_else(StripSettings::default, |strip| strip.settings)
    }

    /// Whether an output is neither muted nor shut out by another's solo.
    #[must_use]
    pub fn hears(&self, output: usize) -> bool {
        let soloed = self.strips.iter().any(|strip| strip.settings.solo);
        self.strips
            .get(output)
            .is_some_and(|strip| !strip.is_shut(soloed))
    }

    /// Whether the host takes a numbered output by itself; if not, it is folded into the main one. Fades over while the
    /// output sounds; one that is silent changes at once, so that its first sound is where it belongs.
    pub fn set_separate(&mut self, output: usize, separate: bool) {
        let Some(strip) = self.strips.get_mut(output) else {
            return;
        };
        let separate = separate && output != 0;
        if strip.separate != separate && strip.guard.rests {
            strip.fold.jump(if separate { 0.0 } else { 1.0 });
        }
        strip.separate = separate;
    }

    /// Master gain, linear; fades in.
    pub fn set_master(&mut self, gain: f32) {
        if gain.is_finite() {
            self.master_gain = gain;
        }
    }

    /// Whether limiters guard the main output and those that the host takes by themselves (on at first).
    pub fn set_limiter(&mut self, on: bool) {
        self.guards().for_each(|guard| guard.set_limiter(on));
    }

    /// Whether the limiters look ahead (off at first): then they catch the peaks between samples too, and all outputs are
    /// late by [`latency`](Self::latency) frames. Turning it on or off cuts what sounds.
    pub fn set_look_ahead(&mut self, on: bool) {
        if self.look_ahead == on {
            return;
        }
        self.look_ahead = on;
        self.guards().for_each(|guard| guard.set_look_ahead(on));
    }

    fn guards(&mut self) -> impl Iterator<Item = &mut Guard> {
        let strips = self.strips.iter_mut().map(|strip| &mut strip.guard);
        strips.chain([&mut self.guard])
    }

    /// Frames by which all outputs are late.
    #[must_use]
    pub fn latency(&self) -> usize {
        if self.look_ahead {
            self.longest_latency()
        } else {
            0
        }
    }

    /// Frames by which they are late when the limiter looks ahead.
    #[must_use]
    pub fn longest_latency(&self) -> usize {
        self.guard.latency()
    }

    /// Whether the outputs block what does not move (on at first). Without it they pass everything unchanged.
    pub fn set_dc_block(&mut self, on: bool) {
        self.guards().for_each(|guard| guard.on = on);
    }

    /// Watches the outputs of a set (bit `n` is output `n`, 0 the main one): what they are heard as is kept for
    /// [`watched`](Self::watched).
    pub fn watch(&mut self, outputs: u32) {
        self.watched = outputs;
    }

    /// The outputs that are watched, in the frames just processed: a numbered one behind its fader, the main one as it leaves.
    pub fn watched(&self) -> impl Iterator<Item = (usize, &StereoBlock)> {
        let all = self.strips.iter().enumerate();
        all.filter(|(output, _)| self.watched >> output & 1 != 0)
            .map(|(output, strip)| match output {
                0 => (0, &*self.main),
                _ => (output, &*strip.watched),
            })
    }

    /// Takes what the schedule has computed for the frames of `range` through the strips; `beside` it the main output plays
    /// something else.
    pub fn process(
        &mut self,
        range: &Range<usize>,
        schedule: &Schedule,
        beside: Option<&StereoBlock>,
    ) {
        if self.fresh {
            self.jump();
        }
        let soloed = self.strips.iter().any(|strip| strip.settings.solo);
        self.guard.begin();
        self.main.clear(range.clone());
        let mut sounds = beside.is_some();
        for (output, strip) in self.strips.iter_mut().enumerate() {
            let mut source = schedule.sounds(output).then(|| schedule.output(output));
            if let Some(wild) = source
                && bound(wild, &mut self.bounded, range)
            {
                self.faults += 1;
                source = Some(&self.bounded);
            }
            let watched = self.watched >> output & 1 != 0;
            sounds |= strip.process(range, source, soloed, &mut self.main, watched);
        }
        if let Some(beside) = beside {
            for channel in 0..2 {
                let to = &mut self.main.channel_mut(channel)[range.clone()];
                let from = &beside.channel(channel)[range.clone()];
                to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
            }
        }
        if !sounds && self.guard.rests && self.master.value() == self.master_gain {
            self.guard.rest(range);
            return;
        }
        self.guard.rests = false;
        for frame in range.clone() {
            let gain = self.master.next(self.master_gain);
            let left = self.main.left[frame] * gain;
            let right = self.main.right[frame] * gain;
            let (left, right) = self.guard.next(left, right);
            self.main.left[frame] = left;
            self.main.right[frame] = right;
            self.least_gain = self.least_gain.min(self.guard.reduction());
            self.peak[0] = self.peak[0].max(left.abs());
            self.peak[1] = self.peak[1].max(right.abs());
        }
        self.guard.settle(range, sounds, &self.main);
    }

    /// The main output, in the frames just processed.
    #[must_use]
    pub fn main(&self) -> &StereoBlock {
        &self.main
    }

    /// Whether the main output is anything but zero in the frames just processed, or soon may be.
    #[must_use]
    pub fn main_sounds(&self) -> bool {
        !self.guard.rests
    }

    /// A numbered output that the host takes by itself, behind its fader; `None` while it is silent or folded.
    #[must_use]
    pub fn separate(&self, output: usize) -> Option<&StereoBlock> {
        let strip = self.strips.get(output)?;
        (!strip.guard.rests).then_some(&*strip.block)
    }

    /// Peaks (left, right; linear) of the main output since the last call.
    pub fn take_main_peaks(&mut self) -> [f32; 2] {
        std::mem::take(&mut self.peak)
    }

    /// Peaks (left, right; linear) of an output behind its fader since the last call.
    pub fn take_peaks(&mut self, output: usize) -> [f32; 2] {
        self.strips
            .get_mut(output)
            .map_or([0.0; 2], |strip| std::mem::take(&mut strip.peak))
    }

    /// The most that the limiter of the main output has taken off since the last call, linear: 1 is nothing.
    pub fn take_reduction(&mut self) -> f32 {
        std::mem::replace(&mut self.least_gain, 1.0)
    }

    /// How much the limiter takes off now, linear: 1 is nothing.
    #[must_use]
    pub fn reduction(&self) -> f32 {
        self.guard.reduction()
    }

    /// Segments of outputs in which NaN, infinity or what no sound is as loud as came in.
    #[must_use]
    pub fn faults(&self) -> u64 {
        self.faults
    }

    /// Counts faults anew.
    pub fn forget_faults(&mut self) {
        self.faults = 0;
    }

    /// Forgets all sound; settings stay and hold at once.
    pub fn reset(&mut self) {
        for strip in &mut self.strips {
            strip.guard.reset();
            strip.block.clear(0..SUB_BLOCK);
            strip.peak = [0.0; 2];
        }
        self.guard.reset();
        self.main.clear(0..SUB_BLOCK);
        self.peak = [0.0; 2];
        self.fresh = true;
    }

    /// Faders go where they are set, without fading.
    fn jump(&mut self) {
        self.fresh = false;
        let soloed = self.strips.iter().any(|strip| strip.settings.solo);
        for strip in &mut self.strips {
            strip.fader.jump(strip.target(soloed));
            strip.fold.jump(if strip.separate { 0.0 } else { 1.0 });
        }
        self.master.jump(self.master_gain);
    }
}

/// Copies the frames of an output within bounds where they are not: whether that was so.
fn bound(output: &StereoBlock, bounded: &mut StereoBlock, range: &Range<usize>) -> bool {
    let sides = [&output.left, &output.right].map(|side| &side[range.clone()]);
    let within = |all, x: &f32| all & (x.abs() <= LOUDEST);
    if sides.iter().all(|side| side.iter().fold(true, within)) {
        return false;
    }
    for (channel, side) in sides.into_iter().enumerate() {
        let to = &mut bounded.channel_mut(channel)[range.clone()];
        for (to, from) in to.iter_mut().zip(side) {
            *to = if from.is_nan() {
                0.0
            } else {
                from.clamp(-LOUDEST, LOUDEST)
            };
        }
    }
    true
}

#[cfg(test)]
mod tests;
