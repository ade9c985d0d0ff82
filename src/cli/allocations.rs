//! The count of heap operations on the audio path, under the names the command uses. The library installs the counting
//! allocator itself (`session::allocation`), so every binary and test that links it counts.

pub use crate::session::allocation::real_time as watch;

/// Whether this process counts at all, found by allocating once under watch.
pub fn is_counting() -> bool {
    watch(|| drop(std::hint::black_box(Box::new(0_u8)))).1 > 0
}
