//! The tree of a program: statements and expressions with their places. Plain data, made by the parser.

use super::diagnostic::Place;
use crate::pattern::Rational;

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
}

impl Number {
    /// A whole number.
    pub fn integer(i: i64) -> Self {
        Self {
            exact: Some(Rational::integer(i)),
            value: i as f64,
            whole: true,
            calculated: false,
        }
    }

    /// A fraction.
    pub fn ratio(ratio: Rational) -> Self {
        Self {
            exact: Some(ratio),
            value: ratio.to_f64(),
            whole: ratio.is_integer(),
            calculated: false,
        }
    }

    /// A float, exact if it has an exact value that fits.
    pub fn float(value: f64) -> Self {
        Self {
            exact: Rational::from_f64_exact(value),
            value,
            whole: false,
            calculated: false,
        }
    }

    /// The number a literal stands for (`12`, `0.25`, `1e-3`).
    pub fn parse(text: &str) -> Option<Self> {
        let value: f64 = text.parse().ok()?;
        let whole = text.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self {
            exact: decimal(text),
            value,
            whole,
            calculated: false,
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

/// A parameter of a lambda or function.
#[derive(Clone, Debug, PartialEq)]
pub enum Parameter {
    /// A name, or `_`.
    Name(String),
    /// Parts of a tuple.
    Tuple(Vec<Parameter>),
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
pub struct Bind {
    /// What the values are called; none where only the structure counts.
    pub parameter: Option<Parameter>,
    /// The pattern.
    pub value: Expression,
}

/// What stands behind the bar of `[e | …]`.
#[derive(Clone, Debug, PartialEq)]
pub enum Qualifier {
    /// `x <- list`
    Draw(Parameter, Expression),
    /// `let x = e`
    Let(Binding),
    /// What must be true.
    Test(Expression),
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// `0.25`
    Number(Number),
    /// `"bd sn"`: the text between the quotes; it begins one byte after the place's start.
    Text(String),
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
    /// `[a .. b]`, `[a, b .. c]`
    Range(Box<Expression>, Option<Box<Expression>>, Box<Expression>),
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
    Do(Vec<Bind>, Box<Expression>),
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
