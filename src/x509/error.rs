//! What can be wrong with a certificate.

use crate::crypto::CryptoError;

/// A certificate that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateError {
    /// Not a DER certificate, or longer than [`budget::CERTIFICATE_BYTES`](crate::budget::CERTIFICATE_BYTES).
    Malformed,
    /// A key or signature algorithm that the standard does not permit.
    Algorithm,
    /// The key is not valid.
    Key(CryptoError),
    /// The signature does not verify.
    Signature(CryptoError),
    /// Not a CA certificate, so no trust anchor.
    NotACa,
}
