//! The bundled VST3 in the crate `vst3-host`.

use super::{Bench, PROBE, RATE, SECONDS, TEMPO, state};
use anyhow::{Context, Result, anyhow, ensure};
use vst3_host::plugin::TransportPosition;
use vst3_host::{Plugin, Vst3Host};

const LARGEST: usize = 1024;

fn load(bench: &Bench) -> Result<Plugin> {
    let mut host = Vst3Host::builder()
        .sample_rate(RATE)
        .block_size(LARGEST)
        .build()?;
    Ok(host.load_plugin(&bench.bundles.vst3)?)
}

fn load_with_song(bench: &Bench) -> Result<Plugin> {
    let mut plugin = load(bench)?;
    // The host keeps the plugin's own state, which is JSON, behind a header of its own; it reads it without one too.
    let kept = plugin.save_state()?;
    let json = kept
        .windows(2)
        .position(|pair| pair == b"{\"")
        .context("no JSON in the state")?;
    let edited = state::bare_with_song(&kept[json..], PROBE)?;
    plugin.load_state(&edited)?;
    Ok(plugin)
}

/// Plays the probe in blocks of several sizes along a rolling transport.
pub fn onsets(bench: &Bench) -> Result<String> {
    let reference = bench.reference("probe", PROBE)?;
    let mut plugin = load_with_song(bench)?;
    plugin.set_tempo(TEMPO)?;
    plugin.set_playing(true)?;
    plugin.set_transport_position(TransportPosition {
        samples: 0,
        quarter_notes: 0.0,
    })?;
    plugin.start_processing()?;
    let mut heard: Vec<Vec<f32>> = vec![Vec::new(); 2];
    let total = (SECONDS * RATE) as usize;
    for size in [512, 100, LARGEST, 37, 1, 256].into_iter().cycle() {
        let frames = size.min(total - heard[0].len());
        if frames == 0 {
            break;
        }
        let mut buffers = plugin.create_bus_audio_buffers(frames)?;
        plugin.process_bus_audio(&mut buffers)?;
        let main = buffers
            .outputs
            .first()
            .ok_or_else(|| anyhow!("no output bus"))?;
        for (channel, block) in heard.iter_mut().zip(&main.channels) {
            channel.extend_from_slice(&block[..frames]);
        }
    }
    plugin.stop_processing()?;
    bench.judge(&reference, &heard, 0)
}

/// Saves, loads into another instance, saves again.
pub fn state_round_trip(bench: &Bench) -> Result<String> {
    let first = load_with_song(bench)?.save_state()?;
    let mut second = load(bench)?;
    second.load_state(&first)?;
    ensure!(
        second.save_state()? == first,
        "the state changed on its way"
    );
    Ok(format!("{} bytes, the same after loading", first.len()))
}
