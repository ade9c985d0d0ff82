//! The tree of a program: statements and expressions with their places. Plain data, made by the parser.

use super::diagnostic::Place;
use phonon_pattern::{Operation, Rational};

/// A number as it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// Exactly what was written, where it fits.
    pub exact: Option<Rational>,
    /// The nearest float.
    pub value: f64,
    /// Written without point or exponent.
    pub whole: bool,
    /// Calculated from others, as `1/8` is.
    pub calculated: bool,
    /// What it is where controls are wanted.
    pub plain: Plain,
}

/// A number as controls: a whole number is one thing and a fraction another, and arithmetic keeps them apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plain {
    /// The part that came from whole numbers.
    pub whole: Option<i64>,
    /// The part that came from fractions.
    pub fraction: Option<f64>,
}

impl Plain {
    fn whole(i: i64) -> Self {
        Self {
            whole: Some(i),
            fraction: None,
        }
    }

    fn fraction(value: f64) -> Self {
        Self {
            whole: None,
            fraction: Some(value),
        }
    }

    /// A part of each of two numbers joined by functions of both, and of the right one alone.
    fn part<T: Copy>(
        (a, b): (Option<T>, Option<T>),
        both: impl Fn(T, T) -> T,
        alone: impl Fn(T) -> T,
    ) -> Option<T> {
        match (a, b) {
            (Some(a), Some(b)) => Some(both(a, b)),
            (None, Some(b)) => Some(alone(b)),
            (a, None) => a,
        }
    }

    /// Two numbers joined by an operation, as controls are.
    pub fn joined(self, operation: Operation, right: Self) -> Self {
        let whole = (self.whole, right.whole);
        let fraction = (self.fraction, right.fraction);
        let same = |b| b;
        let (whole, fraction) = match operation {
            Operation::Add => (
                Self::part(whole, i64::wrapping_add, same),
                Self::part(fraction, |a, b| a + b, |b| b),
            ),
            Operation::Subtract => (
                Self::part(whole, i64::wrapping_sub, i64::wrapping_neg),
                Self::part(fraction, |a, b| a - b, |b| -b),
            ),
            // Whole numbers have no reciprocal.
            Operation::Divide => (
                Self::part(whole, i64::wrapping_mul, same),
                Self::part(fraction, |a, b| a / b, f64::recip),
            ),
            _ => (
                Self::part(whole, i64::wrapping_mul, same),
                Self::part(fraction, |a, b| a * b, |b| b),
            ),
        };
        Self { whole, fraction }
    }
}

impl Number {
    /// A whole number.
    pub fn integer(i: i64) -> Self {
        Self {
            exact: Some(Rational::integer(i)),
            value: i as f64,
            whole: true,
            calculated: false,
            plain: Plain::whole(i),
        }
    }

    /// A fraction.
    pub fn ratio(ratio: Rational) -> Self {
        Self {
            exact: Some(ratio),
            value: ratio.to_f64(),
            whole: ratio.is_integer(),
            calculated: false,
            plain: match ratio.is_integer() {
                true => Plain::whole(ratio.numerator()),
                false => Plain::fraction(ratio.to_f64()),
            },
        }
    }

    /// A float, exact if it has an exact value that fits.
    pub fn float(value: f64) -> Self {
        Self {
            exact: Rational::from_f64_exact(value),
            value,
            whole: false,
            calculated: false,
            plain: Plain::fraction(value),
        }
    }

    /// The number a literal stands for (`12`, `0.25`, `1e-3`).
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(digits) = text.strip_prefix("0x").or(text.strip_prefix("0X")) {
            return i64::from_str_radix(digits, 16).ok().map(Self::integer);
        }
        let value: f64 = text.parse().ok()?;
        let whole = text.bytes().all(|byte| byte.is_ascii_digit());
        let exact = decimal(text);
        let plain = match exact.filter(|_| whole) {
            Some(exact) => Plain::whole(exact.numerator()),
            None => Plain::fraction(value),
        };
        Some(Self {
            exact,
            value,
            whole,
            calculated: false,
            plain,
        })
    }

    /// As exact as it can be.
    pub fn rational(&self) -> Option<Rational> {
        self.exact
            .or_else(|| Rational::approximate(self.value, 1 << 30))
    }
}

/// The exact value of a decimal numeral: `0.1` is 1/10.
fn decimal(text: &str) -> Option<Rational> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: i64 = format!("{before}{after}").parse().ok()?;
    let scale = exponent - i32::try_from(after.len()).ok()?;
    let power = 10i64.checked_pow(scale.unsigned_abs())?;
    if scale >= 0 {
        Some(Rational::integer(digits.checked_mul(power)?))
    } else {
        Rational::new(digits, power)
    }
}

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: Node,
    /// Where it stands.
    pub place: Place,
    /// Levels of expressions within, itself included.
    pub depth: u32,
}

/// An operator in an expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct OperatorAt {
    /// `|+|`, `#`, `mod`.
    pub name: String,
    /// Where.
    pub place: Place,
}

/// A parameter of a function, or what a `case` compares with.
#[derive(Clone, Debug, PartialEq)]
pub enum Parameter {
    /// A name, or `_`.
    Name(String),
    /// Parts of a tuple.
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
    /// What must fit.
    pub parameters: Vec<Parameter>,
    /// Its value; [`Node::Guards`] of which none is true leave it to the next alternative.
    pub body: Expression,
}

/// A definition within `let … in`.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// What it defines.
    pub name: String,
    /// Where the name stands.
    pub place: Place,
    /// Parameters of a function.
    pub parameters: Vec<Parameter>,
    /// What it stands for.
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
    /// What must be true.
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
    /// Tells every name and operator in it.
    pub fn names(&self, tell: &mut dyn FnMut(&str)) {
        let bindings = |bindings: &[Binding], tell: &mut dyn FnMut(&str)| {
            for binding in bindings {
                binding.body.names(tell);
            }
        };
        let qualifiers = |qualifiers: &[Qualifier], tell: &mut dyn FnMut(&str)| {
            for qualifier in qualifiers {
                match qualifier {
                    Qualifier::Draw(_, value) | Qualifier::Test(value) => value.names(tell),
                    Qualifier::Let(inner) => bindings(inner, tell),
                }
            }
        };
        let all = |items: &[Expression], tell: &mut dyn FnMut(&str)| {
            for item in items {
                item.names(tell);
            }
        };
        match &self.kind {
            Node::Number(_)
            | Node::Text(_)
            | Node::Letter(_)
            | Node::Bus(_)
            | Node::TupleMaker(_) => {}
            Node::Name(name) | Node::Percent(name) => tell(name),
            Node::Operator(operator) => tell(&operator.name),
            Node::Apply(function, arguments) | Node::Call(function, arguments) => {
                function.names(tell);
                all(arguments, tell);
            }
            Node::Keyword(_, inner) | Node::Negate(inner) | Node::Annotated(inner, _) => {
                inner.names(tell)
            }
            Node::Lambda(_, inner) => inner.names(tell),
            Node::Binary(left, operator, right) => {
                tell(&operator.name);
                left.names(tell);
                right.names(tell);
            }
            Node::LeftSection(inner, operator) | Node::RightSection(operator, inner) => {
                tell(&operator.name);
                inner.names(tell);
            }
            Node::List(items) | Node::Tuple(items) => all(items, tell),
            Node::Range(first, second, last) => {
                first.names(tell);
                for part in [second, last].into_iter().flatten() {
                    part.names(tell);
                }
            }
            Node::Comprehension(item, inner) => {
                qualifiers(inner, tell);
                item.names(tell);
            }
            Node::Let(inner, body) => {
                bindings(inner, tell);
                body.names(tell);
            }
            Node::If(test, yes, no) => {
                for part in [test, yes, no] {
                    part.names(tell);
                }
            }
            Node::Do(steps, last) => {
                for step in steps {
                    match step {
                        Step::Bind(_, value) => value.names(tell),
                        Step::Let(inner) => bindings(inner, tell),
                    }
                }
                last.names(tell);
            }
            Node::Match(subjects, alternatives) => {
                all(subjects, tell);
                for alternative in alternatives {
                    alternative.body.names(tell);
                }
            }
            Node::Guards(guards) => {
                for (tests, body) in guards {
                    qualifiers(tests, tell);
                    body.names(tell);
                }
            }
        }
    }
}

/// What an expression is.
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
    Lambda(Vec<Parameter>, std::rc::Rc<Expression>),
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
    /// What it is.
    pub kind: StatementKind,
    /// All of it.
    pub place: Place,
    /// What names it: `o1:`, `~lfo:`, `hush`.
    pub label: Place,
}

/// What a statement is.
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

/// What a setting sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    /// Cycles per second.
    Cps,
    /// Quarter notes per minute.
    Bpm,
    /// Quarter notes per cycle.
    Beats,
    /// Seed of all randomness.
    Seed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_numbers_are_exact() {
        let third = |text| Number::parse(text).unwrap().exact.unwrap();
        assert_eq!(third("0.1"), Rational::new(1, 10).unwrap());
        assert_eq!(third(".125"), Rational::new(1, 8).unwrap());
        assert_eq!(third("1e3"), Rational::integer(1000));
        assert_eq!(third("2.5e-1"), Rational::new(1, 4).unwrap());
        assert_eq!(Number::parse("1e300").unwrap().exact, None);
    }
}
