//! What plays and is not heard, or changes nothing.

use super::Case;

const LOW_PASS: &str =
    "`lpf` is in Hz: `# lpf 800`; `sine` alone goes from 0 to 1: `# lpf (range 200 2000 sine)`";
const SPEED: &str =
    "`# speed 1` plays as recorded, `# speed 0.5` half as fast, `# speed (-1)` backwards";
const SLICE: &str = "`begin` and `end` are fractions of the sample: `# begin 0.25 # end 0.5` plays the second quarter";
const ENVELOPE: &str = "`adsr 0.01 0.1 0.5 0.2`: seconds of the attack and decay, level that is held, seconds of the release";
const HOW_OFTEN: &str = "how often a step plays is a number above 0: `bd*4`, `bd!4`, `bd(3,8)`";

const DIVIDED: &str = "something is divided by 0, or a power is too large";

pub(super) const CASES: &[Case] = &[
    (
        "d1 $ s \"bd*2\" # gain (0/0)",
        &[(
            "gain (0/0)",
            "warning: `gain` is not a number here; it is left out",
            DIVIDED,
        )],
    ),
    (
        "d1 $ s \"bd*2\" # speed (1 / \"<1 2 0>\")",
        &[(
            "speed (1 / \"<1 2 0>\")",
            "warning: `speed` is infinite here; it is played as 1000",
            DIVIDED,
        )],
    ),
    (
        "d1 $ mask \"0 1\" $ s \"bd\"",
        &[(
            "mask \"0 1\" $ s \"bd\"",
            "warning: no sound begins here: only the ends of events are left",
            "a sound begins with its step: let a step of what cuts it, such as `mask`, begin there",
        )],
    ),
    (
        "d1 $ s \"bd\" # gain \"0,5\"",
        &[(
            "5",
            "warning: `gain 5` is far outside its range",
            "a comma plays both at once; the decimal sign is a point: `gain 0.5`",
        )],
    ),
    (
        "d1 $ s \"bd\" # cutoff sine",
        &[(
            "cutoff sine",
            "warning: a low-pass filter at 0.5 Hz lets nothing through that can be heard",
            LOW_PASS,
        )],
    ),
    (
        "d1 $ s \"bd\" # hpf 30000",
        &[(
            "hpf 30000",
            "warning: a high-pass filter at 30000 Hz lets nothing through that can be heard",
            "`hpf` is in Hz: `# hpf 800` takes away what is below 800 Hz",
        )],
    ),
    (
        "d1 $ s \"bd\" # speed 0",
        &[(
            "speed 0",
            "warning: at `speed 0` a sound does not move, and nothing is heard",
            SPEED,
        )],
    ),
    (
        "d1 $ s \"bd\" # begin 1",
        &[(
            "begin 1",
            "warning: nothing is left between `begin 1` and `end 1`",
            SLICE,
        )],
    ),
    (
        "d1 $ s \"bd\" # crush 0",
        &[(
            "crush 0",
            "warning: `crush 0` leaves less than one bit, and nothing is heard",
            "`crush` is in bits: `# crush 4` is rough, `# crush 16` is clean",
        )],
    ),
    (
        "d1 $ s \"bd\" # legato 0",
        &[(
            "legato 0",
            "warning: with `legato 0` a sound has no length, and is not heard",
            "`# legato 1` lasts as long as the step, `# legato 0.5` half as long",
        )],
    ),
    (
        "o1: s \"bd\" # adsr 0 0 0 0",
        &[(
            "adsr 0 0 0 0",
            "warning: this envelope is over at once, and nothing is heard",
            ENVELOPE,
        )],
    ),
    // What a signal gives is not known: nothing is said of its value.
    (
        "~l: sine 0.1 * 800 + 1000\nd1 $ s \"bd\" # lpf ~l # size 0.3",
        &[(
            "size 0.3",
            "warning: `size` does nothing without `room`",
            "turn the effect on, such as by `# room 0.4`",
        )],
    ),
    // One layer of several.
    (
        "d1 $ stack [s \"bd\", s \"hh*4\" # speed 0]",
        &[(
            "speed 0",
            "warning: at `speed 0` a sound does not move, and nothing is heard",
            SPEED,
        )],
    ),
    (
        "d1 $ stack [s \"bd\", n \"0 3\"]",
        &[(
            "n \"0 3\"",
            "warning: nothing says which sound plays this: it stays silent",
            "name a sound: `# s \"superpiano\"`",
        )],
    ),
    (
        "once $ s \"bd\" # speed 0",
        &[(
            "speed 0",
            "warning: at `speed 0` a sound does not move, and nothing is heard",
            SPEED,
        )],
    ),
    (
        "~k: s \"bd\" # speed 0\no1: ~k",
        &[(
            "speed 0",
            "warning: at `speed 0` a sound does not move, and nothing is heard",
            SPEED,
        )],
    ),
    // Functions that leave nothing.
    (
        "d1 $ fast 0 $ s \"bd\"",
        &[(
            "fast 0",
            "warning: this `fast` leaves nothing to play",
            "for example `d1 $ fast \"<1 2>\" $ s \"bd sn\"`",
        )],
    ),
    (
        "d1 $ stack [s \"bd\", rev $ ply 0 $ s \"hh\"]",
        &[(
            "ply 0",
            "warning: this `ply` leaves nothing to play",
            "for example `d1 $ ply \"<2 3>\" $ s \"bd sn\"`",
        )],
    ),
    (
        "d1 $ rev $ degradeBy 1 $ s \"bd\"",
        &[(
            "degradeBy 1",
            "warning: this `degradeBy` leaves nothing to play",
            "for example `d1 $ degradeBy 0.3 $ s \"hh*8\"`",
        )],
    ),
    (
        "d1 $ stack []",
        &[(
            "[]",
            "warning: there is nothing in this list of `stack`",
            "for example `d1 $ stack [s \"bd*2\", s \"hh*4\"]`",
        )],
    ),
    (
        "d1 $ s \"bd(0,8)\"",
        &[(
            "\"bd(0,8)\"",
            "warning: nothing plays here in the first 64 cycles",
            HOW_OFTEN,
        )],
    ),
    (
        "d1 $ s \"~ ~\"",
        &[(
            "\"~ ~\"",
            "warning: this string contains only rests",
            "steps are names of sounds: `s \"bd ~ sn ~\"`; write `silence` if that is meant",
        )],
    ),
    // What changes nothing, or something else.
    (
        "d1 $ s \"bd\" # size 0.9",
        &[(
            "size 0.9",
            "warning: `size` does nothing without `room`",
            "turn the effect on, such as by `# room 0.4`",
        )],
    ),
    (
        "d1 $ s \"bd\" # detune 0.5",
        &[(
            "detune 0.5",
            "warning: `detune` changes nothing here: `bd` does not read it",
            "`# note 0.3` tunes a sample, in semitones",
        )],
    ),
    (
        "d1 $ s \"bd\" + s \"sn\"",
        &[(
            "s \"sn\"",
            "warning: `+` joins the names of sounds, and there is no sound `bdsn`",
            "`stack [s \"bd\", s \"sn\"]` plays both",
        )],
    ),
    (
        "d1 $ s \"bd*4\" |+ gain 0.2",
        &[(
            "gain 0.2",
            "warning: there is no `gain` before this to add to, so it is taken to be 0",
            "write `# gain 1` before it, which is the usual value",
        )],
    ),
    (
        "d1 $ s \"bd*4\" * gain 0.5",
        &[(
            "gain 0.5",
            "note: nothing before this sets `gain`: it is set, not multiplied",
            "`# gain 0.5` says the same; `|* gain 0.5` keeps the steps of the sound",
        )],
    ),
    (
        "d1 $ s \"bd\" # midinote 200",
        &[(
            "200",
            "warning: there is no MIDI note 200",
            "they go from 0 to 127: `midinote 60` is c5, 72 an octave above",
        )],
    ),
    // Outputs and buses.
    (
        "~a: ~b # reverb 0.5\n~b: ~a\no1: ~a",
        &[(
            "~a:",
            "warning: `~a` and `~b` hear nothing but one another: they stay silent",
            "give one of them a sound of its own: `~a: saw 110 * 0.2`",
        )],
    ),
    (
        "o1: s \"bd\"\nsolo: o9",
        &[(
            "solo: o9",
            "warning: nothing plays on `o9`: `solo` silences all the others",
            "remove the line, or solo an output that plays: `solo: o1`",
        )],
    ),
    // Numbers and names in strings.
    (
        "d1 $ note \"h3\" # s \"bd\"",
        &[(
            "h3",
            "warning: `h3` is not a note: it reads as two steps, the part `h` and 3",
            "the German H is b: write `b3`",
        )],
    ),
    (
        "d1 $ s \"bd:x\"",
        &[(
            ":x",
            "warning: `:x` is not a sample number, and is left out",
            "a sample's number goes after one `:`: `bd:3`",
        )],
    ),
    (
        "d1 $ s \"bd\" # timescale 5",
        &[(
            "5",
            "warning: `timescale 5` is outside its range: the sound falls apart",
            "`timescale` goes from 0.1 to 3 (ratio)",
        )],
    ),
];
