//! What can be wrong with a certificate.

use core::fmt;

use crate::crypto::CryptoError;

/// A certificate that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateError {
    /// Not a DER certificate, or longer than [`budget::CERTIFICATE_BYTES`](crate::budget::CERTIFICATE_BYTES), or with
    /// more in a name or more extensions than [`budget::NAME_ATTRIBUTES`](crate::budget::NAME_ATTRIBUTES) and
    /// [`budget::CERTIFICATE_EXTENSIONS`](crate::budget::CERTIFICATE_EXTENSIONS) allow.
    Malformed,
    /// A key or signature algorithm that the standard does not permit.
    Algorithm,
    /// The key is not valid.
    Key(CryptoError),
    /// The signature does not verify.
    Signature(CryptoError),
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("not a DER certificate of acceptable length and number of parts"),
            Self::Algorithm => f.write_str("the key or signature algorithm is not permitted"),
            Self::Key(error) => write!(f, "the certificate's key cannot be used: {error}"),
            Self::Signature(error) => write!(f, "the certificate's signature was not accepted: {error}"),
        }
    }
}

impl core::error::Error for CertificateError {}
