//! Strings: what stands between quotes, and quotes themselves.

use super::Case;

pub(super) const CASES: &[Case] = &[
    (
        "o1: fast \"bd\" $ s \"bd\"",
        &[(
            "\"bd\"",
            "`fast` needs a number pattern first; this string has names in it",
            "for example `d1 $ fast \"<1 2>\" $ s \"bd sn\"`",
        )],
    ),
    (
        "o1: s \"bd [\"",
        &[("[", "`[` is not closed", "close it with `]`")],
    ),
    (
        "o1: s \"bd]\"",
        &[(
            "]",
            "`]` cannot be used here; another step is needed",
            "no `[` is open before it",
        )],
    ),
    (
        "o1: s \"bd*\"",
        &[(
            "",
            "the string ends too early; a number of times is needed",
            "how often comes as a number: `bd*2`, `bd/2`",
        )],
    ),
    (
        "o1: s \"bd(3)\"",
        &[(
            "(3)",
            "a Euclidean rhythm needs two or three numbers",
            "write `bd(3,8)`: three hits over eight steps",
        )],
    ),
    (
        "o1: n \"0 z7\" # s \"a\"",
        &[(
            "z7",
            "`z7` is a name; notes or numbers are needed here",
            "notes are `c d e f g a b` with octaves (`c5`, `ef4`, `fs5`), chords `c'maj`, numbers semitones",
        )],
    ),
    (
        "o1: s \"bd",
        &[("\"bd", "this string is not closed", "add `\"` at its end")],
    ),
    (
        "o1: struct \"bd\" $ s \"bd\"",
        &[(
            "bd",
            "`bd` is a name; `t` or `f` is needed here",
            "`t` or `1` is true, `f` or `0` false: `\"t f t t\"`",
        )],
    ),
    (
        "o1: s \"bd\" # reverb \"big\"",
        &[(
            "big",
            "`big` is a name; numbers are needed here",
            "write numbers: `0.5`, `\"0.2 0.8\"`; names of sounds go after `s`",
        )],
    ),
    (
        "o1: s “bd”",
        &[(
            "“",
            "`“` is a typographic quote",
            "write straight quotes: `\"bd\"`",
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
        "o1: sound bd\"",
        &[(
            "\"",
            "this `\"` closes nothing",
            "names of sounds go between two: `\"bd\"`",
        )],
    ),
    (
        "o1: sound 'bd'",
        &[(
            "'",
            "`'` is a typographic quote",
            "write straight quotes: `\"bd\"`",
        )],
    ),
    (
        "o1: s \"{bd sn}%\"",
        &[(
            "",
            "the string ends too early; a number of times is needed",
            "how often comes as a number: `bd*2`, `bd/2`",
        )],
    ),
    (
        "o1: saw 110 # vowel \"a x\"",
        &[(
            "x",
            "warning: `x` is not known here",
            "this is one of `a` `e` `i` `o` `u`",
        )],
    ),
    (
        "o1: additive 110 \"1 <0.5 0.2>\"",
        &[(
            "<0.5",
            "this takes plain numbers; this is `<0.5`",
            "with spaces between them, and they stay as they are: `\"1 0.5 0.25\"`",
        )],
    ),
    (
        "o1: wavetable 110 \"bogus\"",
        &[(
            "bogus",
            "a wave is needed here; this is `bogus`",
            "sine saw square tri organ glass voice, or the points of one period: `\"0 1 0 -1\"`",
        )],
    ),
    (
        "o1: s \"bd\" # convolve \"<hall plate>\"",
        &[(
            "<hall",
            "one space or one sample is needed here; this is `<hall`",
            "it stays as it is: `convolve \"hall\"`",
        )],
    ),
    (
        "o1: s \"bd\" # multitap \"0.1 0.2c\"",
        &[(
            "0.2c",
            "this takes plain numbers; this is `0.2c`",
            "with spaces between them, and they stay as they are: `\"1 0.5 0.25\"`",
        )],
    ),
    (
        "o1: saw \"c4'maj\"",
        &[(
            "'",
            "a signal has one value at a time; this is several at once",
            "`saw \"220, 330\"` is two of them; `saw # note \"c'maj e'min\"` plays chords",
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
        "o1: s \"bd\" # vowel \"<a x> [e y]\"",
        &[
            (
                "x",
                "warning: `x` is not known here",
                "this is one of `a` `e` `i` `o` `u`",
            ),
            (
                "y",
                "warning: `y` is not known here",
                "this is one of `a` `e` `i` `o` `u`",
            ),
        ],
    ),
    (
        "o1: every 2 (# unit \"q\") $ s \"bd\"",
        &[(
            "q",
            "warning: `q` is not known here",
            "this is one of `r` `rate` `c` `s`",
        )],
    ),
    (
        "o1: s \"bd\" # bank \"zzz\"",
        &[(
            "zzz",
            "warning: no bank `zzz`; what is played from it stays silent",
            "a bank is how the names of its sounds begin",
        )],
    ),
    (
        "o1: n (arp \"<up upp>\" \"c'maj\") # s \"bd\"",
        &[(
            "upp",
            "warning: `arp` has no order `upp`; it plays as `up`",
            "did you mean `up`?",
        )],
    ),
    (
        "o1: s \"superpanic\"",
        &[(
            "superpanic",
            "warning: no sound `superpanic`; it stays silent",
            "`hush` on a line of its own silences everything",
        )],
    ),
    (
        "o1: s \"bd\" # pF \"cutof\" 300",
        &[(
            "\"cutof\"",
            "warning: no sound reads a parameter `cutof`",
            "did you mean `cutoff`?",
        )],
    ),
    (
        "o1: s \"bd\" # pF \"splay\" 0.5",
        &[(
            "\"splay\"",
            "warning: no sound reads `splay`: it places sounds among more than two loudspeakers, and outputs here are stereo",
            "`pan` places a sound from left to right; `orbit` gives it an output of its own",
        )],
    ),
];
