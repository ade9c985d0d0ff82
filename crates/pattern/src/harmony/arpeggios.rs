//! The orders in which the notes of a chord can be played one after another.

/// An order of playing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arpeggio {
    /// The notes as they stand.
    Up,
    /// The notes from the last to the first.
    Down,
    /// Up and down, neither end twice.
    UpDown,
    /// Down and up, neither end twice.
    DownUp,
    /// Up, then down.
    UpAndDown,
    /// Down, then up.
    DownAndUp,
    /// From both ends to the middle.
    Converge,
    /// From the middle to both ends.
    Diverge,
    /// To the middle and back.
    DisConverge,
    /// Each note followed by the last.
    PinkyUp,
    /// The same, up and down.
    PinkyUpDown,
    /// Each note after the first.
    ThumbUp,
    /// The same, up and down.
    ThumbUpDown,
}

use Arpeggio::*;

/// All orders by name.
pub const ARPEGGIOS: &[(&str, Arpeggio)] = &[
    ("up", Up),
    ("down", Down),
    ("updown", UpDown),
    ("downup", DownUp),
    ("up&down", UpAndDown),
    ("down&up", DownAndUp),
    ("converge", Converge),
    ("diverge", Diverge),
    ("disconverge", DisConverge),
    ("pinkyup", PinkyUp),
    ("pinkyupdown", PinkyUpDown),
    ("thumbup", ThumbUp),
    ("thumbupdown", ThumbUpDown),
];

impl Arpeggio {
    /// The order with this name.
    pub fn named(name: &str) -> Option<Self> {
        ARPEGGIOS
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, arpeggio)| *arpeggio)
    }

    /// How many steps it takes through a chord of `notes` notes.
    pub fn steps(self, notes: usize) -> usize {
        match self {
            Up | Down | Converge | Diverge => notes,
            UpAndDown | DownAndUp => 2 * notes,
            UpDown | DownUp | PinkyUp | ThumbUp => 2 * notes.saturating_sub(1),
            DisConverge => (2 * notes).saturating_sub(1),
            PinkyUpDown => 2 * PinkyUp.steps(notes).saturating_sub(1),
            ThumbUpDown => 2 * ThumbUp.steps(notes).saturating_sub(1),
        }
    }

    /// Which of the chord's `notes` notes (0-based) is played at a step below [`Arpeggio::steps`].
    pub fn note(self, step: usize, notes: usize) -> usize {
        let last = notes.saturating_sub(1);
        // Through an order without its last step, then backwards without its first.
        let there_and_back = |order: Self| {
            let turn = order.steps(notes).saturating_sub(1);
            let step = if step < turn {
                step
            } else {
                turn - (step - turn).min(turn)
            };
            order.note(step, notes)
        };
        match self {
            Up => step,
            Down => last - step,
            UpDown => there_and_back(Up),
            DownUp => there_and_back(Down),
            UpAndDown => step.min(2 * notes - 1 - step),
            DownAndUp => last - step.min(2 * notes - 1 - step),
            Converge if step.is_multiple_of(2) => step / 2,
            Converge => last - step / 2,
            Diverge => Converge.note(last - step, notes),
            DisConverge => Converge.note(step.min(2 * last - step.min(2 * last)), notes),
            PinkyUp => {
                if step.is_multiple_of(2) {
                    step / 2
                } else {
                    last
                }
            }
            ThumbUp => {
                if step.is_multiple_of(2) {
                    0
                } else {
                    step / 2 + 1
                }
            }
            PinkyUpDown => there_and_back(PinkyUp),
            ThumbUpDown => there_and_back(ThumbUp),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(name: &str, notes: usize) -> Vec<usize> {
        let arpeggio = Arpeggio::named(name).expect(name);
        (0..arpeggio.steps(notes))
            .map(|step| arpeggio.note(step, notes))
            .collect()
    }

    #[test]
    fn the_thirteen_orders_of_four_notes() {
        for (name, want) in [
            ("up", &[0, 1, 2, 3][..]),
            ("down", &[3, 2, 1, 0]),
            ("updown", &[0, 1, 2, 3, 2, 1]),
            ("downup", &[3, 2, 1, 0, 1, 2]),
            ("up&down", &[0, 1, 2, 3, 3, 2, 1, 0]),
            ("down&up", &[3, 2, 1, 0, 0, 1, 2, 3]),
            ("converge", &[0, 3, 1, 2]),
            ("diverge", &[2, 1, 3, 0]),
            ("disconverge", &[0, 3, 1, 2, 1, 3, 0]),
            ("pinkyup", &[0, 3, 1, 3, 2, 3]),
            ("pinkyupdown", &[0, 3, 1, 3, 2, 3, 2, 3, 1, 3]),
            ("thumbup", &[0, 1, 0, 2, 0, 3]),
            ("thumbupdown", &[0, 1, 0, 2, 0, 3, 0, 2, 0, 1]),
        ] {
            assert_eq!(order(name, 4), want, "{name}");
        }
    }

    #[test]
    fn no_order_leaves_the_chord() {
        for (name, _) in ARPEGGIOS {
            for notes in 0..9 {
                assert!(
                    order(name, notes).iter().all(|&note| note < notes),
                    "{name} {notes}"
                );
            }
        }
    }
}
