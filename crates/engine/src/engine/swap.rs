//! One program takes over from another: at its time, without a seam, without making or freeing anything.

use crate::engine::{Engine, Swap};
use crate::graph::Fade;
use crate::program::Program;
use crate::time::clock::ONSET_SLACK;
use crate::time::{Cycles, Frames};
use crate::voices::Destination;
use crate::voices::effects::Stock;
use phonon_pattern::Rational;

/// The program before, as long as something of it is heard.
pub(crate) struct Fading {
    pub program: Box<Program>,
    pub fade: Fade,
}

impl Engine {
    /// Swaps programs if it is time to. Returns up to which frame (at most `end`) the next segments may go.
    pub(crate) fn swap(&mut self, end: u64) -> u64 {
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
        if *swap == Swap::NextCycle && self.clock.is_moving() && self.program.is_some() {
            // The last cycle boundary that has come, counted as onsets on it are.
            let here = self.clock.position(Frames(self.frame)).0 + ONSET_SLACK * self.clock.slope();
            let boundary = self.clock.frame_of(Cycles(here.floor()));
            if boundary != self.frame as i64 {
                let next = self.clock.frame_of(Cycles(here.floor() + 1.0));
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

    /// Lets the program that waits take over, if one does. There must be room on the way back.
    pub(crate) fn take_offered(&mut self) {
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
        let here = self.clock.position(now).0 + ONSET_SLACK * self.clock.slope();
        let cycle = Rational::integer(here.floor() as i64);
        new.begin(self.program.as_deref(), cycle);
        new.schedule.locate(self.song);
        let mut tempo = new.tempo;
        let mut elsewhere = false;
        if let Some(old) = self.program.take() {
            if new.pauses {
                new.tempo = old.tempo;
                new.by_bars = old.by_bars;
            }
            // What the text says again is no reason to take back what events have set since. What it says no more is as if
            // it had never said it: the project would open so.
            let said = new.tempo.unwrap_or_default();
            tempo = (said != old.tempo.unwrap_or_default()).then_some(said);
            self.succeed(&mut new, old);
        } else {
            // Nothing has been played so far: the first program starts where we are.
            elsewhere = true;
            self.voices.restock(&mut new.stock, None);
        }
        if let Some(tempo) = tempo {
            self.clock.set_tempo(now, tempo.cps);
        }
        let beats = new.tempo.unwrap_or_default().beats_per_cycle;
        elsewhere |= self.clock.set_cycle(now, beats, new.by_bars);
        if elsewhere {
            let position = self.clock.position(now);
            if self.clock.is_moving() {
                self.sequencer.seek(&mut new, position, 0.0, &self.clock);
            }
            self.pattern_inputs.seek(&mut new, position, &self.clock);
        }
        self.program = Some(new);
        self.voices.counts.faults = 0;
        self.mixer.forget_faults();
        self.refill = true;
    }

    fn succeed(&mut self, new: &mut Box<Program>, mut old: Box<Program>) {
        let (now, place) = (Frames(self.frame), self.place());
        self.voices.restock(&mut new.stock, Some(&mut old.stock));
        let mut differs = new.schedule.succeed(&mut old.schedule);
        new.resume(&old);
        differs |= self.pattern_inputs.succeed(new, &mut old, now, &self.clock);
        let Program {
            sounds, sequences, ..
        } = &mut **new;
        let translate = |sound| sounds.translate(sound, &old.sounds);
        self.voices.succeed(
            |source| match old.schedule.source_after(source) {
                Some(heir) => Destination::Source(heir),
                // Heard as it is: it rings out where it was. What is behind effects ends with them.
                None => match old.schedule.only_output(source) {
                    Some(output) if old.effects[source].is_none() => Destination::Output(output),
                    _ => Destination::Leaving(source),
                },
            },
            translate,
        );
        self.sequencer.succeed(
            sequences,
            &self.clock,
            |source| old.schedule.source_after(source),
            translate,
        );
        for source in 0..old.effects.len() {
            let heir = old.schedule.source_after(source);
            if old.effects[source].is_some()
                && let Some(effects) = heir.and_then(|heir| new.effects.get_mut(heir))
            {
                // The effects of an orbit go on where they are, tails and all.
                std::mem::swap(&mut old.effects[source], effects);
                if old.effects[source].is_none()
                    && let Some(orbit) = effects
                {
                    orbit.close(place);
                }
            }
        }
        let fade = Fade::new(now.0, place, self.sample_rate);
        let Program {
            schedule,
            instruments,
            ..
        } = &mut **new;
        differs |= self.voices.succeed_instruments(
            instruments,
            &mut old.instruments,
            schedule,
            &fade,
            now.0,
        );
        if differs {
            self.fading = Some(Fading { program: old, fade });
        } else {
            new.stand_alone();
            self.voices.end_leaving(&mut new.instruments);
            self.give_back(old);
        }
    }

    /// Silence, as [`reset`](Self::reset) makes it, and nothing to play any more: the programs go back. Settings stay.
    pub fn forget(&mut self) {
        self.end_fading();
        let offered = self.offered.take().map(|(program, _)| program);
        self.voices.clear();
        if let Some(program) = &mut self.program {
            self.voices
                .restock(&mut Stock::default(), Some(&mut program.stock));
        }
        for program in [self.program.take(), offered].into_iter().flatten() {
            self.give_back(program);
        }
        self.reset();
    }

    /// Ends the fading at once: nothing of the program before is heard any more.
    pub(crate) fn end_fading(&mut self) {
        if let Some(fading) = self.fading.take() {
            if let Some(program) = &mut self.program {
                self.voices.end_leaving(&mut program.instruments);
                program.stand_alone();
            }
            self.give_back(fading.program);
        }
    }

    pub(crate) fn give_back(&mut self, program: Box<Program>) {
        // Invariant: `offer` takes a program only where there is room for it and all that are here already.
        let given = self.returns.push(program);
        debug_assert!(given.is_ok(), "a program without a way back");
    }
}
