//! What the engine promises, by rendering small programs.

mod sameness;
mod stealing;
mod swaps;
mod time;
mod voices;

use std::sync::Arc;

use crate::allocation::real_time;
use crate::graph::GraphBuilder;
use crate::parameters;
use crate::program::{ORBITS, Parts, Program, Sequence, Sound, SoundTable, Tempo};
use crate::time::Beats;
use crate::{Change, Engine, Incoming, Report, Run, Setting, Settings, Stereo, Swap, Transport};
use phonon_pattern::{Graph, PatternId, Rational, Value, Word};
use phonon_samples::Sample;

const RATE: f64 = 44_100.0;

/// A sample of `frames` frames that all are `value`.
fn steady(value: f32, frames: usize) -> Sound {
    let sample = Sample::new(vec![vec![value; frames]], RATE).expect("frames");
    Sound::Loaded(vec![Arc::new(sample)])
}

fn sounds() -> SoundTable {
    let mut sounds = SoundTable::new();
    // A click: its first frame is all there is.
    let mut click = vec![0.0; 20];
    click[0] = 1.0;
    let click = Sample::new(vec![click], RATE).expect("frames");
    sounds.insert("click", Sound::Loaded(vec![Arc::new(click)]));
    sounds.insert("dc", steady(0.5, 44_100));
    let wave = (0..30_000)
        .map(|x| (x as f32 * 0.05).sin() * (-(x as f32) / 9_000.0).exp())
        .collect();
    let wave = Sample::new(vec![wave], 32_000.0).expect("frames");
    sounds.insert("wave", Sound::Loaded(vec![Arc::new(wave)]));
    for synth in &crate::voices::synths::TABLE {
        sounds.insert(synth.heading.name(), Sound::Synth(synth));
    }
    sounds
}

/// `s name`, `count` times a cycle, with further controls.
pub(super) fn repeated(
    graph: &mut Graph,
    name: &str,
    count: i64,
    controls: &[(&str, f64)],
) -> PatternId {
    let key = graph.intern("s");
    let word = graph.intern(name);
    let name = graph.pure(Value::Word(word));
    let mut pattern = graph.control(key, name);
    for (control, value) in controls {
        let key = graph.intern(control);
        let number = graph.number(*value);
        let control = graph.control(key, number);
        pattern = graph.with_controls(pattern, control);
    }
    graph.fast_by(Value::Ratio(Rational::integer(count)), pattern)
}

/// A program of the given patterns, each on the numbered output of its place (the first on o1).
pub(super) fn program(
    tempo: Option<Tempo>,
    make: impl FnOnce(&mut Graph) -> Vec<PatternId>,
) -> Box<Program> {
    program_with_knobs(tempo, |graph| (make(graph), Vec::new()))
}

/// The same whose patterns read macros, by their index and the input they read them by.
fn program_with_knobs(
    tempo: Option<Tempo>,
    make: impl FnOnce(&mut Graph) -> (Vec<PatternId>, Vec<(usize, Word)>),
) -> Box<Program> {
    Box::new(Program::new(parts(tempo, make)))
}

fn parts(
    tempo: Option<Tempo>,
    make: impl FnOnce(&mut Graph) -> (Vec<PatternId>, Vec<(usize, Word)>),
) -> Parts {
    let mut graph = Graph::new();
    let (patterns, knobs) = make(&mut graph);
    let mut builder = GraphBuilder::new(RATE);
    let mut orbits = [None; ORBITS];
    let mut sequences = Vec::new();
    for (index, pattern) in patterns.into_iter().enumerate() {
        let source = builder.source(&format!("o{}", index + 1));
        builder.output(index + 1, source);
        orbits[index] = Some(index);
        sequences.push(Sequence::new(pattern, index));
    }
    Parts {
        graph,
        sequences,
        values: Vec::new(),
        schedule: builder.compile(),
        probes: Vec::new(),
        knobs,
        sounds: sounds(),
        instruments: Vec::new(),
        refused: Vec::new(),
        tempo,
        orbits,
        beginnings: Vec::new(),
    }
}

fn engine(program: Box<Program>) -> Engine {
    let (mut engine, returns) = Engine::new(RATE, Settings::default());
    // Nobody takes old programs away in these tests; what does not fit waits with the engine.
    drop(returns);
    plain(&mut engine);
    engine
        .offer(program, Swap::Now)
        .unwrap_or_else(|_| panic!("room for the first program"));
    // Many of the test sounds are DC; what is measured here comes before the guard of the outputs.
    engine.mixer().set_dc_block(false);
    engine
}

/// The mixer lets pass what the voices make.
fn plain(engine: &mut Engine) {
    engine.mixer().set_limiter(false);
    engine.mixer().set_dc_block(false);
}

/// Renders blocks of the given lengths at what `host` says at the first frame of each.
fn render(
    engine: &mut Engine,
    lengths: &[usize],
    mut host: impl FnMut(u64) -> Transport,
) -> (Vec<f32>, Vec<f32>, Vec<Report>) {
    let (mut left, mut right, mut reports) = (Vec::new(), Vec::new(), Vec::new());
    let mut frame = 0;
    for &length in lengths {
        let (mut l, mut r) = (vec![0.0; length], vec![0.0; length]);
        let transport = host(frame);
        let mut outputs = Stereo {
            left: &mut l,
            right: &mut r,
        };
        let (report, heap) = real_time(|| engine.process(&transport, length, &mut outputs));
        assert_eq!(heap, 0, "heap operations on the audio thread");
        reports.push(report);
        left.extend(l);
        right.extend(r);
        frame += length as u64;
    }
    (left, right, reports)
}

/// A host at 120 quarter notes a minute from `beat` on.
fn rolling(frame: u64, beat: f64) -> Transport {
    Transport::rolling(120.0, Beats(beat + frame as f64 / 22_050.0))
}

fn clicks(left: &[f32]) -> Vec<usize> {
    (0..left.len()).filter(|&frame| left[frame] > 0.1).collect()
}
