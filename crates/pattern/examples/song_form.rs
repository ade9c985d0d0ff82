//! Form: parts of a song at their cycles, parts by their names.
//!
//! Prints:
//!
//! ```text
//!   (0>1)|"intro"
//!   (1>2)|"intro"
//!  (2>2½)|"verse"
//!  (2½>3)|"verse"
//!  (3>3⅓)|"chorus"
//! (3⅓>3⅔)|"chorus"
//!  (3⅔>4)|"chorus"
//!
//! by name
//! (0>¼)|"a"
//! (¼>½)|"b"
//! (½>⅔)|"c"
//! (⅔>⅚)|"d"
//! (⅚>1)|"e"
//! ```

use phonon_pattern::{Pattern, PatternError, listing};

fn main() -> Result<(), PatternError> {
    let song = Pattern::sequence_at([(0, 2, "intro"), (2, 3, "verse*2"), (3, 4, "chorus*3")]);
    println!("{}\n", listing(&song.events(0..4)?));
    let parts = [("verse", "a b"), ("chorus", "c d e")];
    println!("by name\n{}", Pattern::inhabit(parts, "verse chorus"));
    Ok(())
}
