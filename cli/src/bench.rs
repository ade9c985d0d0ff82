//! `phonon bench`: what a song costs, phase by phase.

use super::instructions::Counter;
use super::player::{Cost, LARGEST_BLOCK, Player};
use super::song::Song;
use super::tempo::Tempo;
use super::{Failure, compile, print, song, sound, within};
use clap::Args;
use phonon_engine::Settings;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

/// What is to be measured.
#[derive(Args)]
pub(crate) struct Bench {
    /// The song; without one, the three that stand in the project's own table.
    song: Option<PathBuf>,
    /// Frames in a block.
    #[arg(long, value_name = "N", default_value_t = 512)]
    block: usize,
    /// Frames a second.
    #[arg(long, value_name = "R", default_value_t = 44_100)]
    rate: u32,
    /// How much music is played, in seconds.
    #[arg(long, value_name = "S", default_value_t = 20.0)]
    seconds: f64,
    /// Write JSON in place of a table.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    sound: sound::Arguments,
}

/// The songs that are measured when none is named.
const SONGS: [(&str, &str); 3] = [
    (
        "patterns/simple.ph",
        include_str!("../../patterns/simple.ph"),
    ),
    (
        "patterns/stress_extreme.ph",
        include_str!("../../patterns/stress_extreme.ph"),
    ),
    (
        "patterns/stress_echoes.ph",
        include_str!("../../patterns/stress_echoes.ph"),
    ),
];

/// Measures.
pub(crate) fn run(arguments: &Bench) -> Result<(), Failure> {
    within("--block", arguments.block as f64, 1.0, LARGEST_BLOCK as f64)?;
    within("--rate", f64::from(arguments.rate), 8_000.0, 768_000.0)?;
    within("--seconds", arguments.seconds, 0.1, 3_600.0)?;
    let songs = match &arguments.song {
        Some(path) => vec![song::read(path)?],
        None => SONGS
            .iter()
            .map(|(name, text)| Song {
                name: (*name).to_owned(),
                text: (*text).to_owned(),
            })
            .collect(),
    };
    let mut all = Vec::new();
    for song in songs {
        let measured = measure(&song, arguments)?;
        if arguments.json {
            all.push(measured.json(&song.name, arguments));
        } else {
            print(&measured.table(&song.name, arguments))?;
        }
    }
    if arguments.json {
        print(&format!("{}\n", serde_json::Value::Array(all)))?;
    }
    Ok(())
}

/// What a run cost, block by block.
struct Measured {
    costs: Vec<Cost>,
    compiled_in: Duration,
    /// Decoding or making all the samples it may play.
    loaded_in: Duration,
    instructions: Option<u64>,
    peak: f32,
}

fn measure(song: &Song, arguments: &Bench) -> Result<Measured, Failure> {
    let banks = sound::banks(&arguments.sound, arguments.rate)?;
    let started = std::time::Instant::now();
    let program = compile::check(song, &banks, f64::from(arguments.rate))?;
    let compiled_in = started.elapsed();
    let started = std::time::Instant::now();
    for error in program.load(&banks.library) {
        eprintln!("warning: {error}");
    }
    let loaded_in = started.elapsed();
    let rate = f64::from(arguments.rate);
    let mut player = Player::new(
        program,
        rate,
        arguments.block,
        Tempo::Song,
        Settings::default(),
    );
    let blocks = ((arguments.seconds * rate) as usize).div_ceil(arguments.block);
    let mut costs = Vec::with_capacity(blocks);
    let mut peak = 0.0_f32;
    let counter = Counter::start();
    for _ in 0..blocks {
        let (block, cost) = player.play(arguments.block);
        costs.push(cost);
        peak = block
            .main
            .iter()
            .flatten()
            .fold(peak, |peak, y| peak.max(y.abs()));
    }
    let instructions = counter
        .and_then(Counter::stop)
        .map(|count| count / blocks as u64);
    Ok(Measured {
        costs,
        compiled_in,
        loaded_in,
        instructions,
        peak,
    })
}

/// Microseconds at the median, at 99 of 100, and at most.
struct Times {
    median: f64,
    p99: f64,
    worst: f64,
}

impl Measured {
    fn times(&self, of: impl Fn(&Cost) -> Duration) -> Times {
        let mut all: Vec<f64> = self
            .costs
            .iter()
            .map(|cost| of(cost).as_secs_f64() * 1e6)
            .collect();
        all.sort_by(f64::total_cmp);
        let at = |share: f64| all[((all.len() as f64 * share) as usize).min(all.len() - 1)];
        Times {
            median: at(0.5),
            p99: at(0.99),
            worst: at(1.0),
        }
    }

    /// The phases and the whole, each by name.
    fn phases(&self) -> [(&'static str, Times); 4] {
        [
            ("patterns", self.times(|cost| cost.report.phases[0])),
            ("voices", self.times(|cost| cost.report.phases[1])),
            ("graph", self.times(|cost| cost.report.phases[2])),
            ("whole", self.times(|cost| cost.time)),
        ]
    }

    fn sum(&self, of: impl Fn(&Cost) -> u64) -> u64 {
        self.costs.iter().map(of).sum()
    }

    fn mean(&self, of: impl Fn(&Cost) -> u64) -> f64 {
        self.sum(of) as f64 / self.costs.len() as f64
    }

    fn most(&self, of: impl Fn(&Cost) -> u64) -> u64 {
        self.costs.iter().map(of).max().unwrap_or(0)
    }

    fn table(&self, name: &str, arguments: &Bench) -> String {
        let real_time = arguments.block as f64 / f64::from(arguments.rate) * 1e6;
        let mut out = format!(
            "{name}: {} blocks of {} frames at {} Hz, {real_time:.0} µs of music each; compiled in {:.1} ms, samples made or decoded in {:.1} ms\n",
            self.costs.len(),
            arguments.block,
            arguments.rate,
            self.compiled_in.as_secs_f64() * 1e3,
            self.loaded_in.as_secs_f64() * 1e3
        );
        out += &format!(
            "  {:<10} {:>12} {:>12} {:>12}\n",
            "µs a block", "median", "p99", "worst"
        );
        for (phase, times) in self.phases() {
            out += &format!(
                "  {phase:<10} {:>12.1} {:>12.1} {:>12.1}\n",
                times.median, times.p99, times.worst
            );
        }
        out += &format!(
            "  events a block {:.1} (most {}), voices {:.1} (most {}), stolen {}, dropped {}, allocations {}, peak {:.2}",
            self.mean(|cost| cost.report.started),
            self.most(|cost| cost.report.started),
            self.mean(|cost| cost.report.voices as u64),
            self.most(|cost| cost.report.voices as u64),
            self.sum(|cost| cost.report.stolen),
            self.sum(|cost| cost.report.dropped),
            self.sum(|cost| cost.heap_operations),
            self.peak,
        );
        if let Some(instructions) = self.instructions {
            out += &format!(", instructions a block {:.2} M", instructions as f64 / 1e6);
        }
        out + "\n\n"
    }

    fn json(&self, name: &str, arguments: &Bench) -> serde_json::Value {
        let phases: serde_json::Map<_, _> = self
            .phases()
            .into_iter()
            .map(|(phase, times)| {
                let figures = json!({ "median_us": times.median, "p99_us": times.p99, "max_us": times.worst });
                (phase.to_owned(), figures)
            })
            .collect();
        json!({
            "song": name,
            "block": arguments.block,
            "rate": arguments.rate,
            "blocks": self.costs.len(),
            "compile_us": self.compiled_in.as_secs_f64() * 1e6,
            "load_us": self.loaded_in.as_secs_f64() * 1e6,
            "phases": phases,
            "events_per_block": { "mean": self.mean(|cost| cost.report.started), "max": self.most(|cost| cost.report.started) },
            "voices": { "mean": self.mean(|cost| cost.report.voices as u64), "max": self.most(|cost| cost.report.voices as u64) },
            "stolen": self.sum(|cost| cost.report.stolen),
            "dropped": self.sum(|cost| cost.report.dropped),
            "allocations": self.sum(|cost| cost.heap_operations),
            "instructions_per_block": self.instructions,
            "peak": self.peak,
        })
    }
}
