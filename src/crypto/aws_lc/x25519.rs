//! X25519.

use aws_lc_rs::agreement;
use zeroize::Zeroizing;

use crate::crypto::{
    AgreementKey, CryptoError, CryptoRng, Curve, Point, PublicKey, SecretKey, SharedSecret, SignatureScheme,
    SigningKey,
    by_curve::{CurveOperations, random_bytes, same_curve},
};

/// The operations on the curve.
pub(super) struct X25519;

const UNSUPPORTED: CryptoError = CryptoError::UnsupportedCurve(Curve::X25519);

impl CurveOperations for X25519 {
    /// All bytes of the right width are a public key; points of low order are found out at agreement.
    fn public_key(&self, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        let Point::Single(u) = point else { return Err(CryptoError::InvalidPublicKey) };
        PublicKey::from_validated(Curve::X25519, u, None)
    }

    fn generate(&self, rng: &mut dyn CryptoRng) -> SecretKey {
        random_bytes(Curve::X25519, rng)
    }

    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        let key = agreement::PrivateKey::from_private_key(&agreement::X25519, secret.expose())
            .map_err(|_| CryptoError::InvalidSecretKey)?;
        let public = key.compute_public_key().map_err(|_| CryptoError::InvalidSecretKey)?;
        let public = PublicKey::from_validated(Curve::X25519, public.as_ref(), None)?;
        Ok(Box::new(PrivateKey { key, public }))
    }

    fn signing_key(&self, _: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        Err(UNSUPPORTED)
    }

    fn verify(&self, _: SignatureScheme, _: &PublicKey, _: &[&[u8]], _: &[u8]) -> Result<(), CryptoError> {
        Err(UNSUPPORTED)
    }
}

/// A private key.
struct PrivateKey {
    key: agreement::PrivateKey,
    public: PublicKey,
}

impl AgreementKey for PrivateKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn agree(&self, peer: &PublicKey) -> Result<SharedSecret, CryptoError> {
        same_curve(Curve::X25519, peer)?;
        let peer = agreement::UnparsedPublicKey::new(&agreement::X25519, peer.as_sec1());
        // AWS-LC refuses nothing but the all-zero secret.
        agreement::agree(&self.key, peer, CryptoError::WeakSharedSecret, |secret| {
            SharedSecret::new(Zeroizing::new(secret.to_vec()))
        })
    }
}
