//! Filters: functions on the sounds that match, events by their values.
//!
//! Prints:
//!
//! ```text
//! only sn
//! (0>⅓)|s: "bd"
//! (⅓>½)|crush: 4.0f, s: "sn"
//! (½>⅔)|crush: 4.0f, s: "sn"
//! (⅔>1)|s: "bd"
//!
//! all but sn
//! (0>⅓)|crush: 4.0f, s: "bd"
//! (⅓>½)|s: "sn"
//! (½>⅔)|s: "sn"
//! (⅔>1)|crush: 4.0f, s: "bd"
//!
//! above five
//! (¼>½)|7.0
//! (¾>1)|12.0
//! ```

use phonon_pattern::{
    Pattern, PatternError,
    controls::{crush, s},
};

fn main() -> Result<(), PatternError> {
    let beat = s("bd sn*2 bd");
    println!(
        "only sn\n{}\n",
        beat.clone().fix(s("sn"), |p| p.with(crush(4)))
    );
    println!(
        "all but sn\n{}\n",
        beat.unfix(s("sn"), |p| p.with(crush(4)))
    );
    let high = Pattern::mini("0 7 3 12")?.filter_values(|value| Pattern::of(5).less(value));
    println!("above five\n{high}");
    Ok(())
}
