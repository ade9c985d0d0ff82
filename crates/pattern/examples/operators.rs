//! Operators: values of two patterns joined, in the rhythm of both, of the left, or of the right.
//!
//! Prints:
//!
//! ```text
//! |+|
//! (0>⅓)|11.0
//! (⅓>½)|21.0
//! (½>⅔)|22.0
//! (⅔>1)|32.0
//!
//! |+
//! (0>⅓)-½|11.0
//! 0-(⅓>½)|21.0
//! (½>⅔)-1|22.0
//! ½-(⅔>1)|32.0
//!
//! +|
//!   (0>⅓)|11.0
//! (⅓>½)-⅔|21.0
//! ⅓-(½>⅔)|22.0
//!   (⅔>1)|32.0
//!
//! |>|
//! (0>⅓)|10.0
//! (⅓>½)|20.0
//! (½>⅔)|20.0
//! (⅔>1)|30.0
//!
//! |%| 7
//! (0>⅓)|3.0
//! (⅓>⅔)|6.0
//! (⅔>1)|2.0
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    let (left, right) = (Pattern::numbers("1 2")?, Pattern::numbers("10 20 30")?);
    println!("|+|\n{}\n", left.clone() + &right);
    println!("|+\n{}\n", left.clone().add_left(&right));
    println!("+|\n{}\n", left.clone().add_right(&right));
    println!("|>|\n{}\n", left.clone().set(&right));
    println!("|%| 7\n{}", right % 7);
    Ok(())
}
