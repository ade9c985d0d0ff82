//! Drum breaks: two bars at 120 bpm, exactly four seconds, played by the kit's own drums, seamless as a loop.

use super::math::{decibels, exp};
use super::tools::{Filter, Noise, Pink, finish, rise, saturate};

/// Sixteenths of the break; two bars.
const STEPS: usize = 32;

/// Length of a sixteenth at 120 bpm, in seconds.
const STEP: f64 = 0.125;

/// A drum of a break: bank, variant, and its steps. `X` is a full stroke, `x` a lighter one, `o` a ghost, `.` rest.
type Part = (&'static str, usize, &'static str);

/// One break.
pub(super) struct Break {
    parts: &'static [Part],
    /// How late every second sixteenth comes, as a share of a sixteenth.
    swing: f64,
    /// Drive of the saturation over the whole loop.
    drive: f64,
    /// Level of the room in dB.
    room: f64,
    /// Level of tape hiss in dB.
    hiss: f64,
}

#[rustfmt::skip]
pub(super) const BREAKS: [Break; 4] = [
    // Acoustic, rolling.
    Break {
        parts: &[
            ("bd", 5, "X.X.......xx....X.X.......X....."),
            ("sn", 1, "....X..o.o..X..o....X..o.o....X."),
            ("rd", 3, "x.o.x.o.x.o.x.o.x.o.x.o.x......."),
            ("cr", 1, "..........................x....."),
            ("hh", 9, "....o.......o.......o.........o."),
        ],
        swing: 0.08, drive: 1.4, room: -19.0, hiss: -58.0,
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
pub(super) fn break_beat(pattern: &Break, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let frames = frames_of(STEPS, rate);
    let level = |channel: Vec<f64>| {
        // Neither faded nor filtered, so that the loop stays seamless; the mean is taken off.
        let mean = channel.iter().sum::<f64>() / channel.len() as f64;
        channel
            .into_iter()
            .map(|value| ((value - mean) * LEVEL) as f32)
            .collect()
    };
    let channels = play(pattern, seed, rate, 0, frames);
    channels.into_iter().map(level).collect()
}

/// Slices of a break: the break's number, the first sixteenth, and how many.
pub(super) struct Slice(usize, usize, usize);

/// Two bars of the first break in eighths.
#[rustfmt::skip]
pub(super) const SLICES: [Slice; 16] = [
    Slice(0, 0, 2), Slice(0, 2, 2), Slice(0, 4, 2), Slice(0, 6, 2), Slice(0, 8, 2), Slice(0, 10, 2),
    Slice(0, 12, 2), Slice(0, 14, 2), Slice(0, 16, 2), Slice(0, 18, 2), Slice(0, 20, 2), Slice(0, 22, 2),
    Slice(0, 24, 2), Slice(0, 26, 2), Slice(0, 28, 2), Slice(0, 30, 2),
];

/// Renders a slice of a break at `rate` Hz, as loud as in the break, with soft edges.
pub(super) fn slice(slice: &Slice, _seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let Slice(number, first, length) = *slice;
    let (start, frames) = (frames_of(first, rate), frames_of(length, rate));
    let mut channels = play(
        &BREAKS[number],
        super::seed("break", number),
        rate,
        start,
        frames,
    );
    for channel in &mut channels {
        for (frame, value) in channel.iter_mut().enumerate() {
            *value *= rise(frame as f64 / rate, 0.000_5);
        }
    }
    let loudest = channels
        .iter()
        .flatten()
        .fold(0.0_f64, |loudest, value| loudest.max(value.abs()));
    finish(channels.into(), rate, loudest * LEVEL)
}

/// The saturation lets nothing beyond 1; this leaves room for hiss and DC.
const LEVEL: f64 = 0.96;

/// The room is heard for so many seconds after a stroke.
const ROOM: f64 = 0.6;

fn frames_of(steps: usize, rate: f64) -> usize {
    (STEP * steps as f64 * rate).round() as usize
}

/// The `frames` frames from `start` on of the endless loop, left and right.
fn play(pattern: &Break, seed: u64, rate: f64, start: usize, frames: usize) -> [Vec<f64>; 2] {
    let around = frames_of(STEPS, rate) as i64;
    let before = (ROOM * rate) as usize;
    // The buffer begins earlier than what is wanted, by the length of the room.
    let (from, length) = (start as i64 - before as i64, (before + frames) as i64);
    let mut human = Noise::new(seed);
    let mut dry = [vec![0.0; length as usize], vec![0.0; length as usize]];
    for (bank, variant, steps) in pattern.parts {
        let mut drum = None;
        for (step, stroke) in steps.bytes().take(STEPS).enumerate() {
            let (level, late) = (human.between(0.9, 1.0), 0.012 * human.unit());
            let level = match stroke {
                b'X' => level,
                b'x' => level * 0.55,
                b'o' => level * 0.22,
                _ => continue,
            };
            let swing = if step % 2 == 1 { pattern.swing } else { 0.0 };
            // The first stroke is where the loop is cut: it comes in time.
            let late = if step == 0 { 0.0 } else { late };
            let at = ((step as f64 + swing + late) * STEP * rate) as i64;
            // What rings over the end rings into the beginning.
            for at in [at - around, at, at + around] {
                let at = at - from;
                if at >= length || at + (LONGEST_STROKE * rate) as i64 <= 0 {
                    continue;
                }
                let drum = drum.get_or_insert_with(|| super::take_of(bank, *variant, rate));
                for (side, channel) in dry.iter_mut().enumerate() {
                    let drum = &drum[side.min(drum.len() - 1)];
                    let heard = drum.iter().skip((-at).max(0) as usize);
                    for (value, stroke) in channel[at.max(0) as usize..].iter_mut().zip(heard) {
                        *value += f64::from(*stroke) * level;
                    }
                }
            }
        }
    }
    let mut side = 0;
    dry.map(|dry| {
        side += 1;
        master(pattern, &dry, seed.wrapping_add(side), rate).split_off(before)
    })
}

/// No drum of a break rings longer, in seconds.
const LONGEST_STROKE: f64 = 4.5;

/// One channel through a small room, saturation and tape hiss.
fn master(pattern: &Break, dry: &[f64], seed: u64, rate: f64) -> Vec<f64> {
    let mut walls = Noise::new(seed ^ 0xb0c5);
    let room = decibels(pattern.room);
    // A few early reflections, then four damped combs: a small live room.
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
    let room_of = |(frame, input): (usize, &f64)| {
        let reflected = |(delay, gain): &(usize, f64)| {
            frame.checked_sub(*delay).map_or(0.0, |at| dry[at] * gain)
        };
        let early: f64 = taps.iter().map(reflected).sum();
        let mut late = 0.0;
        for (line, place, damped) in &mut combs {
            let value = line[*place];
            *damped = 0.55 * *damped + 0.45 * value;
            line[*place] = input + 0.62 * *damped;
            *place = (*place + 1) % line.len();
            late += value;
        }
        let wet = bright.low(early * 0.7 + late * 0.25);
        saturate((input + room * wet) * 0.7, pattern.drive) + hiss_level * hiss.next()
    };
    dry.iter().enumerate().map(room_of).collect()
}
