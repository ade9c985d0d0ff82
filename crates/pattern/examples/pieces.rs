//! Pieces: a cycle cut up and played in another order; a function on one piece at a time.
//!
//! Prints:
//!
//! ```text
//! bite
//! (0>⅓)|"a"
//! (⅓>½)|"c"
//! (½>⅔)|"d"
//! (⅔>⅚)|"b"
//! (⅚>1)|"b"
//!
//! chunk, second cycle
//!  (1>1¼)|"a"
//! (1¼>1⅜)|"b"
//! (1⅜>1½)|"b"
//! (1½>1¾)|"c"
//!  (1¾>2)|"d"
//! ```

use phonon_pattern::{Pattern, PatternError, listing};

fn main() -> Result<(), PatternError> {
    let melody = Pattern::mini("a b c d")?;
    println!("bite\n{}\n", melody.clone().bite(4, "0 [2 3] 1*2"));
    println!(
        "chunk, second cycle\n{}",
        listing(&melody.chunk(4, |piece| piece.ply(2)).events(1..2)?)
    );
    Ok(())
}
