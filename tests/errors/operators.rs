//! Operators, brackets, comments and other signs.

use super::Case;

pub const CASES: &[Case] = &[
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
        &[("#", "nothing stands between `#` and `#`", "")],
    ),
    ("o1: s \"bd\" @ n 1", &[("@", "`@` cannot stand here", "")]),
    (
        "o1: s \"bd\" # 3",
        &[(
            "3",
            "`#` joins sounds and controls; this is a number",
            "say which control it is: `# speed 2`, `|+ n 1`",
        )],
    ),
    (
        "o1: s \"bd\" # \"3\"",
        &[(
            "\"3\"",
            "`#` joins sounds and controls; this is a string",
            "say which control it is: `# speed 2`, `|+ n 1`",
        )],
    ),
    (
        "o1: s \"bd\" |+ 3",
        &[(
            "3",
            "`|+` joins sounds and controls; this is a number",
            "say which control it is: `# speed 2`, `|+ n 1`",
        )],
    ),
    (
        "o1: 3 # s \"bd\"",
        &[(
            "3",
            "`#` joins sounds and controls; this is a number",
            "say which control it is: `n 3 # s \"bd\"`; or, as `#` binds tighter than `*`, put brackets: `(saw 110 * 0.2) # lpf 800`",
        )],
    ),
    (
        "o1: s \"bd\" # rev",
        &[(
            "rev",
            "`#` wants a pattern at its right; this is the function `rev`",
            "use `$`: `… $ rev …`, or put it before the pattern",
        )],
    ),
    (
        "o1: s \"bd\" # speed",
        &[(
            "speed",
            "`#` wants a pattern at its right; this is the function `speed`",
            "`speed` still wants a number pattern: Pattern Double -> ControlPattern",
        )],
    ),
    (
        "o1: s \"bd\" |+| \"sn\" # n 1",
        &[(
            "\"sn\"",
            "`|+|` joins sounds and controls; this is a string",
            "say which control it is: `# speed 2`, `|+ n 1`",
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
            "names do not begin with a digit; mini-notation goes in a string",
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
            "`=` cannot stand in an expression",
            "`let name = …` or `~name: …` define a name at the start of a line",
        )],
    ),
    (
        "o1: s \"bd\":3",
        &[(
            ":",
            "`:` cannot stand here",
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
            "`|` cannot stand here",
            "a choice at random is written inside a string: `\"bd|sn\"`",
        )],
    ),
    (
        "o1: euclid 3,8 $ s \"bd\"",
        &[(
            ",",
            "`,` cannot stand here",
            "items of a list stand in brackets: `[a, b]`; arguments have spaces between them: `f a b`",
        )],
    ),
    (
        "o1: 0.25 ~> $ s \"bd\"",
        &[(
            "$",
            "nothing stands between `~>` and `$`",
            "brackets make a function of it: `(0.25 ~>) $ …`",
        )],
    ),
    (
        "o1: hurry <1 2> $ s \"bd\"",
        &[(
            "$",
            "nothing stands between `>` and `$`",
            "mini-notation stands in quotes: `\"<1 2>\"`",
        )],
    ),
    (
        "o1: s \"bd\" # speed = 2",
        &[(
            "=",
            "`=` cannot stand in an expression",
            "the value follows with a space: `# speed 2`",
        )],
    ),
    (
        "o1: s \"bd\" # speed: 2",
        &[(
            ":",
            "`:` cannot stand here",
            "the value follows with a space: `# speed 2`",
        )],
    ),
    (
        "o1: stack [s \"bd\"; s \"sn\"]",
        &[(
            ";",
            "`;` cannot stand here",
            "`,` divides the items of a list; each statement has its own line",
        )],
    ),
    (
        "o1: stack [s \"bd\" s \"sn\"]",
        &[(
            "s",
            "`s` takes one argument; this is one too many",
            "put `#` or `$` before it (a `,` in a list), or begin a new statement with `o1:`",
        )],
    ),
];
