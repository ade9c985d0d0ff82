//! Harmony: chords by name, with inversions and ranges.
//!
//! Prints:
//!
//! ```text
//! in mini-notation
//! (0>½)|0.0n (c5)
//! (0>½)|4.0n (e5)
//! (0>½)|7.0n (g5)
//! (½>1)|11.0n (b5)
//! (½>1)|14.0n (d6)
//! (½>1)|16.0n (e6)
//! (½>1)|19.0n (g6)
//!
//! on a bass line
//! (0>½)|-12.0n (c4)
//! (0>½)|-8.0n (e4)
//! (0>½)|-5.0n (g4)
//! (0>½)|0.0n (c5)
//! (0>½)|4.0n (e5)
//! (½>1)|-7.0n (f4)
//! (½>1)|-4.0n (gs4)
//! (½>1)|0.0n (c5)
//! (½>1)|5.0n (f5)
//! (½>1)|8.0n (gs5)
//!
//! 134 names of chords
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    println!(
        "in mini-notation\n{}\n",
        Pattern::notes("c'major e'min7'ii")?
    );
    println!(
        "on a bass line\n{}\n",
        Pattern::notes("c4 f4")?.chord("major min", &["5"])
    );
    println!("{} names of chords", Pattern::chord_names().count());
    Ok(())
}
