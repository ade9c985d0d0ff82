//! Rhythm: events repeated in their time, copies that follow, samples of a wave.
//!
//! Prints:
//!
//! ```text
//! ply
//! (0>¼)|"bd"
//! (¼>½)|"bd"
//! (½>⅔)|"sn"
//! (⅔>⅚)|"sn"
//! (⅚>1)|"sn"
//!
//! stutter
//! (0>¼)|"bd"
//! (⅛>⅜)|"bd"
//! (¼>½)|"bd"
//!
//! segment
//! (0>¼)|0.0
//! (¼>½)|0.25
//! (½>¾)|0.5
//! (¾>1)|0.75
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    println!("ply\n{}\n", Pattern::mini("bd sn")?.ply("2 3"));
    println!(
        "stutter\n{}\n",
        Pattern::mini("bd ~ ~ ~")?.stutter(3, 0.125)
    );
    println!("segment\n{}", Pattern::saw().segment(4));
    Ok(())
}
