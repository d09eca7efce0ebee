//! The pure-Rust provider, on the crates of RustCrypto and dalek.
//!
//! | curve | agreement | signatures |
//! |---|---|---|
//! | P-256, P-384, P-521, brainpoolP256r1, P320r1, P384r1, P512r1 | yes | ECDSA, deterministic (RFC 6979) |
//! | X25519, X448 (feature `prerelease-curves`) | yes | |
//! | Ed25519, Ed448 (feature `prerelease-curves`) | | EdDSA, strict verification |
//!
//! Without the feature, X448 and Ed448 answer [`CryptoError::UnsupportedCurve`].

mod brainpool;
mod edwards;
#[cfg(feature = "prerelease-curves")]
mod goldilocks;
mod montgomery;
mod symmetric;
mod weierstrass;

#[cfg(test)]
mod tests;

use bp256::BrainpoolP256r1;
use bp384::BrainpoolP384r1;
use p256::NistP256;
use p384::NistP384;
use p521::NistP521;

use super::{
    AgreementKey, CryptoError, CryptoProvider, CryptoRng, Curve, Keys, Point, PublicKey, SecretKey, SignatureScheme,
    SigningKey, Verifier,
};
use brainpool::{BrainpoolP320r1, BrainpoolP512r1};
use edwards::{Ed25519, Edwards};
use montgomery::{Montgomery, X25519};
use weierstrass::Weierstrass;

/// The pure-Rust provider.
pub const PROVIDER: CryptoProvider = CryptoProvider {
    name: "rustcrypto",
    hash: &RustCrypto,
    mac: &RustCrypto,
    kdf: &RustCrypto,
    aead: &RustCrypto,
    keys: &RustCrypto,
    verifier: &RustCrypto,
};

/// All parts of the provider; it holds no state.
struct RustCrypto;

/// What the provider does on one curve. The curve of every key handed in is the implementor's own.
trait CurveOperations: Send + Sync {
    /// Validates a public key.
    fn public_key(&self, point: Point<'_>) -> Result<PublicKey, CryptoError>;

    /// Draws a private key.
    fn generate(&self, rng: &mut dyn CryptoRng) -> SecretKey;

    /// A key that agrees, where the curve does.
    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError>;

    /// A key that signs, where the curve does.
    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError>;

    /// Verifies a signature, where the curve has any.
    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey,
        parts: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CryptoError>;
}

/// The arithmetic of a curve.
fn operations(curve: Curve) -> Result<&'static dyn CurveOperations, CryptoError> {
    Ok(match curve {
        Curve::P256 => &Weierstrass::<NistP256>::NEW,
        Curve::P384 => &Weierstrass::<NistP384>::NEW,
        Curve::P521 => &Weierstrass::<NistP521>::NEW,
        Curve::BrainpoolP256r1 => &Weierstrass::<BrainpoolP256r1>::NEW,
        Curve::BrainpoolP320r1 => &Weierstrass::<BrainpoolP320r1>::NEW,
        Curve::BrainpoolP384r1 => &Weierstrass::<BrainpoolP384r1>::NEW,
        Curve::BrainpoolP512r1 => &Weierstrass::<BrainpoolP512r1>::NEW,
        Curve::X25519 => &Montgomery::<X25519>::NEW,
        Curve::Ed25519 => &Edwards::<Ed25519>::NEW,
        #[cfg(feature = "prerelease-curves")]
        Curve::X448 => &Montgomery::<goldilocks::X448>::NEW,
        #[cfg(feature = "prerelease-curves")]
        Curve::Ed448 => &Edwards::<goldilocks::Ed448>::NEW,
        #[cfg(not(feature = "prerelease-curves"))]
        Curve::X448 | Curve::Ed448 => return Err(CryptoError::UnsupportedCurve(curve)),
    })
}

impl Keys for RustCrypto {
    fn public_key(&self, curve: Curve, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        operations(curve)?.public_key(point)
    }

    fn generate(&self, curve: Curve, rng: &mut dyn CryptoRng) -> Result<SecretKey, CryptoError> {
        Ok(operations(curve)?.generate(rng))
    }

    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        operations(secret.curve())?.agreement_key(secret)
    }

    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        operations(secret.curve())?.signing_key(secret)
    }
}

impl Verifier for RustCrypto {
    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey,
        parts: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        operations(key.curve())?.verify(scheme, key, parts, signature)
    }
}

/// Refuses a peer's key that is not on the curve of the own key.
fn same_curve(own: Curve, peer: &PublicKey) -> Result<(), CryptoError> {
    if peer.curve() == own { Ok(()) } else { Err(CryptoError::CurveMismatch { expected: own, found: peer.curve() }) }
}
