//! Text to Program: lexer, parser, evaluator, the table of builtins, diagnostics. Knows the pattern graph and the
//! engine's program; never the threads that run them.
//!
//! ```text
//! syntax/    lexer ─▶ statements, parser/ ─▶ tree
//!              ▼
//! evaluate/  names, application, builtin_call: functions and their arguments
//!            operators, combine, effect_chain: what stands between values
//!            to_pattern, to_controls, to_signal: a value as what is wanted of it
//!              ▼                                  ▲ builtins/: the table, a file a family; types: how it is read
//! compile/   statements ─▶ candidate ─▶ score ─▶ program
//!              ▲ check/: what is said of a text that can be evaluated, but does not do what it seems to
//! ```

pub mod annotations;
mod bank_defaults;
pub mod builtins;
mod check;
mod compile;
pub mod diagnostic;
mod evaluate;
mod query;
pub mod reference;
pub mod syntax;
pub mod types;

pub use annotations::Annotations;
pub use bank_defaults::read_defaults;
pub use check::meanings::{self, Meaning};
pub use check::unknown_sounds::{MissingKind, MissingName};
pub use compile::last_good::LastGood;
pub use compile::program::{Compiled, compile_program};
pub use compile::routes::{Heard, OutputSet};
pub use compile::score::{Compilation, Output, Report, Score, State};
pub use compile::sound_library::SoundLibrary;
pub use compile::{Context, compile};
pub use diagnostic::{Diagnostic, Severity, line_column};
pub use query::{Queried, kind_named, query_expression, query_mini, query_with_inputs};
pub use syntax::statements::{StatementKey, Subject};
pub use types::Kind;
