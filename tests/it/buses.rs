//! Buses: signals and sounds by name, heard by rendering.

use crate::shipped::library;
use phonon_engine::allocation::real_time;
use phonon_engine::{Engine, Settings, Stereo, Swap, Transport};
use phonon_session::banks::BankDefaults;
use phonon_session::compile::compile;
use std::f64::consts::TAU;

const RATE: f64 = 48_000.0;

/// What is wrong with a text.
fn messages(text: &str) -> Vec<String> {
    let library = library();
    compile(text, RATE, &library, &BankDefaults::default(), None)
        .diagnostics
        .iter()
        .map(|diagnostic| match &diagnostic.help {
            Some(help) => format!("{}; {help}", diagnostic.message),
            None => diagnostic.message.clone(),
        })
        .collect()
}

/// The first seconds of a text's main output, left and right, at one cycle a second. Nothing may be allocated on the way.
fn render(text: &str, seconds: f64) -> [Vec<f32>; 2] {
    assert_eq!(messages(text), [] as [String; 0]);
    play(text, seconds)
}

/// [`render`], whatever there is to say of the text.
fn play(text: &str, seconds: f64) -> [Vec<f32>; 2] {
    let library = library();
    let text = format!("cps: 1\n{text}");
    let compiled = compile(&text, RATE, &library, &BankDefaults::default(), None);
    assert!(compiled.program.load(&library).is_empty());
    let (mut engine, _returns) = Engine::new(RATE, Settings::default());
    engine.mixer().set_limiter(false);
    assert!(engine.offer(Box::new(compiled.program), Swap::Now).is_ok());
    let frames = (seconds * RATE) as usize;
    let mut heard = [vec![0.0; frames], vec![0.0; frames]];
    let [left, right] = &mut heard;
    for (left, right) in left.chunks_mut(480).zip(right.chunks_mut(480)) {
        let frames = left.len();
        let mut outputs = Stereo { left, right };
        let (report, heap) =
            real_time(|| engine.process(&Transport::missing(), frames, &mut outputs));
        assert_eq!((heap, report.dropped), (0, 0));
    }
    heard
}

/// The amplitude of a frequency (Hz) between two times (s).
fn amplitude(heard: &[f32], frequency: f64, from: f64, to: f64) -> f64 {
    let (from, to) = ((from * RATE) as usize, (to * RATE) as usize);
    let (mut real, mut imaginary, mut weight) = (0.0, 0.0, 0.0);
    for (index, y) in heard[from..to].iter().enumerate() {
        // Hann's window.
        let window = 0.5 - 0.5 * (TAU * index as f64 / (to - from) as f64).cos();
        let angle = TAU * frequency * index as f64 / RATE;
        real += f64::from(*y) * window * angle.cos();
        imaginary += f64::from(*y) * window * angle.sin();
        weight += window;
    }
    2.0 * real.hypot(imaginary) / weight
}

fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 0.03 * expected.abs() + 1e-3,
        "{found}, expected {expected}"
    );
}

fn level(heard: &[f32], from: f64, to: f64) -> f32 {
    heard[(from * RATE) as usize..(to * RATE) as usize]
        .iter()
        .fold(0.0, |peak, y| peak.max(y.abs()))
}

#[test]
fn buses_may_be_used_before_they_are_defined() {
    let [left, _] = render("o1: ~a\n~a: ~b * 0.5\n~b: sine 440", 0.5);
    near(amplitude(&left, 440.0, 0.1, 0.5), 0.5);
}

#[test]
fn a_bus_of_effects_is_used_after_hash() {
    let [left, _] = render("~fx: gain 0.5 # gain 0.5\no1: sine 440 # ~fx", 0.5);
    near(amplitude(&left, 440.0, 0.1, 0.5), 0.25);
}

#[test]
fn a_bus_that_hears_itself_does_so_64_frames_later() {
    let [left, _] = render("o1: ~loop\n~loop: impulse 1 + ~loop * 0.5", 0.1);
    // The outputs block DC a little.
    for (turn, expected) in [1.0, 0.5, 0.25, 0.125].into_iter().enumerate() {
        assert!(
            (left[64 * turn] - expected).abs() < 0.01,
            "turn {turn}: {}",
            left[64 * turn]
        );
        assert!(left[64 * turn + 1].abs() < 0.01);
    }
}

#[test]
fn one_bus_may_go_to_several_places() {
    let text = "~tone: sine 440\no1: ~tone * 0.2\no2: ~tone # gain 0.1";
    let [left, _] = render(text, 0.5);
    near(amplitude(&left, 440.0, 0.1, 0.5), 0.3);
}

#[test]
fn vowels_follow_each_other_on_a_signal() {
    // The first formant: 660 Hz in a, 270 Hz in i.
    let text = "o1: (saw 50 * 0.3) # vowel \"a i\"";
    let [left, _] = render(text, 2.0);
    let tilt = |from: f64| {
        amplitude(&left, 250.0, from, from + 0.3) / amplitude(&left, 650.0, from, from + 0.3)
    };
    for cycle in [0.0, 1.0] {
        let (a, i) = (tilt(cycle + 0.2), tilt(cycle + 0.7));
        assert!(i > 4.0 * a, "{a} in a, {i} in i");
    }
    // Words of any pattern, numbers, signals.
    let same = |one: &str, other: &str| {
        assert!(
            render(&format!("o1: saw 50 # vowel {one}"), 1.0)
                == render(&format!("o1: saw 50 # vowel {other}"), 1.0),
            "{one}"
        );
    };
    same("(fast 2 \"<a i>\")", "\"a i\"");
    same("(\"2\" * 1 + ~m1 * 0)", "\"i\"");
    assert!(render("o1: saw 50 # vowel \"a\"", 0.1) != render("o1: saw 50 # vowel \"u\"", 0.1));
}

#[test]
fn frequencies_are_hertz_or_the_names_of_notes() {
    for (pitch, hertz) in [
        ("\"a5\"", 440.0),
        ("\"440\"", 440.0),
        ("\"c\"", 261.626),
        ("\"ef4\"", 155.563),
        ("(fast 1 \"a5\")", 440.0),
        ("(\"a4\" * 2)", 440.0),
        ("(lag 0.001 \"a5\")", 440.0),
        ("(\"a5\" # lag 0.001)", 440.0),
        ("~pitch", 440.0),
    ] {
        let bus = if pitch == "~pitch" {
            "~pitch: \"a5\"\n"
        } else {
            ""
        };
        let [left, _] = render(&format!("{bus}o1: sine {pitch} * 0.5"), 0.5);
        near(amplitude(&left, hertz, 0.0, 0.5), 0.5);
    }
    let [left, _] = render("o1: (saw 50 # bpf \"a6\" 30) * 0.5", 0.5);
    assert!(amplitude(&left, 900.0, 0.1, 0.5) > 3.0 * amplitude(&left, 450.0, 0.1, 0.5));
}

#[test]
fn commas_in_a_string_are_oscillators_that_sound_together() {
    let [left, _] = render("o1: sine \"[220 330, a5]\" * 0.3", 1.0);
    for (hertz, first, second) in [(220.0, 0.3, 0.0), (330.0, 0.0, 0.3), (440.0, 0.3, 0.3)] {
        near(amplitude(&left, hertz, 0.05, 0.45), first);
        near(amplitude(&left, hertz, 0.55, 0.95), second);
    }
    // Each with what stands in the same place of the other strings.
    let written = "o1: (pulse 110 0.2 + pulse 220 0.5 + pulse 330 0.2) * 0.1";
    let together = "o1: pulse \"110, 220, 330\" \"0.2, 0.5\" * 0.1";
    assert!(render(written, 0.2) == render(together, 0.2));
}

#[test]
fn patterns_of_a_bus_that_nobody_hears_are_not_asked() {
    // More steps than can wait: a drop if they were.
    let text = "~dead: sine (fast 100000 \"220 440\")\no1: sine \"220 440\" * 0.5";
    assert!(messages(text)[0].contains("nothing plays `~dead`"));
    let [left, _] = play(text, 1.0);
    near(amplitude(&left, 440.0, 0.55, 0.95), 0.5);
}

#[test]
fn a_kick_ducks_a_tone() {
    let text = "~kick: s \"bd\"\no1: (sine 440 * 0.5) # duck ~kick 0.9 0.2\no2: ~kick * 0";
    let [left, _] = render(text, 1.0);
    let (ducked, free) = (level(&left, 0.02, 0.06), level(&left, 0.9, 1.0));
    assert!(ducked < 0.6 * free, "{ducked} beside {free}");
    // What is compressed by another sound is a compressor with that first.
    for name in ["sidechain", "comp"] {
        let text =
            format!("~kick: s \"bd\"\no1: (sine 440 * 0.5) # {name} ~kick (-40) 8\no2: ~kick * 0");
        let [left, _] = render(&text, 1.0);
        let (ducked, free) = (level(&left, 0.02, 0.06), level(&left, 0.9, 1.0));
        assert!(ducked < 0.7 * free, "{name}: {ducked} beside {free}");
    }
    // The sound may stand there itself.
    let text = "o1: (sine 440 * 0.5) # comp (s \"bd\" # gain 1) (-40) 8";
    let [left, _] = render(text, 1.0);
    let (ducked, free) = (level(&left, 0.02, 0.06), level(&left, 0.9, 1.0));
    assert!(ducked < 0.7 * free, "{ducked} beside {free}");
    near(amplitude(&left, 440.0, 0.8, 1.0), 0.5);
    // A number that moves is no key.
    let moved = "~slow: sine 1\no1: (sine 440 * 0.5) # comp (~slow * 10 - 30) 8";
    assert!(render(moved, 0.5) != render(&moved.replace("~slow * 10", "~slow * 0"), 0.5));
}

#[test]
fn named_patterns_numbers_and_functions_go_into_signals() {
    let text = "%way: \"440 880\"\nlet half x = x * 0.5\no1: half (sine %way)";
    let [left, _] = render(text, 1.0);
    near(amplitude(&left, 440.0, 0.05, 0.45), 0.5);
    near(amplitude(&left, 880.0, 0.55, 0.95), 0.5);
}

#[test]
fn a_signal_in_an_effect_moves_the_sum_of_a_pattern() {
    // White noise through a filter that opens half way through the cycle.
    let text = "o1: s \"white\" # sustain 1 # lpf (~slow * 10000 + 100)\n~slow: \"0 1\"";
    assert_eq!(messages(text), Vec::<String>::new());
    let [left, _] = render(text, 1.0);
    let treble = |from: f64, to: f64| amplitude(&left, 6_000.0, from, to);
    assert!(treble(0.6, 0.9) > 3.0 * treble(0.1, 0.4));
}

#[test]
fn voices_play_a_bus_at_their_pitches() {
    let text = "o1: s \"~pad*2\" # note \"0 12\" # gain 1\n~pad: sine 440";
    let [left, _] = render(text, 1.0);
    // As any sound of gain 1 in the middle.
    let expected = 0.4 * 0.5_f64.sqrt();
    near(amplitude(&left, 440.0, 0.1, 0.4), expected);
    near(amplitude(&left, 880.0, 0.65, 0.95), expected);
    assert!(amplitude(&left, 440.0, 0.65, 0.95) < 0.01);
}

#[test]
fn a_chord_on_a_bus_sounds_together_in_a_rhythm() {
    let text = "o1: s \"~pad(3,8)\" # note \"[0,7]\" # sustain 0.1\n~pad: tri 440 # lpf 2000";
    let [left, _] = render(text, 1.0);
    let fifth = 440.0 * 2.0_f64.powf(7.0 / 12.0);
    for from in [0.02, 0.395, 0.77] {
        assert!(amplitude(&left, 440.0, from, from + 0.08) > 0.1);
        assert!(amplitude(&left, fifth, from, from + 0.08) > 0.1);
    }
    assert!(level(&left, 0.25, 0.37) < 1e-3, "nothing between the notes");
}

#[test]
fn freq_in_a_bus_is_the_pitch_and_slow_oscillators_stay() {
    let text = "o1: s \"~pad\" # note 9\n~pad: sine freq * 0.5 + sine (freq * 2) * 0.25";
    let [left, _] = render(text, 1.0);
    let level = 0.4 * 0.5_f64.sqrt();
    near(amplitude(&left, 440.0, 0.1, 0.9), 0.5 * level);
    near(amplitude(&left, 880.0, 0.1, 0.9), 0.25 * level);
    // A tremolo of 4 Hz makes the same sidebands whatever the note.
    let text = "o1: s \"~pad\" # note 12\n~pad: sine 440 * (sine 4 * 0.5 + 0.5)";
    let [left, _] = render(text, 1.0);
    assert!(amplitude(&left, 884.0, 0.02, 0.98) > 0.05);
}

#[test]
fn a_voice_of_a_bus_rises_is_held_and_falls() {
    let text = "o1: s \"~pad\" # sustain 0.3\n~pad: square 440";
    let [left, _] = render(text, 1.0);
    assert!(level(&left, 0.0, 0.001) < 0.1 * level(&left, 0.1, 0.2));
    assert!(level(&left, 0.33, 0.37) > 0.05);
    assert!(level(&left, 0.405, 0.5) < 1e-3);
    let text = "o1: s \"~pad\" # sustain 0.5 # adsr 0.2 0.1 0.25 0.3\n~pad: square 440";
    let [left, _] = render(text, 1.0);
    let held = f64::from(level(&left, 0.4, 0.5));
    assert!(f64::from(level(&left, 0.05, 0.07)) < 2.0 * held);
    near(f64::from(level(&left, 0.19, 0.21)) / held, 4.0);
    assert!(level(&left, 0.6, 0.65) > 0.1 * held as f32 && level(&left, 0.805, 0.9) < 1e-3);
}

#[test]
fn parameters_of_sounds_act_on_voices_of_a_bus() {
    let [left, right] = render("o1: s \"~pad\" # pan 0\n~pad: sine 440", 0.5);
    assert!(level(&left, 0.1, 0.4) > 0.3 && level(&right, 0.1, 0.4) < 1e-4);
    let loud = |text: &str| {
        let [left, _] = render(text, 0.5);
        amplitude(&left, 4_400.0, 0.1, 0.4)
    };
    let open = loud("o1: s \"~pad\"\n~pad: saw 440");
    assert!(loud("o1: s \"~pad\" # lpf 500\n~pad: saw 440") < 0.1 * open);
    near(
        loud("o1: s \"~pad\" # gain 0.5\n~pad: saw 440"),
        open / 16.0,
    );
}

#[test]
fn oscillators_play_notes() {
    for name in ["saw", "sine", "pulse", "supersaw"] {
        let text = format!("o1: {name} # note \"a a6\" # legato 0.8");
        let [left, _] = render(&text, 1.0);
        assert!(amplitude(&left, 440.0, 0.05, 0.35) > 0.05, "{name}");
        assert!(amplitude(&left, 880.0, 0.55, 0.85) > 0.05, "{name}");
        assert!(amplitude(&left, 440.0, 0.55, 0.85) < 0.01, "{name}");
    }
    // A signal at left is transposed, and may be changed as any pattern.
    let [left, _] = render("o1: fast 2 $ (sine 220 # gain 0.5) # note 12", 0.5);
    assert!(amplitude(&left, 440.0, 0.1, 0.4) > 0.05);
}

#[test]
fn more_notes_than_voices_take_the_oldest_without_a_drop() {
    let text = "o1: s \"~pad*16\" # note (irand 12) # sustain 2 # poly 3\n~pad: sine 440";
    let [left, _] = render(text, 1.0);
    assert!(level(&left, 0.5, 1.0) < 3.5 * 0.3);
}

#[test]
fn what_cannot_be_played_is_told() {
    let said = |text: &str| messages(text).join("\n");
    assert!(said("o1: s \"~pda\"\n~pad: saw 110").contains("no bus `~pda`; did you mean `~pad`?"));
    assert!(said("o1: s \"~fx\"\n~fx: lpf 800").contains("`~fx` is a bus of effects"));
    assert!(said("o1: s \"~pad\"\n~pad: s \"pad\" # room 0.2").contains("a pattern of its own"));
    assert!(said("o1: s \"~a\"\n~a: ~b # lpf 900\n~b: s \"pad\"").contains("a pattern of its own"));
    assert!(said("~a: s \"~a\"\no1: ~a").contains("cannot play itself"));
    assert!(said("o1: s \"~pad\" # poly 1000\n~pad: saw 110").contains("from 1 to 64 voices"));
    // A rest and a name, as in Tidal.
    assert_eq!(said("o1: s \"bd ~sn\""), "");
}

#[test]
fn patterns_read_signals_when_they_are_queried() {
    // A sound is no number, what follows it is.
    assert!(
        messages("o1: degradeBy ~k $ s \"hh*8\"\n~k: s \"bd\" # gain 0.5")[0]
            .contains("sound of a pattern")
    );
    assert_eq!(
        messages("o1: degradeBy (rms ~k) $ s \"hh*8\"\n~k: s \"bd\" # gain 0.5"),
        Vec::<String>::new()
    );
    // The bus opens in the second half of the cycle: until then every second event goes, then all.
    let text =
        "o1: degradeBy ~gone $ s \"click*16\" # sustain 0.01\n~gone: square 1 * (-0.5) + 0.5";
    let [left, _] = render(text, 1.0);
    assert!(level(&left, 0.0, 0.4) > 0.01 && level(&left, 0.6, 1.0) < 1e-4);
    let text = "o1: s \"~tone*8\" # note (~high * 12) # sustain 0.1\n~tone: sine 440\n~high: square 0.5 * (-0.5) + 0.5";
    let [left, _] = render(text, 2.0);
    assert!(amplitude(&left, 440.0, 0.5, 0.6) > 0.1);
    assert!(amplitude(&left, 880.0, 1.5, 1.6) > 0.1);
    // An oscillator, a macro.
    let text = "o1: s \"click*8\" # pan (sine 0.25) # gain ~m1\n";
    assert_eq!(messages(text), Vec::<String>::new());
}
