//! Control signals: smoothing, followers, conversions, the song position.

use crate::graph::node::{Inputs, Node, Output, Segment, Tail};
use crate::graph::nodes::adapter::{Map, memory};
use crate::graph::nodes::arithmetic::operand;
use crate::graph::nodes::song::SongPhase;
use crate::graph::nodes::{Entry, Kind, Port, Units, Width};
use crate::heading::Heading;
use phonon_dsp::control::follow::{Follower, Lag, PitchFollower, Power};
use phonon_dsp::math::convert::{
    decibels_to_factor, factor_to_decibels, fold, hertz_to_midi, midi_to_hertz, quantize, wrap,
};
use phonon_dsp::oscillators::phase::{Increment, unipolar};

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

/// A phase as a signal. Port: rate.
struct Phasor {
    phases: [SongPhase; 2],
    increment: Increment,
}

impl Node for Phasor {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let written = || inputs.written(0).map(|rate| self.increment.of(rate));
            let phase = self.phases[channel].at(segment, written);
            let rates = inputs.channel(0, channel);
            for (y, rate) in output.channel(channel).iter_mut().zip(rates) {
                *y = unipolar(phase.next(self.increment.of(*rate)));
            }
        }
    }

    fn reset(&mut self) {
        self.phases = Default::default();
    }

    fn locate(&mut self) {
        self.phases.iter_mut().for_each(SongPhase::locate);
    }
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

pub(super) const fn seconds(name: &'static str, default: f32) -> Port {
    Port::audio_rate(name, Units::Seconds, 0.0, 3600.0, default)
}

const ONE: &[Port] = &[operand("signal")];
const LIMITS: &[Port] = &[operand("low"), operand("high"), operand("signal")];

const fn control() -> Entry {
    Entry {
        kind: Kind::Control,
        ..Entry::DEFAULT
    }
}

/// One signal of music's time.
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
            &["phasor"],
            "rises from 0 to 1 so many times a second",
            "out: sine (phasor 2 * 200 + 200) * 0.2",
        ),
        ports: &[
            Port::audio_rate("rate", Units::Hertz, -20_000.0, 20_000.0, 1.0)
                .pace()
                .required(),
        ],
        create: |setting| {
            Box::new(Phasor {
                phases: Default::default(),
                increment: Increment::new(setting.sample_rate),
            })
        },
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["lag", "smooth"],
            "smooths a signal: 63% of a step in so many seconds",
            "out: sine (lag 0.05 \"220 330 440\") * 0.2",
        ),
        ports: &[seconds("time", 0.1), operand("signal")],
        create: |setting| {
            let lag = Lag::new(setting.sample_rate);
            memory(Tail::Endless, lag, |lag, [time, x]: [f32; 2]| {
                lag.next(x, time)
            })
        },
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["slew"],
            "limits how fast a signal may rise and fall, in units a second",
            "out: sine (slew 1000 200 \"220 440\") * 0.2",
        ),
        ports: &[
            Port::audio_rate("up", Units::None, 0.0, f32::INFINITY, 1.0).required(),
            Port::audio_rate("down", Units::None, 0.0, f32::INFINITY, 1.0).required(),
            operand("signal"),
        ],
        create: |setting| {
            let period = (1.0 / setting.sample_rate) as f32;
            memory(
                Tail::Endless,
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
        heading: Heading::new(
            &["follow"],
            "the envelope of a signal: rises in the attack, falls in the release (seconds)",
            "out: white * follow (s \"bd*4\") 0.01 0.1 * 0.3",
        ),
        ports: &[
            operand("signal"),
            seconds("attack", 0.01),
            seconds("release", 0.1),
        ],
        create: |setting| {
            let follower = Follower::new(setting.sample_rate);
            memory(
                Tail::Endless,
                follower,
                |follower, [x, attack, release]: [f32; 3]| follower.next(x.abs(), attack, release),
            )
        },
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["rms"],
            "the power of a signal: root mean square over about 50 ms",
            "out: white * rms (s \"bd*4\") * 0.3",
        ),
        ports: ONE,
        create: |setting| {
            memory(
                Tail::Endless,
                Power::new(setting.sample_rate),
                |power, [x]: [f32; 1]| power.next(x),
            )
        },
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["peak"],
            "the peak of a signal, falling by 63% in 0.3 s",
            "out: white * peak (s \"bd*4\") * 0.2",
        ),
        ports: ONE,
        create: |setting| {
            let follower = Follower::new(setting.sample_rate);
            memory(Tail::Endless, follower, |follower, [x]: [f32; 1]| {
                follower.next(x.abs(), 0.0, 0.3)
            })
        },
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["pitch"],
            "the pitch of a signal in Hz, for one voice at a time",
            "out: square (pitch (saw 110) * 2) * 0.1",
        ),
        ports: ONE,
        create: |setting| {
            let follower = PitchFollower::new(setting.sample_rate);
            memory(Tail::Endless, follower, |follower, [x]: [f32; 1]| {
                follower.next(x)
            })
        },
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["onset"],
            "1 for a frame where a signal suddenly grows louder",
            "out: white * ad (onset (s \"bd sn\")) 0.001 0.05 * 0.2",
        ),
        ports: ONE,
        create: |setting| {
            let make = || Follower::new(setting.sample_rate);
            let rate = setting.sample_rate as f32;
            memory(
                Tail::Endless,
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
        heading: Heading::new(
            &["schmidt", "schmitt"],
            "1 once a signal passes high, 0 once it passes below low",
            "out: saw 110 * lag 0.01 (schmidt (-0.2) 0.2 (sine 2)) * 0.2",
        ),
        ports: LIMITS,
        create: |_| {
            memory(Tail::Endless, 0.0_f32, |state, [low, high, x]: [f32; 3]| {
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
        heading: Heading::new(
            &["range"],
            "maps a signal from -1..1 to low..high",
            "out: saw 110 # lpf (range 200 2000 (sine 0.5)) * 0.2",
        ),
        ports: LIMITS,
        create: |_| {
            Box::new(Map(|[low, high, x]: [f32; 3]| {
                low + (high - low) * (x * 0.5 + 0.5)
            }))
        },
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["wrap"],
            "wraps a signal into low..high",
            "out: wrap (-0.5) 0.5 (saw 110 * 2) * 0.2",
        ),
        ports: LIMITS,
        create: |_| Box::new(Map(|[low, high, x]: [f32; 3]| wrap(x, low, high))),
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["fold"],
            "mirrors a signal at the bounds low..high",
            "out: fold (-0.3) 0.3 (sine 110 * 0.8)",
        ),
        ports: LIMITS,
        create: |_| Box::new(Map(|[low, high, x]: [f32; 3]| fold(x, low, high))),
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["clip"],
            "clips a signal to low..high",
            "out: clip (-0.2) 0.2 (sine 110)",
        ),
        ports: LIMITS,
        create: |_| Box::new(Map(|[low, high, x]: [f32; 3]| x.min(high).max(low))),
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["quantize"],
            "rounds a signal to multiples of a step",
            "out: sine (quantize 110 (sine 0.5 * 220 + 440)) * 0.2",
        ),
        ports: &[operand("step"), operand("signal")],
        create: |_| Box::new(Map(|[step, x]: [f32; 2]| quantize(x, step))),
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["mtof"],
            "Hz of a MIDI note (60 is middle C, 69 is 440 Hz)",
            "out: sine (mtof \"60 64 67\") * 0.2",
        ),
        ports: ONE,
        create: |_| Box::new(Map(|[x]: [f32; 1]| midi_to_hertz(x))),
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["ftom"],
            "MIDI note of a frequency in Hz",
            "out: sine (mtof (ftom 440 + 7)) * 0.2",
        ),
        ports: ONE,
        create: |_| Box::new(Map(|[x]: [f32; 1]| hertz_to_midi(x))),
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["dbamp"],
            "linear factor of a level in dB",
            "out: sine 220 * dbamp (-20)",
        ),
        ports: ONE,
        create: |_| Box::new(Map(|[x]: [f32; 1]| decibels_to_factor(x))),
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["ampdb"],
            "level in dB of a linear factor",
            "out: sine 220 * dbamp (ampdb 0.1)",
        ),
        ports: ONE,
        create: |_| Box::new(Map(|[x]: [f32; 1]| factor_to_decibels(x))),
        ..control()
    },
    Entry {
        heading: Heading::new(
            &["cycle"],
            "the song position in cycles",
            "out: sine (cycle % 1 * 200 + 200) * 0.2",
        ),
        create: |setting| Box::new(Clock(Position::Cycle, setting.sample_rate)),
        ..event()
    },
    Entry {
        heading: Heading::new(
            &["beat"],
            "the song position in quarter notes",
            "out: sine (beat % 1 * 200 + 200) * 0.2",
        ),
        create: |setting| Box::new(Clock(Position::Beat, setting.sample_rate)),
        ..event()
    },
    Entry {
        heading: Heading::new(
            &["bpm"],
            "the tempo in quarter notes a minute; 0 while the transport stands",
            "out: sine (bpm * 2) * 0.2",
        ),
        create: |setting| Box::new(Clock(Position::Tempo, setting.sample_rate)),
        ..event()
    },
    Entry {
        heading: Heading::new(
            &["cycletime"],
            "seconds that so many cycles last: a delay time that follows the tempo",
            "out: s \"cp\" # delay (cycletime 0.1875) 0.6 0.4",
        ),
        ports: &[operand("cycles")],
        create: |setting| Box::new(CycleTime(setting.sample_rate)),
        ..event()
    },
];
