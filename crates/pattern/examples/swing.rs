//! Groove: swing, off-beats, rolled chords.
//!
//! Prints:
//!
//! ```text
//! swing
//!  -1/12-(0>⅙)|"hh"
//!        (0>¼)|"hh"
//!     (5/12>⅔)|"hh"
//!        (½>¾)|"hh"
//! (11/12>1)-1⅙|"hh"
//!
//! off the beat
//! (⅛>¼)|"hh"
//! (⅜>½)|"hh"
//! (⅝>¾)|"hh"
//! (⅞>1)|"hh"
//!
//! a rolled chord
//!     (0>½)|0.0n (c5)
//!  (1/24>½)|4.0n (e5)
//!  (1/12>½)|7.0n (g5)
//!     (½>1)|4.0n (e5)
//! (13/24>1)|7.0n (g5)
//!  (7/12>1)|11.0n (b5)
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    let hats = Pattern::mini("hh*4")?;
    println!("swing\n{}\n", hats.clone().swing(2));
    println!("off the beat\n{}\n", hats.press());
    println!(
        "a rolled chord\n{}",
        Pattern::notes("c'major e'min")?.rolled()
    );
    Ok(())
}
