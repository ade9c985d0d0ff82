//! What became of what was asked for last: what a report says, and what the audio thread has done with it since.

use super::compiling::{Cause, Report};
use super::telemetry::Telemetry;
use phonon_language::State;
use std::sync::atomic::Ordering::Relaxed;

/// Where the program of the last report stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// Nothing was compiled yet.
    Fresh,
    /// It could not be compiled at all: what played before plays on.
    Failed,
    /// The host has no blocks processed: it is heard when that does.
    HostIsAway,
    /// It waits for its cycle: for so many cycles yet, 0 where it takes over as soon as it can.
    Waits(f64),
    /// It was handed to the audio thread, and is heard when the transport runs.
    Stands,
    /// Everything is silent.
    Hushed,
    /// It plays.
    Plays,
}

/// What became of what was asked for last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Serial of the report.
    pub serial: u64,
    /// Why it was compiled.
    pub cause: Cause,
    /// Where it stands.
    pub standing: Standing,
    /// Statements that are wrong and play on in their last good version.
    pub kept: usize,
    /// Statements that are wrong and play nothing.
    pub failed: usize,
}

impl Outcome {
    pub(crate) fn of(report: &Report, telemetry: &Telemetry) -> Self {
        let plays = telemetry.plays.load(Relaxed) == report.serial;
        let standing = match report.cause {
            Cause::None => Standing::Fresh,
            Cause::Failed => Standing::Failed,
            _ if !telemetry.is_called() => Standing::HostIsAway,
            _ if !plays => Standing::Waits(telemetry.countdown().unwrap_or(0.0)),
            Cause::Hushed => Standing::Hushed,
            _ if !telemetry.playing.load(Relaxed) => Standing::Stands,
            _ => Standing::Plays,
        };
        Self {
            serial: report.serial,
            cause: report.cause,
            standing,
            kept: report.count(State::Kept),
            failed: report.count(State::Failed),
        }
    }
}
