//! The scale of levels that all faders and meters share: decibels along a line, close where ears are coarse.

/// Levels in dB, and how far along the line each is; between them it is straight.
const SCALE: [(f32, f32); 9] = [
    (-60.0, 0.0),
    (-48.0, 0.08),
    (-36.0, 0.18),
    (-24.0, 0.32),
    (-12.0, 0.54),
    (-6.0, 0.66),
    (0.0, 0.78),
    (6.0, 0.89),
    (12.0, 1.0),
];

/// The levels that have a mark.
pub(crate) const MARKS: [f32; 7] = [-48.0, -24.0, -12.0, -6.0, 0.0, 6.0, 12.0];
/// Where the line begins, dB: a fader that is there is closed.
pub(crate) const FLOOR: f32 = SCALE[0].0;
/// A fader this near to a whole 0 dB goes there, dB.
const SNAP: f32 = 0.3;

/// How far along the line a level is, 0 to 1.
pub(crate) fn share(decibels: f32) -> f32 {
    between(decibels, |(level, share)| (level, share))
}

/// The level at a place on the line.
fn level(share: f32) -> f32 {
    between(share, |(level, share)| (share, level))
}

fn between(x: f32, pair: impl Fn((f32, f32)) -> (f32, f32)) -> f32 {
    let mut before = pair(SCALE[0]);
    if x <= before.0 || x.is_nan() {
        return before.1;
    }
    for next in SCALE.into_iter().skip(1).map(pair) {
        if x <= next.0 {
            let along = (x - before.0) / (next.0 - before.0);
            return before.1 + along * (next.1 - before.1);
        }
        before = next;
    }
    before.1
}

/// A linear gain in dB; −∞ for silence.
pub(crate) fn of_gain(gain: f32) -> f32 {
    20.0 * gain.log10()
}

/// The linear gain of a level; below the line it is 0.
pub(crate) fn gain(decibels: f32) -> f32 {
    if decibels <= FLOOR {
        0.0
    } else {
        10.0_f32.powf(decibels / 20.0)
    }
}

/// The gain of a fader at a place on the line.
pub(crate) fn gain_at(share: f32) -> f32 {
    let level = level(share);
    gain(if level.abs() < SNAP { 0.0 } else { level })
}

/// A gain as people read it.
pub(crate) fn words(gain: f32) -> String {
    let decibels = of_gain(gain);
    if decibels < FLOOR {
        return "−∞ dB".to_owned();
    }
    let tenths = (decibels * 10.0).round() / 10.0;
    let sign = match tenths {
        level if level > 0.0 => "+",
        level if level < 0.0 => "−",
        _ => "",
    };
    format!("{sign}{:.1} dB", tenths.abs())
}

/// The gain that is typed: `-6`, `+3 dB`, `-inf`.
pub(crate) fn read(typed: &str) -> Option<f32> {
    let typed = typed.trim().to_lowercase().replace(['−', '–'], "-");
    let number = typed.strip_suffix("db").unwrap_or(&typed).trim();
    if matches!(number, "-inf" | "-∞" | "-") {
        return Some(0.0);
    }
    let decibels: f32 = number.replace(',', ".").parse().ok()?;
    decibels.is_finite().then(|| gain(decibels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fader_finds_its_gain_again_and_stops_at_0_db() {
        for step in 1..=100 {
            let place = step as f32 / 100.0;
            let found = share(of_gain(gain_at(place)));
            assert!((found - place).abs() < 0.006, "{place}: {found}");
        }
        assert_eq!(gain_at(share(0.1)), 1.0);
        assert_eq!(gain_at(0.0), 0.0);
        assert!((of_gain(gain_at(1.0)) - 12.0).abs() < 1e-4);
    }

    #[test]
    fn levels_are_read_as_they_are_written() {
        for decibels in [-48.0, -6.5, 0.0, 3.1] {
            let read = read(&words(gain(decibels))).expect("a level");
            assert!((of_gain(read) - decibels).abs() < 0.051);
        }
        assert_eq!(read("-inf"), Some(0.0));
        assert_eq!(read("-∞ dB"), Some(0.0));
        assert_eq!(read("0"), Some(1.0));
        assert_eq!(read("loud"), None);
        assert_eq!(words(0.0), "−∞ dB");
        assert_eq!(words(1.0), "0.0 dB");
    }
}
