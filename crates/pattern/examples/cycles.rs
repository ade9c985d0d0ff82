//! Cycles: backwards, forwards and backwards, beginning later each time, a breakbeat.
//!
//! Prints:
//!
//! ```text
//! rev
//! (0>¼)|"d"
//! (¼>½)|"c"
//! (½>¾)|"b"
//! (¾>1)|"a"
//!
//! palindrome
//!   (0>¼)|"a"
//!   (¼>½)|"b"
//!   (½>¾)|"c"
//!   (¾>1)|"d"
//!  (1>1¼)|"d"
//! (1¼>1½)|"c"
//! (1½>1¾)|"b"
//!  (1¾>2)|"a"
//!
//! iter 4, third cycle
//!  (2>2¼)|"c"
//! (2¼>2½)|"d"
//! (2½>2¾)|"a"
//!  (2¾>3)|"b"
//!
//! brak, second cycle
//! (1¼>1⅜)|"a"
//! (1⅜>1½)|"b"
//! (1½>1⅝)|"c"
//! (1⅝>1¾)|"d"
//! ```

use phonon_pattern::{Pattern, PatternError, listing};

fn main() -> Result<(), PatternError> {
    let melody = Pattern::mini("a b c d")?;
    println!("rev\n{}\n", melody.clone().rev());
    println!(
        "palindrome\n{}\n",
        listing(&melody.clone().palindrome().events(0..2)?)
    );
    println!(
        "iter 4, third cycle\n{}\n",
        listing(&melody.clone().iter(4).events(2..3)?)
    );
    println!(
        "brak, second cycle\n{}",
        listing(&melody.brak().events(1..2)?)
    );
    Ok(())
}
