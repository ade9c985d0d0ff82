//! Time: earlier and later; a pattern of times shifts by cycles.
//!
//! Prints:
//!
//! ```text
//! an eighth later
//! -⅜-(0>⅛)|"sn"
//!    (⅛>⅝)|"bd"
//! (⅝>1)-1⅛|"sn"
//!
//! earlier in every second cycle
//!     (0>½)|"bd"
//!     (½>1)|"sn"
//!  ¾-(1>1¼)|"bd"
//!   (1¼>1¾)|"sn"
//! (1¾>2)-2¼|"bd"
//! ```

use phonon_pattern::{Pattern, PatternError, listing};

fn main() -> Result<(), PatternError> {
    let beat = Pattern::mini("bd sn")?;
    println!("an eighth later\n{}\n", beat.clone().late(0.125));
    println!(
        "earlier in every second cycle\n{}",
        listing(&beat.early("<0 0.25>").events(0..2)?)
    );
    Ok(())
}
