//! The table of signal functions: every node that a program can name, its ports, its one line of documentation, its
//! example, its constructor. Each family has its file; the table is the sum of theirs.

#![allow(
    clippy::manual_clamp,
    reason = "`x.max(a).min(b)` also turns NaN into a bound"
)]

mod adapter;
mod arithmetic;
mod combs;
mod control;
mod distortion;
mod dynamics;
mod envelopes;
mod filters;
mod fm;
mod grains;
mod level;
mod modulation;
mod modulator;
mod oscillators;
mod reverbs;
mod song;
mod sources;
mod spectral;
mod texts;
mod time;

pub(super) use arithmetic::silence;
pub(super) use time::LATE;

use crate::graph::node::{Node, Setting};
use crate::heading::Heading;

/// How a function is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Makes sound from numbers: an oscillator, a noise.
    Source,
    /// Changes a sound, its first port.
    Effect,
    /// Makes or bends control signals.
    Control,
    /// An operator or function of signals, sample by sample.
    Arithmetic,
}

/// What a port takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortKind {
    /// A sound or other signal to work on.
    Audio,
    /// A number or signal.
    Number {
        /// Whether every frame of a signal counts, or only its value at the start of each sub-block.
        audio_rate: bool,
    },
    /// One of some words, patterned: heard as its index, so that a number or signal may stand for it.
    Word(&'static [&'static str]),
    /// Onsets: events of a pattern, or a signal's rises through 0.5.
    Trigger,
    /// A word or a list in a string, fixed when the node is made.
    Text(Written),
}

/// What stands in the string of a text port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Numbers with spaces between them.
    Numbers,
    /// The name of a wave, or numbers: the points of its period.
    Wave,
    /// The name of a space or of a sample.
    Space,
}

/// Unit of a port's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    /// Linear, or a plain number.
    None,
    /// Frequency, Hz.
    Hertz,
    /// Time, seconds.
    Seconds,
    /// Level or gain, dB.
    Decibels,
    /// Pitch or interval, equal-tempered semitones.
    Semitones,
    /// Time, cycles of the song.
    Cycles,
}

impl Units {
    /// As written behind a number.
    pub fn symbol(self) -> &'static str {
        match self {
            Units::None => "",
            Units::Hertz => "Hz",
            Units::Seconds => "s",
            Units::Decibels => "dB",
            Units::Semitones => "semitones",
            Units::Cycles => "cycles",
        }
    }
}

/// One port of a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Port {
    /// Name of the port, which is also the keyword of the argument.
    pub name: &'static str,
    /// Kind of what the port takes.
    pub kind: PortKind,
    /// Unit of the port's values.
    pub units: Units,
    /// Least value; lower values are raised to this one.
    pub minimum: f32,
    /// Greatest value; higher values are lowered to this one.
    pub maximum: f32,
    /// `None`: the argument is required.
    pub default: Option<f32>,
    /// Whether the port says how often something happens: where it counts Hz, it is no pitch for a voice to play.
    pub is_pace: bool,
}

impl Port {
    /// The signal that an effect works on.
    pub const fn audio(name: &'static str) -> Self {
        Self {
            name,
            kind: PortKind::Audio,
            units: Units::None,
            minimum: f32::NEG_INFINITY,
            maximum: f32::INFINITY,
            default: None,
            is_pace: false,
        }
    }

    /// An optional number of which every sample counts.
    pub const fn audio_rate(
        name: &'static str,
        units: Units,
        minimum: f32,
        maximum: f32,
        default: f32,
    ) -> Self {
        Self {
            name,
            kind: PortKind::Number { audio_rate: true },
            units,
            minimum,
            maximum,
            default: Some(default),
            is_pace: false,
        }
    }

    /// An optional number taken at each sub-block's start.
    pub const fn control(
        name: &'static str,
        units: Units,
        minimum: f32,
        maximum: f32,
        default: f32,
    ) -> Self {
        Self {
            name,
            kind: PortKind::Number { audio_rate: false },
            units,
            minimum,
            maximum,
            default: Some(default),
            is_pace: false,
        }
    }

    /// One of `words`, the first one if it is left out.
    pub const fn word(name: &'static str, words: &'static [&'static str]) -> Self {
        Self {
            name,
            kind: PortKind::Word(words),
            units: Units::None,
            minimum: 0.0,
            maximum: (words.len() - 1) as f32,
            default: Some(0.0),
            is_pace: false,
        }
    }

    /// Onsets that start something.
    pub const fn trigger(name: &'static str) -> Self {
        Self {
            name,
            kind: PortKind::Trigger,
            units: Units::None,
            minimum: f32::NEG_INFINITY,
            maximum: f32::INFINITY,
            default: None,
            is_pace: false,
        }
    }

    /// A string, fixed at construction.
    pub const fn text(name: &'static str, written: Written) -> Self {
        Self {
            name,
            kind: PortKind::Text(written),
            units: Units::None,
            minimum: 0.0,
            maximum: 0.0,
            default: None,
            is_pace: false,
        }
    }

    /// The same trigger or string, which may be left out: no events, nothing written.
    pub const fn optional(mut self) -> Self {
        self.default = Some(0.0);
        self
    }

    /// The same port, which says how often something happens.
    pub const fn pace(mut self) -> Self {
        self.is_pace = true;
        self
    }

    /// The same port, required.
    pub const fn required(mut self) -> Self {
        self.default = None;
        self
    }
}

/// Channels of a node's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// Always one.
    Mono,
    /// Always two.
    Stereo,
    /// Stereo if any input is.
    Follow,
}

/// One signal function.
#[derive(Debug)]
pub struct Entry {
    /// Its names in the language, what it does, and a complete program.
    pub heading: Heading,
    /// Whether the function is a source, an effect, an operator or a control.
    pub kind: Kind,
    /// Ports in the order of the arguments.
    pub ports: &'static [Port],
    /// Whether the last port may be repeated.
    pub variadic: bool,
    /// Whether the output is mono or stereo.
    pub width: Width,
    /// The effect that the name means when its first argument is a sound: `comp ~kick`.
    pub keyed: Option<&'static str>,
    /// Frames by which it delays its input beyond what it is meant to, at a sample rate in Hz.
    pub latency: fn(f64) -> usize,
    /// Whether two such nodes with the same inputs are different signals (noise).
    pub unique: bool,
    /// Whether the output is as silent as any of the inputs (a product).
    pub is_product: bool,
    /// Makes a node, off the audio thread.
    pub create: fn(&Setting) -> Box<dyn Node>,
}

impl Entry {
    /// The table's defaults, for `..Entry::DEFAULT` in the rows.
    pub const DEFAULT: Entry = Entry {
        heading: Heading::new(&[""], "", ""),
        kind: Kind::Arithmetic,
        ports: &[],
        variadic: false,
        width: Width::Follow,
        keyed: None,
        latency: |_| 0,
        unique: false,
        is_product: false,
        create: arithmetic::silence,
    };

    /// The same for an effect.
    pub const EFFECT: Entry = Entry {
        kind: Kind::Effect,
        ..Entry::DEFAULT
    };

    /// Whether a string names the impulse response that the node reads.
    pub fn reads_impulse(&self) -> bool {
        let impulse = PortKind::Text(Written::Space);
        self.ports.iter().any(|port| port.kind == impulse)
    }

    /// The ports that arguments fill: an effect's first port is the sound before it.
    pub fn arguments(&self) -> &'static [Port] {
        match self.kind {
            Kind::Effect => self.ports.get(1..).unwrap_or(&[]),
            _ => self.ports,
        }
    }

    /// What an argument fills, counted from 0; the last port may be repeated.
    pub fn argument(&self, index: usize) -> Option<&'static Port> {
        let ports = self.arguments();
        let last = ports.last().filter(|_| self.variadic);
        ports.get(index).or(last)
    }

    /// The ports that are fed: all but texts. The last may be repeated.
    pub fn fed(&self) -> impl Iterator<Item = &'static Port> {
        self.ports
            .iter()
            .filter(|port| !matches!(port.kind, PortKind::Text(_)))
    }

    /// The port that is fed by the input of that index.
    pub fn feed_port(&self, index: usize) -> Option<&'static Port> {
        self.fed().nth(index).or(self.fed().last())
    }

    /// What that port takes.
    pub fn feed_kind(&self, index: usize) -> PortKind {
        self.feed_port(index)
            .map_or(PortKind::Audio, |port| port.kind)
    }
}

/// Every signal function, a family after the other.
pub static ENTRIES: &[&[Entry]] = &[
    oscillators::ENTRIES,
    arithmetic::ENTRIES,
    filters::ENTRIES,
    time::ENTRIES,
    combs::ENTRIES,
    level::ENTRIES,
    sources::ENTRIES,
    control::ENTRIES,
    modulation::ENTRIES,
    fm::ENTRIES,
    dynamics::ENTRIES,
    crate::graph::nodes::distortion::ENTRIES,
    envelopes::ENTRIES,
    crate::graph::nodes::reverbs::ENTRIES,
    grains::ENTRIES,
    spectral::ENTRIES,
];

/// All entries in order.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    ENTRIES.iter().flat_map(|family| family.iter())
}

/// The entry of that name. An effect may share its name with a function that is none: the other function, since what stands
/// after `#` is looked for by [`find_effect`].
pub fn find(name: &str) -> Option<&'static Entry> {
    let named = || entries().filter(|entry| entry.heading.is_named(name));
    named()
        .find(|entry| entry.kind != Kind::Effect)
        .or_else(|| named().next())
}

/// The effect of that name.
pub fn find_effect(name: &str) -> Option<&'static Entry> {
    entries().find(|entry| entry.kind == Kind::Effect && entry.heading.is_named(name))
}
