//! Mini-notation: TidalCycles' little language for rhythms, from text to a pattern of the graph.
//!
//! A string is read for the kind of value that is wanted of it ([`Kind`]); [`parse`] gives its tree, [`Graph::mini`]
//! its pattern. Every atom's place in the source goes along with its events.
//!
//! [`Graph::mini`]: crate::Graph::mini

mod build;
mod error;
mod lex;
mod parse;
mod syntax;
#[cfg(test)]
mod tests;

pub(crate) use build::{atoms_of, placed_atoms_of};
pub use error::{Fault, MiniError};
pub use lex::{MAX_EUCLID, MAX_FACTOR, is_blank};
pub use parse::{MAX_BYTES, MAX_DEPTH, MAX_STEPS, extension, parse};
pub use syntax::{Atom, ChordModifier, Form, Kind, Step, Term};
