//! Pictures of sounds for the window's browser: decoded in the background when first asked for, the last asked first.

#![allow(
    clippy::disallowed_types,
    reason = "the compiler's and the window's side; the audio thread has its AudioEnd"
)]

use super::worker::Work;
use super::{Shared, lock};
use phonon_language::SoundLibrary;
use phonon_samples::{Library, LibrarySettings, Sample};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

/// Columns of a picture.
pub const COLUMNS: usize = 64;
/// Pictures that are kept; beyond, all are forgotten.
const MOST_KEPT: usize = 8192;
/// Pictures that wait at most; beyond, those asked for first are forgotten.
const MOST_WAITING: usize = 512;

/// A picture of a sound.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waveform {
    /// Lowest and highest sample of each part of the sound, −1 to 1; empty where it cannot be decoded.
    pub columns: Vec<(f32, f32)>,
    /// Length of the sound, seconds.
    pub seconds: f32,
    /// Why it cannot be heard, if so.
    pub problem: Option<String>,
}

impl Waveform {
    /// A picture whose loudest column reaches 1.
    fn of(sample: &Sample) -> Self {
        let frames = sample.frames();
        let peak = sample.peak().max(1.0e-6);
        let columns = (0..COLUMNS).map(|column| {
            let edge = |column: usize| column * frames / COLUMNS;
            let (from, to) = (
                edge(column),
                edge(column + 1).max(edge(column) + 1).min(frames),
            );
            let mut bounds = (0.0_f32, 0.0_f32);
            for channel in 0..sample.channel_count() {
                for y in sample.channel(channel).get(from..to).unwrap_or_default() {
                    bounds = (bounds.0.min(*y), bounds.1.max(*y));
                }
            }
            ((bounds.0 / peak).max(-1.0), (bounds.1 / peak).min(1.0))
        });
        Self {
            columns: columns.collect(),
            seconds: sample.seconds() as f32,
            problem: None,
        }
    }
}

/// A sound, by its bank's name and its place there.
type Name = (String, usize);

/// The pictures there are and those that are asked for.
#[derive(Default)]
pub(crate) struct Waveforms {
    known: HashMap<Name, Arc<Waveform>>,
    /// Those asked for last come last.
    waiting: Vec<Name>,
    asked: HashSet<Name>,
    /// Raised with each picture.
    pub(crate) version: u64,
}

impl Waveforms {
    /// The picture, if it is there; and whether somebody has to be sent for it.
    pub(crate) fn find(&mut self, bank: &str, index: usize) -> (Option<Arc<Waveform>>, bool) {
        let name = (bank.to_owned(), index);
        if let Some(known) = self.known.get(&name) {
            return (Some(Arc::clone(known)), false);
        }
        if !self.asked.insert(name.clone()) {
            return (None, false);
        }
        if self.waiting.len() >= MOST_WAITING {
            let forgotten = self.waiting.remove(0);
            self.asked.remove(&forgotten);
        }
        self.waiting.push(name);
        (None, true)
    }

    /// Names mean other sounds now.
    pub(crate) fn clear(&mut self) {
        self.known.clear();
        self.asked.clear();
        self.waiting.clear();
    }
}

/// What makes them.
pub(crate) struct Drawing {
    pub(crate) shared: Arc<Shared>,
}

impl Work for Drawing {
    type Request = ();

    fn work(&mut self, (): ()) {
        let folders = lock(&self.shared.state).sample_folders.clone();
        let rate = lock(&self.shared.engine)
            .as_ref()
            .map_or(48_000, |engine| engine.rate as u32);
        let library = Library::shared(&LibrarySettings {
            roots: folders.iter().map(PathBuf::from).collect(),
            kit_rate: rate,
        });
        loop {
            let next = lock(&self.shared.waveforms).waiting.pop();
            let Some((bank, index)) = next else { return };
            let drawn = match &library {
                Ok(library) => draw(library, &bank, index),
                Err(error) => Err(format!("samples cannot be loaded: {error}")),
            };
            let drawn = drawn.unwrap_or_else(|problem| Waveform {
                problem: Some(problem),
                ..Waveform::default()
            });
            let mut waveforms = lock(&self.shared.waveforms);
            let name = (bank, index);
            // Folders may have changed meanwhile.
            if waveforms.asked.remove(&name) {
                if waveforms.known.len() >= MOST_KEPT {
                    waveforms.known.clear();
                }
                waveforms.known.insert(name, Arc::new(drawn));
                waveforms.version += 1;
            }
        }
    }

    fn panicked(&mut self, _message: String) {}
}

fn draw(library: &Library, name: &str, index: usize) -> Result<Waveform, String> {
    let bank = library
        .bank(name)
        .ok_or_else(|| format!("there is no bank `{name}`"))?;
    let index = i64::try_from(index).unwrap_or(i64::MAX);
    match bank.slot(index).load_now() {
        Ok(sample) => Ok(Waveform::of(&sample)),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_the_shape_of_its_sound_at_full_height() {
        let rising: Vec<f32> = (0..6400).map(|frame| frame as f32 / 12_800.0).collect();
        let falling = rising.iter().map(|y| -y / 2.0).collect();
        let sample = Sample::new(vec![rising, falling], 6400.0).expect("a sample");
        let drawn = Waveform::of(&sample);
        assert_eq!(drawn.columns.len(), COLUMNS);
        assert!((drawn.columns[63].1 - 1.0).abs() < 0.001);
        assert!((drawn.columns[31].1 - 0.5).abs() < 0.01);
        assert!((drawn.columns[63].0 + 0.5).abs() < 0.01);
        assert!((drawn.seconds - 1.0).abs() < 1e-6);
        let short = Sample::new(vec![vec![0.5, -0.5]], 48_000.0).expect("a sample");
        let drawn = Waveform::of(&short);
        assert_eq!(drawn.columns[0], (0.0, 1.0));
        assert_eq!(drawn.columns[63], (-1.0, 0.0));
    }

    #[test]
    fn each_is_asked_for_once_and_too_many_are_not_kept_waiting() {
        let mut waveforms = Waveforms::default();
        assert_eq!(waveforms.find("bd", 0), (None, true));
        assert_eq!(waveforms.find("bd", 0), (None, false));
        for index in 1..=MOST_WAITING {
            assert!(waveforms.find("bd", index).1);
        }
        assert_eq!(waveforms.waiting.len(), MOST_WAITING);
        assert_eq!(
            waveforms.waiting.last(),
            Some(&("bd".to_owned(), MOST_WAITING))
        );
        // The first was forgotten, and may be asked for again.
        assert!(waveforms.find("bd", 0).1);
        waveforms.clear();
        assert!(waveforms.find("bd", 0).1);
    }
}
