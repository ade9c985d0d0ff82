//! The plugin's classes and their VST3 identities. None of these ever change: projects find the plugin by them.

use crate::plugin::class::{Class, Effect, Multi, Stereo};
use std::ffi::CStr;
use vst3::Steinberg::TUID;

/// A class as VST3 hosts know it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vst3Class {
    /// Name of the class, as hosts list it.
    pub name: &'static str,
    /// Identity of the class for VST3, as written on all systems but Windows.
    id: [u8; 16],
    /// Id of the same class in the CLAP factory.
    clap_id: &'static str,
    /// Categories of the class, in VST3's words.
    pub categories: &'static str,
    /// Whether hosts put it on instrument tracks, which send notes.
    pub is_instrument: bool,
}

const INSTRUMENT: &str = "Instrument|Synth|Sampler";

/// All classes, the usual one first.
pub(super) const CLASSES: [Vst3Class; 3] = [
    Vst3Class {
        name: Stereo::NAME,
        id: *b"PhononInstrument",
        clap_id: Stereo::CLAP_ID,
        categories: INSTRUMENT,
        is_instrument: true,
    },
    Vst3Class {
        name: Multi::NAME,
        id: *b"PhononMultiOutpt",
        clap_id: Multi::CLAP_ID,
        categories: INSTRUMENT,
        is_instrument: true,
    },
    Vst3Class {
        name: Effect::NAME,
        id: *b"PhononFxInserted",
        clap_id: Effect::CLAP_ID,
        categories: "Fx",
        is_instrument: false,
    },
];

impl Vst3Class {
    /// The identity as hosts on this system compare it: Windows has the first eight bytes in the order of a GUID.
    pub(super) fn id(&self) -> TUID {
        let [a, b, c, d, e, f, g, h, rest @ ..] = self.id;
        let [i, j, k, l, m, n, o, p] = rest;
        let bytes = if cfg!(target_os = "windows") {
            [d, c, b, a, f, e, h, g, i, j, k, l, m, n, o, p]
        } else {
            self.id
        };
        bytes.map(|byte| byte as std::ffi::c_char)
    }

    /// The identity for CLAP, with the zero that C wants.
    pub(super) fn with_clap_id<T>(&self, work: impl FnOnce(&CStr) -> T) -> Option<T> {
        let text = std::ffi::CString::new(self.clap_id).ok()?;
        Some(work(&text))
    }
}

/// The classes in the order a file called `file` lists them: the one of that name first, for hosts that take only the
/// first class of a file.
pub(super) fn in_order_for(file: Option<&str>) -> [Vst3Class; CLASSES.len()] {
    let mut classes = CLASSES;
    if let Some(place) = classes.iter().position(|class| Some(class.name) == file) {
        classes[..=place].rotate_right(1);
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_lists_the_class_of_its_name_first() {
        let names = |file| in_order_for(file).map(|class| class.name);
        assert_eq!(
            names(Some("Phonon")),
            ["Phonon", "Phonon Multi", "Phonon FX"]
        );
        assert_eq!(
            names(Some("Phonon FX")),
            ["Phonon FX", "Phonon", "Phonon Multi"]
        );
        assert_eq!(
            names(Some("Phonon Multi")),
            ["Phonon Multi", "Phonon", "Phonon FX"]
        );
        assert_eq!(names(None), names(Some("libphonon")));
    }

    #[test]
    #[cfg(not(target_os = "windows"))]
    fn identities_are_those_of_all_projects_so_far() {
        let text = |class: &Vst3Class| class.id().map(|byte| byte as u8);
        assert_eq!(&text(&CLASSES[0]), b"PhononInstrument");
        assert_eq!(&text(&CLASSES[1]), b"PhononMultiOutpt");
        assert_eq!(&text(&CLASSES[2]), b"PhononFxInserted");
    }
}
