//! The bundled VST3 in the crate `vst3-host`.

use super::{Bench, PROBE, RATE, SECONDS, TEMPO, effect, state};
use anyhow::{Context, Result, anyhow, ensure};
use vst3_host::plugin::TransportPosition;
use vst3_host::{Plugin, Vst3Host};

const LARGEST: usize = 1024;

/// The plugins of the bundle.
#[derive(Clone, Copy)]
enum Class {
    Instrument,
    Effect,
}

impl Class {
    /// Its identity in hexadecimal.
    fn id(self) -> String {
        let id = match self {
            Self::Instrument => b"PhononInstrument",
            Self::Effect => b"PhononFxInserted",
        };
        id.iter().map(|byte| format!("{byte:02X}")).collect()
    }
}

fn load(bench: &Bench, class: Class) -> Result<Plugin> {
    let mut host = Vst3Host::builder()
        .sample_rate(RATE)
        .block_size(LARGEST)
        .build()?;
    Ok(host.load_plugin_class(&bench.bundles.vst3, &class.id())?)
}

fn load_with_song(bench: &Bench, class: Class, song: &str) -> Result<Plugin> {
    let mut plugin = load(bench, class)?;
    // The host keeps the plugin's own state, which is JSON, behind a header of its own; it reads it without one too.
    let kept = plugin.save_state()?;
    let json = kept
        .windows(2)
        .position(|pair| pair == b"{\"")
        .context("no JSON in the state")?;
    let edited = state::bare_with_song(&kept[json..], song)?;
    plugin.load_state(&edited)?;
    Ok(plugin)
}

/// Plays `incoming`, if the plugin has an input, in blocks of several sizes along a rolling transport.
fn play(plugin: &mut Plugin, incoming: &[Vec<f32>]) -> Result<Vec<Vec<f32>>> {
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
        let begin = heard[0].len();
        let frames = size.min(total - begin);
        if frames == 0 {
            break;
        }
        let mut buffers = plugin.create_bus_audio_buffers(frames)?;
        let entering = buffers.inputs.iter_mut().flat_map(|bus| &mut bus.channels);
        for (block, channel) in entering.zip(incoming) {
            let coming = channel.get(begin..).unwrap_or_default();
            let some = coming.len().min(frames);
            block[..some].copy_from_slice(&coming[..some]);
        }
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
    Ok(heard)
}

/// The probe in the instrument.
pub fn onsets(bench: &Bench) -> Result<String> {
    let reference = bench.reference("probe", PROBE)?;
    let mut plugin = load_with_song(bench, Class::Instrument, PROBE)?;
    bench.judge(&reference, &play(&mut plugin, &[])?, 0)
}

/// What comes into the effect.
pub fn effect(bench: &Bench) -> Result<String> {
    let reference = effect::reference(bench, "effect", effect::SONG)?;
    let mut plugin = load_with_song(bench, Class::Effect, effect::SONG)?;
    bench.judge(&reference, &play(&mut plugin, &effect::incoming())?, 0)
}

/// Saves, loads into another instance, saves again.
fn round_trip(bench: &Bench, class: Class, song: &str) -> Result<String> {
    let first = load_with_song(bench, class, song)?.save_state()?;
    let mut second = load(bench, class)?;
    second.load_state(&first)?;
    ensure!(
        second.save_state()? == first,
        "the state changed on its way"
    );
    Ok(format!("{} bytes, the same after loading", first.len()))
}

/// The instrument's state.
pub fn state_round_trip(bench: &Bench) -> Result<String> {
    round_trip(bench, Class::Instrument, PROBE)
}

/// The effect's state.
pub fn effect_state(bench: &Bench) -> Result<String> {
    round_trip(bench, Class::Effect, effect::SONG)
}
