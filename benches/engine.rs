//! The whole engine: time of blocks of 512 frames at 44.1 kHz on one thread, by phase, for a dense and a simple song.

use phonon_engine::graph::GraphBuilder;
use phonon_engine::program::ORBITS;
use phonon_engine::time::Beats;
use phonon_engine::{
    Defaults, Engine, Parts, Program, Sequence, Settings, Sound, SoundTable, Stereo, Swap, Tempo,
    Transport,
};
use phonon_pattern::{Graph, Operation, PatternId, Rational, Scalar, Structure, Value};
use phonon_samples::{Library, LibrarySettings};
use std::time::{Duration, Instant};

const RATE: f64 = 44_100.0;
const BLOCK: usize = 512;

fn repeated(graph: &mut Graph, name: &str, times: i64) -> PatternId {
    let word = graph.intern(name);
    let atom = graph.pure(Value::Word(word));
    let words = graph.fast_by(Rational::integer(times), atom);
    let s = graph.intern("s");
    graph.control(s, words)
}

fn with_number(graph: &mut Graph, pattern: PatternId, name: &str, value: f64) -> PatternId {
    let name = graph.intern(name);
    let value = graph.pure(Value::Float(value));
    let control = graph.control(name, value);
    graph.with_controls(pattern, control)
}

/// `jux rev $ stut 16 0.9 (1/512) $ s "name*32"` by its parts.
fn echoes(graph: &mut Graph, name: &str) -> PatternId {
    let pattern = repeated(graph, name, 32);
    let pattern = with_number(graph, pattern, "gain", 1.0);
    let slot = graph.slot();
    let gain = graph.formula_of(Operation::Multiply, Scalar::Slot(slot), -0.1 / 16.0);
    let gain = graph.formula_of(Operation::Add, gain, 1.0);
    let gain = graph.pure(gain);
    let key = graph.intern("gain");
    let gain = graph.control(key, gain);
    let quieter = graph.apply(Operation::Multiply, Structure::Left, pattern, gain);
    let step = Rational::new(1, 512).unwrap_or(Rational::ONE);
    let time = graph.formula_of(Operation::Multiply, Scalar::Slot(slot), step);
    let late = graph.late_by(time, quieter);
    let echoes = graph.repeat(16, slot, late);
    let left = with_number(graph, echoes, "pan", 0.0);
    let reversed = graph.rev(echoes);
    let right = with_number(graph, reversed, "pan", 1.0);
    graph.stack(&[left, right])
}

fn program(make: impl Fn(&mut Graph, &str) -> PatternId, names: &[&str]) -> Box<Program> {
    let settings = LibrarySettings {
        kit_rate: RATE as u32,
        ..LibrarySettings::default()
    };
    let library = Library::shared(&settings).expect("threads");
    let mut graph = Graph::new();
    let mut builder = GraphBuilder::new(RATE);
    let mut orbits = [None; ORBITS];
    let mut sequences = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let pattern = make(&mut graph, name);
        let source = builder.source(&format!("o{}", index + 1));
        builder.output(index + 1, source);
        orbits[index] = Some(index);
        sequences.push(Sequence::new(pattern, index));
    }
    let sounds = SoundTable::of(&graph, |name| {
        library
            .find(name)
            .map(|bank| Sound::Bank(bank, Defaults::default()))
    });
    let program = Program::new(Parts {
        graph,
        sequences,
        values: Vec::new(),
        schedule: builder.compile(),
        probes: Vec::new(),
        knobs: Vec::new(),
        sounds,
        instruments: Vec::new(),
        refused: Vec::new(),
        tempo: Some(Tempo {
            cps: 0.5,
            beats_per_cycle: 4.0,
        }),
        orbits,
        beginnings: Vec::new(),
    });
    program.load(&library);
    Box::new(program)
}

fn measure(title: &str, program: Box<Program>, blocks: usize) {
    let (mut engine, _returns) = Engine::new(RATE, Settings::default());
    assert!(engine.offer(program, Swap::Now).is_ok());
    let (mut left, mut right) = ([0.0; BLOCK], [0.0; BLOCK]);
    let mut times = Vec::new();
    let mut phases = [Duration::ZERO; 3];
    let (mut voices, mut started, mut dropped, mut peak) = (0, 0, 0, 0.0f32);
    for block in 0..blocks {
        left.fill(0.0);
        right.fill(0.0);
        let transport = Transport::rolling(120.0, Beats((block * BLOCK) as f64 / 22_050.0));
        let mut outputs = Stereo {
            left: &mut left,
            right: &mut right,
        };
        let before = Instant::now();
        let report = engine.process(&transport, BLOCK, &mut outputs);
        times.push(before.elapsed());
        for (total, phase) in phases.iter_mut().zip(report.phases) {
            *total += phase;
        }
        voices = voices.max(report.voices);
        started += report.started;
        dropped += report.dropped;
        peak = left
            .iter()
            .chain(&right)
            .fold(peak, |peak, x| peak.max(x.abs()));
    }
    times.sort_unstable();
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    println!(
        "{title}: median {:.0} µs, p99 {:.0} µs, worst {:.0} µs; patterns {:.0}, voices {:.0}, graph {:.0} µs a block; \
         at most {voices} voices, {started} started, {dropped} dropped, peak {peak:.2}",
        micros(times[times.len() / 2]),
        micros(times[times.len() * 99 / 100]),
        micros(times[times.len() - 1]),
        micros(phases[0]) / blocks as f64,
        micros(phases[1]) / blocks as f64,
        micros(phases[2]) / blocks as f64,
    );
}

fn main() {
    let names = [
        "bd", "sn", "hh", "oh", "cp", "rim", "lt", "mt", "ht", "cr", "rd", "cb", "arpy", "bass",
        "pluck", "pad",
    ];
    measure("stress_extreme", program(echoes, &names), 700);
    measure(
        "simple",
        program(
            |graph, name| repeated(graph, name, 2),
            &["bd", "sn", "hh", "cp"],
        ),
        700,
    );
}
