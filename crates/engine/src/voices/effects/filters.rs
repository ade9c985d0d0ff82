//! The filters of a voice: resonant two-poles with SuperDirt's responses, or steeper ones, with envelopes of their own.

use crate::graph::SUB_BLOCK;
use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::{FilterKind, Trigger};
use crate::voices::effects::{Context, Effect, Start};
use crate::voices::gate::Gate;
use phonon_dsp::filters::ladder::{self, Ladder};
use phonon_dsp::filters::resonant::{Coefficients, Resonant, Response, reciprocal_q};

/// `hpf`: a high-pass.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HighPass(Filter);

impl Effect for HighPass {
    const ASKED_BY: &'static [Parameter] = &[p::HCUTOFF];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let cutoff = trigger.get(p::HCUTOFF)?;
        Some(Self(Filter::high(trigger, cutoff, start)))
    }

    fn control(&mut self, gate: &Gate) {
        self.0.control(gate);
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        self.0.process(left, right);
    }
}

/// `bpf`: a band-pass.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BandPass(Filter);

impl Effect for BandPass {
    const ASKED_BY: &'static [Parameter] = &[p::BANDF];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let cutoff = trigger.get(p::BANDF)?;
        Some(Self(Filter::band(trigger, cutoff, start)))
    }

    fn control(&mut self, gate: &Gate) {
        self.0.control(gate);
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        self.0.process(left, right);
    }
}

/// `lpf`: a low-pass.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LowPass(Filter);

impl Effect for LowPass {
    const ASKED_BY: &'static [Parameter] = &[p::CUTOFF];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let cutoff = trigger.get(p::CUTOFF)?;
        Some(Self(Filter::low(trigger, cutoff, start)))
    }

    fn control(&mut self, gate: &Gate) {
        self.0.control(gate);
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        self.0.process(left, right);
    }
}

/// How far a filter moves with time: attack, decay, sustain, release, up to `octaves` above its cutoff.
#[derive(Clone, Copy, Debug, Default)]
struct Envelope {
    octaves: f32,
    attack: f32,
    decay: f32,
    sustain: f32,
    release: f32,
}

impl Envelope {
    fn new(trigger: &Trigger, parameters: [Parameter; 5]) -> Option<Self> {
        let [octaves, attack, decay, sustain, release] =
            parameters.map(|parameter| trigger.get(parameter));
        if [octaves, attack, decay, sustain, release]
            .iter()
            .all(Option::is_none)
        {
            return None;
        }
        Some(Self {
            octaves: octaves.unwrap_or(1.0),
            attack: attack.unwrap_or(0.005),
            decay: decay.unwrap_or(0.14),
            sustain: sustain.unwrap_or(if decay.is_some() { 0.0 } else { 1.0 }),
            release: release.unwrap_or(0.1),
        })
    }

    /// 0…1 at `time` seconds of `length` seconds.
    fn level(&self, time: f32, length: f32) -> f32 {
        let held = |time: f32| {
            if time < self.attack {
                time / self.attack
            } else {
                let fallen = ((time - self.attack) / self.decay.max(1.0e-4)).min(1.0);
                1.0 + (self.sustain - 1.0) * fallen
            }
        };
        let released = length - self.release.min(length);
        if time < released {
            held(time)
        } else {
            held(released) * ((length - time) / self.release.max(1.0e-4)).clamp(0.0, 1.0)
        }
    }
}

/// One filter, both channels.
#[derive(Clone, Copy, Debug)]
struct Filter {
    response: Response,
    kind: FilterKind,
    cutoff: f32,
    rq: f64,
    resonance: f32,
    /// What the band-pass's output is multiplied by.
    gain: f32,
    sample_rate: f64,
    length: f32,
    envelope: Option<Envelope>,
    /// Those at the start of the sub-block, and those that they have become a sub-block later.
    coefficients: [Coefficients; 2],
    /// Those of the second section of a filter of 24 dB an octave.
    second: [Coefficients; 2],
    /// Frames of that sub-block that have passed.
    passed: usize,
    ladder: ladder::Coefficients,
    states: [[Resonant; 2]; 2],
    ladders: [Ladder; 2],
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            response: Response::Low,
            kind: FilterKind::TwelveDecibels,
            cutoff: 20_000.0,
            rq: 1.0,
            resonance: 0.0,
            gain: 1.0,
            sample_rate: 48_000.0,
            length: 1.0,
            envelope: None,
            coefficients: [Coefficients::BYPASS; 2],
            second: [Coefficients::BYPASS; 2],
            passed: 0,
            ladder: ladder::Coefficients::default(),
            states: [[Resonant::default(); 2]; 2],
            ladders: [Ladder::default(); 2],
        }
    }
}

impl Filter {
    fn new(response: Response, cutoff: f32, trigger: &Trigger, start: &Start) -> Self {
        Self {
            response,
            // A ladder is a low-pass; the others are steep by passing twice.
            kind: match trigger.filter {
                FilterKind::Ladder if response != Response::Low => FilterKind::TwentyFourDecibels,
                kind => kind,
            },
            cutoff,
            sample_rate: start.sample_rate,
            length: start.length.seconds as f32,
            ..Self::default()
        }
    }

    /// `cutoff` and `resonance`.
    fn low(trigger: &Trigger, cutoff: f32, start: &Start) -> Self {
        let resonance = trigger.get(p::RESONANCE).unwrap_or(0.0);
        let mut filter = Self {
            rq: reciprocal_q(f64::from(resonance)),
            resonance,
            envelope: Envelope::new(
                trigger,
                [
                    p::LPENV,
                    p::LPATTACK,
                    p::LPDECAY,
                    p::LPSUSTAIN,
                    p::LPRELEASE,
                ],
            ),
            ..Self::new(Response::Low, cutoff, trigger, start)
        };
        filter.tune(cutoff);
        filter
    }

    /// `hcutoff` and `hresonance`.
    fn high(trigger: &Trigger, cutoff: f32, start: &Start) -> Self {
        let resonance = trigger.get(p::HRESONANCE).unwrap_or(0.0);
        let mut filter = Self {
            rq: reciprocal_q(f64::from(resonance)),
            envelope: Envelope::new(
                trigger,
                [
                    p::HPENV,
                    p::HPATTACK,
                    p::HPDECAY,
                    p::HPSUSTAIN,
                    p::HPRELEASE,
                ],
            ),
            ..Self::new(Response::High, cutoff, trigger, start)
        };
        filter.tune(cutoff);
        filter
    }

    /// `bandf` and `bandq`.
    fn band(trigger: &Trigger, centre: f32, start: &Start) -> Self {
        let q = trigger.get(p::BANDQ).unwrap_or(1.0).max(1.0);
        let mut filter = Self {
            rq: 1.0 / f64::from(q),
            gain: q,
            envelope: Envelope::new(
                trigger,
                [
                    p::BPENV,
                    p::BPATTACK,
                    p::BPDECAY,
                    p::BPSUSTAIN,
                    p::BPRELEASE,
                ],
            ),
            ..Self::new(Response::Band, centre, trigger, start)
        };
        filter.tune(centre);
        filter
    }

    fn tune(&mut self, cutoff: f32) {
        if self.kind == FilterKind::Ladder {
            self.ladder =
                ladder::Coefficients::new(cutoff / self.sample_rate as f32, self.resonance);
        } else {
            let cutoff = f64::from(cutoff);
            let tuned = |rq| Coefficients::new(self.response, cutoff, rq, self.sample_rate);
            (self.coefficients, self.second) = ([tuned(self.rq); 2], [tuned(self.second_rq()); 2]);
        }
    }

    /// Moves with its envelope.
    fn control(&mut self, gate: &Gate) {
        let Some(envelope) = self.envelope else {
            return;
        };
        let cutoff = |frames: f64| {
            let time = (gate.age() as f64 + frames) / self.sample_rate;
            let level = envelope.level(time as f32, self.length);
            self.cutoff * (envelope.octaves * level).exp2()
        };
        if self.kind == FilterKind::Ladder {
            // The middle of the coming sub-block.
            self.tune(cutoff(SUB_BLOCK as f64 / 2.0));
            return;
        }
        let begins = gate.age() == 0;
        let (from, to) = (f64::from(cutoff(0.0)), f64::from(cutoff(SUB_BLOCK as f64)));
        let moved = |rq: f64, coefficients: &[Coefficients; 2]| {
            let tuned = |cutoff| Coefficients::swept(self.response, cutoff, rq, self.sample_rate);
            let now = if begins {
                tuned(from)
            } else {
                self.now(coefficients)
            };
            [now, tuned(to)]
        };
        let coefficients = moved(self.rq, &self.coefficients);
        if self.kind == FilterKind::TwentyFourDecibels {
            self.second = moved(self.second_rq(), &self.second);
        }
        self.coefficients = coefficients;
        self.passed = 0;
    }

    /// 1/Q of the second of two sections in a row. In low- and high-passes the first alone resonates, so that the peak is
    /// as high as with 12 dB an octave; two band-passes are alike.
    fn second_rq(&self) -> f64 {
        match self.response {
            Response::Band => self.rq,
            Response::Low | Response::High => 1.0,
        }
    }

    /// Coefficients on their way.
    fn now(&self, [from, to]: &[Coefficients; 2]) -> Coefficients {
        from.towards(to, self.passed as f64 / SUB_BLOCK as f64)
    }

    /// Changes frames in place.
    fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
        if self.envelope.is_some() && self.kind != FilterKind::Ladder {
            self.sweep(left, right);
            return;
        }
        let ([coefficients, _], [steep, _]) = (self.coefficients, self.second);
        for (channel, frames) in [left, right].into_iter().enumerate() {
            if self.kind == FilterKind::Ladder {
                let ladder = &mut self.ladders[channel];
                for x in frames {
                    *x = ladder.next(*x, &self.ladder);
                }
                continue;
            }
            let [first, second] = &mut self.states[channel];
            for x in frames.iter_mut() {
                *x = first.next(*x, &coefficients) * self.gain;
            }
            if self.kind == FilterKind::TwentyFourDecibels {
                for x in frames {
                    *x = second.next(*x, &steep);
                }
            }
        }
    }

    /// The same while its envelope moves it.
    fn sweep(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (left, right) in left.iter_mut().zip(right) {
            let coefficients = self.now(&self.coefficients);
            let steep =
                (self.kind == FilterKind::TwentyFourDecibels).then(|| self.now(&self.second));
            for (x, [first, second]) in [left, right].into_iter().zip(&mut self.states) {
                *x = first.next(*x, &coefficients) * self.gain;
                if let Some(steep) = &steep {
                    *x = second.next(*x, steep);
                }
            }
            self.passed += 1;
        }
    }
}
