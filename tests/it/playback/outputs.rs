//! No output depends on another: what is played elsewhere changes no bit of it.

use super::host::{Host, RATE, difference};
use super::lines::{NO_TEMPO, TEMPI, line};
use proptest::prelude::*;

/// Output 1 of a text, by itself.
fn first(text: &str, seconds: f64) -> Option<Vec<u32>> {
    Some(Host::open(text)?.output(1, (seconds * RATE) as usize))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_output_is_the_same_beside_others(
        own in prop::collection::vec(line(TEMPI), 1..3),
        others in prop::collection::vec((2..17_usize, line(NO_TEMPO)), 1..4),
        before in any::<bool>(),
    ) {
        let own: Vec<String> = own.iter().map(|line| format!("o1: {line}")).collect();
        let others: Vec<String> = others.iter().map(|(output, line)| format!("o{output}: {line}")).collect();
        let alone = own.join("\n");
        let together = match before {
            true => [others, own].concat(),
            false => [own, others].concat(),
        };
        let together = together.join("\n");
        if let Some((one, other)) = first(&alone, 2.0).zip(first(&together, 2.0)) {
            let place = difference(&one, &other);
            prop_assert!(place.is_none(), "from frame {} on: {together}", place.unwrap());
        }
    }
}

#[test]
fn voices_that_end_elsewhere_change_no_sum() {
    let own = "o1: s \"superpiano*4 arpy*3 bd*2\" # n \"0 4 7\"";
    let alone = first(own, 4.0).unwrap();
    assert!(alone.iter().any(|bits| *bits != 0), "it sounds");
    let together = first(&format!("{own}\no2: s \"hh*7\""), 4.0).unwrap();
    assert_eq!(difference(&alone, &together), None);
}
