//! Mini-notation text to tree. The grammar is TidalCycles 1.10's, restated from its behaviour; where Tidal refuses a
//! string whose meaning is plain (`bd@3!2`, `bd * 2 sn`, `0 .. 3 7`), it is read.
//!
//! Modifiers of a step come in this order: `?` (of a single atom), then `*` `/`, then `(k,n,r)`, then `?`, then `_` `@`
//! `!`. Notes and numbers take all but the last group twice: `0(3,8)*2`. Of names a `*` or `/` after all else, at the end
//! of the string or of what `[ ]` hold, is for all of it: `bd sn(3,8)*2` is `[bd sn(3,8)]*2`.

mod terms;

use std::ops::Range;

use super::error::{Fault, MiniError, closer_of};
use super::lex::{Cursor, Lexis, is_blank};
use super::syntax::{Form, Kind, Step, Term};
use crate::Rational;

/// Most bytes of a string.
pub const MAX_BYTES: usize = 1 << 18;
/// Most steps of a string, repeats counted.
pub const MAX_STEPS: u32 = 1 << 16;
/// Deepest nesting of brackets.
pub const MAX_DEPTH: u32 = 48;
/// Bounds the work on strings that must be read twice in many places.
const MAX_WORK: u32 = 1 << 19;

type Parsed<T> = Result<T, MiniError>;

/// Reads a whole string as atoms of `kind`.
pub fn parse(text: &str, kind: Kind) -> Parsed<Term> {
    parse_as(text, Lexis::Kind(kind))
}

/// The same for names, where `~pad` is one name (with its tilde) and not a rest and a name if `is_bus` says so of `pad`.
pub(super) fn parse_names(text: &str, is_bus: &dyn Fn(&str) -> bool) -> Parsed<Term> {
    read(text, Lexis::Kind(Kind::Word), is_bus).map(|(term, _)| term)
}

/// Where in a string that can be read stands the first thing that TidalCycles would not read: a modifier behind one that
/// must be the last (`bd@3!2`), a probability without a point (`bd?0`), a space before a factor (`bd * 2 sn`), a step
/// after a range (`0 .. 3 7`).
pub fn extension(text: &str, kind: Kind) -> Option<Range<usize>> {
    let (_, extension) = read(text, Lexis::Kind(kind), &|_| false).ok()?;
    extension.map(|(begin, end)| begin as usize..end as usize)
}

pub(super) fn parse_as(text: &str, lexis: Lexis) -> Parsed<Term> {
    read(text, lexis, &|_| false).map(|(term, _)| term)
}

/// From and to, bytes.
type Extent = (u32, u32);

fn read(text: &str, lexis: Lexis, is_bus: &dyn Fn(&str) -> bool) -> Parsed<(Term, Option<Extent>)> {
    if text.len() > MAX_BYTES {
        return Err(MiniError::new(
            0..text.len(),
            Fault::TooLong { limit: MAX_BYTES },
        ));
    }
    let mut parser = Parser {
        cursor: Cursor { text, at: 0 },
        is_bus,
        seeds: 0,
        depth: 0,
        steps: 0,
        work: 0,
        extension: None,
    };
    let mode = Mode {
        lexis,
        rests: true,
        feet: true,
        content: true,
    };
    let whole = parser.alternatives(mode)?;
    match parser.cursor.peek() {
        None => Ok((whole, parser.extension)),
        Some(_) => Err(parser.unexpected("another step")),
    }
}

/// How a place of a string is read.
#[derive(Clone, Copy)]
struct Mode {
    lexis: Lexis,
    /// May rests stand here? Not in factors and arguments.
    rests: bool,
    /// May `.` group steps here?
    feet: bool,
    /// Is this all that the string or `[ ]` hold, so that a factor at its end may be for all of it?
    content: bool,
}

impl Mode {
    fn of(lexis: Lexis) -> Self {
        Self {
            lexis,
            rests: false,
            feet: true,
            content: false,
        }
    }

    fn has_chords(self) -> bool {
        matches!(
            self.lexis,
            Lexis::Kind(Kind::Note | Kind::Float | Kind::Int)
        )
    }
}

#[derive(Clone, Copy)]
struct Parser<'t> {
    cursor: Cursor<'t>,
    /// Whether a name directly behind `~` belongs to it.
    is_bus: &'t dyn Fn(&str) -> bool,
    seeds: u32,
    depth: u32,
    steps: u32,
    work: u32,
    /// The first thing that Tidal would not read.
    extension: Option<Extent>,
}

impl<'t> Parser<'t> {
    /// Notes that Tidal would not read what stands from `start` up to here.
    fn extends(&mut self, start: usize) {
        let written = self.cursor.text[start..self.cursor.at].trim_end().len();
        self.extension
            .get_or_insert((start as u32, (start + written) as u32));
    }

    fn unexpected(&self, wanted: &'static str) -> MiniError {
        match self.cursor.peek() {
            Some(found) => {
                let span = self.cursor.at..self.cursor.at + found.len_utf8();
                match found {
                    '_' | '!' | '@' => MiniError::new(span, Fault::NothingToHold(found)),
                    '*' | '/' if self.at_start() => {
                        MiniError::new(span, Fault::NothingToHold(found))
                    }
                    '*' | '/' => MiniError::new(span, Fault::LateFactor(found)),
                    _ => MiniError::new(span, Fault::Unexpected { found, wanted }),
                }
            }
            None => MiniError::new(self.cursor.at..self.cursor.at, Fault::Ended { wanted }),
        }
    }

    fn seed(&mut self) -> u32 {
        self.seeds += 1;
        self.seeds - 1
    }

    fn at_factor(&self) -> bool {
        matches!(self.cursor.peek(), Some('*' | '/'))
    }

    /// Does the content end after this factor, so that the factor is for all of it?
    fn at_last_factor(&self, mode: Mode) -> Parsed<bool> {
        let mut ahead = *self;
        ahead.factor()?;
        ahead.cursor.skip_space();
        Ok(mode.content && matches!(ahead.cursor.peek(), None | Some(']')))
    }

    /// Is this the start of a sequence?
    fn at_start(&self) -> bool {
        let before = self.cursor.text[..self.cursor.at].trim_end_matches(is_blank);
        matches!(
            before.chars().next_back(),
            None | Some('[' | '{' | '<' | '(' | ',' | '|' | '.')
        )
    }

    /// Is this the end of a sequence?
    fn at_end(&self) -> bool {
        matches!(
            self.cursor.peek(),
            None | Some(']' | '}' | '>' | ')' | ',' | '|')
        )
    }

    fn work(&mut self, amount: u32) -> Parsed<()> {
        self.work += amount;
        if self.work > MAX_WORK {
            let fault = Fault::TooManySteps { limit: MAX_STEPS };
            return Err(MiniError::new(self.cursor.at..self.cursor.at, fault));
        }
        Ok(())
    }

    /// Counts modifiers of one thing, each of which nests the tree as a bracket does.
    fn one_more(&self, count: &mut u32) -> Parsed<()> {
        *count += 1;
        if *count > MAX_DEPTH {
            let at = self.cursor.at;
            let fault = Fault::TooManyModifiers { limit: MAX_DEPTH };
            return Err(MiniError::new(at..at + 1, fault));
        }
        Ok(())
    }

    /// Reads what is inside brackets, having read `open`, up to and with its closing one and the space after it.
    fn inside<T>(&mut self, open: char, content: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let start = self.cursor.at - 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let fault = Fault::TooDeep { limit: MAX_DEPTH };
            return Err(MiniError::new(start..start + 1, fault));
        }
        let content = content(self)?;
        self.cursor.skip_space();
        if self.cursor.eat(closer_of(open)) {
            self.depth -= 1;
            self.cursor.skip_space();
            return Ok(content);
        }
        match self.cursor.peek() {
            found @ (None | Some(']' | '}' | '>' | ')')) => Err(MiniError::new(
                start..start + 1,
                Fault::Unclosed { open, found },
            )),
            Some('|') if matches!(open, '{' | '<') => {
                let at = self.cursor.at;
                Err(MiniError::new(at..at + 1, Fault::ChoiceInAngles))
            }
            Some('|' | ',') if open == '[' => {
                let at = self.cursor.at;
                Err(MiniError::new(at..at + 1, Fault::MixedTails))
            }
            Some(_) => Err(self.unexpected("another step")),
        }
    }

    /// All that the string or `[ ]` hold, and the factor at its end.
    fn alternatives(&mut self, mode: Mode) -> Parsed<Term> {
        let mut content = self.choices(mode)?;
        let mut factors = 0;
        while self.at_factor() {
            self.one_more(&mut factors)?;
            if self.at_start() {
                return Err(self.unexpected("a step"));
            }
            let at = self.cursor.at;
            let factor = self.factor()?;
            content = self.scale(content, factor);
            self.cursor.skip_space();
            if !matches!(self.cursor.peek(), None | Some(']' | '*' | '/')) {
                let sign = if self.cursor.text[at..].starts_with('*') {
                    '*'
                } else {
                    '/'
                };
                return Err(MiniError::new(at..at + 1, Fault::LateFactor(sign)));
            }
        }
        Ok(content)
    }

    /// `a b`, `a , b` or `a | b`.
    fn choices(&mut self, mode: Mode) -> Parsed<Term> {
        let start = self.cursor.at;
        let first = self.sequence(mode)?;
        let Some(separator @ (',' | '|')) = self.cursor.peek() else {
            return Ok(first);
        };
        let mut all = vec![first];
        while self.cursor.eat(separator) {
            all.push(self.sequence(mode)?);
        }
        if matches!(self.cursor.peek(), Some(',' | '|')) {
            let at = self.cursor.at;
            return Err(MiniError::new(at..at + 1, Fault::MixedTails));
        }
        let form = match separator {
            ',' => Form::Stack(all),
            _ => Form::Choice {
                seed: self.seed(),
                options: all,
            },
        };
        Ok(self.term(start, form))
    }

    /// A node from `start` up to here, without the space after it.
    fn term(&self, start: usize, form: Form) -> Term {
        let written = &self.cursor.text[start..self.cursor.at];
        let indent = written.len() - written.trim_start().len();
        Term {
            span: start + indent..start + written.trim_end().len().max(indent),
            form,
        }
    }

    /// Steps up to the end of the sequence, in feet where there are any.
    fn sequence(&mut self, mode: Mode) -> Parsed<Term> {
        let start = self.cursor.at;
        let mut feet: Vec<Vec<Step>> = Vec::new();
        let mut steps = Vec::new();
        let mut degrade = None;
        let mut ended = false;
        self.cursor.skip_space();
        loop {
            if mode.feet && self.cursor.peek() == Some('.') {
                let at = self.cursor.at;
                self.cursor.eat('.');
                feet.push(std::mem::take(&mut steps));
                self.cursor.skip_space();
                if self.at_end() {
                    // As in Tidal: after several feet the last dot ends the last of them.
                    if feet.len() == 1 {
                        return Err(MiniError::new(at..at + 1, Fault::TrailingFoot));
                    }
                    ended = true;
                    break;
                }
                continue;
            }
            let before = *self;
            match self.step(mode) {
                Ok(Some((step, whole_degrade))) => {
                    self.steps = self.steps.saturating_add(step.repeats);
                    if self.steps > MAX_STEPS {
                        let fault = Fault::TooManySteps { limit: MAX_STEPS };
                        return Err(MiniError::new(step.term.span, fault));
                    }
                    steps.push(step);
                    if whole_degrade.is_some() {
                        degrade = whole_degrade;
                        break;
                    }
                }
                Ok(None) => break,
                // Steps a cycle end where something follows that is no number.
                Err(error) if mode.lexis == Lexis::Factor && !mode.feet && !steps.is_empty() => {
                    let work = self.work;
                    if matches!(error.fault, Fault::TooDeep { .. }) {
                        return Err(error);
                    }
                    *self = before;
                    self.work = work;
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        if !feet.is_empty() {
            if !ended {
                feet.push(steps);
            }
            steps = feet.into_iter().map(foot).collect();
        }
        let sequence = self.term(start, Form::Sequence(steps));
        Ok(match degrade {
            None => sequence,
            Some((seed, amount)) => self.term(
                start,
                Form::Degrade {
                    seed,
                    amount,
                    term: Box::new(sequence),
                },
            ),
        })
    }

    /// One step with its weight and repeats, and the space after it; a `?` after all that, at the end of the sequence,
    /// is for the whole sequence and given beside the step.
    #[expect(
        clippy::type_complexity,
        reason = "a type of its own would be named once"
    )]
    fn step(&mut self, mode: Mode) -> Parsed<Option<(Step, Option<(u32, f64)>)>> {
        let start = self.cursor.at;
        let Some(mut term) = self.part(mode)? else {
            return Ok(None);
        };
        self.cursor.skip_space();
        if self.at_factor() {
            if self.at_last_factor(mode)? {
                let step = Step {
                    weight: Rational::ONE,
                    repeats: 1,
                    term,
                };
                return Ok(Some((step, None)));
            }
            let factor = self.factor()?;
            self.cursor.skip_space();
            term = self.scale(term, factor);
            self.extends(start);
        }
        if self.cursor.rest().starts_with("..") {
            self.cursor.at += 2;
            self.cursor.skip_space();
            let Some(last) = self.part(mode)? else {
                return Err(self.unexpected("the end of the range"));
            };
            let (first, last) = (Box::new(term), Box::new(last));
            term = self.term(start, Form::Range { first, last });
            self.cursor.skip_space();
            if !self.at_end() && !matches!(self.cursor.peek(), Some('.')) {
                self.extends(start);
            }
        }
        let (mut weight, mut repeats) = (Rational::ONE, 1_u32);
        let mut questions = 0;
        let (mut held, mut repeated) = (false, false);
        loop {
            let at = self.cursor.at;
            match self.cursor.peek() {
                Some('@' | '_') => held = true,
                Some('!') => repeated = true,
                _ => {}
            }
            match self.cursor.peek() {
                Some('@' | '_') => {
                    self.cursor.at += 1;
                    let amount = self.cursor.ratio()?;
                    if amount.is_some_and(Rational::is_negative) {
                        return Err(MiniError::new(at..self.cursor.at, Fault::NegativeWeight));
                    }
                    weight = match amount {
                        Some(amount) => weight + amount - Rational::ONE,
                        None => weight + Rational::ONE,
                    };
                }
                Some('!') => {
                    self.cursor.at += 1;
                    repeats = match self.cursor.count() {
                        None => repeats.saturating_add(1),
                        Some(digits) => {
                            let count: u32 = digits.parse().unwrap_or(u32::MAX);
                            (repeats - 1).saturating_add(count)
                        }
                    };
                    if repeats > MAX_STEPS {
                        let fault = Fault::TooManySteps { limit: MAX_STEPS };
                        return Err(MiniError::new(at..self.cursor.at, fault));
                    }
                    if repeats == 0 {
                        self.cursor.skip_space();
                        break;
                    }
                }
                Some('?') => {
                    self.one_more(&mut questions)?;
                    let (seed, amount) = self.question()?;
                    self.cursor.skip_space();
                    if self.at_end() {
                        let step = Step {
                            weight,
                            repeats,
                            term,
                        };
                        return Ok(Some((step, Some((seed, amount)))));
                    }
                    term = self.term(
                        start,
                        Form::Degrade {
                            seed,
                            amount,
                            term: Box::new(term),
                        },
                    );
                }
                _ => break,
            }
            self.cursor.skip_space();
            if held && repeated || questions > 0 {
                self.extends(start);
            }
        }
        Ok(Some((
            Step {
                weight,
                repeats,
                term,
            },
            None,
        )))
    }

    /// `?` or `?0.3`.
    fn question(&mut self) -> Parsed<(u32, f64)> {
        let start = self.cursor.at;
        self.cursor.eat('?');
        let amount = self.cursor.amount()?.unwrap_or(0.5);
        let written = &self.cursor.text[start + 1..self.cursor.at];
        if !written.is_empty() && !written.contains('.') {
            self.extends(start);
        }
        Ok((self.seed(), amount))
    }
}

/// The steps between two dots are one step; none are a rest.
fn foot(steps: Vec<Step>) -> Step {
    let span: Range<usize> = match (steps.first(), steps.last()) {
        (Some(first), Some(last)) => first.term.span.start..last.term.span.end,
        _ => 0..0,
    };
    let form = if steps.is_empty() {
        Form::Rest
    } else {
        Form::Sequence(steps)
    };
    Step {
        weight: Rational::ONE,
        repeats: 1,
        term: Term { span, form },
    }
}
