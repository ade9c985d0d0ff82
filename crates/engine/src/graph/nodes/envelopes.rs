//! Control signals that events start: envelopes, ramps, gates, what is held or counted from an event on.

use crate::graph::node::{Node, Setting, Tail};
use crate::graph::nodes::adapter::{Gate, OnTrigger, Triggered};
use crate::graph::nodes::arithmetic::operand;
use crate::graph::nodes::control::seconds;
use crate::graph::nodes::texts::numbers;
use crate::graph::nodes::{Entry, Kind, Port, Units, Width, Written};
use crate::heading::Heading;
use phonon_dsp::control::envelope::{Adsr, AdsrTimes, curved};
use phonon_dsp::math::exponential::power;

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

/// From a to b in a time, from each event (and from the beginning).
struct Line {
    elapsed: f32,
    period: f32,
    exponential: bool,
}

impl Line {
    fn node<const N: usize>(setting: &Setting, exponential: bool, trigger: usize) -> Box<dyn Node>
    where
        Self: Triggered<N>,
    {
        Box::new(OnTrigger::at(
            trigger,
            Self {
                elapsed: 0.0,
                period: (1.0 / setting.sample_rate) as f32,
                exponential,
            },
        ))
    }

    fn at(&mut self, gate: Gate, from: f32, to: f32, time: f32, curve: f32) -> f32 {
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
            from * power(to / from, position)
        } else {
            from + (to - from) * curved(position, curve)
        }
    }
}

/// Ports besides the trigger: from, to, time, curve.
impl Triggered<4> for Line {
    fn next(&mut self, gate: Gate, [from, to, time, curve]: [f32; 4]) -> f32 {
        self.at(gate, from, to, time, curve)
    }

    fn reset(&mut self) {
        self.elapsed = 0.0;
    }
}

/// Ports besides the trigger: from, to, time.
impl Triggered<3> for Line {
    fn next(&mut self, gate: Gate, [from, to, time]: [f32; 3]) -> f32 {
        self.at(gate, from, to, time, 0.0)
    }

    fn reset(&mut self) {
        self.elapsed = 0.0;
    }
}

/// Straight from level to level, each in its time; the last one holds.
struct Segments {
    /// Level, and seconds from the start at which it is reached.
    points: Vec<(f32, f32)>,
    /// The latest point that was passed.
    passed: usize,
    elapsed: f32,
    period: f32,
}

impl Segments {
    fn new(setting: &Setting) -> Self {
        let levels = numbers(setting, 0);
        let times = numbers(setting, 1);
        let mut at = 0.0;
        let points = levels.iter().enumerate().map(|(index, level)| {
            if index > 0 {
                // Where times are missing, the last one holds for the rest.
                let time = times.get(index - 1).or(times.last()).unwrap_or(&0.1);
                at += time.max(0.0);
            }
            (*level, at)
        });
        Self {
            points: points.collect(),
            passed: 0,
            elapsed: 0.0,
            period: (1.0 / setting.sample_rate) as f32,
        }
    }
}

impl Triggered<0> for Segments {
    fn next(&mut self, gate: Gate, _: [f32; 0]) -> f32 {
        if gate.onset {
            self.elapsed = 0.0;
            self.passed = 0;
        }
        while let Some((_, end)) = self.points.get(self.passed + 1)
            && *end <= self.elapsed
        {
            self.passed += 1;
        }
        match self.points[self.passed.min(self.points.len())..] {
            [(from, start), (to, end), ..] => {
                let position = (self.elapsed - start) / (end - start);
                self.elapsed += self.period;
                from + (to - from) * position
            }
            [(level, _)] => level,
            [] => 0.0,
        }
    }

    fn reset(&mut self) {
        self.elapsed = 0.0;
        self.passed = 0;
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

fn triggered<const N: usize>(processor: impl Triggered<N> + 'static) -> Box<dyn Node> {
    Box::new(OnTrigger::new(processor))
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
    Port {
        default: Some(1.0),
        ..FROM
    },
    Port {
        default: Some(0.0),
        ..TO
    },
    seconds("time", 1.0),
    Port::audio_rate("curve", Units::None, -50.0, 50.0, 0.0),
];
const FROM: Port = Port::audio_rate("from", Units::None, f32::NEG_INFINITY, f32::INFINITY, 0.0);
const TO: Port = Port::audio_rate("to", Units::None, f32::NEG_INFINITY, f32::INFINITY, 1.0);
const LINE: &[Port] = &[
    FROM.required(),
    TO.required(),
    seconds("time", 1.0),
    TRIGGER.optional(),
];

const fn event() -> Entry {
    Entry {
        kind: Kind::Control,
        width: Width::Mono,
        ..Entry::DEFAULT
    }
}

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["env", "adsr"],
            "envelope that events start: attack, decay, sustain level while the event lasts, release",
            "out: saw 110 * env \"1(3,8)\" 0.005 0.1 0.3 0.1 * 0.3",
        ),
        ports: FOUR_TIMES,
        create: |setting| triggered(AdsrNode(Adsr::new(setting.sample_rate))),
        ..event()
    },
    Entry {
        heading: Heading::new(
            &["ad"],
            "envelope that events start: attack, then decay, whatever their length",
            "out: white * ad \"1*4\" 0.001 0.1 * 0.2",
        ),
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
        heading: Heading::new(
            &["asr"],
            "envelope that events start: attack, full level while the event lasts, release",
            "out: tri 220 * asr \"1 ~ 1 1\" 0.05 0.2 * 0.3",
        ),
        ports: &[TRIGGER, seconds("attack", 0.01), seconds("release", 0.2)],
        create: |setting| triggered(AsrNode(Adsr::new(setting.sample_rate))),
        ..event()
    },
    Entry {
        heading: Heading::new(
            &["ramp", "curve"],
            "from a value to another in a time, anew with each event; curve bends it",
            "out: sine (ramp \"1*2\" 400 50 0.2 (-4)) * 0.3",
        ),
        ports: RAMP,
        create: |setting| Line::node::<4>(setting, false, 0),
        ..event()
    },
    Entry {
        heading: Heading::new(
            &["xramp"],
            "as ramp, by equal ratios: for frequencies; both values of one sign",
            "out: sine (xramp \"1*2\" 400 50 0.2) * 0.3",
        ),
        ports: RAMP,
        create: |setting| Line::node::<4>(setting, true, 0),
        ..event()
    },
    Entry {
        heading: Heading::new(
            &["gate"],
            "1 while an event lasts, else 0",
            "out: saw 110 * lag 0.01 (gate \"1 ~ 1 1\") * 0.2",
        ),
        ports: &[TRIGGER],
        create: |_| triggered(GateNode),
        ..event()
    },
    Entry {
        heading: Heading::new(
            &["trig"],
            "1 for the one frame on which an event begins",
            "out: trig \"1*8\" # bpf 900 30 * 4",
        ),
        ports: &[TRIGGER],
        create: |_| triggered(TriggerNode),
        ..event()
    },
    Entry {
        heading: Heading::new(
            &["timer"],
            "seconds since the latest event",
            "out: sine (timer \"1*2\" * 300 + 100) * 0.2",
        ),
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
        heading: Heading::new(
            &["latch", "sample_hold"],
            "the value that a signal had at the latest event",
            "out: sine (latch \"1*8\" (lfnoise 20) * 300 + 500) * 0.2",
        ),
        ports: &[TRIGGER, operand("signal")],
        create: |_| triggered(Latch(0.0)),
        ..event()
    },
    Entry {
        heading: Heading::new(
            &["line"],
            "straight from a value to another in so many seconds, once, or anew with each event of the trigger",
            "out: saw 110 # lpf (line 200 4000 2) * 0.2",
        ),
        ports: LINE,
        create: |setting| Line::node::<3>(setting, false, 3),
        ..event()
    },
    Entry {
        heading: Heading::new(
            &["xline"],
            "as line, by equal ratios: for frequencies; both values of one sign",
            "out: sine (xline 800 50 0.3 \"1*2\") * 0.3",
        ),
        ports: LINE,
        create: |setting| Line::node::<3>(setting, true, 3),
        ..event()
    },
    Entry {
        heading: Heading::new(
            &["segments"],
            "from level to level, each in its time (seconds); the last level holds until the next event",
            "out: saw 110 * segments \"0 1 0.3 0\" \"0.01 0.1 0.3\" \"1*2\" * 0.3",
        ),
        ports: &[
            Port::text("levels", Written::Numbers),
            Port::text("times", Written::Numbers).optional(),
            TRIGGER.optional(),
        ],
        create: |setting| triggered(Segments::new(setting)),
        ..event()
    },
];
