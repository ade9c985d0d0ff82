//! The bundled effect in Pedalboard (JUCE), which has no transport and chooses among the plugins of a bundle.

use super::clap_host::{self, Plugin};
use super::{Bench, effect, state};
use crate::{compare, packages};
use anyhow::Result;
use std::process::Command;

const SCRIPT: &str = r"
import sys
import pedalboard
from pedalboard.io import AudioFile
bundle, incoming, out, block = *sys.argv[1:4], int(sys.argv[4])
effect = pedalboard.load_plugin(bundle, plugin_name='Phonon FX')
assert effect.is_effect and not effect.is_instrument, 'it is no effect'
with AudioFile(incoming) as file:
    audio, rate = file.read(file.frames), file.samplerate
heard = effect(audio, rate, buffer_size=block)
with AudioFile(out, 'w', rate, 2, bit_depth=32) as file:
    file.write(heard)
again = pedalboard.load_plugin(bundle, plugin_name='Phonon FX')
again.raw_state = effect.raw_state
assert again.raw_state == effect.raw_state, 'the state changed on its way'
";

/// The song a fresh effect has, with blocks of two sizes, and its state in another instance.
pub fn effect(bench: &Bench) -> Result<String> {
    let python = packages::python(&["pedalboard"])?;
    let song =
        state::song_of(&Plugin::load_class(&bench.bundles.clap, clap_host::EFFECT)?.state()?)?;
    let reference = effect::reference(bench, "effect-welcome", &song)?;
    let incoming = effect::incoming_file(bench)?;
    let mut words = String::new();
    for block in [512, 333] {
        let wav = bench.folder.join(format!("pedalboard-{block}.wav"));
        let mut host = Command::new(&python);
        host.args(["-c", SCRIPT])
            .args([&bench.bundles.vst3, &incoming, &wav])
            .arg(block.to_string());
        packages::run(&mut host)?;
        words = bench.judge(&reference, &compare::read_wav(&wav)?.channels, 0)?;
    }
    Ok(words)
}
