//! Signatures by RFC 8032: Ed25519, and the shape that Ed448 shares.

use core::marker::PhantomData;

use ed25519_dalek::{Signature, VerifyingKey, ed25519::signature::MultipartSigner};

use crate::crypto::{
    AgreementKey, CryptoError, CryptoRng, Curve, Point, PublicKey, SecretKey, SignatureAlgorithm, SignatureScheme,
    SigningKey,
    by_curve::{CurveOperations, joined, random_bytes},
    ed25519,
};

/// A signature system of RFC 8032.
pub(super) trait EdDsa: Send + Sync + 'static {
    /// The curve.
    const CURVE: Curve;
    /// A private key that wipes itself.
    type Secret: Send + Sync;

    /// The private key of a seed.
    ///
    /// # Errors
    /// [`CryptoError::InvalidSecretKey`] when it is not of the curve's width.
    fn secret(seed: &[u8]) -> Result<Self::Secret, CryptoError>;

    /// The encoded public key.
    fn public(secret: &Self::Secret) -> Vec<u8>;

    /// The signature over the concatenated `parts`.
    fn sign(secret: &Self::Secret, parts: &[&[u8]]) -> Result<Vec<u8>, CryptoError>;

    /// Refuses what is not the one canonical encoding of a point, or a point of small order.
    fn validate(key: &[u8]) -> Result<(), CryptoError>;

    /// Verifies strictly: everything canonical, no point of small order.
    fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), CryptoError>;
}

/// Ed25519.
pub(super) struct Ed25519;

impl EdDsa for Ed25519 {
    type Secret = ed25519_dalek::SigningKey;

    const CURVE: Curve = Curve::Ed25519;

    fn secret(seed: &[u8]) -> Result<Self::Secret, CryptoError> {
        let seed = seed.try_into().map_err(|_| CryptoError::InvalidSecretKey)?;
        Ok(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    fn public(secret: &Self::Secret) -> Vec<u8> {
        secret.verifying_key().as_bytes().to_vec()
    }

    fn sign(secret: &Self::Secret, parts: &[&[u8]]) -> Result<Vec<u8>, CryptoError> {
        let signature = secret.try_multipart_sign(parts).map_err(|_| CryptoError::InvalidSecretKey)?;
        Ok(signature.to_bytes().to_vec())
    }

    fn validate(key: &[u8]) -> Result<(), CryptoError> {
        ed25519::decode(key).map(|_| ())
    }

    fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
        let signature = Signature::from_slice(signature).map_err(|_| CryptoError::BadSignature)?;
        VerifyingKey::from(ed25519::decode(key)?)
            .verify_strict(message, &signature)
            .map_err(|_| CryptoError::BadSignature)
    }
}

/// The operations on the curve of `E`.
pub(super) struct Edwards<E>(PhantomData<E>);

impl<E> Edwards<E> {
    /// The only value.
    pub(super) const NEW: Self = Self(PhantomData);
}

impl<E: EdDsa> CurveOperations for Edwards<E> {
    fn public_key(&self, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        let Point::Single(bytes) = point else { return Err(CryptoError::InvalidPublicKey) };
        E::validate(bytes)?;
        PublicKey::from_validated(E::CURVE, bytes, None)
    }

    fn generate(&self, rng: &mut dyn CryptoRng) -> SecretKey {
        random_bytes(E::CURVE, rng)
    }

    fn agreement_key(&self, _: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        Err(CryptoError::UnsupportedCurve(E::CURVE))
    }

    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        let secret = E::secret(secret.expose())?;
        let public = PublicKey::from_validated(E::CURVE, &E::public(&secret), None)?;
        Ok(Box::new(EdDsaKey::<E> { secret, public }))
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
        // The crates verify strictly only a message in one piece.
        E::verify(key.x(), &joined(parts), signature)
    }
}

/// A private key that signs.
struct EdDsaKey<E: EdDsa> {
    secret: E::Secret,
    public: PublicKey,
}

impl<E: EdDsa> SigningKey for EdDsaKey<E> {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::EdDsa
    }

    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, CryptoError> {
        E::sign(&self.secret, parts)
    }
}
