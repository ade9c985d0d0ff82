//! The table of builtins: every name that a program can use, once, with its type, one line of documentation and an
//! example that is compiled, played and compared in the tests. Pattern functions stand in the family files here; the
//! controls come from [`phonon_engine::parameters`], the signal functions from [`phonon_engine::graph::nodes`].
//!
//! A row is all that a new function needs: its names, its type as Tidal would write it, and a function that builds the
//! pattern from arguments that already are what the type says.

mod accumulate;
mod call;
mod carried;
mod choice;
mod choosing;
mod chord_lists;
mod chord_symbols;
mod commands;
mod conditions;
mod control_inputs;
mod cycles;
mod drums;
mod filters;
mod folds;
mod groove;
mod harmony;
mod haskell_lists;
mod numbers;
mod optional;
mod pairs;
mod pieces;
mod random;
mod rhythms;
mod samples;
mod scales;
mod shorthands;
mod sounds;
mod state;
mod stepwise;
mod strings;
mod structure;
mod time;
mod transitions;
mod triggers;
mod value_lists;
mod values;
mod waves;

pub use call::{Argument, Call, Callable};
pub(super) use commands::{as_command, is_command};
pub(super) use haskell_lists::{check_length, list};
pub(super) use numbers::{arithmetic, folded};

use crate::evaluate::value::{EvalResult, Value};
use crate::syntax::parser::Minus;
use crate::types::{self, Element, Kind, Type};
use phonon_engine::Heading;
use phonon_engine::graph::nodes::{self, Entry};
use phonon_engine::parameters;
use phonon_pattern::PatternId;
use phonon_samples::spelling::Spelling;
use std::collections::HashMap;
use std::sync::LazyLock;

/// How a builtin is made from its arguments.
#[derive(Clone, Copy)]
pub enum Build {
    /// Makes a pattern.
    Pattern(fn(&mut Call) -> EvalResult<PatternId>),
    /// Anything else: a function, a list.
    Value(fn(&mut Call) -> EvalResult<Value>),
    /// A control: its argument's values become the parameter of this name.
    Control {
        /// The parameter's name in control maps.
        name: &'static str,
    },
}

/// One row of the table.
pub struct Builtin {
    /// Its names, what it does, and a text that shows it.
    pub heading: Heading,
    /// Its type, as Tidal writes types.
    pub signature: &'static str,
    /// What makes its result.
    pub build: Build,
    /// What no other builtin does, if there is any such thing.
    pub special: Option<Special>,
}

/// What one builtin does and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// It is there to play nothing.
    PlaysNothing,
    /// With one list of patterns and no second one it takes their steps in turn: `zip`.
    ZipsSteps,
    /// A string alone holds chord symbols: `chord "<C^7 A-7>"`.
    ReadsChordSymbols,
    /// With numbers first it means `range`, as in old versions of Tidal: `scale 1 2 sine`.
    WasRange,
    /// Only some of its values are among the results, as a test or a name says: `filterValues`.
    PicksValues,
    /// It makes an oscillator where a signal is needed: `sin 440`.
    IsOscillator,
}

impl Builtin {
    /// The type as Tidal writes it.
    pub fn kind(&self) -> &'static Type {
        TABLE.types.get(self.signature).unwrap_or(&NOTHING)
    }

    /// How many arguments it takes.
    pub fn arity(&self) -> usize {
        self.kind().arguments().len()
    }

    /// The row with what only it does.
    const fn that(mut self, special: Special) -> Self {
        self.special = Some(special);
        self
    }

    /// Whether this is the row that does so.
    pub fn is(&self, special: Special) -> bool {
        self.special == Some(special)
    }

    /// Whether its result can only be numbers.
    pub fn is_numeric(&self) -> bool {
        self.signature.contains("Num ") || self.signature.contains("Fractional ")
    }
}

static NOTHING: Type = Type::Text;

/// A row of pattern type.
const fn pattern(
    names: &'static [&'static str],
    signature: &'static str,
    summary: &'static str,
    example: &'static str,
    build: fn(&mut Call) -> EvalResult<PatternId>,
) -> Builtin {
    Builtin {
        heading: Heading::new(names, summary, example),
        signature,
        build: Build::Pattern(build),
        special: None,
    }
}

/// A row of any other type.
const fn value(
    names: &'static [&'static str],
    signature: &'static str,
    summary: &'static str,
    example: &'static str,
    build: fn(&mut Call) -> EvalResult<Value>,
) -> Builtin {
    Builtin {
        heading: Heading::new(names, summary, example),
        signature,
        build: Build::Value(build),
        special: None,
    }
}

/// The families of builtins, a file each.
static FAMILIES: &[&[Builtin]] = &[
    values::ROWS,
    time::ROWS,
    structure::ROWS,
    conditions::ROWS,
    filters::ROWS,
    random::ROWS,
    choice::ROWS,
    numbers::ROWS,
    harmony::ROWS,
    scales::ROWS,
    control_inputs::ROWS,
    rhythms::ROWS,
    groove::ROWS,
    drums::ROWS,
    shorthands::ROWS,
    accumulate::ROWS,
    waves::ROWS,
    sounds::ROWS,
    state::ROWS,
    cycles::ROWS,
    pieces::ROWS,
    choosing::ROWS,
    value_lists::ROWS,
    haskell_lists::ROWS,
    folds::ROWS,
    pairs::ROWS,
    optional::ROWS,
    strings::ROWS,
    chord_lists::ROWS,
    samples::ROWS,
    stepwise::ROWS,
    transitions::ROWS,
    commands::ROWS,
    triggers::ROWS,
];

struct Table {
    controls: Vec<Builtin>,
    carried: HashMap<String, Builtin>,
    types: HashMap<&'static str, Type>,
    names: HashMap<&'static str, Place>,
}

/// Where the meanings of a name are.
#[derive(Clone, Copy, Default)]
struct Place {
    family: Option<(usize, usize)>,
    control: Option<usize>,
    node: Option<&'static Entry>,
    effect: Option<&'static Entry>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let controls = sounds::controls();
    let carried = carried::rows();
    let mut names: HashMap<&'static str, Place> = HashMap::new();
    let mut types = HashMap::new();
    let mut add_type = |signature: &'static str| {
        if let Some(found) = types::parse(signature) {
            types.insert(signature, found);
        }
    };
    for (index, row) in controls.iter().enumerate() {
        add_type(row.signature);
        for name in row.heading.names() {
            names.entry(name).or_default().control = Some(index);
        }
    }
    carried.values().for_each(|row| add_type(row.signature));
    for (family, rows) in FAMILIES.iter().enumerate() {
        for (index, row) in rows.iter().enumerate() {
            add_type(row.signature);
            for name in row.heading.names() {
                names.entry(name).or_default().family = Some((family, index));
            }
        }
    }
    for entry in nodes::entries() {
        for name in entry.heading.names() {
            let place = names.entry(name).or_default();
            match entry.kind {
                nodes::Kind::Effect => place.effect = Some(entry),
                _ => place.node = Some(entry),
            }
        }
    }
    Table {
        controls,
        carried,
        types,
        names,
    }
});

/// What a name means: a pattern function or control, a signal function, or both.
#[derive(Clone, Copy)]
pub struct Meaning {
    /// The meaning in patterns.
    pub builtin: Option<&'static Builtin>,
    /// In the signal graph: a source, a function of signals; an effect if it is nothing else.
    pub node: Option<&'static Entry>,
    /// In the signal graph, after `#`.
    pub effect: Option<&'static Entry>,
}

/// What a name means. `_fast` and its kin, Tidal's functions of plain numbers, mean the same as `fast`.
pub fn find(name: &str) -> Option<Meaning> {
    let place = TABLE.names.get(name).or_else(|| {
        let plain = name.strip_prefix('_').filter(|plain| !plain.is_empty())?;
        TABLE.names.get(plain)
    });
    let Some(place) = place else {
        return TABLE.carried.get(name).map(|row| Meaning {
            builtin: Some(row),
            node: None,
            effect: None,
        });
    };
    let builtin = match (place.family, place.control) {
        (Some((family, row)), _) => FAMILIES.get(family).and_then(|rows| rows.get(row)),
        (None, Some(control)) => TABLE.controls.get(control),
        (None, None) => None,
    };
    Some(Meaning {
        builtin,
        node: place.node.or(place.effect),
        effect: place.effect,
    })
}

/// The signal function that shares a name with a row; an effect if there is no other.
pub fn node_of(row: &Builtin) -> Option<&'static Entry> {
    meanings(row).find_map(|meaning| meaning.node)
}

/// The effect that shares a name with a row.
pub fn effect_of(row: &Builtin) -> Option<&'static Entry> {
    meanings(row).find_map(|meaning| meaning.effect)
}

fn meanings(row: &Builtin) -> impl Iterator<Item = Meaning> {
    row.heading.names().iter().filter_map(|name| find(name))
}

/// Every row: pattern functions, then controls.
pub fn all() -> impl Iterator<Item = &'static Builtin> {
    FAMILIES
        .iter()
        .flat_map(|rows| rows.iter())
        .chain(&TABLE.controls)
}

/// Every name that means something, in no order.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.names.keys().copied()
}

/// The name that is most like an unknown one.
pub fn nearest_name(name: &str) -> Option<&'static str> {
    static SPELLING: LazyLock<Spelling> = LazyLock::new(|| {
        Spelling::of(names().filter(|name| name.starts_with(|c: char| c.is_alphabetic())))
    });
    SPELLING.nearest(name)
}

/// What a minus means that touches the number after it, behind a name and so many arguments.
pub fn minus(name: &str, given: usize) -> Minus {
    let Some(meaning) = find(name) else {
        return Minus::behind_unknown(name, given);
    };
    let arity = meaning.builtin.map(Builtin::arity);
    if given == 0 {
        // A name alone may be a value and no function: `sine`, `silence`.
        return match arity {
            Some(0) => Minus::Subtracts,
            _ => Minus::Belongs,
        };
    }
    if arity.is_some_and(|arity| given < arity) {
        return Minus::Belongs;
    }
    let effect = meaning.effect.and_then(|entry| entry.argument(given));
    let node = meaning
        .node
        .filter(|entry| entry.kind != nodes::Kind::Effect);
    let argument = node.and_then(|entry| entry.argument(given));
    match (effect, argument) {
        (None, Some(port)) if port.default.is_none() => Minus::Belongs,
        (None, Some(port)) if port.minimum >= 0.0 => Minus::Subtracts,
        (Some(port), None) if node.is_none() && port.minimum < 0.0 => Minus::Belongs,
        (None, None) => Minus::Subtracts,
        _ => Minus::Unclear,
    }
}

/// Whether a name is a control of one pattern: `speed`, `n`.
pub fn takes_one_control(name: &str) -> bool {
    let controls = Type::Pattern(Element::Kind(Kind::Controls));
    find(name)
        .and_then(|meaning| meaning.builtin)
        .is_some_and(|row| match row.kind() {
            Type::Function(arguments, result) => {
                **result == controls && matches!(arguments[..], [Type::Pattern(Element::Kind(kind))] if kind != Kind::Controls)
            }
            _ => false,
        })
}

/// The parameter that a name of a control stands for.
pub fn parameter(name: &str) -> Option<&'static parameters::Description> {
    parameters::Parameter::named(name).map(parameters::Parameter::description)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_can_be_read() {
        for row in all() {
            assert!(
                types::parse(row.signature).is_some(),
                "{}: {}",
                row.heading.name(),
                row.signature
            );
            assert!(
                !row.heading.summary().is_empty() && !row.heading.summary().ends_with('.'),
                "{}: {}",
                row.heading.name(),
                row.heading.summary()
            );
        }
    }

    #[test]
    fn no_two_rows_have_a_name_in_common() {
        let mut seen: HashMap<&str, &str> = HashMap::new();
        for row in all() {
            for name in row.heading.names() {
                let before = seen.insert(name, row.heading.name());
                assert_eq!(
                    before,
                    None,
                    "`{name}` is in the rows of {before:?} and of {}",
                    row.heading.name()
                );
            }
        }
    }
}
