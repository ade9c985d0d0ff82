//! What an event asks to be played: its control map read as a [`Trigger`], on the audio thread and apart from it.

use crate::parameters::{self, Kind, Parameter};
use crate::program::beginning::Beginning;
use crate::program::{ORBITS, Sound, SoundTable};
use crate::sequencing::patterns::Patterns;
use crate::sequencing::trigger::{MIDDLE_C, SoundId, Trigger};
use crate::time::conversions::saturating_i64;
use crate::voices::sustain::struck_level;
use phonon_pattern::{Event, Graph, Rational, Scratch, Value, Word};
use std::sync::Arc;

/// Names joined from `bank` and `s` may have this many bytes.
const LONGEST_NAME: usize = 128;

/// What is needed to make a trigger of a control map.
pub(super) struct Reader<'a> {
    pub graph: &'a Graph,
    pub sounds: &'a SoundTable,
    pub parameters: &'a [(Word, Parameter)],
    pub orbits: &'a [Option<usize>],
}

impl Reader<'_> {
    /// Fills `trigger`; returns by how many seconds the event moves.
    pub(super) fn read(
        &self,
        scratch: &Scratch,
        entries: &[(Word, Value)],
        trigger: &mut Trigger,
    ) -> f64 {
        let (mut name, mut bank) = (None, None);
        for (word, value) in entries {
            let Ok(place) = self
                .parameters
                .binary_search_by_key(word, |(word, _)| *word)
            else {
                continue;
            };
            let parameter = self.parameters[place].1;
            match (parameter.description().kind, value) {
                (Kind::Number, value) => {
                    if let Some(number) = value.as_f64() {
                        trigger.set(parameter, number);
                    }
                }
                (Kind::Word, Value::Word(word)) => {
                    if parameter == parameters::S {
                        name = Some(scratch.word(self.graph, *word));
                    } else if parameter == parameters::BANK {
                        bank = Some(scratch.word(self.graph, *word));
                    } else {
                        trigger.set_word(parameter, scratch.word(self.graph, *word));
                    }
                }
                (Kind::Word, _) => {}
            }
        }
        trigger.sound = name.and_then(|name| match bank {
            None => self.sounds.find(name),
            Some(bank) => self
                .joined(bank, "", name)
                .or_else(|| self.joined(bank, "_", name)),
        });
        if let Some(defaults) = trigger.sound.and_then(|id| self.sounds.defaults(id)) {
            defaults.complete(trigger);
        }
        if let Some(orbit) = trigger.get(parameters::ORBIT) {
            let orbit = usize::try_from(saturating_i64(f64::from(orbit))).unwrap_or(0);
            let orbit = orbit % self.orbits.len().max(1);
            if let Some(Some(source)) = self.orbits.get(orbit) {
                trigger.source = *source;
            }
        }
        let seconds = |parameter| f64::from(trigger.value(parameter));
        seconds(parameters::NUDGE)
            + seconds(parameters::LAG)
            + seconds(parameters::OFFSET) * seconds(parameters::SPEED).abs()
    }

    fn joined(&self, bank: &str, between: &str, name: &str) -> Option<SoundId> {
        let mut letters = [0; LONGEST_NAME];
        let mut length = 0;
        for part in [bank, between, name] {
            letters
                .get_mut(length..length + part.len())?
                .copy_from_slice(part.as_bytes());
            length += part.len();
        }
        self.sounds
            .find(std::str::from_utf8(&letters[..length]).ok()?)
    }
}

/// Reads the events of a program's patterns apart from the audio thread, and means by them what the audio thread does.
#[derive(Clone, Debug)]
pub struct EventReader {
    sounds: Arc<SoundTable>,
    parameters: Vec<(Word, Parameter)>,
    orbits: [Option<usize>; ORBITS],
    knobs: Vec<(usize, Word)>,
    beginnings: Vec<Beginning>,
}

impl EventReader {
    pub(crate) fn of(patterns: &Patterns) -> Self {
        Self {
            sounds: Arc::clone(&patterns.table),
            parameters: patterns.parameters.clone(),
            orbits: patterns.orbits,
            knobs: patterns.knobs.clone(),
            beginnings: patterns.beginnings.clone(),
        }
    }

    /// The sounds that events can name.
    #[must_use]
    pub fn sounds(&self) -> &SoundTable {
        &self.sounds
    }

    /// What an event of a query of `graph` starts; `source` is the voice source of its pattern. `None` if it is no sound, or
    /// one that nobody knows.
    #[must_use]
    pub fn trigger(
        &self,
        graph: &Graph,
        scratch: &Scratch,
        event: &Event,
        source: usize,
    ) -> Option<Trigger> {
        let Value::Controls(controls) = event.value else {
            return None;
        };
        let whole = event.whole_or_part();
        let mut trigger = Trigger::new(source, (whole.end - whole.begin).to_f64());
        trigger.onset = whole.begin.to_f64();
        trigger.origins = event.origins;
        let reader = Reader {
            graph,
            sounds: &self.sounds,
            parameters: &self.parameters,
            orbits: &self.orbits,
        };
        reader.read(scratch, scratch.entries(controls), &mut trigger);
        trigger.sound.is_some().then_some(trigger)
    }

    /// Pitch of a trigger in semitones above middle C (`note 0`), if its event says one.
    #[must_use]
    pub fn pitch(&self, trigger: &Trigger) -> Option<f32> {
        let sound = trigger.sound.and_then(|id| self.sounds.get(id));
        let n_is_note = match sound? {
            Sound::Bank(..) | Sound::Loaded(_) => false,
            Sound::Synth(_) | Sound::Instrument(_) | Sound::Notes => true,
        };
        let says = [
            parameters::NOTE,
            parameters::MIDINOTE,
            parameters::FREQ,
            parameters::OCTAVE,
        ];
        let is_pitched = says.into_iter().any(|says| trigger.has(says))
            || n_is_note && trigger.has(parameters::N);
        let semitones = 12.0 * (trigger.frequency(n_is_note) / MIDDLE_C).log2();
        (is_pitched && semitones.is_finite()).then_some(semitones)
    }

    /// Linear level of a trigger: 1 is that of full scale, where nothing is said it is 0.4.
    #[must_use]
    pub fn level(trigger: &Trigger) -> f32 {
        struck_level(trigger)
    }

    /// Sets a macro, 0 to 1, for queries with `scratch`. Whether any pattern reads it.
    pub fn set_macro(&self, scratch: &mut Scratch, index: usize, value: f32) -> bool {
        let mut is_read = false;
        for (_, name) in self.knobs.iter().filter(|(knob, _)| *knob == index) {
            scratch.set_input(*name, Value::Float(f64::from(value)));
            is_read = true;
        }
        is_read
    }

    /// Whether anything begins when the program takes over: a transition or a trigger.
    #[must_use]
    pub fn begins_something(&self) -> bool {
        !self.beginnings.is_empty()
    }

    /// How many inputs queries may need: [`Scratch::with_inputs`].
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.beginnings.len()
    }

    /// Settles what begins when the program takes over in `cycle` from the one that `before` reads.
    pub fn settle(&mut self, before: Option<&Self>, cycle: i64) {
        let before = before.map_or(&[][..], |before| &before.beginnings);
        for beginning in &mut self.beginnings {
            beginning.settle(before, Rational::integer(cycle));
        }
    }

    /// Has queries with `scratch` begin what is settled.
    pub fn begin(&self, scratch: &mut Scratch) {
        for beginning in &self.beginnings {
            if let Some(cycle) = beginning.cycle() {
                scratch.set_input(beginning.input(), Value::Ratio(cycle));
            }
        }
    }
}
