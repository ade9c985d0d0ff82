//! Where recorded sounds come from, on the command line.

use super::Failure;
use crate::samples::{Library, LibrarySettings};
use std::path::PathBuf;
use std::sync::Arc;

/// Arguments about samples.
#[derive(clap::Args)]
#[group(id = "sound", multiple = true)]
pub struct Arguments {
    /// A folder of samples in folders (`name/*.wav`), beside the built-in kit. May be given several times.
    #[arg(long, value_name = "DIR")]
    samples: Vec<PathBuf>,
}

impl Arguments {
    /// The folders, as a project keeps them.
    #[cfg(feature = "play")]
    pub fn folders(&self) -> Vec<String> {
        let folders = self.samples.iter();
        folders.map(|folder| folder.display().to_string()).collect()
    }
}

/// The built-in kit, made for `rate` frames a second, and the folders named.
pub fn library(arguments: &Arguments, rate: u32) -> Result<Arc<Library>, Failure> {
    for folder in &arguments.samples {
        if !folder.is_dir() {
            return Err(Failure::Usage(format!(
                "--samples {}: no such folder",
                folder.display()
            )));
        }
    }
    let settings = LibrarySettings {
        roots: arguments.samples.clone(),
        kit_rate: rate,
    };
    let library =
        Library::shared(&settings).map_err(|error| Failure::Usage(format!("samples: {error}")))?;
    for warning in library.warnings() {
        eprintln!("warning: {warning}");
    }
    Ok(library)
}
