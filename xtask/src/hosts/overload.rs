//! More voices than the machine can render in time: a host that plays live sees blocks that are in time all the same; one that
//! bounces hears everything.

#![allow(
    clippy::disallowed_types,
    reason = "a host of the tests, which measures from outside"
)]

use super::Bench;
use super::clap_host::{self, Plugin};
use crate::journey::Journey;
use anyhow::{Context, Result, ensure};
use std::cell::{Cell, RefCell};
use std::sync::Mutex;
use std::time::Duration;

const RATE: f64 = 44_100.0;
/// Frames of a block.
const BLOCK: usize = 512;
/// Seconds from one bar to the next.
const BAR: f64 = 2.0;
/// Bars of the flood, and of all.
const FLOOD: usize = 4;
const BARS: usize = 8;
/// Blocks after which the cost has to be under control.
const FIRST: usize = 8;

/// Chords of pianos that ring on, twice as many as there are voices, for four bars, and a rhythm that is to go on.
const SONG: &str = "\
o1: s \"<superpiano*32!4 ~!4>\" # note \"[0,3,7,10,14,17,21,24]\" # octave \"<3 4 5 4>\" # sustain 12 # gain 0.3
o2: s \"<supergong*32!4 ~!4>\" # note \"[0,5,9,12]\" # sustain 12 # gain 0.2
o3: s \"rim*4\" # gain 1
";

/// What this thread has had of the processor: the time of a block, whatever else the machine does.
#[cfg(target_os = "linux")]
fn spent() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the clock exists, and the time is to be written.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Elsewhere, time itself.
#[cfg(not(target_os = "linux"))]
fn spent() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    BEGUN.get_or_init(Instant::now).elapsed()
}

/// Plays the flood live and then bounces it.
pub fn overload(bench: &Bench) -> Result<String> {
    let journey = Journey::straight(RATE, 240.0 / BAR, BARS as f64 * BAR);
    let mut plugin = Plugin::load(&bench.bundles.clap)?;
    plugin.set_song(SONG)?;
    let processor = plugin.activate(RATE)?;
    let begun = Cell::new(spent());
    let took = RefCell::new(Vec::new());
    let sizes = || {
        begun.set(spent());
        BLOCK
    };
    let (rendered, processor) = clap_host::run(processor, &journey, &[], sizes, |_| {
        took.borrow_mut()
            .push((spent() - begun.get()).as_secs_f64() * 1.0e3);
    })?;
    plugin.deactivate(processor);
    let figures = plugin.figures()?;
    let count = |name: &str| figures[name].as_u64().context("no such figure");
    let shed = count("shed")?;
    let took = took.into_inner();
    let length = BLOCK as f64 / RATE * 1.0e3;
    let blocks = (FLOOD as f64 * BAR * RATE) as usize / BLOCK;
    let flood = &took[FIRST..blocks];
    let after = &took[took.len() - blocks / 2..];
    let median = |times: &[f64]| {
        let mut sorted = times.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    };
    let worst = |times: &[f64]| times.iter().copied().fold(0.0, f64::max);
    let late = flood.iter().filter(|time| **time > length).count();
    let words = format!(
        "live, blocks of {length:.1} ms: median {:.1} ms, worst {:.1} ms, {late} of {} late, first {FIRST} up to {:.1} ms; \
         {shed} voices shed; after the flood {:.2} ms",
        median(flood),
        worst(flood),
        flood.len(),
        worst(&took[..FIRST]),
        median(after)
    );
    ensure!(shed > 0, "it was no flood for this machine: {words}");
    // Other programs may take a block's time now and then.
    ensure!(late * 50 <= flood.len(), "{words}");
    ensure!(median(after) < length / 4.0, "it does not recover: {words}");
    let hits = |channel: &[f32]| {
        let bar = (BAR * RATE) as usize;
        let last = &channel[(BARS - 1) * bar..];
        (0..4).all(|beat| {
            let hit = &last[beat * bar / 4..][..2_000];
            hit.iter().any(|sample| sample.abs() > 0.1)
        })
    };
    ensure!(hits(&rendered.channels[0]), "the rhythm is lost: {words}");
    let mut bouncing = Plugin::load(&bench.bundles.clap)?;
    bouncing.set_song(SONG)?;
    // The same thread asks for a block and is told that it is done.
    let (begun, whole) = (Mutex::new(Duration::ZERO), Mutex::new(Duration::ZERO));
    let sizes = || {
        *begun.lock().expect("no panic") = spent();
        BLOCK
    };
    let bounced = bouncing.play(&journey, sizes, |_| {
        let taken = spent() - *begun.lock().expect("no panic");
        let mut whole = whole.lock().expect("no panic");
        *whole = taken.max(*whole);
    })?;
    let whole = whole.into_inner().expect("no panic").as_secs_f64() * 1.0e3;
    let figures = bouncing.figures()?;
    for lost in ["shed", "dropped"] {
        ensure!(
            figures[lost].as_u64() == Some(0),
            "bounced: {lost} {}",
            figures[lost]
        );
    }
    ensure!(hits(&bounced.channels[0]), "nothing is bounced");
    Ok(format!(
        "{words}; bounced: nothing lost, up to {whole:.1} ms"
    ))
}
