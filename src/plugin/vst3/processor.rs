//! The processor: arrangements of buses, setup, and blocks.

use super::audio::Setup;
use super::component::Component;
use super::firewall::{audio_call, main_call};
use super::process::silence;
use clap_sys::ext::audio_ports::CLAP_AUDIO_PORT_SUPPORTS_64BITS;
use phonon_engine::SAMPLE_RATES;
use vst3::Steinberg::Vst::IProcessContextRequirements_::Flags_::{
    kNeedBarPositionMusic, kNeedCycleMusic, kNeedProjectTimeMusic, kNeedTempo, kNeedTimeSignature,
    kNeedTransportState,
};
use vst3::Steinberg::Vst::ProcessModes_::kOffline;
use vst3::Steinberg::Vst::SpeakerArr::{kEmpty, kMono, kStereo};
use vst3::Steinberg::Vst::SymbolicSampleSizes_::{kSample32, kSample64};
use vst3::Steinberg::Vst::{
    BusDirection, BusDirections_::kInput, BusDirections_::kOutput, IAudioProcessorTrait,
    IProcessContextRequirementsTrait, ProcessData, ProcessSetup, SpeakerArrangement, kInfiniteTail,
};
use vst3::Steinberg::{
    TBool, int32, kInternalError, kInvalidArgument, kResultFalse, kResultOk, tresult, uint32,
};

/// What VST3 calls this many channels.
fn arrangement(channels: u32) -> SpeakerArrangement {
    match channels {
        0 => kEmpty,
        1 => kMono,
        2 => kStereo,
        more => (1_u64.checked_shl(more).unwrap_or(0)).wrapping_sub(1),
    }
}

/// The channels a host proposes for its buses.
///
/// # Safety
/// `first` must be null or point to `count` arrangements.
unsafe fn proposed(first: *const SpeakerArrangement, count: int32) -> Option<Vec<u32>> {
    let count = usize::try_from(count).ok()?;
    if count == 0 {
        return Some(Vec::new());
    }
    if first.is_null() {
        return None;
    }
    // SAFETY: as promised by the caller.
    let all = unsafe { std::slice::from_raw_parts(first, count) };
    Some(all.iter().map(|one| one.count_ones()).collect())
}

impl Component {
    fn channels(&self, direction: BusDirection) -> Vec<u32> {
        self.audio_ports(direction)
            .iter()
            .map(|port| port.channels)
            .collect()
    }

    /// Whether the ports have these channels, if need be in another arrangement that the plugin offers.
    fn arrange(&self, inputs: &[u32], outputs: &[u32]) -> bool {
        let fits = || {
            self.channels(kInput as BusDirection) == inputs
                && self.channels(kOutput as BusDirection) == outputs
        };
        if fits() {
            return true;
        }
        let instance = &self.instance;
        // Held, so that nothing is processed meanwhile.
        let Some(audio) = instance.audio().filter(|audio| audio.active.is_none()) else {
            return false;
        };
        let offered = instance.plugin.arrangements();
        let first = offered.first().map(|arrangement| arrangement.id);
        let mut found = false;
        for arrangement in offered {
            let counts = (
                arrangement.input_port_count as usize,
                arrangement.output_port_count as usize,
            );
            if counts == (inputs.len(), outputs.len()) && instance.plugin.arrange(arrangement.id) {
                instance.read_ports();
                if fits() {
                    found = true;
                    break;
                }
            }
        }
        if !found && let Some(first) = first {
            instance.plugin.arrange(first);
            instance.read_ports();
        }
        drop(audio);
        found
    }
}

impl IAudioProcessorTrait for Component {
    unsafe fn setBusArrangements(
        &self,
        inputs: *mut SpeakerArrangement,
        input_count: int32,
        outputs: *mut SpeakerArrangement,
        output_count: int32,
    ) -> tresult {
        main_call(kInternalError, || {
            // SAFETY: the host passes as many arrangements as it says.
            let (inputs, outputs) = unsafe {
                (
                    proposed(inputs, input_count),
                    proposed(outputs, output_count),
                )
            };
            let (Some(inputs), Some(outputs)) = (inputs, outputs) else {
                return kInvalidArgument;
            };
            if self.arrange(&inputs, &outputs) {
                kResultOk
            } else {
                kResultFalse
            }
        })
    }

    unsafe fn getBusArrangement(
        &self,
        direction: BusDirection,
        index: int32,
        target: *mut SpeakerArrangement,
    ) -> tresult {
        main_call(kInternalError, || {
            let channels = self.channels(direction);
            let known = [kInput as BusDirection, kOutput as BusDirection].contains(&direction);
            let channels = usize::try_from(index)
                .ok()
                .and_then(|index| channels.get(index));
            match channels {
                Some(channels) if known && !target.is_null() => {
                    // SAFETY: the host passes a place to be written.
                    unsafe { *target = arrangement(*channels) };
                    kResultOk
                }
                _ => kInvalidArgument,
            }
        })
    }

    unsafe fn canProcessSampleSize(&self, size: int32) -> tresult {
        main_call(kInternalError, || {
            let wide = || {
                [kInput, kOutput].into_iter().all(|direction| {
                    let ports = self.audio_ports(direction as BusDirection);
                    ports
                        .iter()
                        .all(|port| port.flags & CLAP_AUDIO_PORT_SUPPORTS_64BITS != 0)
                })
            };
            if size == kSample32 as i32 || size == kSample64 as i32 && wide() {
                kResultOk
            } else {
                kResultFalse
            }
        })
    }

    unsafe fn getLatencySamples(&self) -> uint32 {
        main_call(0, || self.instance.plugin.latency())
    }

    unsafe fn setupProcessing(&self, setup: *mut ProcessSetup) -> tresult {
        main_call(kInternalError, || {
            // SAFETY: the host passes null or its setup.
            let Some(setup) = (unsafe { setup.as_ref() }) else {
                return kInvalidArgument;
            };
            // Refused here, where hosts expect it, and not first at the activation.
            if !SAMPLE_RATES.contains(&setup.sampleRate) {
                return kInvalidArgument;
            }
            let frames = u32::try_from(setup.maxSamplesPerBlock)
                .ok()
                .filter(|frames| *frames > 0);
            let done = self.instance.set_up(Setup {
                rate: setup.sampleRate,
                // Some hosts say 0 at first; longer blocks are processed in parts.
                frames: frames.unwrap_or(Setup::UNKNOWN.frames),
                offline: setup.processMode == kOffline as i32,
            });
            if done { kResultOk } else { kResultFalse }
        })
    }

    unsafe fn setProcessing(&self, state: TBool) -> tresult {
        // Hosts call this on either thread.
        main_call(kInternalError, || {
            self.instance.process(state != 0);
            kResultOk
        })
    }

    unsafe fn process(&self, data: *mut ProcessData) -> tresult {
        audio_call(kInternalError, || {
            // SAFETY: the host passes null or its block.
            let Some(data) = (unsafe { data.as_ref() }) else {
                return kInvalidArgument;
            };
            let Some(mut audio) = self.instance.audio_at_once() else {
                // The main thread activates or loads at this very moment: a host's mistake, heard as silence.
                // SAFETY: the block is as the host gives it.
                unsafe { silence(data) };
                return kResultOk;
            };
            // SAFETY: the block is as the host gives it.
            unsafe { audio.process(data, &self.instance.switches) };
            let late = audio.events.take_lost();
            let is_active = audio.active.is_some();
            drop(audio);
            if is_active {
                self.instance.block_has_come(late);
            }
            kResultOk
        })
    }

    unsafe fn getTailSamples(&self) -> uint32 {
        audio_call(kInfiniteTail, || {
            self.instance.tail().unwrap_or(kInfiniteTail)
        })
    }
}

impl IProcessContextRequirementsTrait for Component {
    unsafe fn getProcessContextRequirements(&self) -> uint32 {
        let needs = kNeedProjectTimeMusic
            | kNeedBarPositionMusic
            | kNeedCycleMusic
            | kNeedTimeSignature
            | kNeedTempo
            | kNeedTransportState;
        needs as uint32
    }
}
