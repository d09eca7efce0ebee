//! One certificate.

use crate::crypto::{CryptoProvider, PublicKey};
use crate::time::UnixTime;
use crate::x509::CertificateError;

/// A parsed certificate with its exact bytes.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
}

impl Certificate {
    /// Reads one DER certificate, nothing behind it.
    ///
    /// # Errors
    /// [`CertificateError::Malformed`].
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        todo!()
    }

    /// The exact bytes.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The subject's public key, validated.
    ///
    /// # Errors
    /// [`CertificateError::Algorithm`] or [`CertificateError::Key`].
    pub fn public_key(&self, provider: &CryptoProvider) -> Result<PublicKey, CertificateError> {
        todo!()
    }

    /// Verifies the signature under the issuer's key, over the exact TBSCertificate bytes.
    ///
    /// # Errors
    /// [`CertificateError::Algorithm`] or [`CertificateError::Signature`].
    pub fn verify_signature(&self, provider: &CryptoProvider, issuer: &PublicKey) -> Result<(), CertificateError> {
        todo!()
    }

    /// notBefore.
    #[must_use]
    pub fn not_before(&self) -> UnixTime {
        todo!()
    }

    /// notAfter.
    #[must_use]
    pub fn not_after(&self) -> UnixTime {
        todo!()
    }

    /// The subject as RFC 4514 text, for a person.
    #[must_use]
    pub fn subject(&self) -> String {
        todo!()
    }

    /// The issuer as RFC 4514 text, for a person.
    #[must_use]
    pub fn issuer(&self) -> String {
        todo!()
    }

    /// The subject's commonName.
    #[must_use]
    pub fn common_name(&self) -> Option<String> {
        todo!()
    }

    /// The subject's organizationName.
    #[must_use]
    pub fn organization(&self) -> Option<String> {
        todo!()
    }

    /// The subject's countryName.
    #[must_use]
    pub fn country(&self) -> Option<String> {
        todo!()
    }

    /// The subject's stateOrProvinceName.
    #[must_use]
    pub fn state_or_province(&self) -> Option<String> {
        todo!()
    }

    /// The serial number, lower-case hexadecimal.
    #[must_use]
    pub fn serial(&self) -> String {
        todo!()
    }

    /// The subject key identifier, where there is one.
    #[must_use]
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        todo!()
    }

    /// The authority key identifier's keyIdentifier, where there is one.
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        todo!()
    }

    /// The object identifiers of the extended key usage, dotted; empty where there is none.
    #[must_use]
    pub fn extended_key_usage(&self) -> Vec<String> {
        todo!()
    }
}

impl core::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Certificate({} bytes)", self.der.len())
    }
}
