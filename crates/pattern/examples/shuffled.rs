//! Chance: the parts of a cycle in a random order, each once or any.
//!
//! Prints:
//!
//! ```text
//! shuffle
//!  (1>1¼)|"d"
//! (1¼>1½)|"b"
//! (1½>1¾)|"c"
//!  (1¾>2)|"a"
//!
//! scramble
//!  (1>1¼)|"c"
//! (1¼>1½)|"b"
//! (1½>1¾)|"b"
//!  (1¾>2)|"d"
//!
//! randrun
//!  (1>1¼)|3
//! (1¼>1½)|1
//! (1½>1¾)|2
//!  (1¾>2)|0
//! ```

use phonon_pattern::{Pattern, PatternError, listing};

fn main() -> Result<(), PatternError> {
    let melody = Pattern::mini("a b c d")?;
    println!(
        "shuffle\n{}\n",
        listing(&melody.clone().shuffle(4).events(1..2)?)
    );
    println!(
        "scramble\n{}\n",
        listing(&melody.clone().scramble(4).events(1..2)?)
    );
    println!("randrun\n{}", listing(&Pattern::randrun(4).events(1..2)?));
    Ok(())
}
