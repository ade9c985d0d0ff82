//! Variables: values read by name (`cF 1 "amount"`, `"^amount"`). One stands for what is set from outside under its name,
//! until the program gives it a pattern (`setF "amount" "1 2"`), whose events it then has.

use crate::graph::node::{InputSort, Node};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::value::{Value, Word};

/// What a variable is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Numbers as floats.
    Float,
    /// Numbers as notes, in semitones from c5.
    Note,
    /// Numbers rounded down to whole ones.
    Whole,
    /// Numbers as exact fractions.
    Exact,
    /// True where a number is not 0.
    Truth,
    /// Words; numbers are left out.
    Word,
    /// Values of any kind, as they are.
    Any,
}

/// A place where a variable is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variable {
    name: Word,
    reading: Reading,
    default: Option<Value>,
    /// The node that has its events.
    place: PatternId,
}

impl Graph {
    /// A variable: once a cycle the value that is set from outside under its name, or the default; without one it is silent.
    /// [`Graph::set_variable`] gives it a pattern.
    pub fn variable(&mut self, name: Word, reading: Reading, default: Option<Value>) -> PatternId {
        let sort = match reading {
            Reading::Word => InputSort::Word,
            Reading::Any => InputSort::Any,
            _ => InputSort::Number,
        };
        let input = self.input_of(sort, name, default);
        let input = self.read_as(reading, input);
        let once = self.once_a_cycle(input);
        // Whoever copies the node of a variable copies the way to its place.
        let place = self.reserve();
        self.fill(place, Node::Stack([once].into()));
        let variable = Variable {
            name,
            reading,
            default,
            place,
        };
        self.variables.push(variable);
        self.add(Node::Stack([place].into()))
    }

    /// How many variables have been read so far.
    pub fn variables(&self) -> usize {
        self.variables.len()
    }

    /// Gives a pattern to the first `count` readers of a variable. It is of words or not: the values of one sort are the
    /// default to readers of the other.
    pub fn set_variable(&mut self, name: Word, pattern: PatternId, is_words: bool, count: usize) {
        let readers: Vec<Variable> = self
            .variables
            .iter()
            .take(count)
            .filter(|variable| variable.name == name)
            .copied()
            .collect();
        for variable in readers {
            let events = match (variable.reading, variable.default) {
                (Reading::Any, _) => pattern,
                (reading, default) if (reading == Reading::Word) != is_words => match default {
                    Some(default) => self.map_values(pattern, |_, _| default.into()),
                    None => self.silence(),
                },
                (reading, _) => self.read_as(reading, pattern),
            };
            self.fill(variable.place, Node::Stack([events].into()));
        }
    }

    /// The values as what they are read as.
    pub fn read_as(&mut self, reading: Reading, values: PatternId) -> PatternId {
        match reading {
            Reading::Float => self.adjust(Operation::Add, values, 0.0),
            Reading::Note => self.adjust(Operation::Add, values, Value::Note(0.0)),
            Reading::Whole => self.adjust(Operation::RoundDown, values, 1i64),
            Reading::Exact => self.adjust(Operation::Add, values, Rational::ZERO),
            Reading::Truth => self.map_values(values, |graph, number| {
                graph.formula_of(Operation::NotEqual, number, Value::Bool(false))
            }),
            Reading::Word | Reading::Any => values,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mini;
    use crate::{Budget, Plain, Scratch, Span};

    fn events(graph: &Graph, pattern: PatternId) -> Vec<(Span, Plain)> {
        let mut scratch = Scratch::new(Budget::OFFLINE);
        let (events, _) = graph.events(pattern, Span::cycle(0), &mut scratch);
        let event = |event: crate::ListedEvent| Some((event.whole?, event.value));
        events.into_iter().filter_map(event).collect()
    }

    #[test]
    fn a_variable_has_the_events_of_the_pattern_it_is_given() {
        let mut graph = Graph::new();
        let name = graph.intern("x");
        let before = graph.variable(name, Reading::Whole, Some(Value::Int(7)));
        let word = graph.variable(name, Reading::Word, None);
        let set = graph
            .mini("1.5 2", mini::Kind::Float, 0)
            .expect("it is right");
        let count = graph.variables();
        let after = graph.variable(name, Reading::Whole, Some(Value::Int(7)));
        assert_eq!(events(&graph, before), [(Span::cycle(0), Plain::Int(7))]);
        graph.set_variable(name, set, false, count);
        let half = Rational::new(1, 2).expect("a denominator");
        let (first, second) = (
            Span::new(Rational::ZERO, half),
            Span::new(half, Rational::ONE),
        );
        assert_eq!(
            events(&graph, before),
            [(first, Plain::Float(1.0)), (second, Plain::Float(2.0))]
        );
        assert_eq!(events(&graph, word), []);
        // What was read later has nothing to do with it: a variable cannot be made of itself.
        assert_eq!(events(&graph, after), [(Span::cycle(0), Plain::Int(7))]);
    }
}
