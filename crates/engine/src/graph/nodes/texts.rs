//! Lists of numbers in the text ports of nodes.

use crate::graph::node::Setting;

/// Most numbers that are read.
const MOST_NUMBERS: usize = 1024;

/// The numbers of the text port at `port` (counted among text ports), in order; what is no number is skipped.
pub(super) fn numbers(setting: &Setting, port: usize) -> Vec<f32> {
    setting
        .texts
        .get(port)
        .map_or("", String::as_str)
        .split_whitespace()
        .filter_map(|word| word.parse::<f32>().ok())
        .filter(|number| number.is_finite())
        .take(MOST_NUMBERS)
        .collect()
}
