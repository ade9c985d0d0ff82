//! From the host's points of automation to values at frames.
//!
//! VST3 describes a curve by points with straight lines between them; before the first point of a block the line comes
//! from the value at the frame before the block. A line becomes values on a grid of [`GRID`] frames that is fixed in the
//! song, so that it is the same at any block size, live and bounced. Two points one frame apart are a jump, on its frame.
//!
//! Many hosts send a jump as a single point within the block. So a single line from the frame before the block to a point
//! is a ramp only if the block before ended in a ramp, or if the point is at the block's last frame, as it is in a ramp
//! over several blocks; otherwise the value jumps at the point.

/// Frames between the values of a ramp: 0.7 ms at 48 kHz, beneath the engine's own smoothing.
pub(super) const GRID: u32 = 32;

/// Values between points are rounded to this part of the whole, so that a line cut into blocks elsewhere has the same
/// values to the bit.
const ROUNDING: f64 = 16_777_216.0;

/// Less than this from one frame to the next is part of a ramp, as in blocks of one frame; more is a jump.
const SMALL: f64 = 1.0 / 512.0;

/// A frame of the block and a value from 0 to 1, if the host gives them.
pub(super) type Point = Option<(i32, f64)>;

/// Where a block is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// Length of the block, frames.
    pub frames: u32,
    /// Frames from the last line of the grid to the block's first frame.
    pub phase: u32,
}

impl Span {
    /// A block that begins at `position` of the song.
    pub(super) fn at(position: i64, frames: u32) -> Self {
        let phase = position.rem_euclid(i64::from(GRID)) as u32;
        Self { frames, phase }
    }

    /// The first frame on the grid after `frame`; −1 is the frame before the block.
    fn grid_after(&self, frame: i64) -> i64 {
        let grid = i64::from(GRID);
        let next = frame + 1 + i64::from(self.phase);
        next + (-next).rem_euclid(grid) - i64::from(self.phase)
    }
}

/// What is remembered of a parameter's curve from block to block.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lane {
    /// Whether the last block ended within a ramp.
    ramping: bool,
    /// The exact value at the end of a ramp, due at the next frame on the grid.
    due: Option<f64>,
}

impl Lane {
    /// Passes the values of a block to `emit`, in order. `current` is the value before it; the value after it is returned.
    /// `stepped` parameters jump at each point.
    pub(super) fn block(
        &mut self,
        span: Span,
        stepped: bool,
        current: f64,
        points: impl Iterator<Item = Point>,
        mut emit: impl FnMut(u32, f64),
    ) -> f64 {
        let last_frame = i64::from(span.frames) - 1;
        let (mut from_frame, mut from) = (-1_i64, current);
        let mut ramps = self.ramping && !stepped;
        let mut first = true;
        for (frame, to) in points.flatten() {
            let frame = i64::from(frame).clamp(0, last_frame.max(0));
            let to = if to.is_finite() {
                to.clamp(0.0, 1.0)
            } else {
                continue;
            };
            if frame < from_frame {
                continue;
            }
            let is_line = if first {
                ramps || frame == last_frame
            } else {
                true
            };
            first = false;
            if to == from {
                self.settle(span, from_frame, frame, &mut emit);
                ramps = false;
            } else if stepped || !is_line || frame - from_frame <= 1 && (to - from).abs() >= SMALL {
                self.settle(span, from_frame, frame - 1, &mut emit);
                self.due = None;
                emit(frame as u32, to);
                ramps = false;
            } else {
                let slope = (to - from) / (frame - from_frame) as f64;
                let mut at = span.grid_after(from_frame);
                let mut reached = None;
                while at <= frame {
                    let value = from + slope * (at - from_frame) as f64;
                    let value = ((value * ROUNDING).round() / ROUNDING).clamp(0.0, 1.0);
                    emit(at as u32, value);
                    reached = Some(value);
                    at += i64::from(GRID);
                }
                // Not reached exactly, at the latest by the rounding: due on the grid after the ramp.
                self.due = (reached != Some(to)).then_some(to);
                ramps = true;
            }
            (from_frame, from) = (frame, to);
        }
        self.settle(span, from_frame, last_frame, &mut emit);
        self.ramping = ramps && from_frame == last_frame;
        from
    }

    /// Passes the value that is due if the grid has a frame after `from`, up to `to`.
    fn settle(&mut self, span: Span, from: i64, to: i64, emit: &mut impl FnMut(u32, f64)) {
        let at = span.grid_after(from);
        if at <= to
            && let Some(value) = self.due.take()
        {
            emit(at as u32, value);
        }
    }

    /// Makes a value due that did not fit in its block.
    pub(super) fn postpone(&mut self, value: f64) {
        self.due = Some(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends a curve, given as points at frames of the song with straight lines between them, as a host does that follows
    /// the standard, in blocks of these sizes; the values come back with their frames in the song.
    fn play(curve: &[(i64, f64)], sizes: &[u32], total: i64) -> Vec<(i64, f64)> {
        let value_at = |frame: i64| {
            let after = curve.iter().position(|(at, _)| *at > frame);
            match after {
                Some(0) => curve[0].1,
                None => curve[curve.len() - 1].1,
                Some(place) => {
                    let ((a, from), (b, to)) = (curve[place - 1], curve[place]);
                    from + (to - from) * (frame - a) as f64 / (b - a) as f64
                }
            }
        };
        let mut lane = Lane::default();
        let mut current = curve[0].1;
        let mut heard = Vec::new();
        let mut begin = 0;
        for size in sizes.iter().copied().cycle() {
            if begin >= total {
                break;
            }
            let frames = i64::from(size).min(total - begin);
            let end = begin + frames;
            let mut points: Vec<(i64, f64)> = curve
                .iter()
                .copied()
                .filter(|(at, _)| (begin..end).contains(at))
                .collect();
            // A slope that goes on over the end of the block is sent as the value at its last frame.
            let goes_on =
                value_at(end - 1) != value_at(end) || value_at(end - 1) != value_at(end - 2);
            if points.last().is_none_or(|(at, _)| *at < end - 1) && goes_on {
                points.push((end - 1, value_at(end - 1)));
            }
            let points: Vec<_> = points
                .iter()
                .map(|(at, value)| Some(((at - begin) as i32, *value)))
                .collect();
            let span = Span::at(begin, frames as u32);
            current = lane.block(span, false, current, points.into_iter(), |frame, value| {
                heard.push((begin + i64::from(frame), value));
            });
            begin = end;
        }
        heard
    }

    /// Only what changes: the same value twice is the same sound.
    fn changes(mut values: Vec<(i64, f64)>) -> Vec<(i64, f64)> {
        values.dedup_by_key(|(_, value)| value.to_bits());
        values
    }

    const SIZES: [&[u32]; 8] = [
        &[64],
        &[512],
        &[4096],
        &[1],
        &[100],
        &[441],
        &[37, 1, 512, 3],
        &[31, 33],
    ];

    #[test]
    fn a_ramp_is_the_same_at_any_block_size() {
        let curve = [(1000, 0.1), (5003, 0.9), (6007, 0.9), (9999, 1.0 / 3.0)];
        let whole = changes(play(&curve, &[20_000], 20_000));
        assert!(whole.len() > 240, "{} values", whole.len());
        assert!(whole.iter().all(|(frame, _)| frame % 32 == 0));
        assert_eq!(whole.last(), Some(&(10_016, 1.0 / 3.0)));
        for sizes in SIZES {
            assert_eq!(changes(play(&curve, sizes, 20_000)), whole, "{sizes:?}");
        }
    }

    #[test]
    fn a_ramp_follows_its_line() {
        let curve = [(320, 0.0), (3520, 1.0)];
        for (frame, value) in play(&curve, &[512], 5000) {
            let exact = ((frame - 320) as f64 / 3200.0).clamp(0.0, 1.0);
            assert!((value - exact).abs() < 1e-7, "{value} at {frame}");
        }
    }

    #[test]
    fn a_jump_is_on_its_frame() {
        let curve = [(0, 0.0), (10_006, 0.0), (10_007, 1.0)];
        for sizes in SIZES {
            assert_eq!(play(&curve, sizes, 12_000), [(10_007, 1.0)], "{sizes:?}");
        }
    }

    #[test]
    fn a_single_point_within_the_block_is_a_jump() {
        let mut lane = Lane::default();
        let mut heard = Vec::new();
        let point = [Some((279, 1.0))];
        let after = lane.block(
            Span::at(9728, 512),
            false,
            0.0,
            point.into_iter(),
            |frame, value| {
                heard.push((frame, value));
            },
        );
        assert_eq!((heard, after), (vec![(279, 1.0)], 1.0));
    }

    #[test]
    fn what_has_steps_jumps_at_each_point() {
        let mut lane = Lane::default();
        let mut heard = Vec::new();
        let points = [Some((0, 0.0)), Some((500, 1.0)), Some((511, 0.5))];
        lane.block(
            Span::at(0, 512),
            true,
            1.0,
            points.into_iter(),
            |frame, value| {
                heard.push((frame, value));
            },
        );
        assert_eq!(heard, [(0, 0.0), (500, 1.0), (511, 0.5)]);
    }

    #[test]
    fn nonsense_is_left_out_and_frames_stay_in_the_block() {
        let mut lane = Lane::default();
        let mut heard = Vec::new();
        let points = [
            None,
            Some((-5, f64::NAN)),
            Some((-5, 7.0)),
            Some((900, 0.5)),
            Some((3, 0.1)),
        ];
        let after = lane.block(
            Span::at(0, 64),
            true,
            0.0,
            points.into_iter(),
            |frame, value| {
                heard.push((frame, value));
            },
        );
        assert_eq!(heard, [(0, 1.0), (63, 0.5)]);
        assert_eq!(after, 0.5);
    }
}
