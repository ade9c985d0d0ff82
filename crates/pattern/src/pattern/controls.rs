//! Parameters of sounds: `s("bd sn").with(speed(2))`.
//!
//! Any name is a control ([`Pattern::control`]); the functions here are the ones that are used most. In strings that are
//! given to them numbers, notes and names are read as the control wants them.

use super::{IntoPattern, Pattern};
use crate::Numbers;
use crate::mini::Kind;

/// What the values of a control are.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Sound,
    Words,
    Notes,
    Whole,
    Numbers,
}

/// Controls that are not plain numbers.
const SORTS: [(&str, Sort); 12] = [
    ("s", Sort::Sound),
    ("sound", Sort::Sound),
    ("n", Sort::Notes),
    ("note", Sort::Notes),
    ("up", Sort::Notes),
    ("vowel", Sort::Words),
    ("unit", Sort::Words),
    ("cut", Sort::Whole),
    ("orbit", Sort::Whole),
    ("channel", Sort::Whole),
    ("midichan", Sort::Whole),
    ("ccn", Sort::Whole),
];

impl Pattern {
    /// Values as the parameter of sounds with this name.
    ///
    /// The names that Tidal has are of Tidal's types: `s` and `sound` are names of sounds with an optional number (`"bd:3"`
    /// is `s "bd" # n 3`), `n`, `note` and `up` are notes, `vowel` and `unit` names, `cut`, `orbit` and `channel` whole
    /// numbers. All others are numbers, or names where a string has names.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::control("s", "bd:3").to_string(), "(0>1)|n: 3.0f, s: \"bd\"");
    /// assert_eq!(Pattern::control("note", "e").to_string(), "(0>1)|note: 4.0n (e5)");
    /// assert_eq!(Pattern::control("mycontrol", 2).to_string(), "(0>1)|mycontrol: 2.0f");
    /// ```
    pub fn control(name: &str, values: impl IntoPattern) -> Self {
        let sort = SORTS.iter().find(|(sorted, _)| *sorted == name);
        let sort = sort.map_or(Sort::Numbers, |(_, sort)| *sort);
        let (kind, numbers) = match sort {
            Sort::Sound | Sort::Words => (Some(Kind::Word), Numbers::AsTheyAre),
            Sort::Notes => (Some(Kind::Note), Numbers::Notes),
            Sort::Whole => (Some(Kind::Int), Numbers::Whole),
            Sort::Numbers => (None, Numbers::Fractions),
        };
        let name = name.to_owned();
        Self::made([values.into_pattern(kind)], move |graph, [values]| {
            if sort == Sort::Sound {
                return graph.sound(values);
            }
            let name = graph.intern(&name);
            graph.control_of(name, numbers, values)
        })
    }

    /// The values of one control of the pattern's sounds.
    ///
    /// ```
    /// # use phonon_pattern::controls::{s, speed};
    /// let fast = s("bd sn").with(speed(2)).extract("speed");
    /// assert_eq!(fast.to_string(), "(0>½)|2.0\n(½>1)|2.0");
    /// ```
    pub fn extract(self, control: &str) -> Self {
        let control = control.to_owned();
        Self::made([self], move |graph, [p]| {
            let control = graph.intern(&control);
            graph.extract(control, p)
        })
    }
}

macro_rules! controls {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $($(#[$doc])*
        pub fn $name(values: impl IntoPattern) -> Pattern {
            Pattern::control(stringify!($name), values)
        })*

        /// The names of the functions of this module.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

controls! {
    /// Names of sounds, with an optional number: `"bd sn:3"`.
    s
    /// Names of sounds; the same as [`s`].
    sound
    /// Number of a sound among those with its name, or its note.
    n
    /// Notes: names or semitones from c5.
    note
    /// Semitones by which samples are transposed.
    up
    /// Speed of playback, as a factor; negative plays backwards.
    speed
    /// Level, as a factor; 1 is as it is.
    gain
    /// Place in the stereo field, 0 left to 1 right.
    pan
    /// Distortion, 0…1.
    shape
    /// Begin of the part of a sample that is played, 0…1.
    begin
    /// End of the part of a sample that is played, 0…1.
    end
    /// Group of sounds that cut one another off.
    cut
    /// Length of a sound, in lengths of its event.
    legato
    /// Length of a sound in seconds.
    sustain
    /// Change of the speed during a sound.
    accelerate
    /// Cutoff frequency of a low-pass filter in Hz.
    cutoff
    /// Cutoff frequency of a low-pass filter in Hz.
    lpf
    /// Resonance of the low-pass filter, 0…1.
    resonance
    /// Cutoff frequency of a high-pass filter in Hz.
    hcutoff
    /// Cutoff frequency of a high-pass filter in Hz.
    hpf
    /// Centre frequency of a band-pass filter in Hz.
    bandf
    /// Vowels: `a`, `e`, `i`, `o`, `u`.
    vowel
    /// Bits that are left of each sample, 1…16.
    crush
    /// Factor by which the sample rate is divided.
    coarse
    /// Level of the reverb, 0…1.
    room
    /// Size of the reverb's room, 0…1.
    size
    /// Level that is sent to the delay, 0…1.
    delay
    /// Time of the delay in seconds.
    delaytime
    /// Feedback of the delay, 0…1.
    delayfeedback
    /// Orbit: the group of effects that a sound goes through.
    orbit
    /// Attack in seconds.
    attack
    /// Hold in seconds.
    hold
    /// Release in seconds.
    release
    /// Octave of a synth.
    octave
    /// Velocity, 0…1.
    velocity
    /// Unit of the speed: `r` rate, `c` cycles, `s` seconds.
    unit
}
