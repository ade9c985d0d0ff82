//! One term of mini-notation: an atom or brackets, with its factor, rhythm, probability and chord.

use super::{Mode, Parsed, Parser};
use crate::Rational;
use crate::mini::error::{Fault, MiniError, TIMES};
use crate::mini::lex::Lexis;
use crate::mini::syntax::{Atom, Form, Kind, Term};

impl Parser<'_> {
    /// A term with its factor, rhythm and probability, and its chord.
    pub(super) fn part(&mut self, mode: Mode) -> Parsed<Option<Term>> {
        self.work(1)?;
        let start = self.cursor.at;
        let Some(mut term) = self.voiced(mode)? else {
            return Ok(None);
        };
        let mut more = 0;
        loop {
            match self.cursor.peek() {
                Some('*' | '/') if mode.has_chords() || !self.at_last_factor(mode)? => {}
                Some('?') if mode.has_chords() && more == 0 => {}
                Some('(') => {}
                _ => return Ok(Some(term)),
            }
            self.one_more(&mut more)?;
            term = self.modified(start, term)?;
            if more > 1 || !mode.has_chords() {
                self.extends(start);
            }
        }
    }

    /// A term with its modifiers, and the chord on it.
    fn voiced(&mut self, mode: Mode) -> Parsed<Option<Term>> {
        let start = self.cursor.at;
        let root = match self.plain_part(mode)? {
            Some(term) => term,
            None if mode.has_chords() && self.cursor.peek() == Some('\'') => {
                let form = Form::Atom(match mode.lexis {
                    Lexis::Kind(Kind::Int) => Atom::Int(0),
                    _ => Atom::Float(0.0),
                });
                self.term(start, form)
            }
            None => return Ok(None),
        };
        if !mode.has_chords() || self.cursor.peek() != Some('\'') {
            return Ok(Some(root));
        }
        self.cursor.eat('\'');
        let name = self.must(Mode::of(Lexis::ChordName))?;
        let mut modifiers = Vec::new();
        let mut count = 0;
        while self.cursor.peek() == Some('\'') {
            self.one_more(&mut count)?;
            self.cursor.eat('\'');
            modifiers.push(self.must(Mode::of(Lexis::ChordModifiers))?);
        }
        let form = Form::Chord {
            root: Box::new(root),
            name: Box::new(name),
            modifiers,
        };
        Ok(Some(self.term(start, form)))
    }

    pub(super) fn must(&mut self, mode: Mode) -> Parsed<Term> {
        match self.plain_part(mode)? {
            Some(term) => Ok(term),
            None => Err(self.unexpected(mode.lexis.wanted())),
        }
    }

    pub(super) fn plain_part(&mut self, mode: Mode) -> Parsed<Option<Term>> {
        let start = self.cursor.at;
        match self.unscaled(mode)? {
            Some(term) => self.modified(start, term).map(Some),
            None => Ok(None),
        }
    }

    /// A term with the factor, rhythm and probability that follow it in this order.
    fn modified(&mut self, start: usize, term: Term) -> Parsed<Term> {
        let mut term = self.scaled_rest(term)?;
        let before_space = self.cursor;
        self.cursor.skip_space();
        if self.cursor.eat('(') {
            term = self.euclid(start, term)?;
        } else {
            self.cursor = before_space;
        }
        if self.cursor.peek() == Some('?') {
            term = self.perhaps(start, term)?;
        }
        Ok(term)
    }

    /// A term and the `?` behind it.
    fn perhaps(&mut self, start: usize, term: Term) -> Parsed<Term> {
        let (seed, amount) = self.question()?;
        let term = Box::new(term);
        let form = Form::Degrade { seed, amount, term };
        Ok(self.term(start, form))
    }

    /// The arguments of a Euclidean rhythm, its `(` being read.
    pub(super) fn euclid(&mut self, start: usize, term: Term) -> Parsed<Term> {
        let open = self.cursor.at - 1;
        let mode = Mode::of(Lexis::EuclidNumber);
        let mut arguments = self.inside('(', |parser| {
            let mut arguments = vec![parser.euclid_argument(mode)?];
            while parser.cursor.eat(',') {
                arguments.push(parser.euclid_argument(mode)?);
            }
            Ok(arguments)
        })?;
        let rotation = (arguments.len() == 3).then(|| arguments.pop()).flatten();
        let (Some(steps), Some(pulses), None) = (arguments.pop(), arguments.pop(), arguments.pop())
        else {
            return Err(MiniError::new(open..self.cursor.at, Fault::EuclidNeedsTwo));
        };
        let form = Form::Euclid {
            pulses: Box::new(pulses),
            steps: Box::new(steps),
            rotation: rotation.map(Box::new),
            term: Box::new(term),
        };
        Ok(self.term(start, form))
    }

    /// A number of a Euclidean rhythm. Without one the rhythm is silent, as in Tidal.
    fn euclid_argument(&mut self, mode: Mode) -> Parsed<Term> {
        self.cursor.skip_space();
        match self.cursor.peek() {
            Some(',' | ')') => Ok(self.term(self.cursor.at, Form::Rest)),
            _ => self.argument(mode),
        }
    }

    pub(super) fn argument(&mut self, mode: Mode) -> Parsed<Term> {
        let sequence = self.sequence(mode)?;
        match &sequence.form {
            Form::Sequence(steps) if steps.is_empty() => Err(self.unexpected(mode.lexis.wanted())),
            _ => Ok(sequence),
        }
    }

    /// Does the name of a bus follow, tilde and all?
    fn at_bus(&self) -> bool {
        let mut cursor = self.cursor;
        cursor.eat('~');
        cursor
            .name()
            .and_then(|name| name.split(':').next())
            .is_some_and(|name| (self.is_bus)(name))
    }

    /// An atom and the `?` directly behind it, or brackets.
    fn unscaled(&mut self, mode: Mode) -> Parsed<Option<Term>> {
        let start = self.cursor.at;
        let form = match self.cursor.peek() {
            Some('[' | '{' | '<') => return self.group(mode).map(Some),
            Some('^') => Some(self.input()?.form),
            Some('~') if mode.lexis == Lexis::Kind(Kind::Word) && self.at_bus() => {
                self.cursor.eat('~');
                let name = self.cursor.name().unwrap_or_default();
                Some(Form::Atom(Atom::Word(format!("~{name}"))))
            }
            Some('~') if mode.rests => {
                self.cursor.eat('~');
                Some(Form::Rest)
            }
            _ => self.cursor.atom(mode.lexis)?.map(Form::Atom),
        };
        let form = match form {
            None if mode.rests && self.cursor.eat('-') => Some(Form::Rest),
            form => form,
        };
        let Some(form) = form else { return Ok(None) };
        let term = self.term(start, form);
        match self.cursor.peek() {
            Some('?') => self.perhaps(start, term).map(Some),
            _ => Ok(Some(term)),
        }
    }

    /// `^name`
    fn input(&mut self) -> Parsed<Term> {
        let start = self.cursor.at;
        self.cursor.eat('^');
        match self.cursor.variable() {
            Some(name) => Ok(self.term(start, Form::Variable(name.into()))),
            None => Err(self.unexpected("the name of an input")),
        }
    }

    /// A term and the factor directly after it.
    pub(super) fn scaled_rest(&mut self, term: Term) -> Parsed<Term> {
        if self.at_factor() {
            // Scaling the whole string (as after everything else) and scaling its last step are told apart by the
            // caller; directly after a term it is the term's own.
            let factor = self.factor()?;
            Ok(self.scale(term, factor))
        } else {
            Ok(term)
        }
    }

    /// `[ ]`, `{ }` or `< >`.
    pub(super) fn group(&mut self, mode: Mode) -> Parsed<Term> {
        let start = self.cursor.at;
        // Within brackets steps a cycle are read like any other numbers.
        let inner = Mode {
            feet: true,
            content: false,
            ..mode
        };
        if self.cursor.eat('[') {
            let content = self.inside('[', |parser| {
                parser.alternatives(Mode {
                    content: true,
                    ..inner
                })
            })?;
            return Ok(Term {
                span: self.term(start, Form::Rest).span,
                form: content.form,
            });
        }
        let open = if self.cursor.eat('{') { '{' } else { '<' };
        if open == '<' {
            self.cursor.eat('<');
        }
        let voices = self.inside(open, |parser| {
            let mut voices = vec![parser.sequence(inner)?];
            while parser.cursor.eat(',') {
                voices.push(parser.sequence(inner)?);
            }
            Ok(voices)
        })?;
        let steps = if open == '<' {
            Some(Box::new(one()))
        } else if self.cursor.eat('%') {
            let mode = Mode {
                feet: false,
                ..Mode::of(Lexis::Factor)
            };
            Some(Box::new(self.argument(mode)?))
        } else {
            None
        };
        Ok(self.term(start, Form::Polymeter { steps, voices }))
    }

    /// `*n` or `/n`: is it `*`, and n.
    pub(super) fn factor(&mut self) -> Parsed<(bool, Term)> {
        let fast = self.cursor.eat('*');
        if !fast {
            self.cursor.eat('/');
        }
        self.cursor.skip_space();
        Ok((fast, self.factor_value()?))
    }

    /// The term before a factor, sped up or slowed down by it.
    pub(super) fn scale(&self, term: Term, (fast, factor): (bool, Term)) -> Term {
        let span = term.span.start..factor.span.end;
        let (factor, term) = (Box::new(factor), Box::new(term));
        let form = if fast {
            Form::Fast { factor, term }
        } else {
            Form::Slow { factor, term }
        };
        Term { span, form }
    }

    pub(super) fn factor_value(&mut self) -> Parsed<Term> {
        self.work(1)?;
        let start = self.cursor.at;
        let mode = Mode::of(Lexis::Factor);
        match self.cursor.peek() {
            Some('[' | '{' | '<') => {
                let group = self.group(mode)?;
                self.scaled_rest(group)
            }
            Some('^') => {
                let input = self.input()?;
                self.scaled_rest(input)
            }
            _ => match self.cursor.atom(Lexis::Factor)? {
                Some(atom) => Ok(self.term(start, Form::Atom(atom))),
                None => Err(self.unexpected(TIMES)),
            },
        }
    }
}

/// One step a cycle.
fn one() -> Term {
    Term {
        span: 0..0,
        form: Form::Atom(Atom::Ratio(Rational::ONE)),
    }
}
