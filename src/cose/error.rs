//! What can be wrong with a COSE message that parsed.

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
    /// The MAC tag does not verify.
    BadTag,
    /// Cryptography failed.
    Crypto(CryptoError),
    /// A COSE_Key of another type than its curve wants, or on an unknown curve (the identifier).
    UnknownCurve(i64),
    /// A compressed key where it must be uncompressed.
    CompressedKey,
}
