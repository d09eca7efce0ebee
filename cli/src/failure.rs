//! How a command fails.

use std::fmt;
use std::process::ExitCode;

use mdoc_proximity::report::{Check, Report};
use serde_json::{Value, json};

/// A failure with its exit code and a sentence for a person.
#[derive(Debug)]
pub enum Failure {
    /// Exit 1: understood and refused.
    Refused(String),
    /// Exit 1: something to be relied on that cannot be, with the checks that say why.
    Untrusted(String, Box<Report>),
    /// Exit 2: input that cannot be read.
    Unreadable(String),
}

impl Failure {
    /// Something that did not work, with what can be done about it.
    #[cfg(feature = "nfc")]
    pub fn advised(what: impl fmt::Display, advice: Option<&str>) -> Self {
        Self::Refused(advised(what, advice))
    }

    /// Input that cannot be read: what, and why.
    pub fn unreadable(what: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::Unreadable(format!("{what}: {why}"))
    }

    /// Something that cannot be relied on: what, with the ids of the checks that failed.
    pub fn untrusted(what: impl fmt::Display, report: Report) -> Self {
        let why: Vec<String> = report.failures().map(line).collect();
        Self::Untrusted(format!("{what}: {}", why.join("; ")), Box::new(report))
    }

    /// A verdict, for who reads JSON.
    pub fn verdict(&self) -> Value {
        let error = self.message();
        match self {
            Self::Refused(_) => json!({ "verdict": "rejected", "error": error, "documents": [] }),
            Self::Untrusted(_, report) => {
                json!({ "verdict": "rejected", "error": error, "checks": report.checks(), "documents": [] })
            }
            Self::Unreadable(_) => json!({ "verdict": "malformed", "error": error, "documents": [] }),
        }
    }

    /// A socket that could not be opened: an address that is none, or one where nobody is.
    pub fn socket(what: impl fmt::Display, error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::ConnectionRefused
            | ErrorKind::TimedOut
            | ErrorKind::NotFound
            | ErrorKind::PermissionDenied
            | ErrorKind::AddrInUse
            | ErrorKind::AddrNotAvailable
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable => Self::Refused(format!("{what}: {error}")),
            _ => Self::unreadable(what, error),
        }
    }

    /// What went wrong, without the program's name.
    pub fn message(&self) -> &str {
        match self {
            Self::Refused(message) | Self::Untrusted(message, _) | Self::Unreadable(message) => message,
        }
    }

    /// The exit code.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Refused(_) | Self::Untrusted(..) => ExitCode::from(1),
            Self::Unreadable(_) => ExitCode::from(2),
        }
    }
}

/// What did not work, and what can be done about it.
#[cfg(any(feature = "ble", feature = "nfc"))]
pub fn advised(what: impl fmt::Display, advice: Option<&str>) -> String {
    match advice {
        Some(advice) => format!("{what}; {advice}"),
        None => what.to_string(),
    }
}

/// A check in one line: its id, what was found, and where the rule stands.
pub fn line(check: &Check) -> String {
    format!("{}: {} ({})", check.id, check.detail, check.clause)
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "mdoc: {}", crate::terminal::safe(self.message()))
    }
}
