//! Tunings: Scala files (`.scl`) in sample folders, each a scale under its file's name.
//!
//! The format is the one of the Scala archive: lines that begin with `!` are comments; then a description, the number of
//! notes, and a line for each note, in cents where it has a point and a ratio (`3/2`, `2`) elsewhere. The first note, 1/1,
//! is not written; the last is the interval at which the scale repeats.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Larger files are no scales, in bytes.
const LARGEST: u64 = 1 << 20;

/// A scale has at most this many notes.
const MOST_NOTES: usize = 4_096;

/// A scale that a Scala file describes.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuning {
    description: String,
    /// Cents above the first note, of the second note and on; the last is the period. At least one.
    cents: Vec<f64>,
}

/// Why a Scala file is no scale.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TuningError {
    /// The file cannot be read.
    #[error("{}: cannot be read: {reason}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A line, counted from 1, is not what a Scala file has there.
    #[error("{}, line {line}: {reason}", .path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
        /// What is wrong with the line.
        reason: String,
    },
}

impl Tuning {
    /// Reads the file at `path`. Waits for it.
    pub fn read(path: &Path) -> Result<Self, TuningError> {
        let unreadable = |reason: String| TuningError::Unreadable {
            path: path.into(),
            reason,
        };
        let file = File::open(path).map_err(|error| unreadable(error.to_string()))?;
        let mut bytes = Vec::new();
        let read = file.take(LARGEST + 1).read_to_end(&mut bytes);
        let length = read.map_err(|error| unreadable(error.to_string()))?;
        if length as u64 > LARGEST {
            return Err(unreadable("too large for a Scala scale".into()));
        }
        // Descriptions are in ISO 8859-1 or UTF-8; only they can hold what is not ASCII.
        Self::parse(&String::from_utf8_lossy(&bytes)).map_err(|(line, reason)| TuningError::Line {
            path: path.into(),
            line,
            reason,
        })
    }

    /// Reads the text of a Scala file; an error has its line, counted from 1.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let lines = text.lines().enumerate();
        let mut lines = lines
            .map(|(index, line)| (index + 1, line.trim()))
            .filter(|(_, line)| !line.starts_with('!'));
        let end = text.lines().count().max(1);
        let missing = |what: &str| (end, format!("the file ends before {what}"));
        let (_, description) = lines.next().ok_or_else(|| missing("the description"))?;
        let (line, count) = lines.next().ok_or_else(|| missing("the number of notes"))?;
        let word = first_word(count);
        let count: usize = word
            .parse()
            .map_err(|_| (line, format!("expected the number of notes, not `{word}`")))?;
        if !(1..=MOST_NOTES).contains(&count) {
            return Err((line, format!("a scale has 1 to {MOST_NOTES} notes")));
        }
        let mut cents = Vec::with_capacity(count);
        while cents.len() < count {
            let (line, note) = lines
                .next()
                .ok_or_else(|| missing(&format!("note {} of {count}", cents.len() + 1)))?;
            let word = first_word(note);
            cents.push(interval(word).ok_or_else(|| {
                let wanted = "expected cents (`701.955`) or a ratio (`3/2`)";
                (line, format!("{wanted}, not `{word}`"))
            })?);
        }
        if cents[count - 1] <= 0.0 {
            let reason = "the last note, at which the scale repeats, must lie above the first";
            return Err((end, reason.into()));
        }
        Ok(Self {
            description: description.to_owned(),
            cents,
        })
    }

    /// What the file says about itself; may be empty.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Its notes within one period in semitones (hundreds of cents) above the first, which is 0, in the file's order.
    pub fn semitones(&self) -> Vec<f64> {
        let above = self.cents[..self.cents.len() - 1].iter();
        std::iter::once(0.0)
            .chain(above.map(|cents| cents / 100.0))
            .collect()
    }

    /// The interval at which it repeats, in semitones, above 0; 12 for an octave.
    pub fn period(&self) -> f64 {
        self.cents[self.cents.len() - 1] / 100.0
    }
}

fn first_word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

/// Cents of an interval as Scala writes it.
fn interval(word: &str) -> Option<f64> {
    let number = |word: &str| word.parse::<f64>().ok().filter(|number| number.is_finite());
    let whole = |word: &str| {
        let digits = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        let number = if digits { number(word) } else { None };
        number.filter(|number| *number > 0.0)
    };
    if word.contains('.') {
        return number(word);
    }
    let (above, below) = word.split_once('/').unwrap_or((word, "1"));
    Some(1_200.0 * (whole(above)? / whole(below)?).log2())
}

#[cfg(test)]
mod tests {
    use super::super::tests::TestFolder;
    use super::*;

    const JUST: &str = "! just.scl\n!\nSeven just notes\n 7\n!\n 9/8\n 5/4 a third\n 4/3\n 3/2\n 5/3\n 1088.269\n 2/1\n";

    fn near(actual: &[f64], expected: &[f64]) {
        assert_eq!(actual.len(), expected.len());
        for (actual, expected) in actual.iter().zip(expected) {
            assert!((actual - expected).abs() < 1e-4, "{actual} {expected}");
        }
    }

    #[test]
    fn ratios_and_cents_are_semitones_above_the_first_note() {
        let tuning = Tuning::parse(JUST).unwrap();
        assert_eq!(tuning.description(), "Seven just notes");
        let just = [0.0, 2.0391, 3.86314, 4.98045, 7.01955, 8.84359, 10.88269];
        near(&tuning.semitones(), &just);
        near(&[tuning.period()], &[12.0]);
    }

    #[test]
    fn periods_need_not_be_octaves_nor_notes_rise() {
        let tuning = Tuning::parse("\r\n2\r\n-5.0\r\n3\r\n").unwrap();
        assert_eq!(tuning.description(), "");
        near(&tuning.semitones(), &[0.0, -0.05]);
        near(&[tuning.period()], &[19.01955]);
    }

    #[test]
    fn what_is_no_scale_is_refused_with_its_line() {
        for (text, line, says) in [
            ("", 1, "description"),
            ("only this", 1, "number of notes"),
            ("x\nmany\n", 2, "many"),
            ("x\n0\n", 2, "1 to"),
            ("x\n99999999\n", 2, "1 to"),
            ("x\n2\n3/2\n", 3, "note 2 of 2"),
            ("x\n1\n3/0\n", 3, "3/0"),
            ("x\n1\n-2/1\n", 3, "-2/1"),
            ("x\n1\ninf.\n", 3, "inf"),
            ("x\n! c\n1\ntwo\n", 4, "two"),
            ("x\n1\n-100.0\n", 3, "repeats"),
        ] {
            let (at, reason) = Tuning::parse(text).unwrap_err();
            assert_eq!(at, line, "{text:?}: {reason}");
            assert!(reason.contains(says), "{text:?}: {reason}");
        }
    }

    #[test]
    fn scales_of_a_folder_are_found_by_their_files_names() {
        let folder = TestFolder::new();
        std::fs::write(folder.inside("scales/my just.SCL"), JUST).unwrap();
        std::fs::write(folder.inside("pelog.scl"), b"p\xe9log\n1\n2/1\n").unwrap();
        std::fs::write(folder.inside("scales/bad.scl"), "bad\n2\n3/2\n").unwrap();
        folder.wav("drum/a.wav", 10, 1);
        let library = folder.library();
        assert_eq!(library.tunings(), ["bad", "my_just", "pelog"]);
        let tuning = |name| library.tuning(name).unwrap();
        assert_eq!(*tuning("my_just").unwrap(), Tuning::parse(JUST).unwrap());
        assert!(tuning("pelog").is_ok());
        let error = tuning("bad").unwrap_err().to_string();
        assert!(error.contains("bad.scl, line 3"), "{error}");
        assert!(library.tuning("nothing").is_none());
        assert_eq!(library.warnings(), [], "a folder of scales is no mistake");
        let before = library.generation();
        std::fs::write(folder.inside("scales/bad.scl"), "good\n2\n3/2\n2/1\n").unwrap();
        library.rescan();
        assert!(library.generation() > before);
        assert!(library.tuning("bad").unwrap().is_ok());
    }
}
