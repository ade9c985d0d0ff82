//! Patterns as values: sharing, errors with their places, limits.

use phonon_pattern::controls::{s, speed};
use phonon_pattern::{Graph, MOST_NESTED, Pattern, PatternError, Rational, listing};

fn first_cycles(pattern: &Pattern, cycles: i64) -> String {
    listing(&pattern.events(0..cycles).expect("it is right"))
}

#[test]
fn any_split_of_a_span_has_the_same_onsets() {
    let pattern = s("bd*3 <sn cp>")
        .off("<0.125 0.25>", |p| p.with(speed(2)))
        .every(2, Pattern::rev);
    let onsets = |from: Rational, to: Rational| -> Vec<String> {
        let events = pattern.events(from..to).expect("it is right");
        let begun = events
            .iter()
            .filter(|e| e.whole.is_some_and(|w| w.begin == e.part.begin));
        begun
            .map(|e| format!("{} {}", e.part.begin, e.value))
            .collect()
    };
    let all = onsets(Rational::ZERO, Rational::integer(4));
    let step = Rational::new(1, 7).expect("a denominator");
    let mut split = Vec::new();
    for i in 0..28 {
        let from = step * Rational::integer(i);
        split.extend(onsets(from, from + step));
    }
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    assert_eq!(sorted(split), sorted(all));
}

#[test]
fn what_patterns_share_is_in_the_graph_once() {
    let part = s("bd sn").fast(2).rev();
    let mut graph = Graph::new();
    part.add_to(&mut graph).expect("it is right");
    let one = graph.len();
    let all = Pattern::stack(vec![part; 50]);
    let mut graph = Graph::new();
    all.add_to(&mut graph).expect("it is right");
    assert!(graph.len() <= one + 2, "{} nodes after {one}", graph.len());
}

#[test]
fn a_function_is_called_once_however_often_it_is_applied() {
    let mut calls = 0;
    let rising = Pattern::of("0").echo_with(5, 0.125, |p| {
        calls += 1;
        p + 1
    });
    let highest = rising.events(1..2).expect("it is right");
    assert!(highest.iter().any(|event| event.value.to_string() == "4.0"));
    assert_eq!(calls, 1);
}

#[test]
fn functions_may_be_nested_and_use_patterns_around_them() {
    let shift = Pattern::of("<0 1>");
    let p = Pattern::of("0 1").every(2, |p| {
        let inner = p.clone() + &shift;
        inner.off(0.25, |q| q + p + 10)
    });
    let same = {
        let base = Pattern::of("0 1");
        let inner = base.clone() + "<0 1>";
        let changed = Pattern::stack([inner.clone(), inner.late(0.25) + &base + 10]);
        Pattern::cat([changed, base.clone()])
    };
    assert_eq!(first_cycles(&p, 1), first_cycles(&same, 1));
}

#[test]
fn mistakes_are_told_with_their_place() {
    let error = Pattern::mini("bd [sn hh").expect_err("a bracket is open");
    assert_eq!(error.span(), Some(3..4));
    assert!(error.to_string().contains("is not closed"), "{error}");
    assert_eq!(error.help().as_deref(), Some("close it with `]`"));

    let late = s("bd").fast("2 [3").every(2, Pattern::rev);
    let error = late
        .events(0..1)
        .expect_err("an argument is no mini-notation");
    assert!(matches!(&error, PatternError::Mini { text, .. } if text == "2 [3"));
    assert_eq!(late.to_string(), error.to_string());

    let error = Pattern::of("[0,4,7]")
        .arp("up dwon")
        .compile()
        .expect_err("no arpeggio");
    assert_eq!(error.span(), Some(3..7));

    assert!(matches!(
        Pattern::of(f64::NAN).compile(),
        Err(PatternError::NotFinite(_))
    ));
    assert!(matches!(
        Pattern::of("1").rangex(0.0, 1.0).compile(),
        Err(PatternError::OutOfRange { .. })
    ));
    let dense = Pattern::of("1").fast(10_000_000);
    assert_eq!(dense.events(0..1), Err(PatternError::TooManyEvents));
}

#[test]
fn an_argument_means_nothing_outside_of_its_function() {
    let mut escaped = None;
    let _ = Pattern::of("1").every(2, |p| {
        escaped = Some(p.clone());
        p
    });
    let escaped = escaped.expect("the function was called");
    assert_eq!(escaped.compile().err(), Some(PatternError::Escaped));
}

#[test]
fn a_long_chain_is_an_error_and_no_overflow_of_the_stack() {
    let long = (0..200_000).fold(s("bd"), |p, _| p.fast(1));
    assert_eq!(long.compile().err(), Some(PatternError::TooDeep));
    drop(long);
    let deep = (2..MOST_NESTED).fold(s("bd"), |p, _| p.fast(1));
    assert!(deep.compile().is_ok());
}

#[test]
fn numbers_strings_and_lists_are_patterns() {
    assert_eq!(Pattern::from(3).to_string(), "(0>1)|3");
    assert_eq!(Pattern::from(0.5).to_string(), "(0>1)|0.5");
    assert_eq!(Pattern::from(true).to_string(), "(0>1)|True");
    assert_eq!(
        Pattern::from(["a", "b c"]).to_string(),
        Pattern::of("a [b c]").to_string()
    );
    assert_eq!(
        "a b".parse::<Pattern>().expect("it is right").to_string(),
        Pattern::of(vec!["a", "b"]).to_string()
    );
    assert_eq!(Pattern::of("t f").to_string(), "(0>½)|True\n(½>1)|False");
    assert_eq!(
        Pattern::of("inf e").to_string(),
        "(0>½)|\"inf\"\n(½>1)|\"e\""
    );
    assert_eq!(Pattern::of("").to_string(), "");
}

#[test]
fn a_pattern_goes_to_another_thread() {
    let pattern = s("bd sn").every(2, Pattern::rev);
    let there = std::thread::spawn(move || pattern.events(0..2).map(|events| events.len()));
    assert_eq!(there.join().expect("no panic"), Ok(4));
}
