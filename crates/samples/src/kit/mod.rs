//! The built-in kit: drums and instruments of our own, synthesised when first needed, the same bits everywhere.
//!
//! One file a family; each has tables of variants and one function that renders a row of them. A bank is a row of
//! `BANKS`; to add one, write its variants and its row.

mod breaks;
mod claps;
mod keys;
mod kicks;
mod math;
mod metals;
mod plucked;
mod shaken;
mod snares;
mod struck;
mod synths;
#[cfg(test)]
mod tests;
mod textures;
mod toms;
mod tools;
mod voices;

use super::error::SampleError;
use super::sample::Sample;

/// Rate of the kit unless a library asks for another, in Hz.
pub const DEFAULT_RATE: u32 = 48_000;

/// Pitch of the kit's tonal sounds in Hz: C5, MIDI note 60, which is what `note 0` means.
pub const C5: f64 = 261.625_565_300_598_6;

/// Pitch of `bass` and `bass3` in Hz: C two octaves below [`C5`], so that `note 0` is a bass, and in tune.
pub const BASS: f64 = C5 / 4.0;

/// The rate the kit is rendered at for an engine at `rate` Hz: itself, halved or doubled into 22,050 to 192,000.
pub fn nearest_rate(rate: u32) -> u32 {
    let mut rate = if rate == 0 { DEFAULT_RATE } else { rate };
    while rate < 22_050 {
        rate *= 2;
    }
    while rate > 192_000 {
        rate /= 2;
    }
    rate
}

/// What kind of sound a bank of the kit has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Bass drums.
    Kicks,
    /// Snare drums.
    Snares,
    /// Closed and open hi-hats.
    Hats,
    /// Hand claps.
    Claps,
    /// Toms.
    Toms,
    /// Crashes and rides.
    Cymbals,
    /// Rims, bells, shakers, hand drums and found objects.
    Percussion,
    /// Whole kits, a drum a variant.
    Kits,
    /// Drum breaks and their slices.
    Breaks,
    /// Basses.
    Bass,
    /// Pianos and organs.
    Keys,
    /// Plucked strings.
    Plucked,
    /// Pads and stabs.
    Pads,
    /// Sung vowels.
    Voices,
    /// Noises and textures.
    Effects,
}

impl Family {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 15] = [
        Self::Kicks,
        Self::Snares,
        Self::Hats,
        Self::Claps,
        Self::Toms,
        Self::Cymbals,
        Self::Percussion,
        Self::Kits,
        Self::Breaks,
        Self::Bass,
        Self::Keys,
        Self::Plucked,
        Self::Pads,
        Self::Voices,
        Self::Effects,
    ];

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kicks => "kicks",
            Self::Snares => "snares",
            Self::Hats => "hats",
            Self::Claps => "claps",
            Self::Toms => "toms",
            Self::Cymbals => "cymbals",
            Self::Percussion => "percussion",
            Self::Kits => "kits",
            Self::Breaks => "breaks",
            Self::Bass => "bass",
            Self::Keys => "keys",
            Self::Plucked => "plucked",
            Self::Pads => "pads",
            Self::Voices => "voices",
            Self::Effects => "effects",
        }
    }
}

/// One bank: its name and family, how many variants it has, and how variant `usize` is rendered at a rate in Hz.
struct Row {
    name: &'static str,
    family: Family,
    variants: usize,
    render: fn(usize, f64) -> Vec<Vec<f32>>,
}

macro_rules! bank {
    ($name:literal, $family:ident, $table:expr, $render:path) => {
        Row {
            name: $name,
            family: Family::$family,
            variants: $table.len(),
            render: |variant, rate| $render(&$table[variant], seed($name, variant), rate),
        }
    };
}

macro_rules! whole_kit {
    ($name:literal, $family:ident, $table:expr) => {
        Row {
            name: $name,
            family: Family::$family,
            variants: $table.len(),
            render: |variant, rate| {
                let (bank, variant) = $table[variant];
                take_of(bank, variant, rate)
            },
        }
    };
}

/// Whole kits as one bank: sounds of other banks, in order.
type Kit = &'static [(&'static str, usize)];

#[rustfmt::skip]
const MACHINE_808: Kit = &[
    ("808bd", 1), ("808sd", 0), ("808hc", 0), ("808oh", 0), ("808cp", 0), ("808cy", 0), ("cb", 0), ("cl", 0),
    ("rim", 1), ("808lt", 0), ("808mt", 0), ("808ht", 0), ("sh", 2),
];

#[rustfmt::skip]
const MACHINE_909: Kit = &[
    ("909bd", 0), ("909sd", 0), ("808hc", 2), ("808oh", 2), ("808cp", 2), ("808cy", 2), ("rd", 3), ("rim", 3),
    ("lt", 3), ("mt", 3), ("ht", 3),
];

const MACHINE_606: Kit = &[
    ("606bd", 0),
    ("606sd", 0),
    ("808hc", 3),
    ("808oh", 3),
    ("808cy", 3),
    ("lt", 1),
    ("ht", 1),
];

#[rustfmt::skip]
const JAZZ: Kit = &[
    ("bd", 8), ("sn", 4), ("sn", 1), ("rd", 0), ("rd", 4), ("hh", 9), ("hh", 2), ("rim", 0), ("lt", 4), ("ht", 4),
];

#[rustfmt::skip]
const HOUSE: Kit = &[
    ("909bd", 0), ("909sd", 0), ("hh", 0), ("oh", 0), ("cp", 0), ("909bd", 1), ("rim", 1), ("cb", 0), ("sh", 1),
];

const DRUM: Kit = &[
    ("bd", 2),
    ("sn", 1),
    ("hh", 2),
    ("lt", 0),
    ("mt", 0),
    ("ht", 0),
];

#[rustfmt::skip]
const BANKS: &[Row] = &[
    bank!("bd", Kicks, kicks::BD, kicks::kick),
    bank!("sn", Snares, snares::SN, snares::snare),
    bank!("hh", Hats, metals::HH, metals::metal),
    bank!("oh", Hats, metals::OH, metals::metal),
    bank!("cp", Claps, claps::CP, claps::clap),
    bank!("rim", Percussion, struck::RIM, struck::struck),
    bank!("lt", Toms, toms::LT, toms::skin),
    bank!("mt", Toms, toms::MT, toms::skin),
    bank!("ht", Toms, toms::HT, toms::skin),
    bank!("cr", Cymbals, metals::CR, metals::metal),
    bank!("rd", Cymbals, metals::RD, metals::metal),
    bank!("cb", Percussion, struck::CB, struck::cowbell),
    bank!("sh", Percussion, shaken::SH, shaken::shaken),
    bank!("ta", Percussion, shaken::TA, shaken::shaken),
    bank!("cl", Percussion, struck::CL, struck::struck),
    bank!("808bd", Kicks, kicks::ANALOGUE_BOOM, kicks::kick),
    bank!("808sd", Snares, snares::ANALOGUE_RING, snares::snare),
    bank!("808hc", Hats, metals::ANALOGUE_CLOSED, metals::metal),
    bank!("808oh", Hats, metals::ANALOGUE_OPEN, metals::metal),
    bank!("808cy", Cymbals, metals::ANALOGUE_CYMBAL, metals::metal),
    bank!("808cp", Claps, claps::ANALOGUE, claps::clap),
    bank!("808lt", Toms, toms::MACHINE_LOW, toms::skin),
    bank!("808mt", Toms, toms::MACHINE_MIDDLE, toms::skin),
    bank!("808ht", Toms, toms::MACHINE_HIGH, toms::skin),
    whole_kit!("808", Kits, MACHINE_808),
    whole_kit!("909", Kits, MACHINE_909),
    whole_kit!("606", Kits, MACHINE_606),
    whole_kit!("drum", Kits, DRUM),
    bank!("909bd", Kicks, kicks::ANALOGUE_PUNCH, kicks::kick),
    bank!("909sd", Snares, snares::ANALOGUE_CRACK, snares::snare),
    bank!("606bd", Kicks, kicks::SMALL_BOX, kicks::kick),
    bank!("606sd", Snares, snares::SMALL_BOX, snares::snare),
    bank!("hardkick", Kicks, kicks::HARD, kicks::kick),
    bank!("hand", Percussion, toms::HAND, toms::skin),
    bank!("can", Percussion, struck::CAN, struck::struck),
    bank!("bottle", Percussion, struck::BOTTLE, struck::struck),
    bank!("metal", Percussion, struck::METAL, struck::struck),
    bank!("arpy", Plucked, plucked::ARPY, plucked::pluck),
    bank!("pluck", Plucked, plucked::PLUCK, plucked::pluck),
    bank!("gtr", Plucked, plucked::GTR, plucked::pluck),
    bank!("bass", Bass, synths::BASS_ROUND, synths::synth),
    bank!("bass3", Bass, synths::BASS_ACID, synths::synth),
    bank!("pad", Pads, synths::PAD, synths::synth),
    bank!("stab", Pads, synths::STAB, synths::synth),
    bank!("rave", Pads, synths::RAVE, synths::synth),
    bank!("casio", Keys, synths::CASIO, synths::synth),
    bank!("piano", Keys, keys::PIANO, keys::piano),
    bank!("ah", Voices, voices::AH, voices::singer),
    bank!("oo", Voices, voices::OO, voices::singer),
    bank!("break", Breaks, breaks::BREAKS, breaks::break_beat),
    bank!("breakcut", Breaks, breaks::SLICES, breaks::slice),
    whole_kit!("jazz", Kits, JAZZ),
    whole_kit!("house", Kits, HOUSE),
    bank!("tabla", Percussion, toms::TABLA, toms::skin),
    bank!("noise", Effects, textures::NOISE, textures::noise),
    bank!("wind", Effects, textures::WIND, textures::wind),
    bank!("click", Effects, textures::CLICK, textures::click),
    bank!("glitch", Effects, textures::GLITCH, textures::glitch),
];

#[rustfmt::skip]
const ALIASES: &[(&str, &str)] = &[
    ("kick", "bd"), ("snare", "sn"), ("sd", "sn"), ("clap", "cp"), ("hat", "hh"), ("hc", "hh"), ("ho", "oh"),
    ("crash", "cr"), ("ride", "rd"), ("shaker", "sh"), ("tambourine", "ta"), ("tamb", "ta"), ("claves", "cl"),
    ("cowbell", "cb"), ("jvbass", "bass3"), ("gretsch", "drum"), ("breaks", "break"), ("breakbeat", "break"), ("breaks125", "break"),
    ("breaks152", "break"), ("breaks157", "break"), ("breaks165", "break"), ("amencutup", "breakcut"),
    ("808hh", "808hc"), ("808ho", "808oh"), ("808cl", "cl"), ("808cb", "cb"), ("808rs", "rim"), ("808ma", "sh"),
];

/// A seed of its own for every sound (FNV-1a).
fn seed(name: &str, variant: usize) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    step(hash, variant as u8)
}

/// Every bank's name with its number of variants.
pub fn banks() -> impl Iterator<Item = (&'static str, usize)> {
    BANKS.iter().map(|row| (row.name, row.variants))
}

/// What kind of sound a bank of the kit has; none if the kit has no such bank.
pub fn family(bank: &str) -> Option<Family> {
    let row = BANKS.iter().find(|row| row.name == bank)?;
    Some(row.family)
}

/// Other names: alias and the bank it stands for.
pub fn aliases() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALIASES.iter().copied()
}

/// Renders variant `variant` of `bank` at `rate` Hz. Deterministic; takes milliseconds.
pub fn render(bank: &str, variant: usize, rate: u32) -> Result<Sample, SampleError> {
    Sample::new(take_of(bank, variant, f64::from(rate)), f64::from(rate))
}

/// The channels of a sound; none if the kit does not have it.
fn take_of(bank: &str, variant: usize, rate: f64) -> Vec<Vec<f32>> {
    let known = |row: &&Row| row.name == bank && variant < row.variants;
    let row = BANKS.iter().find(known);
    row.map(|row| (row.render)(variant, rate))
        .unwrap_or_default()
}
