//! The tree of a program: statements and expressions with their places. Plain data, made by the parser.

use super::Number;
use crate::diagnostic::Place;
use std::rc::Rc;

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// The kind of expression, with its parts.
    pub kind: Node,
    /// The place of the whole expression.
    pub place: Place,
    /// Levels of expressions within, itself included.
    pub depth: u32,
}

/// An operator in an expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct OperatorAt {
    /// `|+|`, `#`, `mod`.
    pub name: String,
    /// The place of the operator.
    pub place: Place,
}

/// A parameter of a function, or what a `case` compares with.
#[derive(Clone, Debug, PartialEq)]
pub enum Parameter {
    /// A name, or `_`.
    Name(String),
    /// `(x, y)`: the parts of a tuple.
    Tuple(Vec<Parameter>),
    /// `0`, `-1.5`
    Number(Number),
    /// `"bd"`, without its quotes.
    Text(String),
    /// `True`, `False`
    Truth(bool),
    /// `[a, b]`
    List(Vec<Parameter>),
    /// `(first:rest)`
    Cons(Box<Parameter>, Box<Parameter>),
    /// `Just x`, `Nothing`
    Maybe(Option<Box<Parameter>>),
    /// `all@(first:rest)`
    As(String, Box<Parameter>),
}

impl Parameter {
    /// Whether it fits every value of its type.
    pub fn always_fits(&self) -> bool {
        match self {
            Self::Name(_) => true,
            Self::Tuple(parts) => parts.iter().all(Self::always_fits),
            Self::As(_, inner) => inner.always_fits(),
            _ => false,
        }
    }

    /// The names that it binds.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Name(name) if name == "_" => Vec::new(),
            Self::Name(name) => vec![name],
            Self::Tuple(parts) | Self::List(parts) => parts.iter().flat_map(Self::names).collect(),
            Self::Cons(first, rest) => [first.names(), rest.names()].concat(),
            Self::Maybe(Some(inner)) => inner.names(),
            Self::As(name, inner) => [vec![name.as_str()], inner.names()].concat(),
            Self::Number(_) | Self::Text(_) | Self::Truth(_) | Self::Maybe(None) => Vec::new(),
        }
    }
}

/// One way of a function or of a `case`: what is given, and what it gives then.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The parameters that the arguments must fit.
    pub parameters: Vec<Parameter>,
    /// Its value; [`Node::Guards`] of which none is true leave it to the next alternative.
    pub body: Expression,
}

/// A definition within `let … in`.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The name that it defines.
    pub name: String,
    /// The place of the name.
    pub place: Place,
    /// The parameters; none if it is no function.
    pub parameters: Vec<Parameter>,
    /// The expression that the name stands for.
    pub body: Expression,
}

/// One line of a `do`.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// `x <- a`, or `a` where only the structure counts, or what is done.
    Bind(Option<Parameter>, Expression),
    /// `let x = e`
    Let(Vec<Binding>),
}

impl Step {
    /// Levels of expressions within.
    pub fn depth(&self) -> u32 {
        match self {
            Self::Bind(_, value) => value.depth,
            Self::Let(bindings) => deepest(bindings),
        }
    }
}

/// The levels of expressions within definitions.
fn deepest(bindings: &[Binding]) -> u32 {
    let depths = bindings.iter().map(|binding| binding.body.depth);
    depths.fold(0, u32::max)
}

/// What stands behind the bar of `[e | …]`.
#[derive(Clone, Debug, PartialEq)]
pub enum Qualifier {
    /// `x <- list`
    Draw(Parameter, Expression),
    /// `let x = e`
    Let(Vec<Binding>),
    /// A condition that must be true.
    Test(Expression),
}

impl Qualifier {
    /// Levels of expressions within.
    pub fn depth(&self) -> u32 {
        match self {
            Self::Draw(_, value) | Self::Test(value) => value.depth,
            Self::Let(bindings) => deepest(bindings),
        }
    }
}

impl Expression {
    /// Whether it may have no value: guards of which none is true.
    pub fn may_fail(&self) -> bool {
        match &self.kind {
            Node::Guards(_) => true,
            Node::Let(_, inner) => inner.may_fail(),
            _ => false,
        }
    }
}

impl Expression {
    /// Calls `each` with every name and operator in the expression.
    pub fn names(&self, each: &mut dyn FnMut(&str)) {
        let bindings = |bindings: &[Binding], each: &mut dyn FnMut(&str)| {
            for binding in bindings {
                binding.body.names(each);
            }
        };
        let qualifiers = |qualifiers: &[Qualifier], each: &mut dyn FnMut(&str)| {
            for qualifier in qualifiers {
                match qualifier {
                    Qualifier::Draw(_, value) | Qualifier::Test(value) => value.names(each),
                    Qualifier::Let(inner) => bindings(inner, each),
                }
            }
        };
        let all = |items: &[Expression], each: &mut dyn FnMut(&str)| {
            for item in items {
                item.names(each);
            }
        };
        match &self.kind {
            Node::Number(_)
            | Node::Text(_)
            | Node::Letter(_)
            | Node::Bus(_)
            | Node::TupleMaker(_) => {}
            Node::Name(name) | Node::Percent(name) => each(name),
            Node::Operator(operator) => each(&operator.name),
            Node::Apply(function, arguments) | Node::Call(function, arguments) => {
                function.names(each);
                all(arguments, each);
            }
            Node::Keyword(_, inner) | Node::Negate(inner) | Node::Annotated(inner, _) => {
                inner.names(each)
            }
            Node::Lambda(_, inner) => inner.names(each),
            Node::Binary(left, operator, right) => {
                each(&operator.name);
                left.names(each);
                right.names(each);
            }
            Node::LeftSection(inner, operator) | Node::RightSection(operator, inner) => {
                each(&operator.name);
                inner.names(each);
            }
            Node::List(items) | Node::Tuple(items) => all(items, each),
            Node::Range(first, second, last) => {
                first.names(each);
                for part in [second, last].into_iter().flatten() {
                    part.names(each);
                }
            }
            Node::Comprehension(item, inner) => {
                qualifiers(inner, each);
                item.names(each);
            }
            Node::Let(inner, body) => {
                bindings(inner, each);
                body.names(each);
            }
            Node::If(test, yes, no) => {
                for part in [test, yes, no] {
                    part.names(each);
                }
            }
            Node::Do(steps, last) => {
                for step in steps {
                    match step {
                        Step::Bind(_, value) => value.names(each),
                        Step::Let(inner) => bindings(inner, each),
                    }
                }
                last.names(each);
            }
            Node::Match(subjects, alternatives) => {
                all(subjects, each);
                for alternative in alternatives {
                    alternative.body.names(each);
                }
            }
            Node::Guards(guards) => {
                for (tests, body) in guards {
                    qualifiers(tests, each);
                    body.names(each);
                }
            }
        }
    }
}

impl Expression {
    /// Moves every place in it so many bytes further on.
    fn move_by(&mut self, by: usize) {
        self.place = self.place.moved(by);
        match &mut self.kind {
            Node::Number(_)
            | Node::Text(_)
            | Node::Letter(_)
            | Node::Name(_)
            | Node::Bus(_)
            | Node::Percent(_)
            | Node::TupleMaker(_) => {}
            Node::Operator(operator) => operator.move_by(by),
            Node::Apply(function, arguments) | Node::Call(function, arguments) => {
                function.move_by(by);
                move_all(arguments, by);
            }
            Node::Keyword(_, inner) | Node::Negate(inner) | Node::Annotated(inner, _) => {
                inner.move_by(by);
            }
            Node::Lambda(_, body) => Rc::make_mut(body).move_by(by),
            Node::Binary(left, operator, right) => {
                operator.move_by(by);
                left.move_by(by);
                right.move_by(by);
            }
            Node::LeftSection(inner, operator) | Node::RightSection(operator, inner) => {
                operator.move_by(by);
                inner.move_by(by);
            }
            Node::List(items) | Node::Tuple(items) => move_all(items, by),
            Node::Range(first, second, last) => {
                first.move_by(by);
                for part in [second, last].into_iter().flatten() {
                    part.move_by(by);
                }
            }
            Node::Comprehension(item, qualifiers) => {
                move_qualifiers(qualifiers, by);
                item.move_by(by);
            }
            Node::Let(bindings, body) => {
                move_bindings(bindings, by);
                body.move_by(by);
            }
            Node::If(test, yes, no) => {
                for part in [test, yes, no] {
                    part.move_by(by);
                }
            }
            Node::Do(steps, last) => {
                for step in steps {
                    match step {
                        Step::Bind(_, value) => value.move_by(by),
                        Step::Let(bindings) => move_bindings(bindings, by),
                    }
                }
                last.move_by(by);
            }
            Node::Match(subjects, alternatives) => {
                move_all(subjects, by);
                for alternative in alternatives {
                    alternative.body.move_by(by);
                }
            }
            Node::Guards(guards) => {
                for (tests, body) in guards {
                    move_qualifiers(tests, by);
                    body.move_by(by);
                }
            }
        }
    }
}

impl OperatorAt {
    fn move_by(&mut self, by: usize) {
        self.place = self.place.moved(by);
    }
}

fn move_all(items: &mut [Expression], by: usize) {
    for item in items {
        item.move_by(by);
    }
}

fn move_bindings(bindings: &mut [Binding], by: usize) {
    for binding in bindings {
        binding.place = binding.place.moved(by);
        binding.body.move_by(by);
    }
}

fn move_qualifiers(qualifiers: &mut [Qualifier], by: usize) {
    for qualifier in qualifiers {
        match qualifier {
            Qualifier::Draw(_, value) | Qualifier::Test(value) => value.move_by(by),
            Qualifier::Let(bindings) => move_bindings(bindings, by),
        }
    }
}

/// The kinds of expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// `0.25`
    Number(Number),
    /// `"bd sn"`: the text between the quotes; it begins one byte after the place's start.
    Text(String),
    /// `'x'`, without its quotes.
    Letter(String),
    /// `fast`
    Name(String),
    /// `~lfo`, without the tilde.
    Bus(String),
    /// `%kick`, without the percent sign.
    Percent(String),
    /// `f a b`
    Apply(Box<Expression>, Vec<Expression>),
    /// `f(a, b)`
    Call(Box<Expression>, Vec<Expression>),
    /// `:cutoff 800` among arguments.
    Keyword(String, Box<Expression>),
    /// `a + b`
    Binary(Box<Expression>, OperatorAt, Box<Expression>),
    /// `-x`
    Negate(Box<Expression>),
    /// `(+)`
    Operator(OperatorAt),
    /// `(x +)`
    LeftSection(Box<Expression>, OperatorAt),
    /// `(+ x)`
    RightSection(OperatorAt, Box<Expression>),
    /// `\x y -> e`
    Lambda(Vec<Parameter>, Rc<Expression>),
    /// `[a, b]`
    List(Vec<Expression>),
    /// `[a .. b]`, `[a, b .. c]`, `[a ..]`
    Range(
        Box<Expression>,
        Option<Box<Expression>>,
        Option<Box<Expression>>,
    ),
    /// `[e | x <- a, test]`
    Comprehension(Box<Expression>, Vec<Qualifier>),
    /// `(a, b)`; none is `()`
    Tuple(Vec<Expression>),
    /// `(,)`: how many parts.
    TupleMaker(usize),
    /// `let … in e`
    Let(Vec<Binding>, Box<Expression>),
    /// `if a then b else c`
    If(Box<Expression>, Box<Expression>, Box<Expression>),
    /// `e :: Pattern String`: the type's text.
    Annotated(Box<Expression>, String),
    /// `do { x <- a; return x }`
    Do(Vec<Step>, Box<Expression>),
    /// Several equations of a function, or `case e of …`: the first alternative that fits the values.
    Match(Vec<Expression>, Vec<Alternative>),
    /// `| test = e`: the value behind the first test that holds.
    Guards(Vec<(Vec<Qualifier>, Expression)>),
}

/// A statement and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The kind of statement, with its parts.
    pub kind: StatementKind,
    /// The place of the whole statement.
    pub place: Place,
    /// The place of its label: `o1:`, `~lfo:`, `hush`.
    pub label: Place,
}

impl Statement {
    /// The statement with every place in it so many bytes further on.
    pub(crate) fn moved(mut self, by: usize) -> Self {
        self.place = self.place.moved(by);
        self.label = self.label.moved(by);
        match &mut self.kind {
            StatementKind::Output(_, body)
            | StatementKind::Bus(_, body)
            | StatementKind::Define(_, _, body)
            | StatementKind::Setting(_, body)
            | StatementKind::Once(body)
            | StatementKind::All(body)
            | StatementKind::Command(body) => body.move_by(by),
            StatementKind::Bars
            | StatementKind::Hush
            | StatementKind::Mute(_)
            | StatementKind::Solo(_)
            | StatementKind::Preamble => {}
        }
        self
    }
}

/// The kinds of statements.
#[derive(Clone, Debug, PartialEq)]
pub enum StatementKind {
    /// `out: e` (0), `o1: e` … `o16: e`, `d1 $ e`.
    Output(usize, Expression),
    /// `~name: e`
    Bus(String, Expression),
    /// `%name: e`, `let name x y = e`
    Define(String, Vec<Parameter>, Expression),
    /// `cps: x` and its kin.
    Setting(Setting, Expression),
    /// `beats: bar`
    Bars,
    /// `hush`
    Hush,
    /// `mute: o1 o3`
    Mute(Vec<usize>),
    /// `solo: o2`
    Solo(Vec<usize>),
    /// `once $ e`
    Once(Expression),
    /// `all $ f`: a function of every output.
    All(Expression),
    /// `import …`, `module … where`: what a file of Haskell begins with.
    Preamble,
    /// Any other command: `mute 1`, `xfade 1 $ e`, `go`.
    Command(Expression),
}

/// The settings of the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Setting {
    /// Tempo in cycles per second.
    Cps,
    /// Tempo in quarter notes per minute.
    Bpm,
    /// Length of a cycle in quarter notes.
    Beats,
    /// The seed of all randomness.
    Seed,
}
