//! Wrong texts, each with what is said about it and which bytes are underlined: read as a user would.

use phonon::language::{Context, Severity, compile};

/// Text, then for each message: the part underlined, the message, the help.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str, &'static str)],
);

const CASES: &[Case] = &[
    (
        "o1: evry 4 rev $ s \"bd\"",
        &[("evry", "no function `evry`", "did you mean `every`?")],
    ),
    (
        "o1: every 4 rev $ s \"bd\" # lff 300",
        &[("lff", "no function `lff`", "did you mean `lpf`?")],
    ),
    (
        "o1: fast (s \"x\") $ s \"bd\"",
        &[(
            "(s \"x\")",
            "`fast` wants a number pattern first; this is a sound",
            "fast :: Pattern Time -> Pattern a -> Pattern a",
        )],
    ),
    (
        "o1: fast \"bd\" $ s \"bd\"",
        &[("bd", "`bd` is a name; numbers are wanted here", "")],
    ),
    (
        "o1: every 2 \"rev\" $ s \"bd\"",
        &[(
            "\"rev\"",
            "`every` wants a function second; this is a string",
            "every :: Pattern Int -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        )],
    ),
    (
        "o1: every 2 (fast) $ s \"bd\"",
        &[(
            "(fast)",
            "`every` wants a function second; `fast` still wants a number pattern",
            "put brackets around it and its arguments: `(fast …)`",
        )],
    ),
    (
        "o1: every rev 2 $ s \"bd\"",
        &[(
            "rev",
            "`every` wants a number pattern first; this is the function `rev`",
            "`rev` still wants a pattern: Pattern a -> Pattern a",
        )],
    ),
    (
        "o1: every 2 # s \"bd\"",
        &[(
            "every 2",
            "`every` still wants a function before `#`",
            "brackets make a function of what follows: `(# …)`",
        )],
    ),
    (
        "o1: every 4 rev",
        &[(
            "every 4 rev",
            "a sound is wanted here; this is the function `every`",
            "`every` still wants a pattern: Pattern Int -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        )],
    ),
    (
        "o1: rev",
        &[(
            "rev",
            "a sound is wanted here; this is the function `rev`",
            "`rev` still wants a pattern: Pattern a -> Pattern a",
        )],
    ),
    (
        "o1: 1",
        &[(
            "1",
            "a sound is wanted here; this is a number",
            "write `n (…) # s \"…\"` to play numbers as notes",
        )],
    ),
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
        "o1: s",
        &[(
            "s",
            "a sound is wanted here; this is the function `s`",
            "`s` still wants a pattern of names: Pattern String -> ControlPattern",
        )],
    ),
    (
        "o1: s 3",
        &[(
            "3",
            "`s` wants a pattern of names; this is a number",
            "s :: Pattern String -> ControlPattern",
        )],
    ),
    (
        "o1: s bd",
        &[(
            "bd",
            "no function `bd`",
            "names of sounds stand in quotes: `\"bd\"`",
        )],
    ),
    (
        "o1: s \"bd [\"",
        &[("[", "`[` is not closed", "close it with `]`")],
    ),
    (
        "o1: s \"bd]\"",
        &[("]", "`]` cannot stand here; another step is wanted", "")],
    ),
    (
        "o1: s \"bd*\"",
        &[("", "the string ends too early; a number is wanted", "")],
    ),
    (
        "o1: s \"bd(3)\"",
        &[(
            "(3)",
            "a Euclidean rhythm wants two or three numbers",
            "write `bd(3,8)`: three hits over eight steps",
        )],
    ),
    (
        "o1: n \"0 x7\" # s \"a\"",
        &[("x7", "`x7` is a name; notes or numbers are wanted here", "")],
    ),
    (
        "o1: s \"bd",
        &[("\"bd", "this string is not closed", "add `\"` at its end")],
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
            "put `#` or `$` before it (a `,` in a list), or begin a new statement with `o1:`",
        )],
    ),
    (
        "o1: s \"bd\"\ns \"sn\"",
        &[(
            "s",
            "`s` takes one argument; this is one too many",
            "put `#` or `$` before it (a `,` in a list), or begin a new statement with `o1:`",
        )],
    ),
    (
        "s \"bd\"\no1: s \"sn\"",
        &[(
            "s \"bd\"",
            "this belongs to no statement",
            "a statement begins with a name: `o1: s \"bd\"`",
        )],
    ),
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
        "o1: stack (s \"bd\", s \"sn\")",
        &[(
            "(s \"bd\", s \"sn\")",
            "`stack` wants a list of patterns; this is a tuple",
            "a list is written `[a, b]`",
        )],
    ),
    (
        "o1: stack s \"bd\"",
        &[(
            "s",
            "`stack` wants a list of patterns; this is the function `s`",
            "`s` still wants a pattern of names: Pattern String -> ControlPattern",
        )],
    ),
    ("o1: s \"bd\" #", &[("#", "nothing follows `#`", "")]),
    ("o1: # s \"bd\"", &[("#", "nothing stands before `#`", "")]),
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
        "o1: s \"bd\" # delay",
        &[("delay", "`delay` still wants its `time`", "")],
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
            "`rev` wants a pattern; this is a signal",
            "rev :: Pattern a -> Pattern a",
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
        "o1: fast %tempo $ s \"bd\"",
        &[(
            "%tempo",
            "no named pattern `%tempo`",
            "define it on a line of its own: `%tempo: …`",
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
        "o1: struct \"bd\" $ s \"bd\"",
        &[("bd", "`bd` is a name; `t` or `f` is wanted here", "")],
    ),
    (
        "o1: n (\"c\" + s \"x\")",
        &[(
            "(\"c\" + s \"x\")",
            "numbers are wanted here; this is the sound of a pattern",
            "`rms` and `peak` say how loud it is",
        )],
    ),
    (
        "o1: s \"bd\" # reverb \"big\"",
        &[("big", "`big` is a name; numbers are wanted here", "")],
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
        "o1: jux (\\(a, b) -> a) $ s \"bd\"",
        &[(
            "(\\(a, b) -> a)",
            "a tuple of 2 is wanted here; this is a sound",
            "",
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
        "o1: s “bd”",
        &[(
            "“",
            "`“` is not a quote that programs know",
            "write straight quotes: `\"bd\"`",
        )],
    ),
    (
        "o1: timecat [(1, s \"bd\"), s \"sn\"]",
        &[(
            "s \"sn\"",
            "`timecat` wants a pair such as `(…, …)` in its list; this is a sound",
            "timecat :: [(Time, Pattern a)] -> Pattern a",
        )],
    ),
    (
        "o1: euclid 3.5 8 $ s \"bd\"",
        &[("3.5", "a whole number is wanted here", "")],
    ),
    (
        "o1: \"1\" :: Pattern Foo",
        &[(
            "\"1\" :: Pattern Foo",
            "`Pattern Foo` is no type",
            "types are `Pattern String`, `Pattern Double`, `ControlPattern` and so on; they may be left out",
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
        "o1: s \"bdd\" # vowel \"a\"",
        &[(
            "bdd",
            "warning: no sound `bdd`; it stays silent",
            "did you mean `bd`?",
        )],
    ),
    (
        "o1: n \"0 .. 3 7\" # s \"bd@3!2 sn*2\"",
        &[
            (
                "0 .. 3",
                "note: TidalCycles does not read this; here it plays",
                "brackets say the same to both: `[0 .. 3] 7`, `[bd@3]!2`",
            ),
            (
                "bd@3!2",
                "note: TidalCycles does not read this; here it plays",
                "brackets say the same to both: `[0 .. 3] 7`, `[bd@3]!2`",
            ),
        ],
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
        "o1: stack [fast x $ s \"bd\" | x <- 3]",
        &[(
            "3",
            "a list is wanted after `<-`; this is a number",
            "a list is written `[1, 2]` or `[1..4]`",
        )],
    ),
    (
        "o1: sound bd\"",
        &[(
            "\"",
            "this `\"` closes nothing",
            "names of sounds stand between two: `\"bd\"`",
        )],
    ),
    (
        "o1: sound 'bd'",
        &[(
            "'",
            "`'` is not a quote that programs know",
            "write straight quotes: `\"bd\"`",
        )],
    ),
    (
        "o1: fast 2 s \"bd\"",
        &[(
            "s",
            "`fast` wants a pattern second; this is the function `s`",
            "put `$` before it: `fast … $ s …`",
        )],
    ),
    (
        "o1: rev s \"bd sn\"",
        &[(
            "s",
            "`rev` wants a pattern; this is the function `s`",
            "put `$` before it: `rev $ s …`",
        )],
    ),
    (
        "o1: fast $ s \"bd\"",
        &[(
            "s \"bd\"",
            "`fast` wants a number pattern first; this is a sound",
            "fast :: Pattern Time -> Pattern a -> Pattern a",
        )],
    ),
    (
        "o1: every 4 fast 2 $ s \"bd\"",
        &[(
            "fast",
            "`every` wants a function second; `fast` still wants a number pattern",
            "put brackets around it and its arguments: `(fast …)`",
        )],
    ),
    (
        "o1: every 4 (fast 2 $ s \"bd\")",
        &[(
            "(fast 2 $ s \"bd\")",
            "`every` wants a function second; this is a sound",
            "a function has no sound of its own: `(fast 2)`, `(# speed 2)`",
        )],
    ),
    (
        "o1: euclid (3,8) $ s \"bd\"",
        &[(
            "(3,8)",
            "`euclid` wants a number pattern first; this is a tuple",
            "spaces divide arguments: `euclid 3 8`, not `euclid (3, 8)`",
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
        "o1: off 0.25 # crush 4 $ s \"bd\"",
        &[(
            "off 0.25",
            "`off` still wants a function before `#`",
            "brackets make a function of what follows: `(# …)`",
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
    (
        "o1: n [0,1,2] # s \"x\"",
        &[(
            "[0,1,2]",
            "`n` wants a pattern of notes; this is a list",
            "steps stand in quotes: `\"0 1 2\"`; `fastFromList [0, 1, 2]` makes a pattern of a list",
        )],
    ),
    (
        "o1: n 0 1 2 # s \"x\"",
        &[(
            "1",
            "`n` takes one argument; this is one too many",
            "steps of a pattern stand in quotes: `\"0 1 2\"`",
        )],
    ),
    (
        "o1: arp up $ n \"c'maj\"",
        &[(
            "up",
            "`arp` wants a pattern of names first; this is the function `note`",
            "names stand in quotes: `\"up\"`",
        )],
    ),
    (
        "o1: n (scale major \"0 1 2\")",
        &[(
            "major",
            "no function `major`",
            "names stand in quotes: `\"major\"`",
        )],
    ),
    (
        "o1: s \"{bd sn}%\"",
        &[("", "the string ends too early; a number is wanted", "")],
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
    (
        "o1: saw 110 # vowel \"a x\"",
        &[(
            "x",
            "`x` is not known here",
            "this is one of `a` `e` `i` `o` `u`",
        )],
    ),
    (
        "o1: additive 110 \"1 <0.5 0.2>\"",
        &[(
            "<0.5",
            "plain numbers stand here; this is `<0.5`",
            "with spaces between them, and they stay as they are: `\"1 0.5 0.25\"`",
        )],
    ),
    (
        "o1: wavetable 110 \"bogus\"",
        &[(
            "bogus",
            "a wave is wanted here; this is `bogus`",
            "sine saw square tri organ glass voice, or the points of one period: `\"0 1 0 -1\"`",
        )],
    ),
    (
        "o1: s \"bd\" # convolve \"<hall plate>\"",
        &[(
            "<hall",
            "one space or one sample is wanted here; this is `<hall`",
            "it stays as it is: `convolve \"hall\"`",
        )],
    ),
    (
        "o1: s \"bd\" # multitap \"0.1 0.2c\"",
        &[(
            "0.2c",
            "plain numbers stand here; this is `0.2c`",
            "with spaces between them, and they stay as they are: `\"1 0.5 0.25\"`",
        )],
    ),
    (
        "o1: saw \"c4'maj\"",
        &[("'", "`'` cannot stand here; another step is wanted", "")],
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
            "say which control it is: `n 3 # s \"bd\"`; or, as `#` binds tighter than `*`, put brackets: `(saw 110 * 0.2) # lpf 800`",
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
        "o1: s \"33*2 bd\"",
        &[(
            "33",
            "warning: no sound `33`; it stays silent",
            "write `n \"…\"` for notes, and `# s \"…\"` for what plays them",
        )],
    ),
    (
        "o1: stack [s \"bd\" | x <- [1, 2], y]",
        &[("y", "no function `y`", "")],
    ),
];

fn found(text: &str) -> Vec<(String, String, String)> {
    let names: Vec<String> = ["bd", "sn", "hh", "a", "x"].map(str::to_owned).to_vec();
    let context = Context {
        sounds: Some(&names),
        ..Context::default()
    };
    let compilation = compile(text, &context, None);
    compilation
        .diagnostics
        .iter()
        .map(|d| {
            let message = match d.severity {
                Severity::Error => d.message.clone(),
                Severity::Warning => format!("warning: {}", d.message),
                Severity::Note => format!("note: {}", d.message),
            };
            (
                text[d.span.clone()].to_owned(),
                message,
                d.help.clone().unwrap_or_default(),
            )
        })
        .collect()
}

#[test]
fn every_wrong_text_says_what_is_wrong_and_where() {
    assert!(CASES.len() >= 60);
    let mut wrong = Vec::new();
    for (text, expected) in CASES {
        let found = found(text);
        let same = found.len() == expected.len()
            && found
                .iter()
                .zip(*expected)
                .all(|((a, b, c), (x, y, z))| a == x && b == y && c == z);
        if !same || expected.is_empty() {
            wrong.push(format!(
                "{text}\n    expected {expected:#?}\n    found {found:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
