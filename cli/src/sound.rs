//! Where recorded sounds come from and what they take by default, on the command line.

use super::song::Song;
use super::{Failure, report};
use phonon_samples::{Library, LibrarySettings, Warning, speakable};
use phonon_session::banks::BankDefaults;
use phonon_session::state::BankDefault;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Arguments about samples.
#[derive(clap::Args)]
#[group(id = "sound", multiple = true)]
pub(crate) struct Arguments {
    /// A folder of samples in folders (`name/*.wav`), beside the built-in kit. May be given several times.
    #[arg(long, value_name = "DIR")]
    samples: Vec<PathBuf>,
    /// What the sounds of a bank take where their events do not say, such as 'bd=gain 0.8 # cut 1'. May be given for several banks.
    #[arg(long = "default", value_name = "BANK=CONTROLS")]
    defaults: Vec<String>,
}

impl Arguments {
    /// The folders, as a project keeps them.
    #[cfg(feature = "play")]
    pub(crate) fn folders(&self) -> Vec<String> {
        let folders = self.samples.iter();
        folders.map(|folder| folder.display().to_string()).collect()
    }

    /// The defaults as they were written, by the banks' own names.
    pub(crate) fn defaults(
        &self,
        library: &Library,
    ) -> Result<BTreeMap<String, BankDefault>, Failure> {
        let mut texts = BTreeMap::new();
        for given in &self.defaults {
            let refused = |why: String| Err(Failure::Usage(format!("--default {given}: {why}")));
            let Some((name, text)) = given.split_once('=') else {
                return refused("is not as in 'bd=gain 0.8 # cut 1'".to_owned());
            };
            let Some(bank) = library.find(name.trim()) else {
                return refused(match library.nearest(name.trim()) {
                    Some(near) => format!("no bank of that name; did you mean `{near}`?"),
                    None => "no bank of that name".to_owned(),
                });
            };
            let default = BankDefault::in_force(text);
            if texts.insert(bank.name().to_owned(), default).is_some() {
                return refused(format!("the bank `{}` has one already", bank.name()));
            }
        }
        Ok(texts)
    }
}

/// The sounds that a song may play.
pub struct Banks {
    /// The built-in kit and the folders named.
    pub library: Arc<Library>,
    /// What the banks take where events do not say.
    pub defaults: BankDefaults,
    /// Warnings that were printed already.
    told: RefCell<Vec<Warning>>,
}

impl Banks {
    /// Prints what is wrong with folders and files, as far as it was not printed before. Of instruments (`piano.sfz`) only
    /// those are of interest that the song may play.
    pub fn tell_new_warnings(&self, song: &Song) {
        let names = |path: &Path| {
            let stem = path.file_stem().and_then(OsStr::to_str);
            let folder = path
                .parent()
                .and_then(Path::file_name)
                .and_then(OsStr::to_str);
            [stem, folder]
                .into_iter()
                .flatten()
                .map(speakable)
                .any(|name| song.text.contains(&name))
        };
        let mut told = self.told.borrow_mut();
        for warning in self.library.warnings() {
            let is_of_song = match &warning {
                Warning::Instrument { path, .. } => names(path),
                _ => true,
            };
            if is_of_song && !told.contains(&warning) {
                eprintln!("warning: {warning}");
                told.push(warning);
            }
        }
    }
}

/// The built-in kit, made for `rate` frames a second, the folders named, and the defaults given.
pub(crate) fn banks(arguments: &Arguments, rate: u32) -> Result<Banks, Failure> {
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
    let texts = arguments.defaults(&library)?;
    let defaults = BankDefaults::read(&texts);
    if let Some((bank, _)) = defaults.problems().first() {
        let song = Song {
            name: format!("--default {bank}"),
            text: texts[bank].evaluated.clone(),
        };
        let of_bank = defaults.problems().iter().filter(|(name, _)| name == bank);
        let problems: Vec<_> = of_bank.map(|(_, problem)| problem.clone()).collect();
        return Err(Failure::Usage(format!(
            "{} cannot be read\n{}",
            song.name,
            report::text(&song, &problems)
        )));
    }
    let banks = Banks {
        library,
        defaults,
        told: RefCell::default(),
    };
    Ok(banks)
}
