//! A provider's work on keys and signatures, curve by curve: what the providers of this crate share.

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::{
    AgreementKey, CryptoError, CryptoRng, Curve, Keys, Point, PublicKey, SecretKey, SharedSecret, SignatureScheme,
    SigningKey, Verifier, stack,
};

/// What a provider does on one curve. The curve of every key handed in is the implementor's own.
pub(super) trait CurveOperations: Send + Sync {
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

/// The operations on a curve, or why there are none.
pub(super) type Lookup = fn(Curve) -> Result<&'static dyn CurveOperations, CryptoError>;

/// The parts of a provider that ask the key's curve.
pub(super) struct ByCurve(pub(super) Lookup);

impl Keys for ByCurve {
    fn public_key(&self, curve: Curve, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        self.0(curve)?.public_key(point)
    }

    fn generate(&self, curve: Curve, rng: &mut dyn CryptoRng) -> Result<SecretKey, CryptoError> {
        let operations = self.0(curve)?;
        Ok(stack::wiped(|| operations.generate(rng)))
    }

    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        let operations = self.0(secret.curve())?;
        stack::wiped(|| operations.agreement_key(secret))
    }

    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        let operations = self.0(secret.curve())?;
        stack::wiped(|| operations.signing_key(secret))
    }
}

impl Verifier for ByCurve {
    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey,
        parts: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        self.0(key.curve())?.verify(scheme, key, parts, signature)
    }
}

/// Refuses a peer's key that is not on the curve of the own key.
pub(super) fn same_curve(own: Curve, peer: &PublicKey) -> Result<(), CryptoError> {
    if peer.curve() == own { Ok(()) } else { Err(CryptoError::CurveMismatch { expected: own, found: peer.curve() }) }
}

/// [`AgreementKey::agree_with_point`] of a key whose agreement validates the peer's point in just the way `keys` does.
pub(super) fn agree_validating(
    own: &impl AgreementKey,
    keys: &dyn Keys,
    point: Point<'_>,
) -> Result<(PublicKey, SharedSecret), CryptoError> {
    let curve = own.public_key().curve();
    let peer = match point {
        // Handed on only when the agreement has found it valid.
        Point::Uncompressed { x, y } => PublicKey::from_validated(curve, x, Some(y))?,
        other => keys.public_key(curve, other)?,
    };
    let secret = own.agree(&peer)?;
    Ok((peer, secret))
}

/// A private key on a curve that takes any bytes of its width.
pub(super) fn random_bytes(curve: Curve, rng: &mut dyn CryptoRng) -> SecretKey {
    let mut bytes = Zeroizing::new(vec![0; curve.width()]);
    rng.fill_bytes(&mut bytes);
    SecretKey::from_bytes(curve, bytes)
}

/// The message in one piece: EdDSA reads it twice.
pub(super) fn joined<'a>(parts: &[&'a [u8]]) -> Cow<'a, [u8]> {
    match parts {
        [part] => Cow::Borrowed(part),
        parts => Cow::Owned(parts.concat()),
    }
}
