//! What definitions mean where they stand: their equations, guards and `where`, and which of several of one name counts.

use crate::{Context, compile};
use phonon_pattern::{Budget, Plain, Scratch, Span};

/// The sounds of an output in the first cycle, in order.
fn sounds(text: &str, output: &str) -> Vec<String> {
    let compilation = compile(text, &Context::default(), None);
    let errors: Vec<_> = compilation
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == crate::Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{text}: {errors:?}");
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let outputs = compilation.score.outputs.iter();
    let mut found = Vec::new();
    for pattern in outputs
        .filter(|it| it.name == output)
        .flat_map(|it| &it.patterns)
    {
        let (events, complete) =
            compilation
                .score
                .graph
                .events(*pattern, Span::cycle(0), &mut scratch);
        assert!(complete, "{text}");
        for event in events {
            let Plain::Controls(controls) = &event.value else {
                panic!("{text}: no sound");
            };
            let name = controls
                .iter()
                .find_map(|(name, value)| match (name.as_str(), value) {
                    ("s", Plain::Word(word)) => Some(word.clone()),
                    _ => None,
                });
            found.push((event.part.begin, name.expect("a name")));
        }
    }
    found.sort();
    found.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn a_name_defined_again_counts_from_there_on() {
    let text = "let k = s \"a\"\nd1 $ k\nlet k = s \"b\"\nd2 $ k\nd3 $ m\nlet m = s \"c\"";
    assert_eq!(sounds(text, "d1"), ["a"]);
    assert_eq!(sounds(text, "d2"), ["b"]);
    // Used before it is defined.
    assert_eq!(sounds(text, "d3"), ["c"]);
    // What was defined with the first one keeps it.
    let text = "let k = s \"a\"\nlet f x = fastcat [k, x]\nlet k = s \"b\"\nd1 $ f k";
    assert_eq!(sounds(text, "d1"), ["a", "b"]);
    // A function of the table means itself above a definition of that name.
    let text = "d1 $ s \"a b\" # gain 1\nlet gain x = s \"c\"\nd2 $ gain 1";
    assert_eq!(sounds(text, "d1"), ["a", "b"]);
    assert_eq!(sounds(text, "d2"), ["c"]);
}

#[test]
fn definitions_of_one_block_know_each_other_and_those_of_a_do_end_with_it() {
    let text = "let b = s \"old\"\nlet a = b\n    b = s \"new\"\nd1 $ a";
    assert_eq!(sounds(text, "d1"), ["new"]);
    let text = "let a = s \"out\"\ndo\n  let a = s \"in\"\n  d1 $ a\n\nd2 $ a";
    assert_eq!(sounds(text, "d1"), ["in"]);
    assert_eq!(sounds(text, "d2"), ["out"]);
    let text = "let a = s \"out\"\nlet a = s \"in\" in d1 $ a\nd2 $ a";
    assert_eq!(sounds(text, "d1"), ["in"]);
    assert_eq!(sounds(text, "d2"), ["out"]);
    // Within an expression, in any order.
    assert_eq!(sounds("d1 $ let a = b; b = s \"x\" in a", "d1"), ["x"]);
    assert_eq!(
        sounds(
            "f p = a\n  where a = fastcat [p, b]\n        b = s \"y\"\nd1 $ f (s \"x\")",
            "d1"
        ),
        ["x", "y"]
    );
}

#[test]
fn equations_and_guards_choose_by_what_is_given() {
    let text = "f 0 = s \"zero\"\nf (-1) = s \"less\"\nf x\n  | x > 8 = s \"many\"\n  | x == 8, True = s \"eight\"\nf _ = s \"other\"\n";
    for (given, expected) in [
        ("0", "zero"),
        ("(-1)", "less"),
        ("9", "many"),
        ("8", "eight"),
        ("3", "other"),
    ] {
        assert_eq!(sounds(&format!("{text}\nd1 $ f {given}"), "d1"), [expected]);
    }
    let list =
        "f [] = silence\nf [x] = s x\nf (x:xs) = fastcat [s x, f xs]\n\nd1 $ f [\"a\", \"b\"]";
    assert_eq!(sounds(list, "d1"), ["a", "b"]);
    let maybe =
        "f (Just x) = s x\nf Nothing = s \"none\"\n\nd1 $ fastcat [f (Just \"a\"), f Nothing]";
    assert_eq!(sounds(maybe, "d1"), ["a", "none"]);
    let case = "d1 $ case (1, \"x\") of\n  (0, _) -> s \"a\"\n  (_, y) | y == \"z\" -> s \"b\"\n         | otherwise -> s y";
    assert_eq!(sounds(case, "d1"), ["x"]);
    // Values of a pattern choose while it plays.
    let mapped =
        "f \"lo\" = \"a\"\nf w | w == \"hi\" = \"b\"\nf _ = \"c\"\n\nd1 $ s (f <$> \"lo hi mid\")";
    assert_eq!(sounds(mapped, "d1"), ["a", "b", "c"]);
}

#[test]
fn operators_may_be_defined() {
    for definition in [
        "let (<+>) a b = fastcat [a, b]",
        "a <+> b = fastcat [a, b]",
        "infixl 4 <+>\na <+> b = fastcat [a, b]",
        "let infixl 4 <+>\n    a <+> b = fastcat [a, b]",
        "let a <+> b = fastcat [a, b]\n    infixl 4 <+>",
        "let (<+>) = \\a b -> fastcat [a, b]",
    ] {
        let text = format!(
            "{definition}\n\nd1 $ s \"a\" <+> s \"b\"\nd2 $ (<+> s \"b\") $ s \"a\"\nd3 $ (s \"a\" <+>) $ s \"b\""
        );
        for output in ["d1", "d2", "d3"] {
            assert_eq!(sounds(&text, output), ["a", "b"], "{definition}");
        }
    }
    // Looser than what is at its sides.
    let text = "infixl 1 |>>\nx |>> f = f x\n\nd1 $ s \"a\" # n 1 |>> fast 2";
    assert_eq!(sounds(text, "d1"), ["a", "a"]);
}

#[test]
fn functions_go_over_the_items_of_lists() {
    for (text, expected) in [
        (
            "d1 $ fastcat (rev <$> [s \"a b\", s \"c d\"])",
            vec!["b", "a", "d", "c"],
        ),
        (
            "d1 $ fastcat $ (\\k -> s k # n 1) <$> [\"a\", \"b c\"]",
            vec!["a", "b", "c"],
        ),
        (
            "d1 $ (fmap rev [s \"a b\", s \"c d\"]) !! 1",
            vec!["d", "c"],
        ),
        (
            "d1 $ fastcat ([id, rev] <*> [s \"a b\", s \"c\"])",
            vec!["a", "b", "c", "b", "a", "c"],
        ),
        (
            "d1 $ s (fastFromList [\"a\", \"b\", \"c\"]) # n (fastFromList $ (+ 1) . (* 2) <$> [0, 2, 4])",
            vec!["a", "b", "c"],
        ),
        // The first `<$>` joins two functions.
        (
            "d1 $ squeeze (fromIntegral <$> floor <$> (\"0.5 1.7\" :: Pattern Double)) [s \"a\", s \"b\"]",
            vec!["a", "b"],
        ),
    ] {
        assert_eq!(sounds(text, "d1"), expected, "{text}");
    }
}

#[test]
fn a_name_whose_definition_is_wrong_means_nothing_else() {
    let text = "let sec nm = foo nm\nd1 $ sec \"chorus\"\nd2 $ s \"bd\"";
    let compilation = compile(text, &Context::default(), None);
    let reported: Vec<_> = compilation
        .diagnostics
        .iter()
        .filter(|it| it.severity == crate::Severity::Error)
        .map(|it| &it.message[..])
        .collect();
    assert_eq!(reported, ["no function `foo`"]);
    let outputs: Vec<_> = compilation
        .score
        .outputs
        .iter()
        .map(|it| &it.name[..])
        .collect();
    assert_eq!(outputs, ["d2"]);
}

#[test]
fn strings_are_calculated_before_they_are_read() {
    for string in [
        "\"bd\" ++ \" sn\"",
        "foldr1 (\\a b -> a ++ \" \" ++ b) [\"bd\", \"sn\"]",
        "concat [\"b\", \"d s\", \"n\"]",
    ] {
        let text = format!("d1 $ s (parseBP_E ({string}))");
        assert_eq!(sounds(&text, "d1"), ["bd", "sn"], "{text}");
    }
    let wrong = "d1 $ s (parseBP_E (\"bd\" ++ \" [sn\"))";
    let compilation = compile(wrong, &Context::default(), None);
    let span = &compilation.diagnostics[0].span;
    assert!(span.start > 0 && span.end <= wrong.len(), "{span:?}");
}

#[test]
fn strings_go_on_over_a_gap() {
    assert_eq!(sounds("d1 $ s \"a b \\\n   \\c\"", "d1"), ["a", "b", "c"]);
    assert_eq!(sounds("d1 $ s \"a b\\\n   \\c\"", "d1"), ["a", "bc"]);
}
