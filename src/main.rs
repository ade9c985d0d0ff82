//! The `phonon` command. All of it lives in `phonon::cli`; here is only what a process needs to begin.

use std::process::ExitCode;

fn main() -> ExitCode {
    phonon::cli::main()
}
