//! What can be wrong with a COSE message that parsed.

use core::fmt;

use crate::crypto::{CryptoError, Curve};

/// A COSE message or key that breaks a rule of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CoseError {
    /// No algorithm in the protected header (an unprotected one does not count).
    AlgorithmMissing,
    /// An algorithm the standard does not permit here, by its COSE identifier; `None` where it is text.
    AlgorithmNotPermitted(Option<i64>),
    /// The algorithm does not go with the key's curve.
    AlgorithmCurve(Curve),
    /// A critical header that is not understood.
    Critical,
    /// A payload is attached where it must be detached.
    PayloadAttached,
    /// No payload where one must be attached.
    PayloadMissing,
    /// The signature is not as long as the key's curve wants, as when ECDSA comes DER-encoded.
    SignatureLength {
        /// The length in bytes of a signature on the key's curve.
        expected: usize,
        /// The length in bytes of this one.
        found: usize,
    },
    /// The MAC tag does not verify.
    BadTag,
    /// Cryptography failed.
    Crypto(CryptoError),
    /// A COSE_Key of another type than its curve wants, or on an unknown curve (the identifier).
    UnknownCurve(i64),
    /// A compressed key where it must be uncompressed.
    CompressedKey,
}

impl fmt::Display for CoseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlgorithmMissing => f.write_str("the protected header names no algorithm"),
            Self::AlgorithmNotPermitted(Some(id)) => write!(f, "the COSE algorithm {id} is not permitted here"),
            Self::AlgorithmNotPermitted(None) => f.write_str("a COSE algorithm named by text is not permitted"),
            Self::AlgorithmCurve(curve) => write!(f, "the signature algorithm does not go with a key on {curve}"),
            Self::Critical => f.write_str("a critical header is not understood"),
            Self::PayloadAttached => f.write_str("the payload is attached, but must be detached"),
            Self::PayloadMissing => f.write_str("the payload is missing"),
            Self::SignatureLength { expected, found } => {
                write!(f, "the signature has {found} bytes instead of {expected}")
            }
            Self::BadTag => f.write_str("the MAC does not verify"),
            Self::Crypto(error) => error.fmt(f),
            Self::UnknownCurve(id) => write!(f, "the key is on an unknown curve, or of a type not its own ({id})"),
            Self::CompressedKey => f.write_str("the key is compressed, but must have both coordinates"),
        }
    }
}

impl core::error::Error for CoseError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Crypto(error) => Some(error),
            _ => None,
        }
    }
}

impl From<CryptoError> for CoseError {
    fn from(error: CryptoError) -> Self {
        Self::Crypto(error)
    }
}
