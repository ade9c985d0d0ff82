//! Every parameter of a sound event, once: its name in SuperDirt, aliases, kind, unit, range, limits, default, one line
//! of documentation and one example.
//!
//! Name resolution, completion, the manual and the voices all read this table.

mod operators;
mod table;

use crate::heading::Heading;
pub use operators::{OPERATORS, Operator};
pub use table::*;

/// What a parameter's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// A word, such as a sample's name.
    Word,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// Its names, of which control maps carry the usual one; what it does; a pattern that shows it.
    pub heading: Heading,
    /// Whether the parameter takes a number or a word.
    pub kind: Kind,
    /// The unit of a number; for a word, what the word names.
    pub unit: &'static str,
    /// The musically useful range of a number.
    pub range: (f32, f32),
    /// Numbers outside these limits are brought back to them.
    pub limits: (f32, f32),
    /// The value in force when an event does not say; `None` where absence itself means something (an effect that is
    /// off, a length that comes from the sample).
    pub default: Option<f32>,
}

/// A parameter of a sound event, as an index into [`TABLE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parameter(u8);

impl Parameter {
    /// The parameter of that name or alias.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TABLE
            .iter()
            .position(|row| row.heading.is_named(name))
            .and_then(|index| u8::try_from(index).ok())
            .map(Self)
    }

    /// All parameters, in the table's order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..COUNT)
            .filter_map(|index| u8::try_from(index).ok())
            .map(Self)
    }

    /// Its place in [`TABLE`].
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The words that it takes; none if any word may name something.
    #[must_use]
    pub const fn words(self) -> &'static [&'static str] {
        match self {
            UNIT => &["r", "rate", "c", "s"],
            VOWEL => &["a", "e", "i", "o", "u"],
            FTYPE => &["12db", "24db", "ladder"],
            _ => &[],
        }
    }

    /// Its row.
    #[must_use]
    pub const fn description(self) -> &'static Description {
        &TABLE[self.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_name_and_alias_is_one_parameter() {
        let mut seen = HashSet::new();
        for row in &TABLE {
            for name in row.heading.names() {
                assert!(seen.insert(name), "{name} twice");
            }
        }
    }

    #[test]
    fn defaults_and_ranges_lie_within_the_limits() {
        for row in TABLE.iter().filter(|row| row.kind == Kind::Number) {
            let (min, max) = row.limits;
            assert!(
                min <= row.range.0 && row.range.0 < row.range.1 && row.range.1 <= max,
                "{}",
                row.heading.name()
            );
            assert!(
                row.default.is_none_or(|value| (min..=max).contains(&value)),
                "{}",
                row.heading.name()
            );
        }
    }

    #[test]
    fn every_row_is_documented_by_an_example_that_uses_it() {
        for row in &TABLE {
            let heading = &row.heading;
            let summary = heading.summary();
            assert!(summary.ends_with('.') && summary.len() > 10, "{heading:?}");
            let mut names = heading.names().iter();
            let used = names.any(|name| heading.example().contains(name));
            assert!(used, "{heading:?}");
        }
    }

    #[test]
    fn tidal_s_names_are_all_known() {
        for name in [
            "accelerate",
            "amp",
            "att",
            "attack",
            "bandf",
            "bandq",
            "bank",
            "begin",
            "bpf",
            "bpq",
            "ccn",
            "ccv",
            "channel",
            "clip",
            "coarse",
            "cps",
            "crush",
            "cut",
            "cutoff",
            "decay",
            "delay",
            "delaySend",
            "delayfb",
            "delayfeedback",
            "delayt",
            "delaytime",
            "det",
            "detune",
            "dfb",
            "distort",
            "dt",
            "end",
            "enhance",
            "freeze",
            "fshift",
            "gain",
            "gat",
            "hcutoff",
            "hold",
            "hpf",
            "hpq",
            "hresonance",
            "imag",
            "kcutoff",
            "krush",
            "legato",
            "leslie",
            "lock",
            "loop",
            "lpf",
            "lpq",
            "lrate",
            "lsize",
            "midichan",
            "midinote",
            "n",
            "note",
            "nrpn",
            "nudge",
            "number",
            "octave",
            "octer",
            "orbit",
            "overgain",
            "overshape",
            "pan",
            "phasdp",
            "phaserdepth",
            "phaserrate",
            "phasr",
            "real",
            "rel",
            "release",
            "resonance",
            "ring",
            "ringf",
            "room",
            "s",
            "shape",
            "size",
            "sound",
            "speed",
            "squiz",
            "sus",
            "sustain",
            "sz",
            "tremdp",
            "tremolodepth",
            "tremolorate",
            "tremr",
            "triode",
            "unit",
            "up",
            "velocity",
            "voice",
            "vowel",
        ] {
            assert!(Parameter::named(name).is_some(), "{name}");
        }
        assert_eq!(Parameter::named("lpf"), Some(CUTOFF));
        assert_eq!(CUTOFF.description().heading.name(), "cutoff");
    }
}
