//! What can be wrong with a document to be issued.

use core::fmt;

use crate::cbor;
use crate::crypto::CryptoError;
use crate::datamodel::TypeError;

/// A document that cannot be issued.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentError {
    /// A document type, namespace or element identifier is empty.
    EmptyName,
    /// An element.
    Element {
        /// Its namespace.
        name_space: String,
        /// Its identifier.
        identifier: String,
        /// What is wrong with it.
        error: ElementError,
    },
    /// A template's member, named, breaks the rule given.
    Template(&'static str, &'static str),
    /// The dates are not `signed` <= `validFrom` < `validUntil`, or not between 1970 and 9999.
    Dates,
    /// A namespace is authorised as a whole and element by element, or an authorisation lists nothing.
    Authorizations,
    /// The signer's certificate is not one, or is for another key.
    SignerCertificate,
    /// `signed` or `validUntil` lies outside the validity of the signer's certificate.
    OutsideSigner,
    /// The key did not sign.
    Key(CryptoError),
}

/// What is wrong with an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ElementError {
    /// The data model wants another value.
    Type(TypeError),
    /// The namespace holds it already.
    Duplicate,
    /// The bytes are not one CBOR item.
    Cbor(cbor::Error),
    /// A template's value cannot be read, for the reason given.
    Value(&'static str),
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyName => f.write_str("a document type, namespace or element identifier is empty"),
            Self::Element { name_space, identifier, error } => write!(f, "{identifier} in {name_space}: {error}"),
            Self::Template(member, rule) => write!(f, "the template's {member} {rule}"),
            Self::Dates => f.write_str("the dates must be signed <= validFrom < validUntil, between 1970 and 9999"),
            Self::Authorizations => {
                f.write_str("a key authorisation lists nothing, or a namespace both as a whole and by element")
            }
            Self::SignerCertificate => f.write_str("the signer's certificate cannot be read or is for another key"),
            Self::OutsideSigner => {
                f.write_str("the document's signed or validUntil lies outside the signer's certificate's validity")
            }
            Self::Key(error) => write!(f, "the document signer's key did not sign: {error}"),
        }
    }
}

impl core::error::Error for DocumentError {}

impl fmt::Display for ElementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(error) => error.fmt(f),
            Self::Duplicate => f.write_str("the element stands there twice"),
            Self::Cbor(error) => write!(f, "the value is not one CBOR item: {error}"),
            Self::Value(reason) => f.write_str(reason),
        }
    }
}

impl core::error::Error for ElementError {}

impl DocumentError {
    pub(super) fn element(name_space: &str, identifier: &str, error: ElementError) -> Self {
        Self::Element { name_space: name_space.to_owned(), identifier: identifier.to_owned(), error }
    }
}
