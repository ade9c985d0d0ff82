//! Finding where sounds begin in rendered audio.

/// Frames at which the sound rises above `threshold` (linear) after at least `quiet` frames below it.
pub fn find(channels: &[Vec<f32>], threshold: f32, quiet: usize) -> Vec<usize> {
    let frames = channels.first().map_or(0, Vec::len);
    let mut onsets = Vec::new();
    let mut last_loud: Option<usize> = None;
    for frame in 0..frames {
        if channels
            .iter()
            .any(|channel| channel[frame].abs() > threshold)
        {
            if last_loud.is_none_or(|last| frame - last > quiet) {
                onsets.push(frame);
            }
            last_loud = Some(frame);
        }
    }
    onsets
}

/// Frames at which the short-time energy rises sharply: for pictures of music, not for proofs.
pub fn rises(channels: &[Vec<f32>], rate: f64) -> Vec<usize> {
    let hop = (rate * 0.005) as usize;
    let frames = channels.first().map_or(0, Vec::len);
    let energy: Vec<f32> = (0..frames / hop)
        .map(|k| {
            let range = k * hop..(k + 1) * hop;
            // The difference from frame to frame weighs the bright start of a sound above a held bass.
            channels
                .iter()
                .flat_map(|channel| channel[range.clone()].windows(2))
                .map(|pair| (pair[1] - pair[0]).powi(2))
                .sum::<f32>()
                .sqrt()
        })
        .collect();
    let loudest = energy.iter().copied().fold(0.0, f32::max);
    let mut onsets: Vec<usize> = Vec::new();
    for k in 1..energy.len() {
        let before = energy[k.saturating_sub(4)..k]
            .iter()
            .copied()
            .fold(0.0, f32::max);
        let rested = onsets.last().is_none_or(|last| k * hop > last + 8 * hop);
        if energy[k] > 1.8 * before && energy[k] > 0.03 * loudest && rested {
            onsets.push(k * hop);
        }
    }
    onsets
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_sound_begins_once() {
        let mut left = vec![0.0; 1000];
        left[100..120].fill(0.5);
        left[130] = 0.5;
        left[700] = -0.5;
        assert_eq!(super::find(&[left], 0.1, 50), [100, 700]);
    }
}
