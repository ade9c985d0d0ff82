//! What decodes, what is refused, and how hostile files end.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hound::{SampleFormat, WavSpec, WavWriter};

use super::super::tests::TestFolder;
use super::super::{SampleError, Warning};
use super::{Decoded, decode, decode_limited};

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
        for channels in [1, 2] {
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

#[test]
fn what_only_the_centre_of_a_surround_file_holds_is_heard() {
    let folder = TestFolder::new();
    let path = folder.inside("centre.wav");
    let mut writer = WavWriter::create(&path, spec(6, 16, SampleFormat::Int)).unwrap();
    for _ in 0..100 {
        for channel in 0..6 {
            let value: i16 = if channel == 2 { 16_384 } else { 0 };
            writer.write_sample(value).unwrap();
        }
    }
    writer.finalize().unwrap();
    let Decoded { sample, warning } = decode(&path).unwrap();
    assert_eq!((sample.channel_count(), warning), (2, None));
    for channel in [0, 1] {
        assert!((sample.channel(channel)[50] - 0.353_55).abs() < 1e-4);
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join("tests/fixtures")
        .join(name)
}

#[test]
fn aiff_flac_vorbis_mp3_and_aac_decode_to_the_same_tone() {
    for name in ["tone.aiff", "tone.flac", "tone.ogg", "tone.mp3", "tone.m4a"] {
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
    assert!(
        matches!(warning, Some(Warning::Inexact { .. })),
        "{warning:?}"
    );
}

#[test]
fn a_sample_that_is_too_long_is_refused_not_cut() {
    let folder = TestFolder::new();
    let path = folder.inside("long.wav");
    ramp(&path, spec(2, 16, SampleFormat::Int));
    let error = decode_limited(&path, 1_998).unwrap_err();
    assert_eq!(
        error,
        SampleError::TooLong {
            path: path.clone(),
            frames: Some(1_000),
            channels: 2,
            most: 1_998
        }
    );
    let said = error.to_string();
    assert!(said.contains("long.wav") && said.contains("999"), "{said}");
    assert_eq!(decode_limited(&path, 2_000).unwrap().sample.frames(), 1_000);
    // Where the length is not known before.
    let stream = fixture("tone.mp3");
    let error = decode_limited(&stream, 4_000).unwrap_err();
    assert!(matches!(error, SampleError::TooLong { .. }), "{error}");
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

/// 16-bit values of a ramp.
fn ramp_bytes(frames: usize, is_big: bool) -> Vec<u8> {
    let value = |frame: usize| (frame as i16).wrapping_mul(30).wrapping_sub(9_000);
    let bytes = |frame| {
        let value = value(frame);
        if is_big {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    };
    (0..frames).flat_map(bytes).collect()
}

fn is_ramp(sample: &super::super::Sample) -> bool {
    let values = sample.channel(0).iter().enumerate();
    let mut expected = values.map(|(frame, value)| {
        let wanted = f32::from((frame as i16).wrapping_mul(30).wrapping_sub(9_000)) / 32_768.0;
        (value - wanted).abs() < 1e-4
    });
    expected.all(|near| near)
}

fn chunk(id: &[u8; 4], length: u32, body: &[u8]) -> Vec<u8> {
    [&id[..], &length.to_le_bytes(), body].concat()
}

fn riff(size: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
    [&b"RIFF"[..], &size.to_le_bytes(), b"WAVE", &chunks.concat()].concat()
}

/// `fmt ` of plain mono audio.
fn format(tag: u16, bits: u16, align: u16) -> Vec<u8> {
    let mut body = Vec::new();
    for word in [tag, 1] {
        body.extend_from_slice(&word.to_le_bytes());
    }
    body.extend_from_slice(&44_100_u32.to_le_bytes());
    body.extend_from_slice(&(44_100 * u32::from(align)).to_le_bytes());
    for word in [align, bits] {
        body.extend_from_slice(&word.to_le_bytes());
    }
    chunk(b"fmt ", 16, &body)
}

#[test]
fn inexact_lengths_of_a_wav_lose_nothing_and_are_told() {
    let audio = ramp_bytes(500, false);
    let plain = format(1, 16, 2);
    let list = |length| chunk(b"LIST", length, b"INFOISFT\x04\0\0\0abc\0");
    let data = |length| chunk(b"data", length, &audio);
    let files = [
        ("no length", riff(0, &[plain.clone(), data(0)])),
        ("all ones", riff(u32::MAX, &[plain.clone(), data(u32::MAX)])),
        ("too small", riff(100, &[plain.clone(), data(100)])),
        (
            "wrong list",
            riff(1_200, &[plain.clone(), list(300), data(1_000)]),
        ),
        (
            "list over all",
            riff(1_200, &[plain.clone(), list(1 << 30), data(1_000)]),
        ),
        (
            "no padding",
            riff(
                1_100,
                &[plain.clone(), chunk(b"note", 3, b"abc"), data(1_000)],
            ),
        ),
        (
            "length of the file",
            riff(1 << 30, &[plain.clone(), data(1_000)]),
        ),
    ];
    let folder = TestFolder::new();
    for (name, file) in files {
        let path = folder.inside("inexact.wav");
        std::fs::write(&path, file).unwrap();
        let Decoded { sample, warning } = decode(&path).unwrap();
        assert_eq!(sample.frames(), 500, "{name}");
        assert!(is_ramp(&sample), "{name}");
        let said = warning.expect(name).to_string();
        assert!(said.contains("inexact.wav"), "{said}");
    }
    let path = folder.inside("too large.wav");
    std::fs::write(&path, riff(9_000, &[plain.clone(), data(8_000)])).unwrap();
    let Decoded { sample, warning } = decode(&path).unwrap();
    assert!(is_ramp(&sample) && sample.frames() == 500);
    assert!(warning.unwrap().to_string().contains("4000 frames"));
    // What is exact says nothing, whatever follows it.
    let path = folder.inside("exact.wav");
    let tail = [plain, data(1_000), b"TAGabcdefgh".to_vec()];
    std::fs::write(&path, riff(1_036, &tail)).unwrap();
    let Decoded { sample, warning } = decode(&path).unwrap();
    assert_eq!((sample.frames(), warning), (500, None));
}

#[test]
fn fewer_bits_than_their_bytes_stand_at_either_end() {
    let folder = TestFolder::new();
    let values: Vec<i32> = (0..200).map(|x| x * 40_000 - 4_000_000).collect();
    let high: Vec<u8> = values.iter().flat_map(|x| (x << 8).to_le_bytes()).collect();
    let low: Vec<u8> = values.iter().flat_map(|x| x.to_le_bytes()).collect();
    for (name, bytes) in [("high", high), ("low", low)] {
        let path = folder.inside("wide.wav");
        let data = chunk(b"data", 800, &bytes);
        std::fs::write(&path, riff(836, &[format(1, 24, 4), data])).unwrap();
        let sample = decode(&path).unwrap().sample;
        assert_eq!(sample.frames(), 200);
        for (value, wanted) in sample.channel(0).iter().zip(&values) {
            let wanted = *wanted as f32 / 8_388_608.0;
            assert!(
                (value - wanted).abs() < 1e-6,
                "{name}: {value} for {wanted}"
            );
        }
    }
}

#[test]
fn what_is_no_number_is_silent_and_told() {
    let folder = TestFolder::new();
    let path = folder.inside("inf.wav");
    let values = [0.5, f32::INFINITY, f32::NAN, f32::NEG_INFINITY, -0.5];
    let bytes: Vec<u8> = values.iter().flat_map(|x| x.to_le_bytes()).collect();
    let data = chunk(b"data", 20, &bytes);
    std::fs::write(&path, riff(56, &[format(3, 32, 4), data])).unwrap();
    let Decoded { sample, warning } = decode(&path).unwrap();
    assert_eq!(sample.channel(0), [0.5, 0.0, 0.0, 0.0, -0.5]);
    assert!(warning.unwrap().to_string().contains("3 values"));
}

/// An AIFF file with that offset before its audio, and markers of a loop.
fn aiff(frames: usize, offset: u32) -> Vec<u8> {
    let big = |id: &[u8; 4], body: &[u8]| {
        let length = (body.len() as u32).to_be_bytes();
        [&id[..], &length, body].concat()
    };
    let mut common = vec![0, 1];
    common.extend_from_slice(&(frames as u32).to_be_bytes());
    common.extend_from_slice(b"\0\x10\x40\x0e\xac\x44\0\0\0\0\0\0");
    let mut sound = offset.to_be_bytes().to_vec();
    sound.extend_from_slice(&[0; 4]);
    sound.resize(sound.len() + offset as usize, 0x55);
    sound.extend(ramp_bytes(frames, true));
    let marks = b"\0\x02\0\x01\0\0\0\x0a\x03one\0\x02\0\0\0\x64\x03two";
    let instrument = b"\x3c\x00\0\x7f\0\x7f\0\0\0\x01\0\x01\0\x02\0\0\0\0\0\0";
    let body = [
        big(b"COMM", &common),
        big(b"MARK", marks),
        big(b"INST", instrument),
        big(b"SSND", &sound),
    ]
    .concat();
    let length = (body.len() as u32 + 4).to_be_bytes();
    [&b"FORM"[..], &length, b"AIFF", &body].concat()
}

#[test]
fn aiff_is_read_with_its_offset_and_loop_and_cut_anywhere() {
    let folder = TestFolder::new();
    let path = folder.inside("a.aiff");
    for offset in [0, 6, 512] {
        std::fs::write(&path, aiff(300, offset)).unwrap();
        let Decoded { sample, warning } = decode(&path).unwrap();
        assert_eq!((sample.frames(), warning), (300, None));
        assert!(is_ramp(&sample), "{offset}");
        assert_eq!(sample.root_note(), Some(60.0));
        let points = sample.looped().map(|points| (points.begin(), points.end()));
        assert_eq!(points, Some((10, 100)));
    }
    let whole = aiff(300, 0);
    let audio = whole.len() - 600;
    for length in 0..whole.len() {
        std::fs::write(&path, &whole[..length]).unwrap();
        match decode(&path) {
            Ok(Decoded { sample, warning }) => {
                assert_eq!(sample.frames(), (length - audio) / 2);
                assert!(is_ramp(&sample));
                assert!(warning.unwrap().to_string().contains("300 frames"));
            }
            Err(error) => {
                assert!(length < audio + 2, "{length}: {error}");
                assert!(error.to_string().contains("a.aiff"));
            }
        }
    }
}

#[test]
fn long_and_big_endian_relatives_of_wav_and_other_containers_are_read() {
    let little = ramp_bytes(400, false);
    let big = ramp_bytes(400, true);
    let mut rf64 = b"RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0".to_vec();
    for word in [860_u64, 800, 400] {
        rf64.extend_from_slice(&word.to_le_bytes());
    }
    rf64.extend_from_slice(&[0; 4]);
    rf64.extend(format(1, 16, 2));
    rf64.extend(chunk(b"data", u32::MAX, &little));
    let mut rifx = b"RIFX\0\0\x03\x44WAVEfmt \0\0\0\x10\0\x01\0\x01".to_vec();
    rifx.extend_from_slice(b"\0\0\xac\x44\0\x01\x58\x88\0\x02\0\x10data\0\0\x03\x20");
    rifx.extend_from_slice(&big);
    let tail = b"\xf3\xac\xd3\x11\x8c\xd1\0\xc0\x4f\x8e\xdb\x8a";
    let mut w64 = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0".to_vec();
    w64.extend_from_slice(&904_u64.to_le_bytes());
    w64.extend_from_slice(&[&b"wave"[..], tail, b"fmt ", tail].concat());
    w64.extend_from_slice(&40_u64.to_le_bytes());
    w64.extend_from_slice(&format(1, 16, 2)[8..]);
    w64.extend_from_slice(&[&b"data"[..], tail].concat());
    w64.extend_from_slice(&824_u64.to_le_bytes());
    w64.extend_from_slice(&little);
    let mut caf = b"caff\0\x01\0\0desc\0\0\0\0\0\0\0\x20".to_vec();
    caf.extend_from_slice(&44_100_f64.to_be_bytes());
    caf.extend_from_slice(b"lpcm\0\0\0\0\0\0\0\x02\0\0\0\x01\0\0\0\x01\0\0\0\x10data");
    caf.extend_from_slice(&u64::MAX.to_be_bytes());
    caf.extend_from_slice(&[0; 4]);
    caf.extend_from_slice(&big);
    let mut au = b".snd\0\0\0\x20\xff\xff\xff\xff\0\0\0\x03\0\0\xac\x44\0\0\0\x01abcdefgh".to_vec();
    au.extend_from_slice(&big);
    let folder = TestFolder::new();
    for (name, file) in [
        ("a.rf64", rf64),
        ("b.wav", rifx),
        ("c.w64", w64),
        ("d.caf", caf),
        ("e.au", au),
    ] {
        let path = folder.inside(name);
        std::fs::write(&path, &file).unwrap();
        let Decoded { sample, warning } = decode(&path).unwrap();
        assert_eq!((sample.frames(), warning), (400, None), "{name}");
        assert!(is_ramp(&sample), "{name}");
        assert_eq!(sample.rate(), 44_100.0, "{name}");
        // Cut anywhere it gives what is there, or is refused by its name.
        for length in (0..file.len()).step_by(3) {
            std::fs::write(&path, &file[..length]).unwrap();
            match decode(&path) {
                Ok(Decoded { sample, .. }) => assert!(is_ramp(&sample), "{name} {length}"),
                Err(error) => assert!(error.to_string().contains(name)),
            }
        }
    }
}

#[test]
fn the_loop_of_a_wav_is_kept() {
    let folder = TestFolder::new();
    let path = folder.wav("loop.wav", 100, 7);
    let mut bytes = std::fs::read(&path).unwrap();
    let words = [0, 0, 0, 60, 0, 0, 0, 1, 0, 0, 0, 20, 79, 0, 0_u32];
    let body: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    bytes.extend(chunk(b"smpl", 60, &body));
    std::fs::write(&path, bytes).unwrap();
    let sample = decode(&path).unwrap().sample;
    let points = sample.looped().map(|points| (points.begin(), points.end()));
    assert_eq!(points, Some((20, 80)), "the last frame is played");
}
