//! What is done with a random text: by the fuzzers in `fuzz/`, and by the property tests beside this file.
//! None of it may panic, hang or leave the budgets; what it answers is of no matter here.

use phonon_language::{self, Context};
use phonon_pattern::mini::Kind;
use phonon_pattern::{Budget, Graph, PatternId, Rational, Scratch, Span};

/// Queries two cycles, and a block's worth of one, within the budgets of the audio thread.
fn ask(graph: &Graph, pattern: PatternId) {
    let mut scratch = Scratch::new(Budget::REAL_TIME);
    let quarter = Rational::new(1, 4).expect("a quarter");
    let narrow = Span::new(quarter, quarter + Rational::new(1, 1000).expect("a block"));
    for span in [Span::cycle(0), Span::cycle(7), narrow, Span::cycle(-1)] {
        graph.query(pattern, span, &mut scratch, &mut |_, event| {
            assert!(event.part.begin <= event.part.end, "{span:?}: {event:?}");
        });
    }
}

/// The text as mini-notation of every kind.
pub(super) fn mini(text: &str) {
    for kind in [
        Kind::Word,
        Kind::Note,
        Kind::Float,
        Kind::Int,
        Kind::Ratio,
        Kind::Bool,
    ] {
        let mut graph = Graph::new();
        if let Ok(pattern) = graph.mini(text, kind, 0) {
            ask(&graph, pattern);
        }
    }
}

/// The text as a program; every message must point into it.
pub(super) fn language(text: &str) {
    let compilation = phonon_language::compile(text, &Context::default(), None);
    for diagnostic in &compilation.diagnostics {
        assert!(diagnostic.span.start <= diagnostic.span.end);
        assert!(diagnostic.span.end <= text.len() + 1);
    }
}

/// The text as an expression, queried.
pub(super) fn query(text: &str) {
    if let Ok(queried) = phonon_language::query_expression(text, None) {
        ask(&queried.graph, queried.pattern);
    }
}
