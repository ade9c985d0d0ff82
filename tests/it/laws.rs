//! Laws that hold for every pattern, over random programs that shrink to short ones.
//!
//! Events are compared after the touching parts of one event are merged: how many fragments an answer comes in says
//! nothing to the ear.

use phonon_language::{Kind, query_expression};
use phonon_pattern::{Budget, Graph, PatternId, Plain, Rational, Scratch, Span};
use proptest::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Rhythms of mini-notation, simple ones first: shrinking goes towards them.
const RHYTHMS: &[&str] = &[
    "bd",
    "bd sn",
    "~ bd",
    "bd [sn hh]",
    "<bd sn>",
    "bd*3",
    "bd/2 sn",
    "bd(3,8)",
    "bd@3 sn",
    "{bd sn hh}%4",
    "[bd,sn] hh",
    "bd? sn",
    "bd|sn|hh",
    "bd(<3 5>,8,<0 2>)*2",
    "[bd sn]/1.5",
    "bd . sn . hh hh",
    "<bd [sn hh]>*2 _ cp!2",
];

/// Functions of patterns, simple ones first.
const FUNCTIONS: &[&str] = &[
    "rev",
    "fast 2",
    "slow 2",
    "(0.25 ~>)",
    "(# speed 2)",
    "(|+ n 1)",
    "fast 1.5",
    "slow \"<1 2>\"",
    "(\"<0 0.25>\" <~)",
    "every 3 rev",
    "every \"<2 3>\" (fast 2)",
    "off 0.125 (# crush 4)",
    "superimpose (fast 2)",
    "jux rev",
    "iter 4",
    "palindrome",
    "ply \"2 3\"",
    "chop 2",
    "striate 2",
    "stut 3 0.5 0.125",
    "echo 3 0.2 0.6",
    "stutWith 2 0.125 (# n 3)",
    "degradeBy 0.3",
    "sometimesBy 0.5 (# speed 2)",
    "someCyclesBy 0.5 rev",
    "linger 0.5",
    "zoom (0.25, 0.75)",
    "compress (0.2, 0.9)",
    "fastGap 2",
    "trunc 0.75",
    "brak",
    "press",
    "inside 2 rev",
    "outside 2 rev",
    "within (0, 0.5) (fast 2)",
    "whenmod 4 2 rev",
    "mask \"1 0 1 1\"",
    "struct \"t(3,8)\"",
    "euclid 3 8",
    "while \"1 0\" (fast 2)",
    "sew \"t f\" (s \"cp*4\")",
    "chunk 4 (hurry 2)",
    "bite 4 \"0 2 1 3\"",
    "shuffle 4",
    "scramble 4",
    "swingBy (1/3) 4",
    "hurry \"<1 2>\"",
    "segment 4",
    "rot 1",
    "fix (fast 2) (s \"bd\")",
    "spread fast [1, 2]",
    "ghost",
    "spin 2",
    "wedge 0.25 (s \"cp\")",
    "(# nTake \"tune\" [0, 1, 2])",
    "(|- n 1)",
    "rot \"<1 2>\"",
    "euclidInv \"<3 5>\" 8",
    "euclidOffFull 3 8 2 (s \"hh\")",
    "stutter 3 0.125",
    "chew 4 \"0 [1 3] 2\"",
    "stitch \"1 0 1\" (s \"cp\")",
    "contrast (# crush 4) (# speed 2) (s \"bd\")",
    "foldEvery [2, 3] rev",
    "striateBy 2 0.25",
    "loopAt 2",
    "humanize 0.01 0.2",
    "groove [0, 1/3, -0.2]",
    "interlace (s \"hh*3\")",
    "striate' 2 0.125",
    "slice 4 \"0 2 [1 3]\"",
    "splice 4 \"0 2\"",
    "gap 2",
    "splat \"<1 2>\" (s \"cp\")",
    "smash 3 [2, 1.5]",
    "smash' 3 [2, 1.5]",
    "jux' [rev, fast 2]",
    "juxBy 0.3 (iter 4)",
    "jux4 rev",
    "juxcut' [rev, fast 2]",
    "ghostWith 0.125 (|* gain 0.7)",
    "off 0.25 (|+| n 3)",
    "echoWith 3 \"<0.125 0.25>\" (|* speed 1.5)",
    "ply 1.5",
    "brak . rev",
    "layer [rev, fast 2]",
    "ifp ((== 0) . (`mod` 2)) rev (fast 2)",
    "every' 3 1 (0.125 <~)",
    "within' (0.25, 0.75) (fast 2)",
    "chunk' 4 (# speed 2)",
    "iter' 4",
    "pressBy \"<0.25 0.5>\"",
    "swing 4",
    "rotL 0.3",
    "rotR 1.3",
    "fastSqueeze 2",
    "slowSqueeze 1.5",
    "timeLoop 2",
    "loopFirst",
    "splitQueries",
    "repeatCycles 2",
    "fastRepeatCycles 2",
    "spaceOut [1, 2, 0.5]",
    "playFor 1 3",
    "reset \"1 0 1\"",
    "restart \"1 1\"",
    "beat \"0 3 6\" 8",
    "revArc (0, 2)",
    "double 0.125",
    "triple \"<0.125 0.25>\"",
    "quad 0.125",
    "focusArc (Arc 0.25 0.75)",
    "linger \"<0.25 -0.5>\"",
    "append (s \"cp\")",
    "fastAppend (s \"cp*2\")",
    "overlay (s \"cp(3,8)\")",
    "squeeze \"0 [1 0]\" . (\\x -> [x, s \"hh*4\"])",
    "select \"<0 0.7>\" . (\\x -> [x, rev x])",
    "selectF \"<0 0.7>\" [rev, fast 2]",
    "pickF \"<0 1>\" [rev, fast 2]",
    "snowball 3 (|+|) (slow 2)",
    "soak 3 (0.125 ~>)",
    "stackwith (pan \"0 1\") . (\\x -> [x, rev x])",
    "weave 3 (pan saw) . (\\x -> [x, rev x])",
    "weaveWith 3 (s \"hh\") . (\\x -> [fast 2, rev])",
    "fit 1 [s \"bd\", s \"sn*2\"] . const \"0 1\"",
    "(\\x -> ur 2 \"a [b a:f]\" [(\"a\", x), (\"b\", s \"cp\")] [(\"f\", rev)])",
    "seqPLoop . (\\x -> [(0, 2, x), (1, 3, rev x)])",
    "euclidFull 3 8 (s \"hh\")",
    "euclidOff \"<3 5>\" 8 \"<0 2>\"",
    "euclidOffInv 3 8 1",
    "unfix rev (s \"bd\")",
    "unDegradeBy 0.7",
    "degradeOverBy 2 0.5",
    "sometimesBy' 0.5 (0.125 ~>)",
    "somecycles (hurry 2)",
    "fadeOut 4",
    "fadeInFrom 1 3",
    "spread ($) [rev, fast 2]",
    "fastspread ($) [rev, fast 2]",
    "spreadr ($) [rev, fast 2]",
    "randslice 4",
    "expand 2",
    "extend 2",
    "steptake 1",
    "stepdrop 1",
    "pace 5",
    "withResultTime (+ 0.25) . withQueryTime (subtract 0.25)",
    "tabby 4 (s \"cp*4\")",
    "squeezeJoin . fmap (\\x -> fast 2 x) . pure",
    "xfadeIn 2 1 . (\\x -> [x, s \"cp*4\"])",
    "clutchIn 3 1 . (\\x -> [x, s \"cp*4\"])",
    "histpan 2 1 . (\\x -> [x, rev x])",
    "jumpMod 2 1 . (\\x -> [x, rev x])",
    "scramble 5",
    "scramble \"<3 2>\"",
    "chew 3 \"0 [2 1]\"",
    "chew \"<3 4>\" \"[0*2 [2 3], [1 3]]\"",
    "every' \"<4 2>\" 1 (fast 2)",
    "striateBy \"<2 3>\" 0.3",
    "struct (necklace 5 [2, 1, 1])",
    "mask (necklace 16 [3, 4, 2])",
    "distrib [9, 12, 4]",
    "distrib [\"<3 2>\", 4, 8]",
    "struct (binaryN \"<4 3>\" \"<5 9>\")",
    "scratch",
    "rotR \"<0.25 0.5>\"",
];

/// Functions whose list is Tidal's while what they play is not: those that count the events of one whole play what is
/// counted at each moment and list what is counted in a whole cycle, parts that leave the cycle are listed out of place,
/// and some list what lies beyond the span that was asked for.
const LISTED_OTHERWISE: &[&str] = &[
    "plyWith 3 (|* gain 0.8)",
    "rolledBy \"<0.25 -0.5>\"",
    "arp \"<up down pinkyup>\" $ superimpose (|+ n 7)",
    "mono $ superimpose (0.125 ~>)",
    "zoom (0.75, 1.25)",
    "linger 1.5",
    "arpeggiate $ superimpose (|+ n 7)",
    "arpWith reverse $ superimpose (|+ n 7)",
    "rolled $ superimpose (|+ n 7)",
    "rolledBy \"<0.25 -0.25>\" $ slow 1.5 $ superimpose (|+ n 7)",
    "arp \"thumbup\" $ slow 3 $ superimpose (|+ n 7)",
    "plyWith \"<2 3>\" (|* gain 0.8) $ slow 1.5",
    "rolledWith 0.25",
    "stretch",
    "fit' 1 4 \"0 1 2 3\" \"2 0 3 1\"",
    "stripe 2",
    "slowstripe 2",
    "substruct \"t f t t\"",
    "zoomArc (Arc 0.25 1.75)",
];

/// Controls that are joined to the rhythm, simple ones first.
const CONTROLS: &[&str] = &[
    "",
    " # n \"0 1 2\"",
    " # speed \"<1 2>\"",
    " # pan saw",
    " |+ n (irand 4)",
    " # gain (range 0.5 1 sine)",
    " # note (scale \"<major minor>\" \"0 .. 3\")",
    " # n (toScale [0, 2, 7] \"0 1 2\")",
    " # vowel \"<a e>(3,8)\"",
    " # speed (square + \"1 2\")",
    " # pan (perlin)",
    " # crush (smooth \"4 8 16\")",
    " |* gain (choose [0.5, 0.8, 1])",
    " +| speed \"1 2 3\"",
    " |+| n \"1 [2 3]\"",
    " # shape (quantise 4 rand)",
    " ||+ n \"0 1\"",
    " # note (arp \"up down\" \"c'maj e'min\")",
    " # legato (envL)",
    " # gain (normal + 0.4)",
    " # n (swap [(\"a\", 1), (\"b\", 2)] \"a b*2\")",
    " # n (range \"[0,1]\" \"5 [6 7]\" \"0 0.5 1\")",
    " # pan isaw",
];

fn expression() -> impl Strategy<Value = String> {
    (
        prop::collection::vec(prop::sample::select(FUNCTIONS), 0..4),
        prop::sample::select(RHYTHMS),
        prop::sample::select(CONTROLS),
    )
        .prop_map(|(functions, rhythm, control)| {
            let mut text = String::new();
            for function in functions {
                text += function;
                text += " $ ";
            }
            format!("{text}s \"{rhythm}\"{control}")
        })
}

/// A time of up to `cycles`, in fractions that music has and some that it has not.
fn time(cycles: i64) -> impl Strategy<Value = Rational> {
    prop::sample::select(&[1i64, 2, 3, 4, 5, 8, 12, 16, 64, 97][..]).prop_flat_map(move |d| {
        (0..=cycles * d).prop_map(move |n| Rational::new(n, d).expect("a denominator"))
    })
}

fn read(text: &str) -> (Graph, PatternId) {
    let queried = query_expression(text, Some(Kind::Controls));
    let queried = queried.unwrap_or_else(|problems| panic!("{text}: {}", problems[0].message));
    (queried.graph, queried.pattern)
}

/// Asks with room for any question. It is big: each thread makes it once.
fn ask<T>(question: impl FnOnce(&mut Scratch) -> T) -> T {
    thread_local!(static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::new(Budget::OFFLINE)));
    SCRATCH.with_borrow_mut(question)
}

/// Whole, part and value of the events that lie in a span, merged and in order.
type Listing = Vec<(String, Rational, Rational)>;

fn merged(fragments: impl IntoIterator<Item = (Span, Span, Plain)>) -> Listing {
    let mut groups: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    for (whole, part, value) in fragments {
        if part.begin != part.end {
            let key = format!(
                "{}-{} {value:?}",
                whole.begin.reduced(),
                whole.end.reduced()
            );
            groups.entry(key).or_default().push(part);
        }
    }
    let mut out = Vec::new();
    for (key, mut parts) in groups {
        parts.sort_by_key(|part| (part.begin, part.end));
        while !parts.is_empty() {
            let mut part = parts.remove(0);
            while let Some(next) = parts.iter().position(|other| other.begin == part.end) {
                part.end = parts.remove(next).end;
            }
            out.push((key.clone(), part.begin, part.end));
        }
    }
    out.sort();
    out
}

fn fragments(graph: &Graph, pattern: PatternId, span: Span) -> Vec<(Span, Span, Plain)> {
    let (events, complete) = ask(|scratch| graph.events(pattern, span, scratch));
    assert!(complete, "the budget ran out");
    let discrete =
        |event: phonon_pattern::ListedEvent| Some((event.whole?, event.part, event.value));
    events.into_iter().filter_map(discrete).collect()
}

fn listing(text: &str, cycles: i64) -> Listing {
    let (graph, pattern) = read(text);
    merged((0..cycles).flat_map(|cycle| fragments(&graph, pattern, Span::cycle(cycle))))
}

/// What begins in a span, as it is played.
fn onsets(graph: &Graph, pattern: PatternId, span: Span) -> Vec<(Rational, String)> {
    let mut found = Vec::new();
    let exceeded = ask(|scratch| {
        graph.onsets(pattern, span, scratch, &mut |scratch, event| {
            let whole = event.whole_or_part();
            let value = graph.plain(scratch, event.value);
            found.push((whole.begin, format!("{} {value:?}", whole.end.reduced())));
        });
        scratch.exceeded()
    });
    assert!(!exceeded, "the budget ran out");
    found.sort();
    found
}

/// The onsets of [a,c) are those of [a,b) and of [b,c).
fn tiles(text: &str, a: Rational, b: Rational, c: Rational) -> Result<(), TestCaseError> {
    let (graph, pattern) = read(text);
    let whole = onsets(&graph, pattern, Span::new(a, c));
    let mut parts = onsets(&graph, pattern, Span::new(a, b));
    if a < b || b < c {
        // A point asks for what begins there; it belongs to the span that begins there.
        if a == b {
            parts.clear();
        }
        if b < c {
            parts.extend(onsets(&graph, pattern, Span::new(b, c)));
        }
    }
    parts.sort();
    prop_assert_eq!(whole, parts);
    Ok(())
}

/// Questions that once lost what begins at a cut.
#[test]
fn questions_that_were_cut_wrong_once_tile() {
    let at = |n, d| Rational::new(n, d).expect("a denominator");
    let times = [at(0, 1), at(7, 5), at(2, 1)];
    for text in [
        "fit' 1 4 \"0 1 2 3\" \"2 0 3 1\" $ stut 3 0.5 0.125 $ s \"bd\"",
        "stretch $ mask \"0 0 1 0\" $ stut 3 0.5 0.125 $ s \"bd\"",
        "unwrap $ fast 1.5 $ fastcat [pure (s \"bd sn\"), pure (s \"hh*3\")]",
        "squeezeJoin $ fast 1.5 $ fastcat [pure (s \"bd sn\"), pure (s \"hh*3\")]",
        "zip [s \"bd sn\", s \"hh*3\"]",
    ] {
        if let Err(problem) = tiles(text, times[0], times[1], times[2]) {
            panic!("{text}: {problem}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// [a,c) = [a,b) and [b,c).
    #[test]
    fn queries_tile(text in expression(), a in time(3), b in time(3), c in time(3)) {
        let mut times = [a, b, c];
        times.sort();
        let [a, b, c] = times;
        tiles(&text, a, b, c)?;
    }

    #[test]
    fn functions_listed_otherwise_tile_too(text in expression(), function in prop::sample::select(LISTED_OTHERWISE), a in time(3), b in time(3), c in time(3)) {
        let mut times = [a, b, c];
        times.sort();
        let [a, b, c] = times;
        tiles(&format!("{function} $ {text}"), a, b, c)?;
    }

    /// What a query answers does not depend on those before it.
    #[test]
    fn the_order_of_queries_does_not_matter(text in expression(), order in Just([0i64, 1, 2, 3, 4]).prop_shuffle()) {
        let (graph, pattern) = read(&text);
        let listed = |cycle: i64| -> Vec<String> {
            let (events, _) = ask(|scratch| graph.events(pattern, Span::cycle(cycle), scratch));
            events.iter().map(|event| format!("{event:?}")).collect()
        };
        let mut shuffled = order.map(|cycle| (cycle, listed(cycle)));
        shuffled.sort_by_key(|(cycle, _)| *cycle);
        for (cycle, events) in shuffled {
            prop_assert_eq!(events, listed(cycle));
        }
    }

    #[test]
    fn twice_backwards_is_forwards(text in expression()) {
        prop_assert_eq!(listing(&format!("rev $ rev $ {text}"), 4), listing(&text, 4));
    }

    #[test]
    fn faster_and_slower_by_the_same_is_neither(text in expression(), n in 1i64..=7, d in 1i64..=5) {
        let changed = format!("fast ({n}/{d}) $ slow ({n}/{d}) $ {text}");
        prop_assert_eq!(listing(&changed, 4), listing(&text, 4));
    }

    #[test]
    fn earlier_and_later_by_the_same_is_neither(text in expression(), n in -9i64..=9, d in 1i64..=8) {
        let changed = format!("(({n}/{d}) <~) $ (({n}/{d}) ~>) $ {text}");
        prop_assert_eq!(listing(&changed, 4), listing(&text, 4));
    }

    #[test]
    fn stacks_may_be_stacked_in_any_way(a in expression(), b in expression(), c in expression()) {
        let left = format!("stack [stack [{a}, {b}], {c}]");
        let right = format!("stack [{a}, stack [{b}, {c}]]");
        prop_assert_eq!(listing(&left, 2), listing(&right, 2));
    }

    /// What plays is what is listed: the onsets of a query for onsets are those of a query for everything.
    #[test]
    fn what_is_played_is_what_is_listed(text in expression(), cycle in 0i64..4) {
        let (graph, pattern) = read(&text);
        let span = Span::cycle(cycle);
        let mut listed: Vec<(Rational, String)> = fragments(&graph, pattern, span)
            .into_iter()
            .filter(|(whole, part, _)| whole.begin == part.begin)
            .map(|(whole, _, value)| (whole.begin, format!("{} {value:?}", whole.end.reduced())))
            .collect();
        listed.sort();
        prop_assert_eq!(onsets(&graph, pattern, span), listed);
    }

    /// A query that may do little answers no more, and says so.
    #[test]
    fn budgets_are_kept(text in expression(), steps in 0u64..200, depth in 4u32..24, entries in 4usize..64) {
        let (graph, pattern) = read(&text);
        let budget = Budget { steps, depth, entries, bytes: 32, collected: 8 };
        let (some, complete) = graph.events(pattern, Span::cycle(0), &mut Scratch::new(budget));
        let (all, _) = ask(|scratch| graph.events(pattern, Span::cycle(0), scratch));
        prop_assert!(!complete || some.len() == all.len(), "{} of {}", some.len(), all.len());
        prop_assert!(some.len() <= all.len(), "{} of {}", some.len(), all.len());
    }
}
