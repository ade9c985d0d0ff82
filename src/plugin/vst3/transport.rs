//! The host's transport, from VST3's words to CLAP's.

use super::events::header;
use clap_sys::events::{
    CLAP_EVENT_TRANSPORT, CLAP_TRANSPORT_HAS_BEATS_TIMELINE, CLAP_TRANSPORT_HAS_SECONDS_TIMELINE,
    CLAP_TRANSPORT_HAS_TEMPO, CLAP_TRANSPORT_HAS_TIME_SIGNATURE, CLAP_TRANSPORT_IS_LOOP_ACTIVE,
    CLAP_TRANSPORT_IS_PLAYING, CLAP_TRANSPORT_IS_RECORDING, clap_event_transport,
};
use clap_sys::fixedpoint::{CLAP_BEATTIME_FACTOR, CLAP_SECTIME_FACTOR};
use vst3::Steinberg::Vst::ProcessContext;
use vst3::Steinberg::Vst::ProcessContext_::StatesAndFlags_::{
    kBarPositionValid, kCycleActive, kCycleValid, kPlaying, kProjectTimeMusicValid, kRecording,
    kTempoValid, kTimeSigValid,
};

/// Where the song is at a block's first frame.
#[derive(Clone, Copy)]
pub(super) struct Transport {
    context: ProcessContext,
    /// Sample rate, Hz.
    rate: f64,
}

fn fixed(value: f64, factor: i64) -> i64 {
    // Beyond the range it is the nearest, and no number is 0.
    (value * factor as f64).round() as i64
}

impl Transport {
    /// From what the host says. `rate` is that of the activation.
    pub(super) fn new(context: ProcessContext, rate: f64) -> Self {
        Self { context, rate }
    }

    fn has(&self, flag: u32) -> bool {
        self.context.state & flag != 0
    }

    /// The song's position in frames while it plays.
    pub(super) fn playing_at(&self) -> Option<i64> {
        self.has(kPlaying as u32)
            .then_some(self.context.projectTimeSamples)
    }

    /// For the plugin, `later` frames into the block.
    pub(super) fn after(&self, later: u32) -> clap_event_transport {
        let context = &self.context;
        let mut flags = CLAP_TRANSPORT_HAS_SECONDS_TIMELINE;
        for (vst3, clap) in [
            (kPlaying as u32, CLAP_TRANSPORT_IS_PLAYING),
            (kRecording as u32, CLAP_TRANSPORT_IS_RECORDING),
            (kTempoValid as u32, CLAP_TRANSPORT_HAS_TEMPO),
            (kTimeSigValid as u32, CLAP_TRANSPORT_HAS_TIME_SIGNATURE),
            (
                kProjectTimeMusicValid as u32,
                CLAP_TRANSPORT_HAS_BEATS_TIMELINE,
            ),
        ] {
            if self.has(vst3) {
                flags |= clap;
            }
        }
        let tempo = if self.has(kTempoValid as u32) {
            context.tempo
        } else {
            0.0
        };
        let passed = if self.has(kPlaying as u32) {
            f64::from(later) / self.rate
        } else {
            0.0
        };
        let beats = |quarters: f64| fixed(quarters, CLAP_BEATTIME_FACTOR);
        let seconds = |quarters: f64| {
            let seconds = if tempo > 0.0 {
                quarters * 60.0 / tempo
            } else {
                0.0
            };
            fixed(seconds, CLAP_SECTIME_FACTOR)
        };
        let (mut loop_start, mut loop_end) = (0.0, 0.0);
        if self.has(kCycleValid as u32) {
            (loop_start, loop_end) = (context.cycleStartMusic, context.cycleEndMusic);
            if self.has(kCycleActive as u32) && loop_end > loop_start {
                flags |= CLAP_TRANSPORT_IS_LOOP_ACTIVE;
            }
        }
        let signature = (
            context.timeSigNumerator.max(0),
            context.timeSigDenominator.max(0),
        );
        let bar_start = if self.has(kBarPositionValid as u32) {
            context.barPositionMusic
        } else {
            0.0
        };
        let quarters_in_bar = f64::from(signature.0) * 4.0 / f64::from(signature.1);
        let bar = bar_start / quarters_in_bar;
        clap_event_transport {
            header: header::<clap_event_transport>(CLAP_EVENT_TRANSPORT),
            flags,
            song_pos_beats: beats(context.projectTimeMusic + passed * tempo / 60.0),
            song_pos_seconds: fixed(
                context.projectTimeSamples as f64 / self.rate + passed,
                CLAP_SECTIME_FACTOR,
            ),
            tempo,
            tempo_inc: 0.0,
            loop_start_beats: beats(loop_start),
            loop_end_beats: beats(loop_end),
            loop_start_seconds: seconds(loop_start),
            loop_end_seconds: seconds(loop_end),
            bar_start: beats(bar_start),
            bar_number: if bar.is_finite() {
                bar.round() as i32
            } else {
                0
            },
            tsig_num: signature.0.min(i32::from(u16::MAX)) as u16,
            tsig_denom: signature.1.min(i32::from(u16::MAX)) as u16,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(state: u32) -> ProcessContext {
        // SAFETY: plain data, for which zeros are valid.
        let mut context: ProcessContext = unsafe { std::mem::zeroed() };
        context.state = state;
        context
    }

    #[test]
    fn nothing_that_is_not_valid_is_passed_on() {
        let mut said = context(0);
        (said.tempo, said.cycleEndMusic, said.projectTimeSamples) = (90.0, 8.0, 48_000);
        let told = Transport::new(said, 48_000.0).after(0);
        assert_eq!(told.flags, CLAP_TRANSPORT_HAS_SECONDS_TIMELINE);
        assert_eq!((told.tempo, told.loop_end_beats), (0.0, 0));
        assert_eq!(told.song_pos_seconds, CLAP_SECTIME_FACTOR);
    }

    #[test]
    fn all_that_is_valid_is_passed_on() {
        let state = kPlaying | kRecording | kTempoValid | kTimeSigValid | kProjectTimeMusicValid;
        let mut said = context((state | kCycleActive | kCycleValid | kBarPositionValid) as u32);
        (said.tempo, said.timeSigNumerator, said.timeSigDenominator) = (120.0, 6, 8);
        (
            said.projectTimeMusic,
            said.barPositionMusic,
            said.cycleStartMusic,
        ) = (7.5, 6.0, 3.0);
        said.cycleEndMusic = 9.0;
        let told = Transport::new(said, 48_000.0).after(24_000);
        assert_eq!(told.song_pos_beats, fixed(8.5, CLAP_BEATTIME_FACTOR));
        assert_eq!(told.song_pos_seconds, fixed(0.5, CLAP_SECTIME_FACTOR));
        assert_eq!(told.bar_start, fixed(6.0, CLAP_BEATTIME_FACTOR));
        assert_eq!((told.bar_number, told.tsig_num, told.tsig_denom), (2, 6, 8));
        assert_eq!(told.loop_start_beats, fixed(3.0, CLAP_BEATTIME_FACTOR));
        assert_eq!(told.loop_end_seconds, fixed(4.5, CLAP_SECTIME_FACTOR));
        let expected = CLAP_TRANSPORT_HAS_SECONDS_TIMELINE
            | CLAP_TRANSPORT_HAS_TEMPO
            | CLAP_TRANSPORT_HAS_BEATS_TIMELINE
            | CLAP_TRANSPORT_HAS_TIME_SIGNATURE
            | CLAP_TRANSPORT_IS_PLAYING
            | CLAP_TRANSPORT_IS_RECORDING
            | CLAP_TRANSPORT_IS_LOOP_ACTIVE;
        assert_eq!(told.flags, expected);
    }
}
