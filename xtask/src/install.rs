//! Copying the bundles to where the DAWs of this user look for them.

use crate::bundle;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The folders of this system for CLAP and VST3 plugins of the one user, as the two formats' own papers name them.
pub fn folders() -> Result<(PathBuf, PathBuf)> {
    let variable = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .with_context(|| format!("{name} is not set"))
    };
    Ok(if cfg!(target_os = "windows") {
        let common = variable("LOCALAPPDATA")?.join("Programs").join("Common");
        (common.join("CLAP"), common.join("VST3"))
    } else if cfg!(target_os = "macos") {
        let plugins = variable("HOME")?.join("Library/Audio/Plug-Ins");
        (plugins.join("CLAP"), plugins.join("VST3"))
    } else {
        let home = variable("HOME")?;
        (home.join(".clap"), home.join(".vst3"))
    })
}

/// Builds, bundles and copies.
pub fn install() -> Result<()> {
    let bundles = bundle::release()?;
    let (clap, vst3) = folders()?;
    for (bundle, folder) in [(&bundles.clap, clap), (&bundles.vst3, vst3)] {
        let place = folder.join(bundle.file_name().context("a bundle without a name")?);
        copy(bundle, &place)?;
        println!("Installed {}", place.display());
    }
    println!("Rescan plugins in your DAW and look for the instrument “Phonon”.");
    Ok(())
}

/// Copies a bundle, file or folder, in place of what stood there. The new one is complete before the old one goes, and the
/// old one is unlinked rather than overwritten, for a DAW may have it loaded.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let parent = to.parent().context("no folder to copy to")?;
    std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    let fresh = to.with_extension("new");
    remove(&fresh)?;
    copy_tree(from, &fresh)?;
    remove(to)?;
    std::fs::rename(&fresh, to).with_context(|| format!("cannot write {}", to.display()))
}

fn remove(path: &Path) -> Result<()> {
    if path.is_dir() {
        std::fs::remove_dir_all(path)
    } else if path.exists() {
        std::fs::remove_file(path)
    } else {
        Ok(())
    }
    .with_context(|| format!("cannot remove {}", path.display()))
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        std::fs::create_dir_all(to)?;
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            copy_tree(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else {
        std::fs::copy(from, to)
            .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    }
    Ok(())
}
