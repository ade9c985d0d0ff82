//! Flush-to-zero for the duration of a call: numbers too small to hear cost as little as others.

/// While it lives, results and operands too small for full precision count as zero on this thread. Dropped, it restores
/// what was before.
pub struct FlushToZero {
    before: Register,
}

#[cfg(target_arch = "x86_64")]
type Register = u32;
#[cfg(target_arch = "aarch64")]
type Register = u64;
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
type Register = ();

impl FlushToZero {
    /// Sets it.
    #[must_use]
    pub fn new() -> Self {
        let before = read();
        #[cfg(target_arch = "x86_64")]
        // Flush to zero (bit 15), denormals are zero (bit 6).
        write(before | 1 << 15 | 1 << 6);
        #[cfg(target_arch = "aarch64")]
        // Flush to zero (bit 24).
        write(before | 1 << 24);
        Self { before }
    }
}

impl Default for FlushToZero {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for FlushToZero {
    fn drop(&mut self) {
        write(self.before);
    }
}

#[cfg(target_arch = "x86_64")]
fn read() -> Register {
    let mut register = 0u32;
    // SAFETY: stores the 32 bits of MXCSR in a local of that size; every x86-64 has SSE.
    unsafe {
        std::arch::asm!("stmxcsr [{}]", in(reg) &raw mut register, options(nostack, preserves_flags))
    };
    register
}

#[cfg(target_arch = "x86_64")]
fn write(register: Register) {
    // SAFETY: loads a value that was read from MXCSR with at most its flush bits changed, so that no reserved bit is set
    // and no exception is unmasked; rounding stays as the compiler assumes it.
    unsafe {
        std::arch::asm!("ldmxcsr [{}]", in(reg) &raw const register, options(nostack, preserves_flags))
    };
}

#[cfg(target_arch = "aarch64")]
fn read() -> Register {
    let register: u64;
    // SAFETY: reads the floating-point control register, which user code may.
    unsafe {
        std::arch::asm!("mrs {}, fpcr", out(reg) register, options(nomem, nostack, preserves_flags))
    };
    register
}

#[cfg(target_arch = "aarch64")]
fn write(register: Register) {
    // SAFETY: writes a value that was read from the register with at most its flush bit changed.
    unsafe {
        std::arch::asm!("msr fpcr, {}", in(reg) register, options(nomem, nostack, preserves_flags))
    };
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn read() -> Register {}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn write(_: Register) {}

#[cfg(all(test, any(target_arch = "x86_64", target_arch = "aarch64")))]
mod tests {
    use super::*;
    use std::hint::black_box;

    #[test]
    fn the_smallest_numbers_are_zero_while_it_lives_and_after_that_no_more() {
        let halve = || black_box(f32::MIN_POSITIVE) * black_box(0.5);
        assert!(halve() > 0.0);
        {
            let _flush = FlushToZero::new();
            assert_eq!(halve(), 0.0);
        }
        assert!(halve() > 0.0);
    }
}
