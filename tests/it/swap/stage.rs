//! An engine that plays texts, as the plugin's audio thread does.

use crate::shipped::library;
use phonon_engine::allocation::real_time;
use phonon_engine::time::Beats;
use phonon_engine::{Engine, Returns, Settings, Stereo, Swap, Transport};
use phonon_language::{Diagnostic, LastGood};
use phonon_samples::Library;
use phonon_session::banks::BankDefaults;
use phonon_session::compile::compile;
use std::sync::Arc;

pub(super) const RATE: f64 = 48_000.0;

pub(super) struct Stage {
    engine: Engine,
    returns: Returns,
    library: Arc<Library>,
    /// What plays of each statement.
    good: LastGood,
    /// Position of the transport.
    beats: f64,
    rolling: bool,
}

impl Stage {
    /// Plays a text from the beginning, at 120 quarter notes a minute. The limiter is off, so that no sound hides another.
    pub(super) fn new(text: &str) -> Self {
        let (mut engine, returns) = Engine::new(RATE, Settings::default());
        engine.mixer().set_limiter(false);
        let library = library();
        let mut stage = Self {
            engine,
            returns,
            library,
            good: LastGood::default(),
            beats: 0.0,
            rolling: true,
        };
        stage.evaluate(text, false);
        stage
    }

    /// Plays a text from a cycle on, as if nothing had been played before.
    pub(super) fn restart(&mut self, text: &str, cycle: f64) {
        self.rolling = false;
        self.evaluate(text, false);
        self.play(960);
        self.engine.reset();
        self.rolling = true;
        self.beats = cycle * 4.0;
    }

    /// Sets a macro, 0 to 1.
    pub(super) fn set_macro(&mut self, index: usize, value: f32) {
        self.engine.set_macro(index, value);
    }

    /// Swaps at once to a text as the user edits it: what is wrong in it plays on as it was. Returns what is said of it.
    pub(super) fn edit(&mut self, text: &str) -> Vec<Diagnostic> {
        let good = std::mem::take(&mut self.good);
        self.take_over(text, false, Some(&good))
    }

    /// [`Stage::edit`] with the next cycle.
    pub(super) fn edit_at_cycle(&mut self, text: &str) -> Vec<Diagnostic> {
        let good = std::mem::take(&mut self.good);
        self.take_over(text, true, Some(&good))
    }

    /// Swaps to a text, at once or with the next cycle.
    pub(super) fn evaluate(&mut self, text: &str, at_cycle: bool) {
        self.take_over(text, at_cycle, None);
    }

    fn take_over(
        &mut self,
        text: &str,
        at_cycle: bool,
        previous: Option<&LastGood>,
    ) -> Vec<Diagnostic> {
        let compiled = compile(
            text,
            RATE,
            &self.library,
            &BankDefaults::default(),
            previous,
        );
        let errors = compiled.program.load(&self.library);
        assert!(errors.is_empty(), "{errors:?}");
        while self.returns.pop().is_ok() {}
        let swap = if at_cycle { Swap::NextCycle } else { Swap::Now };
        let offered = self.engine.offer(Box::new(compiled.program), swap);
        assert!(offered.is_ok());
        self.good = compiled.good;
        compiled.diagnostics
    }

    /// The next frames, left and right, in blocks as hosts like them. Nothing may be allocated on the way.
    pub(super) fn play(&mut self, frames: usize) -> [Vec<f32>; 2] {
        self.play_in_blocks(frames, 480)
    }

    /// [`Stage::play`] in blocks of so many frames.
    pub(super) fn play_in_blocks(&mut self, frames: usize, block: usize) -> [Vec<f32>; 2] {
        let mut heard = [vec![0.0; frames], vec![0.0; frames]];
        let mut from = 0;
        while from < frames {
            let to = (from + block).min(frames);
            let [left, right] = &mut heard;
            let mut outputs = Stereo {
                left: &mut left[from..to],
                right: &mut right[from..to],
            };
            let transport = match self.rolling {
                true => Transport::rolling(120.0, Beats(self.beats)),
                false => Transport::stopped(),
            };
            let (_, heap) = real_time(|| self.engine.process(&transport, to - from, &mut outputs));
            assert_eq!(heap, 0, "heap operations on the audio thread");
            self.beats += (to - from) as f64 * 2.0 / RATE;
            from = to;
        }
        heard
    }
}
