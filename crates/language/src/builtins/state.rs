//! What Tidal remembers from event to event and what is a function of time here.

use super::{Builtin, carried, value};

pub(super) static ROWS: &[Builtin] = &[value(
    &["nTake"],
    "String -> [Double] -> ControlPattern",
    "The next number of a list as `n` at each event of the sound before it, counted from cycle 0; so with any \
     parameter: `speedTake`, `ampTake`; `nCount \"name\"` counts the events, `nCountTo \"name\" 4` from 0 to 3 and again",
    "d1 $ s \"drum*3\" # nTake \"tune\" [0, 2, 4, 7]",
    |call| carried::taken(call, "n"),
)];
