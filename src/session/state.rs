//! What an instance keeps in the host's project, as one versioned JSON object.
//!
//! The object is written with its keys in a fixed order, so that saving twice gives the same bytes. Fields a newer version
//! wrote and this one does not know are kept and written back. What cannot be read costs itself alone: a strange window is
//! no reason to lose a song.

use crate::engine::Settings;
use crate::engine::voices::{self, sample::Interpolation};
use crate::language::line_ends::unified;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The version written by this build. Raised when the meaning of a field changes.
pub const STATE_VERSION: u32 = 1;

/// The number of numbered outputs (`o1` … `o16`).
pub const OUTPUTS: usize = 16;

/// Everything of an instance that is not a host parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Fields")]
pub struct SavedState {
    /// The [`STATE_VERSION`] that wrote this.
    pub version: u32,
    /// The text in the window, evaluated or not.
    pub draft: String,
    /// The last text that was evaluated without an error: what sounds when the project is opened again.
    pub evaluated: String,
    /// Folders of samples, as the user gave them.
    pub sample_folders: Vec<String>,
    /// What the sounds of a bank take where their events do not say, by the bank's own name; also of banks that are not
    /// there now.
    pub bank_defaults: BTreeMap<String, BankDefault>,
    /// The window.
    pub window: WindowState,
    /// How voices are made.
    pub sound: SoundSettings,
    /// The strips of the numbered outputs, as far as they differ from the default.
    pub mixer: Vec<Strip>,
    /// What stood in fields that could not be read, by their names; the fields have their defaults.
    #[serde(skip_serializing_if = "Fields::is_empty")]
    pub unread: Fields,
    /// What a newer version saved and this one does not know.
    #[serde(flatten)]
    pub unknown: Fields,
}

/// The fields of a JSON object, by their names.
pub type Fields = BTreeMap<String, Value>;

impl Default for SavedState {
    fn default() -> Self {
        Self {
            version: STATE_VERSION,
            draft: super::WELCOME.to_owned(),
            evaluated: super::WELCOME.to_owned(),
            sample_folders: Vec::new(),
            bank_defaults: BTreeMap::new(),
            window: WindowState::default(),
            sound: SoundSettings::default(),
            mixer: Vec::new(),
            unread: Fields::new(),
            unknown: Fields::new(),
        }
    }
}

/// An object being read.
struct Reading<'a> {
    fields: &'a mut Fields,
    unread: Fields,
}

impl Reading<'_> {
    /// Takes a field out; one that cannot be read is put aside.
    fn take<T: DeserializeOwned>(&mut self, name: &str, default: T) -> T {
        let Some(value) = self.fields.remove(name) else {
            return default;
        };
        T::deserialize(&value).unwrap_or_else(|_| {
            self.unread.insert(name.to_owned(), value);
            default
        })
    }
}

impl From<Fields> for SavedState {
    fn from(mut fields: Fields) -> Self {
        let default = Self::default();
        let mut field = Reading {
            fields: &mut fields,
            unread: Fields::new(),
        };
        let before: Fields = field.take("unread", Fields::new());
        // One who has a song is not played another.
        let evaluated = if field.fields.contains_key("evaluated") {
            field.take("evaluated", String::new())
        } else {
            default.evaluated
        };
        let draft = if field.fields.contains_key("draft") {
            field.take("draft", evaluated.clone())
        } else {
            default.draft
        };
        Self {
            version: field.take("version", default.version),
            draft,
            evaluated,
            sample_folders: field.take("sample_folders", default.sample_folders),
            bank_defaults: field.take("bank_defaults", default.bank_defaults),
            window: field.take("window", default.window),
            sound: field.take("sound", default.sound),
            mixer: field.take("mixer", default.mixer),
            unread: before.into_iter().chain(field.unread).collect(),
            unknown: fields,
        }
    }
}

impl SavedState {
    /// A state that has `text` in the window and playing.
    pub fn playing(text: &str) -> Self {
        Self {
            draft: text.to_owned(),
            evaluated: text.to_owned(),
            ..Self::default()
        }
    }

    /// Brings what was read into range: line ends, sizes that fit a screen, at most [`OUTPUTS`] strips, finite levels.
    pub fn sanitised(mut self) -> Self {
        for text in [&mut self.draft, &mut self.evaluated] {
            *text = unified(text).into_owned();
        }
        self.window = self.window.sanitised();
        self.sound.voices = self.sound.voices.clamp(voices::POOL.0, voices::POOL.1);
        self.mixer.truncate(OUTPUTS);
        for strip in &mut self.mixer {
            if !strip.gain.is_finite() {
                strip.gain = 1.0;
            }
            strip.gain = strip.gain.clamp(0.0, MAX_STRIP_GAIN);
        }
        self
    }

    /// Whether a newer version of Phonon wrote this.
    pub fn is_newer(&self) -> bool {
        self.version > STATE_VERSION
    }
}

/// The default of a bank: controls as the language writes them, `gain 0.8 # cut 1`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BankDefault {
    /// The text in the window, right or wrong.
    pub draft: String,
    /// The last text that was without an error: what is in force.
    pub evaluated: String,
}

impl BankDefault {
    /// One that has `text` in the window and in force.
    pub fn in_force(text: &str) -> Self {
        Self {
            draft: text.to_owned(),
            evaluated: text.to_owned(),
        }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.draft.trim().is_empty() && self.evaluated.is_empty()
    }
}

/// How voices are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SoundSettings {
    /// Most voices that sound at once, 64 to 4096.
    pub voices: usize,
    /// How samples are read between their frames.
    pub interpolation: Interpolation,
    /// The same while the host renders faster or slower than it plays; none is as live, so that a bounce is what was
    /// heard.
    pub bounce_interpolation: Option<Interpolation>,
}

impl Default for SoundSettings {
    fn default() -> Self {
        Self {
            voices: voices::DEFAULT_POOL,
            interpolation: Interpolation::default(),
            bounce_interpolation: None,
        }
    }
}

impl SoundSettings {
    /// What an engine is made with; `offline` where the host does not render in real time, so that samples are waited
    /// for.
    pub fn engine(self, offline: bool) -> Settings {
        Settings {
            voices: self.voices,
            interpolation: match self.bounce_interpolation {
                Some(bounced) if offline => bounced,
                _ => self.interpolation,
            },
            waits: offline,
            ..Settings::default()
        }
    }
}

/// The size and look of the window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowState {
    /// Logical points.
    pub width: f32,
    /// Logical points.
    pub height: f32,
    /// Size of the code's letters in logical points.
    pub font_size: f32,
    /// The light theme in place of the dark one.
    pub light: bool,
    /// Lines longer than the window go on in the next row.
    pub wrap: bool,
}

impl Default for WindowState {
    fn default() -> Self {
        Self {
            width: 960.0,
            height: 640.0,
            font_size: 15.0,
            light: false,
            wrap: true,
        }
    }
}

impl WindowState {
    /// Smallest size, logical points.
    pub const MIN: (f32, f32) = (560.0, 360.0);
    /// Largest size, logical points.
    pub const MAX: (f32, f32) = (7680.0, 4320.0);
    /// Range of the code's letters, logical points.
    pub const FONT_SIZES: (f32, f32) = (8.0, 48.0);

    fn sanitised(self) -> Self {
        let or = |value: f32, range: (f32, f32), default: f32| {
            if value.is_finite() {
                value.clamp(range.0, range.1)
            } else {
                default
            }
        };
        let default = Self::default();
        Self {
            width: or(self.width, (Self::MIN.0, Self::MAX.0), default.width),
            height: or(self.height, (Self::MIN.1, Self::MAX.1), default.height),
            font_size: or(self.font_size, Self::FONT_SIZES, default.font_size),
            light: self.light,
            wrap: self.wrap,
        }
    }
}

/// Highest linear gain of a strip: +6 dB.
pub const MAX_STRIP_GAIN: f32 = 1.995_262_3;

/// One numbered output's place in the mixer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Strip {
    /// The user's name for it; empty shows `o1` and so on.
    pub name: String,
    /// Linear gain, 0 to [`MAX_STRIP_GAIN`].
    pub gain: f32,
    /// Silenced.
    pub mute: bool,
    /// Heard alone, with other soloed strips.
    pub solo: bool,
}

impl Default for Strip {
    fn default() -> Self {
        Self {
            name: String::new(),
            gain: 1.0,
            mute: false,
            solo: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn saving_twice_gives_the_same_bytes() {
        let state = SavedState::playing("o1: s \"bd\"");
        let once = serde_json::to_string(&state).unwrap();
        let read: SavedState = serde_json::from_str(&once).unwrap();
        assert_eq!(read, state);
        assert_eq!(serde_json::to_string(&read).unwrap(), once);
    }

    #[test]
    fn fields_of_a_newer_version_are_kept() {
        let newer = r#"{"version":99,"draft":"a","evaluated":"b","hologram":{"depth":3}}"#;
        let read: SavedState = serde_json::from_str(newer).unwrap();
        assert!(read.is_newer());
        assert_eq!((read.draft.as_str(), read.evaluated.as_str()), ("a", "b"));
        assert!(
            serde_json::to_string(&read)
                .unwrap()
                .contains(r#""hologram":{"depth":3}"#)
        );
    }

    #[test]
    fn what_is_missing_takes_its_default() {
        let read: SavedState = serde_json::from_str(r#"{"evaluated":"x"}"#).unwrap();
        assert_eq!(read.window, WindowState::default());
        assert_eq!(read.version, STATE_VERSION);
    }

    #[test]
    fn the_default_of_a_bank_that_is_not_there_is_kept_as_it_is() {
        let text = r#"{"bank_defaults":{"gone":{"draft":"gain 0.8 # ct","evaluated":"gain 0.8"}}}"#;
        let read: SavedState = serde_json::from_str(text).unwrap();
        let default = &read.bank_defaults["gone"];
        assert_eq!(default.draft, "gain 0.8 # ct");
        assert_eq!(default.evaluated, "gain 0.8");
        let written = serde_json::to_value(read.clone().sanitised()).unwrap();
        let expected: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(written["bank_defaults"], expected["bank_defaults"]);
        // One saved before there were defaults has none.
        let old: SavedState = serde_json::from_str(r#"{"version":1,"draft":"a"}"#).unwrap();
        assert!(old.bank_defaults.is_empty());
    }

    #[test]
    fn a_field_that_cannot_be_read_costs_itself_alone_and_is_kept() {
        let text = r#"{"version":9,"draft":"a","evaluated":7,"window":"big","mixer":[{"gain":"loud"}],"sound":{"voices":64}}"#;
        let read: SavedState = serde_json::from_str(text).unwrap();
        assert!(read.is_newer());
        assert_eq!((read.draft.as_str(), read.sound.voices), ("a", 64));
        assert_eq!(read.evaluated, "");
        assert_eq!(read.window, WindowState::default());
        let unread: Vec<&str> = read.unread.keys().map(String::as_str).collect();
        assert_eq!(unread, ["evaluated", "mixer", "window"]);
        let again = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<SavedState>(&again).unwrap(), read);
        // Where only the draft is strange, what plays is there to go on with.
        let read: SavedState = serde_json::from_str(r#"{"draft":[],"evaluated":"b"}"#).unwrap();
        assert_eq!(read.draft, "b");
    }

    #[test]
    fn absurd_sizes_come_into_range() {
        let read: SavedState =
            serde_json::from_str(r#"{"window":{"width":-4,"height":1e30,"font_size":0}}"#).unwrap();
        let window = read.sanitised().window;
        assert_eq!(window.width, WindowState::MIN.0);
        assert_eq!(window.height, WindowState::MAX.1);
        assert_eq!(window.font_size, WindowState::FONT_SIZES.0);
    }

    proptest! {
        #[test]
        fn random_bytes_are_refused_without_harm(bytes: Vec<u8>) {
            if let Ok(state) = serde_json::from_slice::<SavedState>(&bytes) {
                let _ = state.sanitised();
            }
        }

        #[test]
        fn any_text_survives(draft: String, evaluated: String) {
            let state = SavedState { draft, evaluated, ..SavedState::default() };
            let read: SavedState = serde_json::from_slice(&serde_json::to_vec(&state).unwrap()).unwrap();
            prop_assert_eq!(read, state);
        }
    }
}
