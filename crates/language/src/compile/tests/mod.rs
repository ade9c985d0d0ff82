//! Whole texts compiled.

mod definitions;
mod messages;
mod program;

use super::*;
use phonon_pattern::{Budget, Rational, Scratch, Span, Value as EventValue};

fn compiled(text: &str) -> Compilation {
    compile(text, &Context::default(), None)
}

fn messages(compilation: &Compilation) -> Vec<&str> {
    compilation
        .diagnostics
        .iter()
        .map(|d| d.message.as_str())
        .collect()
}

fn events(compilation: &Compilation, sequence: usize) -> usize {
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let (pattern, _) = compilation.score.sequences[sequence];
    compilation
        .score
        .graph
        .events(pattern, Span::cycle(0), &mut scratch)
        .0
        .len()
}

#[test]
fn a_song_becomes_sequences_signals_and_a_tempo() {
    let song = "bpm: 120\nbeats: 4\nd1 $ jux rev $ s \"bd*4\" # n \"1 2\"\nout: s \"hh*8\" # lpf (~lfo * 800 + 1000) 0.3\n~lfo: sine 0.5\nlet f x = fast x\no3: f 2 $ s \"cp\"";
    let compilation = compiled(song);
    assert_eq!(messages(&compilation), Vec::<&str>::new());
    let score = &compilation.score;
    assert_eq!(score.tempo.unwrap().cps, 0.5);
    assert_eq!(score.sequences.len(), 3);
    assert_eq!(events(&compilation, 0), 8);
    assert_eq!(events(&compilation, 2), 2);
    assert_eq!(score.orbits[0], Some(score.sequences[0].1));
    assert!(
        compilation
            .statements
            .iter()
            .all(|report| report.state == State::Good)
    );
    score.signals.compile();
}

#[test]
fn sliders_play_as_their_numbers() {
    let text =
        "d1 $ every 2{1..8} (fast 2) $ s \"bd*4\" # gain 0.4{0..1} # lpf (800{100 .. 4000} + 1)";
    let compilation = compiled(text);
    assert_eq!(messages(&compilation), Vec::<&str>::new());
    assert_eq!(events(&compilation, 0), 8);
}

#[test]
fn dollar_works_both_ways_and_hash_makes_functions() {
    for (a, b) in [
        (
            "every 4 rev $ fast 2 $ s \"bd sn\"",
            "s \"bd sn\" $ fast 2 $ every 4 rev",
        ),
        (
            "(fast 2 # speed 2) $ s \"bd\"",
            "fast 2 (s \"bd\") # speed 2",
        ),
        (
            "jux (fast 2 $ rev) $ s \"bd sn\"",
            "jux (rev . fast 2) $ s \"bd sn\"",
        ),
        ("every(4, rev, s(\"bd sn\"))", "every 4 rev (s \"bd sn\")"),
    ] {
        let listed = |text: &str| {
            let queried = crate::query_expression(text, None).unwrap();
            let mut scratch = Scratch::new(Budget::OFFLINE);
            let (events, _) = queried
                .graph
                .events(queried.pattern, Span::cycle(0), &mut scratch);
            let mut lines: Vec<String> = events
                .iter()
                .map(|e| format!("{:?} {:?} {:?}", e.whole, e.part, e.value))
                .collect();
            lines.sort();
            lines
        };
        assert_eq!(listed(a), listed(b), "{a}");
    }
}

#[test]
fn one_wrong_line_keeps_its_last_good_version() {
    let first = compiled("o1: s \"bd*4\"\no2: s \"hh*8\"\nlet k = 2\no3: fast k $ s \"cp\"");
    assert!(first.is_clean());
    let context = Context::default();
    let second = compile(
        "o1: s \"bd*2\"\no2: s \"hh*16\" # nope 3\nlet k = (2\no3: fast k $ s \"cp*3\"",
        &context,
        Some(&first.good),
    );
    assert_eq!(
        messages(&second),
        ["no function `nope`", "`(` is not closed"]
    );
    let states: Vec<State> = second
        .statements
        .iter()
        .map(|report| report.state)
        .collect();
    assert_eq!(states, [State::Good, State::Kept, State::Kept, State::Good]);
    assert_eq!(
        [events(&second, 0), events(&second, 1), events(&second, 2)],
        [2, 8, 6]
    );
    // What was good stays good for the next time.
    let third = compile("o1: (\no2: )", &context, Some(&second.good));
    assert_eq!([events(&third, 0), events(&third, 1)], [2, 8]);
    assert_eq!(third.score.sequences.len(), 2);
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let compilation = compiled(
        "o1: evry 4 rev $ s \"bd\"\no2: s \"bd [\"\no3: fast (s \"x\") (s \"bd\") # ~nowhere\no4: s \"ok\"",
    );
    assert_eq!(compilation.errors(), 3);
    assert_eq!(compilation.score.sequences.len(), 1);
}

#[test]
fn buses_may_feed_back_but_names_may_not() {
    let compilation = compiled("~a: s \"bd\" # delay 0.2 0.5\n~b: (~b + ~a) * 0.5\nout: ~b");
    assert_eq!(messages(&compilation), Vec::<&str>::new());
    let compilation = compiled("let a = fast 2 b\nlet b = rev a\nout: s \"x\"");
    assert!(
        messages(&compilation)[0].contains("defined by itself"),
        "{:?}",
        compilation.diagnostics
    );
}

#[test]
fn effects_in_a_bus_are_used_after_hash() {
    let compilation = compiled(
        "~fx: lpf 800 # reverb 0.7\nout: s \"bd*4\" # ~fx\no2: s \"hh\" # room 0.3 # delay 0.25 0.5 0.3",
    );
    assert_eq!(messages(&compilation), Vec::<&str>::new());
    assert_eq!(compilation.score.sequences.len(), 2);
}

#[test]
fn functions_of_patterns_reach_through_effects() {
    let compilation = compiled(
        "o1: fast 2 $ s \"bd*4\" # delay 0.2 0.5 0.3 # speed 2\no2: jux rev $ s \"hh\" # reverb 0.3",
    );
    assert_eq!(messages(&compilation), Vec::<&str>::new());
    assert_eq!([events(&compilation, 0), events(&compilation, 1)], [8, 2]);
    compilation.score.signals.compile();
}

#[test]
fn functions_without_end_are_stopped() {
    let compilation = compiled("let f x = f x\nout: f 1");
    assert_eq!(compilation.errors(), 1, "{:?}", compilation.diagnostics);
}

#[test]
fn a_folders_name_with_its_spaces_is_told_how_it_is_written() {
    let names = ["bd".to_owned(), "my_kit_2".to_owned()];
    let context = Context {
        sounds: Some(&names),
        ..Context::default()
    };
    let text = "o1: s \"bd My kit 2*4 my kit 22\"";
    let compilation = compile(text, &context, None);
    let reported: Vec<_> = compilation
        .diagnostics
        .iter()
        .map(|problem| (&text[problem.span.clone()], problem.help.as_deref()))
        .collect();
    assert_eq!(
        reported[0],
        ("My kit 2", Some("names have no spaces: write `my_kit_2`"))
    );
    // Another folder's.
    assert_eq!(reported[1].0, "my");
}

#[test]
fn unknown_sounds_are_warnings() {
    let names = ["bd".to_owned(), "sn".to_owned(), "arpy".to_owned()];
    let context = Context {
        sounds: Some(&names),
        ..Context::default()
    };
    let compilation = compile(
        "o1: s \"bd:3 snn*2 [arpy|zzz]?\" # vowel \"a\" # unit \"c\"",
        &context,
        None,
    );
    assert_eq!(
        messages(&compilation),
        [
            "no sound `snn`; it stays silent",
            "no sound `zzz`; it stays silent"
        ]
    );
    assert_eq!(
        compilation.diagnostics[0].help.as_deref(),
        Some("did you mean `sn`?")
    );
    assert_eq!(compilation.diagnostics[0].span, 12..15);
    assert!(compilation.is_clean());
}

#[test]
fn mute_solo_and_hush_silence_outputs() {
    let song = "o1: s \"a\"\no2: s \"b\"\no3: s \"c\"\n";
    assert_eq!(
        compiled(&format!("{song}mute: o1 o3"))
            .score
            .sequences
            .len(),
        1
    );
    assert_eq!(
        compiled(&format!("{song}solo: o2")).score.sequences.len(),
        1
    );
    assert_eq!(compiled(&format!("{song}hush")).score.sequences.len(), 0);
}

#[test]
fn texts_of_any_size_are_answered_in_time() {
    let huge = "o1: s \"bd\" # n 1\n".repeat(600_000);
    let first = compiled("o1: s \"bd\"");
    let compilation = compile(&huge, &Context::default(), Some(&first.good));
    assert!(messages(&compilation)[0].contains("too long"));
    assert_eq!(compilation.score.sequences.len(), 1);
    let deep = format!("o1: {}s \"bd\"{}", "(".repeat(10_000), ")".repeat(10_000));
    assert!(messages(&compiled(&deep))[0].contains("nested too deep"));
}

/// The times at which the first pattern of sounds begins an event, in its first eight cycles.
fn onsets(text: &str) -> Vec<String> {
    let compilation = compiled(text);
    assert_eq!(messages(&compilation), Vec::<&str>::new());
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let eight = Span::new(
        phonon_pattern::Rational::ZERO,
        phonon_pattern::Rational::integer(8),
    );
    let (pattern, _) = compilation.score.sequences[0];
    let (events, _) = compilation.score.graph.events(pattern, eight, &mut scratch);
    events
        .iter()
        .map(|event| format!("{} {:?}", event.part.begin, event.value))
        .collect()
}

#[test]
fn a_seed_is_a_fact_of_the_program() {
    for line in [
        "o1: degradeBy 0.5 $ s \"hh*16\"",
        "o1: s \"[hh?]*16\"",
        "o1: s \"hh*4\" # pan rand",
        "o1: s \"hh*4\" # n (shuffle 4 $ run 4)",
        "o1: sometimesBy 0.5 (# speed 2) $ s \"hh*8\"",
        "o1: s \"hh*4\" # pan perlin",
        "o1: s \"[a|b|c]*4\"",
        "o1: someCyclesBy 0.5 rev $ s \"a b\"",
    ] {
        let plain = onsets(line);
        let seeded = |seed: &str| onsets(&format!("{line}\nseed: {seed}"));
        assert_eq!(seeded("0"), plain, "{line}");
        assert_ne!(seeded("1"), plain, "{line}");
        assert_ne!(seeded("2"), seeded("1"), "{line}");
        assert_eq!(seeded("2"), seeded("2"), "{line}");
    }
}

#[test]
fn what_plays_once_is_known_by_its_text() {
    let first = compiled("o1: s \"bd*4\"\nonce $ s \"cp*2\"");
    let later = compiled("o1: s \"bd*8\"\n\n-- a word\nonce $ s \"cp*2\"\nonce $ s \"cp*3\"");
    let known = |compilation: &Compilation| -> Vec<u64> {
        compilation
            .score
            .once
            .iter()
            .map(|once| once.statement)
            .collect()
    };
    let (before, after) = (known(&first), known(&later));
    assert_eq!((before.len(), after.len()), (1, 2));
    assert_eq!(before[0], after[0]);
    assert_ne!(after[0], after[1]);
    assert_eq!(known(&compiled("once $ s \"cp\"\nhush")).len(), 0);
}

#[test]
fn all_is_done_to_every_output() {
    let song = "d1 $ s \"bd*2\"\nall $ ply 2\nd2 $ s \"hh\" # lpf ~lfo\nd3: sine 220\nall (fast 2)\n~lfo: sine 1 * 800 + 1000";
    let compilation = compiled(song);
    assert_eq!(messages(&compilation), Vec::<&str>::new());
    // The last one counts, wherever it stands.
    assert_eq!(events(&compilation, 0), 4);
    assert_eq!(events(&compilation, 1), 2);

    let wrong = compiled("d1 $ s \"bd\"\nall $ s \"hh\"");
    assert_eq!(
        messages(&wrong),
        ["`all` needs a function such as `(# room 0.2)`; this is a sound"]
    );
    assert_eq!(events(&wrong, 0), 1);
}

/// The events of the first output in some cycles, where what begins does so in cycle `begin`.
fn played(compilation: &Compilation, begin: i64, cycles: std::ops::Range<i64>) -> Vec<String> {
    let score = &compilation.score;
    let mut scratch = Scratch::new(Budget::OFFLINE);
    for beginning in &score.beginnings {
        let begin = EventValue::Ratio(Rational::integer(begin));
        scratch.set_input(beginning.input(), begin);
    }
    let mut all = Vec::new();
    for cycle in cycles {
        for pattern in &score.outputs[0].patterns {
            let span = Span::cycle(cycle);
            let (events, _) = score.graph.events(*pattern, span, &mut scratch);
            let mut shown: Vec<String> = events
                .iter()
                .map(|event| format!("{:?} {:?}", event.whole, event.value))
                .collect();
            shown.sort();
            all.extend(shown);
        }
    }
    all
}

/// What the transitions and triggers of a text are known by.
fn begun(compilation: &Compilation) -> Vec<u64> {
    let beginnings = compilation.score.beginnings.iter();
    beginnings.map(|beginning| beginning.id()).collect()
}

#[test]
fn a_transition_is_the_function_of_its_name_from_the_cycle_of_the_swap_on() {
    let first = compiled("d1 $ s \"a*4\" # speed 1");
    for (command, function, cycles) in [
        ("xfadeIn 1 4", "xfadeIn 4 8", 4..12),
        ("clutchIn 1 4", "clutchIn 4 8", 4..16),
        ("anticipateIn 1 3", "anticipateIn 3 8", 4..16),
        ("interpolateIn 1 4", "interpolateIn 4 8", 4..16),
        ("jumpIn 1 3", "jumpIn 3 8", 4..16),
        ("jumpIn' 1 3", "jumpIn' 3 8", 4..16),
        ("jumpMod 1 5", "jumpMod 5 8", 4..16),
        ("jumpMod' 1 5 1", "jumpMod' 5 1 8", 4..16),
        ("mortal 1 2 3", "mortal 2 3 8", 4..16),
        ("wait 1 3", "wait 3 8", 4..16),
        ("histpan 1 2", "histpan 2 8", 4..16),
        ("waitT 1 (xfadeIn 4) 2", "waitT (xfadeIn 4) 2 8", 4..16),
        ("transition tidal True (xfadeIn 4) 1", "xfadeIn 4 8", 4..12),
    ] {
        let new = "s \"b*4\" # speed 2";
        let text = format!("{command} $ {new}");
        let live = compile(&text, &Context::default(), Some(&first.good));
        assert_eq!(messages(&live), Vec::<&str>::new(), "{command}");
        assert_eq!(live.score.beginnings.len(), 1, "{command}");
        let by_function = compiled(&format!("d1 $ {function} [{new}, s \"a*4\" # speed 1]"));
        assert_eq!(
            played(&live, 8, cycles.clone()),
            played(&by_function, 8, cycles),
            "{command}"
        );
        // Opened, or rendered.
        let opened = compiled(&text);
        assert!(begun(&opened).is_empty(), "{command}");
        let plain = compiled(&format!("d1 $ {new}"));
        assert_eq!(
            played(&opened, 8, 0..4),
            played(&plain, 8, 0..4),
            "{command}"
        );
    }
    // Once a crossfade is over, nothing of the old is left.
    let live = compile(
        "xfadeIn 1 4 $ s \"b*4\"",
        &Context::default(),
        Some(&first.good),
    );
    assert_eq!(
        played(&live, 8, 12..14),
        played(&compiled("d1 $ s \"b*4\""), 8, 12..14)
    );
}

#[test]
fn a_transition_begins_once_until_it_is_edited_or_asked_for() {
    let live = |text: &str, previous: &Compilation| {
        compile(text, &Context::default(), Some(&previous.good))
    };
    let first = compiled("d1 $ s \"a*4\"");
    let fade = live("xfade 1 $ s \"b*4\"", &first);
    let again = live("-- a word\nxfade 1 $ s \"b*4\"\nd2 $ s \"hh\"", &fade);
    assert_eq!(begun(&fade), begun(&again));
    assert_eq!(played(&fade, 8, 8..9), played(&again, 8, 8..9));
    // From the text before and not from the line above, which is not evaluated then.
    let above = live("d1 $ s \"c\"\nxfade 1 $ s \"b*4\"", &first);
    assert_eq!(played(&fade, 8, 8..9), played(&above, 8, 8..9));
    let edited = live("xfade 1 $ s \"d*4\"", &again);
    assert_ne!(begun(&fade), begun(&edited));
    let by_function = compiled("d1 $ xfadeIn 2 8 [s \"d*4\", s \"b*4\"]");
    assert_eq!(played(&edited, 8, 8..10), played(&by_function, 8, 8..10));
    // On its own it begins anew.
    let mut asked = again.good.clone();
    asked.ask(Some(0));
    let asked = compile("xfade 1 $ s \"b*4\"", &Context::default(), Some(&asked));
    assert_ne!(begun(&again), begun(&asked));
    let kept = live("xfade 1 $ s \"b*4\"", &asked);
    assert_eq!(begun(&kept), begun(&asked));
    // What plays nothing fades in.
    let fresh = live("xfade 2 $ s \"b*4\"", &first);
    let by_function = compiled("d2 $ xfadeIn 2 8 [s \"b*4\", silence]");
    assert_eq!(played(&fresh, 8, 8..10), played(&by_function, 8, 8..10));
}

#[test]
fn outputs_are_muted_by_number_as_in_tidal() {
    for (song, heard) in [
        ("d1 $ s \"bd\"\nd2 $ s \"hh\"\nmute 1", 1),
        ("d1 $ s \"bd\"\nd2 $ s \"hh\"\nsolo 2", 1),
        ("d1 $ s \"bd\"\nd2 $ s \"hh\"\nmute: o1 o2", 0),
    ] {
        let compilation = compiled(song);
        assert_eq!(messages(&compilation), Vec::<&str>::new(), "{song}");
        assert_eq!(compilation.score.sequences.len(), heard, "{song}");
    }
}

#[test]
fn an_envelope_wants_but_its_trigger_and_an_effect_but_what_it_has_no_default_for() {
    for text in [
        "out: saw 110 * adsr \"1(3,8)\" * 0.2",
        "out: saw 110 * curve \"1*2\" * 0.2",
        "out: saw 110 # multitap :mix 0.3",
        "out: saw 110 # convolve :mix 0.5",
    ] {
        let compilation = compiled(text);
        assert_eq!(messages(&compilation), Vec::<&str>::new(), "{text}");
        assert!(compilation.score.sequences.is_empty(), "{text}");
    }
    for (text, help) in [
        ("out: saw 110 # adsr \"1(3,8)\"", "`… * adsr …`"),
        ("out: saw 110 # ad \"1*4\" 0.01 0.2", "by `*`"),
        ("out: saw 110 # multitap 0.3 3", "multitap \"0.11"),
    ] {
        let compilation = compiled(text);
        let given = compilation.diagnostics[0].help.as_deref();
        assert!(
            given.is_some_and(|given| given.contains(help)),
            "{text}: {given:?}"
        );
    }
}
