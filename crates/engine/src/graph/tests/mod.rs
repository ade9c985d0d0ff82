//! Laws of the graph: `single` those of every node of the table, `leaps` of those that are turned by leaps, `loops` of those
//! that feed back, `sleep` of those that have nothing to do, `whole` those of any graph made of them, `handover` of one graph that takes over from
//! another. What they share is here: how a schedule is fed and heard.

mod handover;
mod leaps;
mod loops;
mod single;
mod sleep;
mod whole;

use crate::graph::*;
use phonon_dsp::oscillators::noise::Random;

const RATE: f64 = 48_000.0;

/// Outputs that the tests listen to.
const HEARD: usize = 3;

/// Runs a schedule over consecutive segments whose lengths are drawn from `sizes` (cut at sub-block ends), feeding source 0
/// with bursts of noise, pattern 0 with steps, macro 0 with a value. All inputs depend on absolute time only.
fn run(schedule: &mut Schedule, frames: u64, sizes: &[usize]) -> Vec<u32> {
    let mut bits = Vec::new();
    let mut frame = 0;
    let mut sizes = sizes.iter().cycle();
    schedule.set_macro(0, 0.5);
    while frame < frames {
        let start = (frame % SUB_BLOCK as u64) as usize;
        let size = *sizes.next().expect("endless");
        let left = (frames - frame) as usize;
        let end = (start + size.min(left)).min(SUB_BLOCK);
        feed(schedule, frame, start..end);
        schedule.process(&Segment::bare(frame - start as u64, start..end));
        for index in start..end {
            for output in 0..HEARD {
                let block = schedule.output(output);
                // The two zeros sound alike.
                bits.push((block.left[index] + 0.0).to_bits());
                bits.push((block.right[index] + 0.0).to_bits());
            }
        }
        frame += (end - start) as u64;
    }
    bits
}

/// An event that sets a value at a frame of the sub-block.
fn event(frame: usize, value: f32) -> Step {
    Step {
        frame,
        value,
        onset: true,
        duration: 100,
    }
}

/// Writes the inputs of a segment.
fn feed(schedule: &mut Schedule, frame: u64, range: std::ops::Range<usize>) {
    schedule.begin(range.clone());
    let start = range.start;
    for index in range {
        let at = frame + (index - start) as u64;
        // 30 ms of noise, then 270 ms of silence.
        if at % 14_400 < 1_440 && schedule.sources() > 0 {
            let mut random = Random::new(at);
            let block = schedule.source_mut(0);
            block.left[index] = random.bipolar();
            block.right[index] = random.bipolar();
        }
        if at % 5_000 == 100 {
            let value = (at / 5_000 % 7) as f32 * 0.1 + 0.1;
            schedule.push_step(
                0,
                Step {
                    frame: index,
                    value,
                    onset: true,
                    duration: 2_500,
                },
            );
        }
    }
}

fn assert_same(a: &[u32], b: &[u32], what: &str) {
    assert_eq!(a.len(), b.len(), "{what}");
    let differing = a.iter().zip(b).position(|(a, b)| a != b);
    if let Some(index) = differing {
        panic!(
            "{what}: frame {} output {}: {} against {}",
            index / (2 * HEARD),
            index / 2 % HEARD,
            f32::from_bits(a[index]),
            f32::from_bits(b[index])
        );
    }
}

/// A sensible value for a port without default.
fn plain(port: &nodes::Port) -> f32 {
    port.default.unwrap_or(match port.units {
        nodes::Units::Hertz => 700.0,
        nodes::Units::Seconds => 0.05,
        _ => 0.5,
    })
}
