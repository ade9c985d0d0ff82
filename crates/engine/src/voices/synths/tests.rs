//! What every synth keeps to, measured: it is there, at its pitch, as loud as the others, without DC, and each of its
//! parameters is heard.

use crate::graph::SUB_BLOCK;
use crate::parameters::{self as p, Kind, Parameter};
use crate::sequencing::trigger::MIDDLE_C;
use crate::voices::synths::*;
use phonon_dsp::measure::{peak, rms, spectrum, strongest_inharmonic};

const RATE: f64 = 48_000.0;

/// Its frames over `seconds`, as a voice would ask for them.
fn play(synth: &Synth, trigger: &Trigger, seconds: f64) -> [Vec<f32>; 2] {
    let length = Length {
        seconds,
        fade_in: 0.0,
        fade_out: 0.0,
        held: None,
    };
    let frequency = trigger.frequency(true);
    let mut instance = (synth.start)(&Setup {
        sample_rate: RATE,
        frequency,
        length: &length,
        trigger,
        seed: 7,
    });
    let frames = (seconds * RATE) as usize;
    // What comes in from outside, for the one that plays it; the others write over it.
    let tone = |frame: usize| (frame as f32 * 0.034).sin();
    let incoming: Vec<f32> = (0..frames).map(tone).collect();
    let mut sides = [incoming.clone(), incoming];
    let [left, right] = &mut sides;
    for (left, right) in left.chunks_mut(SUB_BLOCK).zip(right.chunks_mut(SUB_BLOCK)) {
        instance.control(frequency);
        instance.render(left, right);
    }
    sides
}

fn named(name: &str) -> &'static Synth {
    find(name).unwrap_or_else(|| panic!("{name} is there"))
}

fn mono([left, right]: &[Vec<f32>; 2]) -> Vec<f32> {
    left.iter().zip(right).map(|(l, r)| 0.5 * (l + r)).collect()
}

#[test]
fn all_names_that_tidal_s_users_know_are_there() {
    let names = "superpiano supermandolin supergong supervibe superhammond superfork superhex supersquare supersaw \
                 superpwm supercomparator superchip superhoover superzow superreese supergrind superprimes \
                 superwavemechanics supertron superfm superstatic supersiren superpluck superpad superbass superorgan \
                 sine saw sawtooth square tri triangle pulse supernoise white pink brown superkick super808 superhat \
                 supersnare superclap soskick soshats sostoms sossnare imp psin gabor dirac cyclo in";
    for name in names.split_whitespace() {
        assert!(find(name).is_some(), "{name}");
    }
}

#[test]
fn all_are_about_as_loud_as_a_full_sample_finite_and_without_dc() {
    let mut failures = Vec::new();
    for synth in &TABLE {
        let sides = play(synth, &Trigger::default(), 0.5);
        for side in &sides {
            assert!(
                side.iter().all(|x| x.is_finite()),
                "{}",
                synth.heading.name()
            );
            let loudest = peak(side);
            if !(0.35..=1.4).contains(&loudest) {
                failures.push(format!("{} peaks at {loudest}", synth.heading.name()));
            }
            let mean = side.iter().map(|x| f64::from(*x)).sum::<f64>() / side.len() as f64;
            if mean.abs() > 0.03 {
                failures.push(format!("{} has DC of {mean}", synth.heading.name()));
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

/// Pitched synths: where their lowest or strongest partial lies, in multiples of the note's frequency, and when to listen.
const PITCHED: &[(&str, f64, f64)] = &[
    ("sine", 1.0, 0.0),
    ("sawtooth", 1.0, 0.0),
    ("square", 1.0, 0.0),
    ("triangle", 1.0, 0.0),
    ("pulse", 1.0, 0.0),
    ("supersaw", 1.0, 0.0),
    ("supersquare", 1.0, 0.0),
    ("superpwm", 1.0, 0.0),
    ("supercomparator", 1.0, 0.0),
    ("superhoover", 1.0, 0.2),
    ("superreese", 1.0, 0.0),
    ("superzow", 1.0, 0.2),
    ("supertron", 1.0, 0.0),
    ("superpad", 1.0, 0.2),
    ("superbass", 1.0, 0.0),
    ("superpiano", 1.0, 0.0),
    ("supermandolin", 1.0, 0.0),
    ("superpluck", 1.0, 0.0),
    ("supervibe", 1.0, 0.0),
    ("superfork", 1.0, 0.0),
    ("superhammond", 1.0, 0.0),
    ("superorgan", 1.0, 0.0),
    ("superfm", 1.0, 0.0),
    ("superhex", 1.0, 0.1),
    ("superprimes", 1.0, 0.0),
    ("superwavemechanics", 1.0, 0.0),
    ("supergrind", 1.0, 0.0),
    ("supernoise", 1.0, 0.0),
    ("imp", 1.0, 0.0),
    ("gabor", 1.0, 0.0),
    ("sostoms", 0.5, 0.15),
    ("soshats", 4.0, 0.0),
];

/// The strongest component between two frequencies in Hz.
fn strongest(bins: &[f64], length: usize, low: f64, high: f64) -> f64 {
    let bin = |frequency: f64| (frequency * length as f64 / RATE).round() as usize;
    bins[bin(low)..=bin(high)]
        .iter()
        .copied()
        .fold(0.0, f64::max)
}

#[test]
fn pitched_synths_sound_at_their_note() {
    let mut failures = Vec::new();
    for (name, ratio, from) in PITCHED {
        for note in [0.0, 7.0] {
            let trigger = Trigger::default().with(p::NOTE, note);
            let heard = mono(&play(named(name), &trigger, 1.0));
            let heard = &heard[(from * RATE) as usize..][..24_000];
            let bins = spectrum(heard);
            let pitch = f64::from(MIDDLE_C) * (note / 12.0).exp2() * ratio;
            let within =
                |low: f64, high: f64| strongest(&bins, heard.len(), pitch * low, pitch * high);
            let at = within(0.98, 1.02);
            let beside = within(0.92, 0.95).max(within(1.05, 1.08));
            if !(at > 1.5 * beside && at > 0.000_5) {
                failures.push(format!("{name} at note {note}: {at} beside {beside}"));
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn waves_of_high_notes_have_no_aliases() {
    for name in ["sawtooth", "square", "triangle", "pulse", "imp"] {
        let frequency = 5_003.0;
        let trigger = Trigger::default().with(p::FREQ, frequency);
        let heard = mono(&play(named(name), &trigger, 1.5));
        let steady = &heard[12_000..60_000];
        let worst = strongest_inharmonic(steady, frequency, RATE);
        assert!(worst < -60.0, "{name}: {worst} dB");
    }
}

#[test]
fn held_synths_rise_and_fall_without_a_step() {
    let mut failures = Vec::new();
    for name in [
        "sine",
        "sawtooth",
        "supersaw",
        "superpwm",
        "superhammond",
        "superorgan",
        "superfm",
        "superprimes",
        "supernoise",
    ] {
        let heard = mono(&play(named(name), &Trigger::default(), 0.5));
        let body = rms(&heard[6_000..18_000]);
        let (first, last) = (&heard[..24], &heard[heard.len() - 24..]);
        if rms(first).max(rms(last)) > 0.2 * body {
            failures.push(name);
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

/// What must be said beside a parameter for it to be heard.
fn company(parameter: Parameter) -> Trigger {
    let trigger = Trigger::default();
    match parameter {
        p::LFOFREQ => trigger.with(p::LFODEPTH, 0.5),
        p::LFODEPTH => trigger.with(p::LFOFREQ, 5.0),
        p::FMH => trigger.with(p::FMI, 2.0),
        p::PERCF => trigger.with(p::PERC, 1.0),
        _ => trigger,
    }
}

fn differs(synth: &Synth, parameter: Parameter, company: &Trigger) -> bool {
    let (low, high) = parameter.description().range;
    let sides = [low, high].map(|value| {
        let trigger = company.clone().with(parameter, f64::from(value));
        play(synth, &trigger, 0.5)
    });
    let apart: Vec<f32> = (0..2)
        .flat_map(|side| {
            let [one, other] = &sides;
            one[side]
                .iter()
                .zip(&other[side])
                .map(|(a, b)| a - b)
                .collect::<Vec<_>>()
        })
        .collect();
    rms(&apart) > 0.02 * rms(&sides[0][0]).max(rms(&sides[1][0])) && rms(&apart) > 1.0e-4
}

#[test]
fn every_parameter_of_every_synth_is_heard() {
    let mut failures = Vec::new();
    for synth in &TABLE {
        for name in synth.parameters {
            let parameter = Parameter::named(name).unwrap_or_else(|| panic!("{name} is known"));
            assert_eq!(parameter.description().kind, Kind::Number);
            if !differs(synth, parameter, &company(parameter)) {
                failures.push(format!("{} does not hear {name}", synth.heading.name()));
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn every_operator_of_superfm_hears_its_parameters() {
    let synth = named("superfm");
    for (index, own) in p::OPERATORS.iter().enumerate() {
        let loud = Trigger::default().with(own.amp, 0.8).with(p::VOICE, 7.0);
        let falling = loud.clone().with(own.level, 0.2);
        for parameter in [own.ratio, own.detune, own.level] {
            assert!(differs(synth, parameter, &loud), "{parameter:?}");
        }
        assert!(
            differs(synth, own.amp, &Trigger::default()),
            "amp of {index}"
        );
        assert!(differs(synth, own.rate, &falling), "rate of {index}");
        for by in own.modulated {
            assert!(differs(synth, by, &loud), "{by:?}");
        }
    }
}

#[test]
fn a_gate_opens_and_closes_what_is_held_at_once() {
    // The pad rises slowly by itself.
    for name in ["sawtooth", "superpad"] {
        let heard = |trigger: &Trigger| mono(&play(named(name), trigger, 1.0));
        let plain = heard(&Trigger::default());
        let full = rms(&plain[24_000..][..9_600]);
        let edge = heard(&Trigger::default().with(p::GATE, 1.0));
        assert!(rms(&edge[48..1_480]) > 0.7 * full, "{name}");
        let end = edge.len();
        assert!(rms(&edge[end - 1_480..end - 48]) > 0.7 * full, "{name}");
    }
}

/// Synths that die away by themselves, and how loud they are as that.
const STRUCK: &[&str] = &[
    "superpiano",
    "supermandolin",
    "superpluck",
    "supervibe",
    "superfork",
    "supergong",
    "superhex",
    "superstatic",
    "superkick",
    "super808",
    "superhat",
    "supersnare",
    "superclap",
    "soskick",
    "soshats",
    "sostoms",
    "sossnare",
];

/// Momentary loudness in dB, of the loudest 400 ms. Weighted roughly as ITU-R BS.1770 says: a high-pass at 38 Hz, a shelf of
/// 4 dB above 1.2 kHz.
fn loudness(heard: &[f32]) -> f64 {
    let pole = |frequency: f64| 1.0 - (-std::f64::consts::TAU * frequency / RATE).exp();
    let (mut slow, mut low) = (0.0, 0.0);
    let weighted: Vec<f32> = heard
        .iter()
        .map(|x| {
            slow += (f64::from(*x) - slow) * pole(38.0);
            let x = f64::from(*x) - slow;
            low += (x - low) * pole(1_200.0);
            (x + 0.58 * (x - low)) as f32
        })
        .collect();
    let windows = weighted.windows(19_200).step_by(2_400);
    20.0 * windows.map(rms).fold(1.0e-9, f64::max).log10()
}

#[test]
fn none_is_far_louder_or_softer_than_its_like_at_any_pitch() {
    let mut failures = Vec::new();
    // C3, C5, C7.
    for note in [-24.0, 0.0, 24.0] {
        let trigger = Trigger::default().with(p::NOTE, note);
        let levels: Vec<(&Synth, f64)> = TABLE
            .iter()
            // Brown noise lies mostly below what is heard, a single frame has no loudness, and what comes in has its own.
            .filter(|synth| !["brown", "dirac", "in"].contains(&synth.heading.name()))
            .map(|synth| (synth, loudness(&mono(&play(synth, &trigger, 1.0)))))
            .collect();
        for struck in [true, false] {
            let mut alike: Vec<_> = levels
                .iter()
                .filter(|(synth, _)| STRUCK.contains(&synth.heading.name()) == struck)
                .collect();
            alike.sort_by(|(_, a), (_, b)| a.total_cmp(b));
            let (_, median) = alike[alike.len() / 2];
            for (synth, level) in alike {
                if (level - median).abs() > 7.0 {
                    failures.push(format!(
                        "{} at note {note}: {level:.1} dB, its like {median:.1} dB",
                        synth.heading.name()
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn what_is_struck_dies_away_by_itself_and_the_rest_is_held_to_its_end() {
    let mut failures = Vec::new();
    // Those that have windows of their own, thin out, or are no sound of ours.
    let others = ["dirac", "gabor", "psin", "cyclo", "superstatic", "in"];
    for synth in TABLE
        .iter()
        .filter(|synth| !others.contains(&synth.heading.name()))
    {
        let heard = mono(&play(synth, &Trigger::default(), 3.0));
        let level = |from: f64, to: f64| rms(&heard[(from * RATE) as usize..(to * RATE) as usize]);
        let left = level(2.0, 2.8) / level(0.0, 0.8);
        if STRUCK.contains(&synth.heading.name()) == (left > 0.5) {
            failures.push(format!(
                "{}: {left:.2} is left after 2 s",
                synth.heading.name()
            ));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

/// Drums and noises, from the lowest to the highest: where the middle of their spectrum lies, in Hz.
const BODIES: &[(&str, f64, f64)] = &[
    ("super808", 30.0, 200.0),
    ("superkick", 30.0, 300.0),
    ("soskick", 30.0, 500.0),
    ("brown", 10.0, 400.0),
    ("pink", 300.0, 5_000.0),
    ("superclap", 700.0, 3_000.0),
    ("supersnare", 200.0, 6_000.0),
    ("sossnare", 200.0, 6_000.0),
    ("white", 9_000.0, 15_000.0),
    ("superhat", 6_000.0, 15_000.0),
];

#[test]
fn drums_and_noises_lie_where_they_belong() {
    let mut failures = Vec::new();
    for (name, lowest, highest) in BODIES {
        let heard = mono(&play(named(name), &Trigger::default(), 0.5));
        let heard = &heard[..16_384];
        let bins = spectrum(heard);
        let power: Vec<f64> = bins.iter().map(|level| level * level).collect();
        let half = power.iter().sum::<f64>() / 2.0;
        let mut sum = 0.0;
        let middle = power
            .iter()
            .position(|power| {
                sum += power;
                sum >= half
            })
            .unwrap_or(0);
        let frequency = middle as f64 * RATE / heard.len() as f64;
        if !(*lowest..=*highest).contains(&frequency) {
            failures.push(format!("{name}: {frequency:.0} Hz"));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}
