//! Certificates by the profiles of ISO/IEC 18013-5 Annex B: IACA roots, document signers, reader CAs and readers.
//!
//! A [`CertificateSpec`] says what stands in a certificate. Its constructors follow Annex B, and every field can be
//! changed afterwards: what an issuer does on purpose, or a test to be refused, is data and no other code.

mod encode;
mod revocation_list;
#[cfg(test)]
mod tests;

use core::fmt;

pub use revocation_list::{ListKeyId, RevocationListSpec, RevokedEntry};

use crate::crypto::{CryptoError, CryptoRng, Curve, PublicKey, SigningKey};
use crate::time::UnixTime;
use crate::x509::{BasicConstraints, Certificate, Extension, KeyUsage, Purpose};

/// A subject's name, encoded in the order of the fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SubjectName {
    /// countryName, an ISO 3166-1 alpha-2 code in upper case; a PrintableString. Issuers and their signers have one.
    pub country: Option<String>,
    /// stateOrProvinceName. A signer has its IACA's.
    pub state_or_province: Option<String>,
    /// organizationName.
    pub organization: Option<String>,
    /// commonName.
    pub common_name: String,
}

/// From when to when, both instants included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// notBefore.
    pub not_before: UnixTime,
    /// notAfter.
    pub not_after: UnixTime,
}

/// Where an issuer can be reached (issuerAltName).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlternativeName {
    /// An e-mail address.
    Email(String),
    /// A URI.
    Uri(String),
}

/// What stands in a certificate, apart from key, serial number, key identifiers and signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateSpec {
    /// The subject.
    pub subject: SubjectName,
    /// The validity.
    pub validity: Validity,
    /// BasicConstraints, critical.
    pub basic_constraints: Option<BasicConstraints>,
    /// KeyUsage, critical.
    pub key_usage: Option<KeyUsage>,
    /// ExtKeyUsage, critical: dotted object identifiers; left out when empty.
    pub extended_key_usage: Vec<String>,
    /// IssuerAltName.
    pub issuer_alternative_name: Option<AlternativeName>,
    /// CRLDistributionPoints: one point with this URI.
    pub crl_distribution_point: Option<String>,
    /// Extensions beyond these, as they are.
    pub further: Vec<Extension>,
}

impl CertificateSpec {
    /// An IACA root (B.1.2): keyCertSign and cRLSign, path length 0. At most 20 years.
    #[must_use]
    pub fn iaca(subject: SubjectName, validity: Validity, contact: AlternativeName, crl: &str) -> Self {
        Self { issuer_alternative_name: Some(contact), ..Self::authority(subject, validity, crl, Some(0)) }
    }

    /// A document signer (B.1.4) for `purposes`, such as [`Purpose::MDL_DOCUMENT_SIGNER`]. At most 457 days; country
    /// and state are the IACA's.
    #[must_use]
    pub fn document_signer(
        subject: SubjectName,
        validity: Validity,
        contact: AlternativeName,
        crl: &str,
        purposes: &[&str],
    ) -> Self {
        Self { issuer_alternative_name: Some(contact), ..Self::leaf(subject, validity, crl, purposes) }
    }

    /// A reader CA. The standard leaves its profile open; this is the IACA's without the alternative name. With
    /// `path_length` above 0 or absent, intermediate CAs are possible.
    #[must_use]
    pub fn reader_ca(subject: SubjectName, validity: Validity, crl: &str, path_length: Option<u8>) -> Self {
        Self::authority(subject, validity, crl, path_length)
    }

    /// A reader (edition 1 B.1.7, edition 2 B.1.5). At most 1,187 days.
    #[must_use]
    pub fn reader(subject: SubjectName, validity: Validity, crl: &str) -> Self {
        Self::leaf(subject, validity, crl, &[Purpose::MDL_READER])
    }

    /// The signer of a VICAL (C.1.7.2): nonRepudiation and the extended key usage of VICAL signers. At most 1,187 days.
    #[must_use]
    pub fn vical_signer(subject: SubjectName, validity: Validity, crl: &str) -> Self {
        let key_usage = Some(KeyUsage::NON_REPUDIATION);
        Self { key_usage, ..Self::leaf(subject, validity, crl, &[Purpose::VICAL_SIGNER]) }
    }

    /// The signer of a RICAL (edition 2 F.3.2): nonRepudiation and no extended key usage. At most 1,187 days.
    #[must_use]
    pub fn rical_signer(subject: SubjectName, validity: Validity, crl: &str) -> Self {
        Self { key_usage: Some(KeyUsage::NON_REPUDIATION), ..Self::leaf(subject, validity, crl, &[]) }
    }

    fn authority(subject: SubjectName, validity: Validity, crl: &str, path_length: Option<u8>) -> Self {
        Self {
            basic_constraints: Some(BasicConstraints { ca: true, path_length }),
            key_usage: Some(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)),
            ..Self::leaf(subject, validity, crl, &[])
        }
    }

    fn leaf(subject: SubjectName, validity: Validity, crl: &str, purposes: &[&str]) -> Self {
        Self {
            subject,
            validity,
            basic_constraints: None,
            key_usage: Some(KeyUsage::DIGITAL_SIGNATURE),
            extended_key_usage: purposes.iter().map(ToString::to_string).collect(),
            issuer_alternative_name: None,
            crl_distribution_point: Some(crl.to_owned()),
            further: Vec::new(),
        }
    }
}

/// A certification authority: a certificate and the key that signs for it.
pub struct Authority {
    certificate: Certificate,
    key: Box<dyn SigningKey>,
}

impl Authority {
    /// An authority whose certificate exists.
    #[must_use]
    pub fn new(certificate: Certificate, key: Box<dyn SigningKey>) -> Self {
        Self { certificate, key }
    }

    /// A root: `spec` about `key`, signed by `key`.
    ///
    /// # Errors
    /// [`IssueError`].
    pub fn self_signed(
        rng: &mut dyn CryptoRng,
        spec: &CertificateSpec,
        key: Box<dyn SigningKey>,
    ) -> Result<Self, IssueError> {
        let certificate = encode::certificate(rng, spec, key.public_key(), None, key.as_ref())?;
        Ok(Self { certificate, key })
    }

    /// The authority's own certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Issues what `spec` says about `key`, with this authority's name and key identifier as the issuer's. Serial
    /// numbers are 20 random bytes. Nothing is checked against this authority's own certificate.
    ///
    /// # Errors
    /// [`IssueError`].
    pub fn issue(
        &self,
        rng: &mut dyn CryptoRng,
        spec: &CertificateSpec,
        key: &PublicKey,
    ) -> Result<Certificate, IssueError> {
        encode::certificate(rng, spec, key, Some(&self.certificate), self.key.as_ref())
    }

    /// Signs the revocation list that `spec` describes, DER. Nothing is checked: a list that must be refused is made as
    /// easily as a good one.
    ///
    /// # Errors
    /// [`IssueError`].
    pub fn revoke(&self, spec: &RevocationListSpec) -> Result<Vec<u8>, IssueError> {
        revocation_list::encode(spec, &self.certificate, self.key.as_ref())
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authority({})", self.certificate.subject())
    }
}

/// A certificate that could not be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssueError {
    /// A part of the subject is empty or cannot be written in its string type.
    Subject,
    /// A date before 1970 or after 9999.
    Validity,
    /// An extension cannot be encoded: not an object identifier, or a URI or address beyond ASCII.
    Extension,
    /// A revocation list cannot be encoded: an issuer that is no DER, a serial number without octets, or an algorithm
    /// that is no object identifier.
    RevocationList,
    /// Certificates know no keys on this curve.
    Curve(Curve),
    /// The authority's key did not sign.
    Key(CryptoError),
    /// The certificate is longer than [`budget::CERTIFICATE_BYTES`](crate::budget::CERTIFICATE_BYTES), or names an
    /// extension twice.
    Certificate,
}

impl fmt::Display for IssueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject => f.write_str("a part of the subject's name is empty or has characters it may not have"),
            Self::Validity => f.write_str("a date lies outside the years 1970 to 9999"),
            Self::Extension => f.write_str("an extension cannot be encoded"),
            Self::RevocationList => f.write_str("the revocation list cannot be encoded"),
            Self::Curve(curve) => write!(f, "a certificate cannot hold or be signed by a key on {curve}"),
            Self::Key(error) => write!(f, "the authority's key did not sign: {error}"),
            Self::Certificate => f.write_str("the certificate is too long or has an extension twice"),
        }
    }
}

impl core::error::Error for IssueError {}
