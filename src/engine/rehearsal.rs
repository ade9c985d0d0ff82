//! Which recorded sounds a program will start first: asked off the audio thread, before it plays, so that these are
//! decoded before the others of their banks.

use super::clock::Clock;
use super::program::{Program, Sound};
use super::sequencer::Sequencer;
use super::time::Cycles;
use crate::samples::{Bank, Library, SampleError};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How far a program is looked through, in cycles.
const CYCLES: u32 = 16;

/// Into how many parts a cycle is cut: fewer events then wait at once than a sequencer holds.
const PARTS: u32 = 16;

/// No more time than this is spent on looking: where all wait for what is found, and where the program is to play now.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(150), Duration::from_millis(20));

impl Program {
    /// Decodes, in parallel, the samples that its first cycles start, and waits for them. Returns what could not be
    /// decoded. Samples that only later cycles start are decoded when they do.
    pub fn load_first(&mut self, library: &Library) -> Vec<SampleError> {
        let expected = self.expected(PATIENCE.0);
        let slots: Vec<_> = expected
            .iter()
            .map(|(bank, index)| bank.slot(*index as i64))
            .collect();
        library
            .load_slots(&slots)
            .into_iter()
            .filter_map(Result::err)
            .collect()
    }

    /// Has the samples that its first cycles start decoded in the background, the soonest first.
    pub fn request_first(&mut self, library: &Library) {
        for (bank, index) in self.expected(PATIENCE.1) {
            library.request(&bank, index as i64);
        }
    }

    /// The recorded sounds that the first cycles start, in the order of their first onsets.
    fn expected(&mut self, patience: Duration) -> Vec<(Arc<Bank>, usize)> {
        let begun = Instant::now();
        let tempo = self.tempo.unwrap_or_default();
        let clock = Clock::new(
            self.schedule.sample_rate(),
            tempo.cps,
            tempo.beats_per_cycle,
        );
        let mut sequencer = Sequencer::new();
        sequencer.seek(self, Cycles(0.0), 0.0, &clock);
        let mut found = Vec::new();
        let mut known = HashSet::new();
        for part in 1..=CYCLES * PARTS {
            sequencer.fill(self, Cycles(f64::from(part) / f64::from(PARTS)), &clock);
            let sounds = &self.sounds;
            sequencer.drain(|trigger| {
                let Some(id) = trigger.sound else { return };
                if let Some(Sound::Bank(bank)) = sounds.get(id) {
                    let index = bank.wrap(trigger.index());
                    if known.insert((id.0, index)) {
                        found.push((Arc::clone(bank), index));
                    }
                }
            });
            if begun.elapsed() > patience {
                break;
            }
        }
        found
    }
}
