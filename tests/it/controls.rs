//! Arithmetic with controls, as Tidal has it: plain numbers and strings beside a pattern of sounds are controls, too.

use phonon_language::{Context, Severity, compile, query_expression};
use phonon_pattern::{Budget, Scratch, Span};

/// The events of the first cycles of an expression, in an order that does not depend on how they were found.
fn events(expression: &str) -> Vec<String> {
    let query = query_expression(expression, None)
        .unwrap_or_else(|problems| panic!("`{expression}`: {problems:?}"));
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let mut lines = Vec::new();
    for cycle in 0..4 {
        let span = Span::cycle(cycle);
        let (events, complete) = query.graph.events(query.pattern, span, &mut scratch);
        assert!(complete, "`{expression}` exceeds its budget");
        lines.extend(
            events
                .iter()
                .map(|event| format!("{:?} {:?} {:?}", event.part, event.whole, event.value)),
        );
    }
    lines.sort();
    assert!(!lines.is_empty(), "`{expression}` is silent");
    lines
}

fn same(left: &str, right: &str) {
    assert_eq!(events(left), events(right), "`{left}` is not `{right}`");
}

/// What a text is told, and how severely.
fn told(text: &str) -> Vec<(Severity, String)> {
    let compilation = compile(text, &Context::default(), None);
    let said = compilation.diagnostics.iter();
    said.map(|said| (said.severity, said.message.clone()))
        .collect()
}

#[test]
fn a_plain_number_is_a_control() {
    same("s \"bd*4\" # 3", "s \"bd*4\" # pI \"n\" 3");
    same("s \"bd*4\" # 2.5", "s \"bd*4\" # speed 2.5");
    same("s \"bd*4\" + 3", "s \"bd*4\" # pI \"n\" 3");
    same("s \"bd*4\" # irand 8", "s \"bd*4\" # pI \"n\" (irand 8)");
    same(
        "s \"bd\" # toScale [0, 2, 7] \"<0 1 2>\"",
        "s \"bd\" # pI \"n\" \"<0 2 7>\"",
    );
    same(
        "s \"bd*4\" # choose [0, 1]",
        "s \"bd*4\" # pI \"n\" (choose [0, 1])",
    );
    same("s \"bd*4\" # rand", "s \"bd*4\" # speed rand");
    same(
        "whenmod 3 2 (# 6) $ s \"bd*2\"",
        "whenmod 3 2 (# pI \"n\" 6) $ s \"bd*2\"",
    );
    same("3 # s \"bd*2\"", "pI \"n\" 3 # s \"bd*2\"");
}

#[test]
fn whole_numbers_leave_notes_as_they_are() {
    same("(+ 12) $ n \"0 1\"", "n \"0 1\"");
    same("jux (|+ 7) $ n \"0 3\"", "jux id $ n \"0 3\"");
    // Fractions are another control, and names with numbers hold fractions.
    same("s \"bd*4\" # speed 2 * 1.5", "s \"bd*4\" # speed 3");
    same("s \"bd:2\" * 5", "s \"bd\" # pF \"n\" 10");
    same("n \"0 1\" + n 12", "n \"12 13\"");
    // Whole numbers have no reciprocal.
    same("s \"bd\" # cut 3 / cut 2", "s \"bd\" # cut 6");
    same("s \"bd\" # speed 3 / speed 2", "s \"bd\" # speed 1.5");
    same("s \"bd\" # 2 * 3.5", "s \"bd\" # pI \"n\" 2 # speed 3.5");
    same("- (s \"bd\" # speed 2)", "s \"bd\" # speed (-2)");
}

#[test]
fn the_hash_binds_tighter_than_arithmetic() {
    same("s \"bd*4\" # speed 1 * 5", "(s \"bd*4\" # speed 1) * 5");
    same(
        "s \"bd*4\" # n (choose [0, 1])+12",
        "s \"bd*4\" # n (choose [0, 1])",
    );
    same("s \"bd*4\" # speed 1/2", "(s \"bd*4\" # speed 1) / 2");
    same("s \"bd*4\" # speed (1/2)", "s \"bd*4\" # speed 0.5");
    same(
        "s \"bd\" # speed 1 + speed 2 # pan 1",
        "s \"bd\" # speed 3 # pan 1",
    );
    // Where dividing makes no sense `1/8` is one number.
    same(
        "off 1/8 (# speed 2) $ s \"bd\"",
        "off 0.125 (# speed 2) $ s \"bd\"",
    );
    same("(1/8 ~>) $ s \"bd\"", "0.125 ~> s \"bd\"");
    same("1/8 ~> s \"bd\"", "1 / (8 ~> s \"bd\")");
}

#[test]
fn a_plain_string_names_sounds() {
    same("n \"1 2\" # \"superpiano\"", "n \"1 2\" # s \"superpiano\"");
    same("\"hh*4\" + n 1", "s \"hh*4\" # n 1");
    same("\"808bd*2\" # lpf 300", "s \"808bd*2\" # lpf 300");
    same("\"808*2\" # lpf 300", "s \"808*2\" # lpf 300");
    same(
        "every 2 (# \"cp*2\") $ s \"bd sn\"",
        "every 2 (# s \"cp*2\") $ s \"bd sn\"",
    );
    same(
        "every 2 (const \"cp*2\") $ s \"bd\"",
        "every 2 (const $ s \"cp*2\") $ s \"bd\"",
    );
    // Names are not calculated with.
    same("s \"bd\" + \"sn\"", "s \"bd\"");
    same("s \"bd\" |* \"sn:2\"", "s \"bd:2\"");
    same("($ (s \"bd sn\")) $ rev", "s \"sn bd\"");
}

#[test]
fn midi_notes_are_notes() {
    same("midinote \"60 63\"", "note \"0 3\"");
    same("midinote \"60\" |+ note 12", "note 12");
    same("s \"bd\" # midinote 60 # up 3", "s \"bd\" # note 3");
}

#[test]
fn audio_is_calculated_with_where_a_signal_is_on_one_side() {
    for quiet in [
        "o1: s \"bd*4\" * sine 4",
        "o1: s \"bd*4\" # 3 |+ n 7",
        "o1: (s \"bd*4\" # reverb 0.5) * 0.8",
        "o1: ~drums * 0.8\n~drums: s \"bd*4\"",
        "o1: saw (\"55 110\" # lpf 5 * 2) * 0.2",
    ] {
        assert_eq!(told(quiet), [], "{quiet}");
    }
    for taken in [
        "o1: s \"bd*4\" * 0.8",
        "o1: s \"bd*4\" # speed 1 + 0.5",
        "o1: 2 * s \"bd\"",
        "o1: off 0.25 (|+ 7) $ n \"0 3\" # s \"bd\"",
    ] {
        let told = told(taken);
        assert_eq!(told.len(), 1, "{taken}: {told:?}");
        assert_eq!(told[0].0, Severity::Note);
        assert!(told[0].1.contains("works on controls here"), "{told:?}");
    }
}

#[test]
fn a_constant_in_what_is_heard_is_told() {
    for offset in [
        "o1: saw 110 + 0.5",
        "o1: ((saw 110 - 1) * 0.2) # lpf 800",
        "o1: ~a # reverb 0.5\n~a: saw 110 + 0.5",
        "o1: (s \"bd*4\" # reverb 0.5) + 0.1",
        "o1: ~a + 0.1\n~a: s \"bd\"",
    ] {
        let told = told(offset);
        assert_eq!(told.len(), 1, "{offset}: {told:?}");
        assert_eq!(told[0].0, Severity::Warning);
        assert!(told[0].1.contains("DC"), "{told:?}");
    }
    for modulation in [
        "o1: saw (sine 2 * 10 + 110) * 0.2",
        "o1: saw 110 # lpf (~slow * 500 + 900)\n~slow: sine 0.2",
        "o1: saw 110 * (sine 4 * 0.5 + 0.5)",
        "o1: (square 110 + 0.5) # dcblock",
        "o1: saw 110 * ~env\n~env: 1 - sine 2",
    ] {
        assert_eq!(told(modulation), [], "{modulation}");
    }
}
