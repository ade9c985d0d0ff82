//! In turn: the values of a list handed out from event to event.
//!
//! Prints:
//!
//! ```text
//!   (0>¼)|n: 0.0f, s: "bd"
//!   (¼>½)|n: 2.0f, s: "bd"
//!   (½>1)|n: 4.0f, s: "sn"
//!  (1>1¼)|n: 6.0f, s: "bd"
//! (1¼>1½)|n: 0.0f, s: "bd"
//!  (1½>2)|n: 2.0f, s: "sn"
//! ```

use phonon_pattern::{PatternError, controls::s, listing};

fn main() -> Result<(), PatternError> {
    let turns = s("bd*2 sn").take_in_turn("n", [0.0, 2.0, 4.0, 6.0]);
    println!("{}", listing(&turns.events(0..2)?));
    Ok(())
}
