//! Scales, chords and arpeggios.

use super::error::PatternError;
use super::{IntoPattern, Pattern, time, whole, word};
use crate::harmony::{chords, scales};
use crate::mini::Kind;
use crate::transform::function::HigherOrder;

impl Pattern {
    /// Numbers as degrees of a scale, 0 being its root: `"minor"`, `"<major dorian>"`. See [`scales::names`].
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let melody = Pattern::of("0 2 4 7").scale("minor");
    /// assert_eq!(melody.to_string(), Pattern::of("0 3 7 12").to_string());
    /// let error = Pattern::of("0").scale("<minor minro>").events(0..1).expect_err("no scale");
    /// assert_eq!((error.to_string().as_str(), error.span()), ("`minro` is not the name of a scale", Some(7..12)));
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn scale(self, name: impl NamePattern) -> Self {
        let name = name.named("a scale", |name| scales::scale(name).is_some());
        Self::made([name, self], |graph, [name, p]| graph.scale(name, p))
    }

    /// Numbers as degrees of a scale given by its notes, which goes on `octave` semitones higher.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let melody = Pattern::of("0 1 2 3").to_scale(12.0, [0.0, 2.0, 7.0]);
    /// assert_eq!(melody.to_string(), Pattern::of("0 2 7 12").to_string());
    /// ```
    pub fn to_scale(self, octave: f64, notes: impl IntoIterator<Item = f64>) -> Self {
        let notes: Vec<f64> = notes.into_iter().collect();
        Self::made([self], move |graph, [p]| {
            graph.to_scale_of(octave, &notes, p)
        })
    }

    /// A chord on each note: a string of names and modifiers, as they follow a note and `'` in mini-notation.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let chords = Pattern::notes("c4 e4")?.chord("major minor", &["i"]);
    /// assert_eq!(chords.to_string(), Pattern::notes("c4'major'i e4'minor'i")?.to_string());
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn chord(self, names: &str, modifiers: &[&str]) -> Self {
        let names = names.to_owned();
        let modifiers: Vec<String> = modifiers.iter().map(|&m| m.to_owned()).collect();
        Self::put_together(vec![self], Vec::new(), move |compiler, p, _| {
            let modifiers: Vec<&str> = modifiers.iter().map(String::as_str).collect();
            match compiler.graph().chord(p[0], &names, &modifiers, Kind::Note) {
                Ok(chords) => chords,
                Err(error) => compiler.mistake(PatternError::Mini {
                    text: names.clone(),
                    error,
                }),
            }
        })
    }

    /// The notes of each chord one after another, in an order: `"up"`, `"<down updown>"`, `"thumbup"` …
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let arpeggio = Pattern::of("[0,4,7]").arp("updown");
    /// assert_eq!(arpeggio.to_string(), Pattern::of("0 4 7 4").to_string());
    /// ```
    pub fn arp(self, order: impl NamePattern) -> Self {
        use crate::harmony::arpeggios::Arpeggio;
        let order = order.named("an arpeggio", |name| Arpeggio::named(name).is_some());
        Self::made([order, self], |graph, [order, p]| graph.arp(order, p))
    }

    /// Notes of the chord that sounds, by a pattern of their numbers: 0 is the first; after the last comes the first.
    pub fn arp_by_number(self, numbers: impl IntoPattern) -> Self {
        Self::made([whole(numbers), self], |graph, [numbers, p]| {
            graph.arp_by_number(numbers, p)
        })
    }

    /// The notes of each chord one after another, upwards as they are written.
    pub fn arpeggiate(self) -> Self {
        Self::made([self], |graph, [p]| graph.arpeggiate(p))
    }

    /// Each number, and the `n` after it (negative: before it), within its time.
    pub fn chromaticise_by(self, n: impl IntoPattern) -> Self {
        Self::made([time(n), self], |graph, [n, p]| graph.chromaticise_by(n, p))
    }
}

/// A pattern of names of which each must be known.
pub trait NamePattern: IntoPattern {
    /// The pattern; a name that is not known is a mistake.
    #[doc(hidden)]
    fn named(self, what: &'static str, is_known: impl Fn(&str) -> bool) -> Pattern;
}

impl NamePattern for Pattern {
    fn named(self, _: &'static str, _: impl Fn(&str) -> bool) -> Pattern {
        self
    }
}

impl NamePattern for &Pattern {
    fn named(self, _: &'static str, _: impl Fn(&str) -> bool) -> Pattern {
        self.clone()
    }
}

impl NamePattern for &str {
    fn named(self, what: &'static str, is_known: impl Fn(&str) -> bool) -> Pattern {
        let Ok(term) = crate::mini::parse(self, Kind::Word) else {
            return word(self);
        };
        let mut unknown = None;
        crate::mini::placed_atoms_of(&term, &mut |span, atom| {
            if let crate::mini::Atom::Word(name) = atom
                && !is_known(name)
            {
                unknown.get_or_insert((name.clone(), span.clone()));
            }
        });
        match unknown {
            Some((name, span)) => Pattern::mistaken(PatternError::UnknownName { what, name, span }),
            None => word(self),
        }
    }
}

impl Pattern {
    /// The names of all scales.
    pub fn scale_names() -> impl Iterator<Item = &'static str> {
        scales::names()
    }

    /// The names of all chords.
    pub fn chord_names() -> impl Iterator<Item = &'static str> {
        chords::names()
    }
}
