//! What functions do at the edges of their arguments: none, negative, fractional, patterned. Each line says that two
//! expressions are the same pattern, by their events in the first cycles.

use phonon::language::query_expression;
use phonon::pattern::{Budget, Rational, Scratch, Span};

const CYCLES: i64 = 6;

/// The events of an expression, one a line, in an order that does not depend on how they were found.
fn events(expression: &str) -> Vec<String> {
    let query = query_expression(expression, None)
        .unwrap_or_else(|problems| panic!("`{expression}`: {problems:?}"));
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let mut lines: Vec<String> = (0..CYCLES)
        .flat_map(|cycle| {
            let (events, complete) =
                query
                    .graph
                    .events(query.pattern, Span::cycle(cycle), &mut scratch);
            assert!(complete, "`{expression}` exceeds its budget");
            events
        })
        .map(|event| format!("{:?} {:?} {:?}", event.part, event.whole, event.value))
        .collect();
    lines.sort();
    lines
}

fn same(left: &str, right: &str) {
    assert_eq!(events(left), events(right), "`{left}` is not `{right}`");
}

#[test]
fn no_parts_and_negative_parts_are_silence() {
    for nothing in [
        "chop (-1) $ s \"bd sn\"",
        "chop 0 $ s \"bd sn\"",
        "striate (-2) $ s \"bd sn\"",
        "gap (-1) $ s \"bd\"",
        "iter (-1) $ s \"bd sn\"",
        "repeatCycles (-2) $ s \"bd sn\"",
        "fastGap 0 $ s \"bd sn\"",
        "n (run (-3))",
        "n (run 0)",
        "n (scan (-1))",
        "snowball 0 (+) (slow 2) $ n \"1 2\"",
        "soak 0 (|+ n 1) $ n \"1 2\"",
    ] {
        assert_eq!(events(nothing), Vec::<String>::new(), "`{nothing}`");
    }
}

#[test]
fn runs_of_fractions_go_on_for_half_a_step() {
    same("n (run 2.5)", "n \"0 1 2\"");
    same("n (run 1.25)", "n \"0\"");
    same("n (run \"<0.5 1.25 3>\")", "n \"<0 0 [0 1 2]>\"");
    same("n (scan 2.5)", "n \"<0 [0 1] [0 1 2]>\"");
    // Whole numbers stay whole, and fractions divide.
    same("n (run 4 / 2)", "n \"0 0.5 1 1.5\"");
}

#[test]
fn gaps_of_less_than_a_cycle_are_none() {
    same("fastGap (-1) $ s \"bd sn\"", "s \"bd sn\"");
    same("fastGap 0.5 $ s \"bd sn\"", "s \"bd sn\"");
    same(
        "wedge 8 (s \"bd sn\") (s \"hh\")",
        "stack [s \"bd sn\", s \"hh\"]",
    );
    same("wedge 0 (s \"bd\") (s \"hh\")", "s \"hh\"");
    same("wedge 1 (s \"bd\") (s \"hh\")", "s \"bd\"");
}

#[test]
fn a_range_keeps_the_structure_of_what_is_scaled() {
    let query = query_expression("n (range 5 \"2 3\" \"0 0.5 1\")", None).expect("a pattern");
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let (events, _) = query
        .graph
        .events(query.pattern, Span::cycle(0), &mut scratch);
    let third = Rational::new(1, 3).expect("a fraction");
    assert_eq!(events.len(), 4, "{events:?}");
    for event in events {
        assert_eq!(event.whole.map(Span::length), Some(third));
    }
}

#[test]
fn every_counts_by_the_size_of_its_number() {
    same("every (-2) rev $ s \"bd sn\"", "every 2 rev $ s \"bd sn\"");
    same("every 0 rev $ s \"bd sn\"", "s \"bd sn\"");
}

#[test]
fn slices_wrap() {
    same(
        "slice 4 \"0 5 -1\" $ s \"break\"",
        "slice 4 \"0 1 3\" $ s \"break\"",
    );
    same(
        "splice 4 \"0 [4 2]\" $ s \"break\"",
        "splice 4 \"0 [0 2]\" $ s \"break\"",
    );
    same(
        "slice 1 \"0\" $ s \"break\"",
        "s \"break\" # begin 0 # end 1",
    );
}

#[test]
fn a_width_moves_with_the_event_that_has_it() {
    same(
        "juxBy \"0.5 1\" rev $ s \"bd sn\"",
        "stack [s \"bd sn\" # pan \"0.25 0\", s \"sn bd\" # pan \"1 0.75\"]",
    );
}

#[test]
fn odd_parts_are_exact() {
    let query = query_expression("scramble 7 $ s \"bd sn\"", None).expect("a pattern");
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let (events, _) = query
        .graph
        .events(query.pattern, Span::cycle(0), &mut scratch);
    assert!(events.len() >= 7);
    for event in events {
        // Sevenths, and halves of them where a part reaches over both sounds.
        let place = event.part.begin * Rational::integer(14);
        assert_eq!(place.fraction(), Rational::ZERO, "{:?}", event.part);
    }
}

#[test]
fn functions_of_plain_values_in_tests() {
    let even = "ifp even rev (fast 2) $ s \"bd sn\"";
    same(
        "ifp ((== 0) . (flip mod 2)) rev (fast 2) $ s \"bd sn\"",
        even,
    );
    same("ifp (\\x -> mod x 2 == 0) rev (fast 2) $ s \"bd sn\"", even);
    same("n (subtract 1 \"3 5\")", "n \"2 4\"");
}
