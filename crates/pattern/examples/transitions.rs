//! Transitions: from one pattern to another: at once, faded, by chance.
//!
//! Prints:
//!
//! ```text
//! jump
//!  (0>½)|s: "bd"
//!  (½>1)|s: "bd"
//! (1>1½)|s: "sn"
//! (1½>2)|s: "sn"
//!
//! crossfade
//! (1>1½)|gain: 0.8408964152537146f, s: "sn"
//! (1>1½)|gain: 0.8408964152537145f, s: "bd"
//! (1½>2)|gain: 0.9611865232676157f, s: "sn"
//! (1½>2)|gain: 0.6186141223453355f, s: "bd"
//!
//! clutch
//! (1>1½)|s: "bd"
//! (1>1½)|s: "sn"
//! ```

use phonon_pattern::{
    Pattern, PatternError,
    controls::{gain, s},
    listing,
};

fn main() -> Result<(), PatternError> {
    let (old, new) = (s("bd*2"), s("sn*2"));
    println!(
        "jump\n{}\n",
        listing(&old.clone().transition_to(&new, 1).jump().events(0..2)?)
    );
    let loud = |p: Pattern| p.with(gain(1));
    let faded = loud(old.clone())
        .transition_to(loud(new.clone()), 0)
        .crossfade(2);
    println!("crossfade\n{}\n", listing(&faded.events(1..2)?));
    println!(
        "clutch\n{}",
        listing(&old.transition_to(new, 0).clutch(2).events(1..2)?)
    );
    Ok(())
}
