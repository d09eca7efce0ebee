//! X448 and Ed448, on crates of which there are pre-releases only.

use ed448_goldilocks::{Signature, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use super::{edwards::EdDsa, montgomery::Ladder};
use crate::crypto::{CryptoError, Curve};

/// X448.
pub(super) struct X448;

impl Ladder for X448 {
    const CURVE: Curve = Curve::X448;
    const BASE: u8 = 5;

    fn multiply(scalar: &[u8], u: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let scalar = Zeroizing::new(<[u8; 56]>::try_from(scalar).map_err(|_| CryptoError::InvalidSecretKey)?);
        let u = u.try_into().map_err(|_| CryptoError::InvalidPublicKey)?;
        // Points of low order give zero, in every encoding of them; the checked function knows the canonical ones.
        let product = Zeroizing::new(x448::x448_unchecked(*scalar, u));
        Ok(Zeroizing::new(product.to_vec()))
    }
}

/// Ed448, without context and without prehashing.
pub(super) struct Ed448;

impl Ed448 {
    /// The crate refuses points outside the group of prime order, but takes encodings that are not canonical.
    fn decode(bytes: &[u8]) -> Option<VerifyingKey> {
        let bytes = <&[u8; 57]>::try_from(bytes).ok()?;
        let key = VerifyingKey::from_bytes(bytes).ok()?;
        let is_canonical = key.to_edwards().to_affine().compress().as_bytes() == bytes;
        is_canonical.then_some(key)
    }
}

impl EdDsa for Ed448 {
    type Secret = SigningKey;

    const CURVE: Curve = Curve::Ed448;

    fn secret(seed: &[u8]) -> Result<Self::Secret, CryptoError> {
        SigningKey::try_from(seed).map_err(|_| CryptoError::InvalidSecretKey)
    }

    fn public(secret: &Self::Secret) -> Vec<u8> {
        secret.verifying_key().as_bytes().to_vec()
    }

    fn sign(secret: &Self::Secret, parts: &[&[u8]]) -> Result<Vec<u8>, CryptoError> {
        Ok(secret.sign_raw(&parts.concat()).to_bytes().to_vec())
    }

    fn validate(key: &[u8]) -> Result<(), CryptoError> {
        Self::decode(key).map(|_| ()).ok_or(CryptoError::InvalidPublicKey)
    }

    fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
        let key = Self::decode(key).ok_or(CryptoError::InvalidPublicKey)?;
        let signature = Signature::from_slice(signature).map_err(|_| CryptoError::BadSignature)?;
        Self::decode(signature.r_bytes()).ok_or(CryptoError::BadSignature)?;
        key.verify_raw(&signature, message).map_err(|_| CryptoError::BadSignature)
    }
}
