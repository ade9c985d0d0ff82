//! What a cycle is: a number of quarter notes, or the host's bar. In the latter case the position is the bar's number and how
//! much of it has passed, whatever its time signature. A host tells a new signature when it is there; up to the end of that
//! block the one before holds.

use crate::time::transport::Bar;

/// Lengths of bars in quarter notes that are believed.
const BAR_LENGTHS: std::ops::RangeInclusive<f64> = 0.25..=256.0;

/// See the module's head.
#[derive(Clone, Debug)]
pub(super) struct Meter {
    /// Quarter notes a cycle; while cycles are bars, those of the present bar.
    beats_per_cycle: f64,
    /// Whether the host's bars are cycles.
    by_bars: bool,
    /// Where the host's present bar begins, in quarter notes and in cycles, while cycles are bars and the host tells.
    bar: (f64, f64),
    /// The bar that the host told last, and the number it was taken for.
    told_bar: Option<(Bar, f64)>,
}

impl Meter {
    /// Cycles of `beats_per_cycle` quarter notes.
    pub(super) fn new(beats_per_cycle: f64) -> Self {
        Self {
            beats_per_cycle,
            by_bars: false,
            bar: (0.0, 0.0),
            told_bar: None,
        }
    }

    /// Whether cycles are bars already, if they are to be, or have that many quarter notes.
    pub(super) fn is(&self, beats: f64, by_bars: bool) -> bool {
        by_bars == self.by_bars && (by_bars || beats == self.beats_per_cycle)
    }

    /// Makes cycles `beats` quarter notes long or, `by_bars`, the host's bars, where the host tells of bars.
    pub(super) fn set(&mut self, beats: f64, by_bars: bool) {
        self.by_bars = by_bars;
        match self.told_bar.filter(|_| by_bars) {
            Some((bar, number)) => self.enter(bar, number),
            None => (self.beats_per_cycle, self.bar) = (beats, (0.0, 0.0)),
        }
    }

    /// Quarter notes a cycle.
    pub(super) fn beats_per_cycle(&self) -> f64 {
        self.beats_per_cycle
    }

    fn enter(&mut self, bar: Bar, number: f64) {
        self.bar = (bar.start.0, number);
        self.beats_per_cycle = bar.length;
    }

    /// The cycle at a song position in quarter notes.
    pub(super) fn cycles_of(&self, beats: f64) -> f64 {
        self.bar.1 + (beats - self.bar.0) / self.beats_per_cycle
    }

    /// The song position in quarter notes at a cycle.
    pub(super) fn beats_of(&self, cycles: f64) -> f64 {
        self.bar.0 + (cycles - self.bar.1) * self.beats_per_cycle
    }

    /// Takes the bar that the host tells. `predicted` is where the line is, if it goes on, in cycles. Whether bars are
    /// cycles, and this one is of another length than the one before.
    pub(super) fn take_bar(
        &mut self,
        told: Option<Bar>,
        beats: Option<f64>,
        predicted: Option<f64>,
    ) -> bool {
        let usual = |bar: &Bar| BAR_LENGTHS.contains(&bar.length);
        let Some((bar, beats)) = told.filter(usual).zip(beats) else {
            return false;
        };
        let number = bar.counted().unwrap_or_else(|| {
            let passed = (beats - bar.start.0) / bar.length;
            match predicted.filter(|_| self.by_bars) {
                // It is the bar in which the line is, or a whole number of bars from it.
                Some(predicted) => (predicted - passed).round(),
                None => (bar.start.0 / bar.length).round(),
            }
        });
        self.told_bar = Some((bar, number));
        if !self.by_bars {
            return false;
        }
        let before = self.beats_per_cycle;
        self.enter(bar, number);
        before != self.beats_per_cycle
    }
}
