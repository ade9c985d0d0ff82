//! Counts allocations and frees made on the audio path. The binary (or test) that wants the figure installs
//! [`Counting`] as its global allocator; outside a [`watch`] it costs one thread-local read.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, counting what a watched thread asks of it.
pub struct Counting;

thread_local! {
    // Const-initialised and without a destructor, so that reading them never allocates.
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

fn note() {
    WATCHED.with(|watched| {
        if watched.get() {
            COUNT.with(|count| count.set(count.get() + 1));
        }
    });
}

// SAFETY: every call is handed on unchanged to the system's allocator; the counters do not allocate.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: the caller keeps `GlobalAlloc`'s contract, which is the system allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        note();
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note();
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Runs `work` and returns its result with the number of allocations, reallocations and frees it made on this thread.
/// Zero for want of counting where [`Counting`] is not the global allocator: see [`is_counting`].
pub fn watch<R>(work: impl FnOnce() -> R) -> (R, u64) {
    let before = COUNT.with(Cell::get);
    WATCHED.with(|watched| watched.set(true));
    let result = work();
    WATCHED.with(|watched| watched.set(false));
    (result, COUNT.with(Cell::get) - before)
}

/// Whether this process counts at all, found by allocating once under watch.
pub fn is_counting() -> bool {
    watch(|| drop(std::hint::black_box(Box::new(0_u8)))).1 > 0
}
