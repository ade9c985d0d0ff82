//! From text to tree: tokens, statements, expressions. Knows nothing of what they mean but the names of commands and
//! functions that decide where a statement begins.

pub mod lexer;
pub mod line_ends;
mod number;
pub(crate) mod parser;
pub mod statements;
mod tree;
pub(crate) mod words;

pub use number::{Number, Plain, slider_range};
pub use tree::{
    Alternative, Binding, Expression, Node, OperatorAt, Parameter, Qualifier, Setting, Statement,
    StatementKind, Step,
};
