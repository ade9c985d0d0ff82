//! Samples: sounds cut into parts, and the parts in another order.
//!
//! Prints:
//!
//! ```text
//! chop
//! (0>⅓)|begin: 0.0f, end: 0.3333333333333333f, s: "bev"
//! (⅓>⅔)|begin: 0.3333333333333333f, end: 0.6666666666666666f, s: "bev"
//! (⅔>1)|begin: 0.6666666666666666f, end: 1.0f, s: "bev"
//!
//! striate
//! (0>¼)|begin: 0.0f, end: 0.5f, s: "bd"
//! (¼>½)|begin: 0.0f, end: 0.5f, s: "sn"
//! (½>¾)|begin: 0.5f, end: 1.0f, s: "bd"
//! (¾>1)|begin: 0.5f, end: 1.0f, s: "sn"
//!
//! slice
//! (0>½)|begin: 0.0f, end: 0.125f, s: "amen"
//! (½>¾)|begin: 0.5f, end: 0.625f, s: "amen"
//! (¾>1)|begin: 0.5f, end: 0.625f, s: "amen"
//!
//! splice
//! (0>½)|begin: 0.0f, end: 0.125f, s: "amen", speed: 0.25f, unit: "c"
//! (½>¾)|begin: 0.5f, end: 0.625f, s: "amen", speed: 0.5f, unit: "c"
//! (¾>1)|begin: 0.5f, end: 0.625f, s: "amen", speed: 0.5f, unit: "c"
//! ```

use phonon_pattern::{PatternError, controls::s};

fn main() -> Result<(), PatternError> {
    println!("chop\n{}\n", s("bev").chop(3));
    println!("striate\n{}\n", s("bd sn").striate(2));
    println!("slice\n{}\n", s("amen").slice(8, "0 4*2"));
    println!("splice\n{}", s("amen").splice(8, "0 4*2"));
    Ok(())
}
