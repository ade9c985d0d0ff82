//! How a text is cut into statements, and what is said of what is none.

use super::*;
use crate::syntax::Node;

fn keys(text: &str) -> Vec<String> {
    read(text, &Minus::behind_unknown)
        .into_iter()
        .map(|read| read.key.to_string())
        .collect()
}

fn problems(text: &str) -> Vec<String> {
    read(text, &Minus::behind_unknown)
        .into_iter()
        .filter_map(|read| read.problem)
        .map(|problem| problem.message)
        .collect()
}

#[test]
fn a_text_is_cut_at_lines_that_begin_a_statement() {
    let text = "cps: 0.5\nd1 $ s \"bd\"\n  # n 1\n\n  # pan 0\n~lfo: sine 1\n%k: s \"hh\"\nlet f x = x\nhush\nout: s \"a\"\nout: s \"b\"";
    assert_eq!(
        keys(text),
        ["cps", "o1", "~lfo", "k", "f", "hush", "out", "out 2"]
    );
    assert_eq!(problems(text), Vec::<String>::new());
}

#[test]
fn a_do_before_statements_is_read_over() {
    let text = "do\n  let a = \"0 .. 7\"\n      b = \"drum\"\n  d1 $ n a # s b\n  d2 $ s \"hh*8\"\n    # pan 0\n\ndo d3 $ s \"bd\"\n   d4 $ s \"sn\"\n";
    assert_eq!(keys(text), ["a", "b", "o1", "o2", "o3", "o4"]);
    assert_eq!(problems(text), Vec::<String>::new());
    // What is wrong is the line, not the `do`.
    assert_eq!(
        problems("do\n  s \"bd\"\n"),
        ["this belongs to no statement"]
    );
    assert_eq!(
        problems("o1: do { a <- \"1\"; return a }"),
        Vec::<String>::new()
    );
}

#[test]
fn an_operator_in_the_first_column_goes_on_with_the_statement_above() {
    for text in [
        "d1 $ s \"bd\"\n# n 1\n|+| n 2\n+ n 1\n<> silence",
        "d1\n$ every 2 rev\n. fast 2\n$ s \"bd\"\n#  n 1",
        "d1 $ stack [\n s \"bd\"\n# n 1,\n\n s \"sn\"\n# n 2\n]\n# pan 0",
        "d1 $ s \"bd\"\n-- # n 1\n# n 2",
        "p \"x\" $ s \"bd\"\n# n 1",
        "a = s \"bd\"\n# n 1",
    ] {
        let all = read(text, &Minus::behind_unknown);
        assert_eq!(all.len(), 1, "{text}");
        assert!(all[0].problem.is_none(), "{text}");
        assert_eq!(all[0].place.end, text.len(), "{text}");
    }
    // Below an empty line, or below what nothing can follow, it is a comment.
    for text in [
        "# my song\nd1 $ s \"bd\"",
        "d1 $ s \"bd\"\n\n# the drums\nd2 $ s \"sn\"",
        "hush\n# the drums\nd2 $ s \"sn\"",
        "# one\n# two\nd1 $ s \"bd\"",
    ] {
        assert_eq!(problems(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn definitions_need_no_let() {
    let text = "foo = 3\nf :: Int -> Int\nf 0 = 1\nf x\n  | x > 3 = 2\n  | otherwise = g\n  where g = 3\n        h = 4\n\n(+++) a b = a\na =: b = b\na `by` b = b\n(x, y) = (1, 2)\nd1 $ s \"bd\"";
    assert_eq!(keys(text), ["foo", "f", "+++", "=:", "by", "x", "y", "o1"]);
    assert_eq!(problems(text), Vec::<String>::new());
    // `out` with arguments is a name like any other.
    assert_eq!(keys("out k q = q\n\no1: out 1 rev"), ["out", "o1"]);
    assert_eq!(problems("out = s \"bd\""), ["`out` takes no `=`"]);
    // A second `let` of a function is another function, not another equation.
    assert_eq!(keys("let f 0 = 1\nlet f x = 2"), ["f", "f 2"]);
    assert_eq!(keys("let f 0 = 1\n    f x = 2"), ["f"]);
    assert_eq!(keys("let { f 0 = 1; f x = 2; g = 3 }"), ["f", "g"]);
}

#[test]
fn blocks_within_a_statement_hold_their_lines() {
    for text in [
        "let go = do\n      d1 $ s \"bd\"\n      d2 $ s \"sn\"",
        "let wash a b = stack [x, y]\n      where x = a\n            y = b",
        "f k = case k of\n  0 -> rev\n  _ -> fast 2",
        "f = do\n  let a = 1\n  d1 $ s \"bd\"",
        "f p = stack\n  [ p\n  , q ]\n  where\n    q = p # n 1",
    ] {
        assert_eq!(read(text, &Minus::behind_unknown).len(), 1, "{text}");
        assert_eq!(problems(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn statements_are_parted_by_semicolons_braces_and_sequence() {
    for (text, expected) in [
        ("d1 $ s \"bd\"; d2 $ s \"sn\";", vec!["o1", "o2"]),
        ("d1 silence >> d2 silence", vec!["o1", "o2"]),
        ("hush >> (d3 $ s \"bd\")", vec!["hush", "o3"]),
        (
            "do { let { a = 1; b = 2 }; d1 $ n a; d2 $ n b }",
            vec!["a", "b", "o1", "o2"],
        ),
        (
            "do\n  { d2 $ s \"bd\"\n  ; d3 $ s \"sn\"\n  }",
            vec!["o2", "o3"],
        ),
        ("let a = 1 in d1 $ n a", vec!["a", "o1"]),
        ("let a = 1\n    b = 2 in\n  d1 $ n a", vec!["a", "b", "o1"]),
        (
            ":{\nlet a = 1\n    b = 2\n:}\nd1 $ n a",
            vec!["a", "b", "o1"],
        ),
        ("import Sound.Tidal.Context\nd1 $ s \"bd\"", vec!["?", "o1"]),
        (
            ":set -XOverloadedStrings\n:set prompt \"> \"\nhush",
            vec!["?", "? 2", "hush"],
        ),
        (
            "infixl 1 |>>\nx |>> f = f x\nd1 $ s \"bd\" |>> rev",
            vec!["|>>", "o1"],
        ),
        (
            "type P = ControlPattern\nf :: P\n  -> P\nf x = x",
            vec!["?", "f"],
        ),
        ("f 0 = 1\n-- and\nf x = 2", vec!["f"]),
        ("f 0 = 1\n\nf x = 2", vec!["f", "f 2"]),
    ] {
        assert_eq!(keys(text), expected, "{text}");
        assert_eq!(problems(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_line_in_open_brackets_goes_on_but_a_flush_label_ends_them() {
    assert_eq!(
        keys("o1: stack [s \"bd\",\n  s \"hh\"\n  ]\no2: s \"x\""),
        ["o1", "o2"]
    );
    let text = "o1: stack [s \"bd\"\no2: s \"x\"";
    assert_eq!(keys(text), ["o1", "o2"]);
    assert_eq!(problems(text), ["`[` is not closed"]);
}

#[test]
fn a_let_within_an_expression_is_no_statement() {
    assert_eq!(keys("o1:\n  let x = 2 in\n  fast x $ s \"bd\""), ["o1"]);
    assert_eq!(
        problems("o1:\n  let x = 2 in\n  fast x $ s \"bd\""),
        Vec::<String>::new()
    );
}

#[test]
fn a_let_goes_on_with_each_line_in_the_column_of_its_first_name() {
    let text = "let a = s \"bd\"\n        # n 1\n    f x = fast x\n    b = a\no1: f 2 b";
    assert_eq!(keys(text), ["a", "f", "b", "o1"]);
    assert_eq!(problems(text), Vec::<String>::new());
    assert_eq!(keys("let\n  a = 1\n  b = 2\no1: s \"x\""), ["a", "b", "o1"]);
    // A tabulator goes to the next multiple of eight.
    assert_eq!(keys("    let a = 1\n\tb = 2"), ["a", "b"]);
    // Types are read over; another column goes on with the definition.
    let typed = "let a :: Pattern Note\n    a = \"0\"\n    b = 2\n      + 3";
    assert_eq!(keys(typed), ["a", "b"]);
    assert_eq!(problems(typed), Vec::<String>::new());
}

#[test]
fn a_let_within_an_expression_may_have_lines_too() {
    for text in [
        "o1: let x = 2\n        y = 3\n    in fast x $ s \"bd\" # n y",
        "o1:\n  let\n    f :: Double -> Double\n    f x = x\n    y = f\n      3\n  in s \"bd\" # n y",
        "o1: let { x = 2; y = 3 } in fast x $ s \"bd\" # n y",
        "o1: (let x = let y = 1\n                 z = 2\n             in y + z\n         w = 3\n     in fast x) $ s \"bd\"",
    ] {
        assert_eq!(keys(text), ["o1"]);
        assert_eq!(problems(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn tidals_players_by_name_are_outputs() {
    assert_eq!(
        keys("p 3 $ s \"bd\"\np \"drums\" $ s \"sn\"\nasap $ s \"cp\""),
        ["o3", "p \"drums\"", "asap"]
    );
    assert_eq!(problems("p 17 $ s \"bd\""), Vec::<String>::new());
}

#[test]
fn commands_are_statements_and_those_for_an_output_are_called_by_it() {
    let text = "xfade 1 $ s \"bd\"\nxfadeIn \"pads\" 4 $ s \"a\"\nresetCycles\nmapM_ ($ silence) [d1]\nmute 1\nd2 silence >> hush\nd3 . rev $ s \"a b\"";
    let keys: Vec<String> = read(text, &Minus::behind_unknown)
        .into_iter()
        .map(|read| read.key.to_string())
        .collect();
    assert_eq!(
        keys,
        [
            "o1",
            "p \"pads\"",
            "resetCycles",
            "mapM_",
            "mute",
            "o2",
            "hush",
            "o3"
        ]
    );
    assert_eq!(problems(text), Vec::<String>::new());
    // As functions they go on with a line.
    let function = "o1:\n xfadeIn 4 0 [s \"a\", s \"b\"]\no2: id $\nwait 2 0 [s \"a\"]";
    assert_eq!(problems(function), Vec::<String>::new());
}

#[test]
fn what_belongs_to_no_statement_is_said_so() {
    assert_eq!(
        problems("s \"bd\"\no1: s \"x\""),
        ["this belongs to no statement"]
    );
    assert_eq!(problems("o17: s \"bd\""), ["there is no output 17"]);
    assert_eq!(problems("ot: s \"bd\""), ["no statement is called `ot`"]);
    assert_eq!(problems("o1:"), ["`o1:` is empty"]);
    assert_eq!(problems("mute: o1 x"), ["`x` is not an output"]);
}

#[test]
fn nesting_of_any_depth_is_an_error_and_no_overflow() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("rev $ ", ""),
        ("\\x -> ", ""),
        ("f(", ")"),
        ("- ", ""),
        ("if ", ""),
    ] {
        let text = format!("o1: {}1{}", open.repeat(10_000), close.repeat(10_000));
        let all = problems(&text);
        assert!(
            all.iter()
                .any(|problem| problem.contains("nested too deep")),
            "{open}: {all:?}"
        );
    }
    let chain = format!("o1: 1{}", " # 1".repeat(10_000));
    assert!(problems(&chain)[0].contains("nested too deep"));
}

#[test]
fn a_negative_number_after_a_function_is_its_argument() {
    let minus: &MinusBehind = &|name, given| match (name, given) {
        ("saw", 0) | ("speed", 1) => Minus::Subtracts,
        ("pulse", 1) => Minus::Unclear,
        _ => Minus::Belongs,
    };
    let node = |text: &str| match read(text, minus).remove(0).statement.unwrap().kind {
        StatementKind::Output(_, expression) => expression.kind,
        other => panic!("{other:?}"),
    };
    assert!(matches!(node("o1: speed -1"), Node::Apply(..)));
    assert!(matches!(node("o1: saw -1"), Node::Binary(..)));
    assert!(matches!(node("o1: \"1\" -1"), Node::Binary(..)));
    assert!(matches!(node("o1: shelf 4000 -6"), Node::Apply(_, given) if given.len() == 2));
    assert!(matches!(node("o1: speed 1 -6"), Node::Binary(..)));
    assert!(matches!(node("o1: shelf 4000 - 6"), Node::Binary(..)));
    let text = "o1: pulse 2 -0.5";
    let problem = read(text, minus).remove(0).problem.expect("a problem");
    assert_eq!(&text[problem.span], "-0.5");
    assert!(
        problem
            .help
            .expect("help")
            .contains("`- 0.5` to take it away, `(-0.5)`")
    );
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC*|([a-z]|[-~%:=$#()\\[\\]{}\"\\\\., \n0-9]|o1: |let |in |if |->)*") {
        for read in read(&text, &Minus::behind_unknown) {
            assert!(read.statement.is_some() != read.problem.is_some());
            if let Some(problem) = read.problem {
                assert!(problem.span.end <= text.len() && problem.span.start <= problem.span.end);
            }
        }
    }
}
