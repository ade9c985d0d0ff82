//! Control signals: envelopes that events start, ramps, smoothing, followers, conversions.

use super::adapter::{Each, Gate, Map, OnTrigger, Processor, Triggered};
use super::arithmetic::operand;
use super::{Entry, Kind, Port, Units, Width};
use crate::dsp::convert::{
    decibels_to_factor, factor_to_decibels, hertz_to_midi, midi_to_hertz, quantize, wrap,
};
use crate::dsp::envelope::{Adsr, AdsrTimes, curved};
use crate::dsp::follow::{Follower, PitchFollower, Power};
use crate::dsp::phase::{Increment, Phase, unipolar};
use crate::engine::graph::node::{Inputs, Node, Output, Segment, Setting, Tail};

/// Ports after the trigger: attack, decay, sustain, release.
struct AdsrNode(Adsr);

impl Triggered<4> for AdsrNode {
    fn next(&mut self, gate: Gate, [attack, decay, sustain, release]: [f32; 4]) -> f32 {
        if gate.onset {
            self.0.trigger();
        }
        if !gate.open {
            self.0.release();
        }
        let times = AdsrTimes {
            attack,
            decay,
            sustain,
            release,
        };
        self.0.next(&times)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        if self.0.is_idle() {
            Tail::Frames(0)
        } else {
            Tail::Endless
        }
    }
}

/// Attack then decay, whatever the event's length. Ports after the trigger: attack, decay.
struct AdNode {
    elapsed: f32,
    from: f32,
    level: f32,
    period: f32,
}

impl Triggered<2> for AdNode {
    fn next(&mut self, gate: Gate, [attack, decay]: [f32; 2]) -> f32 {
        if gate.onset {
            self.elapsed = 0.0;
            self.from = self.level;
        }
        let (attack, decay) = (attack.max(0.0), decay.max(0.0));
        self.level = if self.elapsed < attack {
            self.from + (1.0 - self.from) * self.elapsed / attack
        } else if self.elapsed < attack + decay {
            1.0 - curved((self.elapsed - attack) / decay, -4.0)
        } else {
            0.0
        };
        if self.elapsed < 1e6 {
            self.elapsed += self.period;
        }
        self.level
    }

    fn reset(&mut self) {
        self.elapsed = f32::INFINITY;
        self.level = 0.0;
    }
}

/// Attack, held while the event lasts, release. Ports after the trigger: attack, release.
struct AsrNode(Adsr);

impl Triggered<2> for AsrNode {
    fn next(&mut self, gate: Gate, [attack, release]: [f32; 2]) -> f32 {
        if gate.onset {
            self.0.trigger();
        }
        if !gate.open {
            self.0.release();
        }
        self.0.next(&AdsrTimes {
            attack,
            decay: 0.0,
            sustain: 1.0,
            release,
        })
    }

    fn reset(&mut self) {
        self.0.reset();
    }
}

/// From a to b in a time, from each event (and from the beginning). Ports after the trigger: a, b, time, curve.
struct Line {
    elapsed: f32,
    period: f32,
    exponential: bool,
}

impl Triggered<4> for Line {
    fn next(&mut self, gate: Gate, [from, to, time, curve]: [f32; 4]) -> f32 {
        if gate.onset {
            self.elapsed = 0.0;
        }
        let position = if time > 0.0 {
            (self.elapsed / time).min(1.0)
        } else {
            1.0
        };
        if position < 1.0 {
            self.elapsed += self.period;
        }
        if self.exponential && from * to > 0.0 {
            from * (to / from).powf(position)
        } else {
            from + (to - from) * curved(position, curve)
        }
    }

    fn reset(&mut self) {
        self.elapsed = 0.0;
    }
}

/// 1 while an event lasts.
struct GateNode;

impl Triggered<0> for GateNode {
    fn next(&mut self, gate: Gate, _: [f32; 0]) -> f32 {
        if gate.open { 1.0 } else { 0.0 }
    }

    fn reset(&mut self) {}
}

/// 1 for the frame on which an event begins.
struct TriggerNode;

impl Triggered<0> for TriggerNode {
    fn next(&mut self, gate: Gate, _: [f32; 0]) -> f32 {
        if gate.onset { 1.0 } else { 0.0 }
    }

    fn reset(&mut self) {}
}

/// Seconds since the latest event.
struct Timer {
    frames: u64,
    period: f64,
}

impl Triggered<0> for Timer {
    fn next(&mut self, gate: Gate, _: [f32; 0]) -> f32 {
        if gate.onset {
            self.frames = 0;
        }
        let seconds = self.frames as f64 * self.period;
        self.frames += 1;
        seconds as f32
    }

    fn reset(&mut self) {
        self.frames = 0;
    }
}

/// The value of a signal at the latest event. Port after the trigger: the signal.
struct Latch(f32);

impl Triggered<1> for Latch {
    fn next(&mut self, gate: Gate, [x]: [f32; 1]) -> f32 {
        if gate.onset {
            self.0 = x;
        }
        self.0
    }

    fn reset(&mut self) {
        self.0 = 0.0;
    }
}

/// A function of each channel's own memory, written as a closure over it.
#[derive(Clone)]
struct Memory<S, F> {
    first: S,
    state: S,
    step: F,
}

impl<const N: usize, S, F> Processor<N> for Memory<S, F>
where
    S: Clone + Send,
    F: Fn(&mut S, [f32; N]) -> f32 + Send,
{
    fn next(&mut self, _: u64, ports: [f32; N]) -> f32 {
        (self.step)(&mut self.state, ports)
    }

    fn reset(&mut self) {
        self.state.clone_from(&self.first);
    }
}

fn memory<const N: usize, S, F>(setting: &Setting, state: S, step: F) -> Box<dyn Node>
where
    S: Clone + Send + 'static,
    F: Fn(&mut S, [f32; N]) -> f32 + Send + Clone + 'static,
{
    let one = Memory {
        first: state.clone(),
        state,
        step,
    };
    Box::new(Each(vec![one; setting.channels]))
}

/// What of the song position is read.
#[derive(Clone, Copy)]
enum Position {
    Cycle,
    Beat,
    Tempo,
}

/// Song position as a signal.
struct Clock(Position, f64);

impl Node for Clock {
    fn process(&mut self, segment: &Segment, _: &Inputs, output: &mut Output) {
        let cycles_per_minute = segment.cycles_per_frame * self.1 * 60.0;
        for (index, y) in output.channel(0).iter_mut().enumerate() {
            *y = match self.0 {
                Position::Cycle => segment.cycle(index),
                Position::Beat => segment.cycle(index) * segment.beats_per_cycle,
                Position::Tempo => cycles_per_minute * segment.beats_per_cycle,
            } as f32;
        }
    }

    fn reset(&mut self) {}
}

/// Seconds that a number of cycles last; half a second each while the transport stands.
struct CycleTime(f64);

impl Node for CycleTime {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        let per_second = segment.cycles_per_frame * self.0;
        let length = if per_second > 0.0 {
            1.0 / per_second
        } else {
            2.0
        };
        for (y, cycles) in output.channel(0).iter_mut().zip(inputs.channel(0, 0)) {
            *y = *cycles * length as f32;
        }
    }

    fn reset(&mut self) {}
}

fn triggered<const N: usize>(processor: impl Triggered<N> + 'static) -> Box<dyn Node> {
    Box::new(OnTrigger::new(processor))
}

const fn seconds(name: &'static str, default: f32) -> Port {
    Port::audio_rate(name, Units::Seconds, 0.0, 3600.0, default)
}

const TRIGGER: Port = Port::trigger("trigger");
const SUSTAIN: Port = Port::audio_rate("sustain", Units::None, 0.0, 1.0, 0.7);
const FOUR_TIMES: &[Port] = &[
    TRIGGER,
    seconds("attack", 0.01),
    seconds("decay", 0.1),
    SUSTAIN,
    seconds("release", 0.2),
];
const RAMP: &[Port] = &[
    TRIGGER,
    Port::audio_rate("from", Units::None, f32::NEG_INFINITY, f32::INFINITY, 1.0),
    Port::audio_rate("to", Units::None, f32::NEG_INFINITY, f32::INFINITY, 0.0),
    seconds("time", 1.0),
    Port::audio_rate("curve", Units::None, -50.0, 50.0, 0.0),
];
const ONE: &[Port] = &[operand("signal")];
const LIMITS: &[Port] = &[operand("low"), operand("high"), operand("signal")];

const fn control() -> Entry {
    Entry {
        kind: Kind::Control,
        ..Entry::DEFAULT
    }
}

const fn event() -> Entry {
    Entry {
        kind: Kind::Control,
        width: Width::Mono,
        ..Entry::DEFAULT
    }
}

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        name: "env",
        aliases: &["adsr"],
        summary: "envelope that events start: attack, decay, sustain level while the event lasts, release",
        example: "out: saw 110 * env \"1(3,8)\" 0.005 0.1 0.3 0.1 * 0.3",
        ports: FOUR_TIMES,
        create: |setting| triggered(AdsrNode(Adsr::new(setting.sample_rate))),
        ..event()
    },
    Entry {
        name: "ad",
        summary: "envelope that events start: attack, then decay, whatever their length",
        example: "out: white * ad \"1*4\" 0.001 0.1 * 0.2",
        ports: &[TRIGGER, seconds("attack", 0.01), seconds("decay", 0.3)],
        create: |setting| {
            triggered(AdNode {
                elapsed: f32::INFINITY,
                from: 0.0,
                level: 0.0,
                period: (1.0 / setting.sample_rate) as f32,
            })
        },
        ..event()
    },
    Entry {
        name: "asr",
        summary: "envelope that events start: attack, full level while the event lasts, release",
        example: "out: tri 220 * asr \"1 ~ 1 1\" 0.05 0.2 * 0.3",
        ports: &[TRIGGER, seconds("attack", 0.01), seconds("release", 0.2)],
        create: |setting| triggered(AsrNode(Adsr::new(setting.sample_rate))),
        ..event()
    },
    Entry {
        name: "ramp",
        aliases: &["curve"],
        summary: "from a value to another in a time, anew with each event; curve bends it",
        example: "out: sine (ramp \"1*2\" 400 50 0.2 (-4)) * 0.3",
        ports: RAMP,
        create: |setting| {
            triggered(Line {
                elapsed: 0.0,
                period: (1.0 / setting.sample_rate) as f32,
                exponential: false,
            })
        },
        ..event()
    },
    Entry {
        name: "xramp",
        summary: "as ramp, by equal ratios: for frequencies; both values of one sign",
        example: "out: sine (xramp \"1*2\" 400 50 0.2) * 0.3",
        ports: RAMP,
        create: |setting| {
            triggered(Line {
                elapsed: 0.0,
                period: (1.0 / setting.sample_rate) as f32,
                exponential: true,
            })
        },
        ..event()
    },
    Entry {
        name: "gate",
        summary: "1 while an event lasts, else 0",
        example: "out: saw 110 * lag 0.01 (gate \"1 ~ 1 1\") * 0.2",
        ports: &[TRIGGER],
        create: |_| triggered(GateNode),
        ..event()
    },
    Entry {
        name: "trig",
        summary: "1 for the one frame on which an event begins",
        example: "out: trig \"1*8\" # bpf 900 30 * 4",
        ports: &[TRIGGER],
        create: |_| triggered(TriggerNode),
        ..event()
    },
    Entry {
        name: "timer",
        summary: "seconds since the latest event",
        example: "out: sine (timer \"1*2\" * 300 + 100) * 0.2",
        ports: &[TRIGGER],
        create: |setting| {
            triggered(Timer {
                frames: 0,
                period: 1.0 / setting.sample_rate,
            })
        },
        ..event()
    },
    Entry {
        name: "latch",
        aliases: &["sample_hold"],
        summary: "the value that a signal had at the latest event",
        example: "out: sine (latch \"1*8\" (lfnoise 20) * 300 + 500) * 0.2",
        ports: &[TRIGGER, operand("signal")],
        create: |_| triggered(Latch(0.0)),
        ..event()
    },
    Entry {
        name: "phasor",
        summary: "rises from 0 to 1 so many times a second",
        example: "out: sine (phasor 2 * 200 + 200) * 0.2",
        ports: &[Port::audio_rate("rate", Units::Hertz, -20_000.0, 20_000.0, 1.0).required()],
        create: |setting| {
            let increment = Increment::new(setting.sample_rate);
            memory(setting, Phase::default(), move |phase, [rate]: [f32; 1]| {
                unipolar(phase.next(increment.of(rate)))
            })
        },
        ..control()
    },
    Entry {
        name: "lag",
        aliases: &["smooth"],
        summary: "smooths a signal: 63% of a step in so many seconds",
        example: "out: sine (lag 0.05 \"220 330 440\") * 0.2",
        ports: &[seconds("time", 0.1), operand("signal")],
        create: |setting| {
            let fresh = (Follower::new(setting.sample_rate), true);
            memory(setting, fresh, |(follower, fresh), [time, x]: [f32; 2]| {
                if std::mem::take(fresh) {
                    follower.jump(x);
                }
                follower.next(x, time, time)
            })
        },
        ..control()
    },
    Entry {
        name: "slew",
        summary: "limits how fast a signal may rise and fall, in units a second",
        example: "out: sine (slew 1000 200 \"220 440\") * 0.2",
        ports: &[
            Port::audio_rate("up", Units::None, 0.0, f32::INFINITY, 1.0).required(),
            Port::audio_rate("down", Units::None, 0.0, f32::INFINITY, 1.0).required(),
            operand("signal"),
        ],
        create: |setting| {
            let period = (1.0 / setting.sample_rate) as f32;
            memory(
                setting,
                None,
                move |held: &mut Option<f32>, [up, down, x]: [f32; 3]| {
                    let before = held.unwrap_or(x);
                    let (up, down) = (up.max(0.0) * period, down.max(0.0) * period);
                    let y = before + (x - before).max(-down).min(up);
                    *held = Some(y);
                    y
                },
            )
        },
        ..control()
    },
    Entry {
        name: "follow",
        summary: "the envelope of a signal: rises in the attack, falls in the release (seconds)",
        example: "out: white * follow (s \"bd*4\") 0.01 0.1 * 0.3",
        ports: &[
            operand("signal"),
            seconds("attack", 0.01),
            seconds("release", 0.1),
        ],
        create: |setting| {
            let follower = Follower::new(setting.sample_rate);
            memory(
                setting,
                follower,
                |follower, [x, attack, release]: [f32; 3]| follower.next(x.abs(), attack, release),
            )
        },
        ..control()
    },
    Entry {
        name: "rms",
        summary: "the power of a signal: root mean square over about 50 ms",
        example: "out: white * rms (s \"bd*4\") * 0.3",
        ports: ONE,
        create: |setting| {
            memory(
                setting,
                Power::new(setting.sample_rate),
                |power, [x]: [f32; 1]| power.next(x),
            )
        },
        ..control()
    },
    Entry {
        name: "peak",
        summary: "the peak of a signal, falling by 63% in 0.3 s",
        example: "out: white * peak (s \"bd*4\") * 0.2",
        ports: ONE,
        create: |setting| {
            let follower = Follower::new(setting.sample_rate);
            memory(setting, follower, |follower, [x]: [f32; 1]| {
                follower.next(x.abs(), 0.0, 0.3)
            })
        },
        ..control()
    },
    Entry {
        name: "pitch",
        summary: "the pitch of a signal in Hz, for one voice at a time",
        example: "out: square (pitch (saw 110) * 2) * 0.1",
        ports: ONE,
        create: |setting| {
            let follower = PitchFollower::new(setting.sample_rate);
            memory(setting, follower, |follower, [x]: [f32; 1]| {
                follower.next(x)
            })
        },
        ..control()
    },
    Entry {
        name: "onset",
        summary: "1 for a frame where a signal suddenly grows louder",
        example: "out: white * ad (onset (s \"bd sn\")) 0.001 0.05 * 0.2",
        ports: ONE,
        create: |setting| {
            let make = || Follower::new(setting.sample_rate);
            let rate = setting.sample_rate as f32;
            memory(
                setting,
                (make(), make(), 0.0_f32),
                move |(fast, slow, wait), [x]: [f32; 1]| {
                    let fast = fast.next(x.abs(), 0.001, 0.03);
                    let slow = slow.next(x.abs(), 0.03, 0.1);
                    *wait -= 1.0;
                    if fast > 2.0 * slow + 0.01 && *wait <= 0.0 {
                        *wait = 0.05 * rate;
                        1.0
                    } else {
                        0.0
                    }
                },
            )
        },
        ..control()
    },
    Entry {
        name: "schmidt",
        aliases: &["schmitt"],
        summary: "1 once a signal passes high, 0 once it passes below low",
        example: "out: saw 110 * lag 0.01 (schmidt (-0.2) 0.2 (sine 2)) * 0.2",
        ports: LIMITS,
        create: |setting| {
            memory(setting, 0.0_f32, |state, [low, high, x]: [f32; 3]| {
                if x >= high {
                    *state = 1.0;
                } else if x <= low {
                    *state = 0.0;
                }
                *state
            })
        },
        ..control()
    },
    Entry {
        name: "range",
        summary: "maps a signal from -1..1 to low..high",
        example: "out: saw 110 # lpf (range 200 2000 (sine 0.5)) * 0.2",
        ports: LIMITS,
        create: |_| {
            Box::new(Map(|[low, high, x]: [f32; 3]| {
                low + (high - low) * (x * 0.5 + 0.5)
            }))
        },
        ..control()
    },
    Entry {
        name: "wrap",
        summary: "wraps a signal into low..high",
        example: "out: wrap (-0.5) 0.5 (saw 110 * 2) * 0.2",
        ports: LIMITS,
        create: |_| Box::new(Map(|[low, high, x]: [f32; 3]| wrap(x, low, high))),
        ..control()
    },
    Entry {
        name: "clip",
        summary: "clips a signal to low..high",
        example: "out: clip (-0.2) 0.2 (sine 110)",
        ports: LIMITS,
        create: |_| Box::new(Map(|[low, high, x]: [f32; 3]| x.min(high).max(low))),
        ..control()
    },
    Entry {
        name: "quantize",
        summary: "rounds a signal to multiples of a step",
        example: "out: sine (quantize 110 (sine 0.5 * 220 + 440)) * 0.2",
        ports: &[operand("step"), operand("signal")],
        create: |_| Box::new(Map(|[step, x]: [f32; 2]| quantize(x, step))),
        ..control()
    },
    Entry {
        name: "mtof",
        summary: "Hz of a MIDI note (60 is middle C, 69 is 440 Hz)",
        example: "out: sine (mtof \"60 64 67\") * 0.2",
        ports: ONE,
        create: |_| Box::new(Map(|[x]: [f32; 1]| midi_to_hertz(x))),
        ..control()
    },
    Entry {
        name: "ftom",
        summary: "MIDI note of a frequency in Hz",
        example: "out: sine (mtof (ftom 440 + 7)) * 0.2",
        ports: ONE,
        create: |_| Box::new(Map(|[x]: [f32; 1]| hertz_to_midi(x))),
        ..control()
    },
    Entry {
        name: "dbamp",
        summary: "linear factor of a level in dB",
        example: "out: sine 220 * dbamp (-20)",
        ports: ONE,
        create: |_| Box::new(Map(|[x]: [f32; 1]| decibels_to_factor(x))),
        ..control()
    },
    Entry {
        name: "ampdb",
        summary: "level in dB of a linear factor",
        example: "out: sine 220 * dbamp (ampdb 0.1)",
        ports: ONE,
        create: |_| Box::new(Map(|[x]: [f32; 1]| factor_to_decibels(x))),
        ..control()
    },
    Entry {
        name: "cycle",
        summary: "the song position in cycles",
        example: "out: sine (cycle % 1 * 200 + 200) * 0.2",
        create: |setting| Box::new(Clock(Position::Cycle, setting.sample_rate)),
        ..event()
    },
    Entry {
        name: "beat",
        summary: "the song position in quarter notes",
        example: "out: sine (beat % 1 * 200 + 200) * 0.2",
        create: |setting| Box::new(Clock(Position::Beat, setting.sample_rate)),
        ..event()
    },
    Entry {
        name: "bpm",
        summary: "the tempo in quarter notes a minute; 0 while the transport stands",
        example: "out: sine (bpm * 2) * 0.2",
        create: |setting| Box::new(Clock(Position::Tempo, setting.sample_rate)),
        ..event()
    },
    Entry {
        name: "cycletime",
        summary: "seconds that so many cycles last: a delay time that follows the tempo",
        example: "out: s \"cp\" # delay (cycletime 0.1875) 0.6 0.4",
        ports: &[operand("cycles")],
        create: |setting| Box::new(CycleTime(setting.sample_rate)),
        ..event()
    },
];
