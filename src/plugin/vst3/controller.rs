//! The controller: parameters as hosts show and set them, their units, and the window.

use super::component::{Component, pointer_or_null};
use super::factory::zeroed;
use super::firewall::main_call;
use super::instance::Handler;
use super::text::{read_utf16_at, write_utf16};
use super::view::View;
use std::ffi::CStr;
use vst3::ComRef;
use vst3::Steinberg::Vst::{
    BusDirection, CString, IComponentHandler, IEditControllerTrait, IUnitInfoTrait, MediaType,
    ParamID, ParamValue, ParameterInfo, ProgramListID, ProgramListInfo, String128, TChar, UnitID,
    UnitInfo, kNoParentUnitId, kNoProgramListId, kRootUnitId,
};
use vst3::Steinberg::{
    FIDString, IBStream, IPlugView, int16, int32, kInternalError, kInvalidArgument, kResultFalse,
    kResultOk, tresult,
};

impl IEditControllerTrait for Component {
    unsafe fn setComponentState(&self, _state: *mut IBStream) -> tresult {
        // The component is this same object and has the state already.
        kResultOk
    }

    unsafe fn setState(&self, _state: *mut IBStream) -> tresult {
        kResultOk
    }

    unsafe fn getState(&self, _state: *mut IBStream) -> tresult {
        kResultOk
    }

    unsafe fn getParameterCount(&self) -> int32 {
        self.instance.parameters.all().len() as int32
    }

    unsafe fn getParameterInfo(&self, index: int32, info: *mut ParameterInfo) -> tresult {
        main_call(kInternalError, || {
            let all = self.instance.parameters.all();
            let parameter = usize::try_from(index).ok().and_then(|index| all.get(index));
            // SAFETY: the host passes null or a structure to be written, plain data for which zeros are valid.
            let (Some(parameter), Some(info)) = (parameter, unsafe { zeroed(info) }) else {
                return kInvalidArgument;
            };
            info.id = parameter.id;
            write_utf16(&mut info.title, &parameter.name);
            write_utf16(&mut info.shortTitle, &parameter.name);
            info.stepCount = parameter.steps;
            info.defaultNormalizedValue = parameter.default;
            info.unitId = parameter.unit;
            info.flags = parameter.flags;
            kResultOk
        })
    }

    unsafe fn getParamStringByValue(
        &self,
        id: ParamID,
        value: ParamValue,
        target: *mut String128,
    ) -> tresult {
        main_call(kInternalError, || {
            let instance = &self.instance;
            // SAFETY: the host passes null or a text to be written.
            let (Some(parameter), Some(target)) =
                (instance.parameters.get(id), unsafe { target.as_mut() })
            else {
                return kInvalidArgument;
            };
            let Some(text) = instance.plugin.text_of(id, parameter.plain(value)) else {
                return kResultFalse;
            };
            write_utf16(target, &text);
            kResultOk
        })
    }

    unsafe fn getParamValueByString(
        &self,
        id: ParamID,
        text: *mut TChar,
        value: *mut ParamValue,
    ) -> tresult {
        main_call(kInternalError, || {
            let instance = &self.instance;
            let Some(parameter) = instance.parameters.get(id) else {
                return kInvalidArgument;
            };
            if text.is_null() || value.is_null() {
                return kInvalidArgument;
            }
            // SAFETY: the host's text ends with zero.
            let text = unsafe { read_utf16_at(text) };
            let Some(plain) = instance.plugin.value_of(id, text.trim()) else {
                return kResultFalse;
            };
            // SAFETY: not null, and to be written.
            unsafe { *value = parameter.normalized(plain) };
            kResultOk
        })
    }

    unsafe fn normalizedParamToPlain(&self, id: ParamID, value: ParamValue) -> ParamValue {
        let parameter = self.instance.parameters.get(id);
        parameter.map_or(value, |parameter| parameter.plain(value))
    }

    unsafe fn plainParamToNormalized(&self, id: ParamID, plain: ParamValue) -> ParamValue {
        let parameter = self.instance.parameters.get(id);
        parameter.map_or(plain, |parameter| parameter.normalized(plain))
    }

    unsafe fn getParamNormalized(&self, id: ParamID) -> ParamValue {
        main_call(0.0, || self.instance.value(id).unwrap_or(0.0))
    }

    unsafe fn setParamNormalized(&self, id: ParamID, value: ParamValue) -> tresult {
        main_call(kInternalError, || {
            if self.instance.set_value(id, value) {
                kResultOk
            } else {
                kInvalidArgument
            }
        })
    }

    unsafe fn setComponentHandler(&self, handler: *mut IComponentHandler) -> tresult {
        main_call(kInternalError, || {
            // SAFETY: the host passes null or its handler, of which a reference is kept.
            let handler = unsafe { ComRef::from_raw(handler) };
            self.instance
                .set_handler(handler.map(|handler| Handler::new(handler.to_com_ptr())));
            kResultOk
        })
    }

    unsafe fn createView(&self, name: FIDString) -> *mut IPlugView {
        main_call(std::ptr::null_mut(), || {
            // SAFETY: names end with zero.
            if !name.is_null() && unsafe { CStr::from_ptr(name) } != c"editor" {
                return std::ptr::null_mut();
            }
            pointer_or_null(View::create(&self.instance))
        })
    }
}

impl IUnitInfoTrait for Component {
    unsafe fn getUnitCount(&self) -> int32 {
        self.instance.parameters.units().len() as int32 + 1
    }

    unsafe fn getUnitInfo(&self, index: int32, info: *mut UnitInfo) -> tresult {
        main_call(kInternalError, || {
            let root = (kRootUnitId, "Root");
            let mut units = std::iter::once(root).chain(self.instance.parameters.units());
            let unit = usize::try_from(index)
                .ok()
                .and_then(|index| units.nth(index));
            // SAFETY: the host passes null or a structure to be written, plain data for which zeros are valid.
            let (Some((id, name)), Some(info)) = (unit, unsafe { zeroed(info) }) else {
                return kInvalidArgument;
            };
            info.id = id;
            info.parentUnitId = if id == kRootUnitId {
                kNoParentUnitId
            } else {
                kRootUnitId
            };
            info.programListId = kNoProgramListId;
            write_utf16(&mut info.name, name);
            kResultOk
        })
    }

    unsafe fn getProgramListCount(&self) -> int32 {
        0
    }

    unsafe fn getProgramListInfo(&self, _index: int32, _info: *mut ProgramListInfo) -> tresult {
        kInvalidArgument
    }

    unsafe fn getProgramName(
        &self,
        _list: ProgramListID,
        _program: int32,
        _name: *mut String128,
    ) -> tresult {
        kInvalidArgument
    }

    unsafe fn getProgramInfo(
        &self,
        _list: ProgramListID,
        _program: int32,
        _attribute: CString,
        _value: *mut String128,
    ) -> tresult {
        kInvalidArgument
    }

    unsafe fn hasProgramPitchNames(&self, _list: ProgramListID, _program: int32) -> tresult {
        kResultFalse
    }

    unsafe fn getProgramPitchName(
        &self,
        _list: ProgramListID,
        _program: int32,
        _pitch: int16,
        _name: *mut String128,
    ) -> tresult {
        kInvalidArgument
    }

    unsafe fn getSelectedUnit(&self) -> UnitID {
        kRootUnitId
    }

    unsafe fn selectUnit(&self, _id: UnitID) -> tresult {
        kResultFalse
    }

    unsafe fn getUnitByBus(
        &self,
        _media: MediaType,
        _direction: BusDirection,
        _bus: int32,
        _channel: int32,
        _unit: *mut UnitID,
    ) -> tresult {
        kResultFalse
    }

    unsafe fn setUnitProgramData(
        &self,
        _list_or_unit: int32,
        _program: int32,
        _data: *mut IBStream,
    ) -> tresult {
        kResultFalse
    }
}
