//! Statements, settings, definitions, and commands that a text has not.

use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        "s \"bd\"\no1: s \"sn\"",
        &[(
            "s \"bd\"",
            "this belongs to no statement",
            "say which output plays it: `d1 $ s \"bd\"`",
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
        &[(
            "0",
            "cycles per second go from 0.001 to 100",
            "`hush` silences; the tempo goes on",
        )],
    ),
    (
        "cps: \"1 2\"",
        &[(
            "\"1 2\"",
            "one plain value is needed here, not a pattern",
            "`setcps \"1 2\"` changes the tempo as it plays",
        )],
    ),
    (
        "bpm: s \"bd\"",
        &[(
            "s \"bd\"",
            "a number pattern is needed here; this is a sound",
            "",
        )],
    ),
    (
        "tempo 0.5\nbpm: x\n",
        &[
            (
                "bpm:",
                "note: the tempo is set twice; this one replaces the one before",
                "",
            ),
            ("x", "no function `x`", "`x` is a sound: write `s \"x\"`"),
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
    (
        "hush 1",
        &[(
            "1",
            "a command takes no arguments, but this follows it",
            "a new statement begins in the first column; `d1 silence` silences one output, `hush` all",
        )],
    ),
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
            "x",
            "this is a number; it plays on no output",
            "write `d1 $ …` to play it",
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
        &[(
            "f x",
            "this is nested too deeply",
            "does a function use itself?",
        )],
    ),
    (
        "o1: fast x $ s \"bd\" where x = 2",
        &[(
            "where",
            "`where` cannot be used here",
            "write `let name = … in …`, or a statement `let name = …` of its own",
        )],
    ),
    (
        "do\ns \"bd\"",
        &[(
            "s \"bd\"",
            "this belongs to no statement",
            "say which output plays it: `d1 $ s \"bd\"`",
        )],
    ),
    (
        "o1: s \"bd\"\no1: s \"sn\"",
        &[(
            "o1:",
            "note: `o1` is set twice; this one replaces the one before",
            "`stack […]` plays several things on one output",
        )],
    ),
    (
        "o1: rev $ s \"bd\"\nlet rev = 3",
        &[(
            "rev",
            "note: `rev` hides the function of that name",
            "choose another name to use both",
        )],
    ),
    (
        "#speed 2",
        &[(
            "#",
            "there is nothing before `#`",
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
        &[("cps", "`cps` needs a number", "write `cps: 0.5`")],
    ),
    (
        "s(\"bd sn\").fast(2)",
        &[(
            "s(\"bd sn\").fast(2)",
            "this text is written for Strudel, and this is TidalCycles' language",
            "functions go before what they change, and `#` joins controls; the first line is written `d1 $ fast 2 $ s \"bd sn\"`",
        )],
    ),
    (
        "d1 $ s \"bd\"\nd2 hush",
        &[(
            "hush",
            "a sound is needed here; this is a command",
            "a command goes on a line of its own; `silence` is a pattern that plays nothing",
        )],
    ),
    (
        "f 0 = 1\nf 1 = 2\no1: n (f 3)",
        &[(
            "3",
            "no case fits this value",
            "a last case with the name `_` fits everything",
        )],
    ),
    (
        "f x | x > 2 = 1\no1: n (f 2)",
        &[(
            "2",
            "no case fits this value",
            "a last case with the name `_` fits everything",
        )],
    ),
    (
        "f x | x > 2\no1: n (f 2)",
        &[("", "`=` is missing after `|`", "write `| test = value`")],
    ),
    (
        "let (a, b) = 3\no1: n a",
        &[("3", "a tuple of 2 is needed here; this is a number", "")],
    ),
    (
        "o1: case 1",
        &[(
            "",
            "`of` is missing after `case`",
            "write `case … of` and a line `value -> …` for each value",
        )],
    ),
    (
        "o1: s \"bd\"\n# the drums",
        &[
            (
                "#",
                "note: this line goes on with the statement above it",
                "a comment begins with `--`",
            ),
            ("the", "no function `the`", ""),
            ("drums", "no function `drums`", "did you mean `drumN`?"),
        ],
    ),
    (
        "o1: s \"bd\"\n\n# speed 2",
        &[(
            "# speed 2",
            "warning: this line is a comment: there is no statement right above it to continue",
            "remove the empty line above to join it; a comment begins with `--`",
        )],
    ),
    (
        "o1: s \"bd\"\nblah 3\no2: s \"sn\"",
        &[(
            "blah 3",
            "this begins no statement",
            "a line that plays begins with its output (`d1 $ s \"bd\"`), a definition with `let`, a setting with its name (`bpm: 120`)",
        )],
    ),
    (
        "import Sound.Tidal.Context\no1: s \"bd\"",
        &[(
            "import",
            "note: this is Haskell's; everything is already here",
            "",
        )],
    ),
    (
        "bpm = 120\no1: s \"bd\"",
        &[(
            "bpm",
            "note: `bpm =` defines a name and sets nothing",
            "`bpm: …` sets it",
        )],
    ),
    (
        "let k = 1\no1: n k\nlet k = 2\no2: n k",
        &[
            (
                "n k",
                "warning: nothing says which sound plays this: it stays silent",
                "name a sound: `# s \"superpiano\"`",
            ),
            (
                "k",
                "note: `k` is defined again; from here on it means this",
                "",
            ),
            (
                "n k",
                "warning: nothing says which sound plays this: it stays silent",
                "name a sound: `# s \"superpiano\"`",
            ),
        ],
    ),
    (
        "xfade 2",
        &[(
            "xfade 2",
            "the function `xfade` still needs something",
            "`xfade` still needs a list of sounds: for example `xfade 1 $ s \"hh*4\"`",
        )],
    ),
    (
        "mute 1\nd1 $ s \"bd\"",
        &[(
            "mute 1",
            "note: nothing above plays on `d1`: `mute` does nothing here",
            "put it below what it silences, as it would be evaluated later",
        )],
    ),
    (
        "d1 $ s \"bd\"\nresetCycles",
        &[(
            "resetCycles",
            "note: `resetCycles` does nothing here",
            "the host's transport counts the cycles: move it there",
        )],
    ),
    (
        "d1 $ s \"bd\"\nd2 $ s \"sn\"\nhush",
        &[(
            "hush",
            "warning: the text ends with `hush`: nothing plays",
            "evaluate a statement with Alt+Enter, and it plays",
        )],
    ),
    (
        "d1 $ s \"bd\"\nd1 silence",
        &[
            (
                "d1",
                "warning: the text ends with `silence`: nothing plays",
                "evaluate a statement with Alt+Enter, and it plays",
            ),
            (
                "d1",
                "note: `d1` is set twice; this one replaces the one before",
                "`stack […]` plays several things on one output",
            ),
        ],
    ),
    (
        "d1 $ fast 2 $ hush",
        &[(
            "hush",
            "`fast` needs a pattern second; this is a command",
            "for example `d1 $ fast \"<1 2>\" $ s \"bd sn\"`",
        )],
    ),
    (
        "mute (fast 2)",
        &[(
            "(fast 2)",
            "an output has a number or a name; this is the function `fast`",
            "write for example `1` or `\"drums\"`",
        )],
    ),
    // Names and signs that belong elsewhere.
    (
        "o1: s \"bd\"\nmute o1",
        &[(
            "o1",
            "the output `o1` goes at the beginning of its line",
            "commands take its number: `mute 1`, `solo 1`; `o1: …` plays on it",
        )],
    ),
    (
        "01: s \"bd\"",
        &[(
            "01",
            "`01` is a number",
            "an output begins with the letter o: `o1:`",
        )],
    ),
    (
        "d 1 $ s \"bd\"",
        &[("d 1", "`d 1` has a space in it", "write `d1`")],
    ),
    (
        "S \"bd\"",
        &[(
            "S",
            "no statement is called `S`",
            "names are in lower case, and a line that plays begins with its output: `d1 $ s …`",
        )],
    ),
];
