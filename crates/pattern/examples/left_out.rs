//! Chance: events left out, and exactly those that were. The same cycle always falls the same way.
//!
//! Prints:
//!
//! ```text
//! degrade
//! (¼>⅜)|"hh"
//! (⅜>½)|"hh"
//!
//! the others
//! (0>⅛)|"hh"
//! (⅛>¼)|"hh"
//! (½>⅝)|"hh"
//! (⅝>¾)|"hh"
//! (¾>⅞)|"hh"
//! (⅞>1)|"hh"
//!
//! with other dice
//! (0>⅛)|"hh"
//! (½>⅝)|"hh"
//! (¾>⅞)|"hh"
//! (⅞>1)|"hh"
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    let hats = Pattern::mini("hh*8")?;
    println!("degrade\n{}\n", hats.clone().degrade_by(0.6));
    println!("the others\n{}\n", hats.clone().undegrade_by(0.6));
    println!("with other dice\n{}", hats.degrade_by(0.6).seed(3));
    Ok(())
}
