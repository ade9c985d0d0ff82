//! Names that users of Tidal and SuperDirt know and that nothing here reads: what they belong to, and what does their
//! work here.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::evaluate::Evaluator;
use crate::evaluate::value::{Function, Spanned, Value};
use crate::types::Kind;
use phonon_engine::parameters::Parameter;
use phonon_samples::spelling::nearest;
use std::collections::HashSet;
use std::rc::Rc;

/// Parameters of one kind: their names, what they are about, and what is written instead.
pub(crate) struct Parameters {
    /// Tidal's controls: a name and its other names. They are read, and sounds carry them along.
    pub(crate) controls: &'static [&'static [&'static str]],
    /// What Tidal itself does not know.
    unknown: &'static [&'static str],
    about: &'static str,
    help: &'static str,
    /// Whether the values are words.
    pub(crate) words: bool,
}

const NUMBERS: Parameters = Parameters {
    controls: &[],
    unknown: &[],
    about: "",
    help: "",
    words: false,
};

#[rustfmt::skip]
pub(crate) const PARAMETERS: &[Parameters] = &[
    Parameters {
        controls: &[&["panwidth"], &["panspan"], &["pansplay"], &["panorient"]],
        unknown: &["splay", "orientation"],
        about: "places sounds among more than two loudspeakers, and outputs here are stereo",
        help: "`pan` places a sound from left to right; `orbit` gives it an output of its own",
        ..NUMBERS
    },
    Parameters {
        unknown: &["latency"],
        about: "is about the way from TidalCycles to SuperDirt, and there is none here",
        help: "`nudge` moves sounds in time",
        ..NUMBERS
    },
    Parameters {
        controls: &[&["dur"]],
        unknown: &["delta"],
        about: "is what TidalCycles itself tells SuperDirt of each event",
        help: "`legato` and `sustain` say how long a sound lasts",
        ..NUMBERS
    },
    Parameters {
        controls: &[&["to"], &["toArg"], &["from"]],
        about: "leads sound from one of SuperDirt's effects to another",
        help: "a bus does that here: `~name: …`, and `~name` wherever it is used",
        ..NUMBERS
    },
    Parameters {
        unknown: &["limitertype"],
        about: "chooses the limiter of SuperDirt's outputs",
        help: "`# limit` is one for any sound",
        ..NUMBERS
    },
    Parameters {
        controls: &[&["songPtr"], &["frameRate"], &["frames"], &["seconds"], &["minutes"], &["hours"]],
        about: "is about the clock of MIDI, and here the host has it",
        help: "the host's transport starts, stops and counts",
        ..NUMBERS
    },
    Parameters {
        controls: &[&["midicmd"]],
        about: "is about the clock of MIDI, and here the host has it",
        help: "the host's transport starts, stops and counts",
        words: true,
        ..NUMBERS
    },
    Parameters {
        controls: &[
            &["control"], &["ctlNum"], &["modwheel"], &["expression"], &["sustainpedal"], &["portamento", "por"],
            &["polyTouch"], &["sysexid"], &["sysexdata"], &["array"], &["uid"],
        ],
        about: "is a message that no note out has here",
        help: "`ccn 1 # ccv 64` sends the value of any controller",
        ..NUMBERS
    },
    Parameters {
        controls: &[&["degree"], &["mtranspose"], &["ctranspose"], &["octaveR"]],
        about: "is a part of SuperCollider's way to say a pitch",
        help: "`n (scale \"minor\" \"0 2 4\")` plays the degrees of a scale, `|+ n 12` transposes",
        ..NUMBERS
    },
    Parameters {
        controls: &[
            &["clhatdecay", "chdecay"], &["cutoffegint", "ctfg"], &["hatgrain", "hg"], &["lagogo"], &["lclap", "lcp"],
            &["lclaves", "lcl"], &["lclhat", "lch"], &["lcrash", "lcr"], &["lfocutoffint", "lfoc"], &["lfodelay"],
            &["lfoint", "lfoi"], &["lfopitchint", "lfop"], &["lfoshape"], &["lfosync"], &["lhitom", "lht"],
            &["lkick", "lbd"], &["llotom", "llt"], &["lophat", "loh"], &["lsnare", "lsn"], &["ophatdecay", "ohdecay"],
            &["partials"], &["sagogo", "sag"], &["sclap", "scp"], &["sclaves", "scl"], &["scrash", "scr"],
            &["stutterdepth", "std"], &["stuttertime", "stt"], &["tomdecay", "tdecay"], &["vcfegint", "vcf"],
            &["vcoegint", "vco"],
        ],
        about: "is one of a MIDI instrument's parameters that Tidal has a name for",
        help: "`ccn 74 # ccv 64 # s \"midi\"` moves a controller of an instrument",
        ..NUMBERS
    },
    Parameters {
        controls: &[
            &["button0"], &["button1"], &["button2"], &["button3"], &["button4"], &["button5"], &["button6"],
            &["button7"], &["button8"], &["button9"], &["button10"], &["button11"], &["button12"], &["button13"],
            &["button14"], &["button15"], &["slider0"], &["slider1"], &["slider2"], &["slider3"], &["slider4"],
            &["slider5"], &["slider6"], &["slider7"], &["slider8"], &["slider9"], &["slider10"], &["slider11"],
            &["slider12"], &["slider13"], &["slider14"], &["slider15"],
        ],
        about: "is a button or slider that a synth of one's own reads",
        help: "the macros `~m1` to `~m16` are set from outside",
        ..NUMBERS
    },
];

impl Parameters {
    fn has(&self, name: &str) -> bool {
        self.unknown.contains(&name) || self.controls.iter().any(|names| names.contains(&name))
    }
}

const SOUNDS: &[(&[&str], &str)] = &[
    (
        &["in1", "inr"],
        "`in` is what comes in from outside; `pan` and `channel` place it",
    ),
    (
        &["from"],
        "a bus is a sound too: `~name: …`, then `s \"~name\"`",
    ),
    (
        &["superpanic"],
        "`hush` on a line of its own silences everything",
    ),
    (
        &[
            "tutorial1",
            "tutorial2",
            "tutorial3",
            "tutorial4",
            "tutorial5",
            "debug",
        ],
        "it is an exercise of SuperDirt's; a bus makes a sound of your own: `~name: saw 110 # lpf 800`",
    ),
];

/// The parameter that only SuperDirt or MIDI has, as a function of its values: it is taken, though nothing reads it.
pub(crate) fn control(name: &str, place: Place) -> Option<Value> {
    let mut names = PARAMETERS.iter().flat_map(|kind| kind.unknown);
    let name = *names.find(|known| **known == name)?;
    let run = move |evaluator: &mut Evaluator, mut given: Vec<Spanned>, _: Place| {
        evaluator.parameter_names.push((name.to_owned(), place));
        let values = given.remove(0);
        let kind = values.value.likely();
        let values = evaluator.pattern(&values, kind)?;
        let word = evaluator.graph.intern(name);
        let pattern = evaluator.graph.control(word, values);
        Ok(Value::Pattern(Kind::Controls, pattern))
    };
    Some(Value::function(Function::Native(
        name,
        1,
        Rc::new(run),
        Vec::new(),
    )))
}

/// Whether the values of a parameter are words.
pub(crate) fn is_word(name: &str) -> bool {
    let known = Parameter::named(name).map(Parameter::description);
    known.is_some_and(|row| row.kind == phonon_engine::parameters::Kind::Word)
        || PARAMETERS.iter().any(|kind| kind.words && kind.has(name))
}

/// What is said of a parameter of Tidal's that events carry and no sound reads; nothing about other names.
pub(crate) fn carried(name: &str, place: Place) -> Option<Diagnostic> {
    let kind = PARAMETERS.iter().find(|kind| kind.has(name))?;
    let message = format!("no sound reads `{name}`: it {}", kind.about);
    Some(Diagnostic::note(place, message).with_help(kind.help))
}

/// What is said of a name given to `pF` and its like that no sound reads.
pub(crate) fn unread(name: &str, place: Place) -> Option<Diagnostic> {
    if Parameter::named(name).is_some() {
        return None;
    }
    if let Some(mut carried) = carried(name, place) {
        carried.severity = Severity::Warning;
        return Some(carried);
    }
    let warning = Diagnostic::warning(place, format!("no sound reads a parameter `{name}`"));
    let known = Parameter::all().map(|parameter| parameter.description().heading.name());
    Some(match nearest(name, known) {
        Some(near) => warning.with_help(format!("did you mean `{near}`?")),
        None => warning,
    })
}

/// What is done instead of a sound that only SuperDirt has.
pub(crate) fn sound(name: &str) -> Option<&'static str> {
    SOUNDS
        .iter()
        .find_map(|(names, help)| names.contains(&name).then_some(*help))
}

/// Words for sounds, and the names that such sounds have.
const SOUND_SYNONYMS: &[(&[&str], &[&str])] = &[
    (
        &["kick", "kik", "bassdrum", "kickdrum", "bdrum"],
        &["bd", "808bd", "909bd", "hardkick"],
    ),
    (
        &["snare", "snaredrum", "sd", "snr"],
        &["sn", "808sd", "909sd"],
    ),
    (&["tom", "toms", "floortom"], &["lt", "mt", "ht"]),
    (
        &[
            "hat",
            "hihat",
            "hihats",
            "hats",
            "closedhat",
            "closedhihat",
            "ch",
        ],
        &["hh", "oh", "808hc"],
    ),
    (&["openhat", "openhihat", "ohh", "open"], &["oh", "808oh"]),
    (&["clap", "handclap", "claps"], &["cp", "808cp"]),
    (&["rimshot", "sidestick", "rs"], &["rim"]),
    (&["crash", "cymbal", "cy"], &["cr", "rd", "808cy"]),
    (&["ride"], &["rd"]),
    (&["cowbell"], &["cb"]),
    (&["shaker", "maraca", "maracas"], &["sh"]),
    (&["tambourine"], &["ta"]),
    (
        &["perc", "percussion", "conga", "bongo"],
        &["hand", "can", "rim", "cl"],
    ),
    (&["guitar"], &["gtr", "pluck"]),
    (&["keys", "rhodes", "epiano"], &["piano", "superpiano"]),
    (&["lead", "synth"], &["supersaw", "supersquare", "stab"]),
    (&["strings", "violin"], &["pad", "supersaw"]),
    (&["choir", "vocal", "voice", "vox"], &["ah", "oo"]),
    (
        &["breaks", "amen", "breakbeat", "breaks152", "breaks165"],
        &["break", "breakcut"],
    ),
    (&["saw", "sawtooth"], &["supersaw"]),
    (&["square", "pulse"], &["supersquare", "superpwm"]),
    (&["triangle", "sine", "sin"], &["soskick", "superfm"]),
];

/// The sounds there are that a word for them may mean, listed.
pub(crate) fn sounds_called(word: &str, known: &HashSet<&str>) -> String {
    let word = word.to_lowercase();
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let named = SOUND_SYNONYMS
        .iter()
        .find(|(words, _)| words.contains(&word));
    let names = named.map_or(&[][..], |(_, names)| names);
    let names: Vec<String> = names
        .iter()
        .filter(|name| known.contains(*name))
        .map(|name| format!("`{name}`"))
        .collect();
    names.join(" ")
}

/// What is written instead of steps drawn as `x---x---`.
pub(crate) fn drawn_steps(word: &str) -> Option<String> {
    let drawn = word.len() >= 3
        && word.contains(['-', '.'])
        && word.contains(['x', 'X', 'o'])
        && word
            .chars()
            .all(|step| matches!(step, 'x' | 'X' | 'o' | '-' | '.'));
    let steps: Vec<&str> = word
        .chars()
        .map(|step| if matches!(step, '-' | '.') { "~" } else { "t" })
        .collect();
    drawn.then(|| {
        format!(
            "steps are separated by spaces: `struct \"{}\" $ s \"bd\"`",
            steps.join(" ")
        )
    })
}

/// Words for what functions do, and how that is written here.
const SYNONYMS: &[(&[&str], &str)] = &[
    (
        &["stop", "stopAll", "silenceAll"],
        "`hush` on a line of its own silences everything",
    ),
    (
        &["reverse", "backwards"],
        "`rev` plays a pattern backwards, `# speed (-1)` a sample",
    ),
    (
        &["volume", "vol", "level", "loudness"],
        "`gain` sets the level",
    ),
    (
        &["faster", "speedup", "accel"],
        "`fast 2` plays twice as fast, `# speed 2` a sample",
    ),
    (&["slower", "slowdown"], "`slow 2` plays half as fast"),
    (
        &["lowpass", "lowPass", "low_pass", "lpfilter"],
        "`lpf 800` is the low-pass filter",
    ),
    (
        &["highpass", "highPass", "high_pass", "hpfilter"],
        "`hpf 800` is the high-pass filter",
    ),
    (
        &["bandpass", "bandPass"],
        "`bpf 800` is the band-pass filter",
    ),
    (
        &["filter"],
        "`lpf 800` is the low-pass filter, `hpf 800` the high-pass filter",
    ),
    (
        &["panning", "balance"],
        "`pan` places a sound: 0 left, 0.5 in the middle, 1 right",
    ),
    (
        &["distortion", "overdrive", "drive", "saturation"],
        "`# distort 0.5` and `# shape 0.5` distort",
    ),
    (
        &["pitch", "transpose"],
        "`# up 7` or `|+ note 7` moves the pitch by semitones",
    ),
    (
        &["sleep", "wait_for", "rest"],
        "nothing waits here: a pattern divides the cycle, and `~` in a string is a rest",
    ),
    (
        &["live_loop", "loop_do", "in_thread"],
        "`d1 $ …` plays a pattern over and over",
    ),
    (
        &["play", "play_pattern", "synth"],
        "`n \"0 4 7\" # s \"superpiano\"` plays notes",
    ),
    (&["sample", "samples_play"], "`s \"bd sn\"` plays samples"),
    (
        &[
            "use_bpm",
            "Clock.bpm",
            "Clock",
            "setTempo",
            "setbps",
            "bpmset",
        ],
        "`bpm: 120` on a line of its own sets the tempo",
    ),
    (
        &["console"],
        "a text plays, it prints nothing; `phonon query` prints what a pattern plays",
    ),
    (
        &[
            "for", "while_", "def", "func", "lambda", "var", "const", "function",
        ],
        "patterns repeat by themselves; `let f x = …` defines a function",
    ),
    (
        &["Scale", "Root"],
        "`n (scale \"minor\" \"0 2 4\")` plays in a scale",
    ),
    (&["true"], "`True`, or `t` in a string"),
    (&["false"], "`False`, or `f` in a string"),
    (
        &["repeat"],
        "`ply 2` repeats each step, `\"bd*2\"` or `\"bd!2\"` one step",
    ),
    (
        &["shift", "offset_by"],
        "`0.25 ~> …` moves a pattern later, `0.25 <~ …` earlier",
    ),
    (
        &["random"],
        "`rand` is a random number, `irand 8` a whole one, `?` in a string leaves steps out",
    ),
    (
        &["delaymix", "echo_mix"],
        "`# delay 0.5 # delaytime 0.25 # delayfeedback 0.4` is the echo",
    ),
    (&["chords"], "`n \"c'maj e'min\"` plays chords"),
    (
        &["arpeggio", "arpeggiator"],
        "`arp \"up\"` or `arpeggiate` plays chords note by note",
    ),
    (
        &["sidechain_to", "duck"],
        "`# sidechain ~kick` ducks a sound when a bus sounds",
    ),
    (
        &["eq", "equalizer"],
        "`# peq 1000 6` raises 1000 Hz by 6 dB; `lpf` and `hpf` cut",
    ),
];

/// How something is written here that has another name elsewhere; nothing about other names.
pub(crate) fn called_otherwise(name: &str) -> Option<&'static str> {
    SYNONYMS
        .iter()
        .find_map(|(names, help)| names.contains(&name).then_some(*help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtins;

    #[test]
    fn what_is_known_here_is_not_foreign() {
        for kind in PARAMETERS {
            for name in kind.unknown {
                assert!(builtins::find(name).is_none(), "{name}");
                assert!(Parameter::named(name).is_none(), "{name}");
            }
            for name in kind.controls.iter().flat_map(|names| *names) {
                assert!(Parameter::named(name).is_none(), "{name}");
                let meaning = builtins::find(name).and_then(|meaning| meaning.builtin);
                assert!(meaning.is_some(), "{name}");
            }
        }
        for name in SOUNDS.iter().flat_map(|(names, _)| *names) {
            assert!(
                phonon_engine::voices::synths::find(name).is_none(),
                "{name}"
            );
        }
    }
}
