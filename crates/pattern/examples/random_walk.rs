//! Chance: a random walk through a melody, by the chance of each step after each.
//!
//! Prints:
//!
//! ```text
//! (0>⅙)|0
//! (⅙>⅓)|1
//! (⅓>½)|2
//! (½>⅔)|0
//! (⅔>⅚)|2
//! (⅚>1)|1
//!
//! as notes
//! (0>⅙)|0.0
//! (⅙>⅓)|3.0
//! (⅓>½)|7.0
//! (½>⅔)|0.0
//! (⅔>⅚)|7.0
//! (⅚>1)|3.0
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    let weights = [[0.0, 1.0, 1.0], [1.0, 0.0, 2.0], [3.0, 1.0, 0.0]];
    let walk = Pattern::markov(6, 0, weights);
    println!("{walk}\n");
    println!("as notes\n{}", walk.to_scale(12.0, [0.0, 3.0, 7.0]));
    Ok(())
}
