//! Text to Program: lexer, parser, evaluator, the table of builtins, diagnostics. Knows the pattern graph and the
//! engine's program; never the threads that run them.
//!
//! ```text
//! lexer ─▶ statements, parser ─▶ syntax ─▶ evaluate (apply, operators, coerce, signals) ─▶ compile
//!                                              ▲ builtins/: the table, a file a family
//! ```

mod apply;
pub mod builtins;
mod coerce;
mod compile;
pub mod diagnostic;
mod evaluate;
pub mod lexer;
mod names;
mod operators;
mod parser;
mod query;
mod signals;
pub mod signature;
pub mod statements;
pub mod syntax;
mod value;

pub use compile::{Compilation, Context, LastGood, Report, Score, State, compile};
pub use diagnostic::{Diagnostic, Severity, line_column};
pub use query::{Queried, kind_named, query_expression, query_mini, query_with_inputs};
pub use signature::Kind;
