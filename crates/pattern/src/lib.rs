//! The patterns of [TidalCycles](https://tidalcycles.org): what happens when, in exact time.
//!
//! # Two layers
//!
//! A [`Pattern`] is a value with the library as methods: what to write music with.
//!
//! ```
//! use phonon_pattern::{Pattern, controls::{n, s}};
//!
//! let bass = s("superpiano").structure("t*2 t(3,8)").with(n("<0 3>")).sometimes(|p| p.fast(2));
//! assert!(!bass.events(0..8)?.is_empty());
//! # Ok::<(), phonon_pattern::PatternError>(())
//! ```
//!
//! A [`Graph`] is an arena of nodes, built by its builder methods (the primitives here, Tidal's library in [`transform`]), and
//! queried without allocating: what to play music from. [`Pattern::compile`] goes from the one to the other; a language of one's
//! own builds graphs itself, and has a [`PatternId`] for each pattern in it.
//!
//! # Asking
//!
//! [`Graph::query`] pushes the events of a [`Span`] into a sink, [`Graph::onsets`] only those that begin in it, which costs much
//! less. All the memory of a query is in its [`Scratch`], whose [`Budget`] bounds it. [`Pattern::events`] lists events, for
//! tools and tests, and [`listing`] prints them as Tidal does.
//!
//! # Laws
//!
//! A pattern is a function of time. However a span is split, its parts together have the onsets of the whole. A query allocates
//! nothing, takes no lock and does not panic. Random numbers are a hash of the time.
//!
//! The crate knows no audio, no text of programs and no threads.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod event;
mod graph;
pub mod harmony;
mod listing;
pub mod mini;

mod pattern;
mod query;
pub mod random;
mod rational;
mod scratch;
mod shown;
mod span;
pub mod transform;
mod value;

pub use event::{Event, Origins};
pub use graph::choices::{
    Comparison, CycleTest, EventTest, Gathering, InTurn, InputSort, Join, Moment, Numbers, Orders,
    Shuffling, Structure, Subject, Wave, Weights,
};
pub use graph::node::{Scalar, Slot};
pub use graph::operation::Operation;
pub use graph::{Atom, Graph, PatternId};
pub use listing::{Counted, ListedEvent, MOST_LISTED, Plain};
pub use pattern::{
    CompiledPattern, Function, History, IntoPattern, MOST_NESTED, NamePattern, Pattern,
    PatternError, controls, listing,
};
pub use query::Sink;
pub use rational::Rational;
pub use scratch::{Budget, Collected, Cursor, Scratch};
pub use shown::Shown;
pub use span::Span;
pub use value::{Controls, Value, Word};
