//! Which sound of a bank an event plays, and how fast: by number, or in a pitched bank by its note.

use crate::sequencing::trigger::{MIDDLE_C, Trigger};
use crate::voices::p;
use phonon_samples::{Bank, Zone};

/// A sound of a bank.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a> {
    /// Its place in the bank.
    pub place: usize,
    /// What it is for, where the bank is pitched.
    pub zone: Option<&'a Zone>,
    /// Ratio of playback of a pitched bank's sound; none where the note itself says it.
    pub ratio: Option<f64>,
}

impl<'a> Choice<'a> {
    /// What `trigger` plays of `bank`. In a pitched bank the note chooses (a missing one is 0), and `n` among several sounds
    /// for that note; `n` without a note is a number, and the sound plays as recorded.
    #[must_use]
    pub fn of(bank: &'a Bank, trigger: &Trigger) -> Self {
        let index = trigger.index();
        let has_note = [p::NOTE, p::MIDINOTE, p::FREQ, p::OCTAVE]
            .into_iter()
            .any(|parameter| trigger.has(parameter));
        if !bank.is_pitched() || (trigger.has(p::N) && !has_note) {
            let place = bank.wrap(index);
            return Self {
                place,
                zone: bank.zone(place),
                ratio: None,
            };
        }
        let frequency = trigger.frequency(false).max(f32::MIN_POSITIVE);
        let note = 60.0 + 12.0 * (frequency / MIDDLE_C).log2();
        let place = bank.slot_of_note(note, index);
        let zone = bank.zone(place);
        Self {
            place,
            zone,
            ratio: zone.map(|zone| f64::from(zone.ratio(note))),
        }
    }
}
