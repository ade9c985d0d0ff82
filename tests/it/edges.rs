//! What functions do at the edges of their arguments: none, negative, fractional, patterned. Each line says that two
//! expressions are the same pattern, by their events in the first cycles.

use phonon_language::query_expression;
use phonon_pattern::{Budget, Plain, Rational, Scratch, Span};

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
fn negative_numbers_before_other_arguments_need_no_brackets() {
    same(
        "segment 4 $ range -2 -1 saw",
        "segment 4 $ range (-2) (-1) saw",
    );
    same("rolledBy -0.25 \"[0,4,7]\"", "rolledBy (-0.25) \"[0,4,7]\"");
    // At the end it subtracts, as in Tidal.
    same("fast 2 \"1 2\" -1", "(fast 2 \"1 2\") - 1");
    same("fast 2 \"1 2\" - 1 + 3", "(fast 2 \"1 2\") + 2");
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

#[test]
fn what_only_the_right_side_has_is_subtracted_from_nothing() {
    same("s \"bd\" |- n 1", "s \"bd\" # n (-1)");
    same("s \"bd\" |- n 1 |- n 2", "s \"bd\" # n (-3)");
    same(
        "s \"bd\" - (speed 2 # pan 1)",
        "s \"bd\" # speed (-2) # pan (-1)",
    );
    same("s \"bd\" |/ speed 4", "s \"bd\" # speed 0.25");
    same("s \"bd\" |* speed 4 |+ n 1", "s \"bd\" # speed 4 # n 1");
}

#[test]
fn chords_are_repeated_and_left_out_like_notes() {
    same("note \"c'maj*2 e\"", "note \"[c,e,g]*2 e\"");
    same("note \"c'min7'ii(3,8)\"", "note \"[g,bf,c6,ef6](3,8)\"");
    same("note \"c'maj*<1 2>\"", "note \"[c,e,g]*<1 2>\"");
    same("note \"c'[maj maj]\"", "note \"[c,e,g]*2\"");
    same("note \"c'maj!2 ~\"", "note \"[c,e,g]!2 ~\"");
}

#[test]
fn a_choice_by_a_number_beyond_its_range_is_the_first_or_the_last() {
    same(
        "select \"<-1 0 0.5 1 2>\" [s \"a\", s \"b\", s \"c\"]",
        "s \"<a a b c c>\"",
    );
}

#[test]
fn a_list_is_handed_out_event_by_event_from_cycle_0_on() {
    same(
        "s \"a*2 ~\" # nTake \"tune\" [0, 1, 2]",
        "s \"a*2 ~\" # n \"<[[0 1] ~] [[2 0] ~] [[1 2] ~]>\"",
    );
    // Cycles of different numbers of events are counted.
    same(
        "s \"a*<3 1>\" # nTake \"tune\" [0, 1, 2]",
        "s \"a*<3 1>\" # n \"<[0 1 2] 0 [1 2 0] 1 [2 0 1] 2>\"",
    );
    same(
        "s \"a\" |+ n 1 |+ nTake \"tune\" [0, 5]",
        "s \"a\" # n \"<1 6>\"",
    );
    // Without a sound before it once a cycle.
    same("nTake \"tune\" [3, 4] # s \"a\"", "n \"<3 4>\" # s \"a\"");
}

#[test]
fn lists_are_written_as_haskell_writes_them() {
    same(
        "fastcat [s \"a\" # n x | x <- [1..3]]",
        "s \"a*3\" # n \"1 2 3\"",
    );
    same("n (fastFromList [1,3..7])", "n \"1 3 5 7\"");
    same(
        "fastcat [s \"a\" # n (x + y) | x <- [0, 12], y <- [1, 2], x + y /= 13]",
        "s \"a*3\" # n \"1 2 14\"",
    );
    same(
        "fastcat [s \"a\" # n y # speed z | (x, z) <- [(1, 3), (2, 4)], let y = x * 2]",
        "s \"a*2\" # n \"2 4\" # speed \"3 4\"",
    );
    same("n (sum [1, \"<0 1>\"] * product [2, 3])", "n \"<6 12>\"");
    same(
        "stack (map (uncurry (#)) [(s \"a\", n 1)])",
        "s \"a\" # n 1",
    );
}

#[test]
fn moved_times_stay_exact() {
    same(
        "withResultTime (+ 0.25) $ withQueryTime (subtract 0.25) $ s \"bd*3\"",
        "0.25 ~> s \"bd*3\"",
    );
    same(
        "withResultTime (subtract 0.1) $ withQueryTime (+ 0.1) $ s \"bd*3\"",
        "0.1 <~ s \"bd*3\"",
    );
}

#[test]
fn grooves_move_the_steps_and_what_lies_in_them() {
    same("groove [0, 0] $ s \"bd*4\"", "s \"bd*4\"");
    same("groove [0, 1/2] $ s \"bd sn\"", "s \"bd@3 sn\"");
    // An earlier step is so much longer, a later one so much shorter, with all that is in it.
    same(
        "groove [0, 1/2] $ s \"[bd hh] [sn hh]\"",
        "s \"[bd hh]@3 [sn hh]\"",
    );
    same(
        "inside 2 (groove [0, 1/3]) $ s \"bd*4\"",
        "s \"[bd@2 bd]!2\"",
    );
    same("groove [1/4] $ s \"bd sn\"", "0.25 ~> s \"bd sn\"");
    for wrong in ["groove [] $ s \"bd\"", "groove [1, -1] $ s \"bd\""] {
        assert!(query_expression(wrong, None).is_err(), "`{wrong}`");
    }
}

#[test]
fn voicings_lie_within_an_octave() {
    same(
        "n (voicing \"<c'maj7 g'dom7 c'maj'o>\")",
        "n \"<[12,4,7,11] [7,11,2,5] [12,4,7]>\"",
    );
    same("n (voicing \"c c4 c6 cs6 b4\")", "n \"12 12 12 1 11\"");
}

#[test]
fn drums_are_those_of_general_midi() {
    same("drum \"bd sn hh oh\"", "n \"-24 -22 -16 -14\"");
    // What is no drum is silent.
    same("drum \"bd violin\"", "n \"-24 ~\"");
}

#[test]
fn humans_are_uneven_within_bounds_and_the_same_each_time() {
    same(
        "humanize 0.01 0.2 $ s \"bd*8\"",
        "humanize 0.01 0.2 $ s \"bd*8\"",
    );
    let number = |event: &str, name: &str| -> f64 {
        let text = event.split(name).nth(1).expect("the parameter");
        let digits = |c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | 'e');
        let text = text.trim_start_matches(|c| !digits(c));
        let end = text.find(|c| !digits(c)).unwrap_or(text.len());
        text[..end].parse().expect("a number")
    };
    let played = events("humanize 0.01 0.2 $ s \"bd*8\"");
    let moved: Vec<f64> = played.iter().map(|event| number(event, "nudge")).collect();
    let levels: Vec<f64> = played.iter().map(|event| number(event, "gain")).collect();
    assert!(moved.iter().all(|time| time.abs() <= 0.01));
    assert!(levels.iter().all(|level| (level - 1.0).abs() <= 0.2));
    assert!(moved.iter().any(|time| *time < -0.005) && moved.iter().any(|time| *time > 0.005));
    assert!(levels.iter().any(|level| *level < 0.9) && levels.iter().any(|level| *level > 1.1));
}

/// What cannot work says why.
#[test]
fn names_of_tidals_that_have_no_meaning_here_say_why() {
    for (text, wanted) in [
        ("every 2 once $ s \"bd\"", "goes on a line of its own"),
        ("drawLine \"bd\"", "phonon query"),
        ("startTidal \"bd\"", "no other program"),
    ] {
        let problems = query_expression(text, None).err().unwrap_or_default();
        let said: Vec<String> = problems
            .iter()
            .map(|problem| format!("{problem:?}"))
            .collect();
        assert!(
            said.iter().any(|line| line.contains(wanted)),
            "`{text}`: {said:?}"
        );
    }
}

/// Where events begin and what they are, in order: `0 a, 1/2 b`.
fn onsets(expression: &str, cycles: i64) -> String {
    let query = query_expression(expression, None)
        .unwrap_or_else(|problems| panic!("`{expression}`: {problems:?}"));
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let mut found = Vec::new();
    for cycle in 0..cycles {
        let (events, complete) =
            query
                .graph
                .events(query.pattern, Span::cycle(cycle), &mut scratch);
        assert!(complete, "`{expression}` exceeds its budget");
        for event in events {
            if let Some(whole) = event.whole
                && whole.begin == event.part.begin
            {
                let value = match event.value {
                    Plain::Word(word) => word,
                    Plain::Float(x) | Plain::Note(x) => x.to_string(),
                    Plain::Bool(truth) => truth.to_string(),
                    Plain::Controls(controls) => {
                        let values = controls.values().map(|value| match value {
                            Plain::Word(word) => word.clone(),
                            Plain::Float(x) | Plain::Note(x) => x.to_string(),
                            other => format!("{other:?}"),
                        });
                        values.collect::<Vec<_>>().join(" ")
                    }
                    other => format!("{other:?}"),
                };
                found.push((whole.begin, value));
            }
        }
    }
    found.sort();
    let line = |(begin, value): &(Rational, String)| {
        let begin = begin.reduced();
        match begin.is_integer() {
            true => format!("{} {value}", begin.floor_int()),
            false => format!("{begin} {value}"),
        }
    };
    found.iter().map(line).collect::<Vec<_>>().join(", ")
}

#[test]
fn parts_put_in_another_order_keep_the_length_of_what_reaches_into_them() {
    // Of five places two begin with the beginning of a note.
    assert_eq!(
        onsets("scramble 5 \"0 2 4 7\"", 1),
        "1/10 4, 7/20 7, 9/20 2, 13/20 2, 19/20 7"
    );
    same("scramble 1 $ n \"0 1/2\"", "n \"0 1/2\"");
}

#[test]
fn only_what_begins_in_a_piece_is_chewed() {
    assert_eq!(
        onsets("chew 3 \"0 [2 1]\" $ n \"0 1\"", 1),
        "0 0 0.6666666666666666, 7/8 1 1.3333333333333333"
    );
    // A piece lasts at most a cycle.
    assert_eq!(onsets("chew 2 \"0/2\" $ n \"0 1\"", 2), "");
    assert_eq!(
        onsets(
            "squeezeJoinUp $ (\\x -> s \"a b\" # n (pure x)) <$> \"0/2 1\"",
            1
        ),
        "0 0 a 1, 1/2 1 a 2, 3/4 1 b 2"
    );
}

#[test]
fn chords_are_rolled_and_played_note_by_note_also_where_they_last_longer_than_a_cycle() {
    assert_eq!(
        onsets("rolled \"[0,4,7]/2\"", 4),
        "0 0, 1/6 4, 1/3 7, 2 0, 13/6 4, 7/3 7"
    );
    assert_eq!(
        onsets("n (fast 2 $ arp \"up\" \"<c'maj e'min>/2\")", 2),
        "0 0, 1/3 4, 2/3 7, 1 4, 4/3 7, 5/3 11"
    );
}

#[test]
fn every_with_an_offset_begins_what_is_longer_than_a_cycle_anew() {
    assert_eq!(
        onsets("every' 4 2 (|+ n 7) $ n \"0/2\"", 4),
        "0 0, 1 0, 2 7, 3 0"
    );
    assert_eq!(onsets("every 4 (|+ n 7) $ n \"0/2\"", 4), "0 7, 2 0");
}

#[test]
fn a_necklace_goes_on_over_the_cycles_end() {
    let hits = |text: &str| {
        let all = onsets(text, 2);
        let hits = all
            .split(", ")
            .filter_map(|event| event.strip_suffix(" true"));
        hits.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(hits("necklace 5 [2, 1, 1]"), "0 2/5 3/5 4/5 6/5 7/5 8/5");
    assert_eq!(hits("necklace 4 [3]"), "0 3/4 3/2");
    assert_eq!(hits("necklace 1.5 [1, 2]"), "0 2/3");
}

#[test]
fn each_number_of_a_chord_is_the_end_of_one_range() {
    assert_eq!(
        onsets("range \"[1,2]\" 5 \"0 0.5\"", 1),
        "0 1, 0 2, 1/2 3, 1/2 3.5"
    );
    assert_eq!(
        onsets("range \"[1,2]\" \"[5,6]\" 0.5", 1),
        "0 3, 0 3.5, 0 3.5, 0 4"
    );
}

#[test]
fn steps_of_a_beat_play_what_sounds_there() {
    assert_eq!(onsets("beat \"0,2,4\" 8 \"a b\"", 1), "0 a, 1/4 a, 1/2 b");
    assert_eq!(
        onsets("beat \"0 3\" 4 \"[a,b]\"", 1),
        "0 a, 0 b, 3/4 a, 3/4 b"
    );
}

#[test]
fn counts_of_digits_and_moves_may_be_patterns() {
    assert_eq!(
        onsets("binaryN \"<2 3>\" 5", 2),
        "0 false, 1/2 true, 1 true, 4/3 false, 5/3 true"
    );
    assert_eq!(
        onsets("n (spread' rotL \"0 0.25\" \"0 1\")", 1),
        "0 0, 1/2 1, 3/4 0"
    );
    assert_eq!(onsets("rotR \"<0 0.25>\" \"a\"", 2), "0 a, 5/4 a");
}

#[test]
fn values_are_swapped_for_others_and_the_rest_is_left_out() {
    assert_eq!(
        onsets(
            "swap [(\"a\", \"x\"), (\"b\", \"y\"), (\"a\", \"z\")] \"a b c a\"",
            1
        ),
        "0 x, 1/4 y, 3/4 x"
    );
    assert_eq!(
        onsets("n (swap [(1, 5), (2, 7)] \"1 2 3\")", 1),
        "0 5, 1/3 7"
    );
}

#[test]
fn a_part_of_each_sound_is_a_part_of_what_it_plays() {
    assert_eq!(
        onsets("striateBy 2 0.5 $ s \"a\" # begin 0.5", 1),
        "0 0.5 0.75 a, 1/2 0.75 1 a"
    );
    // A single part begins where the sound does.
    assert_eq!(onsets("striateBy 1 0.25 $ s \"a\"", 1), "0 0 0.25 a");
}

#[test]
fn sounds_are_scratched_part_by_part() {
    let parts = onsets("scratch $ s \"a\"", 1);
    assert!(
        parts.starts_with("0 0.96875 1 a, 1/32 0.9375 0.96875 a"),
        "{parts}"
    );
    assert_eq!(parts.split(", ").count(), 32);
}

#[test]
fn a_falling_ramp_is_exact_before_it_is_rounded() {
    assert_eq!(
        onsets("floor <$> segment 6 (isaw * 6)", 1),
        "0 6, 1/6 5, 1/3 4, 1/2 3, 2/3 2, 5/6 1"
    );
}

#[test]
fn functions_of_lists_choose_notes_and_do_not_look_at_them() {
    assert_eq!(
        onsets(
            "uncollect $ (\\xs -> drop 1 xs) <$> collect \"[0,4,7] 1\"",
            1
        ),
        "0 4, 0 7"
    );
    for looking in ["filter (/= 4)", "map (+ 12)", "\\xs -> [sum xs]"] {
        let expression = format!("uncollect $ ({looking}) <$> collect \"[0,4,7] [1,2]\"");
        let problems = query_expression(&expression, None).expect_err(&expression);
        assert!(
            problems[0].message.contains("chooses among"),
            "{expression}: {problems:?}"
        );
    }
}
