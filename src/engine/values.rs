//! Patterns of numbers that the signal graph reads: events become steps on their frames, continuous patterns are read
//! once a sub-block.

use super::clock::Clock;
use super::graph::Step;
use super::program::{Program, ValuePattern};
use super::sequencer::{after, aligned, quanta_per_cycle};
use super::time::{Cycles, Frames};
use crate::pattern::{Rational, Span};

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
pub struct Values {
    /// In order of time.
    waiting: Vec<Waiting>,
    /// Steps up to this position (cycles) are past.
    heard: f64,
    /// Whether the graph must be told the present values.
    restate: bool,
}

impl Default for Values {
    fn default() -> Self {
        Self::new()
    }
}

impl Values {
    /// Room for all that may wait.
    #[must_use]
    pub fn new() -> Self {
        Self {
            waiting: Vec::with_capacity(WAITING),
            heard: f64::NEG_INFINITY,
            restate: false,
        }
    }

    /// Forgets what waits.
    pub fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Starts anew at a position.
    pub fn seek(&mut self, program: &mut Program, position: Cycles, clock: &Clock) {
        self.waiting.clear();
        self.heard = position.0 - (1.0 - 1.0e-3) * clock.slope();
        self.restate = true;
        let from = aligned(self.heard, quanta_per_cycle(clock));
        for value in &mut program.values {
            value.frontier = from;
            value.continuous = false;
        }
    }

    /// Queries what may step before the position `until`, and tells the graph what holds at the frame `now` where that
    /// is not known or moves by itself.
    pub fn fill(&mut self, program: &mut Program, until: Cycles, now: Frames, clock: &Clock) {
        let per_cycle = quanta_per_cycle(clock);
        let here = clock.position(now).0;
        let restate = std::mem::take(&mut self.restate);
        let mut found = false;
        let Program {
            graph,
            scratch,
            values,
            schedule,
            ..
        } = program;
        for (index, value) in values.iter_mut().enumerate() {
            if restate || value.continuous {
                let Some(span) = moment(here, clock.slope()) else {
                    continue;
                };
                let mut present = None;
                graph.query(value.pattern, span, scratch, &mut |_, event| {
                    let covers = event.whole.is_none() || !event.has_onset() || restate;
                    if covers && let Some(number) = event.value.as_f64() {
                        present = Some(number as f32);
                    }
                });
                if let Some(present) = present {
                    schedule.push_step(
                        index,
                        step(now.0 as usize % super::graph::SUB_BLOCK, present, false, 0),
                    );
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
                    if event.has_onset() && due > self.heard && self.waiting.len() < WAITING {
                        found = true;
                        self.waiting.push(Waiting {
                            due,
                            pattern: index,
                            value: number as f32,
                            duration: (whole.end - whole.begin).to_f64(),
                        });
                    }
                });
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
    pub fn write(
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
