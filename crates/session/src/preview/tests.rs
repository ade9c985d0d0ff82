//! What the window is shown, found without its thread.

use super::*;
use phonon_language::compile_program;
use phonon_samples::{Library, LibrarySettings};
use std::time::Instant;

const STILL: [f32; MACROS] = [0.0; MACROS];

fn preview(text: &str) -> Arc<Preview> {
    numbered(1, text)
}

fn numbered(serial: u64, text: &str) -> Arc<Preview> {
    let library = Library::shared(&LibrarySettings::default()).expect("the kit");
    let mut compiled = compile_program(text, 48_000.0, &*library, None);
    assert!(
        compiled.diagnostics.is_empty(),
        "{:?}",
        compiled.diagnostics
    );
    Arc::new(Preview::new(serial, &mut compiled))
}

/// The view with everything found.
fn full(preview: &Arc<Preview>, position: f64, ahead: f64, macros: [f32; MACROS]) -> View {
    for _ in 0..3 {
        let (view, asks) = super::view(preview, position, (1.0, ahead), macros);
        if !asks && view.is_complete() {
            return view;
        }
        preview.fill();
    }
    panic!("never complete");
}

fn begins(view: &View, from: f64, until: f64, output: usize) -> Vec<f64> {
    view.onsets(from, until)
        .filter(|event| event.outputs.contains(output))
        .map(|event| event.begin)
        .collect()
}

#[test]
fn what_comes_is_known_behind_effects_and_buses_with_the_statement_that_plays_it() {
    let text = "o1: s \"bd*2\" # lpf 800\no2: ~a # hpf 90\n~a: s \"sn\"\no3: ~a";
    let preview = preview(text);
    let view = full(&preview, 0.0, 1.0, STILL);
    assert_eq!(begins(&view, 0.0, 1.0, 1), [0.0, 0.5]);
    assert_eq!(begins(&view, 0.0, 1.0, 2), [0.0]);
    assert_eq!(begins(&view, 0.0, 1.0, 3), [0.0]);
    let events: Vec<(&str, &str)> = view
        .onsets(0.0, 0.5)
        .map(|event| {
            let statement = &preview.statements()[event.statement.expect("a statement")];
            (&*event.name, &text[statement.span.clone()])
        })
        .map(|(name, statement)| (name, statement.trim_end()))
        .collect();
    assert_eq!(
        events,
        [("bd", "o1: s \"bd*2\" # lpf 800"), ("sn", "~a: s \"sn\"")]
    );
    let outputs: Vec<usize> = preview.statements()[2].outputs.iter().collect();
    assert_eq!(outputs, [2, 3]);
}

#[test]
fn events_tell_loudness_pitch_and_variant_as_the_engine_means_them() {
    let text = "o1: s \"bd:2 sn\" # gain 0.5\no2: n \"0 12\" # s \"supersaw\"\no3: note 7 # s \"bd\"\nd4 $ s \"bd\" # orbit 1";
    let view = full(&preview(text), 0.0, 1.0, STILL);
    let told = |output: usize| -> Vec<(Option<usize>, Option<i32>, i32)> {
        view.onsets(0.0, 1.0)
            .filter(|event| event.outputs.contains(output))
            .map(|event| {
                let pitch = event.pitch.map(|pitch| pitch.round() as i32);
                (
                    event.variant,
                    pitch,
                    (event.loudness * 100.0).round() as i32,
                )
            })
            .collect()
    };
    // Gain counts by its fourth power: 24 dB of the 48 shown.
    assert_eq!(told(1), [(Some(2), None, 25), (Some(0), None, 25)]);
    // The sound of `d4` names the orbit of `o2`.
    assert_eq!(
        told(2),
        [
            (None, Some(0), 75),
            (Some(0), None, 75),
            (None, Some(12), 75)
        ]
    );
    assert_eq!(told(3), [(Some(0), Some(7), 75)]);
    assert_eq!(told(4), []);
}

#[test]
fn what_sounds_is_found_with_its_places_across_the_seams_of_tiles() {
    let text = "o1: slow 3 $ s \"bd\"\no2: s \"hh*4\"";
    let view = full(&preview(text), 4.0, 4.0, STILL);
    let sounding = |at: f64| -> Vec<(&str, &str, f64)> {
        view.sounding(at)
            .map(|sounding| {
                let place = &sounding.places[0];
                (&*sounding.event.name, &text[place.clone()], sounding.age)
            })
            .collect()
    };
    assert_eq!(sounding(4.25), [("bd", "bd", 1.25), ("hh", "hh", 0.0)]);
    assert_eq!(
        sounding(4.9),
        [
            ("bd", "bd", 1.9000000000000004),
            ("hh", "hh", 0.15000000000000036)
        ]
    );
    assert_eq!(sounding(6.0)[1], ("bd", "bd", 0.0));
    // Each event once, however many tiles it goes through, and one that has begun before too.
    let long: Vec<f64> = view
        .events(3.5, 7.0)
        .filter(|event| &*event.name == "bd")
        .map(|event| event.begin)
        .collect();
    assert_eq!(long, [3.0, 6.0]);
    assert_eq!(begins(&view, 4.0, 5.0, 2), [4.0, 4.25, 4.5, 4.75]);
}

#[test]
fn a_macro_that_patterns_read_changes_what_is_shown() {
    let preview = preview("o1: s \"bd\" # note (~m1 * 12)\no2: segment 4 $ s \"hh\"");
    let pitch = |macros| {
        let view = full(&preview, 0.0, 1.0, macros);
        let version = view.version();
        let pitch = view
            .onsets(0.0, 1.0)
            .find_map(|event| event.pitch)
            .expect("a pitch");
        (pitch.round() as i32, version)
    };
    let mut turned = STILL;
    turned[0] = 0.5;
    let (low, before) = pitch(STILL);
    let (high, after) = pitch(turned);
    assert_eq!((low, high), (0, 6));
    assert_ne!(before, after);
    // One that nothing reads changes nothing.
    let mut other = turned;
    other[5] = 1.0;
    assert_eq!(pitch(other), (6, after));
}

#[test]
fn the_program_that_waits_is_shown_when_it_plays() {
    let mut previews = Previews::default();
    let push = |previews: &mut Previews, serial, plays| {
        let preview = numbered(serial, "o1: s \"bd\"");
        previews.push(Arc::into_inner(preview).expect("one"), plays);
    };
    let shown = |previews: &mut Previews, plays, stands| {
        let shown = previews.shown((plays, 8), stands);
        shown.expect("one").serial()
    };
    push(&mut previews, 1, 0);
    assert_eq!(shown(&mut previews, 0, true), 1);
    assert_eq!(shown(&mut previews, 1, false), 1);
    push(&mut previews, 2, 1);
    assert_eq!(shown(&mut previews, 1, false), 1);
    // Nobody plays: what was evaluated last is what there is to see.
    assert_eq!(shown(&mut previews, 1, true), 2);
    // One that takes the place of another that waited.
    push(&mut previews, 3, 1);
    assert_eq!(shown(&mut previews, 1, false), 1);
    assert_eq!(shown(&mut previews, 3, false), 3);
    assert_eq!(shown(&mut previews, 1, false), 3);
}

#[test]
fn a_transition_is_shown_from_the_cycle_in_which_it_took_over() {
    let library = Library::shared(&LibrarySettings::default()).expect("the kit");
    let compile = |serial: u64, text: &str, good: &phonon_language::LastGood| {
        let mut compiled = compile_program(text, 48_000.0, &*library, Some(good));
        let good = compiled.good.clone();
        (Arc::new(Preview::new(serial, &mut compiled)), good)
    };
    let (before, good) = compile(1, "d1 $ s \"bd\"", &Default::default());
    let (after, _) = compile(2, "jumpIn 1 2 $ s \"sn\"", &good);
    after.begin(Some(&before), 8);
    let names = |from: f64| -> Vec<Arc<str>> {
        let view = full(&after, from, 1.0, STILL);
        view.onsets(from, from + 1.0)
            .map(|event| Arc::clone(&event.name))
            .collect()
    };
    assert_eq!(names(9.0), ["bd".into()]);
    assert_eq!(names(10.0), ["sn".into()]);
}

#[test]
fn what_is_too_dense_is_cut_and_told() {
    let view = full(&preview("o1: s \"bd*9000\"\no2: s \"hh\""), 0.0, 0.4, STILL);
    assert!(view.is_cut());
    // What is left is spread over all of the time.
    let shown = begins(&view, 0.0, 0.5, 1);
    assert!((500..4000).contains(&shown.len()), "{}", shown.len());
    let farthest = shown.windows(2).map(|pair| pair[1] - pair[0]);
    assert!(farthest.fold(0.0, f64::max) < 0.002);
    assert!(shown[shown.len() - 1] > 0.495);
    assert_eq!(begins(&view, 0.0, 0.5, 2), [0.0]);
    assert!(!full(&preview("o1: s \"bd*64\""), 0.0, 0.4, STILL).is_cut());
}

#[test]
fn what_is_looked_up_is_what_a_query_of_the_moment_answers() {
    let library = Library::shared(&LibrarySettings::default()).expect("the kit");
    for song in crate::songs::SONGS {
        let mut compiled = compile_program(song.text, 48_000.0, &*library, None);
        let (graph, heard) = (compiled.patterns.clone(), compiled.heard.clone());
        let reader = compiled.program.event_reader();
        let preview = Arc::new(Preview::new(1, &mut compiled));
        let mut scratch = phonon_pattern::Scratch::new(phonon_pattern::Budget::OFFLINE);
        for step in 0..150_i64 {
            let moment = phonon_pattern::Rational::new(step * 7 + 3, 97).expect("small");
            let grain = phonon_pattern::Rational::new(1, 1 << 20).expect("small");
            let span = phonon_pattern::Span::new(moment, moment + grain);
            let mut asked: Vec<(f64, f64)> = Vec::new();
            for heard in &heard {
                graph.query(heard.pattern, span, &mut scratch, &mut |scratch, event| {
                    let sounds = reader.trigger(&graph, scratch, event, heard.source);
                    if let (Some(whole), Some(_)) = (event.whole, sounds) {
                        asked.push((whole.begin.to_f64(), whole.end.to_f64()));
                    }
                });
            }
            let position = moment.to_f64();
            let view = full(&preview, position, 0.0, STILL);
            assert!(!view.is_cut(), "{}", song.key);
            let mut found: Vec<(f64, f64)> = view
                .sounding(position)
                .map(|sounding| (sounding.event.begin, sounding.event.end))
                .collect();
            let order = |one: &(f64, f64), other: &(f64, f64)| {
                one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1))
            };
            asked.sort_by(order);
            found.sort_by(order);
            assert_eq!(found, asked, "{} at {position}", song.key);
        }
    }
}

/// What a frame costs: `cargo test --release -p phonon-session preview -- --ignored --nocapture`.
#[test]
#[ignore = "prints figures"]
fn cost() {
    for name in ["night-bus", "stress_echoes", "stress_extreme"] {
        let path = format!("{}/../../patterns/{name}.ph", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("the song");
        let library = Library::shared(&LibrarySettings::default()).expect("the kit");
        let mut compiled = compile_program(&text, 48_000.0, &*library, None);
        let preview = Arc::new(Preview::new(1, &mut compiled));
        let mut found = Vec::new();
        let mut frames = Vec::new();
        let mut cut = 0;
        let mut events = 0;
        for frame in 0..600 {
            let position = f64::from(frame) / 60.0 * 0.5625;
            let begun = Instant::now();
            let (view, asks) = super::view(&preview, position, (0.5, 4.0), STILL);
            events = view.events(position - 0.5, position + 4.0).count();
            let lights = view
                .sounding(position)
                .map(|it| it.places.len())
                .sum::<usize>();
            std::hint::black_box(lights);
            frames.push(begun.elapsed().as_secs_f64() * 1e3);
            cut += usize::from(view.is_cut());
            if asks {
                let begun = Instant::now();
                preview.fill();
                found.push(begun.elapsed().as_secs_f64() * 1e3);
            }
        }
        frames.sort_by(f64::total_cmp);
        let busy: f64 = found.iter().sum::<f64>() / 100.0;
        println!(
            "{name}: frame median {:.3} ms, 99 of 100 {:.3} ms, worst {:.3} ms; {events} events; background {busy:.1} % of a core, first {:.1} ms, {} times; cut in {cut} frames",
            frames[300],
            frames[594],
            frames[599],
            found[0],
            found.len(),
        );
    }
}
