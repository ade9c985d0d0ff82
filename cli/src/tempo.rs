//! Tempo, on the command line.

use super::{Failure, within};
use phonon_engine::program;

/// Arguments about the tempo.
#[derive(clap::Args)]
#[group(id = "tempo", multiple = true)]
pub struct Arguments {
    /// Tempo in cycles a second, in place of the song's own.
    #[arg(long, value_name = "X", conflicts_with = "bpm")]
    cps: Option<f64>,
    /// Tempo in quarter notes a minute, in place of the song's own.
    #[arg(long, value_name = "B")]
    bpm: Option<f64>,
}

/// Whose tempo it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tempo {
    /// The song's own, which its events may change.
    Song,
    /// As from a host, in quarter notes a minute.
    Host(f64),
}

impl Arguments {
    /// The tempo, and the cycles a second it amounts to in a song whose `own` tempo this is.
    pub fn tempo(&self, own: program::Tempo) -> Result<(Tempo, f64), Failure> {
        let (tempo, cps) = match (self.bpm, self.cps) {
            (Some(bpm), _) => (Tempo::Host(bpm), bpm / 60.0 / own.beats_per_cycle),
            (_, Some(cps)) => (Tempo::Host(cps * own.beats_per_cycle * 60.0), cps),
            _ => (Tempo::Song, own.cps),
        };
        if let Tempo::Host(bpm) = tempo {
            within("the tempo", bpm, 0.01, 10_000.0)?;
        }
        Ok((tempo, cps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cps: Option<f64>, bpm: Option<f64>) -> Result<(Tempo, f64), Failure> {
        let own = program::Tempo {
            cps: 0.75,
            beats_per_cycle: 3.0,
        };
        Arguments { cps, bpm }.tempo(own)
    }

    #[test]
    fn beats_and_cycles_meet_by_the_songs_own_beats_in_a_cycle() {
        assert_eq!(of(None, None).unwrap(), (Tempo::Song, 0.75));
        assert_eq!(of(None, Some(90.0)).unwrap(), (Tempo::Host(90.0), 0.5));
        assert_eq!(of(Some(0.5), None).unwrap(), (Tempo::Host(90.0), 0.5));
    }

    #[test]
    fn a_tempo_out_of_reach_is_wrong_usage() {
        for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(of(None, Some(wrong)).is_err());
        }
    }
}
