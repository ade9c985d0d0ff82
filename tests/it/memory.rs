//! What an instance costs in memory and threads. The figures are those of a process, so that they are taken in one of
//! their own, in which no other test runs.

use crate::plugin::host::{Host, playing};
use std::process::Command;
use std::time::Duration;

/// Frames a second.
const RATE: f64 = 48_000.0;

/// A field of `/proc/self/status`: resident memory in bytes, or a count of threads.
fn status(field: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the process's status");
    let line = status.lines().find(|line| line.starts_with(field));
    let value = line.and_then(|line| line.split_whitespace().nth(1));
    let value: f64 = value
        .and_then(|value| value.parse().ok())
        .expect("a number");
    if field == "VmRSS:" {
        value * 1024.0
    } else {
        value
    }
}

fn megabytes() -> f64 {
    status("VmRSS:") / 1.0e6
}

fn threads() -> usize {
    status("Threads:") as usize
}

/// An instance that has played a text for a second.
fn played(text: &str) -> Host {
    let mut host = Host::inactive(RATE, 512);
    host.load_text(text);
    host.activate();
    let begin = host.frame;
    host.run_with(
        48_000,
        |_| 512,
        |frame, _| Some(playing((frame - begin) as f64 / RATE * 2.0, 120.0)),
    );
    host
}

/// Time that this thread has spent on a processor: what else runs on the machine does not count.
fn processor_time() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("the thread's times");
    let nanoseconds = text.split_whitespace().next().expect("a first field");
    Duration::from_nanos(nanoseconds.parse().expect("a count of nanoseconds"))
}

#[test]
fn an_instance_costs_little_and_gives_it_all_back() {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["memory::alone", "--exact", "--ignored", "--nocapture"])
        .output()
        .expect("this program starts once more");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{errors}");
    assert!(said.contains("1 passed"), "nothing was measured: {said}");
}

/// All figures in one test, one after the other.
#[test]
#[ignore = "run by the test above, in a process of its own"]
fn alone() {
    let song = include_str!("../../crates/session/src/welcome.ph");
    let rich = include_str!("../../patterns/night-bus.ph");
    // The kit's sounds, the reference and what else all instances share.
    drop((played(song), played(rich)));
    let keeper = played(rich);

    // The richest first: what one gives back is there for those after it.
    for (name, text) in [
        ("night-bus", rich),
        ("welcome", song),
        ("silence", "-- nothing\n"),
    ] {
        let (before, threads_before) = (megabytes(), threads());
        let some: Vec<Host> = (0..8).map(|_| played(text)).collect();
        let each = (megabytes() - before) / 8.0;
        let more = threads() - threads_before;
        println!("{name}: {each:.1} MB an instance, {more} threads more for 8");
        drop(some);
        assert!(each < 12.0, "{name}: {each:.1} MB an instance");
        assert!(more <= 1, "{more} threads more");
    }

    let begun = processor_time();
    let all: Vec<Host> = (0..32).map(|_| Host::inactive(RATE, 512)).collect();
    let each = (processor_time() - begun) / 32;
    println!("{each:?} to make an instance");
    drop(all);
    assert!(
        each < Duration::from_millis(2),
        "{each:?} to make an instance"
    );

    let all: Vec<Host> = (0..32).map(|_| played(rich)).collect();
    let whole = megabytes();
    println!("{whole:.1} MB with 32 instances, {} threads", threads());
    drop(all);
    assert!(whole < 400.0, "{whole:.1} MB with 32 instances");

    let cycle = || drop(played(song));
    (0..20).for_each(|_| cycle());
    let (before, threads_before) = (megabytes(), threads());
    (0..200).for_each(|_| cycle());
    let grown = megabytes() - before;
    println!("{grown:.2} MB more after 200 instances");
    assert!(grown < 2.0, "{grown:.2} MB more after 200 instances");
    // The shared threads may have become one more meanwhile.
    assert!(threads() <= threads_before + 1);
    drop(keeper);
}
