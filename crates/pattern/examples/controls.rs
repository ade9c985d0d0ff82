//! Controls: parameters of sounds, set, added and multiplied.
//!
//! Prints:
//!
//! ```text
//! (0>¼)|pan: 0.0f, s: "bd", speed: 1.0f
//! (¼>½)|pan: 0.25f, s: "bd", speed: 1.0f
//! (½>1)|n: 3.0f, pan: 0.5f, s: "sn", speed: 2.0f
//!
//! speed times 1.5
//! (0>¼)|pan: 0.0f, s: "bd", speed: 1.5f
//! (¼>½)|pan: 0.25f, s: "bd", speed: 1.5f
//! (½>1)|n: 3.0f, pan: 0.5f, s: "sn", speed: 3.0f
//!
//! a control of one's own
//! (0>½)|note: 0.0n (c5), wobble: 0.3f
//! (½>1)|note: 4.0n (e5), wobble: 0.3f
//! ```

use phonon_pattern::{
    Pattern, PatternError,
    controls::{note, pan, s, speed},
};

fn main() -> Result<(), PatternError> {
    let beat = s("bd*2 sn:3").with(speed("1 2")).with(pan(Pattern::saw()));
    println!("{beat}\n");
    println!("speed times 1.5\n{}\n", beat.mul_left(speed(1.5)));
    println!(
        "a control of one's own\n{}",
        note("c e").with(Pattern::control("wobble", 0.3))
    );
    Ok(())
}
