//! Chance: a function on some events, on some cycles.
//!
//! Prints:
//!
//! ```text
//! sometimes
//! (0>¼)|s: "hh"
//! (¼>½)|s: "hh"
//! (½>¾)|s: "hh", speed: 2.0f
//! (¾>1)|s: "hh", speed: 2.0f
//!
//! rarely
//! (0>¼)|s: "hh"
//! (¼>½)|s: "hh"
//! (½>¾)|s: "hh"
//! (¾>1)|s: "hh", speed: 2.0f
//!
//! some cycles
//!  (1>1¼)|s: "hh"
//! (1¼>1½)|s: "hh"
//! (1½>1¾)|s: "hh"
//!  (1¾>2)|s: "hh"
//!  (2>2½)|s: "hh"
//!  (2½>3)|s: "hh"
//!  (3>3¼)|s: "hh"
//! (3¼>3½)|s: "hh"
//! (3½>3¾)|s: "hh"
//!  (3¾>4)|s: "hh"
//! ```

use phonon_pattern::{
    PatternError,
    controls::{s, speed},
    listing,
};

fn main() -> Result<(), PatternError> {
    let hats = s("hh*4");
    println!(
        "sometimes\n{}\n",
        hats.clone().sometimes(|p| p.with(speed(2)))
    );
    println!("rarely\n{}\n", hats.clone().rarely(|p| p.with(speed(2))));
    println!(
        "some cycles\n{}",
        listing(&hats.some_cycles(|p| p.slow(2)).events(1..4)?)
    );
    Ok(())
}
