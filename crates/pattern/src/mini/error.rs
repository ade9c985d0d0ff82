//! What can be wrong with a string of mini-notation, in its writer's words.

use std::ops::Range;

use thiserror::Error;

/// An error in a string and where it is.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{fault}")]
pub struct MiniError {
    /// Byte range in the string; of no width at its end.
    pub span: Range<usize>,
    /// Fault at this place.
    pub fault: Fault,
}

impl MiniError {
    pub(super) fn new(span: Range<usize>, fault: Fault) -> Self {
        Self { span, fault }
    }

    /// What may help, where there is something to say beyond the message.
    pub fn help(&self) -> Option<String> {
        let help = match &self.fault {
            Fault::Unclosed { open, .. } => {
                format!("close it with `{}`", closer_of(*open))
            }
            Fault::LateFactor(sign) => {
                format!("put what is meant in brackets: `[bd@3]{sign}2`")
            }
            Fault::MixedTails => "use brackets: `[a , b] | c`".into(),
            Fault::ChoiceInAngles => "use brackets: `<[a | b] c>`".into(),
            Fault::EuclidNeedsTwo => "write `bd(3,8)`: three hits over eight steps".into(),
            Fault::TrailingFoot => "take the `.` away, or write the group that follows it".into(),
            Fault::NothingToHold('*') => "it speeds up the step before it: `bd*2 sn`".into(),
            Fault::NothingToHold('/') => "it slows down the step before it: `bd/2 sn`".into(),
            Fault::NothingToHold(_) => "it goes on with the step before it: `bd _ sn`".into(),
            Fault::NotWhole(_) => "write it without a fraction".into(),
            Fault::Unexpected { found, wanted } => match found {
                '"' | '$' | '#' | '=' => "only mini-notation goes inside the quotes".to_string(),
                '&' => "`&` cannot be part of a name".to_string(),
                ']' | '>' | '}' | ')' => format!("no `{}` is open before it", opener_of(*found)),
                ';' => "spaces divide steps, `,` plays steps at once: `bd sn, hh*8`".to_string(),
                _ if *wanted == TIMES => {
                    "how often comes as a number: `bd*2`, `bd/2`; spaces divide steps: `bd sn`"
                        .to_string()
                }
                _ => return None,
            },
            Fault::Ended { wanted, .. } if *wanted == TIMES => {
                "how often comes as a number: `bd*2`, `bd/2`".to_string()
            }
            _ => return None,
        };
        Some(help)
    }
}

pub(super) fn closer_of(open: char) -> char {
    match open {
        '[' => ']',
        '{' => '}',
        '<' => '>',
        _ => ')',
    }
}

fn opener_of(close: char) -> char {
    match close {
        ']' => '[',
        '}' => '{',
        '>' => '<',
        _ => '(',
    }
}

/// What is wanted after `*` and `/`.
pub(super) const TIMES: &str = "a number of times";

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Fault {
    /// A character that cannot stand there.
    #[error("`{found}` cannot be used here; {wanted} is needed")]
    Unexpected {
        /// Character that stands there.
        found: char,
        /// Description of what could stand there.
        wanted: &'static str,
    },
    /// The string ends too early.
    #[error("the string ends too early; {wanted} is needed")]
    Ended {
        /// Description of what could stand there.
        wanted: &'static str,
    },
    /// A bracket is never closed, or by the wrong one.
    #[error("`{open}` is not closed{}", match found { Some(c) => format!("; `{c}` is where its end should be"), None => String::new() })]
    Unclosed {
        /// Bracket that is open.
        open: char,
        /// What stands where it should close, if anything.
        found: Option<char>,
    },
    /// `*` or `/` after a weight or repeats.
    #[error("`{0}` must come before `@`, `_` and `!`")]
    LateFactor(char),
    /// `,` and `|` in one group: `a , b | c`.
    #[error("`,` and `|` cannot be mixed without brackets")]
    MixedTails,
    /// A choice without brackets of its own: `<a | b>`.
    #[error("`|` cannot be used directly in `< >` or `{{ }}`")]
    ChoiceInAngles,
    /// A Euclidean rhythm without its steps: `bd(3)`.
    #[error("a Euclidean rhythm needs two or three numbers")]
    EuclidNeedsTwo,
    /// A `.` with nothing after it: `bd .`.
    #[error("nothing follows the `.`")]
    TrailingFoot,
    /// `_`, `!` or a factor without a step before it.
    #[error("`{0}` has no step before it")]
    NothingToHold(char),
    /// A fraction where whole numbers are wanted.
    #[error("`{0}` is not a whole number")]
    NotWhole(String),
    /// A weight below zero: `bd@-1`.
    #[error("a weight cannot be negative")]
    NegativeWeight,
    /// A division by zero: `1%0`.
    #[error("a number cannot be divided by zero")]
    DivisionByZero,
    /// A number that no computer holds.
    #[error("this number is too large")]
    NumberTooLarge,
    /// A factor, or a number of steps, beyond all hearing.
    #[error("at most {limit} is possible here")]
    BeyondLimit {
        /// Largest number that is possible.
        limit: i64,
    },
    /// Too many steps in all.
    #[error("the string has too many steps; at most {limit} are possible")]
    TooManySteps {
        /// Number of steps that are possible.
        limit: u32,
    },
    /// Brackets in brackets in brackets …
    #[error("brackets are nested too deeply; at most {limit} deep is possible")]
    TooDeep {
        /// Number of brackets that may be nested.
        limit: u32,
    },
    /// Too many modifiers on one step: `bd????…`.
    #[error("too many modifiers; at most {limit} of a kind are possible")]
    TooManyModifiers {
        /// Number of modifiers that are possible.
        limit: u32,
    },
    /// A string beyond all size.
    #[error("the string is too long; at most {limit} bytes are possible")]
    TooLong {
        /// How many bytes are possible.
        limit: usize,
    },
}
