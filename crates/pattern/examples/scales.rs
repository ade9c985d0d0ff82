//! Harmony: degrees of named scales and of one's own.
//!
//! Prints:
//!
//! ```text
//! major
//! (0>¼)|0.0
//! (¼>½)|4.0
//! (½>¾)|7.0
//! (¾>1)|12.0
//!
//! minor, then dorian
//!  (1>1¼)|0.0
//! (1¼>1½)|3.0
//! (1½>1¾)|7.0
//!  (1¾>2)|12.0
//!
//! five notes
//! (0>¼)|0.0
//! (¼>½)|5.0
//! (½>¾)|9.0
//! (¾>1)|17.0
//!
//! 76 scales, among them ["minPent", "majPent", "ritusen", "egyptian"]
//! ```

use phonon_pattern::{Pattern, PatternError, listing};

fn main() -> Result<(), PatternError> {
    let degrees = Pattern::numbers("0 2 4 7")?;
    println!("major\n{}\n", degrees.clone().scale("major"));
    println!(
        "minor, then dorian\n{}\n",
        listing(&degrees.clone().scale("<minor dorian>").events(1..2)?)
    );
    println!(
        "five notes\n{}\n",
        degrees.to_scale(12.0, [0.0, 2.0, 5.0, 7.0, 9.0])
    );
    println!(
        "{} scales, among them {:?}",
        Pattern::scale_names().count(),
        Pattern::scale_names().take(4).collect::<Vec<_>>()
    );
    Ok(())
}
