//! Functions applied in some cycles and not in others.

use super::{Builtin, pattern};

pub(super) static ROWS: &[Builtin] = &[pattern(
    &["every"],
    "Pattern Int -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
    "Applies a function in every n-th cycle, beginning with the first",
    "d1 $ every 3 rev $ n \"0 1 2 3\" # s \"arpy\"",
    |call| {
        let (n, p) = (call.pattern(0), call.pattern(2));
        let changed = call.apply(1, p)?;
        Ok(call.graph().every(n, changed, p))
    },
)];
