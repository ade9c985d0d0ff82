//! Time: faster, slower, and by a pattern of factors.
//!
//! Prints:
//!
//! ```text
//! fast 2
//! (0>¼)|"bd"
//! (¼>½)|"sn"
//! (½>¾)|"bd"
//! (¾>1)|"sn"
//!
//! slow 2
//! (0>1)|"bd"
//! (1>2)|"sn"
//!
//! fast "1 2"
//! (0>½)|"bd"
//! (½>¾)|"bd"
//! (¾>1)|"sn"
//! ```

use phonon_pattern::{Pattern, PatternError, listing};

fn main() -> Result<(), PatternError> {
    let beat = Pattern::mini("bd sn")?;
    println!("fast 2\n{}\n", beat.clone().fast(2));
    println!("slow 2\n{}\n", listing(&beat.clone().slow(2).events(0..2)?));
    println!("fast \"1 2\"\n{}", beat.fast("1 2"));
    Ok(())
}
