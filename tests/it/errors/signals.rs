//! Oscillators, effects and buses.

use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        "o1: sine",
        &[(
            "sine",
            "`sine` alone is a pattern of numbers",
            "give it a frequency to make it an oscillator: `sine 220`",
        )],
    ),
    (
        "o1: lpf 300 0.2",
        &[(
            "lpf 300 0.2",
            "this effect has no sound",
            "an effect follows a sound: `s \"bd\" # …`",
        )],
    ),
    (
        "o1: s \"bd\" # delay",
        &[(
            "delay",
            "`delay` still needs its `time`",
            "for example `# delay 0.5`",
        )],
    ),
    (
        "o1: s \"bd\" # lpf :cutof 300",
        &[(
            ":cutof 300",
            "`lpf` has no argument called `cutof`",
            "did you mean `:cutoff`?",
        )],
    ),
    (
        "o1: s \"bd\" # lpf 300 0.2 7 9",
        &[(
            "7",
            "`lpf` takes 2 arguments; this is one too many",
            "lpf cutoff, q",
        )],
    ),
    (
        "o1: every 2 (# reverb 0.5) $ s \"bd\"",
        &[(
            "(# reverb 0.5)",
            "`every` changes patterns; this makes a signal",
            "put the effect after the whole pattern: `… # effect`",
        )],
    ),
    (
        "o1: rev $ sine 220",
        &[(
            "sine 220",
            "`rev` needs a pattern; this is a signal",
            "for example `d1 $ rev $ n \"0 1 2 3\" # s \"arpy\"`",
        )],
    ),
    (
        "o1: s \"bd\" # ~nowhere",
        &[(
            "~nowhere",
            "no bus `~nowhere`",
            "define it on a line of its own: `~nowhere: …`",
        )],
    ),
    (
        "~pad: saw 55\no1: s \"bd\" # ~pd",
        &[("~pd", "no bus `~pd`", "did you mean `~pad`?")],
    ),
    (
        "~a: s \"bd\"\no1: ~a * 0.3 # reverb 0.9",
        &[(
            "0.3",
            "an effect follows a sound; this is a number",
            "`#` binds tighter than `*`; brackets help: `(~pad * 0.2) # reverb 0.5`",
        )],
    ),
    (
        "o1: saw 110 + 0.5 # lpf 300",
        &[(
            "0.5",
            "`#` joins sounds and controls; this is a number",
            "`#` binds tighter than `+ - * /`; brackets help: `(saw 110 * 0.2) # lpf 800`",
        )],
    ),
    (
        "o1: saw 110 # lpf 800 -1",
        &[(
            "-1",
            "`-1` could be taken away, or be an argument of `lpf`",
            "write `- 1` to take it away, `(-1)` for the argument",
        )],
    ),
    (
        "o1: saw \"bd\"",
        &[(
            "bd",
            "`bd` is a name; notes or numbers of Hz are needed here",
            "notes are `c d e f g a b` with octaves (`c5`, `ef4`, `fs5`), numbers are Hz",
        )],
    ),
    (
        "o1: saw \"110 [220,330]\"",
        &[(
            "[220,330]",
            "a signal has one value at a time; this is several at once",
            "`saw \"220, 330\"` is two of them; `saw # note \"c'maj e'min\"` plays chords",
        )],
    ),
    (
        "o1: saw 110 # lpf \"<500, 900>\"",
        &[(
            "<500, 900>",
            "a signal has one value at a time; this is several at once",
            "one after the other they are written without a comma",
        )],
    ),
    (
        "~a: s \"bd\"\no1: mid ~a",
        &[(
            "~a",
            "`mid` is an effect and takes no arguments",
            "it follows its sound: `… # mid`",
        )],
    ),
];
