//! Operators, brackets, comments and other signs.

use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        "o1: (s \"bd\"",
        &[("(", "`(` is not closed", "a `)` is missing")],
    ),
    ("o1: s \"bd\")", &[(")", "`)` closes nothing", "")]),
    (
        "o1: stack [s \"bd\", s \"sn\"",
        &[("[", "`[` is not closed", "a `]` is missing")],
    ),
    (
        "o1: stack [s \"bd\", s \"sn\")",
        &[(")", "`)` closes `[`, which needs `]`", "")],
    ),
    (
        "o1: s \"bd\" # # n 1",
        &[("#", "there is nothing between `#` and `#`", "")],
    ),
    (
        "o1: s \"bd\" @ n 1",
        &[("@", "`@` cannot be used here", "")],
    ),
    // Plain numbers are controls, as in Tidal: what was taken is told.
    (
        "o1: s \"bd\" * 0.8",
        &[(
            "* 0.8",
            "note: `*` works on controls here, as in Tidal: a plain fraction is `speed`",
            "`|* gain 0.8` scales the sound; a signal on one side makes it arithmetic on audio: `~bus * 0.8`",
        )],
    ),
    (
        "o1: every 2 (+ 12) $ n \"0 3\" # s \"bd\"",
        &[(
            "+ 12",
            "note: `+` works on controls here, as in Tidal: a plain whole number is `n`",
            "`|+ n 12` transposes, which a plain whole number does not; audio is added with a signal on one side",
        )],
    ),
    (
        "o1: s \"bd\" # speed 1/2",
        &[(
            "/2",
            "note: `/` works on controls here, as in Tidal: a plain whole number is `n`",
            "brackets make a fraction: `speed (1/2)`; `|* gain 0.5` scales the sound",
        )],
    ),
    (
        "o1: s \"bd\" # [1, 2]",
        &[(
            "[1, 2]",
            "`#` joins sounds and controls; this is a list",
            "say which control it is: `# speed 2`, `|+ n 1`, `|* gain 0.8`",
        )],
    ),
    (
        "o1: s \"bd\" |+ smooth \"1 2\"",
        &[(
            "smooth \"1 2\"",
            "`|+` joins sounds and controls; this is a number pattern",
            "say which control it is: `# speed 2`, `|+ n 1`, `|* gain 0.8`",
        )],
    ),
    (
        "o1: s \"bd\" # run 4",
        &[(
            "run 4",
            "sounds or controls are needed here; `run` makes numbers",
            "say which control it is: `# n (run 4)`, `|* speed (range 1 2 saw)`",
        )],
    ),
    (
        "o1: sqrt $ s \"bd\"",
        &[(
            "s \"bd\"",
            "`sqrt` calculates with numbers; this is a sound",
            "sqrt :: Pattern a -> Pattern a",
        )],
    ),
    (
        "o1: s \"bd\" |** 2",
        &[("|**", "`|**` does not work on sounds and controls", "")],
    ),
    (
        "o1: s \"bd\" |++| s \"sn\"",
        &[("|++|", "`|++|` does not work on sounds and controls", "")],
    ),
    // Audio and a constant.
    (
        "o1: saw 110 * 0.2 + 0.1",
        &[(
            "+ 0.1",
            "warning: a constant added to audio makes no sound: it only adds a DC offset",
            "`* 0.8` changes the level, `|+ note 12` on a pattern transposes, `# dcblock` removes an offset",
        )],
    ),
    (
        "o1: s \"bd\" # rev",
        &[(
            "rev",
            "`#` needs a pattern at its right; this is the function `rev`",
            "use `$`: `… $ rev …`, or put it before the pattern",
        )],
    ),
    (
        "o1: s \"bd\" # speed",
        &[(
            "speed",
            "`#` needs a pattern at its right; this is the function `speed`",
            "`speed` still needs a number pattern: for example `s \"break\" # speed \"1 -1\"`",
        )],
    ),
    (
        "o1: s \"bd\"\n{- o2: s \"hh\" {- x -}",
        &[("{-", "this comment is not closed", "add `-}` at its end")],
    ),
    (
        "o1: s \"bd\" {- o2: s \"hh\"",
        &[("{-", "this comment is not closed", "add `-}` at its end")],
    ),
    (
        "o1: if 1 then s \"bd\"",
        &[("", "`else` is missing", "write `if … then … else …`")],
    ),
    (
        "o1: (\\x y) $ s \"bd\"",
        &[(
            ")",
            "`->` is missing before this",
            "a function is written `\\x -> …`",
        )],
    ),
    (
        "o1: {s \"bd\"}",
        &[(
            "{",
            "`{` belongs inside a string",
            "a polymeter is written `\"{a b c}%4\"`",
        )],
    ),
    (
        "o1: s (\"bd\" - \"sn\")",
        &[(
            "\"bd\"",
            "names can be put together with `+`, but not calculated with",
            "",
        )],
    ),
    (
        "o1: fast 2x $ s \"bd\"",
        &[(
            "2x",
            "`2x` is neither a number nor a name",
            "numbers have no units: write `2`",
        )],
    ),
    (
        "o1: fast 1e400 $ s \"bd\"",
        &[("1e400", "this number is too large", "")],
    ),
    (
        "o1: s \"bd\" = n 1",
        &[(
            "=",
            "`=` cannot be used in an expression",
            "`let name = …` or `~name: …` define a name at the start of a line",
        )],
    ),
    (
        "o1: s \"bd\":3",
        &[(
            ":",
            "`:` cannot be used here",
            "a sample's number is written inside the string: `s \"bd:3\"`",
        )],
    ),
    (
        "o1: s \"bd\" $ s \"sn\"",
        &[(
            "s \"bd\"",
            "`$` needs a function on one side; this is a sound",
            "join controls with `#`; play both with `stack [a, b]`",
        )],
    ),
    (
        "o1: rev . s \"bd\"",
        &[(
            "s \"bd\"",
            "`.` joins functions; this is a sound",
            "`$` gives a function its pattern: `fast 2 $ s \"bd\"`",
        )],
    ),
    (
        "o1: s \"bd\" | s \"sn\"",
        &[(
            "|",
            "`|` cannot be used here",
            "a choice at random is written inside a string: `\"bd|sn\"`; controls are joined by `#`",
        )],
    ),
    (
        "o1: euclid 3,8 $ s \"bd\"",
        &[(
            ",",
            "`,` cannot be used here",
            "items of a list go in brackets: `[a, b]`; arguments have spaces between them: `f a b`",
        )],
    ),
    (
        "o1: 0.25 ~> $ s \"bd\"",
        &[(
            "$",
            "there is nothing between `~>` and `$`",
            "brackets make a function of it: `(0.25 ~>) $ …`",
        )],
    ),
    (
        "o1: hurry <1 2> $ s \"bd\"",
        &[(
            "$",
            "there is nothing between `>` and `$`",
            "mini-notation goes in quotes: `\"<1 2>\"`",
        )],
    ),
    (
        "o1: s \"bd\" # speed = 2",
        &[(
            "=",
            "`=` cannot be used in an expression",
            "the value follows with a space: `# speed 2`",
        )],
    ),
    (
        "o1: s \"bd\" # speed: 2",
        &[(
            ":",
            "`:` cannot be used here",
            "the value follows with a space: `# speed 2`",
        )],
    ),
    (
        "o1: stack [s \"bd\"; s \"sn\"]",
        &[(
            ";",
            "`;` cannot be used here",
            "`,` divides the items of a list; each statement has its own line",
        )],
    ),
    (
        "o1: stack [s \"bd\" s \"sn\"]",
        &[(
            "s",
            "`s` takes one argument; this is one too many",
            "`stack [s \"bd\", s \"sn\"]` plays both at once, `s \"bd sn\"` one after the other",
        )],
    ),
];
