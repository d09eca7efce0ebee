//! X25519 (RFC 7748).

use x25519_dalek::StaticSecret;
use zeroize::Zeroizing;

use super::{CurveOperations, same_curve};
use crate::crypto::{
    AgreementKey, CryptoError, CryptoRng, Curve, Point, PublicKey, SecretKey, SharedSecret, SignatureScheme, SigningKey,
};

/// The operations on Curve25519 in Montgomery form.
pub(super) struct X25519;

impl CurveOperations for X25519 {
    /// Every 32 bytes are a public key; points of low order are found out at agreement.
    fn public_key(&self, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        let Point::Single(u) = point else { return Err(CryptoError::InvalidPublicKey) };
        PublicKey::from_validated(Curve::X25519, u, None)
    }

    fn generate(&self, rng: &mut dyn CryptoRng) -> SecretKey {
        let mut bytes = Zeroizing::new(vec![0; Curve::X25519.width()]);
        rng.fill_bytes(&mut bytes);
        SecretKey::from_bytes(Curve::X25519, bytes)
    }

    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        let bytes = <[u8; 32]>::try_from(secret.expose()).map(Zeroizing::new);
        let secret = StaticSecret::from(*bytes.map_err(|_| CryptoError::InvalidSecretKey)?);
        let public = x25519_dalek::PublicKey::from(&secret);
        let public = PublicKey::from_validated(Curve::X25519, public.as_bytes(), None)?;
        Ok(Box::new(X25519Key { secret, public }))
    }

    fn signing_key(&self, _: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        Err(CryptoError::UnsupportedCurve(Curve::X25519))
    }

    fn verify(&self, _: SignatureScheme, _: &PublicKey, _: &[&[u8]], _: &[u8]) -> Result<(), CryptoError> {
        Err(CryptoError::UnsupportedCurve(Curve::X25519))
    }
}

/// A private key. The scalar wipes itself.
struct X25519Key {
    secret: StaticSecret,
    public: PublicKey,
}

impl AgreementKey for X25519Key {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn agree(&self, peer: &PublicKey) -> Result<SharedSecret, CryptoError> {
        same_curve(Curve::X25519, peer)?;
        let peer = <[u8; 32]>::try_from(peer.x()).map_err(|_| CryptoError::InvalidPublicKey)?;
        let shared = self.secret.diffie_hellman(&peer.into());
        SharedSecret::new(Zeroizing::new(shared.as_bytes().to_vec()))
    }
}
