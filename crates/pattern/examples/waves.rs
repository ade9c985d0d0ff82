//! Signals: waves are continuous; `segment` makes steps of them, a rhythm samples them.
//!
//! Prints:
//!
//! ```text
//! a sine, asked at once
//! ~0>1~|0.5
//!
//! in steps
//! (0>¼)|5.0
//! (¼>½)|10.0
//! (½>¾)|5.0
//! (¾>1)|0.0
//!
//! in a rhythm
//! (0>¼)|pan: 0.0f, s: "hh"
//! (¼>½)|pan: 0.5f, s: "hh"
//! (½>¾)|pan: 1.0f, s: "hh"
//! (¾>1)|pan: 0.5f, s: "hh"
//!
//! by equal ratios
//! (0>¼)|100.0
//! (¼>½)|200.0
//! (½>¾)|400.0
//! (¾>1)|800.0
//! ```

use phonon_pattern::{
    Pattern, PatternError,
    controls::{pan, s},
};

fn main() -> Result<(), PatternError> {
    println!("a sine, asked at once\n{}\n", Pattern::sine());
    println!(
        "in steps\n{}\n",
        Pattern::sine().range(0, 10).segment(4).floor()
    );
    println!("in a rhythm\n{}\n", s("hh*4").with(pan(Pattern::tri())));
    println!(
        "by equal ratios\n{}",
        Pattern::saw().rangex(100.0, 1600.0).segment(4)
    );
    Ok(())
}
