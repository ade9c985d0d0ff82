//! Patterns that play for one cycle, and then never again.

use crate::sequencing::patterns::Sequence;
use crate::time::conversions::saturating_i64;
use phonon_pattern::{Rational, Span};

/// When a pattern that plays once does so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Once {
    /// Tells its statement from others.
    statement: u64,
    /// The cycle of the song in which it plays, once that is known.
    cycle: Option<Rational>,
    /// Whether that cycle is past.
    over: bool,
}

impl Once {
    /// For the statement with this fingerprint.
    pub(crate) fn new(statement: u64) -> Self {
        Self {
            statement,
            cycle: None,
            over: false,
        }
    }

    /// Forgets when it played: what a trial played was not heard.
    pub(crate) fn rewind(&mut self) {
        *self = Self::new(self.statement);
    }

    /// Goes on where the same statement of the program before has come: a statement that stays in the text plays no
    /// second time.
    pub(crate) fn resume(&mut self, before: &[Sequence]) {
        let same = |sequence: &Sequence| sequence.once.filter(|o| o.statement == self.statement);
        if let Some(once) = before.iter().find_map(same) {
            *self = once;
        }
    }

    /// What to ask of the pattern for a span of the song, and by how much later the answer plays. The pattern's first
    /// cycle plays with the first cycle of the song that begins in what is asked for, and after `heard` (cycles): what
    /// begins up to then is past.
    pub(crate) fn part(&mut self, span: Span, heard: f64) -> Option<(Span, Rational)> {
        let cycle = *self.cycle.get_or_insert_with(|| {
            if heard < span.begin.to_f64() {
                -(-span.begin).floor()
            } else {
                Rational::integer(saturating_i64(heard.floor()) + 1)
            }
        });
        let playing = Span::new(cycle, cycle + Rational::ONE);
        self.over |= span.begin >= playing.end;
        if self.over {
            return None;
        }
        let within = playing.intersection(span)?;
        Some((Span::new(within.begin - cycle, within.end - cycle), cycle))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(begin: i64, end: i64) -> Span {
        // Quarters of a cycle.
        let quarter = |n| Rational::new(n, 4).expect("a denominator");
        Span::new(quarter(begin), quarter(end))
    }

    const BEFORE: f64 = f64::NEG_INFINITY;

    #[test]
    fn the_first_whole_cycle_plays_and_no_other() {
        let mut once = Once::new(1);
        assert_eq!(once.part(span(5, 7), BEFORE), None);
        let two = Rational::integer(2);
        assert_eq!(once.part(span(7, 9), BEFORE), Some((span(0, 1), two)));
        assert_eq!(once.part(span(9, 12), BEFORE), Some((span(1, 4), two)));
        assert_eq!(once.part(span(12, 13), BEFORE), None);
        // Not even where the song goes back.
        assert_eq!(once.part(span(8, 9), BEFORE), None);
        // What begins with what was heard last is past.
        let mut late = Once::new(1);
        assert_eq!(late.part(span(4, 5), 1.01), None);
        assert_eq!(late.part(span(8, 9), 1.01), Some((span(0, 1), two)));
        once.rewind();
        assert_eq!(
            once.part(span(4, 5), BEFORE),
            Some((span(0, 1), Rational::ONE))
        );
    }

    #[test]
    fn the_same_statement_of_a_later_program_goes_on() {
        let mut graph = phonon_pattern::Graph::new();
        let pattern = graph.silence();
        let mut before = [Sequence::once(pattern, 0, 7)];
        if let Some(once) = &mut before[0].once {
            once.part(span(0, 1), BEFORE);
        }
        let (mut same, mut other) = (Once::new(7), Once::new(8));
        for once in [&mut same, &mut other] {
            once.resume(&before);
        }
        assert_eq!(same.part(span(8, 9), BEFORE), None);
        assert_eq!(
            other.part(span(8, 9), BEFORE),
            Some((span(0, 1), Rational::integer(2)))
        );
    }
}
