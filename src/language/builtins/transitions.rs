//! Transitions from one pattern to another.

use super::Builtin;

pub(super) static ROWS: &[Builtin] = &[];
