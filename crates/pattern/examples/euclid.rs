//! Rhythm: hits spread as evenly as can be, their gaps, and without gaps.
//!
//! Prints:
//!
//! ```text
//! 3 in 8
//! (0>⅛)|"bd"
//! (⅜>½)|"bd"
//! (¾>⅞)|"bd"
//!
//! bd in the hits, hh in the gaps
//! (0>⅛)|"bd"
//! (⅛>¼)|"hh"
//! (¼>⅜)|"hh"
//! (⅜>½)|"bd"
//! (½>⅝)|"hh"
//! (⅝>¾)|"hh"
//! (¾>⅞)|"bd"
//! (⅞>1)|"hh"
//!
//! each hit until the next
//! (0>⅜)|"bd"
//! (⅜>¾)|"bd"
//! (¾>1)|"bd"
//!
//! a pattern of hits, second cycle
//!  (1>1⅛)|"bd"
//! (1¼>1⅜)|"bd"
//! (1⅜>1½)|"bd"
//! (1⅝>1¾)|"bd"
//! (1¾>1⅞)|"bd"
//! ```

use phonon_pattern::{Pattern, PatternError, listing};

fn main() -> Result<(), PatternError> {
    println!("3 in 8\n{}\n", Pattern::of("bd").euclid(3, 8));
    println!(
        "bd in the hits, hh in the gaps\n{}\n",
        Pattern::of("bd").euclid_full(3, 8, "hh")
    );
    println!(
        "each hit until the next\n{}\n",
        Pattern::of("bd").euclid_legato(3, 8)
    );
    println!(
        "a pattern of hits, second cycle\n{}",
        listing(&Pattern::of("bd").euclid("<3 5>", 8).events(1..2)?)
    );
    Ok(())
}
