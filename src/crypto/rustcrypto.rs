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

use bp256::BrainpoolP256r1;
use bp384::BrainpoolP384r1;
use p256::NistP256;
use p384::NistP384;
use p521::NistP521;

use super::{
    CryptoError, CryptoProvider, Curve,
    by_curve::{ByCurve, CurveOperations},
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
    keys: &ByCurve(operations),
    verifier: &ByCurve(operations),
};

/// The parts of the provider that know no curve; it holds no state.
struct RustCrypto;

/// The arithmetic of a curve.
pub(super) fn operations(curve: Curve) -> Result<&'static dyn CurveOperations, CryptoError> {
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
