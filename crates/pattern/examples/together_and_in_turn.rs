//! Combination: patterns at once, one a cycle, all in a cycle, with weights.
//!
//! Prints:
//!
//! ```text
//! stack
//! (0>⅓)|"hh"
//! (0>½)|"bd"
//! (⅓>⅔)|"hh"
//! (½>1)|"bd"
//! (⅔>1)|"hh"
//!
//! cat
//! (0>½)|"bd"
//! (½>1)|"bd"
//! (1>2)|"sn"
//!
//! fastcat
//! (0>¼)|"bd"
//! (¼>½)|"bd"
//! (½>1)|"sn"
//!
//! timecat
//! (0>¼)|"bd"
//! (¼>½)|"bd"
//! (½>¾)|"bd"
//! (¾>1)|"sn"
//! ```

use phonon_pattern::{Pattern, PatternError, listing};

fn main() -> Result<(), PatternError> {
    println!("stack\n{}\n", Pattern::stack(["bd*2", "hh*3"]));
    println!(
        "cat\n{}\n",
        listing(&Pattern::cat(["bd*2", "sn"]).events(0..2)?)
    );
    println!("fastcat\n{}\n", Pattern::fastcat(["bd*2", "sn"]));
    println!("timecat\n{}", Pattern::timecat([(3, "bd*3"), (1, "sn")]));
    Ok(())
}
