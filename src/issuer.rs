//! Layer 7: the issuer's side, for tests, demonstrations and the command line.
//!
//! * [`certificate`] makes the certificates of ISO/IEC 18013-5 Annex B.
//! * A [`Document`] says what a document holds, built by hand or from a readable [`Template`]; the data model decides
//!   the types.
//! * [`issue`] signs it for a device key. [`prepare`] stops before the signature and leaves every part of the mobile
//!   security object open to change, which is how documents are made that must be refused.
//! * A [`VicalBuilder`] and a [`RicalBuilder`] make lists of certificates, as open to change.
//! * [`StatusListBuilder`] and [`IdentifierListBuilder`] make the lists that say what is revoked.

pub mod certificate;
mod document;
mod error;
mod issue;
mod list;
mod mso;
mod rical;
mod status_list;
mod template;
mod vical;

pub use certificate::{
    AlternativeName, Authority, CertificateSpec, IssueError, ListKeyId, RevocationListSpec, RevokedEntry, SubjectName,
    Validity,
};
pub use document::{Dates, Document, start_of_day};
pub use error::{DocumentError, ElementError};
pub use issue::{DocumentSigner, Item, UnsignedDocument, issue, prepare};
pub use list::ListedCertificate;
pub use mso::{Authorizations, IdDigest, MsoBuilder, MsoDate};
pub use rical::RicalBuilder;
pub use status_list::{IdentifierListBuilder, ListDates, ListToken, StatusListBuilder};
pub use template::Template;
pub use vical::VicalBuilder;

#[cfg(test)]
mod tests;
