//! A program's part for phase 2: what its voices play, and the effects that they share.

use crate::graph::Schedule;
use crate::program::instrument::Instrument;
use crate::program::{Parts, Sound, SoundTable};
use crate::sequencing::Patterns;
use crate::sequencing::trigger::SoundId;
use crate::voices::effects::{self, Stock};
use crate::voices::orbit::{self, Orbit};
use std::ops::Range;
use std::sync::Arc;

/// See the module's head.
#[derive(Default)]
pub struct Sounds {
    /// What names in `s` mean; phase 1 finds names in the same table.
    pub(super) table: Arc<SoundTable>,
    /// Buses that voices play.
    pub(super) instruments: Vec<Instrument>,
    /// The shared effects of each voice source that may have them.
    pub(super) orbits: Vec<Option<Box<Orbit>>>,
    /// The memory that the voices' effects may borrow.
    pub(super) stock: Stock,
    /// Names of buses that voices would play if there was memory for them.
    refused: Vec<String>,
}

impl Sounds {
    /// Only the sounds of a table: no buses, no shared effects, no memory for effects.
    #[must_use]
    pub fn of(table: SoundTable) -> Self {
        Self {
            table: Arc::new(table),
            ..Self::default()
        }
    }

    /// Takes out of a program's parts what phase 2 needs. `table` is what names mean, `patterns` ask for the rest.
    pub(crate) fn new(parts: &mut Parts, table: Arc<SoundTable>, patterns: &Patterns) -> Self {
        let rate = parts.schedule.sample_rate();
        let mut orbits: Vec<Option<Box<Orbit>>> = Vec::new();
        orbits.resize_with(parts.schedule.sources(), || None);
        let mut waking = orbit::WAKING.into_iter();
        if waking.any(|parameter| patterns.can_name(parameter)) {
            for source in patterns.sources() {
                if let Some(orbit) = orbits.get_mut(source) {
                    orbit.get_or_insert_with(|| Box::new(Orbit::new(rate)));
                }
            }
        }
        Self {
            table,
            instruments: std::mem::take(&mut parts.instruments),
            orbits,
            stock: effects::stock(rate, |parameter| patterns.can_have(parameter)),
            refused: std::mem::take(&mut parts.refused),
        }
    }

    /// What names in `s` mean.
    #[must_use]
    pub fn table(&self) -> &SoundTable {
        &self.table
    }

    /// Whether the sound of that id is no sound but notes for other instruments.
    pub(crate) fn sends_notes(&self, id: SoundId) -> bool {
        matches!(self.table.get(id), Some(Sound::Notes))
    }

    /// The buses that voices play.
    pub(crate) fn instruments(&self) -> &[Instrument] {
        &self.instruments
    }

    /// Names of buses that voices would play if there was memory for them.
    pub(crate) fn refused(&self) -> &[String] {
        &self.refused
    }

    /// Whether a voice may play the audio input.
    pub(crate) fn hear_input(&self) -> bool {
        self.instruments.iter().any(Instrument::hears_input) || self.table.have_input()
    }

    /// Sets the target of a macro parameter, 0..1, in all instruments.
    pub(crate) fn set_macro(&mut self, index: usize, value: f32) {
        for instrument in &mut self.instruments {
            instrument.set_macro(index, value);
        }
    }

    /// Ends all fading from the program before.
    pub(crate) fn stand_alone(&mut self) {
        self.instruments
            .iter_mut()
            .for_each(Instrument::stand_alone);
    }

    /// Silence: no instrument plays, no orbit rings.
    pub(crate) fn reset(&mut self) {
        self.instruments.iter_mut().for_each(Instrument::reset);
        let orbits = self.orbits.iter_mut().flatten();
        orbits.for_each(|orbit| orbit.reset());
    }

    /// See [`Schedule::shift`].
    pub(crate) fn shift(&mut self, from: usize, to: usize) {
        for instrument in &mut self.instruments {
            instrument.shift(from, to);
        }
    }

    /// Whether a voice source has shared effects.
    pub(crate) fn has_orbit(&self, source: usize) -> bool {
        self.orbits[source].is_some()
    }

    /// Lets the orbits of the program before go on here, tails and all: `heir` says which voice source each one's is now.
    /// `place` is where the next frame lies in its sub-block.
    pub(crate) fn succeed_orbits(
        &mut self,
        old: &mut Self,
        place: usize,
        heir: impl Fn(usize) -> Option<usize>,
    ) {
        for (source, old) in old.orbits.iter_mut().enumerate() {
            let Some(new) = heir(source).and_then(|heir| self.orbits.get_mut(heir)) else {
                continue;
            };
            if old.is_some() {
                std::mem::swap(old, new);
                if old.is_none()
                    && let Some(orbit) = new
                {
                    orbit.close(place);
                }
            }
        }
    }

    /// Runs the orbits' effects on the frames `range` of the graph's voice sources. `fed` says whether voices went into a
    /// source.
    pub(crate) fn run_orbits(
        &mut self,
        signal: &mut Schedule,
        range: &Range<usize>,
        cps: f64,
        fed: impl Fn(usize) -> bool,
    ) {
        for (source, orbit) in self.orbits.iter_mut().enumerate() {
            let Some(orbit) = orbit else { continue };
            let fed = fed(source);
            if orbit.is_due(fed) {
                orbit.process(signal.source_mut(source), range, cps, fed);
            }
        }
    }
}
