//! Stereo: a function of the pattern at the other side; copies from left to right.
//!
//! Prints:
//!
//! ```text
//! jux
//! (0>½)|pan: 0.0f, s: "bd"
//! (0>½)|pan: 1.0f, s: "sn"
//! (½>1)|pan: 0.0f, s: "sn"
//! (½>1)|pan: 1.0f, s: "bd"
//!
//! a little apart
//! (0>½)|pan: 0.25f, s: "bd"
//! (0>½)|pan: 0.75f, s: "bd", speed: 2.0f
//! (½>1)|pan: 0.25f, s: "sn"
//! (½>1)|pan: 0.75f, s: "sn", speed: 2.0f
//!
//! spin
//! -⅓-(0>⅙)|pan: 0.3333333333333333f, s: "bd"
//! -⅙-(0>⅓)|pan: 0.6666666666666666f, s: "sn"
//!    (0>½)|pan: 0.0f, s: "bd"
//!    (⅙>⅔)|pan: 0.3333333333333333f, s: "sn"
//!    (⅓>⅚)|pan: 0.6666666666666666f, s: "bd"
//!    (½>1)|pan: 0.0f, s: "sn"
//! (⅔>1)-1⅙|pan: 0.3333333333333333f, s: "bd"
//! (⅚>1)-1⅓|pan: 0.6666666666666666f, s: "sn"
//! ```

use phonon_pattern::{
    Pattern, PatternError,
    controls::{s, speed},
};

fn main() -> Result<(), PatternError> {
    println!("jux\n{}\n", s("bd sn").jux(Pattern::rev));
    println!(
        "a little apart\n{}\n",
        s("bd sn").jux_by(0.5, |p| p.with(speed(2)))
    );
    println!("spin\n{}", s("bd sn").spin(3));
    Ok(())
}
