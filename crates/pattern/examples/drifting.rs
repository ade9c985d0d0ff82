//! Signals: smooth random numbers, lines from number to number, a value that is set from outside.
//!
//! Prints:
//!
//! ```text
//! perlin
//!  (0>½)|0.5
//!  (½>1)|0.5088860727846622
//! (1>1½)|0.5177721455693245
//! (1½>2)|0.2768947295844555
//!
//! smooth
//! (0>¼)|0.25
//! (¼>½)|0.75
//! (½>¾)|0.75
//! (¾>1)|0.25
//!
//! the default
//! (0>1)|0.25
//!
//! set
//! (0>1)|0.75
//! ```

use phonon_pattern::{Budget, Pattern, PatternError, Scratch, Value, listing};

fn main() -> Result<(), PatternError> {
    println!(
        "perlin\n{}\n",
        listing(&Pattern::perlin().segment(2).events(0..2)?)
    );
    println!("smooth\n{}\n", Pattern::mini("0 1")?.smooth().segment(4));
    let compiled = Pattern::input("amount", 0.25).segment(1).compile()?;
    let mut scratch = Scratch::new(Budget::REAL_TIME);
    println!(
        "the default\n{}\n",
        listing(&compiled.events(0..1, &mut scratch)?)
    );
    if let Some(name) = compiled.graph().find_word("amount") {
        scratch.set_input(name, Value::Float(0.75));
    }
    println!("set\n{}", listing(&compiled.events(0..1, &mut scratch)?));
    Ok(())
}
