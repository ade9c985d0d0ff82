//! Rhythm: the structure of truths, a mask, two sounds woven by truths.
//!
//! Prints:
//!
//! ```text
//! struct
//! (0>¼)|"bd"
//! (½>⅝)|"bd"
//! (⅝>¾)|"bd"
//! (¾>1)|"bd"
//!
//! mask
//! (0>¼)|"a"
//! (¼>½)|"b"
//!
//! stitch
//! (0>¼)|"bd"
//! (¼>½)|"sn"
//! (½>⅝)|"bd"
//! (⅝>¾)|"bd"
//! (¾>1)|"bd"
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    let rhythm = Pattern::mini("t f t*2 t")?;
    println!("struct\n{}\n", Pattern::of("bd").structure(&rhythm));
    println!("mask\n{}\n", Pattern::mini("a b c d")?.mask("t f"));
    println!("stitch\n{}", Pattern::of("bd").stitch(rhythm, "sn"));
    Ok(())
}
