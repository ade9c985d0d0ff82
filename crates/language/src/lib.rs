//! Text to Program: lexer, parser, evaluator, the table of builtins, diagnostics. Knows the pattern graph and the
//! engine's program; never the threads that run them.
//!
//! ```text
//! lexer ─▶ statements, parser/ ─▶ syntax ─▶ evaluate ─▶ performance ─▶ compile ─▶ score
//!                                              │ apply, saturate: functions and their arguments
//!                                              │ operators, joining, chaining: what stands between values
//!                                              │ coerce, as_controls, signals, ports: a value as what is wanted of it
//!                                              ▼ builtins/: the table, a file a family
//! ```

mod actions;
mod apply;
mod as_controls;
pub mod builtins;
mod chaining;
mod checks;
mod coerce;
mod commands;
mod compile;
mod defaults;
pub mod diagnostic;
mod evaluate;
mod foreign;
mod history;
mod idle;
mod inaudible;
mod instruments;
mod joining;
pub mod lexer;
mod likely;
pub mod line_ends;
pub mod meanings;
mod nested;
mod old_names;
mod operators;
mod parser;
mod performance;
mod pitches;
mod ports;
mod query;
mod ranges;
pub mod reference;
mod saturate;
mod score;
mod signals;
pub mod signature;
mod silence;
pub mod statements;
mod strudel;
pub mod syntax;
mod unknown_names;
mod value;
mod vocabulary;

pub use compile::{Context, compile};
pub use defaults::read_defaults;
pub use diagnostic::{Diagnostic, Severity, line_column};
pub use query::{Queried, kind_named, query_expression, query_mini, query_with_inputs};
pub use score::{Compilation, LastGood, Output, Report, Score, State};
pub use signature::Kind;
