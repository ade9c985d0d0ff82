//! Spans of pattern time.

use super::rational::Rational;
use std::ops::Range;

/// From `begin` up to, not including, `end`, in cycles. A span of no width is a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First moment of the span, cycles.
    pub begin: Rational,
    /// First moment after the span, cycles; not before `begin` in a query.
    pub end: Rational,
}

impl Span {
    /// From `begin` to `end`, cycles.
    #[inline]
    pub const fn new(begin: Rational, end: Rational) -> Self {
        Self { begin, end }
    }

    /// The whole cycle with this number; empty at the end of time.
    pub const fn cycle(number: i64) -> Self {
        Self::new(
            Rational::integer(number),
            Rational::integer(number.saturating_add(1)),
        )
    }

    /// Length of the span, cycles.
    #[inline]
    pub fn length(self) -> Rational {
        self.end - self.begin
    }

    /// The same function on both ends.
    #[inline]
    pub fn map(self, mut f: impl FnMut(Rational) -> Rational) -> Self {
        Self::new(f(self.begin), f(self.end))
    }

    /// Are both written with the same terms? Cheaper than equality, which it implies.
    #[inline]
    pub(super) fn is_identical(self, other: Self) -> bool {
        self.begin.is_identical(other.begin) && self.end.is_identical(other.end)
    }

    /// Moved later by `time` cycles.
    #[inline]
    pub fn later(self, time: Rational) -> Self {
        Self::new(self.begin + time, self.end + time)
    }

    /// What both have in common. Spans that only touch have nothing in common, but a point lies in the span
    /// that begins at it.
    #[inline]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let begin = self.begin.max(other.begin);
        let end = self.end.min(other.end);
        if begin < end {
            return Some(Self::new(begin, end));
        }
        if begin > end
            || (begin == self.end && self.begin < self.end)
            || (begin == other.end && other.begin < other.end)
        {
            return None;
        }
        Some(Self::new(begin, end))
    }

    /// Does it lie in one cycle, its end perhaps on the next one's beginning?
    #[inline]
    pub fn is_in_a_cycle(self) -> bool {
        self.end <= self.begin.floor() + Rational::ONE
    }

    /// The pieces of the span that lie in one cycle each, with the cycle's number; a point is one piece.
    #[inline]
    pub fn cycles(self) -> Cycles {
        Cycles {
            next: Some(self.begin),
            end: self.end,
        }
    }
}

impl From<Range<i64>> for Span {
    /// From one cycle up to another.
    fn from(cycles: Range<i64>) -> Self {
        Self::new(
            Rational::integer(cycles.start),
            Rational::integer(cycles.end),
        )
    }
}

impl From<Range<i32>> for Span {
    /// From one cycle up to another.
    fn from(cycles: Range<i32>) -> Self {
        Self::from(i64::from(cycles.start)..i64::from(cycles.end))
    }
}

impl From<Range<Rational>> for Span {
    /// From one time up to another, cycles.
    fn from(times: Range<Rational>) -> Self {
        Self::new(times.start, times.end)
    }
}

/// Iterator over the pieces of a span, see [`Span::cycles`].
pub struct Cycles {
    next: Option<Rational>,
    end: Rational,
}

impl Iterator for Cycles {
    type Item = (i64, Span);

    #[inline]
    fn next(&mut self) -> Option<(i64, Span)> {
        let begin = self.next?;
        let cycle = begin.floor_int();
        let boundary = Rational::integer(cycle.saturating_add(1));
        if self.end <= boundary || cycle == i64::MAX {
            self.next = None;
            Some((cycle, Span::new(begin, self.end.max(begin))))
        } else {
            self.next = Some(boundary);
            Some((cycle, Span::new(begin, boundary)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(a: (i64, i64), b: (i64, i64)) -> Span {
        Span::new(
            Rational::new(a.0, a.1).expect("begin"),
            Rational::new(b.0, b.1).expect("end"),
        )
    }

    #[test]
    fn cycles_cut_at_whole_numbers_and_keep_points() {
        let pieces: Vec<_> = span((1, 2), (9, 4)).cycles().collect();
        assert_eq!(
            pieces,
            [
                (0, span((1, 2), (1, 1))),
                (1, span((1, 1), (2, 1))),
                (2, span((2, 1), (9, 4)))
            ]
        );
        assert_eq!(
            span((1, 1), (1, 1)).cycles().collect::<Vec<_>>(),
            [(1, span((1, 1), (1, 1)))]
        );
    }

    #[test]
    fn touching_spans_share_nothing_but_a_point_at_the_start_counts() {
        assert_eq!(
            span((0, 1), (1, 2)).intersection(span((1, 2), (1, 1))),
            None
        );
        let point = span((1, 2), (1, 2));
        assert_eq!(point.intersection(span((1, 2), (1, 1))), Some(point));
        assert_eq!(point.intersection(span((0, 1), (1, 2))), None);
    }
}
