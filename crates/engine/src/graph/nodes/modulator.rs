//! What moves an effect: a modulator that keeps time while its node sleeps, and the node of an effect whose every frame
//! lies where the modulator puts it.

use crate::graph::SUB_BLOCK;
use crate::graph::node::{Inputs, Node, Output, Segment, Setting, Tail};
use crate::graph::nodes::song::SongModulator;
use phonon_dsp::oscillators::phase::Increment;

/// A modulator in Hz that keeps time while its node sleeps.
#[derive(Clone, Copy)]
pub(in crate::graph::nodes) struct Modulator {
    phase: SongModulator,
    increment: Increment,
}

impl Modulator {
    pub(super) fn new(setting: &Setting) -> Self {
        Self {
            phase: SongModulator::default(),
            increment: Increment::new(setting.sample_rate),
        }
    }

    /// The phases of the frames of a segment that begins at a frame of the song; their rates are those of a port.
    pub(super) fn run(
        &mut self,
        frame: u64,
        inputs: &Inputs,
        port: usize,
        channel: usize,
    ) -> [u32; SUB_BLOCK] {
        let mut phases = [0; SUB_BLOCK];
        let (rates, steady) = inputs.steady(port, channel);
        let all = &mut phases[..rates.len()];
        let increment = self.increment;
        let written = || inputs.written(port).map(|rate| increment.of(rate));
        let clocked = self.phase.placed(written);
        if let Some(rate) = steady {
            clocked.run(frame, increment.of(rate), all);
        } else {
            for (index, (phase, rate)) in all.iter_mut().zip(rates).enumerate() {
                *phase = clocked.at(frame.wrapping_add(index as u64), increment.of(*rate));
            }
        }
        phases
    }

    /// Back to the beginning.
    pub(super) fn reset(&mut self) {
        self.phase = SongModulator::default();
    }

    /// The song goes on from another place.
    pub(super) fn locate(&mut self) {
        self.phase.locate();
    }
}

/// The port of the modulator's rate.
pub(in crate::graph::nodes) const RATE: usize = 1;

/// One channel of an effect that a modulator moves. What moves is computed for all frames of a segment side by side; then
/// the frames follow one after the other.
pub(in crate::graph::nodes) trait Moved<const N: usize>: Send {
    /// Turns of 2³² by which the right channel's modulator runs ahead of the left.
    const AHEAD: u32 = 0;

    /// Where the modulator's phase puts it, given the ports.
    fn place(&self, phase: u32, ports: [f32; N]) -> f32;

    /// One frame, at its place.
    fn next(&mut self, place: f32, ports: [f32; N]) -> f32;

    /// Back to the beginning.
    fn reset(&mut self);

    /// See `Node::tail`.
    fn tail(&self) -> Tail;
}

/// A quarter of a turn.
pub(in crate::graph::nodes) const QUARTER: u32 = 1 << 30;

/// A moved effect in one channel or two.
pub(in crate::graph::nodes) struct Moving<const N: usize, P> {
    channels: Vec<P>,
    modulators: [Modulator; 2],
}

impl<const N: usize, P: Moved<N> + 'static> Moving<N, P> {
    pub(super) fn node(setting: &Setting, make: impl Fn() -> P) -> Box<dyn Node> {
        Box::new(Self {
            channels: (0..setting.channels).map(|_| make()).collect(),
            modulators: [Modulator::new(setting); 2],
        })
    }
}

impl<const N: usize, P: Moved<N>> Moving<N, P> {
    /// Where the frames of a channel lie.
    fn places(
        &mut self,
        frame: u64,
        inputs: &Inputs,
        ports: &[&[f32]; N],
        channel: usize,
    ) -> [f32; SUB_BLOCK] {
        let phases = self.modulators[channel].run(frame, inputs, RATE, channel);
        let ahead = if channel == 0 { 0 } else { P::AHEAD };
        let moved = &self.channels[channel];
        let mut places = [0.0; SUB_BLOCK];
        let frames = ports[RATE].len();
        for (index, place) in places[..frames].iter_mut().enumerate() {
            let phase = phases[index].wrapping_add(ahead);
            *place = moved.place(phase, std::array::from_fn(|port| ports[port][index]));
        }
        places
    }
}

impl<const N: usize, P: Moved<N>> Node for Moving<N, P> {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        let frame = segment.song_frame();
        let frames = segment.frames();
        let ports = |channel| -> [&[f32]; N] {
            std::array::from_fn(|port| &inputs.channel(port, channel)[..frames])
        };
        let left_ports = ports(0);
        let left_places = self.places(frame, inputs, &left_ports, 0);
        if output.channels() == 1 {
            let moved = &mut self.channels[0];
            for (index, y) in output.channel(0).iter_mut().enumerate() {
                *y = moved.next(left_places[index], left_ports.map(|port| port[index]));
            }
            return;
        }
        let right_ports = ports(1);
        let right_places = if P::AHEAD == 0 && (1..N).all(|port| inputs.is_mono(port)) {
            self.modulators[1] = self.modulators[0];
            left_places
        } else {
            self.places(frame, inputs, &right_ports, 1)
        };
        let [left, right] = &mut self.channels[..] else {
            return;
        };
        let (to_left, to_right) = output.both();
        // Side by side: each has to wait for its own last frame, and the other fills the time.
        for (index, (l, r)) in to_left.iter_mut().zip(to_right).enumerate() {
            *l = left.next(left_places[index], left_ports.map(|port| port[index]));
            *r = right.next(right_places[index], right_ports.map(|port| port[index]));
        }
    }

    fn reset(&mut self) {
        self.rest();
        self.modulators.iter_mut().for_each(Modulator::reset);
    }

    fn locate(&mut self) {
        self.modulators.iter_mut().for_each(Modulator::locate);
    }

    fn rest(&mut self) {
        self.channels.iter_mut().for_each(P::reset);
    }

    fn tail(&self) -> Tail {
        self.channels.first().map_or(Tail::Endless, P::tail)
    }
}
