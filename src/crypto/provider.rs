//! The parts of a provider.

use core::fmt;

use super::{
    CryptoError, CryptoRng, Curve, Digest, HashAlgorithm, Point, PublicKey, SecretKey, SharedSecret,
    SignatureAlgorithm, SignatureScheme,
};

/// The cryptography of one presentation, part by part.
#[derive(Clone, Copy)]
pub struct CryptoProvider {
    /// A short name for reports.
    pub name: &'static str,
    /// Digests.
    pub hash: &'static dyn Hash,
    /// HMAC with SHA-256.
    pub mac: &'static dyn Mac,
    /// HKDF with SHA-256.
    pub kdf: &'static dyn Kdf,
    /// AES-256-GCM.
    pub aead: &'static dyn Aead,
    /// Keys: validation, generation, import.
    pub keys: &'static dyn Keys,
    /// Signature verification.
    pub verifier: &'static dyn Verifier,
}

impl fmt::Debug for CryptoProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CryptoProvider({})", self.name)
    }
}

/// Digests. A message comes in parts, so that nothing is copied to be hashed.
pub trait Hash: Send + Sync {
    /// The digest of the concatenated `parts`.
    fn digest(&self, algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest;
}

/// HMAC with SHA-256 (RFC 2104).
pub trait Mac: Send + Sync {
    /// The 32-byte tag over the concatenated `parts`.
    fn hmac_sha256(&self, key: &[u8], parts: &[&[u8]]) -> [u8; 32];
}

/// HKDF with SHA-256 (RFC 5869).
pub trait Kdf: Send + Sync {
    /// Fills `output`. An empty `salt` stands for the default of 32 zero bytes.
    ///
    /// # Errors
    /// [`CryptoError::Length`] when `output` is longer than 8,160 bytes.
    fn hkdf_sha256(&self, ikm: &[u8], salt: &[u8], info: &[u8], output: &mut [u8]) -> Result<(), CryptoError>;
}

/// AES-256-GCM (NIST SP 800-38D), in place, with a 16-byte tag behind the ciphertext and no additional data.
///
/// Both work on a part of a buffer, so that a message is encrypted and decrypted within what carries it.
pub trait Aead: Send + Sync {
    /// Encrypts `message` where it stands, and returns the tag that goes behind it.
    ///
    /// # Errors
    /// [`CryptoError::Length`] when the message is too long.
    fn seal(&self, key: &[u8; 32], iv: &[u8; 12], message: &mut [u8]) -> Result<[u8; 16], CryptoError>;

    /// Checks the tag, which is the last 16 bytes of `sealed`, decrypts what is before it where it stands, and returns
    /// that. On failure `sealed` holds no plaintext; nor need it hold the ciphertext any more.
    ///
    /// # Errors
    /// [`CryptoError::BadCiphertext`].
    fn open<'m>(&self, key: &[u8; 32], iv: &[u8; 12], sealed: &'m mut [u8]) -> Result<&'m mut [u8], CryptoError>;
}

/// Keys: validation, generation, import.
pub trait Keys: Send + Sync {
    /// Validates a public key: width, on the curve, not the identity.
    ///
    /// # Errors
    /// [`CryptoError::InvalidPublicKey`] or [`CryptoError::UnsupportedCurve`].
    fn public_key(&self, curve: Curve, point: Point<'_>) -> Result<PublicKey, CryptoError>;

    /// A fresh private key.
    ///
    /// # Errors
    /// [`CryptoError::UnsupportedCurve`].
    fn generate(&self, curve: Curve, rng: &mut dyn CryptoRng) -> Result<SecretKey, CryptoError>;

    /// A key that agrees.
    ///
    /// # Errors
    /// [`CryptoError::InvalidSecretKey`] or [`CryptoError::UnsupportedCurve`].
    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError>;

    /// A key that signs.
    ///
    /// # Errors
    /// [`CryptoError::InvalidSecretKey`] or [`CryptoError::UnsupportedCurve`].
    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError>;
}

/// A private key for ECKA-DH (BSI TR-03111). Implementations wipe it when dropped.
pub trait AgreementKey: Send + Sync {
    /// The public key.
    fn public_key(&self) -> &PublicKey;

    /// `Zab`, the shared x-coordinate in fixed width.
    ///
    /// # Errors
    /// [`CryptoError::CurveMismatch`] or [`CryptoError::WeakSharedSecret`].
    fn agree(&self, peer: &PublicKey) -> Result<SharedSecret, CryptoError>;

    /// Validates a point on this key's curve and agrees with it. An implementation whose agreement validates the point anyway,
    /// as those of this crate's providers, leaves the asking of `keys` out: whoever has keys with rules of their own beside
    /// such agreement keys keeps to this default.
    ///
    /// # Errors
    /// Those of [`Keys::public_key`] and of [`agree`](Self::agree).
    fn agree_with_point(&self, keys: &dyn Keys, point: Point<'_>) -> Result<(PublicKey, SharedSecret), CryptoError> {
        let peer = keys.public_key(self.public_key().curve(), point)?;
        let secret = self.agree(&peer)?;
        Ok((peer, secret))
    }
}

/// A private key for signatures. Implementations wipe it when dropped.
pub trait SigningKey: Send + Sync {
    /// The public key.
    fn public_key(&self) -> &PublicKey;

    /// The algorithm the standard pairs with the curve.
    fn algorithm(&self) -> SignatureAlgorithm;

    /// Signs the concatenated `parts` by [`algorithm`](Self::algorithm): `r || s` in fixed width, or the EdDSA
    /// signature.
    ///
    /// # Errors
    /// When the key cannot be used, as with hardware that is gone.
    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, CryptoError>;
}

/// Signature verification.
pub trait Verifier: Send + Sync {
    /// Verifies `signature` over the concatenated `parts`.
    ///
    /// # Errors
    /// [`CryptoError::BadSignature`], [`CryptoError::SchemeMismatch`] or [`CryptoError::UnsupportedCurve`].
    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey,
        parts: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CryptoError>;
}
