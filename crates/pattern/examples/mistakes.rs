//! Mistakes: each is told with its place, also in the strings of arguments.
//!
//! Prints:
//!
//! ```text
//! `[` is not closed, in "bd [sn hh", at Some(3..4)
//!     close it with `]`
//! the string ends too early; a number of times is needed, in "2 *", at Some(3..3)
//!     how often comes as a number: `bd*2`, `bd/2`
//! `mayor` is not the name of a scale, at Some(6..11)
//!
//! ```

use phonon_pattern::{Pattern, PatternError};

fn main() -> Result<(), PatternError> {
    for pattern in [
        Pattern::of("bd [sn hh"),
        Pattern::of("bd").fast("2 *"),
        Pattern::of("0 1").scale("major mayor"),
    ] {
        if let Err(error) = pattern.compile() {
            println!("{error}, at {:?}", error.span());
            println!("    {}", error.help().unwrap_or_default());
        }
    }
    Ok(())
}
