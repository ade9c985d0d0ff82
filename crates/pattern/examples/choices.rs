//! Chance: values of a list, a pattern a cycle, by weights.
//!
//! Prints:
//!
//! ```text
//! choose
//! (0>¼)|"sn"
//! (¼>½)|"sn"
//! (½>¾)|"bd"
//! (¾>1)|"bd"
//!
//! randcat
//!   (0>1)|"sn"
//!  (1>1⅓)|"hh"
//! (1⅓>1⅔)|"hh"
//!  (1⅔>2)|"hh"
//!  (2>2⅓)|"hh"
//! (2⅓>2⅔)|"hh"
//!  (2⅔>3)|"hh"
//!
//! mostly bd
//! (0>¼)|"bd"
//! (¼>½)|"bd"
//! (½>¾)|"bd"
//! (¾>1)|"bd"
//!
//! whole numbers
//! (0>¼)|4.0
//! (¼>½)|5.0
//! (½>¾)|2.0
//! (¾>1)|1.0
//! ```

use phonon_pattern::{Pattern, PatternError, listing};

fn main() -> Result<(), PatternError> {
    println!(
        "choose\n{}\n",
        Pattern::choose(["bd", "sn", "hh"]).segment(4)
    );
    println!(
        "randcat\n{}\n",
        listing(&Pattern::randcat(["bd*2", "sn", "hh*3"]).events(0..3)?)
    );
    println!(
        "mostly bd\n{}\n",
        Pattern::wchoose([("bd", 8), ("sn", 1)]).segment(4)
    );
    println!("whole numbers\n{}", Pattern::irand(8).segment(4));
    Ok(())
}
