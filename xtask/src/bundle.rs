//! Building and bundling the plugin.

use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The bundle of each format.
pub struct Bundles {
    pub clap: PathBuf,
    pub vst3: PathBuf,
    /// The command `phonon`.
    pub command: PathBuf,
}

/// The classes beside the first. A bundle of such a name lists that class first.
const OTHER_CLASSES: [&str; 2] = ["Phonon FX", "Phonon Multi"];

/// `cargo xtask bundle …`: as nice-plug's bundler understands it; without a package it bundles `phonon --release`.
pub fn with_arguments(arguments: &[String]) -> Result<()> {
    let mut all = vec!["bundle".to_string()];
    if arguments.is_empty() {
        all.extend(["phonon".to_string(), "--release".to_string()]);
    } else {
        all.extend(arguments.iter().cloned());
    }
    nice_plug_xtask::main_with_args("cargo xtask", all)?;
    let bundled = target_folder().join("bundled");
    let vst3 = bundled.join("Phonon.vst3");
    if vst3.exists() {
        for class in OTHER_CLASSES {
            named(&vst3, &bundled.join("by-class"), class)?;
        }
    }
    if cfg!(target_os = "macos") && vst3.exists() {
        audio_unit(&vst3, &bundled.join("Phonon.component"))?;
    }
    Ok(())
}

/// A copy of a VST3 bundle under another name, for hosts that take only the first class of a file.
fn named(bundle: &Path, folder: &Path, name: &str) -> Result<()> {
    let copy = folder.join(format!("{name}.vst3"));
    if copy.exists() {
        std::fs::remove_dir_all(&copy)?;
    }
    let files = files_in(bundle)?;
    for file in &files {
        let within = file.strip_prefix(bundle)?;
        let mut to = copy.join(within);
        if file.file_stem().is_some_and(|stem| stem == "Phonon") {
            // A name without an ending, as on macOS, stays without one.
            let ending = file.extension().and_then(|ending| ending.to_str());
            to.set_file_name(ending.map_or(name.to_owned(), |ending| format!("{name}.{ending}")));
        }
        std::fs::create_dir_all(to.parent().context("a file without a folder")?)?;
        if within.ends_with("Info.plist") {
            let text = std::fs::read_to_string(file)?;
            std::fs::write(
                &to,
                text.replace(
                    "<string>Phonon</string>",
                    &format!("<string>{name}</string>"),
                ),
            )?;
        } else {
            std::fs::copy(file, &to)?;
        }
    }
    sign(&copy)
}

/// All files in a folder and in those in it.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_in(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// The Audio Unit, of the same library: each class by an entry point of its own.
fn audio_unit(vst3: &Path, component: &Path) -> Result<()> {
    // Type, subtype, number of the class in the CLAP factory, name. They never change: projects find the plugin by them.
    let classes = [
        ("aumu", "Phon", 0, "Phonon"),
        ("aumu", "PhMu", 1, "Phonon Multi"),
        ("aufx", "PhFx", 2, "Phonon FX"),
    ];
    let mut entries = String::new();
    for (kind, subtype, number, name) in classes {
        entries += &format!(
            "<dict>\n<key>type</key><string>{kind}</string>\n<key>subtype</key><string>{subtype}</string>\n\
             <key>manufacturer</key><string>Phnn</string>\n<key>name</key><string>Phonon: {name}</string>\n\
             <key>version</key><integer>256</integer>\n<key>sandboxSafe</key><false/>\n\
             <key>factoryFunction</key><string>GetPluginFactoryAUV2_{number}</string>\n</dict>\n"
        );
    }
    if component.exists() {
        std::fs::remove_dir_all(component)?;
    }
    for file in files_in(vst3)? {
        let within = file.strip_prefix(vst3)?;
        let to = component.join(within);
        std::fs::create_dir_all(to.parent().context("a file without a folder")?)?;
        if within.ends_with("Info.plist") {
            let text = std::fs::read_to_string(&file)?;
            let end = text
                .rfind("</dict>")
                .context("a list of properties without an end")?;
            let (before, after) = text.split_at(end);
            let components =
                format!("{before}<key>AudioComponents</key>\n<array>\n{entries}</array>\n{after}");
            std::fs::write(&to, components)?;
        } else {
            std::fs::copy(&file, &to)?;
        }
    }
    sign(component)
}

/// Signs a bundle for this machine, as macOS wants of what it loads.
fn sign(bundle: &Path) -> Result<()> {
    if cfg!(target_os = "macos") {
        let done = Command::new("codesign")
            .args(["-f", "-s", "-"])
            .arg(bundle)
            .status()?;
        ensure!(done.success(), "{} cannot be signed", bundle.display());
    }
    Ok(())
}

/// Builds (with cargo's own progress) the release plugin and the command, bundles the plugin, and says where everything is.
pub fn release() -> Result<Bundles> {
    with_arguments(&[])?;
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--package", "phonon-cli"])
        .status()
        .context("cargo does not start")?;
    ensure!(built.success(), "the command was not built");
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
