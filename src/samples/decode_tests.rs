//! What decodes, what is refused, and how hostile files end.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hound::{SampleFormat, WavSpec, WavWriter};

use super::decode::{Decoded, decode, decode_limited};
use super::tests::TestFolder;
use super::{SampleError, Warning};

fn spec(channels: u16, bits: u16, format: SampleFormat) -> WavSpec {
    WavSpec {
        channels,
        sample_rate: 32_000,
        bits_per_sample: bits,
        sample_format: format,
    }
}

/// A ramp from −0.5 to 0.5 as every frame of every channel, the second channel negated.
fn ramp(path: &Path, spec: WavSpec) {
    let mut writer = WavWriter::create(path, spec).unwrap();
    for frame in 0..1_000 {
        let value = f64::from(frame) / 1_000.0 - 0.5;
        for channel in 0..spec.channels {
            let value = if channel == 1 { -value } else { value };
            match spec.sample_format {
                SampleFormat::Float => writer.write_sample(value as f32).unwrap(),
                SampleFormat::Int => {
                    let scale = f64::from(1_u32 << (spec.bits_per_sample - 1));
                    writer.write_sample((value * scale) as i32).unwrap();
                }
            }
        }
    }
    writer.finalize().unwrap();
}

#[test]
fn wav_of_every_depth_decodes() {
    let folder = TestFolder::new();
    let depths = [
        (8, SampleFormat::Int),
        (16, SampleFormat::Int),
        (24, SampleFormat::Int),
        (32, SampleFormat::Int),
        (32, SampleFormat::Float),
    ];
    for (bits, format) in depths {
        for channels in [1, 2, 6] {
            let path = folder.inside("depth.wav");
            ramp(&path, spec(channels, bits, format));
            let Decoded { sample, warning } = decode(&path).unwrap();
            assert_eq!(warning, None);
            assert_eq!(
                (sample.channel_count(), sample.frames()),
                (usize::from(channels), 1_000)
            );
            assert_eq!(sample.rate(), 32_000.0);
            let tolerance = 2.0 / f32::exp2(f32::from(bits.min(20)) - 1.0);
            for (frame, value) in sample.channel(0).iter().enumerate() {
                let wanted = frame as f32 / 1_000.0 - 0.5;
                assert!(
                    (value - wanted).abs() < tolerance,
                    "{bits} {format:?}: {value} for {wanted}"
                );
            }
            if channels > 1 {
                assert!((sample.channel(1)[0] - 0.5).abs() < tolerance);
            }
        }
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

#[test]
fn aiff_flac_vorbis_and_mp3_decode_to_the_same_tone() {
    for name in ["tone.aiff", "tone.flac", "tone.ogg", "tone.mp3"] {
        let Decoded { sample, warning } = decode(&fixture(name)).unwrap();
        assert_eq!(warning, None, "{name}");
        assert_eq!(
            (sample.channel_count(), sample.rate()),
            (1, 44_100.0),
            "{name}"
        );
        // Delay and padding of the encoders are taken off.
        assert_eq!(sample.frames(), 4_410, "{name}");
        let middle = &sample.channel(0)[530..3_030];
        let rms =
            (middle.iter().map(|value| value * value).sum::<f32>() / middle.len() as f32).sqrt();
        assert!((rms - 0.5 / 2.0_f32.sqrt()).abs() < 0.02, "{name}: {rms}");
        let rises = middle
            .windows(2)
            .filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0)
            .count();
        assert_eq!(rises, 25, "{name}: 441 Hz over 2,500 frames");
        // In place: a sine that starts at its zero.
        assert!(
            (sample.channel(0)[1_025] - 0.5).abs() < 0.03,
            "{name}: {}",
            sample.channel(0)[1_025]
        );
    }
}

#[test]
fn the_root_note_of_a_wav_is_kept() {
    let folder = TestFolder::new();
    let path = folder.wav("note.wav", 100, 7);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(b"smpl\x24\0\0\0");
    let words: [u32; 9] = [0, 0, 0, 57, 0, 0, 0, 0, 0];
    words
        .iter()
        .for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(decode(&path).unwrap().sample.root_note(), Some(57.0));
}

#[test]
fn a_file_that_is_cut_off_plays_as_far_as_it_goes_and_says_so() {
    let folder = TestFolder::new();
    let path = folder.wav("cut.wav", 10_000, 100);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..44 + 2 * 4_000]).unwrap();
    let Decoded { sample, warning } = decode(&path).unwrap();
    assert!(
        (3_000..=4_000).contains(&sample.frames()),
        "{}",
        sample.frames()
    );
    assert!(matches!(warning, Some(Warning::Cut { path: said, .. }) if said == path));
    for name in ["tone.aiff", "tone.flac", "tone.ogg", "tone.mp3"] {
        let bytes = std::fs::read(fixture(name)).unwrap();
        let path = folder.inside(name);
        std::fs::write(&path, &bytes[..bytes.len() * 2 / 3]).unwrap();
        // A short file of large packets may have none left.
        if let Ok(Decoded { sample, .. }) = decode(&path) {
            assert!(sample.frames() <= 4_410, "{name}");
        }
    }
}

#[test]
fn what_is_no_audio_is_refused_with_its_path() {
    let folder = TestFolder::new();
    let empty = folder.inside("empty.wav");
    std::fs::write(&empty, b"").unwrap();
    assert_eq!(
        decode(&empty).unwrap_err(),
        SampleError::Empty {
            path: empty.clone()
        }
    );
    let text = folder.inside("text.wav");
    std::fs::write(&text, "this is not a sound, whatever its name says").unwrap();
    assert!(matches!(decode(&text), Err(SampleError::Undecodable { path, .. }) if path == text));
    let silent = folder.wav("silent.wav", 0, 0);
    assert!(decode(&silent).is_err());
    let missing = folder.inside("missing.wav");
    assert!(
        matches!(decode(&missing), Err(SampleError::Unreadable { path, .. }) if path == missing)
    );
    let directory = folder.inside("directory.wav/x");
    assert!(decode(directory.parent().unwrap()).is_err());
}

/// A WAV header of 44 bytes with what it claims, and some bytes after it.
fn claiming(channels: u16, rate: u32, bits: u16, data: u32) -> Vec<u8> {
    let align = channels.wrapping_mul(bits / 8);
    let mut file = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0".to_vec();
    file.extend_from_slice(&channels.to_le_bytes());
    file.extend_from_slice(&rate.to_le_bytes());
    file.extend_from_slice(&rate.wrapping_mul(u32::from(align)).to_le_bytes());
    file.extend_from_slice(&align.to_le_bytes());
    file.extend_from_slice(&bits.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&data.to_le_bytes());
    file.extend((0..4_000_u32).map(|byte| byte as u8));
    file
}

#[test]
fn claims_that_the_bytes_do_not_bear_out_cost_nothing() {
    let folder = TestFolder::new();
    let claims = [
        (1, 44_100, 16, u32::MAX),
        (2, 44_100, 16, u32::MAX - 7),
        (0, 44_100, 16, 400),
        (65_535, 44_100, 16, u32::MAX),
        (64, 1, 32, 4_000),
        (1, 0, 16, 4_000),
        (1, u32::MAX, 16, 4_000),
        (1, 44_100, 0, 4_000),
        (1, 44_100, 65_535, 4_000),
        (1, 44_100, 16, 0),
    ];
    for (number, (channels, rate, bits, data)) in claims.into_iter().enumerate() {
        let path = folder.inside(&format!("{number}.wav"));
        std::fs::write(&path, claiming(channels, rate, bits, data)).unwrap();
        let start = Instant::now();
        if let Ok(Decoded { sample, .. }) = decode(&path) {
            assert!(sample.frames() <= 4_000, "{number}: {}", sample.frames());
        }
        assert!(start.elapsed() < Duration::from_secs(2), "{number}");
    }
    let huge = folder.inside("huge.wav");
    std::fs::write(&huge, claiming(1, 44_100, 16, u32::MAX)).unwrap();
    let Decoded { sample, warning } = decode(&huge).unwrap();
    assert!(sample.frames() > 1_000, "what is there plays");
    assert!(matches!(warning, Some(Warning::Cut { .. })), "{warning:?}");
}

#[test]
fn a_sample_that_is_too_long_plays_its_beginning() {
    let folder = TestFolder::new();
    let path = folder.inside("long.wav");
    ramp(&path, spec(2, 16, SampleFormat::Int));
    let Decoded { sample, warning } = decode_limited(&path, 600).unwrap();
    assert_eq!((sample.channel_count(), sample.frames()), (2, 300));
    assert_eq!(warning, Some(Warning::TooLong { path, frames: 300 }));
}

#[test]
fn damaged_bytes_anywhere_never_panic_or_hang() {
    let folder = TestFolder::new();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let wav = folder.inside("tone.wav");
    ramp(&wav, spec(2, 24, SampleFormat::Int));
    let names = ["tone.aiff", "tone.flac", "tone.ogg", "tone.mp3"];
    let mut files: Vec<PathBuf> = names.map(fixture).into();
    files.push(wav);
    for file in files {
        let intact = std::fs::read(&file).unwrap();
        for round in 0..60 {
            let mut bytes = intact.clone();
            // Mostly the headers, where a byte says most.
            let reach = if round % 3 == 0 {
                bytes.len()
            } else {
                bytes.len().min(128)
            };
            for _ in 0..=round % 5 {
                bytes[random() as usize % reach] = random() as u8;
            }
            let path = folder
                .inside("damaged")
                .with_extension(file.extension().unwrap());
            std::fs::write(&path, bytes).unwrap();
            let start = Instant::now();
            match decode(&path) {
                Ok(Decoded { sample, .. }) => assert!(sample.peak().is_finite()),
                Err(error) => assert!(error.to_string().contains("damaged")),
            }
            assert!(
                start.elapsed() < Duration::from_secs(5),
                "{} round {round}",
                file.display()
            );
        }
    }
}

#[test]
fn noise_under_any_name_is_refused() {
    let folder = TestFolder::new();
    let noise: Vec<u8> = (0..20_000_u32)
        .map(|byte| (byte.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for extension in ["wav", "aiff", "flac", "ogg", "mp3"] {
        let path = folder.inside("noise").with_extension(extension);
        std::fs::write(&path, &noise).unwrap();
        // Noise may hold something like an MP3 frame; what matters is that it ends.
        if let Err(error) = decode(&path) {
            assert!(error.to_string().contains("noise"));
        }
    }
}
