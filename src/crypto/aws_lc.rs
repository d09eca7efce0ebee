//! The fast provider, on AWS-LC by the crate aws-lc-rs.
//!
//! | curve | agreement | signatures |
//! |---|---|---|
//! | P-256, P-384, P-521 | yes | ECDSA, with random nonces that the key and the digest are mixed into |
//! | X25519 | yes | |
//! | Ed25519 | | EdDSA, strict verification |
//! | brainpool, X448, Ed448 | as in [`rustcrypto`](super::rustcrypto) where that feature is on | likewise |
//!
//! A curve that neither has answers [`CryptoError::UnsupportedCurve`].
//!
//! Keys are generated from the caller's random generator only. ECDSA nonces and the blinding of operations are AWS-LC's
//! own business and come from the operating system, so the same message is signed differently each time.
//!
//! The secrets in AWS-LC's memory are wiped when it frees them.
//!
//! What it costs to come through this module, against calls of aws-lc-rs with the bytes in hand: nothing that can be
//! measured for signatures and agreement, 0.1 us for the key schedule of each AES-GCM message. Keys of P-256, P-384 and
//! P-521 take AWS-LC twice as long to import as to generate (17 and 10 us on P-256), for it computes the public key once
//! more to check it; that is the price of drawing them from the caller's generator.

mod ed25519;
mod nist;
mod symmetric;
mod x25519;

use super::{
    CryptoError, CryptoProvider, Curve,
    by_curve::{ByCurve, CurveOperations},
};

/// The fast provider.
pub const PROVIDER: CryptoProvider = CryptoProvider {
    name: "aws-lc-rs",
    hash: &AwsLc,
    mac: &AwsLc,
    kdf: &AwsLc,
    aead: &AwsLc,
    keys: &ByCurve(operations),
    verifier: &ByCurve(operations),
};

/// The parts of the provider that know no curve; it holds no state.
struct AwsLc;

/// The arithmetic of a curve.
fn operations(curve: Curve) -> Result<&'static dyn CurveOperations, CryptoError> {
    match curve {
        Curve::P256 => Ok(&nist::P256),
        Curve::P384 => Ok(&nist::P384),
        Curve::P521 => Ok(&nist::P521),
        Curve::X25519 => Ok(&x25519::X25519),
        Curve::Ed25519 => Ok(&ed25519::Ed25519),
        other => elsewhere(other),
    }
}

/// The arithmetic of a curve that AWS-LC has none for.
#[cfg(feature = "rustcrypto")]
fn elsewhere(curve: Curve) -> Result<&'static dyn CurveOperations, CryptoError> {
    super::rustcrypto::operations(curve)
}

/// The arithmetic of a curve that AWS-LC has none for.
#[cfg(not(feature = "rustcrypto"))]
fn elsewhere(curve: Curve) -> Result<&'static dyn CurveOperations, CryptoError> {
    Err(CryptoError::UnsupportedCurve(curve))
}
