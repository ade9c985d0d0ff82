//! Single events as SuperDirt renders them: where they begin and end, how loud they are. The numbers were measured by
//! rendering the same events with SuperDirt itself (44.1 kHz, half a cycle a second, events of half a second).

use phonon::engine::graph::GraphBuilder;
use phonon::engine::program::ORBITS;
use phonon::engine::{
    Engine, Parts, Program, Run, Sequence, Settings, Sound, Sounds, Stereo, Swap, Tempo, Transport,
};
use phonon::pattern::{Graph, Pattern, Rational, Value};
use phonon::samples::Sample;
use std::sync::Arc;

const RATE: f64 = 44_100.0;
const SECOND: usize = 44_100;

/// Frames may differ by this much.
const FRAMES: usize = 2;

/// Levels may differ by 0.1 dB.
const LEVEL: f32 = 1.0116;

fn loaded(channels: Vec<Vec<f32>>) -> Sound {
    Sound::Loaded(vec![Arc::new(Sample::new(channels, RATE).expect("frames"))])
}

/// The sounds that were measured, each a second long.
fn sounds() -> Sounds {
    let mut sounds = Sounds::new();
    let wave = |make: &dyn Fn(usize) -> f32| (0..SECOND).map(make).collect::<Vec<f32>>();
    sounds.insert("dc", loaded(vec![wave(&|_| 0.5)]));
    sounds.insert("dcst", loaded(vec![wave(&|_| 0.5), wave(&|_| 0.25)]));
    sounds.insert(
        "imp",
        loaded(vec![wave(&|frame| if frame == 64 { 1.0 } else { 0.0 })]),
    );
    sounds.insert(
        "ramp",
        loaded(vec![wave(&|frame| frame as f32 / SECOND as f32 - 0.5)]),
    );
    let sine =
        |frame: usize| 0.5 * (frame as f64 * std::f64::consts::TAU * 441.0 / RATE).sin() as f32;
    sounds.insert("sine", loaded(vec![wave(&sine)]));
    sounds
}

#[derive(Clone, Copy)]
enum Given {
    Number(f64),
    Word(&'static str),
}
use Given::{Number as N, Word as W};

type Event = &'static [(&'static str, Given)];

fn controls(graph: &mut Graph, event: Event) -> Pattern {
    let mut whole: Option<Pattern> = None;
    for (name, given) in event {
        let key = graph.intern(name);
        let value = match given {
            N(number) => Value::Float(*number),
            W(word) => Value::Word(graph.intern(word)),
        };
        let value = graph.pure(value);
        let control = graph.control(key, value);
        whole = Some(match whole {
            None => control,
            Some(before) => graph.with_controls(before, control),
        });
    }
    whole.expect("an event names something")
}

/// Three seconds of events, each at its time in seconds: the first quarter of cycle 0 is `delta` seconds long.
fn render(events: &[(f64, Event)], delta: f64) -> [Vec<f32>; 2] {
    let mut graph = Graph::new();
    let mut patterns = Vec::new();
    for (time, event) in events {
        let event = controls(&mut graph, event);
        let silence = graph.silence();
        let part = Rational::from_f64_exact(delta / 2.0).expect("a short fraction");
        let rest = Rational::ONE - part;
        let first = if delta < 2.0 {
            graph.timecat(&[(part, event), (rest, silence)])
        } else {
            event
        };
        let once = graph.cat(&[first, silence, silence, silence]);
        // Half a cycle a second.
        let late = Rational::approximate(time / 2.0, 10_000).expect("a short fraction");
        patterns.push(graph.late_by(late, once));
    }
    let mut builder = GraphBuilder::new(RATE);
    let mut orbits = [None; ORBITS];
    for (index, orbit) in orbits.iter_mut().enumerate().take(2) {
        let source = builder.source(&format!("o{}", index + 1));
        builder.output(index + 1, source);
        *orbit = Some(index);
    }
    let sequences = patterns
        .iter()
        .map(|pattern| Sequence::new(*pattern, 0))
        .collect();
    let program = Program::new(Parts {
        graph,
        sequences,
        values: Vec::new(),
        schedule: builder.compile(),
        sounds: sounds(),
        tempo: Some(Tempo {
            cps: 0.5,
            beats_per_cycle: 4.0,
        }),
        orbits,
    });
    let (mut engine, _returns) = Engine::new(RATE, Settings::default());
    engine.mixer().set_limiter(false);
    engine.mixer().set_dc_block(false);
    engine.set_run(Run::Free);
    assert!(engine.offer(Box::new(program), Swap::Now).is_ok());
    let mut sides = [vec![0.0; 3 * SECOND], vec![0.0; 3 * SECOND]];
    let [left, right] = &mut sides;
    for (left, right) in left.chunks_mut(441).zip(right.chunks_mut(441)) {
        let length = left.len();
        engine.process(&Transport::missing(), length, &mut Stereo { left, right });
    }
    sides
}

/// What was measured: first and last frame that sound, peaks, values a quarter of a second in, mean level over three
/// seconds and both channels.
struct Measured {
    first: usize,
    last: usize,
    peak: (f32, f32),
    mid: (f32, f32),
    rms: f32,
}

fn near(a: f32, b: f32) -> bool {
    let (low, high) = (a.abs().min(b.abs()), a.abs().max(b.abs()));
    a == b || (a - b).abs() < 2.0e-4 || (a * b > 0.0 && high <= low * LEVEL)
}

fn check(name: &str, sides: &[Vec<f32>; 2], expected: &Measured, failures: &mut Vec<String>) {
    let [left, right] = sides;
    let sounds = |frame: &usize| left[*frame].abs().max(right[*frame].abs()) > 1.0e-6;
    let first = (0..left.len()).find(sounds).unwrap_or(usize::MAX);
    let last = (0..left.len()).rev().find(sounds).unwrap_or(usize::MAX);
    let peak = |side: &[f32]| side.iter().fold(0.0f32, |peak, x| peak.max(x.abs()));
    let peaks = (peak(left), peak(right));
    // SuperDirt leaves a sample's first frame out, ours does not: its values come a frame sooner.
    let mid = |side: &[f32], expected: f32| {
        let sooner = near(side[11_026], expected);
        side[if sooner { 11_026 } else { 11_025 }]
    };
    let mids = (mid(left, expected.mid.0), mid(right, expected.mid.1));
    let square = |side: &[f32]| side.iter().map(|x| f64::from(x * x)).sum::<f64>();
    let rms = ((square(left) + square(right)) / (2 * left.len()) as f64).sqrt() as f32;
    let same = first.abs_diff(expected.first) <= FRAMES
        && last.abs_diff(expected.last) <= FRAMES
        && near(peaks.0, expected.peak.0)
        && near(peaks.1, expected.peak.1)
        && near(mids.0, expected.mid.0)
        && near(mids.1, expected.mid.1)
        && near(rms, expected.rms);
    if !same {
        failures.push(format!(
            "{name}: {first}..{last} for {}..{}, peak {peaks:?} for {:?}, mid {mids:?} for {:?}, rms {rms} for {}",
            expected.first, expected.last, expected.peak, expected.mid, expected.rms
        ));
    }
}

macro_rules! measured {
    ($($event:expr => $first:literal..$last:literal, $left:literal $right:literal, $mid_left:literal $mid_right:literal, $rms:literal;)*) => {
        &[$(($event, Measured {
            first: $first,
            last: $last,
            peak: ($left, $right),
            mid: ($mid_left, $mid_right),
            rms: $rms,
        })),*]
    };
}

fn compare(cases: &[(Event, Measured)]) {
    let mut failures = Vec::new();
    for (event, expected) in cases {
        let name: Vec<String> = event
            .iter()
            .map(|(name, given)| match given {
                N(number) => format!("{name} {number}"),
                W(word) => format!("{name} {word}"),
            })
            .collect();
        check(
            &name.join(", "),
            &render(&[(0.0, event)], 0.5),
            expected,
            &mut failures,
        );
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn places_and_levels() {
    compare(measured! {
        &[("s", W("dc")), ("pan", N(0.0))] => 0..44098, 0.2 0.0, 0.2 0.0, 0.081509;
        &[("s", W("dc")), ("pan", N(0.1))] => 0..44098, 0.197533 0.031317, 0.197533 0.031317, 0.081624;
        &[("s", W("dc")), ("pan", N(0.75))] => 0..44098, 0.076537 0.184776, 0.076537 0.184776, 0.081624;
        &[("s", W("dc")), ("pan", N(1.0))] => 0..44098, 0.0 0.2, 0.0 0.2, 0.081624;
        &[("s", W("dc")), ("pan", N(1.25))] => 0..44098, 0.076537 0.184776, 0.076537 0.184776, 0.081624;
        &[("s", W("dc")), ("pan", N(-0.25))] => 0..44098, 0.184776 0.076537, 0.184776 0.076537, 0.081624;
        &[("s", W("dcst")), ("pan", N(0.0))] => 0..44098, 0.2 0.0, 0.2 0.0, 0.081624;
        &[("s", W("dcst")), ("pan", N(1.0))] => 0..44098, 0.0 0.1, 0.0 0.1, 0.040812;
        &[("s", W("dc")), ("gain", N(3.0))] => 0..44098, 2.262742 2.262742, 2.262742 2.262742, 1.30598;
        &[("s", W("dc")), ("gain", N(1.0)), ("overgain", N(0.5))] => 0..44098, 0.715946 0.715946, 0.715946 0.715946, 0.41322;
        &[("s", W("dc")), ("amp", N(0.8))] => 0..44098, 0.282843 0.282843, 0.282843 0.282843, 0.163247;
        &[("s", W("dc")), ("channel", N(1.0))] => 0..44098, 0.0 0.2, 0.0 0.2, 0.081624;
    });
}

#[test]
fn slices_speeds_and_lengths() {
    compare(measured! {
        &[("s", W("dc")), ("begin", N(0.0)), ("end", N(0.5))] => 0..22048, 0.141421 0.141421, 0.141421 0.141421, 0.057698;
        &[("s", W("dc")), ("begin", N(0.25)), ("end", N(0.5))] => 0..11022, 0.141421 0.141421, 0.0 0.0, 0.040721;
        &[("s", W("dc")), ("begin", N(0.0)), ("end", N(1.5))] => 0..66148, 0.141421 0.141421, 0.141421 0.141421, 0.099979;
        &[("s", W("ramp")), ("speed", N(1.0))] => 0..44098, 0.141413 0.141413, -0.070702 -0.070702, 0.047096;
        &[("s", W("ramp")), ("speed", N(4.0))] => 0..11023, 0.141395 0.141395, 0.0 0.0, 0.023481;
        &[("s", W("ramp")), ("begin", N(0.25)), ("end", N(0.75)), ("speed", N(-1.0))] => 0..22047, 0.070426 0.070426, -0.000009 -0.000009, 0.016603;
        &[("s", W("ramp")), ("accelerate", N(1.0))] => 0..29398, 0.141413 0.141413, -0.057358 -0.057358, 0.039308;
        &[("s", W("ramp")), ("accelerate", N(-1.0))] => 0..88198, 0.141413 0.141413, -0.075153 -0.075153, 0.078701;
        &[("s", W("ramp")), ("speed", N(1.0)), ("unit", W("c"))] => 0..88198, 0.141417 0.141417, -0.106066 -0.106066, 0.066635;
        &[("s", W("ramp")), ("legato", N(1.0))] => 0..22044, 0.141413 0.141413, -0.070702 -0.070702, 0.033332;
        &[("s", W("ramp")), ("sustain", N(0.1))] => 0..4408, 0.141413 0.141413, 0.0 0.0, 0.023227;
        &[("s", W("ramp")), ("loop", N(2.0))] => 0..88198, 0.141413 0.141413, -0.070702 -0.070702, 0.066635;
        &[("s", W("ramp")), ("loop", N(2.0)), ("sustain", N(1.7))] => 0..44098, 0.141413 0.141413, -0.070702 -0.070702, 0.047096;
        &[("s", W("sine")), ("note", N(12.0))] => 0..22048, 0.141147 0.141147, -0.017721 -0.017721, 0.0408;
        &[("s", W("sine")), ("octave", N(4.0))] => 0..88198, 0.141421 0.141421, 0.103085 0.103085, 0.081643;
        &[("s", W("sine")), ("freq", N(440.0))] => 0..26220, 0.141421 0.141421, 0.056594 0.056594, 0.044496;
        &[("s", W("ramp")), ("lag", N(0.1))] => 4410..48508, 0.141413 0.141413, -0.098988 -0.098988, 0.047096;
        &[("s", W("ramp")), ("begin", N(0.1)), ("fadeTime", N(0.1))] => 8..39680, 0.113843 0.113843, -0.042416 -0.042416, 0.033054;
    });
}

#[test]
fn envelopes() {
    compare(measured! {
        &[("s", W("dc")), ("attack", N(0.1)), ("release", N(0.3))] => 0..17639, 0.141421 0.141421, 0.070711 0.070711, 0.029817;
        &[("s", W("dc")), ("attack", N(0.1)), ("hold", N(0.2)), ("release", N(0.3))] => 0..26458, 0.141421 0.141421, 0.141421 0.141421, 0.04714;
        &[("s", W("dc")), ("tilt", N(0.5))] => 0..44053, 0.141421 0.141421, 0.070791 0.070791, 0.047117;
        &[("s", W("dc")), ("tilt", N(0.5)), ("plat", N(0.5))] => 0..44051, 0.141421 0.141421, 0.141421 0.141421, 0.066632;
        &[("s", W("dc")), ("tremolorate", N(2.0)), ("tremolodepth", N(0.5))] => 0..44098, 0.141421 0.141421, 0.070711 0.070711, 0.062881;
        &[("s", W("dc")), ("tremolorate", N(4.0)), ("tremolodepth", N(1.0))] => 0..44098, 0.141421 0.141421, 0.141421 0.141421, 0.049957;
        &[("s", W("dc")), ("fadeTime", N(0.1))] => 0..44092, 0.141421 0.141421, 0.141421 0.141421, 0.079056;
    });
}

#[test]
fn effects() {
    compare(measured! {
        &[("s", W("imp")), ("cutoff", N(1000.0)), ("resonance", N(0.0))] => 63..209, 0.021876 0.021876, 0.0 0.0, 0.000207;
        &[("s", W("imp")), ("cutoff", N(1000.0)), ("resonance", N(0.5))] => 63..4751, 0.039176 0.039176, 0.0 0.0, 0.001163;
        &[("s", W("imp")), ("hcutoff", N(1000.0)), ("hresonance", N(0.25))] => 62..894, 0.27788 0.27788, 0.0 0.0, 0.000912;
        &[("s", W("imp")), ("bandf", N(300.0)), ("bandq", N(20.0))] => 63..8818, 0.012052 0.012052, 0.0 0.0, 0.000508;
        &[("s", W("imp")), ("vowel", W("a"))] => 62..1705, 0.082397 0.082397, 0.0 0.0, 0.000409;
        &[("s", W("imp")), ("vowel", W("o"))] => 62..1409, 0.082391 0.082391, 0.0 0.0, 0.000414;
        &[("s", W("imp")), ("djf", N(0.7))] => 62..608, 0.135182 0.135182, 0.0 0.0, 0.00048;
        &[("s", W("ramp")), ("shape", N(0.5))] => 0..44098, 0.248519 0.248519, -0.156708 -0.156708, 0.093617;
        &[("s", W("sine")), ("ring", N(0.5)), ("ringf", N(100.0)), ("ringdf", N(0.0))] => 0..44098, 0.212132 0.212132, 0.141142 0.141142, 0.061224;
        &[("s", W("sine")), ("triode", N(0.2))] => 1..44098, 0.136998 0.136998, 0.135629 0.135629, 0.054627;
    });
}

#[test]
fn what_is_too_short_or_still_is_not_heard() {
    let silent: [Event; 4] = [
        &[("s", W("ramp")), ("sustain", N(0.0001))],
        &[("s", W("ramp")), ("loop", N(0.0))],
        &[("s", W("ramp")), ("speed", N(0.0))],
        &[("s", W("dc")), ("gain", N(0.0))],
    ];
    for event in silent {
        let sides = render(&[(0.0, event)], 0.5);
        assert!(sides.iter().flatten().all(|x| *x == 0.0));
    }
}

#[test]
fn a_cut_fades_over_control_blocks_and_only_within_its_orbit_and_group() {
    let dc = |first: Event, second: Event| render(&[(0.0, first), (0.2, second)], 0.5)[0].clone();
    let last = |side: &[f32]| {
        (0..side.len())
            .rev()
            .find(|&frame| side[frame].abs() > 1.0e-6)
            .unwrap_or(0)
    };
    let cut = dc(
        &[("s", W("dc")), ("cut", N(1.0))],
        &[("s", W("imp")), ("cut", N(1.0))],
    );
    assert!(last(&cut).abs_diff(8960) <= FRAMES, "{}", last(&cut));
    let slow = dc(
        &[("s", W("dc")), ("cut", N(1.0)), ("fadeTime", N(0.05))],
        &[("s", W("imp")), ("cut", N(1.0))],
    );
    assert!(last(&slow).abs_diff(11_072) <= FRAMES, "{}", last(&slow));
    let others: [(Event, Event); 3] = [
        (
            &[("s", W("dc")), ("cut", N(1.0))],
            &[("s", W("imp")), ("cut", N(2.0))],
        ),
        (
            &[("s", W("dc")), ("cut", N(1.0))],
            &[("s", W("imp")), ("cut", N(1.0)), ("orbit", N(1.0))],
        ),
        (
            &[("s", W("dc")), ("cut", N(-1.0))],
            &[("s", W("imp")), ("cut", N(-1.0))],
        ),
    ];
    for (first, second) in others {
        assert!(last(&dc(first, second)).abs_diff(44_098) <= FRAMES);
    }
}
