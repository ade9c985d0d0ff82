//! The outputs: a strip for the main and for each numbered output (fader, mute, solo, level), their sum, the numbered ones that the
//! host takes by themselves, and the guard of the main output. There is no hidden scaling: adding an output never changes how
//! loud another is.

use super::graph::{OUTPUTS, SUB_BLOCK, Schedule, StereoBlock};
use crate::dsp::limiter::Limiter;
use crate::dsp::onepole::DcBlock;
use crate::dsp::smooth::OnePoleSmooth;
use std::ops::Range;

/// Seconds in which a fader covers 63% of a step; mute and solo fade as fast.
const FADER_SMOOTHING: f64 = 0.010;

/// Hz below which the outputs block.
const DC_CUTOFF: f64 = 2.0;

/// Seconds in which the limiter recovers.
const LIMITER_RELEASE: f64 = 0.1;

/// What has fallen below this (-180 dB) is over.
const OVER: f32 = 1e-9;

/// What the user sets on one output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StripSettings {
    /// Linear; 1 by default.
    pub gain: f32,
    pub mute: bool,
    /// While any output is soloed, only those are heard.
    pub solo: bool,
}

impl Default for StripSettings {
    fn default() -> Self {
        Self {
            gain: 1.0,
            mute: false,
            solo: false,
        }
    }
}

/// Blocks DC on both channels, and knows when nothing is left to come out.
#[derive(Clone, Copy, Debug)]
struct Guard {
    blocks: [DcBlock; 2],
    rests: bool,
    /// What came out last was the end.
    over: bool,
    on: bool,
}

impl Guard {
    fn new(sample_rate: f64) -> Self {
        Self {
            blocks: [DcBlock::new(DC_CUTOFF, sample_rate); 2],
            rests: true,
            over: false,
            on: true,
        }
    }

    /// Before a segment.
    fn begin(&mut self) {
        if self.over {
            self.reset();
        }
    }

    #[inline(always)]
    fn next(&mut self, left: f32, right: f32) -> (f32, f32) {
        if !self.on {
            return (left, right);
        }
        let [left_block, right_block] = &mut self.blocks;
        (left_block.next(left), right_block.next(right))
    }

    /// After silence went in: rests once all is over. Judged at sub-block ends alone, where every partition of time has
    /// one.
    fn settle(&mut self, range: &Range<usize>, block: &StereoBlock) {
        let last = range.end - 1;
        let level = block.left[last].abs().max(block.right[last].abs());
        self.over = range.end == SUB_BLOCK && level < OVER;
    }

    fn reset(&mut self) {
        self.blocks.iter_mut().for_each(DcBlock::reset);
        self.rests = true;
        self.over = false;
    }
}

/// The strip of one output.
struct Strip {
    settings: StripSettings,
    /// Whether the host takes this output by itself; otherwise it is folded into the main one.
    separate: bool,
    fader: OnePoleSmooth,
    /// How much goes to the main output: 1 folded, 0 separate.
    fold: OnePoleSmooth,
    guard: Guard,
    /// The separate part, behind the fader.
    block: Box<StereoBlock>,
    peak: [f32; 2],
}

/// The mixer. For each segment: [`process`](Self::process), then read [`main`](Self::main) and
/// [`separate`](Self::separate).
pub struct Mixer {
    strips: Vec<Strip>,
    master: OnePoleSmooth,
    master_gain: f32,
    limiter: Limiter,
    limit: bool,
    main: Box<StereoBlock>,
    guard: Guard,
    peak: [f32; 2],
    /// Nothing has been processed yet: faders stand where they are set.
    fresh: bool,
}

impl Mixer {
    /// `sample_rate` in Hz.
    #[must_use]
    pub fn new(sample_rate: f64) -> Self {
        let smooth = || OnePoleSmooth::new(FADER_SMOOTHING, sample_rate, 1.0);
        let strips = (0..OUTPUTS)
            .map(|_| Strip {
                settings: StripSettings::default(),
                separate: false,
                fader: smooth(),
                fold: smooth(),
                guard: Guard::new(sample_rate),
                block: Box::default(),
                peak: [0.0; 2],
            })
            .collect();
        Self {
            strips,
            master: smooth(),
            master_gain: 1.0,
            limiter: Limiter::new(LIMITER_RELEASE, sample_rate),
            limit: true,
            main: Box::default(),
            guard: Guard::new(sample_rate),
            peak: [0.0; 2],
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

    /// Whether the host takes a numbered output by itself; if not, it is folded into the main one. Fades over.
    pub fn set_separate(&mut self, output: usize, separate: bool) {
        if let Some(strip) = self.strips.get_mut(output) {
            strip.separate = separate && output != 0;
        }
    }

    /// Master gain, linear; fades in.
    pub fn set_master(&mut self, gain: f32) {
        if gain.is_finite() {
            self.master_gain = gain;
        }
    }

    /// Whether the limiter guards the main output (on at first).
    pub fn set_limiter(&mut self, on: bool) {
        self.limit = on;
    }

    /// Whether the outputs block what does not move (on at first). Without it they pass everything unchanged.
    pub fn set_dc_block(&mut self, on: bool) {
        self.guard.on = on;
        for strip in &mut self.strips {
            strip.guard.on = on;
        }
    }

    /// Takes what the schedule has computed for the frames of `range` through the strips.
    pub fn process(&mut self, range: &Range<usize>, schedule: &Schedule) {
        if self.fresh {
            self.jump();
        }
        let soloed = self.strips.iter().any(|strip| strip.settings.solo);
        self.guard.begin();
        self.main.clear(range.clone());
        let mut sounds = false;
        for (output, strip) in self.strips.iter_mut().enumerate() {
            let source = schedule.sounds(output).then(|| schedule.output(output));
            sounds |= strip.process(range, source, soloed, &mut self.main);
        }
        if !sounds && self.guard.rests && self.master.value() == self.master_gain {
            self.limiter.rest(range.len());
            return;
        }
        self.guard.rests = false;
        for frame in range.clone() {
            let gain = self.master.next(self.master_gain);
            let left = self.main.left[frame] * gain;
            let right = self.main.right[frame] * gain;
            let (mut left, mut right) = self.guard.next(left, right);
            if self.limit {
                (left, right) = self.limiter.next(left, right);
            }
            self.main.left[frame] = left;
            self.main.right[frame] = right;
            self.peak[0] = self.peak[0].max(left.abs());
            self.peak[1] = self.peak[1].max(right.abs());
        }
        if !sounds {
            self.guard.settle(range, &self.main);
        }
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

    /// How much the limiter takes off now, linear: 1 is nothing.
    #[must_use]
    pub fn reduction(&self) -> f32 {
        if self.limit {
            self.limiter.reduction()
        } else {
            1.0
        }
    }

    /// Forgets all sound; settings stay and hold at once.
    pub fn reset(&mut self) {
        for strip in &mut self.strips {
            strip.guard.reset();
            strip.block.clear(0..SUB_BLOCK);
            strip.peak = [0.0; 2];
        }
        self.limiter.reset();
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

impl Strip {
    /// Where the fader goes.
    fn target(&self, soloed: bool) -> f32 {
        if self.settings.mute || (soloed && !self.settings.solo) {
            0.0
        } else {
            self.settings.gain
        }
    }

    /// Adds the folded part to `main` and keeps the separate part in the strip's own block. Returns whether it added
    /// anything.
    fn process(
        &mut self,
        range: &Range<usize>,
        source: Option<&StereoBlock>,
        soloed: bool,
        main: &mut StereoBlock,
    ) -> bool {
        self.guard.begin();
        let gain = self.target(soloed);
        let folded = if self.separate { 0.0 } else { 1.0 };
        let Some(source) = source else {
            // Faders move through silence too, so that what follows does not depend on when sound begins.
            if self.fader.value() != gain || self.fold.value() != folded {
                for _ in range.clone() {
                    self.fader.next(gain);
                    self.fold.next(folded);
                }
            }
            if !self.guard.rests {
                for frame in range.clone() {
                    let (left, right) = self.guard.next(0.0, 0.0);
                    self.block.left[frame] = left;
                    self.block.right[frame] = right;
                }
                self.guard.settle(range, &self.block);
            }
            return false;
        };
        let adds = self.fold.value() != 0.0 || folded != 0.0;
        let mut peak = self.peak;
        if self.fold.value() == 1.0 && folded == 1.0 && self.guard.rests {
            for frame in range.clone() {
                let gain = self.fader.next(gain);
                let (left, right) = (source.left[frame] * gain, source.right[frame] * gain);
                main.left[frame] += left;
                main.right[frame] += right;
                peak = [peak[0].max(left.abs()), peak[1].max(right.abs())];
            }
        } else {
            for frame in range.clone() {
                let gain = self.fader.next(gain);
                let fold = self.fold.next(folded);
                let (left, right) = (source.left[frame] * gain, source.right[frame] * gain);
                main.left[frame] += left * fold;
                main.right[frame] += right * fold;
                let apart = 1.0 - fold;
                let (apart_left, apart_right) = self.guard.next(left * apart, right * apart);
                self.block.left[frame] = apart_left;
                self.block.right[frame] = apart_right;
                peak = [peak[0].max(left.abs()), peak[1].max(right.abs())];
            }
            self.guard.rests = false;
            if self.fold.value() == 1.0 && folded == 1.0 {
                self.guard.settle(range, &self.block);
            }
        }
        self.peak = peak;
        adds
    }
}

#[cfg(test)]
mod tests {
    use super::super::graph::{GraphBuilder, Segment};
    use super::*;

    const RATE: f64 = 48_000.0;

    /// A schedule that puts a sine of `level` on each of the named outputs.
    fn tones(levels: &[(usize, f32)]) -> Schedule {
        let mut builder = GraphBuilder::new(RATE);
        for &(output, level) in levels {
            let tone = builder
                .add_named("sine", &[(100.0 * (output as f32 + 1.0)).into()])
                .expect("in the table");
            let scaled = builder
                .add_named("*", &[tone.into(), level.into()])
                .expect("in the table");
            builder.output(output, scaled);
        }
        builder.compile()
    }

    /// The main output's left channel, cut into the given sizes.
    fn render(
        mixer: &mut Mixer,
        schedule: &mut Schedule,
        blocks: u64,
        sizes: &[usize],
    ) -> Vec<f32> {
        let mut all = Vec::new();
        let mut sizes = sizes.iter().cycle();
        for block in 0..blocks {
            let mut start = 0;
            while start < SUB_BLOCK {
                let end = (start + sizes.next().expect("endless")).min(SUB_BLOCK);
                schedule.begin(start..end);
                schedule.process(&Segment::bare(block * 64, start..end));
                mixer.process(&(start..end), schedule);
                all.extend_from_slice(&mixer.main().left[start..end]);
                start = end;
            }
        }
        all
    }

    fn level(samples: &[f32], frequency: f64) -> f64 {
        crate::dsp::spectrum::amplitude_at(&samples[48_000..96_000], frequency, RATE)
    }

    #[test]
    fn adding_an_output_leaves_the_others_as_loud_as_they_were() {
        let one = render(&mut Mixer::new(RATE), &mut tones(&[(1, 0.1)]), 1500, &[64]);
        let levels: Vec<_> = (0..6).map(|output| (output, 0.1)).collect();
        let many = render(&mut Mixer::new(RATE), &mut tones(&levels), 1500, &[64]);
        assert!((level(&one, 200.0) - 0.1).abs() < 1e-4);
        assert!((level(&many, 200.0) - level(&one, 200.0)).abs() < 1e-4);
    }

    #[test]
    fn faders_mutes_and_solos_act_on_their_output() {
        let mut mixer = Mixer::new(RATE);
        let set = |mixer: &mut Mixer, output, gain, mute, solo| {
            mixer.set(output, StripSettings { gain, mute, solo });
        };
        set(&mut mixer, 1, 0.5, false, false);
        set(&mut mixer, 2, 1.0, true, false);
        let mut schedule = tones(&[(1, 0.2), (2, 0.2), (3, 0.2)]);
        let samples = render(&mut mixer, &mut schedule, 1500, &[64]);
        assert!((level(&samples, 200.0) - 0.1).abs() < 1e-3);
        assert!(level(&samples, 300.0) < 1e-4);
        assert!((level(&samples, 400.0) - 0.2).abs() < 1e-3);
        set(&mut mixer, 1, 0.5, false, true);
        let samples = render(&mut mixer, &mut schedule, 1500, &[64]);
        assert!((level(&samples, 200.0) - 0.1).abs() < 1e-3);
        assert!(level(&samples, 400.0) < 1e-4);
    }

    #[test]
    fn a_separate_output_leaves_the_main_one() {
        let mut mixer = Mixer::new(RATE);
        mixer.set_separate(2, true);
        let mut schedule = tones(&[(1, 0.2), (2, 0.2)]);
        let samples = render(&mut mixer, &mut schedule, 1500, &[64]);
        assert!(level(&samples, 300.0) < 1e-4);
        let peak = mixer
            .separate(2)
            .expect("it sounds")
            .left
            .iter()
            .fold(0.0_f32, |p, y| p.max(y.abs()));
        assert!(peak > 0.05 && peak < 0.21, "{peak}");
        assert_eq!(mixer.separate(1), None);
        assert!((mixer.take_peaks(2)[0] - 0.2).abs() < 1e-3);
        assert_eq!(mixer.take_peaks(2), [0.0; 2]);
    }

    #[test]
    fn the_main_output_is_guarded_and_free_of_dc() {
        let levels: Vec<_> = (0..OUTPUTS).map(|output| (output, 1.0)).collect();
        let samples = render(&mut Mixer::new(RATE), &mut tones(&levels), 1500, &[64]);
        assert!(samples.iter().all(|y| y.abs() <= 1.0));
        let mut builder = GraphBuilder::new(RATE);
        builder.output(1, 0.5);
        let samples = render(&mut Mixer::new(RATE), &mut builder.compile(), 3000, &[64]);
        assert!(samples[0] > 0.4 && samples[samples.len() - 1].abs() < 1e-3);
    }

    #[test]
    fn the_cut_of_time_does_not_show() {
        let run = |sizes: &[usize]| {
            let mut mixer = Mixer::new(RATE);
            mixer.set_master(0.3);
            let samples = render(&mut mixer, &mut tones(&[(0, 0.9), (5, 0.9)]), 100, sizes);
            samples.iter().map(|y| y.to_bits()).collect::<Vec<_>>()
        };
        assert!(run(&[64]) == run(&[1]));
        assert!(run(&[64]) == run(&[7, 30, 64]));
    }
}
