//! Synths: what `s` finds by name beside samples. One family a file, one row of the table each.
//!
//! A synth renders mono or stereo frames at about full scale; the voice places them, runs its effects and applies gain,
//! gate and fades. All state is plain data of fixed size: starting one allocates nothing.

mod analog;
mod drums;
mod fm;
mod grains;
mod input;
mod keys;
mod parts;
mod strange;
#[cfg(test)]
mod tests;

use crate::heading::Heading;
use crate::sequencing::trigger::Trigger;
use crate::voices::sustain::Length;

/// What a synth is told when it starts.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// Sample rate, Hz.
    pub sample_rate: f64,
    /// Frequency of the sound in Hz, `speed` included.
    pub frequency: f32,
    /// Length of the sound and of its fades.
    pub length: &'a Length,
    /// The event that starts the synth, with its parameters.
    pub trigger: &'a Trigger,
    /// Seed for synths that draw random numbers: differs from voice to voice.
    pub seed: u64,
}

impl Setup<'_> {
    /// A parameter's number, or `default` where the event says nothing.
    fn or(&self, parameter: crate::parameters::Parameter, default: f32) -> f32 {
        self.trigger.get(parameter).unwrap_or(default)
    }

    /// Frames from start to end.
    fn frames(&self) -> f32 {
        (self.length.seconds * self.sample_rate) as f32
    }
}

/// A sounding synth.
pub trait Voicing {
    /// At the start of the sound and of each sub-block: the frequency (Hz) for the coming frames.
    fn control(&mut self, frequency: f32);

    /// Overwrites the frames with the next ones; they hold what comes in from outside where that is wanted.
    fn render(&mut self, left: &mut [f32], right: &mut [f32]);
}

macro_rules! instances {
    ($($variant:ident($type:ty)),* $(,)?) => {
        /// A sounding synth of any kind.
        #[derive(Clone, Debug)]
        #[allow(clippy::large_enum_variant, reason = "voices are made once and hold the largest")]
        pub enum Instance {
            $(#[doc = concat!("See `", stringify!($type), "`.")] $variant($type)),*
        }

        impl Voicing for Instance {
            fn control(&mut self, frequency: f32) {
                match self { $(Self::$variant(synth) => synth.control(frequency)),* }
            }

            fn render(&mut self, left: &mut [f32], right: &mut [f32]) {
                match self { $(Self::$variant(synth) => synth.render(left, right)),* }
            }
        }

        $(impl From<$type> for Instance {
            fn from(synth: $type) -> Self {
                Self::$variant(synth)
            }
        })*
    };
}

instances! {
    Analog(analog::Analog),
    Noise(parts::Noise),
    Modal(keys::Modal),
    Organ(keys::Organ),
    Fm(fm::Fm),
    Drum(drums::Drum),
    Grain(grains::Grain),
    Strange(strange::Strange),
    Input(input::Input),
}

impl Instance {
    /// Whether it is to be given what comes in from outside, in the frames that it then renders.
    #[must_use]
    pub fn hears_input(&self) -> bool {
        matches!(self, Self::Input(_))
    }
}

/// A synth: what `s` names, what the manual shows, and how one starts.
#[derive(Debug)]
pub struct Synth {
    /// Its names in `s`, what it sounds like, and a pattern that plays it.
    pub heading: Heading,
    /// Parameters that the synth reads beside those of every sound.
    pub parameters: &'static [&'static str],
    /// Whether the sound is there already when the synth starts, so that it has to fade in: the audio input.
    pub is_under_way: bool,
    /// Makes an instance for a sound that starts.
    pub start: fn(&Setup) -> Instance,
}

/// The flag of a row whose sound is there already when it starts.
const UNDER_WAY: bool = true;

macro_rules! synths {
    ($($name:literal [$($alias:literal),*] ($($parameter:literal),*) $start:expr; $doc:literal; $example:literal $(; $flag:ident)?)*) => {
        /// All synths.
        pub static TABLE: [Synth; [$($name),*].len()] = [
            $(Synth {
                heading: Heading::new(&[$name $(, $alias)*], $doc, $example),
                parameters: &[$($parameter),*],
                is_under_way: false $(|| $flag)?,
                start: |setup| $start(setup).into(),
            }),*
        ];
    };
}

synths! {
    // Plain waves.
    "sine" [] ("fmi", "fmh") fm::plain; "A sine."; "s \"sine\" # note \"0 4 7\""
    "sawtooth" ["saw"] ("noise") analog::saw; "A sawtooth."; "s \"sawtooth\" # note \"0 4 7\" # lpf 1200"
    "square" ["sqr"] ("noise") analog::square; "A square."; "s \"square\" # note \"0 4 7\" # gain 0.8"
    "triangle" ["tri"] ("noise") analog::triangle; "A triangle."; "s \"triangle\" # note \"0 4 7\""
    "pulse" [] ("width", "noise") analog::pulse; "A pulse of a given width."; "s \"pulse\" # width 0.2"
    "white" [] () parts::Noise::white; "White noise."; "s \"white*8\" # legato 0.2 # hpf 4000"
    "pink" [] () parts::Noise::pink; "Pink noise."; "s \"pink*4\" # legato 0.3"
    "brown" [] () parts::Noise::brown; "Brown noise."; "s \"brown\" # lpf 500"

    // Analogue style.
    "supersaw" [] ("voice", "semitone", "resonance", "lfo", "rate", "pitch1", "decay", "detune") analog::supersaw; "Seven detuned sawtooths through a filter that opens and breathes."; "s \"supersaw\" # note \"<0 5>\" # lfo 0.5"
    "supersquare" [] ("voice", "semitone", "resonance", "lfo", "rate", "pitch1", "decay", "detune") analog::supersquare; "Detuned squares through a filter that opens and breathes."; "s \"supersquare\" # note \"0 7\""
    "superpwm" [] ("voice", "semitone", "resonance", "lfo", "rate", "pitch1", "decay") analog::superpwm; "Pulses whose widths wander."; "s \"superpwm\" # note \"0 3\""
    "supercomparator" [] ("voice", "semitone", "resonance", "lfo", "rate", "pitch1", "decay") analog::supercomparator; "A pulse whose width a slower wave decides, cycle by cycle."; "s \"supercomparator\" # note \"0 3\""
    "superhoover" [] ("slide", "decay") analog::superhoover; "The big detuned slide of rave music."; "s \"superhoover\" # note \"0 ~ 3 5\" # slide 1"
    "superreese" [] ("detune", "voice", "rate") analog::superreese; "Two low sawtooths that beat against each other."; "s \"superreese\" # note \"<0 -2>\" # octave 3"
    "superzow" [] ("slide", "detune", "decay") analog::superzow; "Phasing sawtooths with a downward slide."; "s \"superzow*2\" # note \"0 12\""
    "supertron" [] ("detune", "voice", "rate") analog::supertron; "Sawtooths that stutter through one another."; "s \"supertron\" # note \"0 5\""
    "superpad" [] ("detune", "rate") analog::superpad; "A soft wide pad that rises slowly."; "s \"superpad\" # note \"0,4,7\" # legato 1"
    "superbass" [] ("decay", "resonance") analog::superbass; "A round bass with a plucked filter."; "s \"superbass*4\" # octave 3"
    "superchip" [] ("slide", "rate", "pitch2", "pitch3", "voice") analog::superchip; "A chip arpeggiates three pitches."; "s \"superchip*2\" # voice \"0 2\""

    // Keys, bars, strings.
    "superpiano" [] ("velocity", "detune", "muffle", "stereo") keys::superpiano; "A piano: struck strings with stretched partials."; "n \"0 4 7 12\" # s \"superpiano\" # velocity 0.7"
    "supermandolin" [] ("detune") keys::supermandolin; "Paired plucked strings."; "n \"0 4 7 12\" # s \"supermandolin\""
    "superpluck" [] ("decay", "muffle") keys::superpluck; "One plucked string."; "n \"0 4 7 12\" # s \"superpluck\""
    "supervibe" [] ("velocity", "detune", "modamp", "modfreq", "decay") keys::supervibe; "A vibraphone with its fan."; "n \"0 4 7 12\" # s \"supervibe\""
    "superfork" [] () keys::superfork; "A tuning fork."; "n \"0 7\" # s \"superfork\""
    "supergong" [] ("voice", "decay") keys::supergong; "A gong of inharmonic partials."; "n \"0\" # s \"supergong\" # decay 2"
    "superhammond" [] ("voice", "vibrato", "vrate", "perc", "percf", "decay") keys::superhammond; "A drawbar organ with ten registrations."; "n \"0,4,7\" # s \"superhammond\" # voice 5 # perc 1"
    "superorgan" [] ("voice") keys::superorgan; "A pipe organ."; "n \"0,7,12\" # s \"superorgan\""

    // Frequency modulation.
    "superfm" [] ("voice", "ratio", "fmi", "feedback", "lfofreq", "lfodepth", "decay") fm::superfm; "Six operators in eight arrangements, each with parameters of its own: amp1, ratio2, detune3, egrate4, eglevel5, mod16…"; "n \"0 3 7\" # s \"superfm\" # voice \"<0 3 5>\""

    // Strange ones.
    "superhex" [] ("rate") strange::superhex; "Six strings struck by noise, one after another."; "n \"0 7\" # s \"superhex\""
    "superprimes" [] ("detune", "voice", "rate") strange::superprimes; "Partials at prime numbers."; "n \"0 3\" # s \"superprimes\""
    "superwavemechanics" [] ("detune", "voice", "resonance") strange::superwavemechanics; "Partials that tunnel past one another."; "n \"0 3\" # s \"superwavemechanics\""
    "supergrind" [] ("detune", "voice", "rate") strange::supergrind; "A grinding clash of waves."; "n \"0 3\" # s \"supergrind\""
    "superstatic" [] () strange::superstatic; "Static: sparse crackle around a pitch."; "s \"superstatic*2\""
    "supersiren" [] () strange::supersiren; "A siren that rises and falls once."; "s \"supersiren\""
    "supernoise" [] ("slide", "pitch1", "resonance", "voice", "rate") strange::supernoise; "Noise through a band at the note."; "n \"0 7\" # s \"supernoise\""

    // Drums.
    "superkick" [] ("n", "pitch1", "decay") drums::superkick; "A kick drum."; "s \"superkick*4\""
    "super808" [] ("n", "rate", "voice") drums::super808; "A long kick drum of the analogue kind; n is its pitch."; "s \"super808*2\" # n \"<50 40>\""
    "superhat" [] ("n", "decay") drums::superhat; "A hi-hat."; "s \"superhat*8\" # sustain 0.1"
    "supersnare" [] ("n", "decay") drums::supersnare; "A snare drum."; "s \"~ supersnare\""
    "superclap" [] ("n", "rate", "delay", "pitch1") drums::superclap; "Hands."; "s \"~ superclap\""
    "soskick" [] ("pitch1", "voice", "decay") drums::soskick; "A kick drum with a click and a knock."; "s \"soskick*4\""
    "soshats" [] ("decay") drums::soshats; "A metallic hi-hat at the note's pitch."; "s \"soshats*8\" # n 50 # sustain 0.1"
    "sostoms" [] ("voice", "decay") drums::sostoms; "A tom at the note's pitch."; "n \"0 -5\" # s \"sostoms\""
    "sossnare" [] ("voice", "decay") drums::sossnare; "A snare drum at the note's pitch."; "s \"~ sossnare\""

    // Grains.
    "imp" [] () grains::imp; "A train of impulses."; "n \"0\" # s \"imp\""
    "psin" [] ("modfreq") grains::psin; "The product of sines."; "n \"0\" # s \"psin\""
    "gabor" [] ("width") grains::gabor; "A sine under a bell curve."; "n \"0 7\" # s \"gabor\""
    "dirac" [] () grains::dirac; "A single impulse."; "s \"dirac*8\""
    "cyclo" [] ("ratio") grains::cyclo; "Two sines that ring one another."; "n \"0\" # s \"cyclo\" # ratio 1.5"

    // From outside.
    "in" [] () input::input; "What comes in from outside, as ~in does, for as long as the event lasts."; "s \"in*8\" # lpf \"400 1600\" # legato 0.5"; UNDER_WAY
}

/// The synth of that name or alias.
#[must_use]
pub fn find(name: &str) -> Option<&'static Synth> {
    TABLE.iter().find(|synth| synth.heading.is_named(name))
}

/// Builds what synths share (tables of waves), so that none is built on the audio thread.
pub fn prepare() {
    parts::prepare();
}
