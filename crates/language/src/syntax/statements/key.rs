//! What a statement is known by from one version of a text to the next.

use super::Setting;
use phonon_engine::graph::NUMBERED_OUTPUTS;
use std::fmt;

/// What a statement is known by: it finds the last good version, and names the statement in the signal graph.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatementKey {
    /// What the statement gives a meaning or a sound.
    pub subject: Subject,
    /// Which of the statements on this subject it is, from 1, in the order of the text.
    pub occurrence: usize,
}

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// `out: …`
    MainOutput,
    /// `o3: …`, `d3 $ …`, `p "pads" $ …`
    Output(OutputName),
    /// `~lfo: …`, without the tilde.
    Bus(String),
    /// `%kick: …`, `let f x = …`
    Definition(String),
    /// `cps: …` and its kin.
    Setting(Setting),
    /// A command for no single output, by its first word: `hush`, `mute 1`.
    Command(String),
    /// A line that is no statement, by its first word if there is one.
    Stray(Option<String>),
}

impl StatementKey {
    /// The first statement on a subject.
    pub fn first(subject: Subject) -> Self {
        Self {
            subject,
            occurrence: 1,
        }
    }

    /// Whether a path of the signal graph (`~pad`, `o1/lpf`) begins at this statement.
    pub fn begins(&self, path: &str) -> bool {
        let rest = path.strip_prefix(&self.to_string());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// `o1`, `~lfo`, and from the second of a subject on its number: `out 2`.
impl fmt::Display for StatementKey {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.occurrence {
            1 => write!(f, "{}", self.subject),
            occurrence => write!(f, "{} {occurrence}", self.subject),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::MainOutput => f.write_str("out"),
            Self::Output(output) => write!(f, "{output}"),
            Self::Bus(name) => write!(f, "~{name}"),
            Self::Definition(name) | Self::Command(name) => f.write_str(name),
            Self::Setting(Setting::Cps | Setting::Bpm) => f.write_str("cps"),
            Self::Setting(Setting::Beats) => f.write_str("beats"),
            Self::Setting(Setting::Seed) => f.write_str("seed"),
            Self::Stray(None) => f.write_str("?"),
            Self::Stray(Some(word)) => write!(f, "? {word}"),
        }
    }
}

/// An output as Tidal names it: by a number (`p 3` is `d3`) or a name (`p "pads"`). Those of 1 to 16 are outputs of the
/// plugin; what the others play sounds on the main output.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutputName(String);

impl OutputName {
    /// The output of this number.
    pub fn numbered(number: usize) -> Self {
        Self(number.to_string())
    }

    /// The output of this name; a name that is a number is that number.
    pub fn named(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The output of the plugin that it sounds on: 0 is the main output.
    pub fn output(&self) -> usize {
        match self.0.parse::<usize>() {
            Ok(number) if number <= NUMBERED_OUTPUTS && number.to_string() == self.0 => number,
            _ => 0,
        }
    }

    /// The name in Tidal: `d3`, `pads`.
    pub fn in_tidal(&self) -> String {
        if self.is_number() {
            format!("d{}", self.0)
        } else {
            self.0.clone()
        }
    }

    fn is_number(&self) -> bool {
        !self.0.is_empty() && self.0.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// As its statement begins: `o3`, `p "pads"`.
impl fmt::Display for OutputName {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.is_number() {
            write!(f, "o{}", self.0)
        } else {
            write!(f, "p \"{}\"", self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_have_a_number_or_a_name() {
        let shown = |name: OutputName| (name.in_tidal(), name.to_string(), name.output());
        let expected =
            |tidal: &str, here: &str, output| (tidal.to_owned(), here.to_owned(), output);
        assert_eq!(shown(OutputName::numbered(3)), expected("d3", "o3", 3));
        assert_eq!(OutputName::numbered(3), OutputName::named("3"));
        assert_eq!(
            shown(OutputName::numbered(1234)),
            expected("d1234", "o1234", 0)
        );
        assert_eq!(
            shown(OutputName::named("my pad")),
            expected("my pad", "p \"my pad\"", 0)
        );
        // Another output than `d3`, as in Tidal.
        assert_eq!(OutputName::named("03").output(), 0);
    }

    #[test]
    fn a_path_of_the_signal_graph_begins_at_one_statement() {
        let second = StatementKey {
            subject: Subject::MainOutput,
            occurrence: 2,
        };
        assert!(second.begins("out 2/lpf/1"));
        assert!(!second.begins("out/lpf"));
        assert!(StatementKey::first(Subject::Bus("pad".to_owned())).begins("~pad"));
        let slashed = StatementKey::first(Subject::Output(OutputName::named("left/right")));
        assert!(slashed.begins("p \"left/right\"/voices#0"));
    }
}
