//! Functions on some moments: where truths are true, within a part of the cycle, at another speed.
//!
//! Prints:
//!
//! ```text
//! while
//! (0>⅛)|"a"
//! (⅛>¼)|"a"
//! (¼>⅜)|"b"
//! (⅜>½)|"b"
//! (½>¾)|"c"
//! (¾>1)|"d"
//!
//! within
//! (0>¼)|"a"
//! (¼>½)|"b"
//! (½>¾)|"b"
//! (¾>1)|"a"
//!
//! inside
//! (0>¼)|"b"
//! (¼>½)|"a"
//! (½>¾)|"d"
//! (¾>1)|"c"
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    let melody = Pattern::mini("a b c d")?;
    println!(
        "while\n{}\n",
        melody.clone().while_true("t f", |p| p.ply(2))
    );
    println!("within\n{}\n", melody.clone().within(0.5, 1, Pattern::rev));
    println!("inside\n{}", melody.inside(2, Pattern::rev));
    Ok(())
}
