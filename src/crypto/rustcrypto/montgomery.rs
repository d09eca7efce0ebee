//! Key agreement by RFC 7748: X25519, and the shape that X448 shares.

use core::marker::PhantomData;

use zeroize::Zeroizing;

use crate::crypto::stack;

use crate::crypto::{
    AgreementKey, CryptoError, CryptoRng, Curve, Point, PublicKey, SecretKey, SharedSecret, SignatureScheme,
    SigningKey,
    by_curve::{CurveOperations, random_bytes, same_curve},
};

/// A function of RFC 7748.
pub(super) trait Ladder: Send + Sync + 'static {
    /// The curve.
    const CURVE: Curve;
    /// The u-coordinate of the base point.
    const BASE: u8;

    /// The u-coordinate of `scalar`, clamped, times the point at `u`.
    ///
    /// # Errors
    /// [`CryptoError::InvalidSecretKey`] or [`CryptoError::InvalidPublicKey`] when one is not of the curve's width.
    fn multiply(scalar: &[u8], u: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError>;
}

/// X25519.
pub(super) struct X25519;

impl Ladder for X25519 {
    const CURVE: Curve = Curve::X25519;
    const BASE: u8 = 9;

    fn multiply(scalar: &[u8], u: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let scalar = Zeroizing::new(<[u8; 32]>::try_from(scalar).map_err(|_| CryptoError::InvalidSecretKey)?);
        let u = u.try_into().map_err(|_| CryptoError::InvalidPublicKey)?;
        let product = Zeroizing::new(x25519_dalek::x25519(*scalar, u));
        Ok(Zeroizing::new(product.to_vec()))
    }
}

/// The operations on the curve of `L`.
pub(super) struct Montgomery<L>(PhantomData<L>);

impl<L> Montgomery<L> {
    /// The only value.
    pub(super) const NEW: Self = Self(PhantomData);
}

impl<L: Ladder> CurveOperations for Montgomery<L> {
    /// All bytes of the right width are a public key; points of low order are found out at agreement.
    fn public_key(&self, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        let Point::Single(u) = point else { return Err(CryptoError::InvalidPublicKey) };
        PublicKey::from_validated(L::CURVE, u, None)
    }

    fn generate(&self, rng: &mut dyn CryptoRng) -> SecretKey {
        random_bytes(L::CURVE, rng)
    }

    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        let mut base = vec![0; L::CURVE.width()];
        if let Some(first) = base.first_mut() {
            *first = L::BASE;
        }
        let public = PublicKey::from_validated(L::CURVE, &L::multiply(secret.expose(), &base)?, None)?;
        Ok(Box::new(PrivateKey::<L> { secret: secret.clone(), public, ladder: PhantomData }))
    }

    fn signing_key(&self, _: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        Err(CryptoError::UnsupportedCurve(L::CURVE))
    }

    fn verify(&self, _: SignatureScheme, _: &PublicKey, _: &[&[u8]], _: &[u8]) -> Result<(), CryptoError> {
        Err(CryptoError::UnsupportedCurve(L::CURVE))
    }
}

/// A private key. The secret wipes itself.
struct PrivateKey<L> {
    secret: SecretKey,
    public: PublicKey,
    ladder: PhantomData<L>,
}

impl<L: Ladder> AgreementKey for PrivateKey<L> {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn agree(&self, peer: &PublicKey) -> Result<SharedSecret, CryptoError> {
        same_curve(L::CURVE, peer)?;
        stack::wiped(|| SharedSecret::new(L::multiply(self.secret.expose(), peer.x())?))
    }
}
