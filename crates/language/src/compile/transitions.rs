//! Changes of outputs from what they play to something new (`xfadeIn 1 4 $ …`), from one evaluation to the next.
//!
//! A change begins with the cycle in which the program that has it first takes over, and goes on from there in later
//! programs as long as its statement stays the same: what is evaluated again without an edit goes on. It begins anew when
//! the statement was edited, or was evaluated on its own. A text that is opened or rendered plays what its changes end in.

use super::candidate::{Candidate, fingerprint, reread};
use super::last_good::LastGood;
use crate::evaluate::Evaluator;
use crate::evaluate::actions::{Action, Change};
use crate::evaluate::value::{EvalResult, Scope, Spanned, Value, Wet};
use crate::syntax::StatementKind;
use crate::syntax::statements::OutputName;
use crate::types::Kind;
use phonon_engine::program::beginning::Beginning;
use phonon_pattern::{Join, PatternId, Rational, Value as EventValue};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

/// Most patterns of an output that are remembered.
const MOST_REMEMBERED_PATTERNS: usize = 16;

/// What one output plays and has played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct History {
    /// The output that played.
    player: OutputName,
    /// The statements that said what it plays, the latest one first.
    steps: Vec<String>,
    /// Whether the latest one is a change that has begun, and not only what it ends in.
    changes: bool,
}

/// What is known of the evaluations before this one.
pub(crate) struct Live<'a> {
    previous: Option<&'a LastGood>,
}

impl<'a> Live<'a> {
    /// After what was evaluated before; nothing where a text is opened or rendered.
    pub(crate) fn new(previous: Option<&'a LastGood>) -> Self {
        Self { previous }
    }

    /// What was evaluated before.
    pub(crate) fn previous(&self) -> Option<&'a LastGood> {
        self.previous
    }

    /// What the patterns of a statement that begin when it is evaluated are known by, and whether they do.
    pub(crate) fn beginning(&self, candidate: &Candidate) -> (u64, bool) {
        self.beginning_of(candidate.source(), self.is_asked(candidate))
    }

    fn beginning_of(&self, source: &str, anew: bool) -> (u64, bool) {
        let statement = fingerprint(source);
        let Some(previous) = self.previous else {
            return (number(statement, 0), false);
        };
        let before = previous.begun.iter().rev();
        let mut before = before.filter(|(other, _)| *other == statement);
        match before.next() {
            Some((_, id)) if !anew => (*id, true),
            _ => (number(statement, previous.serial + 1), true),
        }
    }

    /// What the statements of a text are known by, and those that its outputs have played before.
    pub(crate) fn begun(&self, candidates: &[Candidate], histories: &[History]) -> Vec<(u64, u64)> {
        let written = candidates.iter().map(|candidate| {
            let (id, _) = self.beginning(candidate);
            (candidate.fingerprint(), id)
        });
        let earlier = histories.iter().flat_map(|history| &history.steps[1..]);
        let earlier = earlier.map(|source| {
            let (id, _) = self.beginning_of(source, false);
            (fingerprint(source), id)
        });
        earlier.chain(written).collect()
    }

    fn is_asked(&self, candidate: &Candidate) -> bool {
        let asked = self.previous.and_then(|previous| previous.asked);
        asked == Some(candidate.place.start) && candidate.is_written()
    }

    /// What an output has played once the statement of this candidate is evaluated. `before` is the one above it that said
    /// what the same output plays.
    pub(crate) fn history(
        &self,
        player: &OutputName,
        candidate: &Candidate,
        before: Option<&Candidate>,
        changes: bool,
    ) -> History {
        let source = candidate.source().to_owned();
        let previous = self
            .previous
            .and_then(|previous| previous.histories.iter().find(|it| it.player == *player));
        let same = previous.filter(|previous| previous.steps.first() == Some(&source));
        if let Some(same) = same.filter(|_| changes && !self.is_asked(candidate)) {
            return same.clone();
        }
        let mut steps = vec![source];
        match (previous, before) {
            (Some(previous), _) if changes => steps.extend(previous.steps.iter().cloned()),
            (None, Some(before)) if changes => steps.push(before.source().to_owned()),
            _ => {}
        }
        steps.truncate(MOST_REMEMBERED_PATTERNS);
        History {
            player: player.clone(),
            steps,
            changes: changes && self.previous.is_some(),
        }
    }
}

fn number(statement: u64, serial: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (statement, serial).hash(&mut hasher);
    hasher.finish()
}

impl Evaluator {
    /// The cycle in which the statement in hand began, when the pattern plays.
    pub(crate) fn beginning(&mut self) -> PatternId {
        let (id, is_live) = self.begin;
        let input = self.graph.intern(&format!("~begin {id:x}"));
        if self.beginnings.iter().all(|it| it.input() != input) {
            self.beginnings.push(if is_live {
                Beginning::live(input, id)
            } else {
                Beginning::with_song(input, id)
            });
        }
        self.graph
            .input(input, Some(EventValue::Ratio(Rational::ZERO)))
    }
}

/// What an output plays that changes: the new pattern where the change is not live.
pub(crate) fn changed(
    evaluator: &mut Evaluator,
    live: &Live,
    change: &Change,
    history: &History,
    scope: &Scope,
) -> EvalResult<Spanned> {
    let place = change.pattern.place;
    let (dry, effects) = match &change.pattern.value {
        Value::Wet(wet) => (wet.dry.clone(), wet.effects.clone()),
        _ => (change.pattern.clone(), Vec::new()),
    };
    let new = evaluator.pattern(&dry, Kind::Controls)?;
    let mut patterns = vec![new];
    if history.changes {
        for source in &history.steps[1..] {
            patterns.push(earlier(evaluator, live, source, &history.player, scope));
        }
    }
    // Before everything there was silence.
    patterns.push(evaluator.graph.silence());
    let controls = |pattern| Spanned::new(Value::Pattern(Kind::Controls, pattern), place);
    let list = Value::List(Rc::new(patterns.into_iter().map(controls).collect()));
    let slot = evaluator.graph.slot();
    let arguments = vec![
        Spanned::new(Value::Slot(Kind::Ratio, slot.into()), place),
        Spanned::new(list, place),
    ];
    let value = evaluator.apply(change.transition.clone(), arguments, place)?;
    let mut body = evaluator.pattern(&Spanned::new(value, place), Kind::Controls)?;
    if !history.changes {
        return Ok(change.pattern.clone());
    }
    if let Some(cycles) = change.cycles(evaluator) {
        let graph = &mut evaluator.graph;
        let end = graph.sum(slot, cycles);
        let before = graph.beginning_before(end, body);
        let after = graph.beginning_from(end, new);
        body = graph.stack(&[before, after]);
    }
    let begin = evaluator.beginning();
    let pattern = evaluator.graph.join(Join::Inner, begin, slot, body);
    let value = controls(pattern);
    if effects.is_empty() {
        return Ok(value);
    }
    let wet = Wet {
        dry: value,
        effects,
    };
    Ok(Spanned::new(Value::Wet(Rc::new(wet)), place))
}

/// The pattern that a statement of before gave to an output, as it would be now; silence where it has none.
fn earlier(
    evaluator: &mut Evaluator,
    live: &Live,
    source: &str,
    player: &OutputName,
    scope: &Scope,
) -> PatternId {
    let begin = std::mem::replace(&mut evaluator.begin, live.beginning_of(source, false));
    let pattern = reread(None, source).and_then(|statement| {
        let value = match &statement.kind {
            StatementKind::Output(_, body) => evaluator.evaluate(body, scope).ok()?,
            StatementKind::Command(body) => {
                let value = evaluator.evaluate(body, scope).ok()?;
                given_to(evaluator, &value, player)?
            }
            _ => return None,
        };
        let dry = match &value.value {
            Value::Wet(wet) => wet.dry.clone(),
            _ => value,
        };
        evaluator.pattern(&dry, Kind::Controls).ok()
    });
    evaluator.begin = begin;
    pattern.unwrap_or_else(|| evaluator.graph.silence())
}

/// What a command gives to an output.
fn given_to(evaluator: &mut Evaluator, command: &Spanned, player: &OutputName) -> Option<Spanned> {
    match &*evaluator.action(command).ok()? {
        Action::Play(own, value) if own == player => Some(value.clone()),
        Action::Change(change) if change.player == *player => Some(change.pattern.clone()),
        Action::Several(actions) => actions
            .iter()
            .rev()
            .find_map(|action| given_to(evaluator, action, player)),
        _ => None,
    }
}
