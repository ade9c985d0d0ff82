//! The buffers of a block as the framework wants them: every declared port there, two channels of 32-bit numbers each.
//!
//! Hosts give what they like: fewer ports than declared, ports without buffers, one channel, many channels, 64-bit numbers.
//! What is missing is made up for with buffers of our own, and copied over where the host has something else in its
//! place.

use super::link::OUTPUT_PORTS;
use clap_sys::audio_buffer::clap_audio_buffer;

/// Channels of a port.
const CHANNELS: usize = 2;

/// Buffers for all ports of an instance, for blocks of a given size.
pub(super) struct Ports {
    inputs: Vec<Port>,
    outputs: Vec<Port>,
    /// For the framework: one for each port, with pointers into `channels`.
    given_inputs: Vec<clap_audio_buffer>,
    given_outputs: Vec<clap_audio_buffer>,
    most: usize,
}

/// Buffers of our own for one port.
struct Port {
    own: [Box<[f32]>; CHANNELS],
    /// What the framework gets: into `own`, or the host's.
    channels: Box<[*mut f32; CHANNELS]>,
}

// SAFETY: the pointers lead into the buffers that move with them, or to a host's buffers during the block in which they are
// set.
unsafe impl Send for Ports {}
// SAFETY: as above; nothing is changed through a shared reference.
unsafe impl Sync for Ports {}

impl Port {
    fn new(most: usize) -> Self {
        let zeros = || vec![0.0; most].into_boxed_slice();
        Self {
            own: [zeros(), zeros()],
            channels: Box::new([std::ptr::null_mut(); CHANNELS]),
        }
    }

    fn given(&mut self) -> clap_audio_buffer {
        clap_audio_buffer {
            data32: self.channels.as_mut_ptr(),
            data64: std::ptr::null_mut(),
            channel_count: CHANNELS as u32,
            latency: 0,
            constant_mask: 0,
        }
    }

    fn use_own(&mut self) {
        for (channel, own) in self.channels.iter_mut().zip(&mut self.own) {
            *channel = own.as_mut_ptr();
        }
    }
}

/// The host's buffers of a port, such as they are.
#[derive(Clone, Copy)]
struct Hosts {
    narrow: Option<*mut *mut f32>,
    wide: Option<*mut *mut f64>,
    channels: usize,
}

impl Hosts {
    /// # Safety
    /// `buffers` must be null or point to `count` buffers.
    unsafe fn at(buffers: *const clap_audio_buffer, count: u32, index: usize) -> Option<Self> {
        if buffers.is_null() || index >= count as usize {
            return None;
        }
        // SAFETY: the caller's promise.
        let buffer = unsafe { &*buffers.add(index) };
        let channels = buffer.channel_count as usize;
        let full = |data: *mut *mut f32| {
            // SAFETY: a host's list has as many pointers as it has channels.
            !data.is_null()
                && channels > 0
                && (0..channels).all(|channel| unsafe { !(*data.add(channel)).is_null() })
        };
        let narrow = full(buffer.data32).then_some(buffer.data32);
        let wide = full(buffer.data64.cast()).then_some(buffer.data64);
        (narrow.is_some() || wide.is_some()).then_some(Self {
            narrow,
            wide,
            channels,
        })
    }
}

impl Ports {
    /// For `inputs` and `outputs` stereo ports and blocks of at most `most` frames.
    pub(super) fn new(inputs: usize, outputs: usize, most: usize) -> Self {
        let make = |count: usize| -> Vec<Port> { (0..count).map(|_| Port::new(most)).collect() };
        let (mut inputs, mut outputs) = (make(inputs), make(outputs));
        Self {
            given_inputs: inputs.iter_mut().map(Port::given).collect(),
            given_outputs: outputs.iter_mut().map(Port::given).collect(),
            inputs,
            outputs,
            most,
        }
    }

    /// Frames that a block may have.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// Makes ready for the frames from `start` on, `frames` of them, of a host's block. Says which outputs the host takes.
    ///
    /// # Safety
    /// `process` must be as CLAP wants it; no other thread may touch its buffers.
    pub(super) unsafe fn open(
        &mut self,
        process: &clap_sys::process::clap_process,
        start: usize,
        frames: usize,
    ) -> [bool; OUTPUT_PORTS] {
        for (index, port) in self.inputs.iter_mut().enumerate() {
            port.use_own();
            // SAFETY: the caller's promise.
            let hosts =
                unsafe { Hosts::at(process.audio_inputs, process.audio_inputs_count, index) };
            for channel in 0..CHANNELS {
                let own = &mut port.own[channel][..frames];
                match hosts {
                    None => own.fill(0.0),
                    Some(hosts) => {
                        // One channel is heard on both sides.
                        let from = channel.min(hosts.channels - 1);
                        // SAFETY: the host's channels have all frames of its block.
                        unsafe { read(hosts, from, start, own) };
                    }
                }
            }
        }
        let mut taken = [false; OUTPUT_PORTS];
        for (index, port) in self.outputs.iter_mut().enumerate() {
            port.use_own();
            // SAFETY: the caller's promise.
            let hosts =
                unsafe { Hosts::at(process.audio_outputs, process.audio_outputs_count, index) };
            if let Some(taken) = taken.get_mut(index) {
                *taken = hosts.is_some();
            }
            if let Some(narrow) = hosts
                .filter(|hosts| hosts.channels >= CHANNELS)
                .and_then(|hosts| hosts.narrow)
            {
                for (channel, pointer) in port.channels.iter_mut().enumerate() {
                    // SAFETY: there are as many channels, of all frames of the block.
                    *pointer = unsafe { (*narrow.add(channel)).add(start) };
                }
            } else {
                port.own.iter_mut().for_each(|own| own[..frames].fill(0.0));
            }
        }
        taken
    }

    /// The ports for the framework: inputs and outputs.
    pub(super) fn given(&mut self) -> (&[clap_audio_buffer], &mut [clap_audio_buffer]) {
        (&self.given_inputs, &mut self.given_outputs)
    }

    /// Hands over what the host takes in another form than it was rendered in, and silences what it has beyond that.
    ///
    /// # Safety
    /// As for [`open`](Self::open), with the same arguments.
    pub(super) unsafe fn close(
        &mut self,
        process: &clap_sys::process::clap_process,
        start: usize,
        frames: usize,
    ) {
        for index in 0..process.audio_outputs_count as usize {
            // SAFETY: the caller's promise.
            let hosts =
                unsafe { Hosts::at(process.audio_outputs, process.audio_outputs_count, index) };
            let Some(hosts) = hosts else { continue };
            // SAFETY: there are as many buffers, and they are for us to write.
            unsafe { (*process.audio_outputs.add(index)).constant_mask = 0 };
            let port = self.outputs.get(index);
            let direct = hosts.narrow.is_some() && hosts.channels >= CHANNELS && port.is_some();
            for channel in 0..hosts.channels {
                if direct && channel < CHANNELS {
                    continue;
                }
                let own = port.map(|port| &port.own);
                // SAFETY: the host's channels have all frames of its block.
                unsafe {
                    write(hosts, channel, start, frames, |frame| match own {
                        Some([left, right]) if hosts.channels == 1 => {
                            (left[frame] + right[frame]) * 0.5
                        }
                        Some(own) => own.get(channel).map_or(0.0, |own| own[frame]),
                        None => 0.0,
                    });
                }
            }
        }
    }
}

/// Copies a host's channel from frame `start` on.
///
/// # Safety
/// The channel must exist and have the frames.
unsafe fn read(hosts: Hosts, channel: usize, start: usize, into: &mut [f32]) {
    // SAFETY: the caller's promise.
    unsafe {
        if let Some(narrow) = hosts.narrow {
            let from = (*narrow.add(channel)).add(start);
            std::ptr::copy_nonoverlapping(from, into.as_mut_ptr(), into.len());
        } else if let Some(wide) = hosts.wide {
            let from = (*wide.add(channel)).add(start);
            for (frame, sample) in into.iter_mut().enumerate() {
                *sample = *from.add(frame) as f32;
            }
        }
    }
}

/// Fills a host's channel from frame `start` on.
///
/// # Safety
/// The channel must exist and have the frames.
unsafe fn write(
    hosts: Hosts,
    channel: usize,
    start: usize,
    frames: usize,
    sample: impl Fn(usize) -> f32,
) {
    // SAFETY: the caller's promise.
    unsafe {
        if let Some(narrow) = hosts.narrow {
            let to = (*narrow.add(channel)).add(start);
            (0..frames).for_each(|frame| *to.add(frame) = sample(frame));
        } else if let Some(wide) = hosts.wide {
            let to = (*wide.add(channel)).add(start);
            (0..frames).for_each(|frame| *to.add(frame) = f64::from(sample(frame)));
        }
    }
}

/// Silences all that a host gives to be filled.
///
/// # Safety
/// `process` must be as CLAP wants it.
pub(super) unsafe fn silence(process: &clap_sys::process::clap_process) {
    let frames = process.frames_count as usize;
    for index in 0..process.audio_outputs_count as usize {
        // SAFETY: the caller's promise.
        unsafe {
            let hosts = Hosts::at(process.audio_outputs, process.audio_outputs_count, index);
            let Some(hosts) = hosts else { continue };
            for channel in 0..hosts.channels {
                write(hosts, channel, 0, frames, |_| 0.0);
            }
        }
    }
}
