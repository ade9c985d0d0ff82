//! A text compiled and played into memory, as `phonon render --limiter off` would.

use phonon_cli::player::Player;
use phonon_cli::tempo::Tempo;
use phonon_engine::Settings;
use phonon_language::Severity;
use phonon_samples::Library;
use phonon_session::banks::BankDefaults;
use phonon_session::compile::compile;

/// Frames in a block; the sound does not depend on it.
const BLOCK: usize = 4_800;

/// The first `frames` of `song` at `rate` frames and `cps` cycles a second. The song must compile without an error.
pub(crate) fn render(
    song: &str,
    library: &Library,
    rate: f64,
    cps: f64,
    frames: usize,
) -> [Vec<f32>; 2] {
    try_render(song, library, rate, cps, frames).unwrap_or_else(|words| panic!("{song}: {words}"))
}

/// [`render`], or what the compiler says of the song.
pub(crate) fn try_render(
    song: &str,
    library: &Library,
    rate: f64,
    cps: f64,
    frames: usize,
) -> Result<[Vec<f32>; 2], String> {
    let compiled = compile(song, rate, library, &BankDefaults::default(), None);
    let errors: Vec<_> = compiled
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .collect();
    if !errors.is_empty() {
        return Err(format!("{errors:?}"));
    }
    let settings = Settings {
        waits: true,
        ..Settings::default()
    };
    // Four quarter notes a cycle.
    let mut player = Player::new(
        compiled.program,
        rate,
        BLOCK,
        Tempo::Host(cps * 240.0),
        settings,
    );
    player.set_guard(false);
    let mut sides = [Vec::new(), Vec::new()];
    while sides[0].len() < frames {
        let count = BLOCK.min(frames - sides[0].len());
        let (block, _) = player.play(count);
        for (side, block) in sides.iter_mut().zip(&block.main) {
            side.extend_from_slice(&block[..count]);
        }
    }
    Ok(sides)
}
