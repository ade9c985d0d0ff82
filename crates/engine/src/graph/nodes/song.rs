//! Phases that follow the song: where the song goes on from another place, an oscillator of a written frequency is where that
//! frequency has brought it since the song began. So what plays is the same however often it is started, and from wherever.

use crate::graph::node::Segment;
use phonon_dsp::oscillators::phase::{ClockedPhase, Phase};

/// The phase of an oscillator that is heard all the time.
#[derive(Clone, Copy, Default)]
pub(super) struct SongPhase {
    phase: Phase,
    /// Whether the song went on from another place, which the phase has not followed yet.
    moved: bool,
}

impl SongPhase {
    /// The song goes on from another place.
    pub(super) fn locate(&mut self) {
        self.moved = true;
    }

    /// The phase at the segment's first frame. `increment`: of a frequency that is written in the text.
    #[inline(always)]
    pub(super) fn at(
        &mut self,
        segment: &Segment,
        increment: impl FnOnce() -> Option<u32>,
    ) -> &mut Phase {
        if std::mem::take(&mut self.moved) {
            let increment = increment();
            self.phase = placed(Phase::default(), increment, segment.song_frame());
        }
        &mut self.phase
    }
}

/// What a phase that is `first` at the song's beginning has come to: `first` again where no increment is known.
#[inline]
pub(super) fn placed(first: Phase, increment: Option<u32>, song_frame: u64) -> Phase {
    let turned = increment.map_or(0, |increment| increment.wrapping_mul(song_frame as u32));
    Phase(first.0.wrapping_add(turned))
}

/// The phase of a modulator, whose node may sleep: see [`ClockedPhase`]. Its frames are those of the song.
#[derive(Clone, Copy, Default)]
pub(super) struct SongModulator {
    phase: ClockedPhase,
    moved: bool,
}

impl SongModulator {
    /// The song goes on from another place.
    pub(super) fn locate(&mut self) {
        self.moved = true;
    }

    /// The phase at a frame of the song. `increment`: of a frequency that is written in the text.
    #[inline(always)]
    pub(super) fn placed(&mut self, increment: impl FnOnce() -> Option<u32>) -> &mut ClockedPhase {
        if std::mem::take(&mut self.moved) {
            self.phase = ClockedPhase::of(increment());
        }
        &mut self.phase
    }
}
