//! Form: functions of functions of the pattern, a cycle each; threads woven over a base.
//!
//! Prints:
//!
//! ```text
//! soak
//!  (0>½)|0.0
//!  (½>1)|2.0
//! (1>1½)|1.0
//! (1½>2)|3.0
//! (2>2½)|2.0
//! (2½>3)|4.0
//!
//! speeds in turn
//!   (0>½)|0.0
//!   (½>1)|2.0
//!  (1>1¼)|0.0
//! (1¼>1½)|2.0
//! (1½>1¾)|0.0
//!  (1¾>2)|2.0
//!
//! weave
//! (0>½)|pan: 0.5f, s: "sn"
//! (0>1)|pan: 0.0f, s: "bd"
//! (½>1)|pan: 0.625f, s: "sn"
//! ```

use phonon_pattern::{
    Pattern, PatternError,
    controls::{pan, s},
    listing,
};

fn main() -> Result<(), PatternError> {
    let melody = Pattern::mini("0 2")?;
    println!(
        "soak\n{}\n",
        listing(&melody.clone().soak(3, |p| p + 1).events(0..3)?)
    );
    println!(
        "speeds in turn\n{}\n",
        listing(&melody.spread([1, 2], |p, n| p.fast(n)).events(0..2)?)
    );
    let base = pan(Pattern::saw());
    println!("weave\n{}", Pattern::weave(4, base, [s("bd"), s("sn*2")]));
    Ok(())
}
