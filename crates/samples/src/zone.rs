//! Pitched banks: which of a bank's sounds plays which notes, and where it is in tune.

/// What one sound of a pitched bank is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// MIDI note (60 = C5 = 261.63 Hz; fractions are cents) at which it plays as recorded.
    pub root: f32,
    /// Lowest and highest MIDI note it is for.
    pub keys: (f32, f32),
    /// Half steps that its pitch rises with each of the note: 1, or 0 for what has none.
    pub tracking: f32,
    /// Gain of the zone, linear.
    pub gain: f32,
    /// Where the bank says so: whether it is repeated over its loop as long as a note lasts. Otherwise `loop` does.
    pub is_looped: Option<bool>,
}

impl Zone {
    /// A sound recorded at a MIDI note, for the notes that no other is nearer to.
    pub fn at(root: f32) -> Self {
        Self {
            root,
            keys: (root, root),
            tracking: 1.0,
            gain: 1.0,
            is_looped: None,
        }
    }

    /// Ratio of playback for a MIDI note.
    pub fn ratio(&self, note: f32) -> f32 {
        (self.tracking * (note - self.root) / 12.0).exp2()
    }

    /// Half steps from a note to its keys; 0 within.
    fn distance(&self, note: f32) -> f32 {
        (self.keys.0 - note).max(note - self.keys.1).max(0.0)
    }
}

/// The zones of a bank, one a slot.
#[derive(Debug)]
pub(super) struct Zones {
    pub(super) each: Box<[Zone]>,
    /// Of each MIDI note, the slots that play it; at least one.
    by_note: Box<[Box<[u32]>]>,
}

impl Zones {
    /// Of at least one zone.
    pub(super) fn new(each: Vec<Zone>) -> Self {
        let of_note = |note: u8| -> Box<[u32]> {
            let note = f32::from(note);
            let distances = each.iter().map(|zone| zone.distance(note));
            let least = distances.clone().fold(f32::INFINITY, f32::min);
            let nearest = || {
                distances
                    .clone()
                    .enumerate()
                    .filter(|(_, distance)| *distance == least)
            };
            // Of two that are as near, the lower one: sounds are better spread upwards.
            let lowest = nearest().map(|(index, _)| each[index].keys.0);
            let lowest = lowest.fold(f32::INFINITY, f32::min);
            let slots = nearest().map(|(index, _)| index);
            slots
                .filter(|index| least == 0.0 || each[*index].keys.0 == lowest)
                .map(|index| index as u32)
                .collect()
        };
        Self {
            by_note: (0..=127).map(of_note).collect(),
            each: each.into_boxed_slice(),
        }
    }

    /// The slot for a MIDI note; `index` counts, around and around, those that there are for it.
    pub(super) fn slot(&self, note: f32, index: i64) -> usize {
        let slots = &self.by_note[note.round().clamp(0.0, 127.0) as usize];
        slots[index.rem_euclid(slots.len() as i64) as usize] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zones(roots: &[f32]) -> Zones {
        Zones::new(roots.iter().map(|root| Zone::at(*root)).collect())
    }

    #[test]
    fn the_nearest_recording_plays_a_note_and_of_two_the_lower() {
        let zones = zones(&[48.0, 60.0, 72.0]);
        let slots = |notes: &[f32]| -> Vec<usize> {
            notes.iter().map(|note| zones.slot(*note, 0)).collect()
        };
        assert_eq!(slots(&[-40.0, 48.0, 53.0, 54.0, 55.0]), [0, 0, 0, 0, 1]);
        assert_eq!(slots(&[60.2, 66.0, 67.0, 500.0]), [1, 1, 2, 2]);
    }

    #[test]
    fn several_recordings_of_a_note_are_counted() {
        let zones = zones(&[60.0, 64.0, 60.0]);
        assert_eq!(
            [0, 1, 2, -1].map(|index| zones.slot(60.0, index)),
            [0, 2, 0, 2]
        );
        assert_eq!(zones.slot(65.0, 7), 1);
    }

    #[test]
    fn keys_come_before_roots() {
        let low = Zone {
            keys: (0.0, 60.0),
            ..Zone::at(80.0)
        };
        let high = Zone {
            keys: (61.0, 127.0),
            ..Zone::at(40.0)
        };
        let zones = Zones::new(vec![low, high]);
        assert_eq!(
            [40.0, 60.0, 61.0, 80.0].map(|note| zones.slot(note, 0)),
            [0, 0, 1, 1]
        );
    }

    #[test]
    fn the_ratio_follows_the_note_as_far_as_it_is_tracked() {
        let mut zone = Zone::at(60.0);
        assert_eq!(
            [48.0, 60.0, 72.0].map(|note| zone.ratio(note)),
            [0.5, 1.0, 2.0]
        );
        zone.tracking = 0.0;
        assert_eq!(zone.ratio(72.0), 1.0);
    }
}
