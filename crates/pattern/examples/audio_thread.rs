//! Real time: a compiled pattern asked block by block, as an audio thread does. Nothing is allocated.
//!
//! Prints:
//!
//! ```text
//! frame 0: s: "bd", speed: 2.0f
//! frame 24000: s: "bd", speed: 2.0f
//! frame 48000: s: "sn", speed: 2.0f
//! frame 96000: s: "bd"
//! ```

use phonon_pattern::{
    Budget, PatternError, Rational, Scratch, Span,
    controls::{s, speed},
};

fn main() -> Result<(), PatternError> {
    let compiled = s("bd*2 <sn cp>").every(2, |p| p.with(speed(2))).compile()?;
    let mut scratch = Scratch::new(Budget::REAL_TIME);
    // Blocks of 1024 frames at 48 kHz, two seconds a cycle.
    for block in 0..94 {
        let time = |block: i64| Rational::integer(block * 1024) / Rational::integer(96_000);
        let span = Span::new(time(block), time(block + 1));
        compiled.onsets(span, &mut scratch, &mut |scratch, event| {
            let frame = (event.part.begin * Rational::integer(96_000)).floor_int();
            println!(
                "frame {frame}: {}",
                compiled.spelled_out(scratch, event).value
            );
        });
    }
    Ok(())
}
