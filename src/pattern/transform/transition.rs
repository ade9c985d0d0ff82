//! Transitions: from old patterns to a new one at a time. The times are cycles.

use crate::pattern::graph::{Gathering, Graph, Join, Moment, Pattern, Wave};
use crate::pattern::operation::Operation;
use crate::pattern::rational::Rational;
use crate::pattern::{Structure, Value};
