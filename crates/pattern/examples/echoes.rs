//! Echoes: quieter and quieter, each once more through a function, ghost notes.
//!
//! Prints:
//!
//! ```text
//! echo
//! (0>¼)|gain: 1.0f, s: "bd"
//! (¼>½)|gain: 0.5f, s: "bd"
//! (½>¾)|gain: 0.25f, s: "bd"
//!
//! stut
//! (0>¼)|gain: 1.0f, s: "bd"
//! (⅛>⅜)|gain: 0.8333333333333333f, s: "bd"
//! (¼>½)|gain: 0.6666666666666666f, s: "bd"
//!
//! each a third higher
//! (0>¼)|note: 0.0n (c5)
//! (¼>½)|note: 4.0n (e5)
//! (½>¾)|note: 8.0n (gs5)
//! ```

use phonon_pattern::{
    PatternError,
    controls::{gain, note, s},
};

fn main() -> Result<(), PatternError> {
    let hit = s("bd ~ ~ ~").with(gain(1));
    println!("echo\n{}\n", hit.clone().echo(3, 0.25, 0.5));
    println!("stut\n{}\n", hit.stut(3, 0.5, 0.125));
    println!(
        "each a third higher\n{}",
        note("c ~ ~ ~").echo_with(3, 0.25, |p| p.add_left(note(4)))
    );
    Ok(())
}
