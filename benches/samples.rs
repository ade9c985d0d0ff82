//! Sample banks at scale: indexing a folder of 2,000 files, decoding 200 of them, and making the kit, one sound at a
//! time and as a whole.

use phonon_samples::{Library, LibrarySettings, kit};
use std::path::Path;
use std::time::{Duration, Instant};

const BANKS: usize = 100;
const FILES: usize = 20;
const RATE: u32 = 44_100;

/// 2,000 short files in 100 banks.
fn write_folder(root: &Path) {
    for bank in 0..BANKS {
        let folder = root.join(format!("bank{bank:03}"));
        std::fs::create_dir_all(&folder).expect("a folder");
        for file in 0..FILES {
            let spec = hound::WavSpec {
                channels: 1,
                sample_rate: RATE,
                bits_per_sample: 16,
                sample_format: hound::SampleFormat::Int,
            };
            let path = folder.join(format!("{file:02}.wav"));
            if path.exists() {
                continue;
            }
            let mut writer = hound::WavWriter::create(path, spec).expect("a file");
            for frame in 0..22_050_i32 {
                let value = (frame * (bank as i32 + 3)) % 20_000 - 10_000;
                writer.write_sample(value as i16).expect("a frame");
            }
            writer.finalize().expect("a whole file");
        }
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn main() {
    let root = std::env::temp_dir().join("phonon-bench-samples");
    write_folder(&root);
    let settings = LibrarySettings {
        roots: vec![root],
        kit_rate: RATE,
    };
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let begun = Instant::now();
            let library = Library::private(&settings).expect("a library");
            assert!(library.banks().len() >= BANKS);
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!(
        "indexing {} files: {:.1} ms",
        BANKS * FILES,
        milliseconds(times[times.len() / 2])
    );

    let library = Library::private(&settings).expect("a library");
    let banks: Vec<_> = (0..10)
        .filter_map(|bank| library.find(&format!("bank{bank:03}")))
        .collect();
    let begun = Instant::now();
    assert!(library.load_all(&banks).is_empty());
    println!(
        "decoding {} files of half a second in parallel: {:.1} ms",
        banks.len() * FILES,
        milliseconds(begun.elapsed())
    );

    let mut worst = (0.0, String::new());
    let mut all = 0.0;
    for (bank, variants) in kit::banks() {
        for variant in 0..variants {
            let begun = Instant::now();
            let sample = kit::render(bank, variant, RATE).expect("a sound of the kit");
            let took = milliseconds(begun.elapsed());
            all += took;
            if took > worst.0 {
                worst = (
                    took,
                    format!("{bank}:{variant} ({:.1} s)", sample.seconds()),
                );
            }
        }
    }
    println!(
        "the whole kit, one after another: {all:.0} ms; the longest {} takes {:.1} ms",
        worst.1, worst.0
    );
}
