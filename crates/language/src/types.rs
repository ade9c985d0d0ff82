//! Types of builtins, written as in Tidal's documentation and parsed once: `Pattern Time -> Pattern a -> Pattern a`.
//! The evaluator counts, coerces and explains arguments by them.

use phonon_pattern::mini;
use std::fmt;

/// What a pattern's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Names: `String`; what they name says how a string of them is read and checked.
    Word(Names),
    /// Semitones from c5: `Note`.
    Note,
    /// Numbers: `Double`.
    Float,
    /// Numbers of Hz: a string of them may hold notes, which are frequencies.
    Hertz,
    /// Whole numbers: `Int`.
    Int,
    /// Exact numbers: `Time`, `Rational`.
    Ratio,
    /// True or false: `Bool`.
    Bool,
    /// Sounds' parameters: `ControlPattern` is a `Pattern` of these.
    Controls,
}

/// What the words of a pattern name. Patterns of names are of one type whatever this is; it decides how strings are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Names {
    /// Chords, keys of lists, whatever a function makes of them.
    Anything,
    /// Sounds: they are looked for, and buses among them settled.
    Sounds,
    /// Values that a function changes or picks from before they are sounds: buses among them are settled.
    ChangedSounds,
    /// Banks: what is put before the names of sounds.
    Banks,
    /// Scales.
    Scales,
    /// Orders of `arp`.
    Arpeggios,
    /// One of these and nothing else.
    OneOf(&'static [&'static str]),
}

impl Kind {
    /// Names of whatever sort.
    pub const WORD: Self = Self::Word(Names::Anything);

    /// The kind with this name in Tidal's types.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "String" => Self::WORD,
            "Note" => Self::Note,
            "Double" | "Float" => Self::Float,
            "Int" | "Integer" => Self::Int,
            "Time" | "Rational" => Self::Ratio,
            "Bool" => Self::Bool,
            "ControlMap" | "ValueMap" => Self::Controls,
            _ => return None,
        })
    }

    /// Whether its values are numbers.
    pub fn is_number(self) -> bool {
        matches!(
            self,
            Self::Note | Self::Float | Self::Hertz | Self::Int | Self::Ratio
        )
    }

    /// Whether its values are names.
    pub fn is_word(self) -> bool {
        matches!(self, Self::Word(_))
    }

    /// Whether a pattern of it is one of `wanted` as it stands: every number is one of any sort, every name likewise.
    pub fn fits(self, wanted: Self) -> bool {
        self == wanted
            || self.is_number() && wanted.is_number()
            || self.is_word() && wanted.is_word()
    }

    /// The kind of values that a function changes or picks from to make values of this one.
    pub fn changed(self) -> Self {
        match self {
            Self::Word(Names::Sounds) => Self::Word(Names::ChangedSounds),
            other => other,
        }
    }

    /// The kind of the operands that an operator makes values of this one from: parts of names name nothing.
    pub fn operand(self) -> Self {
        match self {
            Self::Word(_) => Self::WORD,
            other => other,
        }
    }

    /// What mini-notation reads its atoms as; none for controls.
    pub fn mini(self) -> Option<mini::Kind> {
        Some(match self {
            Self::Word(_) => mini::Kind::Word,
            Self::Note => mini::Kind::Note,
            Self::Float => mini::Kind::Float,
            Self::Hertz => mini::Kind::Hertz,
            Self::Int => mini::Kind::Int,
            Self::Ratio => mini::Kind::Ratio,
            Self::Bool => mini::Kind::Bool,
            Self::Controls => return None,
        })
    }

    /// What a pattern of it is called in messages, with its article.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Word(_) => "a pattern of names",
            Self::Note => "a pattern of notes",
            Self::Float | Self::Hertz | Self::Int | Self::Ratio => "a number pattern",
            Self::Bool => "a pattern of true and false",
            Self::Controls => "a sound",
        }
    }
}

/// What a pattern in a type holds: something known, or a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Element {
    /// A kind that the type names.
    Kind(Kind),
    /// `a`, `b`, …
    Variable(char),
}

/// The type of an argument or result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `Pattern a`
    Pattern(Element),
    /// `Time`, `Int`, `Double`: one number, known when the text is compiled.
    Number(Kind),
    /// `String`: text, not read as mini-notation.
    Text,
    /// `Bool`: known when the text is compiled.
    Bool,
    /// `[x]`
    List(Box<Type>),
    /// `(x, y)`
    Tuple(Vec<Type>),
    /// `x -> y -> z`
    Function(Vec<Type>, Box<Type>),
    /// A bare variable: anything, taken as it is.
    Any(char),
}

impl Type {
    /// The arguments of a function's type; none for others.
    pub fn arguments(&self) -> &[Type] {
        match self {
            Self::Function(arguments, _) => arguments,
            _ => &[],
        }
    }

    /// What comes out when all arguments are given.
    pub fn result(&self) -> &Type {
        match self {
            Self::Function(_, result) => result,
            other => other,
        }
    }

    /// Whether the variable occurs in a pattern of it.
    pub fn mentions(&self, variable: char) -> bool {
        match self {
            Self::Pattern(Element::Variable(v)) => *v == variable,
            Self::Pattern(_) | Self::Number(_) | Self::Text | Self::Bool | Self::Any(_) => false,
            Self::List(inner) => inner.mentions(variable),
            Self::Tuple(parts) => parts.iter().any(|part| part.mentions(variable)),
            Self::Function(arguments, result) => {
                arguments.iter().any(|argument| argument.mentions(variable))
                    || result.mentions(variable)
            }
        }
    }

    /// What it is called in messages, with its article.
    pub fn noun(&self) -> String {
        match self {
            Self::Pattern(Element::Kind(kind)) => kind.noun().to_owned(),
            Self::Pattern(Element::Variable(_)) => "a pattern".to_owned(),
            Self::Number(Kind::Int) => "a whole number".to_owned(),
            Self::Number(_) => "a number".to_owned(),
            Self::Text => "a text in quotes".to_owned(),
            Self::Bool => "True or False".to_owned(),
            Self::List(inner) => format!("a list of {}", plural(inner)),
            Self::Tuple(parts) => {
                format!("a pair such as `({})`", vec!["…"; parts.len()].join(", "))
            }
            Self::Function(..) => "a function".to_owned(),
            Self::Any(_) => "a value".to_owned(),
        }
    }
}

fn plural(of: &Type) -> &'static str {
    match of {
        Type::Pattern(Element::Kind(Kind::Controls)) => "sounds",
        Type::Pattern(_) => "patterns",
        Type::Number(_) => "numbers",
        Type::Text => "texts",
        Type::Function(..) => "functions",
        Type::Tuple(_) => "pairs",
        Type::List(_) => "lists",
        Type::Bool | Type::Any(_) => "values",
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Pattern(Element::Kind(Kind::Controls)) => write!(f, "ControlPattern"),
            Self::Pattern(Element::Kind(kind)) => write!(f, "Pattern {}", kind_name(*kind)),
            Self::Pattern(Element::Variable(v)) => write!(f, "Pattern {v}"),
            Self::Number(kind) => write!(f, "{}", kind_name(*kind)),
            Self::Text => write!(f, "String"),
            Self::Bool => write!(f, "Bool"),
            Self::List(inner) => write!(f, "[{inner}]"),
            Self::Tuple(parts) => {
                let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
                write!(f, "({})", parts.join(", "))
            }
            Self::Function(arguments, result) => {
                for argument in arguments {
                    if matches!(argument, Self::Function(..)) {
                        write!(f, "({argument}) -> ")?;
                    } else {
                        write!(f, "{argument} -> ")?;
                    }
                }
                write!(f, "{result}")
            }
            Self::Any(v) => write!(f, "{v}"),
        }
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Word(_) => "String",
        Kind::Note => "Note",
        Kind::Float | Kind::Hertz => "Double",
        Kind::Int => "Int",
        Kind::Ratio => "Time",
        Kind::Bool => "Bool",
        Kind::Controls => "ControlMap",
    }
}

/// The type that a text says, such as `Pattern Time -> [Pattern a] -> Pattern a`.
pub fn parse(text: &str) -> Option<Type> {
    let text = text.rsplit("=>").next().unwrap_or(text);
    let mut reader = Reader {
        rest: text,
        depth: 0,
    };
    let found = reader.function()?;
    reader.rest.trim().is_empty().then_some(found)
}

struct Reader<'a> {
    rest: &'a str,
    depth: u32,
}

impl<'a> Reader<'a> {
    fn take(&mut self, text: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn word(&mut self) -> Option<&'a str> {
        self.rest = self.rest.trim_start();
        let end = self
            .rest
            .find(|c: char| !c.is_alphanumeric() && c != '\'')
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    fn function(&mut self) -> Option<Type> {
        self.depth += 1;
        if self.depth > 16 {
            return None;
        }
        let mut parts = vec![self.single()?];
        while self.take("->") {
            parts.push(self.single()?);
        }
        self.depth -= 1;
        let result = parts.pop()?;
        if parts.is_empty() {
            return Some(result);
        }
        // `a -> (b -> c)` is `a -> b -> c`.
        if let Type::Function(more, result) = result {
            parts.extend(more);
            return Some(Type::Function(parts, result));
        }
        Some(Type::Function(parts, Box::new(result)))
    }

    fn single(&mut self) -> Option<Type> {
        if self.take("[") {
            let inner = self.function()?;
            return self.take("]").then(|| Type::List(Box::new(inner)));
        }
        if self.take("(") {
            let mut parts = vec![self.function()?];
            while self.take(",") {
                parts.push(self.function()?);
            }
            if !self.take(")") {
                return None;
            }
            return Some(if parts.len() == 1 {
                parts.remove(0)
            } else {
                Type::Tuple(parts)
            });
        }
        match self.word()? {
            "Pattern" => {
                let inner = match self.single()? {
                    Type::Number(kind) => Element::Kind(kind),
                    Type::Text => Element::Kind(Kind::WORD),
                    Type::Bool => Element::Kind(Kind::Bool),
                    Type::Any(v) => Element::Variable(v),
                    Type::Pattern(Element::Kind(Kind::Controls)) => Element::Kind(Kind::Controls),
                    _ => return None,
                };
                Some(Type::Pattern(inner))
            }
            "ControlPattern" | "ParamPattern" | "ControlMap" | "ValueMap" => {
                Some(Type::Pattern(Element::Kind(Kind::Controls)))
            }
            "String" => Some(Type::Text),
            "Bool" => Some(Type::Bool),
            // The cycle in which a transition begins.
            "Now" => Some(Type::Any('t')),
            // The number or name of an output.
            "ID" => Some(Type::Any('i')),
            // What is done, not what plays.
            "IO" => (self.take("(") && self.take(")")).then_some(Type::Any('o')),
            word if word.len() == 1 && word.starts_with(|c: char| c.is_ascii_lowercase()) => {
                word.chars().next().map(Type::Any)
            }
            word => Kind::named(word).map(Type::Number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_tidal_writes_them() {
        for text in [
            "Pattern Time -> Pattern a -> Pattern a",
            "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
            "[(Time, Pattern a)] -> Pattern a",
            "Pattern String -> ControlPattern",
            "a -> b -> a",
            "Int -> Pattern Double",
        ] {
            assert_eq!(parse(text).unwrap().to_string(), text);
        }
        assert_eq!(
            parse("Pattern a -> (Pattern a -> Pattern b)")
                .unwrap()
                .arguments()
                .len(),
            2
        );
        assert_eq!(
            parse("Num a => Pattern a").unwrap(),
            Type::Pattern(Element::Variable('a'))
        );
        assert_eq!(parse("Pattern"), None);
        assert_eq!(parse("Pattern Time ->"), None);
    }
}
