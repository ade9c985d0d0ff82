//! The way a host's transport goes: stretches of constant tempo, each beginning where the last ended or after a jump.

/// One stretch.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// How long it lasts, in seconds.
    pub seconds: f64,
    /// Quarter notes a minute.
    pub tempo: f64,
    /// Where it starts, in quarter notes; `None` goes on from where the last stretch ended.
    pub from: Option<f64>,
    /// Whether the transport rolls. Stopped, the position stays.
    pub playing: bool,
}

/// The whole way, in frames.
#[derive(Clone, Debug)]
pub struct Journey {
    rate: f64,
    legs: Vec<Leg>,
}

#[derive(Clone, Copy, Debug)]
struct Leg {
    first: usize,
    end: usize,
    beats: f64,
    tempo: f64,
    playing: bool,
}

/// What the host says at one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Quarter notes since the song's start.
    pub beats: f64,
    /// Quarter notes a minute.
    pub tempo: f64,
    pub playing: bool,
}

impl Journey {
    /// The way through `stretches` at `rate` frames a second.
    pub fn new(rate: f64, stretches: &[Stretch]) -> Self {
        let mut legs: Vec<Leg> = Vec::new();
        let (mut first, mut beats) = (0, 0.0);
        for stretch in stretches {
            let frames = (stretch.seconds * rate).round() as usize;
            let start = stretch.from.unwrap_or(beats);
            legs.push(Leg {
                first,
                end: first + frames,
                beats: start,
                tempo: stretch.tempo,
                playing: stretch.playing,
            });
            first += frames;
            let rolled = if stretch.playing { frames as f64 } else { 0.0 };
            beats = start + rolled / rate * stretch.tempo / 60.0;
        }
        Self { rate, legs }
    }

    /// Constant tempo from the song's start.
    pub fn straight(rate: f64, tempo: f64, seconds: f64) -> Self {
        Self::new(
            rate,
            &[Stretch {
                seconds,
                tempo,
                from: None,
                playing: true,
            }],
        )
    }

    /// Frames a second.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// All frames.
    pub fn frames(&self) -> usize {
        self.legs.last().map_or(0, |leg| leg.end)
    }

    /// What the host says at `frame`, and how many frames remain until it says something else than that goes on.
    pub fn at(&self, frame: usize) -> (Position, usize) {
        let leg = self
            .legs
            .iter()
            .find(|leg| frame < leg.end)
            .or(self.legs.last())
            .expect("a journey has a stretch");
        let rolled = if leg.playing {
            (frame - leg.first) as f64
        } else {
            0.0
        };
        let position = Position {
            beats: leg.beats + rolled / self.rate * leg.tempo / 60.0,
            tempo: leg.tempo,
            playing: leg.playing,
        };
        (position, leg.end.saturating_sub(frame))
    }

    /// The frames at which a tempo change or a jump happens.
    pub fn turns(&self) -> impl Iterator<Item = usize> {
        self.legs.iter().skip(1).map(|leg| leg.first)
    }

    /// The frame and number of every cycle that begins (four quarter notes each).
    pub fn cycles(&self) -> Vec<(usize, i64)> {
        let mut all = Vec::new();
        for leg in self.legs.iter().filter(|leg| leg.playing) {
            let frames_per_cycle = self.rate * 60.0 / leg.tempo * 4.0;
            let mut cycle = (leg.beats / 4.0 - 1e-9).ceil() as i64;
            loop {
                let frame = leg.first as f64 + (cycle as f64 - leg.beats / 4.0) * frames_per_cycle;
                if frame >= leg.end as f64 {
                    break;
                }
                all.push((frame.max(0.0).ceil() as usize, cycle));
                cycle += 1;
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tempo_change_goes_on_from_the_same_beat_and_a_jump_does_not() {
        let stretch = |seconds, tempo, from| Stretch {
            seconds,
            tempo,
            from,
            playing: true,
        };
        let journey = Journey::new(
            1000.0,
            &[
                stretch(2.0, 120.0, None),
                stretch(1.0, 60.0, None),
                stretch(1.0, 60.0, Some(32.0)),
            ],
        );
        assert_eq!(journey.frames(), 4000);
        assert_eq!(journey.at(1000).0.beats, 2.0);
        assert_eq!(journey.at(1000).1, 1000);
        assert_eq!(journey.at(2500).0.beats, 4.5);
        assert_eq!(journey.at(3000).0.beats, 32.0);
        assert_eq!(journey.cycles(), [(0, 0), (2000, 1), (3000, 8)]);
    }
}
