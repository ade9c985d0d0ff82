//! What each node costs, beside the same thing in `fundsp`, measured in one run. `cargo bench --bench nodes` prints the
//! table; with `PHONON_PERFORMANCE=1` it also writes it to `docs/performance.md`. Names as arguments choose rows.
//!
//! Like beside like: a node of ours and a unit of theirs are called alone, each behind its `Box<dyn …>`, on the same 64
//! frames that lie ready. They take turns, and of each the fastest of many turns counts: what disturbs a turn only makes
//! it slower. What a graph adds to its nodes (our schedule, their `Net`) has a table of its own.

#![allow(clippy::precedence, reason = "fundsp writes graphs with operators")]

use fundsp::prelude32::*;
use phonon_engine::graph::nodes::{Entry, Kind, PortKind, Units, entries};
use phonon_engine::graph::{GraphBuilder, Input, SUB_BLOCK, Schedule, Segment, Step};
use std::fmt::Write;
use std::time::Instant;

const RATE: f64 = 48_000.0;

/// Turns of each side, and sub-blocks in a turn.
const TURNS: usize = 60;
const SUB_BLOCKS: usize = 1000;

type Unit = Box<dyn AudioUnit>;

/// The same in `fundsp`, two channels where ours has two.
fn equivalent(entry: &Entry) -> Option<Unit> {
    let unit: Unit = match (entry.heading.name(), entry.kind) {
        ("sine", _) => Box::new(sine_hz(700.0)),
        ("saw", _) => Box::new(saw_hz(700.0)),
        ("square", _) => Box::new(square_hz(700.0)),
        ("tri", _) => Box::new(triangle_hz(700.0)),
        ("pulse", _) => Box::new(dc((700.0, 0.5)) >> pulse()),
        ("white", _) => Box::new(noise()),
        ("pink", _) => Box::new(pink()),
        ("brown", _) => Box::new(brown()),
        ("supersaw", _) => Box::new(
            stackf::<U7, _, _>(|index| {
                saw_hz(700.0 * (1.0 + index * 0.01)) >> pan(index * 2.0 - 1.0)
            }) >> multijoin::<U2, U7>(),
        ),
        ("fm", _) => Box::new(sine_hz(700.0) * 700.0 + 700.0 >> sine()),
        ("lpf", _) => Box::new(lowpass_hz(700.0, 0.7) | lowpass_hz(700.0, 0.7)),
        ("hpf", _) => Box::new(highpass_hz(700.0, 0.7) | highpass_hz(700.0, 0.7)),
        ("bpf", _) => Box::new(bandpass_hz(700.0, 0.7) | bandpass_hz(700.0, 0.7)),
        ("notch", _) => Box::new(notch_hz(700.0, 0.7) | notch_hz(700.0, 0.7)),
        ("allpass2", _) => Box::new(allpass_hz(700.0, 0.7) | allpass_hz(700.0, 0.7)),
        ("peq", _) => Box::new(bell_hz(700.0, 0.7, 1.5) | bell_hz(700.0, 0.7, 1.5)),
        ("lowshelf", _) => Box::new(lowshelf_hz(700.0, 0.7, 1.5) | lowshelf_hz(700.0, 0.7, 1.5)),
        ("highshelf", _) => Box::new(highshelf_hz(700.0, 0.7, 1.5) | highshelf_hz(700.0, 0.7, 1.5)),
        ("ladder", _) => Box::new(moog_hz(700.0, 0.3) | moog_hz(700.0, 0.3)),
        ("lpf24", _) => Box::new(
            (lowpass_hz(700.0, 0.54) >> lowpass_hz(700.0, 1.3))
                | (lowpass_hz(700.0, 0.54) >> lowpass_hz(700.0, 1.3)),
        ),
        ("dcblock", _) => Box::new(dcblock_hz(5.0) | dcblock_hz(5.0)),
        ("comb", _) => Box::new(feedback(delay(0.001_43) * 0.9) | feedback(delay(0.001_43) * 0.9)),
        ("delay", _) => Box::new(
            (pass() * 0.5 & 0.5 * feedback(delay(0.05) * 0.5))
                | (pass() * 0.5 & 0.5 * feedback(delay(0.05) * 0.5)),
        ),
        ("reverb", _) => Box::new(multipass::<U2>() * 0.7 & 0.3 * reverb4_stereo(15.0, 4.0)),
        ("lush", _) => Box::new(multipass::<U2>() * 0.6 & 0.4 * reverb_stereo(20.0, 6.0, 0.3)),
        ("chorus", _) => Box::new(chorus(0, 0.015, 0.005, 0.8) | chorus(1, 0.015, 0.005, 0.8)),
        ("flanger", _) => {
            let swing = |t: f32| lerp11(0.001, 0.008, sin_hz(0.2, t));
            Box::new(flanger(0.5, 0.001, 0.008, swing) | flanger(0.5, 0.001, 0.008, swing))
        }
        ("phaser", _) => {
            let swing = |t: f32| sin_hz(0.5, t) * 0.5 + 0.5;
            Box::new(phaser(0.5, swing) | phaser(0.5, swing))
        }
        ("tremolo", _) => {
            Box::new(multipass::<U2>() * (sine_hz(6.0) * 0.25 + 0.75 >> split::<U2>()))
        }
        ("ring", _) => Box::new(multipass::<U2>() * (sine_hz(440.0) >> split::<U2>())),
        ("gain", _) => Box::new(mul((0.5, 0.5))),
        ("tanh", _) => Box::new(shape(Tanh(1.0)) | shape(Tanh(1.0))),
        ("distort", _) => Box::new(shape(Softsign(2.0)) | shape(Softsign(2.0))),
        ("bitcrush", _) => Box::new(shape(Crush(128.0)) | shape(Crush(128.0))),
        ("limit", _) => Box::new(limiter_stereo(0.001, 0.1)),
        ("follow", _) => Box::new(afollow(0.01, 0.1) | afollow(0.01, 0.1)),
        ("lag", _) => Box::new(follow(0.1) | follow(0.1)),
        ("freeze", _) => {
            let keep = |window: &mut FftWindow| {
                for bin in 0..window.bins() {
                    window.set(0, bin, window.at(0, bin));
                }
            };
            Box::new(resynth::<U1, U1, _>(2048, keep) | resynth::<U1, U1, _>(2048, keep))
        }
        ("convolve", _) => {
            let response: Vec<f32> = (0..96_000)
                .map(|frame| ((frame * 7919 % 1000) as f32 / 1000.0 - 0.5) * 0.01)
                .collect();
            let wave = Wave::from_samples(RATE, &response);
            Box::new(convolve(&wave, 0) | convolve(&wave, 0))
        }
        ("+", _) => Box::new(pass() + pass() | pass() + pass()),
        ("*", _) => Box::new(pass() * pass() | pass() * pass()),
        _ => return None,
    };
    Some(unit)
}

fn plain(port: &phonon_engine::graph::nodes::Port) -> f32 {
    port.default.unwrap_or(match port.units {
        Units::Hertz => 700.0,
        Units::Seconds => 0.05,
        _ => 0.5,
    })
}

/// The node alone: its sounds from source 0 in stereo, its numbers constant.
fn alone(entry: &'static Entry) -> Schedule {
    let mut builder = GraphBuilder::new(RATE);
    let arithmetic = entry.kind == Kind::Arithmetic;
    let inputs: Vec<Input> = entry
        .fed()
        .map(|port| match port.kind {
            PortKind::Audio => Input::Source(0),
            PortKind::Trigger => Input::Pattern(0),
            _ if arithmetic || port.name == "signal" => Input::Source(0),
            _ => Input::Constant(plain(port)),
        })
        .collect();
    let texts: &[&str] = match entry.heading.name() {
        "convolve" => &["hall"],
        "segments" => &["0 1 0", "0.1 0.5"],
        "additive" | "wavetable" => &["1 0.5 0.25 0.1"],
        _ => &[],
    };
    let node = builder.add(entry, &inputs, texts);
    builder.output(0, node);
    builder.compile()
}

/// A sound of 64 frames for each channel.
fn sound() -> [[f32; SUB_BLOCK]; 2] {
    let wave = |phase: f32| std::array::from_fn(|frame| 0.5 * (frame as f32 * 0.1 + phase).sin());
    [wave(0.0), wave(1.0)]
}

/// Begins a segment of the graph with the sound in its source, and an event of 50 ms where one is asked for.
fn begin(schedule: &mut Schedule, sound: &[[f32; SUB_BLOCK]; 2], onset: bool) {
    schedule.begin(0..SUB_BLOCK);
    if schedule.sources() > 0 {
        let block = schedule.source_mut(0);
        block.left = sound[0];
        block.right = sound[1];
    }
    if onset && schedule.patterns() > 0 {
        let step = Step {
            frame: 0,
            value: 1.0,
            onset: true,
            duration: 2_400,
        };
        schedule.push_step(0, step);
    }
}

/// Nanoseconds a frame of one turn of a node of ours. An event begins with the turn, and one in its middle.
fn ours(schedule: &mut Schedule, frame: &mut u64, sound: &[[f32; SUB_BLOCK]; 2]) -> f64 {
    let start = Instant::now();
    for _ in 0..2 {
        for (onset, sub_blocks) in [(true, 1), (false, SUB_BLOCKS / 2 - 1)] {
            begin(schedule, sound, onset);
            schedule.process_node(0, *frame, sub_blocks);
            *frame += (sub_blocks * SUB_BLOCK) as u64;
        }
    }
    std::hint::black_box(schedule.output(0));
    start.elapsed().as_nanos() as f64 / (SUB_BLOCKS * SUB_BLOCK) as f64
}

/// Nanoseconds a frame of one turn of a graph of ours.
fn our_graph(schedule: &mut Schedule, frame: &mut u64, sound: &[[f32; SUB_BLOCK]; 2]) -> f64 {
    let start = Instant::now();
    for _ in 0..SUB_BLOCKS {
        begin(schedule, sound, false);
        schedule.process(&Segment::bare(*frame, 0..SUB_BLOCK));
        *frame += SUB_BLOCK as u64;
    }
    std::hint::black_box(schedule.output(0));
    start.elapsed().as_nanos() as f64 / (SUB_BLOCKS * SUB_BLOCK) as f64
}

/// A row of the table: nanoseconds a frame of ours and, where there is such a thing, of theirs.
struct Row {
    name: &'static str,
    kind: Kind,
    ours: f64,
    theirs: Option<f64>,
}

/// A unit of theirs with the sound at its inputs.
struct Other {
    unit: Unit,
    input: BufferVec,
    output: BufferVec,
}

impl Other {
    fn new(mut unit: Unit, sound: &[[f32; SUB_BLOCK]; 2]) -> Self {
        unit.set_sample_rate(RATE);
        unit.allocate();
        let mut input = BufferVec::new(unit.inputs());
        for channel in 0..unit.inputs() {
            for (index, x) in sound[channel % 2].iter().enumerate() {
                input.set_f32(channel, index, *x);
            }
        }
        let output = BufferVec::new(unit.outputs());
        Self {
            unit,
            input,
            output,
        }
    }

    /// Nanoseconds a frame of one turn.
    fn turn(&mut self) -> f64 {
        let start = Instant::now();
        for _ in 0..SUB_BLOCKS {
            let (input, mut output) = (self.input.buffer_ref(), self.output.buffer_mut());
            self.unit.process(SUB_BLOCK, &input, &mut output);
        }
        std::hint::black_box(self.output.at_f32(0, 0));
        start.elapsed().as_nanos() as f64 / (SUB_BLOCKS * SUB_BLOCK) as f64
    }
}

fn measure(entry: &'static Entry) -> Row {
    let sound = sound();
    let mut schedule = alone(entry);
    let mut frame = 0;
    let mut other = equivalent(entry).map(|unit| Other::new(unit, &sound));
    let mut row = Row {
        name: entry.heading.name(),
        kind: entry.kind,
        ours: f64::MAX,
        theirs: other.as_ref().map(|_| f64::MAX),
    };
    // Once as in a song, so that all its inputs are written.
    our_graph(&mut schedule, &mut frame, &sound);
    for _ in 0..TURNS {
        row.ours = row.ours.min(ours(&mut schedule, &mut frame, &sound));
        if let (Some(other), Some(best)) = (&mut other, &mut row.theirs) {
            *best = best.min(other.turn());
        }
    }
    row
}

/// So many gains in a row: ours in a schedule, theirs in a `Net`.
fn gains(count: usize) -> (Schedule, Unit) {
    let entry = entries()
        .find(|entry| entry.heading.name() == "gain")
        .expect("a gain");
    let mut builder = GraphBuilder::new(RATE);
    let mut signal = Input::Source(0);
    let mut net = Net::new(2, 2);
    for _ in 0..count {
        signal = builder
            .add(entry, &[signal, Input::Constant(0.99)], &[])
            .into();
        net.chain(Box::new(mul((0.99, 0.99))));
    }
    builder.output(0, signal);
    (builder.compile(), Box::new(net))
}

/// What a graph adds: nanoseconds a frame of a graph of one gain, and of each further gain in it, ours and theirs.
fn graphs() -> [(f64, f64); 2] {
    const MORE: usize = 32;
    let sound = sound();
    let mut best = [(f64::MAX, f64::MAX); 2];
    let mut sides = [1, 1 + MORE].map(|count| {
        let (schedule, net) = gains(count);
        (schedule, Other::new(net, &sound))
    });
    let mut frame = 0;
    for _ in 0..TURNS {
        for ((schedule, net), best) in sides.iter_mut().zip(&mut best) {
            best.0 = best.0.min(our_graph(schedule, &mut frame, &sound));
            best.1 = best.1.min(net.turn());
        }
    }
    let [one, many] = best;
    let each = |one: f64, many: f64| (many - one) / MORE as f64;
    [one, (each(one.0, many.0), each(one.1, many.1))]
}

fn table(rows: &[Row]) -> String {
    let mut text = String::from("| node | ns a frame | fundsp | ratio |\n|---|---:|---:|---:|\n");
    for row in rows {
        let name = match row.kind {
            Kind::Effect => format!("`# {}`", row.name),
            _ => format!("`{}`", row.name),
        };
        let (theirs, ratio) = match row.theirs {
            Some(theirs) => (format!("{theirs:.2}"), format!("{:.2}", row.ours / theirs)),
            None => (String::new(), String::new()),
        };
        let _ = writeln!(text, "| {name} | {:.2} | {theirs} | {ratio} |", row.ours);
    }
    text
}

fn main() {
    let chosen: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let wanted = |entry: &&Entry| {
        chosen.is_empty() || chosen.iter().any(|name| name == entry.heading.name())
    };
    let rows: Vec<Row> = entries().filter(wanted).map(measure).collect();
    let (both, alone): (Vec<Row>, Vec<Row>) =
        rows.into_iter().partition(|row| row.theirs.is_some());
    let (both, alone) = (table(&both), table(&alone));
    let mut graph = String::from("| graph | ns a frame | `Net` | ratio |\n|---|---:|---:|---:|\n");
    let names = ["a graph of one `# gain`", "each further `# gain`"];
    for (name, (ours, theirs)) in names.into_iter().zip(graphs()) {
        let ratio = ours / theirs;
        let _ = writeln!(graph, "| {name} | {ours:.2} | {theirs:.2} | {ratio:.2} |");
    }
    println!("{both}\n{graph}\n{alone}");
    if std::env::var_os("PHONON_PERFORMANCE").is_some() && chosen.is_empty() {
        let text = format!("{HEAD}\n{both}\n{GRAPH}\n{graph}\n{ALONE}\n{alone}");
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/performance.md");
        std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/docs")).expect("a folder");
        std::fs::write(path, text).expect("the table can be written");
    }
}

const HEAD: &str = "\
# What the nodes cost

Made by `PHONON_PERFORMANCE=1 cargo bench --bench nodes`: do not edit. Nanoseconds of one core for each frame; at 48 kHz,
208 ns a frame are 1% of real time. Effects are stereo, their numbers constant.

Like beside like: a node of ours and a unit of fundsp are called alone, each behind its `Box<dyn …>`, on the same 64 frames,
in turns, in one run; the fastest of 60 turns of 1,000 sub-blocks counts. A ratio below 1 is in our favour.

## Beside fundsp 0.23
";

const GRAPH: &str = "\
Where the two do not do the same:

* `saw`, `square`, `tri`, `pulse`: both read tables.
* `# comb`, `# delay`: theirs are whole frames; ours may lie between frames (`# comb` does, cubic), have their loops bounded by
  a soft limit, and `# delay` fades to a new time.
* `lag`: theirs is three one-poles in a row. `# limit`: theirs looks ahead, ours (the default) has no latency.
* `# chorus`: theirs has four taps whose delays move on straight lines of 10 ms, ours three that follow sines.
* `# phaser`: theirs has ten allpasses whose corner moves on straight lines of 2 ms, ours six that follow a sine exactly.
* `# flanger`: the same, moved on straight lines there, on a sine here.
* `# distort`, `# bitcrush`: ours are mixed with the dry sound.
* `# convolve`: a response of two seconds on both sides.

## What a graph adds

The same gain in our schedule, which watches each node for silence, NaN and infinity, and in fundsp's dynamic graph, `Net`.
";

const ALONE: &str = "\
## Without an equivalent there
";
