//! Sample banks: the built-in kit, folders of files, decoding, and the memory that all instances share.
//!
//! Knows nothing of patterns, engines or texts. What others need:
//!
//! * [`Library::shared`] gives the process's library for some folders. It lists them and decodes nothing.
//! * [`Library::find`] gives a name's [`Bank`]; [`Bank::slot`] one of its sounds by index (wrapping, negative ones from
//!   the end). A program holds the `Arc<Bank>` of every name it may play.
//! * On the audio thread: [`Slot::get_or_request`], one atomic load if it is there, else a wait-free request that the
//!   loader sees within milliseconds. Off it: [`Slot::load_now`] waits, [`Library::load_all`] waits for many in parallel.
//! * A [`Sample`] is planar `f32` with guard frames; its clones (`Arc`) may be made and dropped on the audio thread.
//!
//! # Who owns what
//!
//! A slot's outcome is set once. The store keeps an `Arc` of every sample until it is the last, looked at from its own
//! thread about once a second, so no voice ever frees one. When decoded samples fill the budget, slots are emptied that
//! nobody outside the library can see (their bank is held by no program), the longest unused first; if the programs
//! alone fill it, further loads fail with [`SampleError::OverBudget`] until room is made.
//!
//! # Names
//!
//! `root/name/*.wav` is the bank `name`, sorted by file name without case; then come the sounds of the folders in it, each
//! of which is a bank as well (`root/name/part/*.wav` is `name_part`). Later roots take the place of earlier ones,
//! and all of them of the kit, bank by bank. A name is looked up as written, then as an alias, then without case.
//! A root, and a folder in it, may hold a `strudel.json`: an object of bank names to local files (one, a list, or an object of note names to
//! files) or to other names (aliases, written either way); `_base` is put before its paths. `name.sfz` is a bank too.
//! A bank by notes, of a map or an SFZ text, is pitched: [`Bank::slot_of_note`] says which of its sounds plays a note,
//! [`Bank::zone`] how fast.
//!
//! # Scales
//!
//! `name.scl`, in a root or one of its folders, is the scale `name`: [`Library::tuning`] reads it, [`Library::tunings`]
//! lists all.

mod bank;
mod catalogue;
mod decode;
mod error;
mod folder;
#[cfg(test)]
mod folder_tests;
pub mod kit;
mod library;
mod looped;
mod map;
#[cfg(test)]
mod memory_tests;
mod names;
mod sample;
mod sfz;
pub mod spelling;
mod store;
#[cfg(test)]
mod tests;
mod tuning;
mod watch;
#[cfg(test)]
mod watch_tests;
mod zone;

use std::path::Path;

pub use bank::{Bank, Slot, SlotState};
pub use error::{SampleError, Warning};
pub use library::{Library, LibrarySettings};
pub use looped::Loop;
pub use names::speakable;
pub use sample::{GUARD_FRAMES, Sample};
pub use store::DEFAULT_BUDGET;
pub use tuning::{Tuning, TuningError};
pub use zone::Zone;

/// Decodes a single file, of no library, with what is to be said about it. Waits for it; what decodes of a damaged file is
/// there.
pub fn read(path: &Path) -> Result<(Sample, Option<Warning>), SampleError> {
    decode::decode(path).map(|decoded| (decoded.sample, decoded.warning))
}
