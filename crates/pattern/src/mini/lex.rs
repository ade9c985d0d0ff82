//! The characters of atoms: numbers, notes, names. Each reader consumes what it returns and nothing when it returns none.

use super::error::{Fault, MiniError, TIMES};
use super::syntax::{Atom, ChordModifier, Kind};
use crate::Rational;
use crate::harmony::MIDDLE_C;

/// White space, and characters that nobody sees: what comes along with text copied from a page.
pub fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// What atoms are read as at one place of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lexis {
    /// Atoms of the string's own kind.
    Kind(Kind),
    /// Whole numbers of a Euclidean rhythm.
    EuclidNumber,
    /// Factors, and steps a cycle.
    Factor,
    /// Names of chords, as after a note and `'`.
    ChordName,
    /// Modifiers of chords, as after a chord's name and `'`.
    ChordModifiers,
}

impl Lexis {
    pub(super) fn wanted(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.noun(),
            Self::EuclidNumber => "a whole number",
            Self::Factor => TIMES,
            Self::ChordName => "the name of a chord",
            Self::ChordModifiers => "a chord modifier (a number, `i`, `o` or `d1`)",
        }
    }
}

/// Largest factor of `*`, `/` and `%`: more than one event a frame of any usual sample rate helps nobody.
pub const MAX_FACTOR: i64 = 65_536;
/// Largest number of hits or steps of a Euclidean rhythm.
pub const MAX_EUCLID: i64 = 4_096;

/// A number as written: nearest double and exact value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub float: f64,
    pub exact: Rational,
}

/// A place in a string.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'t> {
    pub text: &'t str,
    pub at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    pub(super) fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    pub(super) fn eat_while(&mut self, mut wanted: impl FnMut(char) -> bool) -> &'t str {
        let rest = self.rest();
        let len = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    pub(super) fn skip_space(&mut self) {
        self.eat_while(is_blank);
    }

    /// `12`, `1.5`, `1e-2`. As in Tidal, `5.` is 5 and something after it, and so is the 0 of `0.5e`.
    fn number(&mut self) -> Result<Option<Number>, MiniError> {
        let start = self.at;
        let whole = self.eat_while(|c| c.is_ascii_digit());
        if whole.is_empty() {
            return Ok(None);
        }
        let after_whole = self.at;
        let mut fraction = "";
        let mut exponent: Option<i32> = Some(0);
        if self.peek() == Some('.') && self.peek_second().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
            fraction = self.eat_while(|c| c.is_ascii_digit());
        }
        if self.eat('e') {
            let negative = self.eat('-');
            exponent = self.eat_while(|c| c.is_ascii_digit()).parse::<i32>().ok();
            exponent = exponent.map(|e| if negative { -e } else { e });
        }
        if exponent.is_none() {
            // Not an exponent after all: then the whole number alone is the number.
            self.at = after_whole;
            fraction = "";
        }
        let span = start..self.at;
        let float: f64 = self.text[span.clone()]
            .parse()
            .map_err(|_| MiniError::new(span.clone(), Fault::NumberTooLarge))?;
        let exact = decimal(whole, fraction, exponent.unwrap_or(0))
            .or_else(|| Rational::from_f64_exact(float))
            .filter(|_| float.abs() < 9e18)
            .ok_or_else(|| MiniError::new(span, Fault::NumberTooLarge))?;
        Ok(Some(Number { float, exact }))
    }

    /// A rational letter: `w h q e s t f x`, no letter after it.
    fn rational_letter(&mut self) -> Option<Rational> {
        let (n, d) = match self.peek()? {
            'w' => (1, 1),
            'h' => (1, 2),
            'q' => (1, 4),
            'e' => (1, 8),
            's' => (1, 16),
            't' => (1, 3),
            'f' => (1, 5),
            'x' => (1, 6),
            _ => return None,
        };
        if self.peek_second().is_some_and(char::is_alphabetic) {
            return None;
        }
        self.at += 1;
        Rational::new(n, d)
    }

    /// A note name with accidentals and octave: semitones from c5. `b` is a flat only where the word ends with it
    /// or with an octave (`eb3`).
    fn note_name(&mut self) -> Result<Option<i64>, MiniError> {
        let start = self.at;
        let Some(letter) = self.peek() else {
            return Ok(None);
        };
        let mut note: i64 = match letter {
            'c' => 0,
            'd' => 2,
            'e' => 4,
            'f' => 5,
            'g' => 7,
            'a' => 9,
            'b' => 11,
            _ => return Ok(None),
        };
        self.at += 1;
        let mut after_flat_b = *self;
        if after_flat_b.eat('b') {
            let octave = after_flat_b.eat_while(|c| c.is_ascii_digit());
            let ends = !after_flat_b.peek().is_some_and(char::is_alphanumeric);
            if ends && (letter != 'b' || !octave.is_empty()) {
                self.at += 1;
                note -= 1;
            }
        }
        while let Some(modifier) = self.peek() {
            note += match modifier {
                's' | '#' => 1,
                'f' => -1,
                'n' => 0,
                _ => break,
            };
            self.at += 1;
        }
        let octave = self.eat_while(|c| c.is_ascii_digit());
        if !octave.is_empty() {
            let octave: i64 = octave
                .parse()
                .ok()
                .filter(|&octave: &i64| octave < 1_000_000)
                .ok_or_else(|| MiniError::new(start..self.at, Fault::NumberTooLarge))?;
            note += (octave - 5) * 12;
        }
        Ok(Some(note))
    }

    /// `-` or `+` before a number; nothing is consumed when `value` finds none.
    fn signed<T>(
        &mut self,
        value: impl FnOnce(&mut Self) -> Result<Option<T>, MiniError>,
    ) -> Result<Option<(bool, T)>, MiniError> {
        let start = self.at;
        let negative = self.eat('-');
        if !negative {
            self.eat('+');
        }
        match value(self)? {
            Some(value) => Ok(Some((negative, value))),
            None => {
                self.at = start;
                Ok(None)
            }
        }
    }

    /// `3`, `3%8`, and where letters are rational also `3q` and `q`.
    fn ratio_number(&mut self, letters: bool) -> Result<Option<Number>, MiniError> {
        let Some(mut number) = self.number()? else {
            let letter = if letters {
                self.rational_letter()
            } else {
                None
            };
            return Ok(letter.map(|exact| Number {
                float: exact.to_f64(),
                exact,
            }));
        };
        if self.peek() == Some('%') && self.peek_second().is_some_and(|c| c.is_ascii_digit()) {
            let start = self.at;
            self.at += 1;
            if let Some(below) = self.number()? {
                number.exact = number
                    .exact
                    .checked_div(below.exact)
                    .ok_or_else(|| MiniError::new(start..self.at, Fault::DivisionByZero))?;
                number.float /= below.float;
            }
        }
        if letters && let Some(letter) = self.rational_letter() {
            number.exact = number.exact * letter;
            number.float *= letter.to_f64();
        }
        Ok(Some(number))
    }

    /// An exact number with its sign, rational letters allowed.
    pub(super) fn ratio(&mut self) -> Result<Option<Rational>, MiniError> {
        let found = self.signed(|cursor| cursor.ratio_number(true))?;
        Ok(found.map(|(negative, n)| if negative { -n.exact } else { n.exact }))
    }

    /// A probability.
    pub(super) fn amount(&mut self) -> Result<Option<f64>, MiniError> {
        Ok(self.number()?.map(|n| n.float))
    }

    /// A count of repeats.
    pub(super) fn count(&mut self) -> Option<&'t str> {
        let digits = self.eat_while(|c| c.is_ascii_digit());
        (!digits.is_empty()).then_some(digits)
    }

    /// A name: a letter or digit, then also `: . _ -`. A `~` ends it: `cp~ hh` has a rest in the middle.
    pub(super) fn name(&mut self) -> Option<&'t str> {
        if !self.peek()?.is_alphanumeric() {
            return None;
        }
        Some(self.eat_while(|c| c.is_alphanumeric() || ":._-".contains(c)))
    }

    /// A chord symbol or a degree: a letter or digit, or `-` and a digit, then what symbols are made of. A `/` belongs to it
    /// where a bass note follows.
    pub(super) fn symbol(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let negative = rest.strip_prefix('-').unwrap_or(rest).len() < rest.len();
        let after = &rest[usize::from(negative)..];
        let first = after.chars().next()?;
        let begins = if negative {
            first.is_ascii_digit()
        } else {
            first.is_alphanumeric()
        };
        if !begins {
            return None;
        }
        let mut end = rest.len();
        for (at, letter) in after.char_indices() {
            let next = after[at + letter.len_utf8()..].chars().next();
            let bass = letter == '/' && next.is_some_and(|c| ('A'..='G').contains(&c));
            if !(letter.is_alphanumeric() || "^#+-°♭♯".contains(letter) || bass) {
                end = at + usize::from(negative);
                break;
            }
        }
        self.at += end;
        Some(&rest[..end])
    }

    /// The name of an input, after its `^`.
    pub(super) fn variable(&mut self) -> Option<&'t str> {
        let name = self.eat_while(|c| c.is_alphanumeric() || ":._".contains(c));
        (!name.is_empty()).then_some(name)
    }

    /// One atom.
    pub(super) fn atom(&mut self, lexis: Lexis) -> Result<Option<Atom>, MiniError> {
        let start = self.at;
        Ok(match lexis {
            Lexis::Kind(Kind::Word) => self.name().map(|name| Atom::Word(name.into())),
            Lexis::Kind(Kind::Symbol) => self.symbol().map(|name| Atom::Word(name.into())),
            Lexis::ChordName => self.name().map(|name| Atom::Word(name.into())),
            Lexis::Kind(Kind::Float) => self.float(true)?.map(Atom::Float),
            Lexis::Kind(Kind::Note) => self.note()?.map(Atom::Float),
            Lexis::Kind(Kind::Hertz) => self.hertz()?.map(Atom::Float),
            Lexis::Kind(Kind::Int) => self.int()?.map(Atom::Int),
            Lexis::Kind(Kind::Ratio) => {
                let ratio = self.ratio()?;
                // Tidal reads a decimal as a double: 0.3 is the double nearest to it, exactly.
                let written = &self.text[start..self.at];
                let plain = written.contains('.')
                    && written
                        .chars()
                        .all(|c| c.is_ascii_digit() || "+-.".contains(c));
                ratio.map(|exact| {
                    Atom::Ratio(match Rational::from_f64_exact(exact.to_f64()) {
                        Some(double) if plain => double,
                        _ => exact,
                    })
                })
            }
            Lexis::Factor => {
                let ratio = self.ratio()?;
                if ratio.is_some_and(|r| r.abs() > Rational::integer(MAX_FACTOR)) {
                    let fault = Fault::BeyondLimit { limit: MAX_FACTOR };
                    return Err(MiniError::new(start..self.at, fault));
                }
                ratio.map(Atom::Ratio)
            }
            Lexis::EuclidNumber => {
                let int = self.int()?;
                if int.is_some_and(|n| n.abs() > MAX_EUCLID) {
                    let fault = Fault::BeyondLimit { limit: MAX_EUCLID };
                    return Err(MiniError::new(start..self.at, fault));
                }
                int.map(Atom::Int)
            }
            Lexis::Kind(Kind::Bool) => self.boolean().map(Atom::Bool),
            Lexis::ChordModifiers => self.chord_modifiers().map(Atom::Modifiers),
        })
    }

    /// Where rational letters count, they count before note names: `e` is an eighth, `ef` a note.
    fn float(&mut self, letters: bool) -> Result<Option<f64>, MiniError> {
        let found = self.signed(|cursor| {
            Ok(match cursor.ratio_number(letters)? {
                Some(number) => Some(number.float),
                None => cursor.note_name()?.map(|note| note as f64),
            })
        })?;
        Ok(found.map(|(negative, x)| if negative { -x } else { x }))
    }

    /// A number or the name of a note; of the rational letters those that are no note: `h` is a half, `e` a note. Letters
    /// do not scale a number before them.
    fn note(&mut self) -> Result<Option<f64>, MiniError> {
        Ok(match self.float(false)? {
            Some(number) => Some(number),
            None => self.rational_letter().map(Rational::to_f64),
        })
    }

    /// Numbers and names of notes stand apart here: `bd` is no b and d.
    fn hertz(&mut self) -> Result<Option<f64>, MiniError> {
        let before = *self;
        let found = match self.signed(Self::number)? {
            Some((true, number)) => Some(-number.float),
            Some((false, number)) => Some(number.float),
            None => {
                let note = self.note_name()?;
                note.map(|note| MIDDLE_C * 2_f64.powf(note as f64 / 12.0))
            }
        };
        if self.peek().is_some_and(char::is_alphanumeric) {
            *self = before;
            return Ok(None);
        }
        Ok(found)
    }

    fn int(&mut self) -> Result<Option<i64>, MiniError> {
        let start = self.at;
        let found = self.signed(|cursor| {
            Ok(match cursor.number()? {
                Some(number) if number.exact.is_integer() => Some(number.exact.numerator()),
                Some(_) => {
                    let span = start..cursor.at;
                    let written = cursor.text[span.clone()].to_string();
                    return Err(MiniError::new(span, Fault::NotWhole(written)));
                }
                None => cursor.note_name()?,
            })
        })?;
        Ok(found.map(|(negative, n)| if negative { -n } else { n }))
    }

    fn boolean(&mut self) -> Option<bool> {
        for (word, value) in [
            ("true", true),
            ("false", false),
            ("t", true),
            ("f", false),
            ("1", true),
            ("0", false),
        ] {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Some(value);
            }
        }
        None
    }

    fn chord_modifiers(&mut self) -> Option<Vec<ChordModifier>> {
        let number = |cursor: &mut Self| -> Option<u32> {
            let digits = cursor.eat_while(|c| c.is_ascii_digit());
            // More notes than a piano has keys are no chord.
            (!digits.is_empty()).then(|| digits.parse().unwrap_or(u32::MAX).min(128))
        };
        let start = self.at;
        let modifiers = match self.peek()? {
            'o' => vec![ChordModifier::Open; self.eat_while(|c| c == 'o').len().min(128)],
            'd' => {
                self.at += 1;
                number(self)
                    .map(|n| vec![ChordModifier::Drop(n)])
                    .unwrap_or_default()
            }
            'i' => {
                let letters = self.eat_while(|c| c == 'i').len().min(128);
                let times = match number(self) {
                    Some(n) if letters == 1 => n as usize,
                    _ => letters,
                };
                vec![ChordModifier::Invert; times]
            }
            _ => number(self)
                .map(|n| vec![ChordModifier::Range(n)])
                .unwrap_or_default(),
        };
        if self.at == start || (modifiers.is_empty() && self.text.as_bytes()[start] == b'd') {
            self.at = start;
            return None;
        }
        Some(modifiers)
    }
}

/// The exact value of a decimal number, when 64 bits hold it.
fn decimal(whole: &str, fraction: &str, exponent: i32) -> Option<Rational> {
    let fraction = fraction.trim_end_matches('0');
    let mut digits = 0_i64;
    for digit in whole.bytes().chain(fraction.bytes()) {
        digits = digits
            .checked_mul(10)?
            .checked_add(i64::from(digit - b'0'))?;
    }
    let scale = exponent - i32::try_from(fraction.len()).ok()?;
    let power = 10_i64.checked_pow(scale.unsigned_abs())?;
    if scale >= 0 {
        Some(Rational::integer(digits.checked_mul(power)?))
    } else {
        Rational::new(digits, power)
    }
}
