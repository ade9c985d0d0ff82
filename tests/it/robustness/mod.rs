//! Random texts, by proptest: the fuzzers' fallback where there is no nightly toolchain. Texts are made of the pieces of
//! real ones, so that most get past the parser.

mod bodies;

use proptest::prelude::*;

const ATOMS: &[&str] = &[
    "bd",
    "sn",
    "~",
    "-",
    "0",
    "1",
    "3",
    "-7",
    "0.25",
    "1e300",
    "1000000",
    "c'maj7'ii",
    "e",
    "t",
    "f",
    "_",
    "!",
    ".",
    "..",
    "?",
    "|",
    ",",
    ":",
    "'",
    "^x",
    "ünï",
];
const PAIRS: &[(&str, &str)] = &[("[", "]"), ("<", ">"), ("{", "}"), ("{", "}%4"), ("(", ")")];
const SUFFIXES: &[&str] = &[
    "",
    "*2",
    "/3",
    "*<2 3>",
    "!",
    "!3",
    "@3",
    "?",
    "?0.3",
    "(3,8)",
    "(<3 5>,8,-2)",
    "*-1",
    "*1e9",
    "/0",
    "@0",
    ":3",
];
const FUNCTIONS: &[&str] = &[
    "rev",
    "fast 2",
    "fast \"<2 0 -1>\"",
    "slow 1e300",
    "every 3 rev",
    "jux rev",
    "stut 16 0.9 (1/512)",
    "stut 100000 1 0",
    "off 0.125 (# speed 2)",
    "ply \"2 3\"",
    "chop 4",
    "(1/8 ~>)",
    "degradeBy 0.5",
    "superimpose (fast 0)",
    "euclid 3 8",
    "inside 2 rev",
    "striate 2",
    "echo 3 0.2 0.5",
    "sometimesBy 0.3 (# n 3)",
    "(|+ n 1)",
    "(# s \"x\")",
    "hurry 2",
    "rot 1",
    "shuffle 4",
    "linger 0.25",
    "whenmod 4 2 rev",
    "chunk 4 (hurry 2)",
    "iter 4",
    "brak",
    "segment 4",
    "foldEvery [2,3] rev",
    "range 1 5",
    "arp \"up\"",
    "rolled",
    "squeeze 1",
    "",
];

fn mini_text() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(ATOMS).prop_map(str::to_owned);
    leaf.prop_recursive(4, 32, 5, |inner| {
        (
            prop::collection::vec((inner, prop::sample::select(SUFFIXES)), 1..5),
            prop::sample::select(PAIRS),
        )
            .prop_map(|(items, (open, close))| {
                let items: Vec<String> = items.into_iter().map(|(a, b)| a + b).collect();
                format!("{open}{}{close}", items.join(" "))
            })
    })
}

fn expression() -> impl Strategy<Value = String> {
    (
        prop::collection::vec(prop::sample::select(FUNCTIONS), 0..5),
        prop::sample::select(&["s", "n", "sound", "note", ""][..]),
        mini_text(),
    )
        .prop_map(|(functions, control, text)| {
            let mut whole = String::new();
            for function in functions.iter().filter(|f| !f.is_empty()) {
                whole += function;
                whole += " $ ";
            }
            format!("{whole}{control} \"{text}\"")
        })
}

fn program() -> impl Strategy<Value = String> {
    let statement = (
        prop::sample::select(
            &[
                "o1: ", "d2 $ ", "out: ", "~a: ", "%x: ", "let y = ", "cps: ", "hush", "", "-- ",
            ][..],
        ),
        expression(),
        prop::sample::select(
            &[
                "",
                " # lpf 800",
                " # ~a",
                " # delay 0.2 0.5",
                " ) ",
                " {- ",
                "\n\n  # n 3",
            ][..],
        ),
    )
        .prop_map(|(head, body, tail)| format!("{head}{body}{tail}"));
    prop::collection::vec(statement, 0..6).prop_map(|lines| lines.join("\n"))
}

/// The texts that the fuzzers begin with, and what they have found.
#[test]
fn the_corpora_never_panic() {
    type Body = fn(&str);
    let corpora: [(&str, Body); 3] = [
        ("mini", bodies::mini),
        ("language", bodies::language),
        ("query", bodies::query),
    ];
    for (name, body) in corpora {
        let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fuzz/corpus")
            .join(name);
        let mut texts = 0;
        for entry in std::fs::read_dir(&directory).expect("a corpus") {
            let path = entry.expect("an entry").path();
            if let Ok(text) = std::fs::read_to_string(&path) {
                body(&text);
                texts += 1;
            }
        }
        assert!(texts > 0, "no texts in {directory:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mini_notation_never_panics(text in mini_text()) {
        bodies::mini(&text);
    }

    #[test]
    fn letters_thrown_together_never_panic(text in "[-~a-e0-9 .,|!?@*/<>{}()\\[\\]_:'%^]{0,40}") {
        bodies::mini(&text);
        bodies::query(&text);
    }

    #[test]
    fn expressions_never_panic(text in expression()) {
        bodies::query(&text);
    }

    #[test]
    fn programs_never_panic(text in program()) {
        bodies::language(&text);
    }

    #[test]
    fn anything_at_all_never_panics(text in "\\PC{0,60}") {
        bodies::mini(&text);
        bodies::query(&text);
        bodies::language(&text);
    }
}

/// Texts that fuzzing has found.
#[test]
fn texts_that_once_failed_do_not() {
    bodies::mini("1111111@1111111111111111111@..11!");
}
