//! The built-in kit: drums and instruments of our own, synthesised when first needed, the same bits everywhere.
//!
//! One file a family; each has tables of variants and one function that renders a row of them. A bank is a row of
//! [`BANKS`]; to add one, write its variants and its row.

mod kicks;
mod math;
mod tools;

use super::error::SampleError;
use super::sample::Sample;

/// Rate of the kit unless a library asks for another, in Hz.
pub const DEFAULT_RATE: u32 = 48_000;

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

/// One bank: its name, how many variants it has, and how variant `usize` is rendered at a rate in Hz.
struct Row {
    name: &'static str,
    variants: usize,
    render: fn(usize, f64) -> Vec<Vec<f32>>,
}

macro_rules! bank {
    ($name:literal, $table:expr, $render:path) => {
        Row {
            name: $name,
            variants: $table.len(),
            render: |variant, rate| $render(&$table[variant], seed($name, variant), rate),
        }
    };
}

const BANKS: &[Row] = &[
    bank!("bd", kicks::BD, kicks::kick),
    bank!("808bd", kicks::ANALOGUE_BOOM, kicks::kick),
    bank!("909bd", kicks::ANALOGUE_PUNCH, kicks::kick),
    bank!("606bd", kicks::SMALL_BOX, kicks::kick),
    bank!("hardkick", kicks::HARD, kicks::kick),
];

const ALIASES: &[(&str, &str)] = &[("kick", "bd")];

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

/// Other names: alias and the bank it stands for.
pub fn aliases() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALIASES.iter().copied()
}

/// Renders variant `variant` of `bank` at `rate` Hz. Deterministic; takes milliseconds.
pub fn render(bank: &str, variant: usize, rate: u32) -> Result<Sample, SampleError> {
    let row = BANKS
        .iter()
        .find(|row| row.name == bank && variant < row.variants);
    let row = row.ok_or(SampleError::Shape("the kit has no such sound"))?;
    Sample::new((row.render)(variant, f64::from(rate)), f64::from(rate))
}
