//! The effects that the sounds of one orbit share: echo, reverb, rotating speaker. Each event that names a parameter
//! sets it for the orbit; what it does not name stays as it is.
//!
//! An orbit works on the buffer of one voice source, in place, behind its voices. What it holds is large and made off the
//! audio thread, only for programs that can ask for it; across a swap it stays with its source.

use crate::graph::{SUB_BLOCK, StereoBlock};
use crate::parameters as p;
use crate::sequencing::trigger::Trigger;
use phonon_dsp::control::smooth::OnePoleSmooth;
use phonon_dsp::delays::line::{DelayLine, Taps};
use phonon_dsp::delays::rotary::Rotary;
use phonon_dsp::oscillators::phase::Increment;
use phonon_dsp::reverbs::network::Reverb;
use std::ops::Range;

/// The longest echo, in seconds.
const LONGEST_ECHO: f64 = 4.0;

/// The echo's time until an event says one, in seconds.
const DELAY_TIME: f32 = 0.25;

/// Seconds in which a level covers 63% of a step.
const SMOOTHING: f64 = 0.01;

/// How much of the reverb the treble loses faster.
const DAMPING: f32 = 0.5;

/// Below this (-120 dB) the orbit's memory counts as silent.
const SILENCE: f32 = 1.0e-6;

/// What SuperDirt's reverb keeps of the sound each time that it has gone around: so much more than what `size` says.
const KEPT: f64 = 0.025;

/// Seconds in which it goes around once, by how long it rings.
const AROUND: f64 = 0.68;

/// The longest decay of the reverb, in seconds.
const LONGEST_DECAY: f64 = 30.0;

/// The reverb's level against a network that keeps energy: about as loud as SuperDirt's.
const REVERB: f32 = 4.0;

/// The parameters that make an orbit's effects sound.
pub const WAKING: [p::Parameter; 3] = [p::DELAY, p::ROOM, p::LESLIE];

/// How many changes of an orbit one sub-block can hold; of further ones the last counts.
const CHANGES: usize = 8;

/// What events have set.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Controls {
    delay: f32,
    delay_send: f32,
    delay_time: f32,
    lock: bool,
    feedback: f32,
    room: f32,
    size: f32,
    dry: f32,
    leslie: f32,
    rate: f32,
    radius: f32,
}

impl Controls {
    /// Takes what the event names.
    fn set(&mut self, trigger: &Trigger) {
        let set = |field: &mut f32, parameter| {
            if let Some(value) = trigger.get(parameter) {
                *field = value;
            }
        };
        set(&mut self.delay, p::DELAY);
        set(&mut self.delay_send, p::DELAYSEND);
        set(&mut self.delay_time, p::DELAYTIME);
        set(&mut self.feedback, p::DELAYFEEDBACK);
        set(&mut self.room, p::ROOM);
        set(&mut self.size, p::SIZE);
        set(&mut self.dry, p::DRY);
        set(&mut self.leslie, p::LESLIE);
        set(&mut self.rate, p::LRATE);
        set(&mut self.radius, p::LSIZE);
        if let Some(lock) = trigger.get(p::LOCK) {
            self.lock = lock != 0.0;
        }
    }

    fn are_active(&self) -> bool {
        self.delay > 0.0 || self.room > 0.0 || self.leslie > 0.0
    }
}

/// See the module's head.
pub struct Orbit {
    sample_rate: f64,
    /// Before any event has set any.
    first: Controls,
    /// In force now, and once all changes of the sub-block are.
    now: Controls,
    latest: Controls,
    /// Changes of this sub-block that wait, by their frames.
    changes: [(usize, Controls); CHANGES],
    waiting: usize,
    /// Whether it has run in this sub-block.
    running: bool,
    // Echo.
    lines: [DelayLine; 2],
    taps: [Taps; 2],
    delay_smooth: OnePoleSmooth,
    send_smooth: OnePoleSmooth,
    // Reverb.
    reverb: Reverb,
    room_smooth: OnePoleSmooth,
    // Rotating speaker.
    leslie: Rotary,
    leslie_smooth: OnePoleSmooth,
    /// Sub-blocks of silence left before the orbit may rest.
    tail: u64,
    /// Whether anything went in or came out in this sub-block.
    sounded: bool,
    wet: StereoBlock,
}

impl Orbit {
    /// For an engine at `sample_rate` Hz.
    #[must_use]
    pub fn new(sample_rate: f64) -> Self {
        let line = || DelayLine::new((LONGEST_ECHO * sample_rate) as usize + 2);
        let smooth = || OnePoleSmooth::new(SMOOTHING, sample_rate, 0.0);
        let controls = Controls {
            delay_send: 1.0,
            delay_time: DELAY_TIME,
            rate: 6.7,
            radius: 0.3,
            ..Controls::default()
        };
        Self {
            sample_rate,
            first: controls,
            now: controls,
            latest: controls,
            changes: [(0, controls); CHANGES],
            waiting: 0,
            running: false,
            lines: [line(), line()],
            taps: [Taps::new(sample_rate), Taps::new(sample_rate)],
            delay_smooth: smooth(),
            send_smooth: smooth(),
            reverb: Reverb::new(sample_rate),
            room_smooth: smooth(),
            leslie: Rotary::new(sample_rate),
            leslie_smooth: smooth(),
            tail: 0,
            sounded: false,
            wet: StereoBlock::default(),
        }
    }

    /// Takes what the event names, from `frame` of the current sub-block on.
    pub fn set(&mut self, trigger: &Trigger, frame: usize) {
        let before = self.latest;
        self.latest.set(trigger);
        if self.latest != before {
            self.change(frame);
        }
    }

    /// Sends nothing more into the effects, from `frame` of the current sub-block on: what is in them rings out.
    pub fn close(&mut self, frame: usize) {
        self.latest.delay = 0.0;
        self.latest.room = 0.0;
        self.latest.leslie = 0.0;
        self.change(frame);
    }

    fn change(&mut self, frame: usize) {
        if self.waiting == CHANGES {
            self.waiting -= 1;
        }
        self.changes[self.waiting] = (frame, self.latest);
        self.waiting += 1;
    }

    /// Changes the frames `range` of the source's block in place. `cps` in cycles a second; `sounding` says whether
    /// voices went in. Returns whether anything can be heard.
    ///
    /// When it starts and stops to work is decided by frames and sub-blocks alone, not by how these are cut.
    pub fn process(
        &mut self,
        block: &mut StereoBlock,
        range: &Range<usize>,
        cps: f64,
        sounding: bool,
    ) -> bool {
        self.sounded |= sounding;
        let mut heard = sounding;
        let mut from = range.start;
        if self.must_run(sounding) && !self.running && from > 0 {
            // Woken within the sub-block: what passed of it was silence.
            let mut silence = StereoBlock::default();
            self.run(&mut silence, &(0..from), cps);
        }
        let mut taken = 0;
        while from < range.end {
            let change = self.changes[..self.waiting].get(taken).copied();
            if let Some((frame, controls)) = change
                && frame <= from
            {
                taken += 1;
                self.take(controls);
                continue;
            }
            let to = change.map_or(range.end, |(frame, _)| frame.min(range.end));
            if self.must_run(sounding) {
                self.run(block, &(from..to), cps);
                heard = true;
            }
            from = to;
        }
        self.changes.copy_within(taken..self.waiting, 0);
        self.waiting -= taken;
        if range.end == SUB_BLOCK {
            self.running = false;
            if std::mem::take(&mut self.sounded) && (self.now.are_active() || self.tail > 0) {
                let memory = self.echo_frames(cps) as u64 + self.reverb.memory();
                self.tail = memory / SUB_BLOCK as u64 + 2;
            } else {
                self.tail = self.tail.saturating_sub(1);
            }
        }
        heard
    }

    /// Whether there is anything for [`Orbit::process`] to do.
    #[must_use]
    pub fn is_due(&self, sounding: bool) -> bool {
        self.must_run(sounding) || self.waiting > 0
    }

    fn must_run(&self, sounding: bool) -> bool {
        self.running || self.tail > 0 || (sounding && self.now.are_active())
    }

    /// Puts controls in force; levels jump while nothing sounds.
    fn take(&mut self, controls: Controls) {
        self.now = controls;
        if self.tail == 0 {
            self.delay_smooth.jump(controls.delay);
            self.send_smooth.jump(controls.delay_send);
            self.room_smooth.jump(controls.room);
            self.leslie_smooth.jump(controls.leslie);
        }
    }

    /// The echo's time in whole frames, so that a steady echo is exact.
    fn echo_frames(&self, cps: f64) -> f32 {
        let seconds = f64::from(self.now.delay_time) / if self.now.lock { cps } else { 1.0 };
        (seconds * self.sample_rate)
            .round()
            .clamp(2.0, LONGEST_ECHO * self.sample_rate) as f32
    }

    fn run(&mut self, block: &mut StereoBlock, range: &Range<usize>, cps: f64) {
        self.running = true;
        let count = range.len();
        let left = &mut block.left[range.clone()];
        let right = &mut block.right[range.clone()];
        let frames = self.echo_frames(cps);
        let controls = self.now;
        let (wet_left, wet_right) = (&mut self.wet.left[..count], &mut self.wet.right[..count]);

        // The reverb hears the dry sound, as the echo does.
        for (((wet_l, wet_r), l), r) in wet_left
            .iter_mut()
            .zip(wet_right.iter_mut())
            .zip(&*left)
            .zip(&*right)
        {
            let send = self.room_smooth.next(controls.room);
            (*wet_l, *wet_r) = (bounded(l * send), bounded(r * send));
        }
        self.reverb.set_decay(room_decay(controls.size), DAMPING);
        self.reverb.process(range.start, wet_left, wet_right);
        let wet_level = REVERB * (1.0 - controls.dry);

        let turning = Increment::new(self.sample_rate).of(controls.rate);
        let mut peak = 0.0f32;
        for (index, (l, r)) in left.iter_mut().zip(right.iter_mut()).enumerate() {
            let level = self.delay_smooth.next(controls.delay);
            let send = self.send_smooth.next(controls.delay_send);
            let dry = [*l, *r];
            let mut echoed = [0.0; 2];
            for channel in 0..2 {
                // Before this frame is written, the one of `frames` ago is one nearer.
                let echo = self.taps[channel].read(&self.lines[channel], frames - 1.0);
                self.lines[channel].write(bounded(dry[channel] * send) + echo * controls.feedback);
                echoed[channel] = echo * level;
                peak = peak.max(echo.abs());
            }
            let amount = self.leslie_smooth.next(controls.leslie);
            let rotated = self.leslie.next(dry, amount, controls.radius, turning);
            *l = rotated[0] + echoed[0] + wet_left[index] * wet_level;
            *r = rotated[1] + echoed[1] + wet_right[index] * wet_level;
            peak = peak.max(l.abs()).max(r.abs());
        }
        self.sounded |= peak > SILENCE;
    }

    /// Forgets all sound.
    pub fn reset(&mut self) {
        self.now = self.first;
        self.latest = self.first;
        self.lines.iter_mut().for_each(DelayLine::reset);
        self.taps.iter_mut().for_each(Taps::reset);
        self.reverb.reset();
        self.leslie.reset();
        for smooth in [
            &mut self.delay_smooth,
            &mut self.send_smooth,
            &mut self.room_smooth,
            &mut self.leslie_smooth,
        ] {
            smooth.jump(0.0);
        }
        self.tail = 0;
        self.sounded = false;
        self.running = false;
        self.waiting = 0;
    }
}

/// How loud a sound goes into the effects at most, linear (24 dB above full scale): so they recover from any burst.
const LOUDEST: f32 = 16.0;

fn bounded(x: f32) -> f32 {
    x.clamp(-LOUDEST, LOUDEST)
}

/// Seconds in which the reverb falls by 60 dB, as SuperDirt's does: 1.4 s in the smallest room.
fn room_decay(size: f32) -> f64 {
    let kept = 0.01 * 98_f64.powf(f64::from(size)) + KEPT;
    let lost = -20.0 * kept.log10();
    let most = 60.0 * AROUND / LONGEST_DECAY;
    60.0 * AROUND / lost.max(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: f64 = 44_100.0;

    /// An impulse of 1 through an orbit that an event has set, for some seconds; the left channel.
    fn impulse(trigger: &Trigger, cps: f64, seconds: f64) -> Vec<f32> {
        let mut orbit = Orbit::new(RATE);
        orbit.set(trigger, 0);
        let mut out = Vec::new();
        for index in 0..(seconds * RATE) as usize / SUB_BLOCK {
            let mut block = StereoBlock::default();
            if index == 0 {
                block.left[0] = 1.0;
                block.right[0] = 1.0;
            }
            orbit.process(&mut block, &(0..SUB_BLOCK), cps, index == 0);
            out.extend(block.left);
        }
        out
    }

    #[test]
    fn echoes_come_in_time_and_by_the_feedback_quieter_and_the_dry_sound_is_not_doubled() {
        let trigger = Trigger::default()
            .with(p::DELAY, 0.5)
            .with(p::DELAYTIME, 0.1)
            .with(p::DELAYFEEDBACK, 0.5);
        let out = impulse(&trigger, 0.5, 0.5);
        let found: Vec<(usize, f32)> = out
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, x)| x.abs() > 1e-6)
            .collect();
        let expected = [
            (0, 1.0),
            (4410, 0.5),
            (8820, 0.25),
            (13_230, 0.125),
            (17_640, 0.0625),
        ];
        assert_eq!(found.len(), expected.len());
        for ((at, x), (when, level)) in found.into_iter().zip(expected) {
            assert!(at == when && (x - level).abs() < 1e-5, "{at} {x}");
        }
    }

    #[test]
    fn what_is_sent_into_the_echo_is_told_apart_from_its_level() {
        let trigger = Trigger::default()
            .with(p::DELAY, 0.5)
            .with(p::DELAYSEND, 0.25)
            .with(p::DELAYTIME, 0.1);
        let out = impulse(&trigger, 0.5, 0.2);
        assert!((out[0] - 1.0).abs() < 1e-6 && (out[4_410] - 0.125).abs() < 1e-5);
    }

    #[test]
    fn a_locked_echo_counts_in_cycles() {
        let trigger = Trigger::default()
            .with(p::DELAY, 1.0)
            .with(p::DELAYTIME, 0.25)
            .with(p::LOCK, 1.0);
        let out = impulse(&trigger, 0.5, 1.0);
        let echo = (1..out.len()).find(|&at| out[at].abs() > 1e-6);
        assert_eq!(echo, Some(22_050));
    }

    #[test]
    fn what_an_event_does_not_name_stays() {
        let mut orbit = Orbit::new(RATE);
        orbit.set(&Trigger::default().with(p::ROOM, 0.5).with(p::SIZE, 0.9), 0);
        orbit.set(&Trigger::default(), 10);
        assert_eq!((orbit.latest.room, orbit.latest.size), (0.5, 0.9));
    }

    #[test]
    fn larger_rooms_ring_longer_and_dry_takes_them_away() {
        let energy = |size: f64, dry: f64| {
            let trigger = Trigger::default()
                .with(p::ROOM, 1.0)
                .with(p::SIZE, size)
                .with(p::DRY, dry);
            impulse(&trigger, 0.5, 1.5)[44_100..]
                .iter()
                .map(|x| x * x)
                .sum::<f32>()
        };
        assert!(energy(0.9, 0.0) > 10.0 * energy(0.1, 0.0));
        assert_eq!(energy(0.9, 1.0), 0.0);
    }

    #[test]
    fn rooms_are_as_loud_and_ring_as_long_as_superdirt_s() {
        // The energy of an impulse's echoes within three seconds, both channels together, as measured of SuperDirt, and
        // the frame on which they fall below a millionth of a sound that is 11 dB softer than this one.
        for (room, size, expected, last) in [(0.5, 0.1, 0.487, 101_313), (1.0, 0.8, 2.83, 132_299)]
        {
            let trigger = Trigger::default().with(p::ROOM, room).with(p::SIZE, size);
            let tail = impulse(&trigger, 0.5, 4.0).split_off(1);
            let energy: f32 = tail[..132_300].iter().map(|x| 2.0 * x * x).sum();
            let decibels = 10.0 * (energy / expected).log10();
            assert!(decibels.abs() < 1.5, "{size}: {decibels} dB");
            let rings = tail.iter().rposition(|x| x.abs() > 1.0e-6 / 0.2828);
            assert!(
                rings.unwrap_or(0) as f32 > 0.7 * last as f32,
                "{size}: {rings:?}"
            );
        }
        assert!((room_decay(0.0) - 1.4).abs() < 0.1 && room_decay(1.0) == LONGEST_DECAY);
    }

    #[test]
    fn any_cutting_gives_the_same_bits() {
        let render = |cuts: &[usize]| {
            let mut orbit = Orbit::new(RATE);
            let mut out = Vec::new();
            for index in 0..600 {
                let mut block = StereoBlock::default();
                let mut from = 0;
                for &to in cuts.iter().chain([&SUB_BLOCK]) {
                    let mut sounding = false;
                    // A sound in the middle of a sub-block; one before it, that the orbit does not touch.
                    for (at, delay) in [
                        (30, 0.0),
                        (100 * SUB_BLOCK + 40, 0.6),
                        (400 * SUB_BLOCK + 7, 0.3),
                    ] {
                        let now = at;
                        if now / SUB_BLOCK == index && (from..to).contains(&(now % SUB_BLOCK)) {
                            let trigger = Trigger::default()
                                .with(p::DELAY, delay)
                                .with(p::DELAYTIME, 0.01)
                                .with(p::ROOM, delay);
                            orbit.set(&trigger, now % SUB_BLOCK);
                            block.left[now % SUB_BLOCK] = 1.0;
                            sounding = true;
                        }
                    }
                    orbit.process(&mut block, &(from..to), 0.5, sounding);
                    from = to;
                }
                out.extend(block.left);
            }
            out
        };
        let whole = render(&[]);
        assert!(whole.iter().filter(|x| **x != 0.0).count() > 1000);
        assert!(render(&[1, 31, 39, 40, 50]) == whole);
        assert!(render(&[7, 8, 30, 41]) == whole);
    }

    #[test]
    fn an_orbit_at_rest_wakes_for_a_sound_that_changes_nothing() {
        let trigger = Trigger::default()
            .with(p::DELAY, 0.5)
            .with(p::DELAYTIME, 0.05);
        let mut orbit = Orbit::new(RATE);
        for time in 0..2 {
            orbit.set(&trigger, 0);
            let mut out = Vec::new();
            for index in 0..20_000 {
                let mut block = StereoBlock::default();
                if index == 0 {
                    block.left[0] = 1.0;
                }
                if orbit.is_due(index == 0) {
                    orbit.process(&mut block, &(0..SUB_BLOCK), 0.5, index == 0);
                }
                out.extend(block.left);
            }
            assert!(!orbit.is_due(false), "it does not rest");
            assert!((out[2_205] - 0.5).abs() < 1e-5, "{time}: {}", out[2_205]);
        }
    }

    #[test]
    fn it_rests_when_all_is_over() {
        let mut orbit = Orbit::new(RATE);
        orbit.set(
            &Trigger::default()
                .with(p::DELAY, 0.5)
                .with(p::DELAYTIME, 0.05),
            0,
        );
        let mut heard = Vec::new();
        for index in 0..20_000 {
            let mut block = StereoBlock::filled(if index == 0 { 1.0 } else { 0.0 });
            heard.push(orbit.process(&mut block, &(0..SUB_BLOCK), 0.5, index == 0));
        }
        assert!(heard[10] && !heard[19_999]);
    }
}
