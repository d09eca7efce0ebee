//! ECDH and ECDSA on the curves whose keys have two coordinates, written once for all of them.

use core::marker::PhantomData;

use bp256::BrainpoolP256r1;
use bp384::BrainpoolP384r1;
use ecdsa::{EcdsaCurve, Signature, VerifyingKey, hazmat::sign_prehashed_rfc6979, signature::hazmat::PrehashVerifier};
use elliptic_curve::{
    CurveArithmetic, Generate, NonZeroScalar,
    sec1::{FromSec1Point, ModulusSize, ToSec1Point},
};
use p256::NistP256;
use p384::NistP384;
use p521::NistP521;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use crate::crypto::stack;

use super::{
    brainpool::{BrainpoolP320r1, BrainpoolP512r1},
    symmetric::digest,
};
use crate::crypto::{
    AgreementKey, CryptoError, CryptoRng, Curve, HashAlgorithm, Keys, Point, PublicKey, SecretKey, SharedSecret,
    SignatureAlgorithm, SignatureScheme, SigningKey,
    by_curve::{CurveOperations, agree_validating, same_curve},
};

/// A curve crate's type, tied to our name for the curve.
pub(super) trait NamedCurve:
    EcdsaCurve
    + CurveArithmetic<AffinePoint: FromSec1Point<Self> + ToSec1Point<Self>>
    + elliptic_curve::Curve<FieldBytesSize: ModulusSize>
{
    /// The name.
    const CURVE: Curve;
}

impl NamedCurve for NistP256 {
    const CURVE: Curve = Curve::P256;
}

impl NamedCurve for NistP384 {
    const CURVE: Curve = Curve::P384;
}

impl NamedCurve for NistP521 {
    const CURVE: Curve = Curve::P521;
}

impl NamedCurve for BrainpoolP256r1 {
    const CURVE: Curve = Curve::BrainpoolP256r1;
}

impl NamedCurve for BrainpoolP320r1 {
    const CURVE: Curve = Curve::BrainpoolP320r1;
}

impl NamedCurve for BrainpoolP384r1 {
    const CURVE: Curve = Curve::BrainpoolP384r1;
}

impl NamedCurve for BrainpoolP512r1 {
    const CURVE: Curve = Curve::BrainpoolP512r1;
}

/// The operations on the curve `C`.
pub(super) struct Weierstrass<C>(PhantomData<C>);

impl<C> Weierstrass<C> {
    /// The only value.
    pub(super) const NEW: Self = Self(PhantomData);
}

impl<C: NamedCurve> CurveOperations for Weierstrass<C> {
    fn public_key(&self, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        match point {
            Point::Uncompressed { x, y } => {
                // Handed on only when the crate has found it valid.
                let key = PublicKey::from_validated(C::CURVE, x, Some(y))?;
                decode::<C>(key.as_sec1()).map(|_| key)
            }
            Point::Compressed { x, y_is_odd } if x.len() == C::CURVE.width() => {
                let tag: &[u8] = if y_is_odd { &[3] } else { &[2] };
                encode(&decode::<C>(&[tag, x].concat())?)
            }
            _ => Err(CryptoError::InvalidPublicKey),
        }
    }

    fn generate(&self, rng: &mut dyn CryptoRng) -> SecretKey {
        let scalar = Zeroizing::new(NonZeroScalar::<C>::generate_from_rng(rng));
        let secret = elliptic_curve::SecretKey::from(&*scalar);
        let bytes = Zeroizing::new(secret.to_bytes());
        SecretKey::from_bytes(C::CURVE, Zeroizing::new(bytes.to_vec()))
    }

    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        Ok(Box::new(PrivateKey::<C>::new(secret)?))
    }

    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        let unsupported = CryptoError::UnsupportedCurve(C::CURVE);
        let algorithm = SignatureAlgorithm::for_curve(C::CURVE).ok_or(unsupported)?;
        let SignatureScheme::Ecdsa(hash) = algorithm.scheme() else { return Err(unsupported) };
        Ok(Box::new(EcdsaKey { key: PrivateKey::<C>::new(secret)?, algorithm, hash }))
    }

    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey,
        parts: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        let SignatureScheme::Ecdsa(hash) = scheme else { return Err(CryptoError::SchemeMismatch) };
        // The length, and r and s between 1 and n - 1, are checked here.
        let signature = Signature::<C>::from_slice(signature).map_err(|_| CryptoError::BadSignature)?;
        let key = VerifyingKey::from(decode::<C>(key.as_sec1())?);
        key.verify_prehash(digest(hash, parts).as_bytes(), &signature).map_err(|_| CryptoError::BadSignature)
    }
}

/// A point from its SEC 1 encoding: coordinates below the field's prime, on the curve, not the identity.
fn decode<C: NamedCurve>(sec1: &[u8]) -> Result<elliptic_curve::PublicKey<C>, CryptoError> {
    elliptic_curve::PublicKey::from_sec1_bytes(sec1).map_err(|_| CryptoError::InvalidPublicKey)
}

/// Our form of a valid point.
fn encode<C: NamedCurve>(key: &elliptic_curve::PublicKey<C>) -> Result<PublicKey, CryptoError> {
    let point = key.to_sec1_point(false);
    let x = point.x().ok_or(CryptoError::InvalidPublicKey)?;
    PublicKey::from_validated(C::CURVE, x, point.y().map(|y| y.as_slice()))
}

/// A private key that agrees. The scalar wipes itself.
struct PrivateKey<C: NamedCurve> {
    secret: elliptic_curve::SecretKey<C>,
    public: PublicKey,
}

impl<C: NamedCurve> PrivateKey<C> {
    fn new(secret: &SecretKey) -> Result<Self, CryptoError> {
        if secret.expose().len() != C::CURVE.width() {
            return Err(CryptoError::InvalidSecretKey);
        }
        let secret =
            elliptic_curve::SecretKey::<C>::from_slice(secret.expose()).map_err(|_| CryptoError::InvalidSecretKey)?;
        let public = encode(&secret.public_key())?;
        Ok(Self { secret, public })
    }

    fn scalar(&self) -> Zeroizing<NonZeroScalar<C>> {
        Zeroizing::new(self.secret.to_nonzero_scalar())
    }
}

impl<C: NamedCurve> AgreementKey for PrivateKey<C> {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn agree(&self, peer: &PublicKey) -> Result<SharedSecret, CryptoError> {
        same_curve(C::CURVE, peer)?;
        let peer = decode::<C>(peer.as_sec1())?;
        stack::wiped(|| {
            let shared = elliptic_curve::ecdh::diffie_hellman::<C>(&*self.scalar(), peer.as_affine());
            SharedSecret::new(Zeroizing::new(shared.raw_secret_bytes().to_vec()))
        })
    }

    fn agree_with_point(&self, keys: &dyn Keys, point: Point<'_>) -> Result<(PublicKey, SharedSecret), CryptoError> {
        agree_validating(self, keys, point)
    }
}

/// A private key that signs.
struct EcdsaKey<C: NamedCurve> {
    key: PrivateKey<C>,
    algorithm: SignatureAlgorithm,
    hash: HashAlgorithm,
}

impl<C: NamedCurve> SigningKey for EcdsaKey<C> {
    fn public_key(&self) -> &PublicKey {
        &self.key.public
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, CryptoError> {
        let digest = digest(self.hash, parts);
        stack::wiped(|| {
            let scalar = self.key.scalar();
            let (signature, _) = match self.hash {
                HashAlgorithm::Sha256 => sign_prehashed_rfc6979::<C, Sha256>(&scalar, digest.as_bytes(), &[]),
                HashAlgorithm::Sha384 => sign_prehashed_rfc6979::<C, Sha384>(&scalar, digest.as_bytes(), &[]),
                HashAlgorithm::Sha512 => sign_prehashed_rfc6979::<C, Sha512>(&scalar, digest.as_bytes(), &[]),
            };
            Ok(signature.to_vec())
        })
    }
}
