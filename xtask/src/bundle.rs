//! Building and bundling the plugin.

use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};

/// The bundle of each format.
pub struct Bundles {
    pub clap: PathBuf,
    pub vst3: PathBuf,
    /// The command, built along with the plugin.
    pub command: PathBuf,
}

/// `cargo xtask bundle …`: as nice-plug's bundler understands it; without a package it bundles `phonon --release`.
pub fn with_arguments(arguments: &[String]) -> Result<()> {
    let mut all = vec!["bundle".to_string()];
    if arguments.is_empty() {
        all.extend(["phonon".to_string(), "--release".to_string()]);
    } else {
        all.extend(arguments.iter().cloned());
    }
    nice_plug_xtask::main_with_args("cargo xtask", all)
}

/// Builds (with cargo's own progress) and bundles the release plugin, and says where everything is.
pub fn release() -> Result<Bundles> {
    with_arguments(&[])?;
    let target = target_folder();
    let bundles = Bundles {
        clap: target.join("bundled/Phonon.clap"),
        vst3: target.join("bundled/Phonon.vst3"),
        command: target
            .join("release")
            .join(format!("phonon{}", std::env::consts::EXE_SUFFIX)),
    };
    for path in [&bundles.clap, &bundles.vst3, &bundles.command] {
        ensure!(path.exists(), "{} was not made", path.display());
    }
    Ok(bundles)
}

/// Where cargo puts what it builds. The tasks run in the workspace's root.
pub fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new("target").to_path_buf(), PathBuf::from)
}

/// The library inside a CLAP bundle: the file itself, or the one inside the folder that macOS wants.
pub fn clap_library(bundle: &Path) -> Result<PathBuf> {
    if bundle.is_file() {
        return Ok(bundle.to_path_buf());
    }
    let inside = bundle.join("Contents/MacOS");
    let first = std::fs::read_dir(&inside)
        .with_context(|| format!("{} is no CLAP bundle", bundle.display()))?
        .next();
    Ok(first
        .with_context(|| format!("{} is empty", inside.display()))??
        .path())
}
