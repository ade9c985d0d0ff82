//! A first beat: a string of mini-notation, twice as fast, backwards in every fourth cycle.
//!
//! Prints:
//!
//! ```text
//!  (1/16>⅛)|"bd"
//!  (¼>5/16)|"bd"
//!  (7/16>½)|"bd"
//!  (9/16>⅝)|"bd"
//! (¾>13/16)|"bd"
//! (15/16>1)|"bd"
//! 24 hits in four cycles
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    let beat = Pattern::mini("bd(3,8)")?.fast(2).every(4, Pattern::rev);
    println!("{beat}");
    println!("{} hits in four cycles", beat.events(0..4)?.len());
    Ok(())
}
