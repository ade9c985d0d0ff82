//! What guards an output: DC is blocked, what is too loud is limited, and it is known when nothing is left to come out.

use crate::graph::{SUB_BLOCK, StereoBlock};
use phonon_dsp::dynamics::limiter::Limiter;
use phonon_dsp::dynamics::true_peak::TruePeakLimiter;
use std::ops::Range;

/// Hz below which the outputs block.
const DC_CUTOFF: f64 = 2.0;

/// What has fallen below this (-180 dB) is over.
const OVER: f32 = 1e-9;

/// What is this far from the DC found so far moves it no more than this, so that no burst, however loud, leaves any behind.
const HEARD: f32 = 2.0;

/// Seconds after the limiter has acted in which its DC is still looked for: a wave of 2 Hz.
const LIMITED: f64 = 0.5;

/// Seconds in which the limiter recovers.
const RELEASE: f64 = 0.1;

/// Blocks DC on both channels, limits, and knows when nothing is left to come out.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    /// DC found so far, and the part of what is left that is added to it each frame.
    steady: [f32; 2],
    follow: f32,
    /// DC that the limiter makes, found so far: within a low wave that is no mirror image of itself it turns one side down
    /// further than the other. Taken off before the limiter, so that nothing rises above full scale behind it.
    bent: [f32; 2],
    /// Frames in which that is still looked for, and how many they are at first.
    limited: u32,
    longest_limited: u32,
    limiter: Limiter,
    /// Limiter by true peak, in place of the other where latency is allowed.
    true_peak: TruePeakLimiter,
    pub rests: bool,
    /// Whether the latest frames were the end of the sound.
    over: bool,
    /// Whether the filter against DC is on.
    pub on: bool,
    limits: bool,
    looks_ahead: bool,
    /// Frames of silence that have come out.
    silent: usize,
    /// Whether sound went in during this sub-block.
    fed: bool,
}

impl Guard {
    pub(super) fn new(sample_rate: f64) -> Self {
        Self {
            steady: [0.0; 2],
            bent: [0.0; 2],
            limited: 0,
            longest_limited: (LIMITED * sample_rate) as u32,
            follow: (1.0 - (-std::f64::consts::TAU * DC_CUTOFF / sample_rate).exp()) as f32,
            limiter: Limiter::new(RELEASE, sample_rate),
            true_peak: TruePeakLimiter::new(RELEASE, sample_rate),
            rests: true,
            over: false,
            on: true,
            limits: true,
            looks_ahead: false,
            silent: 0,
            fed: false,
        }
    }

    /// Whether it limits.
    pub(super) fn set_limiter(&mut self, on: bool) {
        self.limits = on;
        self.true_peak.set_on(on);
    }

    /// Whether it looks ahead; what waits is forgotten.
    pub(super) fn set_look_ahead(&mut self, on: bool) {
        self.looks_ahead = on;
        self.true_peak.reset();
    }

    /// Frames by which it is late where it looks ahead.
    pub(super) fn latency(&self) -> usize {
        self.true_peak.latency()
    }

    /// How much it takes off now, linear: 1 is nothing.
    pub(super) fn reduction(&self) -> f32 {
        if self.looks_ahead {
            self.true_peak.reduction()
        } else if self.limits {
            self.limiter.reduction()
        } else {
            1.0
        }
    }

    /// Before a segment.
    pub(super) fn begin(&mut self) {
        if self.over {
            self.end();
        }
    }

    #[inline(always)]
    pub(super) fn next(&mut self, left: f32, right: f32) -> (f32, f32) {
        let mut frame = (left, right);
        if self.on {
            let [left_dc, right_dc] = &mut self.steady;
            frame = (left - *left_dc, right - *right_dc);
            *left_dc += self.follow * frame.0.clamp(-HEARD, HEARD);
            *right_dc += self.follow * frame.1.clamp(-HEARD, HEARD);
            frame = (frame.0 - self.bent[0], frame.1 - self.bent[1]);
        }
        let (limited, acts) = if self.looks_ahead {
            let limited = self.true_peak.next(frame.0, frame.1);
            (limited, self.true_peak.reduction() != 1.0)
        } else if self.limits {
            let limited = self.limiter.next(frame.0, frame.1);
            (limited, limited != frame)
        } else {
            (frame, false)
        };
        if self.on && (acts || self.bent != [0.0; 2]) {
            self.straighten(limited, acts);
        }
        limited
    }

    /// Follows the DC behind the limiter while that acts, and [`LIMITED`] after, so that whole waves are looked at where it
    /// catches only their peaks. Later what was found fades, and what passes is soon the input again.
    fn straighten(&mut self, limited: (f32, f32), acts: bool) {
        self.limited = if acts {
            self.longest_limited
        } else {
            self.limited.saturating_sub(1)
        };
        for (bent, limited) in self.bent.iter_mut().zip([limited.0, limited.1]) {
            *bent += self.follow * if self.limited > 0 { limited } else { -*bent };
            if self.limited == 0 && bent.abs() < OVER {
                *bent = 0.0;
            }
        }
    }

    /// Passes a segment in which nothing goes in and nothing is left to come out.
    pub(super) fn rest(&mut self, range: &Range<usize>) {
        self.limiter.rest(range.len());
    }

    /// After a segment, into which sound went if it was `fed`: rests once all is over. Judged at sub-block ends alone, where
    /// every partition of time has one, and by whole sub-blocks of silence.
    pub(super) fn settle(&mut self, range: &Range<usize>, fed: bool, block: &StereoBlock) {
        self.fed |= fed;
        if range.end == SUB_BLOCK && !std::mem::take(&mut self.fed) {
            let last = range.end - 1;
            let level = block.left[last].abs().max(block.right[last].abs());
            let silent = level < OVER;
            // What looks ahead hides sound for its latency, and goes on recovering.
            let (hidden, recovers) = if self.looks_ahead {
                (self.latency(), self.true_peak.reduction() != 1.0)
            } else {
                (0, false)
            };
            self.over = silent && self.silent >= hidden && !recovers;
            self.silent = if silent { self.silent + SUB_BLOCK } else { 0 };
        }
    }

    /// All is over.
    fn end(&mut self) {
        self.steady = [0.0; 2];
        self.bent = [0.0; 2];
        self.limited = 0;
        self.rests = true;
        self.over = false;
        self.silent = 0;
        self.fed = false;
    }

    pub(super) fn reset(&mut self) {
        self.end();
        self.limiter.reset();
        self.true_peak.reset();
    }
}
