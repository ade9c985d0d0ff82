//! Drum breaks: two bars at 120 bpm, exactly four seconds, played by the kit's own drums, seamless as a loop.

use super::math::{decibels, exp};
use super::tools::{Filter, Noise, Pink, saturate};

/// Sixteenths of the break; two bars.
const STEPS: usize = 32;

/// Length of a sixteenth at 120 bpm, in seconds.
const STEP: f64 = 0.125;

/// A drum of a break: bank, variant, and its steps. `X` is a full stroke, `x` a lighter one, `o` a ghost, `.` rest.
type Part = (&'static str, usize, &'static str);

/// One break.
pub struct Break {
    parts: &'static [Part],
    /// How late every second sixteenth comes, as a share of a sixteenth.
    swing: f64,
    /// Saturation of the whole.
    drive: f64,
    /// Level of the room in dB.
    room: f64,
    /// Level of tape hiss in dB.
    hiss: f64,
}

#[rustfmt::skip]
pub const BREAKS: [Break; 4] = [
    // Acoustic, rolling.
    Break {
        parts: &[
            ("bd", 5, "X.X.......xx....X.X.......X....."),
            ("sn", 1, "....X..o.o..X..o....X..o.o....X."),
            ("rd", 3, "x.x.x.x.x.x.x.x.x.x.x.x.x.......",),
            ("cr", 1, "..........................x....."),
            ("hh", 9, "....o.......o.......o.........o."),
        ],
        swing: 0.08, drive: 1.7, room: -15.0, hiss: -58.0,
    },
    // Tight and funky, closed hats.
    Break {
        parts: &[
            ("bd", 2, "X..x..x...X..x..X..x......x..x.."),
            ("sn", 6, "....X..o.o..X..o.o..X..o.o..X.oo"),
            ("hh", 2, "X.x.X.xoX.x.X.xoX.x.X.xoX.x.X..."),
            ("oh", 1, "..............................x."),
        ],
        swing: 0.16, drive: 1.5, room: -20.0, hiss: -62.0,
    },
    // Machines.
    Break {
        parts: &[
            ("808bd", 0, "X.....X...X...x.X.....X..X..x..."),
            ("808sd", 1, "....X.......X.......X.......X..x"),
            ("808hc", 0, "X.x.X.x.X.x.Xxx.X.x.X.x.X.x.X.xx"),
            ("808oh", 0, "..............x...............x."),
            ("808cp", 0, "............x...............x..."),
            ("cb", 0, "..o..o............o..o.....o...."),
        ],
        swing: 0.0, drive: 1.3, room: -24.0, hiss: -80.0,
    },
    // Driven, fast, for jungle.
    Break {
        parts: &[
            ("bd", 7, "X.x.......X.....X.x.......X..x.."),
            ("sn", 2, "....X..x.o..X..o....X..x.o..Xo.x"),
            ("hh", 7, "X.X.X.X.X.X.X.X.X.X.X.X.X.X.X.X."),
            ("cr", 4, "X..............................."),
            ("lt", 0, "..............................x."),
        ],
        swing: 0.05, drive: 3.4, room: -16.0, hiss: -56.0,
    },
];

/// Renders `pattern` at `rate` Hz, in stereo, exactly four seconds long.
pub fn break_beat(pattern: &Break, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let frames = (STEP * STEPS as f64 * rate).round() as usize;
    let mut human = Noise::new(seed);
    let mut dry = vec![vec![0.0; frames]; 2];
    for (bank, variant, steps) in pattern.parts {
        let drum = super::take_of(bank, *variant, rate);
        for (step, stroke) in steps.bytes().take(STEPS).enumerate() {
            let level = match stroke {
                b'X' => 1.0,
                b'x' => 0.6,
                b'o' => 0.22,
                _ => continue,
            } * human.between(0.9, 1.0);
            let late = if step % 2 == 1 { pattern.swing } else { 0.0 } + 0.012 * human.unit();
            // The first stroke is where the loop is cut: it comes in time.
            let late = if step == 0 { 0.0 } else { late };
            let start = ((step as f64 + late) * STEP * rate) as usize;
            for (side, channel) in dry.iter_mut().enumerate() {
                let drum = &drum[side.min(drum.len() - 1)];
                // What rings over the end rings into the beginning.
                for (frame, value) in drum.iter().enumerate() {
                    channel[(start + frame) % frames] += f64::from(*value) * level;
                }
            }
        }
    }
    let channels = dry
        .iter()
        .enumerate()
        .map(|(side, dry)| master(pattern, dry, seed + side as u64, rate));
    level(channels.collect())
}

/// One channel through a small room, saturation and tape hiss. The loop is gone through twice and the second taken, so
/// that every tail is in place.
fn master(pattern: &Break, dry: &[f64], seed: u64, rate: f64) -> Vec<f64> {
    let mut walls = Noise::new(seed ^ 0xb0c5);
    let room = decibels(pattern.room);
    // A few early reflections, then two damped combs: a small live room.
    let taps: Vec<(usize, f64)> = (0..14)
        .map(|number| {
            let time = 0.004 + 0.055 * (f64::from(number) + walls.unit()) / 14.0;
            ((time * rate) as usize, walls.white() * exp(-time / 0.03))
        })
        .collect();
    let mut combs =
        [0.0297, 0.0371, 0.0411, 0.0437].map(|time| (vec![0.0; (time * rate) as usize], 0, 0.0));
    let mut bright = Filter::new(6_500.0, 0.6, rate);
    let mut hiss = Pink::new(seed, rate);
    let hiss_level = decibels(pattern.hiss);
    let frames = dry.len();
    let mut out = vec![0.0; frames];
    for round in 0..2 {
        for frame in 0..frames {
            let input = dry[frame];
            let early: f64 = taps
                .iter()
                .map(|(delay, gain)| dry[(frame + frames - delay) % frames] * gain)
                .sum();
            let mut late = 0.0;
            for (line, place, damped) in &mut combs {
                let value = line[*place];
                *damped = 0.55 * *damped + 0.45 * value;
                line[*place] = input + 0.62 * *damped;
                *place = (*place + 1) % line.len();
                late += value;
            }
            let wet = bright.low(early * 0.7 + late * 0.25);
            let value =
                saturate((input + room * wet) * 0.7, pattern.drive) + hiss_level * hiss.next();
            if round == 1 {
                out[frame] = value;
            }
        }
    }
    out
}

/// Peak at 0.95; neither faded nor filtered, so that the loop stays seamless; the mean is taken off.
fn level(mut channels: Vec<Vec<f64>>) -> Vec<Vec<f32>> {
    for channel in &mut channels {
        let mean = channel.iter().sum::<f64>() / channel.len() as f64;
        channel.iter_mut().for_each(|value| *value -= mean);
    }
    let loudest = channels
        .iter()
        .flatten()
        .fold(1e-9_f64, |loudest, value| loudest.max(value.abs()));
    let scaled = |channel: Vec<f64>| {
        channel
            .into_iter()
            .map(|value| (value * 0.95 / loudest) as f32)
            .collect()
    };
    channels.into_iter().map(scaled).collect()
}
