//! The pitch of a synth over time: note, glide, vibrato and envelope.

use crate::parameters as p;
use crate::sequencing::trigger::Trigger;
use phonon_dsp::math::trig::sine;

/// The pitch of a synth over time, in control blocks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pitch {
    /// Frequency at the start, Hz.
    pub frequency: f32,
    /// Part of the frequency at the start that is added by the end.
    accelerate: f32,
    /// Vibrato: rate in Hz and depth in semitones.
    vibrato: (f32, f32),
    /// Pitch envelope: depth in semitones, rise and fall in seconds.
    envelope: (f32, f32, f32),
}

impl Pitch {
    /// As the event says.
    pub(super) fn new(trigger: &Trigger) -> Self {
        let envelope = trigger.get(p::PENV).map_or((0.0, 0.0, 0.0), |amount| {
            let decay = trigger.get(p::PDECAY).unwrap_or(0.1);
            (amount, trigger.get(p::PATTACK).unwrap_or(0.0), decay)
        });
        Self {
            frequency: trigger.frequency(true) * trigger.value(p::SPEED).abs(),
            accelerate: trigger.get(p::ACCELERATE).unwrap_or(0.0),
            vibrato: trigger
                .get(p::VIB)
                .map_or((0.0, 0.0), |rate| (rate, trigger.value(p::VIBMOD))),
            envelope,
        }
    }

    /// Hz, `seconds` into the sound, of which `progress` (0…1) has passed.
    pub(super) fn at(&self, seconds: f32, progress: f32) -> f32 {
        let mut semitones = 0.0;
        if self.vibrato.1 > 0.0 {
            let turns = (self.vibrato.0 * seconds).fract();
            semitones += self.vibrato.1 * sine((turns * 4_294_967_296.0) as u32);
        }
        let (amount, rise, fall) = self.envelope;
        if amount != 0.0 {
            let level = if seconds < rise {
                seconds / rise
            } else {
                (1.0 - (seconds - rise) / fall.max(1.0e-4)).max(0.0)
            };
            semitones += amount * level;
        }
        let glide = (1.0 + self.accelerate * progress).max(0.0);
        let bend = if semitones == 0.0 {
            1.0
        } else {
            (semitones / 12.0).exp2()
        };
        self.frequency * glide * bend
    }
}
