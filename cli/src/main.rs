//! The `phonon` command. All of it lives in `phonon_cli`; here is only what a process needs to begin.

use std::process::ExitCode;

/// `phonon bench` counts the allocations of what it plays.
#[global_allocator]
static ALLOCATOR: phonon_engine::allocation::CountingAllocator =
    phonon_engine::allocation::CountingAllocator;

fn main() -> ExitCode {
    phonon_cli::main()
}
