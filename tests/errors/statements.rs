//! Statements, settings, definitions, and commands that a text has not.

use super::Case;

pub const CASES: &[Case] = &[
    (
        "s \"bd\"\no1: s \"sn\"",
        &[(
            "s \"bd\"",
            "this belongs to no statement",
            "a statement begins with a name: `o1: s \"bd\"`",
        )],
    ),
    (
        "o17: s \"bd\"",
        &[(
            "o17",
            "there is no output 17",
            "the outputs are `out` and `o1` to `o16`",
        )],
    ),
    (
        "d0 $ s \"bd\"",
        &[(
            "d0",
            "there is no output `d0`",
            "the outputs are `out` and `o1` to `o16`",
        )],
    ),
    (
        "op1: s \"bd\"",
        &[(
            "op1",
            "no statement is called `op1`",
            "did you mean `o1:`? A bus is written `~op1:`, a name `let op1 = …`",
        )],
    ),
    (
        "o1:",
        &[(
            "o1:",
            "`o1:` is empty",
            "write what it plays after it, or `silence`",
        )],
    ),
    (
        "cps: 0",
        &[("0", "cycles per second go from 0.001 to 100", "")],
    ),
    (
        "cps: \"1 2\"",
        &[(
            "\"1 2\"",
            "one plain value is wanted here, not a pattern",
            "",
        )],
    ),
    (
        "bpm: s \"bd\"",
        &[(
            "s \"bd\"",
            "a number pattern is wanted here; this is a sound",
            "",
        )],
    ),
    (
        "tempo 0.5\nbpm: x\n",
        &[
            (
                "bpm:",
                "warning: the tempo is given twice; this one replaces the one before",
                "",
            ),
            ("x", "no function `x`", ""),
        ],
    ),
    (
        "mute: drums",
        &[(
            "drums",
            "`drums` is not an output",
            "write for example `mute: o1 o3`",
        )],
    ),
    ("hush 1", &[("1", "`hush` stands alone", "")]),
    (
        "let = 3",
        &[("=", "`=` cannot be a name", "write `let name = …`")],
    ),
    (
        "let x 3",
        &[("3", "`=` is missing", "write `let name = …`")],
    ),
    (
        "let x = 3 in x\no1: s \"bd\"",
        &[(
            "in",
            "`let … in` belongs inside a statement",
            "write `o1: let … in …`, or leave `in` out to define the name for the whole text",
        )],
    ),
    (
        "o1: let x = 3 fast x $ s \"bd\"",
        &[("", "`in` is missing after `let`", "write `let x = … in …`")],
    ),
    (
        "let a = b\nlet b = a\no1: fast a $ s \"bd\"",
        &[(
            "a",
            "`a` is defined by itself",
            "a signal may feed back through a bus: `~a: … # delay …`",
        )],
    ),
    (
        "let f x = f x\no1: f $ s \"bd\"",
        &[("f x", "this goes too deep", "does a function use itself?")],
    ),
    (
        "o1: fast x $ s \"bd\" where x = 2",
        &[(
            "where",
            "`where` is not part of the language",
            "write `let name = … in …` before, or a statement `let name = …` of its own",
        )],
    ),
    (
        "do\ns \"bd\"",
        &[(
            "do",
            "`do` is not needed here",
            "write each statement on a line of its own, without `do`",
        )],
    ),
    (
        "o1: s \"bd\"\no1: s \"sn\"",
        &[(
            "o1:",
            "warning: `o1` is given twice; this one replaces the one before",
            "`stack […]` plays several things on one output",
        )],
    ),
    (
        "let rev = 3\no1: s \"bd\"",
        &[(
            "rev",
            "warning: `rev` hides the function of that name",
            "choose another name to use both",
        )],
    ),
    (
        "#speed 2",
        &[(
            "#",
            "nothing stands before `#`",
            "a line that begins with `#` goes on with the statement above it; a new one begins with `d1 $` or `o1:`",
        )],
    ),
    (
        "D1 $ s \"bd\"",
        &[("D1", "no statement is called `D1`", "did you mean `d1`?")],
    ),
    (
        "d1 = s \"bd\"",
        &[(
            "=",
            "`d1` takes no `=`",
            "write `d1: …` or, as in Tidal, `d1 $ …`",
        )],
    ),
    (
        "o1 :s \"bd\"",
        &[(
            ":s",
            "a space is missing after `:`",
            "write `o1: …` or, as in Tidal, `d1 $ …`",
        )],
    ),
    (
        "cps = 0.5",
        &[("cps", "`cps` wants a number", "write `cps: 0.5`")],
    ),
    (
        "s(\"bd sn\").fast(2)",
        &[(
            "s(\"bd sn\").fast(2)",
            "this belongs to no statement",
            "functions stand before what they change: `o1: fast 2 $ s \"bd sn\" # speed 2`",
        )],
    ),
    (
        "d1 $ s \"bd\"\nd2 hush",
        &[(
            "hush",
            "no function `hush`",
            "`silence` is a pattern that plays nothing",
        )],
    ),
    (
        "let f 0 = 1",
        &[(
            "0",
            "an argument has a name here, no value",
            "tell values apart with `if … then … else …`",
        )],
    ),
    (
        "xfade 2 $ s \"bd\"",
        &[(
            "xfade",
            "`xfade` changes from one pattern to another when it is run; a text is not run",
            "write `d2 $ …` for the new pattern, or say the cycle: `d2 $ xfadeIn 4 8 [new, old]` begins at cycle 8",
        )],
    ),
    (
        "clutchIn 1 8 $ s \"bd\"",
        &[(
            "clutchIn",
            "`clutchIn` changes from one pattern to another when it is run; a text is not run",
            "write `d1 $ …` for the new pattern, or say the cycle: `d1 $ clutchIn 4 8 [new, old]` begins at cycle 8",
        )],
    ),
    (
        "unsolo 1",
        &[(
            "unsolo",
            "`unsolo` is a command, and a text has none",
            "what is muted or soloed is what the text says: take the `mute` or `solo` line out",
        )],
    ),
    (
        "resetCycles",
        &[(
            "resetCycles",
            "`resetCycles` is a command, and a text has none",
            "the host's transport counts the cycles: move it there",
        )],
    ),
    (
        "mapM_ ($ silence) [d1, d2]",
        &[(
            "mapM_",
            "`mapM_` is a command, and a text has none",
            "write each statement on a line of its own; `all $ f` applies a function to every output",
        )],
    ),
    (
        "setF \"x\" 0.3",
        &[(
            "setF",
            "`setF` is a command, and a text has none",
            "`let name = …` names a pattern for the whole text; the macros `~m1` to `~m16` are set from outside",
        )],
    ),
];
