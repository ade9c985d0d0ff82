//! From a pattern value to nodes of a graph.

use super::Pattern;
use super::error::PatternError;
use super::expression::{Expression, Form, Lambda};
use crate::transform::function::HigherOrder;
use crate::{Budget, Event, Graph, ListedEvent, MOST_LISTED, PatternId, Scratch, Sink, Span};
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

/// The most expressions that may be nested in one another.
pub const MOST_NESTED: u32 = 512;

/// Puts patterns into a graph; what several patterns share is put there once.
pub(super) struct Compiler<'g> {
    graph: &'g mut Graph,
    /// What is in the graph already: a layer for all, and one more for each function that is being applied.
    known: Vec<HashMap<*const Expression, PatternId>>,
    /// What the arguments of the functions that are being applied stand for.
    arguments: Vec<(u64, PatternId)>,
    mistake: Option<PatternError>,
}

impl HigherOrder for Compiler<'_> {
    type Error = Infallible;

    fn graph(&mut self) -> &mut Graph {
        self.graph
    }
}

impl Compiler<'_> {
    /// Notes a mistake; the first one is told. Silence stands in for the pattern.
    pub(super) fn mistake(&mut self, error: PatternError) -> PatternId {
        self.mistake.get_or_insert(error);
        self.graph.silence()
    }

    /// The result of a function for a pattern.
    pub(super) fn apply(&mut self, function: &Lambda, argument: PatternId) -> PatternId {
        self.arguments.push((function.argument, argument));
        self.known.push(HashMap::new());
        let result = self.pattern(&function.result);
        self.known.pop();
        self.arguments.pop();
        result
    }

    fn pattern(&mut self, pattern: &Pattern) -> PatternId {
        let key = Arc::as_ptr(&pattern.0);
        if let Some(&known) = self.known.iter().rev().find_map(|layer| layer.get(&key)) {
            return known;
        }
        let made = match &pattern.0.form {
            Form::Argument(argument) => {
                let bound = self.arguments.iter().rev();
                match bound.clone().find(|(bound, _)| bound == argument) {
                    Some(&(_, meant)) => return meant,
                    None => self.mistake(PatternError::Escaped),
                }
            }
            Form::Mistake(error) => self.mistake(error.clone()),
            Form::Made {
                operands,
                functions,
                make,
            } => {
                let operands: Vec<_> = operands.iter().map(|p| self.pattern(p)).collect();
                make(self, &operands, functions)
            }
        };
        if let Some(layer) = self.known.last_mut() {
            layer.insert(key, made);
        }
        made
    }
}

/// A function as the builders of graphs want it.
pub(super) fn run<'g>(
    function: &Lambda,
) -> impl FnMut(&mut Compiler<'g>, PatternId) -> Result<PatternId, Infallible> {
    |compiler, argument| Ok(compiler.apply(function, argument))
}

/// What a builder made that cannot fail.
pub(super) fn made(result: Result<PatternId, Infallible>) -> PatternId {
    let Ok(pattern) = result;
    pattern
}

/// A pattern in a graph of its own, ready to be asked what happens when: what an audio thread holds.
///
/// [`CompiledPattern::query`] and [`CompiledPattern::onsets`] allocate nothing; all that they need is in the [`Scratch`].
///
/// ```
/// use phonon_pattern::{Budget, Pattern, Scratch, Span};
///
/// let compiled = Pattern::mini("bd(3,8)")?.compile()?;
/// let mut scratch = Scratch::new(Budget::REAL_TIME);
/// let mut hits = 0;
/// compiled.onsets(Span::cycle(0), &mut scratch, &mut |_, _| hits += 1);
/// assert_eq!(hits, 3);
/// # Ok::<(), phonon_pattern::PatternError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CompiledPattern {
    graph: Graph,
    pattern: PatternId,
}

impl CompiledPattern {
    /// Graph that holds the pattern, its words and the places in its strings.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The pattern in its graph.
    pub fn id(&self) -> PatternId {
        self.pattern
    }

    /// Pushes the events of a span into `sink`, in no particular order, see [`Graph::query`].
    pub fn query(&self, span: impl Into<Span>, scratch: &mut Scratch, sink: Sink<'_>) {
        self.graph.query(self.pattern, span.into(), scratch, sink);
    }

    /// Pushes those events of a span into `sink` that begin in it, see [`Graph::onsets`].
    pub fn onsets(&self, span: impl Into<Span>, scratch: &mut Scratch, sink: Sink<'_>) {
        self.graph.onsets(self.pattern, span.into(), scratch, sink);
    }

    /// The value of an event that was just pushed into a sink, with its words and controls spelled out. Allocates.
    pub fn spelled_out(&self, scratch: &Scratch, event: &Event) -> ListedEvent {
        ListedEvent {
            whole: event.whole,
            part: event.part,
            value: self.graph.plain(scratch, event.value),
            origins: event.origins,
        }
    }

    /// All events of a span in order of their parts. Allocates.
    ///
    /// # Errors
    /// More than [`MOST_LISTED`] events; a pattern that asks for more steps, depth or memory than the scratch has.
    pub fn events(
        &self,
        span: impl Into<Span>,
        scratch: &mut Scratch,
    ) -> Result<Vec<ListedEvent>, PatternError> {
        match self.graph.events(self.pattern, span.into(), scratch) {
            (events, true) => Ok(events),
            (events, false) if events.len() >= MOST_LISTED => Err(PatternError::TooManyEvents),
            (_, false) => Err(PatternError::Budget),
        }
    }
}

impl Pattern {
    /// The pattern in a graph of its own.
    ///
    /// # Errors
    /// The first mistake in what the pattern was made of: strings that are no mini-notation, unknown names, more than
    /// [`MOST_NESTED`] expressions in one another.
    pub fn compile(&self) -> Result<CompiledPattern, PatternError> {
        let mut graph = Graph::new();
        let pattern = self.add_to(&mut graph)?;
        Ok(CompiledPattern { graph, pattern })
    }

    /// Adds the pattern to a graph, which several patterns may share; a graph with a seed
    /// ([`Graph::set_seed`]) has other random numbers.
    ///
    /// # Errors
    /// As [`Pattern::compile`].
    pub fn add_to(&self, graph: &mut Graph) -> Result<PatternId, PatternError> {
        if self.0.depth > MOST_NESTED {
            return Err(PatternError::TooDeep);
        }
        let mut compiler = Compiler {
            graph,
            known: vec![HashMap::new()],
            arguments: Vec::new(),
            mistake: None,
        };
        let pattern = compiler.pattern(self);
        match compiler.mistake {
            Some(error) => Err(error),
            None => Ok(pattern),
        }
    }

    /// The events of a span of cycles in order of their parts: `events(0..4)`, or between fractions of cycles.
    ///
    /// ```
    /// use phonon_pattern::{Pattern, Rational, Span};
    ///
    /// let beat = Pattern::mini("bd sn")?;
    /// assert_eq!(beat.events(0..4)?.len(), 8);
    /// let quarter = Rational::new(1, 4).expect("a denominator");
    /// assert_eq!(beat.events(Rational::ZERO..quarter)?.len(), 1);
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Pattern::compile`] and [`CompiledPattern::events`].
    pub fn events(&self, span: impl Into<Span>) -> Result<Vec<ListedEvent>, PatternError> {
        let mut scratch = Scratch::new(Budget::OFFLINE);
        self.compile()?.events(span, &mut scratch)
    }

    /// How many steps a cycle of the pattern has, where that is known.
    ///
    /// # Errors
    /// As [`Pattern::compile`].
    pub fn steps(&self) -> Result<Option<crate::Rational>, PatternError> {
        let compiled = self.compile()?;
        Ok(compiled.graph.steps(compiled.pattern))
    }
}
