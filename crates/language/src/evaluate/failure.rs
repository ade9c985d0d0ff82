//! Why a step of evaluation has no value.

use crate::diagnostic::{Diagnostic, Place};

/// Why a step of evaluation has no value.
#[derive(Clone, Debug)]
pub enum Failure {
    /// Something is wrong here.
    Wrong(Box<Diagnostic>),
    /// It uses what failed elsewhere and was reported there.
    Reported,
}

/// The result of a step of evaluation.
pub(crate) type EvalResult<T> = Result<T, Failure>;

impl Failure {
    /// The error to show; none if it was reported elsewhere.
    pub fn diagnostic(self) -> Option<Diagnostic> {
        match self {
            Self::Wrong(diagnostic) => Some(*diagnostic),
            Self::Reported => None,
        }
    }

    /// The error to show where nothing else was reported.
    pub fn into_diagnostic(self, place: Place) -> Diagnostic {
        let general = || Diagnostic::error(place, "this uses a definition that is wrong");
        self.diagnostic().unwrap_or_else(general)
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Wrong(Box::new(diagnostic))
    }
}
