//! Layer 7: the issuer's side, for tests, demonstrations and the command line.

pub mod certificate;

pub use certificate::{AlternativeName, Authority, CertificateSpec, IssueError, SubjectName, Validity};
