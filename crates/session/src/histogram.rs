//! A histogram of durations that one thread writes without waiting and others read at any time.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// Sub-buckets per doubling: percentiles are exact to 1/16, about 6 %.
const STEPS: usize = 16;
/// Doublings covered: 1 ns to 2^36 ns, about 68 s.
const DOUBLINGS: usize = 36;

/// Durations in nanoseconds, in logarithmic buckets.
pub struct Histogram {
    buckets: Box<[AtomicU32]>,
    worst: AtomicU64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            buckets: (0..STEPS * DOUBLINGS).map(|_| AtomicU32::new(0)).collect(),
            worst: AtomicU64::new(0),
        }
    }
}

impl Histogram {
    /// Adds one duration. Real-time safe.
    pub fn add(&self, nanoseconds: u64) {
        self.buckets[bucket_of(nanoseconds)].fetch_add(1, Relaxed);
        self.worst.fetch_max(nanoseconds, Relaxed);
    }

    /// How many durations were added.
    pub fn count(&self) -> u64 {
        self.buckets
            .iter()
            .map(|bucket| u64::from(bucket.load(Relaxed)))
            .sum()
    }

    /// The longest duration added, exactly.
    pub fn worst(&self) -> u64 {
        self.worst.load(Relaxed)
    }

    /// The duration below which `share` (0 to 1) of all durations lie, to the bucket's accuracy; 0 when empty.
    pub fn percentile(&self, share: f64) -> u64 {
        let wanted = (self.count() as f64 * share.clamp(0.0, 1.0))
            .ceil()
            .max(1.0) as u64;
        let mut seen = 0;
        for (index, bucket) in self.buckets.iter().enumerate() {
            seen += u64::from(bucket.load(Relaxed));
            if seen >= wanted {
                return middle_of(index).min(self.worst());
            }
        }
        0
    }

    /// Forgets everything added so far.
    pub fn clear(&self) {
        for bucket in &self.buckets {
            bucket.store(0, Relaxed);
        }
        self.worst.store(0, Relaxed);
    }
}

/// Below [`STEPS`] nanoseconds every value has a bucket; above, each doubling has [`STEPS`] of them.
fn bucket_of(nanoseconds: u64) -> usize {
    if nanoseconds < STEPS as u64 {
        return nanoseconds as usize;
    }
    let doubling = nanoseconds.ilog2() - STEPS.ilog2();
    let step = (nanoseconds >> doubling) as usize - STEPS;
    ((doubling as usize + 1) * STEPS + step).min(STEPS * DOUBLINGS - 1)
}

/// The middle of a bucket's range.
fn middle_of(bucket: usize) -> u64 {
    if bucket < STEPS {
        return bucket as u64;
    }
    let doubling = bucket / STEPS - 1;
    let low = ((STEPS + bucket % STEPS) as u64) << doubling;
    low + (1 << doubling) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn percentiles_of_a_ramp() {
        let histogram = Histogram::default();
        (1..=1000).for_each(|n| histogram.add(n * 1000));
        assert_eq!(histogram.count(), 1000);
        assert_eq!(histogram.worst(), 1_000_000);
        let near = |got: u64, want: f64| (got as f64 / want - 1.0).abs() < 0.07;
        assert!(near(histogram.percentile(0.5), 500_000.0));
        assert!(near(histogram.percentile(0.99), 990_000.0));
    }

    #[test]
    fn empty_is_zero() {
        assert_eq!(Histogram::default().percentile(0.5), 0);
    }

    proptest! {
        #[test]
        fn a_bucket_is_within_a_sixteenth_of_its_values(value in 1_u64..1 << 39) {
            let middle = middle_of(bucket_of(value)) as f64;
            prop_assert!((middle / value as f64 - 1.0).abs() <= 1.0 / 16.0);
        }

        #[test]
        fn any_value_has_a_bucket(value: u64) {
            prop_assert!(bucket_of(value) < STEPS * DOUBLINGS);
        }
    }
}
