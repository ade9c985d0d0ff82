//! A host without a plugin: it stands, rolls, jumps and loops, in blocks of any length.

use crate::shipped::library;
use phonon_engine::allocation::real_time;
use phonon_engine::time::Beats;
use phonon_engine::{Engine, Outputs, Returns, Settings, Stereo, Swap, Transport};
use phonon_language::Severity;
use phonon_session::banks::BankDefaults;
use phonon_session::compile::compile;

pub(super) const RATE: f64 = 48_000.0;

/// Quarter notes a minute.
const TEMPO: f64 = 120.0;

/// As few as a song needs, since engines are made by the hundred here.
const VOICES: usize = 128;

/// Frames of a number of quarter notes.
pub(super) fn frames(beats: f64) -> usize {
    (beats * 60.0 / TEMPO * RATE) as usize
}

/// What was heard: the bits of left and right in turn. The two zeros sound alike.
pub(super) type Heard = Vec<u32>;

/// The first frame in which two differ.
pub(super) fn difference(one: &Heard, other: &Heard) -> Option<usize> {
    assert_eq!(one.len(), other.len());
    let mut pairs = one.iter().zip(other);
    pairs.position(|(one, other)| one != other).map(|at| at / 2)
}

/// A host that plays one text.
pub(super) struct Host {
    engine: Engine,
    _returns: Returns,
}

impl Host {
    /// A host that has opened a text and not called it yet; `None` if the text has an error.
    pub(super) fn open(text: &str) -> Option<Self> {
        let library = library();
        let compiled = compile(text, RATE, &library, &BankDefaults::default(), None);
        let mut diagnostics = compiled.diagnostics.iter();
        if diagnostics.any(|diagnostic| diagnostic.severity == Severity::Error) {
            return None;
        }
        compiled.program.load(&library);
        let settings = Settings {
            voices: VOICES,
            ..Settings::default()
        };
        let (mut engine, returns) = Engine::new(RATE, settings);
        assert!(engine.offer(Box::new(compiled.program), Swap::Now).is_ok());
        Some(Self {
            engine,
            _returns: returns,
        })
    }

    /// Nothing stands between the graph and what is heard: what the guards of the outputs remember is not looked at.
    pub(super) fn unguarded(mut self) -> Self {
        self.engine.mixer().set_limiter(false);
        self.engine.mixer().set_dc_block(false);
        self
    }

    /// Everything from the beginning.
    pub(super) fn reset(&mut self) {
        self.engine.reset();
    }

    /// The transport stands.
    pub(super) fn stand(&mut self, frames: usize, blocks: &[usize]) -> Heard {
        self.play(|_| Transport::stopped(), frames, blocks)
    }

    /// The transport rolls from a place in the song, in quarter notes.
    pub(super) fn roll(&mut self, beat: f64, frames: usize, blocks: &[usize]) -> Heard {
        let place = |frame| beat + frame as f64 * TEMPO / 60.0 / RATE;
        self.play(
            |frame| Transport::rolling(TEMPO, Beats(place(frame))),
            frames,
            blocks,
        )
    }

    /// What a numbered output plays by itself from the beginning, at the song's own tempo.
    pub(super) fn output(&mut self, number: usize, frames: usize) -> Heard {
        self.reset();
        let mut heard = Apart {
            number,
            channels: [vec![0.0; frames], vec![0.0; frames]],
        };
        self.engine
            .process(&Transport::missing(), frames, &mut heard);
        let [left, right] = heard.channels;
        let frames = left.into_iter().zip(right);
        frames
            .flat_map(|(left, right)| [left, right].map(|x| (x + 0.0).to_bits()))
            .collect()
    }

    /// Blocks of the given lengths in turn. Nothing may be allocated on the way.
    pub(super) fn play(
        &mut self,
        transport: impl Fn(usize) -> Transport,
        frames: usize,
        blocks: &[usize],
    ) -> Heard {
        let mut heard = Vec::with_capacity(2 * frames);
        let mut blocks = blocks.iter().cycle();
        let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
        let mut from = 0;
        while from < frames {
            let to = (from + blocks.next().expect("endless")).min(frames);
            let (left, right) = (&mut left[from..to], &mut right[from..to]);
            let mut outputs = Stereo { left, right };
            let transport = transport(from);
            let (_, heap) = real_time(|| self.engine.process(&transport, to - from, &mut outputs));
            assert_eq!(heap, 0, "heap operations on the audio thread");
            from = to;
        }
        for (left, right) in left.iter().zip(&right) {
            heard.extend([left, right].map(|x| (x + 0.0).to_bits()));
        }
        heard
    }
}

/// Takes every numbered output by itself and keeps one.
struct Apart {
    number: usize,
    channels: [Vec<f32>; 2],
}

impl Outputs for Apart {
    fn write(&mut self, output: usize, offset: usize, left: &[f32], right: &[f32]) -> bool {
        if output == self.number {
            for (channel, heard) in self.channels.iter_mut().zip([left, right]) {
                channel[offset..offset + heard.len()].copy_from_slice(heard);
            }
        }
        true
    }
}
