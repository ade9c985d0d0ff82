//! Values in letters, as Haskell's `show` writes them.

use super::value::Value;
use std::fmt::{self, Write};

/// The most letters that a number takes.
const LONGEST: usize = 64;

/// The letters of a value, held without the heap.
pub struct Shown {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Shown {
    /// The letters of a number or a truth; none for notes, words and controls.
    pub fn of(value: Value) -> Option<Self> {
        let mut out = Self {
            bytes: [0; LONGEST],
            length: 0,
        };
        match value {
            Value::Int(i) => write!(out, "{i}"),
            Value::Ratio(r) => write!(out, "{} % {}", r.numerator(), r.denominator()),
            Value::Bool(true) => out.write_str("True"),
            Value::Bool(false) => out.write_str("False"),
            Value::Float(x) => out.fraction(x),
            Value::Note(_) | Value::Word(_) | Value::Controls(_) => return None,
        }
        .ok()?;
        Some(out)
    }

    /// The letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }

    fn fraction(&mut self, x: f64) -> fmt::Result {
        if x.is_nan() {
            return self.write_str("NaN");
        }
        if x.is_infinite() {
            return self.write_str(if x > 0.0 { "Infinity" } else { "-Infinity" });
        }
        if x == 0.0 || (0.1..1e7).contains(&x.abs()) {
            return write!(self, "{x:?}");
        }
        let start = self.length;
        write!(self, "{x:e}")?;
        // Haskell's `1.0e-2` is Rust's `1e-2`.
        let written = &self.bytes[start..self.length];
        let Some(exponent) = written.iter().position(|byte| *byte == b'e') else {
            return Ok(());
        };
        if !written.contains(&b'.') {
            if self.length + 2 > LONGEST {
                return Err(fmt::Error);
            }
            let at = start + exponent;
            self.bytes.copy_within(at..self.length, at + 2);
            self.bytes[at..at + 2].copy_from_slice(b".0");
            self.length += 2;
        }
        Ok(())
    }
}

impl Write for Shown {
    fn write_str(&mut self, letters: &str) -> fmt::Result {
        let end = self.length + letters.len();
        let room = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
        room.copy_from_slice(letters.as_bytes());
        self.length = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rational;

    #[test]
    fn values_are_written_as_haskell_writes_them() {
        let shown = |value| Shown::of(value).map(|shown| shown.as_str().to_owned());
        for (value, letters) in [
            (Value::Int(-12), "-12"),
            (Value::Float(1.0), "1.0"),
            (Value::Float(0.1), "0.1"),
            (Value::Float(-2.5), "-2.5"),
            (Value::Float(0.05), "5.0e-2"),
            (Value::Float(0.0125), "1.25e-2"),
            (Value::Float(9_999_999.5), "9999999.5"),
            (Value::Float(1e7), "1.0e7"),
            (Value::Float(1.5e300), "1.5e300"),
            (Value::Float(0.0), "0.0"),
            (Value::Bool(true), "True"),
            (Value::Ratio(Rational::integer(3)), "3 % 1"),
        ] {
            assert_eq!(shown(value).as_deref(), Some(letters));
        }
        assert_eq!(shown(Value::Note(1.0)), None);
    }
}
