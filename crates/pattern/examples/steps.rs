//! Steps: patterns counted in steps: joined, taken, left out, shrinking and growing.
//!
//! Prints:
//!
//! ```text
//! stepcat
//! (0>¼)|"a"
//! (¼>½)|"b"
//! (½>¾)|"c"
//! (¾>1)|"d"
//!
//! three steps
//! (0>⅓)|"a"
//! (⅓>⅔)|"b"
//! (⅔>1)|"c"
//!
//! without the first
//! (0>⅓)|"b"
//! (⅓>⅔)|"c"
//! (⅔>1)|"d"
//!
//! shrink
//! (0>⅙)|"a"
//! (⅙>⅓)|"b"
//! (⅓>½)|"c"
//! (½>⅔)|"b"
//! (⅔>⅚)|"c"
//! (⅚>1)|"c"
//!
//! grow
//! (0>⅙)|"a"
//! (⅙>⅓)|"a"
//! (⅓>½)|"b"
//! (½>⅔)|"a"
//! (⅔>⅚)|"b"
//! (⅚>1)|"c"
//!
//! Some(4) steps
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    let melody = Pattern::mini("a b c d")?;
    println!("stepcat\n{}\n", Pattern::stepcat(["a b c", "d"]));
    println!("three steps\n{}\n", melody.clone().step_take(3));
    println!("without the first\n{}\n", melody.clone().step_drop(-1));
    println!("shrink\n{}\n", Pattern::mini("a b c")?.shrink(1));
    println!("grow\n{}\n", Pattern::mini("a b c")?.grow(1));
    println!("{:?} steps", melody.steps()?.map(|steps| steps.numerator()));
    Ok(())
}
