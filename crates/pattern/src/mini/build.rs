//! The tree of a string to a pattern.

use std::ops::Range;

use super::error::{Fault, MiniError};
use super::lex::Lexis;
use super::parse::{parse, parse_as, parse_names};
use super::syntax::{Atom, ChordModifier, Form, Kind, Step, Term};
use crate::harmony::chords;
use crate::transform::variable::Reading as ReadAs;
use crate::{Graph, Join, Operation, PatternId, Rational, Slot, Structure, Value, Wave};

/// Most different chords that one patterned chord may stand for.
const MAX_CHORDS: usize = 1024;

impl Graph {
    /// The pattern of a string of mini-notation whose atoms are read as `kind`; the string begins `offset` bytes into the
    /// source, so that atoms' places are places in the source. Errors' places are in the string.
    pub fn mini(&mut self, text: &str, kind: Kind, offset: usize) -> Result<PatternId, MiniError> {
        let term = parse(text, kind)?;
        self.text_at(offset as u32);
        self.mini_term(&term, kind, offset)
    }

    /// The same for names of sounds, among which `is_bus` tells buses (see `parse_names`).
    pub fn mini_names(
        &mut self,
        text: &str,
        offset: usize,
        is_bus: &dyn Fn(&str) -> bool,
    ) -> Result<PatternId, MiniError> {
        let term = parse_names(text, is_bus)?;
        self.text_at(offset as u32);
        self.mini_term(&term, Kind::Word, offset)
    }

    /// Chords on the notes of a pattern: a string of names, and strings of modifiers, as they follow a note and `'` in
    /// mini-notation.
    pub fn chord(
        &mut self,
        root: PatternId,
        name: &str,
        modifiers: &[&str],
        kind: Kind,
    ) -> Result<PatternId, MiniError> {
        let name = parse_as(name, Lexis::ChordName)?;
        let modifiers: Result<Vec<_>, _> = modifiers
            .iter()
            .map(|modifier| parse_as(modifier, Lexis::ChordModifiers))
            .collect();
        let mut build = Build {
            graph: self,
            offset: None,
        };
        build.chord(&name.span, root, &name, &modifiers?, Reading::Kind(kind))
    }

    /// The pattern of a tree that [`parse`] gave for the same kind.
    pub fn mini_term(
        &mut self,
        term: &Term,
        kind: Kind,
        offset: usize,
    ) -> Result<PatternId, MiniError> {
        let mut build = Build {
            graph: self,
            offset: Some(offset),
        };
        build.term(term, Reading::Kind(kind))
    }
}

/// What the atoms of a place become.
#[derive(Clone, Copy)]
enum Reading<'r> {
    Kind(Kind),
    /// Indices into these names of chords.
    ChordNames(&'r [&'r str]),
    /// Indices into these modifiers of chords.
    ChordModifiers(&'r [&'r [ChordModifier]]),
}

struct Build<'g> {
    graph: &'g mut Graph,
    /// Where the string begins in the source, if it is part of it.
    offset: Option<usize>,
}

type Built = Result<PatternId, MiniError>;

impl Build<'_> {
    fn term(&mut self, term: &Term, reading: Reading<'_>) -> Built {
        Ok(match &term.form {
            Form::Rest => self.graph.silence(),
            Form::Atom(atom) => {
                let value = self.value(atom, reading);
                match self.offset {
                    Some(offset) => {
                        let place = self.place(&term.span, offset);
                        self.graph.pure_at(value, place)
                    }
                    None => self.graph.pure(value),
                }
            }
            Form::Variable(name) => self.variable(name, reading),
            Form::Sequence(steps) => self.sequence(steps, reading)?,
            Form::Stack(terms) => {
                let patterns = self.terms(terms, reading)?;
                self.graph.stack(&patterns)
            }
            Form::Choice { seed, options } => {
                let patterns = self.terms(options, reading)?;
                self.choice(*seed, &patterns)
            }
            Form::Polymeter { steps, voices } => {
                self.polymeter(steps.as_deref(), voices, reading)?
            }
            Form::Fast { factor, term } => {
                let factor = self.term(factor, Reading::Kind(Kind::Ratio))?;
                let pattern = self.term(term, reading)?;
                self.graph.fast(factor, pattern)
            }
            Form::Slow { factor, term } => {
                let factor = self.term(factor, Reading::Kind(Kind::Ratio))?;
                let pattern = self.term(term, reading)?;
                self.graph.slow(factor, pattern)
            }
            Form::Euclid {
                pulses,
                steps,
                rotation,
                term,
            } => {
                let pulses = self.term(pulses, Reading::Kind(Kind::Int))?;
                let steps = self.term(steps, Reading::Kind(Kind::Int))?;
                let rotation = match rotation {
                    Some(rotation) => Some(self.term(rotation, Reading::Kind(Kind::Int))?),
                    None => None,
                };
                let pattern = self.term(term, reading)?;
                if matches!(reading, Reading::Kind(Kind::Bool)) {
                    self.graph.euclid_truths(pulses, steps, rotation, pattern)
                } else {
                    self.graph.euclid(pulses, steps, rotation, false, pattern)
                }
            }
            Form::Degrade { seed, amount, term } => {
                let pattern = self.term(term, reading)?;
                self.graph
                    .degrade_with(*amount, seed_shift(*seed), false, pattern)
            }
            Form::Range { first, last } => {
                let first = self.term(first, reading)?;
                let last = self.term(last, reading)?;
                self.range(first, last, reading)
            }
            Form::Chord {
                root,
                name,
                modifiers,
            } => {
                let root = self.term(root, reading)?;
                self.chord(&term.span, root, name, modifiers, reading)?
            }
        })
    }

    fn terms(&mut self, terms: &[Term], reading: Reading<'_>) -> Result<Vec<PatternId>, MiniError> {
        terms.iter().map(|term| self.term(term, reading)).collect()
    }

    fn place(&mut self, span: &Range<usize>, offset: usize) -> u32 {
        let within = |at: usize| u32::try_from(at + offset).unwrap_or(u32::MAX);
        let place = within(span.start)..within(span.end);
        self.graph.atom(place)
    }

    fn value(&mut self, atom: &Atom, reading: Reading<'_>) -> Value {
        match (atom, reading) {
            (Atom::Word(name), Reading::ChordNames(names)) => {
                Value::Int(names.iter().position(|n| n == name).unwrap_or(0) as i64)
            }
            (Atom::Modifiers(modifiers), Reading::ChordModifiers(all)) => {
                Value::Int(all.iter().position(|m| m == modifiers).unwrap_or(0) as i64)
            }
            (Atom::Word(name), _) => Value::Word(self.graph.intern(name)),
            (Atom::Float(x), Reading::Kind(Kind::Note)) => Value::Note(*x),
            (Atom::Float(x), _) => Value::Float(*x),
            (Atom::Int(n), _) => Value::Int(*n),
            (Atom::Ratio(r), _) => Value::Ratio(*r),
            (Atom::Bool(b), _) => Value::Bool(*b),
            (Atom::Modifiers(_), _) => Value::Int(0),
        }
    }

    /// The variable's value once a cycle. Numbers become the kind that is wanted.
    fn variable(&mut self, name: &str, reading: Reading<'_>) -> PatternId {
        let name = self.graph.intern(name);
        let read_as = match reading {
            Reading::Kind(Kind::Note) => ReadAs::Note,
            Reading::Kind(Kind::Float | Kind::Hertz) => ReadAs::Float,
            Reading::Kind(Kind::Ratio) => ReadAs::Exact,
            Reading::Kind(Kind::Int) => ReadAs::Whole,
            _ => ReadAs::Any,
        };
        self.graph.variable(name, read_as, None)
    }

    fn sequence(&mut self, steps: &[Step], reading: Reading<'_>) -> Built {
        let mut weighted = Vec::with_capacity(steps.len());
        for step in steps {
            let pattern = self.term(&step.term, reading)?;
            weighted.extend((0..step.repeats).map(|_| (step.weight, pattern)));
        }
        Ok(self.graph.timecat(&weighted))
    }

    fn choice(&mut self, seed: u32, patterns: &[PatternId]) -> PatternId {
        let random = self.graph.wave(Wave::Random);
        let random = self.graph.late_by(-seed_shift(seed), random);
        let count = Value::Float(patterns.len() as f64);
        let index = self.graph.adjust(Operation::Multiply, random, count);
        let cycle = self.graph.pure(Rational::ONE);
        let index = self
            .graph
            .apply(Operation::KeepRight, Structure::Left, cycle, index);
        let slot = self.graph.slot();
        let chosen = self.graph.select(slot, patterns);
        self.graph.join(Join::Mix, index, slot, chosen)
    }

    fn polymeter(&mut self, steps: Option<&Term>, voices: &[Term], reading: Reading<'_>) -> Built {
        let patterns = self.terms(voices, reading)?;
        let own_steps = voices.first().map_or(Rational::ONE, Term::step_count);
        let steps = match steps {
            Some(steps) => self.term(steps, Reading::Kind(Kind::Ratio))?,
            None => self.graph.pure(own_steps),
        };
        let mut sounding = Vec::with_capacity(voices.len());
        for (voice, pattern) in voices.iter().zip(patterns) {
            let count = voice.step_count();
            if count > Rational::ZERO {
                sounding.push(self.graph.patterned(steps, |graph, steps| {
                    let factor = graph.formula_of(Operation::Divide, steps, count);
                    graph.fast_by(factor, pattern)
                }));
            }
        }
        Ok(self.graph.stack(&sounding))
    }

    fn range(&mut self, first: PatternId, last: PatternId, reading: Reading<'_>) -> PatternId {
        let graph = &mut *self.graph;
        let (a, b) = (graph.slot(), graph.slot());
        let numbers = matches!(
            reading,
            Reading::Kind(Kind::Note | Kind::Float | Kind::Hertz | Kind::Int | Kind::Ratio)
        );
        let body = if numbers {
            graph.enumerate(a, b)
        } else {
            // Names have nothing between them.
            let ends = [graph.pure(a), graph.pure(b)];
            graph.fastcat(&ends)
        };
        let from_first = graph.join(Join::Mix, last, b, body);
        graph.join(Join::Mix, first, a, from_first)
    }

    fn chord(
        &mut self,
        span: &Range<usize>,
        root: PatternId,
        name: &Term,
        modifiers: &[Term],
        reading: Reading<'_>,
    ) -> Built {
        let mut names = Vec::new();
        atoms_of(name, &mut |atom| {
            if let Atom::Word(name) = atom
                && !names.contains(&name.as_str())
            {
                names.push(name.as_str());
            }
        });
        let mut alternatives: Vec<Vec<&[ChordModifier]>> = Vec::new();
        for modifier in modifiers {
            let mut all = Vec::new();
            atoms_of(modifier, &mut |atom| {
                if let Atom::Modifiers(modifiers) = atom
                    && !all.contains(&modifiers.as_slice())
                {
                    all.push(modifiers.as_slice());
                }
            });
            alternatives.push(all);
        }
        let count = alternatives
            .iter()
            .fold(names.len(), |count, all| count.saturating_mul(all.len()));
        if count > MAX_CHORDS {
            let limit = MAX_CHORDS as i64;
            return Err(MiniError::new(span.clone(), Fault::BeyondLimit { limit }));
        }
        // A pattern of indices for the name and each modifier chooses among all chords they can make.
        let mut outers = vec![self.term(name, Reading::ChordNames(&names))?];
        for (modifier, all) in modifiers.iter().zip(&alternatives) {
            outers.push(self.term(modifier, Reading::ChordModifiers(all))?);
        }
        let slots: Vec<_> = outers.iter().map(|_| self.graph.slot()).collect();
        let mut chords = Vec::with_capacity(names.len());
        for name in &names {
            // An unknown chord is its root alone.
            let notes = chords::chord(name).unwrap_or(&[0]).to_vec();
            chords.push(self.modified(notes, &alternatives, &slots[1..], reading));
        }
        let mut pattern = self.select(slots[0], &chords);
        for (outer, slot) in outers.into_iter().zip(slots).rev() {
            pattern = match self.graph.constant(outer) {
                Some(_) if count == 1 => pattern,
                _ => self.graph.join(Join::Mix, outer, slot, pattern),
            };
        }
        Ok(self
            .graph
            .apply(Operation::Add, Structure::Both, root, pattern))
    }

    /// One of the patterns; of a single one whatever the slot holds.
    fn select(&mut self, slot: Slot, patterns: &[PatternId]) -> PatternId {
        match patterns {
            [only] => *only,
            _ => self.graph.select(slot, patterns),
        }
    }

    /// The chord after each of the modifiers that the slots choose.
    fn modified(
        &mut self,
        notes: Vec<i32>,
        alternatives: &[Vec<&[ChordModifier]>],
        slots: &[Slot],
        reading: Reading<'_>,
    ) -> PatternId {
        let (Some((here, later)), Some((slot, slots))) =
            (alternatives.split_first(), slots.split_first())
        else {
            let notes: Vec<_> = notes
                .iter()
                .map(|&note| {
                    self.graph.pure(match reading {
                        Reading::Kind(Kind::Int) => Value::Int(note.into()),
                        Reading::Kind(Kind::Note) => Value::Note(note.into()),
                        _ => Value::Float(note.into()),
                    })
                })
                .collect();
            return self.graph.stack(&notes);
        };
        let patterns: Vec<_> = here
            .iter()
            .map(|modifiers| {
                let notes = modifiers.iter().fold(notes.clone(), |notes, &modifier| {
                    chords::modified(notes, modifier)
                });
                self.modified(notes, later, slots, reading)
            })
            .collect();
        self.select(*slot, &patterns)
    }
}

/// Random decisions of one string look at moments a ten-thousandth of a cycle apart.
fn seed_shift(seed: u32) -> Rational {
    Rational::new(i64::from(seed), 10_000).unwrap_or(Rational::ZERO)
}

/// All atoms of a term, not those of its factors and other arguments.
pub(crate) fn atoms_of<'t>(term: &'t Term, found: &mut dyn FnMut(&'t Atom)) {
    placed_atoms_of(term, &mut |_, atom| found(atom));
}

/// All atoms of a term with their places in the string, not those of its factors and other arguments.
pub(crate) fn placed_atoms_of<'t>(
    term: &'t Term,
    found: &mut dyn FnMut(&'t Range<usize>, &'t Atom),
) {
    match &term.form {
        Form::Atom(atom) => found(&term.span, atom),
        Form::Rest | Form::Variable(_) => {}
        Form::Sequence(steps) => steps
            .iter()
            .for_each(|step| placed_atoms_of(&step.term, found)),
        Form::Stack(terms)
        | Form::Choice { options: terms, .. }
        | Form::Polymeter { voices: terms, .. } => {
            terms.iter().for_each(|term| placed_atoms_of(term, found));
        }
        Form::Fast { term, .. }
        | Form::Slow { term, .. }
        | Form::Euclid { term, .. }
        | Form::Degrade { term, .. } => placed_atoms_of(term, found),
        Form::Range { first, last } => {
            placed_atoms_of(first, found);
            placed_atoms_of(last, found);
        }
        Form::Chord { root, .. } => placed_atoms_of(root, found),
    }
}
