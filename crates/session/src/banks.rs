//! The banks of samples as the session knows them: which there are and which the program plays, and their defaults, read
//! from the texts that a project keeps.

pub use phonon_samples::kit::Family;

use super::state::BankDefault;
use phonon_engine::{Defaults, Program};
use phonon_language::{self, Diagnostic};
use phonon_samples::{Library, kit};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

/// A bank there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedBank {
    /// Name of the bank, as a text writes it.
    pub name: String,
    /// Other names of the same bank.
    pub aliases: Vec<String>,
    /// How many sounds it has, at least 1.
    pub sounds: usize,
    /// The present program may play it.
    pub plays: bool,
    /// What kind of sound it has, if it is of the built-in kit.
    pub family: Option<Family>,
    /// Folder that its sounds come from, if they are files.
    pub folder: Option<PathBuf>,
    /// Which of the project's sample folders that is in, as the user gave it.
    pub root: Option<String>,
}

/// All banks of the library by name, and which of them `program` may play.
pub(super) fn listed(library: &Library, program: &Program) -> Vec<ListedBank> {
    let roots = &library.settings().roots;
    let played: HashSet<&str> = program.sounds().banks().map(|bank| bank.name()).collect();
    let mut aliases: HashMap<String, Vec<String>> = HashMap::new();
    for (alias, name) in library.aliases() {
        aliases.entry(name).or_default().push(alias);
    }
    let banks = library.banks().into_iter();
    banks
        .map(|(name, sounds)| {
            let folder = library.folder(&name);
            // Of one within another the innermost.
            let root = folder.as_ref().and_then(|folder| {
                let holding = roots.iter().filter(|root| folder.starts_with(root));
                holding.max_by_key(|root| root.as_os_str().len())
            });
            ListedBank {
                plays: played.contains(name.as_str()),
                aliases: aliases.remove(&name).unwrap_or_default(),
                family: kit::family(&name).filter(|_| folder.is_none()),
                root: root.map(|root| root.display().to_string()),
                folder,
                name,
                sounds,
            }
        })
        .collect()
}

/// The defaults of banks, read, by the banks' own names.
#[derive(Debug, Default)]
pub struct BankDefaults {
    /// What was read, for who asks again.
    texts: BTreeMap<String, BankDefault>,
    by_name: HashMap<String, Defaults>,
    problems: Vec<(String, Diagnostic)>,
}

impl BankDefaults {
    /// Reads those in force.
    pub fn read(texts: &BTreeMap<String, BankDefault>) -> Self {
        let mut read = Self {
            texts: texts.clone(),
            ..Self::default()
        };
        for (name, default) in texts {
            match phonon_language::read_defaults(&default.evaluated) {
                Ok(defaults) => {
                    read.by_name.insert(name.clone(), defaults);
                }
                Err(problems) => read
                    .problems
                    .extend(problems.into_iter().map(|problem| (name.clone(), problem))),
            }
        }
        read
    }

    /// Whether these are the ones of `texts`.
    pub fn are_of(&self, texts: &BTreeMap<String, BankDefault>) -> bool {
        self.texts == *texts
    }

    /// What the bank of that name has; nothing where it was not given, or cannot be read.
    pub fn of(&self, name: &str) -> Defaults {
        self.by_name.get(name).cloned().unwrap_or_default()
    }

    /// What cannot be read: the bank's name, and what is wrong with the text in force. A project may bring that from
    /// another version of Phonon.
    pub fn problems(&self) -> &[(String, Diagnostic)] {
        &self.problems
    }
}

/// What is wrong with the text of a default, its place in it; the first of what there is.
pub fn problem(text: &str) -> Option<Diagnostic> {
    phonon_language::read_defaults(text)
        .err()
        .and_then(|problems| problems.into_iter().next())
}
