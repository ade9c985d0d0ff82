//! Names and identities of the plugin's classes, and the entry points hosts look for. None of these ever change.

use super::Instrument;
use super::class::{self, Class};
use nice_plug::prelude::*;
use phonon_session::telemetry;
use std::ffi::c_char;

impl<C: Class> ClapPlugin for Instrument<C> {
    const CLAP_ID: &'static str = C::CLAP_ID;
    const CLAP_DESCRIPTION: Option<&'static str> =
        Some("TidalCycles inside your DAW: a text of patterns is the sound");
    const CLAP_MANUAL_URL: Option<&'static str> = Some(class::MANUAL);
    const CLAP_SUPPORT_URL: Option<&'static str> = Some(class::SUPPORT);
    const CLAP_FEATURES: &'static [ClapFeature] = C::CLAP_FEATURES;

    fn remote_controls(&self, context: &mut impl RemoteControlsContext) {
        super::remote::pages(&self.parameters, context);
    }
}

// The Audio Unit's entry points, each around a class of the CLAP entry point.
#[cfg(target_os = "macos")]
clap_wrapper::export_auv2!();

/// Writes the performance figures of the newest instance in this process as JSON (see
/// [`Telemetry::snapshot`](phonon_session::telemetry::Telemetry::snapshot)) to `buffer`, at most `capacity` bytes, without
/// a closing zero. Returns the number of bytes of the whole text: call again with a larger buffer if it did not fit. 0 when
/// there is no instance.
///
/// # Safety
/// `buffer` must be null or point to `capacity` writable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn phonon_performance_snapshot(
    buffer: *mut c_char,
    capacity: usize,
) -> usize {
    let text = phonon_session::firewall::guarded(|| {
        telemetry::newest().map(|newest| newest.snapshot().to_string())
    });
    let Ok(Some(text)) = text else { return 0 };
    if !buffer.is_null() {
        let length = text.len().min(capacity);
        // SAFETY: the caller promises `capacity` writable bytes; `length` is not more, and the text is as long.
        unsafe { std::ptr::copy_nonoverlapping(text.as_ptr(), buffer.cast::<u8>(), length) };
    }
    text.len()
}
