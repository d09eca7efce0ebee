//! What came of running a case.

use crate::format::Outcome;
use crate::run::Difference;

/// What came of running a case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// How it went.
    pub status: Status,
    /// What the implementation made of it, where it made something.
    pub observed: Option<Outcome>,
}

/// How a case went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// As expected.
    Passed,
    /// Otherwise.
    Failed(Difference),
    /// Otherwise, as `spec-vectors/exceptions.json` says it would.
    Excepted {
        /// How it differs.
        difference: String,
        /// Why that is known.
        reason: String,
    },
    /// As expected, although the exceptions say that it would not: the exception is to be deleted.
    Stale {
        /// The exception's reason.
        reason: String,
    },
    /// The implementation does not do this.
    Unsupported(String),
    /// The implementation broke down, or the case cannot be read.
    Broken(String),
}

impl Status {
    /// Whether the run as a whole fails for this.
    #[must_use]
    pub const fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::Stale { .. } | Self::Broken(_))
    }

    /// The status in a word.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Excepted { .. } => "excepted",
            Self::Stale { .. } => "stale exception",
            Self::Unsupported(_) => "unsupported",
            Self::Broken(_) => "broken",
        }
    }

    /// What there is to say about it, for a person; nothing where it passed.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Passed => String::new(),
            Self::Failed(difference) => difference.to_string(),
            Self::Excepted { difference, reason } => format!("{difference} (known: {reason})"),
            Self::Stale { reason } => format!("it passes, but is an exception: {reason}"),
            Self::Unsupported(why) | Self::Broken(why) => why.clone(),
        }
    }

    /// The same, in the light of an exception.
    pub(super) fn excepted(self, exception: Option<&str>) -> Self {
        let Some(reason) = exception.map(str::to_owned) else { return self };
        match self {
            Self::Passed => Self::Stale { reason },
            Self::Failed(difference) => Self::Excepted { difference: difference.to_string(), reason },
            Self::Broken(difference) => Self::Excepted { difference, reason },
            other => other,
        }
    }
}
