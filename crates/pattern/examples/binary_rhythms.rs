//! Rhythm: from the digits of numbers, and from hits among hits.
//!
//! Prints:
//!
//! ```text
//! 172 in binary digits
//! (0>⅛)|"bd"
//! (¼>⅜)|"bd"
//! (½>⅝)|"bd"
//! (⅝>¾)|"bd"
//!
//! 2 of 5 of 8
//! (0>⅛)|"sn"
//! (⅜>½)|"sn"
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    println!(
        "172 in binary digits\n{}\n",
        Pattern::of("bd").structure(Pattern::binary(8, 172))
    );
    println!("2 of 5 of 8\n{}", Pattern::of("sn").distrib([2, 5, 8]));
    Ok(())
}
