//! Patterns of numbers that the signal graph reads: events become steps on their frames, continuous patterns are read
//! once a sub-block.

use crate::graph::Step;
use crate::program::{Program, ValuePattern};
use crate::sequencing::sequencer::{after, aligned, quanta_per_cycle};
use crate::time::clock::Clock;
use crate::time::{Cycles, Frames};
use phonon_pattern::{Graph, Rational, Scratch, Span};

/// Steps that can wait at once, for all patterns together.
const WAITING: usize = 4096;

/// Denominator of the times at which continuous patterns are read: far finer than a frame.
const GRID: f64 = (1u64 << 24) as f64;

/// Positions beyond this many cycles are not read: they would not fit the grid.
const FARTHEST: f64 = (1u64 << 36) as f64;

#[derive(Clone, Copy, Debug)]
struct Waiting {
    /// In cycles.
    due: f64,
    pattern: usize,
    value: f32,
    /// In cycles.
    duration: f64,
}

/// Steps found ahead of the sound.
pub(crate) struct PatternInputs {
    /// In order of time.
    waiting: Vec<Waiting>,
    /// Steps up to this position (cycles) are past.
    heard: f64,
    /// Whether the graph must be told the present values.
    restate: bool,
    /// Steps that found no room, and queries that were cut short.
    pub dropped: u64,
}

impl Default for PatternInputs {
    fn default() -> Self {
        Self::new()
    }
}

impl PatternInputs {
    /// Room for all that may wait.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self {
            waiting: Vec::with_capacity(WAITING),
            heard: f64::NEG_INFINITY,
            restate: false,
            dropped: 0,
        }
    }

    /// Forgets what waits.
    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Starts anew at a position.
    pub(crate) fn seek(&mut self, program: &mut Program, position: Cycles, clock: &Clock) {
        self.waiting.clear();
        self.heard = position.0 - (1.0 - 1.0e-3) * clock.slope();
        self.restate = true;
        let from = aligned(self.heard, quanta_per_cycle(clock));
        for value in &mut program.values {
            value.frontier = from;
            value.continuous = false;
        }
    }

    /// Finds anew what has not stepped yet, and what holds now: what it is made of has changed.
    pub(crate) fn revise(&mut self, program: &mut Program, clock: &Clock) {
        self.waiting.clear();
        self.restate = true;
        let from = aligned(self.heard, quanta_per_cycle(clock));
        for value in &mut program.values {
            value.frontier = from;
        }
    }

    /// Starts anew for another program, where the last one ended. Inputs that go on keep what they have, unless their
    /// pattern says otherwise now: then they are led there. Returns whether any is.
    pub(crate) fn succeed(
        &mut self,
        program: &mut Program,
        old: &mut Program,
        now: Frames,
        clock: &Clock,
    ) -> bool {
        self.waiting.clear();
        let from = aligned(self.heard, quanta_per_cycle(clock));
        for value in &mut program.values {
            value.frontier = from;
        }
        let mut turned = false;
        let Some(span) = moment(clock.position(now).0, clock.slope()) else {
            return false;
        };
        for index in 0..program.values.len() {
            let value = &mut program.values[index];
            if !value.is_read {
                continue;
            }
            let found = present(value, &program.graph, &mut program.scratch, span);
            let before = program.schedule.pattern_before(index);
            let old_value = before.and_then(|place| old.values.get_mut(place));
            match (old_value.filter(|old| old.is_read), before) {
                (Some(old_value), Some(place)) => {
                    value.continuous = old_value.continuous;
                    let held = old.schedule.pattern_value(place);
                    let before = present(old_value, &old.graph, &mut old.scratch, span);
                    let (now, before) = (found.unwrap_or(held), before.unwrap_or(held));
                    if now.to_bits() != before.to_bits() {
                        program.schedule.turn_pattern(index, now);
                        turned = true;
                    }
                }
                _ => {
                    if let Some(found) = found {
                        program.schedule.start_pattern(index, found);
                    }
                }
            }
        }
        turned
    }

    /// Queries what may step before the position `until`, and tells the graph what holds at the frame `now` (at
    /// `place` in its sub-block) where that is not known or moves by itself.
    pub(crate) fn fill(
        &mut self,
        program: &mut Program,
        until: Cycles,
        now: Frames,
        place: usize,
        clock: &Clock,
    ) {
        let per_cycle = quanta_per_cycle(clock);
        let here = clock.position(now).0;
        let restate = std::mem::take(&mut self.restate);
        let begins = place == 0;
        let mut found = false;
        let Program {
            graph,
            scratch,
            values,
            schedule,
            ..
        } = program;
        for (index, value) in values.iter_mut().enumerate() {
            if !value.is_read {
                continue;
            }
            // What moves by itself is read at the beginning of each sub-block.
            if restate || (value.continuous && begins) {
                let Some(span) = moment(here, clock.slope()) else {
                    continue;
                };
                let present = if restate {
                    // What was before does not hold: that would not be a function of the song's place.
                    Some(present(value, graph, scratch, span).unwrap_or(0.0))
                } else {
                    moving(value, graph, scratch, span)
                };
                if let Some(present) = present {
                    schedule.push_step(index, step(place, present, false, 0));
                }
            }
            let ValuePattern { pattern, .. } = *value;
            while value.frontier.to_f64() <= until.0 {
                let span = Span::new(value.frontier, after(value.frontier, per_cycle));
                value.frontier = span.end;
                let mut continuous = value.continuous;
                graph.query(pattern, span, scratch, &mut |_, event| {
                    let Some(number) = event.value.as_f64() else {
                        return;
                    };
                    let Some(whole) = event.whole else {
                        continuous = true;
                        return;
                    };
                    let due = whole.begin.to_f64();
                    if !event.has_onset() || due <= self.heard {
                        return;
                    }
                    if self.waiting.len() == WAITING {
                        self.dropped += 1;
                    } else {
                        found = true;
                        self.waiting.push(Waiting {
                            due,
                            pattern: index,
                            value: number as f32,
                            duration: (whole.end - whole.begin).to_f64(),
                        });
                    }
                });
                if scratch.exceeded() {
                    self.dropped += 1;
                }
                value.continuous = continuous;
            }
        }
        if found {
            // Without allocating; equal ones of one pattern keep the order in which they were found only by chance,
            // so the later value wins by its size.
            self.waiting.sort_unstable_by(|a, b| {
                a.due
                    .total_cmp(&b.due)
                    .then(a.pattern.cmp(&b.pattern))
                    .then(a.value.total_cmp(&b.value))
            });
        }
    }

    /// Hands the graph the steps of the frames from `begin` to `end`.
    pub(crate) fn write(
        &mut self,
        program: &mut Program,
        clock: &Clock,
        begin: Frames,
        end: Frames,
        sub_block: u64,
    ) {
        let mut taken = 0;
        for waiting in &self.waiting {
            let frame = clock.frame_of(Cycles(waiting.due));
            if frame >= end.0 as i64 {
                break;
            }
            taken += 1;
            let frame = (frame.max(begin.0 as i64) as u64 - sub_block) as usize;
            let duration =
                (waiting.duration / clock.cycles_per_frame()).min(f64::from(u32::MAX)) as u32;
            program
                .schedule
                .push_step(waiting.pattern, step(frame, waiting.value, true, duration));
        }
        self.waiting.drain(..taken);
        self.heard = clock.position(end).0 - (1.0 - 1.0e-3) * clock.slope();
    }
}

/// What a pattern says at a moment: of what lasts then, the latest to begin; of what began together, the greatest.
fn present(value: &ValuePattern, graph: &Graph, scratch: &mut Scratch, span: Span) -> Option<f32> {
    let mut present: Option<(f64, f32)> = None;
    graph.query(value.pattern, span, scratch, &mut |_, event| {
        let Some(number) = event.value.as_f64() else {
            return;
        };
        // What is continuous comes first: events say more.
        let begin = event
            .whole
            .map_or(f64::NEG_INFINITY, |whole| whole.begin.to_f64());
        let found = (begin, number as f32);
        let later = present.is_none_or(|known| {
            known
                .0
                .total_cmp(&found.0)
                .then(known.1.total_cmp(&found.1))
                .is_le()
        });
        if later {
            present = Some(found);
        }
    });
    present.map(|(_, value)| value)
}

/// What a pattern that has values between its events says at a moment.
fn moving(value: &ValuePattern, graph: &Graph, scratch: &mut Scratch, span: Span) -> Option<f32> {
    let mut moving = None;
    graph.query(value.pattern, span, scratch, &mut |_, event| {
        if (event.whole.is_none() || !event.has_onset())
            && let Some(number) = event.value.as_f64()
        {
            moving = Some(number as f32);
        }
    });
    moving
}

fn step(frame: usize, value: f32, onset: bool, duration: u32) -> Step {
    Step {
        frame,
        value: if value.is_finite() { value } else { 0.0 },
        onset,
        duration,
    }
}

/// The frame at a position, as a span of pattern time.
fn moment(position: f64, slope: f64) -> Option<Span> {
    if position.abs() > FARTHEST {
        return None;
    }
    let on_grid = |position: f64| Rational::new((position * GRID).round() as i64, GRID as i64);
    let begin = on_grid(position)?;
    let end = on_grid(position + slope)?;
    Some(Span::new(
        begin,
        if end > begin {
            end
        } else {
            begin + Rational::new(1, GRID as i64)?
        },
    ))
}
