//! One sound to start: its parameters as a dense table, and what the sequencer resolved of it.

use crate::parameters::{self, COUNT, Parameter};
use crate::time::conversions::{nearest_f32, saturating_i64};
use phonon_pattern::Origins;

/// Which sound of the program's [`crate::program::SoundTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoundId(pub u32);

/// How `speed` is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// A ratio.
    #[default]
    Rate,
    /// Cycles: at 1 the whole file lasts one cycle.
    Cycles,
    /// The slice's length is its part of the file in seconds.
    Seconds,
}

/// A vowel of the formant filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vowel {
    /// As in "father".
    A,
    /// As in "bed".
    E,
    /// As in "see".
    I,
    /// As in "for".
    O,
    /// As in "boot".
    U,
}

/// The filters' kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FilterKind {
    /// 12 dB an octave.
    #[default]
    TwelveDecibels,
    /// 24 dB an octave.
    TwentyFourDecibels,
    /// 24 dB an octave with the ladder's feedback and saturation.
    Ladder,
}

/// Parameters that have no effect where a stronger one, named first, is given.
const OVERRULES: [(Parameter, &[Parameter]); 4] = [
    (
        parameters::FREQ,
        &[parameters::MIDINOTE, parameters::NOTE, parameters::OCTAVE],
    ),
    (
        parameters::MIDINOTE,
        &[parameters::NOTE, parameters::OCTAVE],
    ),
    (parameters::SUSTAIN, &[parameters::LEGATO, parameters::LOOP]),
    (parameters::LEGATO, &[parameters::LOOP]),
];

/// One sound to start.
#[derive(Clone, Debug)]
pub struct Trigger {
    present: [u64; COUNT.div_ceil(64)],
    values: [f32; COUNT],
    /// What sounds; `None` if the event names no sound or one that there is not.
    pub sound: Option<SoundId>,
    /// Length of the event in cycles.
    pub duration: f64,
    /// Place of the onset in the song, in cycles.
    pub onset: f64,
    /// Index of the voice source that the sound is added to.
    pub source: usize,
    /// Unit of the parameter `speed`.
    pub unit: Unit,
    /// Vowel of the formant filter, if the event names one.
    pub vowel: Option<Vowel>,
    /// Kind of the voice's filters.
    pub filter: FilterKind,
    /// The atoms of the source text that made the event.
    pub origins: Origins,
}

impl Default for Trigger {
    fn default() -> Self {
        Self::new(0, 1.0)
    }
}

impl Trigger {
    /// A trigger for the buffer `source`, of `duration` cycles, with no parameter given.
    #[must_use]
    pub fn new(source: usize, duration: f64) -> Self {
        Self {
            present: [0; COUNT.div_ceil(64)],
            values: [0.0; COUNT],
            sound: None,
            duration,
            onset: 0.0,
            source,
            unit: Unit::Rate,
            vowel: None,
            filter: FilterKind::TwelveDecibels,
            origins: Origins::NONE,
        }
    }

    /// Gives a number; it is brought within the parameter's limits, and what is not a number is left out.
    pub fn set(&mut self, parameter: Parameter, value: f64) {
        if value.is_nan() {
            return;
        }
        let (min, max) = parameter.description().limits;
        self.values[parameter.index()] = nearest_f32(value).clamp(min, max);
        self.note(parameter);
    }

    /// Remembers that it was given.
    fn note(&mut self, parameter: Parameter) {
        let (word, bit) = place(parameter);
        self.present[word] |= bit;
    }

    /// The same with a number given, for building triggers in one go.
    #[must_use]
    pub fn with(mut self, parameter: Parameter, value: f64) -> Self {
        self.set(parameter, value);
        self
    }

    /// The same with no such number given.
    #[must_use]
    pub fn without(mut self, parameter: Parameter) -> Self {
        let (word, bit) = place(parameter);
        self.present[word] &= !bit;
        self
    }

    /// Gives a word. `false` if the parameter takes no such word: it takes its [`Parameter::words`].
    pub fn set_word(&mut self, parameter: Parameter, word: &str) -> bool {
        if parameter == parameters::UNIT {
            self.unit = match word {
                "r" | "rate" => Unit::Rate,
                "c" => Unit::Cycles,
                "s" => Unit::Seconds,
                _ => return false,
            };
        } else if parameter == parameters::VOWEL {
            self.vowel = match word {
                "a" => Some(Vowel::A),
                "e" => Some(Vowel::E),
                "i" => Some(Vowel::I),
                "o" => Some(Vowel::O),
                "u" => Some(Vowel::U),
                _ => return false,
            };
        } else if parameter == parameters::FTYPE {
            self.filter = match word {
                "12db" => FilterKind::TwelveDecibels,
                "24db" => FilterKind::TwentyFourDecibels,
                "ladder" => FilterKind::Ladder,
                _ => return false,
            };
        } else {
            return false;
        }
        self.note(parameter);
        true
    }

    /// Takes from `defaults` what was not given here, save what would overrule something that was: a default `freq` gives
    /// way to a `note` of the event's own.
    pub(crate) fn complete(&mut self, defaults: &Self) {
        let mut missing = self.present;
        for (missing, given) in missing.iter_mut().zip(defaults.present) {
            *missing = given & !*missing;
        }
        for (stronger, weaker) in &OVERRULES {
            if weaker.iter().any(|weaker| self.has(*weaker)) {
                let (word, bit) = place(*stronger);
                missing[word] &= !bit;
            }
        }
        for (word, mut bits) in missing.into_iter().enumerate() {
            self.present[word] |= bits;
            while bits != 0 {
                let index = word * 64 + bits.trailing_zeros() as usize;
                self.values[index] = defaults.values[index];
                bits &= bits - 1;
            }
        }
        let missing = |parameter| {
            let (word, bit) = place(parameter);
            missing[word] & bit != 0
        };
        if missing(parameters::UNIT) {
            self.unit = defaults.unit;
        }
        if missing(parameters::VOWEL) {
            self.vowel = defaults.vowel;
        }
        if missing(parameters::FTYPE) {
            self.filter = defaults.filter;
        }
    }

    /// Whether a number, or a word that means something, was given.
    #[must_use]
    pub fn has(&self, parameter: Parameter) -> bool {
        let (word, bit) = place(parameter);
        self.present[word] & bit != 0
    }

    /// The number given, if one was.
    #[must_use]
    pub fn get(&self, parameter: Parameter) -> Option<f32> {
        self.has(parameter).then(|| self.values[parameter.index()])
    }

    /// The number given, else the parameter's default, else 0.
    #[must_use]
    pub fn value(&self, parameter: Parameter) -> f32 {
        self.get(parameter)
            .or(parameter.description().default)
            .unwrap_or(0.0)
    }

    /// Which sample of its bank it asks for: `n` without its fraction. Banks wrap it over their size.
    #[must_use]
    pub fn index(&self) -> i64 {
        saturating_i64(f64::from(self.value(parameters::N)))
    }

    /// Whether `note` (or for synths `n`), `octave`, `midinote` or `freq` were given: MIDI note number and frequency in
    /// Hz. `n_is_note` says whether `n` stands in for a missing note.
    #[must_use]
    pub fn frequency(&self, n_is_note: bool) -> f32 {
        if let Some(freq) = self.get(parameters::FREQ) {
            return freq * self.value(parameters::HARMONIC);
        }
        let steps = self.value(parameters::STEPSPEROCTAVE);
        let midinote = self.get(parameters::MIDINOTE).unwrap_or_else(|| {
            let note = match self.get(parameters::NOTE) {
                Some(note) => note,
                None if n_is_note => self.value(parameters::N),
                None => 0.0,
            };
            note * 12.0 / steps + 12.0 * self.value(parameters::OCTAVE)
        });
        let (lowest, highest) = parameters::FREQ.description().limits;
        (frequency_of(midinote) * self.value(parameters::HARMONIC)).clamp(lowest, highest)
    }
}

/// Where a parameter's bit stands among those that were given.
const fn place(parameter: Parameter) -> (usize, u64) {
    (parameter.index() / 64, 1 << (parameter.index() % 64))
}

/// Frequency in Hz of a MIDI note number, equally tempered, 69 = 440 Hz.
#[must_use]
pub fn frequency_of(midinote: f32) -> f32 {
    440.0 * ((midinote - 69.0) / 12.0).exp2()
}

pub use crate::graph::MIDDLE_C;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::*;

    #[test]
    fn absent_numbers_take_their_defaults_and_given_ones_their_limits() {
        let mut trigger = Trigger::default();
        assert_eq!(trigger.value(GAIN), 1.0);
        assert_eq!(trigger.get(CUTOFF), None);
        trigger.set(SHAPE, 7.0);
        trigger.set(CUTOFF, f64::NAN);
        assert_eq!(trigger.get(SHAPE), Some(1.0));
        assert!(!trigger.has(CUTOFF));
    }

    #[test]
    fn pitch_is_counted_from_c5() {
        let trigger = Trigger::default();
        assert!((trigger.frequency(false) - MIDDLE_C).abs() < 0.001);
        assert!((trigger.clone().with(NOTE, 9.0).frequency(false) - 440.0).abs() < 0.001);
        assert!(
            (trigger.clone().with(OCTAVE, 4.0).frequency(false) - MIDDLE_C / 2.0).abs() < 0.001
        );
        assert!((trigger.clone().with(MIDINOTE, 69.0).frequency(false) - 440.0).abs() < 0.001);
        assert_eq!(
            trigger
                .clone()
                .with(FREQ, 123.0)
                .with(NOTE, 3.0)
                .frequency(false),
            123.0
        );
        let indexed = trigger.with(N, 9.0);
        assert!((indexed.frequency(true) - 440.0).abs() < 0.001);
        assert!((indexed.frequency(false) - MIDDLE_C).abs() < 0.001);
    }

    #[test]
    fn defaults_complete_what_was_not_given() {
        let mut defaults = Trigger::default().with(GAIN, 0.5).with(CUT, 1.0);
        assert!(defaults.set_word(VOWEL, "e") && defaults.set_word(UNIT, "c"));
        let mut plain = Trigger::default();
        plain.complete(&defaults);
        assert_eq!((plain.get(GAIN), plain.get(CUT)), (Some(0.5), Some(1.0)));
        assert_eq!((plain.vowel, plain.unit), (Some(Vowel::E), Unit::Cycles));
        assert_eq!(plain.get(CUTOFF), None);
        let mut own = Trigger::default().with(GAIN, 1.0).with(PAN, 0.1);
        assert!(own.set_word(UNIT, "r") && own.set_word(VOWEL, "a"));
        own.complete(&defaults);
        assert_eq!((own.get(GAIN), own.get(PAN)), (Some(1.0), Some(0.1)));
        assert_eq!(own.get(CUT), Some(1.0));
        assert_eq!((own.vowel, own.unit), (Some(Vowel::A), Unit::Rate));
    }

    #[test]
    fn a_default_never_overrules_what_was_given() {
        let completed = |defaults: &Trigger, own: Trigger| {
            let mut own = own;
            own.complete(defaults);
            own
        };
        let pitch = Trigger::default().with(FREQ, 100.0).with(MIDINOTE, 50.0);
        let note = completed(&pitch, Trigger::default().with(NOTE, 9.0));
        assert!((note.frequency(false) - 440.0).abs() < 0.001);
        let midinote = completed(&pitch, Trigger::default().with(MIDINOTE, 69.0));
        assert!((midinote.frequency(false) - 440.0).abs() < 0.001);
        let plain = completed(&pitch, Trigger::default());
        assert_eq!(plain.frequency(false), 100.0);
        let length = Trigger::default().with(SUSTAIN, 0.1).with(LEGATO, 1.0);
        let looped = completed(&length, Trigger::default().with(LOOP, 2.0));
        assert!(!looped.has(SUSTAIN) && !looped.has(LEGATO));
        let held = completed(&length, Trigger::default().with(LEGATO, 2.0));
        assert_eq!((held.get(SUSTAIN), held.get(LEGATO)), (None, Some(2.0)));
    }

    #[test]
    fn words_set_what_they_name() {
        let mut trigger = Trigger::default();
        assert!(
            trigger.set_word(UNIT, "c")
                && trigger.set_word(VOWEL, "e")
                && !trigger.set_word(VOWEL, "zz")
        );
        assert_eq!(
            (trigger.unit, trigger.vowel),
            (Unit::Cycles, Some(Vowel::E))
        );
        for parameter in Parameter::all() {
            for word in parameter.words() {
                assert!(trigger.set_word(parameter, word), "{word}");
            }
        }
    }
}
