//! Who gives way: a full pool, an instrument with all its voices playing, a group that another sound cuts.

use super::crowd::Crowd;
use super::voice::{Generator, Identity, Voice};
use super::{Destination, Voices, p};
use crate::engine::graph::SUB_BLOCK;
use crate::engine::trigger::Trigger;

/// Length of a stolen voice's fade, in seconds.
const THEFT: f64 = 0.002;

impl Voices {
    /// Sees to it that fewer than `most` voices play an instrument: the oldest gives way.
    pub(super) fn thin_out(&mut self, place: usize, most: usize, frame: usize) {
        let plays = |voice: &Voice| {
            !voice.stolen
                && matches!(&voice.generator, Generator::Played(played)
                    if played.instrument == place && !played.leaving)
        };
        if self.voices.iter().filter(|voice| plays(voice)).count() < most {
            return;
        }
        let oldest = self
            .voices
            .iter()
            .enumerate()
            .filter(|(_, voice)| plays(voice))
            .min_by_key(|(_, voice)| voice.ordinal);
        if let Some((index, _)) = oldest {
            self.steal(index, frame);
        }
    }

    /// Ends what the new sound's group silences. As in SuperDirt a cut is heard of at the next control block, the fade
    /// begins with the one after it, and lasts as many whole blocks as fit into the old sound's own fade, at least one.
    pub(super) fn cut(&mut self, trigger: &Trigger, new: Identity) {
        if new.group == 0 {
            return;
        }
        let everywhere = trigger.value(p::CUTALL) != 0.0;
        for voice in &mut self.voices {
            let old = voice.identity;
            let same_place = everywhere || old.destination == new.destination;
            let same_sound = new.group > 0 || (old.sound == new.sound && old.index == new.index);
            if same_place && old.group.abs() == new.group.abs() && same_sound {
                let blocks = (voice.gate.fade_out() / SUB_BLOCK as u64).max(1);
                let delay = 2 * SUB_BLOCK - self.segment.max(voice.start);
                voice.gate.end(delay as u64, blocks * SUB_BLOCK as u64);
            }
        }
    }

    /// Sees to it that there is a place for one more, that sounds in `destination`.
    pub(super) fn make_room(&mut self, destination: Destination, frame: usize) -> bool {
        if self.voices.len() - self.stolen >= self.limit {
            let line = self.crowd.gives_way(destination, self.limit);
            let quietest = self
                .voices
                .iter()
                .enumerate()
                .filter(|(_, voice)| {
                    !voice.stolen && Crowd::line(voice.identity.destination) == line
                })
                .min_by(|(_, a), (_, b)| {
                    a.loudness
                        .total_cmp(&b.loudness)
                        .then(a.ordinal.cmp(&b.ordinal))
                });
            if let Some((index, _)) = quietest {
                self.steal(index, frame);
            }
        }
        let room = self.voices.len() < self.voices.capacity();
        if !room {
            self.counts.dropped += 1;
        }
        room
    }

    /// Lets a voice fade at `frame` of the sub-block, for another that needs its place.
    pub(super) fn steal(&mut self, index: usize, frame: usize) {
        let voice = &mut self.voices[index];
        voice.stolen = true;
        self.crowd.leave(voice.identity.destination);
        let delay = frame.saturating_sub(self.segment.max(voice.start));
        voice
            .gate
            .end(delay as u64, (THEFT * self.sample_rate).ceil() as u64);
        self.stolen += 1;
        self.counts.stolen += 1;
    }
}
