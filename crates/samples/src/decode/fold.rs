//! More than two channels folded to stereo, since a voice plays two.
//!
//! The front stays as it is. Centre, surround and the low-frequency channel are added at -3 dB (ITU-R BS.775): those of one
//! side to that side, those of the middle to both. BS.775 may leave the low-frequency channel out; here nothing is lost.

use std::f32::consts::FRAC_1_SQRT_2;

/// Where a channel stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Middle,
}

/// The channels behind front left and front right, in the order of WAV files, where nothing else is said. Of more channels
/// than have a usual layout the rest stands in the middle.
fn behind_front(channels: usize) -> &'static [Side] {
    use Side::{Left, Middle, Right};
    match channels {
        // Quadrophony.
        4 => &[Left, Right],
        // 5.0.
        5 => &[Middle, Left, Right],
        // 5.1: centre, low frequencies, back.
        6 => &[Middle, Middle, Left, Right],
        // 6.1: centre, low frequencies, back centre, side.
        7 => &[Middle, Middle, Middle, Left, Right],
        // 7.1: centre, low frequencies, back, side.
        8 => &[Middle, Middle, Left, Right, Left, Right],
        _ => &[],
    }
}

/// Folds planar channels of one length, in the order of WAV files, to two; one or two stay as they are.
pub(super) fn to_stereo(mut channels: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
    let sides = behind_front(channels.len());
    let rest = channels.split_off(channels.len().min(2));
    let sides = sides.iter().copied().chain(std::iter::repeat(Side::Middle));
    for (channel, side) in rest.into_iter().zip(sides) {
        let heard: &[usize] = match side {
            Side::Left => &[0],
            Side::Right => &[1],
            Side::Middle => &[0, 1],
        };
        for front in heard {
            for (sum, value) in channels[*front].iter_mut().zip(&channel) {
                *sum += FRAC_1_SQRT_2 * value;
            }
        }
    }
    channels
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is heard left and right of each channel alone.
    fn heard(channels: usize) -> Vec<(f32, f32)> {
        let alone = |number| {
            let planes = (0..channels).map(|channel| vec![f32::from(channel == number)]);
            let folded = to_stereo(planes.collect());
            assert_eq!(folded.len(), 2);
            (folded[0][0], folded[1][0])
        };
        (0..channels).map(alone).collect()
    }

    #[test]
    fn each_channel_of_a_surround_file_is_heard_on_its_side() {
        let (left, right) = ((1.0, 0.0), (0.0, 1.0));
        let behind_left = (FRAC_1_SQRT_2, 0.0);
        let behind_right = (0.0, FRAC_1_SQRT_2);
        let middle = (FRAC_1_SQRT_2, FRAC_1_SQRT_2);
        assert_eq!(heard(2), [left, right]);
        assert_eq!(heard(3), [left, right, middle]);
        assert_eq!(heard(4), [left, right, behind_left, behind_right]);
        let (low, centre) = (middle, middle);
        assert_eq!(
            heard(6),
            [left, right, centre, low, behind_left, behind_right]
        );
        let back = [behind_left, behind_right];
        assert_eq!(
            heard(8),
            [&[left, right, centre, low][..], &back, &back].concat()
        );
        assert_eq!(heard(12)[2..], [middle; 10]);
    }

    #[test]
    fn one_channel_stays_one() {
        assert_eq!(to_stereo(vec![vec![0.5]]), [[0.5]]);
    }
}
