//! On the audio thread: the running graph. Nodes in their places, what feeds their ports, and how one graph takes over from
//! another without a seam. Makes and frees nothing.

pub(crate) mod bounds;
pub(crate) mod feed;
pub(crate) mod listing;
pub(crate) mod placed_node;
pub(crate) mod schedule;
pub(crate) mod swap;
