//! The real-time law: a compiled pattern is queried without allocating or freeing.

use phonon_pattern::controls::{n, note, s, speed};
use phonon_pattern::{Budget, Pattern, Rational, Scratch, Span, Value};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, which counts what each thread asks of it.
struct Counting;

thread_local! {
    static OPERATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    OPERATIONS.with(|operations| operations.set(operations.get() + 1));
}

// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count();
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often the heap is used meanwhile.
fn operations(run: impl FnOnce()) -> u64 {
    let before = OPERATIONS.with(Cell::get);
    run();
    OPERATIONS.with(Cell::get) - before
}

/// Patterns that use every way of asking: fragments, joins, collected events, control maps, joined words, inputs.
fn patterns() -> Vec<(&'static str, Pattern)> {
    let beat = s("bd*2 [sn, hh*4]? {cp lt}%3 bd(<3 5>,8)");
    vec![
        ("a beat", beat.clone()),
        (
            "functions of functions",
            beat.clone()
                .every(3, Pattern::rev)
                .off(0.125, |p| p.with(speed(2)))
                .jux(|p| p.iter(4)),
        ),
        (
            "chance",
            beat.clone()
                .sometimes(|p| p.shuffle(4))
                .degrade_by("<0.2 0.6>"),
        ),
        (
            "collected chords",
            note("c'maj7'5 e'min").arp("<up converge>").rolled_by(0.5),
        ),
        (
            "echoes",
            beat.clone()
                .stut(8, 0.7, "<0.01 0.125>")
                .echo_with(3, 0.25, |p| p.add(n(1))),
        ),
        (
            "joined words",
            Pattern::of("superpiano super")
                .concat("ish <er est>")
                .set_right("a b c")
                .fast(3),
        ),
        (
            "parts of sounds",
            beat.clone().chop("<2 4>").splice(4, "0 2 1*2").loop_at(2),
        ),
        (
            "waves",
            s("hh*16").with(speed(Pattern::sine().slow(4).range(1, Pattern::perlin()))),
        ),
        (
            "an input",
            s("hh*8").with(speed(Pattern::input("amount", 0.5))),
        ),
        (
            "a scale",
            note(Pattern::of("0 .. 7").scale("<minor dorian>")).brak(),
        ),
    ]
}

#[test]
fn a_query_allocates_and_frees_nothing() {
    for (name, pattern) in patterns() {
        let compiled = pattern.compile().expect("it is right");
        let mut scratch = Scratch::new(Budget::REAL_TIME);
        let amount = compiled.graph().find_word("amount");
        let mut events = 0;
        let used = operations(|| {
            for block in 0..400 {
                if let Some(amount) = amount {
                    scratch.set_input(amount, Value::Float(f64::from(block)));
                }
                let time = |block| Rational::integer(block) / Rational::integer(50);
                let span = Span::new(time(i64::from(block)), time(i64::from(block) + 1));
                compiled.onsets(span, &mut scratch, &mut |_, _| events += 1);
                compiled.query(span, &mut scratch, &mut |_, _| events += 1);
                assert!(!scratch.exceeded(), "{name}: a budget ran out");
            }
        });
        assert!(events > 0, "{name} has no events");
        assert_eq!(used, 0, "{name}: {used} operations on the heap");
    }
}

#[test]
fn what_allocates_is_counted() {
    let pattern = s("bd sn");
    assert!(operations(|| drop(pattern.compile())) > 0);
}
