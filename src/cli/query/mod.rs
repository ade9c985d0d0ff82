//! `phonon query`: the events of an expression, for people (a table) and for machines (lines of JSON).

pub mod answer;
mod lines;
