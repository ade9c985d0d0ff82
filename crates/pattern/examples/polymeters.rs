//! Steps: patterns of different lengths together; two patterns zipped step by step.
//!
//! Prints:
//!
//! ```text
//! polymeter
//! (0>⅙)|"a"
//! (0>⅙)|"c"
//! (⅙>⅓)|"b"
//! (⅙>⅓)|"d"
//! (⅓>½)|"a"
//! (⅓>½)|"e"
//! (½>⅔)|"b"
//! (½>⅔)|"c"
//! (⅔>⅚)|"a"
//! (⅔>⅚)|"d"
//! (⅚>1)|"b"
//! (⅚>1)|"e"
//!
//! at four steps a cycle
//!   (0>¼)|"a"
//!   (¼>½)|"b"
//!   (½>¾)|"c"
//!   (¾>1)|"a"
//!  (1>1¼)|"b"
//! (1¼>1½)|"c"
//! (1½>1¾)|"a"
//!  (1¾>2)|"b"
//!
//! stepzip
//! (0>¼)|"a"
//! (¼>½)|"c"
//! (½>¾)|"b"
//! (¾>1)|"d"
//! ```

use phonon_pattern::{Pattern, PatternError, listing};

fn main() -> Result<(), PatternError> {
    println!("polymeter\n{}\n", Pattern::polymeter(["a b", "c d e"]));
    println!(
        "at four steps a cycle\n{}\n",
        listing(&Pattern::mini("a b c")?.pace(4).events(0..2)?)
    );
    println!("stepzip\n{}", Pattern::stepzip(["a b", "c d"]));
    Ok(())
}
