//! Ed25519 (RFC 8032).

use ed25519_dalek::{Signature, VerifyingKey, ed25519::signature::MultipartSigner};
use zeroize::Zeroizing;

use super::CurveOperations;
use crate::crypto::{
    AgreementKey, CryptoError, CryptoRng, Curve, Point, PublicKey, SecretKey, SignatureAlgorithm, SignatureScheme,
    SigningKey,
};

/// The operations on Curve25519 in Edwards form.
pub(super) struct Ed25519;

impl CurveOperations for Ed25519 {
    fn public_key(&self, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        let Point::Single(bytes) = point else { return Err(CryptoError::InvalidPublicKey) };
        decode(bytes)?;
        PublicKey::from_validated(Curve::Ed25519, bytes, None)
    }

    fn generate(&self, rng: &mut dyn CryptoRng) -> SecretKey {
        let mut bytes = Zeroizing::new(vec![0; Curve::Ed25519.width()]);
        rng.fill_bytes(&mut bytes);
        SecretKey::from_bytes(Curve::Ed25519, bytes)
    }

    fn agreement_key(&self, _: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        Err(CryptoError::UnsupportedCurve(Curve::Ed25519))
    }

    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        let seed = <&[u8; 32]>::try_from(secret.expose()).map_err(|_| CryptoError::InvalidSecretKey)?;
        let secret = ed25519_dalek::SigningKey::from_bytes(seed);
        let public = PublicKey::from_validated(Curve::Ed25519, secret.verifying_key().as_bytes(), None)?;
        Ok(Box::new(Ed25519Key { secret, public }))
    }

    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey,
        parts: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        if scheme != SignatureScheme::EdDsa {
            return Err(CryptoError::SchemeMismatch);
        }
        let signature = Signature::from_slice(signature).map_err(|_| CryptoError::BadSignature)?;
        // Strict verification takes the message in one piece.
        decode(key.x())?.verify_strict(&parts.concat(), &signature).map_err(|_| CryptoError::BadSignature)
    }
}

/// A point of large order from its one canonical encoding.
fn decode(bytes: &[u8]) -> Result<VerifyingKey, CryptoError> {
    let bytes = <&[u8; 32]>::try_from(bytes).map_err(|_| CryptoError::InvalidPublicKey)?;
    let key = VerifyingKey::from_bytes(bytes).map_err(|_| CryptoError::InvalidPublicKey)?;
    if key.is_weak() || key.to_edwards().compress().as_bytes() != bytes {
        return Err(CryptoError::InvalidPublicKey);
    }
    Ok(key)
}

/// A private key. The seed wipes itself.
struct Ed25519Key {
    secret: ed25519_dalek::SigningKey,
    public: PublicKey,
}

impl SigningKey for Ed25519Key {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::EdDsa
    }

    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, CryptoError> {
        let signature = self.secret.try_multipart_sign(parts).map_err(|_| CryptoError::InvalidSecretKey)?;
        Ok(signature.to_bytes().to_vec())
    }
}
