//! What happens when: exact time, spans, events, and the graph of patterns that is queried for them.
//!
//! Pure: knows no audio, no text of programs, no threads. A [`Graph`] is built off the audio thread by its builder
//! methods (the primitives here, Tidal's library in [`transform`]), and queried on it without allocating.

mod event;
mod graph;
pub mod harmony;
mod listing;
pub mod mini;

mod query;
pub mod random;
mod rational;
mod scratch;
mod shown;

mod span;
pub mod transform;
mod value;

pub use event::{Event, Origins};
pub use graph::node::{
    Comparison, CycleTest, EventTest, Gathering, InTurn, InputSort, Join, Moment, Numbers, Orders,
    Scalar, Shuffling, Slot, Structure, Subject, Wave, Weights,
};
pub use graph::operation::Operation;
pub use graph::{Atom, Graph, PatternId};
pub use listing::{Counted, ListedEvent, MOST_LISTED, Plain};
pub use query::Sink;
pub use rational::Rational;
pub use scratch::{Budget, Collected, Cursor, Scratch};
pub use shown::Shown;
pub use span::Span;
pub use value::{Controls, Value, Word};
