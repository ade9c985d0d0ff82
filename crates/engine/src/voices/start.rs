//! From a trigger to a voice: what it cuts, what makes its sound, whose place it takes.

use crate::graph::{Schedule, hash};
use crate::program::Sound;
use crate::program::instrument::Instrument;
use crate::sequencing::trigger::Trigger;
use crate::voices::choice::Choice;
use crate::voices::decay::Decay;
use crate::voices::effects::{Chain, Start};
use crate::voices::gate::Gate;
use crate::voices::pitch::Pitch;
use crate::voices::sample::SampleReader;
use crate::voices::sustain;
use crate::voices::sustain::{Length, Moment, Recorded};
use crate::voices::synths::{self, Setup};
use crate::voices::voice::{Generator, Identity, Played, Voice, VoiceResources};
use crate::voices::{Destination, Sounds, Voices, p};
use phonon_samples::{Sample, SlotState, Zone};
use std::sync::Arc;

/// 2⁶⁴ by the golden ratio: its multiples lie far from each other.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// A voice that is to start.
struct Coming<'a> {
    trigger: &'a Trigger,
    identity: Identity,
    moment: Moment,
    /// Level of the voice, linear.
    level: f32,
    /// Its first frame, within the sub-block.
    start: usize,
    /// Names of the voice source and of the sound.
    names: [&'a str; 2],
}

impl Voices {
    /// Starts one of `sounds` at frame `start` of the sub-block that is being rendered; `signal` is the graph of the same
    /// program.
    pub fn start(
        &mut self,
        trigger: &Trigger,
        sounds: &mut Sounds,
        signal: &Schedule,
        cps: f64,
        start: usize,
    ) {
        let Sounds {
            table,
            instruments,
            orbits,
            ..
        } = sounds;
        if let Some(Some(orbit)) = orbits.get_mut(trigger.source) {
            orbit.set(trigger, start);
        }
        let Some(id) = trigger.sound else { return };
        let index = trigger.index();
        let identity = Identity {
            destination: Destination::Source(trigger.source),
            group: trigger.value(p::CUT) as i32,
            sound: Some(id),
            index,
        };
        self.cut(trigger, identity, start);
        let Some(sound) = table.get(id) else { return };
        let level = match sound {
            Sound::Synth(_) | Sound::Instrument(_) => sustain::struck_level(trigger),
            Sound::Bank(..) | Sound::Loaded(_) => sustain::level(trigger),
            Sound::Notes => return,
        };
        if level <= 0.0 {
            return;
        }
        let coming = Coming {
            trigger,
            identity,
            moment: Moment {
                sample_rate: self.sample_rate,
                cps,
                delta: trigger.duration / cps,
            },
            level,
            start,
            names: [
                signal
                    .source_names()
                    .get(trigger.source)
                    .map_or("", String::as_str),
                table.name(id).unwrap_or(""),
            ],
        };
        match sound {
            Sound::Bank(bank, _) => {
                let choice = Choice::of(bank, trigger);
                let slot = bank.slot(choice.place as i64);
                if self.waits && slot.get().is_none() {
                    // What cannot be decoded stays silent and is counted.
                    let _ = slot.load_now();
                }
                if let SlotState::Failed(_) = slot.state() {
                    self.counts.undecodable += 1;
                    return;
                }
                self.start_sample(&coming, slot.get_or_request(), Some(choice));
            }
            Sound::Loaded(samples) => {
                let index = index.rem_euclid(samples.len().max(1) as i64) as usize;
                self.start_sample(&coming, samples.get(index), None);
            }
            Sound::Synth(synth) => self.start_synth(&coming, synth),
            Sound::Instrument(place) => {
                if let Some(instrument) = instruments.get_mut(*place) {
                    self.start_instrument(&coming, *place, instrument, signal);
                }
            }
            Sound::Notes => {}
        }
    }

    /// A seed from the event itself: its output, sound, place in time and pitch. So what other outputs play, and what has
    /// played before, is not heard in it. Events that are the same in all of these and start together differ. Most voices draw no
    /// random numbers: only who does asks for it.
    fn seed(&mut self, coming: &Coming) -> u64 {
        let trigger = coming.trigger;
        let pitch = |parameter| {
            trigger
                .get(parameter)
                .unwrap_or(0.0)
                .to_bits()
                .to_le_bytes()
        };
        let seed = hash(&[
            coming.names[0].as_bytes(),
            coming.names[1].as_bytes(),
            &trigger.onset.to_bits().to_le_bytes(),
            &pitch(p::N),
            &pitch(p::NOTE),
        ]);
        seed.wrapping_add(self.twins.before(seed, coming.start).wrapping_mul(GOLDEN))
    }

    fn start_sample(
        &mut self,
        coming: &Coming,
        sample: Option<&Arc<Sample>>,
        choice: Option<Choice>,
    ) {
        let Some(sample) = sample else {
            self.counts.dropped += 1;
            return;
        };
        let file = Recorded {
            seconds: sample.seconds(),
            root: sample.root_note(),
            ratio: choice.and_then(|choice| choice.ratio),
            looped: looped(
                coming.trigger,
                sample,
                choice.and_then(|choice| choice.zone),
            ),
        };
        let Some(plan) = sustain::sample(coming.trigger, &file, &coming.moment) else {
            return;
        };
        if self.make_room(coming.identity.destination, coming.start) {
            let reader = SampleReader::new(sample, &plan, self.interpolation, self.sample_rate);
            let generator = Generator::Sample(reader);
            let zone = choice.and_then(|choice| choice.zone);
            let coming = Coming {
                level: coming.level * zone.map_or(1.0, |zone| zone.gain),
                ..*coming
            };
            self.add(&coming, generator, Pitch::default(), &plan.length);
        }
    }

    fn start_synth(&mut self, coming: &Coming, synth: &synths::Synth) {
        let length = if synth.is_under_way {
            sustain::input(coming.trigger, &coming.moment)
        } else {
            sustain::synth(coming.trigger, &coming.moment)
        };
        let Some(length) = length else { return };
        if !self.make_room(coming.identity.destination, coming.start) {
            return;
        }
        let Some(place) = self.resources.place_of_synth() else {
            self.counts.dropped += 1;
            return;
        };
        let pitch = Pitch::new(coming.trigger);
        // A decay to a level that is held is the envelope's, not the synth's own.
        let bare;
        let mut trigger = coming.trigger;
        if length.held.is_some() && trigger.has(p::SUSTAINLEVEL) {
            bare = trigger.clone().without(p::DECAY);
            trigger = &bare;
        }
        let setup = Setup {
            sample_rate: self.sample_rate,
            frequency: pitch.frequency,
            length: &length,
            trigger,
            seed: self.seed(coming),
        };
        self.resources.synths[place] = Some((synth.start)(&setup));
        self.add(coming, Generator::Synth(place), pitch, &length);
    }

    fn start_instrument(
        &mut self,
        coming: &Coming,
        place: usize,
        instrument: &mut Instrument,
        signal: &Schedule,
    ) {
        let Some(length) = sustain::held(coming.trigger, &coming.moment) else {
            return;
        };
        // Who finds no graph, since all that are spare fade, takes no other's place for nothing.
        if !instrument.has_room() {
            self.counts.dropped += 1;
            return;
        }
        self.thin_out(place, instrument.polyphony(), coming.start);
        if !self.make_room(coming.identity.destination, coming.start) {
            return;
        }
        let Some(graph) = instrument.take(signal, self.seed(coming)) else {
            return;
        };
        let played = Played {
            instrument: place,
            graph,
            before: None,
            leaving: false,
            decay: Decay::new(coming.trigger, &length, self.sample_rate),
        };
        // Its envelope is the gate's.
        let bare = coming
            .trigger
            .clone()
            .without(p::ATTACK)
            .without(p::SUSTAINLEVEL)
            .without(p::RELEASE);
        let coming = Coming {
            trigger: &bare,
            ..*coming
        };
        let pitch = Pitch::new(coming.trigger);
        self.add(&coming, Generator::Played(played), pitch, &length);
    }

    fn add(&mut self, coming: &Coming, generator: Generator, pitch: Pitch, length: &Length) {
        let trigger = coming.trigger;
        let mut chain = None;
        if Chain::is_wanted(trigger)
            && let Some(place) = self.resources.place_of_chain()
        {
            let told = Start {
                sample_rate: self.sample_rate,
                length,
                frequency: trigger.frequency(true),
                seed: self.seed(coming),
            };
            let VoiceResources {
                chains, memories, ..
            } = &mut self.resources;
            if !chains[place].start(trigger, &told, memories) {
                self.counts.dropped += 1;
            }
            chain = Some(place);
        }
        self.ordinal += 1;
        self.counts.started += 1;
        self.take_place(Voice {
            generator,
            gate: Gate::new(length, self.sample_rate),
            level: coming.level,
            place: sustain::pan(trigger),
            chain,
            pitch,
            seconds_a_frame: (1.0 / self.sample_rate) as f32,
            identity: coming.identity,
            start: coming.start,
            loudness: coming.level,
            ordinal: self.ordinal,
            stolen: false,
        });
    }
}

/// The loop that is repeated as long as the event lasts, in fractions of the file: where the bank says so, or else where
/// the event says `loop`.
fn looped(trigger: &Trigger, sample: &Sample, zone: Option<&Zone>) -> Option<(f64, f64)> {
    let is_asked = trigger.has(p::LOOP);
    let is_wanted = zone.and_then(|zone| zone.is_looped).unwrap_or(is_asked);
    let points = sample.looped().filter(|_| is_wanted)?;
    let part = |frame: usize| frame as f64 / sample.frames() as f64;
    Some((part(points.begin()), part(points.end())))
}
