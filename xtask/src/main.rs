//! The project's own tasks: `cargo xtask bundle | install | demo | hosts | test`.

mod allocations;
mod bundle;
mod demo;
mod hosts;
mod install;
mod journey;
mod onsets;
mod plot;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Phonon's own tasks")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build and bundle the plugin: `bundle phonon --release` makes target/bundled/Phonon.clap and Phonon.vst3.
    Bundle {
        /// The package and `cargo build`'s own options.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Build, bundle and copy the plugin into the user's own plugin folders.
    Install,
    /// Build, bundle, and let the bundled plugin play the first song in a CLAP host.
    Demo,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    nice_plug_xtask::chdir_workspace_root()?;
    match arguments.task {
        Task::Bundle { arguments } => bundle::with_arguments(&arguments),
        Task::Install => install::install(),
        Task::Demo => demo::demo(),
    }
}
