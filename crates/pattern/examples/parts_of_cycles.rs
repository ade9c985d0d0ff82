//! Parts of cycles: zoom in, linger on the beginning, squeeze into the middle, loop two cycles.
//!
//! Prints:
//!
//! ```text
//! zoom
//! (0>½)|"b"
//! (½>1)|"c"
//!
//! linger
//! (0>¼)|"a"
//! (¼>½)|"a"
//! (½>¾)|"a"
//! (¾>1)|"a"
//!
//! compress
//! (¼>⅜)|"a"
//! (⅜>½)|"b"
//! (½>⅝)|"c"
//! (⅝>¾)|"d"
//!
//! ribbon
//! (0>1)|3.0
//! (1>2)|4.0
//! (2>3)|3.0
//! (3>4)|4.0
//! ```

use phonon_pattern::{Pattern, PatternError, listing};

fn main() -> Result<(), PatternError> {
    let melody = Pattern::mini("a b c d")?;
    println!("zoom\n{}\n", melody.clone().zoom(0.25, 0.75));
    println!("linger\n{}\n", melody.clone().linger(0.25));
    println!("compress\n{}\n", melody.clone().compress(0.25, 0.75));
    let endless = Pattern::mini("<1 2 3 4 5>")?;
    println!("ribbon\n{}", listing(&endless.ribbon(2, 2).events(0..4)?));
    Ok(())
}
