//! The `phonon` command. All of it lives in `phonon::cli`; here is only what a process needs to begin.

use std::process::ExitCode;

/// Counts what is allocated while a thread says it is on the audio path; `phonon bench` reports the count.
#[global_allocator]
static ALLOCATOR: phonon::cli::allocations::Counting = phonon::cli::allocations::Counting;

fn main() -> ExitCode {
    phonon::cli::main()
}
