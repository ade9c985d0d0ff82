//! *Phonon FX*, the effect on a track: what comes in must go out as `phonon render --input` makes it.

use super::clap_host::{self, Plugin};
use super::{Bench, PROBE, RATE, SECONDS, state};
use crate::compare::{self, Audio};
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;

/// What comes in as notes that are cut out of it, and through filters and an echo.
pub const SONG: &str = "o1: s \"in*4 [in ~ in] in(3,8) ~\" # legato 0.3 # hpf 1500\n\
                        o2: s \"~ ~ in ~\" # legato 0.2 # pan 0.2\n\
                        o3: ~in # lpf 300 # delay 0.1 0.4 0.3\n";

/// Noise with bursts of 30 ms, another one on each side, for half as long as a host plays.
pub fn incoming() -> Vec<Vec<f32>> {
    let mut seed = 1_u32;
    let mut noise = move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(seed) / f64::from(u32::MAX) * 2.0 - 1.0
    };
    let every = 0.37 * RATE;
    let side = |period: f64, noise: &mut dyn FnMut() -> f64| {
        (0..(SECONDS / 2.0 * RATE) as usize)
            .map(|frame| {
                let since = (frame as f64 % period) / RATE;
                (noise() * (0.1 + 0.3 * (-since / 0.03).exp())) as f32
            })
            .collect()
    };
    vec![side(every, &mut noise), side(every * 1.5, &mut noise)]
}

/// What comes in, as a file.
pub fn incoming_file(bench: &Bench) -> Result<PathBuf> {
    let wav = bench.folder.join("incoming.wav");
    compare::write_wav(&incoming(), RATE, &wav)?;
    Ok(wav)
}

/// What the command makes of a song and what comes in.
pub fn reference(bench: &Bench, name: &str, song: &str) -> Result<Audio> {
    bench.reference_with_input(name, song, Some(&incoming_file(bench)?))
}

/// The CLAP's effect along a rolling transport.
pub fn clap(bench: &Bench) -> Result<String> {
    let reference = reference(bench, "effect", SONG)?;
    let mut plugin = Plugin::load_class(&bench.bundles.clap, clap_host::EFFECT)?;
    plugin.set_song(SONG)?;
    plugin.incoming = incoming();
    bench.judge_clap(&reference, &mut plugin)
}

/// The effect's state, and that the instrument takes it: a song moved from one class to the other is kept.
pub fn clap_state(bench: &Bench) -> Result<String> {
    let mut first = Plugin::load_class(&bench.bundles.clap, clap_host::EFFECT)?;
    let welcome = state::song_of(&first.state()?)?;
    ensure!(welcome.contains("~in"), "it opens with {welcome:?}");
    first.set_song(PROBE)?;
    let blob = first.state()?;
    let mut second = Plugin::load_class(&bench.bundles.clap, clap_host::EFFECT)?;
    second.set_state(&blob).context("the effect's own state")?;
    ensure!(second.state()? == blob, "the state changed on its way");
    let mut instrument = Plugin::load(&bench.bundles.clap)?;
    instrument.set_state(&blob).context("in the instrument")?;
    ensure!(
        state::song_of(&instrument.state()?)? == PROBE,
        "the instrument lost the song"
    );
    Ok(format!(
        "{} bytes, the same after loading; the instrument takes them",
        blob.len()
    ))
}
