//! Controls that change nothing, or not what they seem to: without the control that they belong to (`size` without `room`),
//! on sounds that do not read them (`detune` on a sample), and arithmetic with a control that is not there.

use super::inaudible::Played;
use crate::compile::Context;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::syntax::words::words;
use phonon_engine::parameters::Parameter;
use phonon_engine::voices::synths;
use phonon_pattern::{Budget, ListedEvent, Operation, PatternId, Plain, Scratch, Span};
use std::collections::{BTreeMap, BTreeSet};

/// What reading one cycle may take.
const EFFORT: Budget = Budget {
    steps: 20_000,
    depth: 192,
    entries: 1 << 12,
    bytes: 1 << 12,
    collected: 1 << 11,
};
/// Most sums of controls that are checked.
const MOST_CHECKED_SUMS: usize = 256;

/// Controls that say more about an effect, and the controls that turn it on.
const COMPANIONS: &[(&[&str], &[&str])] = &[
    (
        &[
            "resonance",
            "lpenv",
            "lpattack",
            "lpdecay",
            "lpsustain",
            "lprelease",
        ],
        &["cutoff"],
    ),
    (
        &[
            "hresonance",
            "hpenv",
            "hpattack",
            "hpdecay",
            "hpsustain",
            "hprelease",
        ],
        &["hcutoff"],
    ),
    (
        &[
            "bandq",
            "bpenv",
            "bpattack",
            "bpdecay",
            "bpsustain",
            "bprelease",
        ],
        &["bandf"],
    ),
    (&["size", "dry"], &["room"]),
    (&["delaytime", "delayfeedback", "lock"], &["delay"]),
    (&["lrate", "lsize"], &["leslie"]),
    (&["psdisp"], &["psrate"]),
    (&["tremolodepth"], &["tremolorate"]),
    (&["phaserdepth"], &["phaserrate"]),
    (&["fshiftnote", "fshiftphase"], &["fshift"]),
    (&["kcutoff"], &["krush"]),
    (&["octersub", "octersubsub"], &["octer"]),
    (&["ringf", "ringdf"], &["ring"]),
    (&["cutAll"], &["cut"]),
    (&["timescalewin"], &["timescale"]),
    (&["vibmod"], &["vib"]),
    (&["pattack", "pdecay"], &["penv"]),
    (&["plat"], &["tilt"]),
    (&["fmh"], &["fmi"]),
];

/// Controls that only samples read, and what is written for synths.
const OF_SAMPLES: &[(&str, &str)] = &[
    (
        "begin",
        "a synth has no beginning to skip: `attack 0.1` lets it rise",
    ),
    (
        "end",
        "a synth has no end to cut off: `legato 0.5` or `sustain 0.2` makes it shorter",
    ),
    (
        "timescale",
        "a synth lasts as long as its step: `legato 2` makes it longer",
    ),
    ("metatune", "a synth is in tune"),
];

/// Controls that some synths read and samples do not, and what is written for samples.
const OF_SYNTHS: &[(&str, &str)] = &[
    ("detune", "`# note 0.3` tunes a sample, in semitones"),
    ("velocity", "`# gain 0.8` sets the level of a sample"),
    ("voice", "`# n 3` or `bd:3` chooses another sample"),
    ("slide", "`# accelerate 0.5` lets a sample glide"),
    ("semitone", "`# note 7` tunes a sample, in semitones"),
    ("rate", "`# speed 2` plays a sample faster"),
    ("lfo", "`# lpf (range 200 2000 sine)` moves a filter"),
    ("pitch1", "`# speed 2` plays a sample faster"),
    ("pitch2", "`# speed 2` plays a sample faster"),
    ("pitch3", "`# speed 2` plays a sample faster"),
    ("fmi", "`# ring 0.5 # ringf 300` makes a sample metallic"),
    ("width", "`# djf 0.3` or `# lpf 800` colours a sample"),
    ("ratio", "`# speed 2` plays a sample faster"),
    (
        "feedback",
        "`# delay 0.5 # delayfeedback 0.6` is the echo's",
    ),
    ("muffle", "`# lpf 800` dulls a sample"),
    ("stereo", "`# pan 0.3` places a sample"),
    ("noise", "`# shape 0.5` roughens a sample"),
    ("perc", "`# attack 0.01` shapes a sample"),
    ("percf", "`# attack 0.01` shapes a sample"),
    ("vibrato", "`# vib 5` is vibrato"),
    ("vrate", "`# vib 5` is vibrato"),
    ("modamp", "`# tremolorate 5 # tremolodepth 0.5` is tremolo"),
    ("modfreq", "`# tremolorate 5 # tremolodepth 0.5` is tremolo"),
    ("lfofreq", "`# tremolorate 5 # tremolodepth 0.5` is tremolo"),
    (
        "lfodepth",
        "`# tremolorate 5 # tremolodepth 0.5` is tremolo",
    ),
];

/// Arithmetic between patterns of controls.
pub(crate) struct Sum {
    pub operation: Operation,
    pub left: PatternId,
    pub right: PatternId,
    /// Whether it takes its steps from both sides: `+`, not `|+`.
    pub is_plain: bool,
    /// The operand at the right.
    pub place: Place,
}

/// Warns of controls whose effect nothing turns on, and of controls that are calculated with where there are none.
pub(crate) fn check_controls(text: &str, context: &Context, evaluator: &mut Evaluator) {
    let mut reported = Vec::new();
    alone(evaluator, &mut reported);
    let sums = std::mem::take(&mut evaluator.sums);
    for sum in sums.iter().take(MOST_CHECKED_SUMS) {
        reported.extend(summed(text, context, evaluator, sum));
    }
    let known = |sound: &str| {
        let mut sounds = context.sounds.unwrap_or_default().iter();
        sounds.any(|name| name == sound)
    };
    let unread = std::mem::take(&mut evaluator.unread);
    reported.extend(unread.into_iter().filter_map(|(sound, warning)| {
        (context.sounds.is_none() || known(&sound)).then_some(warning)
    }));
    for warning in reported {
        evaluator.say(warning);
    }
}

/// Controls without the one that turns their effect on, in all of the text: effects of an orbit are shared.
fn alone(evaluator: &Evaluator, reported: &mut Vec<Diagnostic>) {
    let written = |name: &str| {
        let is_named = |other: &str| {
            Parameter::named(other).map(|parameter| parameter.description().heading.name())
                == Some(name)
        };
        evaluator
            .control_places
            .iter()
            .any(|(other, _)| is_named(other))
            || evaluator
                .parameter_names
                .iter()
                .any(|(other, _)| is_named(other))
    };
    let reads = |name: &str| {
        let mut strings = evaluator.sound_names.iter();
        strings.any(|(string, _)| {
            let mut sounds = words(&string.text).into_iter();
            sounds.any(|(_, sound)| {
                synths::find(sound).is_some_and(|synth| synth.parameters.contains(&name))
            })
        })
    };
    for (name, place) in &evaluator.control_places {
        let Some((_, partners)) = COMPANIONS.iter().find(|(names, _)| names.contains(name)) else {
            continue;
        };
        let partner = partners[0];
        if partners.iter().any(|partner| written(partner)) || reads(name) {
            continue;
        }
        let message = format!(
            "`{}` does nothing without `{}`",
            shown(name),
            shown(partner)
        );
        let example = Parameter::named(partner).map_or("", |it| it.description().heading.example());
        let example = example.split(" # ").nth(1).unwrap_or(example);
        reported.push(
            Diagnostic::warning(*place, message)
                .with_help(format!("turn the effect on, such as by `# {example}`")),
        );
    }
}

/// The name that a parameter is mostly called by.
fn shown(name: &str) -> &str {
    match name {
        "cutoff" => "lpf",
        "hcutoff" => "hpf",
        "bandf" => "bpf",
        name => name,
    }
}

/// The events of the first cycle; none if that is too much work.
fn first_cycle(evaluator: &Evaluator, pattern: PatternId) -> Option<Vec<ListedEvent>> {
    let mut scratch = Scratch::new(EFFORT);
    let (events, complete) = evaluator
        .graph
        .events(pattern, Span::cycle(0), &mut scratch);
    complete.then_some(events)
}

fn controls(event: &ListedEvent) -> Option<&BTreeMap<String, Plain>> {
    match &event.value {
        Plain::Controls(controls) => Some(controls),
        _ => None,
    }
}

/// Remembers the controls of a statement that its sounds do not read.
pub(crate) fn note_unread(evaluator: &mut Evaluator, played: &Played) {
    let is_within = |at: &Place| played.place.start <= at.start && at.end <= played.place.end;
    let row = |name: &str| {
        let of = |rows: &'static [(&str, &str)]| rows.iter().find(|(of, _)| *of == name);
        of(OF_SAMPLES).or_else(|| of(OF_SYNTHS))
    };
    let written: BTreeSet<&'static str> = evaluator
        .control_places
        .iter()
        .filter(|(name, at)| is_within(at) && row(name).is_some())
        .map(|(name, _)| *name)
        .collect();
    if written.is_empty() {
        return;
    }
    let mut events = Vec::new();
    for pattern in &played.patterns {
        let Some(found) = first_cycle(evaluator, *pattern) else {
            return;
        };
        events.extend(found);
    }
    for name in written {
        let with = || {
            events
                .iter()
                .filter_map(controls)
                .filter(|controls| controls.contains_key(name))
        };
        let sounds: BTreeSet<&str> = with()
            .filter_map(|controls| match controls.get("s") {
                Some(Plain::Word(sound)) => Some(sound.as_str()),
                _ => None,
            })
            .collect();
        if sounds.is_empty() || sounds.iter().any(|sound| reads(sound, name)) {
            continue;
        }
        let sound = sounds.into_iter().next().unwrap_or_default().to_owned();
        let Some((_, help)) = row(name) else { continue };
        let place = evaluator.control_places.iter();
        let Some((_, at)) = place.rev().find(|(of, at)| *of == name && is_within(at)) else {
            continue;
        };
        let message = format!("`{name}` changes nothing here: `{sound}` does not read it");
        let warning = Diagnostic::warning(*at, message).with_help(*help);
        evaluator.unread.push((sound, warning));
    }
}

/// Whether a sound reads one of these controls, as far as is known.
fn reads(sound: &str, name: &str) -> bool {
    let of_samples = OF_SAMPLES.iter().any(|(of, _)| *of == name);
    match synths::find(sound) {
        Some(synth) => !of_samples && (synth.parameters.contains(&name) || sound == "in"),
        None => of_samples || sound.starts_with('~') || sound == "midi",
    }
}

/// What a value is where nothing says it, if that is what an operation leaves as it is.
fn is_neutral(operation: Operation, name: &str) -> bool {
    let Some(row) = Parameter::named(name).map(Parameter::description) else {
        return true;
    };
    match operation {
        Operation::Add | Operation::Subtract => match row.default {
            Some(default) => default == 0.0,
            None => row.unit != "Hz",
        },
        _ => row.default == Some(1.0),
    }
}

/// What there is to say of arithmetic between controls: the left has nothing to calculate with, or both name sounds.
fn summed(text: &str, context: &Context, evaluator: &Evaluator, sum: &Sum) -> Option<Diagnostic> {
    let left = first_cycle(evaluator, sum.left)?;
    let right = first_cycle(evaluator, sum.right)?;
    let names = |events: &[ListedEvent]| -> BTreeSet<String> {
        let controls = events.iter().filter_map(controls);
        controls
            .flat_map(|controls| controls.keys().cloned())
            .collect()
    };
    let (of_left, of_right) = (names(&left), names(&right));
    if !of_left.contains("s") {
        return None;
    }
    if of_right.contains("s") && sum.operation == Operation::Add {
        let word = |events: &[ListedEvent]| {
            events
                .iter()
                .filter_map(controls)
                .find_map(|controls| match controls.get("s") {
                    Some(Plain::Word(word)) => Some(word.clone()),
                    _ => None,
                })
        };
        let (a, b) = (word(&left)?, word(&right)?);
        let joined = format!("{a}{b}");
        let is_known = context.sounds.is_none_or(|sounds| sounds.contains(&joined));
        return (!is_known).then(|| {
            Diagnostic::warning(
                sum.place,
                format!("`+` joins the names of sounds, and there is no sound `{joined}`"),
            )
            .with_help(format!("`stack [s \"{a}\", s \"{b}\"]` plays both"))
        });
    }
    // What is set together with something else is meant to be set.
    let mut names = of_right.iter();
    let (Some(name), None) = (names.next(), names.next()) else {
        return None;
    };
    if of_left.contains(name) {
        return None;
    }
    let shown = shown(name);
    let written = text.get(sum.place.range()).unwrap_or(shown);
    if is_neutral(sum.operation, name) {
        return (sum.operation == Operation::Multiply && sum.is_plain).then(|| {
            let message = format!("nothing before this sets `{shown}`: it is set, not multiplied");
            Diagnostic::note(sum.place, message).with_help(format!(
                "`# {written}` says the same; `|* {written}` keeps the steps of the sound"
            ))
        });
    }
    let (what, nothing) = match sum.operation {
        Operation::Add => ("add to", 0),
        Operation::Subtract => ("subtract from", 0),
        Operation::Multiply => ("multiply", 1),
        _ => ("divide", 1),
    };
    let message =
        format!("there is no `{shown}` before this to {what}, so it is taken to be {nothing}");
    let usual = Parameter::named(name).and_then(|it| it.description().default);
    let help = match usual {
        Some(usual) => format!("write `# {shown} {usual}` before it, which is the usual value"),
        None => format!("set it by `# {written}`, or write `# {shown} …` before it"),
    };
    Some(Diagnostic::warning(sum.place, message).with_help(help))
}
