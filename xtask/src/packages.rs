//! Installing what a check needs: Debian packages by apt, Python packages into an environment of our own.

use crate::bundle;
use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Whether a command of this name is on the path.
pub fn has_command(name: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|paths| {
        std::env::split_paths(&paths).any(|folder| folder.join(name).is_file())
    })
}

/// Installs Debian packages unless `present` says they are there.
pub fn apt(packages: &[&str], present: impl Fn() -> bool) -> Result<()> {
    if present() {
        return Ok(());
    }
    let names = packages.join(" ");
    ensure!(
        has_command("apt-get"),
        "needs {names}, and there is no apt-get to install them with"
    );
    eprintln!("Installing {names} …");
    // Root needs no sudo; anybody else has it or must install by hand.
    let run = |arguments: &[&str]| -> Result<bool> {
        let is_root =
            std::env::var_os("USER").is_none_or(|user| user == "root") || !has_command("sudo");
        let mut command = if is_root {
            Command::new("apt-get")
        } else {
            Command::new("sudo")
        };
        if !is_root {
            command.args(["-n", "apt-get"]);
        }
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdout(Stdio::null());
        Ok(command
            .status()
            .context("apt-get does not start")?
            .success())
    };
    let install = [&["install", "-y", "--no-install-recommends"], packages].concat();
    // The lists of a fresh machine are empty or old.
    let installed = run(&install)? || (run(&["update"])? && run(&install)?);
    if !installed {
        bail!("could not install {names}: try `sudo apt-get install {names}`");
    }
    Ok(())
}

/// Runs a command to its end; what it complained of is the error.
pub fn run(command: &mut Command) -> Result<()> {
    let output = command.output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(())
}

/// A Python with `packages`, in an environment under the target folder. Returns the interpreter.
pub fn python(packages: &[&str]) -> Result<PathBuf> {
    let folder = bundle::target_folder().join("hosts-python");
    let interpreter = folder.join("bin/python3");
    let has_all = |interpreter: &Path| {
        let imports = format!("import {}", packages.join(", "));
        let status = Command::new(interpreter)
            .args(["-c", &imports])
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    };
    if has_all(&interpreter) {
        return Ok(interpreter);
    }
    apt(&["python3", "python3-venv"], || {
        let probe = Command::new("python3")
            .args(["-c", "import ensurepip"])
            .stderr(Stdio::null())
            .status();
        probe.is_ok_and(|status| status.success())
    })?;
    eprintln!(
        "Installing {} into {} …",
        packages.join(", "),
        folder.display()
    );
    let made = Command::new("python3")
        .args(["-m", "venv"])
        .arg(&folder)
        .status()?;
    ensure!(
        made.success(),
        "cannot make a Python environment in {}",
        folder.display()
    );
    let installed = Command::new(&interpreter)
        .args(["-m", "pip", "install", "--quiet"])
        .args(packages)
        .status()?;
    ensure!(
        installed.success() && has_all(&interpreter),
        "pip could not install {}",
        packages.join(", ")
    );
    Ok(interpreter)
}
