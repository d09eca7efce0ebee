//! How a command fails.

use std::fmt;
use std::process::ExitCode;

/// A failure with its exit code and a sentence for a person.
#[derive(Debug)]
pub enum Failure {
    /// Exit 1: understood and refused.
    Refused(String),
    /// Exit 2: input that cannot be read.
    Unreadable(String),
}

impl Failure {
    /// Input that cannot be read: what, and why.
    pub fn unreadable(what: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::Unreadable(format!("{what}: {why}"))
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
            Self::Refused(message) | Self::Unreadable(message) => message,
        }
    }

    /// The exit code.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Refused(_) => ExitCode::from(1),
            Self::Unreadable(_) => ExitCode::from(2),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "mdoc: {}", crate::terminal::safe(self.message()))
    }
}
