//! Layer 7: the issuer's side, for tests, demonstrations and the command line.
//!
//! * [`certificate`] makes the certificates of ISO/IEC 18013-5 Annex B.
//! * A [`Document`] says what a document holds, built by hand or from a readable [`Template`]; the data model decides
//!   the types.
//! * [`issue`] signs it for a device key. [`prepare`] stops before the signature and leaves every part of the mobile
//!   security object open to change, which is how documents are made that must be refused.

pub mod certificate;
mod document;
mod error;
mod issue;
mod mso;
mod template;

pub use certificate::{AlternativeName, Authority, CertificateSpec, IssueError, RawParts, SubjectName, Validity};
pub use document::{Dates, Document, start_of_day};
pub use error::{DocumentError, ElementError};
pub use issue::{DocumentSigner, Item, UnsignedDocument, issue, prepare};
pub use mso::{Authorizations, IdDigest, MsoBuilder, MsoDate};
pub use template::Template;

#[cfg(test)]
mod tests;
