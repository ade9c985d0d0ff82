//! What the operating system finds in the library: the factory, and the calls that begin and end a module.

use super::classes;
use super::factory::Factory;
use phonon_session::firewall::guarded;
use std::ffi::c_void;
use std::path::PathBuf;
use std::ptr;
use vst3::ComWrapper;
use vst3::Steinberg::IPluginFactory;

/// The factory of the VST3 classes. The caller owns a reference.
#[unsafe(no_mangle)]
pub(super) extern "system" fn GetPluginFactory() -> *mut c_void {
    let factory = guarded(|| {
        let file = own_file();
        let name = file.as_deref().and_then(|file| file.file_stem()?.to_str());
        ComWrapper::new(Factory::new(classes::in_order_for(name)))
            .to_com_ptr::<IPluginFactory>()
            .map(vst3::ComPtr::into_raw)
    });
    factory.ok().flatten().unwrap_or(ptr::null_mut()).cast()
}

/// Begins the module on Linux.
#[cfg(all(target_family = "unix", not(target_os = "macos")))]
#[unsafe(no_mangle)]
pub(super) extern "C" fn ModuleEntry(_library: *mut c_void) -> bool {
    begin()
}

/// Ends the module on Linux.
#[cfg(all(target_family = "unix", not(target_os = "macos")))]
#[unsafe(no_mangle)]
pub(super) extern "C" fn ModuleExit() -> bool {
    true
}

/// Begins the module on macOS.
#[cfg(target_os = "macos")]
#[unsafe(no_mangle)]
pub extern "C" fn bundleEntry(_bundle: *mut c_void) -> bool {
    begin()
}

/// Ends the module on macOS.
#[cfg(target_os = "macos")]
#[unsafe(no_mangle)]
pub extern "C" fn bundleExit() -> bool {
    true
}

/// Begins the module on Windows.
#[cfg(target_os = "windows")]
#[unsafe(no_mangle)]
pub extern "system" fn InitDll() -> bool {
    begin()
}

/// Ends the module on Windows.
#[cfg(target_os = "windows")]
#[unsafe(no_mangle)]
pub extern "system" fn ExitDll() -> bool {
    true
}

/// Whether the CLAP plugin starts.
fn begin() -> bool {
    guarded(|| super::clap_factory().is_some()).unwrap_or(false)
}

/// The file this library was loaded from.
#[cfg(target_family = "unix")]
fn own_file() -> Option<PathBuf> {
    use std::ffi::{CStr, OsStr, c_char, c_int};
    use std::os::unix::ffi::OsStrExt;

    #[repr(C)]
    struct Place {
        file: *const c_char,
        base: *mut c_void,
        symbol: *const c_char,
        address: *mut c_void,
    }
    unsafe extern "C" {
        fn dladdr(address: *const c_void, place: *mut Place) -> c_int;
    }
    let mut place = Place {
        file: ptr::null(),
        base: ptr::null_mut(),
        symbol: ptr::null(),
        address: ptr::null_mut(),
    };
    // SAFETY: the address is of a function in this library, and `place` is laid out as C's Dl_info.
    let found = unsafe { dladdr(GetPluginFactory as *const c_void, &raw mut place) };
    if found == 0 || place.file.is_null() {
        return None;
    }
    // SAFETY: the name belongs to the loader and lives as long as the library is loaded.
    let name = unsafe { CStr::from_ptr(place.file) };
    Some(PathBuf::from(OsStr::from_bytes(name.to_bytes())))
}

/// The file this library was loaded from.
#[cfg(target_os = "windows")]
fn own_file() -> Option<PathBuf> {
    use std::os::windows::ffi::OsStringExt;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetModuleHandleExW(flags: u32, name: *const u16, module: *mut *mut c_void) -> i32;
        fn GetModuleFileNameW(module: *mut c_void, name: *mut u16, room: u32) -> u32;
    }
    /// The name is an address within the module, and the module's count of users stays as it is.
    const FROM_ADDRESS: u32 = 4 | 2;
    let mut module = ptr::null_mut();
    let mut name = [0_u16; 1024];
    // SAFETY: the address is of a function in this library, and the buffer is as long as said.
    let length = unsafe {
        let address = GetPluginFactory as *const u16;
        if GetModuleHandleExW(FROM_ADDRESS, address, &raw mut module) == 0 {
            return None;
        }
        GetModuleFileNameW(module, name.as_mut_ptr(), name.len() as u32)
    };
    let name = name.get(..length as usize)?;
    Some(PathBuf::from(std::ffi::OsString::from_wide(name)))
}
