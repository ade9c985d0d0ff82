//! The project's own tasks: `cargo xtask bundle | install | demo | hosts | validate | test | explore`.

mod allocations;
mod bundle;
mod compare;
mod demo;
mod explore;
mod hosts;
mod install;
mod journey;
mod notices;
mod onsets;
mod packages;
mod play;
mod plot;
mod quick_tests;
mod validator;
#[cfg(target_os = "linux")]
mod window;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

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
    /// Play a song in the plugin's window without a host; installs what it needs.
    Play {
        /// The song; one that ships where none is named.
        song: Option<std::path::PathBuf>,
        /// Play in time but unheard, where there is no sound card.
        #[arg(long)]
        null: bool,
    },
    /// Run the quick tests; on a bare machine too.
    Test {
        /// Arguments for `cargo test`, such as part of a test's name.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Try the laws of patterns and texts with random cases that are new each time, and fuzz.
    Explore(explore::Exploration),
    /// Bundle the plugin and let real hosts play it; installs what they need and prints a table.
    Hosts {
        /// Only what needs neither a display nor big packages: the CLAP host and the VST3 host.
        #[arg(long)]
        quick: bool,
        /// How often the window is opened to see whether it draws.
        #[arg(long, default_value_t = 10)]
        openings: usize,
        /// Minutes of random events for each class of the plugin.
        #[arg(long, default_value_t = 1.0)]
        fuzz: f64,
        /// Only the checks of hosts with this in their name, such as `ardour`.
        #[arg(long)]
        only: Option<String>,
    },
    /// Bundle the plugin and run the tests of Steinberg's VST3 SDK over it, each of its classes. Needs a C++ compiler.
    Validate {
        /// A bundle to be tested in place of a new one.
        bundle: Option<std::path::PathBuf>,
        /// Print what the tests that pass say, too.
        #[arg(long)]
        verbose: bool,
    },
    /// Write NOTICES.txt, the licences of everything that is linked.
    Notices,
    /// Measure what the window costs: frames, keys, the processor's time while it plays and at rest.
    #[cfg(target_os = "linux")]
    Window,
    /// Make pictures of every view of the window, in both themes and several sizes, into docs/images.
    #[cfg(target_os = "linux")]
    Screenshots,
    /// A step of `hosts`: on the display of the environment, opens the window of a bundled plugin.
    #[cfg(target_os = "linux")]
    #[command(hide = true)]
    WindowStep(hosts::window::Step),
    /// A step of `hosts`: on the display of the environment, opens and closes the window of a VST3 bundle while a parameter is
    /// automated.
    #[cfg(target_os = "linux")]
    #[command(hide = true)]
    Vst3Window(hosts::vst3_window::Step),
    /// A step of `hosts`: opens a song in a bundled plugin and prints when it is first heard.
    #[command(hide = true)]
    FirstSound(hosts::first_sound::Opening),
}

fn main() -> ExitCode {
    match work(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn work(task: Task) -> anyhow::Result<()> {
    nice_plug_xtask::chdir_workspace_root()?;
    match task {
        Task::Bundle { arguments } => bundle::with_arguments(&arguments),
        Task::Install => install::install(),
        Task::Demo => demo::demo(),
        Task::Play { song, null } => play::play(song.as_deref(), null),
        Task::Test { arguments } => quick_tests::run(&arguments),
        Task::Explore(exploration) => explore::run(&exploration),
        Task::Hosts {
            quick,
            openings,
            fuzz,
            only,
        } => hosts::hosts(quick, openings, fuzz, only.as_deref()),
        Task::Validate { bundle, verbose } => validator::validate(bundle.as_deref(), verbose),
        Task::Notices => notices::write(),
        #[cfg(target_os = "linux")]
        Task::Window => window::figures(),
        #[cfg(target_os = "linux")]
        Task::Screenshots => window::screenshots(),
        #[cfg(target_os = "linux")]
        Task::WindowStep(step) => hosts::window::step(&step),
        #[cfg(target_os = "linux")]
        Task::Vst3Window(step) => hosts::vst3_window::step(&step),
        Task::FirstSound(opening) => hosts::first_sound::open(&opening),
    }
}
