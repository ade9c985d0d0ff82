//! Samples: a loop fitted to cycles, faster with its pitch.
//!
//! Prints:
//!
//! ```text
//! over two cycles
//! (0>½)|begin: 0.0f, end: 0.25f, s: "bev", speed: 0.5f, unit: "c"
//! (½>1)|begin: 0.25f, end: 0.5f, s: "bev", speed: 0.5f, unit: "c"
//!
//! hurry
//! (0>¼)|s: "bd", speed: 2.0f
//! (¼>½)|s: "sn", speed: 2.0f
//! (½>¾)|s: "bd", speed: 2.0f
//! (¾>1)|s: "sn", speed: 2.0f
//! ```

use phonon_pattern::{
    PatternError,
    controls::{s, speed},
    listing,
};

fn main() -> Result<(), PatternError> {
    println!(
        "over two cycles\n{}\n",
        listing(&s("bev").loop_at(2).chop(4).events(0..1)?)
    );
    println!("hurry\n{}", s("bd sn").with(speed(1)).hurry("<2 1>"));
    Ok(())
}
