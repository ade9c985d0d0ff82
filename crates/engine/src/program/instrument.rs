//! Buses as instruments: for each voice a graph of its own, made beforehand, that plays the bus at the voice's pitch.

use crate::AudioInput;
use crate::graph::{Fade, Listing, Schedule, Segment};

/// Voices of an instrument unless the text says otherwise.
pub const POLYPHONY: usize = 8;

/// The most voices of an instrument.
pub const MOST_VOICES: usize = 64;

/// Graphs beside those of the voices, for those that fade while their successors already sound.
pub const SPARES: usize = 4;

/// Bytes that all instruments of a program may hold together; beyond, they have fewer voices than the text asks for, at least
/// one.
pub const MEMORY: usize = 256 << 20;

/// Bytes beyond which not even that one is given to an instrument: it is silent.
pub const MOST_MEMORY: usize = 1 << 30;

/// The graphs of one bus.
pub struct Instrument {
    name: String,
    graphs: Vec<Graph>,
    /// Indices of the graphs that nobody plays.
    free: Vec<usize>,
}

/// What the graphs of voices hear of the world around them.
pub struct Heard<'a> {
    /// The program's graph: its patterns.
    pub program: &'a Schedule,
    /// What comes in from outside.
    pub input: &'a AudioInput,
}

struct Graph {
    schedule: Schedule,
    /// Whether it takes over from a graph of the program before.
    takes_over: bool,
}

impl Instrument {
    /// An instrument that `s` knows as `name`, for as many voices as there are graphs, less [`SPARES`].
    #[must_use]
    pub fn new(name: &str, graphs: Vec<Schedule>) -> Self {
        let free = (0..graphs.len()).rev().collect();
        let graphs = graphs
            .into_iter()
            .map(|schedule| Graph {
                schedule,
                takes_over: false,
            })
            .collect();
        Self {
            name: name.to_owned(),
            graphs,
            free,
        }
    }

    /// What `s` calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The graph of a voice, to be looked at.
    #[must_use]
    pub fn list(&self) -> Listing {
        self.graphs[0].schedule.list()
    }

    /// Whether its voices hear what comes in from outside.
    #[must_use]
    pub fn hears_input(&self) -> bool {
        self.graphs[0].schedule.hears_input()
    }

    /// How many voices may sound at once; further ones take the place of old ones.
    #[must_use]
    pub fn polyphony(&self) -> usize {
        self.graphs.len().saturating_sub(SPARES).max(1)
    }

    /// Whether its voices read a pattern input of the program.
    #[must_use]
    pub fn reads_pattern(&self, index: usize) -> bool {
        self.graphs[0].schedule.reads_pattern(index)
    }

    /// Whether there is a graph that nobody plays.
    #[must_use]
    pub fn has_room(&self) -> bool {
        !self.free.is_empty()
    }

    /// A graph for a voice that starts now: silent, at the values that the program's patterns have; `seed` decides what is
    /// chance in it. `None` if all play.
    pub fn take(&mut self, program: &Schedule, seed: u64) -> Option<usize> {
        let index = self.free.pop()?;
        let graph = &mut self.graphs[index];
        graph.takes_over = false;
        graph.schedule.stand_alone();
        graph.schedule.begin_voice(program, seed);
        Some(index)
    }

    /// Takes back the graph of a voice that has ended.
    pub fn give_back(&mut self, index: usize) {
        self.free.push(index);
    }

    /// Takes back all.
    pub fn reset(&mut self) {
        self.free.clear();
        self.free.extend((0..self.graphs.len()).rev());
    }

    /// See [`Schedule::shift`].
    pub fn shift(&mut self, from: usize, to: usize) {
        for graph in &mut self.graphs {
            graph.schedule.shift(from, to);
        }
    }

    /// Sets the target of a macro parameter, 0..1, in every graph.
    pub fn set_macro(&mut self, index: usize, value: f32) {
        for graph in &mut self.graphs {
            graph.schedule.set_macro(index, value);
        }
    }

    /// The pitch in Hz that a graph plays from now on.
    pub fn set_frequency(&mut self, index: usize, frequency: f32) {
        self.graphs[index].schedule.set_frequency(frequency);
    }

    /// Lets the same graph of `old` go on here, for a voice that plays on; `program` is the new program's graph, which has
    /// taken over already. Returns whether there is such a graph, and raises `differs` if it fades.
    pub fn succeed(
        &mut self,
        index: usize,
        old: &mut Instrument,
        program: &Schedule,
        differs: &mut bool,
    ) -> bool {
        let Some(place) = self.free.iter().position(|free| *free == index) else {
            return false;
        };
        self.free.swap_remove(place);
        let graph = &mut self.graphs[index];
        graph.takes_over = graph.schedule.succeed(&mut old.graphs[index].schedule);
        graph.takes_over |= graph.schedule.turn_with(program);
        *differs |= graph.takes_over;
        true
    }

    /// Ends all fading.
    pub fn stand_alone(&mut self) {
        for graph in &mut self.graphs {
            if std::mem::take(&mut graph.takes_over) {
                graph.schedule.stand_alone();
            }
        }
    }

    /// Computes a segment of a graph's sound into the frames of `left` and `right`, as many as the segment has.
    pub fn render(
        &mut self,
        index: usize,
        heard: &Heard,
        before: Option<(&mut Instrument, &Fade)>,
        segment: &Segment,
        left: &mut [f32],
        right: &mut [f32],
    ) {
        let Graph {
            schedule,
            takes_over,
        } = &mut self.graphs[index];
        schedule.begin(segment.range.clone());
        schedule.hear(heard.program, heard.input.heard(), &segment.range);
        match before {
            Some((old, fade)) if *takes_over => {
                let old = &mut old.graphs[index].schedule;
                old.begin(segment.range.clone());
                schedule.process_over(segment, old, fade);
            }
            _ => schedule.process(segment),
        }
        let sound = schedule.output(0);
        left.copy_from_slice(&sound.left[segment.range.clone()]);
        right.copy_from_slice(&sound.right[segment.range.clone()]);
    }
}
