//! What can go wrong in a cryptographic operation.

use core::fmt;

use super::Curve;

/// A cryptographic failure. It tells nothing about secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CryptoError {
    /// The provider has no arithmetic for this curve, or the curve cannot do what was asked.
    UnsupportedCurve(Curve),
    /// Two keys that must share a curve do not.
    CurveMismatch {
        /// The curve of the own key.
        expected: Curve,
        /// The curve of the peer's key.
        found: Curve,
    },
    /// A public key is not a point of its curve, is the identity, or has a coordinate of the wrong width.
    InvalidPublicKey,
    /// A private key is zero, not below the group order, or of the wrong width.
    InvalidSecretKey,
    /// Key agreement gave the all-zero secret (a point of low order).
    WeakSharedSecret,
    /// The signature scheme does not go with the key's curve.
    SchemeMismatch,
    /// The signature is of the wrong length, out of range, or does not verify.
    BadSignature,
    /// The ciphertext is too short or its tag does not verify.
    BadCiphertext,
    /// A length beyond what the algorithm can handle.
    Length,
}

impl fmt::Display for CryptoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnsupportedCurve(curve) => write!(f, "{curve} is not supported for this operation"),
            Self::CurveMismatch { expected, found } => {
                write!(f, "a key on {expected} cannot be used with one on {found}")
            }
            Self::InvalidPublicKey => f.write_str("the public key is not a valid point of its curve"),
            Self::InvalidSecretKey => f.write_str("the private key is not valid for its curve"),
            Self::WeakSharedSecret => f.write_str("key agreement gave an all-zero secret"),
            Self::SchemeMismatch => f.write_str("the signature algorithm does not go with the key's curve"),
            Self::BadSignature => f.write_str("the signature does not verify"),
            Self::BadCiphertext => f.write_str("the ciphertext does not decrypt"),
            Self::Length => f.write_str("the input is too long for the algorithm"),
        }
    }
}

impl core::error::Error for CryptoError {}
