//! What an instance keeps in the host's project, as one versioned JSON object.
//!
//! The object is written with its keys in a fixed order, so that saving twice gives the same bytes. What a newer version wrote
//! and this one does not know is kept, at every depth, and written back to its place. What cannot be read costs itself alone,
//! and is kept too: a strange window is no reason to lose a song.

mod reading;
mod window;

pub use reading::Keys;
pub use window::{DockTab, WindowState};

use phonon_engine::Settings;
use phonon_engine::voices::{self, sample::Interpolation};
use phonon_language::syntax::line_ends::unified;
use reading::{Reading, put_back};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The version written by this build. Raised when the meaning of a field changes.
pub const STATE_VERSION: u32 = 1;

/// The number of numbered outputs (`o1` … `o16`).
pub const OUTPUTS: usize = phonon_engine::graph::NUMBERED_OUTPUTS;

/// Most cycles that a program can wait for.
pub const LONGEST_SWAP: u32 = 64;

/// Most bytes of what can be undone. A longer one is not kept.
pub const LONGEST_JOURNAL: usize = 1 << 20;

/// Range of the free tempo, quarter notes a minute.
pub const FREE_BPM: (f64, f64) = (1.0, 999.0);

/// A free tempo within its range; none where it is no number.
pub(crate) fn free_bpm(bpm: Option<f64>) -> Option<f64> {
    bpm.filter(|bpm| bpm.is_finite())
        .map(|bpm| bpm.clamp(FREE_BPM.0, FREE_BPM.1))
}

/// Everything of an instance that is not a host parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Fields", into = "Fields")]
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
    /// The host's bar is a cycle where the text does not say what one is.
    pub by_bars: bool,
    /// A program that waits for its cycle takes over at a multiple of so many cycles, 1 to [`LONGEST_SWAP`].
    pub swap_every: u32,
    /// Tempo where neither the host nor the text says one, quarter notes a minute; `None` is as always.
    pub free_bpm: Option<f64>,
    /// Size and scale of the window.
    pub window: WindowState,
    /// Folder of the user's songs; empty where none was chosen.
    pub songs_folder: String,
    /// File on disk that the text is linked to; empty where it is to none.
    pub linked_file: String,
    /// What can be undone, as the window writes it; at most [`LONGEST_JOURNAL`] bytes.
    pub undo_journal: String,
    /// How voices are made: how many, and how samples are read.
    pub sound: SoundSettings,
    /// The strips of the numbered outputs, as far as they differ from the default.
    pub mixer: Vec<Strip>,
    /// What stood in fields that could not be read, by their names (`window`, `mixer/1/gain`), and whole sessions that were
    /// refused; the fields have their defaults.
    pub unread: Fields,
    /// What a newer version saved and this one does not know, by its place.
    pub unknown: BTreeMap<Keys, Value>,
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
            by_bars: false,
            swap_every: 1,
            free_bpm: None,
            window: WindowState::default(),
            songs_folder: String::new(),
            linked_file: String::new(),
            undo_journal: String::new(),
            sound: SoundSettings::default(),
            mixer: Vec::new(),
            unread: Fields::new(),
            unknown: BTreeMap::new(),
        }
    }
}

impl From<Fields> for SavedState {
    fn from(mut fields: Fields) -> Self {
        let default = Self::default();
        let mut reading = Reading::default();
        let unread = fields.remove("unread");
        // One who has a song is not played another.
        let evaluated = match fields.remove("evaluated") {
            Some(text) => reading.value("evaluated", text, String::new()),
            None => default.evaluated,
        };
        let draft = match fields.remove("draft") {
            Some(text) => reading.value("draft", text, evaluated.clone()),
            None => default.draft,
        };
        let mut field = |name: &'static str| fields.remove(name).map(|value| (value, name));
        let version = field("version").map_or(default.version, |(value, name)| {
            // A number too large to be one of ours is a newer version's.
            match value.as_f64() {
                Some(number) if number > f64::from(u32::MAX) => u32::MAX,
                _ => reading.value(name, value, default.version),
            }
        });
        let sample_folders = field("sample_folders").map(|(value, name)| reading.list(name, value));
        let bank_defaults = field("bank_defaults").map(|(value, name)| reading.map(name, value));
        let by_bars = field("by_bars").map(|(value, name)| reading.value(name, value, false));
        let swap_every = field("swap_every").map(|(value, name)| reading.value(name, value, 1));
        let free_bpm = field("free_bpm").map(|(value, name)| reading.value(name, value, None));
        let mut text = |name| {
            let read = field(name).map(|(value, name)| reading.value(name, value, String::new()));
            read.unwrap_or_default()
        };
        let (songs_folder, linked_file) = (text("songs_folder"), text("linked_file"));
        let undo_journal = text("undo_journal");
        let window = field("window").map(|(value, name)| reading.object(&[name], value));
        let sound = field("sound").map(|(value, name)| reading.object(&[name], value));
        let mixer = field("mixer").map(|(value, name)| reading.objects(name, value));
        for (name, value) in fields {
            reading.unknown.insert(vec![name], value);
        }
        // What is in the way of the field itself is one that cannot be read.
        match unread {
            Some(Value::Object(before)) => {
                for (name, value) in before {
                    reading.unread.entry(name).or_insert(value);
                }
            }
            Some(other) => _ = reading.unread.insert("unread".to_owned(), other),
            None => {}
        }
        Self {
            version,
            draft,
            evaluated,
            sample_folders: sample_folders.unwrap_or_default(),
            bank_defaults: bank_defaults.unwrap_or_default(),
            by_bars: by_bars.unwrap_or_default(),
            swap_every: swap_every.unwrap_or(1),
            free_bpm: free_bpm.unwrap_or_default(),
            songs_folder,
            linked_file,
            undo_journal,
            window: window.unwrap_or_default(),
            sound: sound.unwrap_or_default(),
            mixer: mixer.unwrap_or_default(),
            unread: reading.unread,
            unknown: reading.unknown,
        }
    }
}

impl From<SavedState> for Fields {
    fn from(state: SavedState) -> Self {
        let SavedState {
            version,
            draft,
            evaluated,
            sample_folders,
            bank_defaults,
            by_bars,
            swap_every,
            free_bpm,
            window,
            songs_folder,
            linked_file,
            undo_journal,
            sound,
            mixer,
            unread,
            unknown,
        } = state;
        let known = [
            ("version", Value::from(version)),
            ("draft", Value::from(draft)),
            ("evaluated", Value::from(evaluated)),
            ("sample_folders", Value::from(sample_folders)),
            ("bank_defaults", written(&bank_defaults)),
            ("by_bars", Value::from(by_bars)),
            ("swap_every", Value::from(swap_every)),
            ("free_bpm", Value::from(free_bpm)),
            ("songs_folder", Value::from(songs_folder)),
            ("linked_file", Value::from(linked_file)),
            ("undo_journal", Value::from(undo_journal)),
            ("window", written(&window)),
            ("sound", written(&sound)),
            ("mixer", written(&mixer)),
        ];
        let mut whole: serde_json::Map<String, Value> = known
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        if !unread.is_empty() {
            whole.insert("unread".to_owned(), unread.into_iter().collect());
        }
        let mut whole = Value::Object(whole);
        for (place, value) in unknown {
            put_back(&mut whole, &place, value, &written(&Strip::default()));
        }
        match whole {
            Value::Object(fields) => fields.into_iter().collect(),
            _ => Fields::new(),
        }
    }
}

/// A part of the state as JSON. None of them can fail: their keys are texts, and what is no number is written as null.
fn written(part: &impl Serialize) -> Value {
    serde_json::to_value(part).unwrap_or_default()
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
        self.swap_every = self.swap_every.clamp(1, LONGEST_SWAP);
        self.free_bpm = free_bpm(self.free_bpm);
        if self.undo_journal.len() > LONGEST_JOURNAL {
            self.undo_journal.clear();
        }
        self.sound.voices = self.sound.voices.clamp(voices::POOL.0, voices::POOL.1);
        for (index, strip) in self.mixer.iter().enumerate().skip(OUTPUTS) {
            // A newer version may have more outputs.
            let place = vec!["mixer".to_owned(), index.to_string()];
            self.unknown.insert(place, written(strip));
        }
        self.mixer.truncate(OUTPUTS);
        for strip in &mut self.mixer {
            if !strip.gain.is_finite() {
                strip.gain = 1.0;
            }
            strip.gain = strip.gain.clamp(0.0, MAX_STRIP_GAIN);
        }
        self
    }

    /// Keeps `session`, a saved session that could not be read at all, so that a project saved over it does not lose it.
    pub fn keep_refused(&mut self, session: String) {
        let session = Value::String(session);
        let number = |count: usize| match count {
            1 => "session".to_owned(),
            _ => format!("session ({count})"),
        };
        for name in (1..).map(number) {
            let kept = self.unread.entry(name).or_insert_with(|| session.clone());
            if *kept == session {
                return;
            }
        }
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
            // Offline there is time.
            hurry: (!offline).then_some(100),
            ..Settings::default()
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
    /// Whether the output is silent.
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
    fn what_a_newer_version_saved_is_kept_at_every_depth_and_written_back_to_its_place() {
        let newer = serde_json::json!({
            "version": 9,
            "draft": "a",
            "evaluated": "a",
            "hologram": { "depth": [1, { "deep": null }] },
            "window": { "width": 700.0, "zoom": 2 },
            "sound": { "voices": 64, "dither": { "kind": "tpdf" } },
            "bank_defaults": { "bd": { "draft": "gain 1", "evaluated": "gain 1", "colour": "red" } },
            "mixer": [{}, { "gain": 0.5, "colour": "blue" }],
        });
        let mut newer = newer;
        for _ in 2..OUTPUTS {
            let strips = newer["mixer"].as_array_mut().unwrap();
            strips.push(serde_json::json!({ "mute": true }));
        }
        for index in OUTPUTS..OUTPUTS + 2 {
            let strips = newer["mixer"].as_array_mut().unwrap();
            strips.push(serde_json::json!({ "gain": 0.25, "name": index.to_string(), "pan": 0.1 }));
        }
        let read: SavedState = serde_json::from_value(newer.clone()).unwrap();
        let read = read.sanitised();
        assert!(read.unread.is_empty());
        assert_eq!(read.mixer.len(), OUTPUTS);
        let written = serde_json::to_value(&read).unwrap();
        /// Whether all of `part` is in `whole`.
        fn holds(whole: &Value, part: &Value) -> bool {
            match (whole, part) {
                (Value::Object(whole), Value::Object(part)) => part
                    .iter()
                    .all(|(key, part)| whole.get(key).is_some_and(|whole| holds(whole, part))),
                (Value::Array(whole), Value::Array(part)) => {
                    whole.len() == part.len()
                        && whole
                            .iter()
                            .zip(part)
                            .all(|(whole, part)| holds(whole, part))
                }
                _ => whole == part,
            }
        }
        assert!(holds(&written, &newer), "{written}");
        // What is changed here is changed, and what goes takes with it what belongs to it.
        let mut read = read;
        read.window.width = 800.0;
        read.bank_defaults.clear();
        read.mixer.clear();
        let written = serde_json::to_value(&read).unwrap();
        assert_eq!(written["window"]["width"], 800.0);
        assert_eq!(written["window"]["zoom"], 2);
        assert_eq!(written["bank_defaults"], serde_json::json!({}));
        assert_eq!(written["mixer"][1]["colour"], "blue");
        assert_eq!(written["mixer"][OUTPUTS]["gain"], 0.25);
    }

    #[test]
    fn a_number_of_a_version_beyond_all_others_is_a_newer_one() {
        for version in ["4294967296", "1e40"] {
            let text = format!(r#"{{"version":{version},"draft":"a","evaluated":"a"}}"#);
            assert!(
                serde_json::from_str::<SavedState>(&text)
                    .unwrap()
                    .is_newer()
            );
        }
    }

    #[test]
    fn sessions_that_were_refused_are_kept_each_once() {
        let mut state = SavedState::playing("a");
        for text in ["{one", "{two", "{one", "{two"] {
            state.keep_refused(text.to_owned());
        }
        let kept: Vec<(&str, &Value)> = state.unread.iter().map(|(k, v)| (&**k, v)).collect();
        let (one, two) = (Value::from("{one"), Value::from("{two"));
        assert_eq!(kept, [("session", &one), ("session (2)", &two)]);
        let text = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<SavedState>(&text).unwrap(), state);
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
        let text = r#"{"version":9,"draft":"a","evaluated":7,"window":"big","mixer":[7,{"gain":"loud","mute":true}],
            "sound":{"voices":64,"interpolation":"quantum"},"sample_folders":["/a",7,"/b"],
            "bank_defaults":{"bd":5,"sn":{"draft":"gain 1","evaluated":"gain 1"}}}"#;
        let read: SavedState = serde_json::from_str(text).unwrap();
        assert!(read.is_newer());
        assert_eq!((read.draft.as_str(), read.sound.voices), ("a", 64));
        assert_eq!(read.evaluated, "");
        assert_eq!(read.window, WindowState::default());
        let unread: Vec<&str> = read.unread.keys().map(String::as_str).collect();
        let places = [
            "bank_defaults/bd",
            "evaluated",
            "mixer/0",
            "mixer/1/gain",
            "sample_folders/1",
            "sound/interpolation",
            "window",
        ];
        assert_eq!(unread, places);
        assert_eq!(read.unread["mixer/1/gain"], "loud");
        assert_eq!(read.mixer.len(), 2);
        assert!(read.mixer[1].mute && read.mixer[1].gain == 1.0);
        assert_eq!(read.sample_folders, ["/a", "/b"]);
        assert_eq!(read.bank_defaults["sn"], BankDefault::in_force("gain 1"));
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
        let read: SavedState = serde_json::from_str(
            r#"{"swap_every":0,"free_bpm":1e9,"window":{"ui_zoom":9,"dock_width":1,"timeline_height":1e9}}"#,
        )
        .unwrap();
        let read = read.sanitised();
        assert_eq!((read.swap_every, read.free_bpm), (1, Some(FREE_BPM.1)));
        assert_eq!(read.window.ui_zoom, WindowState::UI_ZOOMS.1);
        assert_eq!(read.window.dock_width, WindowState::DOCK_WIDTHS.0);
        assert_eq!(read.window.timeline_height, WindowState::TIMELINE_HEIGHTS.1);
    }

    #[test]
    fn what_the_window_remembers_is_kept_and_what_is_strange_costs_itself_alone() {
        let state = SavedState {
            swap_every: 4,
            free_bpm: Some(93.5),
            songs_folder: "/music/songs".to_owned(),
            linked_file: "/music/one.ph".to_owned(),
            undo_journal: "[1,2]".to_owned(),
            window: WindowState {
                dock_tab: DockTab::Macros,
                dock_open: false,
                hints: 5,
                ui_zoom: 1.5,
                ..WindowState::default()
            },
            ..SavedState::playing("a")
        };
        let text = serde_json::to_string(&state).unwrap();
        let read: SavedState = serde_json::from_str(&text).unwrap();
        assert_eq!(read.clone().sanitised(), state);
        let strange = text
            .replace("\"macros\"", "\"holograms\"")
            .replace("\"swap_every\":4", "\"swap_every\":\"often\"");
        let read: SavedState = serde_json::from_str(&strange).unwrap();
        assert_eq!(read.window.dock_tab, DockTab::Mix);
        assert_eq!((read.window.hints, read.swap_every), (5, 1));
        assert_eq!(read.unread["window/dock_tab"], "holograms");
        assert_eq!(read.unread["swap_every"], "often");
        // One that is too long to be kept is not cut into nonsense.
        let long = SavedState {
            undo_journal: "x".repeat(LONGEST_JOURNAL + 1),
            ..SavedState::default()
        };
        assert_eq!(long.sanitised().undo_journal, "");
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
