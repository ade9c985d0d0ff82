//! Layers: the pattern and a function of it, later and changed; several functions at once.
//!
//! Prints:
//!
//! ```text
//! superimpose
//! (0>⅙)|12.0
//! (0>⅓)|0.0
//! (⅙>⅓)|14.0
//! (⅓>½)|16.0
//! (⅓>⅔)|2.0
//! (½>⅔)|12.0
//! (⅔>⅚)|14.0
//! (⅔>1)|4.0
//! (⅚>1)|16.0
//!
//! off
//!   -5/24-(0>⅛)|11.0
//!         (0>⅓)|0.0
//!     (⅛>11/24)|7.0
//!         (⅓>⅔)|2.0
//! (11/24>19/24)|9.0
//!         (⅔>1)|4.0
//!  (19/24>1)-1⅛|11.0
//!
//! layer
//! (0>⅓)|4.0
//! (⅙>⅓)|0.0
//! (⅓>⅔)|2.0
//! (½>⅔)|2.0
//! (⅔>1)|0.0
//! (⅚>1)|4.0
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    let melody = Pattern::mini("0 2 4")?;
    println!(
        "superimpose\n{}\n",
        melody.clone().superimpose(|p| p.fast(2) + 12)
    );
    println!("off\n{}\n", melody.clone().off(0.125, |p| p.add_left(7)));
    println!("layer\n{}", melody.layer([Pattern::rev, Pattern::press]));
    Ok(())
}
