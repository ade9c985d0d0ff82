//! Counts what a plugin allocates and frees on the audio thread, whatever language it is written in: on Linux with glibc this
//! program's own `malloc` family stands before the C library's for every library it loads. Elsewhere nothing is counted, and
//! the count says so by being absent.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod interposed {
    use std::cell::Cell;
    use std::ffi::{c_int, c_void};

    thread_local! {
        // Const-initialised and without a destructor: reading them never allocates.
        static WATCHED: Cell<bool> = const { Cell::new(false) };
        static COUNT: Cell<u64> = const { Cell::new(0) };
    }

    unsafe extern "C" {
        fn __libc_malloc(size: usize) -> *mut c_void;
        fn __libc_calloc(count: usize, size: usize) -> *mut c_void;
        fn __libc_realloc(pointer: *mut c_void, size: usize) -> *mut c_void;
        fn __libc_memalign(alignment: usize, size: usize) -> *mut c_void;
        fn __libc_free(pointer: *mut c_void);
    }

    fn note() {
        if WATCHED.with(Cell::get) {
            COUNT.with(|count| count.set(count.get() + 1));
        }
    }

    // SAFETY (all of these): the C library documents that a program may define this whole family itself; each hands its
    // arguments on unchanged to the C library's own, so every pointer belongs to one allocator.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn malloc(size: usize) -> *mut c_void {
        note();
        unsafe { __libc_malloc(size) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
        note();
        unsafe { __libc_calloc(count, size) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn realloc(pointer: *mut c_void, size: usize) -> *mut c_void {
        note();
        unsafe { __libc_realloc(pointer, size) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn memalign(alignment: usize, size: usize) -> *mut c_void {
        note();
        unsafe { __libc_memalign(alignment, size) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn aligned_alloc(alignment: usize, size: usize) -> *mut c_void {
        note();
        unsafe { __libc_memalign(alignment, size) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn posix_memalign(
        place: *mut *mut c_void,
        alignment: usize,
        size: usize,
    ) -> c_int {
        const OUT_OF_MEMORY: c_int = 12;
        note();
        unsafe {
            let pointer = __libc_memalign(alignment, size);
            if pointer.is_null() {
                return OUT_OF_MEMORY;
            }
            *place = pointer;
        }
        0
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn free(pointer: *mut c_void) {
        // Freeing nothing is allowed and costs nothing.
        if !pointer.is_null() {
            note();
        }
        unsafe { __libc_free(pointer) }
    }

    pub fn watch<R>(work: impl FnOnce() -> R) -> (R, Option<u64>) {
        let before = COUNT.with(Cell::get);
        WATCHED.with(|watched| watched.set(true));
        let result = work();
        WATCHED.with(|watched| watched.set(false));
        (result, Some(COUNT.with(Cell::get) - before))
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
mod interposed {
    pub fn watch<R>(work: impl FnOnce() -> R) -> (R, Option<u64>) {
        (work(), None)
    }
}

/// Runs `work` on this thread; with its result comes the number of allocations and frees it made, where they can be counted.
pub use interposed::watch;

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fn allocations_are_counted_under_watch_only() {
        let (boxed, count) = super::watch(|| std::hint::black_box(Box::new(1_u64)));
        assert_eq!(count, Some(1));
        drop(boxed);
        assert_eq!(super::watch(|| 1 + 1), (2, Some(0)));
    }
}
