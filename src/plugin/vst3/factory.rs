//! The factory: what the host's scanner reads, and where instances come from.

use super::classes::{CLASSES, Vst3Class};
use super::component::Component;
use super::firewall::main_call;
use super::text::{write_utf8, write_utf16};
use crate::plugin::Phonon;
use nice_plug::plugin::Plugin;
use std::ffi::c_void;
use vst3::Steinberg::Vst::ComponentFlags_::kSimpleModeSupported;
use vst3::Steinberg::{
    FIDString, FUnknown, IPluginFactory, IPluginFactory2, IPluginFactory2Trait, IPluginFactory3,
    IPluginFactory3Trait, IPluginFactoryTrait, PClassInfo,
    PClassInfo_::ClassCardinality_::kManyInstances, PClassInfo2, PClassInfoW, PFactoryInfo,
    PFactoryInfo_::FactoryFlags_::kUnicode, TUID, int32, kInternalError, kInvalidArgument,
    kNoInterface, kResultOk, tresult,
};
use vst3::{Class, ComWrapper};

const CATEGORY: &str = "Audio Module Class";
/// The version of the interfaces that the bindings describe.
const SDK: &str = "VST 3.7.12";

/// Lists and creates the classes.
pub(super) struct Factory {
    classes: [Vst3Class; CLASSES.len()],
}

impl Factory {
    /// A factory that lists `classes` in this order.
    pub(super) fn new(classes: [Vst3Class; CLASSES.len()]) -> Self {
        Self { classes }
    }

    /// Fills `info` from the class at `index`.
    fn describe<T>(
        &self,
        index: int32,
        info: *mut T,
        fill: impl FnOnce(&Vst3Class, &mut T),
    ) -> tresult {
        main_call(kInternalError, || {
            let class = usize::try_from(index)
                .ok()
                .and_then(|index| self.classes.get(index));
            // SAFETY: a host passes null or a structure to be written, plain data for which zeros are valid.
            let (Some(class), Some(info)) = (class, unsafe { zeroed(info) }) else {
                return kInvalidArgument;
            };
            fill(class, info);
            kResultOk
        })
    }
}

/// The structure at `target`, filled with zeros.
///
/// # Safety
/// `target` must be null or point to memory for a `T` that zeros are a valid value of.
pub(super) unsafe fn zeroed<'a, T>(target: *mut T) -> Option<&'a mut T> {
    if target.is_null() {
        return None;
    }
    // SAFETY: as promised by the caller.
    unsafe {
        target.write_bytes(0, 1);
        target.as_mut()
    }
}

impl Class for Factory {
    type Interfaces = (IPluginFactory, IPluginFactory2, IPluginFactory3);
}

impl IPluginFactoryTrait for Factory {
    unsafe fn getFactoryInfo(&self, info: *mut PFactoryInfo) -> tresult {
        // SAFETY: a host passes null or a structure to be written.
        let Some(info) = (unsafe { zeroed(info) }) else {
            return kInvalidArgument;
        };
        write_utf8(&mut info.vendor, Phonon::VENDOR);
        write_utf8(&mut info.url, Phonon::URL);
        write_utf8(&mut info.email, Phonon::EMAIL);
        info.flags = kUnicode as int32;
        kResultOk
    }

    unsafe fn countClasses(&self) -> int32 {
        self.classes.len() as int32
    }

    unsafe fn getClassInfo(&self, index: int32, info: *mut PClassInfo) -> tresult {
        self.describe(index, info, |class, info| {
            info.cid = class.id();
            info.cardinality = kManyInstances as int32;
            write_utf8(&mut info.category, CATEGORY);
            write_utf8(&mut info.name, class.name);
        })
    }

    unsafe fn createInstance(
        &self,
        class_id: FIDString,
        interface_id: FIDString,
        object: *mut *mut c_void,
    ) -> tresult {
        main_call(kInternalError, || {
            if class_id.is_null() || interface_id.is_null() || object.is_null() {
                return kInvalidArgument;
            }
            // SAFETY: identities are sixteen bytes, and `object` is to be written.
            let (class_id, object) = unsafe { (*class_id.cast::<TUID>(), &mut *object) };
            *object = std::ptr::null_mut();
            let Some(class) = self.classes.iter().find(|class| class.id() == class_id) else {
                return kNoInterface;
            };
            let Some(component) = Component::new(class) else {
                return kInternalError;
            };
            let Some(unknown) = ComWrapper::new(component).to_com_ptr::<FUnknown>() else {
                return kNoInterface;
            };
            // SAFETY: the object lives, and `interface_id` is an identity as above. A query that succeeds holds it.
            unsafe {
                ((*(*unknown.as_ptr()).vtbl).queryInterface)(
                    unknown.as_ptr(),
                    interface_id.cast::<TUID>(),
                    object,
                )
            }
        })
    }
}

impl IPluginFactory2Trait for Factory {
    unsafe fn getClassInfo2(&self, index: int32, info: *mut PClassInfo2) -> tresult {
        self.describe(index, info, |class, info| {
            info.cid = class.id();
            info.cardinality = kManyInstances as int32;
            info.classFlags = kSimpleModeSupported as u32;
            write_utf8(&mut info.category, CATEGORY);
            write_utf8(&mut info.name, class.name);
            write_utf8(&mut info.subCategories, class.categories);
            write_utf8(&mut info.vendor, Phonon::VENDOR);
            write_utf8(&mut info.version, Phonon::VERSION);
            write_utf8(&mut info.sdkVersion, SDK);
        })
    }
}

impl IPluginFactory3Trait for Factory {
    unsafe fn getClassInfoUnicode(&self, index: int32, info: *mut PClassInfoW) -> tresult {
        self.describe(index, info, |class, info| {
            info.cid = class.id();
            info.cardinality = kManyInstances as int32;
            info.classFlags = kSimpleModeSupported as u32;
            write_utf8(&mut info.category, CATEGORY);
            write_utf16(&mut info.name, class.name);
            write_utf8(&mut info.subCategories, class.categories);
            write_utf16(&mut info.vendor, Phonon::VENDOR);
            write_utf16(&mut info.version, Phonon::VERSION);
            write_utf16(&mut info.sdkVersion, SDK);
        })
    }

    unsafe fn setHostContext(&self, _context: *mut FUnknown) -> tresult {
        kResultOk
    }
}
