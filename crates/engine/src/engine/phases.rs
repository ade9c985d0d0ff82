//! A segment of a sub-block in three phases: patterns start what sounds, voices render, the signal graph runs.

use crate::engine::swap::Fading;
use crate::engine::{Engine, Outputs, Report, Started};
use crate::graph::{SINKS, SUB_BLOCK, Segment, StereoBlock};
use crate::input::Incoming;
use crate::program::Program;
use crate::sequencing::notes_out::Message;
use crate::time::clock::Clock;
use crate::time::{Cycles, Frames};
use crate::voices::load::Load;
use crate::voices::{Destination, Leaving, Stage};
use std::ops::Range;
use std::time::{Duration, Instant};

/// Steps of pattern queries in a sub-block of 64 frames, on average. A step takes up to half a microsecond; a song takes
/// some 20 of them, a very dense one some 600.
const STEPS: u64 = 1_500;

/// Steps that may be saved up for a sub-block that takes more, as the first one after a jump or a swap does.
const STEPS_AT_ONCE: u64 = 32_000;

impl Engine {
    /// The three phases of a part of a sub-block: `range` in it, `offset` in the host's block. It ends sooner where the tempo
    /// changes; returns how many frames it has.
    pub(super) fn segment(
        &mut self,
        range: Range<usize>,
        offset: usize,
        incoming: &Incoming,
        report: &mut Report,
        outputs: &mut dyn Outputs,
    ) -> usize {
        let started = Stopwatch::start(self.settings.timing || self.load.is_some());
        let mut times = [Duration::ZERO; 3];
        let sub_block = self.frame - range.start as u64;
        let (filled, range) = self.look_ahead(range, sub_block);
        let heard = [incoming.left, incoming.right];
        self.input.take(heard, offset, &range);
        self.beside.take(incoming.beside, offset, &range);
        let (first, end) = (self.frame, self.frame + range.len() as u64);
        let block = first - offset as u64;
        let mut send = |frame: u64, message| {
            let frame = frame.clamp(first, end - 1);
            outputs.send((frame - block) as usize, message);
        };
        self.begin(&range);
        if self.clock.is_moving() {
            self.trigger(&range, sub_block, filled, &mut send);
        }
        self.notes.release(end, &mut send);
        let patterns = started.lap(&mut times[0]);

        let (anchor_frame, anchor) = self.clock.anchor();
        let (count, range_start) = (range.len(), range.start);
        let segment = Segment {
            range,
            frame: sub_block,
            song: self.song.wrapping_sub(range_start as u64),
            anchor_frame: anchor_frame.0,
            anchor_cycle: anchor.0,
            cycles_per_frame: match self.clock.is_moving() {
                true => self.clock.slope(),
                false => 0.0,
            },
            beats_per_cycle: self.clock.beats_per_cycle(),
        };
        if let Some(most) = self.load.as_mut().and_then(Load::most) {
            self.voices.shed(most);
        }
        let sounding = self.voices.sounding();
        self.render_voices(&segment);
        let voices = patterns.lap(&mut times[1]);

        self.run_graph(&segment);
        self.write(&segment.range, offset, outputs);
        voices.lap(&mut times[2]);
        if let Some(load) = &mut self.load {
            let ends = segment.ends_sub_block();
            load.add(count, ends, sounding, times[1], times[0] + times[2]);
        }
        for (sum, time) in report.phases.iter_mut().zip(times) {
            *sum += time;
        }
        count
    }

    /// Finds what starts soon, at the beginning of a sub-block and where that is not known any more, and sets the tempo
    /// that an onset says for this frame. Returns whether patterns were queried, and the part of `range` before the tempo
    /// changes again.
    fn look_ahead(&mut self, range: Range<usize>, sub_block: u64) -> (bool, Range<usize>) {
        let Some(program) = &mut self.program else {
            return (false, range);
        };
        if !self.clock.is_moving() {
            return (false, range);
        }
        let now = Frames(self.frame);
        let refill = std::mem::take(&mut self.refill);
        let mut filled = false;
        let mut bent = range.start == 0 || refill;
        loop {
            if bent {
                let steps = if refill { STEPS_AT_ONCE } else { STEPS };
                let Program {
                    patterns, signal, ..
                } = &mut **program;
                patterns.allow(steps, STEPS_AT_ONCE);
                patterns.read_signals(|probe| signal.probe(probe));
                let until = farthest(&self.clock, sub_block);
                self.sequencer.fill(patterns, until, &self.clock);
                filled = true;
            }
            bent = false;
            while let Some((position, cps)) = self.sequencer.tempo(&self.clock, now) {
                bent |= self.clock.bend(now, position, cps);
            }
            if !bent {
                break;
            }
        }
        let next = self.sequencer.next_tempo(&self.clock);
        let room = next
            .filter(|_| self.clock.is_internal())
            .and_then(|next| usize::try_from(next - now.0 as i64).ok())
            .map_or(range.len(), |room| room.clamp(1, range.len()));
        (filled, range.start..range.start + room)
    }

    /// Makes the programs and the voices ready for a segment, and hands them what came in.
    fn begin(&mut self, range: &Range<usize>) {
        let fading = self.fading.as_mut().map(|fading| &mut fading.program);
        for program in self.program.iter_mut().chain(fading) {
            program.signal.begin(range.clone());
            if let Some(input) = self.input.heard() {
                program.signal.write_audio_input(input, range);
            }
        }
        self.voices.begin(range.start);
    }

    /// Phase 1: what the patterns start in this segment of the sub-block that began at frame `sub_block`; `filled` says
    /// whether they were queried for it. What goes to other instruments is sent with its absolute frame.
    fn trigger(
        &mut self,
        range: &Range<usize>,
        sub_block: u64,
        filled: bool,
        send: &mut dyn FnMut(u64, Message),
    ) {
        let Some(program) = &mut self.program else {
            return;
        };
        let begin = Frames(self.frame);
        let end = Frames(self.frame + range.len() as u64);
        let Program {
            patterns,
            sounds,
            signal,
            ..
        } = &mut **program;
        let (inputs, clock) = (&mut self.pattern_inputs, &self.clock);
        if filled {
            let until = farthest(clock, sub_block);
            inputs.fill(patterns, until, begin, range.start, clock, |input, step| {
                signal.push_step(input, step)
            });
        }
        inputs.write(clock, begin, end, sub_block, |input, step| {
            signal.push_step(input, step);
        });
        let cps = self.clock.cycles_per_second();
        while let Some((trigger, frame)) = self.sequencer.next(&self.clock, begin, end) {
            let due = frame.0;
            let frame = (due - sub_block) as usize;
            if let Some(begun) = &mut self.listener {
                // A listener that does not keep up misses some.
                let _ = begun.push(Started {
                    origins: trigger.origins,
                    seconds: trigger.duration / cps,
                });
            }
            if trigger.sound.is_some_and(|id| sounds.sends_notes(id)) {
                let output = signal.only_output(trigger.source);
                if output.is_none_or(|output| self.mixer.hears(output)) {
                    let sent = self.notes.start(trigger, due, self.sample_rate, cps, send);
                    self.sequencer.counts.dropped += u64::from(!sent);
                }
                continue;
            }
            self.voices.start(trigger, sounds, signal, cps, frame);
        }
        self.sequencer.played(&self.clock, end);
    }

    /// Phase 2: voices into the sources of the graph, and those of a program that leaves into its own.
    fn render_voices(&mut self, segment: &Segment) {
        let Some(program) = &mut self.program else {
            return;
        };
        let mut stage = Stage {
            signal: &mut program.signal,
            sounds: &mut program.sounds,
            leaving: self.fading.as_mut().map(|fading| Leaving {
                signal: &mut fading.program.signal,
                sounds: &mut fading.program.sounds,
                fade: &fading.fade,
            }),
            ringing: &mut self.ringing,
            input: &self.input,
            segment,
        };
        self.voices.render(&mut stage);
        let cps = self.clock.cycles_per_second();
        let (voices, range) = (&self.voices, &segment.range);
        let Program { sounds, signal, .. } = &mut **program;
        sounds.run_orbits(signal, range, cps, |source| {
            voices.fed(Destination::Source(source))
        });
        if let Some(fading) = &mut self.fading {
            let Program { sounds, signal, .. } = &mut *fading.program;
            sounds.run_orbits(signal, range, cps, |source| {
                voices.fed(Destination::Leaving(source))
            });
        }
    }

    /// Phase 3: the signal graph, faded over from that of a program that leaves.
    fn run_graph(&mut self, segment: &Segment) {
        let Some(program) = &mut self.program else {
            return;
        };
        match &mut self.fading {
            Some(Fading { program: old, fade }) => {
                program.signal.process_over(segment, &mut old.signal, fade);
            }
            None => program.signal.process(segment),
        }
        for (output, block) in self.ringing.sounding() {
            program.signal.add(output, block, &segment.range);
        }
    }

    /// Mixes the graph's outputs and hands them to the host's.
    fn write(&mut self, range: &Range<usize>, offset: usize, outputs: &mut dyn Outputs) {
        let Some(program) = &mut self.program else {
            return;
        };
        for output in 1..SINKS {
            if program.signal.sounds(output) {
                self.mixer.set_separate(output, outputs.takes(output));
            }
        }
        self.mixer
            .process(range, &program.signal, self.beside.heard());
        let mut write = |output: usize, block: &StereoBlock| {
            outputs.write(
                output,
                offset,
                &block.left[range.clone()],
                &block.right[range.clone()],
            )
        };
        for output in 1..SINKS {
            if let Some(block) = self.mixer.separate(output) {
                write(output, block);
            }
        }
        if self.mixer.main_sounds() {
            write(0, self.mixer.main());
        }
        for (output, block) in self.mixer.watched() {
            outputs.watch(
                output,
                &block.left[range.clone()],
                &block.right[range.clone()],
            );
        }
    }
}

/// How far patterns are queried in a sub-block: two ahead, so that a line that leans in the next block finds all it needs.
fn farthest(clock: &Clock, sub_block: u64) -> Cycles {
    clock.position(Frames(sub_block + 2 * SUB_BLOCK as u64))
}

/// Measures laps, if it is wound.
struct Stopwatch(Option<Instant>);

impl Stopwatch {
    fn start(wound: bool) -> Self {
        Self(wound.then(Instant::now))
    }

    fn lap(self, total: &mut Duration) -> Self {
        Self(self.0.map(|since| {
            let now = Instant::now();
            *total += now.duration_since(since);
            now
        }))
    }
}
