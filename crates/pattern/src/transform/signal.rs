//! Continuous patterns: waves, randomness, inputs from outside.

use crate::graph::node::{InputSort, Join, Node, Scalar, Structure, Wave};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::value::{Value, Word};

impl Graph {
    /// A continuous function of time, one period a cycle, 0…1.
    pub fn wave(&mut self, wave: Wave) -> PatternId {
        self.add(Node::Wave(wave))
    }

    /// [`Wave::Sine`], a quarter cycle later.
    pub fn cosine(&mut self) -> PatternId {
        let sine = self.wave(Wave::Sine);
        self.late_by(Rational::new(1, 4).unwrap_or(Rational::ZERO), sine)
    }

    /// Smooth random numbers, 0…1, at places along a line.
    pub fn perlin(&mut self, place: PatternId) -> PatternId {
        self.adjust(Operation::Perlin, place, 0i64)
    }

    /// Smooth random numbers, 0…1, at places on a plane.
    pub fn perlin_plane(&mut self, x: PatternId, y: PatternId) -> PatternId {
        self.apply(Operation::PerlinPlane, Structure::Both, x, y)
    }

    /// Random numbers, 0…0.5: the lower half of a normal distribution around 0.5 with a deviation of 1/6 (G. Box and
    /// M. Muller, "A note on the generation of random normal deviates", 1958), the rest of them 0.5.
    pub fn normal(&mut self) -> PatternId {
        let random = self.wave(Wave::Random);
        let other = self.late_by(Rational::integer(-1000), random);
        self.apply(Operation::Normal, Structure::Both, random, other)
    }

    /// From each number on the way to the next, in straight lines.
    pub fn smooth(&mut self, pattern: PatternId) -> PatternId {
        self.add(Node::Smooth(pattern))
    }

    /// The values of one control.
    pub fn extract(&mut self, name: Word, pattern: PatternId) -> PatternId {
        self.adjust(Operation::Extract, pattern, Value::Word(name))
    }

    /// The result of a calculation with each value; the structure stays.
    pub fn map_values(
        &mut self,
        pattern: PatternId,
        calculation: impl FnOnce(&mut Self, Scalar) -> Scalar,
    ) -> PatternId {
        let slot = self.slot();
        let result = calculation(self, slot.into());
        let result = self.steady(result);
        self.join(Join::Outer, pattern, slot, result)
    }

    /// Numbers from 0…1 scaled to lie between two others; the structure is the pattern's own.
    pub fn range(&mut self, low: PatternId, high: PatternId, pattern: PatternId) -> PatternId {
        if self.constant(low).is_some() {
            let width = self.apply(Operation::Subtract, Structure::Both, high, low);
            let scaled = self.apply(Operation::Multiply, Structure::Left, pattern, width);
            return self.apply(Operation::Add, Structure::Left, scaled, low);
        }
        // Each of several low numbers at once is the end of one range, not the beginning of all.
        let (from, to, x) = (self.slot(), self.slot(), self.slot());
        let width = self.difference(to, from);
        let scaled = self.product(x, width);
        let place = self.sum(scaled, from);
        let place = self.steady(place);
        let between = self.join(Join::Left, high, to, place);
        let between = self.join(Join::Left, low, from, between);
        self.join(Join::Left, pattern, x, between)
    }

    /// Numbers from 0…1 scaled by equal ratios to lie between two others, both above zero.
    pub fn rangex(&mut self, low: f64, high: f64, pattern: PatternId) -> PatternId {
        self.map_values(pattern, |graph, x| {
            let power = graph.formula_of(Operation::Power, high / low, x);
            graph.formula_of(Operation::Multiply, power, low)
        })
    }

    /// A value set from outside under this name, continuous; silent until it is set, unless there is a default.
    pub fn input(&mut self, name: Word, default: Option<Value>) -> PatternId {
        self.input_of(InputSort::Any, name, default)
    }

    /// [`Graph::input`] that takes only some values; for others the default stands.
    pub fn input_of(&mut self, sort: InputSort, name: Word, default: Option<Value>) -> PatternId {
        self.add(Node::Input {
            name,
            default,
            sort,
        })
    }
}
