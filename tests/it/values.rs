//! The methods of `phonon_pattern::Pattern` play what the functions of the language play that they stand for.

use phonon_language::query_expression;
use phonon_pattern::controls::{crush, gain, n, note, pan, s, speed};
use phonon_pattern::{Budget, ListedEvent, Pattern, Rational, Scratch, Span};

/// Cycles that are compared.
const CYCLES: i64 = 9;

fn letters(events: &[ListedEvent]) -> Vec<String> {
    // Whole numbers are of one kind here and of another there where nothing depends on it.
    let mut lines: Vec<String> = events
        .iter()
        .map(|event| {
            event
                .to_string()
                .replace(".0n (", "n (")
                .replace(".0f", "")
                .replace(".0", "")
        })
        .collect();
    lines.sort();
    lines
}

fn check(text: &str, pattern: Pattern) {
    let queried =
        query_expression(text, None).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    let mut scratch = Scratch::new(Budget::OFFLINE);
    for cycle in 0..CYCLES {
        let span = Span::cycle(cycle);
        let (wanted, complete) = queried.graph.events(queried.pattern, span, &mut scratch);
        assert!(complete, "{text}");
        let got = pattern
            .events(span)
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(letters(&got), letters(&wanted), "{text}, cycle {cycle}");
    }
}

fn beat() -> Pattern {
    s("bd*2 <sn cp> [hh hh:3]?")
}

fn melody() -> Pattern {
    note("0 [2 4] <7 9>")
}

fn ratio(n: i64, d: i64) -> Rational {
    Rational::new(n, d).expect("a denominator")
}

const BEAT: &str = r#"(s "bd*2 <sn cp> [hh hh:3]?")"#;
const MELODY: &str = r#"(note "0 [2 4] <7 9>")"#;

/// Compares a method of the beat and the melody with a function before them.
macro_rules! functions {
    ($($text:literal => $method:expr;)*) => {
        $({
            let method: fn(Pattern) -> Pattern = $method;
            check(&format!("{} $ {BEAT}", $text), method(beat()));
            check(&format!("{} $ {MELODY}", $text), method(melody()));
        })*
    };
}

#[test]
fn time_and_cycles() {
    functions! {
        "fast \"<1 2> 3\"" => |p| p.fast("<1 2> 3");
        "slow 1.5" => |p| p.slow(1.5);
        "(0.25 ~>)" => |p| p.late(0.25);
        "(\"<0 0.25 1%3>\" <~)" => |p| p.early("<0 0.25 1%3>");
        "rev" => Pattern::rev;
        "fastGap \"2 3\"" => |p| p.fast_gap("2 3");
        "fastSqueeze \"1 2\"" => |p| p.fast_squeeze("1 2");
        "compress (0.25, 0.75)" => |p| p.compress(0.25, 0.75);
        "focusArc (0.25, 0.75)" => |p| p.focus(ratio(1, 4), ratio(3, 4));
        "inside \"<2 4>\" rev" => |p| p.inside("<2 4>", Pattern::rev);
        "outside 2 rev" => |p| p.outside(2, Pattern::rev);
        "swingBy (1/3) 4" => |p| p.swing_by("1%3", 4);
        "press" => Pattern::press;
        "pressBy \"<0.25 0.5>\"" => |p| p.press_by("<0.25 0.5>");
        "rolledBy \"<0.25 -0.5>\"" => |p| p.rolled_by("<0.25 -0.5>");
        "stutter 4 (1/16)" => |p| p.stutter(4, ratio(1, 16));
        "iter \"<4 3>\"" => |p| p.iter("<4 3>");
        "iter' 4" => |p| p.iter_back(4);
        "palindrome" => Pattern::palindrome;
        "brak" => Pattern::brak;
        "rot \"<1 2>\"" => |p| p.rot("<1 2>");
        "loopFirst" => Pattern::loop_first;
        "timeLoop 2" => |p| p.time_loop(2);
        "ribbon 1.5 2" => |p| p.ribbon(1.5, 2);
        "repeatCycles 3" => |p| p.repeat_cycles(3);
        "linger \"<0.25 -0.5>\"" => |p| p.linger("<0.25 -0.5>");
        "trunc 0.75" => |p| p.trunc(0.75);
        "zoom (0.25, 0.75)" => |p| p.zoom(0.25, 0.75);
        "bite 4 \"0 2*2 <1 3>\"" => |p| p.bite(4, "0 2*2 <1 3>");
        "chunk 4 (fast 2)" => |p| p.chunk(4, |p| p.fast(2));
        "chunk' 4 (fast 2)" => |p| p.chunk_back(4, |p| p.fast(2));
        "beat \"0 3 <6 7>\" 8" => |p| p.beat("0 3 <6 7>", 8);
        "mono" => Pattern::mono;
        "stretch" => Pattern::stretch;
        "reset \"1 <0 1>\"" => |p| p.reset("1 <0 1>");
        "restart \"1 <0 1>\"" => |p| p.restart("1 <0 1>");
        "spaceOut [1, 0.5, 0.25]" => |p| p.space_out([ratio(1, 1), ratio(1, 2), ratio(1, 4)]);
        "soak 3 (fast 2)" => |p| p.soak(3, |p| p.fast(2));
        "snowball 3 (overlay) (0.25 ~>)" => |p| p.snowball(3, Pattern::overlay, |p| p.late(0.25));
        "wedge 0.25 (s \"lt\")" => |p| s("lt").wedge(0.25, p);
    }
}

#[test]
fn rhythm_and_combination() {
    functions! {
        "struct \"t f <t*2 f>\"" => |p| p.structure("t f <t*2 f>");
        "mask \"1 0 <1 0>\"" => |p| p.mask("1 0 <1 0>");
        "substruct \"t f t t\"" => |p| p.substruct("t f t t");
        "euclid \"<3 5>\" 8" => |p| p.euclid("<3 5>", 8);
        "euclidInv 3 8" => |p| p.euclid_inverted(3, 8);
        "euclidOff 3 8 \"<0 2>\"" => |p| p.euclid_off(3, 8, "<0 2>");
        "euclidLegato 3 8" => |p| p.euclid_legato(3, 8);
        "ply \"2 3\"" => |p| p.ply("2 3");
        "plyWith 3 (|* gain 0.8)" => |p| p.ply_with(3, |p| p.mul_left(gain(0.8)));
        "segment 4" => |p| p.segment(4);
        "distrib [2, 5, 8]" => |p| p.distrib([2, 5, 8]);
        "sew \"t <f t>\" (s \"lt\") . id" => |p| Pattern::of(s("lt")).sew("t <f t>", p);
        "overlay (s \"lt*3\")" => |p| s("lt*3").overlay(p);
        "append (s \"lt*3\")" => |p| s("lt*3").append(p);
        "fastAppend (s \"lt*3\")" => |p| s("lt*3").fast_append(p);
        "(# speed \"1 2\")" => |p| p.with(speed("1 2"));
        "(|+| n \"1 2 3\")" => |p| p.add(n("1 2 3"));
        "(|+ n \"1 2 3\")" => |p| p.add_left(n("1 2 3"));
        "(+| n \"1 2 3\")" => |p| p.add_right(n("1 2 3"));
        "(|* speed \"1 2\")" => |p| p.mul_left(speed("1 2"));
        "(|-| note 3)" => |p| p - note(3);
        "(|<| n 3)" => |p| p.keep(n(3));
        "stackwith (pan saw) . (: [s \"lt\"])" => |p| Pattern::stack_with(pan(Pattern::saw()), [p, s("lt")]);
    }
    check(
        "stack [s \"bd*2\", s \"hh*3\"]",
        Pattern::stack([s("bd*2"), s("hh*3")]),
    );
    check(
        "cat [s \"bd*2\", s \"hh*3\", s \"cp\"]",
        Pattern::cat([s("bd*2"), s("hh*3"), s("cp")]),
    );
    check(
        "fastcat [s \"bd*2\", s \"<hh lt>*3\"]",
        Pattern::fastcat([s("bd*2"), s("<hh lt>*3")]),
    );
    check(
        "timecat [(3, s \"bd*2\"), (1, s \"hh\")]",
        Pattern::timecat([(3, s("bd*2")), (1, s("hh"))]),
    );
    check(
        "struct (binaryN 8 \"<172 55>\") $ s \"bd\"",
        s("bd").structure(Pattern::binary(8, "<172 55>")),
    );
    check(
        "euclidFull 3 8 (s \"bd\") (s \"hh\")",
        s("bd").euclid_full(3, 8, s("hh")),
    );
    check(
        "squeeze \"0 <1 0>\" [s \"bd*2\", s \"hh*3\"]",
        Pattern::squeeze("0 <1 0>", [s("bd*2"), s("hh*3")]),
    );
    check("n (run \"<4 3>\")", n(Pattern::run("<4 3>")));
    check("n (scan 3)", n(Pattern::scan(3)));
    check(
        "select sine [s \"bd*2\", s \"hh*3\"]",
        Pattern::select(Pattern::sine(), [s("bd*2"), s("hh*3")]),
    );
    check(
        "tabby 4 (s \"bd*4\") (s \"hh*4\")",
        s("bd*4").tabby(4, s("hh*4")),
    );
    check(
        "interlace (s \"bd*4\") (s \"hh*3\")",
        s("bd*4").interlace(s("hh*3")),
    );
    check(
        "fit 1 [s \"bd\", s \"sn\", s \"cp\"] \"0 1\"",
        Pattern::fit(1, [s("bd"), s("sn"), s("cp")], "0 1"),
    );
}

#[test]
fn functions_of_functions() {
    functions! {
        "every \"<2 3>\" rev" => |p| p.every("<2 3>", Pattern::rev);
        "every' 3 1 (fast 2)" => |p| p.every_from(3, 1, |p| p.fast(2));
        "foldEvery [2, 3] (fast 2)" => |p| p.fold_every([2, 3], |p| p.fast(2));
        "whenmod 4 2 rev" => |p| p.when_mod(4, 2, Pattern::rev);
        "while \"1 0 <1 0>\" (fast 2)" => |p| p.while_true("1 0 <1 0>", |p| p.fast(2));
        "within (0, 0.5) (fast 2)" => |p| p.within(0, 0.5, |p| p.fast(2));
        "superimpose (fast 2)" => |p| p.superimpose(|p| p.fast(2));
        "layer [rev, fast 2]" => |p| p.layer([Box::new(Pattern::rev) as phonon_pattern::Function, Box::new(|p| p.fast(2))]);
        "off \"<0.125 0.25>\" (# crush 4)" => |p| p.off("<0.125 0.25>", |p| p.with(crush(4)));
        "jux rev" => |p| p.jux(Pattern::rev);
        "juxBy \"<0.5 0.25>\" (0.25 ~>)" => |p| p.jux_by("<0.5 0.25>", |p| p.late(0.25));
        "when ((== 1) . (`mod` 3)) rev" => |p| p.when(|cycle| (cycle % 3).equals(1), Pattern::rev);
        "spread fast [1, 2, 1.5]" => |p| p.spread([1.0, 2.0, 1.5], |p, x| p.fast(x));
        "fix (fast 2) (s \"bd\")" => |p| p.fix(s("bd"), |p| p.fast(2));
        "unfix (# crush 4) (s \"bd\")" => |p| p.unfix(s("bd"), |p| p.with(crush(4)));
        "echo 3 0.125 0.6" => |p| p.echo(3, 0.125, 0.6);
        "stut \"<3 4>\" 0.5 0.125" => |p| p.stut("<3 4>", 0.5, 0.125);
        "stutWith 3 0.125 (|+ n 1)" => |p| p.echo_with(3, 0.125, |p| p.add_left(n(1)));
        "ghostWith 0.125 (|* gain 0.5)" => |p| p.ghost_with(ratio(1, 8), |p| p.mul_left(gain(0.5)));
        "spin 3" => |p| p.spin(3);
        "chop \"<2 3>\"" => |p| p.chop("<2 3>");
        "striate 2" => |p| p.striate(2);
        "striateBy 3 0.25" => |p| p.striate_by(3, 0.25);
        "slice 8 \"0 <2 3>\"" => |p| p.slice(8, "0 <2 3>");
        "splice 8 \"0 <2 3>\"" => |p| p.splice(8, "0 <2 3>");
        "randslice 4" => |p| p.randslice(4);
        "loopAt 2" => |p| p.loop_at(2);
        "hurry \"<1 2>\"" => |p| p.hurry("<1 2>");
        "gap 4" => |p| p.gap(4);
        "smash 3 [2, 3]" => |p| p.smash(3, [2, 3]);
        "smash' 3 [2, 3]" => |p| p.smash_chop(3, [2, 3]);
        "splat 2 (s \"lt*2\")" => |p| p.splat(2, s("lt*2"));
        "(# grain 0.25 \"0.5 0.25\")" => |p| p.with(Pattern::grain(0.25, "0.5 0.25"));
        "contrastRange (# crush 4) id (pure $ Map.singleton \"n\" (VN 1, VN 4))" => |p| p.contrast_range("n", (1.0, 4.0), |p| p.with(crush(4)), |p| p);
        "chew 4 \"0 2*2\"" => |p| p.chew(4, "0 2*2");
    }
    check(
        "weave 4 (pan saw) [s \"bd*2\", s \"hh*3\"]",
        Pattern::weave(4, pan(Pattern::saw()), [s("bd*2"), s("hh*3")]),
    );
}

#[test]
fn chance() {
    functions! {
        "degrade" => Pattern::degrade;
        "degradeBy \"<0.3 0.7>\"" => |p| p.degrade_by("<0.3 0.7>");
        "unDegradeBy 0.4" => |p| p.undegrade_by(0.4);
        "sometimesBy 0.3 (# speed 2)" => |p| p.sometimes_by(0.3, |p| p.with(speed(2)));
        "sometimes (fast 2)" => |p| p.sometimes(|p| p.fast(2));
        "often rev" => |p| p.often(Pattern::rev);
        "rarely (# speed 2)" => |p| p.rarely(|p| p.with(speed(2)));
        "almostNever (# speed 2)" => |p| p.almost_never(|p| p.with(speed(2)));
        "almostAlways (# speed 2)" => |p| p.almost_always(|p| p.with(speed(2)));
        "someCyclesBy 0.3 rev" => |p| p.some_cycles_by(0.3, Pattern::rev);
        "someCycles (fast 2)" => |p| p.some_cycles(|p| p.fast(2));
        "degradeOverBy 3 0.4" => |p| p.degrade_over_by(3, 0.4);
        "shuffle 4" => |p| p.shuffle(4);
        "scramble \"<4 3>\"" => |p| p.scramble("<4 3>");
        "stripe 2" => |p| p.stripe(2);
        "fadeOut 8" => |p| p.fade_out(8);
        "fadeIn 4" => |p| p.fade_in(4);
    }
    check(
        "s (segment 4 $ choose [\"bd\", \"sn\", \"hh\"])",
        s(Pattern::choose(["bd", "sn", "hh"]).segment(4)),
    );
    check(
        "s (cycleChoose [\"bd\", \"sn\"])",
        s(Pattern::cycle_choose(["bd", "sn"])),
    );
    check(
        "s (segment 8 $ wchoose [(\"bd\", 4), (\"sn\", 1)])",
        s(Pattern::wchoose([("bd", 4), ("sn", 1)]).segment(8)),
    );
    check(
        "randcat [s \"bd*2\", s \"sn\", s \"<hh cp>\"]",
        Pattern::randcat([s("bd*2"), s("sn"), s("<hh cp>")]),
    );
    check(
        "wrandcat [(s \"bd*2\", 1), (s \"sn\", 5)]",
        Pattern::wrandcat([(s("bd*2"), 1), (s("sn"), 5)]),
    );
    check("n (segment 4 $ irand 8)", n(Pattern::irand(8).segment(4)));
    check("n (randStruct 5)", n(Pattern::rand_lengths(5)));
    check("n (randrun 4)", n(Pattern::randrun(4)));
    check(
        "struct (segment 8 $ brandBy 0.7) $ s \"hh\"",
        s("hh").structure(Pattern::brand_by(0.7).segment(8)),
    );
    check(
        "s \"hh*4\" # pan rand",
        s("hh*4").with(pan(Pattern::rand())),
    );
    check(
        "n (markovPat 8 1 [[3, 5, 2], [4, 4, 2], [0, 1, 0]])",
        n(Pattern::markov(
            8,
            1,
            [[3.0, 5.0, 2.0], [4.0, 4.0, 2.0], [0.0, 1.0, 0.0]],
        )),
    );
}

#[test]
fn harmony_signals_and_steps() {
    check(
        "n (scale \"<major minor>\" \"0 .. 4\")",
        n(Pattern::of("0 .. 4").scale("<major minor>")),
    );
    check(
        "n (toScale [0,2,7] \"0 1 2 3\")",
        n(Pattern::of("0 1 2 3").to_scale(12.0, [0.0, 2.0, 7.0])),
    );
    check(
        "arp \"<up thumbup>\" $ note \"c'maj'5 e'min\"",
        note("c'maj'5 e'min").arp("<up thumbup>"),
    );
    check(
        "arpeggiate $ note \"c'maj'5 e'min\"",
        note("c'maj'5 e'min").arpeggiate(),
    );
    check(
        "n (chromaticiseBy \"<2 -1>\" \"0 4\")",
        n(Pattern::of("0 4").chromaticise_by("<2 -1>")),
    );
    /// A wave's name in the language, and its value.
    type Wave = (&'static str, fn() -> Pattern);
    let waves: [Wave; 8] = [
        ("sine", Pattern::sine),
        ("cosine", Pattern::cosine),
        ("saw", Pattern::saw),
        ("isaw", Pattern::isaw),
        ("tri", Pattern::tri),
        ("square", Pattern::square),
        ("perlin", Pattern::perlin),
        ("envL", Pattern::envelope),
    ];
    for (name, wave) in waves {
        check(
            &format!("s \"hh*3\" # pan (slow 2 {name})"),
            s("hh*3").with(pan(wave().slow(2))),
        );
        check(
            &format!("s \"hh*3\" # speed (range 1 \"<2 3>\" {name})"),
            s("hh*3").with(speed(wave().range(1, "<2 3>"))),
        );
    }
    check(
        "s \"hh*3\" # speed (rangex 1 4 saw)",
        s("hh*3").with(speed(Pattern::saw().rangex(1.0, 4.0))),
    );
    check(
        "s \"hh*3\" # pan (smooth \"0 1 0.5\")",
        s("hh*3").with(pan(Pattern::of("0 1 0.5").smooth())),
    );
    check(
        "s \"hh*3\" # speed sine2",
        s("hh*3").with(speed(Pattern::sine().bipolar())),
    );
    check(
        "s \"hh*3\" # speed (quantise 4 rand)",
        s("hh*3").with(speed(Pattern::rand().quantise(4.0))),
    );
    functions! {
        "pace 5" => |p| p.pace(5);
        "steptake \"<2 -1>\"" => |p| p.step_take("<2 -1>");
        "stepdrop 1" => |p| p.step_drop(1);
        "extend 2" => |p| p.extend(2);
        "shrink 1" => |p| p.shrink(1);
        "grow 1" => |p| p.grow(1);
    }
    check(
        "stepcat [expand 2 $ s \"bd hh\", contract 2 $ s \"sn cp\"]",
        Pattern::stepcat([s("bd hh").expand(2), s("sn cp").contract(2)]),
    );
    check(
        "polymeter [s \"bd hh\", s \"sn cp lt\"]",
        Pattern::polymeter([s("bd hh"), s("sn cp lt")]),
    );
}

#[test]
fn transitions_and_forms() {
    let (old, new) = (s("bd*2").with(gain(1)), s("sn*3").with(gain(1)));
    let texts = "[s \"sn*3\" # gain 1, s \"bd*2\" # gain 1]";
    let history = || old.clone().transition_to(&new, 2);
    check(&format!("jump 2 {texts}"), history().jump());
    check(
        &format!("jumpMod 4 2 {texts}"),
        history().jump_at_multiple(4),
    );
    check(&format!("xfadeIn 3 2 {texts}"), history().crossfade(3));
    check(&format!("clutchIn 3 2 {texts}"), history().clutch(3));
    check(
        &format!("interpolateIn 3 2 {texts}"),
        history().interpolate(3),
    );
    check(
        &format!("anticipateIn 3 2 {texts}"),
        history().anticipate(3),
    );
    check(
        &format!("washIn (fast 2) 2 2 {texts}"),
        history().wash(2, |p| p.fast(2)),
    );
    check(&format!("wait 2 2 {texts}"), history().wait(2));
    check(
        &format!("mortal 2 3 2 {texts}"),
        new.clone().mortal(2, 3, 2),
    );
    check(
        &format!("histpan 2 0 {texts}"),
        Pattern::panned([&new, &old]),
    );
    check(
        "seqP [(0, 2, s \"bd*2\"), (1, 4, s \"sn\")]",
        Pattern::sequence_at([(0, 2, s("bd*2")), (1, 4, s("sn"))]),
    );
    check(
        "inhabit [(\"a\", s \"bd*2\"), (\"b\", s \"sn\")] \"a <b a>\"",
        Pattern::inhabit([("a", s("bd*2")), ("b", s("sn"))], "a <b a>"),
    );
}
