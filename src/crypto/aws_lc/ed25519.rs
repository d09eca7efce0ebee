//! Ed25519.

use aws_lc_rs::signature::{self, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use crate::crypto::{
    AgreementKey, CryptoError, CryptoRng, Curve, Point, PublicKey, SecretKey, SignatureAlgorithm, SignatureScheme,
    SigningKey,
    by_curve::{CurveOperations, joined, random_bytes},
    ed25519,
};

/// The operations on the curve.
pub(super) struct Ed25519;

impl CurveOperations for Ed25519 {
    fn public_key(&self, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        let Point::Single(bytes) = point else { return Err(CryptoError::InvalidPublicKey) };
        ed25519::decode(bytes)?;
        PublicKey::from_validated(Curve::Ed25519, bytes, None)
    }

    fn generate(&self, rng: &mut dyn CryptoRng) -> SecretKey {
        random_bytes(Curve::Ed25519, rng)
    }

    fn agreement_key(&self, _: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        Err(CryptoError::UnsupportedCurve(Curve::Ed25519))
    }

    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        let key = Ed25519KeyPair::from_seed_unchecked(secret.expose()).map_err(|_| CryptoError::InvalidSecretKey)?;
        let public = PublicKey::from_validated(Curve::Ed25519, key.public_key().as_ref(), None)?;
        Ok(Box::new(EdDsaKey { key, public }))
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
        // AWS-LC takes only the canonical R and s; a point of small order as R is ours to refuse.
        let r = signature.first_chunk::<32>().ok_or(CryptoError::BadSignature)?;
        if ed25519::is_small_order(*r) {
            return Err(CryptoError::BadSignature);
        }
        UnparsedPublicKey::new(&signature::ED25519, key.as_sec1())
            .verify(&joined(parts), signature)
            .map_err(|_| CryptoError::BadSignature)
    }
}

/// A private key that signs.
struct EdDsaKey {
    key: Ed25519KeyPair,
    public: PublicKey,
}

impl SigningKey for EdDsaKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::EdDsa
    }

    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, CryptoError> {
        Ok(self.key.sign(&joined(parts)).as_ref().to_vec())
    }
}
