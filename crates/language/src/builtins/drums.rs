//! The percussion map of General MIDI (RP-024), for instruments that the host plays.

use super::{Builtin, pattern};
use crate::types::Kind;
use phonon_engine::graph::MIDDLE_C_KEY;
use phonon_pattern::{Graph, Join, PatternId, Value as EventValue};

/// Tidal's short names of the drums, with their MIDI notes.
#[rustfmt::skip]
static DRUMS: &[(&str, u8)] = &[
    ("hq", 27), ("sl", 28), ("ps", 29), ("pl", 30), ("st", 31), ("sq", 32), ("ml", 33), ("mb", 34),
    ("ab", 35), ("bd", 36), ("rm", 37), ("sn", 38), ("cp", 39), ("es", 40), ("lf", 41), ("ch", 42),
    ("lt", 43), ("hh", 44), ("ft", 45), ("oh", 46), ("mt", 47), ("hm", 48), ("cr", 49), ("ht", 50),
    ("ri", 51), ("cy", 52), ("be", 53), ("ta", 54), ("sc", 55), ("cb", 56), ("cs", 57), ("vi", 58),
    ("rc", 59), ("hb", 60), ("lb", 61), ("mh", 62), ("hc", 63), ("lc", 64), ("he", 65), ("le", 66),
    ("ag", 67), ("la", 68), ("ca", 69), ("ma", 70), ("sw", 71), ("lw", 72), ("sg", 73), ("lg", 74),
    ("cl", 75), ("hi", 76), ("li", 77), ("mc", 78), ("oc", 79), ("tr", 80), ("ot", 81), ("sh", 82),
    ("jb", 83), ("bt", 84), ("ct", 85), ("ms", 86), ("os", 87),
];

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["drum"],
        "Pattern String -> ControlPattern",
        "General MIDI's drums by Tidal's short names, as `n`: bd, sn, hh, oh, cp, lt, mt, ht, cr, ri and others",
        "d1 $ drum \"bd hh sn oh\" # s \"superpiano\"",
        |call| {
            let names = call.pattern(0);
            let graph = call.graph();
            let notes = numbered(graph, names, |note| {
                EventValue::Note(note - f64::from(MIDDLE_C_KEY))
            });
            let n = graph.intern("n");
            Ok(graph.control(n, notes))
        },
    ),
    pattern(
        &["drumN"],
        "Num a => Pattern String -> Pattern a",
        "The MIDI notes of General MIDI's drums by Tidal's short names",
        "d1 $ n (drumN <$> \"hh*2 cp\") # s \"superpiano\"",
        |call| {
            let names = call.pattern(0);
            let kind = call.kind('a');
            Ok(numbered(call.graph(), names, |note| match kind {
                Kind::Int => EventValue::Int(note as i64),
                Kind::Note => EventValue::Note(note),
                _ => EventValue::Float(note),
            }))
        },
    ),
];

/// What names of drums stand for.
fn numbered(graph: &mut Graph, names: PatternId, value: impl Fn(f64) -> EventValue) -> PatternId {
    let mut table = Vec::with_capacity(DRUMS.len());
    for (name, note) in DRUMS {
        let note = graph.steady(value(f64::from(*note)));
        table.push((graph.intern(name), note));
    }
    let slot = graph.slot();
    let notes = graph.lookup(slot, &table);
    graph.join(Join::Outer, names, slot, notes)
}
