//! One program takes over from another: at its time, without a seam, without making or freeing anything.

use crate::engine::{Engine, Swap};
use crate::graph::Fade;
use crate::program::Program;
use crate::sequencing::moment;
use crate::time::clock::{Clock, ONSET_SLACK};
use crate::time::{Cycles, Frames};
use crate::voices::Destination;
use phonon_pattern::Rational;

/// The program before, as long as something of it is heard.
pub(super) struct Fading {
    pub program: Box<Program>,
    pub fade: Fade,
}

impl Engine {
    /// Swaps programs if it is time to. Returns up to which frame (at most `end`) the next segments may go.
    pub(super) fn swap(&mut self, end: u64) -> u64 {
        let begins = self.place() == 0;
        if begins
            && let Some(fading) = &self.fading
            && fading.fade.is_over(self.frame)
        {
            self.end_fading();
        }
        let Some((_, swap)) = &self.offered else {
            return end;
        };
        if let Some(every) = self.every(*swap) {
            // The last boundary that has come, counted as onsets on it are.
            let boundary = self.clock.frame_of(Cycles(self.boundary(every)));
            if boundary != self.frame as i64 {
                let next = self.clock.frame_of(Cycles(self.next_boundary(every)));
                return end.min(u64::try_from(next).unwrap_or(end).max(self.frame + 1));
            }
        } else if self.program.is_some() && !begins {
            return end;
        }
        // One at a time: the one that fades ends within some milliseconds.
        if self.fading.is_some() {
            return end;
        }
        self.take_offered();
        end
    }

    /// At the multiples of how many cycles a program takes over; `None` where it does so as soon as it can.
    pub(super) fn every(&self, swap: Swap) -> Option<u32> {
        let every = match swap {
            Swap::Now => return None,
            Swap::NextCycle => 1,
            Swap::NextMultiple(cycles) => cycles.max(1),
        };
        (self.clock.is_moving() && self.program.is_some()).then_some(every)
    }

    /// The present cycle, counted as onsets at its beginning are.
    fn cycle(&self) -> f64 {
        let here = self.clock.position(Frames(self.frame)).0;
        (here + ONSET_SLACK * self.clock.slope()).floor()
    }

    /// The last cycle so far whose number is a multiple of `every`.
    fn boundary(&self, every: u32) -> f64 {
        let every = f64::from(every);
        (self.cycle() / every).floor() * every
    }

    /// The next one.
    pub(super) fn next_boundary(&self, every: u32) -> f64 {
        self.boundary(every) + f64::from(every)
    }

    /// Lets the program that waits take over, if one does. There must be room on the way back.
    pub(super) fn take_offered(&mut self) {
        if let Some((new, _)) = self.offered.take() {
            self.take_over(new);
        }
    }

    fn take_over(&mut self, mut new: Box<Program>) {
        let now = Frames(self.frame);
        for (index, value) in self.macros.iter().enumerate() {
            new.set_macro(index, *value);
        }
        // The cycle that begins here, counted as onsets on it are, or that is under way.
        self.since = self.cycle() as i64;
        let cycle = Rational::integer(self.since);
        let before = self.program.as_deref().map(|old| &old.patterns);
        new.patterns.begin(before, cycle);
        new.signal.locate(self.song);
        let says = new.tempo().is_some() || self.free_bpm.is_some();
        let mut tempo = says.then(|| self.tempo(Some(&*new)));
        let mut elsewhere = false;
        if let Some(old) = self.program.take() {
            new.keep_time(&old);
            // What the text says again is no reason to take back what events have set since. What it says no more is as if
            // it had never said it: the project would open so.
            let said = self.tempo(Some(&*new));
            tempo = (said != self.tempo(Some(&*old))).then_some(said);
            self.succeed(&mut new, old);
        } else {
            // Nothing has been played so far: the first program starts where we are.
            elsewhere = true;
            self.voices.restock(&mut new.sounds, None);
        }
        if let Some(tempo) = tempo {
            self.clock.set_tempo(now, tempo.cps);
        }
        let beats = new.tempo().unwrap_or_default().beats_per_cycle;
        elsewhere |= self.clock.set_cycle(now, beats, new.follows_bars());
        if elsewhere {
            let position = self.clock.position(now);
            if self.clock.is_moving() {
                let patterns = &mut new.patterns;
                self.sequencer.seek(patterns, position, 0.0, &self.clock);
            }
            let patterns = &mut new.patterns;
            self.pattern_inputs.seek(patterns, position, &self.clock);
        }
        self.program = Some(new);
        self.voices.counts.faults = 0;
        self.mixer.forget_faults();
        self.refill = true;
    }

    fn succeed(&mut self, new: &mut Program, mut old: Box<Program>) {
        let (now, place) = (Frames(self.frame), self.place());
        self.voices.restock(&mut new.sounds, Some(&mut old.sounds));
        let mut differs = new.signal.succeed(&mut old.signal);
        new.patterns.resume(&old.patterns);
        self.pattern_inputs.succeed(&mut new.patterns, &self.clock);
        differs |= lead_inputs(new, &mut old, &self.clock, now);
        let (table, old_table) = (new.sounds.table(), old.sounds.table());
        let translate = |sound| table.translate(sound, old_table);
        let heir = |source| old.signal.source_after(source);
        self.voices.succeed(
            |source| match heir(source) {
                Some(heir) => Destination::Source(heir),
                // Heard as it is: it rings out where it was. What is behind effects ends with them.
                None => match old.signal.only_output(source) {
                    Some(output) if !old.sounds.has_orbit(source) => Destination::Output(output),
                    _ => Destination::Leaving(source),
                },
            },
            translate,
        );
        let patterns = &mut new.patterns;
        self.sequencer
            .succeed(patterns, &self.clock, heir, translate);
        let Program { sounds, signal, .. } = &mut *old;
        new.sounds
            .succeed_orbits(sounds, place, |source| signal.source_after(source));
        let fade = Fade::new(now.0, place, self.sample_rate);
        differs |= self.voices.succeed_instruments(
            &mut new.sounds,
            &mut old.sounds,
            &new.signal,
            &fade,
            now.0,
        );
        if differs {
            self.fading = Some(Fading { program: old, fade });
        } else {
            new.stand_alone();
            self.voices.end_leaving(&mut new.sounds);
            self.give_back(old);
        }
    }

    /// Silence, as [`reset`](Self::reset) makes it, and nothing to play any more: the programs go back. Settings stay.
    pub fn forget(&mut self) {
        self.end_fading();
        let offered = self.offered.take().map(|(program, _)| program);
        self.voices.clear();
        if let Some(program) = &mut self.program {
            self.voices.return_stock(&mut program.sounds);
        }
        for program in [self.program.take(), offered].into_iter().flatten() {
            self.give_back(program);
        }
        self.reset();
    }

    /// Ends the fading at once: nothing of the program before is heard any more.
    pub(super) fn end_fading(&mut self) {
        if let Some(fading) = self.fading.take() {
            if let Some(program) = &mut self.program {
                self.voices.end_leaving(&mut program.sounds);
                program.stand_alone();
            }
            self.give_back(fading.program);
        }
    }

    pub(super) fn give_back(&mut self, program: Box<Program>) {
        // Invariant: `offer` takes a program only where there is room for it and all that are here already.
        let given = self.returns.push(program);
        debug_assert!(given.is_ok(), "a program without a way back");
    }
}

/// Pattern inputs of the graph go on with what they have, unless their pattern says otherwise now: then they are led there.
/// New ones start at what their pattern says. Returns whether any is led.
fn lead_inputs(new: &mut Program, old: &mut Program, clock: &Clock, now: Frames) -> bool {
    let Some(span) = moment(clock.position(now).0, clock.slope()) else {
        return false;
    };
    let mut led = false;
    let (patterns, before) = (&mut new.patterns, &mut old.patterns);
    for index in 0..patterns.inputs() {
        if !patterns.input_is_read(index) {
            continue;
        }
        let found = patterns.present(index, span);
        let place = new.signal.pattern_before(index);
        match place.filter(|place| before.input_is_read(*place)) {
            Some(place) => {
                patterns.resume_input(index, before, place);
                let held = old.signal.pattern_value(place);
                let was = before.present(place, span).unwrap_or(held);
                let now = found.unwrap_or(held);
                if now.to_bits() != was.to_bits() {
                    new.signal.turn_pattern(index, now);
                    led = true;
                }
            }
            None => {
                if let Some(found) = found {
                    new.signal.start_pattern(index, found);
                }
            }
        }
    }
    led
}
