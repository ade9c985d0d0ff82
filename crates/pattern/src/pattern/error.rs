//! What can be wrong with a pattern value.

use super::compile::MOST_NESTED;
use crate::MOST_LISTED;
use crate::mini::MiniError;
use std::ops::Range;
use thiserror::Error;

/// A mistake in what a pattern was made of, or a limit that its events reach.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum PatternError {
    /// A string that is no mini-notation.
    #[error("{error}, in \"{text}\"")]
    Mini {
        /// String that was to be read.
        text: String,
        /// Fault and its place in the string.
        error: MiniError,
    },
    /// A name that stands for nothing.
    #[error("`{name}` is not the name of {what}")]
    UnknownName {
        /// Kind of thing that should have the name: a scale, a chord, an arpeggio.
        what: &'static str,
        /// The name.
        name: String,
        /// Byte range of the name in its string.
        span: Range<usize>,
    },
    /// A number that is infinite or not a number.
    #[error("`{0}` is not a finite number")]
    NotFinite(f64),
    /// A number that is too small or too large where it was given.
    #[error("{what} must be {wanted}")]
    OutOfRange {
        /// What the number is.
        what: &'static str,
        /// Numbers that are possible.
        wanted: &'static str,
    },
    /// The argument of a function of patterns was used after the function had returned.
    #[error("the argument of a function of patterns was used outside of the function")]
    Escaped,
    /// Too many methods on one another.
    #[error(
        "the pattern is nested too deeply; at most {MOST_NESTED} functions on one another are possible"
    )]
    TooDeep,
    /// Too many events for one list.
    #[error("there are more than {MOST_LISTED} events in this span")]
    TooManyEvents,
    /// The query asks for more than the budget of its [`Scratch`](crate::Scratch) allows.
    #[error("the pattern asks for more than the budget of its query allows")]
    Budget,
}

impl PatternError {
    /// Byte range of the mistake in the string it was found in, if it was found in one.
    pub fn span(&self) -> Option<Range<usize>> {
        match self {
            Self::Mini { error, .. } => Some(error.span.clone()),
            Self::UnknownName { span, .. } => Some(span.clone()),
            _ => None,
        }
    }

    /// What may help, where there is something to say beyond the message.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Mini { error, .. } => error.help(),
            _ => None,
        }
    }
}
