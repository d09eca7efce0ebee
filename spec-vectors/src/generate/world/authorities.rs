//! Issuers and readers.

use mdoc_proximity::crypto::{Curve, SecretKey};
use mdoc_proximity::issuer::{AlternativeName, Authority, CertificateSpec, SubjectName, Validity};
use mdoc_proximity::x509::Purpose;

use super::{at, key, signing_key};
use crate::generate::rng;

/// Where the issuer's revocation list would be.
pub const ISSUER_CRL: &str = "https://issuer.example/crl";

/// A name in Norway.
#[must_use]
pub fn name(common_name: &str) -> SubjectName {
    SubjectName { country: Some("NO".to_owned()), common_name: common_name.to_owned(), ..SubjectName::default() }
}

/// From one day's midnight to another's.
#[must_use]
pub fn validity(from: &str, until: &str) -> Validity {
    Validity { not_before: at(&format!("{from}T00:00:00Z")), not_after: at(&format!("{until}T00:00:00Z")) }
}

/// Where the issuer can be reached.
#[must_use]
pub fn contact() -> AlternativeName {
    AlternativeName::Uri("https://issuer.example".to_owned())
}

/// Norway's IACA, for nine years.
#[must_use]
pub fn iaca_spec() -> CertificateSpec {
    CertificateSpec::iaca(name("Test IACA"), validity("2025-01-01", "2034-01-01"), contact(), ISSUER_CRL)
}

/// Norway's document signer for `purposes`, for the year 2026.
#[must_use]
pub fn signer_spec(purposes: &[&str]) -> CertificateSpec {
    let validity = validity("2026-01-01", "2027-01-01");
    CertificateSpec::document_signer(name("Test DS"), validity, contact(), ISSUER_CRL, purposes)
}

/// The CA that readers have their certificates of.
#[must_use]
pub fn reader_ca_spec() -> CertificateSpec {
    let validity = validity("2025-01-01", "2034-01-01");
    CertificateSpec::reader_ca(name("Test reader CA"), validity, "https://readers.example/crl", Some(0))
}

/// A reader of the police, for two years.
#[must_use]
pub fn reader_spec() -> CertificateSpec {
    let subject = SubjectName { organization: Some("Test police".to_owned()), ..name("Test reader") };
    CertificateSpec::reader(subject, validity("2026-01-01", "2028-01-01"), "https://readers.example/crl")
}

/// A root as `spec` says, of the key of a label on a curve. Its serial number is drawn from the label, too.
#[must_use]
pub fn authority(label: &str, curve: Curve, spec: &CertificateSpec) -> Authority {
    Authority::self_signed(&mut rng(&format!("certificate {label}")), spec, signing_key(&key(label, curve))).unwrap()
}

/// The CA that readers have their certificates of.
#[must_use]
pub fn reader_ca() -> Authority {
    authority("reader ca", Curve::P256, &reader_ca_spec())
}

/// The reader's key on a curve, and its certificate chain without the root.
#[must_use]
pub fn reader_identity(curve: Curve) -> (SecretKey, Vec<Vec<u8>>) {
    let key = key("reader", curve);
    let signing = signing_key(&key);
    let certificate = reader_ca().issue(&mut rng("certificate reader"), &reader_spec(), signing.public_key()).unwrap();
    (key, vec![certificate.der().to_vec()])
}

/// An IACA and a document signer: specifications and keys, of which every part can be changed.
#[derive(Debug, Clone)]
pub struct Issuer {
    /// What the root says.
    pub root: CertificateSpec,
    /// Label and curve of the root's key, and label of its serial number.
    pub root_key: (String, Curve),
    /// What the signer's certificate says.
    pub signer: CertificateSpec,
    /// Label and curve of the signer's key, and label of its serial number.
    pub signer_key: (String, Curve),
    /// The chain, where it is another one than the signer's certificate alone.
    pub chain: Option<Vec<Vec<u8>>>,
}

impl Issuer {
    /// Norway's, for these purposes, on P-256.
    #[must_use]
    pub fn new(purposes: &[&str]) -> Self {
        Self {
            root: iaca_spec(),
            root_key: ("iaca".to_owned(), Curve::P256),
            signer: signer_spec(purposes),
            signer_key: ("signer".to_owned(), Curve::P256),
            chain: None,
        }
    }

    /// Norway's, for the driving licence.
    #[must_use]
    pub fn mdl() -> Self {
        Self::new(&[Purpose::MDL_DOCUMENT_SIGNER])
    }

    /// The root.
    #[must_use]
    pub fn authority(&self) -> Authority {
        authority(&self.root_key.0, self.root_key.1, &self.root)
    }

    /// The signer's private key.
    #[must_use]
    pub fn key(&self) -> SecretKey {
        key(&self.signer_key.0, self.signer_key.1)
    }

    /// The signer's certificate, DER.
    #[must_use]
    pub fn certificate(&self) -> Vec<u8> {
        let key = signing_key(&self.key());
        let mut rng = rng(&format!("certificate {}", self.signer_key.0));
        self.authority().issue(&mut rng, &self.signer, key.public_key()).unwrap().der().to_vec()
    }

    /// The chain that goes into documents, leaf first.
    #[must_use]
    pub fn x5chain(&self) -> Vec<Vec<u8>> {
        self.chain.clone().unwrap_or_else(|| vec![self.certificate()])
    }
}
