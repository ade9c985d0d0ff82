//! Mini-notation: steps, groups, repeats, alternatives, rests, weights and polymeters in one string.
//!
//! Prints:
//!
//! ```text
//! bd [sn sn] ~ cp
//! (0>¼)|"bd"
//! (¼>⅜)|"sn"
//! (⅜>½)|"sn"
//! (¾>1)|"cp"
//!
//! bd*2 <sn cp>
//! (0>¼)|"bd"
//! (¼>½)|"bd"
//! (½>1)|"sn"
//!
//! bd@3 sn
//! (0>¾)|"bd"
//! (¾>1)|"sn"
//!
//! {bd sn hh}%4
//! (0>¼)|"bd"
//! (¼>½)|"sn"
//! (½>¾)|"hh"
//! (¾>1)|"bd"
//!
//! bd . sn*2 . hh*3
//!     (0>⅓)|"bd"
//!     (⅓>½)|"sn"
//!     (½>⅔)|"sn"
//!   (⅔>7/9)|"hh"
//! (7/9>8/9)|"hh"
//!   (8/9>1)|"hh"
//!
//! 0 .. 3
//! (0>¼)|0.0
//! (¼>½)|1.0
//! (½>¾)|2.0
//! (¾>1)|3.0
//!
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    for text in [
        "bd [sn sn] ~ cp",
        "bd*2 <sn cp>",
        "bd@3 sn",
        "{bd sn hh}%4",
        "bd . sn*2 . hh*3",
        "0 .. 3",
    ] {
        println!("{text}\n{}\n", Pattern::mini(text)?);
    }
    Ok(())
}
