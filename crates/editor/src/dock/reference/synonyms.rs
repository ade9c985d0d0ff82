//! Other words for what the reference names: what producers, other programs and other languages call it.

/// Phrases in small letters, and the names that they find. A search finds a row by the beginnings of words of one phrase.
const TABLE: &[(&str, &[&str])] = &[
    (
        "low pass filter, lowpass, high cut, muffle, darken",
        &["lpf", "cutoff", "lpq", "resonance", "moog", "djf"],
    ),
    (
        "high pass filter, highpass, low cut, thin",
        &["hpf", "hcutoff", "hpq", "djf"],
    ),
    ("band pass filter, bandpass", &["bpf", "bandf", "bpq"]),
    ("notch filter, band stop filter", &["notch"]),
    (
        "peak, resonance, q, emphasis",
        &["resonance", "lpq", "hpq", "bpq"],
    ),
    ("formant, vowel, voice, talk box", &["vowel"]),
    (
        "equaliser, equalizer, eq, tilt",
        &["djf", "lpf", "hpf", "bpf"],
    ),
    (
        "echo, repeat, delay line",
        &["delay", "delaytime", "delayfeedback", "echo", "stut", "off"],
    ),
    (
        "reverb, reverberation, room, hall, space, ambience",
        &["room", "size", "reverb", "dry"],
    ),
    (
        "volume, level, loudness, amplitude, velocity, dynamics",
        &["gain", "amp", "velocity", "shape"],
    ),
    (
        "balance, stereo position, left right, panorama",
        &["pan", "jux", "juxBy"],
    ),
    (
        "stereo width, wide, spread, both ears",
        &["jux", "juxBy", "superimpose"],
    ),
    (
        "distortion, overdrive, saturation, drive, fuzz, dirt",
        &["shape", "distort", "crush", "squiz", "triode"],
    ),
    (
        "bit crusher, bitcrusher, lofi, lo-fi, reduce bits",
        &["crush", "coarse"],
    ),
    ("sample rate reduction, downsample, decimate", &["coarse"]),
    (
        "tremolo, wobble, amplitude modulation",
        &["tremolorate", "tremolodepth", "tremr", "tremdp"],
    ),
    ("vibrato, pitch modulation", &["vib", "vibmod", "vibrato"]),
    (
        "phaser, sweep",
        &["phaserrate", "phaserdepth", "phasr", "phasdp"],
    ),
    (
        "chorus, flanger, detune, thick, unison",
        &["detune", "chorus", "flanger", "superimpose", "off"],
    ),
    (
        "ring modulation, ring modulator, metallic",
        &["ring", "ringf", "ringdf"],
    ),
    (
        "lfo, modulation, automation, slow wave",
        &["sine", "saw", "tri", "square", "perlin", "range"],
    ),
    (
        "oscillator, waveform, synth, tone",
        &["sine", "saw", "square", "tri", "pulse", "supersaw"],
    ),
    (
        "noise, hiss, random signal",
        &["noise", "pink", "brown", "rand", "perlin"],
    ),
    (
        "envelope, adsr, fade in, fade out",
        &["attack", "decay", "sustain", "release", "legato", "hold"],
    ),
    (
        "sidechain compressor, side chain, ducking, pump",
        &["duck", "duckorbit", "duckdepth", "duckattack"],
    ),
    ("choke group, cut group, mute group, hi-hat choke", &["cut"]),
    (
        "chop, slice, granular, stutter, grains",
        &[
            "chop", "striate", "slice", "splice", "chew", "bite", "stutter", "linger",
        ],
    ),
    ("backwards, reverse", &["rev", "speed", "palindrome"]),
    (
        "time stretch, timestretch, fit loop, loop length",
        &["loopAt", "splice", "fit", "hurry", "stretch"],
    ),
    (
        "faster, double time, speed up",
        &["fast", "hurry", "density", "ply", "speed"],
    ),
    ("slower, half time, slow down", &["slow", "sparsity"]),
    (
        "swing, groove, shuffle, humanise, humanize, feel",
        &["swingBy", "swing", "nudge", "inside", "ghost"],
    ),
    (
        "shift, move, earlier, later, offset time",
        &["early", "late", "off", "nudge", "rotL", "rotR"],
    ),
    (
        "euclidean rhythm, tresillo",
        &["euclid", "euclidInv", "euclidFull", "euclidOff"],
    ),
    (
        "polyrhythm, polymeter, polymetre, against each other",
        &["stack", "overlay", "{", "timeCat"],
    ),
    (
        "arpeggio, arpeggiate, arpeggiator, broken chord",
        &["arp", "arpeggiate", "rolled", "arpg"],
    ),
    ("chord, harmony", &["note", "chord", "arp", "rolled", "up"]),
    (
        "pitch, note, melody, semitone, transpose, tune",
        &["note", "n", "up", "octave", "scale", "speed"],
    ),
    (
        "scale, key, mode, major, minor",
        &["scale", "toScale", "tonic"],
    ),
    ("octave", &["octave", "note"]),
    (
        "portamento, glide, slide",
        &["slide", "accelerate", "glide", "portamento"],
    ),
    (
        "random, chance, probability, sometimes, maybe",
        &[
            "sometimes",
            "sometimesBy",
            "degrade",
            "degradeBy",
            "rand",
            "irand",
            "choose",
            "often",
            "rarely",
            "?",
            "somecycles",
        ],
    ),
    (
        "drop notes, remove notes, thin out, fewer notes",
        &["degradeBy", "degrade", "mask", "struct"],
    ),
    (
        "choose, pick one of",
        &[
            "choose",
            "cycleChoose",
            "randcat",
            "wchoose",
            "|",
            "squeeze",
            "select",
        ],
    ),
    (
        "sequence, order, alternate, one after another",
        &["cat", "fastcat", "slowcat", "randcat", "seqP", "<"],
    ),
    (
        "layer, together, at once, same time",
        &["stack", "overlay", "superimpose", "layer"],
    ),
    (
        "every few bars, now and then, variation, fill",
        &["every", "whenmod", "sometimesBy", "foldEvery", "every'"],
    ),
    (
        "repeat, again, copies, roll, ratchet",
        &["ply", "stut", "!", "chop", "linger", "iter"],
    ),
    ("rest, silence, pause", &["~", "silence", "hush"]),
    ("mute, unmute, silence", &["hush", "silence", "mute"]),
    (
        "transition, crossfade, cross fade, blend",
        &[
            "xfade",
            "xfadeIn",
            "clutch",
            "clutchIn",
            "anticipate",
            "interpolate",
            "jumpIn",
        ],
    ),
    (
        "gate, rhythm, pattern of on and off, mask",
        &["struct", "mask", "while", "sew", "stitch"],
    ),
    (
        "sample, sound, drum, bank, play",
        &["s", "sound", "n", "begin", "end", "speed"],
    ),
    ("start offset, trim", &["begin", "end"]),
    (
        "knob, macro, controller, cc, midi input",
        &["macro", "cc", "midi", "ccv", "ccn"],
    ),
    (
        "tempo, bpm, speed of the song",
        &["setcps", "cps", "setbpm", "bpm", "beats"],
    ),
    (
        "send, bus, route, aux, return",
        &["bus", "orbit", "~", "room", "delay"],
    ),
    (
        "limiter, compressor, loud",
        &["limit", "compress", "compressor"],
    ),
    (
        "spectral, fft, freeze, comb",
        &["freeze", "comb", "smear", "binshift", "enhance", "waveloss"],
    ),
];

/// How well the words of a search fit a name by the table: all of them must begin words of one phrase. The place of the
/// name in its row; less is better.
pub(super) fn place(words: &[&str], name: &str) -> Option<usize> {
    let fits = |row: &str| {
        row.split(", ").any(|phrase| {
            let begins = |word: &&str| phrase.split(' ').any(|other| other.starts_with(*word));
            words.iter().all(begins)
        })
    };
    TABLE
        .iter()
        .filter(|(row, _)| fits(row))
        .filter_map(|(_, names)| names.iter().position(|other| *other == name))
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names;

    #[test]
    fn every_row_finds_something_that_there_is() {
        for (words, found) in TABLE {
            assert!(
                found.iter().any(|name| names::about(name).is_some()),
                "{words}: none of {found:?}"
            );
        }
    }

    #[test]
    fn all_words_of_a_search_must_fit_a_phrase() {
        assert_eq!(place(&["low", "pass"], "lpf"), Some(0));
        assert_eq!(place(&["lo", "pa"], "lpf"), Some(0));
        assert_eq!(place(&["low", "pass"], "hpf"), None);
        assert_eq!(place(&["pass"], "room"), None);
    }
}
