//! Reverbs: rooms, plates, springs, and convolution with the sound of a space.

use crate::graph::node::{Inputs, Node, Output, Segment, Setting, Tail};
use crate::graph::nodes::adapter::blend;
use crate::graph::nodes::filters::INPUT;
use crate::graph::nodes::{Entry, Kind, Port, Units, Width, Written};
use crate::heading::Heading;
use phonon_dsp::reverbs::convolution::Convolver;
use phonon_dsp::reverbs::network::{Lush, Reverb};
use phonon_dsp::reverbs::plate::{LONGEST_PREDELAY, Plate, Settings};
use phonon_dsp::reverbs::spring::SpringReverb;

/// A stereo reverb with K knobs, which are read at each sub-block's start.
trait Room<const K: usize>: Send {
    /// Turns the knobs.
    fn set(&mut self, knobs: [f32; K]);

    /// Whether a knob is turned slowly where its number leaps, so that it does not click; if not, the room sees to that.
    fn glides(knob: usize) -> bool {
        let _ = knob;
        true
    }

    /// Puts the wet sound in the place of the dry; `frame` is the place of the first frame in its sub-block.
    fn process(&mut self, frame: usize, left: &mut [f32], right: &mut [f32]);

    /// Back to silence.
    fn reset(&mut self);

    /// See `Node::rest`.
    fn rest(&mut self) {
        self.reset();
    }

    /// See `Node::skip`.
    fn skip(&mut self, frames: usize) {
        let _ = frames;
    }

    /// The longest time in frames that something may hide in it.
    fn memory(&self) -> u64;
}

impl Room<2> for Reverb {
    fn set(&mut self, [size, damp]: [f32; 2]) {
        Reverb::set(self, size, damp);
    }

    fn process(&mut self, frame: usize, left: &mut [f32], right: &mut [f32]) {
        Reverb::process(self, frame, left, right);
    }

    fn reset(&mut self) {
        Reverb::reset(self);
    }

    fn rest(&mut self) {
        Reverb::rest(self);
    }

    fn skip(&mut self, frames: usize) {
        Reverb::skip(self, frames);
    }

    fn memory(&self) -> u64 {
        Reverb::memory(self)
    }
}

impl Room<3> for Lush {
    fn set(&mut self, [size, damp, modulation]: [f32; 3]) {
        Lush::set(self, size, damp);
        self.set_modulation(modulation);
    }

    fn process(&mut self, frame: usize, left: &mut [f32], right: &mut [f32]) {
        Lush::process(self, frame, left, right);
    }

    fn reset(&mut self) {
        Lush::reset(self);
    }

    fn rest(&mut self) {
        Lush::rest(self);
    }

    fn skip(&mut self, frames: usize) {
        Lush::skip(self, frames);
    }

    fn memory(&self) -> u64 {
        Lush::memory(self)
    }
}

impl Room<5> for Plate {
    /// The predelay fades from its old place to the new.
    fn glides(knob: usize) -> bool {
        knob != 0
    }

    fn set(&mut self, [predelay, decay, diffusion, damp, modulation]: [f32; 5]) {
        Plate::set(
            self,
            Settings {
                predelay,
                decay,
                diffusion,
                damp,
                modulation,
            },
        );
    }

    fn process(&mut self, _: usize, left: &mut [f32], right: &mut [f32]) {
        for (l, r) in left.iter_mut().zip(right) {
            (*l, *r) = self.next(*l, *r);
        }
    }

    fn reset(&mut self) {
        Plate::reset(self);
    }

    fn rest(&mut self) {
        Plate::rest(self);
    }

    fn skip(&mut self, frames: usize) {
        Plate::skip(self, frames);
    }

    fn memory(&self) -> u64 {
        Plate::memory(self)
    }
}

impl Room<2> for SpringReverb {
    fn set(&mut self, [decay, tension]: [f32; 2]) {
        SpringReverb::set(self, decay, tension);
    }

    fn process(&mut self, _: usize, left: &mut [f32], right: &mut [f32]) {
        for (l, r) in left.iter_mut().zip(right) {
            (*l, *r) = self.next(*l, *r);
        }
    }

    fn reset(&mut self) {
        SpringReverb::reset(self);
    }

    fn memory(&self) -> u64 {
        SpringReverb::memory(self)
    }
}

/// Left by the left response, right by the right.
impl Room<0> for [Convolver; 2] {
    fn set(&mut self, _: [f32; 0]) {}

    fn process(&mut self, _: usize, left: &mut [f32], right: &mut [f32]) {
        let [first, second] = self;
        for (convolver, samples) in [(first, left), (second, right)] {
            for x in samples {
                *x = convolver.next(*x);
            }
        }
    }

    fn reset(&mut self) {
        self.iter_mut().for_each(Convolver::reset);
    }

    fn memory(&self) -> u64 {
        self[0].length().max(self[1].length()) as u64
    }
}

/// A room and the dry sound. Ports: input, the knobs, mix.
struct RoomNode<const K: usize, R> {
    room: R,
    /// Where the knobs stand; `None` before they are first turned.
    knobs: Option<[f32; K]>,
}

/// The part of its way that a knob goes in each sub-block: 63% in 16 of them, 21 ms at 48 kHz.
const GLIDE: f32 = 0.06;

/// No knob goes further.
const FURTHEST: f32 = 20.0;

impl<const K: usize, R: Room<K>> RoomNode<K, R> {
    fn new(room: R) -> Self {
        Self { room, knobs: None }
    }

    fn turn(&mut self, inputs: &Inputs) {
        let wanted = std::array::from_fn(|knob| inputs.first(knob + 1, 0).max(0.0).min(FURTHEST));
        let before = self.knobs.unwrap_or(wanted);
        let now = std::array::from_fn(|knob| {
            let distance: f32 = wanted[knob] - before[knob];
            if R::glides(knob) && distance.abs() > 1e-3 {
                before[knob] + distance * GLIDE
            } else {
                wanted[knob]
            }
        });
        self.knobs = Some(now);
        self.room.set(now);
    }
}

impl<const K: usize, R: Room<K>> Node for RoomNode<K, R> {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        if segment.starts_sub_block() || self.knobs.is_none() {
            self.turn(inputs);
        }
        let (left, right) = output.both();
        left.copy_from_slice(inputs.channel(0, 0));
        right.copy_from_slice(inputs.channel(0, 1));
        self.room.process(segment.range.start, left, right);
        for channel in 0..2 {
            let dry = inputs.channel(0, channel);
            let mixes = inputs.channel(K + 1, channel);
            let wet = output.channel(channel);
            for ((y, x), mix) in wet.iter_mut().zip(dry).zip(mixes) {
                *y = blend(*x, *y, *mix);
            }
        }
    }

    fn reset(&mut self) {
        self.room.reset();
        self.knobs = None;
    }

    fn rest(&mut self) {
        self.room.rest();
        self.knobs = None;
    }

    fn skip(&mut self, frames: usize) {
        self.room.skip(frames);
    }

    fn shape(&self) -> u64 {
        self.room.memory()
    }

    /// Up to sixteen lines, or a response and its spectra on both sides.
    fn memory(&self) -> usize {
        usize::try_from(self.room.memory()).unwrap_or(usize::MAX / 64) * 64
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.room.memory())
    }
}

fn convolvers(setting: &Setting) -> [Convolver; 2] {
    let silent = [Vec::new(), Vec::new()];
    let sides = setting.texts.first();
    let sides = sides.and_then(|name| setting.impulses.get(name));
    let sides = sides.unwrap_or(&silent);
    [0, 1].map(|channel| Convolver::new(&sides[channel], setting.sample_rate))
}

const fn knob(name: &'static str, default: f32) -> Port {
    Port::control(name, Units::None, 0.0, 1.0, default)
}

const fn mix(default: f32) -> Port {
    Port::audio_rate("mix", Units::None, 0.0, 1.0, default)
}

const fn room() -> Entry {
    Entry {
        kind: Kind::Effect,
        width: Width::Stereo,
        ..Entry::DEFAULT
    }
}

pub(in crate::graph::nodes) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["reverb"],
            "room: size 0..1 decays in 0.3 to 12 s, damp dulls the tail",
            "out: s \"sn*2\" # reverb 0.6 0.5 0.4",
        ),
        ports: &[INPUT, knob("size", 0.7), knob("damp", 0.5), mix(0.3)],
        create: |setting| Box::new(RoomNode::new(Reverb::new(setting.sample_rate))),
        ..room()
    },
    Entry {
        heading: Heading::new(
            &["plate"],
            "plate reverb: decay 0.5 lasts 1.7 s, 1 lasts 40 s; diffusion blurs, damp dulls, mod wavers",
            "out: s \"sn*2\" # plate 0.02 0.6 0.7 0.3 0.5 0.4",
        ),
        ports: &[
            INPUT,
            Port::control("predelay", Units::Seconds, 0.0, LONGEST_PREDELAY, 0.01),
            knob("decay", 0.5),
            knob("diffusion", 0.7),
            knob("damp", 0.3),
            knob("mod", 0.5),
            mix(0.3),
        ],
        create: |setting| Box::new(RoomNode::new(Plate::new(setting.sample_rate))),
        ..room()
    },
    Entry {
        heading: Heading::new(
            &["lush"],
            "wide, dense, wavering reverb for pads: size 0..1 decays in 0.3 to 12 s",
            "out: saw \"110 165\" * ad \"1*2\" 0.05 0.4 # lush 0.8 0.3 0.7 0.5 * 0.2",
        ),
        ports: &[
            INPUT,
            knob("size", 0.8),
            knob("damp", 0.3),
            knob("mod", 0.6),
            mix(0.4),
        ],
        create: |setting| Box::new(RoomNode::new(Lush::new(setting.sample_rate))),
        ..room()
    },
    Entry {
        heading: Heading::new(
            &["spring"],
            "spring reverb: decay in seconds; tension 0 chirps long, 1 short",
            "out: s \"rim*2\" # spring 2.5 0.4 0.5",
        ),
        ports: &[
            INPUT,
            Port::control("decay", Units::Seconds, 0.0, 20.0, 2.0),
            knob("tension", 0.5),
            mix(0.4),
        ],
        create: |setting| Box::new(RoomNode::new(SpringReverb::new(setting.sample_rate))),
        ..room()
    },
    Entry {
        heading: Heading::new(
            &["convolve"],
            "the sound of a space: room hall church plate box reverse, or any sample (`\"bank:2\"`) as impulse response",
            "out: s \"sn*2\" # convolve \"church\" 0.4",
        ),
        ports: &[
            INPUT,
            Port::text("impulse", Written::Space).optional(),
            mix(0.3),
        ],
        create: |setting| Box::new(RoomNode::new(convolvers(setting))),
        ..room()
    },
];
