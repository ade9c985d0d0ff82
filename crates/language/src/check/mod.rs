//! What is reported of a text beside the errors of its evaluation: names that mean nothing, sounds that nobody has,
//! statements that replace others, controls without effect, sounds that nobody hears; and the tables of names from
//! elsewhere that messages draw on.

pub(crate) mod dc_offset;
pub(crate) mod idle_controls;
pub(crate) mod inaudible;
pub mod meanings;
pub(crate) mod pitch_names;
pub(crate) mod ranges;
pub(crate) mod repeated_statements;
pub(crate) mod strudel;
pub(crate) mod superdirt_only;
pub(crate) mod tidal_commands;
pub(crate) mod unheard;
pub(crate) mod unknown_names;
pub(crate) mod unknown_sounds;
pub(crate) mod vocabulary;
