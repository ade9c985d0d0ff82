//! Counts heap allocations made on the audio thread.
//!
//! The whole crate allocates through [`CountingAllocator`]. Outside a [`real_time`] section it only forwards to the
//! system allocator; inside one, each allocation, reallocation and release on that thread is counted. Tests assert that
//! the count is zero, and the demo and the window show it, in release builds too: the price is one thread-local read per
//! allocation, and no allocation is meant to happen where that would matter.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    /// Whether this thread is inside [`real_time`].
    static IN_REAL_TIME: Cell<bool> = const { Cell::new(false) };
    /// Heap operations seen on this thread inside [`real_time`], since the thread began.
    static HEAP_OPERATIONS: Cell<u64> = const { Cell::new(0) };
}

/// The system allocator, counting what happens inside [`real_time`] sections.
pub struct CountingAllocator;

impl CountingAllocator {
    #[inline]
    fn note() {
        // `try_with`: a thread that is being torn down has no thread-locals any more.
        let _ = IN_REAL_TIME.try_with(|active| {
            if active.get() {
                let _ = HEAP_OPERATIONS.try_with(|count| count.set(count.get() + 1));
            }
        });
    }
}

// SAFETY: every method forwards its arguments unchanged to `System`, which upholds the contract of `GlobalAlloc`; `note`
// touches two constant-initialised thread-locals without destructors, so it neither allocates nor unwinds.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::note();
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        Self::note();
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        Self::note();
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        Self::note();
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(pointer, layout, new_size) }
    }
}

/// Runs `work` as a real-time section and returns its result with the number of heap operations it made (0 when it keeps
/// the real-time law). Sections nest: the inner one's operations are counted by the outer one too.
pub fn real_time<T>(work: impl FnOnce() -> T) -> (T, u64) {
    /// Leaves the section on every way out, unwinding included.
    struct Section {
        was_active: bool,
        before: u64,
    }
    impl Drop for Section {
        fn drop(&mut self) {
            IN_REAL_TIME.with(|active| active.set(self.was_active));
        }
    }
    let section = Section {
        was_active: IN_REAL_TIME.with(|active| active.replace(true)),
        before: HEAP_OPERATIONS.with(Cell::get),
    };
    let result = work();
    let operations = HEAP_OPERATIONS.with(Cell::get) - section.before;
    (result, operations)
}

/// Makes this thread's share of the library's thread-local storage, which the counting needs. The system makes it when a
/// thread first touches it, by an allocation of its own: better before the first block than in it.
pub fn prepare_thread() {
    // Without `black_box` the touch is optimised away.
    IN_REAL_TIME.with(|active| _ = std::hint::black_box(active.as_ptr()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_is_free_of_heap_operations() {
        let (sum, operations) = real_time(|| (0..100_u64).sum::<u64>());
        assert_eq!((sum, operations), (4950, 0));
    }

    #[test]
    fn allocating_and_releasing_are_counted() {
        let (_, operations) = real_time(|| drop(std::hint::black_box(Box::new(7_u64))));
        assert_eq!(operations, 2);
    }

    #[test]
    fn nothing_is_counted_outside_or_on_other_threads() {
        drop(std::hint::black_box(Box::new(7_u64)));
        let (_, operations) = real_time(|| ());
        assert_eq!(operations, 0);
    }

    #[test]
    fn a_section_ends_when_it_unwinds() {
        let _ = std::panic::catch_unwind(|| real_time(|| panic!("on purpose")));
        assert!(!IN_REAL_TIME.with(Cell::get));
    }
}
