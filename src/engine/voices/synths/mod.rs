//! Synths, one file each. The table is what `s` finds by name.

/// A synth: what `s` names and the manual shows.
#[derive(Debug)]
pub struct Synth {
    /// The name in `s`.
    pub name: &'static str,
    /// Other names.
    pub aliases: &'static [&'static str],
    /// The parameters it listens to beside those of every sound, with what they do.
    pub parameters: &'static [&'static str],
    /// One line of documentation.
    pub doc: &'static str,
    /// One example.
    pub example: &'static str,
}

/// All synths.
pub static TABLE: [Synth; 0] = [];

/// The synth of that name or alias.
#[must_use]
pub fn find(name: &str) -> Option<&'static Synth> {
    TABLE
        .iter()
        .find(|synth| synth.name == name || synth.aliases.contains(&name))
}
