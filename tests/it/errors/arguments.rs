//! Functions and what they are given: too much, too little, or something else.

use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        "o1: evry 4 rev $ s \"bd\"",
        &[("evry", "no function `evry`", "did you mean `every`?")],
    ),
    (
        "o1: every 4 rev $ s \"bd\" # pna 0.3",
        &[("pna", "no function `pna`", "did you mean `pan`?")],
    ),
    (
        "o1: fast (s \"x\") $ s \"bd\"",
        &[(
            "(s \"x\")",
            "`fast` needs a number pattern first; this is a sound",
            "for example `d1 $ fast \"<1 2>\" $ s \"bd sn\"`",
        )],
    ),
    (
        "o1: every 2 \"rev\" $ s \"bd\"",
        &[(
            "\"rev\"",
            "`every` needs a function second; this is a string",
            "for example `d1 $ every 3 rev $ n \"0 1 2 3\" # s \"arpy\"`",
        )],
    ),
    (
        "o1: every 2 (fast) $ s \"bd\"",
        &[(
            "(fast)",
            "`every` needs a function second; `fast` still needs a number pattern",
            "put brackets around it and its arguments: `(fast …)`",
        )],
    ),
    (
        "o1: every rev 2 $ s \"bd\"",
        &[(
            "rev",
            "`every` needs a number pattern first; this is the function `rev`",
            "for example `d1 $ every 3 rev $ n \"0 1 2 3\" # s \"arpy\"`",
        )],
    ),
    (
        "o1: every 2 # s \"bd\"",
        &[(
            "every 2",
            "`every` still needs a function before `#`",
            "brackets make a function of what follows: `(# …)`",
        )],
    ),
    (
        "o1: every 4 rev",
        &[(
            "every 4 rev",
            "a sound is needed here; this is the function `every`",
            "`every` still needs a pattern: for example `d1 $ every 3 rev $ n \"0 1 2 3\" # s \"arpy\"`",
        )],
    ),
    (
        "o1: rev",
        &[(
            "rev",
            "a sound is needed here; this is the function `rev`",
            "`rev` still needs a pattern: for example `d1 $ rev $ n \"0 1 2 3\" # s \"arpy\"`",
        )],
    ),
    (
        "o1: 1",
        &[(
            "1",
            "a sound is needed here; this is a number",
            "write `n (…) # s \"…\"` to play numbers as notes",
        )],
    ),
    (
        "o1: s",
        &[(
            "s",
            "a sound is needed here; this is the function `s`",
            "`s` still needs a pattern of names: for example `s \"bd sn:1 hh cp\"`",
        )],
    ),
    (
        "o1: s 3",
        &[(
            "3",
            "`s` needs a pattern of names; this is a number",
            "names go in quotes: `\"3\"`",
        )],
    ),
    (
        "o1: s bd",
        &[(
            "bd",
            "no function `bd`",
            "names of sounds go in quotes: `\"bd\"`",
        )],
    ),
    (
        "o1: s \"bd\" # n \"1 2\" \"3\"",
        &[(
            "\"3\"",
            "`n` takes one argument; this is one too many",
            "put `#` or `$` before it (a `,` in a list), or begin a new statement with `o1:`",
        )],
    ),
    (
        "o1: s \"bd\" s \"sn\"",
        &[(
            "s",
            "`s` takes one argument; this is one too many",
            "`stack [s \"bd\", s \"sn\"]` plays both at once, `s \"bd sn\"` one after the other",
        )],
    ),
    (
        "o1: s \"bd\"\ns \"sn\"",
        &[(
            "s \"sn\"",
            "this belongs to no statement",
            "say which output plays it: `d1 $ s \"sn\"`",
        )],
    ),
    (
        "o1: stack (s \"bd\", s \"sn\")",
        &[(
            "(s \"bd\", s \"sn\")",
            "`stack` needs a list of patterns; this is a tuple",
            "a list is written `[a, b]`",
        )],
    ),
    (
        "o1: stack s \"bd\"",
        &[(
            "s",
            "`stack` needs a list of patterns; this is the function `s`",
            "`s` still needs a pattern of names: for example `s \"bd sn:1 hh cp\"`",
        )],
    ),
    ("o1: s \"bd\" #", &[("#", "nothing follows `#`", "")]),
    (
        "o1: # s \"bd\"",
        &[("#", "there is nothing before `#`", "")],
    ),
    (
        "o1: fast %tempo $ s \"bd\"",
        &[(
            "%tempo",
            "no named pattern `%tempo`",
            "define it on a line of its own: `%tempo: …`",
        )],
    ),
    (
        "o1: n (\"c\" + s \"x\")",
        &[(
            "(\"c\" + s \"x\")",
            "`n` needs a pattern of notes; this is a sound",
            "for example `n \"0 3 5\" # s \"arpy\"`",
        )],
    ),
    (
        "o1: jux (\\(a, b) -> a) $ s \"bd\"",
        &[(
            "(\\(a, b) -> a)",
            "a tuple of 2 is needed here; this is a sound",
            "",
        )],
    ),
    (
        "o1: timecat [(1, s \"bd\"), s \"sn\"]",
        &[(
            "s \"sn\"",
            "`timecat` needs a pair such as `(…, …)` in its list; this is a sound",
            "for example `d1 $ timecat [(3, s \"bd*4\"), (1, s \"hh*2\")]`",
        )],
    ),
    (
        "o1: euclid 3.5 8 $ s \"bd\"",
        &[("3.5", "a whole number is needed here", "")],
    ),
    (
        "o1: \"1\" :: Pattern Foo",
        &[(
            "\"1\" :: Pattern Foo",
            "`Pattern Foo` is not a type",
            "types are `Pattern String`, `Pattern Double`, `ControlPattern` and so on; they may be left out",
        )],
    ),
    (
        "o1: stack [fast x $ s \"bd\" | x <- 3]",
        &[(
            "3",
            "a list is needed after `<-`; this is a number",
            "a list is written `[1, 2]` or `[1..4]`",
        )],
    ),
    (
        "o1: fast 2 s \"bd\"",
        &[(
            "s",
            "`fast` needs a pattern second; this is the function `s`",
            "put `$` before it: `fast … $ s …`",
        )],
    ),
    (
        "o1: rev s \"bd sn\"",
        &[(
            "s",
            "`rev` needs a pattern; this is the function `s`",
            "put `$` before it: `rev $ s …`",
        )],
    ),
    (
        "o1: fast $ s \"bd\"",
        &[(
            "s \"bd\"",
            "`fast` needs a number pattern first; this is a sound",
            "for example `d1 $ fast \"<1 2>\" $ s \"bd sn\"`",
        )],
    ),
    (
        "o1: every 4 fast 2 $ s \"bd\"",
        &[(
            "fast",
            "`every` needs a function second; `fast` still needs a number pattern",
            "put brackets around it and its arguments: `(fast …)`",
        )],
    ),
    (
        "o1: every 4 (fast 2 $ s \"bd\")",
        &[(
            "(fast 2 $ s \"bd\")",
            "`every` needs a function second; this is a sound",
            "a function has no sound of its own: `(fast 2)`, `(# speed 2)`",
        )],
    ),
    (
        "o1: euclid (3,8) $ s \"bd\"",
        &[(
            "(3,8)",
            "`euclid` needs a number pattern first; this is a tuple",
            "steps of a pattern go in quotes: `\"0 1\"`; spaces divide arguments: `euclid 3 8`",
        )],
    ),
    (
        "o1: off 0.25 # crush 4 $ s \"bd\"",
        &[(
            "off 0.25",
            "`off` still needs a function before `#`",
            "brackets make a function of what follows: `(# …)`",
        )],
    ),
    (
        "o1: n [0,1,2] # s \"x\"",
        &[(
            "[0,1,2]",
            "`n` needs a pattern of notes; this is a list",
            "steps go in quotes: `\"0 1 2\"`; `fastFromList [0, 1, 2]` makes a pattern of a list",
        )],
    ),
    (
        "o1: n 0 1 2 # s \"x\"",
        &[(
            "1",
            "`n` takes one argument; this is one too many",
            "steps of a pattern go in quotes: `\"0 1 2\"`",
        )],
    ),
    (
        "o1: arp up $ n \"c'maj\"",
        &[(
            "up",
            "`arp` needs a pattern of names first; this is the function `note`",
            "names go in quotes: `\"up\"`",
        )],
    ),
    (
        "o1: n (scale major \"0 1 2\")",
        &[(
            "major",
            "no function `major`",
            "names go in quotes: `\"major\"`",
        )],
    ),
    (
        "o1: stack [s \"bd\" | x <- [1, 2], y]",
        &[("y", "no function `y`", "")],
    ),
    (
        "o1: s \"bd\" # latency 0.1",
        &[(
            "latency",
            "warning: no sound reads `latency`: it is about the way from TidalCycles to SuperDirt, and there is none here",
            "`nudge` moves sounds in time",
        )],
    ),
    (
        "d1 $ slow \"bd\" 2",
        &[(
            "\"bd\"",
            "`slow` needs a number pattern first; this string has names in it",
            "for example `d1 $ slow 2 $ s \"bd sn hh cp\"`",
        )],
    ),
    (
        "d1 $ s \"bd\" # pan left",
        &[(
            "left",
            "`pan` needs a number pattern; this is the function `left`",
            "`# pan 0` is left, `# pan 0.5` the middle, `# pan 1` right",
        )],
    ),
    (
        "d1 $ s \"bd\" # lpf <300 2000>",
        &[(
            ">",
            "nothing follows `>`",
            "alternatives go in a string: `\"<300 2000>\"`",
        )],
    ),
    (
        "d1 $ s \"bd\" # lpf 300 q 0.3",
        &[(
            "q",
            "no function `q`",
            "arguments need no names: `lpf … 0.5`; with a name it is `:q 0.5`",
        )],
    ),
    (
        "o1: saw c3",
        &[(
            "c3",
            "the note `c3` is outside a string",
            "notes go in quotes: `\"c3\"`",
        )],
    ),
    (
        "d1 $ s \"bd\" # gain 0,8",
        &[(
            ",",
            "a number cannot contain `,`",
            "the decimal sign is a point: `0.8`",
        )],
    ),
    (
        "d1 $ when 4 rev $ s \"bd\"",
        &[(
            "4",
            "`when` needs a test of the cycle's number; this is a number",
            "`every 4 rev` applies a function every fourth cycle, `whenmod 8 6 rev` in the last two of eight",
        )],
    ),
    (
        "d1 $ s \"bd\" # filter 300",
        &[(
            "filter 300",
            "`#` needs a pattern at its right; this is the function `filter`",
            "`lpf 800` is the low-pass filter, `hpf 800` the high-pass filter",
        )],
    ),
];
