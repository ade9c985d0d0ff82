//! Functions on some cycles: every third, every fourth from the second on, the last two of eight, by a test.
//!
//! Prints:
//!
//! ```text
//! every 3
//!  (0>½)|"b"
//!  (½>1)|"a"
//! (1>1½)|"a"
//! (1½>2)|"b"
//!
//! every 4 from 1
//!   (0>½)|"a"
//!   (½>1)|"b"
//!  (1>1¼)|"a"
//! (1¼>1½)|"b"
//! (1½>1¾)|"a"
//!  (1¾>2)|"b"
//!
//! the last two of eight
//! (5>5½)|"a"
//! (5½>6)|"b"
//! (6>6½)|"b"
//! (6½>7)|"a"
//!
//! odd cycles
//!   (0>½)|"a"
//!   (½>1)|"b"
//!  (1>1¼)|"a"
//! (1¼>1½)|"a"
//! (1½>1¾)|"b"
//!  (1¾>2)|"b"
//! ```

use phonon_pattern::{Pattern, PatternError, listing};

fn main() -> Result<(), PatternError> {
    let melody = Pattern::mini("a b")?;
    println!(
        "every 3\n{}\n",
        listing(&melody.clone().every(3, Pattern::rev).events(0..2)?)
    );
    println!(
        "every 4 from 1\n{}\n",
        listing(
            &melody
                .clone()
                .every_from(4, 1, |p| p.fast(2))
                .events(0..2)?
        )
    );
    println!(
        "the last two of eight\n{}\n",
        listing(&melody.clone().when_mod(8, 6, Pattern::rev).events(5..7)?)
    );
    let odd = |cycle: Pattern| (cycle % 2).equals(1);
    println!(
        "odd cycles\n{}",
        listing(&melody.when(odd, |p| p.ply(2)).events(0..2)?)
    );
    Ok(())
}
