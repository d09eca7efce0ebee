//! What can be wrong with the bytes of a revocation list.

use core::fmt;

/// Bytes that are no revocation list, or more than is handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CrlError {
    /// Not a DER CertificateList of version 1 or 2, or something stands behind it.
    Malformed,
    /// So many bytes, more than [`budget::CRL_BYTES`](crate::budget::CRL_BYTES).
    TooLong(usize),
    /// More than [`budget::CRL_ENTRIES`](crate::budget::CRL_ENTRIES) entries.
    TooManyEntries,
}

impl fmt::Display for CrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("not a DER certificate revocation list"),
            Self::TooLong(bytes) => write!(f, "a revocation list of {bytes} bytes is longer than is handled"),
            Self::TooManyEntries => f.write_str("the revocation list has more entries than are handled"),
        }
    }
}

impl core::error::Error for CrlError {}
