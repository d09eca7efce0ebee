//! Private keys of the format as keys of this library.

use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::crypto::{AgreementKey, CryptoError, Curve, SecretKey, SigningKey};

use super::Secret;

impl Secret {
    /// The key, where the curve's name is known.
    #[must_use]
    pub fn key(&self) -> Option<SecretKey> {
        Some(SecretKey::from_bytes(Curve::from_name(&self.curve)?, self.d.to_vec().into()))
    }

    /// The key, to agree with.
    ///
    /// # Errors
    /// When its curve is not known or does not agree, or it is no key.
    pub fn agreement_key(&self) -> Result<Box<dyn AgreementKey>, CryptoError> {
        PROVIDER.keys.agreement_key(&self.key().ok_or(CryptoError::InvalidSecretKey)?)
    }

    /// The key, to sign with.
    ///
    /// # Errors
    /// When its curve is not known or does not sign, or it is no key.
    pub fn signing_key(&self) -> Result<Box<dyn SigningKey>, CryptoError> {
        PROVIDER.keys.signing_key(&self.key().ok_or(CryptoError::InvalidSecretKey)?)
    }
}

impl From<&SecretKey> for Secret {
    fn from(key: &SecretKey) -> Self {
        Self { curve: key.curve().name().to_owned(), d: key.expose().into() }
    }
}
