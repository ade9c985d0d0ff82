//! A program tried out off the audio thread, before it plays: which recorded sounds it will start first, so that these are
//! decoded before the others of their banks, and whether its patterns fit into the audio thread's time.

use crate::program::{Program, Sound};
use crate::sequencing::Asker;
use crate::sequencing::sequencer::{Sequencer, quanta_per_cycle};
use crate::time::Cycles;
use crate::time::clock::Clock;
use crate::voices::choice::Choice;
use phonon_samples::{Bank, Library, SampleError};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How far a program is looked through, in cycles.
const CYCLES: u32 = 16;
/// Of these, how many are waited for.
const AWAITED: u32 = 1;

/// Into how many parts a cycle is cut: fewer events then wait at once than a sequencer holds.
const PARTS: u32 = 16;

/// How many cycles are tried whether they fit into the audio thread's budget.
const TRIAL: i64 = 4;

/// No more time than this is spent on looking: where all wait for what is found, and where the program is to play now.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(150), Duration::from_millis(20));

impl Program {
    /// Decodes, in parallel, the samples that its first cycle starts, and waits for them; those of the next cycles come in
    /// the background, the soonest first. Returns what could not be decoded of the first cycle.
    pub fn load_first(&mut self, library: &Library) -> Vec<SampleError> {
        let expected = self.expected(AWAITED, PATIENCE.0);
        let slots: Vec<_> = expected
            .iter()
            .map(|(bank, index)| bank.slot(*index as i64))
            .collect();
        let outcomes = library.load_slots(&slots);
        self.request_first(library);
        outcomes.into_iter().filter_map(Result::err).collect()
    }

    /// Has the samples that its first cycles start decoded in the background, the soonest first.
    pub fn request_first(&mut self, library: &Library) {
        for (bank, index) in self.expected(CYCLES, PATIENCE.1) {
            library.request(&bank, index as i64);
        }
    }

    /// Decodes, in parallel, the files that its first cycles start, and waits for them, so that the library knows what is
    /// wrong with them.
    pub fn decode_files(&mut self, library: &Library) {
        let expected = self.expected(CYCLES, PATIENCE.0);
        let slots = expected
            .iter()
            .map(|(bank, index)| bank.slot(*index as i64))
            .filter(|slot| slot.path().is_some());
        let slots: Vec<_> = slots.collect();
        // What cannot be decoded is among the library's warnings.
        drop(library.load_slots(&slots));
    }

    /// Asks every pattern of sounds, and of numbers that signals read, as the audio thread will, within its budget, and says
    /// which statements ask for more than fits: some of their events will be left out.
    #[must_use]
    pub fn strained(&mut self) -> Vec<String> {
        let begun = Instant::now();
        let tempo = self.tempo().unwrap_or_default();
        let rate = self.signal.sample_rate();
        let per_cycle = quanta_per_cycle(&Clock::new(rate, tempo.cps, tempo.beats_per_cycle));
        let signal = &self.signal;
        let mut strained = Vec::new();
        let in_time = || begun.elapsed() < PATIENCE.1;
        self.patterns.try_out(per_cycle, TRIAL, in_time, |asker| {
            let name = match asker {
                Asker::Source(source) => signal.source_names()[source].as_str(),
                Asker::Input(input) => signal.pattern_name(input),
            };
            strained.push(name.split('/').next().unwrap_or_default().to_owned());
        });
        strained.sort_unstable();
        strained.dedup();
        strained
    }

    /// The recorded sounds that the first `cycles` start, in the order of their first onsets.
    fn expected(&mut self, cycles: u32, patience: Duration) -> Vec<(Arc<Bank>, usize)> {
        let begun = Instant::now();
        let tempo = self.tempo().unwrap_or_default();
        let clock = Clock::new(self.signal.sample_rate(), tempo.cps, tempo.beats_per_cycle);
        let mut sequencer = Sequencer::new();
        sequencer.seek(&mut self.patterns, Cycles(0.0), 0.0, &clock);
        let mut found = Vec::new();
        let mut known = HashSet::new();
        for part in 1..=cycles * PARTS {
            let until = Cycles(f64::from(part) / f64::from(PARTS));
            sequencer.fill(&mut self.patterns, until, &clock);
            let sounds = self.sounds.table();
            sequencer.drain(|trigger| {
                let Some(id) = trigger.sound else { return };
                if let Some(Sound::Bank(bank, _)) = sounds.get(id) {
                    let index = Choice::of(bank, trigger).place;
                    if known.insert((id.0, index)) {
                        found.push((Arc::clone(bank), index));
                    }
                }
            });
            if begun.elapsed() > patience {
                break;
            }
        }
        self.patterns.rewind();
        found
    }
}
