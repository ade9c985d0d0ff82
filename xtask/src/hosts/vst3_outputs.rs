//! Phonon Multi in VST3, with outputs that hosts leave out or switch off; and automation on its frame.

use super::raw_vst3::{Given, Module, Plugin, block};
use super::{Bench, PROBE, RATE, SECONDS};
use anyhow::{Result, ensure};
use vst3::Steinberg::Vst::IComponentTrait;
use vst3::Steinberg::kResultOk;

/// Main and one for each line.
pub const OUTPUTS: usize = 17;

/// Another rhythm on each of the sixteen lines.
pub const SIXTEEN: &str = "\
o1: s \"rim*4\"
o2: s \"bd*2\" # pan 0.2
o3: s \"hh*8\" # room 0.3
o4: s \"superpiano*3\" # note \"0 4 7\"
o5: s \"cp*5\" # delay 0.4
o6: saw \"110 165\" * 0.1
o7: s \"sn*3\" # pan rand
o8: s \"cl(3,8)\"
o9: s \"rim*7\" # speed 1.5
o10: s \"bd*6\" # crush 4
o11: s \"hh*9\" # pan 0.9
o12: s \"supersaw*2\" # note \"0 7\" # lpf 900
o13: sine 220 * \"0.2 0 0.1 0\"
o14: s \"oh*2\" # cut 1
o15: s \"lt*3 mt*2\"
o16: s \"ht*5\" # hpf 800
";

/// Each output of `heard` (main first, two channels each) holds the stem of its line of [`SIXTEEN`], to the bit, and main is
/// silent.
pub fn separate(bench: &Bench, heard: &[Vec<f32>]) -> Result<String> {
    let main = heard[..2].iter().flatten();
    ensure!(
        main.into_iter().all(|sample| *sample == 0.0),
        "something is in the main output"
    );
    let mut sounding = 0;
    for (place, stem) in bench.stems("sixteen", SIXTEEN)?.iter().enumerate() {
        let number = place + 1;
        let own = &heard[2 * number..][..2];
        sounding += usize::from(own[0].iter().any(|sample| sample.abs() > 0.01));
        ensure!(own == stem.channels, "output {number} is not its stem");
    }
    ensure!(sounding == 16, "{sounding} of 16 outputs sound");
    Ok("16 outputs, each its stem to the bit".to_owned())
}

const SIZES: [usize; 6] = [512, 100, 1024, 37, 1, 256];

fn play(plugin: &Plugin, outputs: &[Given]) -> Result<Vec<[Vec<f32>; 2]>> {
    plugin.start(1024, true)?;
    let total = (SECONDS * RATE) as usize;
    let mut heard = Vec::new();
    let mut at = 0;
    for size in SIZES.into_iter().cycle() {
        let frames = size.min(total - at);
        if frames == 0 {
            break;
        }
        block(&plugin.processor, at, frames, outputs, None, &mut heard)?;
        at += frames;
    }
    plugin.stop();
    Ok(heard)
}

fn sum(buses: &[[Vec<f32>; 2]]) -> Vec<Vec<f32>> {
    let mut all = vec![vec![0.0; buses[0][0].len()]; 2];
    for bus in buses {
        for (all, channel) in all.iter_mut().zip(bus) {
            for (all, sample) in all.iter_mut().zip(channel) {
                *all += sample;
            }
        }
    }
    all
}

fn loudest(bus: &[Vec<f32>; 2]) -> f32 {
    bus.iter()
        .flatten()
        .fold(0.0, |loudest, sample| sample.abs().max(loudest))
}

/// The probe sounds whole whatever outputs there are, and each output where it belongs.
pub fn multi(bench: &Bench) -> Result<String> {
    let reference = bench.reference("probe", PROBE)?;
    let module = Module::load(&bench.bundles.vst3)?;
    let mut tried = 0;
    let mut words = String::new();
    // How many outputs there are, which are off, which are null: the first is main, then o1, o2 …
    let mut cases: Vec<(Vec<Given>, Vec<usize>)> = [1, 2, 3, 16, OUTPUTS]
        .map(|count| (vec![Given::Whole; count], Vec::new()))
        .to_vec();
    cases.push((vec![Given::Whole; OUTPUTS], vec![1]));
    cases.push((vec![Given::Whole; OUTPUTS], (1..OUTPUTS).collect()));
    for null in [Given::Null, Given::NullChannels] {
        let mut given = vec![Given::Whole; OUTPUTS];
        given[2] = null;
        cases.push((given, Vec::new()));
    }
    for (given, off) in cases {
        let plugin = module.create("Phonon Multi")?;
        plugin.set_song(PROBE)?;
        for place in &off {
            // SAFETY: a bus of the plugin.
            let done = unsafe { plugin.component.activateBus(0, 1, *place as i32, 0) };
            ensure!(done == kResultOk, "output {place} cannot be switched off");
        }
        let heard = play(&plugin, &given)?;
        let case = format!("{} outputs, {} off", given.len(), off.len());
        words = bench
            .judge(&reference, &sum(&heard), 0)
            .map_err(|error| error.context(case.clone()))?;
        for (place, bus) in heard.iter().enumerate().skip(1) {
            let there = given[place] == Given::Whole && !off.contains(&place);
            let sounds = loudest(bus) > 0.01;
            ensure!(
                sounds == (there && place <= 2),
                "{case}: output {place} sounds: {sounds}"
            );
        }
        tried += 1;
    }
    Ok(format!("{tried} sets of outputs; {words}"))
}

/// What automates the macro.
#[derive(Clone, Copy, PartialEq)]
enum Curve {
    /// It stands at a quarter.
    Still,
    /// A step to three quarters, as the standard wants it: two points one frame apart.
    Step,
    /// The same as a single point, as many hosts send it.
    Point,
    /// A ramp from a quarter at frame 2,000 to three quarters at 30,000.
    Ramp,
}

const STEP: usize = 10_007;
const RAMP: std::ops::Range<usize> = 2_000..30_000;

/// The points a host sends for the block of `frames` frames at `at`.
fn points(curve: Curve, at: usize, frames: usize) -> Vec<(i32, f64)> {
    let within = |frame: usize| (at..at + frames).contains(&frame);
    let ramp = |frame: usize| {
        let passed = frame.saturating_sub(RAMP.start) as f64 / RAMP.len() as f64;
        0.25 + 0.5 * passed.min(1.0)
    };
    let mut all: Vec<(usize, f64)> = match curve {
        Curve::Still => Vec::new(),
        Curve::Step => vec![(STEP - 1, 0.25), (STEP, 0.75)],
        Curve::Point => vec![(STEP, 0.75)],
        Curve::Ramp => vec![(RAMP.start, 0.25), (RAMP.end, 0.75)],
    };
    let end = at + frames - 1;
    if curve == Curve::Ramp && end > RAMP.start && end < RAMP.end {
        all.insert(1, (end, ramp(end)));
    }
    if at == 0 {
        all.insert(0, (0, 0.25));
    }
    all.retain(|(frame, _)| within(*frame));
    all.iter()
        .map(|(frame, value)| ((frame - at) as i32, *value))
        .collect()
}

/// A macro's step acts on its frame at any block size, and a ramp gives the same samples at all of them.
pub fn automation(bench: &Bench) -> Result<String> {
    const TOTAL: usize = 48_000;
    let module = Module::load(&bench.bundles.vst3)?;
    let play = |curve, size: usize| -> Result<Vec<f32>> {
        let plugin = module.create("Phonon")?;
        plugin.set_song("o1: (saw 110 * 0.2) * ~m1\n")?;
        let id = plugin.parameter("Macro 1")?;
        plugin.start(4096, true)?;
        let mut heard = Vec::new();
        let mut at = 0;
        while at < TOTAL {
            let frames = size.min(TOTAL - at);
            let sent = points(curve, at, frames);
            let sent = (!sent.is_empty()).then_some((id, sent));
            block(
                &plugin.processor,
                at,
                frames,
                &[Given::Whole],
                sent,
                &mut heard,
            )?;
            at += frames;
        }
        Ok(heard.swap_remove(0)[0].clone())
    };
    let first_difference = |a: &[f32], b: &[f32]| a.iter().zip(b).position(|(a, b)| a != b);
    let sizes = [512, 64, 441, 4096, 37];
    let still = play(Curve::Still, 512)?;
    ensure!(
        still.iter().any(|sample| sample.abs() > 0.01),
        "nothing sounds"
    );
    for curve in [Curve::Step, Curve::Point, Curve::Ramp] {
        let whole = play(curve, sizes[0])?;
        let first = first_difference(&whole, &still);
        if curve == Curve::Ramp {
            let near = first.is_some_and(|first| (RAMP.start..RAMP.start + 64).contains(&first));
            ensure!(near, "the ramp from {} is heard from {first:?}", RAMP.start);
        } else {
            ensure!(
                first == Some(STEP),
                "the step at {STEP} is heard at {first:?}"
            );
        }
        for size in &sizes[1..] {
            let differs = first_difference(&whole, &play(curve, *size)?);
            ensure!(
                differs.is_none(),
                "blocks of {size} differ at frame {differs:?}"
            );
        }
    }
    Ok(format!(
        "a step acts on frame {STEP}; steps and ramps the same at blocks of {sizes:?}"
    ))
}
