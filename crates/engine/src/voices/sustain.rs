//! How long and how fast a sound plays: the rules that turn an event's parameters into frames.

use crate::graph::MIDDLE_C_KEY;
use crate::parameters::{
    ACCELERATE, AMP, ATTACK, BEGIN, CHANNEL, END, FADEINTIME, FADETIME, GAIN, HOLD, LEGATO, LOOP,
    METATUNE, OVERGAIN, PAN, RELEASE, SPEED, SUSTAIN, SUSTAINLEVEL, TIMESCALE, TIMESCALEWIN,
    VELOCITY,
};
use crate::sequencing::trigger::{MIDDLE_C, Trigger, Unit};

/// A fade is never longer than this part of the sound: the smaller part of its golden section, halved.
const FADE_SHARE: f64 = 0.190_98;

/// Seconds of a sample's fade unless the event says.
const SAMPLE_FADE: f64 = 0.001;

/// Seconds of a synth's: what still rings at its end has bass, and would click.
const SYNTH_FADE: f64 = 0.005;

/// A sound whose part between the fades is shorter than this many frames is not started.
const SHORTEST: f64 = 8.0;

/// Seconds in which a bus that voices play rises and falls.
const USUAL_ATTACK: f64 = 0.010;
const USUAL_RELEASE: f64 = 0.100;

/// When and where the event happens.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Sample rate, Hz.
    pub sample_rate: f64,
    /// Tempo, cycles a second.
    pub cps: f64,
    /// Length of the event in seconds.
    pub delta: f64,
}

/// What a sample voice does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SamplePlan {
    /// Where the slice starts, in fractions of the file; `begin > end` only for slices played backwards.
    pub begin: f64,
    /// Where the slice wraps, in fractions of the file.
    pub end: f64,
    /// Ratio of playback at the start of the sound, pitch included; negative is backwards.
    pub speed: f64,
    /// Ratio of playback at the end of the sound.
    pub end_speed: f64,
    /// It is read up to the end of the file's loop and from there over the loop again and again.
    pub is_looped: bool,
    /// Ratio of a stretch in time, and size of its grains relative to what is usual.
    pub stretch: Option<(f64, f64)>,
    /// Length of the sound and of its fades.
    pub length: Length,
}

/// The length of a sound and of its fades.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    /// Whole length in seconds, fades included.
    pub seconds: f64,
    /// Length of the fade in, seconds.
    pub fade_in: f64,
    /// Length of the fade out, seconds.
    pub fade_out: f64,
    /// Seconds after which a sound with an envelope that holds is released; `None` where its envelope runs by itself.
    pub held: Option<f64>,
}

impl Length {
    /// `None` if the sound is too short to be started.
    fn new(
        trigger: &Trigger,
        seconds: f64,
        from_middle: bool,
        usual_fade: f64,
        sample_rate: f64,
    ) -> Option<Self> {
        if !(seconds.is_finite() && seconds > 0.0) {
            return None;
        }
        let most = FADE_SHARE * seconds;
        let fade = trigger.get(FADETIME).map_or(usual_fade, f64::from);
        let fade_out = fade.min(most);
        let fade_in = match trigger.get(FADEINTIME) {
            Some(fade_in) => f64::from(fade_in).min(most),
            None if from_middle => fade.min(most),
            None => 0.0,
        };
        ((seconds - fade_in - fade_out) * sample_rate >= SHORTEST).then_some(Self {
            seconds,
            fade_in,
            fade_out,
            held: None,
        })
    }
}

/// What of a file its voice's plan depends on.
#[derive(Clone, Copy, Debug)]
pub struct Recorded {
    /// Length of the file in seconds.
    pub seconds: f64,
    /// MIDI note of the recording, where the file says one.
    pub root: Option<f32>,
    /// Ratio of playback for the event's note, where the bank says it; otherwise the note is counted from C5.
    pub ratio: Option<f64>,
    /// Where a loop begins and ends, in fractions of the file, if it is to be repeated as long as the event lasts.
    pub looped: Option<(f64, f64)>,
}

/// What a trigger means for a file. `None` if nothing is to be heard.
#[must_use]
pub fn sample(trigger: &Trigger, file: &Recorded, moment: &Moment) -> Option<SamplePlan> {
    let duration = file.seconds;
    let tuned = file.root.map_or(1.0, |root| {
        f64::from((MIDDLE_C_KEY - root) * trigger.value(METATUNE) / 12.0).exp2()
    });
    let pitch = file
        .ratio
        .unwrap_or_else(|| f64::from(trigger.frequency(false)) / f64::from(MIDDLE_C) * tuned);
    let given = f64::from(trigger.value(SPEED));
    let (mut begin, mut end) = (
        f64::from(trigger.value(BEGIN)),
        f64::from(trigger.value(END)),
    );
    if given < 0.0 {
        std::mem::swap(&mut begin, &mut end);
    }
    let slice = (end - begin).abs();
    let mut speed = given;
    if trigger.unit == Unit::Cycles {
        speed *= moment.cps * duration;
    }
    let accelerate = trigger.get(ACCELERATE).map(f64::from);
    let end_speed = speed * (1.0 + accelerate.unwrap_or(0.0));
    let mean = if accelerate.is_some() {
        (speed.abs() + end_speed.abs()) / 2.0
    } else {
        speed.abs()
    };
    if mean <= 0.0 || pitch <= 0.0 {
        return None;
    }
    let once = match trigger.unit {
        Unit::Seconds => slice,
        Unit::Rate | Unit::Cycles => duration / pitch * slice / mean,
    };
    let holds = sample_holds(trigger).then(|| hold_and_release(trigger, moment));
    // A loop that lies within the slice and is read forwards has no length of its own, like a synth.
    let is_looped = file.looped.is_some_and(|(_, loop_end)| {
        let is_within = (0.0..loop_end).contains(&begin) && end >= loop_end;
        is_within && speed > 0.0 && end_speed > 0.0 && !trigger.has(TIMESCALE)
    });
    let sustain = if is_looped {
        holds.map_or_else(
            || held_seconds(trigger, moment),
            |(held, release)| held + release,
        )
    } else if holds.is_some() {
        once * f64::from(trigger.get(LOOP).unwrap_or(1.0).abs())
    } else if let Some(sustain) = trigger.get(SUSTAIN) {
        f64::from(sustain).min(once)
    } else if let Some(legato) = trigger.get(LEGATO) {
        (moment.delta * f64::from(legato)).min(once)
    } else {
        once * f64::from(trigger.get(LOOP).unwrap_or(1.0).abs())
    };
    let sustain = sustain * f64::from(trigger.get(TIMESCALE).unwrap_or(1.0));
    let sustain = holds.map_or(sustain, |(held, release)| sustain.min(held + release));
    // A slice played backwards runs from its end; a slice given the wrong way round as well.
    let backwards = (begin > end) != (given < 0.0);
    let direction = if backwards { -1.0 } else { 1.0 };
    Some(SamplePlan {
        begin,
        end,
        speed: speed * pitch * direction,
        end_speed: end_speed * pitch * direction,
        is_looped,
        stretch: trigger
            .get(TIMESCALE)
            .map(|ratio| (f64::from(ratio), f64::from(trigger.value(TIMESCALEWIN)))),
        length: Length {
            held: holds.map(|(held, _)| held),
            ..Length::new(
                trigger,
                sustain,
                begin != 0.0,
                SAMPLE_FADE,
                moment.sample_rate,
            )?
        },
    })
}

/// What a trigger means for a synth, which has no length of its own.
#[must_use]
pub fn synth(trigger: &Trigger, moment: &Moment) -> Option<Length> {
    sounding(trigger, moment, false)
}

/// What a trigger means for what comes in from outside: as for a synth, but it fades in as well, being under way already.
#[must_use]
pub fn input(trigger: &Trigger, moment: &Moment) -> Option<Length> {
    sounding(trigger, moment, true)
}

fn sounding(trigger: &Trigger, moment: &Moment, from_middle: bool) -> Option<Length> {
    let seconds = held_seconds(trigger, moment);
    let (held, seconds) = if synth_holds(trigger) {
        let (_, release) = hold_and_release(trigger, moment);
        (Some(seconds), seconds + release)
    } else {
        (None, seconds)
    };
    let rate = moment.sample_rate;
    let length = Length::new(trigger, seconds, from_middle, SYNTH_FADE, rate)?;
    Some(Length { held, ..length })
}

/// What a trigger means for a bus that voices play: it rises, is held as long as a synth, and then falls.
#[must_use]
pub fn held(trigger: &Trigger, moment: &Moment) -> Option<Length> {
    let held = held_seconds(trigger, moment);
    let fade_out = trigger.get(RELEASE).map_or(USUAL_RELEASE, f64::from);
    (held.is_finite() && held > 0.0).then_some(Length {
        seconds: held + fade_out,
        fade_in: trigger.get(ATTACK).map_or(USUAL_ATTACK, f64::from),
        fade_out,
        held: None,
    })
}

/// Whether the envelope of a sample holds until the event ends: where it has a level to hold. Else it is SuperDirt's, which
/// runs by itself: attack, hold, release.
fn sample_holds(trigger: &Trigger) -> bool {
    trigger.has(SUSTAINLEVEL) && !trigger.has(HOLD)
}

/// The same of a synth: wherever it has an envelope without a `hold`.
fn synth_holds(trigger: &Trigger) -> bool {
    let any = [ATTACK, SUSTAINLEVEL, RELEASE];
    !trigger.has(HOLD) && any.into_iter().any(|parameter| trigger.has(parameter))
}

/// How long a sound that holds does, as its event says, and how long its release lasts, in seconds.
fn hold_and_release(trigger: &Trigger, moment: &Moment) -> (f64, f64) {
    let held = match trigger.get(SUSTAIN) {
        Some(sustain) => f64::from(sustain),
        None => moment.delta * f64::from(trigger.get(LEGATO).unwrap_or(1.0)),
    };
    (held, trigger.get(RELEASE).map_or(0.0, f64::from))
}

/// How long something without a length of its own is held, in seconds.
fn held_seconds(trigger: &Trigger, moment: &Moment) -> f64 {
    if let Some(sustain) = trigger.get(SUSTAIN) {
        f64::from(sustain)
    } else if let Some(legato) = trigger.get(LEGATO) {
        moment.delta * f64::from(legato)
    } else {
        moment.delta * f64::from(trigger.get(LOOP).unwrap_or(1.0).abs())
    }
}

/// Linear level of the sound, before panning.
#[must_use]
pub fn level(trigger: &Trigger) -> f32 {
    let gain = trigger.value(GAIN).min(2.0) + trigger.value(OVERGAIN);
    let gain = gain.max(0.0);
    trigger.value(AMP) * gain * gain * gain * gain
}

/// Linear level, for sounds that know no velocity of their own: as [`level`], with `velocity` multiplying gain.
#[must_use]
pub fn struck_level(trigger: &Trigger) -> f32 {
    let velocity = trigger.get(VELOCITY).unwrap_or(1.0);
    let gain = (trigger.value(GAIN).min(2.0) * velocity + trigger.value(OVERGAIN)).max(0.0);
    trigger.value(AMP) * gain * gain * gain * gain
}

/// Factors of left and right for a sound's place: equal power, mirrored beyond 0 and 1.
#[must_use]
pub fn pan(trigger: &Trigger) -> (f32, f32) {
    let place = trigger.value(PAN)
        + trigger
            .get(CHANNEL)
            .map_or(0.0, |channel| channel.floor() / 2.0);
    let turned = place.rem_euclid(2.0);
    let place = if turned > 1.0 { 2.0 - turned } else { turned };
    if place >= 1.0 {
        return (0.0, 1.0);
    }
    let angle = place * std::f32::consts::FRAC_PI_2;
    (angle.cos(), angle.sin())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOMENT: Moment = Moment {
        sample_rate: 44_100.0,
        cps: 0.5,
        delta: 0.5,
    };

    const SECOND: Recorded = Recorded {
        seconds: 1.0,
        root: None,
        ratio: None,
        looped: None,
    };

    fn seconds(trigger: &Trigger) -> f64 {
        sample(trigger, &SECOND, &MOMENT).map_or(0.0, |plan| plan.length.seconds)
    }

    #[test]
    fn metatune_brings_the_root_note_to_c5() {
        let file = Recorded {
            root: Some(72.0),
            ..SECOND
        };
        let speed = |amount: f64| {
            let trigger = Trigger::default().with(METATUNE, amount);
            sample(&trigger, &file, &MOMENT).map(|plan| plan.speed)
        };
        assert_eq!((speed(0.0), speed(1.0)), (Some(1.0), Some(0.5)));
        assert_eq!(speed(0.5), Some(0.5_f64.sqrt()));
    }

    #[test]
    fn the_length_is_the_slice_at_its_speed() {
        let plain = Trigger::default();
        assert_eq!(seconds(&plain), 1.0);
        assert_eq!(seconds(&plain.clone().with(SPEED, 4.0)), 0.25);
        assert_eq!(seconds(&plain.clone().with(SPEED, -2.0)), 0.5);
        assert_eq!(
            seconds(&plain.clone().with(BEGIN, 0.25).with(END, 0.5)),
            0.25
        );
        assert_eq!(seconds(&plain.clone().with(ACCELERATE, 1.0)), 1.0 / 1.5);
        assert_eq!(seconds(&plain.clone().with(ACCELERATE, -1.0)), 2.0);
        assert_eq!(seconds(&plain.clone().with(LOOP, 2.0)), 2.0);
        assert_eq!(seconds(&plain.clone().with(LOOP, -2.0)), 2.0);
    }

    #[test]
    fn legato_and_sustain_shorten_and_never_lengthen() {
        let plain = Trigger::default();
        assert_eq!(seconds(&plain.clone().with(LEGATO, 1.0)), 0.5);
        assert_eq!(seconds(&plain.clone().with(LEGATO, 4.0)), 1.0);
        assert_eq!(seconds(&plain.clone().with(SUSTAIN, 2.0)), 1.0);
        assert_eq!(
            seconds(&plain.clone().with(LOOP, 2.0).with(SUSTAIN, 1.75)),
            1.0
        );
    }

    #[test]
    fn a_loop_within_the_slice_lasts_as_long_as_the_event() {
        let file = Recorded {
            looped: Some((0.5, 0.75)),
            ..SECOND
        };
        let planned = |trigger: &Trigger| {
            let plan = sample(trigger, &file, &MOMENT).unwrap();
            (plan.is_looped, plan.length.seconds)
        };
        let plain = Trigger::default().with(LOOP, 1.0);
        assert_eq!(planned(&plain), (true, 0.5));
        assert_eq!(planned(&plain.clone().with(LOOP, 4.0)), (true, 2.0));
        assert_eq!(planned(&plain.clone().with(SUSTAIN, 9.0)), (true, 9.0));
        assert_eq!(planned(&plain.clone().with(LEGATO, 3.0)), (true, 1.5));
        assert_eq!(planned(&plain.clone().with(BEGIN, 0.6)), (true, 0.5));
        // Outside the loop, backwards, stretched: as a file without one.
        assert_eq!(planned(&plain.clone().with(END, 0.6875)), (false, 0.6875));
        assert!(!planned(&plain.clone().with(BEGIN, 0.8)).0);
        assert_eq!(planned(&plain.clone().with(SPEED, -1.0)), (false, 1.0));
        assert_eq!(planned(&plain.with(TIMESCALE, 2.0)), (false, 2.0));
    }

    #[test]
    fn a_banks_ratio_takes_the_place_of_the_notes() {
        let file = Recorded {
            ratio: Some(1.5),
            ..SECOND
        };
        let trigger = Trigger::default().with(SPEED, 2.0);
        assert_eq!(sample(&trigger, &file, &MOMENT).unwrap().speed, 3.0);
    }

    #[test]
    fn unit_c_counts_in_cycles() {
        let mut trigger = Trigger::default();
        trigger.unit = Unit::Cycles;
        assert_eq!(seconds(&trigger), 2.0);
        assert_eq!(seconds(&trigger.with(BEGIN, 0.5)), 1.0);
    }

    #[test]
    fn what_lasts_under_eight_frames_or_never_ends_does_not_start() {
        let plain = Trigger::default();
        assert!(sample(&plain.clone().with(SUSTAIN, 0.0001), &SECOND, &MOMENT).is_none());
        assert!(sample(&plain.clone().with(SPEED, 0.0), &SECOND, &MOMENT).is_none());
        assert!(sample(&plain.clone().with(LOOP, 0.0), &SECOND, &MOMENT).is_none());
        assert!(sample(&plain.with(BEGIN, 1.0), &SECOND, &MOMENT).is_none());
    }

    #[test]
    fn only_what_begins_in_the_middle_fades_in() {
        let plain = Trigger::default();
        let fades =
            |trigger: &Trigger| sample(trigger, &SECOND, &MOMENT).map(|plan| plan.length.fade_in);
        assert_eq!(fades(&plain), Some(0.0));
        assert!(fades(&plain.clone().with(BEGIN, 0.25)).unwrap() > 0.0);
        assert!(fades(&plain.with(SPEED, -1.0)).unwrap() > 0.0);
    }

    #[test]
    fn gain_counts_by_its_fourth_power_up_to_two() {
        let plain = Trigger::default();
        let near = |trigger: &Trigger, expected: f32| {
            assert!((level(trigger) - expected).abs() < 1e-5 * expected.max(1.0))
        };
        near(&plain, 0.4);
        near(&plain.clone().with(GAIN, 3.0), 6.4);
        near(&plain.clone().with(OVERGAIN, 0.5), 2.025);
        near(&plain.with(GAIN, 0.0), 0.0);
    }

    #[test]
    fn places_beyond_the_sides_are_mirrored() {
        let at = |place: f64| pan(&Trigger::default().with(PAN, place));
        assert_eq!(at(1.25), at(0.75));
        assert_eq!(at(-0.25), at(0.25));
        assert_eq!(at(1.0), (0.0, 1.0));
        assert!((at(0.5).0 - 0.5f32.sqrt()).abs() < 1e-6);
        assert_eq!(pan(&Trigger::default().with(CHANNEL, 1.0)), (0.0, 1.0));
    }
}
