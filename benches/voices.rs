//! Phase 2 alone: 1,024 sounding cubic-interpolated voices with envelope and place, beside the bare mixing loop of the
//! same interpolation; unity-rate copies; the same on two threads; 256 `supersaw` voices; and what a sound costs that has
//! to steal its place or cuts another, beside one that finds it free.

use phonon_engine::AudioInput;
use phonon_engine::graph::{GraphBuilder, SUB_BLOCK, Schedule, Segment, StereoBlock};
use phonon_engine::parameters as p;
use phonon_engine::program::{Sound, SoundTable};
use phonon_engine::sequencing::trigger::Trigger;
use phonon_engine::voices::sample::cubic;
use phonon_engine::voices::{Ringing, Sounds, Stage, Voices, synths};
use phonon_samples::Sample;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

const RATE: f64 = 44_100.0;
const BLOCK: usize = 512;
const ROUNDS: usize = 60;

fn sounds() -> Sounds {
    let mut sounds = SoundTable::new();
    let samples: Vec<Arc<Sample>> = (0..16)
        .map(|k| {
            let wave = (0..40_000)
                .map(|x| (x as f32 * 0.01 * (k + 1) as f32).sin())
                .collect();
            Arc::new(Sample::new(vec![wave], RATE).expect("frames"))
        })
        .collect();
    sounds.insert("wave", Sound::Loaded(samples));
    if let Some(synth) = synths::find("supersaw") {
        sounds.insert("supersaw", Sound::Synth(synth));
    }
    Sounds::of(sounds)
}

fn schedule() -> Schedule {
    let mut builder = GraphBuilder::new(RATE);
    let source = builder.source("o1");
    builder.output(1, source);
    builder.compile()
}

/// Nanoseconds a voice and frame, and the microseconds of the median block.
fn voices(name: &str, count: usize, speed: f64) -> (f64, f64) {
    let mut sounds = sounds();
    let mut schedule = schedule();
    let mut ringing = Ringing::default();
    let mut pool = Voices::new(1024, RATE);
    pool.begin(0);
    for index in 0..count {
        let mut trigger = Trigger::new(0, 1.0)
            .with(
                p::SPEED,
                speed
                    + if speed == 1.0 {
                        0.0
                    } else {
                        index as f64 * 1e-4
                    },
            )
            .with(p::PAN, index as f64 / count as f64)
            .with(
                p::N,
                if name == "wave" {
                    index as f64
                } else {
                    (index % 24) as f64
                },
            )
            .with(p::LOOP, 100.0);
        if name != "wave" {
            trigger.set(p::SUSTAIN, 100.0);
        }
        trigger.sound = sounds.table().find(name);
        pool.start(&trigger, &mut sounds, &schedule, 0.5, 0);
    }
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..ROUNDS {
        let before = Instant::now();
        for _ in 0..BLOCK / SUB_BLOCK {
            render(&mut pool, &mut sounds, &mut schedule, &mut ringing);
        }
        times.push(before.elapsed());
    }
    assert_eq!(pool.sounding(), count);
    times.sort_unstable();
    let median = times[times.len() / 2].as_secs_f64();
    (median * 1e9 / (count * BLOCK) as f64, median * 1e6)
}

/// How many times as fast two halves of 1,024 voices are rendered by two threads of `rayon` as by one. The pools are
/// apart, which voices of one program are not: no less than this is lost by sharing sources.
fn two_threads() -> f64 {
    let pool = |count: usize| {
        let mut sounds = sounds();
        let mut pool = Voices::new(1024, RATE);
        let schedule = schedule();
        pool.begin(0);
        for index in 0..count {
            let mut trigger = Trigger::new(0, 1.0)
                .with(p::SPEED, 0.9 + index as f64 * 1e-4)
                .with(p::N, index as f64)
                .with(p::LOOP, 100.0);
            trigger.sound = sounds.table().find("wave");
            pool.start(&trigger, &mut sounds, &schedule, 0.5, 0);
        }
        (pool, sounds, schedule, Ringing::default())
    };
    let turn = |(pool, sounds, schedule, ringing): &mut (Voices, Sounds, Schedule, Ringing)| {
        render(pool, sounds, schedule, ringing);
    };
    let median = |work: &mut dyn FnMut()| {
        let mut times: Vec<Duration> = (0..ROUNDS)
            .map(|_| {
                let before = Instant::now();
                for _ in 0..BLOCK / SUB_BLOCK {
                    work();
                }
                before.elapsed()
            })
            .collect();
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64()
    };
    let mut whole = pool(1024);
    let alone = median(&mut || turn(&mut whole));
    let (mut one, mut other) = (pool(512), pool(512));
    let threads = rayon::ThreadPoolBuilder::new().num_threads(2).build();
    let Ok(threads) = threads else { return 0.0 };
    let together = median(&mut || {
        threads.install(|| rayon::join(|| turn(&mut one), || turn(&mut other)));
    });
    alone / together
}

/// The same reading and adding without voices around it.
fn bare(count: usize, speed: f64) -> f64 {
    let sounds = sounds();
    let sounds = sounds.table();
    let Some(Sound::Loaded(samples)) = sounds.find("wave").and_then(|id| sounds.get(id)) else {
        return 0.0;
    };
    let step = |index: usize| ((speed + index as f64 * 1e-4) * 4_294_967_296.0) as i64;
    let mut places = vec![0i64; count];
    let mut block = StereoBlock::default();
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let before = Instant::now();
        for _ in 0..BLOCK / SUB_BLOCK {
            block.clear(0..SUB_BLOCK);
            for (index, place) in places.iter_mut().enumerate() {
                let sample = &samples[index % samples.len()];
                let mut read = [0.0; SUB_BLOCK];
                cubic(sample.guarded(0), *place, step(index), &mut read);
                let (l, r) = (0.3, 0.2);
                for ((left, right), x) in block.left.iter_mut().zip(&mut block.right).zip(&read) {
                    *left += x * l;
                    *right += x * r;
                }
                *place = (*place + step(index) * SUB_BLOCK as i64) % (30_000 << 32);
            }
            black_box(&block);
        }
        times.push(before.elapsed());
    }
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e9 / (count * BLOCK) as f64
}

/// One sub-block of what sounds.
fn render(pool: &mut Voices, sounds: &mut Sounds, schedule: &mut Schedule, ringing: &mut Ringing) {
    schedule.begin(0..SUB_BLOCK);
    pool.begin(0);
    let mut stage = Stage {
        signal: schedule,
        sounds,
        leaving: None,
        ringing,
        input: &AudioInput::default(),
        segment: &Segment::bare(0, 0..SUB_BLOCK),
    };
    pool.render(&mut stage);
}

/// What a pool is like in which sounds start.
#[derive(Clone, Copy, PartialEq)]
enum Pool {
    Empty,
    /// Every start steals.
    Full,
    /// As `Full`, and every start cuts the one before.
    Cut,
}

/// Nanoseconds that a sound takes to start in a pool of `limit` voices: of the median of many sub-blocks that each have so
/// many `starts`.
fn starting(limit: usize, starts: usize, state: Pool) -> f64 {
    let mut sounds = sounds();
    let mut schedule = schedule();
    let mut ringing = Ringing::default();
    let mut pool = Voices::new(limit, RATE);
    let mut trigger = Trigger::new(0, 1.0)
        .with(p::SPEED, 0.9)
        .with(p::LOOP, 100.0);
    trigger.sound = sounds.table().find("wave");
    let start = |pool: &mut Voices,
                 sounds: &mut Sounds,
                 schedule: &Schedule,
                 trigger: &Trigger,
                 count: usize| {
        for index in 0..count {
            pool.start(trigger, sounds, schedule, 0.5, index * SUB_BLOCK / count);
        }
    };
    let starting = match state {
        Pool::Empty | Pool::Full => trigger.clone(),
        Pool::Cut => trigger.clone().with(p::CUT, 1.0),
    };
    let mut times = Vec::new();
    for _ in 0..ROUNDS * 2 {
        if state == Pool::Empty {
            pool.clear();
        } else {
            pool.begin(0);
            let missing = limit - pool.sounding().min(limit);
            start(&mut pool, &mut sounds, &schedule, &trigger, missing);
        }
        schedule.begin(0..SUB_BLOCK);
        pool.begin(0);
        let before = Instant::now();
        start(&mut pool, &mut sounds, &schedule, &starting, starts);
        times.push(before.elapsed());
        // Two thefts' time and that of a cut, so that those that faded are gone.
        for _ in 0..4 {
            render(&mut pool, &mut sounds, &mut schedule, &mut ringing);
        }
    }
    assert_eq!(pool.counts.stolen > 0, state != Pool::Empty);
    assert_eq!(pool.counts.dropped, 0);
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e9 / starts as f64
}

fn main() {
    let loop_alone = bare(1024, 0.9);
    let (cubic, block) = voices("wave", 1024, 0.9);
    println!(
        "1,024 cubic voices: {cubic:.2} ns a voice and frame, {block:.0} µs a block; the bare loop {loop_alone:.2} ns: {:.2} times",
        cubic / loop_alone
    );
    let (copy, block) = voices("wave", 1024, 1.0);
    println!("1,024 voices at unity rate: {copy:.2} ns a voice and frame, {block:.0} µs a block");
    println!(
        "two threads by rayon: {:.2} times as fast as one",
        two_threads()
    );
    let (saw, block) = voices("supersaw", 256, 1.0);
    println!(
        "256 supersaw voices: {saw:.2} ns a voice and frame, {block:.0} µs a block of {:.0} µs",
        BLOCK as f64 / RATE * 1e6
    );
    for limit in [512, 1024, 4096] {
        // As many as can fade at once.
        for starts in [1, 16, limit / 4] {
            let [free, stolen, cut] =
                [Pool::Empty, Pool::Full, Pool::Cut].map(|state| starting(limit, starts, state));
            println!(
                "{starts} starts at once in a pool of {limit}: {free:.0} ns each in free places, {stolen:.0} ns in \
                 stolen ones, {cut:.0} ns where each cuts the one before"
            );
        }
    }
}
