//! The parameters: CLAP's plain values and VST3's from 0 to 1, and the values on their way between the threads.
//!
//! Three ways meet here, all without locks. What the host sets on its main thread waits for the next block or flush.
//! What the plugin sets (by its window) waits for the main thread, which tells the host. And the value the plugin has is
//! where the next ramp of automation begins.

use super::text::read_utf8;
use clap_sys::ext::params::{
    CLAP_PARAM_IS_AUTOMATABLE, CLAP_PARAM_IS_BYPASS, CLAP_PARAM_IS_ENUM, CLAP_PARAM_IS_HIDDEN,
    CLAP_PARAM_IS_READONLY, CLAP_PARAM_IS_STEPPED, clap_param_info,
};
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64};
use vst3::Steinberg::Vst::ParameterInfo_::ParameterFlags_::{
    kCanAutomate, kIsBypass, kIsHidden, kIsList, kIsReadOnly,
};
use vst3::Steinberg::Vst::kRootUnitId;

/// A number that threads pass to each other.
#[derive(Debug)]
struct AtomicNumber(AtomicU64);

impl AtomicNumber {
    fn new(value: f64) -> Self {
        Self(AtomicU64::new(value.to_bits()))
    }

    fn load(&self) -> f64 {
        f64::from_bits(self.0.load(Relaxed))
    }

    fn store(&self, value: f64) {
        self.0.store(value.to_bits(), Relaxed);
    }
}

/// One parameter.
#[derive(Debug)]
pub(super) struct Parameter {
    /// The same number in both formats, and in all projects so far.
    pub id: u32,
    /// Name of the parameter, as users see it.
    pub name: String,
    /// The VST3 unit it belongs to.
    pub unit: i32,
    /// Flags of the parameter, as VST3 defines them.
    pub flags: i32,
    /// Steps between the least and the greatest value; 0 if it is continuous.
    pub steps: i32,
    /// Default value, 0 to 1.
    pub default: f64,
    least: f64,
    greatest: f64,

    /// What the host has set on its main thread.
    set: AtomicNumber,
    is_set: AtomicBool,
    /// What the host shows on its main thread while its points are what counts.
    shown: AtomicNumber,
    is_shown: AtomicBool,
    /// Whether the host has sent points for it since the last activation: then those alone count while it processes.
    automated: AtomicBool,
    /// The value the plugin has, as far as is known.
    current: AtomicNumber,
    /// What the plugin has changed and the host is to be told.
    edited: AtomicNumber,
    edits: AtomicU8,
    /// Whether the user holds the knob in the plugin's window, until the host has been told of its end.
    held: AtomicBool,
}

/// What the plugin's window does with a parameter, as bits of `edits`.
mod edit {
    /// The value is another.
    pub(super) const VALUE: u8 = 1;
    /// A gesture has begun since the host was told last.
    pub(super) const BEGUN: u8 = 1 << 1;
    /// A gesture goes on.
    pub(super) const ONGOING: u8 = 1 << 2;
    /// The host was told of a beginning, and of no end yet.
    pub(super) const TOLD: u8 = 1 << 3;
}

/// What the host is to be told, in this order.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Edit {
    /// Whether a gesture of the user begins.
    pub begins: bool,
    /// The new value, from 0 to 1.
    pub value: Option<f64>,
    /// Whether the gesture ends.
    pub ends: bool,
}

impl Parameter {
    fn new(info: &clap_param_info, unit: i32) -> Self {
        let has = |flag| info.flags & flag != 0;
        let range = info.max_value - info.min_value;
        let mut flags = 0;
        for (clap, vst3) in [
            (CLAP_PARAM_IS_READONLY, kIsReadOnly),
            (CLAP_PARAM_IS_HIDDEN, kIsHidden),
            (CLAP_PARAM_IS_BYPASS, kIsBypass),
            (CLAP_PARAM_IS_ENUM, kIsList),
        ] {
            if has(clap) {
                flags |= vst3 as i32;
            }
        }
        if has(CLAP_PARAM_IS_AUTOMATABLE) && !has(CLAP_PARAM_IS_HIDDEN | CLAP_PARAM_IS_READONLY) {
            flags |= kCanAutomate as i32;
        }
        let mut parameter = Self {
            id: info.id,
            name: read_utf8(&info.name),
            unit,
            flags,
            steps: if has(CLAP_PARAM_IS_STEPPED) {
                range.round() as i32
            } else {
                0
            },
            default: 0.0,
            least: info.min_value,
            greatest: info.max_value,
            set: AtomicNumber::new(0.0),
            is_set: AtomicBool::new(false),
            shown: AtomicNumber::new(0.0),
            is_shown: AtomicBool::new(false),
            automated: AtomicBool::new(false),
            current: AtomicNumber::new(0.0),
            edited: AtomicNumber::new(0.0),
            edits: AtomicU8::new(0),
            held: AtomicBool::new(false),
        };
        parameter.default = parameter.normalized(info.default_value);
        parameter.current.store(parameter.default);
        parameter
    }

    /// CLAP's value of one from 0 to 1; steps are taken to the nearest.
    pub(super) fn plain(&self, normalized: f64) -> f64 {
        let normalized = if normalized.is_finite() {
            normalized.clamp(0.0, 1.0)
        } else {
            self.default
        };
        let plain = self.least + normalized * (self.greatest - self.least);
        if self.steps > 0 { plain.round() } else { plain }
    }

    /// The value from 0 to 1 of one of CLAP's.
    pub(super) fn normalized(&self, plain: f64) -> f64 {
        let range = self.greatest - self.least;
        if range > 0.0 && plain.is_finite() {
            ((plain - self.least) / range).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    /// The host sets a value, from 0 to 1, on its main thread.
    pub(super) fn set(&self, normalized: f64) {
        self.set.store(normalized);
        self.is_set.store(true, Release);
    }

    /// What the host has set and the plugin has not got yet.
    pub(super) fn waiting(&self) -> Option<f64> {
        self.is_set.load(Acquire).then(|| self.set.load())
    }

    /// The host shows a value on its main thread that the plugin shall not get.
    pub(super) fn show(&self, normalized: f64) {
        self.shown.store(normalized);
        self.is_shown.store(true, Release);
    }

    /// What the host shows, until the plugin's own value changes.
    pub(super) fn shown(&self) -> Option<f64> {
        self.is_shown.load(Acquire).then(|| self.shown.load())
    }

    /// Takes what the host has set.
    pub(super) fn take(&self) -> Option<f64> {
        self.is_set.load(Relaxed).then_some(())?;
        self.is_set.swap(false, AcqRel).then(|| self.set.load())
    }

    /// Whether points for it have come since the last activation.
    pub(super) fn is_automated(&self) -> bool {
        self.automated.load(Relaxed)
    }

    /// Notes that points have come, or that a new activation begins.
    pub(super) fn set_automated(&self, automated: bool) {
        self.automated.store(automated, Relaxed);
    }

    /// The value the plugin has, from 0 to 1, as far as is known.
    pub(super) fn current(&self) -> f64 {
        self.current.load()
    }

    /// Notes the value the plugin has.
    pub(super) fn set_current(&self, normalized: f64) {
        self.current.store(normalized);
        self.is_shown.store(false, Release);
    }

    /// Whether the user holds the knob in the plugin's window. What the host sends meanwhile are echoes.
    pub(super) fn is_held(&self) -> bool {
        self.held.load(Acquire)
    }

    /// The plugin begins or ends a gesture.
    pub(super) fn gesture(&self, begins: bool) {
        if begins {
            self.held.store(true, Release);
            self.edits.fetch_or(edit::BEGUN | edit::ONGOING, AcqRel);
        } else {
            self.edits.fetch_and(!edit::ONGOING, AcqRel);
        }
    }

    /// The plugin changes the value (CLAP's).
    pub(super) fn change(&self, plain: f64) {
        let normalized = self.normalized(plain);
        self.set_current(normalized);
        self.edited.store(normalized);
        self.edits.fetch_or(edit::VALUE, AcqRel);
    }

    /// What the host is to be told now. One thread asks.
    pub(super) fn edit(&self) -> Option<Edit> {
        let before = self.edits.load(Acquire);
        let (told, ongoing) = (before & edit::TOLD != 0, before & edit::ONGOING != 0);
        if before & (edit::VALUE | edit::BEGUN) == 0 && told == ongoing {
            return None;
        }
        self.edits.fetch_and(!(edit::VALUE | edit::BEGUN), AcqRel);
        if ongoing {
            self.edits.fetch_or(edit::TOLD, AcqRel);
        } else {
            self.edits.fetch_and(!edit::TOLD, AcqRel);
        }
        Some(Edit {
            begins: !told,
            value: (before & edit::VALUE != 0).then(|| self.edited.load()),
            ends: !ongoing,
        })
    }

    /// The host knows of the end of the gesture: its points count again.
    pub(super) fn release(&self) {
        if self.edits.load(Acquire) & edit::ONGOING == 0 {
            self.held.store(false, Release);
        }
    }

    /// Ends a gesture that nobody will end, as of a window that closed.
    pub(super) fn end_gesture(&self) {
        if self.edits.load(Acquire) & (edit::ONGOING | edit::TOLD) != 0 {
            self.gesture(false);
        }
    }
}

/// The unit of a parameter's module. The modules of an array ("Macros 1", "Macros 2" …) are one unit.
fn unit_name(info: &clap_param_info) -> String {
    let module = read_utf8(&info.module);
    let name = module.trim_end_matches(|letter: char| letter.is_ascii_digit());
    name.trim_end().to_owned()
}

/// All parameters in their order, and the units they are in.
#[derive(Debug)]
pub(super) struct Parameters {
    all: Vec<Parameter>,
    /// Places in `all` by id.
    by_id: Vec<(u32, usize)>,
    /// Names of the units, the first of which has the id 1.
    units: Vec<String>,
}

impl Parameters {
    /// From what the plugin tells. A module in CLAP is a unit in VST3.
    pub(super) fn new(infos: &[clap_param_info]) -> Self {
        let mut units: Vec<String> = infos.iter().map(unit_name).collect();
        units.retain(|unit| !unit.is_empty());
        units.sort();
        units.dedup();
        let unit_of = |info: &clap_param_info| {
            let name = unit_name(info);
            let place = units.iter().position(|unit| *unit == name);
            place.map_or(kRootUnitId, |place| place as i32 + 1)
        };
        let all: Vec<Parameter> = infos
            .iter()
            .map(|info| Parameter::new(info, unit_of(info)))
            .collect();
        let mut by_id: Vec<(u32, usize)> = all
            .iter()
            .enumerate()
            .map(|(place, one)| (one.id, place))
            .collect();
        by_id.sort_unstable();
        Self { all, by_id, units }
    }

    /// In their order.
    pub(super) fn all(&self) -> &[Parameter] {
        &self.all
    }

    /// The units but the root: ids and names.
    pub(super) fn units(&self) -> impl ExactSizeIterator<Item = (i32, &str)> {
        self.units
            .iter()
            .enumerate()
            .map(|(place, name)| (place as i32 + 1, name.as_str()))
    }

    /// The place of a parameter.
    pub(super) fn place(&self, id: u32) -> Option<usize> {
        let found = self.by_id.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(self.by_id[found].1)
    }

    /// A parameter.
    pub(super) fn get(&self, id: u32) -> Option<&Parameter> {
        self.all.get(self.place(id)?)
    }
}

/// For tests here and beside: a parameter from `least` to `greatest`.
#[cfg(test)]
pub(super) fn parameter_for_tests(least: f64, greatest: f64, flags: u32) -> Parameter {
    // SAFETY: plain data, for which zeros are valid.
    let mut info: clap_param_info = unsafe { std::mem::zeroed() };
    (info.min_value, info.max_value, info.flags) = (least, greatest, flags);
    Parameter::new(&info, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_to_clap_and_back() {
        let steps = parameter_for_tests(0.0, 4.0, CLAP_PARAM_IS_STEPPED);
        assert_eq!(steps.steps, 4);
        assert_eq!(steps.plain(0.5), 2.0);
        assert_eq!(steps.plain(0.6), 2.0);
        assert_eq!(steps.normalized(3.0), 0.75);
        let range = parameter_for_tests(-1.0, 1.0, 0);
        assert_eq!(range.plain(0.25), -0.5);
        assert_eq!(range.plain(7.0), 1.0);
        assert_eq!(range.plain(f64::NAN), range.plain(range.default));
        assert_eq!(range.normalized(f64::INFINITY), 0.0);
    }

    #[test]
    fn a_value_set_by_the_host_is_shown_until_the_plugin_has_it() {
        let one = parameter_for_tests(0.0, 1.0, 0);
        assert_eq!(one.take(), None);
        one.set(0.25);
        one.set(0.75);
        assert_eq!(one.waiting(), Some(0.75));
        assert_eq!(one.take(), Some(0.75));
        assert_eq!(one.waiting(), None);
    }

    #[test]
    fn the_host_is_told_of_gestures_in_order() {
        let one = parameter_for_tests(0.0, 1.0, 0);
        assert_eq!(one.edit(), None);
        one.gesture(true);
        one.change(0.5);
        assert!(one.is_held());
        let told = one.edit();
        assert_eq!(
            told,
            Some(Edit {
                begins: true,
                value: Some(0.5),
                ends: false
            })
        );
        assert_eq!(one.edit(), None);
        one.change(0.75);
        let told = one.edit();
        assert_eq!(
            told,
            Some(Edit {
                begins: false,
                value: Some(0.75),
                ends: false
            })
        );
        one.gesture(false);
        assert!(one.is_held());
        let told = one.edit();
        assert_eq!(
            told,
            Some(Edit {
                begins: false,
                value: None,
                ends: true
            })
        );
        one.release();
        assert!(!one.is_held());
        assert_eq!(one.edit(), None);
    }

    #[test]
    fn a_whole_gesture_between_two_looks_is_told_whole() {
        let one = parameter_for_tests(0.0, 1.0, 0);
        one.gesture(true);
        one.change(0.5);
        one.gesture(false);
        let told = one.edit();
        assert_eq!(
            told,
            Some(Edit {
                begins: true,
                value: Some(0.5),
                ends: true
            })
        );
        one.change(0.25);
        let told = one.edit();
        assert_eq!(
            told,
            Some(Edit {
                begins: true,
                value: Some(0.25),
                ends: true
            })
        );
        assert_eq!(one.edit(), None);
    }
}
