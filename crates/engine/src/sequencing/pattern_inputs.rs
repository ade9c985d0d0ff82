//! Patterns of numbers that the signal graph reads: events become steps on their frames, continuous patterns are read
//! once a sub-block.

use crate::graph::Step;
use crate::sequencing::patterns::{PatternInput, Patterns};
use crate::sequencing::sequencer::{after, aligned, quanta_per_cycle};
use crate::time::clock::Clock;
use crate::time::conversions::{nearest_f32, saturating_i64, saturating_u32};
use crate::time::{Cycles, Frames};
use phonon_pattern::{Graph, Rational, Scratch, Span};

/// Steps that can wait at once, for all patterns together.
const WAITING: usize = 4096;

/// Denominator of the times at which continuous patterns are read: far finer than a frame.
const GRID: i64 = 1 << 24;

/// Positions beyond this many cycles are not read: they would not fit the grid.
const FARTHEST: f64 = (1u64 << 36) as f64;

#[derive(Clone, Copy, Debug)]
struct Waiting {
    /// Position of the step in cycles.
    due: f64,
    pattern: usize,
    value: f32,
    /// Length of the event in cycles.
    duration: f64,
}

/// Steps found ahead of the sound.
pub(crate) struct PatternInputs {
    /// Steps that wait, in the order of their times.
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
    pub(crate) fn seek(&mut self, patterns: &mut Patterns, position: Cycles, clock: &Clock) {
        self.waiting.clear();
        self.heard = position.0 - (1.0 - 1.0e-3) * clock.slope();
        self.restate = true;
        let from = aligned(self.heard, quanta_per_cycle(clock));
        for input in &mut patterns.inputs {
            input.frontier = from;
            input.continuous = false;
        }
    }

    /// Finds anew what has not stepped yet, and what holds now: what it is made of has changed.
    pub(crate) fn revise(&mut self, patterns: &mut Patterns, clock: &Clock) {
        self.waiting.clear();
        self.restate = true;
        let from = aligned(self.heard, quanta_per_cycle(clock));
        for input in &mut patterns.inputs {
            input.frontier = from;
        }
    }

    /// Starts anew for another program, where the last one ended. `patterns` are the new program's.
    pub(crate) fn succeed(&mut self, patterns: &mut Patterns, clock: &Clock) {
        self.waiting.clear();
        let from = aligned(self.heard, quanta_per_cycle(clock));
        for input in &mut patterns.inputs {
            input.frontier = from;
        }
    }

    /// Queries what may step before the position `until`, and gives `push` the value that each input has at the frame
    /// `now` (at `place` in its sub-block) where the graph does not know it or where it moves by itself.
    pub(crate) fn fill(
        &mut self,
        patterns: &mut Patterns,
        until: Cycles,
        now: Frames,
        place: usize,
        clock: &Clock,
        mut push: impl FnMut(usize, Step),
    ) {
        let per_cycle = quanta_per_cycle(clock);
        let here = clock.position(now).0;
        let restate = std::mem::take(&mut self.restate);
        let begins = place == 0;
        let mut found = false;
        let Patterns {
            graph,
            scratch,
            inputs,
            ..
        } = patterns;
        for (index, value) in inputs.iter_mut().enumerate() {
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
                    push(index, step(place, present, false, 0));
                }
            }
            let PatternInput { pattern, .. } = *value;
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
                            value: nearest_f32(number),
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

    /// Gives `push` the steps of the frames from `begin` to `end`, by their inputs, in the order of their frames.
    pub(crate) fn write(
        &mut self,
        clock: &Clock,
        begin: Frames,
        end: Frames,
        sub_block: u64,
        mut push: impl FnMut(usize, Step),
    ) {
        let mut taken = 0;
        for waiting in &self.waiting {
            let frame = clock.frame_of(Cycles(waiting.due));
            if frame >= end.signed() {
                break;
            }
            taken += 1;
            let frame = Frames::at(frame.max(begin.signed())).since(sub_block);
            let duration = saturating_u32(waiting.duration / clock.cycles_per_frame());
            push(waiting.pattern, step(frame, waiting.value, true, duration));
        }
        self.waiting.drain(..taken);
        self.heard = clock.position(end).0 - (1.0 - 1.0e-3) * clock.slope();
    }
}

impl Patterns {
    /// How many inputs of the signal graph read patterns.
    pub(crate) fn inputs(&self) -> usize {
        self.inputs.len()
    }

    /// Whether there is such an input, and anything that sounds reads it.
    pub(crate) fn input_is_read(&self, index: usize) -> bool {
        self.inputs.get(index).is_some_and(|input| input.is_read)
    }

    /// What an input's pattern says at a moment.
    pub(crate) fn present(&mut self, index: usize, moment: Span) -> Option<f32> {
        present(&self.inputs[index], &self.graph, &mut self.scratch, moment)
    }

    /// Lets an input go on with input `place` of the program before.
    pub(crate) fn resume_input(&mut self, index: usize, before: &Self, place: usize) {
        self.inputs[index].continuous = before.inputs[place].continuous;
    }
}

/// What a pattern says at a moment: of what lasts then, the latest to begin; of what began together, the greatest.
fn present(input: &PatternInput, graph: &Graph, scratch: &mut Scratch, span: Span) -> Option<f32> {
    let mut present: Option<(f64, f32)> = None;
    graph.query(input.pattern, span, scratch, &mut |_, event| {
        let Some(number) = event.value.as_f64() else {
            return;
        };
        // What is continuous comes first: events say more.
        let begin = event
            .whole
            .map_or(f64::NEG_INFINITY, |whole| whole.begin.to_f64());
        let found = (begin, nearest_f32(number));
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
fn moving(input: &PatternInput, graph: &Graph, scratch: &mut Scratch, span: Span) -> Option<f32> {
    let mut moving = None;
    graph.query(input.pattern, span, scratch, &mut |_, event| {
        if (event.whole.is_none() || !event.has_onset())
            && let Some(number) = event.value.as_f64()
        {
            moving = Some(nearest_f32(number));
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
pub(crate) fn moment(position: f64, slope: f64) -> Option<Span> {
    if position.abs() > FARTHEST {
        return None;
    }
    let on_grid =
        |position: f64| Rational::new(saturating_i64((position * GRID as f64).round()), GRID);
    let begin = on_grid(position)?;
    let end = on_grid(position + slope)?;
    Some(Span::new(
        begin,
        if end > begin {
            end
        } else {
            begin + Rational::new(1, GRID)?
        },
    ))
}
