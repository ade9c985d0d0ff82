//! Who gives way: a full pool, an instrument with all its voices playing, a group that another sound cuts.
//!
//! What is looked up here is looked up once a sub-block, however many sounds start in it.

pub(crate) mod order;
pub(crate) mod shares;

use crate::graph::SUB_BLOCK;
use crate::sequencing::trigger::Trigger;
use crate::voices::stealing::shares::Shares;
use crate::voices::voice::{Generator, Identity, Voice};
use crate::voices::{Destination, Voices, p};

/// Length of a stolen voice's fade, in seconds.
const THEFT: f64 = 0.002;

/// Frames in which a voice fades that is shed: what it costs is needed at once.
const SHED: u64 = 32;

/// The voices of cut groups that no cut has reached yet, by their places in the pool.
pub(super) struct Uncut {
    places: Vec<u32>,
    known: bool,
}

impl Uncut {
    /// For a pool with so many places.
    pub(super) fn new(places: usize) -> Self {
        Self {
            places: Vec::with_capacity(places),
            known: false,
        }
    }

    fn add(&mut self, place: usize, voice: &Voice) {
        if self.known && voice.identity.group != 0 {
            self.places.push(place as u32);
        }
    }
}

impl Voices {
    /// Adds a voice, for which [`Self::make_room`] has seen to a place.
    pub(in crate::voices) fn take_place(&mut self, voice: Voice) {
        let place = self.voices.len();
        let line = Shares::line(voice.identity.destination);
        self.shares.join(voice.identity.destination);
        self.order.add(line, place, voice.loudness, voice.ordinal);
        self.uncut.add(place, &voice);
        self.voices.push(voice);
    }

    /// For when voices have changed in place, line or loudness.
    pub(in crate::voices) fn forget_order(&mut self) {
        self.order.forget();
        self.uncut.known = false;
    }

    /// Sees to it that fewer than `most` voices play an instrument: the oldest gives way.
    pub(in crate::voices) fn thin_out(&mut self, place: usize, most: usize, frame: usize) {
        let plays = |voice: &Voice| {
            !voice.stolen
                && matches!(&voice.generator, Generator::Played(played)
                    if played.instrument == place && !played.leaving)
        };
        let (mut count, mut oldest) = (0, None);
        for (index, voice) in self.voices.iter().enumerate().filter(|(_, v)| plays(v)) {
            count += 1;
            if oldest.is_none_or(|(_, ordinal)| voice.ordinal < ordinal) {
                oldest = Some((index, voice.ordinal));
            }
        }
        if count >= most
            && let Some((index, _)) = oldest
        {
            self.steal(index, frame);
        }
    }

    /// Ends what the new sound's group silences; what starts on the same frame (`start` of the sub-block) is a chord with it
    /// and stays. As in SuperDirt a cut takes effect at the next control block, the fade begins with the one after it, and
    /// lasts as many whole blocks as fit into the old sound's own fade, at least one.
    pub(in crate::voices) fn cut(&mut self, trigger: &Trigger, new: Identity, start: usize) {
        if new.group == 0 {
            return;
        }
        let Self { voices, uncut, .. } = self;
        if !uncut.known {
            uncut.known = true;
            uncut.places.clear();
            for (place, voice) in voices.iter().enumerate() {
                uncut.add(place, voice);
            }
        }
        let everywhere = trigger.value(p::CUTALL) != 0.0;
        uncut.places.retain(|place| {
            let voice = &mut voices[*place as usize];
            let old = voice.identity;
            let same_place = everywhere || old.destination == new.destination;
            let same_sound = new.group > 0 || (old.sound == new.sound && old.index == new.index);
            let together = voice.gate.age() == 0 && voice.start == start;
            let is_cut =
                same_place && old.group.abs() == new.group.abs() && same_sound && !together;
            if is_cut {
                let blocks = (voice.gate.fade_out() / SUB_BLOCK as u64).max(1);
                let delay = 2 * SUB_BLOCK - self.segment.max(voice.start);
                voice.gate.end(delay as u64, blocks * SUB_BLOCK as u64);
            }
            !is_cut
        });
    }

    /// Sees to it that there is a place for one more, that sounds in `destination`. Returns whether there is.
    pub(in crate::voices) fn make_room(&mut self, destination: Destination, frame: usize) -> bool {
        if self.voices.len() == self.places {
            self.counts.dropped += 1;
            return false;
        }
        if self.voices.len() - self.stolen >= self.limit {
            let line = self.shares.gives_way(destination, self.limit);
            if let Some(index) = self.first_to_give_way(line) {
                self.steal(index, frame);
            }
        }
        true
    }

    fn first_to_give_way(&mut self, line: usize) -> Option<usize> {
        let Self { voices, order, .. } = self;
        if !order.are_known() {
            order.begin();
            for (place, voice) in voices.iter().enumerate() {
                let line = Shares::line(voice.identity.destination);
                order.add(line, place, voice.loudness, voice.ordinal);
            }
        }
        // Those that an instrument has stolen meanwhile have given way already.
        std::iter::from_fn(|| order.take(line)).find(|place| !voices[*place].stolen)
    }

    /// Lets so many voices sound on at most: the softest fade within 32 frames, of equally soft ones the oldest first; those
    /// that were to start in this segment do not.
    pub fn shed(&mut self, most: usize) {
        let sounding = self.voices.len() - self.stolen;
        let Some(excess) = sounding.checked_sub(most).filter(|excess| *excess > 0) else {
            return;
        };
        let mut softest = std::mem::take(&mut self.softest);
        softest.clear();
        let voices = self.voices.iter().enumerate();
        softest.extend(
            voices
                .filter(|(_, voice)| !voice.stolen)
                .map(|(place, voice)| (voice.loudness, voice.ordinal, place)),
        );
        let order =
            |a: &(f32, u64, usize), b: &(f32, u64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        softest.select_nth_unstable_by(excess - 1, order);
        for (_, _, place) in &softest[..excess] {
            let voice = &mut self.voices[*place];
            if voice.gate.age() == 0 {
                voice.gate.stop();
            } else {
                voice.gate.end(0, SHED);
            }
            self.give_up(*place);
        }
        self.counts.shed += excess as u64;
        self.softest = softest;
    }

    /// Lets a voice fade at `frame` of the sub-block, for another that needs its place.
    fn steal(&mut self, index: usize, frame: usize) {
        let voice = &mut self.voices[index];
        let delay = frame.saturating_sub(self.segment.max(voice.start));
        voice
            .gate
            .end(delay as u64, (THEFT * self.sample_rate).ceil() as u64);
        self.give_up(index);
        self.counts.stolen += 1;
    }

    /// Counts a voice no more, which ends.
    fn give_up(&mut self, index: usize) {
        let voice = &mut self.voices[index];
        voice.stolen = true;
        self.shares.leave(voice.identity.destination);
        self.stolen += 1;
    }
}
