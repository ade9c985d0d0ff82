//! Harmony: chords one note after another, in named orders and by numbers.
//!
//! Prints:
//!
//! ```text
//! up
//! (0>⅓)|0.0
//! (⅓>⅔)|4.0
//! (⅔>1)|7.0
//!
//! up and down
//! (0>¼)|0.0
//! (¼>½)|4.0
//! (½>¾)|7.0
//! (¾>1)|4.0
//!
//! by numbers
//! (0>¼)|0.0
//! (¼>½)|7.0
//! (½>¾)|4.0
//! (¾>1)|7.0
//!
//! with the notes between
//! (0>⅛)|0.0
//! (⅛>¼)|1.0
//! (¼>⅜)|2.0
//! (⅜>½)|3.0
//! (½>⅝)|4.0
//! (⅝>¾)|5.0
//! (¾>⅞)|6.0
//! (⅞>1)|7.0
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    let chord = Pattern::mini("[0,4,7]")?;
    println!("up\n{}\n", chord.clone().arp("up"));
    println!("up and down\n{}\n", chord.clone().arp("updown"));
    println!("by numbers\n{}\n", chord.arp_by_number("0 2 1 2"));
    println!(
        "with the notes between\n{}",
        Pattern::numbers("0 4")?.chromaticise_by(3)
    );
    Ok(())
}
