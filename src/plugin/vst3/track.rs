//! The track's name and colour, from VST3's list of attributes.

use super::component::Component;
use super::firewall::main_call;
use super::text::read_utf16;
use vst3::ComRef;
use vst3::Steinberg::Vst::ChannelContext::{IInfoListenerTrait, kChannelColorKey, kChannelNameKey};
use vst3::Steinberg::Vst::{IAttributeList, IAttributeListTrait, String128};
use vst3::Steinberg::{kInternalError, kInvalidArgument, kResultOk, tresult};

impl IInfoListenerTrait for Component {
    unsafe fn setChannelContextInfos(&self, list: *mut IAttributeList) -> tresult {
        main_call(kInternalError, || {
            // SAFETY: the host passes null or a list, held for this call.
            let Some(list) = (unsafe { ComRef::from_raw(list) }) else {
                return kInvalidArgument;
            };
            let mut name: String128 = [0; 128];
            let mut colour = 0;
            // SAFETY: the keys end with zero, and the name is as long as said, in bytes.
            let (has_name, has_colour) = unsafe {
                let room = size_of::<String128>() as u32;
                (
                    list.getString(kChannelNameKey, name.as_mut_ptr(), room) == kResultOk,
                    list.getInt(kChannelColorKey, &raw mut colour) == kResultOk,
                )
            };
            let instance = &self.instance;
            // Hosts tell only what is new; the rest stays.
            let changed = instance.host.track(|track| {
                let before = track.clone();
                if has_name {
                    track.name = Some(read_utf16(&name));
                }
                if has_colour {
                    track.colour = Some((colour as u32).to_be_bytes());
                }
                *track != before
            });
            if changed {
                instance.plugin.track_changed();
            }
            kResultOk
        })
    }
}
