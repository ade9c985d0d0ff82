//! Counts the instructions this thread executes, where the system lets us (Linux, `perf_event_paranoid` of 2 or less).

#[cfg(target_os = "linux")]
mod counting {
    use perf_event::events::Hardware;

    /// A running count.
    pub(crate) struct Counter(perf_event::Counter);

    impl Counter {
        /// Starts counting; none where that is not allowed or the processor (or the machine it pretends to be) cannot.
        pub(crate) fn start() -> Option<Self> {
            let mut counter = perf_event::Builder::new(Hardware::INSTRUCTIONS)
                .build()
                .ok()?;
            counter.enable().ok()?;
            Some(Self(counter))
        }

        /// The instructions since the start.
        pub(crate) fn stop(mut self) -> Option<u64> {
            self.0.disable().ok()?;
            self.0.read().ok().filter(|count| *count > 0)
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod counting {
    /// A count that is never taken here.
    pub struct Counter;

    impl Counter {
        /// None: this system is not asked.
        pub fn start() -> Option<Self> {
            None
        }

        /// None.
        pub fn stop(self) -> Option<u64> {
            None
        }
    }
}

pub(crate) use counting::Counter;

#[cfg(test)]
mod tests {
    #[test]
    fn more_work_is_more_instructions() {
        let count = |rounds: u64| {
            let counter = super::Counter::start()?;
            std::hint::black_box((0..rounds).fold(1_u64, |a, b| std::hint::black_box(a ^ b)));
            counter.stop()
        };
        // Where nothing can be counted there is nothing to test.
        if let (Some(few), Some(many)) = (count(1_000), count(1_000_000)) {
            assert!(many > few + 1_000_000);
        }
    }
}
