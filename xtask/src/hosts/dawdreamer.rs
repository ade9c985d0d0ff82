//! The bundled VST3 in DawDreamer (JUCE), whose transport moves and is exact.

use super::{Bench, RATE, SECONDS, TEMPO};
use crate::{compare, packages};
use anyhow::Result;
use std::process::Command;

const SCRIPT: &str = r"
import sys, wave, struct
import dawdreamer, numpy
plugin, out, rate, tempo, seconds, block = sys.argv[1], sys.argv[2], *map(float, sys.argv[3:])
engine = dawdreamer.RenderEngine(int(rate), int(block))
engine.set_bpm(tempo)
instrument = engine.make_plugin_processor('instrument', plugin)
engine.load_graph([(instrument, [])])
engine.render(seconds)
audio = numpy.asarray(engine.get_audio(), dtype='<f4')
data = audio.T.tobytes()
channels = audio.shape[0]
with open(out, 'wb') as file:
    # A WAV of 32-bit floats: Python's own module writes integers only.
    file.write(b'RIFF' + struct.pack('<I', 36 + len(data)) + b'WAVEfmt ')
    file.write(struct.pack('<IHHIIHH', 16, 3, channels, int(rate), int(rate) * channels * 4, channels * 4, 32))
    file.write(b'data' + struct.pack('<I', len(data)) + data)
";

/// Plays the song a fresh instance has, with blocks of two sizes.
pub fn onsets(bench: &Bench) -> Result<String> {
    let python = packages::python(&["dawdreamer", "numpy"])?;
    let reference = bench.reference("default", &bench.default_song()?)?;
    let mut words = String::new();
    for block in [512, 333] {
        let wav = bench.folder.join(format!("dawdreamer-{block}.wav"));
        let mut host = Command::new(&python);
        host.args(["-c", SCRIPT])
            .args([&bench.bundles.vst3, &wav])
            .args([RATE, TEMPO, SECONDS, f64::from(block)].map(|number| number.to_string()));
        packages::run(&mut host)?;
        words = bench.judge(&reference, &compare::read_wav(&wav)?.channels, 0)?;
    }
    Ok(words)
}
