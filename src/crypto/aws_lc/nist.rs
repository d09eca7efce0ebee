//! ECDH and ECDSA on P-256, P-384 and P-521.

use aws_lc_rs::{
    agreement,
    digest::Digest,
    encoding::AsDer,
    signature::{
        self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, ParsedPublicKey, UnparsedPublicKey,
    },
};
use zeroize::Zeroizing;

use super::symmetric;
use crate::crypto::{
    AgreementKey, CryptoError, CryptoRng, Curve, HashAlgorithm, Keys, Point, PublicKey, SecretKey, SharedSecret,
    SignatureAlgorithm, SignatureScheme, SigningKey,
    by_curve::{CurveOperations, agree_validating, same_curve},
};

/// One of the curves.
pub(super) struct Nist {
    curve: Curve,
    /// The order of the curve, big-endian.
    order: &'static [u8],
    agreement: &'static agreement::Algorithm,
    signing: &'static EcdsaSigningAlgorithm,
    verification: &'static EcdsaVerificationAlgorithm,
    algorithm: SignatureAlgorithm,
    hash: HashAlgorithm,
}

/// P-256.
pub(super) static P256: Nist = Nist {
    curve: Curve::P256,
    order: &[
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
        0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ],
    agreement: &agreement::ECDH_P256,
    signing: &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
    verification: &signature::ECDSA_P256_SHA256_FIXED,
    algorithm: SignatureAlgorithm::Es256,
    hash: HashAlgorithm::Sha256,
};

/// P-384.
pub(super) static P384: Nist = Nist {
    curve: Curve::P384,
    order: &[
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2,
        0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
    ],
    agreement: &agreement::ECDH_P384,
    signing: &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
    verification: &signature::ECDSA_P384_SHA384_FIXED,
    algorithm: SignatureAlgorithm::Es384,
    hash: HashAlgorithm::Sha384,
};

/// P-521.
pub(super) static P521: Nist = Nist {
    curve: Curve::P521,
    order: &[
        0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfa, 0x51, 0x86,
        0x87, 0x83, 0xbf, 0x2f, 0x96, 0x6b, 0x7f, 0xcc, 0x01, 0x48, 0xf7, 0x09, 0xa5, 0xd0, 0x3b, 0xb5, 0xc9, 0xb8,
        0x89, 0x9c, 0x47, 0xae, 0xbb, 0x6f, 0xb7, 0x1e, 0x91, 0x38, 0x64, 0x09,
    ],
    agreement: &agreement::ECDH_P521,
    signing: &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
    verification: &signature::ECDSA_P521_SHA512_FIXED,
    algorithm: SignatureAlgorithm::Es512,
    hash: HashAlgorithm::Sha512,
};

impl CurveOperations for Nist {
    fn public_key(&self, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        match point {
            Point::Uncompressed { x, y } => {
                let key = PublicKey::from_validated(self.curve, x, Some(y))?;
                // A key that verifies is looked at twice; the point's requirements are the same.
                let point = agreement::UnparsedPublicKey::new(self.agreement, key.as_sec1());
                agreement::ParsedPublicKey::try_from(point).map_err(|_| CryptoError::InvalidPublicKey)?;
                Ok(key)
            }
            Point::Compressed { x, y_is_odd } if x.len() == self.curve.width() => {
                let tag: &[u8] = if y_is_odd { &[3] } else { &[2] };
                let spki = self.parse(&[tag, x].concat())?.as_der().map_err(|_| CryptoError::InvalidPublicKey)?;
                // A SubjectPublicKeyInfo ends with the point, uncompressed.
                let y = spki.as_ref().rchunks_exact(self.curve.width()).next();
                PublicKey::from_validated(self.curve, x, y)
            }
            _ => Err(CryptoError::InvalidPublicKey),
        }
    }

    fn generate(&self, rng: &mut dyn CryptoRng) -> SecretKey {
        let mut scalar = Zeroizing::new(vec![0; self.curve.width()]);
        loop {
            rng.fill_bytes(&mut scalar);
            // The order of P-521 is of 521 bits; those above are spare.
            if let (Curve::P521, Some(first)) = (self.curve, scalar.first_mut()) {
                *first &= 1;
            }
            if is_in_range(&scalar, self.order) {
                return SecretKey::from_bytes(self.curve, scalar);
            }
        }
    }

    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        Ok(Box::new(EcdhKey::new(self.agreement, secret)?))
    }

    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        let public = EcdhKey::new(self.agreement, secret)?.public;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(self.signing, secret.expose(), public.as_sec1())
            .map_err(|_| CryptoError::InvalidSecretKey)?;
        Ok(Box::new(EcdsaKey { pair, public, algorithm: self.algorithm, hash: self.hash }))
    }

    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey,
        parts: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        let SignatureScheme::Ecdsa(hash) = scheme else { return Err(CryptoError::SchemeMismatch) };
        let digest = self.fitted(hash, symmetric::digest(hash, parts)).ok_or(CryptoError::SchemeMismatch)?;
        // The length, and r and s between 1 and n - 1, are checked here.
        UnparsedPublicKey::new(self.verification, key.as_sec1())
            .verify_digest(&digest, signature)
            .map_err(|_| CryptoError::BadSignature)
    }
}

impl Nist {
    /// A point from its SEC 1 encoding: coordinates below the field's prime, on the curve, not the identity.
    fn parse(&self, sec1: &[u8]) -> Result<ParsedPublicKey, CryptoError> {
        ParsedPublicKey::new(self.verification, sec1).map_err(|_| CryptoError::InvalidPublicKey)
    }

    /// A digest under the name of the one that AWS-LC pairs with the curve, for the same number.
    ///
    /// ECDSA (FIPS 186-5 6.4.1) takes the leftmost bits of a digest that is longer than the order, and a shorter one as
    /// the number it is. The paired digests are as long as the order, or the longest there are.
    fn fitted(&self, hash: HashAlgorithm, digest: Digest) -> Option<Digest> {
        if hash == self.hash {
            return Some(digest);
        }
        let mut number = [0; 64];
        let number = number.get_mut(..self.hash.len())?;
        let zeros = self.hash.len().saturating_sub(hash.len());
        number.get_mut(zeros..)?.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
        Digest::import_less_safe(number, symmetric::algorithm(self.hash)).ok()
    }
}

/// Whether 0 < `scalar` < `order`, both big-endian and of one width, in time that does not depend on the scalar.
fn is_in_range(scalar: &[u8], order: &[u8]) -> bool {
    // The borrow of scalar - order.
    let borrow = scalar.iter().zip(order).rev().fold(0, |borrow, (digit, of_order)| {
        u16::from(*digit).wrapping_sub(u16::from(*of_order)).wrapping_sub(borrow) >> 15
    });
    let any = scalar.iter().fold(0, |any, digit| any | digit);
    borrow == 1 && any != 0
}

/// A private key that agrees. AWS-LC wipes the scalar.
struct EcdhKey {
    algorithm: &'static agreement::Algorithm,
    key: agreement::PrivateKey,
    public: PublicKey,
}

impl EcdhKey {
    fn new(algorithm: &'static agreement::Algorithm, secret: &SecretKey) -> Result<Self, CryptoError> {
        // The length, and the scalar between 1 and n - 1, are checked here.
        let key = agreement::PrivateKey::from_private_key(algorithm, secret.expose())
            .map_err(|_| CryptoError::InvalidSecretKey)?;
        let public = key.compute_public_key().map_err(|_| CryptoError::InvalidSecretKey)?;
        let coordinates = public.as_ref().get(1..).unwrap_or_default().split_at_checked(secret.curve().width());
        let (x, y) = coordinates.unwrap_or_default();
        Ok(Self { algorithm, key, public: PublicKey::from_validated(secret.curve(), x, Some(y))? })
    }
}

impl AgreementKey for EcdhKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn agree(&self, peer: &PublicKey) -> Result<SharedSecret, CryptoError> {
        same_curve(self.public.curve(), peer)?;
        let peer = agreement::UnparsedPublicKey::new(self.algorithm, peer.as_sec1());
        agreement::agree(&self.key, peer, CryptoError::InvalidPublicKey, |secret| {
            SharedSecret::new(Zeroizing::new(secret.to_vec()))
        })
    }

    fn agree_with_point(&self, keys: &dyn Keys, point: Point<'_>) -> Result<(PublicKey, SharedSecret), CryptoError> {
        agree_validating(self, keys, point)
    }
}

/// A private key that signs. AWS-LC wipes the scalar.
struct EcdsaKey {
    pair: EcdsaKeyPair,
    public: PublicKey,
    algorithm: SignatureAlgorithm,
    hash: HashAlgorithm,
}

impl SigningKey for EcdsaKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, CryptoError> {
        let signature = self.pair.sign_digest(&symmetric::digest(self.hash, parts));
        // Nothing is wrong with the key; what can fail is AWS-LC's memory or random generator.
        Ok(signature.map_err(|_| CryptoError::InvalidSecretKey)?.as_ref().to_vec())
    }
}
