//! Off the audio thread: from a description of nodes to a schedule that can run. A step a file, in this order: `builder`,
//! `simplify`, `offset`, `order`, `latency`, `buffers`, `compile`; `bus_voice` cuts out a bus that voices play.

pub(crate) mod buffers;
pub(crate) mod builder;
pub(crate) mod bus_voice;
pub(crate) mod compile;
pub(crate) mod latency;
pub(crate) mod offset;
pub(crate) mod order;
pub(crate) mod simplify;
