//! Operators: the values of two patterns made one, with the rhythm of both, of the left, or of the right.

use super::{IntoPattern, Pattern};
use crate::{Operation, Structure};
use std::ops;

impl Pattern {
    /// Both patterns' values joined by an operation. The structure says whose rhythm the result has: of both, it is where
    /// events of one meet those of the other.
    ///
    /// Control maps are joined control by control: the operation is for those that both have, the others are kept.
    pub fn operate(
        self,
        operation: Operation,
        structure: Structure,
        right: impl IntoPattern,
    ) -> Self {
        Self::made([self, Self::of(right)], move |graph, [left, right]| {
            graph.apply(operation, structure, left, right)
        })
    }
}

/// One operation: its three operators.
macro_rules! operators {
    ($($(#[$doc:meta])* $operation:ident: $both:ident $left:ident $right:ident, $signs:literal;)*) => {
        impl Pattern {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\nTidal's `|", $signs, "|`: the rhythm of both.")]
                #[allow(clippy::should_implement_trait, reason = "the operators of Rust are these methods")]
                pub fn $both(self, right: impl IntoPattern) -> Self {
                    self.operate(Operation::$operation, Structure::Both, right)
                }

                #[doc = concat!("[`Pattern::", stringify!($both), "`] with the rhythm of the left pattern: Tidal's `|", $signs, "`.")]
                pub fn $left(self, right: impl IntoPattern) -> Self {
                    self.operate(Operation::$operation, Structure::Left, right)
                }

                #[doc = concat!("[`Pattern::", stringify!($both), "`] with the rhythm of the right pattern: Tidal's `", $signs, "|`.")]
                pub fn $right(self, right: impl IntoPattern) -> Self {
                    self.operate(Operation::$operation, Structure::Right, right)
                }
            )*
        }
    };
}

operators! {
    /// The sum of numbers; names are written together.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let sum = Pattern::of("1 2 3").add("10 20");
    /// assert_eq!(sum.to_string(), "(0>⅓)|11.0\n(⅓>½)|12.0\n(½>⅔)|22.0\n(⅔>1)|23.0");
    /// ```
    Add: add add_left add_right, "+";
    /// The difference of numbers.
    Subtract: sub sub_left sub_right, "-";
    /// The product of numbers.
    Multiply: mul mul_left mul_right, "*";
    /// The quotient of numbers; of whole numbers rounded down.
    Divide: div div_left div_right, "/";
    /// The remainder of numbers, with the sign of the divisor.
    Modulo: modulo modulo_left modulo_right, "%";
    /// The left number to the power of the right.
    Power: power power_left power_right, "**";
    /// The right value.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let set = Pattern::of("1 2").set_right("3*4");
    /// assert_eq!(set.to_string(), Pattern::of("3*4").to_string());
    /// ```
    KeepRight: set set_left set_right, ">";
    /// The left value.
    KeepLeft: keep keep_left keep_right, "<";
    /// Names written together; numbers are added.
    Concatenate: concat concat_left concat_right, "++";
    /// The smaller number.
    Minimum: min min_left min_right, "min";
    /// The larger number.
    Maximum: max max_left max_right, "max";
    /// Whether the left value is less, as a truth.
    Less: less less_left less_right, "<.";
    /// Whether the left value is at most the right one, as a truth.
    LessOrEqual: at_most at_most_left at_most_right, "<=.";
    /// Whether both values are equal, as a truth.
    Equal: equals equals_left equals_right, "==.";
    /// Whether both truths are true.
    And: and and_left and_right, "&&";
    /// Whether one of two truths is true.
    Or: or or_left or_right, "||";
}

impl Pattern {
    /// `#`: the rhythm of this pattern, the controls of both, those of the other winning.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let beat = Pattern::control("s", "bd sn").with(Pattern::control("speed", 2));
    /// assert_eq!(beat.events(0..1)?[1].to_string(), "(½>1)|s: \"sn\", speed: 2.0f");
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn with(self, controls: impl IntoPattern) -> Self {
        self.set_left(controls)
    }

    /// Numbers rounded down, to whole steps.
    pub fn floor(self) -> Self {
        self.rounded(Operation::RoundDown, 1.0)
    }

    /// Numbers rounded up, to whole steps.
    pub fn ceil(self) -> Self {
        self.rounded(Operation::RoundUp, 1.0)
    }

    /// Numbers rounded to the nearest of so many steps between whole numbers (`quantise`), halves to the even one.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("0.3 0.8").quantise(2.0).to_string(), "(0>½)|0.5\n(½>1)|1.0");
    /// ```
    pub fn quantise(self, steps: f64) -> Self {
        self.rounded(Operation::RoundNearest, steps)
    }

    fn rounded(self, operation: Operation, steps: f64) -> Self {
        Self::made([self], move |graph, [p]| graph.adjust(operation, p, steps))
    }
}

macro_rules! rust_operators {
    ($($of:ident $method:ident),*) => {
        $(impl<R: IntoPattern> ops::$of<R> for Pattern {
            type Output = Self;

            /// With the rhythm of both patterns.
            fn $method(self, right: R) -> Self {
                Self::$method(self, right)
            }
        })*
    };
}

rust_operators!(Add add, Sub sub, Mul mul, Div div);

impl<R: IntoPattern> ops::Rem<R> for Pattern {
    type Output = Self;

    /// [`Pattern::modulo`].
    fn rem(self, right: R) -> Self {
        self.modulo(right)
    }
}

impl ops::Neg for Pattern {
    type Output = Self;

    /// Numbers with the other sign.
    fn neg(self) -> Self {
        Self::made([self], |graph, [p]| {
            graph.adjust(Operation::Multiply, p, -1i64)
        })
    }
}

impl ops::Not for Pattern {
    type Output = Self;

    /// [`Pattern::inv`].
    fn not(self) -> Self {
        self.inv()
    }
}
