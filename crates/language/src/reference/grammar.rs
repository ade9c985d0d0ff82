//! The rows of what is no function: statements, operators, mini-notation, macros.

use phonon_engine::Heading;

/// One row.
pub(super) struct Row {
    /// Its names, what it does, and a text that shows it.
    pub heading: Heading,
    /// How it is written.
    pub shape: &'static str,
}

macro_rules! rows {
    ($([$($name:literal),*] $shape:literal; $summary:literal; $example:literal)*) => {
        &[$(Row { heading: Heading::new(&[$($name),*], $summary, $example), shape: $shape }),*]
    };
}

/// What begins a line.
pub(super) static STATEMENTS: &[Row] = rows! {
    ["d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10", "d11", "d12", "d13", "d14", "d15", "d16"]
        "d1 $ pattern"; "Plays a pattern of sounds on an output, as in Tidal; the same as `o1: pattern`"; "d1 $ s \"bd*4\""
    ["o1", "o2", "o3", "o4", "o5", "o6", "o7", "o8", "o9", "o10", "o11", "o12", "o13", "o14", "o15", "o16"]
        "o1: pattern or signal"; "Plays a pattern of sounds or a signal on an output of its own, which the host can take apart"; "o1: s \"bd*4\" # lpf 800"
    ["out"] "out: pattern or signal"; "Plays on the main output; several such lines sound together"; "out: saw 110 * 0.2"
    ["p"] "p name $ pattern"; "Plays a pattern under a name of its own, as in Tidal"; "p \"drums\" $ s \"bd sn\""
    ["~name", "bus"] "~name: signal or pattern"; "A bus: a sound that others use as `~name`, after `# ~name` if it is an effect, and in `s \"~name\"` as an instrument"; "~pad: (saw 110 * 0.2) # lpf 800\no1: ~pad"
    ["%name"] "%name: pattern or number"; "A named pattern or number, used as `%name`"; "%hits: \"1 0 1 1\"\no1: struct %hits $ s \"hh\""
    ["let"] "let name arguments = expression"; "Names a pattern, number or function, for the whole text or, with `in`, for one expression"; "let twice x = fast 2 x\nd1 $ twice $ s \"bd sn\""
    ["cps", "tempo", "setcps"] "cps: cycles per second"; "The tempo in cycles a second, when it runs free of a host; as a control, `# cps`, a tempo that changes"; "cps: 0.5\nd1 $ s \"bd*4\""
    ["bpm", "setbpm"] "bpm: quarter notes per minute"; "The tempo in quarter notes a minute, when it runs free of a host"; "bpm: 120\nd1 $ s \"bd*4\""
    ["beats"] "beats: quarter notes per cycle, or bar"; "How many quarter notes of the host make a cycle: 4 unless it is said; `beats: bar` makes each bar of the host a cycle, whatever its time signature"; "beats: 3\nd1 $ s \"bd sn sn\""
    ["seed"] "seed: number"; "Where all randomness begins: another number, other dice"; "seed: 7\nd1 $ s \"bd*8?\""
    ["once", "asap"] "once $ pattern"; "Plays one cycle of a pattern, from the next cycle on"; "once $ s \"cr\""
    ["all"] "all $ function"; "Applies a function to all outputs"; "all $ (# room 0.2)\nd1 $ s \"sn*2\""
    ["hush"] "hush"; "Silences everything above it"; "d1 $ s \"hh*8\"\nhush\nd2 $ s \"bd*4\""
    ["mute"] "mute: outputs"; "Silences outputs"; "d1 $ s \"bd*4\"\nd2 $ s \"hh*8\"\nmute: o2"
    ["solo"] "solo: outputs"; "Silences all other outputs"; "d1 $ s \"bd*4\"\nd2 $ s \"hh*8\"\nsolo: o2"
    ["do"] "do statements"; "Haskell's way to run several statements together; a text needs none"; "do\n  d1 $ s \"bd*4\"\n  d2 $ s \"hh*8\""
    ["--", "//", "{-", "-}", "comment"] "-- comment"; "What follows is not read, to the line's end; `{- … -}` over several lines"; "d1 $ s \"bd\" -- the kick"
    ["slider"] "number{least..most}"; "A number that the window shows as a slider between two values; what plays is the number"; "d1 $ s \"bd*4\" # gain 0.8{0..1.2}"
    ["if", "then", "else"] "if test then a else b"; "One of two values"; "d1 $ s (if 1 < 2 then \"bd\" else \"sn\")"
    ["\\", "->", "lambda"] "\\x -> expression"; "A function without a name"; "d1 $ every 2 (\\x -> fast 2 x) $ s \"bd sn\""
};

/// What stands between values.
pub(super) static OPERATORS: &[Row] = rows! {
    ["#"] "sound # control, sound # effect"; "Joins a control to sounds, whose steps stay; or sends a sound through an effect"; "d1 $ s \"bd*4\" # speed 2 # reverb 0.4"
    ["$"] "function $ value"; "Gives a function all that follows: brackets around the rest"; "d1 $ every 4 rev $ s \"bd sn\""
    ["."] "f . g"; "Two functions as one: first `g`, then `f`"; "d1 $ every 2 (rev . fast 2) $ s \"bd sn\""
    ["+", "-", "*", "/", "mod", "**", "^"] "a + b"; "Arithmetic of numbers, patterns and signals; steps come from both sides"; "d1 $ n (\"0 2\" + \"10 20 30\") # s \"superpiano\""
    ["|+|", "|-|", "|*|", "|/|", "|%|", "|++|", "|**|"] "a |+| b"; "Arithmetic, control by control; steps come from both sides"; "d1 $ n \"0 2\" # s \"superpiano\" |+| n \"1 2 3\""
    ["|+", "|-", "|*", "|/", "|%", "|++", "|**"] "a |+ b"; "Arithmetic, control by control; steps come from the left"; "d1 $ n \"0 2\" # s \"superpiano\" |+ n 12"
    ["+|", "-|", "*|", "/|", "%|", "++|", "**|"] "a +| b"; "Arithmetic, control by control; steps come from the right"; "d1 $ n \"0\" # s \"superpiano\" +| n \"0 3 7\""
    ["|>|", "|>", ">|"] "a |> b"; "Values of the right side; steps come from the side with the bar"; "d1 $ s \"bd sn\" |> speed \"1 2\""
    ["|<|", "|<", "<|"] "a |< b"; "Values of the left side; steps come from the side with the bar"; "d1 $ n \"0\" # s \"superpiano\" |< n \"1\""
    ["||+", "||-", "||*", "||/", "||>", "||<", "||%"] "a ||+ b"; "Arithmetic where a cycle of the right side is squeezed into each step of the left"; "d1 $ n \"0 2\" # s \"superpiano\" ||+ n \"0 7\""
    ["<~", "~>", "<~>"] "cycles <~ pattern"; "Moves a pattern earlier (`<~`) or later (`~>`) by cycles"; "d1 $ 0.25 ~> s \"bd sn\""
    ["<>"] "a <> b"; "Two patterns together"; "d1 $ s \"bd*2\" <> s \"hh*4\""
    ["==", "/=", "<=", ">=", "&&", "||"] "a == b"; "Comparisons and logic of numbers and patterns"; "d1 $ while (\"1 0 1 1\" == \"1\") (fast 2) $ s \"bd sn\""
    ["<$>", "<*>", "<*", "*>", "<$"] "f <$> pattern"; "A function over the values of patterns; steps come from both, left or right"; "d1 $ n ((+ 1) <$> \"0 2\") # s \"superpiano\""
    [">>=", "=<<"] "pattern >>= function"; "The pattern that a function makes of each value"; "d1 $ s (\"bd sn\" >>= (\\x -> fast 2 (pure x)))"
    ["::"] "expression :: type"; "A type, as Haskell writes it; it may be left out"; "d1 $ n (\"0 2\" :: Pattern Note) # s \"superpiano\""
};

/// What stands in strings.
pub(super) static NOTATION: &[Row] = rows! {
    ["mini-notation", "notation", "mini"] "\"a b [c d]*2 <e f> ~\""; "The contents of a string: the steps of a cycle, with spaces between them; see `[ ]`, `< >`, `~`, `*`, `/`, `!`, `@`, `_`, `?`, `|`, `,`, `{ }`, `( )`, `:`, `.`, `..`, `'`, `^`"; "d1 $ s \"bd*2 <sn cp>(3,8) [hh hh]? ~\""
    ["[", "]", "[ ]", "[]"] "[a b]"; "Several steps in the time of one"; "d1 $ s \"bd [sn sn hh]\""
    ["<", ">", "< >"] "<a b>"; "One step a cycle, in turn"; "d1 $ s \"bd <sn cp>\""
    ["~", "rest"] "a ~"; "A rest; `-` is one too"; "d1 $ s \"bd ~ sn ~\""
    ["a*n"] "a*n"; "A step n times as fast: n times in its place"; "d1 $ s \"bd*2 sn\""
    ["a/n"] "a/n"; "A step n times as slow: over n cycles"; "d1 $ s \"[bd sn]/2\""
    ["!"] "a!n"; "A step n times, each as long as the others"; "d1 $ s \"bd!3 sn\""
    ["@", "_"] "a@n, a _ b"; "A step n times as long; `_` goes on with the step before it"; "d1 $ s \"bd@3 sn\""
    ["?"] "a?, a?0.3"; "A step left out at random, with a probability"; "d1 $ s \"hh*8?\""
    ["|"] "a | b"; "One of several, at random"; "d1 $ s \"[bd | sn | cp]*4\""
    [",", "chord in a string"] "[a b, c d e]"; "Several together"; "d1 $ s \"[bd*2, hh*3]\""
    ["{", "}", "{ }", "{}", "%"] "{a b c}%n"; "Steps of which n fill a cycle"; "d1 $ s \"{bd sn hh}%4\""
    ["( )", "()", "euclidean"] "a(k,n,r)"; "k hits spread evenly over n steps, r steps further left"; "d1 $ s \"bd(3,8,2)\""
    [":"] "name:n"; "Which sample of a bank, from 0"; "d1 $ s \"bd:1 bd:2\""
    [".."] "a .. b"; "All whole numbers from one to the other"; "d1 $ n \"0 .. 3\" # s \"superpiano\""
    ["'"] "root'chord'modifiers"; "A chord: its root, its name, how many notes, `i` inversion, `o` open, `d1` drop"; "d1 $ n \"c'maj7'5 e'min'i\" # s \"superpiano\""
    ["notes"] "c4 ef5 fs"; "Names of notes: letter, `s` sharp or `f` flat, octave; c5 is middle C, 0 in numbers"; "d1 $ n \"c4 ef4 g4 c5\" # s \"superpiano\""
};

/// What comes from outside.
pub(super) static OUTSIDE: &[Row] = rows! {
    ["~m1", "~m2", "~m3", "~m4", "~m5", "~m6", "~m7", "~m8", "~m9", "~m10", "~m11", "~m12", "~m13", "~m14", "~m15", "~m16", "macros"]
        "~m1"; "A macro knob of the plugin, 0 to 1, which the host can automate"; "o1: (saw 110 * 0.2) # lpf (~m1 * 4000 + 100)"
    ["macro"] "macro 1 \"cutoff\" 200 5000"; "Names a macro knob, and says what it shows at its ends; so does `~m1 -- cutoff 200 5000`"; "macro 1 \"cutoff\" 100 4100\no1: (saw 110 * 0.2) # lpf (~m1 * 4000 + 100)"
    ["~in"] "~in"; "What comes into the plugin's audio input"; "o1: ~in # reverb 0.5"
};
