//! The host's buses as CLAP's audio ports, whatever the host passes: fewer or more buses, other channel counts, null for a
//! bus or a channel.
//!
//! An output that is not there, or switched off, is passed as absent (null): the plugin folds it into the main output. An
//! input that is not there is silence. A stereo port on one channel is mixed to it.

use super::clap_plugin::{AudioPort, NO_BUFFER};
use clap_sys::audio_buffer::clap_audio_buffer;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use vst3::Steinberg::Vst::AudioBusBuffers;

/// Channels of a port that are passed at most. Every port of ours is stereo.
const CHANNELS: usize = 2;
/// Channels of memory for outputs of which the host gives only a part.
const SPARE: usize = 8;

/// A sample of either width.
pub(super) trait Sample: Copy + PartialEq + 'static {
    const ZERO: Self;
    /// The mean of two.
    fn mean(self, other: Self) -> Self;
}

impl Sample for f32 {
    const ZERO: Self = 0.0;
    fn mean(self, other: Self) -> Self {
        (self + other) * 0.5
    }
}

impl Sample for f64 {
    const ZERO: Self = 0.0;
    fn mean(self, other: Self) -> Self {
        (self + other) * 0.5
    }
}

/// Pointers to a port's channels, as the plugin wants them.
type Channels = [*mut c_void; CHANNELS];
const NO_CHANNELS: Channels = [ptr::null_mut(); CHANNELS];

/// What is passed to the plugin. All memory is made at activation.
pub(super) struct Buffers {
    inputs: Vec<(usize, Channels)>,
    outputs: Vec<(usize, Channels)>,
    /// For the structures that point to the above.
    passed_inputs: Vec<clap_audio_buffer>,
    passed_outputs: Vec<clap_audio_buffer>,
    /// Silence, then the spare channels; as wide as the widest sample.
    memory: Vec<f64>,
    /// Frames of each part of the memory.
    frames: usize,
    /// Outputs that sound on one channel of the host: the place of the bus.
    mixed: Vec<usize>,
}

// SAFETY: the pointers are set and used within one call of the host, on its thread.
unsafe impl Send for Buffers {}

/// Which buses the host has switched on: all, until it says otherwise.
#[derive(Debug, Default)]
pub(super) struct Switches {
    inputs: AtomicU64,
    outputs: AtomicU64,
}

impl Switches {
    fn off(&self, is_input: bool) -> &AtomicU64 {
        if is_input {
            &self.inputs
        } else {
            &self.outputs
        }
    }

    /// Switches the bus at `place` (below 64) on or off.
    pub(super) fn set(&self, is_input: bool, place: usize, on: bool) {
        let bit = 1_u64.checked_shl(place as u32).unwrap_or(0);
        if on {
            self.off(is_input).fetch_and(!bit, Relaxed);
        } else {
            self.off(is_input).fetch_or(bit, Relaxed);
        }
    }

    /// Whether the bus at `place` is switched on.
    pub(super) fn is_on(&self, is_input: bool, place: usize) -> bool {
        let off = self.off(is_input).load(Relaxed);
        off.checked_shr(place as u32).unwrap_or(0) & 1 == 0
    }
}

/// The host's buses for a block.
#[derive(Clone, Copy)]
pub(super) struct Buses<'a> {
    pub inputs: &'a [AudioBusBuffers],
    pub outputs: &'a [AudioBusBuffers],
    /// Which buses are switched on.
    pub switches: &'a Switches,
}

/// The pointers to a bus's channels.
///
/// # Safety
/// The bus must be as the host gives it: null, or as many pointers as it says.
unsafe fn channels<S>(bus: &AudioBusBuffers) -> &[*mut S] {
    // SAFETY: both parts of the union are a pointer to pointers.
    let pointers = unsafe { bus.__field0.channelBuffers32 }.cast::<*mut S>();
    if pointers.is_null() || bus.numChannels <= 0 {
        return &[];
    }
    // SAFETY: as promised by the caller.
    unsafe { std::slice::from_raw_parts(pointers, bus.numChannels as usize) }
}

impl Buffers {
    /// For ports and blocks of up to `frames`.
    pub(super) fn new(inputs: &[AudioPort], outputs: &[AudioPort], frames: usize) -> Self {
        let ports = |ports: &[AudioPort]| {
            ports
                .iter()
                .map(|port| ((port.channels as usize).min(CHANNELS), NO_CHANNELS))
                .collect::<Vec<_>>()
        };
        Self {
            inputs: ports(inputs),
            outputs: ports(outputs),
            passed_inputs: vec![NO_BUFFER; inputs.len()],
            passed_outputs: vec![NO_BUFFER; outputs.len()],
            memory: vec![0.0; frames * (1 + SPARE)],
            frames,
            mixed: Vec::with_capacity(SPARE),
        }
    }

    /// Points to `frames` frames of the host's buses, `first` frames after their beginning. Outputs beyond what the host
    /// gives are left out; as many as remain are passed.
    ///
    /// # Safety
    /// The buses must be as the host gives them for a block of at least `first + frames` frames of `S`, and `frames` no
    /// more than the activation's.
    pub(super) unsafe fn point<S: Sample>(
        &mut self,
        buses: &Buses<'_>,
        first: usize,
        frames: usize,
    ) -> (&[clap_audio_buffer], &mut [clap_audio_buffer]) {
        self.mixed.clear();
        self.memory[..frames.min(self.frames)].fill(0.0);
        let memory = self.memory.as_mut_ptr();
        let silence: *mut c_void = memory.cast();
        let mut spare = 1..=SPARE;

        for (place, (count, pointers)) in self.inputs.iter_mut().enumerate() {
            // SAFETY: as promised by the caller.
            let given = buses
                .inputs
                .get(place)
                .map_or(&[][..], |bus| unsafe { channels::<S>(bus) });
            let is_active = buses.switches.is_on(true, place);
            for (channel, pointer) in pointers.iter_mut().take(*count).enumerate() {
                // A mono bus sounds on both sides.
                let from = given.get(channel.min(given.len().saturating_sub(1)));
                *pointer = match from {
                    // SAFETY: within the host's block.
                    Some(from) if is_active && !from.is_null() => unsafe { from.add(first).cast() },
                    _ => silence,
                };
            }
            self.passed_inputs[place] = buffer::<S>(*count, pointers);
        }

        let passed = buses.outputs.len().min(self.outputs.len());
        for (place, (count, pointers)) in self.outputs.iter_mut().enumerate().take(passed) {
            // SAFETY: as promised by the caller.
            let given = unsafe { channels::<S>(&buses.outputs[place]) };
            let is_active = buses.switches.is_on(false, place);
            let is_there = |pointer: &&*mut S| !pointer.is_null();
            let mut there = given.iter().take(*count).filter(is_there).count();
            if there == 0 || !is_active {
                self.passed_outputs[place] = NO_BUFFER;
                continue;
            }
            for (channel, pointer) in pointers.iter_mut().take(*count).enumerate() {
                *pointer = match given.get(channel) {
                    // SAFETY: within the host's block.
                    Some(to) if !to.is_null() => unsafe { to.add(first).cast() },
                    _ => match spare.next() {
                        // SAFETY: within the memory made for it.
                        Some(part) => unsafe { memory.add(part * self.frames).cast() },
                        None => {
                            there = 0;
                            break;
                        }
                    },
                };
            }
            if there == 0 {
                self.passed_outputs[place] = NO_BUFFER;
                continue;
            }
            if there < *count {
                self.mixed.push(place);
            }
            self.passed_outputs[place] = buffer::<S>(*count, pointers);
        }
        (&self.passed_inputs, &mut self.passed_outputs[..passed])
    }

    /// After the plugin has written `frames` frames: mixes stereo to the one channel that the host gave.
    ///
    /// # Safety
    /// Right after [`Self::point`], with the same frames.
    pub(super) unsafe fn mix<S: Sample>(&self, buses: &Buses<'_>, first: usize, frames: usize) {
        for place in &self.mixed {
            let [left, right] = self.outputs[*place].1.map(<*mut c_void>::cast::<S>);
            // SAFETY: as promised by the caller.
            let given = unsafe { channels::<S>(&buses.outputs[*place]) };
            let Some(only) = given.iter().find(|pointer| !pointer.is_null()) else {
                continue;
            };
            for frame in 0..frames {
                // SAFETY: all three have `frames` frames; the one is the same memory as left or right, read before it is
                // written.
                unsafe {
                    let mean = (*left.add(frame)).mean(*right.add(frame));
                    *only.add(first + frame) = mean;
                }
            }
        }
    }

    /// Whether the plugin has written to the output at `place` in this block.
    pub(super) fn was_passed(&self, place: usize) -> bool {
        self.passed_outputs
            .get(place)
            .is_some_and(|buffer| buffer.channel_count > 0)
    }
}

fn buffer<S: Sample>(count: usize, pointers: &mut Channels) -> clap_audio_buffer {
    let channels: *mut *mut c_void = pointers.as_mut_ptr();
    let is_wide = size_of::<S>() == size_of::<f64>();
    clap_audio_buffer {
        data32: if is_wide {
            ptr::null_mut()
        } else {
            channels.cast()
        },
        data64: if is_wide {
            channels.cast()
        } else {
            ptr::null_mut()
        },
        channel_count: count as u32,
        latency: 0,
        constant_mask: 0,
    }
}

/// Ends a block of `frames`: clears what the plugin has not written, and tells which channels are silent.
///
/// # Safety
/// The buses must be as the host gives them for a block of `frames` frames of `S`.
pub(super) unsafe fn finish<S: Sample>(
    outputs: &mut [AudioBusBuffers],
    frames: usize,
    was_written: impl Fn(usize) -> bool,
) {
    for (place, bus) in outputs.iter_mut().enumerate() {
        let written = if was_written(place) { CHANNELS } else { 0 };
        let mut silent = 0;
        // SAFETY: as promised by the caller.
        for (channel, pointer) in unsafe { channels::<S>(bus) }.iter().enumerate() {
            let is_silent = if pointer.is_null() {
                true
            } else {
                // SAFETY: as promised by the caller.
                let samples = unsafe { std::slice::from_raw_parts_mut(*pointer, frames) };
                if channel >= written {
                    samples.fill(S::ZERO);
                }
                samples.iter().all(|sample| *sample == S::ZERO)
            };
            if is_silent && channel < 64 {
                silent |= 1 << channel;
            }
        }
        bus.silenceFlags = silent;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stereo(count: usize) -> Vec<AudioPort> {
        let port = AudioPort {
            name: String::new(),
            channels: 2,
            flags: 0,
        };
        vec![port; count]
    }

    struct HostBus {
        samples: Vec<Vec<f32>>,
        pointers: Vec<*mut f32>,
    }

    impl HostBus {
        fn new(channels: usize, frames: usize) -> Self {
            let mut samples = vec![vec![9.0; frames]; channels];
            let pointers = samples
                .iter_mut()
                .map(|channel| channel.as_mut_ptr())
                .collect();
            Self { samples, pointers }
        }

        fn as_bus(&mut self) -> AudioBusBuffers {
            // SAFETY: plain data, for which zeros are valid.
            let mut bus: AudioBusBuffers = unsafe { std::mem::zeroed() };
            bus.numChannels = self.pointers.len() as i32;
            bus.__field0.channelBuffers32 = self.pointers.as_mut_ptr();
            bus
        }
    }

    /// Lets a plugin write 1 to left and 3 to right of every output it is passed, in two parts of a block of eight.
    fn play(buffers: &mut Buffers, outputs: &mut [AudioBusBuffers], off: &[usize]) -> Vec<bool> {
        let mut seen = Vec::new();
        let switches = Switches::default();
        off.iter()
            .for_each(|place| switches.set(false, *place, false));
        for first in [0, 4] {
            let buses = Buses {
                inputs: &[],
                outputs,
                switches: &switches,
            };
            // SAFETY: the buses are valid for eight frames.
            unsafe {
                let (inputs, passed) = buffers.point::<f32>(&buses, first, 4);
                for input in inputs {
                    let channels = std::slice::from_raw_parts(input.data32, 2);
                    for channel in channels {
                        assert_eq!(std::slice::from_raw_parts(*channel, 4), [0.0; 4]);
                    }
                }
                seen = passed
                    .iter()
                    .map(|buffer| !buffer.data32.is_null())
                    .collect();
                for buffer in passed.iter().filter(|buffer| !buffer.data32.is_null()) {
                    for channel in 0..2 {
                        let channel_start = *buffer.data32.add(channel);
                        for frame in 0..4 {
                            *channel_start.add(frame) = [1.0, 3.0][channel];
                        }
                    }
                }
                buffers.mix::<f32>(&buses, first, 4);
            }
        }
        // SAFETY: as above.
        unsafe { finish::<f32>(outputs, 8, |place| buffers.was_passed(place)) };
        seen
    }

    #[test]
    fn only_as_many_outputs_as_the_host_gives_are_passed() {
        let mut buffers = Buffers::new(&[], &stereo(17), 4);
        for given in [1, 2, 16, 17] {
            let mut buses: Vec<HostBus> = (0..given).map(|_| HostBus::new(2, 8)).collect();
            let mut raw: Vec<_> = buses.iter_mut().map(HostBus::as_bus).collect();
            assert_eq!(play(&mut buffers, &mut raw, &[]), vec![true; given]);
            for (bus, raw) in buses.iter().zip(&raw) {
                assert_eq!(bus.samples, [[1.0; 8], [3.0; 8]]);
                assert_eq!(raw.silenceFlags, 0);
            }
        }
    }

    #[test]
    fn outputs_that_are_off_or_null_are_absent_and_silent() {
        let mut buffers = Buffers::new(&stereo(1), &stereo(3), 4);
        let mut buses = [HostBus::new(2, 8), HostBus::new(2, 8), HostBus::new(2, 8)];
        buses[1].pointers.fill(ptr::null_mut());
        let mut raw: Vec<_> = buses.iter_mut().map(HostBus::as_bus).collect();
        let seen = play(&mut buffers, &mut raw, &[2]);
        assert_eq!(seen, [true, false, false]);
        assert_eq!(buses[2].samples, [[0.0; 8], [0.0; 8]]);
        assert_eq!((raw[1].silenceFlags, raw[2].silenceFlags), (3, 3));
        raw[1].__field0.channelBuffers32 = ptr::null_mut();
        raw[2].numChannels = 0;
        assert_eq!(play(&mut buffers, &mut raw, &[]), [true, false, false]);
    }

    #[test]
    fn other_channel_counts_get_the_sound_too() {
        let mut buffers = Buffers::new(&[], &stereo(3), 4);
        let mut buses = [HostBus::new(1, 8), HostBus::new(4, 8), HostBus::new(2, 8)];
        buses[2].pointers[0] = ptr::null_mut();
        let mut raw: Vec<_> = buses.iter_mut().map(HostBus::as_bus).collect();
        assert_eq!(play(&mut buffers, &mut raw, &[]), [true; 3]);
        assert_eq!(buses[0].samples, [[2.0; 8]]);
        assert_eq!(buses[1].samples, [[1.0; 8], [3.0; 8], [0.0; 8], [0.0; 8]]);
        assert_eq!(raw[1].silenceFlags, 0b1100);
        assert_eq!(buses[2].samples[1], [2.0; 8]);
    }

    #[test]
    fn buses_the_plugin_does_not_know_are_silent() {
        let mut buffers = Buffers::new(&[], &stereo(1), 4);
        let mut buses = [HostBus::new(2, 8), HostBus::new(2, 8)];
        let mut raw: Vec<_> = buses.iter_mut().map(HostBus::as_bus).collect();
        assert_eq!(play(&mut buffers, &mut raw, &[]), [true]);
        assert_eq!(buses[1].samples, [[0.0; 8], [0.0; 8]]);
    }
}
