//! Finding where sounds begin in rendered audio.

/// Frames at which the short-time energy rises sharply, to the nearest 5 ms.
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
    fn bursts_are_found_where_they_begin() {
        let mut left = vec![0.0; 48_000];
        for start in [4800, 24_000] {
            for k in 0..2000 {
                left[start + k] = (k as f32).sin() * (-(k as f32) / 400.0).exp();
            }
        }
        let found = super::rises(&[left], 48_000.0);
        assert_eq!(found.len(), 2);
        assert!(found[0].abs_diff(4800) < 240 && found[1].abs_diff(24_000) < 240);
    }
}
