//! From a processor of single frames to a node: how ports are read, channels kept apart, gates found.

use crate::graph::node::{Inputs, Node, Output, Segment, Tail};

/// Writes a channel: a function of each frame's values at the first N ports.
#[inline(always)]
fn write<const N: usize>(
    inputs: &Inputs,
    output: &mut Output,
    channel: usize,
    f: impl Fn([f32; N]) -> f32,
) {
    if let Some(out) = output.whole(channel) {
        // Its length being known, there are no odd frames to see to.
        let ports: [_; N] = std::array::from_fn(|port| inputs.sub_block(port, channel));
        for (index, y) in out.iter_mut().enumerate() {
            *y = f(ports.map(|port| port[index]));
        }
    } else {
        let ports: [_; N] = std::array::from_fn(|port| inputs.channel(port, channel));
        for (index, y) in output.channel(channel).iter_mut().enumerate() {
            *y = f(ports.map(|port| port[index]));
        }
    }
}

/// Stateless: one value from those of N ports, sample by sample.
pub(super) struct Map<const N: usize, F>(pub F);

impl<const N: usize, F: Fn([f32; N]) -> f32 + Send> Node for Map<N, F> {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            write(inputs, output, channel, &self.0);
        }
    }

    fn reset(&mut self) {}

    fn tail(&self) -> Tail {
        Tail::Frames(0)
    }
}

/// A signal through a curve that N numbers shape, which is made anew only where they change. The last port says how much of
/// the bent sound is heard, 0..1, and how much of the dry.
pub(super) struct Curve<const N: usize, C, M, F> {
    make: M,
    apply: F,
    /// The curve of the latest numbers that stood still. NaN at first, which equals nothing.
    known: ([f32; N], C),
}

impl<const N: usize, C, M, F> Curve<N, C, M, F>
where
    C: Copy + Send + 'static,
    M: Fn([f32; N]) -> C + Send + 'static,
    F: Fn(f32, C) -> f32 + Send + 'static,
{
    /// The signal is the first port, the mix the last; `make` gets those between.
    pub(super) fn node(make: M, apply: F) -> Box<dyn Node> {
        let numbers = [f32::NAN; N];
        Box::new(Self {
            known: (numbers, make(numbers)),
            make,
            apply,
        })
    }
}

impl<const N: usize, C: Copy, M: Fn([f32; N]) -> C, F: Fn(f32, C) -> f32> Curve<N, C, M, F> {
    /// The curve and the mix of a channel, where they do not change.
    fn steady(&mut self, inputs: &Inputs, channel: usize) -> Option<(C, f32)> {
        let mut numbers = [0.0; N];
        for (port, number) in numbers.iter_mut().enumerate() {
            *number = inputs.value(port + 1, channel)?;
        }
        let mix = inputs.value(N + 1, channel)?;
        if numbers != self.known.0 {
            self.known = (numbers, (self.make)(numbers));
        }
        Some((self.known.1, mix))
    }

    /// A channel whose numbers change from frame to frame.
    fn follow(&self, inputs: &Inputs, out: &mut [f32], channel: usize) {
        let input = inputs.channel(0, channel);
        let numbers: [_; N] = std::array::from_fn(|port| inputs.channel(port + 1, channel));
        let mixes = inputs.channel(N + 1, channel);
        for (index, (y, x)) in out.iter_mut().zip(input).enumerate() {
            let wet = (self.apply)(*x, (self.make)(numbers.map(|port| port[index])));
            *y = if mixes[index] >= 1.0 {
                wet
            } else {
                blend(*x, wet, mixes[index])
            };
        }
    }
}

impl<const N: usize, C, M, F> Node for Curve<N, C, M, F>
where
    C: Copy + Send,
    M: Fn([f32; N]) -> C + Send,
    F: Fn(f32, C) -> f32 + Send,
{
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        let mut curve = None;
        for channel in 0..output.channels() {
            if channel == 0 || !(0..=N).all(|port| inputs.is_mono(port + 1)) {
                curve = self.steady(inputs, channel);
            }
            match curve {
                // Exactly the bent sound where all of it is asked for, which mostly it is.
                Some((curve, 1.0..)) => {
                    write(inputs, output, channel, |[x]| (self.apply)(x, curve));
                }
                Some((curve, mix)) => write(inputs, output, channel, |[x]| {
                    blend(x, (self.apply)(x, curve), mix)
                }),
                None => self.follow(inputs, output.channel(channel), channel),
            }
        }
    }

    fn reset(&mut self) {}

    fn tail(&self) -> Tail {
        Tail::Frames(0)
    }
}

/// From dry to wet on a straight line; `mix` is held within 0..1.
#[inline(always)]
pub(super) fn blend(dry: f32, wet: f32, mix: f32) -> f32 {
    dry + (wet - dry) * mix.max(0.0).min(1.0)
}

/// A processor of one channel with memory.
pub(super) trait Processor<const N: usize>: Send {
    /// One frame: the values of the ports, and the song's frame, which free-running modulators take their phase from (so
    /// that sleeping does not disturb them).
    fn next(&mut self, frame: u64, ports: [f32; N]) -> f32;

    /// Back to the beginning.
    fn reset(&mut self);

    /// The song goes on from `frame`, the one that comes next; `written` are the values of ports that are written in the
    /// text. See `Node::locate`.
    fn place(&mut self, frame: u64, written: [Option<f32>; N]) {
        let _ = (frame, written);
    }

    /// See `Node::draw_from`.
    fn draw_from(&mut self, place: u64) {
        let _ = place;
    }

    /// See `Node::rest`.
    fn rest(&mut self) {
        self.reset();
    }

    /// See `Node::tail`.
    fn tail(&self) -> Tail {
        Tail::Endless
    }

    /// See `Node::shape`.
    fn shape(&self) -> u64 {
        0
    }

    /// See `Node::takes_steps`.
    fn takes_steps(&self, port: usize) -> bool {
        let _ = port;
        false
    }
}

/// One processor for each channel.
pub(super) struct Each<const N: usize, P> {
    channels: Vec<P>,
    /// Whether the song went on from another place, which they do not know yet.
    moved: bool,
}

impl<const N: usize, P> Each<N, P> {
    /// As many as the node has channels.
    pub(super) fn new(channels: Vec<P>) -> Self {
        Self {
            channels,
            moved: false,
        }
    }
}

impl<const N: usize, P: Processor<N>> Node for Each<N, P> {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        let frame = segment.song_frame();
        if std::mem::take(&mut self.moved) {
            let written = std::array::from_fn(|port| inputs.written(port));
            for processor in &mut self.channels {
                processor.place(frame, written);
            }
        }
        if let ([left, right], 2) = (&mut self.channels[..], output.channels()) {
            // Side by side: each has to wait for its own last frame, and the other fills the time.
            let ports = |channel| std::array::from_fn(|port| inputs.channel(port, channel));
            let (left_ports, right_ports): ([&[f32]; N], [&[f32]; N]) = (ports(0), ports(1));
            let (to_left, to_right) = output.both();
            let frames = to_left.len();
            let left_ports = left_ports.map(|port| &port[..frames]);
            let right_ports = right_ports.map(|port| &port[..frames]);
            for (index, (l, r)) in to_left.iter_mut().zip(to_right).enumerate() {
                let at = frame.wrapping_add(index as u64);
                *l = left.next(at, std::array::from_fn(|port| left_ports[port][index]));
                *r = right.next(at, std::array::from_fn(|port| right_ports[port][index]));
            }
            return;
        }
        for channel in 0..output.channels() {
            let ports: [&[f32]; N] = std::array::from_fn(|port| inputs.channel(port, channel));
            let processor = &mut self.channels[channel];
            for (index, y) in output.channel(channel).iter_mut().enumerate() {
                let values = std::array::from_fn(|port| ports[port][index]);
                *y = processor.next(frame.wrapping_add(index as u64), values);
            }
        }
    }

    fn reset(&mut self) {
        self.channels.iter_mut().for_each(P::reset);
        self.moved = false;
    }

    fn locate(&mut self) {
        self.moved = true;
    }

    fn draw_from(&mut self, place: u64) {
        for processor in &mut self.channels {
            processor.draw_from(place);
        }
    }

    fn rest(&mut self) {
        self.channels.iter_mut().for_each(P::rest);
    }

    fn shape(&self) -> u64 {
        self.channels.first().map_or(0, P::shape)
    }

    fn takes_steps(&self, port: usize) -> bool {
        self.channels
            .first()
            .is_some_and(|processor| processor.takes_steps(port))
    }

    fn tail(&self) -> Tail {
        self.channels.first().map_or(Tail::Endless, P::tail)
    }
}

/// A function of each channel's own memory, written as a closure over it.
struct Memory<const N: usize, S, F> {
    first: S,
    states: [S; 2],
    step: F,
    tail: Tail,
}

impl<const N: usize, S, F> Node for Memory<N, S, F>
where
    S: Clone + Send,
    F: Fn(&mut S, [f32; N]) -> f32 + Send,
{
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        let ports = |channel| std::array::from_fn(|port| inputs.channel(port, channel));
        // Copies on the stack may stay in registers from frame to frame; what lies behind `self` may not.
        let [mut left, mut right] = self.states.clone();
        if output.channels() == 2 {
            // Side by side: each has to wait for its own last frame, and the other fills the time.
            let (left_ports, right_ports): ([&[f32]; N], [&[f32]; N]) = (ports(0), ports(1));
            let (to_left, to_right) = output.both();
            let frames = to_left.len();
            let left_ports = left_ports.map(|port| &port[..frames]);
            let right_ports = right_ports.map(|port| &port[..frames]);
            for (index, (l, r)) in to_left.iter_mut().zip(to_right).enumerate() {
                *l = (self.step)(&mut left, left_ports.map(|port| port[index]));
                *r = (self.step)(&mut right, right_ports.map(|port| port[index]));
            }
        } else {
            let ports: [&[f32]; N] = ports(0);
            let samples = output.channel(0);
            let ports = ports.map(|port| &port[..samples.len()]);
            for (index, y) in samples.iter_mut().enumerate() {
                *y = (self.step)(&mut left, ports.map(|port| port[index]));
            }
        }
        self.states = [left, right];
    }

    fn reset(&mut self) {
        self.states = [self.first.clone(), self.first.clone()];
    }

    fn tail(&self) -> Tail {
        self.tail
    }
}

/// A node of a memory and what each frame does to it; the memory is small, for it is copied with every segment.
pub(super) fn memory<const N: usize, S, F>(tail: Tail, state: S, step: F) -> Box<dyn Node>
where
    S: Clone + Send + 'static,
    F: Fn(&mut S, [f32; N]) -> f32 + Send + 'static,
{
    Box::new(Memory {
        states: [state.clone(), state.clone()],
        first: state,
        step,
        tail,
    })
}

/// A processor of two channels together.
pub(super) trait StereoProcessor<const N: usize>: Send {
    /// One frame: the values of the ports on the left and on the right; see `Processor::next`.
    fn next(&mut self, frame: u64, left: [f32; N], right: [f32; N]) -> (f32, f32);

    /// Back to the beginning.
    fn reset(&mut self);

    /// See `Node::draw_from`.
    fn draw_from(&mut self, place: u64) {
        let _ = place;
    }

    /// See `Node::rest`.
    fn rest(&mut self) {
        self.reset();
    }

    /// See `Node::tail`.
    fn tail(&self) -> Tail {
        Tail::Endless
    }

    /// See `Node::shape`.
    fn shape(&self) -> u64 {
        0
    }

    /// See `Node::takes_steps`.
    fn takes_steps(&self, port: usize) -> bool {
        let _ = port;
        false
    }
}

/// Both channels through one processor.
pub(super) struct Both<const N: usize, P>(pub P);

impl<const N: usize, P: StereoProcessor<N>> Node for Both<N, P> {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        let frame = segment.song_frame();
        let left: [&[f32]; N] = std::array::from_fn(|port| inputs.channel(port, 0));
        let right: [&[f32]; N] = std::array::from_fn(|port| inputs.channel(port, 1));
        let (out_left, out_right) = output.both();
        for index in 0..out_left.len() {
            let (l, r) = self.0.next(
                frame.wrapping_add(index as u64),
                std::array::from_fn(|port| left[port][index]),
                std::array::from_fn(|port| right[port][index]),
            );
            out_left[index] = l;
            out_right[index] = r;
        }
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn draw_from(&mut self, place: u64) {
        self.0.draw_from(place);
    }

    fn rest(&mut self) {
        self.0.rest();
    }

    fn shape(&self) -> u64 {
        self.0.shape()
    }

    fn takes_steps(&self, port: usize) -> bool {
        self.0.takes_steps(port)
    }

    fn tail(&self) -> Tail {
        self.0.tail()
    }
}

/// What a trigger port says in one frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Gate {
    /// Whether an event begins in the frame.
    pub onset: bool,
    /// Whether an event lasts in the frame.
    pub open: bool,
    /// Value of the event.
    pub value: f32,
}

/// A processor that events start: a trigger, and N other ports.
pub(super) trait Triggered<const N: usize>: Send {
    /// One frame.
    fn next(&mut self, gate: Gate, ports: [f32; N]) -> f32;

    /// Back to the beginning.
    fn reset(&mut self);

    /// See `Node::draw_from`.
    fn draw_from(&mut self, place: u64) {
        let _ = place;
    }

    /// See `Node::tail`.
    fn tail(&self) -> Tail {
        Tail::Endless
    }
}

/// A triggered processor and its trigger: a pattern's onsets and lengths, or a signal that rises through 0.5 and stays above.
pub(super) struct OnTrigger<const N: usize, P> {
    processor: P,
    /// The place of the trigger among the ports.
    port: usize,
    before: f32,
    /// Frames for which the event still lasts.
    left: u32,
    value: f32,
}

impl<const N: usize, P> OnTrigger<N, P> {
    /// The trigger is the first port.
    pub(super) fn new(processor: P) -> Self {
        Self::at(0, processor)
    }

    /// The trigger is the port at `port`.
    pub(super) fn at(port: usize, processor: P) -> Self {
        Self {
            processor,
            port,
            before: 0.0,
            left: 0,
            value: 0.0,
        }
    }
}

impl<const N: usize, P: Triggered<N>> Node for OnTrigger<N, P> {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        let trigger = inputs.channel(self.port, 0);
        let patterned = inputs.is_pattern(self.port);
        let mut steps = inputs.steps(self.port).iter().peekable();
        let other = |index| index + usize::from(index >= self.port);
        let ports: [&[f32]; N] = std::array::from_fn(|index| inputs.channel(other(index), 0));
        let start = segment.range.start;
        for (index, y) in output.channel(0).iter_mut().enumerate() {
            let mut gate = Gate::default();
            if patterned {
                while let Some(step) = steps.next_if(|step| step.frame <= start + index) {
                    self.value = step.value;
                    if step.onset {
                        gate.onset = true;
                        self.left = step.duration.max(1);
                    }
                }
                gate.open = self.left > 0;
                gate.value = self.value;
                self.left = self.left.saturating_sub(1);
            } else {
                let now = trigger[index];
                gate.onset = now > 0.5 && self.before <= 0.5;
                gate.open = now > 0.5;
                gate.value = now;
                self.before = now;
            }
            let values = std::array::from_fn(|port| ports[port][index]);
            *y = self.processor.next(gate, values);
        }
    }

    fn reset(&mut self) {
        self.processor.reset();
        self.before = 0.0;
        self.left = 0;
        self.value = 0.0;
    }

    fn draw_from(&mut self, place: u64) {
        self.processor.draw_from(place);
    }

    fn tail(&self) -> Tail {
        match self.processor.tail() {
            _ if self.left > 0 => Tail::Endless,
            tail => tail,
        }
    }
}
