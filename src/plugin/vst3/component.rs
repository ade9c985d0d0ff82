//! The object a host creates: component, processor and controller in one. Here its buses and its state.

use super::audio::Ports;
use super::clap_plugin::AudioPort;
use super::classes::Vst3Class;
use super::factory::zeroed;
use super::firewall::main_call;
use super::instance::Instance;
use super::run_loop::Timer;
use super::state;
use super::text::write_utf16;
use std::ptr;
use std::sync::Arc;
use vst3::Class;
use vst3::ComRef;
use vst3::Steinberg::Vst::BusDirections_::kInput;
use vst3::Steinberg::Vst::BusInfo_::BusFlags_::kDefaultActive;
use vst3::Steinberg::Vst::BusTypes_::{kAux, kMain};
use vst3::Steinberg::Vst::ChannelContext::IInfoListener;
use vst3::Steinberg::Vst::MediaTypes_::{kAudio, kEvent};
use vst3::Steinberg::Vst::{
    BusDirection, BusInfo, IAudioProcessor, IComponent, IComponentTrait, IEditController,
    IProcessContextRequirements, IUnitInfo, IoMode, MediaType, RoutingInfo,
};
use vst3::Steinberg::{
    FUnknown, IBStream, IPluginBaseTrait, TBool, TUID, int32, kInternalError, kInvalidArgument,
    kNoInterface, kResultFalse, kResultOk, tresult,
};

/// MIDI channels of the bus for notes.
const NOTE_CHANNELS: i32 = 16;

/// What a host holds of an instance.
pub(super) struct Component {
    /// Instance that this is the face of.
    pub instance: Arc<Instance>,
}

impl Class for Component {
    type Interfaces = (
        IComponent,
        IAudioProcessor,
        IEditController,
        IUnitInfo,
        IProcessContextRequirements,
        IInfoListener,
    );
}

impl Component {
    /// A new instance of a class. `None` if the plugin does not start.
    pub(super) fn new(class: &Vst3Class) -> Option<Self> {
        Instance::new(class).map(|instance| Self { instance })
    }

    /// The audio ports of a direction.
    pub(super) fn audio_ports(&self, direction: BusDirection) -> Vec<AudioPort> {
        let Ports {
            inputs, outputs, ..
        } = self.instance.ports();
        if direction == kInput as BusDirection {
            inputs
        } else {
            outputs
        }
    }

    /// The name of the bus for notes of a direction, if there is one.
    ///
    /// Hosts put instruments on tracks that send notes, and some refuse one without a bus for them; so an instrument has
    /// it, also where the plugin makes nothing of notes.
    fn note_bus(&self, direction: BusDirection) -> Option<String> {
        let is_input = direction == kInput as BusDirection;
        let port = self.instance.plugin.note_port(is_input);
        if port.is_none() && is_input && self.instance.class.is_instrument {
            return Some("Note Input".to_owned());
        }
        port
    }

    fn bus_count(&self, media: MediaType, direction: BusDirection) -> usize {
        if media == kAudio as MediaType {
            self.audio_ports(direction).len()
        } else if media == kEvent as MediaType {
            usize::from(self.note_bus(direction).is_some())
        } else {
            0
        }
    }

    fn has_bus(&self, media: MediaType, direction: BusDirection, index: int32) -> bool {
        usize::try_from(index).is_ok_and(|index| index < self.bus_count(media, direction))
    }
}

impl IPluginBaseTrait for Component {
    unsafe fn initialize(&self, context: *mut FUnknown) -> tresult {
        main_call(kInternalError, || {
            // SAFETY: the host passes null or its context, held for this call.
            let context = unsafe { ComRef::from_raw(context) };
            self.instance
                .set_timer(Timer::of_host(context, &self.instance));
            kResultOk
        })
    }

    unsafe fn terminate(&self) -> tresult {
        main_call(kInternalError, || {
            self.instance.terminate();
            kResultOk
        })
    }
}

impl IComponentTrait for Component {
    unsafe fn getControllerClassId(&self, _class_id: *mut TUID) -> tresult {
        // The controller is this same object.
        kNoInterface
    }

    unsafe fn setIoMode(&self, _mode: IoMode) -> tresult {
        kResultOk
    }

    unsafe fn getBusCount(&self, media: MediaType, direction: BusDirection) -> int32 {
        main_call(0, || self.bus_count(media, direction) as int32)
    }

    unsafe fn getBusInfo(
        &self,
        media: MediaType,
        direction: BusDirection,
        index: int32,
        info: *mut BusInfo,
    ) -> tresult {
        main_call(kInternalError, || {
            if !self.has_bus(media, direction, index) {
                return kInvalidArgument;
            }
            // SAFETY: the host passes null or a structure to be written, plain data for which zeros are valid.
            let Some(info) = (unsafe { zeroed(info) }) else {
                return kInvalidArgument;
            };
            info.mediaType = media;
            info.direction = direction;
            info.flags = kDefaultActive as u32;
            info.busType = if index == 0 {
                kMain as i32
            } else {
                kAux as i32
            };
            if media == kEvent as MediaType {
                info.channelCount = NOTE_CHANNELS;
                write_utf16(
                    &mut info.name,
                    &self.note_bus(direction).unwrap_or_default(),
                );
            } else if let Some(port) = self.audio_ports(direction).get(index as usize) {
                info.channelCount = port.channels as i32;
                write_utf16(&mut info.name, &port.name);
            }
            kResultOk
        })
    }

    unsafe fn getRoutingInfo(&self, from: *mut RoutingInfo, to: *mut RoutingInfo) -> tresult {
        main_call(kInternalError, || {
            // SAFETY: the host passes null or structures.
            let (Some(from), Some(to)) = (unsafe { from.as_ref() }, unsafe { to.as_mut() }) else {
                return kInvalidArgument;
            };
            let is_main_audio = from.mediaType == kAudio as MediaType
                && from.busIndex == 0
                && self.has_bus(from.mediaType, kInput as BusDirection, 0);
            if !is_main_audio {
                return kResultFalse;
            }
            *to = *from;
            kResultOk
        })
    }

    unsafe fn activateBus(
        &self,
        media: MediaType,
        direction: BusDirection,
        index: int32,
        state: TBool,
    ) -> tresult {
        main_call(kInternalError, || {
            if !self.has_bus(media, direction, index) {
                return kInvalidArgument;
            }
            if media == kAudio as MediaType {
                let is_input = direction == kInput as BusDirection;
                self.instance
                    .switches
                    .set(is_input, index as usize, state != 0);
            }
            kResultOk
        })
    }

    unsafe fn setActive(&self, state: TBool) -> tresult {
        let done = main_call(false, || self.instance.activate(state != 0));
        main_call((), || self.instance.serve());
        if done { kResultOk } else { kResultFalse }
    }

    unsafe fn setState(&self, stream: *mut IBStream) -> tresult {
        main_call(kInternalError, || {
            // SAFETY: the host passes null or a stream, held for this call.
            let Some(stream) = (unsafe { ComRef::from_raw(stream) }) else {
                return kInvalidArgument;
            };
            let Some(bytes) = state::read_all(&stream) else {
                return kResultFalse;
            };
            let plugin = &self.instance.plugin;
            if self.instance.load(|| state::load(plugin, &bytes)) {
                kResultOk
            } else {
                kResultFalse
            }
        })
    }

    unsafe fn getState(&self, stream: *mut IBStream) -> tresult {
        main_call(kInternalError, || {
            // SAFETY: the host passes null or a stream, held for this call.
            let Some(stream) = (unsafe { ComRef::from_raw(stream) }) else {
                return kInvalidArgument;
            };
            self.instance.serve();
            self.instance.settle();
            let Some(bytes) = state::save(&self.instance.plugin) else {
                return kResultFalse;
            };
            if state::write_all(&stream, &bytes) {
                kResultOk
            } else {
                kResultFalse
            }
        })
    }
}

/// The view or another object for a host; null if it could not be made.
pub(super) fn pointer_or_null<I: vst3::Interface>(object: Option<vst3::ComPtr<I>>) -> *mut I {
    object.map_or(ptr::null_mut(), vst3::ComPtr::into_raw)
}
