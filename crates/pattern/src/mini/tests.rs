use super::*;
use crate::{Budget, Graph, Rational, Scratch, Span};
use proptest::prelude::*;

/// Four cycles of a string, one line an event.
fn events(text: &str, kind: Kind) -> Vec<String> {
    let mut graph = Graph::new();
    let pattern = graph
        .mini(text, kind, 0)
        .unwrap_or_else(|error| panic!("{text}: {error} at {:?}", error.span));
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let mut lines = Vec::new();
    for cycle in 0..4 {
        let (events, complete) = graph.events(pattern, Span::cycle(cycle), &mut scratch);
        assert!(complete, "{text}");
        lines.extend(events.iter().map(|e| {
            let whole = e
                .whole
                .map_or("~".into(), |w| format!("{}-{}", w.begin, w.end));
            format!("{}-{} of {whole} {:?}", e.part.begin, e.part.end, e.value)
        }));
    }
    lines.sort();
    lines
}

fn fault(text: &str, kind: Kind) -> (std::ops::Range<usize>, Fault) {
    let error = parse(text, kind).expect_err(text);
    (error.span, error.fault)
}

#[test]
fn what_tidal_refuses_but_is_plain_is_read() {
    for (ours, plain) in [
        ("bd * 2 sn", "bd*2 sn"),
        ("bd (3,8) sn", "bd(3,8) sn"),
        ("bd@3!2 sn", "bd@3 bd@3 sn"),
        ("bd!2@3 sn", "bd@3 bd@3 sn"),
        ("bd _! sn", "bd@2 bd@2 sn"),
        ("bd@3*2", "[bd@3]*2"),
        ("bd*8?0", "bd*8"),
        ("bd*8?1", "~"),
        ("bd*8?1 sn", "~ sn"),
        ("bd!4?0.0 sn", "bd!4 sn"),
        ("bd(3,8)*2 sn", "[bd(3,8)]*2 sn"),
        ("[bd sn]?*2 hh", "[[bd sn]?]*2 hh"),
        ("bd*2*3 sn", "[bd*2]*3 sn"),
        ("bd(3,8)(2,4) sn", "[bd(3,8)](2,4) sn"),
    ] {
        assert_eq!(
            events(ours, Kind::Word),
            events(plain, Kind::Word),
            "{ours} | {plain}"
        );
    }
    for (ours, plain) in [("0 .. 3 7", "[0 .. 3] 7"), ("0 .. 3!2", "[0 .. 3]!2")] {
        assert_eq!(
            events(ours, Kind::Int),
            events(plain, Kind::Int),
            "{ours} | {plain}"
        );
    }
}

#[test]
fn a_late_factor_is_for_the_whole_string() {
    for (ours, plain) in [
        ("bd sn(3,8)*2", "[bd sn(3,8)]*2"),
        ("bd , sn(3,8)/2", "[bd , sn(3,8)]/2"),
        ("bd sn *2", "[bd sn]*2"),
        ("hh [bd sn] *2", "hh [bd sn]*2"),
        ("hh [bd sn(3,8)*2]", "hh [[bd sn(3,8)]*2]"),
        ("[bd sn(3,8)*2] hh", "[[bd sn(3,8)]*2] hh"),
    ] {
        assert_eq!(
            events(ours, Kind::Word),
            events(plain, Kind::Word),
            "{ours} | {plain}"
        );
    }
    assert_eq!(fault("a@3*2 b", Kind::Word), (3..4, Fault::LateFactor('*')));
    assert_eq!(
        fault("bd [*2 sn]", Kind::Word),
        (4..5, Fault::NothingToHold('*'))
    );
}

#[test]
fn a_question_may_stand_first() {
    for (ours, plain) in [
        ("bd sn?*2 hh", "bd [sn?]*2 hh"),
        ("bd sn?0.3*2", "bd [sn?0.3]*2"),
        ("bd?(3,8) sn", "[bd?](3,8) sn"),
        ("bd:3?*2? sn", "[[bd:3?]*2]? sn"),
        ("~?*2 hh", "~ hh"),
    ] {
        assert_eq!(
            events(ours, Kind::Word),
            events(plain, Kind::Word),
            "{ours} | {plain}"
        );
        assert_eq!(extension(ours, Kind::Word), None, "{ours}");
    }
}

#[test]
fn notes_and_numbers_take_factor_and_rhythm_twice() {
    for (ours, plain) in [
        ("0 4(3,8)*<2 3>", "0 [4(3,8)]*<2 3>"),
        ("[e3(3,8)*2, g3]", "[[e3(3,8)]*2, g3]"),
        ("0 12?*2 24", "0 [12?]*2 24"),
        ("c'maj(3,8)*2 e", "[c'maj(3,8)]*2 e"),
        ("0*2(3,8)?*2 7", "[0*2(3,8)?]*2 7"),
    ] {
        assert_eq!(
            events(ours, Kind::Note),
            events(plain, Kind::Note),
            "{ours} | {plain}"
        );
        assert_eq!(extension(ours, Kind::Note), None, "{ours}");
    }
}

#[test]
fn a_tilde_is_a_rest_wherever_it_stands() {
    for (text, plain) in [
        ("cp~ hh", "cp ~ hh"),
        ("sd~hh", "sd ~ hh"),
        ("low2~~~", "low2 ~ ~ ~"),
        ("~hts hh", "~ hts hh"),
        ("bd:3~(3,8)", "bd:3 ~(3,8)"),
        ("^x~ hh", "^x ~ hh"),
    ] {
        assert_eq!(
            events(text, Kind::Word),
            events(plain, Kind::Word),
            "{text} | {plain}"
        );
    }
}

#[test]
fn the_last_dot_ends_the_last_of_several_feet() {
    for (text, plain) in [
        ("bd . sn .", "bd . sn"),
        ("[bd . . sn . .] hh", "[bd ~ sn ~] hh"),
        (". .", "~"),
        ("<bd . sn . > hh", "<bd . sn> hh"),
    ] {
        assert_eq!(
            events(text, Kind::Word),
            events(plain, Kind::Word),
            "{text} | {plain}"
        );
    }
    for text in ["bd .", "[bd sn .]", "<bd . >", "."] {
        assert_eq!(fault(text, Kind::Word).1, Fault::TrailingFoot, "{text}");
    }
}

#[test]
fn letters_among_notes_are_notes_or_fractions() {
    for (text, plain) in [
        ("h e x", "0.5 4 1%6"),
        ("w q s t f", "1 0.25 0.0625 1%3 5"),
        ("3q", "3 0.25"),
        ("x!2 c'maj", "1%6 1%6 c'maj"),
    ] {
        assert_eq!(
            events(text, Kind::Note),
            events(plain, Kind::Note),
            "{text} | {plain}"
        );
    }
    fault("hh", Kind::Note);
    fault("h", Kind::Int);
}

#[test]
fn rhythms_of_truths_turn_with_what_they_say() {
    for (text, plain) in [
        ("t(3,8)", "t f f t f f t f"),
        ("[t f](3,8)", "t f f t t t f t"),
        ("[t f](3,8,1)", "f f t t t f t t"),
        ("<t f>(3,8,1)", "<[f f t f f t f f] [t t f t t f t t]>"),
        ("t(3,0,1)", "~"),
    ] {
        assert_eq!(
            events(text, Kind::Bool),
            events(plain, Kind::Bool),
            "{text} | {plain}"
        );
    }
}

#[test]
fn steps_a_cycle_take_all_the_numbers_that_follow() {
    for (ours, plain) in [
        ("{a b c}%4 d", "[{a b c}%4] d"),
        ("{a b c}%4 e", "{a b c}%[4 0.125]"),
        ("{a b c}%4 ~ d", "[{a b c}%4] ~ d"),
        ("{a b c}%4 [d e]", "[{a b c}%4] [d e]"),
        ("{a b c}%4 . d", "[{a b c}%4] . d"),
    ] {
        assert_eq!(
            events(ours, Kind::Word),
            events(plain, Kind::Word),
            "{ours} | {plain}"
        );
    }
}

#[test]
fn numbers_and_notes_follow_one_another_as_tidal_reads_them() {
    for (text, plain) in [
        ("bd", "11 2"),
        (".5", "~ . 5"),
        ("1.2.3", "1.2 . 3"),
        ("3%2 +3", "1.5 3"),
        ("ef4 e4 q", "-9 0.125 4 0.25"),
        ("-c4", "12"),
    ] {
        assert_eq!(
            events(text, Kind::Float),
            events(plain, Kind::Float),
            "{text} | {plain}"
        );
    }
    for (text, plain) in [("c#4 eb3 bb4 e", "-11 -21 -2 4"), ("ab af5", "8 8")] {
        assert_eq!(
            events(text, Kind::Note),
            events(plain, Kind::Note),
            "{text} | {plain}"
        );
    }
}

#[test]
fn errors_say_what_and_where() {
    let unclosed = |open, found| Fault::Unclosed { open, found };
    for (text, kind, span, want) in [
        ("bd [sn", Kind::Word, 3..4, unclosed('[', None)),
        ("[bd sn>", Kind::Word, 0..1, unclosed('[', Some('>'))),
        ("bd(3", Kind::Word, 2..3, unclosed('(', None)),
        ("bd(3)", Kind::Word, 2..5, Fault::EuclidNeedsTwo),
        ("bd(1,2,3,4)", Kind::Word, 2..11, Fault::EuclidNeedsTwo),
        (
            "bd*",
            Kind::Word,
            3..3,
            Fault::Ended {
                wanted: "a number of times",
            },
        ),
        ("bd . ", Kind::Word, 3..4, Fault::TrailingFoot),
        ("_ bd", Kind::Word, 0..1, Fault::NothingToHold('_')),
        ("bd, sn | hh", Kind::Word, 7..8, Fault::MixedTails),
        ("<bd | sn>", Kind::Word, 4..5, Fault::ChoiceInAngles),
        ("bd@-1", Kind::Word, 2..5, Fault::NegativeWeight),
        ("1.5 2", Kind::Int, 0..3, Fault::NotWhole("1.5".into())),
        ("1%0", Kind::Ratio, 1..3, Fault::DivisionByZero),
        (
            "bd*1000000",
            Kind::Word,
            3..10,
            Fault::BeyondLimit { limit: MAX_FACTOR },
        ),
        (
            "bd(3,100000)",
            Kind::Word,
            5..11,
            Fault::BeyondLimit { limit: MAX_EUCLID },
        ),
        (
            "bd!100000000",
            Kind::Word,
            2..12,
            Fault::TooManySteps { limit: MAX_STEPS },
        ),
    ] {
        assert_eq!(fault(text, kind), (span, want), "{text}");
    }
    for (text, kind) in [
        ("bd*a", Kind::Word),
        ("bd $ sn", Kind::Word),
        ("bd\"", Kind::Word),
        ("bd]", Kind::Word),
        ("bd*<2 ~ 3>", Kind::Word),
        ("x", Kind::Bool),
        ("1..", Kind::Float),
        ("c'", Kind::Note),
        ("c'maj'", Kind::Note),
        ("c'maj'z", Kind::Note),
        ("^", Kind::Word),
    ] {
        fault(text, kind);
    }
}

#[test]
fn what_is_too_large_is_refused_quickly() {
    let deep = "[".repeat(10_000) + "bd" + &"]".repeat(10_000);
    assert_eq!(
        fault(&deep, Kind::Word).1,
        Fault::TooDeep { limit: MAX_DEPTH }
    );
    let deep = "bd*<".repeat(10_000);
    assert!(matches!(
        fault(&deep, Kind::Word).1,
        Fault::Unexpected { .. }
    ));
    let deep = "c'<".repeat(10_000);
    assert!(matches!(
        fault(&deep, Kind::Note).1,
        Fault::Unexpected { .. }
    ));
    let long = "bd ".repeat(400_000);
    assert_eq!(
        fault(&long, Kind::Word).1,
        Fault::TooLong { limit: MAX_BYTES }
    );
    let many = "bd ".repeat(80_000);
    assert_eq!(
        fault(&many, Kind::Word).1,
        Fault::TooManySteps { limit: MAX_STEPS }
    );
    for (text, kind) in [
        ("bd".to_string() + &" *2".repeat(10_000), Kind::Word),
        ("bd".to_string() + &"?".repeat(10_000), Kind::Word),
        ("bd".to_string() + &" ?".repeat(10_000) + " sn", Kind::Word),
        ("c'maj".to_string() + &"'i".repeat(10_000), Kind::Note),
    ] {
        let fault = fault(&text, kind).1;
        assert_eq!(fault, Fault::TooManyModifiers { limit: MAX_DEPTH });
    }
    // Each of these brackets may or may not be steps a cycle.
    let doubtful = "{1}%4 [".repeat(40) + "x" + &"]".repeat(40);
    let _ = parse(&doubtful, Kind::Word);
    // As many chords as there are combinations.
    let chords = format!("c'maj{}", "'<1 2 3 4>".repeat(20));
    let error = Graph::new()
        .mini(&chords, Kind::Note, 0)
        .expect_err("too many chords");
    assert!(matches!(error.fault, Fault::BeyondLimit { .. }));
}

#[test]
fn every_event_knows_its_atom() {
    let mut graph = Graph::new();
    let text = "bd*2 [sn:3 <hh cp>]";
    let pattern = graph.mini(text, Kind::Word, 100).expect("a pattern");
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let (events, _) = graph.events(pattern, Span::cycle(1), &mut scratch);
    let written: Vec<_> = events
        .iter()
        .map(|event| {
            let place = &graph.atoms()[event.origins.as_slice()[0] as usize];
            &text[place.start as usize - 100..place.end as usize - 100]
        })
        .collect();
    assert_eq!(written, ["bd", "bd", "sn:3", "cp"]);
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::Word,
        Kind::Note,
        Kind::Float,
        Kind::Int,
        Kind::Ratio,
        Kind::Bool,
    ])
}

/// Strings that are mostly well formed.
fn strings() -> impl Strategy<Value = String> {
    let atom = prop::sample::select(vec![
        "bd", "sn:3", "~", "e", "-", "hh?", "cp*2", "lt/3", "a!",
    ]);
    atom.prop_map(String::from)
        .prop_recursive(4, 24, 4, |inner| {
            let list = prop::collection::vec(inner, 1..4);
            (list, 0..9_u8).prop_map(|(steps, form)| match form {
                0 => format!("[{}]", steps.join(" ")),
                1 => format!("<{}>", steps.join(" ")),
                2 => format!("[{{{}}}%<3 4>]", steps.join(" ")),
                3 => format!("[{}]*1.5", steps.join(", ")),
                4 => format!("[{}]/<2 3>", steps.join(" ")),
                5 => format!("[{}](<3 5>,8,1)", steps.join(" ")),
                6 => format!("[{}]", steps.join("|")),
                7 => format!("[{}]?", steps.join(" . ")),
                _ => steps.join(" _ "),
            })
        })
}

proptest! {
    #[test]
    fn no_string_breaks_the_reader(text in r#"[abcesxt0-9 \[\]{}<>(),.*/!?@_~%:|'^+oi\-é]{0,40}"#, kind in kinds()) {
        let mut graph = Graph::new();
        match graph.mini(&text, kind, 0) {
            Ok(pattern) => {
                let mut scratch = Scratch::new(Budget::REAL_TIME);
                let _ = graph.events(pattern, Span::cycle(3), &mut scratch);
            }
            Err(error) => {
                prop_assert!(error.span.start <= error.span.end && error.span.end <= text.len());
                prop_assert!(text.get(error.span.clone()).is_some());
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }

    #[test]
    fn onsets_of_two_halves_are_those_of_the_whole(text in strings(), cycle in 0..5_i64, cut in 1..16_i64) {
        let mut graph = Graph::new();
        let pattern = graph.mini(&text, Kind::Word, 0).expect("well formed");
        let mut scratch = Scratch::new(Budget::OFFLINE);
        let whole = Span::cycle(cycle);
        let middle = Rational::integer(cycle) + Rational::new(cut, 16).expect("a cut");
        let mut onsets = |begin, end| {
            let (events, _) = graph.events(pattern, Span::new(begin, end), &mut scratch);
            let mut onsets: Vec<_> = events
                .iter()
                .filter(|e| e.whole.is_some_and(|w| w.begin == e.part.begin))
                .map(|e| format!("{:?} {:?}", e.part.begin, e.value))
                .collect();
            onsets.sort();
            onsets
        };
        let all = onsets(whole.begin, whole.end);
        let mut halves = onsets(whole.begin, middle);
        halves.extend(onsets(middle, whole.end));
        halves.sort();
        prop_assert_eq!(all, halves, "{}", text);
    }
}
