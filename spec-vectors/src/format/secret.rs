//! Private keys of the format as keys of this library.

use mdoc_proximity::crypto::{AgreementKey, CryptoError, CryptoProvider, Curve, SecretKey, SigningKey};

use super::Secret;

impl Secret {
    /// The key, where the curve's name is known.
    #[must_use]
    pub fn key(&self) -> Option<SecretKey> {
        Some(SecretKey::from_bytes(Curve::from_name(&self.curve)?, self.d.to_vec().into()))
    }

    /// The key, to agree with by this provider.
    ///
    /// # Errors
    /// When its curve is not known or does not agree, or it is no key.
    pub fn agreement_key(&self, provider: &CryptoProvider) -> Result<Box<dyn AgreementKey>, CryptoError> {
        provider.keys.agreement_key(&self.key().ok_or(CryptoError::InvalidSecretKey)?)
    }

    /// The key, to sign with by this provider.
    ///
    /// # Errors
    /// When its curve is not known or does not sign, or it is no key.
    pub fn signing_key(&self, provider: &CryptoProvider) -> Result<Box<dyn SigningKey>, CryptoError> {
        provider.keys.signing_key(&self.key().ok_or(CryptoError::InvalidSecretKey)?)
    }
}

impl From<&SecretKey> for Secret {
    fn from(key: &SecretKey) -> Self {
        Self { curve: key.curve().name().to_owned(), d: key.expose().into() }
    }
}
