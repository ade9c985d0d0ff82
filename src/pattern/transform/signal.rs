//! Continuous patterns: waves, randomness, inputs from outside.

use crate::pattern::graph::{Graph, Node, Pattern, Wave};
use crate::pattern::rational::Rational;
use crate::pattern::value::{Value, Word};

impl Graph {
    /// A continuous function of time, one period a cycle, 0…1.
    pub fn wave(&mut self, wave: Wave) -> Pattern {
        self.add(Node::Wave(wave))
    }

    /// [`Wave::Sine`], a quarter cycle later.
    pub fn cosine(&mut self) -> Pattern {
        let sine = self.wave(Wave::Sine);
        self.late_by(Rational::new(1, 4).unwrap_or(Rational::ZERO), sine)
    }

    /// A value set from outside under this name, continuous; silent until it is set, unless there is a default.
    pub fn input(&mut self, name: Word, default: Option<Value>) -> Pattern {
        self.add(Node::Input { name, default })
    }
}
