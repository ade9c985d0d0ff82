//! Text to Program: lexer, parser, evaluator, the table of builtins, diagnostics. Knows the pattern graph and the
//! engine's program; never the threads that run them.

pub mod diagnostic;
pub mod lexer;
mod parser;
pub mod statements;
pub mod syntax;

pub use diagnostic::{Diagnostic, Severity, line_column};
