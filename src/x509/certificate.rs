//! One certificate.

mod parse;

use core::fmt;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use der::oid::ObjectIdentifier;

use crate::crypto::{CryptoProvider, PublicKey};
use crate::report::{Text, text};
use crate::time::UnixTime;
use crate::x509::algorithm::KeyInfo;
use crate::x509::extension::{self, BasicConstraints, Content, Extension, KeyUsage};
use crate::x509::name::{self, DistinguishedName, Likeness};
use crate::x509::part::Part;
use crate::x509::path::purpose;
use crate::x509::{CertificateError, Signed, algorithm};

pub(crate) use self::parse::{RawExtension, unix_time};

/// A parsed certificate with its exact bytes.
///
/// Parsing asks for sound DER and no more; whether key, algorithm and extensions are usable is found out when they are
/// used.
#[derive(Clone)]
pub struct Certificate {
    /// Shared, as certificates are handed on with every path and verdict.
    parts: Arc<Parts>,
}

/// What was read.
struct Parts {
    der: Part,
    /// TBSCertificate, what the signature is over.
    tbs: Part,
    /// As the structure counts: 2 for version 3.
    version: u8,
    serial: Part,
    /// AlgorithmIdentifier inside TBSCertificate.
    inner_algorithm: Part,
    /// AlgorithmIdentifier beside the signature.
    outer_algorithm: Part,
    issuer: DistinguishedName,
    not_before: UnixTime,
    not_after: UnixTime,
    subject: DistinguishedName,
    /// The subject as RFC 4514 text, cut: most lines of a report are about it.
    subject_text: Text,
    /// SubjectPublicKeyInfo, where it can be read.
    key: Option<KeyInfo>,
    /// The key, once it was found valid, and by which provider: anchors are asked for theirs all day.
    valid_key: OnceLock<(&'static str, PublicKey)>,
    /// What is said of it, once somebody said it.
    said: OnceLock<Said>,
    extensions: Vec<Extension>,
    signature: Part,
}

/// Sentences about a certificate that stands above others, which an anchor does all day.
pub(super) struct Said {
    /// "signed by" it.
    pub(super) signed: Text,
    /// "issued by" it.
    pub(super) issued: Text,
    /// "the path ends at" it.
    pub(super) ends: Text,
    /// "valid from .. to ..".
    pub(super) valid: Text,
}

impl Certificate {
    /// Reads one DER certificate, nothing behind it.
    ///
    /// # Errors
    /// [`CertificateError::Malformed`].
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        parse::certificate(der).map(|parts| Self { parts: Arc::new(parts) })
    }

    /// The exact bytes.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.parts.der
    }

    /// Whether this is the very same certificate, byte for byte.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.parts, &other.parts) || self.der() == other.der()
    }

    /// The subject's public key, validated.
    ///
    /// # Errors
    /// [`CertificateError::Algorithm`] or [`CertificateError::Key`].
    pub fn public_key(&self, provider: &CryptoProvider) -> Result<PublicKey, CertificateError> {
        match self.parts.valid_key.get() {
            Some((by, key)) if *by == provider.name => Ok(*key),
            _ => {
                let key = algorithm::public_key(provider, self.parts.key.as_ref())?;
                // Where another provider was first, that is the one remembered.
                let _ = self.parts.valid_key.set((provider.name, key));
                Ok(key)
            }
        }
    }

    /// Verifies the signature under the issuer's key, over the exact TBSCertificate bytes.
    ///
    /// # Errors
    /// [`CertificateError::Algorithm`], also when the algorithm inside the signed part is another one than beside the
    /// signature, or [`CertificateError::Signature`].
    pub fn verify_signature(&self, provider: &CryptoProvider, issuer: &PublicKey) -> Result<(), CertificateError> {
        let Parts { tbs, inner_algorithm, outer_algorithm, signature, .. } = &*self.parts;
        algorithm::verify(provider, issuer, &Signed { inner_algorithm, outer_algorithm, tbs, signature })
    }

    /// notBefore.
    #[must_use]
    pub fn not_before(&self) -> UnixTime {
        self.parts.not_before
    }

    /// notAfter.
    #[must_use]
    pub fn not_after(&self) -> UnixTime {
        self.parts.not_after
    }

    /// The subject as RFC 4514 text, for a person.
    #[must_use]
    pub fn subject(&self) -> String {
        self.parts.subject.to_text().into()
    }

    /// What the lines of those below say of this certificate.
    pub(super) fn said(&self) -> &Said {
        self.parts.said.get_or_init(|| {
            let subject = self.parts.subject_text.as_str();
            Said {
                signed: Text::joined(&["signed by ", subject]),
                issued: Text::joined(&["issued by ", subject]),
                ends: Text::joined(&["the path ends at ", subject]),
                valid: self.valid(),
            }
        })
    }

    /// Makes now what every path to this certificate would say of it.
    pub(crate) fn prepare(&self) {
        self.said();
    }

    /// From when to when it is valid, for a person.
    pub(super) fn valid(&self) -> Text {
        text!("valid from {} to {}", self.not_before(), self.not_after())
    }

    /// The subject as lines of a report have it: RFC 4514 text, cut where it is long, and shared.
    pub(crate) fn subject_text(&self) -> Text {
        self.parts.subject_text.clone()
    }

    /// The issuer as RFC 4514 text, for a person.
    #[must_use]
    pub fn issuer(&self) -> String {
        self.parts.issuer.to_text().into()
    }

    /// The issuer as lines of a report have it.
    pub(crate) fn issuer_text(&self) -> Text {
        self.parts.issuer.to_short_text()
    }

    /// The subject's exact bytes, a DER Name.
    #[must_use]
    pub fn subject_der(&self) -> &[u8] {
        self.parts.subject.der()
    }

    /// The issuer's exact bytes, a DER Name.
    #[must_use]
    pub fn issuer_der(&self) -> &[u8] {
        self.parts.issuer.der()
    }

    /// The subject's commonName.
    #[must_use]
    pub fn common_name(&self) -> Option<String> {
        self.named(name::COMMON_NAME).map(Cow::into_owned)
    }

    /// The subject's organizationName.
    #[must_use]
    pub fn organization(&self) -> Option<String> {
        self.named(name::ORGANIZATION).map(Cow::into_owned)
    }

    /// The subject's countryName.
    #[must_use]
    pub fn country(&self) -> Option<String> {
        self.named(name::COUNTRY).map(Cow::into_owned)
    }

    /// The subject's stateOrProvinceName.
    #[must_use]
    pub fn state_or_province(&self) -> Option<String> {
        self.named(name::STATE_OR_PROVINCE).map(Cow::into_owned)
    }

    /// An attribute of the subject, borrowed where its string type allows.
    pub(crate) fn named(&self, kind: ObjectIdentifier) -> Option<Cow<'_, str>> {
        self.parts.subject.attribute(kind)
    }

    /// The serial number, lower-case hexadecimal.
    #[must_use]
    pub fn serial(&self) -> String {
        self.parts.serial.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The serial number's content octets, as they came.
    pub(crate) fn serial_octets(&self) -> &[u8] {
        &self.parts.serial
    }

    /// How this certificate's subject compares to another name.
    pub(crate) fn subject_likeness(&self, name: &DistinguishedName) -> Likeness {
        self.parts.subject.compare(name)
    }

    /// The subject key identifier, where there is one.
    #[must_use]
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        match self.content(extension::SUBJECT_KEY_IDENTIFIER)? {
            Content::SubjectKeyIdentifier(identifier) => Some(identifier),
            _ => None,
        }
    }

    /// The authority key identifier's keyIdentifier, where there is one.
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        match self.content(extension::AUTHORITY_KEY_IDENTIFIER)? {
            Content::AuthorityKeyIdentifier(identifier) => identifier.as_deref(),
            _ => None,
        }
    }

    /// The object identifiers of the extended key usage, dotted; empty where there is none.
    #[must_use]
    pub fn extended_key_usage(&self) -> Vec<String> {
        self.purposes().iter().map(ToString::to_string).collect()
    }

    fn purposes(&self) -> &[ObjectIdentifier] {
        match self.content(extension::EXTENDED_KEY_USAGE) {
            Some(Content::Purposes(purposes)) => purposes,
            _ => &[],
        }
    }

    /// Whether the extended key usage allows a purpose (dotted).
    pub(super) fn allows_purpose(&self, purpose: &str) -> bool {
        let wanted = purpose::identifier(purpose);
        self.purposes().iter().any(|oid| *oid == extension::ANY_EXTENDED_KEY_USAGE || Some(*oid) == wanted)
    }

    /// Which of `wanted` (dotted) stands first in the extended key usage.
    pub(super) fn purpose_among<'w>(&self, wanted: &'w [String]) -> Option<&'w str> {
        // A text that is no identifier that can be read is none that was read.
        let is = |wanted: &&String, oid| purpose::identifier(wanted) == Some(oid);
        self.purposes().iter().find_map(|oid| wanted.iter().find(|wanted| is(wanted, *oid))).map(String::as_str)
    }

    /// The key usage, where there is one that can be read.
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsage> {
        match self.content(extension::KEY_USAGE)? {
            Content::KeyUsage(usage) => Some(*usage),
            _ => None,
        }
    }

    /// The basic constraints, where there are some that can be read.
    #[must_use]
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        match self.content(extension::BASIC_CONSTRAINTS)? {
            Content::BasicConstraints(constraints) => Some(*constraints),
            _ => None,
        }
    }

    /// Where the issuer publishes whether it is revoked: the URIs of the CRL distribution points, in their order; empty
    /// where there are none that can be read. A point that is no URI, for some reasons only or of another CRL issuer is
    /// left out.
    ///
    /// Nobody should fetch what a certificate says before it was [validated](crate::x509::validate): whoever made it
    /// would choose where the request goes.
    #[must_use]
    pub fn crl_uris(&self) -> Vec<String> {
        self.extension(extension::CRL_DISTRIBUTION_POINTS)
            .and_then(|extension| extension::crl_uris(extension.value()))
            .unwrap_or_default()
    }

    /// All extensions, in their order.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        &self.parts.extensions
    }

    /// What an extension says, where it is there and can be read.
    fn content(&self, oid: ObjectIdentifier) -> Option<&Content> {
        self.extension(oid)?.content.as_ref()
    }

    /// Whether subject and issuer are the same name.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.parts.subject.der() == self.parts.issuer.der()
    }

    pub(super) fn extension(&self, oid: ObjectIdentifier) -> Option<&Extension> {
        self.parts.extensions.iter().find(|extension| extension.oid == oid)
    }

    /// Whether subject and issuer are one name, in whatever string type, case or spacing: such a certificate is to be
    /// signed by its own key.
    pub(crate) fn claims_to_be_a_root(&self) -> bool {
        self.issuer_likeness(self) != Likeness::Different
    }

    /// Whether the issuer's name is the subject of `above`.
    pub(crate) fn is_issued_in_the_name_of(&self, above: &Self) -> bool {
        self.issuer_likeness(above) != Likeness::Different
    }

    /// The version, as it is called: 3 for X.509 v3.
    pub(super) fn version(&self) -> u8 {
        self.parts.version.saturating_add(1)
    }

    /// The AlgorithmIdentifier of the signature, DER.
    pub(super) fn signature_algorithm_der(&self) -> &[u8] {
        &self.parts.outer_algorithm
    }

    /// SubjectPublicKeyInfo, where it can be read.
    pub(super) fn key_info(&self) -> Option<&KeyInfo> {
        self.parts.key.as_ref()
    }

    /// The subject.
    pub(super) fn subject_name(&self) -> &DistinguishedName {
        &self.parts.subject
    }

    /// How this certificate's issuer compares to the subject of `above`.
    pub(super) fn issuer_likeness(&self, above: &Self) -> Likeness {
        self.parts.issuer.compare(&above.parts.subject)
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({} bytes)", self.parts.der.len())
    }
}
