//! `cargo xtask validate`: Steinberg's own tests of VST3 plugins, over every class of the bundle.
//!
//! The SDK's sources come with the crate `clap-wrapper`, which the macOS build links; here its test suite is built with the
//! system's C++ compiler, and a main program of ours runs it (`main.cpp`).

use crate::bundle;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Folders of the SDK of which all sources are built, without those below them.
const FOLDERS: [&str; 11] = [
    "base/source",
    "base/thread/source",
    "pluginterfaces/base",
    "public.sdk/source/vst/testsuite/bus",
    "public.sdk/source/vst/testsuite/general",
    "public.sdk/source/vst/testsuite/noteexpression",
    "public.sdk/source/vst/testsuite/processing",
    "public.sdk/source/vst/testsuite/state",
    "public.sdk/source/vst/testsuite/unit",
    "public.sdk/source/vst/testsuite",
    "public.sdk/source/vst/hosting",
];

/// Single sources beside them.
const FILES: [&str; 8] = [
    "public.sdk/source/common/commoniids.cpp",
    "public.sdk/source/common/commonstringconvert.cpp",
    "public.sdk/source/common/memorystream.cpp",
    "public.sdk/source/common/threadchecker_linux.cpp",
    "public.sdk/source/vst/utility/stringconvert.cpp",
    "public.sdk/source/vst/utility/testing.cpp",
    "public.sdk/source/vst/vstinitiids.cpp",
    "public.sdk/source/vst/vstpresetfile.cpp",
];

/// Sources of other systems, and of data exchange and old plugins' descriptions, which are of no use here.
fn is_built(name: &str) -> bool {
    let other = [
        "_win32.cpp",
        "hostdataexchangehandler.cpp",
        "plugcompat.cpp",
    ];
    name.ends_with(".cpp") && !other.iter().any(|end| name.ends_with(end))
}

/// Builds the tests if need be, bundles the plugin unless a bundle is named, and runs the tests over it.
pub fn validate(named: Option<&Path>, verbose: bool) -> Result<()> {
    ensure!(
        cfg!(target_os = "linux"),
        "the tests are built on Linux only"
    );
    let program = build()?;
    let bundle = match named {
        Some(bundle) => bundle.to_path_buf(),
        None => bundle::release()?.vst3,
    };
    let mut command = Command::new(program);
    command.arg(std::path::absolute(&bundle)?);
    if verbose {
        command.arg("--verbose");
    }
    ensure!(command.status()?.success(), "not every test passed");
    Ok(())
}

/// The program that runs the tests.
fn build() -> Result<PathBuf> {
    let sdk = sdk()?;
    let folder = bundle::target_folder().join("validator");
    std::fs::create_dir_all(&folder)?;
    let own = std::path::absolute("xtask/src/validator/main.cpp")?;
    let mut sources = vec![own.clone()];
    for part in FOLDERS {
        for entry in
            std::fs::read_dir(sdk.join(part)).with_context(|| format!("no {part} in the SDK"))?
        {
            let path = entry?.path();
            if path
                .file_name()
                .and_then(|name| name.to_str())
                .is_some_and(is_built)
            {
                sources.push(path);
            }
        }
    }
    sources.extend(FILES.iter().map(|file| sdk.join(file)));
    eprintln!("Building Steinberg's tests ({} sources) …", sources.len());
    let compiler = std::env::var_os("CXX").unwrap_or_else(|| "c++".into());
    let mut objects = Vec::new();
    for source in &sources {
        let name: String = source
            .to_string_lossy()
            .chars()
            .map(|letter| {
                if letter.is_alphanumeric() {
                    letter
                } else {
                    '_'
                }
            })
            .collect();
        let object = folder.join(format!("{name}.o"));
        if !is_newer(&object, source) {
            let done = Command::new(&compiler)
                .args([
                    "-std=c++17",
                    "-O1",
                    "-w",
                    "-fPIC",
                    "-DRELEASE=1",
                    "-DNDEBUG=1",
                    "-c",
                ])
                .arg("-I")
                .arg(&sdk)
                .arg(source)
                .arg("-o")
                .arg(&object)
                .status()
                .context("no C++ compiler (Debian: g++)")?;
            ensure!(done.success(), "{} cannot be built", source.display());
        }
        objects.push(object);
    }
    let program = folder.join("validator");
    let done = Command::new(&compiler)
        .args(&objects)
        .args(["-ldl", "-lpthread", "-lstdc++fs", "-o"])
        .arg(&program)
        .status()?;
    ensure!(done.success(), "the tests cannot be linked");
    Ok(program)
}

fn is_newer(object: &Path, source: &Path) -> bool {
    let time = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    match (time(object), time(source)) {
        (Some(object), Some(source)) => object > source,
        _ => false,
    }
}

/// Where cargo has put the SDK.
fn sdk() -> Result<PathBuf> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let manifest = packages
        .iter()
        .find(|package| package["name"] == "clap-wrapper")
        .and_then(|package| package["manifest_path"].as_str())
        .context("the crate clap-wrapper is not among the dependencies")?;
    let crate_folder = Path::new(manifest).parent().context("no folder")?;
    Ok(crate_folder.join("external/vst3sdk"))
}
